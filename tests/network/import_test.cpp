// What an import keeps, refuses and names: files with other headers, files that are damaged, and a store that
// stays as it was.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/workbook.h"
#include "journal/journal.h"
#include "network/country.h"
#include "network/file_checks.h"
#include "network/portrait.h"
#include "network/store.h"

namespace meso::network {
namespace {

namespace fs = std::filesystem;

class Import : public testing::Test {
 protected:
  void SetUp() override {
    root_ = testing::TempDir() + "/import_" + testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(root_);
    fs::create_directories(root_);
    options_.author = "tester";
    options_.keys_path = root_ + "/keys";
    options_.reason = "test";
  }
  std::string write(const std::string& name, const std::string& text) {
    fs::create_directories(root_ + "/in");
    std::ofstream(root_ + "/in/" + name, std::ios::binary) << text;
    return root_ + "/in/" + name;
  }
  ImportReport import(const std::vector<std::string>& paths) {
    auto report = import_files(real_files(), network(), paths, options_);
    EXPECT_TRUE(report.ok()) << (report.ok() ? "" : report.error().text());
    return report.ok() ? std::move(report).value() : ImportReport{};
  }
  Model open() {
    auto model = open_network(real_files(), network(), options_.keys_path);
    EXPECT_TRUE(model.ok()) << (model.ok() ? "" : model.error().text());
    return model.ok() ? std::move(model).value() : Model{};
  }
  std::string network() const { return root_ + "/network"; }
  static bool found(const ImportReport& report, std::string_view words, std::string_view example) {
    for (const Finding& finding : report.findings) {
      if (finding.what.find(words) == std::string::npos) continue;
      for (const std::string& one : finding.examples) {
        if (one == example) return true;
      }
    }
    return false;
  }

  std::string root_;
  ImportOptions options_;
};

const char* kMap =
    "EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PCN_CODE,PCN_NAME,SUB_ICB_LOCATION_CODE,ICB_CODE\n"
    "01Jul2026,DEMO01,One,DN001,First PCN,ZZ1,ZZP\n"
    "01Jul2026,DEMO02,Two,DN001,First PCN,ZZ2,ZZQ\n"
    "01Jul2026,DEMO03,Three,U,Unallocated,ZZ1,ZZP\n";

TEST_F(Import, ColumnsMayBeRenamedReorderedAndUnderATitle) {
  import({write("practices 2026-07-01.csv",
                "Practices and their networks\n\nPCN name,PCN ODS code,Practice Code,Practice name,Sub ICB "
                "Loc ODS code\n"
                "First PCN,DN001,DEMO01,One,ZZ1\n")});
  const Model model = open();
  const OrganisationId network = model.find(OrganisationKind::kNetwork, "DN001");
  ASSERT_NE(network, kNobody);
  EXPECT_EQ(model.members(network, *parse_iso_date("2026-07-01")).size(), 1u);
}

TEST_F(Import, AMissingColumnIsNamedAndNothingIsStored) {
  const ImportReport report =
      import({write("residents_2025-10.csv", "PRACTICE_CODE,LSOA_CODE,PEOPLE\nDEMO01,Z01000001,5\n")});
  EXPECT_EQ(report.sequence, 0u);
  ASSERT_EQ(report.files.size(), 1u);
  EXPECT_NE(report.files[0].reason.find("numberofpatients"), std::string::npos) << report.files[0].reason;
  EXPECT_FALSE(open_network(real_files(), network(), options_.keys_path).ok());
}

TEST_F(Import, AFileWithoutADayAsksForOne) {
  const std::string path =
      write("residents.csv", "PRACTICE_CODE,LSOA_CODE,NUMBER_OF_PATIENTS\nDEMO01,Z01000001,5\n");
  const ImportReport refused = import({path});
  EXPECT_EQ(refused.sequence, 0u);
  EXPECT_NE(refused.files[0].reason.find("--on"), std::string::npos);
  options_.on = *parse_iso_date("2025-10-01");
  EXPECT_GT(import({path}).sequence, 0u);
  EXPECT_EQ(open().residents.front().on, *options_.on);
}

TEST_F(Import, BadFilesLeaveWhatWasStoredAsItWas) {
  import({write("map.csv", kMap)});
  const Model before = open();
  const ImportReport report =
      import({write("broken.geojson", "{\"type\": \"FeatureCollection\", \"features\": ["),
              write("photo.csv", std::string("\x89PNG\r\n\x1a\n\0\0", 10)),
              write("book.xlsx", "PK\x03\x04 and then nothing"), write("empty.csv", "")});
  EXPECT_EQ(report.sequence, 0u);
  EXPECT_EQ(report.files.size(), 4u);
  for (const FileOutcome& file : report.files) EXPECT_NE(file.reason, "") << file.name;
  const Model after = open();
  EXPECT_EQ(after.organisations.size(), before.organisations.size());
  EXPECT_EQ(after.sources, before.sources);
}

TEST_F(Import, ABadFileDoesNotKeepAGoodOneOut) {
  const ImportReport report = import({write("map.csv", kMap), write("note.csv", "a,b\n1,2\n")});
  EXPECT_GT(report.sequence, 0u);
  EXPECT_EQ(open().sources.size(), 1u);
}

TEST_F(Import, TheSameFileIsReadOnce) {
  const std::string path = write("map.csv", kMap);
  import({path});
  const ImportReport again = import({path});
  EXPECT_EQ(again.sequence, 0u);
  EXPECT_EQ(again.known, std::vector<std::string>{"map.csv"});
}

TEST_F(Import, WhatASpreadsheetManglesIsTold) {
  const ImportReport report = import({write("map.csv",
                                            "EXTRACT_DATE,PRACTICE_CODE,PCN_CODE,SUB_ICB_LOCATION_CODE\n"
                                            "01-Jul-26,DEMO01,DN001,4Y\n"
                                            "01-Jul-26,2.00E+08,DN001,ZZ1\n"
                                            "01-Jul-26,01-Mar,DN001,ZZ1\n")});
  std::vector<std::string> reasons;
  for (const auto& line : report.rejects) reasons.push_back(line.reason);
  EXPECT_EQ(reasons, (std::vector<std::string>{"a code that lost its leading nought",
                                               "a code that a spreadsheet turned into a number",
                                               "a code that a spreadsheet turned into a day"}));
  EXPECT_NE(open().find(OrganisationKind::kPractice, "DEMO01"), kNobody);
}

// One file for all imports, so that what was rejected before can still be mended: each row names its import.
TEST_F(Import, RejectedRowsNameTheirImport) {
  const std::string header = "EXTRACT_DATE,PRACTICE_CODE,PCN_CODE,SUB_ICB_LOCATION_CODE\n";
  const ImportReport first =
      import({write("one.csv", header + "01-Jul-26,DEMO01,DN001,4Y\n01-Jul-26,DEMO02,DN001,ZZ1\n")});
  const ImportReport second =
      import({write("two.csv", header + "01-Aug-26,2.00E+08,DN001,ZZ1\n01-Aug-26,DEMO03,DN001,ZZ1\n")});
  ASSERT_LT(first.sequence, second.sequence);
  ASSERT_EQ(second.rejects.size(), 1u);  // of this import alone
  std::ifstream file(second.rejects_file);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), fmt::format("file,line,column,reason,import\n"
                                    "one.csv,2,4,a code that lost its leading nought,{}\n"
                                    "two.csv,2,2,a code that a spreadsheet turned into a number,{}\n",
                                    first.sequence, second.sequence));
}

TEST_F(Import, FindingsNameWhatDoesNotFit) {
  const ImportReport report =
      import({write("map.csv", std::string(kMap) + "01Jul2026,DEMO01,Another,DN001,First PCN,ZZ1,ZZP\n"),
              write("ages.csv",
                    "EXTRACT_DATE,ORG_TYPE,ORG_CODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\n"
                    "2026-07-01,GP,DEMO01,ALL,ALL,30\n2026-07-01,GP,DEMO01,FEMALE,0_4,10\n"
                    "2026-07-01,GP,DEMO01,MALE,0_4,11\n")});
  EXPECT_TRUE(found(report, "two practices", "DEMO01"));
  EXPECT_TRUE(found(report, "in no network", "DEMO03"));
  EXPECT_TRUE(found(report, "two commissioning boards", "DN001"));
  EXPECT_TRUE(found(report, "do not add up", "DEMO01"));
}

TEST_F(Import, PseudoAreasAndAreasOfAnotherCensusAreCountedAndNamed) {
  const ImportReport report =
      import({write("imd_2025.csv", "lsoa21_code,IMD_decile,IMD_rank,IMD_score\nZ01000001,1,1,40\n"),
              write("imd_2019.csv", "lsoa11_code,IMD_decile,IMD_rank\nZ01000001,1,1\nZ01000009,2,2\n"),
              write("residents_2025-10.csv",
                    "PRACTICE_CODE,LSOA_CODE,NUMBER_OF_PATIENTS\nDEMO01,Z01000001,50\nDEMO01,Z01000009,7\n"
                    "DEMO01,CLOSED,3\nDEMO01,EMPTY,2\nDEMO01,L99999999,1\nDEMO01,W01000001,4\n")});
  EXPECT_TRUE(found(report, "areas of another edition", "Z01000009"));
  bool placeless = false;
  for (const Finding& one : report.findings)
    placeless = placeless || (one.what.starts_with("patients without a place") && one.count == 6);
  EXPECT_TRUE(placeless);
  const Model model = open();
  const OrganisationId practice = model.find(OrganisationKind::kPractice, "DEMO01");
  EXPECT_EQ(model.list_size(practice, *parse_iso_date("2025-10-01"))->patients, 67u);  // nobody is lost
  const Residence residence = residence_of(model, std::vector<OrganisationId>{practice});
  EXPECT_EQ(residence.without_place, 6u);
  EXPECT_EQ(residence.elsewhere, 4u);
  EXPECT_EQ(residence.imd_patients, 50u);
}

TEST_F(Import, ACodeThatChangedIsFollowed) {
  import({write("map.csv", kMap),
          write("history.csv",
                "code_April_2020,previous_practice_codes,fm_1000_code_2020,lm_1000_code_2020,"
                "fm_1000_previous_codes,lm_1000_previous_codes\n"
                "DEMO01,DEMX01,01/04/2013,01/04/2022,01/04/2013,30/09/2017\n")});
  const Model model = open();
  ASSERT_EQ(model.successions.size(), 1u);
  EXPECT_EQ(model.organisations[model.successions[0].before].code, "DEMX01");
  EXPECT_EQ(model.organisations[model.successions[0].after].code, "DEMO01");
}

TEST_F(Import, ALaterListEndsWhatARegisterHasOpen) {
  import({write("register.csv",
                "Partner Organisation Code,PCN Code,PCN Name,Practice to PCN Relationship Start Date,"
                "Practice to PCN Relationship End Date\n"
                "DEMO01,DN001,First PCN,20190701,\nDEMO02,DN001,First PCN,20190701,\nDEMO04,DN001,First "
                "PCN,20200401,\n"),
          write("map.csv",
                "EXTRACT_DATE,PRACTICE_CODE,PCN_CODE,SUB_ICB_LOCATION_CODE\n"
                "01Jul2026,DEMO01,DN001,ZZ1\n01Jul2026,DEMO02,DN002,ZZ1\n")});
  const Model model = open();
  const auto members = [&](const char* network, const char* day) {
    std::vector<std::string> codes;
    for (const OrganisationId id :
         model.members(model.find(OrganisationKind::kNetwork, network), *parse_iso_date(day))) {
      codes.push_back(model.organisations[id].code);
    }
    return codes;
  };
  EXPECT_EQ(members("DN001", "2026-06-30"), (std::vector<std::string>{"DEMO01", "DEMO02", "DEMO04"}));
  EXPECT_EQ(members("DN001", "2026-07-01"), std::vector<std::string>{"DEMO01"});
  EXPECT_EQ(members("DN002", "2026-07-01"), std::vector<std::string>{"DEMO02"});
}

TEST_F(Import, UndoingTheEntryTakesTheFilesOutAgain) {
  const ImportReport report = import({write("map.csv", kMap)});
  import({write("ages.csv",
                "EXTRACT_DATE,ORG_TYPE,ORG_CODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\n"
                "2026-07-01,GP,DEMO01,ALL,ALL,30\n")});
  {
    auto journal = journal::Journal::open(real_files(), network(), options_.keys_path, {imported_files()});
    ASSERT_TRUE(journal.ok());
    const auto newest = (*journal)->newest("network/files");
    ASSERT_TRUE(newest.ok());
    ASSERT_TRUE((*journal)->undo(report.sequence, "tester", "the wrong country", *newest).ok());
  }
  const Model model = open();
  EXPECT_EQ(model.find(OrganisationKind::kNetwork, "DN001"), kNobody);
  EXPECT_NE(model.find(OrganisationKind::kPractice, "DEMO01"), kNobody);
}

TEST_F(Import, AWorkbookOfOnesOwnStandsBesidePublishedCountsAndMayDisagree) {
  WorkbookTable own;
  own.name = "Ours";
  own.notes = {"Counted by hand"};
  own.columns = {{"Practice code"}, {"Indicator"}, {"Period"}, {"Numerator"}, {"Denominator"}};
  own.rows = {{std::string("DEMO01"), std::string("QOF HYP register"), std::string("2024-25"), 98.0, 1000.0},
              {std::string("DEMO02"), std::string("QOF HYP register"), std::string("2024-25"), 50.0, 400.0}};
  fs::create_directories(root_ + "/in");
  ASSERT_TRUE(write_workbook(real_files(), root_ + "/in/ours.xlsx", {own}).ok());
  import({root_ + "/in/ours.xlsx",
          write("PREVALENCE_2425.csv",
                "PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PRACTICE_LIST_SIZE\n"
                "DEMO01,HYP,101.0,TOTAL,1000\nDEMO02,HYP,50,TOTAL,400\n")});
  const Model model = open();
  EXPECT_EQ(model.facts_of(model.find(OrganisationKind::kPractice, "DEMO01")).size(), 2u);
  std::uint64_t compared = 0, differing = 0;
  for (const FileCheck& check : check_files(model)) {
    if (!check.what.starts_with("counts that two sources give")) continue;
    compared = check.compared;
    differing = check.differing;
  }
  EXPECT_EQ(compared, 2u);
  EXPECT_EQ(differing, 1u);
}

TEST_F(Import, TablesThatAreLostOrDamagedAreMadeAgain) {
  ASSERT_TRUE(write_country(real_files(), root_ + "/country", {}).ok());
  import({root_ + "/country"});
  const Model before = open();
  const std::string tables = network() + "/reference/tables";
  fs::resize_file(tables, fs::file_size(tables) / 2);
  EXPECT_EQ(open().facts.size(), before.facts.size());
  fs::remove(tables);
  const Model after = open();
  EXPECT_EQ(after.organisations.size(), before.organisations.size());
  EXPECT_EQ(after.relations.size(), before.relations.size());
  EXPECT_EQ(after.shapes.size(), before.shapes.size());
}

TEST_F(Import, AStoredFileThatWasChangedIsNamed) {
  import({write("map.csv", kMap)});
  const Model model = open();
  fs::remove(network() + "/reference/tables");
  std::ofstream(network() + "/reference/" + model.sources[0].digest, std::ios::app) << "x";
  const auto opened = open_network(real_files(), network(), options_.keys_path);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().kind, ErrorKind::kCorrupt);
  EXPECT_NE(opened.error().hint.find("map.csv"), std::string::npos);
}

}  // namespace
}  // namespace meso::network
