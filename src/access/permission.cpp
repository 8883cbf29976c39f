#include "access/permission.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "access/accounts.h"
#include "access/agreement_tables.h"
#include "access/opt_outs.h"

namespace meso::access {
namespace {

Shared needed_for(Ability ability) {
  switch (ability) {
    case Ability::kCohorts:
    case Ability::kLists:
      return Shared::kRecords;
    case Ability::kIdentify:
      return Shared::kNames;
    default:
      return Shared::kCounts;
  }
}

bool is_in(const std::vector<std::string>& list, const std::string& value) {
  return std::ranges::find(list, value) != list.end();
}

Status require_purpose(const Acting& acting) {
  if (has_purpose(acting.role, acting.purpose)) return {};
  return Error{ErrorKind::kRefused,
               fmt::format("the role of {} has nothing to do with {}", role_words(acting.role),
                           purpose_words(acting.purpose)),
               {},
               "choose a purpose of this role; docs/access.md lists them"};
}

Status require_acting(sqlite::Db& tables, const Acting& acting) {
  MESO_ASSIGN_OR_RETURN(
      const auto held,
      tables.number("SELECT 1 FROM access_roles WHERE person = ? AND role = ? AND organisation = ?",
                    acting.person, role_name(acting.role), acting.organisation));
  if (!held) {
    return Error{
        ErrorKind::kRefused,
        fmt::format("{} is not {} of {}", acting.person, role_words(acting.role), acting.organisation),
        {},
        "choose one of your roles"};
  }
  return require_purpose(acting);
}

}  // namespace

Result<Permission> permission(journal::Journal& journal, const Acting& acting, Moment at) {
  return Permission::settle(journal, acting, at, true);
}

Result<Permission> permission_as_if(journal::Journal& journal, const Acting& acting, Moment at) {
  return Permission::settle(journal, acting, at, false);
}

Result<Permission> Permission::settle(journal::Journal& journal, const Acting& acting, Moment at,
                                      bool is_person) {
  Permission out;
  out.acting_ = acting;
  const auto question = [&](sqlite::Db& tables) -> Status {
    MESO_RETURN_IF_ERROR(is_person ? require_acting(tables, acting) : require_purpose(acting));
    MESO_ASSIGN_OR_RETURN(out.ways_, ways_in(tables));
    if (!is_person) return {};
    MESO_ASSIGN_OR_RETURN(auto rows,
                          tables.query("SELECT practice FROM access_glass WHERE person = ? AND until > ?",
                                       acting.person, at.microseconds));
    while (true) {
      MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
      if (!row) return {};
      out.glass_.emplace_back(rows.text(0));
    }
  };
  MESO_RETURN_IF_ERROR(journal.read(question));
  MESO_ASSIGN_OR_RETURN(out.agreements_, agreements(journal));
  const Date today = day_of(at);
  std::erase_if(out.agreements_, [&](const Agreement& agreement) {
    return !agreement.in_force(today) || !is_in(agreement.recipients, acting.organisation) ||
           std::ranges::find(agreement.purposes, acting.purpose) == agreement.purposes.end();
  });
  return out;
}

Permission::View Permission::view(Ability ability, const std::string& practice) const {
  View out;
  const bool care = acting_.purpose == Purpose::kDirectCare && ways_.is_open(Way::kDirectCare);
  out.own = practice == acting_.organisation;
  bool agreed = false;
  for (const Agreement& agreement : agreements_) {
    if (agreement.practice != practice || agreement.shared < needed_for(ability)) continue;
    agreed = true;
    out.agreements.push_back(agreement.id);
    out.hidden.insert(out.hidden.end(), agreement.hidden.begin(), agreement.hidden.end());
  }
  out.hides_sensitive =
      hides_sensitive_codes(acting_.purpose, out.own && (care || acting_.purpose != Purpose::kDirectCare));
  if (out.own) {
    out.hidden.clear();
    out.agreements.clear();
  }

  const Relation relation = out.own ? Relation::kOwn : agreed ? Relation::kAgreed : Relation::kNotAgreed;
  out.grant = may(acting_.role, ability, relation);
  if (out.grant == Grant::kDirectCare) out.grant = care ? Grant::kYes : Grant::kNo;

  const bool opens =
      ability == Ability::kCounts || ability == Ability::kLists || ability == Ability::kIdentify;
  if (opens && care && is_in(glass_, practice) &&
      may(acting_.role, Ability::kBreakGlass, relation) == Grant::kDirectCare) {
    out.grant = Grant::kYes;
    out.glass = true;
    out.hides_sensitive = false;
    out.hidden.clear();
    out.agreements.clear();
  }
  if (!ways_.is_open(way_of(ability))) out.grant = Grant::kNo;
  return out;
}

Error Permission::refusal(Ability ability, const std::string& practice) const {
  const auto refused = [](std::string message, std::string hint) {
    return Error{ErrorKind::kRefused, std::move(message), {}, std::move(hint)};
  };
  const std::string of = practice.empty() ? "" : " of " + practice;
  if (!ways_.is_open(way_of(ability))) {
    return refused(fmt::format("the way of {} is not open in this network", way_words(way_of(ability))),
                   "docs/access.md says what it waits for");
  }
  bool some = false, by_agreement = false, for_care = false;
  for (const Relation relation : kEachRelation) {
    const Grant grant = may(acting_.role, ability, relation);
    some = some || grant != Grant::kNo;
    by_agreement = by_agreement || (relation == Relation::kAgreed && grant != Grant::kNo);
    for_care = for_care || grant == Grant::kDirectCare;
  }
  if (!some)
    return refused(
        fmt::format("the role of {} does not include {}", role_words(acting_.role), ability_words(ability)),
        "docs/access.md lists what each role may do");
  if (for_care && !(acting_.purpose == Purpose::kDirectCare && ways_.is_open(Way::kDirectCare))) {
    return refused(
        fmt::format("{}{} are for direct care, while that way is open", ability_words(ability), of),
        "choose direct care as the purpose, or ask for counts");
  }
  if (!by_agreement)
    return refused(fmt::format("the role of {} sees {} of its own practice only", role_words(acting_.role),
                               ability_words(ability)),
                   "");
  return refused(fmt::format("no agreement in force lets {} have {}{} for {}", acting_.organisation,
                             ability_words(ability), of, purpose_words(acting_.purpose)),
                 "the practice can make one; docs/access.md says who may");
}

std::string Permission::who() const {
  return fmt::format("{} of {}, for {}", role_words(acting_.role), acting_.organisation,
                     purpose_words(acting_.purpose));
}

Status break_glass(journal::Journal& journal, const Acting& acting, const std::string& practice,
                   const std::string& reason, Moment at) {
  if (reason.size() < 10) {
    return Error{ErrorKind::kUsage,
                 "breaking the glass needs a reason that the practice can read",
                 {},
                 "a sentence, without a patient's name or number"};
  }
  MESO_ASSIGN_OR_RETURN(const Permission allowed, permission(journal, acting, at));
  const Relation relation = practice == acting.organisation ? Relation::kOwn : Relation::kNotAgreed;
  if (allowed.acting().purpose != Purpose::kDirectCare || !allowed.ways().is_open(Way::kDirectCare) ||
      may(acting.role, Ability::kBreakGlass, relation) != Grant::kDirectCare) {
    return allowed.refusal(Ability::kBreakGlass, practice);
  }
  journal::Act act;
  act.author = acting.person;
  act.place = practice;
  act.subject = "person/" + acting.person;
  act.kind = kGlassBroken;
  act.reason = reason;
  act.body = nlohmann::json({{"role", role_name(acting.role)},
                             {"organisation", acting.organisation},
                             {"until", at.microseconds + kGlassMinutes * 60'000'000}})
                 .dump();
  act.seen = journal::kBesideOthers;
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_RETURN_IF_ERROR(require_acting(tables, acting));
    MESO_ASSIGN_OR_RETURN(const Ways open, ways_in(tables));
    return open.is_open(Way::kDirectCare) ? Status()
                                          : Status(allowed.refusal(Ability::kBreakGlass, practice));
  };
  MESO_RETURN_IF_ERROR(journal.append(act, rule));
  return {};
}

}  // namespace meso::access
