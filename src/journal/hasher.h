// BLAKE2b of 32 bytes over numbers (8 bytes, least significant first) and texts (their length, then their
// bytes).

#pragma once

#include <sodium.h>

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "journal/journal.h"

namespace meso::journal {

class Hasher {
 public:
  Hasher() { crypto_generichash_init(&state_, nullptr, 0, kSize); }
  void bytes(std::span<const std::byte> bytes) {
    crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  }
  void number(std::uint64_t number) {
    std::byte little[8];
    for (std::byte& byte : little) {
      byte = static_cast<std::byte>(number & 0xff);
      number >>= 8;
    }
    bytes(little);
  }
  void text(std::string_view text) {
    number(text.size());
    bytes(std::as_bytes(std::span(text)));
  }
  Hash end() {
    Hash out;
    crypto_generichash_final(&state_, reinterpret_cast<unsigned char*>(out.data()), out.size());
    return out;
  }

 private:
  static constexpr std::size_t kSize = std::tuple_size_v<Hash>;
  crypto_generichash_state state_;
};

}  // namespace meso::journal
