// Forming a network and leaving one, as days on a calendar: relationship steps beside contract steps, and
// what remains to be done when a practice goes.
//
// Contracts name the day by which a form goes in. Nobody names the day by which people trust each other, so
// plans leave it out. Here both stand on one line of time, counted back from the day on which the network is
// to be live, and the plan says what the time that is left does not hold.

#pragma once

#include <string>
#include <vector>

#include "network/formation/record.h"
#include "network/formation/requirements.h"

namespace meso::network::formation {

struct PlannedStep {
  const Step* step = nullptr;
  Date begins = {}, ends = {};
  bool too_late = false;  // it would have had to begin before the plan does
};

struct Plan {
  std::vector<PlannedStep> steps;  // by first day, then last
  Date live = {};
  Date starts = {};
  std::int32_t short_by = 0;  // days that are missing for everything to fit; 0: it fits
};
// Steps of the path asked for and those of both. REQUIRES: starts <= live.
Plan plan(const Contract& contract, Date starts, Date live, Path path = Path::kNew);

struct DueTask {
  const LeaverTask* task = nullptr;
  Date due = {};
  Date done = kUnknownDate;  // or not yet
  bool overdue = false;
};
// By due day. Tasks of the contract that holds on the last day.
std::vector<DueTask> leaver_tasks(const Contract& contract, const Leaver& leaver, Date today);

}  // namespace meso::network::formation
