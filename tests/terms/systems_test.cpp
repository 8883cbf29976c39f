#include <gtest/gtest.h>

#include "terms/terms.h"

namespace meso::terms {
namespace {

TEST(Systems, EveryPrintedNameReadsBackAsItself) {
  for (int i = 0; i < kSystems; ++i) {
    const auto system = static_cast<System>(i);
    EXPECT_EQ(system_from_text(system_name(system)), system) << system_name(system);
  }
}

TEST(Systems, ReadTheNamesThatSourcesWrite) {
  EXPECT_EQ(system_from_text("http://snomed.info/sct"), System::kSnomed);
  EXPECT_EQ(system_from_text("SNOMED-CT"), System::kSnomed);
  EXPECT_EQ(system_from_text("dm+d"), System::kDmd);
  EXPECT_EQ(system_from_text("https://dmd.nhs.uk/"), System::kDmd);
  EXPECT_EQ(system_from_text("http://hl7.org/fhir/sid/icd-10-uk"), System::kIcd10);
  EXPECT_EQ(system_from_text("ICD-10"), System::kIcd10);
  EXPECT_EQ(system_from_text("https://fhir.hl7.org.uk/Id/egton-codes"), System::kEmis);
}

TEST(Systems, DoNotGuess) {
  EXPECT_EQ(system_from_text("http://hl7.org/fhir/sid/icd-10-cm"), std::nullopt);
  EXPECT_EQ(system_from_text("http://terminology.hl7.org/CodeSystem/v2-0078"), std::nullopt);
  EXPECT_EQ(system_from_text(""), std::nullopt);
}

}  // namespace
}  // namespace meso::terms
