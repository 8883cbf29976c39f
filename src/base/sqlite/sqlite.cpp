#include "base/sqlite/sqlite.h"

#include <sqlite3.h>

#include <cstring>
#include <unordered_map>
#include <vector>

#include "base/files.h"

namespace meso::sqlite {

struct Connection {
  sqlite3* handle = nullptr;
  std::string path;
  // Statements that nobody holds, by their text. Several when the same text was on loan twice at once.
  // A shelf stays where it is while others are added.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, std::vector<sqlite3_stmt*>, Hash, std::equal_to<>> idle;
  // After a page that did not read, the cipher answers from an empty page: questions would find nothing,
  // without an error. So from then on this connection only repeats the error.
  bool damaged = false;

  ~Connection() {
    for (auto& [sql, statements] : idle) {
      for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
    }
    sqlite3_close(handle);
  }

  Error error(int code) {
    Error out;
    if (damaged) code = SQLITE_CORRUPT;
    damaged = damaged || (code & 0xff) == SQLITE_CORRUPT;
    out.place.file = path;
    switch (code & 0xff) {
      case SQLITE_BUSY:
      case SQLITE_LOCKED:
        out.kind = ErrorKind::kLocked;
        out.message = "another program is writing to it";
        out.hint = "try again when it has finished";
        return out;
      case SQLITE_CORRUPT:
        out.kind = ErrorKind::kCorrupt;
        out.message = "a page does not read: its bytes have changed since they were written";
        out.hint = "restore it from a backup";
        return out;
      case SQLITE_NOTADB:
        out.kind = ErrorKind::kRefused;
        out.message = "does not open: the key does not fit, or the first page is damaged";
        out.hint = "name the file that holds its key with --keys";
        return out;
      case SQLITE_CONSTRAINT:
      case SQLITE_READONLY:
      case SQLITE_AUTH:
        out.kind = ErrorKind::kRefused;
        break;
      case SQLITE_ERROR:
      case SQLITE_RANGE:
      case SQLITE_MISUSE:
      case SQLITE_TOOBIG:
      case SQLITE_MISMATCH:
        out.kind = ErrorKind::kUsage;
        break;
      default:
        out.kind = ErrorKind::kIo;
    }
    // SQLite's own words name tables and columns, and never a value.
    const char* words = handle == nullptr ? nullptr : sqlite3_errmsg(handle);
    out.message = words != nullptr ? words : sqlite3_errstr(code);
    return out;
  }
};

namespace {

constexpr int kWaitMilliseconds = 10'000;
constexpr char kRaw[] = "raw:";  // the key that follows is used as it is, with no derivation from a password

Status give_key(Connection& connection, const Key& key) {
  char raw[sizeof kRaw - 1 + sizeof key.bytes];
  std::memcpy(raw, kRaw, sizeof kRaw - 1);
  std::memcpy(raw + sizeof kRaw - 1, key.bytes.data(), sizeof key.bytes);
  if (sqlite3mc_config(connection.handle, "cipher", CODEC_TYPE_CHACHA20) != CODEC_TYPE_CHACHA20) {
    return Error{ErrorKind::kIo, "this build cannot encrypt", Place{connection.path, 0, 0}, ""};
  }
  const int code = sqlite3_key(connection.handle, raw, sizeof raw);
  return code == SQLITE_OK ? Status() : Status(connection.error(code));
}

}  // namespace

Stmt::Stmt(Connection* connection, sqlite3_stmt* statement, Shelf* shelf)
    : connection_(connection), statement_(statement), shelf_(shelf) {}
Stmt::Stmt(Stmt&& other) noexcept
    : connection_(other.connection_),
      statement_(other.statement_),
      shelf_(other.shelf_),
      failed_(other.failed_) {
  other.statement_ = nullptr;
}
Stmt& Stmt::operator=(Stmt&& other) noexcept {
  if (this != &other) {
    give_back();
    connection_ = other.connection_;
    statement_ = other.statement_;
    shelf_ = other.shelf_;
    failed_ = other.failed_;
    other.statement_ = nullptr;
  }
  return *this;
}
Stmt::~Stmt() {
  give_back();
}

void Stmt::give_back() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  shelf_->push_back(statement_);
  statement_ = nullptr;
}

Stmt& Stmt::bind(int parameter, std::int64_t number) {
  if (const int code = sqlite3_bind_int64(statement_, parameter, number); code != SQLITE_OK) failed_ = code;
  return *this;
}
Stmt& Stmt::bind(int parameter, double number) {
  if (const int code = sqlite3_bind_double(statement_, parameter, number); code != SQLITE_OK) failed_ = code;
  return *this;
}
Stmt& Stmt::bind(int parameter, std::string_view text) {
  // An empty view may point nowhere, which SQLite would take as NULL.
  const char* from = text.empty() ? "" : text.data();
  const int code =
      sqlite3_bind_text64(statement_, parameter, from, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (code != SQLITE_OK) failed_ = code;
  return *this;
}
Stmt& Stmt::bind(int parameter, std::span<const std::byte> bytes) {
  const int code = bytes.empty() ? sqlite3_bind_zeroblob(statement_, parameter, 0)
                                 : sqlite3_bind_blob64(statement_, parameter, bytes.data(), bytes.size(),
                                                       SQLITE_TRANSIENT);
  if (code != SQLITE_OK) failed_ = code;
  return *this;
}
Stmt& Stmt::bind(int parameter, std::nullptr_t) {
  if (const int code = sqlite3_bind_null(statement_, parameter); code != SQLITE_OK) failed_ = code;
  return *this;
}

Result<bool> Stmt::step() {
  if (failed_ != 0) return connection_->error(failed_);
  if (connection_->damaged) return connection_->error(SQLITE_CORRUPT);
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return connection_->error(code);
}

Status Stmt::run() {
  while (true) {
    MESO_ASSIGN_OR_RETURN(const bool row, step());
    if (!row) break;
  }
  reset();
  return {};
}

void Stmt::reset() {
  sqlite3_reset(statement_);
  failed_ = 0;
}

int Stmt::columns() const {
  return sqlite3_column_count(statement_);
}
std::string_view Stmt::column_name(int column) const {
  const char* name = sqlite3_column_name(statement_, column);
  return name == nullptr ? std::string_view() : name;
}
Stmt::Kind Stmt::kind(int column) const {
  switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_INTEGER:
      return Kind::kInteger;
    case SQLITE_FLOAT:
      return Kind::kReal;
    case SQLITE_TEXT:
      return Kind::kText;
    case SQLITE_BLOB:
      return Kind::kBlob;
    default:
      return Kind::kNull;
  }
}
std::int64_t Stmt::number(int column) const {
  return sqlite3_column_int64(statement_, column);
}
double Stmt::real(int column) const {
  return sqlite3_column_double(statement_, column);
}
std::string_view Stmt::text(int column) const {
  const auto* text = sqlite3_column_text(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return text == nullptr
             ? std::string_view()
             : std::string_view(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
}
std::span<const std::byte> Stmt::blob(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return {static_cast<const std::byte*>(bytes), bytes == nullptr ? 0 : static_cast<std::size_t>(size)};
}

Db::Db(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Db::Db(Db&&) noexcept = default;
Db& Db::operator=(Db&&) noexcept = default;
Db::~Db() = default;

Result<Db> Db::open(const std::string& path, const Key* key, Mode mode) {
  auto connection = std::make_unique<Connection>();
  connection->path = path;
  if (mode != Mode::kCreate && !real_files().exists(path)) {
    return Error{ErrorKind::kNotFound, "is not there", Place{path, 0, 0}, ""};
  }
  // A reader too may have to replay a WAL that a dead writer left, so it opens for writing and then only
  // asks.
  const int flags = SQLITE_OPEN_READWRITE | (mode == Mode::kCreate ? SQLITE_OPEN_CREATE : 0);
  const std::string& name = path.empty() ? ":memory:" : path;
  if (mode == Mode::kCreate && !path.empty() && !real_files().exists(path)) {
    // Made empty here, so that it is its owner's alone; SQLite gives the WAL the same permissions.
    MESO_ASSIGN_OR_RETURN(const auto file, real_files().create(path));
    MESO_RETURN_IF_ERROR(file->close());
  }
  const int code = sqlite3_open_v2(name.c_str(), &connection->handle, flags, nullptr);
  if (code != SQLITE_OK) return connection->error(code);
  sqlite3_extended_result_codes(connection->handle, 1);
  sqlite3_busy_timeout(connection->handle, kWaitMilliseconds);
  if (key != nullptr) MESO_RETURN_IF_ERROR(give_key(*connection, *key));
  Db db(std::move(connection));
  MESO_RETURN_IF_ERROR(
      db.script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
                "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA journal_size_limit=16777216;"));
  if (mode == Mode::kReading) MESO_RETURN_IF_ERROR(db.script("PRAGMA query_only=ON;"));
  MESO_RETURN_IF_ERROR(db.number("SELECT count(*) FROM sqlite_schema"));
  return db;
}

Status Db::script(const std::string& sql) {
  if (connection_->damaged) return connection_->error(SQLITE_CORRUPT);
  const int code = sqlite3_exec(connection_->handle, sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? Status() : Status(connection_->error(code));
}

Result<Stmt> Db::prepare(std::string_view sql) {
  if (connection_->damaged) return connection_->error(SQLITE_CORRUPT);
  auto& all = connection_->idle;
  auto shelf = all.find(sql);
  if (shelf == all.end()) shelf = all.emplace(sql, Stmt::Shelf()).first;
  if (!shelf->second.empty()) {
    sqlite3_stmt* statement = shelf->second.back();
    shelf->second.pop_back();
    return Stmt(connection_.get(), statement, &shelf->second);
  }
  sqlite3_stmt* statement = nullptr;
  const std::string& text = shelf->first;
  const int code = sqlite3_prepare_v3(connection_->handle, text.c_str(), static_cast<int>(text.size()) + 1,
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return connection_->error(code);
  if (statement == nullptr) {
    return Error{ErrorKind::kUsage, "an empty statement", Place{connection_->path, 0, 0}, ""};
  }
  return Stmt(connection_.get(), statement, &shelf->second);
}

Status Db::copy_to(const std::string& path, const Key* key) {
  if (real_files().exists(path)) {
    return Error{ErrorKind::kRefused, "is there already", Place{path, 0, 0}, "name a new file"};
  }
  MESO_ASSIGN_OR_RETURN(Db copy, open(path, key, Mode::kCreate));
  sqlite3_backup* backup = sqlite3_backup_init(copy.connection_->handle, "main", connection_->handle, "main");
  if (backup == nullptr) return copy.connection_->error(sqlite3_errcode(copy.connection_->handle));
  // All pages in one step: the copy is of one instant, and in WAL mode no writer waits for it.
  const int stepped = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  if (stepped != SQLITE_DONE) return connection_->error(finished != SQLITE_OK ? finished : stepped);
  return copy.empty_wal();
}

Status Db::empty_wal() {
  MESO_ASSIGN_OR_RETURN(auto statement, prepare("PRAGMA wal_checkpoint(TRUNCATE)"));
  MESO_ASSIGN_OR_RETURN(const bool row, statement.step());
  if (row && statement.number(0) != 0) return connection_->error(SQLITE_BUSY);
  return {};
}

const std::string& Db::path() const {
  return connection_->path;
}
std::int64_t Db::changes() const {
  return sqlite3_changes64(connection_->handle);
}

Result<Transaction> Transaction::begin(Db& db) {
  const bool nested = sqlite3_get_autocommit(db.connection_->handle) == 0;
  MESO_RETURN_IF_ERROR(db.run(nested ? "SAVEPOINT inner" : "BEGIN IMMEDIATE"));
  return Transaction(db, nested);
}

Transaction::Transaction(Transaction&& other) noexcept : db_(other.db_), nested_(other.nested_) {
  other.db_ = nullptr;
}

Transaction::~Transaction() {
  if (db_ == nullptr) return;
  // What fails here has been rolled back by SQLite itself.
  sqlite3_exec(db_->connection_->handle, nested_ ? "ROLLBACK TO inner; RELEASE inner" : "ROLLBACK", nullptr,
               nullptr, nullptr);
}

Status Transaction::commit() {
  MESO_RETURN_IF_ERROR(db_->run(nested_ ? "RELEASE inner" : "COMMIT"));
  db_ = nullptr;
  return {};
}

}  // namespace meso::sqlite
