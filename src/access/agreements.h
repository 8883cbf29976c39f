// Sharing agreements and the four ways of living with Meso: what must be in force before a number leaves a
// practice.
//
// AGREEMENTS. The practice is the controller of its patients' data. An agreement says: this practice lets
// these organisations have this much of its data, for these purposes, on this legal basis, from this day to
// that. It is made and switched by a role that may do so at that practice (roles.h), it can be switched off
// at any time, and what is off is off with the next question that anybody asks.
//
// What is shared grows in three steps: counts; records (lists by the practice's own number, typed cohorts);
// names. Clusters of codes can be left out of it: whoever sees the practice under this agreement gets "not
// available" for everything that rests on one of their codes.
//
// WAYS. Together needs nothing. Counts is what the network already holds as numbers. Records opens what is
// made of coded extracts. Direct care opens lists that decide who is seen, and names; it opens only when all
// three of its conditions are in the journal: a named clinical safety officer who holds that role today, the
// safety file of the organisation that deploys Meso, with its digest, and that officer's own acceptance of
// the hazards, given after both. When the officer's role ends, another officer is named or another safety
// file recorded, the way is shut, without anybody doing anything, until it is whole again.
//
// All of it is entries of the journal, each with its author and reason. Errors: kRefused with the rule in
// words.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/roles.h"
#include "base/date.h"
#include "base/files.h"
#include "base/moment.h"
#include "base/result.h"
#include "journal/journal.h"

namespace meso::access {

enum class Shared : std::uint8_t { kCounts, kRecords, kNames };  // each includes those before it
std::string_view shared_name(Shared shared);
std::optional<Shared> shared_from_name(std::string_view name);

struct Agreement {
  std::string id;                       // "g" and sixteen hex digits; made by agree()
  std::string practice;                 // ODS code
  std::vector<std::string> recipients;  // ODS codes of organisations
  std::vector<Purpose> purposes;
  Shared shared = Shared::kCounts;
  std::vector<std::string> hidden;  // clusters, upper case
  std::string legal_basis;
  Date starts;
  std::optional<Date> ends;  // the last day
  bool on = true;
  std::optional<Moment> acknowledged;  // when somebody last said, by a one-time link, that they have read it

  bool in_force(Date day) const { return on && starts <= day && (!ends || day <= *ends); }
};

// kUsage when a part is missing. Returns the id.
Result<std::string> agree(journal::Journal& journal, const std::string& author, Agreement agreement,
                          const std::string& reason);
Status switch_agreement(journal::Journal& journal, const std::string& author, const std::string& id, bool on,
                        const std::string& reason);
// What a one-time link to an agreement does (accounts.h): whoever holds it has read it.
inline constexpr std::string_view kAcknowledge = "acknowledge";
journal::Act acknowledgement(const Agreement& agreement);
// By practice, then by when they were made.
Result<std::vector<Agreement>> agreements(journal::Journal& journal);

enum class Way : std::uint8_t { kTogether, kCounts, kRecords, kDirectCare };
inline constexpr std::array kEachWay = {Way::kTogether, Way::kCounts, Way::kRecords, Way::kDirectCare};
std::string_view way_name(Way way);   // "direct-care"
std::string_view way_words(Way way);  // "direct care"
std::optional<Way> way_from_name(std::string_view name);

// Which way an ability belongs to.
Way way_of(Ability ability);

// What direct care waits for.
enum class CareCondition : std::uint8_t { kSafetyOfficer, kSafetyFile, kHazardsAccepted };
inline constexpr std::array kEachCareCondition = {CareCondition::kSafetyOfficer, CareCondition::kSafetyFile,
                                                  CareCondition::kHazardsAccepted};
std::string_view condition_words(CareCondition condition);

struct Ways {
  std::array<bool, 4> open{true, false, false, false};
  // What was recorded for each condition ("" when nothing, or when it holds no longer): the officer's person
  // id, where the safety file is, which hazard log was accepted.
  std::array<std::string, 3> conditions;
  bool is_open(Way way) const { return open[static_cast<std::size_t>(way)]; }
  std::vector<CareCondition> missing() const;
};

Result<Ways> ways(journal::Journal& journal);
// The same inside a read or a rule.
Result<Ways> ways_in(sqlite::Db& tables);
Status set_way(journal::Journal& journal, const std::string& author, Way way, bool open,
               const std::string& reason);
// `what`: the person id of the officer; the safety file as named_with_digest() writes it; which hazard log.
// Hazards are accepted by the named officer only, and after the safety file.
Status record_condition(journal::Journal& journal, const std::string& author, CareCondition condition,
                        const std::string& what);

// "safety-file.pdf, sha-256 64-HEX-DIGITS": which file it was, to whoever still has it. The journal keeps no
// copy.
Result<std::string> named_with_digest(FileSystem& files, const std::string& path);
bool has_digest(std::string_view named);

// The day of an instant, in UTC.
Date day_of(Moment moment);

}  // namespace meso::access
