// An entry as a row of the journal's tables, and the bytes under its hash.
//
// Both chains have a table of the same shape (journal_acts, journal_looks). The hash of an entry is BLAKE2b
// of 32 bytes over, in this order:
//
//   "meso journal entry 1"  chain (0 acts, 1 looks)  id of the journal (32 hex digits)
//   sequence  at  version  undoes
//   author  place  subject  kind  reason  purpose
//   digest  number of parents  each parent
//
// Numbers are 8 bytes, least significant first; texts are their length as such a number and then their bytes,
// so no two entries can share their bytes; digests and hashes are 32 bytes. The id keeps the chains of two
// networks apart. The body is not under the hash: its digest is, so a body can go and the chain still
// verifies. The digest is of the sealed bytes, random nonce included, so it gives nothing away about a body
// that is gone.

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/files.h"
#include "journal/journal.h"

namespace meso::journal {

Hash entry_hash(std::string_view journal_id, const Entry& entry);
Hash digest_of(std::span<const std::byte> bytes);

// Of the journal's own tables, in journal_form. 2: entries name the one before on their subject (threads.h);
// 1 had an index by subject instead.
inline constexpr std::int64_t kForm = 2;

std::string_view table_of(Chain chain);
// "act 812", "look 3".
std::string name_of(Chain chain, std::uint64_t sequence);

// The journal's own tables. Triggers keep entries from being deleted or changed, by whatever mistake of a
// room.
std::string own_tables();
std::string guard_against_change(Chain chain);

// "SELECT <columns of read_entry> FROM <table of chain> <rest>".
// With `further` columns behind those.
std::string select_entries(Chain chain, std::string_view rest, std::string_view further = "");
// Everything of the row but the body; the sealed body is column kSealedColumn, NULL when it was erased.
inline constexpr int kSealedColumn = 13;
Result<Entry> read_entry(Chain chain, const sqlite::Stmt& row);
// `earlier`: the entry before on the same subject, 0 when there is none.
Status write_entry(sqlite::Db& db, const Entry& entry, std::span<const std::byte> sealed,
                   std::uint64_t earlier);

}  // namespace meso::journal
