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
    Json out = preamble_json(asked.pinned.lens(), time.question, time.year, *model);
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
