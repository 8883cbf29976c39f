// A journal whose own tables are of form 1, which had an index by subject and no threads, opens as before.

#include <fstream>

#include "journal/bodies.h"
#include "journal/made_journal.h"

namespace meso::tests {
namespace {

sqlite::Db opened_by_key(const MadeJournal& made, const std::string& key_name) {
  const auto ring = KeyRing::open(real_files(), made.keys);
  const auto keys = journal::derive_keys(*ring->find(key_name));
  auto db = sqlite::Db::open(made.path(), &keys.pages, sqlite::Db::Mode::kExisting);
  EXPECT_TRUE(db.ok());
  return std::move(*db);
}

// Takes the tables back to what form 1 said, in its own words.
void make_form_1(const MadeJournal& made, const std::string& key_name) {
  auto db = opened_by_key(made, key_name);
  for (const std::string chain : {"journal_acts", "journal_looks"}) {
    const Status done = db.script("DROP TRIGGER " + chain + "_are_not_changed; ALTER TABLE " + chain +
                                  " DROP COLUMN earlier; DROP TABLE " + chain + "_newest; CREATE INDEX " +
                                  chain + "_of_subject ON " + chain +
                                  " (subject, sequence);"
                                  "CREATE TRIGGER " +
                                  chain +
                                  "_are_not_changed BEFORE UPDATE OF sequence, at, author, place, subject, "
                                  "kind, version, reason, purpose, digest, parents, hash, undoes ON " +
                                  chain + " BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;");
    ASSERT_TRUE(done.ok()) << done.error().text();
  }
  ASSERT_TRUE(db.run("UPDATE journal_form SET version = 1").ok());
}

std::vector<std::uint64_t> sequences_on(MadeJournal& made, const std::string& subject,
                                        std::uint64_t last = 0) {
  std::vector<std::uint64_t> out;
  journal::Filter filter;
  filter.subject = subject;
  filter.last = last;
  EXPECT_TRUE(made.journal
                  ->entries(journal::Chain::kActs, filter,
                            [&](const journal::Entry& entry) -> Status {
                              out.push_back(entry.sequence);
                              return {};
                            })
                  .ok());
  return out;
}

using Sequences = std::vector<std::uint64_t>;

TEST(OldFormTest, AJournalOfFormOneVerifiesAndIsLiftedWhenItOpens) {
  MadeJournal made;
  for (const char* practice : {"A", "B", "A", "C", "A"}) {
    ASSERT_TRUE(made.journal->append(joined(std::string("practice/") + practice, "said")).ok());
  }
  ASSERT_TRUE(made.journal->look({"anna", "", "test", 3}).ok());
  ASSERT_TRUE(made.journal->look({"anna", "", "test", 4}).ok());
  const std::string before = made.members_now();
  const std::string key_name = made.journal->key_name();
  made.journal.reset();
  const auto head = made.verified().acts_head;
  make_form_1(made, key_name);

  const auto old = made.verified();
  EXPECT_TRUE(old.findings.empty()) << old.findings[0].where << ": " << old.findings[0].what;
  EXPECT_EQ(old.acts_head, head);

  made.open();
  EXPECT_EQ(*made.journal->newest("practice/A"), 5u);
  EXPECT_EQ(*made.journal->newest("practice/D"), 0u);
  EXPECT_EQ(sequences_on(made, "practice/A"), (Sequences{1, 3, 5}));
  EXPECT_EQ(sequences_on(made, "practice/A", 2), (Sequences{3, 5}));
  EXPECT_EQ(made.members_now(), before);
  EXPECT_FALSE(made.journal->append(joined("practice/A", "late", 3)).ok());
  ASSERT_TRUE(made.journal->append(joined("practice/A", "sixth", 5)).ok());
  ASSERT_TRUE(made.journal->look({"anna", "", "test", 5}).ok());
  made.journal.reset();
  const auto lifted = made.verified();
  EXPECT_TRUE(lifted.findings.empty()) << lifted.findings[0].where << ": " << lifted.findings[0].what;
  EXPECT_EQ(lifted.acts, 6u);
  EXPECT_EQ(lifted.looks, 3u);
  // Entries are as well guarded as before.
  auto db = opened_by_key(made, key_name);
  EXPECT_FALSE(db.run("UPDATE journal_acts SET earlier = 0 WHERE sequence = 5").ok());
  EXPECT_FALSE(db.run("UPDATE journal_acts SET reason = 'x' WHERE sequence = 5").ok());
  EXPECT_FALSE(db.run("DELETE FROM journal_acts WHERE sequence = 5").ok());
}

TEST(OldFormTest, ANewerFormIsNeitherOpenedNorVerified) {
  MadeJournal made;
  ASSERT_TRUE(made.journal->append(joined("practice/A", "said")).ok());
  const std::string key_name = made.journal->key_name();
  made.journal.reset();
  ASSERT_TRUE(opened_by_key(made, key_name).run("UPDATE journal_form SET version = 3").ok());
  const auto verified = journal::Journal::verify(real_files(), made.network, made.keys);
  ASSERT_FALSE(verified.ok());
  EXPECT_EQ(verified.error().kind, ErrorKind::kNewer);
  const auto opened = journal::Journal::open(real_files(), made.network, made.keys, {members()});
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().kind, ErrorKind::kNewer);
}

TEST(OldFormTest, ActsGivenTogetherMaySpeakOfOneSubjectMoreThanOnce) {
  MadeJournal made;
  ASSERT_TRUE(made.journal->append(joined("practice/A", "first", 0)).ok());
  // Each of a set is compared with what was there before the set.
  std::vector<journal::Act> set(4, joined("practice/A", "more", 1));
  set.push_back(joined("practice/B", "new", 0));
  set.push_back(joined("practice/B", "new again", 0));
  ASSERT_TRUE(made.journal->append(set).ok());
  EXPECT_EQ(*made.journal->newest("practice/A"), 5u);
  set.assign(2, joined("practice/A", "late", 4));
  EXPECT_FALSE(made.journal->append(set).ok()) << "act 5 was not seen";
  set = {joined("practice/A", "beside"), joined("practice/A", "then", 5)};
  EXPECT_TRUE(made.journal->append(set).ok());
  EXPECT_TRUE(made.verified().findings.empty());
}

}  // namespace
}  // namespace meso::tests
