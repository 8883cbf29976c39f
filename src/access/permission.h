// What one person, in one role, at one organisation, for one purpose, may do with each practice's data, at
// this instant: roles, agreements, ways and broken glass put together.
//
// A Permission is made for one question and thrown away: whatever is switched off in the journal is off in
// the next one. It is made by permission() only, which refuses a role that the person does not hold and a
// purpose that the role does not have.
//
// HIDDEN CODES. Outside the person's own practice: the clusters that the agreement leaves out, and always
// those whose name begins with SENSITIVE_. Inside it: the SENSITIVE_ ones, except for direct care. Broken
// glass hides nothing.
//
// BREAKING THE GLASS opens one practice to one person for an hour, for direct care, while that way is open
// and where the role may. The reason is kept as an entry that the practice and the Caldicott Guardian read.

#pragma once

#include <map>
#include <string>
#include <vector>

#include "access/agreements.h"
#include "access/roles.h"
#include "base/moment.h"
#include "base/result.h"
#include "journal/journal.h"

namespace meso::access {

struct Acting {
  std::string person;
  Role role = Role::kPatientsGroup;
  std::string organisation;
  Purpose purpose = Purpose::kPublic;
};

inline constexpr std::string_view kSensitive = "SENSITIVE_";

class Permission {
 public:
  struct View {
    Grant grant = Grant::kNo;           // never kDirectCare: that is settled here, to kYes or kNo
    bool own = false;                   // the role is held at this practice
    bool glass = false;                 // opened by breaking the glass
    bool hides_sensitive = true;        // clusters that begin with SENSITIVE_
    std::vector<std::string> hidden{};  // further clusters
    std::vector<std::string>
        agreements{};  // by which it is open; none in the own practice or behind broken glass
  };
  View view(Ability ability, const std::string& practice) const;
  // Why `view` says no, in words, with the next step.
  Error refusal(Ability ability, const std::string& practice) const;

  const Acting& acting() const { return acting_; }
  const Ways& ways() const { return ways_; }
  // "clinical director of U12345, for quality"
  std::string who() const;

 private:
  friend Result<Permission> permission(journal::Journal&, const Acting&, Moment);
  friend Result<Permission> permission_as_if(journal::Journal&, const Acting&, Moment);
  static Result<Permission> settle(journal::Journal& journal, const Acting& acting, Moment at,
                                   bool is_person);
  Permission() = default;
  Acting acting_;
  Ways ways_;
  std::vector<Agreement> agreements_;  // in force, for this organisation and purpose
  std::vector<std::string> glass_;     // practices
};

Result<Permission> permission(journal::Journal& journal, const Acting& acting, Moment at = now());

// What anybody would get who acted so: `person` is asked for nothing. For previews alone (Lens::preview).
Result<Permission> permission_as_if(journal::Journal& journal, const Acting& acting, Moment at = now());

inline constexpr std::int64_t kGlassMinutes = 60;
Status break_glass(journal::Journal& journal, const Acting& acting, const std::string& practice,
                   const std::string& reason, Moment at = now());

}  // namespace meso::access
