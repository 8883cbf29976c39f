// Power against published figures, against laws that it must obey, and against every set of 10,000 random
// rules.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/random.h"
#include "network/voice/voice.h"
#include "voice_game.h"

namespace meso::network::voice {
namespace {

std::vector<Voter> voters_of(const std::vector<std::uint64_t>& patients) {
  std::vector<Voter> voters;
  for (std::size_t i = 0; i < patients.size(); ++i)
    voters.push_back({fmt::format("A{:05}", i + 1), patients[i]});
  return voters;
}

Rule rule_of(const std::string& text) {
  ParsedRules parsed = parse_rules(text, "rule");
  for (const Error& mistake : parsed.mistakes) ADD_FAILURE() << mistake.text() << "\n" << text;
  return parsed.rules.size() == 1 ? parsed.rules[0] : Rule{};
}

Power power_of(const std::string& text, const std::vector<std::uint64_t>& patients) {
  Result<Power> result = power(rule_of(text), voters_of(patients));
  EXPECT_TRUE(result.ok()) << result.error().text();
  return result.ok() ? std::move(*result) : Power{};
}

TEST(VoicePower, CouncilOf1958LeavesLuxembourgPowerless) {
  const std::string text =
      "votes 4 for A00001, A00002, A00003  votes 2 for A00004, A00005  votes 1 for A00006\n"
      "carried by at least 12 votes";
  const Power council = power_of(text, {1, 1, 1, 1, 1, 1});
  ASSERT_EQ(council.voters.size(), 6u);
  const std::uint64_t swings[] = {10, 10, 10, 6, 6, 0};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(council.voters[i].swings, swings[i]);
  EXPECT_EQ(council.voters[0].banzhaf, (Share{5, 21}));
  EXPECT_EQ(council.voters[3].banzhaf, (Share{1, 7}));
  EXPECT_EQ(council.voters[5].banzhaf, (Share{0, 1}));
  EXPECT_TRUE(council.voters[5].never_decides);
  EXPECT_FALSE(council.voters[4].never_decides);
  EXPECT_EQ(council.fewest, 3u);
}

TEST(VoicePower, FiftyFortyNineOne) {
  const Power three = power_of("carried by at least 51 patients", {50, 49, 1});
  EXPECT_EQ(three.voters[0].banzhaf, (Share{3, 5}));
  EXPECT_EQ(three.voters[1].banzhaf, (Share{1, 5}));
  EXPECT_EQ(three.voters[2].banzhaf, (Share{1, 5}));
  EXPECT_EQ(three.voters[0].shapley, (Share{2, 3}));
  EXPECT_TRUE(three.voters[0].can_block);
  EXPECT_FALSE(three.voters[0].decides_alone);
}

TEST(VoicePower, WhoHasMoreThanHalfOfPatientsDecidesAlone) {
  const Power network = power_of("carried by more than half of patients", {11'000, 5'000, 5'999});
  EXPECT_TRUE(network.voters[0].decides_alone);
  EXPECT_TRUE(network.voters[1].never_decides);
  EXPECT_TRUE(network.voters[2].never_decides);
  EXPECT_EQ(network.voters[0].shapley, (Share{1, 1}));
  EXPECT_EQ(network.fewest_patients, 11'000u);
}

TEST(VoicePower, DualMajorityTakesThatAwayAndLeavesABlock) {
  const Power network = power_of("carried by more than half of patients and more than half of practices",
                                 {11'000, 5'000, 5'999});
  EXPECT_FALSE(network.voters[0].decides_alone);
  EXPECT_TRUE(network.voters[0].can_block);
  EXPECT_FALSE(network.voters[1].never_decides);
  EXPECT_EQ(network.fewest_patients, 16'000u);
}

TEST(VoicePower, AQuorumLetsAMinorityBlockByStayingAway) {
  const std::string carried = "carried by more than half of patients  quorum at least 2 practices";
  EXPECT_FALSE(power_of(carried, {11'000, 5'000, 5'999}).voters[0].decides_alone);
  EXPECT_TRUE(power_of(carried + "  everyone attends", {11'000, 5'000, 5'999}).voters[0].decides_alone);
}

TEST(VoicePower, ACastingVoteOfTheChairIsAVoteOnlyOnTies) {
  const Power even = power_of("carried by more than half of practices  casting vote chair", {1, 1, 1, 1});
  ASSERT_EQ(even.voters.size(), 5u);
  EXPECT_EQ(even.voters[4].code, "chair");
  EXPECT_EQ(even.voters[4].swings, 6u);  // of 16: two against two
  const Power odd = power_of("carried by more than half of practices  casting vote chair", {1, 1, 1});
  EXPECT_TRUE(odd.voters[3].never_decides);
}

TEST(VoicePower, ARuleThatNobodyCanMeetCarriesNothing) {
  const Power none = power_of("carried by at least 5 practices", {1, 1});
  EXPECT_EQ(none.carrying, 0u);
  EXPECT_EQ(none.fewest, 0u);
  EXPECT_EQ(none.voters[0].banzhaf, (Share{0, 1}));
  const Power absent =
      power_of("carried by all practices  quorum at least 3 practices  everyone attends", {1, 1});
  EXPECT_EQ(absent.carrying, 0u);
}

TEST(VoicePower, TwoOppositeDecisionsAreSeen) {
  EXPECT_TRUE(power_of("carried by at least half of practices", {1, 1}).contradicts_itself);
  EXPECT_FALSE(power_of("carried by more than half of practices", {1, 1}).contradicts_itself);
}

TEST(VoicePower, APracticeThatIsNotHereIsNamed) {
  const Result<Power> result = power(rule_of("carried by all practices veto B99999"), voters_of({1, 2}));
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind, ErrorKind::kBadInput);
  EXPECT_THAT(result.error().text(), testing::HasSubstr("B99999"));
}

TEST(VoicePower, FortyPracticesAreExactAndOneMoreIsRefused) {
  Random random(40);
  std::vector<std::uint64_t> lists;
  for (int i = 0; i < 40; ++i) lists.push_back(random.between(2'000, 16'000));
  const Power network = power_of(
      "carried by more than half of patients and more than half of practices  quorum at least 2/3 of "
      "practices"
      "  casting vote A00007",
      lists);
  double shapley = 0;
  for (const VoterPower& voter : network.voters) shapley += voter.shapley.value();
  EXPECT_NEAR(shapley, 1.0, 1e-9);
  EXPECT_EQ(network.sets, std::uint64_t{1} << 40);
  EXPECT_EQ(network.fewest, 27u);
  lists.push_back(1);
  EXPECT_FALSE(power(rule_of("carried by all practices"), voters_of(lists)).ok());
}

// One practice, one vote among forty: every number is a binomial coefficient.
TEST(VoicePower, FortyEqualsAreCountedByBinomials) {
  const Power equal = power_of("carried by more than half of practices", std::vector<std::uint64_t>(40, 1));
  std::uint64_t choose = 1;  // C(39, 20)
  for (std::uint64_t i = 0; i < 20; ++i) choose = choose * (39 - i) / (i + 1);
  for (const VoterPower& voter : equal.voters) {
    EXPECT_EQ(voter.swings, choose);
    EXPECT_EQ(voter.shapley, (Share{1, 40}));
    EXPECT_EQ(voter.banzhaf, (Share{1, 40}));
  }
}

std::string random_clause(Random& random, const std::vector<Voter>& voters, std::uint64_t patients) {
  std::string what = "practices";
  std::uint64_t most = voters.size() + 1;
  switch (random.below(5)) {
    case 0:
    case 1:
      what = "patients";
      most = patients + 2;
      break;
    case 2:
      what = "votes";
      most = 12;
      break;
    case 3: {
      std::vector<std::string> codes;
      for (const Voter& voter : voters) {
        if (random.below(2) == 0) codes.push_back(voter.code);
      }
      if (codes.empty()) codes.push_back(voters[0].code);
      what = fmt::format("{}", fmt::join(codes, ", "));
      most = codes.size();
      break;
    }
    default:
      break;
  }
  static const char* const kFractions[] = {
      "more than half",  "more than half",          "at least half", "at least 2/3",
      "more than 66.7%", "at least three quarters", "all",           "more than 3/7"};
  if (random.below(3) == 0)
    return fmt::format("at least {} {}", 1 + random.below(static_cast<std::uint32_t>(most)),
                       what[0] == 'A' ? "of " + what : what);
  return fmt::format("{} of {}", kFractions[random.below(8)], what);
}

// A rule and lists, both small enough for every set to be tried.
std::string random_rule(Random& random, const std::vector<Voter>& voters) {
  std::uint64_t patients = 0;
  for (const Voter& voter : voters) patients += voter.patients;
  std::string text = "carried by ";
  for (std::uint32_t way = 0, ways = 1 + random.below(2); way < ways; ++way) {
    if (way > 0) text += "\n  or by ";
    for (std::uint32_t i = 0, clauses = 1 + random.below(3); i < clauses; ++i) {
      text += (i > 0 ? " and " : "") + random_clause(random, voters, patients);
    }
  }
  if (random.below(2) == 0) text += "\nquorum " + random_clause(random, voters, patients);
  if (random.below(4) == 0) text += "\neveryone attends";
  if (text.find("more than half") < text.find("quorum") && random.below(2) == 0) {
    text += "\ncasting vote " + (random.below(2) == 0 ? "chair" : voters[random.below(voters.size())].code);
  }
  if (random.below(5) == 0) text += "\nveto " + voters[random.below(voters.size())].code;
  if (text.find("votes") != std::string::npos) {
    static const char* const kRounded[] = {"up", "down", "nearest"};
    text += fmt::format("\nvotes {} per {} patients rounded {}", 1 + random.below(3), 1 + random.below(400),
                        kRounded[random.below(3)]);
    if (random.below(2) == 0)
      text += fmt::format(", at least {}, at most {}", random.below(2), 1 + random.below(9));
    if (random.below(3) == 0) text += fmt::format("\nvotes {} for {}", random.below(6), voters[0].code);
  }
  return text;
}

TEST(VoicePower, TenThousandRandomRulesAgreeWithEverySet) {
  const char* given = std::getenv("MESO_TEST_SEED");
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 1958;
  std::cout << "seed " << seed << " (MESO_TEST_SEED)\n";
  int carried_by_none = 0;
  int with_powerless = 0;
  for (std::uint64_t round = 0; round < 10'000; ++round) {
    Random random = Random(seed).fork(round);
    std::vector<std::uint64_t> lists;
    const bool equal = random.below(4) == 0;  // ties are likely
    for (std::uint32_t i = 0, n = 1 + random.below(8); i < n; ++i)
      lists.push_back(equal ? 100 : random.below(1'000));
    const std::vector<Voter> voters = voters_of(lists);
    const std::string text = random_rule(random, voters);
    const Rule rule = rule_of(text);
    const PlainReading reading(rule, voters);
    const PlainPower plain = plain_power(reading);
    const Result<Power> counted = power(rule, voters);
    ASSERT_TRUE(counted.ok()) << counted.error().text() << "\n" << text;
    ASSERT_EQ(counted->voters.size(), reading.players);
    ASSERT_EQ(counted->carrying, plain.carrying) << "round " << round << "\n" << text;
    std::uint64_t all = 0;
    for (std::uint64_t swings : plain.swings) all += swings;
    carried_by_none += all == 0 ? 1 : 0;
    for (std::size_t i = 0; i < reading.players; ++i) {
      const VoterPower& voter = counted->voters[i];
      ASSERT_EQ(voter.swings, plain.swings[i]) << "round " << round << ", voter " << i << "\n" << text;
      ASSERT_EQ(voter.shapley.part * plain.all_orders, plain.orders[i] * voter.shapley.whole) << text;
      ASSERT_EQ(voter.banzhaf.part * std::max<std::uint64_t>(all, 1), plain.swings[i] * voter.banzhaf.whole)
          << text;
      with_powerless += voter.never_decides ? 1 : 0;
    }
    // The heading says the whole rule.
    const Rule again = rule_of(in_words(rule));
    ASSERT_EQ(in_words(again), in_words(rule));
    ASSERT_EQ(power(again, voters)->carrying, plain.carrying) << text << "\n" << in_words(rule);
  }
  EXPECT_GT(carried_by_none, 100);
  EXPECT_LT(carried_by_none, 5'000);
  EXPECT_GT(with_powerless, 1'000);
}

}  // namespace
}  // namespace meso::network::voice
