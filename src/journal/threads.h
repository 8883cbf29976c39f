// The thread of each subject: which entry on it is the newest, and from each entry to the one before it.
//
//   journal_acts_newest    subject, sequence and hash of the newest act on it; journal_looks_newest likewise
//   journal_acts.earlier   sequence of the act before on the same subject, 0 when there is none
//
// Why not an index by subject and sequence: its insertions land all over it, because an import speaks of
// every subject again. At a million entries each transaction wrote most of the index anew, and appending took
// forty-seven times as long as bare SQLite. Here a row a subject is overwritten, and the rest grows at its
// end. The price is that who asks for all that was written about a subject follows its thread, an entry at a
// time.
//
// Neither is under the hash: parents are, and verify compares the two.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sqlite/sqlite.h"
#include "journal/journal.h"

namespace meso::journal {

struct Newest {
  std::uint64_t sequence = 0;
  Hash hash{};
};
// Nothing when nothing has been written about it.
Result<std::optional<Newest>> newest_on(sqlite::Db& db, Chain chain, std::string_view subject);
// The entry becomes the newest on its subject; `before` is what newest_on() gave.
Status follow(sqlite::Db& db, const Entry& entry, const std::optional<Newest>& before);
// The newest entry on the subject whose sequence is at most `through`; 0 when there is none.
Result<std::uint64_t> newest_through(sqlite::Db& db, Chain chain, std::string_view subject,
                                     std::uint64_t through);

// A table expression of one parameter, the subject: `WITH thread(sequence) AS (...)`, newest first.
std::string with_thread(Chain chain);

// The tables of newest entries. `lift` also gives entries of form 1 their `earlier`, and drops the index that
// form 1 had instead.
std::string newest_tables();
Status lift_to_threads(sqlite::Db& db);

}  // namespace meso::journal
