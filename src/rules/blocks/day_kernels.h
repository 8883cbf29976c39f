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
// Where patients have several postings in a run, most of these do nothing, and each waits for
// the store before it. A run is ordered by patient and day, so of each patient only the first
// and the last posting matter: `scatter_run` finds them without a branch and costs a third. It
// loses where patients mostly have one.
//
// Tried and dropped: both days of a patient in one word (one load and store less, but 8 bits of shifting
// more: 15% slower); a branch instead of max (mispredicted: twice to five times slower).

#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "records/block.h"

namespace meso::rules::blocks {

inline constexpr std::uint32_t kPatientMask = records::kPatientsPerBlock - 1;

// The columns that one pass fills, with their bounds. Both have kPatientsPerBlock entries and start from 0.
struct DayColumns {
  std::uint16_t* latest = nullptr;    // null: not wanted
  std::uint16_t* earliest = nullptr;  // null: not wanted
  std::uint16_t upto = 65535;         // of the latest
  std::uint16_t after = 0;            // of the earliest
};

// Masking the patient keeps a damaged posting inside the columns.
template <bool kLatest, bool kEarliest>
void scatter_postings(std::span<const std::uint32_t> postings, const DayColumns& columns) {
  const std::uint32_t turn = 65535u - columns.upto;
  const std::uint32_t after = columns.after;
  std::uint16_t* latest = columns.latest;
  std::uint16_t* earliest = columns.earliest;
  for (const std::uint32_t posting : postings) {
    const std::uint32_t patient = posting & kPatientMask;
    const std::uint32_t day = posting >> 16;
    if constexpr (kLatest)
      latest[patient] = std::max(latest[patient], static_cast<std::uint16_t>(day + turn));
    if constexpr (kEarliest) {
      earliest[patient] = std::max(earliest[patient], static_cast<std::uint16_t>(after - day));
    }
  }
}

// The same for the postings of one code. REQUIRES: ordered by patient and day.
template <bool kLatest, bool kEarliest>
void scatter_run(std::span<const std::uint32_t> postings, const DayColumns& columns) {
  constexpr std::size_t kPart =
      1024;  // a patient whose postings fall in two parts is seen twice, which is harmless
  std::uint16_t ends[kPart];
  for (; !postings.empty(); postings = postings.subspan(std::min(kPart, postings.size()))) {
    const std::span<const std::uint32_t> part = postings.first(std::min(kPart, postings.size()));
    std::size_t patients = 0;
    for (std::size_t i = 1; i < part.size(); ++i) {
      ends[patients] = static_cast<std::uint16_t>(i);
      patients += static_cast<std::size_t>(((part[i - 1] ^ part[i]) & 0xFFFFu) != 0);
    }
    ends[patients++] = static_cast<std::uint16_t>(part.size());
    std::size_t begin = 0;
    for (std::size_t k = 0; k < patients; ++k) {
      const std::size_t end = ends[k];
      const std::uint32_t first = part[begin], last = part[end - 1];
      // Where the first or last is outside its bound, another may be the first or last inside.
      if ((kLatest && last >> 16 > columns.upto) || (kEarliest && first >> 16 <= columns.after)) {
        scatter_postings<kLatest, kEarliest>(part.subspan(begin, end - begin), columns);
      } else {
        if constexpr (kLatest) scatter_postings<true, false>({&last, 1}, columns);
        if constexpr (kEarliest) scatter_postings<false, true>({&first, 1}, columns);
      }
      begin = end;
    }
  }
}

// Turned days back to days.
inline void read_latest(const DayColumns& columns, std::uint32_t padded) {
  const auto turn = static_cast<std::uint16_t>(65535 - columns.upto);
  std::uint16_t* days = columns.latest;
  for (std::uint32_t p = 0; p < padded; ++p) {
    days[p] = days[p] < turn ? std::uint16_t{0} : static_cast<std::uint16_t>(days[p] - turn);
  }
}

inline void read_earliest(const DayColumns& columns, std::uint32_t padded) {
  const std::uint16_t after = columns.after;
  std::uint16_t* days = columns.earliest;
  for (std::uint32_t p = 0; p < padded; ++p) {
    days[p] = days[p] <= after ? std::uint16_t{0} : static_cast<std::uint16_t>(after - days[p]);
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

}  // namespace meso::rules::blocks
