// What a look says in the journal, written and read back in this one place, so that the report of who looked
// can tell it in sentences:
//
//   WHAT, as ROLE of ORGANISATION, for PURPOSE[, under ID+ID][, by breaking the glass][, at CODE+CODE]
//
// WHAT begins with one of the words of LookKind and never holds anything about a patient. `at` names the
// practices of a look that several share; a look at one practice has it as its place. Reading begins at the
// last ", as ", because WHAT may be a condition that somebody wrote. Whatever does not read stays as it was
// written.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/roles.h"

namespace meso::access {

enum class LookKind : std::uint8_t {
  kList,             // patients by the practice's own number
  kNames,            // names and NHS numbers
  kExplanation,      // one patient's record, and why a rule decides so
  kExport,           // a file of figures that left
  kTypedCohort,      // a condition that the asker wrote, counted
  kEntriesOfPeople,  // the journal's own entries about people
  kBrokenGlass,      // not a look but the act that opens a practice
};

struct LookWords {
  LookKind kind = LookKind::kEntriesOfPeople;
  std::string what{};  // "HYP008", "worklist", the condition
  std::optional<Role> role{};
  std::string organisation{};
  std::optional<Purpose> purpose{};
  std::vector<std::string> agreements{};
  bool glass = false;
  std::vector<std::string> practices{};
  bool operator==(const LookWords&) const = default;
};

std::string look_text(const LookWords& words);
LookWords look_words(std::string_view text);

}  // namespace meso::access
