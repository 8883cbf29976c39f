// ehrQL and Synthea tables: what their real examples do not show.

#include "made_sources.h"

namespace meso::records {
namespace {

using made::Outcome;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::map<std::string, std::string> ehrql() {
  return {
      {"source/patients.csv",
       "patient_id,date_of_birth,sex,date_of_death\n1,1950-01-01,female,\n2,1960-01-01,male,\n3,1970-01-01,"
       "intersex,\n"},
      {"source/practice_registrations.csv",
       "patient_id,start_date,end_date,practice_pseudo_id\n"
       "1,2000-01-01,2010-01-01,5\n1,2010-02-01,,6\n1,2005-01-01,2030-01-01,7\n"
       "2,2000-01-01,2015-01-01,6\n2,1990-01-01,2019-01-01,5\n"},
      {"source/clinical_events.csv",
       "patient_id,date,snomedct_code,ctv3_code,numeric_value\n"
       "1,2008-01-01,22298006,,\n1,2020-01-01,,XE0..,7.5\n2,2012-01-01,22298006,G30..,\n3,2012-01-01,"
       "22298006,,\n"
       "1,,22298006,,\n1,2020-01-01,,,\n"},
      {"source/medications.csv", "patient_id,date,dmd_code,multilex_code\n2,2012-01-01,,99\n"},
  };
}

TEST(IntakeEhrql, APatientLivesWithTheOpenSpellElseTheLatest) {
  const Outcome outcome = made::read(tests::MemoryFiles(ehrql()));
  ASSERT_EQ(outcome.error, "");
  // As at 2020-01-01, patient 1 has two open spells: 6 started last. Patient
  // 2's spells are over: 5 ended last.
  ASSERT_EQ(outcome.extracts.practices.size(), 3u);
  std::map<std::string, const PracticeContents*> by_code;
  for (const auto& practice : outcome.extracts.practices)
    by_code[practice.contents.practice] = &practice.contents;
  EXPECT_EQ(format_date(by_code["P6"]->as_at), "2020-01-01");
  EXPECT_THAT(made::events(*by_code["P6"]),
              ElementsAre("1 2008-01-01 snomed 22298006", "1 2020-01-01 ctv3 XE0.. = 7.5",
                          "1 unknown snomed 22298006"));
  EXPECT_THAT(made::events(*by_code["P5"]), ElementsAre("2 2012-01-01 snomed 22298006"));
  EXPECT_THAT(made::events(*by_code["P7"]), IsEmpty());
  EXPECT_THAT(made::spells(*by_code["P5"]),
              ElementsAre("1 2000-01-01 to 2010-01-01", "2 1990-01-01 to 2019-01-01"));
  EXPECT_EQ(by_code["P5"]->patients[0].flags, kSpellOnly);
  EXPECT_EQ(by_code["P5"]->patients[1].flags, 0);
  EXPECT_EQ(by_code["P7"]->patients.size(), 1u);
}

TEST(IntakeEhrql, PatientsWithoutARegistrationAreSetAsideWithTheirEntries) {
  const Outcome outcome = made::read(tests::MemoryFiles(ehrql()));
  EXPECT_EQ(made::kind(outcome, "patients"), (KindCount{"patients", 3, 2, 0, 1, 0}));
  EXPECT_EQ(made::kind(outcome, "clinical_events"), (KindCount{"clinical_events", 6, 4, 0, 1, 1}));
  EXPECT_EQ(made::kind(outcome, "medications"), (KindCount{"medications", 1, 0, 0, 1, 0}));
  EXPECT_THAT(outcome.extracts.notes, Contains(HasSubstr("1 patient has no registration")));
  EXPECT_THAT(outcome.rejects,
              ElementsAre("source/clinical_events.csv: 1 there is no code, first on line 7"));
}

TEST(IntakeEhrql, OnePracticeAloneLeavesTheUnregisteredOutToo) {
  auto files = ehrql();
  files["source/practice_registrations.csv"] =
      "patient_id,start_date,end_date,practice_pseudo_id\n1,2000-01-01,,5\n";
  const Outcome outcome = made::read(tests::MemoryFiles(files));
  ASSERT_EQ(outcome.extracts.practices.size(), 1u);
  EXPECT_EQ(outcome.extracts.practices[0].contents.patients.size(), 1u);
  EXPECT_TRUE(outcome.extracts.practices[0].contents.leavers_missing);
}

TEST(IntakeEhrql, WithoutRegistrationsItNeedsBothOptions) {
  auto files = ehrql();
  files.erase("source/practice_registrations.csv");
  EXPECT_THAT(made::read(tests::MemoryFiles(files)).error, HasSubstr("--practice"));
  const Outcome outcome = made::read(tests::MemoryFiles(files), made::assumed());
  ASSERT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.extracts.practices[0].contents.patients.size(), 3u);
  EXPECT_EQ(made::read(tests::MemoryFiles(ehrql()), made::assumed()).error_kind, ErrorKind::kUsage);
}

TEST(IntakeSynthea, CodesAreToldByTheirLookAndWordsAreNoValues) {
  tests::MemoryFiles files;
  files.put("source/patients.csv",
            "Id,BIRTHDATE,DEATHDATE,SSN,DRIVERS,PASSPORT,FIRST,LAST,RACE,GENDER,ADDRESS,CITY,ZIP\n"
            "a,1950-01-01,,999-11-7709,S99973304,X81353444X,Zo\xEB,Long,white,F,1 High St,Ely,02139\n");
  files.put("source/observations.csv",
            "DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE\n"
            "2020-01-01T23:30:00Z,a,e1,,8480-6,x,120.5,mm[Hg],numeric\n"
            "2020-01-01T23:30:00Z,a,e1,,QALY,x,1.5,a,numeric\n"
            "2020-01-02T00:00:00Z,a,e2,,22298006,x,yes,,text\n"
            "2020-01-02T00:00:00Z,b,e2,,22298006,x,yes,,text\n");
  files.put("source/claims.csv", "Id,PATIENTID\n1,a\n2,a\n");
  const Outcome outcome = made::read(files, made::assumed());
  ASSERT_EQ(outcome.error, "");
  const PracticeContents& contents = outcome.extracts.practices[0].contents;
  EXPECT_THAT(made::events(contents),
              ElementsAre("a 2020-01-01 loinc 8480-6 = 120.5 mmHg", "a 2020-01-01 local QALY = 1.5 years",
                          "a 2020-01-02 snomed 22298006"));
  EXPECT_EQ(contents.events[0].consultation, contents.events[1].consultation);
  EXPECT_NE(contents.events[0].consultation, contents.events[2].consultation);
  EXPECT_EQ(made::kind(outcome, "claims"), (KindCount{"claims", 2, 0, 0, 2, 0}));
  const identities::Identity& who = outcome.extracts.practices[0].identities.at(0);
  EXPECT_EQ(who.given_name, "Zo\xC3\xAB");
  EXPECT_EQ(who.address, "1 High St, Ely");
  EXPECT_EQ(who.nhs_number, "");
  EXPECT_THAT(outcome.extracts.notes, Contains(HasSubstr("Windows-1252")));
}

TEST(IntakeSynthea, NeedsBothOptions) {
  tests::MemoryFiles files;
  files.put("source/patients.csv", "Id,BIRTHDATE,DEATHDATE\na,1950-01-01,\n");
  IntakeOptions options;
  EXPECT_THAT(made::read(files, options).error, HasSubstr("give --practice CODE"));
  options.practice = "X1";
  EXPECT_THAT(made::read(files, options).error, HasSubstr("give --assume-registered"));
  options.practice = "not a code!";
  EXPECT_EQ(made::read(files, options).error_kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace meso::records
