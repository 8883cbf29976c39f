// Several bounds that are the same for all patients, in one pass: 24 month-ends, say (program.h, Ladder).
//
// Each posting goes to the column of its rung alone; columns are accumulated when all are seen.

#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "rules/blocks/day_pairs.h"

namespace meso::rules::blocks {

// Several bounds at once: rung[day] says to which column a posting belongs. `columns` has one more entry than
// there are bounds: where postings go that lie past the last.
inline void scatter_latest(std::span<const std::uint32_t> postings, const std::uint8_t* rung,
                           std::uint16_t* const* columns) {
  for (const std::uint32_t posting : postings) {
    const std::uint32_t day = posting >> 16;
    std::uint16_t& latest = columns[rung[day]][posting & kPatientMask];
    latest = std::max(latest, static_cast<std::uint16_t>(day));
  }
}

// The first entry of `columns` is where postings go that lie before the
// first bound. Days are turned: 0 - day.
inline void scatter_earliest(std::span<const std::uint32_t> postings, const std::uint8_t* rung,
                             std::uint16_t* const* columns) {
  for (const std::uint32_t posting : postings) {
    const std::uint32_t day = posting >> 16;
    std::uint16_t& earliest = columns[rung[day]][posting & kPatientMask];
    earliest = std::max(earliest, static_cast<std::uint16_t>(0u - day));
  }
}

// What lies at or below one bound lies below the next one too; what is after
// one bound is after the one before.
inline void accumulate(const std::uint16_t* from, std::uint16_t* into, std::uint32_t padded) {
  for (std::uint32_t p = 0; p < padded; ++p) into[p] = std::max(into[p], from[p]);
}

// Days that were turned, back again.
inline void read_earliest(std::uint16_t* days, std::uint32_t padded) {
  for (std::uint32_t p = 0; p < padded; ++p) days[p] = static_cast<std::uint16_t>(0u - days[p]);
}

}  // namespace meso::rules::blocks
