// Lines of an observation on the journal: taken as they come, in any portion, as often as they come.
//
// The group agrees first, and that is minuted (governance/meetings.h): without it nothing is taken. A stream
// is one observer's lines about one meeting. What has been acknowledged is on disk.

#pragma once

#include <string>
#include <vector>

#include "governance/acts.h"
#include "relations/turns.h"

namespace meso::relations {

// The room's tables: give it to Journal::open beside those of governance.
journal::Projection projection();

struct Taken {
  std::uint64_t fresh = 0;  // lines that were not here yet
  std::uint64_t known = 0;  // lines that were
  std::uint64_t last = 0;   // the number of the newest line that is here
};
// kBadInput: a line that does not read. kRefused: the group did not agree; a line differs from the one of its
// number; a number is left out.
Result<Taken> take_lines(const governance::Hand& hand, std::uint64_t meeting, const std::string& stream,
                         const std::vector<std::string>& lines);

Result<std::vector<std::string>> lines_of(journal::Journal& journal, std::uint64_t meeting,
                                          const std::string& stream);
// kNotFound when nobody observed it.
Result<Observation> observation(journal::Journal& journal, std::uint64_t meeting, const std::string& stream);
Result<std::vector<std::string>> streams(journal::Journal& journal, std::uint64_t meeting);

}  // namespace meso::relations
