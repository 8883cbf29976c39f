// The records of a set that is not plain: those that pass its tests, its
// episode and its neighbours, copied out.
//
// A plain set is read where it lies in the block. Every other one is read once per pass into a list of
// postings and values that the same kernels then run over. The order of the block is kept.

#pragma once

#include <cstdint>
#include <vector>

#include "rules/blocks/binding.h"
#include "rules/blocks/program.h"

namespace meso::rules::blocks {

// A record that another may stand near.
struct Neighbour {
  std::uint16_t day = 0;
  std::uint32_t code = 0;
  std::uint32_t sequence = 0;
  auto operator<=>(const Neighbour&) const = default;
};

// Lists of one kind of entry for each patient, back to back.
template <class Entry>
struct PatientLists {
  std::vector<std::uint32_t> starts;  // one more than patients
  std::vector<Entry> entries;         // of patient p: [starts[p], starts[p + 1])
  std::span<Entry> of(std::uint32_t patient) {
    return std::span(entries).subspan(starts[patient], starts[patient + 1] - starts[patient]);
  }
  std::span<const Entry> of(std::uint32_t patient) const {
    return std::span(entries).subspan(starts[patient], starts[patient + 1] - starts[patient]);
  }
};

struct Filtered {
  std::vector<std::uint32_t> postings;
  std::vector<float> values;
  PatientLists<Neighbour> neighbours;
};

void filter_records(const Program& program, const RecordSet& set, const BlockPostings& postings,
                    Filtered& filtered);

// Sorts entries into lists by patient: `each(visit)` calls visit(patient, entry) for every entry, and is run
// twice. There is a list for every patient that a block could hold, so that no posting falls outside.
template <class Entry, class Each>
void make_lists(Each each, PatientLists<Entry>& lists) {
  constexpr std::uint32_t kPatients = records::kPatientsPerBlock;
  lists.starts.assign(kPatients + 2, 0);
  each([&](std::uint32_t patient, const Entry&) { ++lists.starts[patient + 2]; });
  for (std::uint32_t p = 2; p < kPatients + 2; ++p) lists.starts[p] += lists.starts[p - 1];
  lists.entries.resize(lists.starts[kPatients + 1]);
  each(
      [&](std::uint32_t patient, const Entry& entry) { lists.entries[lists.starts[patient + 1]++] = entry; });
  lists.starts.pop_back();
}

}  // namespace meso::rules::blocks
