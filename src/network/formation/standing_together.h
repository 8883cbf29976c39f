// What follows from what practices recorded: how a question was answered over time, what the network brought
// to whom, what is owed an answer, who gives which service, and which clause local work answers.
//
// Nobody is scored. A round of a pulse holds sums alone, and one with few answers is not shown. What is about
// one practice is that practice's alone for kOwnDays, so that it hears first and can act before others read
// it.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "network/footprint/grouping.h"
#include "network/formation/plan.h"
#include "network/formation/record.h"
#include "network/formation/requirements.h"
#include "network/model.h"

namespace meso::network::formation {

inline constexpr std::int32_t kOwnDays = 14;  // the need's own figure: NF-22
// Fewer answers than that could be put to people.
inline constexpr std::uint64_t kFewestAnswers = 8;

struct PulseRound {
  const Pulse* pulse = nullptr;
  bool shown = false;             // enough answers
  const Pulse* before = nullptr;  // the round before it that is shown
};
// By question in the order in which they were first asked, then day; those up to `day`.
std::vector<PulseRound> pulse_trend(const Record& record, Date day);

// Something that waits. `about` empty: of the network as a whole.
struct OpenMatter {
  std::string kind;   // "decision", "duty", "ask", "schedule", "prior work", "leaver task", "motive"
  std::string title;  // with what is wrong
  std::string holder;
  std::string about;
  Date since = {};  // from when it is open; what is about one practice is its own until kOwnDays after
  Date due = kUnknownDate;
  bool overdue = false;
};
// For the network as a whole, or what a practice may see: its own and that of the whole. `members` are codes.
// By since, then title.
std::vector<OpenMatter> open_matters(const Record& record, const Contract& contract,
                                     std::span<const std::string> members, Date day,
                                     const std::string& practice = {});

// Practices by services. Nothing recorded is not known, and never a gap.
struct ServiceGrid {
  enum class Given : std::uint8_t { kNotKnown, kNo, kYes };
  struct Row {
    std::string title;
    std::vector<Given> given;  // by practice
    std::uint64_t patients_without = 0;
    std::uint64_t patients_not_known = 0;
    // Practices that lack it, each with the member nearest to it that gives it (kNobody: none does), and how
    // far in a straight line (-1: not known).
    struct Gap {
      OrganisationId practice = kNobody, giver = kNobody;
      double km = -1;
    };
    std::vector<Gap> gaps;
  };
  std::vector<OrganisationId> practices;
  std::vector<Row> rows;  // in the order in which services were first recorded
};
ServiceGrid service_grid(const Model& model, const Record& record, std::span<const OrganisationId> practices,
                         Date day);

// Practices that a supposed change would put into one network and that are not in one now.
struct Seam {
  std::uint32_t group = footprint::kNoGroup;  // of `after`
  std::size_t pairs = 0, worked_together = 0;
  std::int32_t longest = 0;  // days that a pair has been in one organisation, of any kind and time
};
// Of the groups that have such pairs.
std::vector<Seam> seams_between(const Model& model, const footprint::Grouping& before,
                                const footprint::Grouping& after, std::span<const std::uint32_t> changed);

// What the contract asks on the day, each with the local work that names its clause, its title or its id.
struct ClauseWork {
  const ContractService* service = nullptr;  // null: work that answers no clause
  std::vector<const PriorWork*> works;
};
std::vector<ClauseWork> work_by_clause(const Contract& contract, const Record& record, Date day);

}  // namespace meso::network::formation
