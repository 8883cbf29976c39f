// The attendance "CSV" that Teams writes, as it comes.
//
// It is UTF-16 with tabs, in one of three layouts: a log of "Joined" and "Left"; one table with a row a
// person; and, since July 2022, three titled sections of which the second has the people. Titles are in the
// language of whoever downloaded it, so a table is told by its shape and its columns by their place.
//
// One person may have several rows: joined twice is one person whose time is added up. Two people may have
// one name: they are told apart by their e-mail, and where there is none they stay two rows with a note.
// "(Guest)" and the like is taken from the name and kept as a mark.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace meso::governance {

struct Attended {
  std::string name, email;
  bool guest = false;
  std::int64_t seconds = 0;  // in all
  int joined = 1;            // times
};
struct Attendance {
  std::vector<Attended> people;
  std::vector<std::string> notes;  // what was odd, by line; no names
};

// kBadInput when no table of people is in it.
Result<Attendance> read_attendance(std::string_view bytes, const std::string& file);

// "1h 33m 39s", "33m 39s", "0:33:39"; nothing when it is neither.
std::optional<std::int64_t> parse_duration(std::string_view text);
// UTF-16 with a byte order mark as UTF-8; anything else as it is.
std::string utf8_of(std::string_view bytes);

}  // namespace meso::governance
