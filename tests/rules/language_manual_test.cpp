// docs/rules.md is the law, so its examples are run: the whole rule file and the expressions compile, every
// mistake is told at that place in those words, and the worked cases are those that the case tests run.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "language_texts.h"

namespace meso::rules::tests {
namespace {

struct Block {
  std::string kind;  // the word after the fence: "", "mistakes", "rules", "expressions"
  std::string text;
  int line = 0;
};

std::vector<Block> manual_blocks() {
  std::istringstream in(file_text(std::string(MESO_SOURCE_DIR) + "/docs/rules.md"));
  std::vector<Block> out;
  bool inside = false;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.starts_with("```")) {
      if (!inside) out.push_back({line.substr(3), "", number});
      inside = !inside;
    } else if (inside) {
      out.back().text += line + "\n";
    }
  }
  return out;
}

std::vector<Block> blocks_of(std::string_view kind, std::string_view beginning = "") {
  std::vector<Block> out;
  for (Block& block : manual_blocks()) {
    if (block.kind == kind && block.text.starts_with(beginning)) out.push_back(std::move(block));
  }
  return out;
}

// "2:14 message" and not "2 condition".
bool tells_a_mistake(const std::string& line) {
  const std::size_t end = line.find_first_not_of("0123456789");
  return end != 0 && end != std::string::npos && line[end] == ':';
}

TEST(Manual, TheWholeRuleFileCompiles) {
  const auto files = blocks_of("", "ruleset HYP");
  ASSERT_EQ(files.size(), 1U);
  const Model model = compiled(files.front().text);
  ASSERT_EQ(model.indicators.size(), 1U);
  EXPECT_EQ(model.indicators[0].denominator.size(), 4U);
  EXPECT_EQ(model.indicators[0].numerator[0].condition, model.indicators[0].denominator[1].condition);
}

TEST(Manual, TheExpressionsCompile) {
  const std::string rules = blocks_of("", "ruleset HYP").front().text;
  const auto expressions = blocks_of("expressions");
  ASSERT_EQ(expressions.size(), 1U);
  std::istringstream in(expressions.front().text);
  int count = 0;
  for (std::string line; std::getline(in, line); ++count) {
    const Compiled out =
        compile_expression({{"measure.rules", rules}}, example_clusters(), {}, line, "COHORT");
    EXPECT_EQ(as_lines(out.mistakes), "") << line;
  }
  EXPECT_GE(count, 5);
}

TEST(Manual, EveryMistakeIsToldAsWritten) {
  const auto setting = blocks_of("rules");
  ASSERT_EQ(setting.size(), 1U);
  const std::string& before = setting.front().text;
  const auto lines_before = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n'));
  const auto mistakes = blocks_of("mistakes");
  EXPECT_GE(mistakes.size(), 24U);
  for (const Block& block : mistakes) {
    std::string rules, told;
    std::istringstream in(block.text);
    for (std::string line; std::getline(in, line);) (tells_a_mistake(line) ? told : rules) += line + "\n";
    const bool alone = ("\n" + rules).find("\nruleset ") != std::string::npos;
    const Compiled out =
        compile_rules({{"measure.rules", alone ? rules : before + rules}}, example_clusters(), {});
    EXPECT_FALSE(out.model.has_value());
    EXPECT_EQ(as_lines(out.mistakes, alone ? 0 : lines_before), told) << "docs/rules.md:" << block.line;
  }
}

TEST(Manual, TheWorkedCasesAreTestedCases) {
  const auto cases = blocks_of("", "title");
  EXPECT_EQ(cases.size(), 4U);
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(MESO_SOURCE_DIR) + "/tests/cases/manual")) {
    files.push_back(file_text(entry.path().string()));
  }
  EXPECT_EQ(files.size(), cases.size());
  for (const Block& block : cases) {
    EXPECT_NE(std::find(files.begin(), files.end(), block.text), files.end())
        << "docs/rules.md:" << block.line << ": no file of tests/cases/manual says the same";
  }
}

TEST(Manual, EveryUnitIsListed) {
  const std::string manual = file_text(std::string(MESO_SOURCE_DIR) + "/docs/clusters.md");
  for (const std::string_view unit : terms::unit_names()) {
    EXPECT_NE(manual.find("`" + std::string(unit) + "`"), std::string::npos) << unit;
  }
  for (int i = 1; i < terms::kSystems; ++i) {
    const auto name = terms::system_name(static_cast<terms::System>(i));
    EXPECT_NE(manual.find("`" + std::string(name) + "`"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace meso::rules::tests
