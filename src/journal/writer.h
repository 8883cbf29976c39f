// Adds entries inside one write transaction: the sequence, the time, the parents, the hash, the sealed body,
// the row, and the tables that rooms project from it.

#pragma once

#include <string>

#include "journal/bodies.h"
#include "journal/journal.h"
#include "journal/projected_tables.h"

namespace meso::journal {

class Writer {
 public:
  // REQUIRES: a write transaction of `db` is open and outlives the Writer.
  Writer(sqlite::Db& db, const std::string& journal_id, const JournalKeys& keys,
         const ProjectedTables& tables)
      : db_(db), id_(journal_id), keys_(keys), tables_(tables) {}

  // Reads where both chains end and brings the tables up. Also after a savepoint was rolled back.
  Status read_heads();
  Status bring_up() { return tables_.bring_up(db_, keys_, heads_[0].sequence); }

  // What one caller gives together begins here: `seen` is compared with the entries before it.
  void begin_together() { before_ = heads_[0].sequence; }
  // Adds one entry. An act is refused when its subject has moved since `seen`; a look has no `seen`.
  Result<Receipt> add(Chain chain, const Act& act, const Entry* undone = nullptr);

  std::uint64_t acts() const { return heads_[0].sequence; }
  sqlite::Db& db() { return db_; }
  const ProjectedTables& tables() const { return tables_; }
  const JournalKeys& keys() const { return keys_; }

 private:
  struct Head {
    std::uint64_t sequence = 0;
    Moment at;
    Hash hash{};
  };
  Status refuse_if_moved(const Act& act);

  sqlite::Db& db_;
  const std::string& id_;
  const JournalKeys& keys_;
  const ProjectedTables& tables_;
  Head heads_[2];
  std::uint64_t before_ = 0;
};

}  // namespace meso::journal
