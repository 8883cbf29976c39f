// What a network says of itself: text of its own, beside what files know. docs/formation.md is the manual.
//
// Files know members, lists and areas. They do not know who is clinical director, whether schedule 3 is
// complete, why a practice joined, or that the Tuesday clinic existed long before the contract asked for one.
// That is recorded here, with days, so that a later reader sees what was known when. A network that is only
// proposed has practices here, and no code in any file.
//
// A motive is in the practice's own words, tagged push (told to, or for the money) or pull (shared interest);
// a practice may give both. Motives are shown to the network; nobody is scored by them.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "network/model.h"

namespace meso::network::formation {

struct Holder {  // of a role: clinical director, payee
  std::string key;
  std::string practice;  // may be empty
  std::string name;      // may be empty
  Date from = kFirstDate;
};

struct Signed {  // agreement, data-sharing
  std::string key;
  Date on = {};
};

struct Schedule {
  std::uint64_t number = 0;
  bool complete = false;
  Date on = {};         // of a complete one
  std::string missing;  // of an incomplete one
};

struct Exception {
  std::string id;
  std::string agreed_by;
  Date on = {};
  std::string because;
};

struct Partner {
  OrganisationKind kind = OrganisationKind::kPharmacy;
  std::string name;
  Date from = kFirstDate;
};

struct Motive {
  std::string practice;
  Date on = {};
  bool push = false;  // else pull
  std::string words;
};

// A service that was there before the contract asked for one like it.
struct PriorWork {
  enum class Decision : std::uint8_t { kNone, kKeep, kAdapt, kStop };
  std::string title;
  std::vector<std::string> practices;
  std::string evidence;
  std::string clause;    // which the contract asks by; may be empty
  bool protect = false;  // not to be touched without a decision
  Decision decision = Decision::kNone;
  Date on = {};
  std::string because;
};

// One round of a question that people answered without their names: sums, and nothing that leads to anybody.
struct Pulse {
  std::string question;
  Date on = {};
  std::uint64_t asked = 0, agree = 0, neither = 0, disagree = 0;

  std::uint64_t answered() const { return agree + neither + disagree; }
};

// What the network brought one practice in a period.
struct Brought {
  enum class Kind : std::uint8_t { kMoney, kHours, kAppointments };
  Kind kind = Kind::kMoney;
  std::string practice;
  std::int64_t amount = 0;  // pence of kMoney
  Date from = {}, to = {};
  std::string what;
};

// A practice gives a service, or does not.
struct ServiceAt {
  std::string title;
  std::string practice;
  bool given = false;
  Date from = {};  // of one that is not given: the day on which that was seen
  Date until = kLastDate;
};

// What the network owes an answer: a decision, a duty that somebody should hold, something it was asked for.
struct Matter {
  enum class Kind : std::uint8_t { kDecision, kDuty, kAsk };
  Kind kind = Kind::kDecision;
  std::string title;
  Date noted = {};
  Date due = kUnknownDate;      // of a decision
  std::string holder;           // who is to decide, holds the duty, asked: a practice's code, or a name
  Date held_until = kLastDate;  // of a duty
  std::string about;            // the one practice that it is about; empty: the network as a whole
  Date settled = kUnknownDate;
  std::string because;
};

struct Leaver {
  std::string practice;
  Date on = {};  // its last day
  std::string because;
  std::vector<std::pair<std::string, Date>> done;  // tasks by id
};

struct Record {
  std::string network;  // its code
  std::string name;
  std::vector<std::string> practices;  // of a proposed network; empty: those of the files
  std::vector<Holder> holders;
  std::vector<Signed> signatures;
  std::vector<Schedule> schedules;
  std::vector<Exception> exceptions;
  std::vector<Partner> partners;
  std::vector<Motive> motives;
  std::vector<PriorWork> works;
  std::vector<Leaver> leavers;
  std::vector<Pulse> pulses;
  std::vector<Brought> brought;
  std::vector<ServiceAt> services;
  std::vector<Matter> matters;
  Place place;

  // The newest holder on or before the day.
  const Holder* holder(std::string_view key, Date day) const;
  const Exception* exception(std::string_view id, Date day) const;
};

struct ParsedRecords {
  std::vector<Record> records;
  std::vector<Error> mistakes;  // networks that have one are left out
};
ParsedRecords parse_records(std::string_view text, const std::string& file);

// What one practice last gave as its motives, and whether a year has passed since.
struct MotiveState {
  std::string practice;
  bool push = false, pull = false;  // both false: nothing recorded
  Date on = {};
  bool look_again = false;
};
std::vector<MotiveState> motives_of(const Record& record, std::span<const std::string> practices, Date day);

// What asks for a decision: protected work that has none, and protected work that is to stop without a
// reason.
std::vector<std::string> open_questions(const Record& record);

}  // namespace meso::network::formation
