// The main job through the program: a synthetic network, its indicators, the
// patients behind a number, and why.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>

#include <gtest/gtest.h>

#include "cli/program.h"

namespace meso::tests {
namespace {

// One small network for all tests of this file: made once, read by all.
class Journey : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    workplace_ = new Workplace;
    const Ran made = workplace_->meso({"synth", workplace_->path("net"), "--patients", "1500", "--practices",
                                       "3", "--years", "6", "--seed", "7"});
    ASSERT_EQ(made.code, 0) << made.err;
  }
  static void TearDownTestSuite() {
    delete workplace_;
    workplace_ = nullptr;
  }
  static Ran meso(std::vector<std::string> arguments) { return workplace_->meso(arguments); }
  static std::string net() { return workplace_->path("net"); }

  static Workplace* workplace_;
};

Workplace* Journey::workplace_ = nullptr;

const char* const kFigures[] = {"register", "exclusions", "eligible", "denominator", "numerator"};

TEST_F(Journey, RunShowsEveryIndicatorByPracticeAndTheNetworkIsTheirSum) {
  const Ran ran = meso({"run", net(), "--format", "json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const auto json = ran.json();
  EXPECT_EQ(json["practices"].size(), 3u);
  EXPECT_EQ(json["indicators"].size(), 26u);
  EXPECT_GE(json["registers"].size(), 25u);
  std::uint64_t numerators = 0;
  for (const auto& indicator : json["indicators"]) {
    const auto& figures = indicator["figures"];
    ASSERT_EQ(figures.size(), 4u) << indicator["id"];
    for (const char* figure : kFigures) {
      std::uint64_t sum = 0;
      for (const auto& [practice, row] : figures.items()) {
        if (practice != "network") sum += row[figure].get<std::uint64_t>();
      }
      EXPECT_EQ(sum, figures["network"][figure].get<std::uint64_t>()) << indicator["id"] << " " << figure;
    }
    for (const auto& [practice, row] : figures.items()) {
      std::uint64_t adjusted = 0;
      for (const auto& category : row["adjusted"]) adjusted += category.get<std::uint64_t>();
      EXPECT_EQ(row["eligible"],
                row["register"].get<std::uint64_t>() - row["exclusions"].get<std::uint64_t>());
      EXPECT_EQ(row["denominator"].get<std::uint64_t>() + adjusted, row["eligible"].get<std::uint64_t>());
      EXPECT_LE(row["numerator"], row["denominator"]);
    }
    numerators += figures["network"]["numerator"].get<std::uint64_t>();
  }
  EXPECT_GT(numerators, 100u);
}

TEST_F(Journey, ListsHoldExactlyThePatientsBehindEachNumber) {
  const auto figures =
      meso({"run", net(), "--indicator", "HYP008", "--format", "json"}).json()["indicators"][0]["figures"];
  const auto listed = [&](const char* which) {
    return meso({"list", net(), "HYP008", which, "--format", "json"}).json()["patients"].size();
  };
  const auto& network = figures["network"];
  std::uint64_t adjusted = 0;
  for (const auto& category : network["adjusted"]) adjusted += category.get<std::uint64_t>();
  EXPECT_EQ(listed("--met"), network["numerator"]);
  EXPECT_EQ(listed("--missing"),
            network["denominator"].get<std::uint64_t>() - network["numerator"].get<std::uint64_t>());
  EXPECT_EQ(listed("--adjusted"), adjusted);
  EXPECT_EQ(listed("--excluded"), network["exclusions"]);
  EXPECT_GT(network["numerator"], 0u);
  EXPECT_GT(network["exclusions"], 0u);
}

TEST_F(Journey, ExplainAgreesWithTheListAboutEveryListedPatient) {
  for (const char* which : {"--missing", "--met", "--adjusted", "--excluded"}) {
    const auto patients = meso({"list", net(), "HYP003", which, "--format", "json"}).json()["patients"];
    for (std::size_t i = 0; i < std::min<std::size_t>(patients.size(), 5); ++i) {
      const std::string who =
          patients[i]["practice"].get<std::string>() + "/" + patients[i]["patient"].get<std::string>();
      const Ran ran = meso({"explain", net(), who, "HYP003", "--format", "json"});
      ASSERT_EQ(ran.code, 0) << ran.err;
      const auto why = ran.json();
      EXPECT_EQ(why["standing"], patients[i]["standing"]) << who;
      EXPECT_EQ(why["deciding_rule"], patients[i]["rule"]) << who;
      EXPECT_FALSE(why["fields"].empty());
    }
  }
}

TEST_F(Journey, CountOfARegisterIsItsSize) {
  const auto run = meso({"run", net(), "--indicator", "HYP_REG", "--format", "json"}).json();
  const auto count = meso({"count", net(), "HYP_REG", "--format", "json"}).json();
  EXPECT_EQ(run["registers"][0]["figures"]["network"]["size"], count["figures"]["network"]["cohort"]);
  const auto both = meso({"count", net(), "HYP_REG and not DM_REG", "--format", "json"}).json();
  const auto dm = meso({"count", net(), "HYP_REG and DM_REG", "--format", "json"}).json();
  EXPECT_EQ(both["figures"]["network"]["cohort"].get<int>() + dm["figures"]["network"]["cohort"].get<int>(),
            count["figures"]["network"]["cohort"].get<int>());
}

TEST_F(Journey, EveryOutputSaysWhoSeesAndNamesTheDay) {
  for (const auto& command :
       {std::vector<std::string>{"run", net()}, {"list", net(), "DM020"}, {"count", net(), "DM_REG"}}) {
    const Ran ran = meso(command);
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(ran.out.find("Seen by the local operator: whole network, for analysis, exact numbers."),
              std::string::npos);
    EXPECT_NE(ran.out.find("ACHV_DAT 20"), std::string::npos);
    EXPECT_NE(ran.out.find("Synthetic records"), std::string::npos);
  }
}

TEST_F(Journey, OnlyIdentifyShowsNhsNumbersAndItIsLogged) {
  const std::regex nhs_number("999[ ]?[0-9]{3}[ ]?[0-9]{4}");
  for (const char* format : {"table", "csv", "json"}) {
    const Ran plain = meso({"list", net(), "HYP008", "--met", "--format", format});
    EXPECT_FALSE(std::regex_search(plain.out, nhs_number)) << format;
    const Ran named = meso({"list", net(), "HYP008", "--met", "--identify", "--format", format});
    ASSERT_EQ(named.code, 0) << named.err;
    EXPECT_TRUE(std::regex_search(named.out, nhs_number)) << format;
  }
  const Ran looks = meso({"journal", "show", net(), "--looks", "--format", "json"});
  ASSERT_EQ(looks.code, 0) << looks.err;
  EXPECT_FALSE(std::regex_search(looks.out, nhs_number));
  const auto entries = looks.json()["entries"];
  ASSERT_EQ(entries.size(), 3u);
  for (const auto& entry : entries) {
    EXPECT_EQ(entry["reason"], "names: list --identify HYP008");
    EXPECT_GT(entry["body"]["people"], 0);
  }
}

TEST_F(Journey, ExtractsAsCsvLoadToTheSameFigures) {
  const Ran written = meso({"synth", net(), "--patients", "1500", "--practices", "3", "--years", "6",
                            "--seed", "7", "--csv", workplace_->path("extracts")});
  ASSERT_EQ(written.code, 0) << written.err;
  const Ran loaded =
      meso({"load", workplace_->path("again"), workplace_->path("extracts"), "--format", "json"});
  ASSERT_LE(loaded.code, 1) << loaded.err;
  const auto report = loaded.json();
  for (const auto& kind : report["kinds"]) {
    EXPECT_EQ(kind["read"].get<std::uint64_t>(),
              kind["stored"].get<std::uint64_t>() + kind["duplicates"].get<std::uint64_t>() +
                  kind["set_aside"].get<std::uint64_t>() + kind["rejected"].get<std::uint64_t>())
        << kind["kind"];
  }
  const auto before = meso({"run", net(), "--format", "json"}).json();
  const auto after = meso({"run", workplace_->path("again"), "--format", "json"}).json();
  for (std::size_t i = 0; i < before["indicators"].size(); ++i) {
    EXPECT_EQ(before["indicators"][i]["figures"], after["indicators"][i]["figures"])
        << before["indicators"][i]["id"];
  }
  for (std::size_t i = 0; i < before["registers"].size(); ++i) {
    EXPECT_EQ(before["registers"][i]["figures"], after["registers"][i]["figures"])
        << before["registers"][i]["id"];
  }
}

TEST_F(Journey, SealedFilesGiveTheSameFiguresAndNothingWithoutTheKeys) {
  const Ran made = meso({"synth", workplace_->path("sealed"), "--patients", "1500", "--practices", "3",
                         "--years", "6", "--seed", "7", "--seal"});
  ASSERT_EQ(made.code, 0) << made.err;
  const auto open = meso({"run", net(), "--format", "json"}).json();
  const auto sealed = meso({"run", workplace_->path("sealed"), "--format", "json"}).json();
  EXPECT_EQ(open["indicators"], sealed["indicators"]);
  const Ran without = meso({"run", workplace_->path("sealed"), "--keys", workplace_->path("no-such-keys")});
  EXPECT_NE(without.code, 0);
  EXPECT_EQ(without.out, "");
}

}  // namespace
}  // namespace meso::tests
