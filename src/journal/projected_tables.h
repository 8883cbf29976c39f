// The tables that rooms project from the entries: kept up with each act, made again from nothing, compared.
//
// journal_projections remembers of each projection which version made its tables and through which act they
// are made. Every write, and every open, first brings up what lags: a new version, or an act of a program
// that knows fewer rooms. Tables of the same version take the acts that they missed; where among these is an
// undo or an erasure, or the version is another, they are dropped and made again.
//
// An act that an undo in force names is out of force and is passed over when tables are made. Since an undo
// is always later than what it undoes, walking undos from the newest decides each in one pass.

#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "journal/bodies.h"
#include "journal/journal.h"

namespace meso::journal {

inline constexpr std::string_view kUndone = "journal.undone";
inline constexpr std::string_view kErased = "journal.erased";
inline constexpr std::string_view kBackedUp = "journal.backed_up";
inline constexpr std::string_view kRestored = "journal.restored";

class ProjectedTables {
 public:
  // kUsage when names or kinds contradict each other.
  static Result<ProjectedTables> of(std::vector<Projection> projections);

  // The version that a new entry of the kind has; kUsage when no projection takes it.
  Result<std::int32_t> version_of(std::string_view kind) const;
  // The entry's body in its newest version. kNewer when a newer program wrote it.
  Result<std::string> lifted(const Entry& entry, std::string body) const;

  // All of these REQUIRE a write transaction.
  Status bring_up(sqlite::Db& db, BodyKeys& keys, std::uint64_t head) const;
  Status apply(sqlite::Db& db, const Entry& entry) const;  // a new entry with its body
  Status written_through(sqlite::Db& db, std::uint64_t head) const;
  // Makes the tables that take any of the kinds again; of all projections when `kinds` is null. The number of
  // entries that were applied.
  Result<std::uint64_t> make_again(sqlite::Db& db, BodyKeys& keys, std::uint64_t head,
                                   const std::unordered_set<std::string>* kinds,
                                   const Progress& progress = {}) const;

  // True when every table is made through `head`; asked by readers.
  Result<bool> is_up(sqlite::Db& db, std::uint64_t head) const;
  // Every table with a digest of all its values; rows in the order of their values.
  Result<std::vector<ReplayedTable>> digests(sqlite::Db& db) const;

 private:
  Result<std::uint64_t> apply_range(sqlite::Db& db, BodyKeys& keys, std::uint64_t after, std::uint64_t head,
                                    const std::vector<std::size_t>& which, const Progress& progress) const;
  std::vector<Projection> projections_;
  struct Taker {
    std::size_t projection;
    Kind kind;
  };
  std::unordered_map<std::string, Taker> takers_;
};

// The acts that are out of force.
Result<std::unordered_set<std::uint64_t>> undone_acts(sqlite::Db& db);

}  // namespace meso::journal
