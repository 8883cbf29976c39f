// Adds entries inside one write transaction: the sequence, the time, the parents, the hash, the sealed body,
// the row, and the tables that rooms project from it.

#pragma once

#include <string>
#include <unordered_map>

#include "journal/bodies.h"
#include "journal/journal.h"
#include "journal/projected_tables.h"
#include "journal/threads.h"

namespace meso::journal {

class Writer {
 public:
  // REQUIRES: a write transaction of `db` is open and outlives the Writer.
  Writer(sqlite::Db& db, const std::string& journal_id, BodyKeys& keys, const ProjectedTables& tables)
      : db_(db), id_(journal_id), keys_(keys), tables_(tables) {}

  // First in each transaction: reads where both chains end and brings the tables up.
  Status begin();
  // After a savepoint was rolled back.
  Status begin_again();

  // What one caller gives together begins here: `seen` is compared with the entries before it.
  void begin_together() {
    before_ = heads_[0].sequence;
    behind_.clear();
  }
  // Adds one entry. An act is refused when its subject has moved since `seen`; a look has no `seen`.
  Result<Receipt> add(Chain chain, const Act& act, const Entry* undone = nullptr);

  std::uint64_t acts() const { return heads_[0].sequence; }
  sqlite::Db& db() { return db_; }
  const ProjectedTables& tables() const { return tables_; }
  BodyKeys& keys() { return keys_; }

 private:
  struct Head {
    std::uint64_t sequence = 0;
    Moment at;
    Hash hash{};
  };
  Status read_heads();
  Status refuse_if_moved(const Act& act, const std::optional<Newest>& newest);
  // The newest act on its subject before what is written together.
  Result<std::uint64_t> newest_before(const Act& act, const std::optional<Newest>& newest);

  sqlite::Db& db_;
  const std::string& id_;
  BodyKeys& keys_;
  const ProjectedTables& tables_;
  Head heads_[2];
  std::uint64_t before_ = 0;
  std::unordered_map<std::string, std::uint64_t> behind_;  // newest_before() of subjects met twice
};

}  // namespace meso::journal
