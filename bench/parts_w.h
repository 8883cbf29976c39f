// Where the time of W goes: what `bench_w --parts` prints.
//
// Each part is run again and again in small pieces, a file or a block at a time, and the least processor time
// of a piece is kept: a piece of a millisecond often enough falls between what else the machine does, so that
// two ways of writing a loop can be told apart on a busy machine, where whole runs cannot.

#pragma once

#include <string>

namespace meso::bench {

// `rounds` pieces of each part, over the files and full blocks in turn; `dates` month-ends.
int print_parts(const std::string& folder, int rounds, int dates);

}  // namespace meso::bench
