// A program that is killed at any instant loses no act that it was told is written.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <thread>

#include "base/random.h"
#include "journal/made_journal.h"

namespace meso::tests {
namespace {

struct Acknowledged {
  std::uint64_t sequence;
  journal::Hash hash;
};

// What the child does until it is killed: four threads write acts, alone and in batches, and say so into the
// pipe when the journal has said so to them. A write of this size into a pipe is whole or not at all.
[[noreturn]] void write_until_killed(const std::string& network, const std::string& keys, int pipe) {
  auto opened = journal::Journal::open(real_files(), network, keys, {members()});
  if (!opened.ok()) _exit(3);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0;; ++i) {
        std::vector<journal::Act> acts(i % 5 == 0 ? 20 : 1,
                                       joined("practice/T" + std::to_string(t), std::string(200, 'x')));
        const auto receipt = (*opened)->append(acts);
        if (!receipt.ok()) _exit(4);
        if (i % 40 == 39) {
          if (!(*opened)->undo(receipt->sequence, "anna", "every fortieth", receipt->sequence).ok()) _exit(5);
        }
        const Acknowledged said{receipt->sequence, receipt->hash};
        if (write(pipe, &said, sizeof said) != sizeof said) _exit(6);
      }
    });
  }
  while (true) pause();
}

TEST(KillTest, EveryAcknowledgedActIsThereAfterAKillAtAnyInstant) {
  MadeJournal made;
  made.journal.reset();
  Random random(11);
  std::vector<Acknowledged> acknowledged;
  for (int round = 0; round < 25; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      write_until_killed(made.network, made.keys, ends[1]);
    }
    close(ends[1]);
    std::size_t here = 0;
    bool killed = false;
    Acknowledged said{};
    while (read(ends[0], &said, sizeof said) == sizeof said) {
      acknowledged.push_back(said);
      ++here;
      if (!killed && here > random.below(20)) {
        std::this_thread::sleep_for(std::chrono::microseconds(random.below(8000)));
        kill(child, SIGKILL);
        killed = true;
      }
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << WEXITSTATUS(status);
    ASSERT_GT(here, 0u);

    const auto verified = made.verified();
    ASSERT_TRUE(verified.findings.empty()) << verified.findings[0].where << ": " << verified.findings[0].what;
    made.open();
    for (const Acknowledged& act : acknowledged) {
      const auto entry = made.journal->entry(journal::Chain::kActs, act.sequence);
      ASSERT_TRUE(entry.ok()) << "round " << round << ": act " << act.sequence << " is lost";
      ASSERT_EQ(entry->hash, act.hash);
    }
    const auto replayed = made.journal->replay();
    ASSERT_TRUE(replayed.ok());
    for (const auto& table : replayed->tables) ASSERT_TRUE(table.same) << table.table;
    made.journal.reset();
  }
  EXPECT_GT(acknowledged.size(), 50u);
}

TEST(KillTest, AProgramKilledWhileItMakesAJournalLeavesOneThatOpens) {
  Random random(12);
  for (int round = 0; round < 15; ++round) {
    Folder folder;
    const pid_t child = fork();
    if (child == 0) {
      const auto opened =
          journal::Journal::open(real_files(), folder.path("network"), folder.path("keys"), {members()});
      _exit(opened.ok() ? 0 : 3);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random.below(20000)));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    const auto opened =
        journal::Journal::open(real_files(), folder.path("network"), folder.path("keys"), {members()});
    ASSERT_TRUE(opened.ok()) << opened.error().text();
    ASSERT_TRUE((*opened)->append(joined("practice/A", "first", 0)).ok());
  }
}

}  // namespace
}  // namespace meso::tests
