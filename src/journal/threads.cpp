#include "journal/threads.h"

#include <algorithm>

#include <fmt/format.h>

#include "journal/entry_row.h"

namespace meso::journal {
namespace {

constexpr Chain kChains[] = {Chain::kActs, Chain::kLooks};

}  // namespace

Result<std::optional<Newest>> newest_on(sqlite::Db& db, Chain chain, std::string_view subject) {
  MESO_ASSIGN_OR_RETURN(
      auto row,
      db.query(chain == Chain::kActs ? "SELECT sequence, hash FROM journal_acts_newest WHERE subject = ?"
                                     : "SELECT sequence, hash FROM journal_looks_newest WHERE subject = ?",
               subject));
  MESO_ASSIGN_OR_RETURN(const bool found, row.step());
  if (!found) return std::optional<Newest>();
  Newest newest{static_cast<std::uint64_t>(row.number(0)), {}};
  const auto hash = row.blob(1);
  if (hash.size() != newest.hash.size()) {
    return Error{ErrorKind::kCorrupt,
                 fmt::format("the hash of {} has the wrong length", name_of(chain, newest.sequence)),
                 Place{db.path(), 0, 0}, "meso journal verify names everything that has changed"};
  }
  std::ranges::copy(hash, newest.hash.begin());
  return std::optional<Newest>(newest);
}

Status follow(sqlite::Db& db, const Entry& entry, const std::optional<Newest>& before) {
  const bool acts = entry.chain == Chain::kActs;
  const std::span<const std::byte> hash(entry.hash);
  if (before) {
    return db.run(acts ? "UPDATE journal_acts_newest SET sequence = ?, hash = ? WHERE subject = ?"
                       : "UPDATE journal_looks_newest SET sequence = ?, hash = ? WHERE subject = ?",
                  entry.sequence, hash, entry.subject);
  }
  return db.run(acts ? "INSERT INTO journal_acts_newest (sequence, hash, subject) VALUES (?, ?, ?)"
                     : "INSERT INTO journal_looks_newest (sequence, hash, subject) VALUES (?, ?, ?)",
                entry.sequence, hash, entry.subject);
}

Result<std::uint64_t> newest_through(sqlite::Db& db, Chain chain, std::string_view subject,
                                     std::uint64_t through) {
  MESO_ASSIGN_OR_RETURN(
      const auto found,
      db.number(with_thread(chain) + "SELECT sequence FROM thread WHERE sequence <= ? LIMIT 1", subject,
                through));
  return static_cast<std::uint64_t>(found.value_or(0));
}

std::string with_thread(Chain chain) {
  return fmt::format(
      "WITH RECURSIVE thread(sequence) AS (SELECT sequence FROM {0}_newest WHERE subject = ? UNION ALL "
      "SELECT e.earlier FROM thread JOIN {0} AS e ON e.sequence = thread.sequence WHERE e.earlier <> 0) ",
      table_of(chain));
}

std::string newest_tables() {
  std::string out;
  for (const Chain chain : kChains) {
    out += fmt::format(
        "CREATE TABLE {}_newest (hash BLOB NOT NULL, sequence INTEGER NOT NULL, subject TEXT PRIMARY KEY) "
        "STRICT, WITHOUT ROWID;",
        table_of(chain));
  }
  return out;
}

Status lift_to_threads(sqlite::Db& db) {
  MESO_RETURN_IF_ERROR(db.script(newest_tables()));
  for (const Chain chain : kChains) {
    // Of several rows with one subject, SQLite takes the other columns from that with the highest sequence.
    MESO_RETURN_IF_ERROR(db.script(fmt::format(
        "ALTER TABLE {0} ADD COLUMN earlier INTEGER NOT NULL DEFAULT 0;"
        "UPDATE {0} AS e SET earlier = coalesce((SELECT max(b.sequence) FROM {0} AS b WHERE b.subject = "
        "e.subject AND b.sequence < e.sequence), 0);"
        "INSERT INTO {0}_newest (subject, sequence, hash) SELECT subject, max(sequence), hash FROM {0} "
        "GROUP BY subject;"
        "DROP INDEX {0}_of_subject;"
        "DROP TRIGGER {0}_are_not_changed;",
        table_of(chain))));
    MESO_RETURN_IF_ERROR(db.script(guard_against_change(chain)));
  }
  return {};
}

}  // namespace meso::journal
