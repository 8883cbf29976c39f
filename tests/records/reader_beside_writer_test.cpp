// On the machine's own disk: another process loads, again and again, while this one opens snapshots. Each
// snapshot is one load, whole, and stays so although its files are removed under it.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "made_practices.h"
#include "records/store.h"

namespace meso::records::tests {
namespace {

constexpr MadeShape kShape{30, 400, 9, false};
constexpr std::uint64_t kLoads = 40;

Status load(const std::string& network, std::uint64_t number) {
  MESO_ASSIGN_OR_RETURN(const auto transaction, LoadTransaction::begin(real_files(), network));
  for (const char* practice : {"A", "B", "C"}) {
    const std::string identities = std::to_string(number);
    MESO_RETURN_IF_ERROR(transaction->put_practice(made_practice(practice, number, kShape), made_keys(), {},
                                                   std::as_bytes(std::span(identities))));
  }
  return transaction->commit();
}

class BesideAWriter : public testing::Test {
 public:
  BesideAWriter() {
    std::string made = (std::filesystem::temp_directory_path() / "meso-network-XXXXXX").string();
    directory_ = mkdtemp(made.data());
  }
  ~BesideAWriter() override { std::filesystem::remove_all(directory_); }

 protected:
  std::string network() const { return directory_ + "/network"; }

  // The load that a snapshot shows; 0 and a failed test when it is not one.
  static std::uint64_t load_of(const Snapshot& snapshot) {
    EXPECT_TRUE(snapshot.failures().empty());
    if (snapshot.practices().size() != 3) return 0;
    const std::uint64_t number = snapshot.manifest().generation;
    for (const auto& file : snapshot.practices()) {
      const auto facts = read_facts(*file);
      const bool right =
          facts.ok() &&
          *facts == expected_facts(made_practice(file->practice(), number, kShape), made_keys().hashing);
      const auto identities = snapshot.sealed_identities(file->practice());
      const std::string expected = std::to_string(number);
      if (!right || !identities.ok() || !std::ranges::equal(*identities, std::as_bytes(std::span(expected))))
        return 0;
    }
    return number;
  }

  std::string directory_;
};

TEST_F(BesideAWriter, EverySnapshotIsOneLoad) {
  ASSERT_TRUE(load(network(), 1).ok());
  const pid_t writer = ::fork();
  if (writer == 0) {
    bool ok = true;
    for (std::uint64_t number = 2; number <= kLoads && ok; ++number) ok = load(network(), number).ok();
    ::_exit(ok ? 0 : 1);
  }
  const KeyRing keys = *KeyRing::open(real_files(), directory_ + "/keys");
  const auto pinned = Snapshot::open(real_files(), network(), keys);
  ASSERT_TRUE(pinned.ok());
  const std::uint64_t pinned_load = (*pinned)->manifest().generation;
  std::uint64_t newest = 0;
  int status = 0;
  int snapshots = 0;
  bool running = true;
  while (running) {
    running = ::waitpid(writer, &status, WNOHANG) == 0;
    const auto snapshot = Snapshot::open(real_files(), network(), keys);
    ASSERT_TRUE(snapshot.ok()) << snapshot.error().text();
    const std::uint64_t shown = load_of(**snapshot);
    ASSERT_GE(shown, std::max<std::uint64_t>(newest, 1)) << "a mixture, or a step back in time";
    newest = shown;
    ++snapshots;
  }
  EXPECT_EQ(status, 0);
  EXPECT_EQ(newest, kLoads);
  EXPECT_GT(snapshots, 1);
  EXPECT_EQ(load_of(**pinned), pinned_load) << "a pinned state changed";
}

TEST_F(BesideAWriter, AWriterKilledAtAnyMomentLeavesOneLoad) {
  ASSERT_TRUE(load(network(), 1).ok());
  const KeyRing keys = *KeyRing::open(real_files(), directory_ + "/keys");
  Random random(4);
  std::uint64_t newest = 1;
  for (int round = 0; round < 25; ++round) {
    const pid_t writer = ::fork();
    if (writer == 0) {
      for (std::uint64_t number = newest + 1;; ++number) (void)load(network(), number);
    }
    ::usleep(static_cast<useconds_t>(random.below(20'000)));
    ::kill(writer, SIGKILL);
    ::waitpid(writer, nullptr, 0);
    const auto snapshot = Snapshot::open(real_files(), network(), keys);
    ASSERT_TRUE(snapshot.ok()) << snapshot.error().text();
    const std::uint64_t shown = load_of(**snapshot);
    ASSERT_GE(shown, newest);
    newest = shown;
  }
  ASSERT_TRUE(load(network(), newest + 1).ok());
  EXPECT_EQ(real_files().list(network() + "/practices")->size(), 3u) << "leftovers of killed loads stay";
  EXPECT_EQ(real_files().list(network() + "/identities")->size(), 3u);
}

}  // namespace
}  // namespace meso::records::tests
