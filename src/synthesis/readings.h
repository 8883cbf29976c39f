// What is measured, and how it comes out: shared by the stories of tests, reviews and consultations.
//
// A person has a level of his or her own for each analyte, the same whenever it is taken; a result lies
// around it. Levels depend on illness and on the practice's habits and are assumptions.

#pragma once

#include "synthesis/chart.h"

namespace meso::synthesis {

struct Pressure {
  std::int32_t systolic = 0;  // mmHg
  std::int32_t diastolic = 0;
};

void blood_count(Chart& chart, Date on, Random& random);
void liver_tests(Chart& chart, Date on, Random& random);
void kidney_tests(Chart& chart, Date on, Random& random);
void lipids(Chart& chart, Date on, Random& random);
void glycated(Chart& chart, Date on, Random& random);
void body_measures(Chart& chart, Date on, Random& random);
void smoking_status(Chart& chart, Date on, Random& random);

// The day when the pharmacist's clinic of the practice opens; unknown where there is none.
Date pharmacist_opens(const Chart& chart);
Pressure pressure_of(const Chart& chart, Date on, Random& random);
// `again` counts further readings of the same day.
void blood_pressure(Chart& chart, Date on, Pressure taken, Random& random, std::uint32_t again);
// A reading, and what follows a raised one: a second at once, one at home, one some weeks later.
void pressure_checks(Chart& chart, Date on, Random& random);

}  // namespace meso::synthesis
