// Bodies about people: opened only with a look, erased for good, and the chain still verifies.

#include <fstream>

#include <nlohmann/json.hpp>

#include "base/keys.h"
#include "journal/bodies.h"
#include "journal/made_journal.h"

namespace meso::tests {
namespace {

using journal::Act;
using journal::Chain;
using journal::Erasure;

Act interview(const std::string& subject, const std::string& body,
              std::uint64_t seen = journal::kBesideOthers) {
  Act act = joined(subject, body, seen);
  act.purpose = "interview";
  return act;
}

// Every page of the database as SQLite sees it, free ones too: what the key's holder could find.
std::string all_pages(const MadeJournal& made) {
  const auto ring = KeyRing::open(real_files(), made.keys);
  const auto keys = journal::derive_keys(*ring->find(made.journal->key_name()));
  auto db = sqlite::Db::open(made.path(), &keys.pages, sqlite::Db::Mode::kReading);
  EXPECT_TRUE(db.ok()) << db.error().text();
  std::string out;
  auto rows = db->prepare("SELECT data FROM sqlite_dbpage");
  while (*rows->step()) out.append(reinterpret_cast<const char*>(rows->blob(0).data()), rows->blob(0).size());
  return out;
}

TEST(PeopleTest, ABodyAboutPeopleOpensOnlyWithALookWhichIsOnItsOwnChain) {
  MadeJournal made;
  ASSERT_TRUE(made.journal->append(interview("person/17", "I am tired of this")).ok());
  const auto entry = made.journal->entry(Chain::kActs, 1);
  const auto closed = made.journal->body(*entry);
  ASSERT_FALSE(closed.ok());
  EXPECT_EQ(closed.error().kind, ErrorKind::kRefused);
  auto forged = *entry;
  forged.purpose = journal::kBusiness;
  EXPECT_FALSE(made.journal->body(forged).ok()) << "what is stored decides, not what the caller says";

  const auto looked = made.journal->look({"anna", "DEMO1", "journal show --bodies", 1});
  ASSERT_TRUE(looked.ok());
  EXPECT_EQ(*made.journal->body(*entry, *looked), "I am tired of this");
  const auto look = made.journal->entry(Chain::kLooks, 1);
  ASSERT_TRUE(look.ok());
  EXPECT_EQ(look->author, "anna");
  EXPECT_EQ(look->reason, "journal show --bodies");
  EXPECT_EQ(nlohmann::json::parse(*made.journal->body(*look))["people"], 1);
  EXPECT_EQ(made.verified().looks, 1u);
  EXPECT_EQ(made.verified().acts, 1u);
}

TEST(PeopleTest, AWithdrawnConsentErasesTheBodyAndTheChainStillVerifies) {
  MadeJournal made;
  ASSERT_TRUE(made.journal->append(interview("person/17", "words-of-seventeen-1")).ok());
  ASSERT_TRUE(made.journal->append(interview("person/18", "words-of-eighteen")).ok());
  ASSERT_TRUE(made.journal->append(joined("practice/A", "not about people")).ok());
  ASSERT_TRUE(made.journal->append(interview("person/17", "words-of-seventeen-2")).ok());
  EXPECT_NE(all_pages(made).find("words-of-seventeen-2"), std::string::npos);
  const auto hash = made.journal->entry(Chain::kActs, 1)->hash;

  const auto erased = made.journal->erase({"bob", "consent withdrawn", "person/17", "", {}});
  ASSERT_TRUE(erased.ok()) << erased.error().text();
  EXPECT_EQ(erased->bodies, 2u);
  EXPECT_EQ(erased->sequence, 5u);
  EXPECT_TRUE(erased->backups.empty());
  EXPECT_EQ(made.members_now(),
            "person/17=(erased);person/18=words-of-eighteen;practice/A=not about people;");
  EXPECT_EQ(made.journal->entry(Chain::kActs, 1)->hash, hash);
  EXPECT_TRUE(made.journal->entry(Chain::kActs, 1)->erased);
  const auto looked = made.journal->look({"anna", "", "test", 1});
  EXPECT_EQ(made.journal->body(*made.journal->entry(Chain::kActs, 4), *looked).error().kind,
            ErrorKind::kNotFound);
  const auto said = made.journal->entry(Chain::kActs, 5);
  EXPECT_EQ(said->kind, "journal.erased");
  EXPECT_EQ(said->author, "bob");
  EXPECT_EQ(said->reason, "consent withdrawn");
  EXPECT_EQ(nlohmann::json::parse(*made.journal->body(*said))["bodies"],
            nlohmann::json::parse("[[1,1],[4,4]]"));

  const auto verified = made.verified();
  EXPECT_TRUE(verified.findings.empty());
  EXPECT_EQ(verified.erased, 2u);
  const auto replayed = made.journal->replay();
  ASSERT_TRUE(replayed.ok());
  for (const auto& table : replayed->tables) EXPECT_TRUE(table.same) << table.table;
  const std::string pages = all_pages(made);
  EXPECT_EQ(pages.find("words-of-seventeen"), std::string::npos);
  EXPECT_NE(pages.find("words-of-eighteen"), std::string::npos);

  EXPECT_EQ(made.journal->erase({"bob", "again", "person/17", "", {}})->bodies, 0u);
  EXPECT_EQ(*made.journal->newest("person/17"), 5u) << "nothing to erase, nothing written";
  ASSERT_TRUE(made.journal->append(interview("person/17", "consents again", 5)).ok());
  EXPECT_TRUE(made.verified().findings.empty());
}

TEST(PeopleTest, RetentionErasesByPurposeAndAge) {
  MadeJournal made;
  ASSERT_TRUE(made.journal->append(interview("person/1", "old")).ok());
  ASSERT_TRUE(made.journal->append(interview("person/2", "old too")).ok());
  ASSERT_TRUE(made.journal->append(interview("person/1", "new")).ok());
  ASSERT_TRUE(made.journal->append(joined("person/1", "old, for another purpose")).ok());
  Erasure erasure{"retention", "kept for 24 months", "", "interview",
                  made.journal->entry(Chain::kActs, 3)->at};
  const auto erased = made.journal->erase(erasure);
  ASSERT_TRUE(erased.ok());
  // Entries of one microsecond are not earlier than each other.
  EXPECT_LE(erased->bodies, 2u);
  EXPECT_GE(erased->bodies, 1u);
  const auto looked = made.journal->look({"anna", "", "test", 1});
  EXPECT_EQ(*made.journal->body(*made.journal->entry(Chain::kActs, 3), *looked), "new");
  EXPECT_EQ(*made.journal->body(*made.journal->entry(Chain::kActs, 4)), "old, for another purpose");
  EXPECT_FALSE(made.journal->body(*made.journal->entry(Chain::kActs, 1), *looked).ok());
  EXPECT_TRUE(made.verified().findings.empty());
  EXPECT_FALSE(made.journal->erase({"bob", "everything", "", "", {}}).ok()) << "nobody erases everything";
}

TEST(PeopleTest, AnErasureNamesTheBackupsThatStillHoldTheBody) {
  MadeJournal made;
  ASSERT_TRUE(made.journal->backup("anna", made.folder.path("before.db"), "weekly").ok());
  ASSERT_TRUE(made.journal->append(interview("person/1", "words")).ok());
  ASSERT_TRUE(made.journal->backup("anna", made.folder.path("after.db"), "weekly").ok());
  const auto erased = made.journal->erase({"bob", "consent withdrawn", "person/1", "", {}});
  ASSERT_TRUE(erased.ok());
  ASSERT_EQ(erased->backups.size(), 1u);
  EXPECT_EQ(erased->backups[0].find(made.folder.path("after.db")), 0u);
}

TEST(PeopleTest, TheJournalsOwnEntriesAreNeitherErasedNorUndone) {
  MadeJournal made;
  ASSERT_TRUE(made.journal->append(interview("person/1", "words")).ok());
  ASSERT_TRUE(made.journal->erase({"bob", "consent withdrawn", "person/1", "", {}}).ok());
  EXPECT_EQ(made.journal->erase({"bob", "cover it up", "person/1", "", {}})->bodies, 0u);
  EXPECT_EQ(made.journal->erase({"bob", "cover it up", "", "business", {}})->bodies, 0u);
  EXPECT_EQ(made.journal->undo(2, "bob", "cover it up", 2).error().kind, ErrorKind::kRefused);
}

}  // namespace
}  // namespace meso::tests
