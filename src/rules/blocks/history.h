// One patient's records, out of a block, as the reference interpreter reads them.

#pragma once

#include "base/result.h"
#include "records/practice_file.h"
#include "rules/reference.h"

namespace meso::rules {

// Decodes every posting of one patient. REQUIRES: patient < the block's patients.
Result<reference::Patient> patient_history(const records::PracticeFile& file, std::uint32_t block,
                                           std::uint32_t patient);

}  // namespace meso::rules
