// People, roles, credentials, sessions and links as tables, made from the entries that accounts.cpp writes.

#include "access/account_tables.h"

#include "access/entry_body.h"

namespace meso::access {
namespace {

using journal::Entry;

Status add_person(const Entry& entry, sqlite::Db& tables) {
  std::string name;
  std::optional<std::string> sign_in;  // none once the body is erased
  std::int64_t demo = 0;
  if (entry.body) {
    MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(entry));
    MESO_ASSIGN_OR_RETURN(sign_in, body.text("sign_in"));
    MESO_ASSIGN_OR_RETURN(name, body.text("name"));
    if (body.has("demo")) {
      MESO_ASSIGN_OR_RETURN(demo, body.number("demo"));
    }
  }
  return tables.run("INSERT INTO access_people VALUES (?, ?, ?, 0, 0, ?)", subject_id(entry.subject), sign_in,
                    name, demo);
}

Status close_person(const Entry& entry, sqlite::Db& tables) {
  const std::string person = subject_id(entry.subject);
  MESO_RETURN_IF_ERROR(tables.run("UPDATE access_people SET closed = 1 WHERE person = ?", person));
  MESO_RETURN_IF_ERROR(tables.run("DELETE FROM access_roles WHERE person = ?", person));
  MESO_RETURN_IF_ERROR(tables.run("DELETE FROM access_credentials WHERE person = ?", person));
  return tables.run("DELETE FROM access_sessions WHERE person = ?", person);
}

Status give_role(const Entry& entry, sqlite::Db& tables) {
  MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(entry));
  MESO_ASSIGN_OR_RETURN(const std::string role, body.text("role"));
  return tables.run("INSERT INTO access_roles VALUES (?, ?, ?)", subject_id(entry.subject), role,
                    entry.place);
}

Status end_role(const Entry& entry, sqlite::Db& tables) {
  MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(entry));
  MESO_ASSIGN_OR_RETURN(const std::string role, body.text("role"));
  return tables.run("DELETE FROM access_roles WHERE person = ? AND role = ? AND organisation = ?",
                    subject_id(entry.subject), role, entry.place);
}

Status end_sessions(const std::string& person, sqlite::Db& tables) {
  return tables.run("DELETE FROM access_sessions WHERE person = ?", person);
}

Status set_password(const Entry& entry, sqlite::Db& tables) {
  if (!entry.body) return {};
  MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(entry));
  MESO_ASSIGN_OR_RETURN(const std::string hash, body.text("hash"));
  const std::string person = subject_id(entry.subject);
  MESO_RETURN_IF_ERROR(
      tables.run("INSERT INTO access_credentials (person, password) VALUES (?, ?)"
                 " ON CONFLICT (person) DO UPDATE SET password = excluded.password",
                 person, hash));
  return end_sessions(person, tables);
}

Status set_step(const Entry& entry, sqlite::Db& tables) {
  if (!entry.body) return {};
  MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(entry));
  MESO_ASSIGN_OR_RETURN(const std::string sealed, body.text("sealed"));
  MESO_ASSIGN_OR_RETURN(const std::int64_t step, body.number("step"));
  return tables.run(
      "INSERT INTO access_credentials (person, step_secret, last_step) VALUES (?, ?, ?)"
      " ON CONFLICT (person) DO UPDATE SET step_secret = excluded.step_secret,"
      " last_step = excluded.last_step",
      subject_id(entry.subject), sealed, step);
}

Status clear_step(const Entry& entry, sqlite::Db& tables) {
  const std::string person = subject_id(entry.subject);
  MESO_RETURN_IF_ERROR(
      tables.run("UPDATE access_credentials SET step_secret = NULL, last_step = 0 WHERE person = ?", person));
  return end_sessions(person, tables);
}

Status sign_in(const Entry& entry, sqlite::Db& tables) {
  MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(entry));
  MESO_ASSIGN_OR_RETURN(const std::string digest, body.text("session"));
  MESO_ASSIGN_OR_RETURN(const std::int64_t ends, body.number("ends"));
  MESO_ASSIGN_OR_RETURN(const std::int64_t step, body.number("step"));
  const std::string person = subject_id(entry.subject);
  // Whatever has ended by now goes, so that the table holds a day of sessions.
  MESO_RETURN_IF_ERROR(tables.run("DELETE FROM access_sessions WHERE ends <= ?", entry.at.microseconds));
  MESO_RETURN_IF_ERROR(tables.run(
      "UPDATE access_credentials SET last_step = max(last_step, ?) WHERE person = ?", step, person));
  return tables.run("INSERT INTO access_sessions VALUES (?, ?, ?)", digest, person, ends);
}

Status sign_out(const Entry& entry, sqlite::Db& tables) {
  MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(entry));
  MESO_ASSIGN_OR_RETURN(const std::string digest, body.text("session"));
  return tables.run("DELETE FROM access_sessions WHERE digest = ?", digest);
}

Status lock(const Entry& entry, sqlite::Db& tables) {
  MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(entry));
  MESO_ASSIGN_OR_RETURN(const std::int64_t until, body.number("until"));
  return tables.run("UPDATE access_people SET locked_until = ? WHERE person = ?", until,
                    subject_id(entry.subject));
}

Status make_link(const Entry& entry, sqlite::Db& tables) {
  MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(entry));
  MESO_ASSIGN_OR_RETURN(const std::string digest, body.text("link"));
  MESO_ASSIGN_OR_RETURN(const std::string what, body.text("what"));
  MESO_ASSIGN_OR_RETURN(const std::string person, body.text("person"));
  MESO_ASSIGN_OR_RETURN(const std::int64_t ends, body.number("ends"));
  if (what == kFirstRun) {
    MESO_RETURN_IF_ERROR(tables.run("DELETE FROM access_links WHERE what = ?", what));
  }
  return tables.run("INSERT INTO access_links VALUES (?, ?, ?, ?, ?)", digest, what, entry.subject, person,
                    ends);
}

Status end_link(const Entry& entry, sqlite::Db& tables) {
  MESO_ASSIGN_OR_RETURN(const EntryBody body, EntryBody::read(entry));
  MESO_ASSIGN_OR_RETURN(const std::string digest, body.text("link"));
  return tables.run("DELETE FROM access_links WHERE digest = ?", digest);
}

}  // namespace

const char* account_schema() {
  return "CREATE TABLE access_people (person TEXT PRIMARY KEY, sign_in TEXT, name TEXT NOT NULL,"
         " closed INTEGER NOT NULL, locked_until INTEGER NOT NULL, demo INTEGER NOT NULL) STRICT, WITHOUT "
         "ROWID;"
         "CREATE UNIQUE INDEX access_people_sign_in ON access_people (sign_in);"
         "CREATE TABLE access_roles (person TEXT NOT NULL, role TEXT NOT NULL, organisation TEXT NOT NULL,"
         " PRIMARY KEY (person, role, organisation)) STRICT, WITHOUT ROWID;"
         "CREATE TABLE access_credentials (person TEXT PRIMARY KEY, password TEXT, step_secret TEXT,"
         " last_step INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;"
         "CREATE TABLE access_sessions (digest TEXT PRIMARY KEY, person TEXT NOT NULL, ends INTEGER NOT NULL)"
         " STRICT, WITHOUT ROWID;"
         "CREATE TABLE access_links (digest TEXT PRIMARY KEY, what TEXT NOT NULL, subject TEXT NOT NULL,"
         " person TEXT NOT NULL, ends INTEGER NOT NULL) STRICT, WITHOUT ROWID;";
}

std::span<const TableChange> account_changes() {
  static constexpr TableChange kChanges[] = {
      {kPersonAdded, add_person}, {kPersonClosed, close_person}, {kRoleGiven, give_role},
      {kRoleEnded, end_role},     {kPasswordSet, set_password},  {kStepSet, set_step},
      {kStepCleared, clear_step}, {kSignedIn, sign_in},          {kSignedOut, sign_out},
      {kSignInLocked, lock},      {kLinkMade, make_link},        {kLinkUsed, end_link},
      {kLinkWithdrawn, end_link},
  };
  return kChanges;
}

}  // namespace meso::access
