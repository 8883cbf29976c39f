// Voice, check, plan and what-if through the program, on the fictional country.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "program.h"

namespace meso::tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class NetworkQuestions : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    place_ = new Workplace;
    ASSERT_EQ(place_->meso({"network", "country", place_->path("country")}).code, 0);
    const Ran imported = place_->meso({"network", "import", place_->path("net"), place_->path("country")});
    ASSERT_LE(imported.code, 1) << imported.err;
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
  static double share(const json& voter) {
    return voter["shapley_shubik"]["part"].get<double>() / voter["shapley_shubik"]["whole"].get<double>();
  }
  static Workplace* place_;
};
Workplace* NetworkQuestions::place_ = nullptr;

TEST_F(NetworkQuestions, SharesOfVoiceSumToOneUnderEachRule) {
  const Ran ran = network({"voice", "DN001", "--format", "json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.json()["version"], 1);
  ASSERT_EQ(ran.json()["rules"].size(), 6u);
  const json told = ran.json();
  for (const json& rule : told.at("rules")) {
    double sum = 0;
    for (const json& voter : rule["voters"]) sum += share(voter);
    EXPECT_NEAR(sum, 1, 1e-12) << rule["text"];
    EXPECT_EQ(rule["voters"].size(), 8u);
  }
}

TEST_F(NetworkQuestions, ARuleOfOnesOwnAndNextQuartersLists) {
  const Ran ran = network({"voice", "DN001", "--rule", "carried by more than half of patients", "--list",
                           "DEMO01=1000000", "--format", "json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const json rule = ran.json()["rules"][0];
  EXPECT_TRUE(rule["voters"][0]["decides_alone"].get<bool>());
  EXPECT_FALSE(rule["before"][0]["decides_alone"].get<bool>());
  place_->write("lists.csv", "practice,patients\nDEMO01,1000000\n");
  const Ran file = network({"voice", "DN001", "--rule", "patients", "--lists", place_->path("lists.csv")});
  EXPECT_EQ(file.code, 0) << file.err;
  EXPECT_THAT(file.out, HasSubstr("decides alone"));

  place_->write("ours.voice", "rule ours from 2020-01-01 carried by all practices; veto DEMO02\n");
  const Ran own = network({"voice", "DN001", "--rules", place_->path("ours.voice"), "--format", "csv"});
  EXPECT_EQ(own.code, 0) << own.err;
  EXPECT_THAT(own.out, HasSubstr("DN001,ours,DEMO02,"));
  place_->write("wrong.voice", "rule ours carried by al practices\n");
  const Ran wrong = network({"voice", "DN001", "--rules", place_->path("wrong.voice")});
  EXPECT_EQ(wrong.code, 3);
  EXPECT_THAT(wrong.err, HasSubstr("wrong.voice:1:22: "));
}

TEST_F(NetworkQuestions, TroubleIsNamed) {
  EXPECT_EQ(network({"voice"}).code, 2);
  EXPECT_THAT(network({"voice", "DN001", "--rule", "nonesuch"}).err,
              HasSubstr("there is no voting rule nonesuch"));
  EXPECT_THAT(network({"voice", "DN001", "--list", "DEMO01"}).err, HasSubstr("A99901=12345"));
  EXPECT_THAT(network({"voice", "DN001", "--list", "X1=5"}).err, HasSubstr("X1 is no practice of DN001"));
  EXPECT_EQ(network({"check", "DN001", "--policy", "nearest"}).code, 2);
  EXPECT_EQ(network({"what-if", "shove DEMO01 to DN002"}).code, 3);
  EXPECT_EQ(network({"what-if", "move DEMO01 to DN002", "--factor", "0.5"}).code, 2);
}

// Two boards of the country became one in 2026; until then one network worked across the line between them.
TEST_F(NetworkQuestions, EveryNetworkIsCheckedByTheRulesOfItsDay) {
  const auto count = [](const json& all, const char* requirement, const char* status) {
    int found = 0;
    for (const json& one : all["networks"]) {
      for (const json& finding : one["findings"]) {
        found += finding["requirement"] == requirement && finding["status"] == status ? 1 : 0;
      }
    }
    return found;
  };
  const Ran now = network({"check", "--all", "--format", "json"});
  ASSERT_LE(now.code, 1) << now.err;
  EXPECT_EQ(now.json()["networks"].size(), 30u);
  EXPECT_EQ(now.json()["version"], 1);
  EXPECT_EQ(count(now.json(), "one-icb", "not met"), 0);
  EXPECT_EQ(count(now.json(), "contiguous", "met"), 30);
  const json area = network({"check", "DN001", "--format", "json"}).json()["area"];
  ASSERT_EQ(area["policies"].size(), 8u);
  EXPECT_LE(area["in_all"].get<int>(), area["policies"][0]["areas"].get<int>());
  EXPECT_GE(area["in_any"].get<int>(), area["policies"][7]["areas"].get<int>());
  const Ran before = network({"check", "--all", "--format", "json", "--day", "2025-10-01"});
  EXPECT_EQ(count(before.json(), "one-icb", "not met"), 1);
}

TEST_F(NetworkQuestions, ARecordAnswersWhatFilesCannot) {
  place_->write("ours.record",
                "network DN001\n  clinical director \"Dr Example\" of DEMO02\n  reason DEMO01 on 2019-05-01 "
                "push \"money\"\n"
                "  work \"Tuesday clinic\" by DEMO01 protect\n"
                "network HILL \"Hill\"\n  practices DEMO01, DEMO02, DEMO03\n");
  const Ran real = network({"check", "DN001", "--record", place_->path("ours.record")});
  EXPECT_THAT(real.out, HasSubstr("recorded, of DEMO02"));
  EXPECT_THAT(real.out, HasSubstr("DEMO01  push; said 2019-05-01, ask again"));
  EXPECT_THAT(real.out, HasSubstr("Tuesday clinic: keep, adapt or stop?"));
  const Ran proposed = network({"check", "HILL", "--record", place_->path("ours.record")});
  EXPECT_THAT(proposed.out, HasSubstr("Hill (HILL, proposed), 3 practices"));
  EXPECT_EQ(proposed.code, 1);  // each is a core member of DN001
}

TEST_F(NetworkQuestions, AMoveIsSeenFromBothSides) {
  const Ran ran = network({"what-if", "move DEMO01 to DN002", "draw \"Centre\" within 3 km of DEMO02",
                           "--rule", "patients", "--factor", "1.3", "--format", "json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const json answer = ran.json();
  ASSERT_EQ(answer["before"].size(), 2u);
  ASSERT_EQ(answer["after"].size(), 2u);
  const auto patients = [&](const char* side) {
    return answer[side][0]["patients"].get<std::int64_t>() + answer[side][1]["patients"].get<std::int64_t>();
  };
  EXPECT_EQ(patients("before"), patients("after"));
  EXPECT_EQ(answer["before"][0]["practices"].size(), answer["after"][0]["practices"].size() + 1);
  EXPECT_EQ(answer["before"][0]["travel_km"]["factor"], 1.3);
  EXPECT_GT(answer["before"][0]["travel_km"]["own"]["value"],
            answer["before"][0]["travel_km"]["nearest"]["value"]);
  EXPECT_GT(answer["neighbourhoods"][0]["patients"].get<int>(), 0);
  EXPECT_FALSE(answer["touched"].empty());
  EXPECT_THAT(network({"what-if", "move DEMO01 to DN002"}).out,
              HasSubstr("great-circle times 1, no road map"));
}

TEST_F(NetworkQuestions, APlanNeedsTwoDays) {
  const Ran ran =
      place_->meso({"network", "plan", "--from", "2019-01-31", "--live", "2019-07-01", "--format", "json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.json()["short_by_days"], 119);
  EXPECT_EQ(place_->meso({"network", "plan", "--from", "2020-01-31", "--live", "2019-07-01"}).code, 2);
}

}  // namespace
}  // namespace meso::tests
