// Each patient's own days, sorted: for counts of days and for pairs.

#pragma once

#include <cstdint>

#include "rules/blocks/columns.h"
#include "rules/blocks/filter.h"
#include "rules/blocks/program.h"

namespace meso::rules::blocks {

struct DayValue {
  std::uint16_t day = 0;
  float value = 0;  // NaN: none
};

void sort_days(PatientLists<DayValue>& lists);

// Bounds of one step as a column: its own, or the same day for everybody written into `same`.
// REQUIRES: `same` holds kPatientsPerBlock entries.
const std::uint16_t* bound_days(const Bound& bound, const Columns& columns, std::uint16_t* same);

// How many different days of each patient lie inside the step's span.
void count_days(const Step& step, const PatientLists<DayValue>& lists, const Columns& columns);

// The earliest or latest day inside the span on which both sides have a record, and what each side has then.
// REQUIRES: lists are sorted.
void find_pairs(const Step& step, const PatientLists<DayValue>& first, const PatientLists<DayValue>& second,
                const Columns& columns);

}  // namespace meso::rules::blocks
