#include "journal/bodies.h"

#include <sodium.h>

#include <algorithm>

namespace meso::journal {
namespace {

constexpr std::string_view kBodyContext = "meso journal body 1";

Key derive(const Key& from, std::uint64_t number) {
  Key key;
  crypto_kdf_derive_from_key(reinterpret_cast<unsigned char*>(key.bytes.data()), key.bytes.size(), number,
                             "mesojrnl", reinterpret_cast<const unsigned char*>(from.bytes.data()));
  return key;
}

// A wrapped key opens only for the subject and purpose that it was made for.
std::string wrap_context(std::string_view subject, std::string_view purpose) {
  std::string context = "meso journal key 1 ";
  context += std::to_string(subject.size());
  context += ' ';
  context += subject;
  context += purpose;
  return context;
}

Result<std::optional<Key>> find_key(sqlite::Db& db, const JournalKeys& keys, std::string_view subject,
                                    std::string_view purpose) {
  MESO_ASSIGN_OR_RETURN(
      auto row,
      db.query("SELECT wrapped FROM journal_body_keys WHERE subject = ? AND purpose = ?", subject, purpose));
  MESO_ASSIGN_OR_RETURN(const bool found, row.step());
  if (!found) return std::optional<Key>();
  MESO_ASSIGN_OR_RETURN(const Bytes plain, unseal(keys.bodies, row.blob(0), wrap_context(subject, purpose)));
  Key key;
  if (plain.size() != key.bytes.size()) {
    return Error{ErrorKind::kCorrupt, "the key of a body has the wrong length", Place{db.path(), 0, 0}, ""};
  }
  std::ranges::copy(plain, key.bytes.begin());
  return std::optional<Key>(key);
}

}  // namespace

JournalKeys derive_keys(const Key& journal) {
  return {derive(journal, 1), derive(journal, 2)};
}

Result<Bytes> seal_body(sqlite::Db& db, const JournalKeys& keys, std::string_view subject,
                        std::string_view purpose, std::string_view body) {
  MESO_ASSIGN_OR_RETURN(auto key, find_key(db, keys, subject, purpose));
  if (!key) {
    random_bytes(key.emplace().bytes);
    const Bytes wrapped = seal(keys.bodies, key->bytes, wrap_context(subject, purpose));
    MESO_RETURN_IF_ERROR(db.run("INSERT INTO journal_body_keys VALUES (?, ?, ?)", subject, purpose,
                                std::span<const std::byte>(wrapped)));
  }
  return seal(*key, std::as_bytes(std::span(body)), kBodyContext);
}

Result<std::string> open_body(sqlite::Db& db, const JournalKeys& keys, std::string_view subject,
                              std::string_view purpose, std::span<const std::byte> sealed) {
  MESO_ASSIGN_OR_RETURN(const auto key, find_key(db, keys, subject, purpose));
  if (key) {
    const auto plain = unseal(*key, sealed, kBodyContext);
    if (plain.ok()) return std::string(reinterpret_cast<const char*>(plain->data()), plain->size());
  }
  return Error{ErrorKind::kCorrupt, key ? "a body does not open" : "the key of a body is gone",
               Place{db.path(), 0, 0}, "meso journal verify names everything that has changed"};
}

}  // namespace meso::journal
