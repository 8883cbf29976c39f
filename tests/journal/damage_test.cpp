// A changed byte is found and named, wherever it is; a changed row too, by who has the key.

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "base/keys.h"
#include "base/random.h"
#include "journal/bodies.h"
#include "journal/made_journal.h"
#include "journal/wal.h"

namespace meso::tests {
namespace {

namespace fs = std::filesystem;

std::string read_all(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}
void write_all(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

std::string told(const journal::Verified& verified) {
  std::string out;
  for (const auto& finding : verified.findings) out += finding.where + ": " + finding.what + "\n";
  return out;
}

void fill(MadeJournal& made, int acts) {
  std::vector<journal::Act> batch;
  for (int i = 0; i < acts; ++i) {
    batch.push_back(joined("practice/P" + std::to_string(i % 50), std::string(100, 'x')));
  }
  ASSERT_TRUE(made.journal->append(batch).ok());
}

TEST(DamageTest, AFlippedByteOfAnyPageIsFoundAndThePageIsNamed) {
  MadeJournal made;
  fill(made, 400);
  made.journal.reset();  // the log is now in the file
  ASSERT_FALSE(fs::exists(made.path() + "-wal"));
  const std::string whole = read_all(made.path());
  ASSERT_GT(whole.size(), 100'000u);
  Random random(5);
  for (int round = 0; round < 60; ++round) {
    std::string bytes = whole;
    const std::size_t at = round == 0 ? 0 : random.below(bytes.size());
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
    write_all(made.path(), bytes);
    const auto verified = made.verified();
    ASSERT_FALSE(verified.findings.empty()) << "byte " << at;
    const std::string page = "page " + std::to_string(at / 4096 + 1);
    EXPECT_EQ(verified.findings[0].where, page) << told(verified);
  }
  write_all(made.path(), whole);
  EXPECT_TRUE(made.verified().findings.empty());
}

TEST(DamageTest, EntriesOnADamagedPageAreNamedAndTheOthersStillChecked) {
  MadeJournal made;
  fill(made, 2000);
  made.journal.reset();
  std::string bytes = read_all(made.path());
  // Somewhere in the middle lie the leaves of the acts.
  bool named = false;
  for (std::size_t page = bytes.size() / 4096 / 2; page < bytes.size() / 4096 && !named; ++page) {
    std::string damaged = bytes;
    damaged[page * 4096 + 1000] ^= 1;
    write_all(made.path(), damaged);
    const auto verified = made.verified();
    EXPECT_EQ(verified.findings.at(0).where, "page " + std::to_string(page + 1));
    for (const auto& finding : verified.findings) {
      if (finding.what.find("damaged page") == std::string::npos) continue;
      named = true;
      EXPECT_EQ(finding.where.find("act "), 0u) << finding.where;
      EXPECT_GT(verified.acts, 1900u) << "what stands behind the page is read all the same";
    }
  }
  EXPECT_TRUE(named);
}

// Opens the database with the key, as somebody could who has both, and takes the guards away.
sqlite::Db unguarded(const MadeJournal& made, const std::string& key_name) {
  const auto ring = KeyRing::open(real_files(), made.keys);
  const auto keys = journal::derive_keys(*ring->find(key_name));
  auto db = sqlite::Db::open(made.path(), &keys.pages, sqlite::Db::Mode::kExisting);
  EXPECT_TRUE(
      db->script("DROP TRIGGER journal_acts_are_not_deleted; DROP TRIGGER journal_acts_are_not_changed;"
                 "DROP TRIGGER journal_acts_are_only_erased;")
          .ok());
  return std::move(*db);
}

TEST(DamageTest, AChangedRowIsFoundAndTheEntryIsNamed) {
  struct Case {
    const char* sql;
    const char* where;
    const char* what;
  };
  for (const Case& forged : std::vector<Case>{
           {"UPDATE journal_acts SET reason = 'another' WHERE sequence = 7", "act 7", "hash"},
           {"UPDATE journal_acts SET at = at + 1 WHERE sequence = 7", "act 7", "hash"},
           {"UPDATE journal_acts SET author = 'carl' WHERE sequence = 1", "act 1", "hash"},
           {"UPDATE journal_acts SET hash = zeroblob(32) WHERE sequence = 7", "act 7", "hash"},
           {"UPDATE journal_acts SET sealed = zeroblob(99) WHERE sequence = 7", "act 7", "body"},
           {"UPDATE journal_acts SET sealed = NULL WHERE sequence = 7", "act 7", "who erased it"},
           {"DELETE FROM journal_acts WHERE sequence = 7", "act 7", "missing"},
           {"DELETE FROM journal_acts WHERE sequence <= 3", "act 1 to 3", "missing"},
           {"UPDATE journal_acts SET parents = zeroblob(31) WHERE sequence = 7", "act 7", "length"},
           {"UPDATE journal_acts SET earlier = 3 WHERE sequence = 7", "act 7", "before it on its subject"},
           {"UPDATE journal_acts_newest SET sequence = 3 WHERE subject = 'practice/P6'", "act 3", "newest"},
           {"UPDATE journal_acts_newest SET hash = zeroblob(32) WHERE sequence = 7", "act 7", "newest"},
           {"DELETE FROM journal_acts_newest WHERE sequence = 7", "the newest entries by subject",
            "19 of 20"},
           {"DELETE FROM journal_body_keys WHERE subject = 'practice/P6'", "act 7", "key"},
       }) {
    MadeJournal made;
    fill(made, 20);
    const std::string key_name = made.journal->key_name();
    made.journal.reset();
    EXPECT_TRUE(made.verified().findings.empty());
    ASSERT_TRUE(unguarded(made, key_name).script(forged.sql).ok());
    const auto verified = made.verified();
    ASSERT_FALSE(verified.findings.empty()) << forged.sql;
    EXPECT_EQ(verified.findings[0].where, forged.where) << forged.sql << "\n" << told(verified);
    EXPECT_NE(verified.findings[0].what.find(forged.what), std::string::npos) << told(verified);
  }
}

TEST(DamageTest, ACutOffChainIsSeenByItsHead) {
  MadeJournal made;
  fill(made, 20);
  const auto head = made.verified().acts_head;
  const std::string key_name = made.journal->key_name();
  made.journal.reset();
  ASSERT_TRUE(unguarded(made, key_name).script("DELETE FROM journal_acts WHERE sequence > 18").ok());
  const auto verified = made.verified();
  EXPECT_EQ(verified.acts, 18u);
  EXPECT_NE(verified.acts_head, head) << "who wrote the head down can tell";
}

// The state of the disk after a death: the file and the log as they are while the journal is open.
struct DeadJournal {
  MadeJournal made;
  std::string file, log;

  explicit DeadJournal(int acts) {
    for (int i = 0; i < acts; ++i) {
      EXPECT_TRUE(made.journal->append(joined("practice/P" + std::to_string(i), "x")).ok());
    }
    file = read_all(made.path());
    log = read_all(made.path() + "-wal");
    made.journal.reset();
  }
  void lay(const std::string& with_log) {
    fs::remove(made.path() + "-shm");
    fs::remove(made.path() + "-wal.damaged");
    write_all(made.path(), file);
    write_all(made.path() + "-wal", with_log);
  }
};

TEST(DamageTest, AFlippedByteOfTheLogIsFoundBeforeSqliteDropsWhatFollows) {
  DeadJournal dead(12);
  dead.lay(dead.log);
  EXPECT_EQ(dead.made.verified().acts, 12u);
  EXPECT_TRUE(dead.made.verified().findings.empty());
  Random random(9);
  int in_frames = 0;
  for (int round = 0; round < 80; ++round) {
    std::string log = dead.log;
    const std::size_t at = round < 32 ? static_cast<std::size_t>(round) : random.below(log.size());
    log[at] = static_cast<char>(log[at] ^ (1 << random.below(8)));
    dead.lay(log);
    const auto verified = dead.made.verified();
    ASSERT_FALSE(verified.findings.empty()) << "byte " << at << " of " << log.size();
    EXPECT_EQ(verified.findings[0].where.find("journal.db-wal"), 0u) << told(verified);
    if (at >= 32) {
      const std::string frame = "frame " + std::to_string((at - 32) / (24 + 4096) + 1);
      EXPECT_NE(verified.findings[0].what.find(frame), std::string::npos) << told(verified) << "byte " << at;
      ++in_frames;
    }
  }
  EXPECT_GT(in_frames, 40);
}

TEST(DamageTest, OpeningADamagedLogIsRefusedOnceAndTheLogIsKept) {
  DeadJournal dead(12);
  std::string log = dead.log;
  log[log.size() / 2] ^= 4;
  dead.lay(log);
  const auto refused = journal::Journal::open(real_files(), dead.made.network, dead.made.keys, {members()});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(read_all(dead.made.path() + "-wal.damaged"), log);
  dead.made.open();
  EXPECT_LT(*dead.made.journal->newest("practice/P11"), 12u);
  EXPECT_NE(told(dead.made.verified()).find("journal.db-wal.damaged"), std::string::npos);
}

TEST(DamageTest, ALogThatDeathCutOffIsNoDamage) {
  DeadJournal dead(12);
  for (const std::size_t cut : {std::size_t{1}, std::size_t{100}, std::size_t{4096}, std::size_t{4120}}) {
    dead.lay(dead.log.substr(0, dead.log.size() - cut));
    const auto verified = dead.made.verified();
    EXPECT_TRUE(verified.findings.empty()) << cut << told(verified);
    EXPECT_EQ(verified.acts, 11u);
  }
  EXPECT_FALSE(journal::wal_damage({}).has_value());
}

}  // namespace
}  // namespace meso::tests
