// A Model reduced to some of its registers and indicators and to what they use.

#pragma once

#include <vector>

#include "rules/model.h"

namespace meso::rules {

// The order of what is kept does not change; clock 0 always stays. Digests of registers and indicators stay
// what they are; Model::hash becomes that of what is kept.
Model keep_used(const Model& model, const std::vector<RegisterId>& registers,
                const std::vector<IndicatorId>& indicators);

}  // namespace meso::rules
