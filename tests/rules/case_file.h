// A text case: patients, rules and what must come out, in plain text. The format is docs/cases.md.
//
// The reader knows the shape of a case and nothing of rules: `rules` is kept as text, and the rows of
// `expect` are kept as words, to be understood beside the compiled Model (case_test.cpp).

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "rules/reference.h"
#include "terms/terms.h"

namespace meso::rules::tests {

struct CasePatient {
  std::string name;
  reference::Patient history;
};

struct Expectation {
  Place place;
  std::vector<std::string> words;  // "ann", "HYP_REG", "in", "rule", "1"
};

struct Case {
  std::string title;
  std::string reason;
  Date on;               // ACHV_DAT
  std::string year;      // "2025-26"; "" the latest
  bool england = false;  // `rulebook england`: the built-in rulebook is compiled too
  std::string rules;     // on the same lines as in the case, so that mistakes point into it
  std::vector<terms::Cluster> clusters;
  std::vector<CasePatient> patients;
  std::vector<Expectation> expected;
};

// Reads one case. `known` holds the clusters that events may name besides the case's
// own (those of the built-in rulebook).
Result<Case> read_case(std::string_view text, const std::string& file, const terms::ClusterSet& known);

}  // namespace meso::rules::tests
