// Which of the rulebook's figures a published count can be held against.
//
// A count is named by its publisher: "QOF HYP register", "contract HYP008", or a network's own "HYP008". It
// is held against a register or an indicator of the same name, and against nothing when there is none: a near
// name is not the same thing.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "rules/model.h"

namespace meso::network {

struct ComputedBy {
  bool is_register = false;
  std::size_t place = 0;  // in the model's registers or indicators
};
std::optional<ComputedBy> computed_by(std::string_view measure_code, const rules::Model& rules);

}  // namespace meso::network
