// meso network record and rules: text that people write, and acts that keep it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/program.h"

namespace meso::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

class NetworkTexts : public testing::Test {
 protected:
  NetworkTexts() {
    EXPECT_EQ(place.meso({"network", "country", place.path("country")}).code, 0);
    const Ran ran = place.meso({"network", "import", net(), place.path("country")});
    EXPECT_LE(ran.code, 1) << ran.err;
  }
  std::string net() const { return place.path("net"); }
  Ran network(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "network");
    return place.meso(arguments);
  }
  std::string written(const char* name, const std::string& text) const {
    place.write(name, text);
    return place.path(name);
  }

  Workplace place;
};

TEST_F(NetworkTexts, ARecordIsPrintedChangedAndTakenInWithWhoAndWhy) {
  const Ran begin = network({"record", net()});
  EXPECT_EQ(begin.code, 0) << begin.err;
  EXPECT_THAT(begin.out, HasSubstr("Nothing is recorded yet"));
  const std::string first = written("first.record", begin.out + "network DN001\n  payee DEMO01\n");
  EXPECT_EQ(network({"record", net(), first}).code, 2) << "no reason";
  const Ran taken = network({"record", net(), first, "--reason", "the board said so"});
  ASSERT_EQ(taken.code, 0) << taken.err;
  EXPECT_THAT(network({"check", net(), "DN001"}).out, HasSubstr("DEMO01"));

  const Ran printed = network({"record", net()});
  EXPECT_THAT(printed.out, HasSubstr("payee DEMO01"));
  const std::string mine = written("mine.record", printed.out + "  agreement signed 2019-08-31\n");
  const std::string theirs = written("theirs.record", printed.out + "  agreement signed 2020-01-01\n");
  ASSERT_EQ(network({"record", net(), mine, "--reason", "found the paper"}).code, 0);
  // Who has printed it before that is refused, and is shown who was quicker and why.
  const Ran late = network({"record", net(), theirs, "--reason", "another paper"});
  EXPECT_EQ(late.code, 2) << late.out;
  EXPECT_THAT(late.err, HasSubstr("found the paper"));
  EXPECT_THAT(late.err, HasSubstr("meso network record"));
  EXPECT_THAT(network({"record", net()}).out, HasSubstr("2019-08-31"));

  const auto versions = network({"record", net(), "--versions", "--format", "json"}).json()["versions"];
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[1]["reason"], "found the paper");
  EXPECT_THAT(versions[1]["author"].get<std::string>(), HasSubstr("local/"));
  const std::string act = std::to_string(versions[1]["act"].get<int>());
  // Undone, the text before counts again, and who prints it now has seen that.
  ASSERT_EQ(place.meso({"journal", "undo", net(), act, "--reason", "it was a copy"}).code, 0);
  const Ran back = network({"record", net()});
  EXPECT_THAT(back.out, Not(HasSubstr("2019-08-31")));
  const std::string again = written("again.record", back.out + "  agreement signed 2021-02-02\n");
  EXPECT_EQ(network({"record", net(), again, "--reason", "the right one"}).code, 0);
  EXPECT_EQ(network({"record", net(), again, "--reason", "twice"}).code, 2) << "it has been written";
  EXPECT_EQ(place.meso({"journal", "replay", net()}).code, 0);
  EXPECT_EQ(place.meso({"journal", "verify", net()}).code, 0);

  // Its time of keeping is over: the text is gone, who wrote it and why stays.
  EXPECT_EQ(place.meso({"journal", "erase", net(), "--purpose", "record", "--reason", "kept 24 months"}).code,
            0);
  EXPECT_THAT(network({"record", net()}).out, HasSubstr("Nothing is recorded yet"));
  EXPECT_THAT(network({"record", net(), "--versions"}).out, HasSubstr("erased"));
}

TEST_F(NetworkTexts, RulesThatAreTakenInAreTheNetworksOwn) {
  const Ran usual = network({"rules", net()});
  EXPECT_THAT(usual.out, HasSubstr("rule practices"));
  const std::string ours =
      written("ours.voice", "rule ours from 2020-01-01 carried by all practices; veto DEMO02\n");
  // Supposed: nothing is stored.
  EXPECT_THAT(network({"voice", net(), "DN001", "--rules", ours, "--format", "csv"}).out,
              HasSubstr("DN001,ours,DEMO02,"));
  EXPECT_THAT(network({"voice", net(), "DN001", "--format", "csv"}).out, Not(HasSubstr("DN001,ours")));
  ASSERT_EQ(network({"rules", net(), ours, "--reason", "schedule 1"}).code, 0);
  EXPECT_THAT(network({"voice", net(), "DN001", "--format", "csv"}).out, HasSubstr("DN001,ours,DEMO02,"));

  const std::string wrong = written("wrong.voice", "rule ours carried by al practices\n");
  const Ran refused = network({"rules", net(), wrong, "--reason", "a slip", "--seen", "2"});
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.err, HasSubstr("wrong.voice:1:22: "));
  EXPECT_EQ(network({"rules", net(), written("none.voice", "# nothing\n"), "--reason", "empty"}).code, 3);
  const auto acts = place.meso({"journal", "show", net(), "--format", "json"}).json()["entries"];
  ASSERT_EQ(acts.size(), 2u);
  EXPECT_EQ(acts[1]["kind"], "network.ruled");
  EXPECT_EQ(acts[1]["subject"], "network/rules");
  EXPECT_THAT(acts[0]["author"].get<std::string>(), HasSubstr("local/"));
}

}  // namespace
}  // namespace meso::tests
