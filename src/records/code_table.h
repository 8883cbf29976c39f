// The id of a code: a hash table over a dictionary, without a copy of its texts.
//
// Open addressing with linear probing, at most half full; an entry is 8 bytes: 32 bits of the
// code's hash and its id. A plan asks for thousands of codes of each practice before it reads
// a posting, so one probe has to do.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "terms/terms.h"

namespace meso::records {

class CodeTable {
 public:
  // Ids are positions in `codes`. False when a code comes twice.
  bool fill(std::span<const terms::Code> codes);
  // REQUIRES: the codes that it was filled with.
  std::optional<std::uint32_t> find(std::span<const terms::Code> codes, const terms::Code& code) const;

 private:
  struct Entry {
    std::uint32_t print = 0;      // upper half of the hash
    std::uint32_t id = kNothing;  // kNothing: free
  };
  static constexpr std::uint32_t kNothing = UINT32_MAX;

  // The entry of the code, or the free one where it would stand. REQUIRES: not empty.
  std::size_t place(std::span<const terms::Code> codes, const terms::Code& code, std::uint64_t hash) const;

  std::vector<Entry> entries_;  // a power of two
};

}  // namespace meso::records
