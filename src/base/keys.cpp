#include "base/keys.h"

#include <sodium.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "base/durable_directories.h"

namespace meso {
namespace {

constexpr std::string_view kMagic = "meso keys ";
constexpr int kVersion = 1;
constexpr int kLockAttempts = 250;
constexpr std::chrono::milliseconds kLockPause{20};

// libsodium chooses its fastest code and opens the system's random source
// once. Without either no key is safe.
void start_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) std::abort();
}

const unsigned char* chars(const std::byte* bytes) {
  return reinterpret_cast<const unsigned char*>(bytes);
}
unsigned char* chars(std::byte* bytes) {
  return reinterpret_cast<unsigned char*>(bytes);
}
const unsigned char* chars(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hex(std::span<const std::byte> bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const std::byte b : bytes) {
    out += kDigits[std::to_integer<unsigned>(b) >> 4];
    out += kDigits[std::to_integer<unsigned>(b) & 15];
  }
  return out;
}

std::optional<Key> key_from_hex(std::string_view text) {
  Key key;
  if (text.size() != 2 * key.bytes.size()) return std::nullopt;
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  for (std::size_t i = 0; i < key.bytes.size(); ++i) {
    const int high = digit(text[2 * i]);
    const int low = digit(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    key.bytes[i] = static_cast<std::byte>(high * 16 + low);
  }
  return key;
}

using Keys = std::map<std::string, Key, std::less<>>;

std::string key_ring_text(const Keys& keys) {
  std::string text = std::string(kMagic) + std::to_string(kVersion) + "\n";
  for (const auto& [name, key] : keys) text += "key " + name + " " + hex(key.bytes) + "\n";
  return text + "checksum " + digest_hex(std::as_bytes(std::span(text))) + "\n";
}

Result<Keys> parse_key_ring(std::string_view text, const std::string& path) {
  const auto corrupt = [&](std::uint32_t line, const std::string& what) {
    return Error{ErrorKind::kCorrupt, "the key file does not read: " + what, Place{path, line, 0},
                 "put its backup in its place; keys cannot be made again"};
  };
  const std::size_t first_end = text.find('\n');
  if (!text.starts_with(kMagic) || first_end == std::string_view::npos) {
    return corrupt(1, "it does not begin as one");
  }
  const std::string version(text.substr(kMagic.size(), first_end - kMagic.size()));
  if (version != std::to_string(kVersion)) {
    if (version.empty() || version.size() > 6 ||
        version.find_first_not_of("0123456789") != std::string::npos) {
      return corrupt(1, "it does not begin as one");
    }
    return Error{
        ErrorKind::kNewer,
        "the key file is of version " + version + "; this program reads version " + std::to_string(kVersion),
        Place{path, 1, 0}, "use the newer program"};
  }
  const std::size_t checksum_at = text.rfind("\nchecksum ");
  if (checksum_at == std::string_view::npos) return corrupt(0, "its last line is missing");
  const std::string_view checked = text.substr(0, checksum_at + 1);
  if (text.substr(checked.size()) != "checksum " + digest_hex(std::as_bytes(std::span(checked))) + "\n") {
    return corrupt(0, "its checksum is wrong");
  }
  Keys keys;
  std::uint32_t line = 1;
  for (std::size_t at = first_end + 1; at < checked.size();) {
    ++line;
    const std::size_t end = checked.find('\n', at);
    const std::string_view entry = checked.substr(at, end - at);
    at = end + 1;
    const std::size_t blank = entry.rfind(' ');
    if (!entry.starts_with("key ") || blank < 5) return corrupt(line, "a line is not a key");
    const auto key = key_from_hex(entry.substr(blank + 1));
    if (!key) return corrupt(line, "a key is not 64 hexadecimal digits");
    if (!keys.emplace(entry.substr(4, blank - 4), *key).second) return corrupt(line, "a name comes twice");
  }
  return keys;
}

Result<Keys> read_key_ring(FileSystem& files, const std::string& path) {
  if (!files.exists(path)) return Keys{};
  MESO_ASSIGN_OR_RETURN(const auto file, files.read(path));
  const auto bytes = file->bytes();
  return parse_key_ring({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path);
}

// Another program may be adding a key in this very moment: that takes milliseconds, so waiting beats failing.
Result<std::unique_ptr<FileLock>> wait_for_lock(FileSystem& files, const std::string& path) {
  for (int attempt = 1;; ++attempt) {
    auto lock = files.lock(path);
    if (lock.ok() || lock.error().kind != ErrorKind::kLocked || attempt == kLockAttempts) return lock;
    std::this_thread::sleep_for(kLockPause);
  }
}

}  // namespace

std::uint64_t Key::id() const {
  start_sodium();
  unsigned char hash[crypto_generichash_BYTES_MIN];
  crypto_generichash(hash, sizeof hash, chars(bytes.data()), bytes.size(), nullptr, 0);
  std::uint64_t id;
  std::memcpy(&id, hash, sizeof id);
  return id;
}

std::string default_keys_path() {
  const auto variable = [](const char* name) -> std::string {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
  };
  if (const std::string path = variable("MESO_KEYS"); !path.empty()) return path;
  const std::string config = variable("XDG_CONFIG_HOME");
  return join_path(config.empty() ? join_path(variable("HOME"), ".config") : config, "meso/keys");
}

Result<KeyRing> KeyRing::open(FileSystem& files, const std::string& path) {
  KeyRing ring;
  ring.path_ = path;
  MESO_ASSIGN_OR_RETURN(ring.keys_, read_key_ring(files, path));
  return ring;
}

std::optional<Key> KeyRing::find(std::string_view name) const {
  const auto found = keys_.find(name);
  if (found == keys_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> KeyRing::names() const {
  std::vector<std::string> out;
  for (const auto& [name, key] : keys_) out.push_back(name);
  return out;
}

Result<Key> KeyRing::find_or_make(FileSystem& files, const std::string& name) {
  if (const auto key = find(name)) return *key;
  Key made;
  random_bytes(made.bytes);
  const Status changed = put_if(files, name, made, /*replace=*/false);
  if (!changed.ok()) return changed.error();
  return keys_.find(name)->second;
}

Status KeyRing::put(FileSystem& files, const std::string& name, const Key& key) {
  return put_if(files, name, key, /*replace=*/true);
}

Status KeyRing::erase(FileSystem& files, const std::string& name) {
  return change(files, [&](Keys& keys) { return keys.erase(name) > 0; });
}

Status KeyRing::put_if(FileSystem& files, const std::string& name, const Key& key, bool replace) {
  if (name.empty() || name.find_first_of(" \t\r\n") != std::string::npos) {
    return Error{ErrorKind::kUsage, "the name of a key is empty or holds a blank", Place{path_, 0, 0}, ""};
  }
  return change(files, [&](Keys& keys) {
    const auto [at, fresh] = keys.try_emplace(name, key);
    if (!fresh && replace) at->second = key;
    return fresh || replace;
  });
}

Status KeyRing::change(FileSystem& files, const std::function<bool(Keys&)>& apply) {
  const std::size_t slash = path_.rfind('/');
  if (slash != std::string::npos && slash > 0)
    MESO_RETURN_IF_ERROR(make_durable_directories(files, path_.substr(0, slash)));
  MESO_ASSIGN_OR_RETURN(const auto lock, wait_for_lock(files, path_ + ".lock"));
  MESO_ASSIGN_OR_RETURN(Keys keys, read_key_ring(files, path_));
  if (apply(keys)) {
    const std::string text = key_ring_text(keys);
    MESO_RETURN_IF_ERROR(replace_file(files, path_, std::as_bytes(std::span(text))));
  }
  // Only what is on disk is believed: a key that was not saved must seal nothing.
  keys_ = std::move(keys);
  return {};
}

std::uint64_t keyed_hash(const Key& key, std::string_view domain, std::string_view text) {
  start_sodium();
  crypto_generichash_state state;
  unsigned char hash[crypto_generichash_BYTES_MIN];
  const auto length = static_cast<unsigned char>(domain.size());
  crypto_generichash_init(&state, chars(key.bytes.data()), key.bytes.size(), sizeof hash);
  crypto_generichash_update(&state, &length, 1);
  crypto_generichash_update(&state, chars(domain), domain.size());
  crypto_generichash_update(&state, chars(text), text.size());
  crypto_generichash_final(&state, hash, sizeof hash);
  std::uint64_t id;
  std::memcpy(&id, hash, sizeof id);
  return id;
}

std::string digest_hex(std::span<const std::byte> bytes) {
  start_sodium();
  std::array<std::byte, crypto_generichash_BYTES_MIN> hash;
  crypto_generichash(chars(hash.data()), hash.size(), chars(bytes.data()), bytes.size(), nullptr, 0);
  return hex(hash);
}

void random_bytes(std::span<std::byte> bytes) {
  start_sodium();
  randombytes_buf(bytes.data(), bytes.size());
}

Bytes seal(const Key& key, std::span<const std::byte> plain, std::string_view context) {
  start_sodium();
  constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  static_assert(kSealOverhead == kNonce + crypto_aead_xchacha20poly1305_ietf_ABYTES);
  Bytes sealed(plain.size() + kSealOverhead);
  randombytes_buf(sealed.data(), kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(chars(sealed.data() + kNonce), nullptr, chars(plain.data()),
                                             plain.size(), chars(context), context.size(), nullptr,
                                             chars(sealed.data()), chars(key.bytes.data()));
  return sealed;
}

Result<Bytes> unseal(const Key& key, std::span<const std::byte> sealed, std::string_view context) {
  start_sodium();
  constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  const Error refused{ErrorKind::kRefused,
                      "sealed bytes do not open: another key sealed them, or they were changed", Place{}, ""};
  if (sealed.size() < kSealOverhead) return refused;
  Bytes plain(sealed.size() - kSealOverhead);
  const auto body = sealed.subspan(kNonce);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(chars(plain.data()), nullptr, nullptr, chars(body.data()),
                                                 body.size(), chars(context), context.size(),
                                                 chars(sealed.data()), chars(key.bytes.data())) != 0) {
    return refused;
  }
  return plain;
}

}  // namespace meso
