// A random generator whose numbers are the same on every machine and compiler: splitmix64.
//
// The standard library's distributions differ between implementations, so the few that Meso needs
// are here, written in integer arithmetic wherever the outcome steers what is generated. Not for
// secrets: keys come from libsodium.

#pragma once

#include <cstdint>

namespace meso {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // 64 bits, each equally likely to be set.
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }

  // 0 to bound - 1. REQUIRES: bound > 0. The bias of the multiply-shift is below 2^-32 for bounds below 2^32.
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
  }
  // low to high, both included. REQUIRES: low <= high.
  std::int32_t between(std::int32_t low, std::int32_t high) {
    return low + static_cast<std::int32_t>(below(static_cast<std::uint32_t>(high - low) + 1));
  }
  // True `parts` times in a million.
  bool chance_per_million(std::uint32_t parts) { return below(1'000'000) < parts; }
  // A generator of its own for a named part of the work, so that adding one part leaves the others unchanged.
  Random fork(std::uint64_t name) const {
    return Random(Random(state_ ^ (name * 0xD6E8FEB86659FD93ull)).next());
  }

 private:
  std::uint64_t state_;
};

}  // namespace meso
