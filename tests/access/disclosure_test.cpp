// Fixed tables and sketches, small enough to check by hand.

#include "access/disclosure.h"

#include <gtest/gtest.h>

namespace meso::access {
namespace {

using Kind = ShownCount::Kind;
constexpr ShownCount about(std::uint64_t value) {
  return {Kind::kRounded, value};
}
constexpr ShownCount kFew{Kind::kSmall, 0};
constexpr ShownCount kHeld{Kind::kHeldBack, 0};

TEST(Rounding, NoughtStaysOneToSevenGoesTheRestIsNearestFive) {
  EXPECT_EQ(rounded(0), about(0));
  for (std::uint64_t few = 1; few <= 7; ++few) EXPECT_EQ(rounded(few), kFew);
  EXPECT_EQ(rounded(8), about(10));
  EXPECT_EQ(rounded(12), about(10));
  EXPECT_EQ(rounded(13), about(15));
  EXPECT_EQ(rounded(1'002), about(1'000));
}

TEST(FixedTable, OneSmallCellTakesTheSmallestOtherWithIt) {
  const std::vector<std::vector<std::uint64_t>> rows = {{100, 40}, {90, 5}, {80, 20}};
  const FixedTable table = fixed_table(rows);
  EXPECT_EQ(table.rows[0][1], about(40));
  EXPECT_EQ(table.rows[1][1], kFew);
  EXPECT_EQ(table.rows[2][1], kHeld);
  EXPECT_EQ(table.total[0], about(270));
  EXPECT_EQ(table.total[1], about(65));
}

TEST(FixedTable, WithNoOtherTheTotalGoes) {
  const std::vector<std::vector<std::uint64_t>> rows = {{100, 0}, {90, 5}};
  EXPECT_EQ(fixed_table(rows).rows[0][1], about(0));
  EXPECT_FALSE(fixed_table(rows).total[1].has_value());
}

TEST(FixedTable, EverybodyOrNearlyEverybodyIsHeldBack) {
  const std::vector<std::vector<std::uint64_t>> all = {{60, 50, 50}, {60, 50, 30}, {60, 50, 30}};
  EXPECT_EQ(fixed_table(all).rows[0][2], kHeld);
  const std::vector<std::vector<std::uint64_t>> nearly = {{60, 50, 43}, {60, 50, 30}, {60, 50, 30}};
  EXPECT_EQ(fixed_table(nearly).rows[0][2], kHeld);
  const std::vector<std::vector<std::uint64_t>> not_nearly = {{60, 50, 42}, {60, 50, 30}, {60, 50, 30}};
  EXPECT_EQ(fixed_table(not_nearly).rows[0][2], about(40));
}

TEST(FixedTable, ATotalThatGivesAHiddenPracticeAwayIsHeldBack) {
  // All 500 of the first practice, next to a second of 20: the total alone would say it.
  const std::vector<std::vector<std::uint64_t>> rows = {{500, 500, 500}, {20, 20, 3}, {400, 400, 100}};
  const FixedTable table = fixed_table(rows);
  EXPECT_EQ(table.rows[0][2], kHeld);
  EXPECT_EQ(table.total[2], kHeld);
  EXPECT_EQ(table.total[1], about(920));
}

TEST(FixedTable, OnePracticeAloneHasItselfForATotal) {
  const std::vector<std::vector<std::uint64_t>> rows = {{100, 5}};
  EXPECT_EQ(fixed_table(rows).total[1], kFew);
  EXPECT_TRUE(fixed_table({}).rows.empty());
}

TEST(Sketch, DiffersInAboutAsManyPlacesAsPeople) {
  Sketch cohort;
  for (std::uint64_t id = 0; id < 1'000; ++id) cohort.add(id, 1);
  Sketch one_more = cohort, others;
  one_more.add(5'000, 1);
  EXPECT_EQ(distance(cohort, one_more), 1);
  for (std::uint64_t id = 6'000; id < 6'012; ++id) others.add(id, 1);
  Sketch together = cohort;
  together.add(others);
  EXPECT_EQ(together.people(), 1'012u);
  EXPECT_LE(distance(cohort, together), 12);
  EXPECT_GE(distance(cohort, together), 8);
  EXPECT_EQ(distance(cohort, Sketch::of(cohort.sums(), 1'000)), 0);
}

TEST(AskedBefore, NobodyFewAndAllButFewAreNeverShown) {
  Sketch everybody, few, nearly;
  for (std::uint64_t id = 0; id < 1'000; ++id) {
    everybody.add(id, 1);
    if (id < 7) few.add(id, 1);
    if (id >= 7) nearly.add(id, 1);
  }
  AskedBefore asked{Key{}};
  EXPECT_EQ(asked.answer("here", few, everybody).kind, Kind::kSmall);
  EXPECT_EQ(asked.answer("here", Sketch(), everybody).kind, Kind::kSmall);
  EXPECT_EQ(asked.answer("here", nearly, everybody), asked.answer("here", everybody, everybody));
}

TEST(Words, SayWhatANumberIs) {
  EXPECT_EQ(shown_words({Kind::kExact, 1'234'567}), "1,234,567");
  EXPECT_EQ(shown_words({Kind::kRounded, 1'235}), "about 1,235");
  EXPECT_EQ(shown_words({Kind::kRounded, 0}), "0");
  EXPECT_EQ(shown_words(kFew), "too few to show");
  EXPECT_EQ(shown_words({}), "not available");
}

}  // namespace
}  // namespace meso::access
