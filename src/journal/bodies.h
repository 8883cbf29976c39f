// Bodies of entries, sealed. Each pair of subject and purpose has a random key of its own, kept wrapped in
// the table journal_body_keys; the wrapping key is made from the journal's key in the file of keys. So a body
// opens only for who holds the database and the file of keys, and is gone once its key is.
//
// Keys are read anew for each body, never remembered: another program may have erased one a moment ago, and a
// body sealed with it would open for nobody.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

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

// Seals under the key of (subject, purpose), which is made when there is none.
Result<Bytes> seal_body(sqlite::Db& db, const JournalKeys& keys, std::string_view subject,
                        std::string_view purpose, std::string_view body);
// kCorrupt when it does not open, naming no content.
Result<std::string> open_body(sqlite::Db& db, const JournalKeys& keys, std::string_view subject,
                              std::string_view purpose, std::span<const std::byte> sealed);

}  // namespace meso::journal
