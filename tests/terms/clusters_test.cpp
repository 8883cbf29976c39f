// Clusters from their three kinds of text: what is read, what the release is, and where a bad row is.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "public_data.h"
#include "terms/terms.h"

namespace meso::terms {
namespace {

std::string load_error(std::string_view text, std::string_view name = "list") {
  ClusterSet clusters;
  const Status loaded = clusters.load_text(text, "some/list.csv", name);
  EXPECT_TRUE(clusters.all().empty()) << "nothing is loaded from a file with an error";
  return loaded.ok() ? "" : loaded.error().text();
}

TEST(Clusters, MesoTextGivesSystemsUnitsAndReleases) {
  ClusterSet clusters;
  ASSERT_TRUE(clusters
                  .load_text("# for the demo\nrelease \"2024-12-05\"\n\n"
                             "cluster BPSYS_COD \"Systolic pressure\" unit mmHg\r\n"
                             "  snomed 271649006  Systolic blood pressure # not a comment\n"
                             "  loinc  8480-6\n  snomed 271649006 again\n"
                             "cluster LOCAL_COD \"Own\" release \"v1\" unit mmol/mol\n  local \"X#1 odd\n",
                             "demo.clusters", "demo")
                  .ok());
  const Cluster* systolic = clusters.find("bpsys_cod");
  ASSERT_NE(systolic, nullptr);
  EXPECT_EQ(systolic->description, "Systolic pressure");
  EXPECT_EQ(systolic->release, "2024-12-05");
  EXPECT_EQ(unit_name(systolic->unit), "mmHg");
  EXPECT_EQ(systolic->codes, (std::vector<Code>{{System::kSnomed, "271649006"}, {System::kLoinc, "8480-6"}}));
  EXPECT_EQ(clusters.find("LOCAL_COD")->release, "v1");
  EXPECT_EQ(clusters.find("LOCAL_COD")->codes, (std::vector<Code>{{System::kLocal, "\"X#1"}}));
  EXPECT_EQ(clusters.nearest("BPSY_COD"), "BPSYS_COD");
  EXPECT_EQ(clusters.nearest("CHOLESTEROL"), "");
}

TEST(Clusters, MesoTextTellsTheLineOfEachMistake) {
  EXPECT_THAT(load_error("cluster A_COD \"a\"\n snomed 1234567\n snowmed 123\n"),
              testing::StartsWith("some/list.csv:3: \"snowmed\" is not a code system"));
  EXPECT_THAT(load_error("cluster A_COD \"a\"\n meso 1\n"),
              testing::StartsWith("some/list.csv:2: \"meso\" is not a code system"));
  EXPECT_THAT(load_error("cluster A_COD\n snomed 1234567\n"),
              testing::StartsWith("some/list.csv:1: the cluster A_COD has no description"));
  EXPECT_THAT(load_error("cluster a_cod \"a\"\n"),
              testing::StartsWith("some/list.csv:1: a cluster needs a name"));
  EXPECT_THAT(load_error("cluster A_COD \"a\" unit furlong\n"),
              testing::StartsWith("some/list.csv:1: \"furlong\" is not a unit"));
  EXPECT_THAT(load_error("cluster A_COD \"a\" colour\n"),
              testing::StartsWith("some/list.csv:1: after a cluster's description"));
  EXPECT_THAT(load_error("cluster A_COD \"a\"\ncluster B_COD \"b\"\n snomed 1234567\n"),
              testing::StartsWith("some/list.csv:1: the cluster A_COD has no codes"));
  EXPECT_THAT(load_error("cluster A_COD \"a\"\n snomed 1234567\ncluster A_COD \"b\"\n"),
              testing::StartsWith("some/list.csv:3: the cluster A_COD is written twice"));
  EXPECT_THAT(load_error("release \"1\"\nsnomed 1234567\n"),
              testing::StartsWith("some/list.csv:2: a code stands before the first cluster"));
  EXPECT_THAT(load_error("release 2024\n"),
              testing::StartsWith("some/list.csv:1: a release is one text in double quotes"));
  EXPECT_THAT(load_error("cluster A_COD \"a\"\n snomed\n"),
              testing::StartsWith("some/list.csv:2: the code is missing"));
}

TEST(Clusters, ReferenceSetsRepeatRowsByService) {
  ClusterSet clusters;
  const char* table =
      "\xEF\xBB\xBF"
      "Cluster_ID,Cluster_Description,SNOMED_code,SNOMED_code_description,PCD_Refset_ID,Service_and_"
      "Ruleset\r\n"
      "HYP_COD,Hypertension codes,38341003,\"Hypertensive disorder, systemic\narterial\",999,QOF_HYP\r\n"
      "HYP_COD,Hypertension codes,38341003,Hypertensive disorder,999,QOF_CHD\r\n"
      "HYP_COD,Hypertension codes,59621000,Essential hypertension,999,QOF_HYP\r\n"
      "ASTTRT_COD,Asthma drugs,39113311000001107,\"A \"\"blue\"\" inhaler\",998,QOF_AST\r\n"
      "ASTTRT_COD,Asthma drugs,320139002,Salbutamol,998,QOF_AST\r\n";
  ASSERT_TRUE(
      clusters
          .load_text(table, "refsets/20241205_PCD_Refset_Content_V2.csv", "20241205_PCD_Refset_Content_V2")
          .ok());
  const Cluster* hypertension = clusters.find("HYP_COD");
  ASSERT_NE(hypertension, nullptr);
  EXPECT_EQ(hypertension->description, "Hypertension codes");
  EXPECT_EQ(hypertension->release, "2024-12-05");
  EXPECT_EQ(hypertension->codes,
            (std::vector<Code>{{System::kSnomed, "38341003"}, {System::kSnomed, "59621000"}}));
  // A list with an identifier of the dm+d namespace is of medicines:
  // extracts write those ids in either system.
  const Cluster* inhalers = clusters.find("ASTTRT_COD");
  ASSERT_NE(inhalers, nullptr);
  EXPECT_EQ(inhalers->codes.size(), 4U);
  EXPECT_EQ(inhalers->codes.back(), (Code{System::kDmd, "39113311000001107"}));
}

TEST(Clusters, OpenCodelistsAreNamedByTheirFile) {
  ClusterSet clusters;
  const char* table = "code,term\n38341003,Hypertension\n";
  ASSERT_TRUE(clusters.load_text(table, "lists/hyp_cod.csv", "hyp_cod").ok());
  ASSERT_TRUE(clusters
                  .load_text(table, "lists/nhsd-primary-care-domain-refsets-dm_cod-20241205.csv",
                             "nhsd-primary-care-domain-refsets-dm_cod-20241205")
                  .ok());
  ASSERT_TRUE(
      clusters.load_text(table, "2025-03-01/multiple-sclerosis-codes.csv", "multiple-sclerosis-codes").ok());
  EXPECT_EQ(clusters.find("HYP_COD")->release, "");
  EXPECT_EQ(clusters.find("DM_COD")->release, "2024-12-05");
  EXPECT_EQ(clusters.find("MULTIPLE_SCLEROSIS_CODES")->release, "2025-03-01");
}

TEST(Clusters, TheSystemIsSettledPerList) {
  ClusterSet clusters;
  ASSERT_TRUE(
      clusters.load_text("Description,Code\nBritish,Y9930\nRace,134B.\n", "ethnicity.csv", "ethnicity").ok());
  ASSERT_TRUE(clusters.load_text("code,term\nI10,Hypertension\nE119,Diabetes\n", "icd.csv", "icd").ok());
  ASSERT_TRUE(
      clusters.load_text("dmd_id,dmd_name\n39113311000001107,Inhaler\n", "inhalers.csv", "inhalers").ok());
  EXPECT_EQ(clusters.find("ETHNICITY")->codes.front().system, System::kCtv3);
  EXPECT_EQ(clusters.find("ICD")->codes.front().system, System::kIcd10);
  EXPECT_EQ(clusters.find("INHALERS")->codes.size(), 2U);
}

TEST(Clusters, TablesTellTheLineOfABadRow) {
  EXPECT_THAT(load_error("code,term\n38341003,a\n9.99791E+14,b\n"),
              testing::StartsWith("some/list.csv:3: \"9.99791E+14\" is not a code of 6 to 18 digits"));
  EXPECT_THAT(load_error("code,term\n38341003,\"a\nb\"\n,c\n"),
              testing::StartsWith("some/list.csv:4: the row has no code"));
  EXPECT_THAT(load_error("code,term\n38341003,\"a\n"),
              testing::StartsWith("some/list.csv:2: a text in double quotes"));
  EXPECT_THAT(load_error("code,term\n"), testing::StartsWith("some/list.csv: the table has no rows"));
  EXPECT_THAT(load_error("code,term\n38341003,a\n", "2024"),
              testing::StartsWith("some/list.csv: the file's name gives no cluster's name"));
  EXPECT_THAT(load_error("name,age\nx,1\n"), testing::StartsWith("some/list.csv: this is not a code list"));
  EXPECT_THAT(load_error(""), testing::StartsWith("some/list.csv: this is not a code list"));
  EXPECT_THAT(load_error("Cluster_ID,SNOMED_code\nhyp cod,38341003\n"),
              testing::StartsWith("some/list.csv:2: \"hyp cod\" is not a cluster's name"));
}

TEST(Clusters, ALaterListReplacesAnEarlierOneAndIsTold) {
  ClusterSet clusters;
  ASSERT_TRUE(clusters.load_text("cluster HYP_COD \"own\"\n snomed 1234567\n", "own.clusters", "own").ok());
  ASSERT_TRUE(clusters.load_text("code\n38341003\n", "hyp_cod.csv", "hyp_cod").ok());
  EXPECT_EQ(clusters.find("HYP_COD")->codes, (std::vector<Code>{{System::kSnomed, "38341003"}}));
  ASSERT_EQ(clusters.replacements().size(), 1U);
  EXPECT_EQ(clusters.replacements()[0].cluster, "HYP_COD");
  EXPECT_EQ(clusters.replacements()[0].earlier_file, "own.clusters");
  EXPECT_EQ(clusters.replacements()[0].later_file, "hyp_cod.csv");
}

TEST(Clusters, AFolderIsReadInNameOrderAndOtherFilesAreLeft) {
  const auto folder = std::filesystem::temp_directory_path() / ("meso_clusters_" + std::to_string(getpid()));
  std::filesystem::create_directories(folder / "more");
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream(folder / name) << text;
  };
  write("README.md", "not a list");
  write("b.clusters", "cluster HYP_COD \"second\"\n snomed 1234567\n");
  write("a.clusters", "cluster HYP_COD \"first\"\n snomed 1234567\n");
  write("more/DM_COD.CSV", "code\n73211009\n");
  ClusterSet clusters;
  const Status loaded = clusters.load_path(folder.string());
  std::filesystem::remove_all(folder);
  ASSERT_TRUE(loaded.ok()) << loaded.error().text();
  EXPECT_EQ(clusters.find("HYP_COD")->description, "second");
  EXPECT_NE(clusters.find("DM_COD"), nullptr);
  EXPECT_FALSE(clusters.load_path((folder / "gone").string()).ok());
}

TEST(Clusters, TheRealCodeListsLoad) {
  MESO_NEEDS_PUBLIC_DATA(folder, "codelists/nhsd-primary-care-domain-refsets");
  ClusterSet clusters;
  const Status loaded = clusters.load_path(folder);
  ASSERT_TRUE(loaded.ok()) << loaded.error().text();
  EXPECT_EQ(clusters.all().size(), 93U);
  EXPECT_EQ(clusters.find("HYP_COD")->codes.size(), 106U);
  EXPECT_EQ(clusters.find("DM_COD")->codes.size(), 86U);
  EXPECT_EQ(clusters.find("C19CAN_COD")->codes.size(), 3520U);
  EXPECT_NE(clusters.find("MULTIPLE_SCLEROSIS_CODES"), nullptr);
  EXPECT_TRUE(clusters.replacements().empty());
  for (const auto& [name, cluster] : clusters.all()) {
    for (const Code& code : cluster.codes) EXPECT_EQ(code.system, System::kSnomed) << name;
  }
}

TEST(Clusters, TheOtherRealListsLoad) {
  MESO_NEEDS_PUBLIC_DATA(folder, "codelists");
  ClusterSet clusters;
  ASSERT_TRUE(clusters.load_path(folder + "/opensafely-ethnicity.csv").ok());
  // 270 rows, four codes of which are listed twice.
  EXPECT_EQ(clusters.find("OPENSAFELY_ETHNICITY")->codes.size(), 266U);
  ASSERT_TRUE(clusters.load_path(folder + "/gdppr_reference/Blood_pressure_codes_reference_data.csv").ok());
  EXPECT_EQ(clusters.find("BLOOD_PRESSURE_CODES_REFERENCE_DATA")->codes.size(), 98U);
}

}  // namespace
}  // namespace meso::terms
