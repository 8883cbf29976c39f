// One decision in words and as JSON, and the options that say who really decided.

#pragma once

#include <span>
#include <string>

#include <nlohmann/json.hpp>

#include "governance/decisions.h"

namespace CLI {
class App;
}

namespace meso::cli {

// "carried: b"; "not carried"; "no quorum".
std::string outcome_line(const governance::Outcome& outcome);
// "open until 2026-04-30", or the outcome.
std::string standing_line(const governance::Decision& decision);
// Everything about it; of a sealed one that is open, no choice and no total.
std::string decision_text(const governance::Decision& decision, std::span<const governance::Practice> members,
                          Date day);
nlohmann::ordered_json decision_json(const governance::Decision& decision);

struct AuthorshipArguments {
  std::string function, proposed_by, decided_by, on_paper, in_fact, aim, pounds;
  double hours = -1;
};
void add_authorship(CLI::App& command, AuthorshipArguments& to);
Result<governance::Authorship> authorship_of(const AuthorshipArguments& arguments);

}  // namespace meso::cli
