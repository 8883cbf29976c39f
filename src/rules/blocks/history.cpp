// One patient out of a block: the patient's slice of every run, and the two
// reserved runs turned back into spells.
//
// A run is ordered by patient first, so each slice is one binary search; a patient's whole history costs one
// search per code of the block.
//
// The file keeps when spells start and when they end, not which start belongs to which end, and the
// rules ask no more than that (REG_DAT is a start, DEREG_DAT an end). Here each start takes the
// first end that comes after it and not after the next start; an end that no start claims is kept
// as a spell whose start is not known.

#include "rules/blocks/history.h"

#include <algorithm>
#include <cmath>

namespace meso::rules {
namespace {

// The positions [first, last) of one patient's postings in run `run`.
struct Slice {
  std::size_t first = 0;
  std::size_t last = 0;
};

Slice patient_slice(const records::Block& block, std::size_t run, std::uint32_t patient) {
  const auto begin = block.postings.begin();
  const auto first = std::partition_point(
      begin + block.run_starts[run], begin + block.run_starts[run + 1],
      [&](std::uint32_t posting) { return records::posting_patient(posting) < patient; });
  const auto last = std::partition_point(
      first, begin + block.run_starts[run + 1],
      [&](std::uint32_t posting) { return records::posting_patient(posting) == patient; });
  return {static_cast<std::size_t>(first - begin), static_cast<std::size_t>(last - begin)};
}

reference::Event event_at(const records::Block& block, std::size_t run, std::size_t position,
                          const terms::Code& code) {
  reference::Event event;
  event.code = code;
  event.date = records::posting_date(block.postings[position]);
  if (block.run_values[run] != records::kNoValues) {
    const std::size_t beside = block.run_values[run] + (position - block.run_starts[run]);
    if (!std::isnan(block.values[beside])) event.value = block.values[beside];
    if (!block.units.empty()) event.unit = block.units[beside];
    if (!block.comparators.empty()) event.comparator = block.comparators[beside];
  }
  if (!block.episodes.empty()) event.episode = block.episodes[position];
  if (!block.consultations.empty()) event.consultation = block.consultations[position];
  if (!block.sequences.empty()) event.sequence = block.sequences[position];
  return event;
}

// REQUIRES: both ascending, as runs hold them.
std::vector<reference::Spell> spells_from(const std::vector<Date>& starts, const std::vector<Date>& ends) {
  std::vector<reference::Spell> spells;
  std::size_t end = 0;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    for (; end < ends.size() && ends[end] <= starts[i]; ++end) spells.push_back({kUnknownDate, ends[end]});
    reference::Spell spell{starts[i], kUnknownDate};
    if (end < ends.size() && (i + 1 == starts.size() || ends[end] <= starts[i + 1])) spell.end = ends[end++];
    spells.push_back(spell);
  }
  for (; end < ends.size(); ++end) spells.push_back({kUnknownDate, ends[end]});
  return spells;
}

}  // namespace

std::vector<records::CodeRange> asked_codes(const Model& model, const records::PracticeFile& file) {
  std::vector<terms::Code> codes = {records::registered_code(), records::left_code()};
  for (const terms::Cluster& cluster : model.clusters) {
    codes.insert(codes.end(), cluster.codes.begin(), cluster.codes.end());
  }
  return file.ranges(codes);
}

Result<reference::Patient> patient_history(const records::PracticeFile& file, std::uint32_t block,
                                           std::uint32_t patient) {
  return patient_history(file, block, patient, {{0, 0xFFFFFFFFu}});
}

Result<reference::Patient> patient_history(const records::PracticeFile& file, std::uint32_t block_index,
                                           std::uint32_t patient,
                                           const std::vector<records::CodeRange>& only) {
  MESO_ASSIGN_OR_RETURN(const records::Block* block, file.block(block_index));
  MESO_ASSIGN_OR_RETURN(const std::vector<terms::Code>* codes, file.codes());
  MESO_ASSIGN_OR_RETURN(const std::vector<std::string>* ethnicities, file.ethnicities());

  reference::Patient history;
  history.birth = Date{block->birth[patient]};
  history.death = Date{block->death[patient]};
  history.sex = block->sex[patient];
  history.ethnicity = (*ethnicities)[block->ethnicity[patient]];

  std::vector<Date> starts, ends;
  const auto run_of = [&](std::uint32_t code) {
    const auto found = std::lower_bound(block->run_codes.begin(), block->run_codes.end(), code);
    return static_cast<std::size_t>(found - block->run_codes.begin());
  };
  for (const records::CodeRange& range : only) {
    for (std::size_t run = run_of(range.first); run < run_of(range.last); ++run) {
      const Slice slice = patient_slice(*block, run, patient);
      const terms::Code& code = (*codes)[block->run_codes[run]];
      for (std::size_t position = slice.first; position < slice.last; ++position) {
        if (code == records::registered_code()) {
          starts.push_back(records::posting_date(block->postings[position]));
        } else if (code == records::left_code()) {
          ends.push_back(records::posting_date(block->postings[position]));
        } else {
          history.events.push_back(event_at(*block, run, position, code));
        }
      }
    }
  }
  history.spells = spells_from(starts, ends);
  return history;
}

}  // namespace meso::rules
