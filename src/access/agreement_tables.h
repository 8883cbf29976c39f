// The kinds of entries that agreements, ways and broken glass are made of, and what each does to the tables.

#pragma once

#include <span>

#include "access/projected.h"

namespace meso::access {

inline constexpr char kAgreed[] = "access.agreement_made";       // agreement/..., place: the practice
inline constexpr char kAgreementOn[] = "access.agreement_on";    // likewise
inline constexpr char kAgreementOff[] = "access.agreement_off";  // likewise
inline constexpr char kAcknowledged[] = "access.agreement_acknowledged";  // likewise
inline constexpr char kWayOpened[] = "access.way_opened";                 // way/NAME
inline constexpr char kWayShut[] = "access.way_shut";                     // way/NAME
inline constexpr char kConditionMet[] = "access.condition_recorded";      // way/direct-care
inline constexpr char kGlassBroken[] = "access.glass_broken";             // person/..., place: the practice
inline constexpr char kKeyChanged[] = "access.key_changed";               // key/PRACTICE, place: the practice
inline constexpr char kKeyWithdrawn[] = "access.key_withdrawn";           // likewise
inline constexpr char kKeyAllowed[] = "access.key_allowed";               // likewise
inline constexpr char kReleased[] = "access.released";         // released/..., place: the practice, or none
inline constexpr char kTakenBack[] = "access.taken_back";      // likewise
inline constexpr char kCohortAsked[] = "access.cohort_asked";  // cohort/SCOPE

const char* agreement_schema();
std::span<const TableChange> agreement_changes();

}  // namespace meso::access
