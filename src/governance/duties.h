// Who answers for what: each clause, decision and action has one accountable role and one person today.
//
// Nothing is inferred from a text: who answers is what the agreement says, quoted, or what was decided. A
// duty without a person is an orphan and is shown as one; when somebody leaves, everything that they hold is
// listed and each is handed over by itself.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "governance/acts.h"

namespace meso::governance {

struct Duty {
  std::string subject;  // decision/12, clause/7.2, action/5
  std::string what;     // the clause as it is written, the question that was decided
  std::string role, person;
  Date since = kUnknownDate;
  std::vector<std::string> before;  // who held it, first to last, with the day: "Ann Other until 2026-03-31"
  bool is_over = false;             // an action that is done, a decision that was not carried
  bool is_orphan() const { return !is_over && person.empty(); }
};
// All of them, those of decisions and actions included, by subject.
Result<std::vector<Duty>> duties(journal::Journal& journal);

// `subject`: "clause/7.2", "decision/12". kUsage without a role, or without words for a clause.
Status give_duty(const Hand& hand, const Duty& duty);
// To another person, or to nobody ("": it becomes an orphan). kNotFound when there is no such duty.
Status hand_over(const Hand& hand, const std::string& subject, const std::string& person, Date on);

}  // namespace meso::governance
