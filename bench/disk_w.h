// W from disk, and W many times over: what `bench_w --cold` and `bench_w --scale` print.

#pragma once

#include <string>

namespace meso::bench {

// The first answer of a process that has just started: with the files out of the machine's memory, with them
// in it, and the second answer. `rounds` processes of each.
int print_cold(const std::string& folder, int rounds);

// 0.05, 0.2, 0.5, 1 and 2 million patients, as far as `millions`: practices made in the manner of W, one
// after the other, each with a seed of its own. Time, memory and file size by patient, and whether the counts
// of all together are those of each practice asked alone. Files that were made are removed at the end.
int print_scale(const std::string& folder, double millions, int rounds);

}  // namespace meso::bench
