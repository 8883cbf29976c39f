// The day on which England's commissioning groups ended and integrated care boards began. Boards took over
// the areas of the partnerships (STP), and each group's area lives on as a sub-ICB location under the group's
// own code.
//
// Source: the Health and Care Act 2022, which England's public lists of practices follow.

#pragma once

#include <cstdint>

namespace meso::england {

inline constexpr std::int32_t kBoardsFromYear = 2022;
inline constexpr std::int32_t kBoardsFromMonth = 7;
inline constexpr std::int32_t kBoardsFromDay = 1;

}  // namespace meso::england
