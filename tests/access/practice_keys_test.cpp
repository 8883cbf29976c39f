// The key of a practice: changed with a death at every instant, withdrawn, given anew.

#include "access/practice_keys.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/lens.h"
#include "access/loading.h"
#include "access/practice_identities.h"
#include "base/failing_files.h"
#include "made_accounts.h"
#include "records/store.h"

namespace meso::access {
namespace {

using testing::HasSubstr;
using tests::FailingFiles;
using tests::MadeAccess;

const std::string kAtTerminal(kTerminal);
const std::string kNetwork = "/n";
const std::string kKeys = "/k/keys";

// A small network on a disk in memory; the journal lies on a real one.
class PracticeKeys : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto book = load_rulebook(real_files(), {});
    ASSERT_TRUE(book.ok());
    book_ = new Rulebook(std::move(*book));
  }
  static void TearDownTestSuite() { delete book_; }

  static SynthOptions made_of(std::uint32_t practices, bool seal) {
    SynthOptions out;
    out.patients = 40 * practices;
    out.practices = practices;
    out.years = 1;
    out.seal = seal;
    out.threads = 1;
    return out;
  }
  static void make(FileSystem& files, std::uint32_t practices, bool seal) {
    const auto made = synthesise(files, kNetwork, kKeys, *book_, made_of(practices, seal));
    ASSERT_TRUE(made.ok()) << made.error().text();
  }
  static KeyRing ring(FileSystem& files) { return *KeyRing::open(files, kKeys); }
  // Everything of the first practice reads: records to the last byte, and as many identities as patients.
  static testing::AssertionResult reads(FileSystem& files) {
    const KeyRing keys = ring(files);
    const auto snapshot = records::Snapshot::open(files, kNetwork, keys);
    if (!snapshot.ok()) return testing::AssertionFailure() << snapshot.error().text();
    if (!(*snapshot)->failures().empty())
      return testing::AssertionFailure() << (*snapshot)->failures()[0].error.text();
    const auto& file = *(*snapshot)->practices()[0];
    if (const Status all = file.check_all(); !all.ok())
      return testing::AssertionFailure() << all.error().text();
    const auto sealed = (*snapshot)->sealed_identities(file.practice());
    if (!sealed.ok()) return testing::AssertionFailure() << sealed.error().text();
    const auto people =
        open_identities_of(keys, (*snapshot)->manifest().network_id, file.practice(), *sealed);
    if (!people.ok()) return testing::AssertionFailure() << people.error().text();
    if (people->empty()) return testing::AssertionFailure() << "nobody";
    return testing::AssertionSuccess();
  }
  static std::string first_practice(FileSystem& files) {
    return (*records::Snapshot::open(files, kNetwork, ring(files)))->manifest().practices[0].practice;
  }
  static std::string network_id(FileSystem& files) {
    return (*records::Snapshot::open(files, kNetwork, ring(files)))->manifest().network_id;
  }
  std::uint64_t entries(const std::string& kind) {
    std::uint64_t out = 0;
    journal::Filter filter;
    filter.kind = kind;
    EXPECT_TRUE(made_.journal
                    ->entries(journal::Chain::kActs, filter,
                              [&](const journal::Entry&) -> Status {
                                ++out;
                                return {};
                              })
                    .ok());
    return out;
  }
  Status change(FileSystem& files, const std::string& practice) {
    return change_practice_key(*made_.journal, {files, kNetwork, kKeys}, kAtTerminal, practice,
                               "every March");
  }

  static inline Rulebook* book_ = nullptr;
  MadeAccess made_;
};

TEST_F(PracticeKeys, ADeathAtAnyInstantOfAChangeLeavesAPracticeThatReads) {
  std::uint64_t changes = 0;
  for (const bool done : {false, true}) {
    for (std::uint64_t at = 1; changes == 0 || at <= changes; ++at) {
      FailingFiles files;
      make(files, 1, true);
      const std::string practice = first_practice(files);
      const std::string name = records::practice_key_name(network_id(files), practice);
      const std::string next = records::next_practice_key_name(network_id(files), practice);
      const std::uint64_t old_id = ring(files).find(name)->id();
      const std::uint64_t before = files.changes();
      files.die_at(at, done);
      const Status died = change(files, practice);
      if (!files.dead()) {
        ASSERT_TRUE(died.ok()) << died.error().text();
        changes = files.changes() - before;
        break;
      }
      files.restart(at);
      ASSERT_TRUE(reads(files)) << "death at change " << at;
      const Status again = change(files, practice);
      ASSERT_TRUE(again.ok()) << "death at change " << at << ": " << again.error().text();
      ASSERT_TRUE(reads(files)) << "death at change " << at << ", taken up again";
      const KeyRing keys = ring(files);
      EXPECT_NE(keys.find(name)->id(), old_id);
      EXPECT_FALSE(keys.find(next));
      EXPECT_EQ(practice_keys({files, kNetwork, kKeys})->front().is, PracticeKeyState::Is::kSealed);
    }
  }
  EXPECT_GT(changes, 40u);
}

TEST_F(PracticeKeys, AChangeLeavesNothingUnderTheOldKeyAndIsWrittenOnce) {
  FailingFiles files;
  make(files, 2, false);
  const std::string practice = first_practice(files);
  const std::string name = records::practice_key_name(network_id(files), practice);
  EXPECT_EQ(practice_keys({files, kNetwork, kKeys})->front().is, PracticeKeyState::Is::kNotSealed);
  const Key old = *ring(files).find(name);
  ASSERT_TRUE(change(files, practice).ok());
  EXPECT_EQ(entries("access.key_changed"), 1u);
  ASSERT_TRUE(reads(files));
  // Whoever kept the old file of keys opens nothing of what lies there now.
  KeyRing kept = ring(files);
  ASSERT_TRUE(kept.put(files, name, old).ok());
  const auto snapshot = records::Snapshot::open(files, kNetwork, kept);
  ASSERT_EQ((*snapshot)->failures().size(), 1u);
  EXPECT_EQ((*snapshot)->failures()[0].error.kind, ErrorKind::kRefused);
  EXPECT_FALSE(
      open_identities_of(kept, network_id(files), practice, *(*snapshot)->sealed_identities(practice)).ok());
}

TEST_F(PracticeKeys, WhatWasSealedStaysSealedInTheNextLoad) {
  FailingFiles files;
  make(files, 1, false);
  ASSERT_TRUE(change(files, first_practice(files)).ok());
  make(files, 1, false);
  EXPECT_EQ(practice_keys({files, kNetwork, kKeys})->front().is, PracticeKeyState::Is::kSealed);
  ASSERT_TRUE(reads(files));
}

TEST_F(PracticeKeys, AWithdrawnKeyShutsThePracticeSealedOrNotAndOnlyANewExtractBringsItBack) {
  for (const bool seal : {false, true}) {
    FailingFiles files;
    make(files, 2, seal);
    const KeyPlaces places{files, kNetwork, kKeys};
    const std::string practice = first_practice(files);
    auto& journal = *made_.journal;
    const auto before = Lens::local_operator(files, kNetwork, kKeys);
    EXPECT_EQ(before->practices().size(), 2u);
    ASSERT_TRUE(withdraw_practice_key(journal, places, kAtTerminal, practice, "the partners say stop").ok());
    EXPECT_FALSE(ring(files).find(records::practice_key_name(network_id(files), practice)));
    const auto after = Lens::local_operator(files, kNetwork, kKeys);
    ASSERT_TRUE(after.ok());
    ASSERT_EQ(after->practices().size(), 1u);
    EXPECT_NE(after->practices()[0].practice, practice);
    ASSERT_EQ(after->failures().size(), 1u);
    EXPECT_THAT(after->failures()[0].error.text(), HasSubstr("withdrawn"));
    const auto snapshot = records::Snapshot::open(files, kNetwork, ring(files));
    EXPECT_FALSE((*snapshot)->sealed_identities(practice).ok());
    EXPECT_EQ(change(files, practice).error().kind, ErrorKind::kRefused);
    const auto load = synthesise(files, kNetwork, kKeys, *book_, made_of(2, seal));
    ASSERT_FALSE(load.ok());
    EXPECT_THAT(load.error().text(), HasSubstr("withdrawn"));
    ASSERT_TRUE(withdraw_practice_key(journal, places, kAtTerminal, practice, "said twice").ok());

    ASSERT_TRUE(allow_new_practice_key(journal, places, kAtTerminal, practice, "they joined again").ok());
    EXPECT_EQ(Lens::local_operator(files, kNetwork, kKeys)->practices().size(), 1u)
        << "the old extract does not come back";
    make(files, 2, seal);
    EXPECT_EQ(Lens::local_operator(files, kNetwork, kKeys)->practices().size(), 2u);
    ASSERT_TRUE(reads(files));
  }
}

TEST_F(PracticeKeys, WhereAllAreWithdrawnNoQuestionIsAnswered) {
  FailingFiles files;
  make(files, 1, false);
  const std::string practice = first_practice(files);
  ASSERT_TRUE(
      withdraw_practice_key(*made_.journal, {files, kNetwork, kKeys}, kAtTerminal, practice, "stop").ok());
  const auto lens = Lens::local_operator(files, kNetwork, kKeys);
  ASSERT_TRUE(lens.ok()) << "a server must leave the older state for this one";
  EXPECT_TRUE(lens->practices().empty());
  const auto figures = lens->figures({}, {});
  ASSERT_FALSE(figures.ok());
  EXPECT_THAT(figures.error().text(), HasSubstr("withdrawn"));
}

TEST_F(PracticeKeys, OnlyAdministratorAndGuardianMayAndWhatIsNotThereIsSaid) {
  FailingFiles files;
  make(files, 1, false);
  const KeyPlaces places{files, kNetwork, kKeys};
  const std::string practice = first_practice(files);
  for (const Role role : kEachRole) {
    const auto id = made_.accounts->add_person(kAtTerminal, std::string(role_name(role)), "Somebody");
    ASSERT_TRUE(made_.accounts->give_role(kAtTerminal, *id, role, practice).ok());
    const bool may_do = may(role, Ability::kKeys, Relation::kOwn) == Grant::kYes;
    const Status changed = change_practice_key(*made_.journal, places, *id, practice, "tried");
    EXPECT_EQ(changed.ok(), may_do) << role_words(role);
    if (may_do) continue;
    EXPECT_FALSE(withdraw_practice_key(*made_.journal, places, *id, practice, "tried").ok());
    EXPECT_FALSE(allow_new_practice_key(*made_.journal, places, *id, practice, "tried").ok());
  }
  EXPECT_TRUE(reads(files));
  EXPECT_EQ(change(files, "A99999").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(withdraw_practice_key(*made_.journal, places, kAtTerminal, "A99999", "typed wrong").error().kind,
            ErrorKind::kNotFound);
  EXPECT_EQ(allow_new_practice_key(*made_.journal, places, kAtTerminal, practice, "not shut").error().kind,
            ErrorKind::kRefused);
}

}  // namespace
}  // namespace meso::access
