#include "journal/entry_row.h"

#include <sodium.h>

#include <algorithm>

#include <fmt/format.h>

#include "journal/hasher.h"
#include "journal/threads.h"

namespace meso::journal {
namespace {

constexpr std::string_view kColumns =
    "sequence, at, author, place, subject, kind, version, reason, purpose, digest, parents, hash, undoes, "
    "sealed";

// One table and its guards. {} is the table's name.
constexpr std::string_view kTable = R"sql(
CREATE TABLE {0} (
  sequence INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  author TEXT NOT NULL,
  place TEXT NOT NULL,
  subject TEXT NOT NULL,
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  reason TEXT NOT NULL,
  purpose TEXT NOT NULL,
  digest BLOB NOT NULL,
  parents BLOB NOT NULL,
  hash BLOB NOT NULL,
  undoes INTEGER NOT NULL,
  sealed BLOB,
  earlier INTEGER NOT NULL
) STRICT;
CREATE TRIGGER {0}_are_not_deleted BEFORE DELETE ON {0} BEGIN
  SELECT RAISE(ABORT, 'entries are never deleted');
END;
CREATE TRIGGER {0}_are_only_erased BEFORE UPDATE OF sealed ON {0} WHEN NEW.sealed IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'a body is erased or left as it is');
END;
)sql";

constexpr std::string_view kNoChange = R"sql(
CREATE TRIGGER {0}_are_not_changed
BEFORE UPDATE OF
  sequence, at, author, place, subject, kind, version, reason, purpose, digest, parents, hash, undoes, earlier
ON {0} BEGIN
  SELECT RAISE(ABORT, 'entries are never changed');
END;
)sql";

constexpr std::string_view kOwnTables = R"sql(
CREATE TABLE journal_form (version INTEGER NOT NULL, id TEXT NOT NULL) STRICT;
CREATE TABLE journal_body_keys (
  subject TEXT NOT NULL,
  purpose TEXT NOT NULL,
  wrapped BLOB NOT NULL,
  PRIMARY KEY (subject, purpose)
) STRICT, WITHOUT ROWID;
CREATE TABLE journal_projections (
  name TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  through INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_acts_undoing ON journal_acts (undoes) WHERE undoes <> 0;
)sql";

Error torn(Chain chain, std::uint64_t sequence, std::string_view column) {
  return Error{ErrorKind::kCorrupt,
               fmt::format("{}: its {} has the wrong length", name_of(chain, sequence), column),
               {},
               "meso journal verify names everything that has changed"};
}

bool take_hash(std::span<const std::byte> bytes, Hash& out) {
  if (bytes.size() != out.size()) return false;
  std::ranges::copy(bytes, out.begin());
  return true;
}

}  // namespace

std::string hex(const Hash& hash) {
  std::string out(2 * hash.size() + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), reinterpret_cast<const unsigned char*>(hash.data()), hash.size());
  out.pop_back();
  return out;
}

Hash entry_hash(std::string_view journal_id, const Entry& entry) {
  Hasher hasher;
  constexpr std::string_view kDomain = "meso journal entry 1";
  hasher.bytes(std::as_bytes(std::span(kDomain)));
  hasher.number(static_cast<std::uint64_t>(entry.chain));
  hasher.bytes(std::as_bytes(std::span(journal_id)));
  hasher.number(entry.sequence);
  hasher.number(static_cast<std::uint64_t>(entry.at.microseconds));
  hasher.number(static_cast<std::uint64_t>(entry.version));
  hasher.number(entry.undoes);
  for (const std::string* text :
       {&entry.author, &entry.place, &entry.subject, &entry.kind, &entry.reason, &entry.purpose}) {
    hasher.text(*text);
  }
  hasher.bytes(entry.digest);
  hasher.number(entry.parents.size());
  for (const Hash& parent : entry.parents) hasher.bytes(parent);
  return hasher.end();
}

Hash digest_of(std::span<const std::byte> bytes) {
  Hasher hasher;
  hasher.bytes(bytes);
  return hasher.end();
}

std::string_view table_of(Chain chain) {
  return chain == Chain::kActs ? "journal_acts" : "journal_looks";
}

std::string name_of(Chain chain, std::uint64_t sequence) {
  return fmt::format("{} {}", chain == Chain::kActs ? "act" : "look", sequence);
}

std::string own_tables() {
  std::string out;
  for (const Chain chain : {Chain::kActs, Chain::kLooks}) {
    out += fmt::format(fmt::runtime(kTable), table_of(chain)) + guard_against_change(chain);
  }
  return out + newest_tables() + std::string(kOwnTables);
}

std::string guard_against_change(Chain chain) {
  return fmt::format(fmt::runtime(kNoChange), table_of(chain));
}

std::string select_entries(Chain chain, std::string_view rest, std::string_view further) {
  return fmt::format("SELECT {}{}{} FROM {} {}", kColumns, further.empty() ? "" : ", ", further,
                     table_of(chain), rest);
}

Result<Entry> read_entry(Chain chain, const sqlite::Stmt& row) {
  Entry entry;
  entry.chain = chain;
  entry.sequence = static_cast<std::uint64_t>(row.number(0));
  entry.at = Moment{row.number(1)};
  entry.author = row.text(2);
  entry.place = row.text(3);
  entry.subject = row.text(4);
  entry.kind = row.text(5);
  entry.version = static_cast<std::int32_t>(row.number(6));
  entry.reason = row.text(7);
  entry.purpose = row.text(8);
  if (!take_hash(row.blob(9), entry.digest)) return torn(chain, entry.sequence, "digest");
  const auto parents = row.blob(10);
  if (parents.size() % entry.hash.size() != 0) return torn(chain, entry.sequence, "list of parents");
  for (std::size_t at = 0; at < parents.size(); at += entry.hash.size()) {
    take_hash(parents.subspan(at, entry.hash.size()), entry.parents.emplace_back());
  }
  if (!take_hash(row.blob(11), entry.hash)) return torn(chain, entry.sequence, "hash");
  entry.undoes = static_cast<std::uint64_t>(row.number(12));
  entry.erased = row.is_null(kSealedColumn);
  return entry;
}

Status write_entry(sqlite::Db& db, const Entry& entry, std::span<const std::byte> sealed,
                   std::uint64_t earlier) {
  static const std::string kInsert[] = {
      fmt::format("INSERT INTO {} ({}, earlier) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                  table_of(Chain::kActs), kColumns),
      fmt::format("INSERT INTO {} ({}, earlier) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                  table_of(Chain::kLooks), kColumns)};
  // Parents lie in one piece, as a vector of arrays does.
  const auto parents = std::as_bytes(std::span(entry.parents));
  return db.run(kInsert[static_cast<std::size_t>(entry.chain)], entry.sequence, entry.at.microseconds,
                entry.author, entry.place, entry.subject, entry.kind, entry.version, entry.reason,
                entry.purpose, std::span<const std::byte>(entry.digest), parents,
                std::span<const std::byte>(entry.hash), entry.undoes, sealed, earlier);
}

}  // namespace meso::journal
