// Bitsets of patients: 64 to a word, patient p in bit p % 64 of word p / 64.

#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "records/block.h"

namespace meso::rules::blocks {

static_assert(std::endian::native == std::endian::little, "bytes are packed into words in memory order");

// Sets bit p of `words` where test(p). Two loops that compilers vectorise instead of one that they do not: a
// byte of 0 or 1 per patient, then eight bytes to eight bits by a multiplication that gathers their lowest
// bits at the top.
template <class Test>
void set_bits(std::uint64_t* words, std::uint32_t padded, Test test) {
  alignas(64) std::uint8_t bytes[records::kPatientsPerBlock];
  for (std::uint32_t p = 0; p < padded; ++p) bytes[p] = test(p) ? 1 : 0;
  for (std::uint32_t w = 0; w < padded / 64; ++w) {
    std::uint64_t word = 0;
    for (std::uint32_t k = 0; k < 8; ++k) {
      std::uint64_t eight;
      std::memcpy(&eight, bytes + std::size_t{64} * w + std::size_t{8} * k, 8);
      word |= (eight * 0x0102040810204080ull >> 56) << (k * 8);
    }
    words[w] = word;
  }
}

// Written out, because plain x86-64 has no instruction for it and the compiler vectorises this.
inline std::uint64_t count_bits(const std::uint64_t* words, std::uint32_t count) {
  std::uint64_t total = 0;
  for (std::uint32_t w = 0; w < count; ++w) {
    std::uint64_t x = words[w];
    x -= (x >> 1) & 0x5555555555555555ull;
    x = (x & 0x3333333333333333ull) + ((x >> 2) & 0x3333333333333333ull);
    x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0Full;
    x += x >> 8;
    x += x >> 16;
    x += x >> 32;
    total += x & 0x7F;
  }
  return total;
}

inline bool has_bit(const std::uint64_t* words, std::uint32_t patient) {
  return (words[patient / 64] >> (patient % 64) & 1) != 0;
}

}  // namespace meso::rules::blocks
