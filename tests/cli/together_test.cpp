// What a network does together, through the program, from an empty folder on.

#include <gtest/gtest.h>

#include "cli/program.h"

namespace meso::tests {
namespace {

class Together : public testing::Test {
 protected:
  // Runs, and expects the exit code.
  Ran run(std::vector<std::string> arguments, int code = 0) const {
    const Ran ran = place.meso(arguments);
    EXPECT_EQ(ran.code, code) << arguments[0] << " " << arguments[1] << ": " << ran.err << ran.out;
    return ran;
  }
  std::string net() const { return place.path("net"); }
  void members() const {
    run({"decide", "practices", net(), "--joined", "A99901=11000", "--joined", "A99902=5999", "--joined",
         "A99903=5000", "--day", "2026-01-01"});
  }
  Workplace place;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(Together, APurposeMayStayOpenAndKeepsItsVersions) {
  EXPECT_TRUE(has(run({"purpose", "show", net()}).out, "The purpose is not stated yet."));
  members();
  run({"purpose", "state", net(), "Care close to home", "--day", "2026-01-10"});
  run({"purpose", "state", net(), "Care close to every home", "--day", "2026-03-01"}, 2);
  run({"purpose", "state", net(), "Care close to every home", "--standing", "agreed", "--agreed",
       "A99901,A99902", "--why", "board of March", "--day", "2026-03-01"});
  run({"purpose", "answer", net(), "A99902", "3", "Time to think"});
  const Ran shown = run({"purpose", "show", net()});
  EXPECT_TRUE(has(shown.out, "Version 2, agreed")) << shown.out;
  EXPECT_TRUE(has(shown.out, "Agreed by A99901, A99902."));
  EXPECT_TRUE(has(shown.out, "A99901: not answered yet"));
  EXPECT_TRUE(has(shown.out, "Time to think"));
  const Ran diff = run({"purpose", "diff", net()});
  EXPECT_TRUE(has(diff.out, "+ every\n")) << diff.out;
  const auto json = run({"purpose", "show", net(), "--format", "json"}).json();
  EXPECT_TRUE(json["questions"][0]["answers"]["A99901"].is_null());
}

TEST_F(Together, ADecisionFromTheQuestionToTheLedger) {
  members();
  run({"decide", "new", net(), "One wound clinic?"}, 2);                                       // no options
  run({"decide", "new", net(), "One wound clinic?", "--option", "yes", "--rule", "ours"}, 2);  // no such rule
  run({"decide",
       "new",
       net(),
       "One wound clinic?",
       "--option",
       "Mill Road",
       "--option",
       "two sites",
       "--rule",
       "practices",
       "--sealed",
       "--evidence",
       "HYP008 | 71.2% | HYP 2025-26 | 2026-03-31 | estimated",
       "--function",
       "services",
       "--decided-by",
       "network",
       "--on-paper",
       "wide",
       "--in-fact",
       "moderate",
       "--hours",
       "120",
       "--day",
       "2026-03-04",
       "--closes",
       "2026-03-06"});
  run({"decide", "interest", net(), "1", "A99903", "a partner owns Mill Road"});
  run({"vote", net(), "1", "A99901", "a", "--day", "2026-03-04"});
  run({"vote", net(), "1", "A99901", "a", "--day", "2026-03-04"}, 2);  // twice
  const std::string words = "Two buses from us, with small children.";
  run({"vote", net(), "1", "A99902", "b", "--words", words, "--day", "2026-03-05"});
  const Ran link = run({"vote", net(), "1", "A99903", "--link"});
  const std::string token = link.out.substr(0, link.out.find('\n'));
  const Ran sealed = run({"decide", "show", net(), "1"});
  EXPECT_TRUE(has(sealed.out, "A99902 has voted")) << sealed.out;
  EXPECT_FALSE(has(sealed.out, words));
  EXPECT_FALSE(has(run({"decide", "show", net(), "1", "--format", "json"}).out, "\"choice\""));
  EXPECT_FALSE(has(run({"journal", "show", net(), "--bodies"}).out, "choice"));
  run({"vote", net(), "--token", token, "--choose", "b", "--day", "2026-03-06"});
  run({"vote", net(), "--token", token, "--choose", "b", "--day", "2026-03-06"}, 2);  // works once
  run({"decide", "close", net(), "1", "--role", "manager", "--owner", "Sam Field", "--review", "2026-09-01",
       "--reopens", "fewer than ten a week", "--day", "2026-03-07"});
  run({"vote", net(), "1", "A99901", "b", "--again"}, 2);  // after the close
  const Ran shown = run({"decide", "show", net(), "1"});
  EXPECT_TRUE(has(shown.out, "carried: b")) << shown.out;
  EXPECT_TRUE(has(shown.out, words));
  EXPECT_TRUE(has(shown.out, "HYP008: 71.2%, as at 2026-03-31, HYP 2025-26, estimated"));
  const Ran under = run({"decide", "under", net(), "--rule", "patients"});
  EXPECT_TRUE(has(under.out, "1 of 1 past votes would have gone the other way.")) << under.out;
  run({"decide", "permit", net(), "Group visits", "--said-by", "the lead", "--scope", "one site", "--risk",
       "small", "--ends", "2026-12-31", "--day", "2026-03-01"});
  EXPECT_TRUE(has(run({"decide", "list", net()}).out, "said by the lead"));
  run({"ledger", "add", net(), "Claim each month", "--source", "clause 10", "--decided-by", "nation",
       "--on-paper", "narrow", "--in-fact", "narrow", "--function", "money"});
  run({"ledger", "code", net(), "permission/1", "--decided-by", "network"});
  const auto ledger = run({"ledger", "show", net(), "--format", "json"}).json();
  EXPECT_EQ(ledger["rows"], 3);
  EXPECT_EQ(ledger["by_level"]["network"]["rows"], 2);
  EXPECT_EQ(ledger["unused"], 1);
  EXPECT_NE(ledger["no_trend_why"], "");
  EXPECT_EQ(run({"journal", "verify", net()}).code, 0);
  EXPECT_EQ(run({"journal", "replay", net()}).code, 0);
}

}  // namespace
}  // namespace meso::tests
