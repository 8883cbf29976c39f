// The four ways as switches. Tables hold what was switched; whether direct care is open is worked out at each
// look.

#include <algorithm>

#include <fmt/format.h>
#include <openssl/sha.h>
#include <nlohmann/json.hpp>

#include "access/accounts.h"
#include "access/agreement_tables.h"
#include "access/agreements.h"

namespace meso::access {
namespace {

constexpr struct {
  std::string_view name, words;
} kWayNames[] = {
    {"together", "together"}, {"counts", "counts"}, {"records", "records"}, {"direct-care", "direct care"}};

constexpr std::string_view kConditionWords[] = {"a named clinical safety officer", "the safety file",
                                                "the acceptance of hazards"};

Result<bool> is_officer(sqlite::Db& tables, const std::string& person) {
  MESO_ASSIGN_OR_RETURN(const auto found,
                        tables.number("SELECT 1 FROM access_roles WHERE person = ? AND role = ?", person,
                                      role_name(Role::kSafetyOfficer)));
  return found.has_value();
}

}  // namespace

std::string_view way_name(Way way) {
  return kWayNames[static_cast<std::size_t>(way)].name;
}

std::string_view way_words(Way way) {
  return kWayNames[static_cast<std::size_t>(way)].words;
}

std::optional<Way> way_from_name(std::string_view name) {
  for (const Way way : kEachWay) {
    if (way_name(way) == name) return way;
  }
  return std::nullopt;
}

Way way_of(Ability ability) {
  switch (ability) {
    case Ability::kIdentify:
    case Ability::kBreakGlass:
      return Way::kDirectCare;
    case Ability::kCounts:
    case Ability::kCohorts:
    case Ability::kLists:
    case Ability::kExport:
    case Ability::kLoad:
      return Way::kRecords;
    default:
      return Way::kTogether;
  }
}

std::string_view condition_words(CareCondition condition) {
  return kConditionWords[static_cast<std::size_t>(condition)];
}

std::vector<CareCondition> Ways::missing() const {
  std::vector<CareCondition> out;
  for (const CareCondition condition : kEachCareCondition) {
    if (conditions[static_cast<std::size_t>(condition)].empty()) out.push_back(condition);
  }
  return out;
}

constexpr std::string_view kDigest = ", sha-256 ";

Result<std::string> named_with_digest(FileSystem& files, const std::string& path) {
  MESO_ASSIGN_OR_RETURN(const auto file, files.read(path));
  const auto bytes = file->bytes();
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  std::string out = std::string(base_name(path)) + std::string(kDigest);
  for (const unsigned char byte : digest) out += fmt::format("{:02x}", byte);
  return out;
}

bool has_digest(std::string_view named) {
  const std::size_t at = named.rfind(kDigest);
  if (at == std::string_view::npos || at == 0) return false;
  const std::string_view digits = named.substr(at + kDigest.size());
  return digits.size() == 2 * SHA256_DIGEST_LENGTH &&
         digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// A condition holds when it was recorded and nothing has overtaken it: the officer still has the role; the
// hazards were accepted by that officer, and after the officer and the safety file were recorded.
Result<Ways> ways_in(sqlite::Db& tables) {
  Ways out;
  struct Recorded {
    std::string author;
    std::int64_t entry = 0;
  } recorded[kEachCareCondition.size()];
  {
    MESO_ASSIGN_OR_RETURN(auto rows,
                          tables.prepare("SELECT condition, what, author, entry FROM access_conditions"));
    while (true) {
      MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
      if (!row) break;
      const auto condition = static_cast<std::size_t>(rows.number(0));
      if (condition >= out.conditions.size()) continue;
      out.conditions[condition] = rows.text(1);
      recorded[condition] = {std::string(rows.text(2)), rows.number(3)};
    }
  }
  const auto at = [](CareCondition condition) { return static_cast<std::size_t>(condition); };
  std::string& officer = out.conditions[at(CareCondition::kSafetyOfficer)];
  std::string& file = out.conditions[at(CareCondition::kSafetyFile)];
  const Recorded& accepted = recorded[at(CareCondition::kHazardsAccepted)];
  const bool is_overtaken = accepted.author != officer ||
                            accepted.entry < recorded[at(CareCondition::kSafetyOfficer)].entry ||
                            accepted.entry < recorded[at(CareCondition::kSafetyFile)].entry;
  MESO_ASSIGN_OR_RETURN(const bool still, is_officer(tables, officer));
  if (!still) officer.clear();
  if (!has_digest(file)) file.clear();
  if (is_overtaken) out.conditions[at(CareCondition::kHazardsAccepted)].clear();
  {
    MESO_ASSIGN_OR_RETURN(auto rows, tables.prepare("SELECT way FROM access_ways"));
    while (true) {
      MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
      if (!row) break;
      if (const auto way = way_from_name(rows.text(0))) out.open[static_cast<std::size_t>(*way)] = true;
    }
  }
  bool& care = out.open[static_cast<std::size_t>(Way::kDirectCare)];
  care = care && out.is_open(Way::kRecords) && out.missing().empty();
  return out;
}

Result<Ways> ways(journal::Journal& journal) {
  Ways out;
  const auto question = [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(out, ways_in(tables));
    return {};
  };
  MESO_RETURN_IF_ERROR(journal.read(question));
  return out;
}

Status set_way(journal::Journal& journal, const std::string& author, Way way, bool open,
               const std::string& reason) {
  if (way == Way::kTogether) {
    return Error{ErrorKind::kUsage, "together needs no patient data and is always open", {}, ""};
  }
  journal::Act act;
  act.author = author;
  act.subject = fmt::format("way/{}", way_name(way));
  act.kind = open ? kWayOpened : kWayShut;
  act.reason = reason;
  act.body = "{}";
  act.seen = journal::kBesideOthers;
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_RETURN_IF_ERROR(require_ability(tables, author, Ability::kWays, ""));
    if (!open || way != Way::kDirectCare) return {};
    MESO_ASSIGN_OR_RETURN(const Ways now_open, ways_in(tables));
    std::string missing = now_open.is_open(Way::kRecords) ? "" : "the way of records";
    for (const CareCondition condition : now_open.missing()) {
      missing += fmt::format("{}{}", missing.empty() ? "" : ", ", condition_words(condition));
    }
    if (missing.empty()) return {};
    return Error{ErrorKind::kRefused,
                 "direct care stays shut until these are in the journal: " + missing,
                 {},
                 "record them first; docs/access.md says who may"};
  };
  MESO_RETURN_IF_ERROR(journal.append(act, rule));
  return {};
}

Status record_condition(journal::Journal& journal, const std::string& author, CareCondition condition,
                        const std::string& what) {
  if (what.empty()) return Error{ErrorKind::kUsage, "nothing was given to record", {}, ""};
  journal::Act act;
  act.author = author;
  act.subject = fmt::format("way/{}", way_name(Way::kDirectCare));
  act.kind = kConditionMet;
  act.reason = fmt::format("direct care needs {}", condition_words(condition));
  act.body = nlohmann::json({{"condition", static_cast<int>(condition)}, {"what", what}})
                 .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  act.seen = journal::kBesideOthers;
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_RETURN_IF_ERROR(require_ability(tables, author, Ability::kWays, ""));
    MESO_ASSIGN_OR_RETURN(const Ways now_open, ways_in(tables));
    if (condition == CareCondition::kSafetyOfficer) {
      MESO_ASSIGN_OR_RETURN(const bool officer, is_officer(tables, what));
      if (!officer) {
        return Error{ErrorKind::kRefused,
                     "that person is not a clinical safety officer",
                     {},
                     "give them the role first"};
      }
    }
    if (condition == CareCondition::kSafetyFile && !has_digest(what)) {
      return Error{
          ErrorKind::kRefused,
          "the safety file is recorded with its digest, so that it can be told later which one it was",
          {},
          "write it as NAME, sha-256 64-HEX-DIGITS"};
    }
    const std::string& named = now_open.conditions[static_cast<std::size_t>(CareCondition::kSafetyOfficer)];
    const std::string& file = now_open.conditions[static_cast<std::size_t>(CareCondition::kSafetyFile)];
    if (condition == CareCondition::kHazardsAccepted && (named.empty() || author != named)) {
      return Error{ErrorKind::kRefused,
                   "hazards are accepted by the named clinical safety officer, signed in",
                   {},
                   ""};
    }
    if (condition == CareCondition::kHazardsAccepted && file.empty()) {
      return Error{ErrorKind::kRefused, "hazards are accepted after the safety file is recorded", {}, ""};
    }
    return {};
  };
  MESO_RETURN_IF_ERROR(journal.append(act, rule));
  return {};
}

}  // namespace meso::access
