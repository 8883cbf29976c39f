// FHIR: references, codings, components, statuses and damage.

#include "made_sources.h"
#include "records/fhir_json.h"

namespace meso::records {
namespace {

using made::Outcome;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

Outcome read(const std::string& text, const std::string& name = "all.ndjson") {
  tests::MemoryFiles files;
  files.put("source/" + name, text);
  return made::read(files, made::assumed());
}

std::string patient(const std::string& more = "") {
  return R"({"resourceType":"Patient","id":"p1","birthDate":"1950-02-03","gender":"female")" + more + "}\n";
}

std::string condition(const std::string& more,
                      const std::string& code = R"({"system":"http://snomed.info/sct","code":"22298006"})") {
  return R"({"resourceType":"Condition","subject":{"reference":"Patient/p1"},"code":{"coding":[)" + code +
         "]}" + more + "}\n";
}

std::vector<std::string> events(const Outcome& outcome) {
  EXPECT_EQ(outcome.error, "");
  return made::events(outcome.extracts.practices.at(0).contents);
}

const std::string kDay = R"(,"onsetDateTime":"2020-05-06T23:59:59-04:00")";

TEST(IntakeFhir, PatientsMayComeAfterWhatRefersToThem) {
  EXPECT_THAT(events(read(condition(kDay) + patient())), ElementsAre("p1 2020-05-06 snomed 22298006"));
}

TEST(IntakeFhir, ReferencesInEveryWriting) {
  EXPECT_EQ(fhir::referenced_id("Patient/x", "Patient"), "x");
  EXPECT_EQ(fhir::referenced_id("urn:uuid:x", "Patient"), "x");
  EXPECT_EQ(fhir::referenced_id("https://host/base/Patient/x/_history/2", "Patient"), "x");
  EXPECT_EQ(fhir::referenced_id("Group/x", "Patient"), "");
  EXPECT_EQ(fhir::referenced_id("https://host/NotPatient/x", "Patient"), "");
  EXPECT_EQ(fhir::referenced_id("x", "Patient"), "");
  EXPECT_EQ(fhir::referenced_id("", "Patient"), "");
}

TEST(IntakeFhir, ABundleIsReadWithTheLinesOfItsEntries) {
  const Outcome outcome = read(
      "{\n \"resourceType\": \"Bundle\",\n \"entry\": [\n"
      "  {\"fullUrl\": \"urn:uuid:u1\",\n   \"resource\": {\"resourceType\": \"Patient\", \"birthDate\": "
      "\"1950-01-01\"}},\n"
      "  {\"resource\": {\"resourceType\": \"Procedure\", \"subject\": {\"reference\": \"urn:uuid:u1\"},\n"
      "    \"performedPeriod\": {\"start\": \"2020-01-02\"}, \"code\": {\"coding\": [{\"code\": "
      "\"A[1\"}]}}},\n"
      "  {\"request\": {\"method\": \"GET\"}},\n"
      "  {\"resource\": {\"resourceType\": \"Procedure\", \"subject\": {\"reference\": \"urn:uuid:u2\"},\n"
      "    \"code\": {\"coding\": [{\"code\": \"A1\"}]}}}\n ]\n}\n",
      "bundle.json");
  EXPECT_THAT(events(outcome), ElementsAre("u1 2020-01-02 local A[1"));
  EXPECT_EQ(made::kind(outcome, "Procedure"), (KindCount{"Procedure", 2, 1, 0, 0, 1}));
  EXPECT_THAT(outcome.rejects,
              ElementsAre("source/bundle.json: 1 the source holds no patient that the resource could "
                          "belong to, first on line 9"));
}

TEST(IntakeFhir, HalfABundleStopsTheLoadHalfALineCostsOneRow) {
  const std::string whole = R"({"resourceType":"Bundle","entry":[{"resource":)" + patient() +
                            R"(},{"resource":)" + condition(kDay) + "}]}";
  EXPECT_EQ(read(whole, "bundle.json").error, "");
  for (std::size_t length = 40; length < whole.size(); ++length) {
    ASSERT_THAT(read(whole.substr(0, length), "bundle.json").error, HasSubstr("does not read to its end"))
        << length;
  }
  const Outcome outcome = read(patient() + condition(kDay).substr(0, 80) + "\n" + condition(kDay) + "[1]\n");
  EXPECT_THAT(events(outcome), ElementsAre("p1 2020-05-06 snomed 22298006"));
  EXPECT_EQ(made::kind(outcome, "(unreadable)"), (KindCount{"(unreadable)", 2, 0, 0, 0, 2}));
  EXPECT_THAT(outcome.rejects,
              ElementsAre("source/all.ndjson: 2 the text is not a FHIR resource, first on line 2"));
}

TEST(IntakeFhir, OfSeveralCodingsSnomedIsKeptElseTheFirstKnown) {
  const std::string snomed = R"({"system":"http://snomed.info/sct","code":"22298006"})";
  const std::string loinc = R"({"system":"http://loinc.org","code":"8480-6"})";
  const std::string other = R"({"system":"urn:of:nobody","code":"Z9"})";
  EXPECT_THAT(
      events(read(patient() + condition(kDay, other + "," + loinc + "," + snomed) +
                  condition(kDay, other + "," + loinc) + condition(kDay, other))),
      ElementsAre("p1 2020-05-06 snomed 22298006", "p1 2020-05-06 loinc 8480-6", "p1 2020-05-06 local Z9"));
}

TEST(IntakeFhir, ObservationsGiveTheirValueAndEachComponent) {
  const std::string observation =
      R"({"resourceType":"Observation","status":"final","subject":{"reference":"Patient/p1"},)"
      R"("encounter":{"reference":"Encounter/e1"},"effectiveDateTime":"2020-05-06",)"
      R"("code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},"component":[)"
      R"({"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":120,"code":"mm[Hg]"}},)"
      R"({"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]}},)"
      R"({"code":{"text":"no code"},"valueQuantity":{"value":1}}]})"
      "\n";
  const std::string measured =
      R"({"resourceType":"Observation","subject":{"reference":"Patient/p1"},"effectiveDateTime":"2020-05-07",)"
      R"("code":{"coding":[{"system":"http://loinc.org","code":"33914-3"}]},)"
      R"("valueQuantity":{"value":90.5,"comparator":">=","unit":"mL/min/{1.73_m2}","code":"odd"}})"
      "\n";
  const std::string huge =
      R"({"resourceType":"Observation","subject":{"reference":"Patient/p1"},"effectiveDateTime":"2020-05-08",)"
      R"("code":{"coding":[{"system":"http://loinc.org","code":"1-8"}]},"valueQuantity":{"value":1e300}})"
      "\n";
  const Outcome outcome = read(patient() + observation + measured + huge);
  EXPECT_THAT(events(outcome),
              ElementsAre("p1 2020-05-06 loinc 85354-9", "p1 2020-05-06 loinc 8480-6 = 120 mmHg",
                          "p1 2020-05-06 loinc 8462-4", "p1 2020-05-07 loinc 33914-3 >= 90.5 mL/min/1.73m2",
                          "p1 2020-05-08 loinc 1-8"));
  const auto& read_events = outcome.extracts.practices[0].contents.events;
  EXPECT_NE(read_events[0].consultation, 0u);
  EXPECT_EQ(read_events[0].consultation, read_events[2].consultation);
  EXPECT_EQ(made::kind(outcome, "Observation"), (KindCount{"Observation", 3, 3, 0, 0, 0}));
  EXPECT_THAT(outcome.rejects,
              ElementsAre(HasSubstr("the value is beyond a 32-bit float; the entry was kept")));
}

TEST(IntakeFhir, WhatDoesNotHoldIsSetAside) {
  const auto verified = [](const std::string& code) {
    return kDay + R"(,"verificationStatus":{"coding":[{"code":")" + code + R"("}]})";
  };
  const Outcome outcome = read(
      patient() + condition(verified("confirmed")) + condition(verified("refuted")) +
      condition(verified("entered-in-error")) +
      R"({"resourceType":"Immunization","status":"not-done","patient":{"reference":"Patient/p1"}})"
      "\n"
      R"({"resourceType":"MedicationRequest","status":"active","doNotPerform":true,"subject":{"reference":"Patient/p1"}})"
      "\n");
  EXPECT_EQ(made::kind(outcome, "Condition"), (KindCount{"Condition", 3, 1, 0, 2, 0}));
  EXPECT_EQ(made::kind(outcome, "Immunization"), (KindCount{"Immunization", 1, 0, 0, 1, 0}));
  EXPECT_EQ(made::kind(outcome, "MedicationRequest"), (KindCount{"MedicationRequest", 1, 0, 0, 1, 0}));
}

TEST(IntakeFhir, TheSameTypeAndIdAgainIsADuplicate) {
  const std::string named = R"(,"id":"c1")" + kDay;
  const Outcome outcome =
      read(patient() + patient() + condition(named) + condition(named) + condition(kDay) + condition(kDay));
  EXPECT_EQ(made::kind(outcome, "Patient"), (KindCount{"Patient", 2, 1, 1, 0, 0}));
  EXPECT_EQ(made::kind(outcome, "Condition"), (KindCount{"Condition", 4, 3, 1, 0, 0}));
}

TEST(IntakeFhir, MedicinesByReference) {
  const std::string request =
      R"({"resourceType":"MedicationRequest","authoredOn":"2020-01-01","subject":{"reference":"Patient/p1"},)";
  const std::string medication =
      R"({"resourceType":"Medication","id":"m1","code":{"coding":[{"system":"https://dmd.nhs.uk","code":"39113611000001102"}]}})"
      "\n";
  const Outcome outcome = read(
      patient() + request + R"("medicationReference":{"reference":"Medication/m1"}})" + "\n" + request +
      R"("medicationReference":{"reference":"#in"},"contained":[{"resourceType":"Medication","id":"in",)"
      R"("code":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"197626"}]}}]})"
      "\n" +
      request + R"("medicationReference":{"reference":"Medication/none"}})" + "\n" + medication);
  EXPECT_THAT(events(outcome),
              ElementsAre("p1 2020-01-01 dmd 39113611000001102", "p1 2020-01-01 rxnorm 197626"));
  EXPECT_EQ(made::kind(outcome, "MedicationRequest"), (KindCount{"MedicationRequest", 3, 2, 0, 0, 1}));
  EXPECT_EQ(made::kind(outcome, "Medication"), (KindCount{"Medication", 1, 0, 0, 1, 0}));
}

TEST(IntakeFhir, DatesThatAreNoDays) {
  const Outcome outcome =
      read(patient(R"(,"deceasedDateTime":"2021-01-01")") + condition(R"(,"onsetDateTime":"2020-05")") +
           condition("") + condition(R"(,"onsetDateTime":"soon")"));
  EXPECT_THAT(events(outcome), ElementsAre("p1 unknown snomed 22298006", "p1 unknown snomed 22298006"));
  EXPECT_EQ(made::kind(outcome, "Condition"), (KindCount{"Condition", 3, 2, 0, 0, 1}));
  EXPECT_THAT(outcome.extracts.notes, Contains(HasSubstr("2 records have no date, or a year or month only")));
}

TEST(IntakeFhir, TheDeadWithoutADayAreNotTakenForAlive) {
  const std::string other =
      R"({"resourceType":"Patient","id":"p2","birthDate":"1950","deceasedDateTime":"2000-01-01"})"
      "\n";
  for (const std::string dead : {R"(,"deceasedBoolean":true)", R"(,"deceasedDateTime":"2019")"}) {
    const Outcome outcome = read(patient(dead) + other + condition(kDay));
    ASSERT_EQ(outcome.error, "");
    EXPECT_EQ(made::kind(outcome, "Patient"), (KindCount{"Patient", 2, 1, 0, 1, 0}));
    EXPECT_EQ(made::kind(outcome, "Condition"), (KindCount{"Condition", 1, 0, 0, 1, 0}));
    EXPECT_EQ(outcome.extracts.practices[0].contents.patients[0].birth, kUnknownDate);
  }
}

TEST(IntakeFhir, WhoSomebodyIsGoesToIdentitiesOnly) {
  const Outcome outcome = read(
      patient(
          R"(,"identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}],)"
          R"("name":[{"use":"maiden","family":"Before"},{"use":"official","family":"Long","given":["Ada","May"]}],)"
          R"("address":[{"line":["1 High St","Flat 2"],"city":"Ely","postalCode":"CB7 1AA"}],)"
          R"("telecom":[{"system":"email","value":"e"},{"system":"phone","value":"01353"}],)"
          R"("extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory",)"
          R"("valueCodeableConcept":{"coding":[{"code":"A"}]}}])") +
      condition(
          kDay +
          R"(,"extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ConditionEpisode",)"
          R"("valueCodeableConcept":{"coding":[{"code":"new"}]}}])"));
  ASSERT_EQ(outcome.error, "");
  const auto& practice = outcome.extracts.practices[0];
  ASSERT_EQ(practice.identities.size(), 1u);
  const identities::Identity& who = practice.identities[0];
  EXPECT_EQ(who.nhs_number, "9990000018");
  EXPECT_EQ(who.given_name, "Ada May");
  EXPECT_EQ(who.family_name, "Long");
  EXPECT_EQ(who.address, "1 High St, Flat 2, Ely");
  EXPECT_EQ(who.postcode, "CB7 1AA");
  EXPECT_EQ(who.telephone, "01353");
  EXPECT_EQ(practice.contents.patients[0].ethnicity, "A");
  EXPECT_EQ(practice.contents.events[0].episode, Episode::kNew);
}

}  // namespace
}  // namespace meso::records
