// meso access through the program: what a manager does before there is a browser, and what is refused.

#include <gtest/gtest.h>

#include "cli/program.h"

namespace meso::tests {
namespace {

class AccessCommand : public testing::Test {
 protected:
  AccessCommand() {
    EXPECT_EQ(place.meso({"synth", net(), "--patients", "300", "--practices", "3", "--years", "4"}).code, 0);
  }
  std::string net() const { return place.path("net"); }
  Ran access(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "access");
    return place.meso(arguments);
  }

  Workplace place;
};

TEST_F(AccessCommand, APersonIsAddedGivenARoleInvitedAndClosed) {
  EXPECT_EQ(access({"add", net(), "anna@example.org", "--name", "Anna Field"}).code, 0);
  EXPECT_EQ(access({"grant", net(), "anna@example.org", "analyst", "U99001"}).code, 0);
  const Ran invited = access({"invite", net(), "anna@example.org"});
  EXPECT_EQ(invited.code, 0) << invited.err;
  EXPECT_NE(invited.out.find("invitation#"), std::string::npos);
  const auto people = access({"people", net(), "--format", "json"}).json()["people"];
  ASSERT_EQ(people.size(), 1u);
  EXPECT_EQ(people[0]["state"], "to be invited");
  EXPECT_EQ(people[0]["roles"][0]["role"], "analyst");
  EXPECT_EQ(access({"close", net(), "anna@example.org", "--reason", "left"}).code, 0);
  const auto after = access({"people", net(), "--format", "json"}).json()["people"];
  EXPECT_EQ(after[0]["state"], "closed");
  EXPECT_EQ(after[0]["roles"].size(), 0u);
}

TEST_F(AccessCommand, MistakesAreToldWithTheNextStep) {
  const Ran nobody = access({"grant", net(), "nobody", "analyst", "U99001"});
  EXPECT_EQ(nobody.code, 3);
  EXPECT_NE(nobody.err.find("meso access people tells who there is"), std::string::npos) << nobody.err;
  EXPECT_EQ(access({"add", net(), "anna@example.org", "--name", "Anna Field"}).code, 0);
  const Ran role = access({"grant", net(), "anna@example.org", "queen", "U99001"});
  EXPECT_EQ(role.code, 2);
  EXPECT_NE(role.err.find("meso access roles tells them"), std::string::npos) << role.err;
  EXPECT_EQ(access({"add", net(), "Anna@example.org", "--name", "Another"}).code, 2) << "the name is taken";
  EXPECT_EQ(access({"switch", net(), "g0", "off", "--reason", "x"}).code, 3);
  EXPECT_EQ(access({"ways", net(), "records", "open"}).code, 2) << "without a reason";
  EXPECT_EQ(access({"people", place.path("elsewhere")}).code, 3);
}

TEST_F(AccessCommand, AgreementsAreMadeSwitchedAndListed) {
  const Ran made = access({"agree", net(), "DEMO01", "--to", "U99001,DEMO02", "--for", "quality,contract",
                           "--share", "records", "--basis", "a test", "--until", "2039-03-31", "--without",
                           "SENSITIVE_X", "--reason", "agreed in March"});
  ASSERT_EQ(made.code, 0) << made.err;
  auto all = access({"agreements", net(), "--format", "json"}).json()["agreements"];
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0]["state"], "in force");
  EXPECT_EQ(all[0]["recipients"].size(), 2u);
  EXPECT_EQ(all[0]["hidden"][0], "SENSITIVE_X");
  EXPECT_EQ(access({"switch", net(), all[0]["id"], "off", "--reason", "to think"}).code, 0);
  all = access({"agreements", net(), "--format", "json"}).json()["agreements"];
  EXPECT_EQ(all[0]["state"], "off");
}

TEST_F(AccessCommand, TheDemoHasAnAccountForEachRoleAndOneNotShared) {
  const Ran demo = access({"demo", net()});
  ASSERT_EQ(demo.code, 0) << demo.err;
  EXPECT_NE(demo.out.find("fictional practices"), std::string::npos);
  const auto people = access({"people", net(), "--format", "json"}).json()["people"];
  EXPECT_EQ(people.size(), 12u);
  for (const auto& person : people) EXPECT_EQ(person["state"], "demo") << person["sign_in"];
  const auto all = access({"agreements", net(), "--format", "json"}).json()["agreements"];
  ASSERT_GT(all.size(), 2u);
  for (const auto& agreement : all) EXPECT_NE(agreement["practice"], "DEMO03");
  EXPECT_EQ(access({"demo", net()}).code, 0) << "again, without making them twice";
  EXPECT_EQ(access({"people", net(), "--format", "json"}).json()["people"].size(), 12u);
}

TEST_F(AccessCommand, WhoLookedIsToldInSentences) {
  EXPECT_EQ(place.meso({"list", net(), "HYP_REG", "--identify", "--format", "csv"}).code, 0);
  const Ran looks = access({"looks", net(), "--since", "2026-01-01"});
  EXPECT_EQ(looks.code, 0) << looks.err;
  EXPECT_NE(looks.out.find("opened the names and NHS numbers"), std::string::npos) << looks.out;
  EXPECT_EQ(access({"looks", net(), "--since", "yesterday"}).code, 2);
}

}  // namespace
}  // namespace meso::tests
