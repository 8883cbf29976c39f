// The text of voting rules: what it says, by what day, and every mistake with its place and its hint. The
// examples of docs/voice.md are read from it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "network/voice/voice.h"

namespace meso::network::voice {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(VoiceText, AWholeRule) {
  const ParsedRules parsed = parse_rules(
      "# Schedule 1\n"
      "rule reserved “Reserved matters”\n"
      "  from 2024-04-01 until 2026-03-31\n"
      "  source \"Schedule 1, clause 7\"  standing entered\n"
      "  carried by at least 75% of patients\n"
      "         and more than half of practices\n"
      "      or by all practices\n"
      "  quorum at least two thirds of practices and more than 20000 patients\n"
      "  casting vote A99901\n"
      "  veto A99902, A99903\n",
      "voting.voice");
  ASSERT_TRUE(parsed.mistakes.empty()) << parsed.mistakes[0].text();
  ASSERT_EQ(parsed.rules.size(), 1u);
  const Rule& rule = parsed.rules[0];
  EXPECT_EQ(rule.name, "reserved");
  EXPECT_EQ(rule.title, "Reserved matters");
  EXPECT_EQ(format_date(rule.from), "2024-04-01");
  EXPECT_EQ(format_date(rule.until), "2026-03-31");
  EXPECT_EQ(rule.place.text(), "voting.voice:2:1");
  EXPECT_EQ(in_words(rule),
            "carried by at least 75% of patients and more than half of practices or by all of practices; "
            "quorum at least 2/3 of practices and more than 20000 patients; casting vote A99901; "
            "veto A99902, A99903");
}

TEST(VoiceText, OfEachNameTheNewestInForce) {
  const ParsedRules parsed = parse_rules(
      "rule ordinary from 2020-07-01 carried by all practices\n"
      "rule reserved from 2020-07-01 until 2022-06-30 carried by all practices\n"
      "rule ordinary from 2023-04-01 carried by more than half of practices\n",
      "voting.voice");
  ASSERT_TRUE(parsed.mistakes.empty()) << parsed.mistakes[0].text();
  EXPECT_TRUE(in_force(parsed.rules, *parse_iso_date("2020-06-30")).empty());
  EXPECT_EQ(in_force(parsed.rules, *parse_iso_date("2022-06-30")).size(), 2u);
  const std::vector<Rule> now = in_force(parsed.rules, *parse_iso_date("2026-07-01"));
  ASSERT_EQ(now.size(), 1u);
  EXPECT_EQ(in_words(now[0]), "carried by more than half of practices");
}

struct Wrong {
  const char* text;
  const char* place;
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) {
  return out << wrong.text;
}

class VoiceMistakes : public testing::TestWithParam<Wrong> {};

TEST_P(VoiceMistakes, AreToldWithTheirPlace) {
  const Wrong& wrong = GetParam();
  const ParsedRules parsed = parse_rules(wrong.text, "v");
  ASSERT_FALSE(parsed.mistakes.empty());
  EXPECT_THAT(parsed.mistakes[0].text(), StartsWith(std::string("v:") + wrong.place + ": "));
  EXPECT_THAT(parsed.mistakes[0].text(), HasSubstr(wrong.message));
  EXPECT_TRUE(parsed.rules.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Texts, VoiceMistakes,
    testing::Values(
        Wrong{"rule", "1:5", "the rule's name"}, Wrong{"rule ordinary", "1:1", "when a decision is carried"},
        Wrong{"carried by more then half of practices", "1:17", "\"than\" is expected here, not then"},
        Wrong{"carried by more than half of practises", "1:30", "practices, patients, votes"},
        Wrong{"carried by a few practices", "1:12", "\"more than\", \"at least\" or \"all\""},
        Wrong{"carried by at least some practices", "1:21", "an amount"},
        Wrong{"carried by at least 0 practices", "1:12", "nobody would have to agree"},
        Wrong{"carried by at least 120% of patients", "1:12", "more than everybody"},
        Wrong{"carried by at least 2/0 of patients", "1:21", "a fraction"},
        Wrong{"carried by more than half of votes", "1:12", "how many votes"},
        Wrong{"carried by all practices\nvotes 1 each", "2:1", "no clause counts them"},
        Wrong{"carried by all practices\nqourum all practices", "2:1", "did you mean quorum?"},
        Wrong{"carried by all practices\ncarried by all patients", "2:1", "says twice"},
        Wrong{"carried by all practices\ncasting vote A1", "1:1", "no tie"},
        Wrong{"carried by more than half of practices casting vote deputy", "1:53",
              "a practice's code or chair"},
        Wrong{"carried by all practices veto A1, A1", "1:35", "named twice"},
        Wrong{"carried by all practices from 2026-02-30", "1:31", "a day"},
        Wrong{"carried by all practices from 2026-04-01 until 2026-03-31", "1:1", "ends before it begins"},
        Wrong{"carried by all practices standing solid", "1:35", "a standing"},
        Wrong{"carried by all practices source Schedule", "1:33", "a text in quotes"},
        Wrong{"carried by all practices source \"Schedule", "1:33", "not closed"},
        Wrong{"carried by all votes votes 1 per 0 patients", "1:34", "a number of patients"}));

TEST(VoiceText, TheSameRuleTwiceFromOneDay) {
  const ParsedRules parsed =
      parse_rules("rule a carried by all practices\nrule a carried by all patients", "v");
  ASSERT_EQ(parsed.mistakes.size(), 1u);
  EXPECT_THAT(parsed.mistakes[0].text(), HasSubstr("v:2:1: rule a is there twice"));
}

TEST(VoiceText, AnyBytesAreReadWithoutHarm) {
  std::string text = "rule x carried by more than half of votes and at least 2 of A1, quorum veto casting \"";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) (void)parse_rules(text.substr(0, cut), "v");
  for (int byte = 1; byte < 256; ++byte) {
    (void)parse_rules(std::string(3, static_cast<char>(byte)) + "carried by", "v");
  }
  EXPECT_FALSE(parse_rules("\xff\xfe", "v").mistakes.empty());
}

// Every ```voice block of the manual is read.
TEST(VoiceText, TheManualsExamples) {
  std::ifstream file(MESO_SOURCE_DIR "/docs/voice.md");
  std::stringstream all;
  all << file.rdbuf();
  const std::string manual = all.str();
  int examples = 0;
  for (std::size_t at = manual.find("```voice\n"); at != std::string::npos;
       at = manual.find("```voice\n", at + 1)) {
    const std::size_t begin = at + 9;
    const std::string text = manual.substr(begin, manual.find("```", begin) - begin);
    const ParsedRules parsed = parse_rules(text, "manual");
    EXPECT_TRUE(parsed.mistakes.empty()) << parsed.mistakes[0].text() << "\n" << text;
    EXPECT_FALSE(parsed.rules.empty()) << text;
    ++examples;
  }
  EXPECT_GE(examples, 3);
}

}  // namespace
}  // namespace meso::network::voice
