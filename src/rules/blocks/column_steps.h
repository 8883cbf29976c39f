// Runs a step that makes columns of columns. What each op means is in program.h.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "records/block.h"
#include "rules/blocks/columns.h"
#include "rules/blocks/program.h"

namespace meso::rules::blocks {

// REQUIRES: reads no postings and is not kDecide. ethnicities[list][category of
// the file]: 1 where it is in the list.
void run_column_step(const Step& step, const Columns& columns, const records::Block& block,
                     std::span<const std::vector<std::uint8_t>> ethnicities);

}  // namespace meso::rules::blocks
