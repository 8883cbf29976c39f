// The table of roles. Read it as docs/access.md prints it: per ability three letters, for the role's own
// practice, for practices that agreed, for all others.
//
//   -  no     y  yes, exact     n  with noise     f  fixed tables     c  direct care only

#include "access/roles.h"

namespace meso::access {
namespace {

struct RoleRow {
  Role role;
  std::string_view name, words;
  std::string_view cells[kAbilities];
  std::string_view purposes;  // one letter per purpose: d q c p r u, in the order of Purpose
};

constexpr std::string_view kPurposeLetters = "dqcpru";

// clang-format off
constexpr RoleRow kRows[kRoles] = {
  {Role::kAdministrator, "administrator", "administrator",
  //counts cohorts lists ident. export load   agree  withd. looks  glass  people ways   keys
   {"---", "---", "---", "---", "---", "yyy", "---", "yyy", "---", "---", "yyy", "yyy", "yyy"}, ""},
  {Role::kGuardian, "caldicott-guardian", "Caldicott Guardian",
   {"yf-", "---", "---", "---", "---", "---", "---", "yyy", "yyy", "---", "---", "---", "yyy"}, "q"},
  {Role::kSafetyOfficer, "safety-officer", "clinical safety officer",
   {"yf-", "---", "---", "---", "---", "---", "---", "---", "---", "---", "---", "yyy", "---"}, "q"},
  {Role::kDirector, "clinical-director", "clinical director",
   {"yy-", "yn-", "yc-", "cc-", "ff-", "---", "---", "---", "---", "ccc", "---", "---", "---"}, "dqc"},
  {Role::kManager, "network-manager", "network manager",
   {"yy-", "yn-", "---", "---", "ff-", "yyy", "---", "---", "---", "---", "---", "---", "---"}, "qc"},
  {Role::kAnalyst, "analyst", "analyst",
   {"yy-", "yn-", "y--", "---", "ff-", "yyy", "---", "---", "---", "---", "---", "---", "---"}, "qc"},
  {Role::kCareTeam, "care-team", "care team",
   {"yy-", "yn-", "yc-", "cc-", "---", "---", "---", "---", "---", "ccc", "---", "---", "---"}, "dq"},
  {Role::kPracticeManager, "practice-manager", "practice manager",
   {"yf-", "y--", "y--", "c--", "y--", "y--", "y--", "y--", "y--", "---", "---", "---", "---"}, "dqc"},
  {Role::kGeneralPractitioner, "general-practitioner", "general practitioner",
   {"yf-", "y--", "y--", "c--", "y--", "---", "y--", "y--", "y--", "ccc", "---", "---", "---"}, "dqc"},
  {Role::kCommissioner, "commissioner", "commissioner",
   {"-f-", "---", "---", "---", "-f-", "---", "---", "---", "---", "---", "---", "---", "---"}, "p"},
  {Role::kEvaluator, "evaluator", "evaluator",
   {"-f-", "-n-", "---", "---", "-f-", "---", "---", "---", "---", "---", "---", "---", "---"}, "r"},
  {Role::kPatientsGroup, "patients-group", "patients' group",
   {"-f-", "---", "---", "---", "---", "---", "---", "---", "---", "---", "---", "---", "---"}, "u"},
};
// clang-format on

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRoles; ++i) {
    if (static_cast<std::size_t>(kRows[i].role) != i) return false;
    for (const std::string_view cell : kRows[i].cells) {
      if (cell.size() != 3) return false;
    }
  }
  return true;
}
static_assert(in_order());

constexpr std::string_view kAbilityWords[kAbilities] = {
    "counts",   "typed cohorts", "lists",       "names",  "export",        "loading", "agree",
    "withdraw", "who looked",    "break glass", "people", "the four ways", "keys"};

constexpr struct {
  std::string_view name, words;
} kPurposeNames[kPurposes] = {{"direct-care", "direct care"}, {"quality", "quality"},
                              {"contract", "the contract"},   {"commissioning", "commissioning"},
                              {"research", "research"},       {"public", "the public"}};

const RoleRow& row(Role role) {
  return kRows[static_cast<std::size_t>(role)];
}

}  // namespace

Grant may(Role role, Ability ability, Relation relation) {
  switch (row(role).cells[static_cast<std::size_t>(ability)][static_cast<std::size_t>(relation)]) {
    case 'y':
      return Grant::kYes;
    case 'n':
      return Grant::kNoised;
    case 'f':
      return Grant::kFixed;
    case 'c':
      return Grant::kDirectCare;
    default:
      return Grant::kNo;
  }
}

bool has_purpose(Role role, Purpose purpose) {
  return row(role).purposes.find(kPurposeLetters[static_cast<std::size_t>(purpose)]) !=
         std::string_view::npos;
}

std::string_view role_words(Role role) {
  return row(role).words;
}

std::string_view ability_words(Ability ability) {
  return kAbilityWords[static_cast<std::size_t>(ability)];
}

std::string_view purpose_words(Purpose purpose) {
  return kPurposeNames[static_cast<std::size_t>(purpose)].words;
}

std::string_view role_name(Role role) {
  return row(role).name;
}

std::string_view purpose_name(Purpose purpose) {
  return kPurposeNames[static_cast<std::size_t>(purpose)].name;
}

std::optional<Role> role_from_name(std::string_view name) {
  for (const RoleRow& each : kRows) {
    if (each.name == name) return each.role;
  }
  return std::nullopt;
}

std::optional<Purpose> purpose_from_name(std::string_view name) {
  for (const Purpose purpose : kEachPurpose) {
    if (purpose_name(purpose) == name) return purpose;
  }
  return std::nullopt;
}

}  // namespace meso::access
