// SQLite in three words: a Db is one connection to one file, a Stmt is one prepared statement on loan from
// it, a Transaction is undone unless it is committed.
//
// Files are encrypted page by page (SQLite3 Multiple Ciphers, ChaCha20-Poly1305) under a 32-byte key: each
// page carries a tag, so a changed byte is an error (kCorrupt) and never a wrong row. They are kept in WAL
// mode with synchronous FULL: when commit() has returned ok, the disk has it. Erased rows are overwritten
// (secure_delete).
//
// Why our own and not a library: those that Debian has link Debian's SQLite, which cannot encrypt, and two
// SQLites in one program would share their symbols.
//
// Threads: a Db and its statements belong to one thread at a time. Several Dbs may be open on one file, also
// in several programs: readers never wait, writers wait for each other up to ten seconds and then get
// kLocked.
//
// Errors: kCorrupt (a page does not read; the Db gives no other answer from then on), kRefused (wrong key, or
// a constraint of a table), kLocked, kIo (disk, space, permissions), kUsage (the statement itself is wrong).
// The place is the file. No message holds a value.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/keys.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace meso::sqlite {

class Db;
struct Connection;

// Parameters and columns count as SQLite counts them: parameters from 1, columns from 0. What text() and
// blob() give lives until the next step(), reset() or the end of the statement.
class Stmt {
 public:
  Stmt(Stmt&& other) noexcept;
  Stmt& operator=(Stmt&& other) noexcept;
  ~Stmt();  // goes back to its Db, ready for the next who asks for the same text

  // A value that SQLite does not take (too long) shows as an error of the next step().
  Stmt& bind(int parameter, std::int64_t number);
  Stmt& bind(int parameter, double number);
  Stmt& bind(int parameter, std::string_view text);
  Stmt& bind(int parameter, std::span<const std::byte> bytes);
  Stmt& bind(int parameter, std::nullptr_t);
  template <class T>
    requires(std::is_integral_v<T> || std::is_enum_v<T>)
  Stmt& bind(int parameter, T number) {
    return bind(parameter, static_cast<std::int64_t>(number));
  }
  Stmt& bind(int parameter, const char* text) { return bind(parameter, std::string_view(text)); }
  Stmt& bind(int parameter, const std::string& text) { return bind(parameter, std::string_view(text)); }
  template <class T>
  Stmt& bind(int parameter, const std::optional<T>& value) {
    return value ? bind(parameter, *value) : bind(parameter, nullptr);
  }

  // True: there is a row to look at. False: there is none any more.
  Result<bool> step();
  // Steps to the end and resets: for statements that give no rows.
  Status run();
  void reset();

  int columns() const;
  std::string_view column_name(int column) const;
  enum class Kind : std::uint8_t { kInteger, kReal, kText, kBlob, kNull };
  Kind kind(int column) const;
  bool is_null(int column) const { return kind(column) == Kind::kNull; }
  std::int64_t number(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;
  std::span<const std::byte> blob(int column) const;

 private:
  friend class Db;
  using Shelf = std::vector<sqlite3_stmt*>;
  Stmt(Connection* connection, sqlite3_stmt* statement, Shelf* shelf);
  void give_back();
  Connection* connection_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
  Shelf* shelf_ = nullptr;  // where statements of this text wait to be lent again
  int failed_ = 0;
};

class Db {
 public:
  enum class Mode : std::uint8_t {
    kCreate,    // made when it is not there
    kExisting,  // kNotFound when it is not there
    kReading,   // as kExisting; every change is refused
  };
  // Opens `path` under `key`; without a key the file is plain. kRefused when the key does not fit, which
  // cannot be told from a damaged first page. An empty path is a database in memory.
  static Result<Db> open(const std::string& path, const Key* key, Mode mode);
  Db(Db&&) noexcept;
  Db& operator=(Db&&) noexcept;
  ~Db();

  // Runs one or several statements that take no parameters and whose rows nobody wants.
  Status script(const std::string& sql);
  // One statement. Texts are remembered with what was prepared, so write the same text each time.
  Result<Stmt> prepare(std::string_view sql);
  // Prepares, binds in order and runs: db.run("INSERT INTO t VALUES (?, ?)", code, number).
  template <class... Values>
  Status run(std::string_view sql, const Values&... values) {
    auto statement = query(sql, values...);
    return statement.ok() ? statement->run() : Status(statement.error());
  }
  // Prepares and binds; the caller steps through the rows.
  template <class... Values>
  Result<Stmt> query(std::string_view sql, const Values&... values) {
    auto statement = prepare(sql);
    if (!statement.ok()) return statement;
    int parameter = 0;
    (statement->bind(++parameter, values), ...);
    return statement;
  }
  // The first column of the first row as a number; nothing when there is no row or it is NULL.
  template <class... Values>
  Result<std::optional<std::int64_t>> number(std::string_view sql, const Values&... values) {
    auto statement = query(sql, values...);
    if (!statement.ok()) return statement.error();
    const auto row = statement->step();
    if (!row.ok()) return row.error();
    if (!*row || statement->is_null(0)) return std::optional<std::int64_t>();
    return std::optional<std::int64_t>(statement->number(0));
  }

  // Copies the whole database, as of one instant, into a new file under `key`; others may read and write
  // meanwhile. kRefused when `path` exists.
  Status copy_to(const std::string& path, const Key* key);
  // Waits until no other reader needs the WAL and moves it all into the file.
  Status empty_wal();
  const std::string& path() const;
  std::int64_t changes() const;  // rows changed by the last statement

 private:
  friend class Transaction;
  explicit Db(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

// BEGIN IMMEDIATE: from begin() on no other program writes. Rolled back by the destructor unless committed.
// Inside another one it is a savepoint. REQUIRES: ends before its Db, innermost first.
class Transaction {
 public:
  static Result<Transaction> begin(Db& db);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Status commit();

 private:
  Transaction(Db& db, bool nested) : db_(&db), nested_(nested) {}
  Db* db_;
  bool nested_;
};

}  // namespace meso::sqlite
