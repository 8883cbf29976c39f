// The two evaluators agree on random rules over random records, and would be caught if they did not.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>

#include "agreement.h"
#include "records/block.h"

namespace meso::rules::tests {
namespace {

constexpr int kCases = 20'000;

// $MESO_TEST_SEED repeats a run; otherwise every run asks other questions.
std::uint64_t run_seed() {
  if (const char* given = std::getenv("MESO_TEST_SEED")) return std::strtoull(given, nullptr, 10);
  return static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()) %
         1'000'000'000;
}

RandomCase numbered_case(std::uint64_t seed, int number) {
  return random_case(Random(seed).fork(static_cast<std::uint64_t>(number)));
}

TEST(RandomAgreement, BothEvaluatorsAnswerAlike) {
  const std::uint64_t seed = run_seed();
  fmt::print("seed {}: set MESO_TEST_SEED={} to ask the same again\n", seed, seed);
  int windows = 0, pairs = 0, ties = 0, missing = 0, units = 0, same_day = 0, many_blocks = 0;
  for (int i = 0; i < kCases; ++i) {
    const RandomCase made = numbered_case(seed, i);
    const Hardness hard = hardness(made);
    windows += hard.window_on_field;
    pairs += hard.pair;
    ties += hard.tie;
    missing += hard.missing_value;
    units += hard.foreign_unit;
    same_day += hard.same_day;
    many_blocks += made.places.size() > records::kPatientsPerBlock;
    if (const auto said = disagreement(made)) {
      const RandomCase smallest = shrink(made, blocks::Fault::kNone);
      FAIL() << "seed " << seed << ", case " << i << "\n"
             << describe(smallest) << disagreement(smallest).value_or(*said);
    }
  }
  fmt::print(
      "{} cases; windows on fields in {}, pairs {}, ties {}, missing values {}, foreign units {}, same-day "
      "records {}, "
      "several blocks {}\n",
      kCases, windows, pairs, ties, missing, units, same_day, many_blocks);
  for (const int hard : {windows, pairs, ties, missing, units, same_day}) EXPECT_GT(hard, kCases / 3);
  EXPECT_GT(many_blocks, 0);
}

// Each known way to compile wrongly is noticed, and soon.
class KnownFault : public testing::TestWithParam<int> {};

TEST_P(KnownFault, IsCaught) {
  constexpr int kBound = 2'000;
  const auto fault = static_cast<blocks::Fault>(GetParam());
  for (int i = 0; i < kBound; ++i) {
    const RandomCase made = numbered_case(20'260'401, i);
    if (!disagreement(made, fault)) continue;
    ASSERT_FALSE(disagreement(made)) << "the case disagrees without the fault too";
    fmt::print("fault {} caught by case {}\n", GetParam(), i);
    return;
  }
  FAIL() << "not caught in " << kBound << " cases";
}

INSTANTIATE_TEST_SUITE_P(All, KnownFault, testing::Range(1, blocks::kFaults + 1));

}  // namespace
}  // namespace meso::rules::tests
