// Decisions: what was asked, of whom, under which rule, what was voted, what came of it, and what would open
// it again.
//
// OPENED with a question, options, the rule as text, and the practices that vote with their lists as they
// stand; all of that is frozen. Evidence is pinned the same way: a figure with its rule version, day and
// standing, as it was seen. VOTED on by practices, each once; a vote can be changed while the decision is
// open, by somebody who has seen the one before. After the close, by a practice that left, that withdrew, or
// for what is no option: refused, with the reason. CLOSED by a count (count.h). The closing entry says up to
// which entry it counted; a vote that slips in between is counted, because the close is then refused and made
// again. What is not closed has no outcome.
//
// SEALED: until the close no answer of this room gives a choice or a running total, only who has voted. The
// bodies of ballots have the purpose "ballot" and so open in the journal only with a look that is written
// down.
//
// WITHDRAWN practices, who declared an interest, count in nothing, unless the decision was opened with
// `withdrawn_count`: then they stay in the totals. Practices that left the network since count in nothing.
//
// Permission notes, for work outside the contract, say who said go ahead, the scope, the risk and the end.
// They stand in the same list as decisions.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "governance/acts.h"
#include "governance/count.h"

namespace meso::governance {

// The practices of the network, as it says itself.
struct Practice {
  std::string code;
  std::uint64_t patients = 0;
  Date since = kUnknownDate, until = kUnknownDate;  // until: the last day; unknown: still
  bool is_member_on(Date day) const { return since <= day && (until == kUnknownDate || day <= until); }
};
Result<std::vector<Practice>> practices(journal::Journal& journal);
Status practice_joins(const Hand& hand, const std::string& code, std::uint64_t patients, Date on);
Status practice_leaves(const Hand& hand, const std::string& code, Date last_day);

struct Option {
  std::string letter;  // "a"
  std::string text;
};
struct Evidence {
  std::string text;          // "HYP008 in the network"
  std::string figure;        // "71.2% (2,310 of 3,244)"
  std::string rule_version;  // "HYP 2025-26 (v46)"
  std::string day;           // as at
  std::string standing;      // of the rule: verified, reported, ...
};

// Who decided, and how much choice there was (ledger.h).
struct Authorship {
  std::string function;     // "money", "staff", ...; "" not said
  std::string proposed_by;  // nation, system, network, practice
  std::string decided_by;
  std::string on_paper, in_fact;  // narrow, moderate, wide
  std::optional<double> hours;    // of people, a year
  std::optional<std::int64_t> pence;
  std::string aim;
};

struct NewDecision {
  std::string question;
  std::vector<std::string> options;  // texts; lettered in this order
  std::vector<Evidence> evidence;
  VotingRule rule;
  std::vector<network::voice::Voter> voters;
  Date on;
  std::optional<Date> closes;  // the last day on which votes are taken
  bool sealed = false;
  bool withdrawn_count = false;
  std::uint64_t meeting = 0;  // where it was opened; 0: in none
  Authorship authorship;
};
// Returns its number. kUsage: no question; no options (named as such); a rule that does not read or that
// names practices who have no vote.
Result<std::uint64_t> open_decision(const Hand& hand, const NewDecision& decision);

struct Interest {
  std::string practice, what;
  bool withdrew = false;
  bool erased = false;
};
Status declare_interest(const Hand& hand, std::uint64_t decision, const Interest& interest);

struct Cast {
  std::string practice;
  std::string choice;    // a letter, against, abstain; of consent: consent, object
  std::string given_to;  // a practice, in place of a choice
  std::string dissent;   // the dissenter's own words; of an objection: its reason
  Date on;
  bool again = false;  // changes the vote that was cast before
};
// The acts of a vote, for a door that writes them with a one-time link, and the rule that they are written
// under.
struct PreparedVote {
  std::vector<journal::Act> acts;
  journal::Journal::Rule rule;
};
Result<PreparedVote> prepare_vote(const Hand& hand, std::uint64_t decision, const Cast& cast);
// kRefused: closed, past its day, not a voter, left, withdrawn, circular, or voted already and not `again`.
Result<journal::Receipt> vote(const Hand& hand, std::uint64_t decision, const Cast& cast);

struct Closing {
  Date on;
  std::optional<std::vector<std::string>> present;  // who was in the room at the vote
  std::string owner_role, owner;                    // who does it
  std::optional<Date> review;
  std::string reopens;  // what would open it again
};
// Counts and closes. kRefused when it is closed already.
Result<Outcome> close_decision(const Hand& hand, std::uint64_t decision, const Closing& closing);

struct Vote {
  Ballot ballot;
  std::string dissent;
  bool dissent_erased = false;
  std::uint64_t entry = 0;
};
struct Decision {
  std::uint64_t number = 0;
  NewDecision opened;
  std::vector<Option> options;
  std::vector<Interest> interests;
  std::vector<Vote> votes;             // the last of each practice, in order of practice
  std::vector<std::string> not_valid;  // votes that could not be read: "A99903: erased"
  std::uint64_t last_entry = 0;        // newest about it
  bool closed = false;
  std::optional<Date> closed_on;
  Outcome outcome;  // as it was counted at the close
  std::string owner_role, owner;
  std::optional<Date> review;
  std::string reopens;
  // Who votes: the voters less those who withdrew or left. `day`: on which membership is asked.
  std::vector<network::voice::Voter> entitled(std::span<const Practice> practices, Date day) const;
};
Result<Decision> decision(journal::Journal& journal, std::uint64_t number);
Result<std::vector<Decision>> decisions(journal::Journal& journal);

struct PermissionNote {
  std::uint64_t number = 0;
  std::string what, said_by, scope, risk;
  Date on;
  std::optional<Date> ends;
  Authorship authorship;
};
Result<std::uint64_t> note_permission(const Hand& hand, const PermissionNote& note);
Result<std::vector<PermissionNote>> permission_notes(journal::Journal& journal);

// What votes would have come to under another rule.
struct Recount {
  std::uint64_t decision = 0;
  Outcome was, would_be;
  bool differs = false;
  std::string why_not;  // it cannot be counted so: not a vote, or the rule names others
};
std::vector<Recount> recount(std::span<const Decision> decisions, const VotingRule& rule);

}  // namespace meso::governance
