// Why a patient is where they are, in words: the rule path of one register or indicator.
//
// Built from the reference interpreter, which keeps where each value came from. Every field that a tried rule
// used is shown once with its value and the record that decided it; every tried rule with its truth, the
// parts of its condition, and what it did. The words name codes and dates of the patient's own record, never
// who the patient is.

#pragma once

#include <string>
#include <vector>

#include "rules/model.h"
#include "rules/reference.h"

namespace meso::rules {

struct ExplainedField {
  std::string name;                  // "HYPLAT_DAT", or the text of a field written inside a condition
  std::string text;                  // as defined
  std::string value;                 // "2024-02-11", "132 on 2025-11-03", "3 days", "missing"
  std::vector<std::string> records;  // the deciding records: "snomed 59621000 on 2024-02-11"
};

struct ExplainedTest {
  std::string text;     // "SYS of BP <= 140"
  std::string truth;    // "true", "false", "unknown"
  std::string because;  // "132", "BP is missing", "2024-11-02 is not in 2025-04-01 to 2026-03-31"
};

struct ExplainedRule {
  std::string list;  // "register HYP_REG", "denominator", "numerator"
  std::int32_t number = 0;
  std::string text;
  std::string truth;
  std::vector<ExplainedTest>
      tests;            // the leaves of the condition, when it has more than one or needs a reason
  std::string outcome;  // "next rule", "selected", "rejected: adjustment 6 REG1_DAT9"
};

struct Explanation {
  std::string id;  // indicator or register
  std::string title;
  std::string standing;  // in words: "in the denominator, not in the numerator"
  PatientStanding code = PatientStanding::kNotInBase;
  std::string because;             // in one line: the parts of the deciding rule that made it decide so
  std::int32_t deciding_rule = 0;  // number as written; 0: not in the base
  std::vector<ExplainedRule> rules;
  std::vector<ExplainedField> fields;
  Provenance provenance;
};

// In words: "not registered here on that day or not on the register", "excluded", ...
std::string standing_words(PatientStanding standing);
// "excluded", "met", ...: the stable word of CSV and JSON.
std::string_view standing_word(PatientStanding standing);
// "rejected: adjustment 2 HTMAX".
std::string outcome_words(const Outcome& outcome);

// The one line alone: of the numerator for those in the denominator, else of the rule that rejected.
std::string reason_on_indicator(const Model& model, const reference::Patient& patient,
                                const ReferenceDates& dates, IndicatorId indicator);
std::string reason_on_register(const Model& model, const reference::Patient& patient,
                               const ReferenceDates& dates, RegisterId reg);

Explanation explain_indicator(const Model& model, const reference::Patient& patient,
                              const ReferenceDates& dates, IndicatorId indicator);
Explanation explain_register(const Model& model, const reference::Patient& patient,
                             const ReferenceDates& dates, RegisterId reg);

}  // namespace meso::rules
