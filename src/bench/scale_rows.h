// W beyond its size: more practices, made as W's are. What a network of fifty thousand costs a patient, a
// system of two million must cost too, and its results must be the sum of its parts'.

#pragma once

#include <vector>

#include "bench/bench.h"

namespace meso::bench {

// One row for each of Options::scale, ascending. kCorrupt when a result is not the sum of its parts.
Result<std::vector<Row>> scale_rows(const Options& options);

}  // namespace meso::bench
