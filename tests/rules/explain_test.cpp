// The words of an explanation: the path, the parts, the record, and the one line that says why.

#include "rules/explain.h"

#include <gtest/gtest.h>

#include "rules/language.h"

namespace meso::rules {
namespace {

constexpr const char* kRules = R"(
ruleset HYP "Hypertension"
  source "made for this test" standing entered year 2025-26 events on or before ACHV_DAT
field HYPLAT_DAT  latest HYP_COD
field SYS_DAT     latest BPSYS_COD take lowest
register HYP_REG "Hypertension" of GMS
  1  HYPLAT_DAT exists  select  otherwise reject
indicator HYP1 "140 or less" of HYP_REG
 denominator
  1  age in years at ACHV_DAT >= 80            reject exclusion PAT_AGEO79
  2  REG_DAT in the 9 months to PPED           reject adjustment 6 REG9  otherwise select
 numerator
  1  SYS_DAT in the 12 months to PPED and value of SYS_DAT <= 140   select  otherwise reject
)";

terms::Code snomed(const char* text) {
  return {terms::System::kSnomed, text};
}

Model compiled() {
  terms::ClusterSet clusters;
  clusters.put({"HYP_COD", "", "", terms::kNoUnit, {snomed("59621000")}});
  clusters.put({"BPSYS_COD", "", "", terms::unit_from_text("mmHg"), {snomed("271649006")}});
  Compiled result = compile_rules({{"hyp.rules", kRules}}, clusters, {});
  EXPECT_TRUE(result.model.has_value()) << (result.mistakes.empty() ? "" : result.mistakes[0].text());
  return *result.model;
}

reference::Patient hypertensive() {
  reference::Patient patient;
  patient.birth = *parse_iso_date("1950-05-01");
  patient.sex = 2;
  patient.spells.push_back({*parse_iso_date("2000-01-01"), kUnknownDate});
  reference::Event diagnosis;
  diagnosis.code = snomed("59621000");
  diagnosis.date = *parse_iso_date("2019-06-01");
  patient.events.push_back(diagnosis);
  return patient;
}

void add_reading(reference::Patient& patient, const char* day, float value) {
  reference::Event reading;
  reading.code = snomed("271649006");
  reading.date = *parse_iso_date(day);
  reading.value = value;
  reading.unit = terms::unit_from_text("mmHg");
  patient.events.push_back(reading);
}

Explanation explain(const reference::Patient& patient) {
  static const Model model = compiled();
  return explain_indicator(model, patient, reference_dates(*parse_iso_date("2026-03-31"), {}), 0);
}

TEST(Explain, AnUnmetPatientIsToldWhichPartFailedAndByWhichRecord) {
  reference::Patient patient = hypertensive();
  add_reading(patient, "2025-12-01", 152);
  const Explanation why = explain(patient);
  EXPECT_EQ(why.code, PatientStanding::kNotMet);
  EXPECT_EQ(why.because, "not value of SYS_DAT <= 140 (152)");
  ASSERT_EQ(why.rules.size(), 5u);
  EXPECT_EQ(why.rules[0].list, "base GMS");
  EXPECT_EQ(why.rules[1].list, "register HYP_REG");
  EXPECT_EQ(why.rules[2].outcome, "next rule");
  EXPECT_EQ(why.rules[3].outcome, "selected");
  EXPECT_EQ(why.rules[4].list, "numerator");
  EXPECT_EQ(why.rules[4].outcome, "rejected");
  bool shown = false;
  for (const ExplainedField& field : why.fields) {
    if (field.name != "SYS_DAT") continue;
    shown = true;
    EXPECT_EQ(field.value, "152 on 2025-12-01");
    ASSERT_EQ(field.records.size(), 1u);
    EXPECT_EQ(field.records[0], "snomed 271649006, 152 mmHg on 2025-12-01");
  }
  EXPECT_TRUE(shown);
}

TEST(Explain, AReadingOutsideTheWindowSaysTheWindowInWholeDays) {
  reference::Patient patient = hypertensive();
  add_reading(patient, "2025-03-31", 132);
  EXPECT_EQ(explain(patient).because,
            "not SYS_DAT in the 12 months to PPED (2025-03-31; asked: 2025-04-01 to 2026-03-31)");
}

TEST(Explain, AMissingReadingSaysSo) {
  EXPECT_EQ(explain(hypertensive()).because, "not SYS_DAT in the 12 months to PPED (SYS_DAT is missing)");
}

TEST(Explain, AMetPatientIsToldWhatHeld) {
  reference::Patient patient = hypertensive();
  add_reading(patient, "2025-12-01", 132);
  const Explanation why = explain(patient);
  EXPECT_EQ(why.code, PatientStanding::kMet);
  EXPECT_EQ(why.because,
            "SYS_DAT in the 12 months to PPED (2025-12-01; asked: 2025-04-01 to 2026-03-31); "
            "value of SYS_DAT <= 140 (132)");
}

TEST(Explain, AnExcludedPatientIsToldTheRule) {
  reference::Patient patient = hypertensive();
  patient.birth = *parse_iso_date("1940-01-01");
  const Explanation why = explain(patient);
  EXPECT_EQ(why.code, PatientStanding::kExcluded);
  EXPECT_EQ(why.deciding_rule, 1);
  EXPECT_EQ(why.because, "age in years at ACHV_DAT >= 80 (86)");
  EXPECT_EQ(why.rules.back().outcome, "rejected: exclusion PAT_AGEO79");
}

TEST(Explain, WhoIsNotRegisteredSeesTheBaseAndNoRule) {
  reference::Patient patient = hypertensive();
  patient.spells[0].end = *parse_iso_date("2026-03-31");
  const Explanation why = explain(patient);
  EXPECT_EQ(why.code, PatientStanding::kNotInBase);
  ASSERT_EQ(why.rules.size(), 1u);
  EXPECT_EQ(why.rules[0].truth, "false");
  EXPECT_EQ(why.because, "");
}

}  // namespace
}  // namespace meso::rules
