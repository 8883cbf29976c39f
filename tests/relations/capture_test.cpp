// Lines on a journal: a whole meeting at four times its speed loses no turn, a device that comes back sends
// all again, and a kill loses nothing that was acknowledged.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/random.h"
#include "governance/meetings.h"
#include "public_data.h"
#include "relations/capture.h"

namespace meso::relations {
namespace {

struct Made {
  Made() {
    std::string pattern = (std::filesystem::temp_directory_path() / "meso-relations-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    open();
    const auto called =
        governance::call_meeting(hand(), {"board", "", "", "", "", "", *parse_iso_date("2026-03-04")});
    EXPECT_TRUE(called.ok()) << called.error().text();
    EXPECT_FALSE(take_lines(hand(), 1, "a", {"1 seat A"}).ok()) << "the group has not agreed yet";
    EXPECT_TRUE(governance::agree_observation(hand(), 1, true, true).ok());
  }
  ~Made() {
    journal.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  void open() {
    journal.reset();
    auto opened = journal::Journal::open(real_files(), folder + "/network", folder + "/keys",
                                         {governance::projection(), projection()});
    ASSERT_TRUE(opened.ok()) << opened.error().text();
    journal = std::move(*opened);
  }
  governance::Hand hand() { return {*journal, "local/anna"}; }
  std::string folder;
  std::unique_ptr<journal::Journal> journal;
};

TEST(Capture, LinesAreTakenOnceHoweverOftenTheyCome) {
  Made made;
  const std::vector<std::string> lines = {"1 seat A", "2 seat B", "3 seat C", "4 at 1 A B", "5 at 2 B room"};
  auto taken = take_lines(made.hand(), 1, "a", {lines.begin(), lines.begin() + 4});
  ASSERT_TRUE(taken.ok()) << taken.error().text();
  EXPECT_EQ(taken->fresh, 4u);
  taken = take_lines(made.hand(), 1, "a", lines);
  ASSERT_TRUE(taken.ok());
  EXPECT_EQ(taken->fresh, 1u);
  EXPECT_EQ(taken->known, 4u);
  EXPECT_FALSE(take_lines(made.hand(), 1, "a", {"5 at 2 C room"}).ok()) << "another line of this number";
  EXPECT_FALSE(take_lines(made.hand(), 1, "a", {"7 undo"}).ok()) << "line 6 is left out";
  EXPECT_FALSE(take_lines(made.hand(), 1, "a", {"6 at 3 D room"}).ok()) << "nobody sits there";
  EXPECT_TRUE(take_lines(made.hand(), 1, "b", {"1 seat A"}).ok()) << "a second observer";
  EXPECT_EQ(observation(*made.journal, 1, "a")->turns.size(), 2u);
  EXPECT_EQ(*streams(*made.journal, 1), (std::vector<std::string>{"a", "b"}));
}

// A line of a labelled meeting, as a tap would give it.
std::vector<std::string> taps_of(const std::string& path, std::vector<double>& times) {
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const auto seen = read_labelled_acts(text, "meeting");
  std::vector<std::string> out;
  for (const Seat& seat : seen->seats) {
    out.push_back(fmt::format("{} seat {}", out.size() + 1, seat.name));
    times.push_back(0);
  }
  for (const Turn& turn : seen->turns) {
    if (!turn.labelled) continue;
    Line line;
    line.number = out.size() + 1;
    line.turn = turn;
    out.push_back(line_text(line));
    times.push_back(turn.at);
  }
  return out;
}

TEST(Capture, AMeetingAtFourTimesItsSpeedThatLosesItsConnectionLosesNoTurn) {
  MESO_NEEDS_PUBLIC_DATA(path, "meetings/IS1003d.csv");
  Made made;
  std::vector<double> times;
  auto lines = taps_of(path, times);
  const auto begin = std::chrono::steady_clock::now();
  std::size_t sent = 0;
  for (; sent < lines.size() && times[sent] < 20; ++sent) {
    std::this_thread::sleep_until(begin + std::chrono::duration<double>(times[sent] / 4));
    const auto taken = take_lines(made.hand(), 1, "a", {lines[sent]});
    ASSERT_TRUE(taken.ok()) << taken.error().text();
    ASSERT_EQ(taken->last, sent + 1);
  }
  // The connection drops for the rest of the meeting; the device then sends everything that it has.
  ASSERT_TRUE(take_lines(made.hand(), 1, "a", lines).ok());
  made.open();
  const auto seen = observation(*made.journal, 1, "a");
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(seen->turns.size(), 701u);
  EXPECT_EQ(*lines_of(*made.journal, 1, "a"), lines);
}

TEST(Capture, AKillLosesNoLineThatWasAcknowledged) {
  Made made;
  ASSERT_TRUE(take_lines(made.hand(), 1, "a", {"1 seat A", "2 seat B", "3 seat C"}).ok());
  Random random(4);
  std::uint64_t acknowledged = 3;
  for (int round = 0; round < 8; ++round) {
    made.journal.reset();
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
      auto opened = journal::Journal::open(real_files(), made.folder + "/network", made.folder + "/keys",
                                           {governance::projection(), projection()});
      if (!opened.ok()) _exit(3);
      const auto here = lines_of(**opened, 1, "a");
      for (std::uint64_t number = here->size() + 1;; ++number) {
        const auto taken =
            take_lines({**opened, "local/anna"}, 1, "a", {fmt::format("{} at {} A B", number, number)});
        if (!taken.ok() || ::write(ends[1], &number, sizeof number) != sizeof number) _exit(4);
      }
    }
    close(ends[1]);
    std::uint64_t said = 0, here = 0;
    bool killed = false;
    while (read(ends[0], &said, sizeof said) == sizeof said) {
      acknowledged = said;
      if (killed || ++here <= random.below(12)) continue;
      std::this_thread::sleep_for(std::chrono::microseconds(random.below(3000)));
      kill(child, SIGKILL);
      killed = true;
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    made.open();
    const auto lines = lines_of(*made.journal, 1, "a");
    ASSERT_TRUE(lines.ok());
    ASSERT_GE(lines->size(), acknowledged);
    ASSERT_LE(lines->size(), acknowledged + 1) << "no line twice";
  }
}

}  // namespace
}  // namespace meso::relations
