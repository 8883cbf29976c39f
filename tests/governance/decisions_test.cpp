// Decisions on a journal: what may be voted when, what a close counts, what stays when words are erased.

#include <thread>

#include "governance/ledger.h"
#include "governance/made_network.h"
#include "governance/purpose.h"

namespace meso::tests {
namespace {

using namespace governance;

std::uint64_t opened(MadeNetwork& made, const NewDecision& decision = question()) {
  const auto number = open_decision(made.hand(), decision);
  EXPECT_TRUE(number.ok()) << number.error().text();
  return number.ok() ? *number : 0;
}

Closing on(const char* text) {
  Closing out;
  out.on = day(text);
  return out;
}

TEST(Decisions, AVoteIsCastCountedAndClosedWithWhatStandsBesideIt) {
  MadeNetwork made;
  const std::uint64_t number = opened(made);
  EXPECT_EQ(number, 1u);
  ASSERT_TRUE(vote(made.hand(), 1, cast("A99901", "a")).ok());
  ASSERT_TRUE(vote(made.hand(), 1, cast("A99902", "b", "Two buses from us.")).ok());
  ASSERT_TRUE(vote(made.hand(), 1, cast("A99903", "b")).ok());
  Closing closing = on("2026-03-06");
  closing.owner_role = "network manager";
  closing.owner = "Sam Field";
  closing.review = day("2026-09-01");
  closing.reopens = "fewer than ten people a week";
  const auto outcome = close_decision(made.hand(), 1, closing);
  ASSERT_TRUE(outcome.ok()) << outcome.error().text();
  EXPECT_EQ(outcome->option, "b");
  made.open();
  const auto kept = decision(*made.journal, 1);
  ASSERT_TRUE(kept.ok());
  EXPECT_TRUE(kept->closed);
  EXPECT_EQ(kept->outcome.option, "b");
  EXPECT_EQ(kept->votes[1].dissent, "Two buses from us.");
  EXPECT_EQ(kept->owner, "Sam Field");
  EXPECT_EQ(kept->reopens, "fewer than ten people a week");
  EXPECT_EQ(kept->opened.rule.text, "carried by more than half of practices");
}

TEST(Decisions, WhatIsNoVoteIsRefusedByName) {
  MadeNetwork made;
  for (const char* code : {"A99901", "A99902", "A99903"}) {
    ASSERT_TRUE(practice_joins(made.hand(), code, 5000, day("2024-04-01")).ok());
  }
  NewDecision timed = question();
  timed.closes = day("2026-03-10");
  const std::uint64_t number = opened(made, timed);
  const auto refusal = [&](const Cast& asked) {
    const auto receipt = vote(made.hand(), number, asked);
    return receipt.ok() ? std::string() : receipt.error().message;
  };
  EXPECT_EQ(refusal(cast("A99901", "c")), "'c' is no choice of decision 1");
  EXPECT_EQ(refusal(cast("A99909", "a")), "A99909 has no vote on decision 1");
  Cast late = cast("A99901", "a");
  late.on = day("2026-03-11");
  EXPECT_EQ(refusal(late), "votes on decision 1 were taken until 2026-03-10");
  ASSERT_TRUE(practice_leaves(made.hand(), "A99903", day("2026-03-04")).ok());
  EXPECT_EQ(refusal(cast("A99903", "a")), "A99903 left the network on 2026-03-04");
  EXPECT_EQ(refusal(cast("A99901", "a")), "");
  EXPECT_EQ(refusal(cast("A99901", "b")), "A99901 has voted already") << "nothing has moved silently";
  Cast again = cast("A99901", "b");
  again.again = true;
  EXPECT_EQ(refusal(again), "");
  Cast given = cast("A99902", "");
  given.given_to = "A99902";
  EXPECT_EQ(refusal(given), "that would be a circle: A99902 -> A99902");
  ASSERT_TRUE(declare_interest(made.hand(), number, {"A99902", "owns the building", true, false}).ok());
  EXPECT_EQ(refusal(cast("A99902", "a")), "A99902 declared an interest and withdrew from decision 1");
  const auto outcome = close_decision(made.hand(), number, on("2026-03-10"));
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->option, "b") << "one left, one withdrew: the one that is left is all";
  EXPECT_EQ(refusal(cast("A99901", "a")), "decision 1 was closed on 2026-03-10");
  EXPECT_FALSE(close_decision(made.hand(), number, on("2026-03-10")).ok());
  NewDecision empty = question();
  empty.options.clear();
  EXPECT_EQ(open_decision(made.hand(), empty).error().message, "a decision without options");
  NewDecision unknown = question("carried by the wise");
  EXPECT_FALSE(open_decision(made.hand(), unknown).ok());
}

TEST(Decisions, ACircleOfThreeIsRefusedWhenItWouldClose) {
  MadeNetwork made;
  const std::uint64_t number = opened(made);
  const auto gives = [&](const char* from, const char* to) {
    Cast given = cast(from, "");
    given.given_to = to;
    return vote(made.hand(), number, given);
  };
  ASSERT_TRUE(gives("A99901", "A99902").ok());
  ASSERT_TRUE(gives("A99902", "A99903").ok());
  EXPECT_EQ(gives("A99903", "A99901").error().message,
            "that would be a circle: A99903 -> A99901 -> A99902 -> A99903");
}

TEST(Decisions, FortyPhonesAtOnceCountEachPracticeOnce) {
  MadeNetwork made;
  NewDecision large = question();
  large.voters.clear();
  for (int i = 0; i < 40; ++i) large.voters.push_back({"B" + std::to_string(99000 + i), 1000});
  const std::uint64_t number = opened(made, large);
  std::vector<std::thread> phones;
  std::atomic<int> taken = 0, refused = 0;
  for (int i = 0; i < 40; ++i) {
    phones.emplace_back([&, i] {
      // Each presses twice.
      for (int press = 0; press < 2; ++press) {
        const auto receipt =
            vote(made.hand(), number, cast("B" + std::to_string(99000 + i), i % 2 == 0 ? "a" : "b"));
        (receipt.ok() ? taken : refused) += 1;
      }
    });
  }
  for (std::thread& phone : phones) phone.join();
  EXPECT_EQ(taken, 40);
  EXPECT_EQ(refused, 40);
  const auto outcome = close_decision(made.hand(), number, on("2026-03-06"));
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->kind, OutcomeKind::kNotCarried) << "20 against 20";
  EXPECT_EQ(outcome->tallies[0].practices.size(), 20u);
  EXPECT_EQ(outcome->tallies[1].practices.size(), 20u);
}

TEST(Decisions, ErasedWordsLeaveTheVoteAndTheChain) {
  MadeNetwork made;
  const std::uint64_t number = opened(made);
  ASSERT_TRUE(vote(made.hand(), number, cast("A99901", "against", "a sentence to be forgotten")).ok());
  const auto erased = made.journal->erase(
      {"local/anna", "asked to be forgotten", "decision/1:dissent-A99901", std::string(kWords), {}});
  ASSERT_TRUE(erased.ok()) << erased.error().text();
  EXPECT_EQ(erased->bodies, 1u);
  const auto kept = decision(*made.journal, number);
  ASSERT_TRUE(kept.ok());
  ASSERT_EQ(kept->votes.size(), 1u);
  EXPECT_EQ(kept->votes[0].ballot.choice, "against");
  EXPECT_TRUE(kept->votes[0].dissent_erased);
  made.journal.reset();
  const auto verified =
      journal::Journal::verify(real_files(), made.folder + "/network", made.folder + "/keys");
  ASSERT_TRUE(verified.ok());
  EXPECT_TRUE(verified->findings.empty());
}

TEST(Decisions, PastVotesUnderListWeighting) {
  MadeNetwork made;
  for (const char* second : {"a", "b"}) {
    const std::uint64_t number = opened(made);
    ASSERT_TRUE(vote(made.hand(), number, cast("A99901", "a")).ok());
    ASSERT_TRUE(vote(made.hand(), number, cast("A99902", second)).ok());
    ASSERT_TRUE(vote(made.hand(), number, cast("A99903", second)).ok());
    ASSERT_TRUE(close_decision(made.hand(), number, on("2026-03-06")).ok());
  }
  const auto all = decisions(*made.journal);
  ASSERT_TRUE(all.ok());
  const auto rows = recount(*all, rule("carried by more than half of patients"));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_FALSE(rows[0].differs);
  EXPECT_TRUE(rows[1].differs);
  EXPECT_EQ(rows[1].would_be.option, "a");
}

TEST(Ledger, SharesDisagreeAndATrendNeedsASecondCoder) {
  MadeNetwork made;
  Authorship national{"staff", "nation", "nation", "narrow", "narrow", 10.0, 90'000'00, ""};
  Authorship local{"services", "practice", "network", "wide", "moderate", 90.0, 10'000'00, ""};
  ASSERT_TRUE(
      note_obligation(made.hand(), {"claim each month", "clause 10", day("2026-04-01"), national}).ok());
  ASSERT_TRUE(note_obligation(made.hand(), {"one wound clinic", "our plan", day("2026-05-01"), local}).ok());
  auto rows = ledger(*made.journal);
  ASSERT_TRUE(rows.ok());
  Reading reading = read_ledger(*rows);
  EXPECT_EQ(reading.by_level["nation"].rows, 1u);
  EXPECT_EQ(reading.by_level["network"].hours, 90.0);
  EXPECT_EQ(reading.by_level["nation"].pence, 90'000'00);
  EXPECT_EQ(reading.unused, 1u);
  EXPECT_NE(reading.no_trend_why, "");
  ASSERT_TRUE(code_row(made.hand("local/ben"), "obligation/1", national, "BK").ok());
  ASSERT_TRUE(code_row(made.hand("local/ben"), "obligation/2", local, "BK").ok());
  rows = ledger(*made.journal);
  ASSERT_TRUE(rows.ok());
  reading = read_ledger(*rows);
  EXPECT_EQ(reading.coded_twice, 2u);
  EXPECT_DOUBLE_EQ(reading.alpha, 1.0);
  EXPECT_EQ(reading.no_trend_why, "");
  EXPECT_EQ(reading.by_year[2026].local, 1u);
}

// Ten pairs, worked out by hand: values 0 (9 times), 1 (6) and 2 (5); two pairs 0-1, one pair 1-2.
TEST(Ledger, AlphaOfOrderedValues) {
  const std::vector<std::pair<int, int>> pairs = {{0, 0}, {0, 0}, {0, 0}, {0, 1}, {1, 0},
                                                  {1, 1}, {1, 2}, {2, 2}, {2, 2}, {0, 1}};
  // n: 0 has 9, 1 has 6, 2 has 5. Distances: 0-1 7.5, 1-2 5.5, 0-2 13.
  // Observed: 3 pairs 0-1 and 1 pair 1-2: 3 * 56.25 + 30.25 = 199. Expected: 54 * 56.25 + 30 * 30.25 + 45 *
  // 169.
  EXPECT_NEAR(ordinal_alpha(pairs, 3), 1 - 19.0 * 199 / (54 * 56.25 + 30 * 30.25 + 45 * 169), 1e-12);
  EXPECT_TRUE(std::isnan(ordinal_alpha({}, 3)));
}

TEST(Purpose, VersionsStayAndAnOpenQuestionIsAnAnswer) {
  MadeNetwork made;
  Statement first;
  first.text = "Care close to home";
  first.on = day("2026-01-10");
  ASSERT_TRUE(state_purpose(made.hand(), first, 0).ok());
  auto kept = purpose(*made.journal);
  ASSERT_TRUE(kept.ok());
  Statement second = first;
  second.text = "Good care close to home for all";
  second.standing = PurposeStanding::kAgreed;
  EXPECT_FALSE(state_purpose(made.hand(), second, kept->versions[0].entry).ok()) << "nobody agreed";
  second.agreed = {"A99901", "A99902"};
  second.why = "board of March";
  EXPECT_FALSE(state_purpose(made.hand(), second, 0).ok()) << "it has not seen the first";
  ASSERT_TRUE(state_purpose(made.hand(), second, kept->versions[0].entry).ok());
  ASSERT_TRUE(answer_purpose(made.hand(), "A99901", 2, "Getting to know each other", day("2026-02-01")).ok());
  EXPECT_FALSE(answer_purpose(made.hand(), "A99901", 4, "x", day("2026-02-01")).ok());
  kept = purpose(*made.journal);
  ASSERT_TRUE(kept.ok());
  ASSERT_EQ(kept->versions.size(), 2u);
  EXPECT_EQ(kept->answers["A99901"][2].text, "Getting to know each other");
  EXPECT_FALSE(kept->answers["A99901"].contains(1));
  const auto changes = changes_between(first.text, second.text);
  ASSERT_EQ(changes.size(), 4u);
  EXPECT_EQ(changes[0].kind, WordChange::Kind::kTaken);
  EXPECT_EQ(changes[0].words, "Care");
  EXPECT_EQ(changes[3].words, "for all");
}

}  // namespace
}  // namespace meso::tests
