#include "rules/blocks/filter.h"

#include <algorithm>

#include "base/date.h"

namespace meso::rules::blocks {
namespace {

// A record without a value fails every test.
bool passes(float value, const std::vector<ValueTest>& tests) {
  return std::ranges::all_of(tests, [&](const ValueTest& test) {
    switch (test.compare) {
      case Compare::kEqual:
        return value == test.literal;
      case Compare::kNotEqual:
        return value < test.literal || value > test.literal;
      case Compare::kBelow:
        return value < test.literal;
      case Compare::kAtMost:
        return value <= test.literal;
      case Compare::kAbove:
        return value > test.literal;
      case Compare::kAtLeast:
        return value >= test.literal;
    }
    return false;
  });
}

std::uint32_t sequence(const records::Block& block, std::size_t posting) {
  return block.sequences.empty() ? 0 : block.sequences[posting];
}

bool is_first_or_new(const records::Block& block, std::size_t posting) {
  if (block.episodes.empty()) return false;
  const auto episode = static_cast<records::Episode>(block.episodes[posting]);
  return episode == records::Episode::kFirst || episode == records::Episode::kNew;
}

std::uint32_t patient_of(std::uint32_t posting) {
  return posting & (records::kPatientsPerBlock - 1);
}

void gather_neighbours(const NearbyTest& test, const BlockPostings& postings,
                       PatientLists<Neighbour>& lists) {
  const records::Block& block = postings.block();
  make_lists<Neighbour>(
      [&](auto visit) {
        postings.each_run(test.codes, [&](const RunView& run) {
          for (std::size_t i = 0; i < run.postings.size(); ++i) {
            const std::uint32_t posting = run.postings[i];
            const auto day = static_cast<std::uint16_t>(posting >> 16);
            if (day == 0 || (!test.tests.empty() && !passes(run.value(i), test.tests))) continue;
            visit(patient_of(posting), Neighbour{day, run.code, sequence(block, run.first + i)});
          }
        });
      },
      lists);
  for (std::uint32_t p = 0; p < block.patients; ++p) std::ranges::sort(lists.of(p));
}

// Equal entries stand together, so a window that begins and ends with the asking record holds nothing but it.
bool has_neighbour(const NearbyTest& test, std::span<const Neighbour> all, const Neighbour& asking) {
  const auto begin = std::ranges::lower_bound(all, asking.day + test.from_days, {}, &Neighbour::day);
  const auto end = std::ranges::upper_bound(all, asking.day + test.to_days, {}, &Neighbour::day);
  return begin < end && !(*begin == asking && *(end - 1) == asking);
}

}  // namespace

void filter_records(const Program&, const RecordSet& set, const BlockPostings& postings, Filtered& filtered) {
  const records::Block& block = postings.block();
  filtered.postings.clear();
  filtered.values.clear();
  if (!set.nearby.empty()) gather_neighbours(set.nearby.front(), postings, filtered.neighbours);
  postings.each_run(set.codes, [&](const RunView& run) {
    for (std::size_t i = 0; i < run.postings.size(); ++i) {
      const std::uint32_t posting = run.postings[i];
      const auto day = static_cast<std::uint16_t>(posting >> 16);
      if (day == 0) continue;
      const float value = run.value(i);
      if (!passes(value, set.tests)) continue;
      if (set.first_or_new && !is_first_or_new(block, run.first + i)) continue;
      if (!set.nearby.empty()) {
        const NearbyTest& test = set.nearby.front();
        const Neighbour asking{day, run.code, sequence(block, run.first + i)};
        if (has_neighbour(test, filtered.neighbours.of(patient_of(posting)), asking) == test.absent) continue;
      }
      filtered.postings.push_back(posting);
      filtered.values.push_back(value);
    }
  });
}

}  // namespace meso::rules::blocks
