// Who really decided: a row for each decision, permission and standing obligation, with how much choice there
// was, on paper and in fact.
//
// The anchors are those of the decision-space approach (Bossert 1998), adapted: choice is *narrow* when what
// is done is laid down outside, *moderate* when one of a few given ways may be taken, *wide* when the network
// may do it its own way or leave it. On paper is what the rule or contract says; in fact is what happened.
// Freedom on paper that is not there in fact is unused; freedom in fact that is not on paper is taken.
// Neither is a fault.
//
// Shares are given of decisions, of hours and of money side by side, because they disagree; a row that does
// not say is in no share, and the number of those is printed. A trend is given with its n, and only while a
// fifth of the rows have been coded by a second person and the two agree (Krippendorff's alpha for ordered
// values, at least 0.667, a customary bound): else the ledger says what is missing.

#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "governance/decisions.h"

namespace meso::governance {

inline constexpr std::array<std::string_view, 4> kLevels = {"nation", "system", "network", "practice"};
inline constexpr std::array<std::string_view, 3> kDiscretions = {"narrow", "moderate", "wide"};
inline constexpr std::array<std::string_view, 7> kFunctions = {
    "money", "staff", "services", "hours-and-place", "data", "quality-and-measures", "membership-and-rules"};

struct LedgerRow {
  std::string subject;  // decision/12, permission/3, obligation/5
  std::string what;
  Date on;
  Authorship authorship;
  bool counts = true;                     // false: a decision that is open, or came to nothing
  std::string second_paper, second_fact;  // as coded by another; "" when nobody has
};
// Every row, by subject. What is said again about an obligation takes the place of what was said before.
Result<std::vector<LedgerRow>> ledger(journal::Journal& journal);

struct Obligation {
  std::string what, source;  // the clause, quoted or named
  Date on;
  Authorship authorship;
};
Result<std::uint64_t> note_obligation(const Hand& hand, const Obligation& obligation);
// What the first coder says of a decision that did not say it when it was put; or a second coder's view.
Status code_row(const Hand& hand, const std::string& subject, const Authorship& authorship,
                const std::string& coder);

struct LevelShare {
  std::uint64_t rows = 0;
  double hours = 0;
  std::int64_t pence = 0;
};
struct YearShare {
  std::uint64_t n = 0, local = 0;  // of rows that say who decided: by network or practice
};
struct Reading {
  std::uint64_t rows = 0, without_level = 0, without_choice = 0, without_hours = 0, without_money = 0;
  std::map<std::string, LevelShare> by_level;
  // function -> (on paper, in fact) -> rows
  std::map<std::string, std::map<std::pair<std::string, std::string>, std::uint64_t>> map;
  std::uint64_t unused = 0, taken = 0, as_written = 0;
  std::map<std::int32_t, YearShare> by_year;
  std::uint64_t coded_twice = 0;
  double alpha = 0;          // the lower of paper and fact; not a number where it cannot be computed
  std::string no_trend_why;  // "" when the trend may be shown
};
// `function`: only rows of it; "" for all.
Reading read_ledger(std::span<const LedgerRow> rows, const std::string& function = "");

// Krippendorff's alpha of two coders on an ordered scale of `levels` values 0, 1, 2 ...; not a number when
// there is nothing to agree about.
double ordinal_alpha(std::span<const std::pair<int, int>> pairs, int levels);

}  // namespace meso::governance
