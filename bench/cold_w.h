// W from disk: what `bench_w --cold` prints.

#pragma once

#include <string>

namespace meso::bench {

// The first answer of a process that has just started: with the files out of the machine's memory, with them
// in it, and the second answer. `rounds` processes of each.
int print_cold(const std::string& folder, int rounds);

}  // namespace meso::bench
