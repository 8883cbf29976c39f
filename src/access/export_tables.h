// Fixed tables of a Lens, as the file that leaves Meso (fixed_tables/fixed_tables.h).
//
// Made from what `shown` gives to somebody who gets fixed tables of every practice that they see: a
// commissioner, an evaluator, the public. Whoever sees one of the practices otherwise is refused, so that no
// exact or noised count can be written down as a fixed one. The export is a look at each of the practices, on
// disk before this returns.

#pragma once

#include <string>

#include "access/lens.h"
#include "fixed_tables/fixed_tables.h"

namespace meso::access {

Result<fixed_tables::Tables> export_tables(const Lens& lens, const rules::Model& model,
                                           const Question& question, const std::string& recipient,
                                           const std::string& network, Moment at = now());

}  // namespace meso::access
