// Bodies of entries, sealed. Each pair of subject and purpose has a random key of its own, kept wrapped in
// the table journal_body_keys; the wrapping key is made from the journal's key in the file of keys. So a body
// opens only for who holds the database and the file of keys, and is gone once its key is.
//
// Keys that were opened are remembered while nobody else can have erased one: within a transaction, and over
// the next ones as long as the file has been changed by no other connection. A body sealed with a key that is
// gone would open for nobody.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/keys.h"
#include "base/result.h"
#include "base/sqlite/sqlite.h"

namespace meso::journal {

// What is made from the journal's one key.
struct JournalKeys {
  Key pages;   // of the database file
  Key bodies;  // wraps the keys of bodies
};
JournalKeys derive_keys(const Key& journal);

// The keys of bodies as one connection sees them. Used by one thread at a time.
class BodyKeys {
 public:
  explicit BodyKeys(const Key& wrapping) : wrapping_(wrapping) {}
  ~BodyKeys() { forget(); }
  BodyKeys(const BodyKeys&) = delete;
  BodyKeys& operator=(const BodyKeys&) = delete;

  // To be called in each transaction before anything else: forgets what others may have changed meanwhile.
  Status begin(sqlite::Db& db);
  // After keys were deleted, or made in a transaction that was rolled back.
  void forget();

  // Seals under the key of (subject, purpose), which is made when there is none.
  Result<Bytes> seal(sqlite::Db& db, std::string_view subject, std::string_view purpose,
                     std::string_view body);
  // kCorrupt when it does not open, naming no content.
  Result<std::string> open(sqlite::Db& db, std::string_view subject, std::string_view purpose,
                           std::span<const std::byte> sealed);

 private:
  Result<const Key*> find(sqlite::Db& db, std::string_view subject, std::string_view purpose);
  const Key& remember(Key key);

  Key wrapping_;
  std::int64_t file_version_ = -1;
  std::string context_;  // of the key that find() was last asked for
  std::unordered_map<std::string, Key> opened_;
};

}  // namespace meso::journal
