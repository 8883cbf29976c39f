// Runs one scan: all columns that come from the postings of one record set (of two, for pairs).
//
// The days of whole-history picks are the hot path of the engine: kernels are in day_pairs.h and
// day_ladder.h. All else, values, counts, highest and lowest, windows of each patient's own, pairs, is here
// and in pairs.h, still linear in the set's postings but for a sort of each patient's own days.

#pragma once

#include <cstdint>
#include <vector>

#include "rules/blocks/binding.h"
#include "rules/blocks/columns.h"
#include "rules/blocks/day_pairs.h"
#include "rules/blocks/filter.h"
#include "rules/blocks/pairs.h"
#include "rules/blocks/program.h"

namespace meso::rules::blocks {

// Memory that scans of one thread use again and again.
struct ScanScratch {
  DayPairs days;
  std::vector<EdgePlace> places;
  std::vector<std::uint32_t> counts;  // one per patient
  Filtered first, second;
  PatientLists<DayValue> first_days, second_days;
};

void run_scan(const Program& program, const Scan& scan, const BlockPostings& postings, const Columns& columns,
              ScanScratch& scratch);

}  // namespace meso::rules::blocks
