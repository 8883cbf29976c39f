// Every kernel that is not obviously right against a twin that is: one
// patient at a time, one branch at a time.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <vector>

#include "base/random.h"
#include "rules/blocks/bits.h"
#include "rules/blocks/day_pairs.h"
#include "rules/blocks/decide.h"
#include "rules/blocks/filter.h"

namespace meso::rules::blocks {
namespace {

constexpr std::uint32_t kPatients = records::kPatientsPerBlock;
using Days = std::array<std::uint16_t, kPatients>;

// Postings of one code: ordered by patient and day, some undated, some patients with many.
std::vector<std::uint32_t> one_run(Random& random, std::uint32_t postings, std::uint32_t patients) {
  std::vector<std::uint32_t> run;
  for (std::uint32_t i = 0; i < postings; ++i) {
    constexpr std::array<std::int32_t, 8> kDays = {0, 1, 2, 40'000, 40'001, 40'002, 65'534, 65'535};
    const std::int32_t day = random.below(3) == 0 ? kDays[random.below(8)] : random.between(39'990, 40'010);
    run.push_back(records::posting(Date{day}, random.below(patients)));
  }
  std::ranges::sort(run, {}, [](std::uint32_t p) { return std::pair(records::posting_patient(p), p >> 16); });
  return run;
}

Days latest_twin(const std::vector<std::uint32_t>& postings, std::uint32_t upto) {
  Days days{};
  for (const std::uint32_t posting : postings) {
    std::uint16_t& day = days[records::posting_patient(posting)];
    if (posting >> 16 <= upto && posting >> 16 > day) day = static_cast<std::uint16_t>(posting >> 16);
  }
  return days;
}

Days earliest_twin(const std::vector<std::uint32_t>& postings, std::uint32_t after) {
  Days days{};
  for (const std::uint32_t posting : postings) {
    std::uint16_t& day = days[records::posting_patient(posting)];
    if (posting >> 16 > after && (day == 0 || posting >> 16 < day))
      day = static_cast<std::uint16_t>(posting >> 16);
  }
  return days;
}

template <class Pairs>
class DayPairsTest : public testing::Test {};
using BothDayPairs = testing::Types<VectorDayPairs, PlainDayPairs>;
TYPED_TEST_SUITE(DayPairsTest, BothDayPairs);

TYPED_TEST(DayPairsTest, EveryBoundAndLengthLikeTheirTwins) {
  Random random(1);
  constexpr std::array<std::uint16_t, 9> kBounds = {0,      1,      39'999, 40'000, 40'001,
                                                    40'010, 65'533, 65'534, 65'535};
  TypeParam days;  // the same for all: each reading leaves it empty for the next
  for (std::uint32_t length = 0; length < 200; ++length) {
    // At times longer than a part of fold_run, and with so few patients that their postings fall in two
    // parts.
    const std::uint32_t postings = length % 20 == 19 ? length * 40 : length;
    const auto run = one_run(random, postings, length % 3 == 0 ? 3 : length % 3 == 1 ? 64 : kPatients);
    for (const std::uint16_t upto : kBounds) {
      const std::uint16_t after = kBounds[random.below(kBounds.size())];
      for (const bool by_ends : {false, true}) {
        const auto fold = [&] {
          days.start(upto, after);
          by_ends ? days.fold_run(run) : days.fold(run);
        };
        Days latest{}, earliest{}, alone{};
        fold();
        days.template read<true, true>(latest.data(), earliest.data(), kPatients);
        ASSERT_EQ(latest, latest_twin(run, upto))
            << postings << " postings up to " << upto << ", by ends " << by_ends;
        ASSERT_EQ(earliest, earliest_twin(run, after))
            << postings << " postings after " << after << ", " << by_ends;
        fold();
        days.template read<true, false>(alone.data(), nullptr, kPatients);
        ASSERT_EQ(alone, latest);
        fold();
        days.template read<false, true>(nullptr, alone.data(), kPatients);
        ASSERT_EQ(alone, earliest);
      }
    }
  }
}

TYPED_TEST(DayPairsTest, ADamagedPatientStaysInside) {
  const std::vector<std::uint32_t> run = {records::posting(Date{7}, 2047), records::posting(Date{7}, 65'535)};
  TypeParam days;
  days.start(65'535, 0);
  days.fold(run);
  days.fold_run(run);
  Days latest{}, earliest{};
  days.template read<true, true>(latest.data(), earliest.data(), kPatients);
  EXPECT_EQ(latest[2047], 7);
  EXPECT_EQ(std::ranges::count(latest, 0), kPatients - 1);
}

TEST(Bits, SetAndCountedLikeTheirTwins) {
  Random random(2);
  for (std::uint32_t padded = 64; padded <= kPatients; padded += 64) {
    std::vector<bool> wanted(padded);
    const std::uint32_t percent = random.below(101);
    for (std::uint32_t p = 0; p < padded; ++p) wanted[p] = random.below(100) < percent;
    std::array<std::uint64_t, kPatients / 64> words{};
    set_bits(words.data(), padded, [&](std::uint32_t p) { return wanted[p]; });
    for (std::uint32_t p = 0; p < padded; ++p) ASSERT_EQ(has_bit(words.data(), p), wanted[p]);
    ASSERT_EQ(count_bits(words.data(), padded / 64), std::ranges::count(wanted, true));
  }
}

TEST(PatientLists, HoldEveryEntryInOrder) {
  Random random(3);
  for (const std::uint32_t count : {0u, 1u, 50u, 5000u}) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> entries;
    std::map<std::uint32_t, std::vector<std::uint32_t>> twin;
    for (std::uint32_t i = 0; i < count; ++i) {
      entries.emplace_back(random.below(4) == 0 ? kPatients - 1 : random.below(kPatients), i);
      twin[entries.back().first].push_back(i);
    }
    PatientLists<std::uint32_t> lists;
    make_lists<std::uint32_t>(
        [&](auto visit) {
          for (const auto& [patient, entry] : entries) visit(patient, entry);
        },
        lists);
    for (std::uint32_t p = 0; p < kPatients; ++p) {
      const auto list = lists.of(p);
      ASSERT_EQ(std::vector(list.begin(), list.end()), twin[p]);
    }
  }
}

// A program of nothing but bit columns and one list of rules, decided patient by patient beside the kernel.
TEST(Decide, LikeItsTwinForEveryOutcome) {
  Random random(4);
  for (int round = 0; round < 300; ++round) {
    const auto rules = random.between(1, 6);
    Program program;
    const auto add = [&](Lane lane, std::uint32_t bytes) {
      program.lanes.push_back(lane);
      program.places.push_back(program.arena_bytes);
      program.arena_bytes += bytes;
      return static_cast<Column>(program.lanes.size()) - 1;
    };
    const auto effect = [&] {
      constexpr std::array<Outcome::Kind, 3> kKinds = {Outcome::Kind::kNext, Outcome::Kind::kSelect,
                                                       Outcome::Kind::kReject};
      Effect made;
      made.kind = kKinds[random.below(3)];
      if (made.kind == Outcome::Kind::kReject) made.klass = static_cast<Outcome::Class>(random.below(3));
      made.category = static_cast<std::uint8_t>(random.between(1, 6));
      return made;
    };
    RuleList list;
    list.base = add(Lane::kBits, kPatients / 8);
    for (std::int32_t i = 0; i < rules; ++i)
      list.rules.push_back({add(Lane::kBits, kPatients / 8), effect(), effect()});
    list.selected = add(Lane::kBits, kPatients / 8);
    list.excluded = add(Lane::kBits, kPatients / 8);
    list.adjusted = add(Lane::kBits, kPatients / 8);
    list.decided = add(Lane::kDecided, kPatients);
    alignas(64) static std::array<std::byte, 64 * 1024> arena;
    ASSERT_LE(program.arena_bytes, arena.size());
    const auto patients = static_cast<std::uint32_t>(random.between(1, kPatients));
    const Columns columns(program, arena.data(), patients);
    const auto fill = [&](Column column) {
      const std::uint32_t percent = random.below(101);
      set_bits(columns.bits(column), columns.padded(),
               [&](std::uint32_t p) { return p < patients && random.below(100) < percent; });
    };
    fill(list.base);
    for (const RuleStep& rule : list.rules) fill(rule.truth);

    RuleTally tally;
    tally.decided.assign(list.rules.size(), 0);
    decide(list, columns, tally);

    RuleTally twin;
    twin.decided.assign(list.rules.size(), 0);
    for (std::uint32_t p = 0; p < patients; ++p) {
      const Effect* by = nullptr;
      std::size_t rule = 0;
      if (has_bit(columns.bits(list.base), p)) {
        ++twin.base;
        for (; rule < list.rules.size() && by == nullptr; ++rule) {
          const RuleStep& each = list.rules[rule];
          const Effect& tried = has_bit(columns.bits(each.truth), p) ? each.then : each.otherwise;
          if (tried.kind != Outcome::Kind::kNext) by = &tried;
        }
      }
      const bool selected = by != nullptr && by->kind == Outcome::Kind::kSelect;
      const bool excluded =
          by != nullptr && by->kind == Outcome::Kind::kReject && by->klass == Outcome::Class::kExclusion;
      const bool adjusted =
          by != nullptr && by->kind == Outcome::Kind::kReject && by->klass == Outcome::Class::kAdjustment;
      ASSERT_EQ(has_bit(columns.bits(list.selected), p), selected);
      ASSERT_EQ(has_bit(columns.bits(list.excluded), p), excluded);
      ASSERT_EQ(has_bit(columns.bits(list.adjusted), p), adjusted);
      ASSERT_EQ(columns.decided(list.decided)[p], by != nullptr ? rule : 0);
      twin.selected += selected;
      twin.excluded += excluded;
      if (adjusted) ++twin.adjusted[by->category - 1u];
      if (by != nullptr) ++twin.decided[rule - 1];
    }
    ASSERT_EQ(tally.base, twin.base);
    ASSERT_EQ(tally.selected, twin.selected);
    ASSERT_EQ(tally.excluded, twin.excluded);
    ASSERT_EQ(tally.adjusted, twin.adjusted);
    ASSERT_EQ(tally.decided, twin.decided);
  }
}

}  // namespace
}  // namespace meso::rules::blocks
