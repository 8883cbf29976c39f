// Fixed tables as a file: what a commissioner, or anybody else who gets figures and no records, takes home.
//
// The file is JSON, one object, for people and programs alike:
//
//   {"meso_fixed_tables": 1, "for": "ICB99", "network": "...", "as_at": "2026-03-31", "rules": "2025-26",
//   "made": MOMENT,
//    "practices": ["A81001", ...],
//    "indicators": [{"name": "HYP008", "title": "...", "standing": "transcribed",
//                    "rows": [{"practice": "A81001", "register": 120, "denominator": 115, "numerator": "held
//                    back"}, ...], "total": {...}}],
//    "digest": 32 hex digits of the object without this member}
//
// A cell is a number or one of three phrases. Reading believes nothing: a number that the policy for others
// cannot have made (not a multiple of 5, or under 8 and not 0) makes the file unreadable, and so does a
// digest that does not fit. So a program that only reads these cannot be handed an exact count, by mistake or
// otherwise.
//
// This room stands on `base` alone. The commissioner's program links it and nothing that knows of a record.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/moment.h"
#include "base/result.h"

namespace meso::fixed_tables {

struct Cell {
  enum class Is : std::uint8_t { kNumber, kTooFew, kHeldBack, kNotAvailable } is = Is::kNotAvailable;
  std::uint64_t number = 0;
  bool operator==(const Cell&) const = default;
};
std::string cell_words(const Cell& cell);  // "120", "too few to show", "held back", "not available"

struct Row {
  std::string practice;  // "" in a total
  Cell reg, denominator, numerator;
  bool operator==(const Row&) const = default;
};
struct Indicator {
  std::string name, title, standing;
  std::vector<Row> rows;  // as Tables::practices
  Row total;
  bool operator==(const Indicator&) const = default;
};
struct Tables {
  std::string recipient;  // ODS code
  std::string network;
  Date as_at;
  std::string rules;  // year
  Moment made;
  std::vector<std::string> practices;
  std::vector<Indicator> indicators;
  bool operator==(const Tables&) const = default;
};

std::string to_text(const Tables& tables);
// kBadInput with the reason; kNewer when a newer program wrote it.
Result<Tables> from_text(std::string_view text, const std::string& path);

}  // namespace meso::fixed_tables
