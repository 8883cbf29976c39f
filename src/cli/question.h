// What run, list, explain and count have in common: a Lens on a network, a day, and
// rules compiled for that day's year.

#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "access/lens.h"
#include "access/rulebooks.h"
#include "base/progress.h"
#include "cli/commands.h"
#include "rules/model.h"

namespace meso::cli {

// The name of the sum in tables.
constexpr const char* kNetwork = "network";

struct Opened {
  access::Lens lens;
  access::Rulebook rulebook;
  access::Question question;
  std::string year;  // the rule year asked for: of ACHV_DAT, or --year
  bool on_was_given = false;
};

// Opens the network and settles the day: --on, else the oldest as-at date.
Result<Opened> open_question(const QuestionArguments& arguments);

// Compiles the opened rulebook; mistakes are printed and make kBadInput.
Result<rules::Model> compile_opened(const Opened& opened);

// A register or indicator by name, in any case.
struct Named {
  bool is_register = false;
  std::int32_t id = 0;
};
Result<Named> find_named(const rules::Model& model, const std::string& name);

// The lines that every answer begins with: who sees, which day, how fresh, what is assumed or unreadable.
std::string preamble(const Opened& opened, const rules::Model& model);
// The same as JSON members.
nlohmann::ordered_json preamble_json(const Opened& opened, const rules::Model& model);
// The same as columns at the end of every row of CSV, so that a row that travels alone still says them:
// registrations (stated or assumed; of the network "assumed in part" where it differs), cluster_releases,
// not_included (practices that do not read) and seen_by. Each with its leading comma.
constexpr const char* kCsvContext = ",registrations,cluster_releases,not_included,seen_by";
std::string csv_context(const Opened& opened, const rules::Model& model, const std::string& practice);
// "HYP 2025-26, estimated; source: ...".
std::string provenance_line(const rules::Provenance& provenance);
// Indented JSON and a line break on standard output.
void print_json(const nlohmann::ordered_json& json);
// Does `work` under a progress bar, which is gone before anything is printed.
template <class Work>
auto showing_progress(std::string_view step, const Work& work) {
  const ProgressBar bar(step);
  return work();
}
// Finding when a practice of the network did not read, else done.
int answered(const Opened& opened);

}  // namespace meso::cli
