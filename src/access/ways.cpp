// The four ways as switches. Tables hold what was switched; whether direct care is open is worked out at each
// look.

#include <fmt/format.h>
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

Result<Ways> ways_in(sqlite::Db& tables) {
  Ways out;
  {
    MESO_ASSIGN_OR_RETURN(auto rows, tables.prepare("SELECT condition, what FROM access_conditions"));
    while (true) {
      MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
      if (!row) break;
      const auto condition = static_cast<std::size_t>(rows.number(0));
      if (condition < out.conditions.size()) out.conditions[condition] = rows.text(1);
    }
  }
  std::string& officer = out.conditions[static_cast<std::size_t>(CareCondition::kSafetyOfficer)];
  MESO_ASSIGN_OR_RETURN(const bool still, is_officer(tables, officer));
  if (!still) officer.clear();
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
    const std::string& named = now_open.conditions[static_cast<std::size_t>(CareCondition::kSafetyOfficer)];
    if (condition == CareCondition::kHazardsAccepted && (named.empty() || author != named)) {
      return Error{ErrorKind::kRefused,
                   "hazards are accepted by the named clinical safety officer, signed in",
                   {},
                   ""};
    }
    return {};
  };
  MESO_RETURN_IF_ERROR(journal.append(act, rule));
  return {};
}

}  // namespace meso::access
