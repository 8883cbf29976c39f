// The hot loops: the earliest and latest day of every patient, from postings.
//
// A bound that is the same for all patients costs nothing, because days are turned before they are compared.
// With 16-bit arithmetic that wraps round,
//
//   turned latest   = day + (65535 - upto):  days up to the bound land at the top, in order; later ones at
//   the bottom turned earliest = after - day:           days past the bound land at the top, the first one
//   highest
//
// and in both the greatest wins, a day on the wrong side of the bound loses against any on the right one, and
// 0, where columns start, is never a day on the right side. When all postings are seen, what is below the
// threshold (or is the undated day 0) becomes 0, "missing".
//
// Both halves share one 32-bit word per patient while a scan runs, earliest in the upper half: a posting then
// costs one load and one store beside its own, and 8 KiB of first-level cache, whether one or both are
// wanted. Streaming a run's sorted patients through registers and finding group ends with vector compares
// were measured and gained nothing.

#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "records/block.h"

namespace meso::rules::blocks {

inline constexpr std::uint32_t kPatientMask = records::kPatientsPerBlock - 1;

struct DayBounds {
  std::uint16_t after = 0;     // of the earliest
  std::uint16_t upto = 65535;  // of the latest
};

// REQUIRES: `words` holds kPatientsPerBlock entries. Masking the patient keeps a damaged posting inside them.
inline void scatter_days(std::span<const std::uint32_t> postings, DayBounds bounds, std::uint32_t* words) {
  const std::uint32_t latest_turn = 65535u - bounds.upto;
  const std::uint32_t earliest_turn = static_cast<std::uint32_t>(bounds.after) << 16;
  for (const std::uint32_t posting : postings) {
    std::uint32_t& word = words[posting & kPatientMask];
    const std::uint32_t latest = ((posting >> 16) + latest_turn) & 0xFFFFu;
    const std::uint32_t earliest = earliest_turn - (posting & 0xFFFF0000u);
    const std::uint32_t old = word;
    word = std::max(old & 0xFFFF0000u, earliest) | std::max(old & 0xFFFFu, latest);
  }
}

inline void read_latest(const std::uint32_t* words, std::uint32_t padded, DayBounds bounds,
                        std::uint16_t* out) {
  const auto turn = static_cast<std::uint16_t>(65535 - bounds.upto);
  for (std::uint32_t p = 0; p < padded; ++p) {
    const auto turned = static_cast<std::uint16_t>(words[p]);
    out[p] = turned < turn ? std::uint16_t{0} : static_cast<std::uint16_t>(turned - turn);
  }
}

inline void read_earliest(const std::uint32_t* words, std::uint32_t padded, DayBounds bounds,
                          std::uint16_t* out) {
  for (std::uint32_t p = 0; p < padded; ++p) {
    const auto turned = static_cast<std::uint16_t>(words[p] >> 16);
    out[p] = turned <= bounds.after ? std::uint16_t{0} : static_cast<std::uint16_t>(bounds.after - turned);
  }
}

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

// The first entry of `columns` is where postings go that lie before the first bound. Days are turned: 0 -
// day.
inline void scatter_earliest(std::span<const std::uint32_t> postings, const std::uint8_t* rung,
                             std::uint16_t* const* columns) {
  for (const std::uint32_t posting : postings) {
    const std::uint32_t day = posting >> 16;
    std::uint16_t& earliest = columns[rung[day]][posting & kPatientMask];
    earliest = std::max(earliest, static_cast<std::uint16_t>(0u - day));
  }
}

// What lies at or below one bound lies below the next one too; what is after one bound is after the one
// before.
inline void accumulate(const std::uint16_t* from, std::uint16_t* into, std::uint32_t padded) {
  for (std::uint32_t p = 0; p < padded; ++p) into[p] = std::max(into[p], from[p]);
}
inline void turn_back(std::uint16_t* days, std::uint32_t padded) {
  for (std::uint32_t p = 0; p < padded; ++p) days[p] = static_cast<std::uint16_t>(0u - days[p]);
}

}  // namespace meso::rules::blocks
