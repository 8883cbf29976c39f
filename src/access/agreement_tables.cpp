// Agreements, ways and broken glass as tables. An agreement keeps its body as it was written: there are few,
// and whoever asks needs all of it.

#include "access/agreement_tables.h"

#include "access/entry_body.h"

namespace meso::access {
namespace {

using journal::Entry;

Status make(const Entry& entry, sqlite::Db& tables) {
  MESO_RETURN_IF_ERROR(EntryBody::read(entry));
  return tables.run("INSERT INTO access_agreements VALUES (?, ?, 1, ?, 0)", subject_id(entry.subject),
                    *entry.body, entry.sequence);
}

Status switch_to(const Entry& entry, sqlite::Db& tables, bool on) {
  return tables.run("UPDATE access_agreements SET is_on = ? WHERE agreement = ?", on ? 1 : 0,
                    subject_id(entry.subject));
}
Status switch_on(const Entry& entry, sqlite::Db& tables) {
  return switch_to(entry, tables, true);
}
Status switch_off(const Entry& entry, sqlite::Db& tables) {
  return switch_to(entry, tables, false);
}

Status acknowledge(const Entry& entry, sqlite::Db& tables) {
  return tables.run("UPDATE access_agreements SET acknowledged = ? WHERE agreement = ?",
                    entry.at.microseconds, subject_id(entry.subject));
}

Status open_way(const Entry& entry, sqlite::Db& tables) {
  return tables.run("INSERT OR IGNORE INTO access_ways VALUES (?)", subject_id(entry.subject));
}
Status shut_way(const Entry& entry, sqlite::Db& tables) {
  return tables.run("DELETE FROM access_ways WHERE way = ?", subject_id(entry.subject));
}

Status record_condition(const Entry& entry, sqlite::Db& tables) {
  MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(entry));
  MESO_ASSIGN_OR_RETURN(const std::int64_t condition, body.number("condition"));
  MESO_ASSIGN_OR_RETURN(const std::string what, body.text("what"));
  return tables.run("INSERT OR REPLACE INTO access_conditions VALUES (?, ?, ?, ?)", condition, what,
                    entry.author, entry.sequence);
}

Status break_glass(const Entry& entry, sqlite::Db& tables) {
  MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(entry));
  MESO_ASSIGN_OR_RETURN(const std::int64_t until, body.number("until"));
  return tables.run("INSERT OR REPLACE INTO access_glass VALUES (?, ?, ?)", subject_id(entry.subject),
                    entry.place, until);
}

Status note_key(const Entry& entry, sqlite::Db& tables) {
  MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(entry));
  MESO_ASSIGN_OR_RETURN(const std::string key, body.text("key"));
  return tables.run("INSERT OR REPLACE INTO access_keys VALUES (?, ?, ?)", entry.place, entry.kind, key);
}

Status release(const Entry& entry, sqlite::Db& tables) {
  MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(entry));
  MESO_ASSIGN_OR_RETURN(const std::string what, body.text("what"));
  MESO_ASSIGN_OR_RETURN(const std::string owner, body.text("owner"));
  return tables.run("INSERT OR IGNORE INTO access_releases VALUES (?, ?)", what, owner);
}
Status take_back(const Entry& entry, sqlite::Db& tables) {
  MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(entry));
  MESO_ASSIGN_OR_RETURN(const std::string what, body.text("what"));
  MESO_ASSIGN_OR_RETURN(const std::string owner, body.text("owner"));
  return tables.run("DELETE FROM access_releases WHERE what = ? AND owner = ?", what, owner);
}

Status keep_cohort(const Entry& entry, sqlite::Db& tables) {
  MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(entry));
  MESO_ASSIGN_OR_RETURN(const std::string scope, body.text("scope"));
  MESO_ASSIGN_OR_RETURN(const std::string sums, body.text("sums"));
  MESO_ASSIGN_OR_RETURN(const std::int64_t people, body.number("people"));
  MESO_ASSIGN_OR_RETURN(const std::int64_t kind, body.number("kind"));
  MESO_ASSIGN_OR_RETURN(const std::int64_t value, body.number("value"));
  return tables.run("INSERT INTO access_cohorts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", entry.sequence,
                    entry.author, entry.at.microseconds, scope, sums, people, kind, value);
}

}  // namespace

const char* agreement_schema() {
  return "CREATE TABLE access_agreements (agreement TEXT PRIMARY KEY, body TEXT NOT NULL, is_on INTEGER NOT "
         "NULL,"
         " entry INTEGER NOT NULL, acknowledged INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
         "CREATE TABLE access_ways (way TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"
         "CREATE TABLE access_conditions (condition INTEGER PRIMARY KEY, what TEXT NOT NULL,"
         " author TEXT NOT NULL, entry INTEGER NOT NULL) STRICT;"
         "CREATE TABLE access_glass (person TEXT NOT NULL, practice TEXT NOT NULL, until INTEGER NOT NULL,"
         " PRIMARY KEY (person, practice)) STRICT, WITHOUT ROWID;"
         "CREATE TABLE access_keys (practice TEXT PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL)"
         " STRICT, WITHOUT ROWID;"
         "CREATE TABLE access_releases (what TEXT NOT NULL, owner TEXT NOT NULL, PRIMARY KEY (what, owner))"
         " STRICT, WITHOUT ROWID;"
         "CREATE TABLE access_cohorts (entry INTEGER PRIMARY KEY, author TEXT NOT NULL, at INTEGER NOT NULL, "
         "scope TEXT NOT NULL, sums TEXT NOT NULL,"
         " people INTEGER NOT NULL, kind INTEGER NOT NULL, value INTEGER NOT NULL) "
         "STRICT;";
}

std::span<const TableChange> agreement_changes() {
  static constexpr TableChange kChanges[] = {
      {kAgreed, make},
      {kAgreementOn, switch_on},
      {kAgreementOff, switch_off},
      {kAcknowledged, acknowledge},
      {kWayOpened, open_way},
      {kWayShut, shut_way},
      {kConditionMet, record_condition},
      {kGlassBroken, break_glass},
      {kKeyChanged, note_key},
      {kKeyWithdrawn, note_key},
      {kKeyAllowed, note_key},
      {kReleased, release},
      {kTakenBack, take_back},
      {kCohortAsked, keep_cohort},
  };
  return kChanges;
}

}  // namespace meso::access
