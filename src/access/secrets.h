// What proves who somebody is: tokens, password hashes, and codes that change every half minute (RFC 6238).
//
// A token is 32 random bytes; what is kept of it is a BLAKE2b digest, enough because nobody can try 2^256
// tokens. A password is guessable, so it is hashed slowly (argon2id), by few threads at once.
//
// Codes are six digits of HMAC-SHA-1 over the number of half minutes since 1970. SHA-1 because the
// authenticators that people have ignore any other; inside an HMAC its weakness (collisions) does not matter.

#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/moment.h"
#include "base/result.h"

namespace meso::access {

std::string new_token();                           // 43 characters of base64url
std::string token_digest(std::string_view token);  // 64 hex digits
std::string new_person_id();                       // "p" and sixteen hex digits

class Passwords {
 public:
  Passwords(std::uint64_t operations, std::size_t bytes, int at_once, int waiting)
      : operations_(operations), bytes_(bytes), free_(at_once), seats_(at_once + waiting) {}

  // kLocked when too many wait already; kIo when there is no memory.
  Result<std::string> hash(const std::string& password);
  // `hash` "" stands for an account that is not there: takes as long, and is false.
  Result<bool> matches(const std::string& hash, const std::string& password);

 private:
  class Turn;
  std::uint64_t operations_;
  std::size_t bytes_;
  std::mutex mutex_;
  std::condition_variable freed_;
  int free_;
  int seats_;
  std::string nobody_;  // the hash of no password, at the same cost
};

inline constexpr std::int64_t kStepSeconds = 30;

Bytes new_step_secret();  // 20 bytes
std::string base32(std::span<const std::byte> bytes);
std::optional<Bytes> from_base32(std::string_view text);
std::string step_code(std::span<const std::byte> secret, std::int64_t step);
// The step that `code` is of: the present one, the one before or the one after; none when it is of neither,
// or not later than `last_used`.
std::optional<std::int64_t> matching_step(std::span<const std::byte> secret, std::string_view code, Moment at,
                                          std::int64_t last_used);

}  // namespace meso::access
