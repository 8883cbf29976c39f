// Everything that the room holds about somebody, for them to read: each entry whose words name them, with
// other people masked.
//
// A person is told by their name as it was written, letter case aside, and by their e-mail. Masked are the
// names that the room knows (who attended, owns an action, holds a duty, gave permission) and every e-mail
// that is not theirs. Names that only stand inside free words are not known to it: whoever hands the paper
// over reads it first. What was erased is named as erased.

#pragma once

#include <string>
#include <vector>

#include "governance/acts.h"

namespace meso::governance {

struct AboutPerson {
  std::uint64_t entry = 0;
  Moment at;
  std::string kind, subject;
  std::vector<std::pair<std::string, std::string>> words;  // member of the body, text with others masked
};
struct Disclosure {
  std::vector<AboutPerson> entries;
  std::uint64_t erased = 0;  // entries whose body is gone: whom they were about is not known any more
  std::uint64_t masked = 0;  // times that somebody else was masked
};
// kUsage for a name shorter than three letters.
Result<Disclosure> about_person(journal::Journal& journal, const std::string& person);

inline constexpr const char* kMask = "[another person]";

}  // namespace meso::governance
