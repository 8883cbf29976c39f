// The order of a practice file's dictionary.
//
// A cluster is asked for as ranges of code ids, so codes that are asked for together should have neighbouring
// ids. Groups are taken in turn and keep what no earlier group took; this is greedy and not the best order,
// but each cluster comes out as a few ranges, and no result depends on it.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "terms/terms.h"

namespace meso::records {

// Positions in `codes` of the used ones, in dictionary order. kBadInput when a code comes twice or is one of
// Meso's own. REQUIRES: used.size() == codes.size().
Result<std::vector<std::uint32_t>> order_codes(std::span<const terms::Code> codes,
                                               const std::vector<bool>& used,
                                               std::span<const std::vector<terms::Code>> groups);

}  // namespace meso::records
