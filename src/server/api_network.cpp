// What was loaded, from when, what does not read, and which rows were not taken.

#include <map>

#include "base/csv.h"
#include "base/words.h"
#include "server/asking.h"
#include "server/routes.h"

namespace meso::server {
namespace {

// One report of rows that were not taken, summed by file and reason.
Json rejects_of(std::string_view text) {
  struct Sum {
    std::uint64_t count = 0;
    std::uint64_t first_line = 0;
  };
  std::map<std::pair<std::string, std::string>, Sum> sums;
  CsvCursor rows(text, ',', 4);
  rows.next();  // the heading
  while (rows.next()) {
    if (rows.fault() != CsvFault::kNone) continue;
    const auto cells = rows.cells();
    Sum& sum = sums[{std::string(cells[0]), std::string(cells[3])}];
    if (sum.count++ == 0) sum.first_line = std::strtoull(std::string(cells[1]).c_str(), nullptr, 10);
  }
  Json out = Json::array();
  for (const auto& [key, sum] : sums) {
    out.push_back(
        {{"file", key.first}, {"reason", key.second}, {"rows", sum.count}, {"first_line", sum.first_line}});
  }
  return out;
}

}  // namespace

Response network_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const When time, when_asked(asked));
    MESO_ASSIGN_OR_RETURN(const auto model, asked.pinned.model(time.year));
    // Whoever loads sees what was loaded, also where they may see nothing that is made of it.
    const bool sees = asked.visitor->lens.has_value();
    const access::Lens& whole = asked.pinned.whole();
    Json out = preamble_json(sees ? asked.lens() : whole, time.question, time.year, *model);
    if (!sees) out["seen_by"] = "Seen by whoever loads: what was loaded, and no figure made of it.";
    if (!asked.visitor->audience) {
      Json practices = Json::array();
      const access::HeldRole& role = *asked.visitor->role;
      for (const auto& practice : whole.practices()) {
        const bool own = practice.practice == role.organisation;
        const auto loads = access::may(role.role, access::Ability::kLoad,
                                       own ? access::Relation::kOwn : access::Relation::kNotAgreed);
        const auto seen =
            sees ? asked.lens().grant(access::Ability::kCounts, practice.practice) : access::Grant::kNo;
        if (loads == access::Grant::kNo && seen == access::Grant::kNo) continue;
        Json row = practice_json(practice);
        if (loads == access::Grant::kNo && seen != access::Grant::kYes)
          row["patients"] = row["events"] = nullptr;
        row["may_list"] =
            sees && asked.lens().grant(access::Ability::kLists, practice.practice) == access::Grant::kYes;
        practices.push_back(std::move(row));
      }
      out["practices"] = std::move(practices);
    }
    out["name"] = base_name(asked.network.directory());
    return out;
  });
}

Response rejects_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    FileSystem& files = asked.network.files();
    const std::string folder = join_path(asked.network.directory(), "rejects");
    Json loads = Json::array();
    if (files.is_directory(folder)) {
      MESO_ASSIGN_OR_RETURN(auto names, files.list(folder));
      std::reverse(names.begin(), names.end());  // the newest first: names are times
      for (const std::string& name : names) {
        if (!name.ends_with(".csv")) continue;
        MESO_ASSIGN_OR_RETURN(const auto content, files.read(join_path(folder, name)));
        const auto bytes = content->bytes();
        loads.push_back({{"report", name},
                         {"rows", rejects_of({reinterpret_cast<const char*>(bytes.data()), bytes.size()})}});
      }
    }
    return Json{{"version", 1}, {"loads", loads}};
  });
}

}  // namespace meso::server
