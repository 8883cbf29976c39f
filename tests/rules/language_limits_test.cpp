// The limits of docs/rules.md: each is a mistake with a place, and text of any size is read in time.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "language_texts.h"

namespace meso::rules::tests {
namespace {

const std::string kHead = "ruleset X \"Limits\" source \"here\" standing entered\n";

std::string told(const std::string& rules) {
  return as_lines(compile_rules({{"x.rules", kHead + rules}}, example_clusters(), {}).mistakes);
}

std::string repeated(int times, const std::function<std::string(int)>& text) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text(i);
  return out;
}

std::string number(int i) {
  return std::to_string(i);
}

TEST(Limits, ParenthesesNestAtMostTwentyDeep) {
  const auto nested = [](std::size_t depth) {
    return "register R of GMS\n 1 " + std::string(depth, '(') + "any HYP_COD" + std::string(depth, ')') +
           " select otherwise reject\n";
  };
  EXPECT_EQ(told(nested(20)), "");
  EXPECT_THAT(told(nested(21)), testing::StartsWith("3:24 parentheses stand more than 20 deep"));
  EXPECT_THAT(told(nested(1000000)), testing::StartsWith("3:24 parentheses stand more than 20 deep"));
}

TEST(Limits, FieldsStandOnEachOtherAtMostSixtyFourDeep) {
  const auto chain = [](int length) {
    return repeated(length, [&](int i) {
      return "field F" + number(i) + " latest HYP_COD" + (i + 1 < length ? " after F" + number(i + 1) : "") +
             "\n";
    });
  };
  EXPECT_EQ(told(chain(64)), "");
  EXPECT_THAT(told(chain(65)), testing::StartsWith("65:32 F64 stands on a chain of more than 64"));
  EXPECT_THAT(told(chain(20000)), testing::HasSubstr("stands on a chain of more than 64"));
}

// The deepest text that is allowed: every field stands on the next from within twenty parentheses.
TEST(Limits, TheDeepestTextThatIsAllowedFitsTheStack) {
  const auto deep = [](int length) {
    return repeated(length, [&](int i) {
      const std::string inner = i + 1 < length ? "F" + number(i + 1) + " exists" : "any HYP_COD";
      return "field F" + number(i) + " PPED when " + repeated(20, [](int) { return "(no HYP_COD or "; }) +
             inner + std::string(20, ')') + ", otherwise ACHV_DAT\n";
    });
  };
  EXPECT_EQ(told(deep(64)), "");
  EXPECT_THAT(told(deep(65)), testing::HasSubstr("stands on a chain of more than 64"));
}

TEST(Limits, AListHasAtMostTwoHundredRules) {
  const auto rules = [](int count) {
    return "register R of GMS\n" +
           repeated(count,
                    [&](int i) {
                      return " " + number(i + 1) + " same as rule 1 of S " +
                             (i + 1 == count ? "reject otherwise select\n" : "reject\n");
                    }) +
           "register S of GMS 1 any HYP_COD select otherwise reject\n";
  };
  EXPECT_EQ(told(rules(200)), "");
  EXPECT_EQ(told(rules(201)), "203:2 R has more than 200 rules; divide it into registers\n");
  EXPECT_EQ(told(rules(50000)), "203:2 R has more than 200 rules; divide it into registers\n");
}

TEST(Limits, RegistersAreAskedAsAtAtMostThirtyOneDates) {
  const auto asked = [](int count) {
    return "register S of GMS 1 any HYP_COD select otherwise reject\nregister R of GMS\n" +
           repeated(count, [&](int i) {
             return " " + number(i + 1) + " S as at ACHV_DAT - " + number(i + 1) + " days select" +
                    (i + 1 == count ? " otherwise reject\n" : "\n");
           });
  };
  EXPECT_EQ(told(asked(31)), "");
  EXPECT_THAT(told(asked(32)),
              testing::StartsWith("35:13 registers are asked as at more than 31 different dates"));
}

TEST(Limits, ARulebookIsWrittenForAtMostFortyYears) {
  const auto years = [](int count) {
    return repeated(count, [&](int i) {
      const auto two = [](int n) { return (n % 100 < 10 ? "0" : "") + number(n % 100); };
      return "ruleset Y \"\" source \"\" standing entered year " + number(1960 + i) + "-" + two(1961 + i) +
             (i > 0 ? " from " + number(1959 + i) + "-" + two(1960 + i) : "") + "\n";
    });
  };
  EXPECT_EQ(told(years(39)), "") << "and the head's ruleset without a year";
  EXPECT_THAT(told(years(60)), testing::HasSubstr("written for more than 40 years"));
}

TEST(Limits, NamesNumbersAndMovesHaveEnds) {
  EXPECT_EQ(told("field " + std::string(64, 'A') + " latest HYP_COD\n"), "");
  EXPECT_THAT(told("field " + std::string(65, 'A') + " latest HYP_COD\n"),
              testing::HasSubstr("longer than 64 letters"));
  EXPECT_THAT(
      told("register R of GMS\n 555555555555 any HYP_COD select\n 1.5 always select\n 2 always select\n"),
      testing::StartsWith("3:2 \"555555555555\" stands where the number of a rule is expected"));
  EXPECT_THAT(told("field A latest HYP_COD in the 100000 days to PPED\n"),
              testing::HasSubstr("at most 99999"));
  EXPECT_THAT(told("field A latest HYP_COD with value > 1" + std::string(60, '0') + "\n"),
              testing::HasSubstr("too great"));
  EXPECT_THAT(told("field A latest HYP_COD after 2020-01-01" +
                   repeated(500, [](int) { return " + 199 years"; }) + "\n"),
              testing::HasSubstr("more than 200 years"));
  EXPECT_THAT(
      told("field A latest HYP_COD after PPED" + repeated(500, [](int) { return " + 70000 days"; }) + "\n"),
      testing::HasSubstr("more than 200 years"));
}

TEST(Limits, MistakesAreCountedAfterFiveHundred) {
  const auto mistakes = compile_rules({{"x.rules", kHead + repeated(3000,
                                                                    [](int i) {
                                                                      return "field F" + number(i) +
                                                                             " latest NO_COD" + number(i) +
                                                                             "\n";
                                                                    })}},
                                      example_clusters(), {})
                            .mistakes;
  ASSERT_EQ(mistakes.size(), 501U);
  EXPECT_EQ(mistakes.back().message, "there are more mistakes than are listed here");
}

TEST(Limits, GreatTextsAreReadInTime) {
  EXPECT_EQ(told("register R of GMS\n 1 any HYP_COD" +
                 repeated(50000, [](int) { return " or any HYP_COD"; }) + " select otherwise reject\n"),
            "");
  EXPECT_EQ(told(repeated(20000, [](int i) { return "field F" + number(i) + " latest HYP_COD\n"; })), "");
  EXPECT_NE(told(std::string(2000000, '(')), "");
  EXPECT_NE(told(repeated(200000, [](int) { return "\"“<"; })), "");
  // Each rule is the same as the one before it, twice: linear, since a rule's condition is made once.
  EXPECT_EQ(told("register R of GMS\n 1 any HYP_COD select\n" +
                 repeated(60,
                          [](int i) {
                            const std::string before = "same as rule " + number(i + 1);
                            return " " + number(i + 2) + " " + before + " and " + before + " select\n";
                          }) +
                 " 100 always reject\n"),
            "");
}

}  // namespace
}  // namespace meso::rules::tests
