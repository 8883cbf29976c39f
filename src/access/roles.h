// Who may do what, and for what: roles, abilities, purposes and the one table that joins them.
//
// A person holds a role *at* an organisation: a practice, a network, a commissioner, a university. What the
// role allows depends on how the practice that is asked about stands to that organisation:
//
//   own          the role is held at that practice
//   agreed       an agreement in force lets that practice's data go to that organisation for that purpose
//   not agreed   anything else
//
// and the answer is one of five (Grant). The whole table is may(), printed in docs/access.md; a test reads
// the printed table and asks for every cell. There is no other place where a role opens anything.
//
// Why a table and not rules: whoever signs for it (a Caldicott Guardian, a practice) must be able to read all
// of it on one page, and a missing line must mean no.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace meso::access {

enum class Role : std::uint8_t {
  kAdministrator,
  kGuardian,       // the Caldicott Guardian
  kSafetyOfficer,  // the clinical safety officer
  kDirector,       // the network's clinical director
  kManager,        // the network's manager
  kAnalyst,
  kCareTeam,  // care coordinator, pharmacist, link worker, first contact physiotherapist
  kPracticeManager,
  kGeneralPractitioner,
  kCommissioner,
  kEvaluator,
  kPatientsGroup,
};
inline constexpr std::size_t kRoles = 12;

enum class Ability : std::uint8_t {
  kCounts,    // registers and indicators of the rulebook
  kCohorts,   // counts of a condition that the asker writes
  kLists,     // patients by the practice's own number, with reasons
  kIdentify,  // names and NHS numbers
  kExport,    // a file of counts that leaves Meso
  kLoad,      // extracts into the network
  kAgree,     // switches an agreement on
  kWithdraw,  // switches an agreement off
  kReadLooks,
  kBreakGlass,
  kPeople,  // adds people, gives and ends roles
  kWays,    // switches the four ways
  kKeys,    // changes and withdraws keys
};
inline constexpr std::size_t kAbilities = 13;

// What somebody wants it for. Each role has its own few.
enum class Purpose : std::uint8_t {
  kDirectCare,
  kQuality,        // clinical audit and improvement
  kContract,       // what the contract asks for and pays
  kCommissioning,  // planning by those who pay
  kResearch,       // evaluation included
  kPublic,         // for everybody to see
};
inline constexpr std::size_t kPurposes = 6;

enum class Relation : std::uint8_t { kOwn, kAgreed, kNotAgreed };

enum class Grant : std::uint8_t {
  kNo,
  kYes,         // figures: exact numbers
  kNoised,      // typed cohorts: small counts held back, the others with noise
  kFixed,       // fixed tables: small counts held back, the others rounded
  kDirectCare,  // yes, for direct care, while that way is open
};

Grant may(Role role, Ability ability, Relation relation);
bool has_purpose(Role role, Purpose purpose);

// "clinical director", "typed cohorts", "direct care": as pages show them.
std::string_view role_words(Role role);
std::string_view ability_words(Ability ability);
std::string_view purpose_words(Purpose purpose);
// "clinical-director", "direct-care": as commands and the journal write them.
std::string_view role_name(Role role);
std::string_view purpose_name(Purpose purpose);
std::optional<Role> role_from_name(std::string_view name);
std::optional<Purpose> purpose_from_name(std::string_view name);

template <class Value, std::size_t kCount>
constexpr std::array<Value, kCount> each_value() {
  std::array<Value, kCount> out{};
  for (std::size_t i = 0; i < kCount; ++i) out[i] = static_cast<Value>(i);
  return out;
}
inline constexpr auto kEachRole = each_value<Role, kRoles>();
inline constexpr auto kEachAbility = each_value<Ability, kAbilities>();
inline constexpr auto kEachPurpose = each_value<Purpose, kPurposes>();
inline constexpr std::array kEachRelation = {Relation::kOwn, Relation::kAgreed, Relation::kNotAgreed};

}  // namespace meso::access
