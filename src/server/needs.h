// What a route or a page asks of whoever comes: nothing, a session, a role, or a role that has one of some
// abilities. Which role has which ability is access/roles.h; docs/access.md prints what comes of the two.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "access/agreements.h"
#include "access/roles.h"
#include "base/result.h"

namespace meso::server {

struct Needs {
  enum class Who : std::uint8_t { kAnybody, kSession, kRole };
  Who who;
  std::uint32_t abilities;  // a bit each; one of them, at one practice at least, is enough. 0: any role

  constexpr bool met_by(access::Role role) const {
    if (who != Who::kRole || abilities == 0) return true;
    for (const access::Ability ability : access::kEachAbility) {
      if ((abilities >> static_cast<unsigned>(ability) & 1u) == 0) continue;
      for (const access::Relation relation : access::kEachRelation) {
        if (access::may(role, ability, relation) != access::Grant::kNo) return true;
      }
    }
    return false;
  }
  // Asks and changes nothing, whatever its method.
  constexpr bool is_question() const {
    using access::Ability;
    const auto bit = [](Ability ability) { return 1u << static_cast<unsigned>(ability); };
    return (abilities & (bit(Ability::kCounts) | bit(Ability::kCohorts) | bit(Ability::kLists))) != 0;
  }
  // Why `role` may not, and what to do.
  Error refusal(access::Role role) const;
};

template <class... Abilities>
constexpr Needs needs_one_of(Abilities... abilities) {
  return {Needs::Who::kRole, ((1u << static_cast<unsigned>(abilities)) | ...)};
}
inline constexpr Needs kForAnybody{Needs::Who::kAnybody, 0};
inline constexpr Needs kForSession{Needs::Who::kSession, 0};
inline constexpr Needs kForAnyRole{Needs::Who::kRole, 0};

// The pages of the browser: those that a role has are in its navigation.
struct PageOf {
  std::string_view path;
  std::string_view title;
  access::Way way;  // the way of living with Meso that the page belongs to
  Needs needs;
};
std::span<const PageOf> each_page();

}  // namespace meso::server
