// Answers as JSON: what `--format json` prints and what the server sends are made here, so that they are one
// format. docs/json.md describes it.

#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "access/lens.h"
#include "rules/explain.h"
#include "rules/language.h"
#include "rules/model.h"

namespace meso::server {

using Json = nlohmann::ordered_json;

// What every answer begins with: who sees, which day, how fresh, what is assumed or unreadable, and which
// practices share nothing with whoever asks. How many patients and entries were loaded stands there for
// practices that they see exactly.
Json preamble_json(const access::Lens& lens, const access::Question& question, const std::string& year,
                   const rules::Model& model);
Json practice_json(const access::PracticeState& practice);
// A number as somebody may see it: {"kind": "rounded", "value": 120}; without a value where there is none.
Json shown_json(const access::ShownCount& count);
Json shown_indicator_json(const access::ShownIndicator& figures);
// Percent of two shown numbers, to a tenth where they are not exact; null without both.
Json shown_percent(const access::ShownCount& part, const access::ShownCount& whole);
Json provenance_json(const rules::Provenance& provenance);
Json indicator_json(const access::IndicatorFigures& figures);
Json patient_json(const access::ListedPatient& patient);
Json explanation_json(const rules::Explanation& why, const std::string& patient);
Json mistakes_json(const std::vector<rules::Mistake>& mistakes);

// The releases of the clusters in use, each once.
std::vector<std::string> cluster_releases(const rules::Model& model);

// "in the denominator, not in the numerator": what a list holds.
const char* which_words(access::ListWhich which);

// On one line; text that is not UTF-8 is shown with replacement characters.
std::string one_line(const Json& json);

}  // namespace meso::server
