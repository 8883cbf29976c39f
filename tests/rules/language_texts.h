// What the tests of the language share: reading files, the clusters of the
// manual's examples, mistakes as one text.

#pragma once

#include <string>
#include <vector>

#include "rules/language.h"

namespace meso::rules::tests {

std::string file_text(const std::string& path);

// Clusters of the manual's examples: HYP_COD, HYPRES_COD, HYPINVITE_COD, BPSYS_COD and BPDIA_COD (mmHg),
// HTMAX_COD, IFCCHBAM_COD (mmol/mol).
terms::ClusterSet example_clusters();

// "line:column message; hint" of each, a line each; lines are counted from `lines_before` + 1.
std::string as_lines(const std::vector<Mistake>& mistakes, std::uint32_t lines_before = 0);

// The one model of a text without mistakes; an empty one, and a failure of the test, when there are any.
Model compiled(const std::string& text, const std::string& year = "");

}  // namespace meso::rules::tests
