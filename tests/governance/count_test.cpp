// Votes under rules: by hand, and 10,000 random ones beside a plain reading of the clauses.

#include <algorithm>

#include <gtest/gtest.h>

#include "base/random.h"
#include "governance/count.h"
#include "network/voice_game.h"

namespace meso::governance {
namespace {

namespace voice = network::voice;
using Ballots = std::vector<Ballot>;

const std::vector<voice::Voter> kThree = {{"A99901", 11000}, {"A99902", 5999}, {"A99903", 5000}};
const std::vector<std::string> kAB = {"a", "b"};

VotingRule rule(const std::string& text) {
  VotingRule out;
  out.text = text;
  out.consent = is_consent(text);
  return out;
}

Outcome counted(const std::string& text, const Ballots& ballots,
                const std::optional<std::vector<std::string>>& present = std::nullopt,
                const std::vector<std::string>& options = kAB) {
  const auto outcome = count_votes(rule(text), kThree, options, ballots, present);
  EXPECT_TRUE(outcome.ok()) << outcome.error().text();
  return outcome.ok() ? *outcome : Outcome{};
}

TEST(Count, OnePracticeOneVoteAndListWeightDisagree) {
  const Ballots ballots = {{"A99901", "a"}, {"A99902", "b"}, {"A99903", "b"}};
  EXPECT_EQ(counted("carried by more than half of practices", ballots).option, "b");
  EXPECT_EQ(counted("carried by more than half of patients", ballots).option, "a");
  const Outcome both =
      counted("carried by more than half of practices and more than half of patients", ballots);
  EXPECT_EQ(both.kind, OutcomeKind::kNotCarried);
}

TEST(Count, AQuorumIsAskedOfThoseWhoAreThere) {
  const std::string text = "carried by more than half of patients; quorum at least 2 practices";
  EXPECT_EQ(counted(text, {{"A99901", "a"}}).kind, OutcomeKind::kNoQuorum);
  EXPECT_EQ(counted(text, {{"A99901", "a"}, {"A99903", kAbstain}}).option, "a") << "who abstains is there";
  const Outcome lost = counted(text, {{"A99901", "a"}, {"A99902", "a"}}, std::vector<std::string>{"A99901"});
  EXPECT_EQ(lost.kind, OutcomeKind::kNoQuorum) << "the quorum was lost half way: one had gone";
  EXPECT_TRUE(lost.option.empty());
  EXPECT_EQ(counted(text, {{"A99901", "a"}}, std::vector<std::string>{}).kind, OutcomeKind::kNoQuorum)
      << "nobody was noted as present";
}

TEST(Count, NothingIsCarriedByDefault) {
  EXPECT_EQ(counted("carried by more than half of practices", {}).kind, OutcomeKind::kNothingCast);
  EXPECT_EQ(counted("by consent", {}, std::nullopt, {"a"}).kind, OutcomeKind::kNothingCast);
  const Outcome twice =
      counted("carried by at least 1 of A99901, A99902", {{"A99901", "a"}, {"A99902", "b"}});
  EXPECT_EQ(twice.kind, OutcomeKind::kContradiction);
  EXPECT_TRUE(twice.option.empty());
  EXPECT_FALSE(count_votes(rule("carried by more than half of practices"), kThree, {}, {}).ok())
      << "no options";
  EXPECT_FALSE(count_votes(rule("carried by whoever shouts"), kThree, kAB, {}).ok()) << "no schedule has it";
  EXPECT_FALSE(count_votes(rule("carried by all practices; veto A99909"), kThree, kAB, {}).ok());
}

TEST(Count, VetoCastingVoteAndSuperMajority) {
  const std::string veto = "carried by more than half of practices; veto A99901";
  EXPECT_EQ(counted(veto, {{"A99902", "a"}, {"A99903", "a"}}).kind, OutcomeKind::kNotCarried);
  EXPECT_EQ(counted(veto, {{"A99901", "a"}, {"A99903", "a"}}).option, "a");
  EXPECT_EQ(counted("carried by at least two thirds of patients", {{"A99901", "a"}}).kind,
            OutcomeKind::kNotCarried);
  const std::vector<voice::Voter> two = {{"A99901", 1}, {"A99902", 1}};
  const auto tie = [&](const Ballots& ballots) {
    return *count_votes(rule("carried by more than half of practices; casting vote chair"), two, kAB,
                        ballots);
  };
  EXPECT_EQ(tie({{"A99901", "a"}, {"A99902", "b"}}).kind, OutcomeKind::kNotCarried);
  EXPECT_EQ(tie({{"A99901", "a"}, {"A99902", "b"}, {"chair", "b"}}).option, "b");
}

TEST(Count, ConsentIsHeldUpByAReasonAndNotByAWord) {
  const std::string text = "by consent; quorum at least 2 practices";
  const Outcome plain =
      counted(text, {{"A99901", kConsents}, {"A99902", kObject, "", false}}, std::nullopt, {"a"});
  EXPECT_EQ(plain.option, "a");
  EXPECT_EQ(plain.notes, std::vector<std::string>{"A99902 objects without a reason: it holds nothing up"});
  const Outcome reasoned =
      counted(text, {{"A99901", kConsents}, {"A99902", kObject, "", true}}, std::nullopt, {"a"});
  EXPECT_EQ(reasoned.kind, OutcomeKind::kNotCarried);
  EXPECT_EQ(counted(text, {{"A99901", kConsents}}, std::nullopt, {"a"}).kind, OutcomeKind::kNoQuorum);
}

TEST(Count, AVoteThatWasGivenAwayFollowsAndACircleCountsForNothing) {
  const std::string text = "carried by more than half of practices";
  EXPECT_EQ(counted(text, {{"A99901", "", "A99902"}, {"A99902", "", "A99903"}, {"A99903", "b"}}).option, "b");
  const Outcome circle = counted(text, {{"A99901", "", "A99902"}, {"A99902", "", "A99901"}, {"A99903", "b"}});
  EXPECT_EQ(circle.kind, OutcomeKind::kNotCarried);
  EXPECT_EQ(circle.notes.size(), 2u);
  const Ballots given = {{"A99902", "", "A99903"}, {"A99903", "", "A99901"}};
  EXPECT_EQ(circle_of(given, "A99901", "A99902"), (std::vector<std::string>{"A99901", "A99902", "A99903"}));
  EXPECT_TRUE(circle_of(given, "A99902", "A99901").empty());
}

// A random rule that holds for these voters.
std::string random_rule(Random& random, const std::vector<voice::Voter>& voters) {
  const auto clause = [&]() -> std::string {
    constexpr const char* kAmounts[] = {"more than half of", "at least half of", "at least 2/3 of",
                                        "at least 75% of", "all of"};
    const char* amount = kAmounts[random.below(5)];
    if (random.below(5) == 0)
      return "at least 1 of " + voters[random.below(static_cast<std::uint32_t>(voters.size()))].code;
    return std::string(amount) + (random.below(2) == 0 ? " practices" : " patients");
  };
  std::string out = "carried by " + clause();
  if (random.below(2) == 0) out += " and " + clause();
  if (random.below(3) == 0) out += " or by " + clause();
  if (random.below(2) == 0) out += "; quorum " + clause();
  if (random.below(4) == 0) out += "; veto " + voters[0].code;
  return out;
}

TEST(Count, AgreesWithAPlainReadingOfTenThousandRandomRules) {
  Random random(6);
  std::uint64_t carried = 0;
  for (int i = 0; i < 10'000; ++i) {
    std::vector<voice::Voter> voters;
    for (std::uint32_t v = 0; v < 2 + random.below(7); ++v) {
      voters.push_back({"A9990" + std::to_string(v + 1), 1 + random.below(9000)});
    }
    const VotingRule asked = rule(random_rule(random, voters));
    auto parsed = read_rule(asked);
    ASSERT_TRUE(parsed.ok()) << asked.text << ": " << parsed.error().text();
    Ballots ballots;
    std::uint64_t in_favour = 0, there = 0;
    for (std::size_t v = 0; v < voters.size(); ++v) {
      const std::uint32_t choice = random.below(4);
      if (choice == 3) continue;
      ballots.push_back({voters[v].code, choice == 0 ? kAbstain : choice == 1 ? "a" : kAgainst});
      there |= std::uint64_t{1} << v;
      in_favour |= choice == 1 ? std::uint64_t{1} << v : 0;
    }
    const auto outcome = count_votes(asked, voters, std::vector<std::string>{"a"}, ballots);
    ASSERT_TRUE(outcome.ok()) << outcome.error().text();
    // The quorum, read plainly: a rule that is carried by those who are there.
    voice::Rule quorum = *parsed;
    quorum.ways = {quorum.quorum};
    quorum.quorum.clear();
    quorum.vetoes.clear();
    const bool quorate =
        parsed->quorum.empty() ? there != 0 : voice::PlainReading(quorum, voters).carries(there);
    parsed->quorum.clear();
    const bool carries = quorate && there != 0 && voice::PlainReading(*parsed, voters).carries(in_favour);
    ASSERT_EQ(outcome->kind == OutcomeKind::kCarried, carries) << asked.text;
    ASSERT_EQ(outcome->kind == OutcomeKind::kNoQuorum, there != 0 && !quorate) << asked.text;
    carried += carries ? 1 : 0;
  }
  EXPECT_GT(carried, 500u);
}

}  // namespace
}  // namespace meso::governance
