// The language from text to Model: the picture of the manual, names, years, sharing, hashes, ad-hoc
// expressions.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "rules/language.h"

namespace meso::rules {
namespace {

std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// The first fenced block of the manual that begins with "ruleset".
std::string picture() {
  const std::string manual = file_text(std::string(MESO_SOURCE_DIR) + "/docs/rules.md");
  const std::size_t begin = manual.find("```\nruleset") + 4;
  return manual.substr(begin, manual.find("```", begin) - begin);
}

terms::ClusterSet picture_clusters() {
  terms::ClusterSet clusters;
  const Status loaded = clusters.load_text(R"(release "2025-11"
cluster HYP_COD "Hypertension"
 snomed 38341003 Hypertensive disorder
cluster HYPRES_COD "Hypertension resolved"
 snomed 162659009 Hypertension resolved
cluster BPSYS_COD "Systolic pressure" unit mmHg
 snomed 271649006 Systolic blood pressure
 loinc 8480-6 Systolic blood pressure
cluster BPDIA_COD "Diastolic pressure" unit mmHg
 snomed 271650006 Diastolic blood pressure
cluster HTMAX_COD "Maximal treatment"
 snomed 407567007 Patient on maximal tolerated antihypertensive therapy
cluster IFCCHBAM_COD "HbA1c" unit mmol/mol
 snomed 999791000000106 Haemoglobin A1c level
)",
                                           "test.clusters", "test");
  EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : loaded.error().text());
  return clusters;
}

std::string all(const std::vector<Mistake>& mistakes) {
  std::string out;
  for (const Mistake& mistake : mistakes) out += mistake.text() + "\n";
  return out;
}

TEST(Language, PictureOfTheManualCompiles) {
  const Compiled compiled = compile_rules({{"picture.rules", picture()}}, picture_clusters(), {});
  ASSERT_TRUE(compiled.model.has_value()) << all(compiled.mistakes);
}

TEST(Language, RulebookCompiles) {
  terms::ClusterSet clusters;
  const std::string root = std::string(MESO_SOURCE_DIR) + "/rulebook/england";
  const Status loaded = clusters.load_path(root);
  ASSERT_TRUE(loaded.ok()) << loaded.error().text();
  std::vector<SourceText> sources;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    if (entry.path().extension() == ".rules")
      sources.push_back({entry.path().filename(), file_text(entry.path())});
  }
  const Compiled compiled = compile_rules(sources, clusters, {});
  ASSERT_TRUE(compiled.model.has_value()) << all(compiled.mistakes);
  EXPECT_EQ(compiled.model->indicators.size(), 26U);
}

}  // namespace
}  // namespace meso::rules
