// An instant of UTC in microseconds since 1970-01-01, as the journal speaks of time. Records speak of days
// (base/date.h); doors turn the one into the other.

#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meso {

struct Moment {
  std::int64_t microseconds = 0;
  auto operator<=>(const Moment&) const = default;
};

// The machine's clock.
Moment now();

// "2026-11-22T19:14:40.123456Z": always 27 characters, so texts sort as moments do. REQUIRES: years 0 to
// 9999.
std::string format_moment(Moment moment);
// Reads what format_moment writes, a shorter fraction or none, or a day alone, which is its first instant.
std::optional<Moment> parse_moment(std::string_view text);

}  // namespace meso
