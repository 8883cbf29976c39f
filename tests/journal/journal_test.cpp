// Acts: written, refused, undone, lifted, replayed; the tables follow.

#include <thread>

#include "journal/made_journal.h"

namespace meso::tests {
namespace {

using journal::Act;
using journal::Chain;
using journal::Entry;
using journal::Journal;

TEST(JournalTest, AnActIsOnTheChainAndInTheTables) {
  MadeJournal made;
  const auto receipt = made.journal->append(joined("practice/A", "first", 0));
  ASSERT_TRUE(receipt.ok()) << receipt.error().text();
  EXPECT_EQ(receipt->sequence, 1u);
  EXPECT_EQ(made.members_now(), "practice/A=first;");
  const auto entry = made.journal->entry(Chain::kActs, 1);
  ASSERT_TRUE(entry.ok());
  EXPECT_EQ(entry->author, "anna");
  EXPECT_EQ(entry->place, "DEMO1");
  EXPECT_EQ(entry->kind, "members.joined");
  EXPECT_EQ(entry->reason, "board of 3 March");
  EXPECT_EQ(entry->hash, receipt->hash);
  EXPECT_TRUE(entry->parents.empty());
  EXPECT_EQ(*made.journal->body(*entry), "first");
}

TEST(JournalTest, ItIsStillThereWhenOpenedAgain) {
  MadeJournal made;
  ASSERT_TRUE(made.journal->append(joined("practice/A", "first", 0)).ok());
  const std::string id = made.journal->id();
  made.open();
  EXPECT_EQ(made.journal->id(), id);
  EXPECT_EQ(made.members_now(), "practice/A=first;");
  EXPECT_EQ(*made.journal->newest("practice/A"), 1u);
  EXPECT_EQ(*made.journal->newest("practice/B"), 0u);
}

TEST(JournalTest, ParentsAreTheEntryBeforeAndTheOneBeforeOnTheSubject) {
  MadeJournal made;
  const auto a1 = made.journal->append(joined("practice/A", "1", 0));
  const auto b = made.journal->append(joined("practice/B", "2", 0));
  const auto a2 = made.journal->append(joined("practice/A", "3", 1));
  const auto a3 = made.journal->append(joined("practice/A", "4", 3));
  ASSERT_TRUE(a3.ok()) << a3.error().text();
  EXPECT_EQ(made.journal->entry(Chain::kActs, 2)->parents, std::vector{a1->hash});
  EXPECT_EQ(made.journal->entry(Chain::kActs, 3)->parents, (std::vector{b->hash, a1->hash}));
  EXPECT_EQ(made.journal->entry(Chain::kActs, 4)->parents, std::vector{a2->hash});
  EXPECT_TRUE(made.verified().findings.empty());
}

TEST(JournalTest, AnActThatHasNotSeenTheNewestIsRefusedAndShownIt) {
  MadeJournal made;
  ASSERT_TRUE(made.journal->append(joined("practice/A", "first", 0)).ok());
  const auto blind = made.journal->append(joined("practice/A", "blind", 0));
  ASSERT_FALSE(blind.ok());
  EXPECT_EQ(blind.error().kind, ErrorKind::kRefused);
  EXPECT_NE(blind.error().message.find("act 1 (members.joined) by anna"), std::string::npos)
      << blind.error().message;
  EXPECT_NE(blind.error().message.find("board of 3 March"), std::string::npos);
  EXPECT_EQ(made.members_now(), "practice/A=first;");
  EXPECT_TRUE(made.journal->append(joined("practice/A", "second", 1)).ok());
  EXPECT_FALSE(made.journal->append(joined("practice/A", "stale", 1)).ok());
  EXPECT_FALSE(made.journal->append(joined("practice/B", "of another", 1)).ok());
  EXPECT_EQ(made.members_now(), "practice/A=second;");
}

TEST(JournalTest, ActsGivenTogetherAreAllWrittenOrNone) {
  MadeJournal made;
  const std::vector<Act> good = {joined("practice/A", "1", 0), joined("practice/A", "2", 0),
                                 joined("practice/B", "3", 0)};
  ASSERT_TRUE(made.journal->append(good).ok()) << "each compares `seen` with what was there before them all";
  const std::vector<Act> bad = {joined("practice/C", "4"), joined("practice/D", "nonsense")};
  const auto refused = made.journal->append(bad);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(made.members_now(), "practice/A=2;practice/B=3;");
  const auto next = made.journal->append(joined("practice/C", "5", 0));
  ASSERT_TRUE(next.ok());
  EXPECT_EQ(next->sequence, 4u) << "a refused act leaves no gap";
  EXPECT_TRUE(made.verified().findings.empty());
}

TEST(JournalTest, ARuleIsAskedInTheTransactionAndItsWordIsTheRefusal) {
  MadeJournal made;
  const auto at_most_one = [](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(const auto members, tables.number("SELECT count(*) FROM members_now"));
    if (*members >= 1) return Error{ErrorKind::kRefused, "one member is enough (clause 4)", {}, ""};
    return {};
  };
  EXPECT_TRUE(made.journal->append(joined("practice/A", "1"), at_most_one).ok());
  const auto refused = made.journal->append(joined("practice/B", "2"), at_most_one);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "one member is enough (clause 4)");
  EXPECT_EQ(made.members_now(), "practice/A=1;");
}

TEST(JournalTest, WhatIsNotAnActIsRefused) {
  MadeJournal made;
  for (const auto& spoil : std::vector<std::function<void(Act&)>>{
           [](Act& act) { act.author = ""; }, [](Act& act) { act.reason = ""; },
           [](Act& act) { act.subject = "practice"; }, [](Act& act) { act.subject = "/A"; },
           [](Act& act) { act.subject = "practice/"; }, [](Act& act) { act.kind = "members.danced"; },
           [](Act& act) { act.kind = "journal.erased"; }, [](Act& act) { act.purpose = ""; },
           [](Act& act) { act.reason = std::string(5000, 'x'); },
           [](Act& act) { act.author = std::string("a\0b", 3); }}) {
    Act act = joined("practice/A", "1");
    spoil(act);
    const auto refused = made.journal->append(act);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().kind, ErrorKind::kUsage) << refused.error().text();
  }
  EXPECT_EQ(made.members_now(), "");
}

TEST(JournalTest, UndoIsAFurtherEntryAndCanBeUndone) {
  MadeJournal made;
  ASSERT_TRUE(made.journal->append(joined("practice/A", "first", 0)).ok());
  ASSERT_TRUE(made.journal->append(joined("practice/A", "second", 1)).ok());
  const auto undone = made.journal->undo(2, "bob", "typed the wrong practice", 2);
  ASSERT_TRUE(undone.ok()) << undone.error().text();
  EXPECT_EQ(undone->sequence, 3u);
  EXPECT_EQ(made.members_now(), "practice/A=first;");
  EXPECT_EQ(made.journal->entry(Chain::kActs, 3)->undoes, 2u);
  EXPECT_FALSE(made.journal->undo(2, "bob", "again", 3).ok());
  EXPECT_FALSE(made.journal->undo(1, "bob", "has not seen 3", 2).ok());
  EXPECT_EQ(made.journal->undo(99, "bob", "no such act", 3).error().kind, ErrorKind::kNotFound);
  ASSERT_TRUE(made.journal->undo(3, "bob", "it was right after all", 3).ok());
  EXPECT_EQ(made.members_now(), "practice/A=second;");
  const auto replayed = made.journal->replay();
  ASSERT_TRUE(replayed.ok());
  for (const auto& table : replayed->tables) EXPECT_TRUE(table.same) << table.table;
  EXPECT_TRUE(made.verified().findings.empty());
}

TEST(JournalTest, ReplayGivesTheSameTables) {
  MadeJournal made;
  for (int i = 0; i < 300; ++i) {
    Act act = joined("practice/P" + std::to_string(i % 40), "body " + std::to_string(i));
    if (i % 7 == 0) act.kind = "members.left";
    ASSERT_TRUE(made.journal->append(act).ok());
  }
  const std::string before = made.members_now();
  const auto replayed = made.journal->replay();
  ASSERT_TRUE(replayed.ok()) << replayed.error().text();
  EXPECT_EQ(replayed->entries, 300u);
  ASSERT_EQ(replayed->tables.size(), 2u);
  for (const auto& table : replayed->tables) EXPECT_TRUE(table.same) << table.table;
  EXPECT_EQ(made.members_now(), before);
}

TEST(JournalTest, ReplaySaysWhichTableSomebodyHasChanged) {
  MadeJournal made;
  ASSERT_TRUE(made.journal->append(joined("practice/A", "first")).ok());
  // A rule is given the tables to read them; here it stands for a hand that should not have been there.
  ASSERT_TRUE(
      made.journal
          ->append(joined("practice/B", "second"),
                   [](sqlite::Db& tables) { return tables.run("UPDATE members_now SET said = 'forged'"); })
          .ok());
  EXPECT_EQ(made.members_now(), "practice/A=forged;practice/B=second;");
  const auto replayed = made.journal->replay();
  ASSERT_TRUE(replayed.ok());
  for (const auto& table : replayed->tables) EXPECT_EQ(table.same, table.table != "members_now");
  EXPECT_EQ(made.members_now(), "practice/A=first;practice/B=second;");
}

TEST(JournalTest, EntriesCannotBeChangedOrDeletedByARoom) {
  MadeJournal made;
  ASSERT_TRUE(made.journal->append(joined("practice/A", "first")).ok());
  for (const char* sql : {"DELETE FROM journal_acts", "UPDATE journal_acts SET reason = 'another'",
                          "UPDATE journal_acts SET sealed = x'00'"}) {
    const auto refused =
        made.journal->append(joined("practice/B", "2"), [&](sqlite::Db& tables) { return tables.run(sql); });
    ASSERT_FALSE(refused.ok()) << sql;
    EXPECT_EQ(refused.error().kind, ErrorKind::kRefused);
  }
}

TEST(JournalTest, OldBodiesAreLiftedAndNewerOnesAreNotGuessed) {
  MadeJournal made;
  ASSERT_TRUE(made.journal->append(joined("practice/A", "first")).ok());
  journal::Projection second = members();
  second.version = 2;
  second.kinds[0].lifts = {
      [](std::string_view body) -> Result<std::string> { return "lifted " + std::string(body); }};
  made.open({second});
  EXPECT_EQ(made.members_now(), "practice/A=lifted first;")
      << "made again because the projection has a new version";
  ASSERT_TRUE(made.journal->append(joined("practice/B", "second")).ok());
  EXPECT_EQ(made.journal->entry(Chain::kActs, 1)->version, 1);
  EXPECT_EQ(made.journal->entry(Chain::kActs, 2)->version, 2);
  EXPECT_EQ(*made.journal->body(*made.journal->entry(Chain::kActs, 1)), "lifted first");
  const auto replayed = made.journal->replay();
  for (const auto& table : replayed->tables) EXPECT_TRUE(table.same) << table.table;
  EXPECT_EQ(made.members_now(), "practice/A=lifted first;practice/B=second;");

  made.journal.reset();
  const auto old = Journal::open(real_files(), made.network, made.keys, {members()});
  ASSERT_FALSE(old.ok());
  EXPECT_EQ(old.error().kind, ErrorKind::kNewer);
}

TEST(JournalTest, TablesCatchUpWithWhatAProgramWithoutTheirRoomWrote) {
  MadeJournal made;
  ASSERT_TRUE(made.journal->append(joined("practice/A", "first")).ok());
  ASSERT_TRUE(made.journal->append(joined("practice/B", "second")).ok());
  auto other = Journal::open(real_files(), made.network, made.keys, {});
  ASSERT_TRUE(other.ok()) << other.error().text();
  EXPECT_FALSE((*other)->append(joined("practice/C", "third")).ok()) << "nobody there takes this kind";
  ASSERT_TRUE((*other)->undo(2, "bob", "wrong", 2).ok());
  EXPECT_EQ(made.members_now(), "practice/A=first;");
  ASSERT_TRUE(made.journal->append(joined("practice/C", "third")).ok());
  EXPECT_EQ(made.members_now(), "practice/A=first;practice/C=third;");
}

TEST(JournalTest, ProjectionsThatContradictEachOtherDoNotOpen) {
  Folder folder;
  const auto opens = [&](std::vector<journal::Projection> projections) {
    return Journal::open(real_files(), folder.path("n"), folder.path("keys"), std::move(projections)).ok();
  };
  journal::Projection other = members();
  other.name = "others";
  EXPECT_FALSE(opens({members(), other})) << "both take the same kinds";
  other.kinds = {{"others.said"}};
  EXPECT_FALSE(opens({members(), other})) << "its tables have the name of another";
  other.schema = "CREATE TABLE others_said (entry INTEGER) STRICT;";
  EXPECT_TRUE(opens({members(), other}));
  other.name = "members";
  EXPECT_FALSE(opens({members(), other}));
  other.name = "journal";
  EXPECT_FALSE(opens({other}));
}

TEST(JournalTest, ThreadsThatWriteAtOnceShareTheChain) {
  MadeJournal made;
  constexpr int kThreads = 8, kEach = 25;
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const std::string subject = "practice/T" + std::to_string(t);
        const auto seen = made.journal->newest(subject);
        // Every fifth is one that apply() refuses: it must take no other of its group with it.
        const auto receipt = made.journal->append(joined(subject, i % 5 == 4 ? "nonsense" : "x", *seen));
        if (receipt.ok() == (i % 5 == 4)) ++failed;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  const auto verified = made.verified();
  EXPECT_EQ(verified.acts, kThreads * kEach * 4 / 5);
  EXPECT_TRUE(verified.findings.empty());
}

TEST(JournalTest, TwoProgramsShareOneJournal) {
  MadeJournal made;
  auto other = Journal::open(real_files(), made.network, made.keys, {members()});
  ASSERT_TRUE(other.ok());
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(made.journal->append(joined("practice/A", "x", *made.journal->newest("practice/A"))).ok());
    ASSERT_TRUE((*other)->append(joined("practice/A", "y", *(*other)->newest("practice/A"))).ok());
  }
  EXPECT_EQ(made.verified().acts, 40u);
  EXPECT_TRUE(made.verified().findings.empty());
}

TEST(JournalTest, WithoutItsKeyItDoesNotOpenAndHoldsNoPlainText) {
  MadeJournal made;
  ASSERT_TRUE(made.journal->append(joined("practice/A", "a body that nobody may see")).ok());
  made.journal.reset();
  const auto closed = Journal::open(real_files(), made.network, made.folder.path("other-keys"), {members()});
  ASSERT_FALSE(closed.ok());
  EXPECT_EQ(closed.error().kind, ErrorKind::kRefused);
  const auto bytes = real_files().read(made.path());
  const std::string_view text(reinterpret_cast<const char*>((*bytes)->bytes().data()),
                              (*bytes)->bytes().size());
  for (const char* plain : {"nobody may see", "practice/A", "board of", "SQLite"}) {
    EXPECT_EQ(text.find(plain), std::string_view::npos) << plain;
  }
  EXPECT_EQ(
      Journal::open(real_files(), made.folder.path("elsewhere"), made.keys, {}, Journal::Mode::kExisting)
          .error()
          .kind,
      ErrorKind::kNotFound);
}

TEST(JournalTest, EntriesAreListedByEveryFilter) {
  MadeJournal made;
  for (int i = 1; i <= 2500; i += 500) {
    std::vector<Act> acts;
    for (int j = i; j < i + 500; ++j) acts.push_back(joined("practice/P" + std::to_string(j % 5), "x"));
    acts.back().author = "bob";
    ASSERT_TRUE(made.journal->append(acts).ok());
  }
  const auto listed = [&](const journal::Filter& filter) {
    std::vector<std::uint64_t> out;
    EXPECT_TRUE(made.journal
                    ->entries(Chain::kActs, filter,
                              [&](const Entry& entry) -> Status {
                                out.push_back(entry.sequence);
                                return {};
                              })
                    .ok());
    return out;
  };
  journal::Filter filter;
  EXPECT_EQ(listed(filter).size(), 2500u);
  filter.author = "bob";
  EXPECT_EQ(listed(filter), (std::vector<std::uint64_t>{500, 1000, 1500, 2000, 2500}));
  filter.last = 2;
  EXPECT_EQ(listed(filter), (std::vector<std::uint64_t>{2000, 2500}));
  filter = {};
  filter.subject = "practice/P3";
  filter.after = 2480;
  EXPECT_EQ(listed(filter), (std::vector<std::uint64_t>{2483, 2488, 2493, 2498}));
  filter = {};
  filter.before = made.journal->entry(Chain::kActs, 501)->at;
  filter.last = 1;
  EXPECT_EQ(listed(filter), std::vector<std::uint64_t>{500});
  filter = {};
  filter.kind = "members.left";
  EXPECT_TRUE(listed(filter).empty());
  filter = {};
  filter.last = 10'000;
  EXPECT_EQ(listed(filter).size(), 2500u);
}

}  // namespace
}  // namespace meso::tests
