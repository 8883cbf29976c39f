// The few ways in which a synthetic record draws: all in integers, so that every machine draws the same.
//
// For the same reason an expression draws once, or in braces: the order in which the arguments of a call are
// evaluated is the compiler's own.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/date.h"
#include "base/random.h"

namespace meso::synthesis {

inline bool percent(Random& random, std::uint32_t parts) {
  return random.below(100) < parts;
}

// A bell around `centre` that never leaves centre - reach to centre + reach: the sum of four even 16-bit
// numbers. Its standard deviation is 0.29 of the reach.
inline std::int32_t bell(Random& random, std::int32_t centre, std::int32_t reach) {
  const std::uint64_t bits = random.next();
  const std::uint64_t sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48);
  const auto width = 2 * static_cast<std::uint64_t>(reach) + 1;
  return centre - reach + static_cast<std::int32_t>((sum * width) >> 18);
}

// A day from `first` to `last`, both in; `first` when the interval is empty.
inline Date day_between(Random& random, Date first, Date last) {
  if (last <= first) return first;
  return Date{random.between(first.days, last.days)};
}

// The position that a draw in proportion to `weights` takes. REQUIRES: their sum is above 0 and below 2^32.
inline std::size_t weighted(Random& random, std::span<const std::uint32_t> weights) {
  std::uint32_t sum = 0;
  for (std::uint32_t weight : weights) sum += weight;
  std::uint32_t left = random.below(sum);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (left < weights[i]) return i;
    left -= weights[i];
  }
  return weights.size() - 1;
}

inline Date earlier(Date a, Date b) {
  return std::min(a, b);
}
inline Date later(Date a, Date b) {
  return std::max(a, b);
}

}  // namespace meso::synthesis
