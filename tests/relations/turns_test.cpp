// Lines, labelled meetings, the mirror and transcripts: by hand, beside an independent computation, and
// against the counts that the files are known to have.

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "base/random.h"
#include "public_data.h"
#include "relations/mirror.h"
#include "relations/transcript.h"
#include "relations/turns.h"

namespace meso::relations {
namespace {

const char* const kMeetings[] = {"ES2008a", "ES2008b", "ES2009d", "IS1000a", "IS1001a", "IS1001b",
                                 "IS1003b", "IS1003d", "IS1006b", "IS1008a", "IS1008c", "TS3005a"};

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Observation labelled(const std::string& folder, const std::string& name) {
  auto read = read_labelled_acts(content(folder + "/" + name + ".csv"), name);
  EXPECT_TRUE(read.ok()) << read.error().text();
  return read.ok() ? *read : Observation{};
}

// The rows of a file, taken apart with nothing of the room's.
struct Row {
  std::string speaker;
  std::vector<std::string> to;
};
std::vector<Row> plain_rows(const std::string& path) {
  std::vector<Row> out;
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.emplace_back();
      } else if (c != '\r') {
        cells.back() += c;
      }
    }
    Row row{cells.at(2), {}};
    std::istringstream names(cells.at(3));
    for (std::string name; std::getline(names, name, ',');) row.to.push_back(name);
    out.push_back(row);
  }
  return out;
}

TEST(Labelled, TheCountsOfTheTwelveMeetings) {
  MESO_NEEDS_PUBLIC_DATA(folder, "meetings");
  const std::map<std::string, std::pair<std::size_t, std::uint64_t>> known = {
      {"ES2008a", {386, 269}}, {"ES2008b", {955, 681}}, {"ES2009d", {1249, 807}}, {"IS1000a", {658, 404}},
      {"IS1001a", {323, 174}}, {"IS1001b", {897, 534}}, {"IS1003b", {693, 447}},  {"IS1003d", {1234, 701}},
      {"IS1006b", {953, 631}}, {"IS1008a", {263, 186}}, {"IS1008c", {584, 332}},  {"TS3005a", {641, 380}}};
  std::uint64_t acts = 0, room = 0, one = 0, next = 0, previous = 0;
  for (const char* name : kMeetings) {
    const Observation seen = labelled(folder, name);
    const auto mirror = mirror_of(seen);
    ASSERT_TRUE(mirror.ok());
    EXPECT_EQ(seen.turns.size(), known.at(name).first) << name;
    EXPECT_EQ(mirror->labelled, known.at(name).second) << name;
    const Following followed = following(seen);
    EXPECT_EQ(followed.to_one, mirror->to_one);
    acts += mirror->labelled;
    room += mirror->to_room;
    one += mirror->to_one;
    next += followed.next;
    previous += followed.previous;
  }
  EXPECT_EQ(acts, 5546u);
  EXPECT_EQ(room, 3233u);
  EXPECT_EQ(one, 2262u);
  EXPECT_EQ(std::lround(100.0 * static_cast<double>(next) / static_cast<double>(one)), 63);
  EXPECT_EQ(std::lround(100.0 * static_cast<double>(previous) / static_cast<double>(one)), 65);
}

TEST(Labelled, ArcsThatAreKnown) {
  MESO_NEEDS_PUBLIC_DATA(folder, "meetings");
  const auto arcs = [&](const char* name) { return mirror_of(labelled(folder, name))->arcs; };
  auto first = arcs("ES2008a");
  EXPECT_EQ((first[{"A", "B"}]), 13u);
  EXPECT_EQ((first[{"C", "A"}]), 14u);
  EXPECT_EQ((first[{"B", "D"}]), 1u);
  EXPECT_EQ((arcs("IS1003d")[{"A", "C"}]), 35u);
  EXPECT_EQ((arcs("TS3005a")[{"D", "C"}]), 21u);
}

TEST(Labelled, SharesReciprocityAndGiniEqualAPlainComputation) {
  MESO_NEEDS_PUBLIC_DATA(folder, "meetings");
  for (const char* name : kMeetings) {
    const auto rows = plain_rows(folder + "/" + name + ".csv");
    std::map<std::string, double> turns = {{"A", 0}, {"B", 0}, {"C", 0}, {"D", 0}};
    std::map<std::string, double> pairs;
    for (const Row& row : rows) {
      turns[row.speaker] += 1;
      if (row.to.size() == 1) pairs[row.speaker + row.to[0]] += 1;
    }
    // Gini as the mean absolute difference over twice the mean, corrected.
    double differences = 0, sum = 0;
    for (const auto& [a, x] : turns) {
      sum += x;
      for (const auto& [b, y] : turns) differences += std::abs(x - y);
    }
    const double gini = differences / (2 * 4 * sum) * 4.0 / 3.0;
    double both = 0, all = 0, returned = 0;
    for (const auto& [pair, count] : pairs) {
      const std::string back = {pair[1], pair[0]};
      all += count;
      if (!pairs.contains(back)) continue;
      both += std::min(count, pairs.at(back));
      returned += 1;
    }
    const auto mirror = mirror_of(labelled(folder, name));
    ASSERT_TRUE(mirror.ok());
    for (const SeatShare& seat : mirror->seats)
      EXPECT_EQ(static_cast<double>(seat.turns), turns[seat.seat]) << name;
    EXPECT_NEAR(mirror->gini, gini, 1e-12) << name;
    EXPECT_NEAR(*mirror->reciprocity, both / all, 1e-12) << name;
    EXPECT_NEAR(*mirror->pairs_returned, returned / static_cast<double>(pairs.size()), 1e-12) << name;
  }
}

TEST(Mirror, UnevenIsSaidInFiveOfAHundredMeetingsOfChanceAtMost) {
  Random random(9);
  int said = 0;
  constexpr int kRounds = 400;
  for (int round = 0; round < kRounds; ++round) {
    Observation seen;
    for (const char* seat : {"A", "B", "C", "D", "E"}) seen.seats.push_back({seat});
    for (int i = 0; i < 80; ++i) seen.turns.push_back({i * 1.0, seen.seats[random.below(5)].name, {}, true});
    said += mirror_of(seen, 3)->uneven ? 1 : 0;
  }
  EXPECT_LE(said, kRounds * 8 / 100);
  EXPECT_GT(said, 0);
}

TEST(Mirror, WhatIsSaidOfASmallCircle) {
  const std::vector<std::string> lines = {"1 seat A chair", "2 seat B",      "3 seat C",      "4 at 1 A B",
                                          "5 at 2.5 B A",   "6 at 3 A room", "7 at 4 - room", "8 at 5 B A",
                                          "9 at 6 A C",     "10 undo",       "11 at 7 A B,C"};
  const auto seen = observation_of(lines);
  ASSERT_TRUE(seen.ok()) << seen.error().text();
  EXPECT_EQ(seen->taken_back, 1u);
  const auto mirror = mirror_of(*seen);
  ASSERT_TRUE(mirror.ok());
  EXPECT_EQ(mirror->turns, 5u);
  EXPECT_EQ(mirror->unobserved, 1u);
  EXPECT_EQ(mirror->silent, 1u);
  EXPECT_EQ(mirror->to_room, 2u);
  EXPECT_EQ(mirror->to_one, 3u);
  EXPECT_EQ(mirror->chair_turns, 3u);
  EXPECT_DOUBLE_EQ(*mirror->reciprocity, 2.0 / 3);
  EXPECT_DOUBLE_EQ(*mirror->pairs_returned, 1.0);
  EXPECT_FALSE(mirror->uneven) << "five turns say nothing";
  Observation two = *seen;
  two.seats.pop_back();
  EXPECT_FALSE(mirror_of(two).ok()) << "two seats would tell on each other";
  const std::vector<std::uint64_t> all_to_one = {0, 0, 7};
  EXPECT_DOUBLE_EQ(gini_of(all_to_one), 1.0);
}

TEST(Lines, WhatIsNoLineIsNamed) {
  for (const char* bad : {"", "0 undo", "1 at 5 A", "1 at x A B", "1 at 5 A A", "1 seat A B", "1 seat room",
                          "1 at 5 A B,", "1 at 99999999 A B", "x undo"}) {
    const bool reads = parse_line(bad).ok();
    EXPECT_EQ(reads, std::string(bad) == "1 at 5 A B,") << bad;
  }
  const std::vector<std::string> unknown = {"1 seat A", "2 at 1 A B"};
  EXPECT_FALSE(observation_of(unknown).ok());
  for (const char* text :
       {"1 seat A chair other", "2 at 61.5 A B", "3 at 64 - room", "4 at 70.25 B A,C", "5 undo"}) {
    EXPECT_EQ(line_text(*parse_line(text)), text);
  }
}

TEST(Transcripts, TalkTurnsAndWhoFollowedWhom) {
  const std::string text =
      "WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:05.000\r\n<v Ann Other>secret words</v>\r\n\r\n"
      "00:00:05.500 --> 00:00:06.500\r\n<v Ann Other>more</v>\r\n\r\n"
      "00:00:06.000 --> 00:00:08.000\r\n<v Ben Field>yes</v>\r\n\r\n"
      "00:00:09.000 --> 00:00:10.000\r\nand so on\r\n\r\n00:00:11.000 --> 00:00:12.000\r\n<v Ann "
      "Other>good</v>\r\n";
  const auto read = read_transcript(text, "board.vtt", 2);
  ASSERT_TRUE(read.ok()) << read.error().text();
  ASSERT_EQ(read->talkers.size(), 2u);
  EXPECT_EQ(read->talkers[0].label, "Ann Other");
  EXPECT_DOUBLE_EQ(read->talkers[0].seconds, 6);
  EXPECT_EQ(read->talkers[0].turns, 2u);
  EXPECT_EQ(read->talkers[1].turns, 1u);
  EXPECT_EQ(read->followed.at({1, 0}), 1u);
  EXPECT_EQ(read->followed.at({0, 1}), 1u);
  EXPECT_EQ(read->notes.size(), 2u) << "a cue without a speaker, an overlap";
  EXPECT_FALSE(read->one_microphone);
  const auto room = read_transcript(text, "board.vtt", 6);
  EXPECT_TRUE(room->one_microphone) << "Ann Other has two thirds of the talk, and six were there";
  EXPECT_FALSE(read_transcript("hello", "x").ok());
  EXPECT_FALSE(read_transcript("WEBVTT\n\n00:01.000 --> 00:02.000\nno speaker\n", "x").ok());
}

}  // namespace
}  // namespace meso::relations
