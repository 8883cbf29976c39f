// Attacks what leaves a practice: 10,000 questions each, by somebody who knows a great deal, and counts the
// memberships that they inferred with 95% confidence. Run it alone to see the table:
//
//     test_access --gtest_filter='Attack.*'

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "access/disclosure.h"
#include "base/random.h"

namespace meso::access {
namespace {

constexpr int kQuestions = 10'000;
constexpr std::uint64_t kSecret = 0x1234567;

// 20,000 people; `members` is what the attacker wants to learn of each target: 1 in 2, so that knowing
// nothing is worth nothing. The attacker knows everybody else's membership, and may put any group of people
// into a question.
struct World {
  std::vector<bool> member;
  Random random{7};
  AskedBefore asked{Key{}};
  Sketch everybody;
  int questions = 0;

  World() {
    for (std::uint64_t id = 0; id < 20'000; ++id) {
      member.push_back(random.below(2) == 0);
      everybody.add(id, kSecret);
    }
  }
  ShownCount ask(const Sketch& cohort) {
    ++questions;
    return asked.answer("world", cohort, everybody);
  }
  // A group of people who are all known, with room beside it for the targets (ids below 5,000).
  std::uint64_t fresh = 20'000;
  std::uint64_t somebody_new() { return fresh++; }
  std::vector<std::uint64_t> known_group(std::size_t size) {
    std::set<std::uint64_t> out;
    while (out.size() < size) out.insert(5'000 + random.below(15'000));
    return {out.begin(), out.end()};
  }
  static Sketch sketch(const std::vector<std::uint64_t>& people) {
    Sketch out;
    for (const std::uint64_t id : people) out.add(id, kSecret);
    return out;
  }
  // The question "this group, and the target if they have it".
  Sketch with_target(Sketch cohort, std::uint64_t target) const {
    if (member[target]) cohort.add(target, kSecret);
    return cohort;
  }
};

struct Outcome {
  const char* attack;
  int questions = 0, tried = 0, claimed = 0, right = 0;
  void print() const {
    std::printf("%-58s %6d questions %5d people tried %4d inferred (%d right)\n", attack, questions, tried,
                claimed, right);
  }
};

TEST(Attack, TypedOnePersonMoreOrLess) {
  World world;
  Outcome out{"typed cohorts: a group with and without one person"};
  while (world.questions + 2 <= kQuestions) {
    const auto target = static_cast<std::uint64_t>(out.tried++ % 5'000);
    const Sketch group = World::sketch(world.known_group(20 + world.random.below(400)));
    // In either order, and never twice the same group.
    const bool first = world.random.below(2) == 0;
    const ShownCount one = world.ask(first ? world.with_target(group, target) : group);
    const ShownCount other = world.ask(first ? group : world.with_target(group, target));
    if (one == other) continue;  // other people gave another number: the target is in
    ++out.claimed;
    out.right += world.member[target] ? 1 : 0;
  }
  out.questions = world.questions;
  out.print();
  EXPECT_EQ(out.claimed, 0);
}

TEST(Attack, TypedAtTheEdgeOfNearness) {
  World world;
  Outcome out{"typed cohorts: known people up to the edge, then one more"};
  // A group, the same with k known people more, the same with the target too: three questions each. Another
  // number for the third one means that the target is in.
  while (world.questions + 3 <= kQuestions) {
    const auto target = static_cast<std::uint64_t>(out.tried++ % 5'000);
    Sketch more = World::sketch(world.known_group(300));
    world.ask(more);
    for (std::uint64_t i = 0, k = 1 + world.random.below(45); i < k; ++i)
      more.add(world.somebody_new(), kSecret);
    const ShownCount without = world.ask(more);
    const ShownCount with = world.ask(world.with_target(more, target));
    if (without == with) continue;
    ++out.claimed;
    out.right += world.member[target] ? 1 : 0;
  }
  out.questions = world.questions;
  out.print();
  EXPECT_EQ(out.claimed, 0) << "the question before is always the nearest";
}

TEST(Attack, TypedJustPastTheEdgeWithoutTheStepBetween) {
  World world;
  Outcome out{"typed cohorts: a group, then k known people and one more"};
  // Two questions each. The attacker knows the rule: the same number is sure below 8 and, by chance of the
  // drawn edge, becomes rarer from 16 to 40. Claims where the likelihood of what was seen is 19 to 1.
  while (world.questions + 2 <= kQuestions) {
    const auto target = static_cast<std::uint64_t>(out.tried++ % 5'000);
    const std::uint64_t k = out.tried % 2 == 0 ? 7 : 15;
    Sketch group = World::sketch(world.known_group(200 + world.random.below(200)));
    const ShownCount before = world.ask(group);
    for (std::uint64_t i = 0; i < k; ++i) group.add(world.somebody_new(), kSecret);
    const ShownCount after = world.ask(world.with_target(group, target));
    // Not a member: at most k places apart, so certainly the same. Another number: a member.
    if (before == after) continue;
    ++out.claimed;
    out.right += world.member[target] ? 1 : 0;
  }
  out.questions = world.questions;
  out.print();
  EXPECT_LE(out.claimed, 50);
}

TEST(Attack, TypedBetweenTwoEarlierCohorts) {
  World world;
  Outcome out{"typed cohorts: half-way between two cohorts, and one more"};
  // The strongest that we know. Two cohorts 14 people apart, lured to different numbers by a third; half-way
  // between them one person tips the balance.
  while (world.questions + 4 <= kQuestions) {
    const auto target = static_cast<std::uint64_t>(out.tried++ % 5'000);
    const Sketch start = World::sketch(world.known_group(200 + world.random.below(200)));
    Sketch middle = start, end = start, lure = start;
    for (std::uint64_t i = 0; i < 28; ++i) {
      const std::uint64_t known = world.somebody_new();
      if (i < 7) middle.add(known, kSecret);
      if (i < 14) end.add(known, kSecret);
      lure.add(known, kSecret);
    }
    world.ask(lure);
    const ShownCount first = world.ask(start);
    const ShownCount second = world.ask(world.with_target(end, target));
    const ShownCount between = world.ask(world.with_target(middle, target));
    if (first == second || between != second) continue;
    ++out.claimed;
    out.right += world.member[target] ? 1 : 0;
  }
  out.questions = world.questions;
  out.print();
  EXPECT_LE(out.claimed, 800);
}

TEST(Attack, TypedAveragingOverManyGroups) {
  World world;
  Outcome out{"typed cohorts: noise averaged over many different groups"};
  // The size of D, and of D with the target, each as the mean difference over pads that are never used twice.
  // Claims when the two means are more than 1.96 standard errors from a difference of half a person.
  constexpr int kPads = 400;
  std::vector<std::uint64_t> block;
  for (std::uint64_t i = 0; i < 60; ++i) block.push_back(20'000 + i);
  const Sketch d = World::sketch(block);
  const auto mean_size = [&](const Sketch& of, double& error) {
    double sum = 0, squares = 0;
    for (int i = 0; i < kPads; ++i) {
      const Sketch pad = World::sketch(world.known_group(100 + world.random.below(300)));
      Sketch both = pad;
      both.add(of);
      const double difference =
          static_cast<double>(world.ask(both).value) - static_cast<double>(world.ask(pad).value);
      sum += difference;
      squares += difference * difference;
    }
    const double mean = sum / kPads;
    error = std::sqrt((squares / kPads - mean * mean) / kPads);
    return mean;
  };
  double base_error = 0;
  const double base = mean_size(d, base_error);
  while (world.questions + 2 * kPads <= kQuestions) {
    const auto target = static_cast<std::uint64_t>(out.tried++);
    double error = 0;
    const double difference = mean_size(world.with_target(d, target), error) - base;
    const double both = std::hypot(error, base_error);
    if (std::abs(difference - 0.5) < 1.96 * both) continue;
    ++out.claimed;
    out.right += (difference > 0.5) == world.member[target] ? 1 : 0;
  }
  out.questions = world.questions;
  out.print();
  EXPECT_LE(out.claimed, 12);
}

TEST(Attack, HonestQuestionsGetUsefulNumbers) {
  World world;
  std::vector<double> wrong;
  for (int i = 0; i < 2'000; ++i) {
    const std::size_t size = 50 + world.random.below(1'500);
    const ShownCount answer = world.ask(World::sketch(world.known_group(size)));
    ASSERT_EQ(answer.kind, ShownCount::Kind::kNoised);
    wrong.push_back(std::abs(static_cast<double>(answer.value) - static_cast<double>(size)));
  }
  std::ranges::sort(wrong);
  std::printf("typed cohorts, 2,000 unrelated questions: half within %.0f, all within %.0f of the truth\n",
              wrong[1'000], wrong.back());
  EXPECT_LE(wrong.back(), 4);
}

// The fixed tables of one audience: practices by month. What can be inferred is worked out exactly: a cell's
// possible counts from its rounding, its neighbours and its total. Nobody can ask for another group of
// people; that this is so is tested at the Lens.
struct Bounds {
  double low = 0, high = 0;
};

Bounds possible(const ShownCount& shown) {
  switch (shown.kind) {
    case ShownCount::Kind::kRounded:
      if (shown.value == 0) return {0, 0};
      return {std::max(static_cast<double>(kSmallestShown), static_cast<double>(shown.value) - 2),
              static_cast<double>(shown.value) + 2};
    case ShownCount::Kind::kSmall:
      return {1, 7};
    default:
      return {0, 1e9};
  }
}

TEST(Attack, FixedTables) {
  Random random(11);
  Outcome out{"fixed tables: practices, months, totals"};
  while (out.questions < kQuestions) {
    // One table is one question: eight practices with nested counts, many of them small or nearly full.
    std::vector<std::vector<std::uint64_t>> rows;
    const std::size_t practices = 1 + random.below(8);
    for (std::size_t i = 0; i < practices; ++i) {
      const std::uint64_t reg = random.below(random.below(2) == 0 ? 30 : 2'000);
      const std::uint64_t denominator = reg - std::min<std::uint64_t>(reg, random.below(12));
      const std::uint64_t share = random.below(4);
      const std::uint64_t numerator =
          share == 0         ? denominator
          : share == 1       ? denominator - std::min<std::uint64_t>(denominator, random.below(9))
          : denominator == 0 ? 0
                             : random.below(static_cast<std::uint32_t>(denominator));
      rows.push_back({reg, denominator, numerator});
    }
    const FixedTable table = fixed_table(rows);
    ++out.questions;
    // Narrow every cell by its neighbours and its column's total until nothing moves.
    std::vector<std::vector<Bounds>> cells;
    for (const auto& row : table.rows) {
      auto& bounds = cells.emplace_back();
      for (const ShownCount& shown : row) bounds.push_back(possible(shown));
    }
    for (int round = 0; round < 20; ++round) {
      for (auto& row : cells) {
        for (std::size_t c = 1; c < row.size(); ++c) {
          row[c].high = std::min(row[c].high, row[c - 1].high);
          row[c - 1].low = std::max(row[c - 1].low, row[c].low);
        }
      }
      for (std::size_t c = 0; c < 3; ++c) {
        const Bounds total = possible(table.total[c]);
        for (std::size_t i = 0; i < cells.size(); ++i) {
          double others_low = 0, others_high = 0;
          for (std::size_t k = 0; k < cells.size(); ++k) {
            if (k == i) continue;
            others_low += cells[k][c].low;
            others_high += cells[k][c].high;
          }
          cells[i][c].low = std::max(cells[i][c].low, total.low - others_high);
          cells[i][c].high = std::min(cells[i][c].high, total.high - others_low);
        }
      }
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
      ++out.tried;
      // Of everybody in the denominator it can be said that they are in the numerator, and not because nearly
      // all are anyway: the group is small enough to be named.
      const Bounds denominator = cells[i][1], numerator = cells[i][2];
      if (denominator.high <= 0 || rows[i][1] == 0) continue;
      const bool infers = numerator.low > 0 && numerator.low >= 0.95 * denominator.high;
      if (!infers) continue;
      const std::uint64_t not_in = rows[i][1] - rows[i][2];
      if (not_in >= kSmallestShown) continue;  // a large group most of whom are in: a rate, said of nobody
      ++out.claimed;
      out.right += not_in == 0 ? 1 : 0;
    }
  }
  out.print();
  EXPECT_EQ(out.claimed, 0);
}

}  // namespace
}  // namespace meso::access
