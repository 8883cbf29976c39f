// What the commands of a meeting share: its words, its quorum, its actions.

#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/decision_lines.h"
#include "cli/together.h"
#include "governance/meetings.h"

namespace meso::cli {

// Agree, observe, replay, mirror, transcript: below `meso meeting`.
void add_observation_commands(CLI::App& meeting, Verbs& verbs);

Result<std::string> meeting_text(Together& together, const governance::Meeting& meeting);
Result<std::string> quorum_text(Together& together, const governance::Meeting& meeting);
std::string actions_text(const std::vector<governance::Action>& actions, Date day, bool all);
nlohmann::ordered_json meeting_json(const governance::Meeting& meeting);

}  // namespace meso::cli
