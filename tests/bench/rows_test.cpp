// How a row gets its verdict, and when a report has a finding.

#include <gtest/gtest.h>

#include "bench/bench.h"

namespace meso::bench {
namespace {

Row row(Figure figure) {
  Row row;
  row.seconds = {0.01, 0.02, 0.04};
  row.figures = {std::move(figure)};
  return row;
}

Verdict verdict(Figure figure, bool small = false, bool busy = false) {
  Row judged = row(std::move(figure));
  judge(judged, small, busy);
  return judged.verdict;
}

TEST(Rows, CeilingIsKeptUpToItself) {
  EXPECT_EQ(verdict({3.3, "ns a posting", 3.3}), Verdict::kMet);
  EXPECT_EQ(verdict({3.31, "ns a posting", 3.3}), Verdict::kMissed);
}

TEST(Rows, FloorIsKeptFromItself) {
  EXPECT_EQ(verdict({1.7, "times", 1.7, true}), Verdict::kMet);
  EXPECT_EQ(verdict({1.69, "times", 1.7, true}), Verdict::kMissed);
}

TEST(Rows, BusyMachineExcusesOnlyWhatIsMissed) {
  EXPECT_EQ(verdict({1.2, "times", 1.7, true}, false, true), Verdict::kBusy);
  EXPECT_EQ(verdict({1.8, "times", 1.7, true}, false, true), Verdict::kMet);
}

TEST(Rows, SmallWorkloadIsNotJudged) {
  EXPECT_EQ(verdict({50, "ns a posting", 3.3}, true), Verdict::kNotJudged);
}

TEST(Rows, WithoutALimitARowIsShown) {
  EXPECT_EQ(verdict({50, "s", {}}), Verdict::kShown);
  EXPECT_EQ(verdict({50, "s", {}}, true), Verdict::kShown);
}

TEST(Rows, MissedLimitsAndUnequalPeersAreFindings) {
  Report report;
  for (const Verdict verdict :
       {Verdict::kMet, Verdict::kBusy, Verdict::kShown, Verdict::kNotJudged, Verdict::kNotMeasured}) {
    report.rows.emplace_back();
    report.rows.back().verdict = verdict;
    EXPECT_FALSE(report.has_finding()) << verdict_name(verdict);
  }
  for (const Verdict verdict : {Verdict::kMissed, Verdict::kUnequal, Verdict::kNoAnswer}) {
    Report one;
    one.rows.emplace_back();
    one.rows.back().verdict = verdict;
    EXPECT_TRUE(one.has_finding()) << verdict_name(verdict);
  }
}

TEST(Rows, MedianIsTheMiddleRound) {
  EXPECT_EQ(row({}).least(), 0.01);
  EXPECT_EQ(row({}).median(), 0.02);
}

}  // namespace
}  // namespace meso::bench
