// One patient's records, out of a block, as the reference interpreter reads them.

#pragma once

#include <vector>

#include "base/result.h"
#include "records/practice_file.h"
#include "rules/model.h"
#include "rules/reference.h"

namespace meso::rules {

// Decodes every posting of one patient. REQUIRES: patient < the block's patients.
Result<reference::Patient> patient_history(const records::PracticeFile& file, std::uint32_t block,
                                           std::uint32_t patient);

// The codes of a file that a model can ask for: its clusters' and the registration spells'.
// REQUIRES: file.codes() was ok.
std::vector<records::CodeRange> asked_codes(const Model& model, const records::PracticeFile& file);

// The same with the events of those codes only: all that the model can see of the patient, many times faster.
Result<reference::Patient> patient_history(const records::PracticeFile& file, std::uint32_t block,
                                           std::uint32_t patient,
                                           const std::vector<records::CodeRange>& only);

}  // namespace meso::rules
