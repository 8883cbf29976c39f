// The kinds of entries that accounts are made of, and what each does to the tables.

#pragma once

#include <span>

#include "access/projected.h"

namespace meso::access {

inline constexpr char kPersonAdded[] = "access.person_added";         // person/..., purpose staff
inline constexpr char kPersonClosed[] = "access.person_closed";       // person/...
inline constexpr char kRoleGiven[] = "access.role_given";             // person/..., place: the organisation
inline constexpr char kRoleEnded[] = "access.role_ended";             // likewise
inline constexpr char kPasswordSet[] = "access.password_set";         // person/..., purpose credential
inline constexpr char kStepSet[] = "access.second_step_set";          // likewise
inline constexpr char kStepCleared[] = "access.second_step_cleared";  // person/...
inline constexpr char kSignedIn[] = "access.signed_in";               // person/...
inline constexpr char kSignedOut[] = "access.signed_out";             // person/...
inline constexpr char kSignInLocked[] = "access.sign_in_locked";      // person/...
inline constexpr char kLinkMade[] = "access.link_made";               // what the link is about
inline constexpr char kLinkUsed[] = "access.link_used";
inline constexpr char kLinkWithdrawn[] = "access.link_withdrawn";

inline constexpr char kStaff[] = "staff";
inline constexpr char kCredential[] = "credential";
inline constexpr char kFirstRun[] = "first-run";
inline constexpr char kInvitation[] = "invitation";

const char* account_schema();
std::span<const TableChange> account_changes();

}  // namespace meso::access
