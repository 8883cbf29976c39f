// From words to the tree, by recursive descent: one function per production of docs/rules.md, in three files.
//
// The first wrong word of an item or rule is one mistake; the parser then reads the end of the text
// until the next place where an item or a rule can begin, so that one slip does not make a page of
// mistakes. While it is lost (`lost_`), every word looks like the end of the text: loops stop, functions
// return what they have, nothing is told.
//
// Depth: only parentheses recurse, to kDeepest; everything else is a loop.

#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/lexer.h"
#include "rules/mistakes.h"
#include "rules/syntax.h"

namespace meso::rules {

class Parser {
 public:
  static constexpr int kDeepest = 20;

  // `source` must outlive the parser.
  Parser(const SourceText& source, Mistakes& mistakes);

  std::vector<syntax::Ruleset> file();
  // One condition and nothing after it: an ad-hoc expression. Nothing when it has a mistake.
  std::optional<syntax::Condition> lone_condition();

 private:
  // ---- parser.cpp: words, recovery, items, rules
  const Token& now() const { return lost_ ? end_ : tokens_[next_]; }
  const Token& ahead(std::size_t n) const;
  bool at(std::string_view keyword) const {
    return now().kind == Token::Kind::kWord && now().text == keyword;
  }
  bool at_any(std::initializer_list<std::string_view> keywords) const;
  bool at_sign(std::string_view sign) const { return now().kind == Token::Kind::kSign && now().text == sign; }
  bool at_kind(Token::Kind kind) const { return now().kind == kind; }
  Token advance();
  bool take(std::string_view keyword);
  bool take_sign(std::string_view sign);
  void expect(std::string_view keyword);
  void expect_sign(std::string_view sign);
  syntax::Name expect_name(std::string_view what);
  std::string expect_text(std::string_view what);
  std::int32_t expect_count(std::string_view what);
  void expected(std::string_view what, std::string hint = "");
  void wrong(const syntax::Spot& spot, std::string message, std::string hint);
  std::string hint_for(const Token& token) const;
  std::string hint_for_attribute() const;
  syntax::Spot since(const syntax::Spot& first) const;

  enum class Until { kRuleset, kItem, kRule };
  void recover(Until until);
  bool at_item() const;

  syntax::Ruleset ruleset();
  void attributes(syntax::Ruleset& ruleset);
  bool word_of_its_own(syntax::Word& word);
  Standing standing();
  syntax::Name year();
  syntax::Field field();
  syntax::Register register_item();
  syntax::Indicator indicator();
  void rules(std::vector<syntax::Rule>& rules);
  syntax::Rule rule();
  Outcome outcome(std::int32_t rule);

  // ---- parse_records.cpp: dates, windows, records, fields
  std::variant<syntax::Pick, syntax::Pair, syntax::Count, syntax::Choice, syntax::Extreme> field_body();
  bool at_pick() const { return at_any({"earliest", "latest", "any", "highest", "lowest"}); }
  bool at_pair() const;
  syntax::Pick pick();
  syntax::Pair pair();
  syntax::Count count();
  syntax::Choice choice();
  syntax::Extreme extreme();
  syntax::Records records();
  syntax::Nearby nearby();
  void value_test(std::vector<syntax::ValueTest>& tests);
  std::vector<syntax::Name> clusters();
  bool at_window() const;
  syntax::Window window();
  syntax::DateExpression date();
  bool at_unit() const;
  syntax::Unit unit();
  std::optional<Compare> compare();
  syntax::Literal literal();
  Tie tie();

  // ---- parse_conditions.cpp
  syntax::Condition condition();
  syntax::Condition conjunction();
  syntax::Condition negation();
  syntax::Condition test();
  syntax::Condition test_in_parentheses();
  syntax::Condition comparison();
  syntax::Condition bare_pick();
  syntax::Being being_tail(std::variant<syntax::DateExpression, syntax::Pick, syntax::Pair> what);
  bool at_being_tail() const { return at_any({"exists", "missing"}) || at_window(); }
  bool picked_in_parentheses() const;
  std::variant<syntax::DateExpression, syntax::Pick, syntax::Pair> parenthesised_pick();
  syntax::Number number();
  syntax::Picked picked();
  std::uint8_t sex();
  syntax::SameAs same_as();

  const SourceText& source_;
  Mistakes& mistakes_;
  std::vector<Token> tokens_;
  Token end_;
  std::size_t next_ = 0;
  syntax::Spot last_;  // of the word read last
  int depth_ = 0;
  bool lost_ = false;
};

}  // namespace meso::rules
