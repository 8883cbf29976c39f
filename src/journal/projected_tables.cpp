#include "journal/projected_tables.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "journal/entry_row.h"
#include "journal/hasher.h"

namespace meso::journal {
namespace {

constexpr std::string_view kOwnKinds[] = {kUndone, kErased, kBackedUp, kRestored};

bool is_word(std::string_view name) {
  return !name.empty() &&
         std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

Error contradiction(std::string message) {
  return Error{
      ErrorKind::kUsage, std::move(message), {}, "this is a mistake in the program: please report it"};
}

// Tables and indexes in order of name; views and triggers too, so that nothing of a room is left behind.
Result<std::vector<std::pair<std::string, std::string>>> things_named(sqlite::Db& db,
                                                                      const std::string& name) {
  MESO_ASSIGN_OR_RETURN(auto rows,
                        db.query("SELECT type, name FROM sqlite_schema WHERE substr(name, 1, ?) = ? "
                                 "ORDER BY type, name",
                                 name.size() + 1, name + "_"));
  std::vector<std::pair<std::string, std::string>> out;
  while (true) {
    MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return out;
    out.emplace_back(rows.text(0), rows.text(1));
  }
}

Status drop_tables(sqlite::Db& db, const Projection& projection) {
  MESO_ASSIGN_OR_RETURN(const auto things, things_named(db, projection.name));
  for (const auto& [type, name] : things) {
    // An index or trigger goes with its table.
    if (type == "table" || type == "view") {
      MESO_RETURN_IF_ERROR(db.script(fmt::format("DROP {} \"{}\"", type, name)));
    }
  }
  return {};
}

Status make_tables(sqlite::Db& db, const Projection& projection) {
  constexpr const char* kForeign =
      "SELECT count(*) FROM sqlite_schema WHERE substr(name, 1, ?) <> ? AND name NOT LIKE 'sqlite\\_%' "
      "ESCAPE '\\'";
  const std::string prefix = projection.name + "_";
  MESO_ASSIGN_OR_RETURN(const auto before, db.number(kForeign, prefix.size(), prefix));
  MESO_RETURN_IF_ERROR(db.script(projection.schema));
  MESO_ASSIGN_OR_RETURN(const auto after, db.number(kForeign, prefix.size(), prefix));
  if (before != after) {
    return contradiction(
        fmt::format("the schema of projection {} makes something whose name does not begin "
                    "with {}",
                    projection.name, prefix));
  }
  return {};
}

// Rooms' code runs here; what it throws must not pass through a transaction that others wait for.
Status guarded(const Projection& projection, const Entry& entry, sqlite::Db& db) {
  try {
    return projection.apply(entry, db);
  } catch (const std::exception& thrown) {
    return contradiction(fmt::format("{} ({}) could not be projected to {}: {}",
                                     name_of(entry.chain, entry.sequence), entry.kind, projection.name,
                                     thrown.what()));
  }
}

}  // namespace

Result<ProjectedTables> ProjectedTables::of(std::vector<Projection> projections) {
  ProjectedTables out;
  for (std::size_t i = 0; i < projections.size(); ++i) {
    const Projection& one = projections[i];
    if (!is_word(one.name) || one.name == "journal" || one.name == "sqlite") {
      return contradiction(fmt::format("a projection cannot be named '{}'", one.name));
    }
    for (std::size_t j = 0; j < projections.size(); ++j) {
      const std::string& other = projections[j].name;
      // network and network_maps would own each other's tables.
      if (j != i && (other == one.name || other.starts_with(one.name + "_"))) {
        return contradiction(fmt::format("projections {} and {} would share tables", one.name, other));
      }
    }
    if (!one.apply) return contradiction(fmt::format("projection {} has no apply()", one.name));
    for (const Kind& kind : one.kinds) {
      if (kind.name.starts_with("journal.") || !out.takers_.emplace(kind.name, Taker{i, kind}).second) {
        return contradiction(
            fmt::format("entries of kind {} are not for projection {}", kind.name, one.name));
      }
    }
  }
  out.projections_ = std::move(projections);
  return out;
}

Result<std::int32_t> ProjectedTables::version_of(std::string_view kind) const {
  if (std::ranges::find(kOwnKinds, kind) != std::end(kOwnKinds)) return 1;
  const auto taker = takers_.find(std::string(kind));
  if (taker == takers_.end()) {
    return contradiction(fmt::format("no room of this program takes entries of kind '{}'", kind));
  }
  return taker->second.kind.version();
}

Result<std::string> ProjectedTables::lifted(const Entry& entry, std::string body) const {
  const auto taker = takers_.find(entry.kind);
  if (taker == takers_.end()) return body;
  const Kind& kind = taker->second.kind;
  if (entry.version > kind.version() || entry.version < 1) {
    return Error{ErrorKind::kNewer,
                 fmt::format("{}: version {} of {} was written by a newer program than this one",
                             name_of(entry.chain, entry.sequence), entry.version, entry.kind),
                 {},
                 "update Meso"};
  }
  for (auto version = static_cast<std::size_t>(entry.version); version <= kind.lifts.size(); ++version) {
    MESO_ASSIGN_OR_RETURN(body, kind.lifts[version - 1](body));
  }
  return body;
}

Status ProjectedTables::apply(sqlite::Db& db, const Entry& entry) const {
  const auto taker = takers_.find(entry.kind);
  if (taker == takers_.end()) return {};
  return guarded(projections_[taker->second.projection], entry, db);
}

Result<std::unordered_set<std::uint64_t>> undone_acts(sqlite::Db& db) {
  MESO_ASSIGN_OR_RETURN(
      auto rows,
      db.query("SELECT sequence, undoes FROM journal_acts INDEXED BY journal_acts_undoing WHERE undoes <> 0 "
               "ORDER BY sequence DESC"));
  std::unordered_set<std::uint64_t> out;
  while (true) {
    MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return out;
    const auto undo = static_cast<std::uint64_t>(rows.number(0));
    if (!out.contains(undo)) out.insert(static_cast<std::uint64_t>(rows.number(1)));
  }
}

Result<std::uint64_t> ProjectedTables::apply_range(sqlite::Db& db, BodyKeys& keys, std::uint64_t after,
                                                   std::uint64_t head, const std::vector<std::size_t>& which,
                                                   const Progress& progress) const {
  MESO_ASSIGN_OR_RETURN(const auto undone, undone_acts(db));
  MESO_ASSIGN_OR_RETURN(auto rows, db.query(select_entries(Chain::kActs,
                                                           "WHERE sequence > ? AND sequence <= ? "
                                                           "ORDER BY sequence"),
                                            after, head));
  std::uint64_t applied = 0;
  while (true) {
    MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return applied;
    const auto sequence = static_cast<std::uint64_t>(rows.number(0));
    if (progress && sequence % 4096 == 0) {
      progress(static_cast<double>(sequence - after) / static_cast<double>(head - after));
    }
    const auto taker = takers_.find(std::string(rows.text(5)));
    if (taker == takers_.end() || undone.contains(sequence) ||
        std::ranges::find(which, taker->second.projection) == which.end()) {
      continue;
    }
    MESO_ASSIGN_OR_RETURN(Entry entry, read_entry(Chain::kActs, rows));
    if (!entry.erased) {
      MESO_ASSIGN_OR_RETURN(std::string body,
                            keys.open(db, entry.subject, entry.purpose, rows.blob(kSealedColumn)));
      MESO_ASSIGN_OR_RETURN(entry.body, lifted(entry, std::move(body)));
    }
    const Projection& projection = projections_[taker->second.projection];
    if (const Status done = guarded(projection, entry, db); !done.ok()) {
      Error error = done.error();
      error.message =
          fmt::format("{} ({}) does not project to {} any more: {}", name_of(Chain::kActs, sequence),
                      entry.kind, projection.name, error.message);
      return error;
    }
    ++applied;
  }
}

Result<std::uint64_t> ProjectedTables::make_again(sqlite::Db& db, BodyKeys& keys, std::uint64_t head,
                                                  const std::unordered_set<std::string>* kinds,
                                                  const Progress& progress) const {
  std::vector<std::size_t> which;
  for (std::size_t i = 0; i < projections_.size(); ++i) {
    const Projection& projection = projections_[i];
    if (kinds != nullptr && std::ranges::none_of(projection.kinds, [&](const Kind& kind) {
          return kinds->contains(kind.name);
        })) {
      continue;
    }
    which.push_back(i);
    MESO_RETURN_IF_ERROR(drop_tables(db, projection));
    MESO_RETURN_IF_ERROR(make_tables(db, projection));
  }
  if (which.empty()) return std::uint64_t{0};
  MESO_ASSIGN_OR_RETURN(const auto applied, apply_range(db, keys, 0, head, which, progress));
  for (const std::size_t i : which) {
    MESO_RETURN_IF_ERROR(db.run("INSERT OR REPLACE INTO journal_projections VALUES (?, ?, ?)",
                                projections_[i].name, projections_[i].version, head));
  }
  return applied;
}

Status ProjectedTables::bring_up(sqlite::Db& db, BodyKeys& keys, std::uint64_t head) const {
  for (std::size_t i = 0; i < projections_.size(); ++i) {
    const Projection& projection = projections_[i];
    std::int64_t version = 0;
    std::uint64_t through = 0;
    {
      MESO_ASSIGN_OR_RETURN(
          auto row,
          db.query("SELECT version, through FROM journal_projections WHERE name = ?", projection.name));
      MESO_ASSIGN_OR_RETURN(const bool found, row.step());
      if (found) {
        version = row.number(0);
        through = static_cast<std::uint64_t>(row.number(1));
      }
    }
    if (version > projection.version) {
      return Error{
          ErrorKind::kNewer,
          fmt::format("the tables of {} were made by a newer program than this one", projection.name),
          Place{db.path(), 0, 0}, "update Meso"};
    }
    if (version == projection.version && through == head) continue;
    MESO_ASSIGN_OR_RETURN(const auto turning,
                          db.number("SELECT count(*) FROM journal_acts WHERE sequence > ? AND kind IN (?, ?)",
                                    through, kUndone, kErased));
    if (version != projection.version || turning.value_or(0) != 0) {
      MESO_RETURN_IF_ERROR(drop_tables(db, projection));
      MESO_RETURN_IF_ERROR(make_tables(db, projection));
      through = 0;
    }
    MESO_RETURN_IF_ERROR(apply_range(db, keys, through, head, {i}, {}));
    MESO_RETURN_IF_ERROR(db.run("INSERT OR REPLACE INTO journal_projections VALUES (?, ?, ?)",
                                projection.name, projection.version, head));
  }
  return {};
}

Status ProjectedTables::written_through(sqlite::Db& db, std::uint64_t head) const {
  for (const Projection& projection : projections_) {
    MESO_RETURN_IF_ERROR(
        db.run("UPDATE journal_projections SET through = ? WHERE name = ?", head, projection.name));
  }
  return {};
}

Result<bool> ProjectedTables::is_up(sqlite::Db& db, std::uint64_t head) const {
  for (const Projection& projection : projections_) {
    MESO_ASSIGN_OR_RETURN(const auto through,
                          db.number("SELECT through FROM journal_projections WHERE name = ? AND version = ?",
                                    projection.name, projection.version));
    if (!through || static_cast<std::uint64_t>(*through) != head) return false;
  }
  return true;
}

namespace {

void hash_value(Hasher& hasher, const sqlite::Stmt& row, int column) {
  const auto kind = row.kind(column);
  hasher.number(static_cast<std::uint64_t>(kind));
  switch (kind) {
    case sqlite::Stmt::Kind::kInteger:
      hasher.number(static_cast<std::uint64_t>(row.number(column)));
      break;
    case sqlite::Stmt::Kind::kReal: {
      const double real = row.real(column);
      std::uint64_t bits = 0;
      std::memcpy(&bits, &real, sizeof bits);
      hasher.number(bits);
      break;
    }
    case sqlite::Stmt::Kind::kText:
      hasher.text(row.text(column));
      break;
    case sqlite::Stmt::Kind::kBlob:
      hasher.number(row.blob(column).size());
      hasher.bytes(row.blob(column));
      break;
    case sqlite::Stmt::Kind::kNull:
      break;
  }
}

}  // namespace

Result<std::vector<ReplayedTable>> ProjectedTables::digests(sqlite::Db& db) const {
  std::vector<ReplayedTable> out;
  for (const Projection& projection : projections_) {
    MESO_ASSIGN_OR_RETURN(const auto things, things_named(db, projection.name));
    for (const auto& [type, name] : things) {
      if (type != "table") continue;
      std::string order;
      {
        MESO_ASSIGN_OR_RETURN(const auto columns,
                              db.number("SELECT count(*) FROM pragma_table_info(?)", name));
        for (std::int64_t i = 1; i <= columns.value_or(0); ++i)
          order += fmt::format("{}{}", i == 1 ? "" : ",", i);
      }
      MESO_ASSIGN_OR_RETURN(auto rows,
                            db.query(fmt::format("SELECT * FROM \"{}\" ORDER BY {}", name, order)));
      Hasher hasher;
      ReplayedTable& table = out.emplace_back();
      table.table = name;
      while (true) {
        MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
        if (!row) break;
        for (int column = 0; column < rows.columns(); ++column) hash_value(hasher, rows, column);
        ++table.rows;
      }
      table.digest = hex(hasher.end());
    }
  }
  return out;
}

}  // namespace meso::journal
