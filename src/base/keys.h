// Secret keys, kept in one file outside every network's directory.
//
// The file (readable by its owner only) holds 32-byte keys by name: per network one hashing key (patient ids,
// person ids) and one identities key, per practice one sealing key. Whoever holds a network's directory
// without this file can read neither sealed sections nor identities, and cannot link a patient id to a
// practice's own number.
//
// It is text, for people who must copy a key by hand:
//
//   meso keys 1
//   key NAME 64-hex-digits         by name
//   checksum 32-hex-digits         digest_hex of every byte above this line
//
// Several programs may add keys at once: a change locks `path`.lock, reads the
// file again, and replaces it whole.
//
// Place: `MESO_KEYS` when set, else $XDG_CONFIG_HOME/meso/keys, else ~/.config/meso/keys.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace meso {

struct Key {
  std::array<std::byte, 32> bytes{};
  // A public name of the key: the first 8 bytes of its keyless hash. Written in
  // file headers to say which key fits.
  std::uint64_t id() const;
  bool operator==(const Key&) const = default;
};

std::string default_keys_path();

class KeyRing {
 public:
  // Reads `path`; an absent file is an empty ring. kCorrupt when the file does not read, kNewer when a newer
  // program wrote it.
  static Result<KeyRing> open(FileSystem& files, const std::string& path);

  std::optional<Key> find(std::string_view name) const;
  std::vector<std::string> names() const;  // sorted
  // The key of that name, made and saved (atomically) when it is not there yet.
  Result<Key> find_or_make(FileSystem& files, const std::string& name);
  // Adds or replaces a key and saves. kUsage when the name is empty or holds a blank.
  Status put(FileSystem& files, const std::string& name, const Key& key);
  // Forgets a key and saves: what it sealed can no longer be read.
  Status erase(FileSystem& files, const std::string& name);
  const std::string& path() const { return path_; }

 private:
  // Takes the lock, reads what others saved meanwhile, and replaces the file when `apply` changed something.
  Status change(FileSystem& files,
                const std::function<bool(std::map<std::string, Key, std::less<>>&)>& apply);
  Status put_if(FileSystem& files, const std::string& name, const Key& key, bool replace);
  std::string path_;
  std::map<std::string, Key, std::less<>> keys_;
};

// Keyed 64-bit hash: the same input and key give the same id in every load; without the key nothing can be
// told from it. `domain` keeps different uses apart ("patient", "person"). It is the first 8 bytes,
// little-endian, of the 16-byte keyed BLAKE2b of: the domain's length as one byte, the domain, the text.
// REQUIRES: domain.size() < 256.
std::uint64_t keyed_hash(const Key& key, std::string_view domain, std::string_view text);

// A keyless 128-bit digest (BLAKE2b) of bytes as 32 hex digits: for checksums that people compare.
std::string digest_hex(std::span<const std::byte> bytes);

// Fills `bytes` from the system's random source.
void random_bytes(std::span<std::byte> bytes);

// Authenticated encryption (XChaCha20-Poly1305): random nonce, text, tag. `context` is
// bound to the text: opening with another one fails. Errors are kRefused: a wrong key and
// changed bytes cannot be told apart here.
inline constexpr std::size_t kSealOverhead = 24 + 16;  // nonce and tag
Bytes seal(const Key& key, std::span<const std::byte> plain, std::string_view context);
Result<Bytes> unseal(const Key& key, std::span<const std::byte> sealed, std::string_view context);

}  // namespace meso
