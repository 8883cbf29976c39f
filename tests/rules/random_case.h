// Random rules over random records, made to disagree where evaluators disagree: days that stand on the edges
// of windows or a day beside them, month ends and leap days, several records of one day, values that tie or
// are missing or stand in foreign units, windows that hang on fields, pairs, neighbours.
//
// Everything is built on the Model, so that no parser stands between a seed and a case; models keep the
// promises of Model (acyclic, last rules decide). `not` is also put over what can be unknown, which the
// checker would refuse: both evaluators are Kleene's and should agree there too.

#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "rules/model.h"
#include "rules/reference.h"

namespace meso::rules::tests {

struct RandomCase {
  Model model;
  std::vector<ReferenceDates> dates;
  std::vector<reference::Patient> patients;  // different ones
  std::vector<std::uint32_t> places;         // which of them stands at each place; more than a block at times
};

RandomCase random_case(Random random);

// What makes a case hard.
struct Hardness {
  bool window_on_field = false, pair = false, tie = false, missing_value = false, foreign_unit = false,
       same_day = false;
};
Hardness hardness(const RandomCase& random_case);

// The case as a person reads it.
std::string describe(const RandomCase& random_case);

}  // namespace meso::rules::tests
