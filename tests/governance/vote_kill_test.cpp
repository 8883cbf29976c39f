// A program that is killed in the middle of a vote loses no vote that it acknowledged, and counts none twice.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <set>
#include <thread>

#include "base/random.h"
#include "governance/made_network.h"

namespace meso::tests {
namespace {

using namespace governance;

constexpr int kPractices = 40;

std::string code_of(int i) {
  return "B" + std::to_string(99000 + i);
}

// Four desks take votes from the fortieth practice down; each says so into the pipe when the journal has.
[[noreturn]] void take_votes_until_killed(const std::string& folder, std::uint64_t number, int pipe) {
  auto opened = journal::Journal::open(real_files(), folder + "/network", folder + "/keys", {projection()});
  if (!opened.ok()) _exit(3);
  std::vector<std::thread> desks;
  for (int desk = 0; desk < 4; ++desk) {
    desks.emplace_back([&, desk] {
      for (int i = desk; i < kPractices; i += 4) {
        const Hand hand{**opened, "local/desk"};
        const auto receipt =
            vote(hand, number, cast(code_of(i), i % 2 == 0 ? "a" : "b", "words of " + code_of(i)));
        // Refused is what a practice gets that voted before the last kill.
        if (!receipt.ok() && receipt.error().kind != ErrorKind::kRefused) _exit(4);
        if (receipt.ok() && ::write(pipe, &i, sizeof i) != sizeof i) _exit(5);
      }
    });
  }
  for (std::thread& desk : desks) desk.join();
  close(pipe);
  while (true) pause();
}

TEST(VoteKill, NoAcknowledgedVoteIsLostAndNoneIsCountedTwice) {
  MadeNetwork made;
  Random random(21);
  for (int round = 0; round < 6; ++round) {
    NewDecision asked = question();
    asked.voters.clear();
    for (int i = 0; i < kPractices; ++i) asked.voters.push_back({code_of(i), 1000});
    const auto number = open_decision(made.hand(), asked);
    ASSERT_TRUE(number.ok());
    made.journal.reset();
    std::set<int> acknowledged;
    for (int kills = 0; kills < 3; ++kills) {
      int ends[2];
      ASSERT_EQ(pipe(ends), 0);
      const pid_t child = fork();
      if (child == 0) {
        close(ends[0]);
        take_votes_until_killed(made.folder, *number, ends[1]);
      }
      close(ends[1]);
      const std::size_t wanted = acknowledged.size() + 1 + random.below(10);
      bool killed = false;
      int said = 0;
      while (read(ends[0], &said, sizeof said) == sizeof said) {
        EXPECT_TRUE(acknowledged.insert(said).second) << code_of(said) << " was taken twice";
        if (killed || acknowledged.size() < std::min<std::size_t>(wanted, kPractices)) continue;
        std::this_thread::sleep_for(std::chrono::microseconds(random.below(3000)));
        kill(child, SIGKILL);
        killed = true;
      }
      if (!killed) kill(child, SIGKILL);  // every vote was in
      close(ends[0]);
      int status = 0;
      waitpid(child, &status, 0);
      ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself: " << WEXITSTATUS(status);
    }
    made.open();
    const auto kept = decision(*made.journal, *number);
    ASSERT_TRUE(kept.ok());
    std::set<std::string> voted;
    for (const Vote& vote : kept->votes) {
      EXPECT_TRUE(voted.insert(vote.ballot.practice).second);
      EXPECT_EQ(vote.dissent, "words of " + vote.ballot.practice) << "a vote and its words come together";
    }
    for (const int i : acknowledged) EXPECT_TRUE(voted.contains(code_of(i))) << code_of(i) << " is lost";
    Closing closing;
    closing.on = day("2026-03-06");
    const auto outcome = close_decision(made.hand(), *number, closing);
    ASSERT_TRUE(outcome.ok());
    std::size_t counted = 0;
    for (const Tally& tally : outcome->tallies) counted += tally.practices.size();
    EXPECT_EQ(counted, voted.size());
  }
  made.journal.reset();
  const auto verified =
      journal::Journal::verify(real_files(), made.folder + "/network", made.folder + "/keys");
  ASSERT_TRUE(verified.ok());
  EXPECT_TRUE(verified->findings.empty());
}

}  // namespace
}  // namespace meso::tests
