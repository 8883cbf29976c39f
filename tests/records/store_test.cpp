#include "records/store.h"

#include <gtest/gtest.h>

#include "base/failing_files.h"
#include "made_practices.h"
#include "records/manifest.h"

namespace meso::records::tests {
namespace {

using meso::tests::FailingFiles;

constexpr MadeShape kSmall{5, 40, 6, false};
const std::string kNetwork = "/care/network";

std::string identities_text(const std::string& practice, std::uint64_t load) {
  return "sealed identities of " + practice + " in load " + std::to_string(load);
}

// Loads practices A and B (made from the load's number) in one commit.
Status load_network(FileSystem& files, std::uint64_t load, bool sealed = false) {
  MESO_ASSIGN_OR_RETURN(const auto transaction, LoadTransaction::begin(files, kNetwork));
  WriteOptions options;
  options.seal = sealed;
  options.threads = 1;
  for (const std::string practice : {"A", "B"}) {
    const std::string identities = identities_text(practice, load);
    MESO_RETURN_IF_ERROR(transaction->put_practice(made_practice(practice, load, kSmall), made_keys(),
                                                   options, std::as_bytes(std::span(identities))));
  }
  return transaction->commit();
}

// The keys under which load_network seals, by the names of the network that is there now.
KeyRing ring_of(FileSystem& files) {
  FailingFiles elsewhere;
  KeyRing ring = *KeyRing::open(elsewhere, "/keys");
  if (const auto manifest = read_manifest(files, kNetwork); manifest.ok()) {
    for (const char* practice : {"A", "B"}) {
      EXPECT_TRUE(
          ring.put(elsewhere, practice_key_name(manifest->network_id, practice), made_keys().sealing).ok());
    }
  }
  return ring;
}

// Which load the network shows: 0 for none yet. Fails the test on an error or a mixture.
std::uint64_t load_shown(FileSystem& files, std::uint64_t most) {
  const auto snapshot = Snapshot::open(files, kNetwork, ring_of(files));
  if (!snapshot.ok()) {
    EXPECT_EQ(snapshot.error().kind, ErrorKind::kNotFound) << snapshot.error().text();
    return 0;
  }
  for (const auto& failure : (*snapshot)->failures()) {
    ADD_FAILURE() << failure.practice << ": " << failure.error.text();
  }
  if ((*snapshot)->practices().empty()) return 0;
  std::uint64_t shown = 0;
  for (std::uint64_t load = 1; load <= most; ++load) {
    if ((*snapshot)->practices().size() != 2) break;
    bool all = true;
    for (const auto& file : (*snapshot)->practices()) {
      const auto facts = read_facts(*file);
      EXPECT_TRUE(facts.ok()) << facts.error().text();
      all &= facts.ok() &&
             *facts == expected_facts(made_practice(file->practice(), load, kSmall), made_keys().hashing);
      const auto identities = (*snapshot)->sealed_identities(file->practice());
      EXPECT_TRUE(identities.ok());
      const std::string expected = identities_text(file->practice(), load);
      all &= identities.ok() && std::ranges::equal(*identities, std::as_bytes(std::span(expected)));
    }
    if (all) shown = load;
  }
  EXPECT_NE(shown, 0u) << "the network shows a mixture";
  return shown;
}

TEST(Store, ALoadReplacesThePracticesWholly) {
  FailingFiles files;
  EXPECT_EQ(load_shown(files, 0), 0u);
  for (std::uint64_t load = 1; load <= 3; ++load) {
    const Status status = load_network(files, load, load == 2);
    ASSERT_TRUE(status.ok()) << status.error().text();
    EXPECT_EQ(load_shown(files, 3), load);
    EXPECT_EQ(files.list(practices_directory(kNetwork))->size(), 2u) << "superseded files stay behind";
    EXPECT_EQ(files.list(identities_directory(kNetwork))->size(), 2u);
  }
}

TEST(Store, APracticeThatIsNotLoadedStays) {
  FailingFiles files;
  ASSERT_TRUE(load_network(files, 1).ok());
  {
    auto transaction = LoadTransaction::begin(files, kNetwork);
    ASSERT_TRUE(transaction.ok());
    ASSERT_TRUE((*transaction)->put_practice(made_practice("C", 9, kSmall), made_keys(), {}, {}).ok());
    ASSERT_TRUE((*transaction)->commit().ok());
  }
  const auto snapshot = Snapshot::open(files, kNetwork, ring_of(files));
  ASSERT_TRUE(snapshot.ok());
  ASSERT_EQ((*snapshot)->practices().size(), 3u);
  EXPECT_EQ((*snapshot)->practices()[0]->practice(), "A");
  EXPECT_EQ((*snapshot)->practices()[2]->practice(), "C");
  const auto entries = (*snapshot)->manifest().practices;
  EXPECT_EQ(entries[0].generation, 1u);
  EXPECT_EQ(entries[2].generation, 2u);
  EXPECT_EQ(entries[2].patients, kSmall.patients);
  EXPECT_EQ(entries[2].events, kSmall.events);
  EXPECT_TRUE((*snapshot)->sealed_identities("C")->empty());
  EXPECT_EQ((*snapshot)->sealed_identities("D").error().kind, ErrorKind::kNotFound);
}

TEST(Store, ALoadThatIsGivenUpLeavesNothing) {
  FailingFiles files;
  ASSERT_TRUE(load_network(files, 1).ok());
  {
    auto transaction = LoadTransaction::begin(files, kNetwork);
    ASSERT_TRUE(transaction.ok());
    ASSERT_TRUE((*transaction)->put_practice(made_practice("A", 2, kSmall), made_keys(), {}, {}).ok());
    EXPECT_EQ(files.list(practices_directory(kNetwork))->size(), 3u);
  }
  EXPECT_EQ(files.list(practices_directory(kNetwork))->size(), 2u);
  EXPECT_EQ(load_shown(files, 2), 1u);
}

TEST(Store, OneWriterAtATime) {
  FailingFiles files;
  auto first = LoadTransaction::begin(files, kNetwork);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(LoadTransaction::begin(files, kNetwork).error().kind, ErrorKind::kLocked);
  first->reset();
  EXPECT_TRUE(LoadTransaction::begin(files, kNetwork).ok());
}

TEST(Store, RefusesADirectoryThatHoldsOtherThings) {
  FailingFiles files;
  files.put(kNetwork + "/thesis.odt", Bytes(3));
  EXPECT_EQ(LoadTransaction::begin(files, kNetwork).error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(Snapshot::open(files, kNetwork, ring_of(files)).error().kind, ErrorKind::kNotFound);
}

TEST(Store, RefusesAPracticeTwiceInOneLoad) {
  FailingFiles files;
  auto transaction = LoadTransaction::begin(files, kNetwork);
  ASSERT_TRUE(transaction.ok());
  ASSERT_TRUE((*transaction)->put_practice(made_practice("A", 1, kSmall), made_keys(), {}, {}).ok());
  EXPECT_EQ((*transaction)->put_practice(made_practice("A", 2, kSmall), made_keys(), {}, {}).error().kind,
            ErrorKind::kBadInput);
}

TEST(Store, NoCodeOfAPracticeLeavesItsDirectory) {
  FailingFiles files;
  const std::string hostile = "../../etc/p a%2Fs";
  {
    auto transaction = LoadTransaction::begin(files, kNetwork);
    ASSERT_TRUE(transaction.ok());
    ASSERT_TRUE((*transaction)->put_practice(made_practice(hostile, 1, kSmall), made_keys(), {}, {}).ok());
    ASSERT_TRUE((*transaction)->commit().ok());
  }
  const auto names = *files.list(practices_directory(kNetwork));
  ASSERT_EQ(names.size(), 1u);
  EXPECT_EQ(names[0], "%2E%2E%2F%2E%2E%2Fetc%2Fp%20a%252Fs-1.meso");
  const auto snapshot = Snapshot::open(files, kNetwork, ring_of(files));
  ASSERT_TRUE(snapshot.ok());
  ASSERT_EQ((*snapshot)->practices().size(), 1u);
  EXPECT_EQ((*snapshot)->practices()[0]->practice(), hostile);
}

TEST(Store, OnePracticeThatDoesNotReadLeavesTheOthers) {
  FailingFiles files;
  ASSERT_TRUE(load_network(files, 1).ok());
  const std::string path = practices_directory(kNetwork) + "/A-1.meso";
  Bytes bytes;
  {
    const auto file = files.read(path);
    bytes.assign((*file)->bytes().begin(), (*file)->bytes().end());
  }
  bytes.resize(bytes.size() / 2);
  files.put(path, bytes);
  {
    const auto snapshot = Snapshot::open(files, kNetwork, ring_of(files));
    ASSERT_TRUE(snapshot.ok());
    ASSERT_EQ((*snapshot)->failures().size(), 1u);
    EXPECT_EQ((*snapshot)->failures()[0].practice, "A");
    EXPECT_EQ((*snapshot)->failures()[0].error.kind, ErrorKind::kCorrupt);
    ASSERT_EQ((*snapshot)->practices().size(), 1u);
    EXPECT_EQ((*snapshot)->practices()[0]->practice(), "B");
  }
  ASSERT_TRUE(files.remove(path).ok());
  const auto snapshot = Snapshot::open(files, kNetwork, ring_of(files));
  ASSERT_TRUE(snapshot.ok());
  ASSERT_EQ((*snapshot)->failures().size(), 1u);
  EXPECT_EQ((*snapshot)->failures()[0].error.kind, ErrorKind::kNotFound);
}

TEST(Store, AnotherPracticesFileUnderItsNameIsNotBelieved) {
  FailingFiles files;
  ASSERT_TRUE(load_network(files, 1).ok());
  const auto file = files.read(practices_directory(kNetwork) + "/B-1.meso");
  files.put(practices_directory(kNetwork) + "/A-1.meso",
            Bytes((*file)->bytes().begin(), (*file)->bytes().end()));
  const auto snapshot = Snapshot::open(files, kNetwork, ring_of(files));
  ASSERT_TRUE(snapshot.ok());
  ASSERT_EQ((*snapshot)->failures().size(), 1u);
  EXPECT_EQ((*snapshot)->failures()[0].error.kind, ErrorKind::kCorrupt);
}

// The machine dies in every change of a load in turn, before or after the change took effect, and comes up
// having lost this or that of what was not synced. What is seen then is the state before or the state after,
// and after only once the manifest's rename was reached; and a later load succeeds.
class StoreKilled : public testing::TestWithParam<bool> {};

TEST_P(StoreKilled, InAnyChangeOfALoadShowsOneState) {
  const bool sealed = GetParam();
  std::uint64_t changes = 0;
  std::uint64_t commit = 0;
  {
    FailingFiles files;
    ASSERT_TRUE(load_network(files, 1, sealed).ok());
    const std::uint64_t before = files.changes();
    ASSERT_TRUE(load_network(files, 2, sealed).ok());
    changes = files.changes() - before;
    for (std::uint64_t i = before; i < files.changes(); ++i) {
      if (files.history()[i] == "rename " + manifest_path(kNetwork)) commit = i - before + 1;
    }
  }
  ASSERT_GT(changes, 50u);
  ASSERT_GT(commit, 0u);
  std::uint64_t seen_after = 0;
  for (std::uint64_t n = 1; n <= changes; ++n) {
    for (const bool done : {false, true}) {
      for (std::uint64_t luck = 0; luck < 6; ++luck) {
        SCOPED_TRACE("death in change " + std::to_string(n) + (done ? ", done" : ", not done") + ", luck " +
                     std::to_string(luck));
        FailingFiles files;
        ASSERT_TRUE(load_network(files, 1, sealed).ok());
        files.die_at(n, done);
        const bool said_ok = load_network(files, 2, sealed).ok();
        ASSERT_TRUE(files.dead());
        files.restart(luck * 1000 + n);
        const std::uint64_t shown = load_shown(files, 2);
        if (n < commit || (n == commit && !done)) {
          EXPECT_EQ(shown, 1u);
        }
        if (said_ok) {
          EXPECT_EQ(shown, 2u) << "a load that was reported as done is gone";
        }
        seen_after += shown == 2;
        ASSERT_TRUE(load_network(files, 3, sealed).ok());
        ASSERT_EQ(load_shown(files, 3), 3u);
        ASSERT_EQ(files.list(practices_directory(kNetwork))->size(), 2u) << "leftovers of the dead load stay";
        if (HasFailure()) return;
      }
    }
  }
  EXPECT_GT(seen_after, 0u);
}

TEST_P(StoreKilled, InAnyChangeOfTheFirstLoadShowsNothingOrAll) {
  const bool sealed = GetParam();
  FailingFiles counted;
  ASSERT_TRUE(load_network(counted, 1, sealed).ok());
  for (std::uint64_t n = 1; n <= counted.changes(); ++n) {
    for (const bool done : {false, true}) {
      for (std::uint64_t luck = 0; luck < 6; ++luck) {
        SCOPED_TRACE("death in change " + std::to_string(n) + (done ? ", done" : ", not done") + ", luck " +
                     std::to_string(luck));
        FailingFiles files;
        files.die_at(n, done);
        const bool said_ok = load_network(files, 1, sealed).ok();
        files.restart(luck * 1000 + n);
        const std::uint64_t shown = load_shown(files, 1);
        if (said_ok) {
          EXPECT_EQ(shown, 1u);
        }
        ASSERT_TRUE(load_network(files, 2, sealed).ok());
        ASSERT_EQ(load_shown(files, 2), 2u);
        if (HasFailure()) return;
      }
    }
  }
}

// Only the program dies and the machine runs on, so nothing is lost; then the next load is
// hit by a power cut. A commit that no sync had yet carried to the disk must not be undone
// after its predecessor's files are gone.
TEST_P(StoreKilled, ThenThePowerFailsInTheNextLoad) {
  const bool sealed = GetParam();
  FailingFiles counted;
  ASSERT_TRUE(load_network(counted, 1, sealed).ok());
  const std::uint64_t first = counted.changes();
  ASSERT_TRUE(load_network(counted, 2, sealed).ok());
  const std::uint64_t changes = counted.changes() - first;
  for (std::uint64_t n = changes > 12 ? changes - 12 : 1; n <= changes; ++n) {
    for (std::uint64_t m = 1; m <= 12; ++m) {
      for (std::uint64_t luck = 0; luck < 8; ++luck) {
        SCOPED_TRACE("program dies in change " + std::to_string(n) + ", power in change " +
                     std::to_string(m) + ", luck " + std::to_string(luck));
        FailingFiles files;
        ASSERT_TRUE(load_network(files, 1, sealed).ok());
        files.die_at(n, luck % 2 == 0);
        (void)load_network(files, 2, sealed);
        files.revive();
        files.die_at(m, luck % 4 < 2);
        (void)load_network(files, 3, sealed);
        files.restart(luck * 1000 + n * 100 + m);
        const std::uint64_t shown = load_shown(files, 3);
        EXPECT_TRUE(shown == 1 || shown == 2) << shown;
        if (HasFailure()) return;
      }
    }
  }
}

// One change fails, as on a full disk, and the program goes on: an error is
// reported, and the network is as before.
TEST_P(StoreKilled, AFailedChangeIsReportedAndUndone) {
  const bool sealed = GetParam();
  FailingFiles counted;
  ASSERT_TRUE(load_network(counted, 1, sealed).ok());
  const std::uint64_t first = counted.changes();
  ASSERT_TRUE(load_network(counted, 2, sealed).ok());
  const std::uint64_t changes = counted.changes() - first;
  for (std::uint64_t n = 1; n <= changes; ++n) {
    for (std::uint64_t luck = 0; luck < 4; ++luck) {
      SCOPED_TRACE("change " + std::to_string(n) + " fails: " + counted.history()[first + n - 1]);
      FailingFiles files;
      ASSERT_TRUE(load_network(files, 1, sealed).ok());
      files.fail_at(n);
      const Status status = load_network(files, 2, sealed);
      // Removing what is no longer needed may fail quietly: the next load does it again.
      if (!counted.history()[first + n - 1].starts_with("remove ")) {
        EXPECT_FALSE(status.ok());
      }
      EXPECT_EQ(load_shown(files, 2), status.ok() ? 2u : 1u);
      files.restart(luck);  // and then a power cut
      const std::uint64_t shown = load_shown(files, 2);
      if (status.ok()) {
        EXPECT_EQ(shown, 2u);
      }
      ASSERT_TRUE(load_network(files, 3, sealed).ok());
      ASSERT_EQ(load_shown(files, 3), 3u);
      if (HasFailure()) return;
    }
  }
}

// From one change on every change fails, as on a disk that turned read-only, and then the power goes.
TEST_P(StoreKilled, ADiskThatTurnsReadOnlyLeavesOneState) {
  const bool sealed = GetParam();
  FailingFiles counted;
  ASSERT_TRUE(load_network(counted, 1, sealed).ok());
  const std::uint64_t first = counted.changes();
  ASSERT_TRUE(load_network(counted, 2, sealed).ok());
  for (std::uint64_t n = 1; n <= counted.changes() - first; ++n) {
    for (std::uint64_t luck = 0; luck < 6; ++luck) {
      SCOPED_TRACE("from change " + std::to_string(n) + " on: " + counted.history()[first + n - 1]);
      FailingFiles files;
      ASSERT_TRUE(load_network(files, 1, sealed).ok());
      files.fail_from(n);
      const bool said_ok = load_network(files, 2, sealed).ok();
      files.restart(luck);
      const std::uint64_t shown = load_shown(files, 2);
      EXPECT_TRUE(said_ok ? shown == 2 : shown == 1 || shown == 2) << shown;
      if (HasFailure()) return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Ciphers, StoreKilled, testing::Bool(),
                         [](const auto& cipher) { return cipher.param ? "Sealed" : "Plain"; });

}  // namespace
}  // namespace meso::records::tests
