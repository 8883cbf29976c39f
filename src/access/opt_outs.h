// Which opt-out leaves a patient out, for which purpose, inside and outside their own practice. One table,
// printed in docs/access.md and tested cell by cell.
//
// A patient who is left out is in no list and in no figure, and every figure says how many were left out and
// why. Where someone has several, the first that acts counts: type 1, national, dissent to share.

#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "access/roles.h"

namespace meso::access {

enum class OptOut : std::uint8_t {
  kType1,           // to use beyond direct care
  kNational,        // to research and planning
  kDissentToShare,  // to sharing outside the practice
};
inline constexpr std::array kEachOptOut = {OptOut::kType1, OptOut::kNational, OptOut::kDissentToShare};

std::string_view opt_out_words(OptOut opt_out);
bool leaves_out(OptOut opt_out, Purpose purpose, bool own_practice);
// Sensitive code groups are hidden rather than people left out.
bool hides_sensitive_codes(Purpose purpose, bool own_practice);

}  // namespace meso::access
