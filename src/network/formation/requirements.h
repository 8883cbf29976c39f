// What the contract asks of a network, by year, and what comes with forming one or leaving it: dated text.
//
// The texts are rulebook/england/*.formation; docs/formation.md is its manual. It holds six kinds of
// entry:
//
//   requirement   what a network must be or have, by clause, with the exception that may stand and the remedy
//   window        days between which practices may join or leave
//   step          of forming a network: relationship steps and contract steps on one line of time
//   leaver-task   what remains to be done when a practice leaves
//   service       what the contract asks a network to do: local work is held against it
//   entitlement   a payment, and which state of membership unlocks it; amounts are not here
//
// Code knows only the mechanisms (`Ask::Kind`). Every number, date and sentence is the text's, with source
// and standing.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "network/model.h"
#include "rules/model.h"

namespace meso::network::formation {

struct Provenance {
  std::string clause;
  std::string source;
  rules::Standing standing = rules::Standing::kEntered;
  Date from = kFirstDate;
  Date until = kLastDate;  // the last day that it holds
  Place place;

  bool holds_on(Date day) const { return from <= day && day <= until; }
};

// What a requirement asks; the mechanisms.
struct Ask {
  enum class Kind : std::uint8_t {
    kPatients,    // registered patients at least or at most `number`, counted on `count_month`-`count_day`
    kContiguous,  // the area by the policy in force is one part
    kOneNetwork,  // no practice is a core member of another network as well
    kOneBody,     // all practices answer to one body of `body`: one CCG, one ICB
    kRecorded,    // `key` is in the network's record: clinical-director, payee, agreement, data-sharing
    kSchedule,    // schedule `number` is recorded as complete
    kFromMember,  // who is recorded under `key` is of a member practice
    kPartner,     // at least one partner of `body`
  };
  Kind kind = Kind::kPatients;
  bool at_most = false;
  std::uint64_t number = 0;
  int count_month = 0, count_day = 0;  // 0: the day that is asked about
  std::string key;
  OrganisationKind body = OrganisationKind::kCcg;
};

struct Requirement {
  std::string id;
  std::string title;
  Ask ask;
  std::uint64_t only_to_practices = 0;  // asked only of networks of at most so many practices; 0: of all
  std::string unless;                   // the exception that sets it aside, when recorded; may be empty
  bool advice = false;                  // a guide, and no condition
  std::string remedy;
  Provenance provenance;
};

struct Window {
  std::string id;
  std::string title;
  Provenance provenance;  // from and until are its days
};

// A network begins new, or brings in services and agreements that there were before.
enum class Path : std::uint8_t { kBoth, kNew, kExisting };

struct Step {
  std::string id;
  std::string title;
  bool relationship = false;  // else of the contract
  Path path = Path::kBoth;
  std::int32_t ends_before = 0;  // days before the network is live
  std::int32_t takes = 0;        // days
  Provenance provenance;
};

struct LeaverTask {
  std::string id;
  std::string title;
  std::int32_t due = 0;  // days after the last day; before it when negative
  Provenance provenance;
};

struct ContractService {
  std::string id;
  std::string title;
  Provenance provenance;
};

struct Entitlement {
  std::string id;
  std::string title;
  bool to_practice = false;  // else to the network's payee or account
  bool outside = false;      // a practice in no network has it as well
  std::string per;           // what it is counted by: "weighted patient"
  Provenance provenance;
};

struct Contract {
  std::vector<Requirement> requirements;
  std::vector<Window> windows;
  std::vector<Step> steps;
  std::vector<LeaverTask> tasks;
  std::vector<ContractService> services;
  std::vector<Entitlement> entitlements;
};

struct ParsedContract {
  Contract contract;
  std::vector<Error> mistakes;  // entries that have one are left out
};
ParsedContract parse_contract(std::string_view text, const std::string& file);

// The text that the program was built with. REQUIRES: it has no mistake, which a test holds.
Contract builtin_contract();

}  // namespace meso::network::formation
