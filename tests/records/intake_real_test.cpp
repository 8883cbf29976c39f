// The real files that Meso must read, with every record accounted for: the counts below were taken from the
// files with other tools, not from the readers.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "public_data.h"
#include "records/intake.h"

namespace meso::records {
namespace {

IntakeOptions assumed() {
  IntakeOptions options;
  options.practice = "X99999";
  options.assume_registered = true;
  return options;
}

struct Loaded {
  Extracts extracts;
  RejectReport rejects;
};

Loaded load(const std::string& source, const IntakeOptions& options) {
  Loaded loaded;
  const std::string sources[] = {source};
  auto extracts = read_extracts(real_files(), sources, options, loaded.rejects);
  EXPECT_TRUE(extracts.ok()) << extracts.error().text();
  if (extracts.ok()) loaded.extracts = std::move(*extracts);
  for (const KindCount& kind : loaded.extracts.kinds) {
    EXPECT_EQ(kind.read, kind.stored + kind.duplicates + kind.set_aside + kind.rejected) << kind.kind;
  }
  return loaded;
}

using Kinds = std::vector<KindCount>;
// read, stored, duplicates, set aside, rejected
KindCount kind(std::string name, std::uint64_t read, std::uint64_t stored, std::uint64_t duplicates = 0,
               std::uint64_t set_aside = 0, std::uint64_t rejected = 0) {
  return KindCount{std::move(name), read, stored, duplicates, set_aside, rejected};
}
KindCount not_kept(std::string name, std::uint64_t read) {
  return kind(std::move(name), read, 0, 0, read);
}

std::uint64_t events_with(const Extracts& extracts, terms::System system, std::string_view code,
                          terms::UnitId unit = terms::kNoUnit) {
  std::uint64_t n = 0;
  for (const PracticeExtract& practice : extracts.practices) {
    for (const EventRecord& event : practice.contents.events) {
      const terms::Code& of = practice.contents.codes[event.code];
      if (of.system != system || of.text != code) continue;
      n += unit == terms::kNoUnit || (event.unit == unit && std::isfinite(event.value));
    }
  }
  return n;
}

std::uint64_t all_events(const Extracts& extracts) {
  std::uint64_t n = 0;
  for (const PracticeExtract& practice : extracts.practices) n += practice.contents.events.size();
  return n;
}

std::uint64_t patients_with(const Extracts& extracts, std::uint16_t flag) {
  std::uint64_t n = 0;
  for (const PracticeExtract& practice : extracts.practices) {
    for (const PatientRecord& patient : practice.contents.patients) n += (patient.flags & flag) != 0;
  }
  return n;
}

const PracticeContents& only(const Extracts& extracts) {
  return extracts.practices.at(0).contents;
}

TEST(IntakeReal, EhrqlExampleData) {
  MESO_NEEDS_PUBLIC_DATA(path, "synthetic_patients/ehrql_example_data");
  const Loaded loaded = load(path, {});
  EXPECT_EQ(loaded.extracts.format, "ehrql tables");
  EXPECT_EQ(loaded.extracts.kinds,
            (Kinds{kind("patients", 100, 100), kind("practice_registrations", 511, 511),
                   kind("clinical_events", 293, 293), kind("medications", 14, 14),
                   kind("ons_deaths", 11, 3, 0, 8)}));
  EXPECT_EQ(loaded.rejects.size(), 0u);
  // 100 patients have spells at 392 pairs of patient and practice; each lives in one.
  std::map<std::string, std::size_t> events;
  std::size_t patients = 0, spells = 0;
  for (const PracticeExtract& practice : loaded.extracts.practices) {
    events[practice.contents.practice] = practice.contents.events.size();
    patients += practice.contents.patients.size();
    spells += practice.contents.spells.size();
    EXPECT_EQ(format_date(practice.contents.as_at), "2024-09-30");
    EXPECT_TRUE(practice.identities.empty());
    EXPECT_FALSE(practice.contents.leavers_missing);
  }
  EXPECT_EQ(patients, 392u);
  EXPECT_EQ(patients_with(loaded.extracts, kSpellOnly), 292u);
  EXPECT_EQ(spells, 511u);
  EXPECT_EQ(events, (std::map<std::string, std::size_t>{{"P23938", 25},
                                                        {"P30634", 25},
                                                        {"P35838", 35},
                                                        {"P54030", 45},
                                                        {"P66836", 25},
                                                        {"P70448", 42},
                                                        {"P73948", 38},
                                                        {"P79119", 14},
                                                        {"P79802", 21},
                                                        {"P84732", 37}}));
  EXPECT_EQ(events_with(loaded.extracts, terms::System::kSnomed, "111552007"), 91u);
}

TEST(IntakeReal, QofDiabetesDummyData) {
  MESO_NEEDS_PUBLIC_DATA(path, "synthetic_patients/qof-diabetes_dummy_data");
  const Loaded loaded = load(path, {});
  EXPECT_EQ(loaded.extracts.kinds, (Kinds{kind("patients", 11, 11), kind("practice_registrations", 15, 15),
                                          kind("clinical_events", 81, 81), kind("medications", 0, 0),
                                          kind("ons_deaths", 0, 0), not_kept("addresses", 11)}));
  EXPECT_EQ(loaded.rejects.size(), 0u);
  EXPECT_EQ(loaded.extracts.practices.size(), 4u);
  EXPECT_EQ(format_date(only(loaded.extracts).as_at), "2023-01-02");
  EXPECT_EQ(events_with(loaded.extracts, terms::System::kSnomed, "1049301000000100"), 4u);
}

TEST(IntakeReal, QofExampleData) {
  MESO_NEEDS_PUBLIC_DATA(path, "synthetic_patients/qof_example-data");
  const Loaded loaded = load(path, {});
  EXPECT_EQ(loaded.extracts.kinds, (Kinds{kind("patients", 10, 10), kind("practice_registrations", 12, 12),
                                          kind("clinical_events", 20, 20), kind("medications", 10, 10),
                                          kind("ons_deaths", 3, 0, 0, 3), not_kept("addresses", 11)}));
  EXPECT_EQ(loaded.rejects.size(), 0u);
  EXPECT_EQ(loaded.extracts.practices.size(), 11u);
  EXPECT_EQ(events_with(loaded.extracts, terms::System::kSnomed, "195967001"), 5u);
  EXPECT_EQ(events_with(loaded.extracts, terms::System::kDmd, "39113611000001102"), 4u);
  EXPECT_THAT(loaded.extracts.notes,
              testing::Contains(testing::HasSubstr("20 clinical events have a CTV3 code")));
}

TEST(IntakeReal, EnglishSyntheaWithShiftedImmunizations) {
  MESO_NEEDS_PUBLIC_DATA(path, "synthetic_patients/swpc_hypertension_1000");
  const Loaded loaded = load(path, assumed());
  EXPECT_EQ(loaded.extracts.format, "synthea csv");
  EXPECT_EQ(loaded.extracts.kinds,
            (Kinds{kind("patients", 661, 661), kind("conditions", 343, 343),
                   kind("observations", 119913, 119913), kind("medications", 259, 259),
                   kind("procedures", 0, 0), kind("immunizations", 13755, 0, 0, 0, 13755),
                   not_kept("allergies", 0), not_kept("careplans", 343), not_kept("devices", 467),
                   not_kept("encounters", 31799), not_kept("imaging_studies", 0),
                   not_kept("organizations", 689), not_kept("providers", 689), not_kept("supplies", 0)}));
  const auto summary = loaded.rejects.summary();
  ASSERT_EQ(summary.size(), 1u);
  EXPECT_EQ(summary[0].file, "swpc_hypertension_1000/immunizations.csv.gz");
  EXPECT_EQ(summary[0].count, 13755u);
  EXPECT_EQ(summary[0].first_line, 2u);
  EXPECT_EQ(summary[0].reason, "the date does not read");

  const PracticeContents& contents = only(loaded.extracts);
  EXPECT_EQ(contents.practice, "X99999");
  EXPECT_EQ(format_date(contents.as_at), "2025-01-14");
  EXPECT_TRUE(contents.registrations_assumed);
  EXPECT_EQ(contents.spells.size(), 661u);
  EXPECT_EQ(patients_with(loaded.extracts, kAssumedRegistered), 661u);
  EXPECT_EQ(loaded.extracts.practices[0].identities.size(), 661u);
  EXPECT_EQ(events_with(loaded.extracts, terms::System::kSnomed, "59621000"), 343u);
  EXPECT_EQ(events_with(loaded.extracts, terms::System::kLoinc, "8480-6", terms::unit_from_text("mmHg")),
            7575u);
}

TEST(IntakeReal, AmericanSynthea) {
  MESO_NEEDS_PUBLIC_DATA(path, "synthetic_patients/synthea_us_csv");
  const Loaded loaded = load(path, assumed());
  EXPECT_EQ(loaded.extracts.kinds,
            (Kinds{kind("patients", 27, 27), kind("conditions", 438, 438), kind("observations", 990, 990),
                   kind("medications", 663, 663), kind("procedures", 249, 249), kind("immunizations", 29, 29),
                   not_kept("allergies", 40), not_kept("careplans", 49), not_kept("devices", 3),
                   not_kept("encounters", 604), not_kept("imaging_studies", 1), not_kept("organizations", 63),
                   not_kept("providers", 166), not_kept("supplies", 72)}));
  EXPECT_EQ(loaded.rejects.size(), 0u);
  EXPECT_EQ(format_date(only(loaded.extracts).as_at), "2024-02-02");
  EXPECT_EQ(events_with(loaded.extracts, terms::System::kLoinc, "8480-6", terms::unit_from_text("mm[Hg]")),
            27u);
  EXPECT_THAT(loaded.extracts.notes, testing::Contains(testing::HasSubstr("391 observations have words")));
}

TEST(IntakeReal, FhirBulk) {
  MESO_NEEDS_PUBLIC_DATA(path, "synthetic_patients/fhir_bulk_10_patients");
  const Loaded loaded = load(path, assumed());
  EXPECT_EQ(loaded.extracts.format, "fhir r4");
  EXPECT_EQ(
      loaded.extracts.kinds,
      (Kinds{kind("Patient", 13, 13), kind("Condition", 555, 555), kind("Observation", 0, 0),
             kind("MedicationRequest", 1745, 1745), kind("Procedure", 2056, 2056),
             kind("Immunization", 161, 161), not_kept("AllergyIntolerance", 11), not_kept("Device", 16),
             not_kept("DocumentReference", 1215), not_kept("Encounter", 1215), not_kept("Location", 44),
             not_kept("Organization", 43), not_kept("Practitioner", 43), not_kept("PractitionerRole", 43)}));
  EXPECT_EQ(loaded.rejects.size(), 0u);
  EXPECT_EQ(format_date(only(loaded.extracts).as_at), "2023-03-22");
  EXPECT_EQ(events_with(loaded.extracts, terms::System::kSnomed, "73595000"), 78u);
  EXPECT_EQ(loaded.extracts.practices[0].identities.size(), 13u);
}

TEST(IntakeReal, FhirObservationsWithComponents) {
  MESO_NEEDS_PUBLIC_DATA(path, "synthetic_patients/fhir_pathling_small");
  const Loaded loaded = load(path, assumed());
  EXPECT_EQ(loaded.extracts.kinds,
            (Kinds{kind("Patient", 9, 9), kind("Condition", 71, 71), kind("Observation", 1502, 1502),
                   kind("MedicationRequest", 0, 0), kind("Procedure", 0, 0), kind("Immunization", 0, 0),
                   not_kept("Questionnaire", 1)}));
  EXPECT_EQ(loaded.rejects.size(), 0u);
  // 83 of the observations have two components each.
  EXPECT_EQ(all_events(loaded.extracts), 71u + 1502u + 2 * 83u);
  EXPECT_EQ(events_with(loaded.extracts, terms::System::kLoinc, "8480-6", terms::unit_from_text("mmHg")),
            83u);
  EXPECT_EQ(events_with(loaded.extracts, terms::System::kLoinc, "8462-4", terms::unit_from_text("mmHg")),
            83u);
}

TEST(IntakeReal, SourcesOfTwoFormatsAreRefused) {
  MESO_NEEDS_PUBLIC_DATA(fhir, "synthetic_patients/fhir_pathling_small");
  MESO_NEEDS_PUBLIC_DATA(synthea, "synthetic_patients/synthea_us_csv");
  RejectReport rejects;
  const std::string sources[] = {fhir, synthea};
  const auto extracts = read_extracts(real_files(), sources, assumed(), rejects);
  ASSERT_FALSE(extracts.ok());
  EXPECT_EQ(extracts.error().kind, ErrorKind::kBadInput);
  EXPECT_THAT(extracts.error().text(), testing::HasSubstr("two formats"));
}

}  // namespace
}  // namespace meso::records
