#include "access/secrets.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "base/keys.h"

namespace meso::access {
namespace {

const unsigned char* plain_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hex_of(std::span<const unsigned char> bytes) {
  std::string out(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), bytes.data(), bytes.size());
  out.pop_back();
  return out;
}

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

}  // namespace

std::string new_token() {
  std::array<std::byte, 32> bytes{};
  random_bytes(bytes);
  std::string out(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  out.pop_back();
  return out;
}

std::string token_digest(std::string_view token) {
  std::array<unsigned char, 32> digest{};
  crypto_generichash(digest.data(), digest.size(), plain_bytes(token), token.size(), nullptr, 0);
  return hex_of(digest);
}

std::string new_person_id() {
  std::array<std::byte, 8> bytes{};
  random_bytes(bytes);
  return "p" + hex_of({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

// A place among those who hash or wait to. Refused at the door when all seats are taken.
class Passwords::Turn {
 public:
  explicit Turn(Passwords& passwords) : passwords_(passwords) {
    std::unique_lock lock(passwords_.mutex_);
    if (passwords_.seats_ == 0) return;
    --passwords_.seats_;
    passwords_.freed_.wait(lock, [&] { return passwords_.free_ > 0; });
    --passwords_.free_;
    taken_ = true;
  }
  ~Turn() {
    if (!taken_) return;
    {
      const std::lock_guard lock(passwords_.mutex_);
      ++passwords_.free_;
      ++passwords_.seats_;
    }
    passwords_.freed_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  Status status() const {
    if (taken_) return {};
    return Error{
        ErrorKind::kLocked, "too many people are signing in at this moment", {}, "try again shortly"};
  }

 private:
  Passwords& passwords_;
  bool taken_ = false;
};

namespace {

Result<std::string> slow_hash(const std::string& password, std::uint64_t operations, std::size_t bytes) {
  if (sodium_init() < 0) return Error{ErrorKind::kIo, "libsodium does not start on this machine", {}, ""};
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (crypto_pwhash_str(out.data(), password.data(), password.size(), operations, bytes) != 0) {
    return Error{
        ErrorKind::kIo, "there is not enough memory to hash a password", {}, "free memory and try again"};
  }
  return std::string(out.data());
}

}  // namespace

Result<std::string> Passwords::hash(const std::string& password) {
  const Turn turn(*this);
  MESO_RETURN_IF_ERROR(turn.status());
  return slow_hash(password, operations_, bytes_);
}

Result<bool> Passwords::matches(const std::string& hash, const std::string& password) {
  const Turn turn(*this);
  MESO_RETURN_IF_ERROR(turn.status());
  std::string against = hash;
  if (against.empty()) {
    const std::lock_guard lock(mutex_);
    if (nobody_.empty()) {
      MESO_ASSIGN_OR_RETURN(nobody_, slow_hash(new_token(), operations_, bytes_));
    }
    against = nobody_;
  }
  return crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0 && !hash.empty();
}

Bytes new_step_secret() {
  Bytes secret(20);
  random_bytes(secret);
  return secret;
}

std::string base32(std::span<const std::byte> bytes) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const std::byte byte : bytes) {
    held = held << 8 | static_cast<std::uint32_t>(byte);
    for (bits += 8; bits >= 5; bits -= 5) out += kBase32[held >> (bits - 5) & 31];
  }
  if (bits > 0) out += kBase32[held << (5 - bits) & 31];
  return out;
}

std::optional<Bytes> from_base32(std::string_view text) {
  Bytes out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char letter : text) {
    const auto value = kBase32.find(letter);
    if (value == std::string_view::npos) return std::nullopt;
    held = held << 5 | static_cast<std::uint32_t>(value);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<std::byte>(held >> bits & 255));
    }
  }
  return out;
}

std::string step_code(std::span<const std::byte> secret, std::int64_t step) {
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) {
    counter[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(step) >> (56 - 8 * i));
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(),
       digest.data(), &size);
  const std::size_t at = digest[size - 1] & 15u;
  const std::uint32_t number = (digest[at] & 127u) << 24 | static_cast<std::uint32_t>(digest[at + 1]) << 16 |
                               static_cast<std::uint32_t>(digest[at + 2]) << 8 | digest[at + 3];
  return fmt::format("{:06}", number % 1'000'000);
}

std::optional<std::int64_t> matching_step(std::span<const std::byte> secret, std::string_view code, Moment at,
                                          std::int64_t last_used) {
  const std::int64_t present = at.microseconds / 1'000'000 / kStepSeconds;
  std::optional<std::int64_t> found;
  for (std::int64_t step = present - 1; step <= present + 1; ++step) {
    const std::string expected = step_code(secret, step);
    const bool same =
        code.size() == expected.size() && sodium_memcmp(code.data(), expected.data(), code.size()) == 0;
    if (same && step > last_used && !found) found = step;
  }
  return found;
}

}  // namespace meso::access
