// Voice: what each practice's vote can do under a voting rule, computed exactly.
//
// A rule says which practices together can carry a decision. Power is a property of the rule and the weights,
// not of anybody's conduct: list-weighted voting gives a practice with a tenth of the patients a tenth of the
// votes and, often, no power at all. Two measures, both as exact fractions:
//
//   Banzhaf         of all ways that the others may vote, in how many does this practice decide? Shares sum
//   to 1. Shapley-Shubik  practices come to agree one after the other in every order; whose agreement carries
//   it?
//
// What counts as carrying. A set of practices carries when it succeeds whatever the others do. Those against
// may vote against, and they may stay away to break the quorum, so by default the practices in favour must be
// a quorum by themselves. `everyone attends` in the rule takes the quorum as met.
//
// docs/voice.md is the manual of the text. Everything here is a value; functions may be called from any
// thread.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "rules/model.h"

namespace meso::network::voice {

// What a clause counts: one for each practice, one for each patient, the votes that the rule grants, or one
// for each of some named practices.
enum class Measure : std::uint8_t { kPractices, kPatients, kVotes, kNamed };

// "more than half of patients", "at least 3 practices", "all of A99901, A99902".
struct Clause {
  Measure measure = Measure::kPractices;
  bool more_than = false;  // else: at least
  // `part` of `whole` of everything that the measure counts, or, when `whole` is 0, the number `part` itself.
  std::uint64_t part = 0;
  std::uint64_t whole = 0;
  std::vector<std::string> named;  // of kNamed
  Place place;
};

// How many votes a practice has under `kVotes`. Later lines of a rule win over earlier ones.
struct Votes {
  enum class Rounding : std::uint8_t { kUp, kDown, kNearest };
  std::uint64_t votes = 1;
  std::uint64_t per_patients = 0;  // 0: `votes` for each practice; else `votes` for every so many patients
  Rounding rounding = Rounding::kUp;
  std::uint64_t least = 0;
  std::uint64_t most = 0;          // 0: no limit
  std::vector<std::string> named;  // only these practices; empty: all
  Place place;
};

struct Rule {
  std::string name;   // "ordinary"
  std::string title;  // "Ordinary matters"
  std::string source;
  rules::Standing standing = rules::Standing::kEntered;
  Date from = kFirstDate;
  Date until = kLastDate;  // the last day in force
  std::vector<Votes> votes;
  // Carried when all clauses of any one way are met.
  std::vector<std::vector<Clause>> ways;
  std::vector<Clause> quorum;
  bool everyone_attends = false;
  std::string casting;  // who breaks a tie: a practice, "chair" for a person of no practice, or nobody
  std::vector<std::string> vetoes;
  Place place;
};

struct ParsedRules {
  std::vector<Rule> rules;
  std::vector<Error> mistakes;  // by place; rules that have one are left out
};

// Reads a text of rules. A text that has no `rule` line, such as "carried by more than half of practices", is
// one rule of the name "asked".
ParsedRules parse_rules(std::string_view text, const std::string& file);

// Of each name the newest rule in force on `day`, in the order of their first appearance.
std::vector<Rule> in_force(std::span<const Rule> rules, Date day);

// The rule in words, for a heading: "carried by more than half of patients; quorum at least half of
// practices".
std::string in_words(const Rule& rule);

// A practice that votes.
struct Voter {
  std::string code;
  std::uint64_t patients = 0;
};

// At most this many practices (a chair of no practice counts as one).
inline constexpr std::size_t kMostVoters = 40;

struct Share {
  std::uint64_t part = 0;
  std::uint64_t whole = 1;  // lowest terms; 0/1 when nobody can carry anything
  bool operator==(const Share&) const = default;
  double value() const { return static_cast<double>(part) / static_cast<double>(whole); }
};

struct VoterPower {
  std::string code;            // "chair" for the chair
  std::uint64_t patients = 0;  // as voted with
  std::uint64_t swings = 0;  // of the 2^(n-1) ways that the others may vote, those in which this vote decides
  Share banzhaf;
  Share shapley;
  bool never_decides = false;  // can never change a result
  bool can_block = false;      // nothing is carried without it
  bool decides_alone = false;  // what it wants is carried, and nothing else is
};

struct Power {
  std::vector<VoterPower> voters;     // in the order given; a chair last
  std::uint64_t sets = 0;             // 2^n
  std::uint64_t carrying = 0;         // how many of them carry
  std::uint32_t fewest = 0;           // the fewest voters that carry; 0 when nobody can
  std::uint64_t fewest_patients = 0;  // the fewest patients whose practices carry
  // Two opposite decisions can both be carried, by sets with no member in common: the rule is not fit to
  // decide with.
  bool contradicts_itself = false;
};

// kBadInput when the rule names a practice that is not here, when there are too many voters, or when the rule
// counts so many different things that an exact answer would not fit in memory. REQUIRES: codes differ.
Result<Power> power(const Rule& rule, std::span<const Voter> voters);

}  // namespace meso::network::voice
