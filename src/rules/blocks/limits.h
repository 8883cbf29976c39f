// What a model may not be beyond, to be compiled: limits that no rulebook comes near, and that keep every
// computed day inside 32 bits, every deciding rule inside a byte and the compiler inside its stack.

#pragma once

#include "base/result.h"
#include "rules/model.h"

namespace meso::rules::blocks {

// kBadInput, with the place, when a date is moved by more than a thousand years, a list has more than 200
// rules, or fields, conditions and registers stand more than a thousand deep on each other.
Status check_limits(const Model& model);

}  // namespace meso::rules::blocks
