// Ten known ways to compile a rulebook wrongly, for the test that proves
// that the agreement test would notice.
//
// Each is a slip that a person could make in the compiler and that leaves most results right. They exist in
// the compiler only: a plan that carries one runs through the same kernels, and the kernels know nothing of
// them. compile_plan (engine.h) never asks for one.

#pragma once

#include <cstdint>

namespace meso::rules::blocks {

enum class Fault : std::uint8_t {
  kNone,
  kFirstDayIn,     // an excluded first day of a window is let in
  kLastDayOut,     // an included last day is left out
  kLatestOfAll,    // the latest record ever, dropped when it is past the window, instead of the latest inside
  kTiesSwapped,    // the lowest of a day where the highest was asked, and the other way round
  kEveryUnit,      // values in foreign units are taken as they are
  kUnknownIsTrue,  // a comparison with a missing value holds
  kCountsRecords,  // `count days` counts records
  kNearbyMirrored,     // "before it" and "after it" swapped
  kMonthsOtherPolicy,  // clamps where it should roll, and the other way round
  kFirstClusterOnly,   // of several clusters, reads the first
};
inline constexpr int kFaults = 10;

}  // namespace meso::rules::blocks
