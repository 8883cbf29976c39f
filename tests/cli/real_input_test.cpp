// Files that others made, through the program: every record accounted for, and
// a figure of each that is not zero.

#include <gtest/gtest.h>

#include "cli/program.h"
#include "public_data.h"

namespace meso::tests {
namespace {

using nlohmann::json;

json load(const Workplace& place, const std::string& source, std::vector<std::string> more, int code) {
  std::vector<std::string> arguments = {"load", place.path("net"), source, "--format", "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Ran ran = place.meso(arguments);
  EXPECT_EQ(ran.code, code) << ran.err;
  const json report = ran.json();
  for (const json& kind : report["kinds"]) {
    const std::uint64_t taken =
        kind["stored"].get<std::uint64_t>() + kind["duplicates"].get<std::uint64_t>() +
        kind["set_aside"].get<std::uint64_t>() + kind["rejected"].get<std::uint64_t>();
    EXPECT_EQ(kind["read"].get<std::uint64_t>(), taken) << kind["kind"];
  }
  return report;
}

json counted(const Workplace& place, const std::string& expression) {
  const Ran ran = place.meso({"count", place.path("net"), expression, "--format", "json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  return ran.json()["figures"]["network"];
}

const std::vector<std::string> kAlone = {"--practice", "SYN01", "--assume-registered"};

TEST(RealInput, UkSyntheaHasItsHypertensionRegister) {
  MESO_NEEDS_PUBLIC_DATA(source, "synthetic_patients/swpc_hypertension_1000");
  const Workplace place;
  const json report = load(place, source, kAlone, 1);
  EXPECT_EQ(report["practices"][0]["as_at"], "2025-01-14");
  ASSERT_EQ(report["rejects"].size(), 1u);
  EXPECT_EQ(report["rejects"][0]["count"], 13755);

  const Ran ran = place.meso({"run", place.path("net"), "--indicator", "HYP_REG,HYP008", "--format", "json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const json answer = ran.json();
  EXPECT_EQ(answer["on"], "2025-01-14");
  EXPECT_EQ(answer["period_end"], "2025-03-31");
  EXPECT_EQ(answer["registered"]["network"], 661);
  EXPECT_EQ(answer["registers"][0]["figures"]["network"]["size"], 343);
  EXPECT_GT(answer["indicators"][0]["figures"]["network"]["numerator"], 0);
  EXPECT_TRUE(answer["practices"][0]["registrations_assumed"]);
  const Ran table = place.meso({"run", place.path("net"), "--indicator", "HYP_REG"});
  EXPECT_NE(table.out.find("Registrations were assumed"), std::string::npos);
}

TEST(RealInput, UsSyntheaHasSystolicPressuresByTheirLoincCode) {
  MESO_NEEDS_PUBLIC_DATA(source, "synthetic_patients/synthea_us_csv");
  const Workplace place;
  load(place, source, kAlone, 0);
  EXPECT_EQ(counted(place, "value of (latest BPSYS_COD take lowest) > 100")["cohort"], 22);
}

TEST(RealInput, EhrqlExampleHasPeopleWithDiabetes) {
  MESO_NEEDS_PUBLIC_DATA(source, "synthetic_patients/ehrql_example_data");
  const Workplace place;
  EXPECT_EQ(load(place, source, {}, 0)["practices"].size(), 10u);
  EXPECT_EQ(counted(place, "any DM_COD")["cohort"], 2);
}

TEST(RealInput, TheDiabetesStudysDummiesFillItsRegister) {
  MESO_NEEDS_PUBLIC_DATA(source, "synthetic_patients/qof-diabetes_dummy_data");
  const Workplace place;
  load(place, source, {}, 0);
  EXPECT_EQ(counted(place, "DM_REG")["cohort"], 2);
  EXPECT_EQ(counted(place, "any IFCCHBAM_COD")["cohort"], 3);
}

TEST(RealInput, TheQofStudysDummiesHaveDiabetesAndAsthma) {
  MESO_NEEDS_PUBLIC_DATA(source, "synthetic_patients/qof_example-data");
  const Workplace place;
  load(place, source, {}, 0);
  EXPECT_EQ(counted(place, "DM_REG")["cohort"], 4);
  EXPECT_EQ(counted(place, "any AST_COD")["cohort"], 2);
}

TEST(RealInput, FhirBulkHasAHypertensive) {
  MESO_NEEDS_PUBLIC_DATA(source, "synthetic_patients/fhir_bulk_10_patients");
  const Workplace place;
  load(place, source, kAlone, 0);
  EXPECT_EQ(counted(place, "any HYP_COD")["cohort"], 1);
}

TEST(RealInput, FhirComponentsAreBloodPressures) {
  MESO_NEEDS_PUBLIC_DATA(source, "synthetic_patients/fhir_pathling_small");
  const Workplace place;
  const json report = load(place, source, kAlone, 0);
  for (const json& kind : report["kinds"]) {
    if (kind["kind"] != "Observation") continue;
    EXPECT_EQ(kind["stored"], 1502);
  }
  EXPECT_EQ(
      counted(place,
              "(latest day with SYS in BPSYS_COD and DIA in BPDIA_COD take lowest SYS, lowest DIA) exists")
          ["cohort"],
      5);
}

TEST(RealInput, WithoutPracticeOrRegistrationsTheLoadSaysWhatIsNeeded) {
  MESO_NEEDS_PUBLIC_DATA(source, "synthetic_patients/fhir_pathling_small");
  const Workplace place;
  const Ran no_practice = place.meso({"load", place.path("net"), source, "--assume-registered"});
  EXPECT_EQ(no_practice.code, 3);
  EXPECT_NE(no_practice.err.find("--practice"), std::string::npos);
  const Ran neither = place.meso({"load", place.path("net"), source});
  EXPECT_EQ(neither.code, 3);
  EXPECT_NE(neither.err.find("--practice"), std::string::npos);
  EXPECT_NE(neither.err.find("--assume-registered"), std::string::npos);
  const Ran no_registrations = place.meso({"load", place.path("net"), source, "--practice", "SYN01"});
  EXPECT_EQ(no_registrations.code, 3);
  EXPECT_NE(no_registrations.err.find("--assume-registered"), std::string::npos);
}

}  // namespace
}  // namespace meso::tests
