// Decisions as they lie in the bodies of entries.

#pragma once

#include <nlohmann/json.hpp>

#include "governance/decisions.h"

namespace meso::governance {

nlohmann::json to_json(const Authorship& authorship);
Authorship authorship_of(const nlohmann::json& body);
nlohmann::json to_json(const NewDecision& decision);
NewDecision opened_of(const Written& written);
nlohmann::json to_json(const Outcome& outcome);
Outcome outcome_of(const nlohmann::json& body);

}  // namespace meso::governance
