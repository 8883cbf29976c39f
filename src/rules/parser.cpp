#include "rules/parser.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace meso::rules {

using Kind = Token::Kind;

Parser::Parser(const SourceText& source, Mistakes& mistakes)
    : source_(source), mistakes_(mistakes), tokens_(split_words(source, mistakes)), end_(tokens_.back()) {}

// ---- Words

const Token& Parser::ahead(std::size_t n) const {
  return lost_ || next_ + n >= tokens_.size() ? end_ : tokens_[next_ + n];
}

bool Parser::at_any(std::initializer_list<std::string_view> keywords) const {
  return std::any_of(keywords.begin(), keywords.end(), [&](std::string_view keyword) { return at(keyword); });
}

Token Parser::advance() {
  const Token token = now();
  if (token.kind != Kind::kEnd) {
    last_ = token.spot;
    ++next_;
  }
  return token;
}

bool Parser::take(std::string_view keyword) {
  if (!at(keyword)) return false;
  advance();
  return true;
}

bool Parser::take_sign(std::string_view sign) {
  if (!at_sign(sign)) return false;
  advance();
  return true;
}

void Parser::expect(std::string_view keyword) {
  if (!take(keyword)) expected("\"" + std::string(keyword) + "\"");
}

void Parser::expect_sign(std::string_view sign) {
  if (!take_sign(sign)) expected("\"" + std::string(sign) + "\"");
}

syntax::Name Parser::expect_name(std::string_view what) {
  if (!at_kind(Kind::kName)) {
    expected(what, now().kind == Kind::kWord && !is_keyword(now().text)
                       ? "names begin with an upper-case letter"
                       : "");
    return {};
  }
  const Token token = advance();
  if (token.text.size() > 64) wrong(token.spot, "the name is longer than 64 letters", "shorten it");
  return {std::string(token.text), token.spot};
}

std::string Parser::expect_text(std::string_view what) {
  if (at_kind(Kind::kText)) return std::string(advance().text);
  expected(what);
  return "";
}

std::int32_t Parser::expect_count(std::string_view what) {
  std::int32_t value = 0;
  if (at_kind(Kind::kNumber)) {
    const std::string_view text = now().text;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec == std::errc() && read.ptr == text.data() + text.size() && value <= 99999) {
      advance();
      return value;
    }
    expected(std::string(what), "a whole number of at most 99999");
    return 0;
  }
  expected(what);
  return 0;
}

std::string Parser::hint_for(const Token& token) const {
  if (token.kind == Kind::kName) {
    std::string lower(token.text);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (is_keyword(lower)) return "the words of the language are lower case: " + lower;
  }
  if (token.kind == Kind::kWord && !is_keyword(token.text) && !mistakes_.full()) {
    const std::string nearest = nearest_keyword(token.text);
    if (!nearest.empty()) return "did you mean \"" + nearest + "\"?";
  }
  if (token.text == "!" || token.text == "!=") return "write <> for \"not equal\"";
  return "";
}

void Parser::expected(std::string_view what, std::string hint) {
  const Token& token = now();
  std::string found = token.kind == Kind::kEnd ? "the text ends"
                      : token.kind == Kind::kText
                          ? "a text in quotes stands"
                          : "\"" + std::string(token.text.substr(0, 40)) + "\" stands";
  if (const std::string better = hint_for(token); !better.empty()) hint = better;
  wrong(token.spot, found + " where " + std::string(what) + " is expected", std::move(hint));
}

void Parser::wrong(const syntax::Spot& spot, std::string message, std::string hint) {
  if (lost_) return;
  mistakes_.add(source_.file, spot, std::move(message), std::move(hint));
  lost_ = true;
}

syntax::Spot Parser::since(const syntax::Spot& first) const {
  return {first.line, first.column, first.begin, std::max(first.end, last_.end)};
}

// ---- Recovery

bool Parser::at_item() const {
  return at_any({"field", "register", "indicator", "remove"});
}

void Parser::recover(Until until) {
  lost_ = false;
  while (!at_kind(Kind::kEnd) && !at("ruleset")) {
    if (until != Until::kRuleset && at_item()) return;
    if (until == Until::kRule) {
      if (at_any({"denominator", "numerator"})) return;
      if (at_kind(Kind::kNumber) && now().first_on_line) return;
    }
    ++next_;
  }
}

// ---- Rulesets and items

std::vector<syntax::Ruleset> Parser::file() {
  std::vector<syntax::Ruleset> out;
  while (!at_kind(Kind::kEnd)) {
    if (at("ruleset")) {
      out.push_back(ruleset());
    } else {
      expected("\"ruleset\"", "a rule file begins with: ruleset NAME \"title\"");
      recover(Until::kRuleset);
    }
  }
  return out;
}

syntax::Ruleset Parser::ruleset() {
  syntax::Ruleset out;
  advance();
  out.name = expect_name("the ruleset's name");
  if (out.name.text.find('.') != std::string::npos) {
    wrong(out.name.spot, "a ruleset's name has no dot", "");
  }
  out.title = expect_text("the ruleset's title in double quotes");
  attributes(out);
  if (lost_) recover(Until::kItem);
  while (!at_kind(Kind::kEnd) && !at("ruleset")) {
    if (at("field")) {
      syntax::Field read = field();
      read.broken = lost_;
      if (!read.name.text.empty()) out.fields.push_back(std::move(read));
    } else if (at("register")) {
      // A register or indicator is kept even when some of its rules are wrong: others refer to it by name.
      syntax::Register read = register_item();
      if (!read.name.text.empty()) out.registers.push_back(std::move(read));
    } else if (at("indicator")) {
      syntax::Indicator read = indicator();
      if (!read.name.text.empty()) out.indicators.push_back(std::move(read));
    } else if (take("remove")) {
      syntax::Name name = expect_name("the name of what is removed");
      if (!lost_) out.removed.push_back(std::move(name));
    } else {
      expected("\"field\", \"register\", \"indicator\" or \"ruleset\"", hint_for_attribute());
    }
    if (lost_) recover(Until::kItem);
  }
  return out;
}

// For a word of the head that stands further down.
std::string Parser::hint_for_attribute() const {
  const bool attribute = at_any({"source", "standing", "version", "level", "year", "months", "events"});
  return attribute ? "what a ruleset says of itself stands before its first field" : "";
}

void Parser::attributes(syntax::Ruleset& ruleset) {
  while (!lost_) {
    if (word_of_its_own(ruleset.word)) continue;
    if (take("version")) {
      ruleset.version = expect_text("the version in double quotes");
    } else if (take("level")) {
      if (!at_any({"national", "system", "local"})) return expected("\"national\", \"system\" or \"local\"");
      ruleset.level = std::string(advance().text);
    } else if (take("year")) {
      ruleset.year = year();
      if (take("from")) ruleset.from = year();
    } else if (take("months")) {
      if (!at_any({"clamp", "roll"})) return expected("\"clamp\" or \"roll\"");
      ruleset.months = advance().text == "roll" ? MonthPolicy::kRoll : MonthPolicy::kClamp;
    } else if (take("events")) {
      if (!at_any({"on", "before", "after"}))
        return expected("a bound", "such as: events on or before ACHV_DAT");
      ruleset.events = window();
    } else {
      return;
    }
  }
}

bool Parser::word_of_its_own(syntax::Word& word) {
  if (take("source")) {
    word.source = expect_text("the source in double quotes");
  } else if (take("standing")) {
    word.standing = standing();
  } else {
    return false;
  }
  return true;
}

Standing Parser::standing() {
  for (int i = 0; i <= static_cast<int>(Standing::kEntered); ++i) {
    if (take(standing_name(static_cast<Standing>(i)))) return static_cast<Standing>(i);
  }
  expected("a standing", "one of verified, transcribed, reported, recalled, derived, estimated, entered");
  return Standing::kEntered;
}

syntax::Name Parser::year() {
  if (!at_kind(Kind::kYear)) {
    expected("a financial year", "such as 2025-26");
    return {};
  }
  const Token token = advance();
  const auto digits = [&](std::size_t i) { return (token.text[i] - '0') * 10 + (token.text[i + 1] - '0'); };
  if ((digits(2) + 1) % 100 != digits(5)) {
    wrong(token.spot, std::string(token.text) + " is not a financial year",
          "the second year follows the first: 2025-26");
  }
  return {std::string(token.text), token.spot};
}

syntax::Field Parser::field() {
  syntax::Field out;
  advance();
  out.name = expect_name("the field's name");
  const syntax::Spot first = now().spot;
  out.body = field_body();
  out.spot = since(first);
  if (!lost_ && !at_item() && !at("ruleset") && !at_kind(Kind::kEnd)) {
    expected("the end of the field " + out.name.text, hint_for_attribute());
  }
  return out;
}

syntax::Register Parser::register_item() {
  syntax::Register out;
  advance();
  out.name = expect_name("the register's name");
  if (at_kind(Kind::kText)) out.title = expect_text("");
  expect("of");
  out.of = expect_name("the name of a register, or GMS");
  while (!lost_ && word_of_its_own(out.word)) {
  }
  if (lost_) recover(Until::kRule);
  rules(out.rules);
  return out;
}

syntax::Indicator Parser::indicator() {
  syntax::Indicator out;
  advance();
  out.name = expect_name("the indicator's name");
  out.title = expect_text("the indicator's title in double quotes");
  expect("of");
  out.of = expect_name("the name of a register, or GMS");
  while (!lost_) {
    if (word_of_its_own(out.word)) continue;
    if (!take("better")) break;
    if (!at_any({"higher", "lower"})) {
      expected("\"higher\" or \"lower\"");
      break;
    }
    out.lower_is_better = advance().text == "lower";
  }
  expect("denominator");
  if (lost_) {
    recover(Until::kRule);
    take("denominator");
  }
  rules(out.denominator);
  out.numerator_spot = now().spot;
  expect("numerator");
  if (lost_) return out;
  if (at("same")) {
    out.numerator_same = same_as();
    if (lost_) recover(Until::kItem);
  } else {
    rules(out.numerator);
  }
  return out;
}

// ---- Rules

void Parser::rules(std::vector<syntax::Rule>& rules) {
  if (!at_kind(Kind::kNumber))
    expected("the number of a rule", "a rule is: 1 CONDITION select otherwise next");
  while (true) {
    if (lost_) recover(Until::kRule);
    if (!at_kind(Kind::kNumber)) return;
    const std::size_t begin = next_;
    syntax::Rule read = rule();
    read.broken = lost_;
    rules.push_back(std::move(read));
    if (next_ == begin) ++next_;  // a number that is none was told and is passed over
  }
}

syntax::Rule Parser::rule() {
  syntax::Rule out;
  out.spot = now().spot;
  out.number = expect_count("the number of a rule");
  out.condition = condition();
  out.then_spot = now().spot;
  out.then = outcome(out.number);
  if (take("otherwise")) {
    out.otherwise_spot = now().spot;
    out.otherwise = outcome(out.number);
  }
  if (!lost_ && !at_kind(Kind::kNumber) && !at_kind(Kind::kEnd) && !at_item() &&
      !at_any({"ruleset", "numerator", "denominator"})) {
    expected("the end of rule " + std::to_string(out.number), "the next rule begins with its number");
  }
  return out;
}

Outcome Parser::outcome(std::int32_t rule) {
  Outcome out;
  if (take("next")) return out;
  if (take("select")) {
    out.kind = Outcome::Kind::kSelect;
    return out;
  }
  if (!take("reject")) {
    const bool compares =
        now().kind == Kind::kSign && now().text.find_first_of("<>=") != std::string_view::npos;
    expected(
        "the outcome of rule " + std::to_string(rule) +
            " (\"select\", \"reject\" or \"next\"), \"and\" or \"or\"",
        compares ? "a date is compared in words (after, before, on); a value is \"value of FIELD\"" : "");
    return out;
  }
  out.kind = Outcome::Kind::kReject;
  if (take("exclusion")) {
    out.klass = Outcome::Class::kExclusion;
    out.name = expect_name("the exclusion's name").text;
  } else if (take("adjustment")) {
    out.klass = Outcome::Class::kAdjustment;
    const syntax::Spot spot = now().spot;
    const std::int32_t category = expect_count("the adjustment's category, 1 to 6");
    if (!lost_ && (category < 1 || category > 6)) {
      wrong(spot, "there is no adjustment category " + std::to_string(category), "the categories are 1 to 6");
    }
    out.category = static_cast<std::uint8_t>(category);
    out.name = expect_name("the adjustment's name").text;
  }
  return out;
}

}  // namespace meso::rules
