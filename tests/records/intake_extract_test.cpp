// Meso's own extract, from clean to broken.

#include <zlib.h>

#include "made_sources.h"
#include "records/intake_population.h"

namespace meso::records {
namespace {

using made::Outcome;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::map<std::string, std::string> small() {
  return {
      {"source/extract.csv", "practice,as_at,leavers\nM85999,2026-03-31,yes\n"},
      {"source/patients.csv",
       "patient,nhs_number,given_name,family_name,birth_date,death_date,sex,ethnicity,area,opt_out_national\n"
       "7,999 000 0018,Ada,Long,1950-02-01,,F,A,E01000001,\n"
       "8,,,,1960-05-05,2020-01-02,male,,,yes\n"},
      {"source/registrations.csv", "patient,start,end\n7,2001-01-01,\n8,1999-09-09,2020-01-02\n"},
      {"source/events.csv",
       "patient,date,code,system,value,unit,episode,consultation,sequence\n"
       "7,2020-02-01,1234567,,<5.5,mmol/L,new,31,1\n"
       "8,2019-12-31,8480-6,loinc,150,mm[Hg],,,\n"},
      {"source/medications.csv", "patient,date,code\n7,2026-01-01,39113611000001102\n"},
  };
}

Outcome read_with(const std::string& file, const std::string& text, const IntakeOptions& options = {}) {
  auto files = small();
  files["source/" + file] = text;
  return made::read(tests::MemoryFiles(files), options);
}

const PracticeContents& contents(const Outcome& outcome) {
  return outcome.extracts.practices.at(0).contents;
}

TEST(IntakeExtract, SplitsEachRowBetweenRecordsAndIdentities) {
  const Outcome outcome = made::read(tests::MemoryFiles(small()));
  ASSERT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.extracts.format, "meso extract");
  EXPECT_THAT(outcome.rejects, IsEmpty());
  const PracticeContents& read = contents(outcome);
  EXPECT_EQ(read.practice, "M85999");
  EXPECT_EQ(format_date(read.as_at), "2026-03-31");
  EXPECT_FALSE(read.leavers_missing);
  EXPECT_FALSE(read.synthetic);
  EXPECT_FALSE(read.registrations_assumed);
  ASSERT_EQ(read.patients.size(), 2u);
  EXPECT_EQ(read.patients[0].own_number, "7");
  EXPECT_EQ(read.patients[0].area, "E01000001");
  EXPECT_EQ(read.patients[0].ethnicity, "A");
  EXPECT_EQ(read.patients[0].sex, Sex::kFemale);
  EXPECT_EQ(read.patients[1].flags, kOptOutNational);
  EXPECT_EQ(format_date(read.patients[1].death), "2020-01-02");
  EXPECT_THAT(made::spells(read), ElementsAre("7 2001-01-01 to unknown", "8 1999-09-09 to 2020-01-02"));
  EXPECT_THAT(made::events(read),
              ElementsAre("7 2020-02-01 snomed 1234567 < 5.5 mmol/L", "8 2019-12-31 loinc 8480-6 = 150 mmHg",
                          "7 2026-01-01 dmd 39113611000001102"));
  EXPECT_EQ(read.events[0].episode, Episode::kNew);
  EXPECT_EQ(read.events[0].consultation, 31u);
  EXPECT_EQ(read.events[0].sequence, 1u);

  const auto& identities = outcome.extracts.practices[0].identities;
  ASSERT_EQ(identities.size(), 1u);  // nothing is known of who 8 is
  EXPECT_EQ(identities[0].patient, patient_id(Key(), "M85999", "7"));
  EXPECT_EQ(identities[0].person, identities::person_id(Key(), "9990000018"));
  EXPECT_EQ(identities[0].nhs_number, "9990000018");
  EXPECT_EQ(identities[0].family_name, "Long");
  EXPECT_EQ(format_date(identities[0].birth), "1950-02-01");
}

TEST(IntakeExtract, ColumnsGoByManyNamesInAnyOrder) {
  const Outcome outcome =
      read_with("patients.csv", "DoB;Patient ID;GENDER;Shoe size\n01/02/1950;7;F;41\n05/05/1960;8;M;\n");
  ASSERT_EQ(outcome.error, "");
  EXPECT_EQ(format_date(contents(outcome).patients[0].birth), "1950-02-01");
  EXPECT_THAT(outcome.extracts.notes, Contains("Columns of patients that are not read: Shoe size"));
  EXPECT_THAT(outcome.extracts.notes, Contains(HasSubstr("read day-first as well as month-first")));
}

TEST(IntakeExtract, TheFormOfDatesIsSettledByTheWholeColumn) {
  // The last cell can only be day-first, and so all are; the first alone could be either.
  const Outcome outcome = read_with("events.csv",
                                    "patient,date,code\n7,03/04/2020,1234567\n7,05/06/2020,1234567\n"
                                    "8,25/12/2019,1234567\n8,12/25/2019,1234567\n");
  EXPECT_THAT(made::events(contents(outcome)),
              ElementsAre("7 2020-04-03 snomed 1234567", "7 2020-06-05 snomed 1234567",
                          "8 2019-12-25 snomed 1234567", "7 2026-01-01 dmd 39113611000001102"));
  EXPECT_THAT(outcome.rejects, ElementsAre("source/events.csv: 1 the date does not read, first on line 5"));
}

TEST(IntakeExtract, AColumnThatBeginsLikeAnotherFormIsReadAgain) {
  std::string text = "patient,date,code\n";
  for (int i = 0; i < 1500; ++i) text += "7,2020-02-01,1234567\n";
  for (int i = 0; i < 1501; ++i) text += "8,13/12/2019,1234567\n";
  const Outcome outcome = read_with("events.csv", text);
  EXPECT_EQ(made::kind(outcome, "events"), (KindCount{"events", 3001, 1501, 0, 0, 1500}));
  EXPECT_EQ(made::kind(outcome, "patients").read, 2u);  // counted once
  EXPECT_EQ(format_date(contents(outcome).events[0].date), "2019-12-13");
}

TEST(IntakeExtract, EachBadRowIsOneRejectWithItsReason) {
  const Outcome outcome = read_with("events.csv",
                                    "patient,date,code,value,sequence\n"
                                    "9,2020-01-01,1234567,,\n"           // nobody
                                    "7,2020-13-01,1234567,,\n"           // no such day
                                    "7,2020-01-01,9.9979E+14,,\n"        // a spreadsheet's
                                    "7,2020-01-01,,,\n"                  // no code
                                    "7,2020-01-01,1234567\n"             // too few cells
                                    "7,\"2020-01-01,1234567,,\n"         // a stray quote
                                    "7,2020-01-01,1234567,positive,x\n"  // kept, without value and sequence
                                    "7,,1234567,,\n"                     // undated
                                    "7,2020-01-01,1234567,-0,\n");
  EXPECT_EQ(made::kind(outcome, "events"), (KindCount{"events", 9, 3, 0, 0, 6}));
  EXPECT_THAT(
      outcome.rejects,
      ElementsAre("source/events.csv: 1 no patient of the extract has this number, first on line 2",
                  "source/events.csv: 1 the date does not read, first on line 3",
                  "source/events.csv: 1 the code is not a SNOMED CT identifier of 6 to 18 digits; "
                  "spreadsheets damage them, first on line 4",
                  "source/events.csv: 1 there is no code, first on line 5",
                  "source/events.csv: 1 the row has too many or too few cells, first on line 6",
                  "source/events.csv: 1 a quote is opened and never closed, first on line 7",
                  "source/events.csv: 1 the sequence is not a whole number; the entry was kept without it, "
                  "first on line 8",
                  "source/events.csv: 1 the value is not a number; the entry was kept without it, "
                  "first on line 8"));
  EXPECT_THAT(made::events(contents(outcome)),
              ElementsAre("7 2020-01-01 snomed 1234567", "7 unknown snomed 1234567",
                          "7 2020-01-01 snomed 1234567 = 0", "7 2026-01-01 dmd 39113611000001102"));
  EXPECT_THAT(outcome.extracts.notes, Contains("1 record has no date; it is in no window of any rule"));
}

TEST(IntakeExtract, BadPatientsAndSpellsAreRejectedAndTellWhy) {
  auto files = small();
  files["source/patients.csv"] =
      "patient,nhs_number,birth_date,death_date,opt_out_type1\n"
      "7,9990000019,1950-01-01,,perhaps\n"  // bad check digit; the opt-out counts as one
      "7,9990000019,1950-01-01,,perhaps\n"  // the same again
      "7,,1951-01-01,,\n"                   // the number again, somebody else
      "8,,1960-01-01,,\n"
      ",,1960-01-01,,\n"
      "10,,yesterday,,\n"
      "11,,1960-01-01,1959-01-01,\n"
      "12,,1960-01-01,soon,\n";
  files["source/registrations.csv"] =
      "patient,start,end\n7,2001-01-01,2000-01-01\n8,,\n9,2001-01-01,\n7,2001-01-01,x\n";
  const Outcome outcome = made::read(tests::MemoryFiles(files));
  EXPECT_EQ(made::kind(outcome, "patients"), (KindCount{"patients", 8, 2, 1, 0, 5}));
  EXPECT_EQ(made::kind(outcome, "registrations"), (KindCount{"registrations", 4, 0, 0, 0, 4}));
  EXPECT_EQ(contents(outcome).patients[0].flags, kOptOutType1);
  EXPECT_THAT(outcome.extracts.practices[0].identities, IsEmpty());
  EXPECT_THAT(outcome.extracts.notes,
              Contains("1 patient has an NHS number that is not valid; the patient is kept without it"));
  EXPECT_THAT(outcome.extracts.notes, Contains("2 patients have no registration, and so are in no register"));
  EXPECT_EQ(outcome.rejects.size(), 10u);
}

TEST(IntakeExtract, NothingThatIsToldHoldsWhatACellHeld) {
  auto files = small();
  files["source/patients.csv"] =
      "patient,nhs_number,family_name,birth_date\n7,9990000018,SECRET,SECRET\n8,SECRET,SECRET,1950-01-01\n";
  files["source/events.csv"] =
      "patient,date,code,value\nSECRET,2020-01-01,1234567,\n8,SECRET,1234567,\n8,2020-01-01,SECRET,SECRET\n8,"
      "2020-01-01,1234567,SECRET\n";
  const Outcome outcome = made::read(tests::MemoryFiles(files));
  ASSERT_EQ(outcome.error, "");
  for (const auto& text : outcome.rejects) EXPECT_THAT(text, testing::Not(HasSubstr("SECRET")));
  for (const auto& text : outcome.extracts.notes) EXPECT_THAT(text, testing::Not(HasSubstr("SECRET")));
}

TEST(IntakeExtract, AFileThatCannotBeTrustedStopsTheLoad) {
  EXPECT_THAT(read_with("events.csv", "patient,date\n7,2020-01-01\n").error,
              HasSubstr("there is no column code"));
  EXPECT_THAT(read_with("events.csv", "patient,date,code,snomed_code\n").error,
              HasSubstr("two columns mean code"));
  EXPECT_THAT(read_with("events.csv", "patient,date,date,code\n").error, HasSubstr("two columns mean date"));
  EXPECT_THAT(read_with("events.csv", "\xFF\xFEpatient").error, HasSubstr("UTF-16"));
  EXPECT_THAT(read_with("extract.csv", "practice,as_at\nM85999,soon\n").error,
              HasSubstr("as-at date does not read"));
  EXPECT_THAT(read_with("extract.csv", "practice,as_at\nM85999,2026-01-01\nM85998,2026-01-01\n").error,
              HasSubstr("more than one row"));
  EXPECT_THAT(read_with("extract.csv", "practice,as_at\n../x,2026-01-01\n").error,
              HasSubstr("letters and digits"));
  EXPECT_THAT(read_with("events.csv", "a,b,c\n1,2,3\n").error,
              HasSubstr("source/events.csv: the file has the name"));
  EXPECT_THAT(read_with("medications.csv", "").error,
              HasSubstr("source/medications.csv: the file has the name"));
  EXPECT_THAT(read_with("patients.csv", "patient\n").error, HasSubstr("holds no patients"));
  EXPECT_THAT(read_with("patients.csv", "patient\n9990000018\n9990000026\n3\n").error,
              HasSubstr("are NHS numbers"));
}

TEST(IntakeExtract, OnlyMedicationsMayBeMissing) {
  auto files = small();
  files.erase("source/medications.csv");
  EXPECT_EQ(made::read(tests::MemoryFiles(files)).error, "");
  files.erase("source/events.csv");
  EXPECT_THAT(made::read(tests::MemoryFiles(files)).error, HasSubstr("holds no events"));
}

TEST(IntakeExtract, ATruncatedGzipStopsTheLoad) {
  std::string text = "patient,date,code\n";
  for (int i = 0; i < 20'000; ++i)
    text += "7,20" + std::to_string(10 + i % 10) + "-01-01," + std::to_string(1234567 + i) + "\n";
  uLongf size = compressBound(static_cast<uLong>(text.size())) + 64;
  std::string packed(size, '\0');
  z_stream stream{};
  ASSERT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(size);
  ASSERT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);

  EXPECT_EQ(made::kind(read_with("events.csv", packed), "events").stored, 20'000u);
  const Outcome cut = read_with("events.csv", packed.substr(0, packed.size() - 5'000));
  EXPECT_THAT(cut.error, HasSubstr("the gzip file is cut short"));
  EXPECT_EQ(cut.error_kind, ErrorKind::kBadInput);
}

TEST(IntakeExtract, WithoutPracticeOrRegistrationsTheOptionsAreAskedFor) {
  auto files = small();
  files.erase("source/extract.csv");
  files.erase("source/registrations.csv");
  IntakeOptions options;
  EXPECT_THAT(made::read(tests::MemoryFiles(files), options).error, HasSubstr("give --practice CODE"));
  options.practice = "m85998";
  EXPECT_THAT(made::read(tests::MemoryFiles(files), options).error, HasSubstr("give --assume-registered"));
  options.assume_registered = true;
  const Outcome outcome = made::read(tests::MemoryFiles(files), options);
  ASSERT_EQ(outcome.error, "");
  const PracticeContents& read = contents(outcome);
  EXPECT_EQ(read.practice, "M85998");
  EXPECT_EQ(format_date(read.as_at), "2026-01-01");  // the latest date
  EXPECT_TRUE(read.registrations_assumed);
  EXPECT_EQ(read.patients[0].flags, kAssumedRegistered);
  EXPECT_THAT(made::spells(read), ElementsAre("7 1950-02-01 to unknown", "8 1960-05-05 to 2020-01-02"));

  options.practice = "M85998";
  EXPECT_THAT(made::read(tests::MemoryFiles(small()), options).error,
              HasSubstr("another practice than --practice"));
}

TEST(IntakeExtract, LeaversAreMissingWhenItSaysSoOrNoSpellEnds) {
  EXPECT_TRUE(contents(read_with("extract.csv", "practice,leavers\nM85999,no\n")).leavers_missing);
  EXPECT_FALSE(contents(read_with("extract.csv", "practice\nM85999\n")).leavers_missing);
  auto files = small();
  files["source/extract.csv"] = "practice\nM85999\n";
  files["source/registrations.csv"] = "patient,start,end\n7,2001-01-01,\n";
  EXPECT_TRUE(contents(made::read(tests::MemoryFiles(files))).leavers_missing);
}

TEST(IntakeExtract, FoldersAreReadBesideEachOtherInTheirOrder) {
  tests::MemoryFiles files;
  for (int practice = 0; practice < 9; ++practice) {
    const std::string folder = "source/p" + std::to_string(practice);
    for (const auto& [path, text] : small()) files.put(folder + path.substr(6), text);
    files.put(folder + "/extract.csv", "practice\nM8500" + std::to_string(practice) + "\n");
    files.put(folder + "/events.csv",
              "patient,date,code\n7,2020-01-0" + std::to_string(practice + 1) + ",1234567\n9,2020-01-01,1\n");
  }
  files.put("source/readme.txt", "hello\n");
  std::vector<std::string> first;
  for (int threads : {1, 2, 8}) {
    IntakeOptions options;
    options.threads = threads;
    double last = 0;
    options.progress = [&](double done) { last = done; };
    const Outcome outcome = made::read(files, options);
    ASSERT_EQ(outcome.error, "");
    EXPECT_EQ(last, 1.0);
    ASSERT_EQ(outcome.extracts.practices.size(), 9u);
    EXPECT_EQ(made::kind(outcome, "events"), (KindCount{"events", 18, 9, 0, 0, 9}));
    for (std::size_t i = 0; i < 9; ++i) {
      EXPECT_EQ(outcome.extracts.practices[i].contents.practice, "M8500" + std::to_string(i));
    }
    EXPECT_THAT(outcome.extracts.notes, Contains("Not recognised, and so not read: source/readme.txt"));
    if (first.empty()) first = outcome.rejects;
    EXPECT_EQ(outcome.rejects, first);
  }
  files.put("source/p8/extract.csv", "practice\nM85000\n");
  EXPECT_THAT(made::read(files).error, HasSubstr("two folders are of practice M85000"));
}

TEST(IntakeExtract, AnEmptyOrForeignSourceIsToldSo) {
  tests::MemoryFiles files;
  files.put("source/x.csv", "");
  EXPECT_THAT(made::read(files).error, HasSubstr("nothing in the sources"));
  files.put("source/x.csv", "a,b\n1,2\n");
  EXPECT_THAT(made::read(files).error, HasSubstr("nothing in the sources"));
  EXPECT_EQ(made::read(files, {}, {"elsewhere"}).error_kind, ErrorKind::kNotFound);
}

TEST(IntakeExtract, TheAsAtDatePassesOverAFewMistypedYears) {
  std::vector<std::uint64_t> per_day(65536);
  std::uint64_t skipped = 0;
  EXPECT_EQ(latest_plausible(per_day, skipped), kUnknownDate);
  for (std::size_t day = 40'000; day < 44'000; ++day) per_day[day] = 10;
  EXPECT_EQ(latest_plausible(per_day, skipped).days, 43'999);
  EXPECT_EQ(skipped, 0u);
  per_day[50'000] = 2;
  per_day[65'535] = 1;  // together fewer than one in ten thousand
  EXPECT_EQ(latest_plausible(per_day, skipped).days, 43'999);
  EXPECT_EQ(skipped, 3u);
  per_day[50'000] = 20;  // too many to be mistakes
  EXPECT_EQ(latest_plausible(per_day, skipped).days, 50'000);
  EXPECT_EQ(skipped, 1u);
  per_day[50'000] = 0;
  per_day[44'020] = 1;  // a quiet month before the last entry is no gap
  EXPECT_EQ(latest_plausible(per_day, skipped).days, 44'020);
}

}  // namespace
}  // namespace meso::records
