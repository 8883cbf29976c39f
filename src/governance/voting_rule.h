// The rule that a decision is taken under, as dated text, kept with the decision.
//
// The text is that of docs/voice.md, with one way more. A vote counts who is in favour; consent counts who
// has a reason against:
//
//   carried by more than half of practices; quorum at least 3 practices       a vote
//   by consent; quorum at least half of practices                            carried unless a practice
//   objects
//                                                                            and gives its reason
//
// Consensus is a vote that is carried by all practices. The text is what was in force on the day when the
// decision was opened; a rule that changes later changes nothing that was opened before.

#pragma once

#include <string>

#include "base/date.h"
#include "base/result.h"
#include "network/voice/voice.h"

namespace meso::governance {

struct VotingRule {
  std::string name;    // "both"; "asked" for a rule without one
  std::string title;   // "Majority of practices and of patients"
  std::string source;  // "Schedule 1, clause 7"
  std::string standing;
  Date from = kUnknownDate;
  std::string text;
  bool consent = false;
};

VotingRule voting_rule(const network::voice::Rule& rule);
// Of a text that begins with "by consent". kBadInput, with the place in the text, when the rest does not
// read.
Result<VotingRule> consent_rule(const std::string& text);
bool is_consent(const std::string& text);

// What the text says. Of consent: the rule with its quorum, where all who do not object are in favour.
Result<network::voice::Rule> read_rule(const VotingRule& rule);

}  // namespace meso::governance
