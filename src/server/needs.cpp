#include "server/needs.h"

#include <string>

#include <fmt/format.h>

namespace meso::server {

using access::Ability;
using access::Way;

Error Needs::refusal(access::Role role) const {
  std::string words;
  for (const Ability ability : access::kEachAbility) {
    if ((abilities >> static_cast<unsigned>(ability) & 1u) == 0) continue;
    words += (words.empty() ? "" : " or ") + std::string(access::ability_words(ability));
  }
  return {ErrorKind::kRefused,
          fmt::format("the role of {} does not include {}", access::role_words(role), words),
          {},
          "act in another of your roles, or ask your administrator"};
}

std::span<const PageOf> each_page() {
  static constexpr PageOf kPages[] = {
      {"/", "Home", Way::kTogether, kForAnyRole},
      {"/indicators", "Indicators", Way::kRecords, needs_one_of(Ability::kCounts)},
      {"/cohort", "Cohort", Way::kRecords, needs_one_of(Ability::kCohorts)},
      {"/network", "Network", Way::kTogether, kForAnyRole},
      {"/data", "Data", Way::kRecords, needs_one_of(Ability::kLoad)},
      {"/access", "Access", Way::kTogether,
       needs_one_of(Ability::kPeople, Ability::kWays, Ability::kAgree, Ability::kWithdraw,
                    Ability::kReadLooks)},
      {"/seen", "What they can see", Way::kRecords, needs_one_of(Ability::kCohorts, Ability::kReadLooks)},
  };
  return kPages;
}

}  // namespace meso::server
