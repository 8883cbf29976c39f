// The part of the grammar that is true, false or unknown of a patient.

#include <utility>

#include "rules/parser.h"

namespace meso::rules {

using Kind = Token::Kind;

namespace {

constexpr std::string_view kDatesInWords =
    "dates are compared in words: after, before, on, on or after, on or before, in the 12 months to";

}  // namespace

syntax::Condition Parser::condition() {
  const syntax::Spot first = now().spot;
  syntax::Condition left = conjunction();
  if (!at("or")) return left;
  syntax::Junction any{false, {}};
  any.parts.push_back(std::move(left));
  while (take("or")) any.parts.push_back(conjunction());
  return {std::move(any), since(first)};
}

syntax::Condition Parser::conjunction() {
  const syntax::Spot first = now().spot;
  syntax::Condition left = negation();
  if (!at("and")) return left;
  syntax::Junction all{true, {}};
  all.parts.push_back(std::move(left));
  while (take("and")) all.parts.push_back(negation());
  return {std::move(all), since(first)};
}

syntax::Condition Parser::negation() {
  const syntax::Spot first = now().spot;
  if (!take("not")) return test();
  syntax::Negation none;
  none.part.push_back(test());
  return {std::move(none), since(first)};
}

syntax::Condition Parser::test() {
  const syntax::Spot first = now().spot;
  syntax::Condition out;
  if (at_sign("(")) return test_in_parentheses();
  if (take("always")) {
    out.is = syntax::Always{};
  } else if (at_any({"any", "no", "earliest", "latest"})) {
    return bare_pick();
  } else if (take("sex")) {
    expect("is");
    out.is = syntax::SexIs{sex()};
  } else if (take("ethnicity")) {
    expect("in");
    expect_sign("(");
    syntax::EthnicityIn in;
    do {
      in.categories.push_back(expect_text("an ethnic category in double quotes"));
    } while (take_sign(","));
    expect_sign(")");
    out.is = std::move(in);
  } else if (at("same")) {
    out.is = same_as();
  } else if (at_kind(Kind::kDate)) {
    out.is = being_tail(date());
  } else if (at_kind(Kind::kName)) {
    const Token& after = ahead(1);
    const bool moved = after.kind == Kind::kSign && (after.text == "+" || after.text == "-");
    const bool compares =
        after.kind == Kind::kSign && after.text.find_first_of("<>=") != std::string_view::npos;
    const bool in_words = after.kind == Kind::kWord && (after.text == "of" || after.text == "between");
    if (compares || in_words) return comparison();
    const bool window =
        after.kind == Kind::kWord && (after.text == "in" || after.text == "from" || after.text == "on" ||
                                      after.text == "after" || after.text == "before");
    const bool being = after.kind == Kind::kWord && (after.text == "exists" || after.text == "missing");
    if (moved || window || being) {
      out.is = being_tail(date());
    } else {
      syntax::Membership member;
      member.reg = expect_name("a register");
      if (take("as")) {
        expect("at");
        member.as_at = date();
      }
      out.is = std::move(member);
    }
  } else if (at_any({"count", "highest", "lowest", "value", "age", "years", "months", "days"}) ||
             at_kind(Kind::kNumber) || at_sign("-")) {
    return comparison();
  } else {
    expected("a condition");
  }
  out.spot = since(first);
  return out;
}

syntax::Condition Parser::test_in_parentheses() {
  const syntax::Spot first = now().spot;
  syntax::Condition out;
  if (picked_in_parentheses()) {
    out.is = being_tail(parenthesised_pick());
    out.spot = since(first);
    return out;
  }
  advance();
  if (depth_ >= kDeepest) {
    wrong(first, "parentheses stand more than " + std::to_string(kDeepest) + " deep",
          "give the inner parts rules or fields of their own");
    return out;
  }
  ++depth_;
  out = condition();
  --depth_;
  expect_sign(")");
  return out;
}

// Whether "(" opens a pick that is then tested: picks hold no parentheses, so the next one tells.
bool Parser::picked_in_parentheses() const {
  if (lost_) return false;
  const Token& word = ahead(1);
  if (word.kind != Kind::kWord) return false;
  if (word.text != "earliest" && word.text != "latest" && word.text != "any" && word.text != "highest" &&
      word.text != "lowest")
    return false;
  for (std::size_t i = next_ + 1; i < tokens_.size(); ++i) {
    const Token& token = tokens_[i];
    if (token.kind == Kind::kEnd) return false;
    if (token.kind == Kind::kWord &&
        (token.text == "select" || token.text == "reject" || token.text == "next" || token.text == "or")) {
      // "first or new" and "on or before" hold the word too.
      const std::string_view after = i + 1 < tokens_.size() ? tokens_[i + 1].text : "";
      if (token.text != "or" || (after != "new" && after != "before" && after != "after")) return false;
    }
    if (token.kind != Kind::kSign || (token.text != "(" && token.text != ")")) continue;
    if (token.text == "(" || i + 1 >= tokens_.size()) return false;
    const Token& tail = tokens_[i + 1];
    return tail.kind == Kind::kWord &&
           (tail.text == "exists" || tail.text == "missing" || tail.text == "in" || tail.text == "from" ||
            tail.text == "on" || tail.text == "after" || tail.text == "before");
  }
  return false;
}

std::variant<syntax::DateExpression, syntax::Pick, syntax::Pair> Parser::parenthesised_pick() {
  std::variant<syntax::DateExpression, syntax::Pick, syntax::Pair> out;
  expect_sign("(");
  if (at_pair()) {
    out = pair();
  } else {
    out = pick();
  }
  expect_sign(")");
  return out;
}

syntax::Being Parser::being_tail(std::variant<syntax::DateExpression, syntax::Pick, syntax::Pair> what) {
  syntax::Being out;
  out.what = std::move(what);
  if (take("exists")) {
    out.test = syntax::Being::Test::kExists;
  } else if (take("missing")) {
    out.test = syntax::Being::Test::kMissing;
  } else if (at_window()) {
    out.test = syntax::Being::Test::kWindow;
    out.window = window();
  } else {
    expected(
        "\"exists\", \"missing\" or a window",
        "dates are compared in words: after, before, on, on or after, on or before, in the 12 months to");
  }
  return out;
}

syntax::Condition Parser::bare_pick() {
  const syntax::Spot first = now().spot;
  syntax::BarePick out;
  if (at_pair()) {
    wrong(first, "a pair in a condition stands in parentheses and is asked something",
          "write (latest day with ...) exists, missing or in a window");
  } else if (take("no")) {
    out.none = true;
    out.pick.word = syntax::Pick::Word::kAny;
    const syntax::Spot inside = now().spot;
    out.pick.records = records();
    out.pick.spot = since(inside);
  } else {
    out.pick = pick();
  }
  if (at_any({"exists", "missing"})) {
    expected("the end of the pick",
             "any CLUSTER is already true when there is one, no CLUSTER when there is none");
  }
  return {std::move(out), since(first)};
}

syntax::Condition Parser::comparison() {
  const syntax::Spot first = now().spot;
  syntax::Comparison out;
  out.left = number();
  if (take("between")) {
    out.compare = Compare::kAtLeast;
    out.right = number();
    expect("and");
    out.upper = number();
  } else if (const auto read = compare()) {
    out.compare = *read;
    out.right = number();
  } else {
    expected(
        "one of = <> < <= > >= or \"between\"",
        at_being_tail() ? "exists, missing and windows speak of a date: name the field, not its value" : "");
  }
  return {std::move(out), since(first)};
}

syntax::Number Parser::number() {
  syntax::Number out;
  using NumberKind = syntax::Number::Kind;
  const syntax::Spot first = now().spot;
  if (at("count")) {
    out.kind = NumberKind::kCount;
    out.count = count();
  } else if (at_any({"highest", "lowest"})) {
    out.kind = NumberKind::kExtreme;
    out.picked = pick();
  } else if (take("value")) {
    out.kind = NumberKind::kValueOf;
    expect("of");
    out.picked = picked();
  } else if (at_kind(Kind::kName)) {
    out.kind = NumberKind::kName;
    out.name = expect_name("a number");
    if (take("of")) {
      out.kind = NumberKind::kComponent;
      out.picked = expect_name("the name of a pair");
    }
  } else if (take("age")) {
    out.kind = NumberKind::kAge;
    if (!take("in")) expected("\"in\"", "write: age in years at ACHV_DAT");
    if (!at_any({"years", "months", "days"}))
      expected("\"years\", \"months\" or \"days\"", "write: age in years at ACHV_DAT");
    const std::string_view word = advance().text;
    out.unit = word == "years" ? AgeUnit::kYears : word == "months" ? AgeUnit::kMonths : AgeUnit::kDays;
    if (take("at")) out.at = date();
  } else if (at_any({"years", "months", "days"})) {
    out.kind = NumberKind::kBetween;
    const std::string_view word = advance().text;
    out.unit = word == "years" ? AgeUnit::kYears : word == "months" ? AgeUnit::kMonths : AgeUnit::kDays;
    expect("from");
    out.from = date();
    expect("to");
    out.at = date();
  } else if (at_kind(Kind::kNumber) || at_sign("-") || at_sign("+")) {
    out.literal = literal();
  } else {
    const std::string hint = at_pick() ? "the value of a pick is: value of (latest CLUSTER take highest)"
                             : at_kind(Kind::kDate) ? std::string(kDatesInWords)
                                                    : "";
    expected("a number", hint);
  }
  out.spot = since(first);
  return out;
}

syntax::Picked Parser::picked() {
  if (!at_sign("(")) return expect_name("a field, or a pick in parentheses");
  auto pick_or_pair = parenthesised_pick();
  if (auto* pair = std::get_if<syntax::Pair>(&pick_or_pair)) return std::move(*pair);
  if (auto* pick = std::get_if<syntax::Pick>(&pick_or_pair)) return std::move(*pick);
  return syntax::Name{};
}

std::uint8_t Parser::sex() {
  if (take("male")) return 1;
  if (take("female")) return 2;
  if (take("other")) return 3;
  expected("\"male\", \"female\" or \"other\"");
  return 0;
}

syntax::SameAs Parser::same_as() {
  syntax::SameAs out;
  expect("same");
  expect("as");
  expect("rule");
  out.rule = expect_count("the number of a rule");
  if (take("of")) out.of = expect_name("an indicator or a register");
  return out;
}

std::optional<syntax::Condition> Parser::lone_condition() {
  syntax::Condition out = condition();
  if (!lost_ && !at_kind(Kind::kEnd)) expected("the end of the expression, \"and\" or \"or\"");
  if (lost_) return std::nullopt;
  return out;
}

}  // namespace meso::rules
