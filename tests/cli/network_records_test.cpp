// Records and public files of the same practices, side by side, through the program.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "program.h"

namespace meso::tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class NetworkRecords : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    place_ = new Workplace;
    const std::string net = place_->path("net");
    ASSERT_EQ(place_->meso({"synth", net, "--patients", "900", "--practices", "3", "--years", "3"}).code, 0);
    const Ran country = place_->meso({"network", "country", place_->path("country"), "--records", net});
    ASSERT_EQ(country.code, 0) << country.err;
    ASSERT_LE(place_->meso({"network", "import", net, place_->path("country")}).code, 1);
    place_->write("own.csv",
                  "practice,indicator,period,numerator,denominator\nDEMO01,HYP008,2025-26,1,100000\n"
                  "DEMO01,HYP008,2026-27,1,100000\nDEMO01,Walks,2025-26,1,2\n");
    ASSERT_LE(place_->meso({"network", "import", net, place_->path("own.csv")}).code, 1);
  }
  static void TearDownTestSuite() {
    delete place_;
    place_ = nullptr;
  }
  static Ran network(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "network");
    arguments.insert(arguments.begin() + 2, place_->path("net"));
    return place_->meso(arguments);
  }
  static Workplace* place_;
};
Workplace* NetworkRecords::place_ = nullptr;

TEST_F(NetworkRecords, TheCountrysFirstNetworkIsTheOneOfTheRecords) {
  const json run =
      place_->meso({"run", place_->path("net"), "--indicator", "HYP_REG", "--format", "json"}).json();
  const json shown = network({"show", "DN001", "--format", "json"}).json();
  ASSERT_EQ(shown["members"].size(), 3u);
  for (const json& member : shown["members"])
    EXPECT_EQ(member["patients"], run["registered"][member["code"].get<std::string>()]);
}

TEST_F(NetworkRecords, APublishedCountHasTheRecordsFigureUnderIt) {
  const json run =
      place_->meso({"run", place_->path("net"), "--indicator", "HYP_REG", "--format", "json"}).json();
  const json counts = network({"counts", "DN001", "--measure", "QOF HYP", "--format", "json"}).json();
  ASSERT_EQ(counts["rows"].size(), 6u);
  for (std::size_t i = 0; i < 6; i += 2) {
    const json published = counts["rows"][i], computed = counts["rows"][i + 1];
    EXPECT_THAT(published["source"].get<std::string>(), HasSubstr("PREVALENCE"));
    EXPECT_THAT(computed["source"].get<std::string>(), HasSubstr("computed on 2026-03-31: HYP 2025-26"));
    const std::string code = computed["code"].get<std::string>();
    EXPECT_EQ(computed["numerator"].get<double>(),
              run["registers"][0]["figures"][code]["size"].get<double>());
    EXPECT_EQ(published["disagrees"] == "yes", published["numerator"] != computed["numerator"]);
    EXPECT_EQ(published["disagrees"], computed["disagrees"]);
  }
}

TEST_F(NetworkRecords, ADisagreementIsMarkedAndWhatRecordsDoNotReachIsNotComputed) {
  const Ran ran = network({"counts", "DN001", "--measure", "HYP008", "--format", "json"});
  EXPECT_EQ(ran.code, 1);
  const json counts = ran.json();
  ASSERT_EQ(counts["rows"].size(), 3u);  // two published, the elder with its computed figure
  EXPECT_EQ(counts["rows"][0]["disagrees"], "yes");
  EXPECT_THAT(counts["rows"][1]["source"].get<std::string>(), HasSubstr("computed on 2026-03-31"));
  EXPECT_THAT(counts["notes"].dump(), HasSubstr("1 are of periods that end after the records do"));
  EXPECT_EQ(network({"counts", "DN001", "--measure", "Walks", "--format", "json"}).json()["rows"].size(), 1u);
}

TEST_F(NetworkRecords, AnswersAreWorkbooksToo) {
  const std::vector<std::vector<std::string>> all = {{"voice", "DN001"},
                                                     {"voice", "--all"},
                                                     {"check", "DN001"},
                                                     {"check", "--all"},
                                                     {"check"},
                                                     {"history", "DN001"},
                                                     {"what-if", "merge DN001, DN002"},
                                                     {"counts", "DN001"}};
  for (std::vector<std::string> arguments : all) {
    const std::string path = place_->path("book.xlsx");
    std::filesystem::remove(path);
    arguments.insert(arguments.end(), {"--format", "xlsx", "--output", path});
    EXPECT_LE(network(arguments).code, 1) << arguments[0];
    EXPECT_GT(std::filesystem::exists(path) ? std::filesystem::file_size(path) : 0, 3000u) << arguments[0];
  }
  const Ran nowhere = network({"voice", "DN001", "--format", "xlsx"});
  EXPECT_EQ(nowhere.code, 2);
}

TEST_F(NetworkRecords, WhatWasRecordedOfStandingTogetherIsAnswered) {
  place_->write(
      "n.record",
      "network DN001\n  pulse \"Ours\" on 2026-05-01 asked 24 agree 9 neither 4 disagree 3\n"
      "  service \"Surgery\" at DEMO01 from 2019-04-01\n  service \"Surgery\" not at DEMO02 seen 2026-05-01\n"
      "  brought DEMO01 hours 41 from 2025-04-01 to 2026-03-31 \"pharmacist\"\n"
      "  work \"Clinic\" by DEMO01 clause \"Enhanced access\" protect\n"
      "  ask \"A room\" noted 2026-06-01 by DEMO02\n");
  const auto ask = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"DN001", "--record", place_->path("n.record")});
    const Ran ran = network(arguments);
    EXPECT_EQ(ran.code, 0) << ran.err;
    return ran.out;
  };
  EXPECT_THAT(ask({"pulse"}), HasSubstr("56.2%"));
  EXPECT_THAT(ask({"services"}), HasSubstr("DEMO01"));
  EXPECT_THAT(ask({"brought"}), HasSubstr("pharmacist"));
  EXPECT_THAT(ask({"work"}), HasSubstr("open, protected"));
  EXPECT_THAT(ask({"open"}), HasSubstr("A room"));
  EXPECT_THAT(ask({"entitlements"}), HasSubstr("core member"));
  const Ran merger = network({"what-if", "merge DN001, DN002", "--record", place_->path("n.record")});
  EXPECT_THAT(merger.out, HasSubstr("DN001 said on 2026-05-01 \"Ours\": 56.2% agree"));
  const Ran none = network({"pulse", "DN002"});
  EXPECT_EQ(none.code, 3);
  EXPECT_THAT(none.err, HasSubstr("has recorded no round"));
}

TEST_F(NetworkRecords, AListOfServicesBecomesLinesOfARecord) {
  place_->write("services.csv",
                "Clause,Service,Practices,Evidence\nEnhanced access,Tuesday "
                "clinic,DEMO01;DEMO02,audit\n,Choir,DEMO03,\n,,DEMO03,\n");
  const Ran ran = network({"work", "DN001", "--services", place_->path("services.csv")});
  EXPECT_EQ(ran.code, 1);  // a row without a service
  EXPECT_EQ(ran.out,
            "network DN001\n  work \"Tuesday clinic\" by DEMO01, DEMO02 evidence \"audit\" clause \"Enhanced "
            "access\"\n"
            "  work \"Choir\" by DEMO03\n");
}

}  // namespace
}  // namespace meso::tests
