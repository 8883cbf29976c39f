// What must hold inside a block before the engine may trust it.
//
// A checksum says that bytes are as they were written, not that a sane program wrote them. The engine indexes
// by what it reads (patients, values, codes) without looking; so every number that is used as an index, and
// every order that is relied on, is checked here once per block, in one pass over the postings.

#pragma once

#include <cstdint>
#include <string_view>

#include "records/block.h"

namespace meso::records {

struct BlockLimits {
  std::uint32_t codes = 0;
  std::size_t areas = 0;
  std::size_t ethnicities = 0;
};

// "" when the block is sound, else what is wrong ("postings out of order"). Accepts any bytes in the spans.
std::string_view block_fault(const Block& block, const BlockLimits& limits);

}  // namespace meso::records
