#include "language_texts.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace meso::rules::tests {

std::string file_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

terms::ClusterSet example_clusters() {
  terms::ClusterSet clusters;
  const Status loaded = clusters.load_text(R"(release "2025-11"
cluster HYP_COD "Hypertension"
  snomed 38341003 Hypertensive disorder
cluster HYPRES_COD "Hypertension resolved"
  snomed 162659009 Hypertension resolved
cluster HYPINVITE_COD "Invitations"
  snomed 310427004 Hypertension monitoring invitation
cluster BPSYS_COD "Systolic pressure" unit mmHg
  snomed 271649006 Systolic blood pressure
cluster BPDIA_COD "Diastolic pressure" unit mmHg
  snomed 271650006 Diastolic blood pressure
cluster HTMAX_COD "Maximal treatment"
  snomed 407567007 Patient on maximal tolerated antihypertensive therapy
cluster IFCCHBAM_COD "HbA1c" unit mmol/mol
  snomed 999791000000106 Haemoglobin A1c level
)",
                                           "examples.clusters", "examples");
  EXPECT_TRUE(loaded.ok()) << loaded.error().text();
  return clusters;
}

std::string as_lines(const std::vector<Mistake>& mistakes, std::uint32_t lines_before) {
  std::string out;
  for (const Mistake& mistake : mistakes) {
    out += std::to_string(static_cast<std::int64_t>(mistake.place.line) - lines_before) + ":" +
           std::to_string(mistake.place.column) + " " + mistake.message +
           (mistake.hint.empty() ? "" : "; " + mistake.hint) + "\n";
  }
  return out;
}

Model compiled(const std::string& text, const std::string& year) {
  const Compiled out = compile_rules({{"measure.rules", text}}, example_clusters(), {{}, year});
  EXPECT_EQ(as_lines(out.mistakes), "") << text;
  return out.model.value_or(Model{});
}

}  // namespace meso::rules::tests
