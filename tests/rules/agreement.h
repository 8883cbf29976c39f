// Runs one random case through both evaluators and says where they differ.

#pragma once

#include <optional>
#include <string>

#include "random_case.h"
#include "rules/blocks/faults.h"

namespace meso::rules::tests {

// The first difference in words: every register, every indicator, the base population, every field
// with its values and every condition's two truths, for every patient and reference date; and the
// counts against a sum over patients. Patients are spread over `practices` practices, each with a
// dictionary order of its own, in blocks.
std::optional<std::string> disagreement(const RandomCase& random_case,
                                        blocks::Fault fault = blocks::Fault::kNone);

// The smallest case found that still disagrees: patients, records, dates, rules, windows and conditions
// dropped for as long as it does. REQUIRES: it disagrees.
RandomCase shrink(RandomCase random_case, blocks::Fault fault);

}  // namespace meso::rules::tests
