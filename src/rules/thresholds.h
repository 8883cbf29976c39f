// Between which percentages an indicator is paid for, by year: dated text, never a constant.
//
//   year 2026-27
//     source "where it was read"
//     standing reported
//     DM020 from 35% to 75%
//
// Below the first percentage nothing is reached, from the second on all of it. `#` begins a comment. A year
// that is written again adds to what stood; a line for the same indicator and year replaces the one before,
// so a network's own text wins over the one that the program brings. `standing` and `source` hold for the
// lines below them. What is not written is not known: there is no default.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rules/model.h"

namespace meso::rules {

struct Threshold {
  std::string indicator;
  std::string year;         // "2026-27"
  std::uint32_t lower = 0;  // tenths of a percent
  std::uint32_t upper = 0;
  std::string source;
  Standing standing = Standing::kEntered;
  Place place;
};

// Adds to `known`. The first mistake is the error; nothing is added then.
Status read_thresholds(std::string_view text, const std::string& file, std::vector<Threshold>& known);

// That of the year, else the newest of an earlier year, else the oldest of a later one: `year` of the answer
// says which. Null when none is known.
const Threshold* threshold_of(const std::vector<Threshold>& known, std::string_view indicator,
                              std::string_view year);

// How many more of the denominator it takes until numerator / denominator is at least the percentage. Exact:
// no percentage is rounded. 0 when it is reached, or of nobody.
std::uint64_t needed(std::uint64_t numerator, std::uint64_t denominator, std::uint32_t tenths);

}  // namespace meso::rules
