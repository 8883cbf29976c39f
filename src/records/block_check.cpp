#include "records/block_check.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace meso::records {
namespace {

bool all_below(std::span<const std::uint16_t> column, std::size_t limit) {
  return std::ranges::all_of(column, [&](std::uint16_t each) { return each < limit; });
}

bool all_at_most(std::span<const std::uint8_t> column, std::uint8_t most) {
  return std::ranges::all_of(column, [&](std::uint8_t each) { return each <= most; });
}

std::string_view patients_fault(const Block& block, const BlockLimits& limits) {
  const std::size_t patients = block.patients;
  if (patients == 0 || patients > kPatientsPerBlock) return "a block has no patients, or too many";
  if (block.ids.size() != patients || block.birth.size() != patients || block.death.size() != patients ||
      block.sex.size() != patients || block.area.size() != patients || block.ethnicity.size() != patients ||
      block.flags.size() != patients) {
    return "the columns of patients differ in length";
  }
  if (!all_at_most(block.sex, static_cast<std::uint8_t>(Sex::kOther))) return "a sex is not one of the known";
  if (!all_below(block.area, limits.areas)) return "an area is not in the list of areas";
  if (!all_below(block.ethnicity, limits.ethnicities))
    return "an ethnicity is not in the list of ethnicities";
  return {};
}

std::string_view runs_fault(const Block& block, const BlockLimits& limits) {
  const std::size_t runs = block.run_codes.size();
  if (block.run_starts.size() != runs + 1 || block.run_values.size() != runs) {
    return "the columns of runs differ in length";
  }
  if (block.run_starts.front() != 0 || block.run_starts.back() != block.postings.size()) {
    return "the runs do not cover the postings";
  }
  std::uint64_t next_value = 0;
  for (std::size_t i = 0; i < runs; ++i) {
    if (block.run_codes[i] >= limits.codes) return "a run's code is not in the dictionary";
    if (i > 0 && block.run_codes[i] <= block.run_codes[i - 1]) return "the runs are out of order";
    if (block.run_starts[i] >= block.run_starts[i + 1]) return "a run is empty or ends before it starts";
    if (block.run_values[i] == kNoValues) continue;
    if (block.run_values[i] != next_value) return "a run's values are not where they belong";
    next_value += block.run_starts[i + 1] - block.run_starts[i];
  }
  if (next_value != block.values.size()) return "the runs do not cover the values";
  return {};
}

std::string_view postings_fault(const Block& block) {
  const std::size_t postings = block.postings.size();
  const auto absent_or = [](std::size_t size, std::size_t wanted) { return size == 0 || size == wanted; };
  if (!absent_or(block.units.size(), block.values.size()) ||
      !absent_or(block.comparators.size(), block.values.size()) ||
      !absent_or(block.episodes.size(), postings) || !absent_or(block.consultations.size(), postings) ||
      !absent_or(block.sequences.size(), postings)) {
    return "a column beside the postings has another length";
  }
  bool known = true;
  for (const std::uint32_t each : block.postings) known &= posting_patient(each) < block.patients;
  if (!known) return "a posting is of no patient of its block";
  const bool sequenced = !block.sequences.empty();
  for (std::size_t run = 0; run < block.run_codes.size(); ++run) {
    bool ordered = true;
    // Rotated, a posting has its patient in front of its date.
    std::uint32_t before = std::rotl(block.postings[block.run_starts[run]], 16);
    for (std::size_t i = block.run_starts[run] + 1; i < block.run_starts[run + 1]; ++i) {
      const std::uint32_t here = std::rotl(block.postings[i], 16);
      ordered &=
          before < here || (before == here && (!sequenced || block.sequences[i - 1] <= block.sequences[i]));
      before = here;
    }
    if (!ordered) return "the postings of a run are out of order";
  }
  if (std::ranges::any_of(block.values, [](float value) { return std::isinf(value); }))
    return "a value is infinite";
  if (!all_at_most(block.comparators, static_cast<std::uint8_t>(Comparator::kAbout))) {
    return "a comparator is not one of the known";
  }
  if (!all_at_most(block.episodes, static_cast<std::uint8_t>(Episode::kOther)))
    return "an episode is not one of the known";
  return {};
}

}  // namespace

std::string_view block_fault(const Block& block, const BlockLimits& limits) {
  if (const auto fault = patients_fault(block, limits); !fault.empty()) return fault;
  if (const auto fault = runs_fault(block, limits); !fault.empty()) return fault;
  return postings_fault(block);
}

}  // namespace meso::records
