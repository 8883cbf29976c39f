// Votes counted under a rule: pure values, no journal, no clock.
//
// An option is carried when the practices that chose it reach what the rule asks for. The whole that
// fractions are of is every practice that is entitled to vote on this decision, not those that came, as in
// docs/voice.md. What differs from the power of a vote (network/voice) is the quorum: power asks what a set
// can bring about whatever the others do, a count knows who was there.
//
//   there       practices that are named as present, or, when nobody noted that, those that voted, abstained
//               or gave their vote to one that did
//   delegation  a vote follows the one it was given to, also further; a circle, or an end that did not vote,
//               counts for nothing and is named
//   consent     no votes are counted: it is carried when the quorum is there and no objection with a reason
//               stands; an objection without a reason is named and holds nothing up
//
// Nothing is carried by default: without a quorum, without ballots, or where two options are both carried
// because the rule contradicts itself, the outcome says so and names none.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "governance/voting_rule.h"

namespace meso::governance {

inline constexpr const char* kAgainst = "against";  // none of the options
inline constexpr const char* kAbstain = "abstain";
inline constexpr const char* kObject = "object";  // of consent
inline constexpr const char* kConsents = "consent";

struct Ballot {
  std::string practice;
  std::string choice;  // an option's letter, or a word above; "" when it was given to another
  std::string given_to = {};
  bool has_reason = false;  // of an objection
};

enum class OutcomeKind : std::uint8_t { kCarried, kNotCarried, kNoQuorum, kContradiction, kNothingCast };
// "carried", "not carried", "no quorum", ...
std::string_view outcome_words(OutcomeKind kind);

struct Tally {
  std::string choice;
  std::vector<std::string> practices;  // as counted, delegated ones included
  std::uint64_t patients = 0;
};

struct Outcome {
  OutcomeKind kind = OutcomeKind::kNothingCast;
  std::string option;                // what was carried
  std::vector<Tally> tallies;        // each option, then against and abstain (consent: consent, object)
  std::vector<std::string> present;  // for the quorum
  std::vector<std::string> absent;
  std::vector<std::string> notes;  // what was not counted, and why; what broke the quorum
};

// kBadInput when there is no option, the rule does not read, or it names a practice that is not a voter.
// REQUIRES: codes of voters differ; at most one ballot a practice.
Result<Outcome> count_votes(const VotingRule& rule, std::span<const network::voice::Voter> voters,
                            std::span<const std::string> options, std::span<const Ballot> ballots,
                            const std::optional<std::vector<std::string>>& present = std::nullopt);

// The practices of a circle that would close if `practice` gave its vote to `to`; empty when none would.
std::vector<std::string> circle_of(std::span<const Ballot> ballots, const std::string& practice,
                                   const std::string& to);

}  // namespace meso::governance
