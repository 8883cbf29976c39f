#include "rules/thresholds.h"

#include <gtest/gtest.h>

namespace meso::rules {
namespace {

TEST(Thresholds, AreReadByYearAndALaterLineWins) {
  std::vector<Threshold> known;
  ASSERT_TRUE(read_thresholds("year 2026-27 source \"a letter\" standing reported\nDM020 from 35% to 75%\n"
                              "XX001 from 0.8% to 1.2%",
                              "a", known)
                  .ok());
  ASSERT_TRUE(read_thresholds("year 2026-27\nDM020 from 40% to 80%", "b", known).ok());
  ASSERT_EQ(known.size(), 2u);
  EXPECT_EQ(known[0].lower, 400u);
  EXPECT_EQ(known[0].standing, Standing::kEntered) << "the network's own words";
  EXPECT_EQ(known[1].lower, 8u);
  EXPECT_EQ(known[1].upper, 12u);
  EXPECT_EQ(known[1].source, "a letter");
}

TEST(Thresholds, AMistakeNamesItsPlaceAndLeavesWhatStood) {
  const char* const wrong[] = {"DM020 from 35% to 75%",
                               "year 2026\n",
                               "year 2026-27\nDM020 from 75% to 35%",
                               "year 2026-27\nDM020 from 35 to 75%",
                               "year 2026-27\nDM020 from 35% to 101%",
                               "year 2026-27\nstanding sure"};
  for (const char* text : wrong) {
    std::vector<Threshold> known;
    const Status read = read_thresholds(text, "own.thresholds", known);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().place.file, "own.thresholds") << text;
    EXPECT_TRUE(known.empty()) << text;
  }
}

TEST(Thresholds, AnotherYearStandsInAndSaysSo) {
  std::vector<Threshold> known;
  ASSERT_TRUE(
      read_thresholds("year 2024-25\nA1 from 10% to 20%\nyear 2027-28\nA1 from 30% to 40%", "a", known).ok());
  EXPECT_EQ(threshold_of(known, "A1", "2026-27")->year, "2024-25");
  EXPECT_EQ(threshold_of(known, "A1", "2023-24")->year, "2024-25");
  EXPECT_EQ(threshold_of(known, "A1", "2027-28")->lower, 300u);
  EXPECT_EQ(threshold_of(known, "A2", "2026-27"), nullptr);
}

TEST(Thresholds, TheNumberNeededIsExact) {
  EXPECT_EQ(needed(34, 100, 350), 1u);
  EXPECT_EQ(needed(35, 100, 350), 0u);
  EXPECT_EQ(needed(0, 3, 333), 1u);  // 33.3% of 3 is 0.999
  EXPECT_EQ(needed(0, 3, 334), 2u);
  EXPECT_EQ(needed(0, 0, 900), 0u);
  for (std::uint64_t of = 1; of < 60; ++of) {
    for (std::uint32_t tenths = 0; tenths <= 1000; tenths += 7) {
      const std::uint64_t more = needed(0, of, tenths);
      EXPECT_GE(more * 1000, of * tenths);
      if (more > 0) {
        EXPECT_LT((more - 1) * 1000, of * tenths);
      }
    }
  }
}

}  // namespace
}  // namespace meso::rules
