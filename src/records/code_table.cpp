#include "records/code_table.h"

#include <xxhash.h>

#include <bit>

namespace meso::records {
namespace {

std::uint64_t hash_of(const terms::Code& code) {
  return XXH3_64bits_withSeed(code.text.data(), code.text.size(), static_cast<std::uint64_t>(code.system));
}

}  // namespace

std::size_t CodeTable::place(std::span<const terms::Code> codes, const terms::Code& code,
                             std::uint64_t hash) const {
  const std::size_t mask = entries_.size() - 1;
  const auto print = static_cast<std::uint32_t>(hash >> 32);
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Entry& entry = entries_[at];
    if (entry.id == kNothing || (entry.print == print && codes[entry.id] == code)) return at;
  }
}

bool CodeTable::fill(std::span<const terms::Code> codes) {
  entries_.assign(std::bit_ceil(codes.size() * 2 + 1), Entry{});
  for (std::uint32_t id = 0; id < codes.size(); ++id) {
    const std::uint64_t hash = hash_of(codes[id]);
    Entry& entry = entries_[place(codes, codes[id], hash)];
    if (entry.id != kNothing) return false;
    entry = Entry{static_cast<std::uint32_t>(hash >> 32), id};
  }
  return true;
}

std::optional<std::uint32_t> CodeTable::find(std::span<const terms::Code> codes,
                                             const terms::Code& code) const {
  if (entries_.empty()) return std::nullopt;
  const Entry& entry = entries_[place(codes, code, hash_of(code))];
  if (entry.id == kNothing) return std::nullopt;
  return entry.id;
}

}  // namespace meso::records
