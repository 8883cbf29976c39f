#include "access/agreements.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "access/accounts.h"
#include "access/agreement_tables.h"
#include "access/secrets.h"

namespace meso::access {
namespace {

constexpr std::string_view kSharedNames[] = {"counts", "records", "names"};

Error missing_part(const char* what) {
  return {ErrorKind::kUsage,
          fmt::format("an agreement without {}", what),
          {},
          "say all of: practice, recipients, "
          "purposes, what is shared, legal basis, first day"};
}

Status check(const Agreement& agreement) {
  if (agreement.practice.empty()) return missing_part("a practice");
  if (agreement.recipients.empty()) return missing_part("recipients");
  if (agreement.purposes.empty()) return missing_part("purposes");
  if (agreement.legal_basis.empty()) return missing_part("a legal basis");
  if (!agreement.starts.is_recorded()) return missing_part("a first day");
  if (agreement.ends && *agreement.ends < agreement.starts) {
    return Error{ErrorKind::kUsage, "the agreement ends before it starts", {}, ""};
  }
  return {};
}

nlohmann::json to_json(const Agreement& agreement) {
  nlohmann::json purposes = nlohmann::json::array();
  for (const Purpose purpose : agreement.purposes) purposes.push_back(purpose_name(purpose));
  return {{"practice", agreement.practice},
          {"recipients", agreement.recipients},
          {"purposes", purposes},
          {"shared", shared_name(agreement.shared)},
          {"hidden", agreement.hidden},
          {"legal_basis", agreement.legal_basis},
          {"starts", format_date(agreement.starts)},
          {"ends", agreement.ends ? format_date(*agreement.ends) : ""}};
}

// What agree() wrote. Anything that does not read leaves the agreement without force: nothing is shared by
// mistake.
Agreement from_json(const std::string& id, std::string_view text, bool on) {
  Agreement out;
  out.id = id;
  out.on = false;
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return out;
  const auto word = [&](const char* member) {
    const auto found = json.find(member);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto words = [&](const char* member) {
    std::vector<std::string> list;
    if (const auto found = json.find(member); found != json.end() && found->is_array()) {
      for (const auto& each : *found) {
        if (each.is_string()) list.push_back(each.get<std::string>());
      }
    }
    return list;
  };
  out.practice = word("practice");
  out.recipients = words("recipients");
  for (const std::string& name : words("purposes")) {
    if (const auto purpose = purpose_from_name(name)) out.purposes.push_back(*purpose);
  }
  out.hidden = words("hidden");
  out.legal_basis = word("legal_basis");
  const auto shared = shared_from_name(word("shared"));
  const auto starts = parse_iso_date(word("starts"));
  const std::string ends = word("ends");
  if (!ends.empty()) out.ends = parse_iso_date(ends);
  if (!shared || !starts || (!ends.empty() && !out.ends)) return out;
  out.shared = *shared;
  out.starts = *starts;
  out.on = on;
  return out;
}

journal::Act act(const std::string& author, const std::string& place, const std::string& subject,
                 const char* kind, const std::string& reason) {
  journal::Act out;
  out.author = author;
  out.place = place;
  out.subject = subject;
  out.kind = kind;
  out.reason = reason;
  out.body = "{}";
  return out;
}

}  // namespace

std::string_view shared_name(Shared shared) {
  return kSharedNames[static_cast<std::size_t>(shared)];
}

std::optional<Shared> shared_from_name(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kSharedNames); ++i) {
    if (kSharedNames[i] == name) return static_cast<Shared>(i);
  }
  return std::nullopt;
}

Date day_of(Moment moment) {
  constexpr std::int64_t kDay = 86'400'000'000;
  const std::int64_t days = (moment.microseconds - (moment.microseconds < 0 ? kDay - 1 : 0)) / kDay;
  return add_days(*date_from_civil(1970, 1, 1), static_cast<std::int32_t>(days));
}

Result<std::string> agree(journal::Journal& journal, const std::string& author, Agreement agreement,
                          const std::string& reason) {
  MESO_RETURN_IF_ERROR(check(agreement));
  agreement.id = "g" + new_person_id().substr(1);
  for (std::string& cluster : agreement.hidden) {
    for (char& c : cluster) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  journal::Act made = act(author, agreement.practice, "agreement/" + agreement.id, kAgreed, reason);
  made.body = to_json(agreement).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  const auto rule = [&](sqlite::Db& tables) {
    return require_ability(tables, author, Ability::kAgree, agreement.practice);
  };
  MESO_RETURN_IF_ERROR(journal.append(made, rule));
  return agreement.id;
}

Status switch_agreement(journal::Journal& journal, const std::string& author, const std::string& id, bool on,
                        const std::string& reason) {
  MESO_ASSIGN_OR_RETURN(const auto all, agreements(journal));
  const auto found = std::ranges::find_if(all, [&](const Agreement& each) { return each.id == id; });
  if (found == all.end())
    return Error{ErrorKind::kNotFound, "no agreement " + id, {}, "take the id from the list of agreements"};
  journal::Act switched =
      act(author, found->practice, "agreement/" + id, on ? kAgreementOn : kAgreementOff, reason);
  // Beside others: of two who switch it off at once neither is told that it is still on.
  switched.seen = journal::kBesideOthers;
  const auto rule = [&](sqlite::Db& tables) {
    return require_ability(tables, author, on ? Ability::kAgree : Ability::kWithdraw, found->practice);
  };
  MESO_RETURN_IF_ERROR(journal.append(switched, rule));
  return {};
}

journal::Act acknowledgement(const Agreement& agreement) {
  journal::Act out = act("link", agreement.practice, "agreement/" + agreement.id, kAcknowledged,
                         "read by whoever held the link");
  out.seen = journal::kBesideOthers;
  return out;
}

Result<std::vector<Agreement>> agreements(journal::Journal& journal) {
  std::vector<Agreement> out;
  const auto question = [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(
        auto rows,
        tables.prepare("SELECT agreement, body, is_on, acknowledged FROM access_agreements ORDER BY entry"));
    while (true) {
      MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
      if (!row) return {};
      out.push_back(from_json(std::string(rows.text(0)), rows.text(1), rows.number(2) != 0));
      if (rows.number(3) != 0) out.back().acknowledged = Moment{rows.number(3)};
    }
  };
  MESO_RETURN_IF_ERROR(journal.read(question));
  std::ranges::stable_sort(out, {}, &Agreement::practice);
  return out;
}

}  // namespace meso::access
