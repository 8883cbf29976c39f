#include "governance/duties.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "governance/meetings.h"

namespace meso::governance {
namespace {

void take(Duty& duty, const Written& one) {
  const Date on = one.day("on").value_or(kUnknownDate);
  const std::string person = one.erased ? "(erased)" : one.text("person");
  if (!duty.person.empty() && duty.person != person) {
    duty.before.push_back(fmt::format("{} until {}", duty.person, format_date(on)));
  }
  if (!one.text("what").empty()) duty.what = one.text("what");
  if (!one.text("role").empty()) duty.role = one.text("role");
  duty.person = person;
  duty.since = on;
}

Note note_of(const char* kind, const std::string& subject) {
  Note note{kind, subject, "duty"};
  note.purpose = kStaff;
  return note;
}

}  // namespace

Result<std::vector<Duty>> duties(journal::Journal& journal) {
  std::map<std::string, Duty> out;
  for (const char* word : {"clause", "decision", "permission", "obligation", "ask"}) {
    MESO_ASSIGN_OR_RETURN(const auto written, written_of(journal, word));
    for (const Written& one : written) {
      if (!one.kind.starts_with("governance.duty_")) continue;
      Duty& duty = out[one.whole];
      duty.subject = one.whole;
      take(duty, one);
    }
  }
  MESO_ASSIGN_OR_RETURN(const auto all, decisions(journal));
  for (const Decision& one : all) {
    if (!one.closed || one.outcome.kind != OutcomeKind::kCarried) continue;
    Duty& duty = out[fmt::format("decision/{}", one.number)];
    duty.subject = fmt::format("decision/{}", one.number);
    duty.what = one.opened.question;
  }
  MESO_ASSIGN_OR_RETURN(const auto given, actions(journal));
  for (const Action& one : given) {
    Duty& duty = out[fmt::format("action/{}", one.number)];
    duty.subject = fmt::format("action/{}", one.number);
    duty.what = one.what;
    duty.role = one.role;
    duty.person = one.owner;
    duty.since = one.given;
    duty.is_over = one.state != "open";
  }
  std::vector<Duty> list;
  for (auto& [subject, duty] : out) list.push_back(std::move(duty));
  return list;
}

Status give_duty(const Hand& hand, const Duty& duty) {
  const std::size_t slash = duty.subject.find('/');
  if (slash == 0 || slash == std::string::npos || duty.role.empty()) {
    return Error{ErrorKind::kUsage,
                 "a duty is about something and has a role that answers for it",
                 {},
                 "clause/7.2 --role 'clinical director'"};
  }
  if (duty.subject.find(':') != std::string::npos)
    return Error{ErrorKind::kUsage, "no colon in a subject", {}, ""};
  const bool is_clause = duty.subject.starts_with("clause/");
  if (is_clause && duty.what.empty()) {
    return Error{ErrorKind::kUsage, "quote the clause: who answers is not guessed", {}, "--text TEXT"};
  }
  if (!is_clause) {
    MESO_ASSIGN_OR_RETURN(const auto about, written_about(hand.journal, duty.subject));
    if (about.empty()) return Error{ErrorKind::kNotFound, "nothing is written about " + duty.subject, {}, ""};
  }
  Note note = note_of("governance.duty_given", duty.subject);
  note.body = {
      {"what", duty.what}, {"role", duty.role}, {"person", duty.person}, {"on", format_date(duty.since)}};
  MESO_RETURN_IF_ERROR(write(hand, {note}));
  return {};
}

Status hand_over(const Hand& hand, const std::string& subject, const std::string& person, Date on) {
  if (subject.starts_with("action/")) {
    return move_action(hand, std::strtoull(subject.c_str() + 7, nullptr, 10), "", person, std::nullopt);
  }
  MESO_ASSIGN_OR_RETURN(const auto all, duties(hand.journal));
  if (std::ranges::find(all, subject, &Duty::subject) == all.end()) {
    return Error{ErrorKind::kNotFound, "no duty is about " + subject, {}, "meso duty list tells them"};
  }
  Note note = note_of("governance.duty_handed_over", subject);
  note.body = {{"person", person}, {"on", format_date(on)}};
  MESO_RETURN_IF_ERROR(write(hand, {note}));
  return {};
}

}  // namespace meso::governance
