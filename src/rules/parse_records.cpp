// The part of the grammar that speaks of dates, records and fields.

#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "rules/parser.h"
#include "terms/terms.h"

namespace meso::rules {

using Kind = Token::Kind;

namespace {

// Whether this word after a name makes the name a date of a choice.
bool date_follows(const Token& after) {
  return (after.kind == Kind::kWord && after.text == "when") ||
         (after.kind == Kind::kSign && (after.text == "+" || after.text == "-"));
}

}  // namespace

// ---- Fields

std::variant<syntax::Pick, syntax::Pair, syntax::Count, syntax::Choice, syntax::Extreme>
Parser::field_body() {
  if (at("count")) return count();
  if (at_pair()) return pair();
  if (at_pick()) {
    if (ahead(1).kind == Kind::kWord && ahead(1).text == "of") return extreme();
    return pick();
  }
  // A date begins a choice; but "Latest HYP_COD" is a keyword in capitals, which is told so.
  const bool dated = at_kind(Kind::kDate) || (at_kind(Kind::kName) && date_follows(ahead(1)));
  if (dated || (at_kind(Kind::kName) && hint_for(now()).empty())) return choice();
  expected("a pick, a count or a date", "such as: earliest CLUSTER, latest CLUSTER, count days of CLUSTER");
  return syntax::Pick{};
}

bool Parser::at_pair() const {
  return at_any({"earliest", "latest"}) && ahead(1).kind == Kind::kWord && ahead(1).text == "day";
}

syntax::Pick Parser::pick() {
  syntax::Pick out;
  const syntax::Spot first = now().spot;
  using Word = syntax::Pick::Word;
  if (take("earliest")) {
    out.word = Word::kEarliest;
  } else if (take("any")) {
    out.word = Word::kAny;
  } else if (take("highest")) {
    out.word = Word::kHighest;
  } else if (take("lowest")) {
    out.word = Word::kLowest;
  } else {
    expect("latest");
  }
  out.records = records();
  if (at("take")) {
    const syntax::Spot spot = now().spot;
    advance();
    out.tie = tie();
    if (take("on")) {
      expect("a");
      expect("day");
    }
    if (out.word == Word::kHighest || out.word == Word::kLowest) {
      wrong(spot, "a highest or lowest value needs no tie",
            "leave out \"take\": equal values have nothing to choose between");
    }
  }
  out.spot = since(first);
  return out;
}

Tie Parser::tie() {
  if (take("highest")) return Tie::kHighest;
  if (take("lowest")) return Tie::kLowest;
  expected("\"highest\" or \"lowest\"");
  return Tie::kUnnamed;
}

syntax::Pair Parser::pair() {
  syntax::Pair out;
  const syntax::Spot first = now().spot;
  out.latest = advance().text == "latest";
  expect("day");
  expect("with");
  out.first = expect_name("a name for the first value, such as SYS");
  expect("in");
  out.first_clusters = clusters();
  expect("and");
  out.second = expect_name("a name for the second value, such as DIA");
  expect("in");
  out.second_clusters = clusters();
  while (at_window()) out.windows.push_back(window());
  expect("take");
  for (int i = 0; i < 2; ++i) {
    if (i == 1) expect_sign(",");
    const Tie named = tie();
    out.ties.emplace_back(expect_name("the name of one of the pair's values"), named);
  }
  out.spot = since(first);
  return out;
}

syntax::Count Parser::count() {
  syntax::Count out;
  const syntax::Spot first = now().spot;
  expect("count");
  if (!at_any({"days", "records"})) {
    expected("\"days of\" or \"records of\"", "days counts different days, records counts every record");
    return out;
  }
  out.days = advance().text == "days";
  expect("of");
  out.records = records();
  out.spot = since(first);
  return out;
}

syntax::Choice Parser::choice() {
  syntax::Choice out;
  do {
    if (take("otherwise")) {
      out.otherwise = date();
      return out;
    }
    syntax::Choice::Case one;
    one.then = date();
    expect("when");
    one.when = condition();
    out.cases.push_back(std::move(one));
  } while (take_sign(","));
  expected("\", otherwise DATE\"", "a choice ends with the date that is taken when no condition is true");
  return out;
}

syntax::Extreme Parser::extreme() {
  syntax::Extreme out;
  if (!at_any({"earliest", "latest"})) expected("\"earliest of\" or \"latest of\"");
  out.latest = advance().text == "latest";
  expect("of");
  expect_sign("(");
  do {
    out.dates.push_back(date());
  } while (take_sign(","));
  expect_sign(")");
  return out;
}

// ---- Records

std::vector<syntax::Name> Parser::clusters() {
  std::vector<syntax::Name> out;
  out.push_back(expect_name("a cluster's name"));
  // In a choice, "any A_COD, B_DAT when ..." the comma ends the condition: a date follows, not a cluster.
  while (at_sign(",") && ahead(1).kind == Kind::kName) {
    if (date_follows(ahead(2))) break;
    advance();
    out.push_back(expect_name("a cluster's name"));
  }
  return out;
}

syntax::Records Parser::records() {
  syntax::Records out;
  out.clusters = clusters();
  while (!lost_) {
    if (at_window()) {
      out.windows.push_back(window());
    } else if (at("first")) {
      advance();
      expect("or");
      expect("new");
      out.first_or_new = true;
    } else if (at("with")) {
      const Token& what = ahead(1);
      if (what.kind == Kind::kWord && what.text == "value") {
        value_test(out.tests);
      } else {
        out.nearby.push_back(nearby());
      }
    } else {
      break;
    }
  }
  return out;
}

void Parser::value_test(std::vector<syntax::ValueTest>& tests) {
  expect("with");
  expect("value");
  syntax::ValueTest test;
  const auto read = compare();
  if (!read) return expected("one of = <> < <= > >=");
  test.compare = *read;
  test.literal = literal();
  tests.push_back(std::move(test));
}

syntax::Nearby Parser::nearby() {
  syntax::Nearby out;
  const syntax::Spot first = now().spot;
  expect("with");
  if (take("no")) {
    out.absent = true;
  } else if (!take("a") && !take("an")) {
    expected("\"value\", \"a CLUSTER\" or \"no CLUSTER\"");
  }
  out.clusters = clusters();
  while (at("with") && ahead(1).text == "value") value_test(out.tests);
  const auto days = [&] {
    const std::int32_t count = expect_count("a number of days");
    if (!take("day")) expect("days");
    if (take("before")) return -count;
    expect("after");
    return count;
  };
  if (take("on")) {
    expect("the");
    expect("same");
    expect("day");
  } else if (take("from")) {
    out.from_days = days();
    expect("to");
    const syntax::Spot spot = now().spot;
    out.to_days = days();
    expect("it");
    if (!lost_ && out.to_days < out.from_days) {
      wrong(spot, "the days end before they begin",
            "write the earlier end first: from 21 days before to 14 days after it");
    }
  } else {
    expected("\"on the same day\" or \"from N days before to N days after it\"");
  }
  out.spot = since(first);
  return out;
}

std::optional<Compare> Parser::compare() {
  if (take_sign("=")) return Compare::kEqual;
  if (take_sign("<>")) return Compare::kNotEqual;
  if (take_sign("<")) return Compare::kBelow;
  if (take_sign("<=")) return Compare::kAtMost;
  if (take_sign(">")) return Compare::kAbove;
  if (take_sign(">=")) return Compare::kAtLeast;
  return std::nullopt;
}

syntax::Literal Parser::literal() {
  syntax::Literal out;
  const syntax::Spot first = now().spot;
  const bool minus = take_sign("-");
  if (!minus) take_sign("+");
  if (!at_kind(Kind::kNumber)) {
    expected("a number");
    return out;
  }
  const Token token = advance();
  const auto read = std::from_chars(token.text.data(), token.text.data() + token.text.size(), out.value);
  if (read.ec != std::errc() ||
      std::abs(out.value) > static_cast<double>(std::numeric_limits<float>::max())) {
    wrong(token.spot, "the number is too great", "");
  }
  if (minus) out.value = -out.value;
  // A word after a number is its unit, unless it is a word of the language or nearly one. Times are both.
  const bool time = at_any({"years", "months", "weeks", "days"});
  const bool word =
      at_kind(Kind::kName) || at_kind(Kind::kOther) || (at_kind(Kind::kWord) && !is_keyword(now().text));
  if (time ||
      (word && (terms::unit_from_text(now().text) != terms::kUnknownUnit || hint_for(now()).empty()))) {
    const Token unit = advance();
    out.unit = {std::string(unit.text), unit.spot};
  }
  out.spot = since(first);
  return out;
}

// ---- Dates and windows

bool Parser::at_window() const {
  if (at_any({"from", "after", "before", "on"})) return true;
  return at("in") && ahead(1).kind == Kind::kWord && ahead(1).text == "the";
}

syntax::Window Parser::window() {
  using WindowKind = syntax::Window::Kind;
  syntax::Window out;
  const syntax::Spot first = now().spot;
  if (take("in")) {
    expect("the");
    if (take("year")) {
      out.kind = WindowKind::kYear;
    } else {
      out.kind = WindowKind::kLast;
      const syntax::Spot spot = now().spot;
      out.span.count = expect_count("\"year\" or a number of days, weeks, months or years");
      if (!lost_ && out.span.count == 0) wrong(spot, "a window of 0 holds no day", "write 1 or more");
      out.span.unit = unit();
      expect("to");
      out.first = date();
    }
  } else if (take("from")) {
    out.kind = WindowKind::kFromTo;
    out.first = date();
    expect("to");
    out.second = date();
  } else {
    const bool on = take("on");
    const bool or_side = on && take("or");
    if (on && !or_side) {
      out.kind = WindowKind::kOn;
    } else if (take("after")) {
      out.kind = on ? WindowKind::kOnOrAfter : WindowKind::kAfter;
    } else {
      expect("before");
      out.kind = on ? WindowKind::kOnOrBefore : WindowKind::kBefore;
    }
    out.first = date();
  }
  out.spot = since(first);
  return out;
}

syntax::DateExpression Parser::date() {
  syntax::DateExpression out;
  const syntax::Spot first = now().spot;
  if (at_kind(Kind::kDate)) {
    const Token token = advance();
    out.literal = token.date;
    out.base = {std::string(token.text), token.spot};
  } else {
    std::string hint;
    if (at_pick()) hint = "give the pick a name with \"field\", and use the name here";
    if (at_kind(Kind::kYear)) hint = "a date is written 2023-04-01";
    if (!at_kind(Kind::kName)) {
      expected("a date", hint);
      return out;
    }
    out.base = expect_name("a date");
  }
  while (at_sign("+") || at_sign("-")) {
    const bool minus = advance().text == "-";
    syntax::Step step;
    step.count = expect_count("a number of days, weeks, months or years");
    if (minus) step.count = -step.count;
    step.unit = unit();
    out.steps.push_back(step);
  }
  out.spot = since(first);
  return out;
}

syntax::Unit Parser::unit() {
  if (take("day") || take("days")) return syntax::Unit::kDays;
  if (take("week") || take("weeks")) return syntax::Unit::kWeeks;
  if (take("month") || take("months")) return syntax::Unit::kMonths;
  if (take("year") || take("years")) return syntax::Unit::kYears;
  expected("\"days\", \"weeks\", \"months\" or \"years\"");
  return syntax::Unit::kDays;
}

}  // namespace meso::rules
