// The connection, its statements and transactions.

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "base/sqlite/sqlite.h"

namespace meso::tests {
namespace {

using sqlite::Db;
using sqlite::Stmt;
using sqlite::Transaction;

class SqliteTest : public testing::Test {
 public:
  SqliteTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "meso-sqlite-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    random_bytes(key_.bytes);
  }
  ~SqliteTest() override { std::filesystem::remove_all(folder_); }

 protected:
  std::string path(const char* name = "a.db") const { return folder_ + "/" + name; }
  Db open(Db::Mode mode = Db::Mode::kCreate) const {
    auto db = Db::open(path(), &key_, mode);
    EXPECT_TRUE(db.ok()) << db.error().text();
    return std::move(*db);
  }

  std::string folder_;
  Key key_;
};

TEST_F(SqliteTest, ValuesOfEveryKindComeBack) {
  Db db = open();
  ASSERT_TRUE(db.script("CREATE TABLE t (i INTEGER, r REAL, x TEXT, b BLOB, n INTEGER) STRICT;").ok());
  const Bytes bytes = {std::byte{0}, std::byte{255}};
  ASSERT_TRUE(db.run("INSERT INTO t VALUES (?, ?, ?, ?, ?)", std::int64_t{-5}, 2.5, "caf\xc3\xa9",
                     std::span<const std::byte>(bytes), std::optional<std::int64_t>())
                  .ok());
  auto row = db.query("SELECT * FROM t WHERE i = ?", -5);
  ASSERT_TRUE(*row->step());
  EXPECT_EQ(row->number(0), -5);
  EXPECT_EQ(row->real(1), 2.5);
  EXPECT_EQ(row->text(2), "caf\xc3\xa9");
  EXPECT_EQ(row->blob(3).size(), 2u);
  EXPECT_TRUE(row->is_null(4));
  EXPECT_EQ(row->column_name(2), "x");
  EXPECT_FALSE(*row->step());
  EXPECT_EQ(**db.number("SELECT count(*) FROM t WHERE x = ''"), 0);
  ASSERT_TRUE(db.run("UPDATE t SET x = ?", std::string_view()).ok());
  EXPECT_EQ(**db.number("SELECT count(*) FROM t WHERE x = ''"), 1) << "an empty text is not NULL";
  EXPECT_FALSE(db.number("SELECT n FROM t")->has_value());
}

TEST_F(SqliteTest, ErrorsAreValuesThatNameNoValue) {
  Db db = open();
  EXPECT_EQ(db.script("CREATE TABEL t (x)").error().kind, ErrorKind::kUsage);
  ASSERT_TRUE(db.script("CREATE TABLE t (nhs_number TEXT PRIMARY KEY) STRICT;").ok());
  ASSERT_TRUE(db.run("INSERT INTO t VALUES (?)", "9990000018").ok());
  const auto twice = db.run("INSERT INTO t VALUES (?)", "9990000018");
  ASSERT_FALSE(twice.ok());
  EXPECT_EQ(twice.error().kind, ErrorKind::kRefused);
  EXPECT_EQ(twice.error().text().find("9990000018"), std::string::npos) << twice.error().text();
  EXPECT_EQ(db.run("SELECT ?", std::nullptr_t(), 1).error().kind, ErrorKind::kUsage)
      << "one parameter too many";
}

TEST_F(SqliteTest, TheSameStatementCanBeOnLoanTwice) {
  Db db = open();
  ASSERT_TRUE(db.script("CREATE TABLE t (i INTEGER) STRICT; INSERT INTO t VALUES (1), (2);").ok());
  auto outer = db.prepare("SELECT i FROM t ORDER BY i");
  ASSERT_TRUE(*outer->step());
  {
    auto inner = db.prepare("SELECT i FROM t ORDER BY i");
    ASSERT_TRUE(*inner->step());
    ASSERT_TRUE(*inner->step());
    EXPECT_EQ(inner->number(0), 2);
  }
  EXPECT_EQ(outer->number(0), 1);
  Stmt moved = std::move(*outer);
  ASSERT_TRUE(*moved.step());
  EXPECT_EQ(moved.number(0), 2);
}

TEST_F(SqliteTest, ATransactionThatIsNotCommittedNeverWas) {
  Db db = open();
  ASSERT_TRUE(db.script("CREATE TABLE t (i INTEGER) STRICT;").ok());
  {
    auto outer = Transaction::begin(db);
    ASSERT_TRUE(outer.ok());
    ASSERT_TRUE(db.run("INSERT INTO t VALUES (1)").ok());
    {
      auto inner = Transaction::begin(db);
      ASSERT_TRUE(db.run("INSERT INTO t VALUES (2)").ok());
    }
    {
      auto inner = Transaction::begin(db);
      ASSERT_TRUE(db.run("INSERT INTO t VALUES (3)").ok());
      ASSERT_TRUE(inner->commit().ok());
    }
    ASSERT_TRUE(outer->commit().ok());
  }
  EXPECT_EQ(**db.number("SELECT sum(i) FROM t"), 4);
  {
    auto lost = Transaction::begin(db);
    ASSERT_TRUE(db.run("DELETE FROM t").ok());
  }
  EXPECT_EQ(**db.number("SELECT sum(i) FROM t"), 4);
}

TEST_F(SqliteTest, OnlyItsKeyOpensItAndNothingIsPlain) {
  {
    Db db = open();
    ASSERT_TRUE(db.script("CREATE TABLE t (x TEXT) STRICT; INSERT INTO t VALUES ('plain as day');").ok());
  }
  Key other;
  random_bytes(other.bytes);
  EXPECT_EQ(Db::open(path(), &other, Db::Mode::kExisting).error().kind, ErrorKind::kRefused);
  EXPECT_EQ(Db::open(path(), nullptr, Db::Mode::kExisting).error().kind, ErrorKind::kRefused);
  EXPECT_EQ(Db::open(path("none.db"), &key_, Db::Mode::kExisting).error().kind, ErrorKind::kNotFound);
  std::ifstream in(path(), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  EXPECT_EQ(bytes.find("plain as day"), std::string::npos);
  EXPECT_EQ(bytes.find("SQLite format"), std::string::npos);
  const auto mode = std::filesystem::status(path()).permissions();
  EXPECT_EQ(mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
            std::filesystem::perms::none);
}

TEST_F(SqliteTest, AReaderChangesNothingAndSeesOneStateWhileOthersWrite) {
  Db writer = open();
  ASSERT_TRUE(writer.script("CREATE TABLE t (i INTEGER) STRICT; INSERT INTO t VALUES (1);").ok());
  Db reader = open(Db::Mode::kReading);
  EXPECT_EQ(reader.run("INSERT INTO t VALUES (2)").error().kind, ErrorKind::kRefused);
  ASSERT_TRUE(reader.run("BEGIN").ok());
  EXPECT_EQ(**reader.number("SELECT count(*) FROM t"), 1);
  ASSERT_TRUE(writer.run("INSERT INTO t VALUES (2)").ok());
  EXPECT_EQ(**reader.number("SELECT count(*) FROM t"), 1);
  ASSERT_TRUE(reader.run("COMMIT").ok());
  EXPECT_EQ(**reader.number("SELECT count(*) FROM t"), 2);
}

TEST_F(SqliteTest, ACopyIsOfOneInstantUnderItsKey) {
  Db db = open();
  ASSERT_TRUE(db.script("CREATE TABLE t (i INTEGER) STRICT; INSERT INTO t VALUES (1), (2);").ok());
  ASSERT_TRUE(db.copy_to(path("copy.db"), &key_).ok());
  EXPECT_EQ(db.copy_to(path("copy.db"), &key_).error().kind, ErrorKind::kRefused);
  EXPECT_FALSE(std::filesystem::exists(path("copy.db-wal")) &&
               std::filesystem::file_size(path("copy.db-wal")) > 0);
  auto copy = Db::open(path("copy.db"), &key_, Db::Mode::kReading);
  ASSERT_TRUE(copy.ok()) << copy.error().text();
  EXPECT_EQ(**copy->number("SELECT count(*) FROM t"), 2);
}

TEST_F(SqliteTest, AfterADamagedPageNoQuestionIsAnsweredWithNothing) {
  {
    Db db = open();
    ASSERT_TRUE(db.script("CREATE TABLE t (x TEXT) STRICT;").ok());
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(db.run("INSERT INTO t VALUES (?)", std::string(100, 'x')).ok());
  }
  std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(3 * 4096 + 50);
  file.put('!');
  file.close();
  Db db = open();
  for (int i = 0; i < 3; ++i) {
    const auto count = db.number("SELECT sum(length(x)) FROM t");
    ASSERT_FALSE(count.ok()) << "time " << i;
    EXPECT_EQ(count.error().kind, ErrorKind::kCorrupt);
  }
  EXPECT_EQ(db.script("CREATE TABLE u (x TEXT) STRICT;").error().kind, ErrorKind::kCorrupt);
}

}  // namespace
}  // namespace meso::tests
