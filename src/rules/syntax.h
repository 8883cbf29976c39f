// The tree of a rule file as it was written: names are still words, nothing is looked up.
//
// Every node has a Spot, so that a mistake found later still points at its word and a condition
// can be shown as it was written. Nodes are plain values; docs/rules.md gives the grammar
// production of each by the same name.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/date.h"
#include "rules/model.h"

namespace meso::rules::syntax {

struct Spot {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t begin = 0;  // bytes of the text
  std::uint32_t end = 0;
};

struct Name {
  std::string text;
  Spot spot;
};

// ---- Dates and windows ----

enum class Unit : std::uint8_t { kDays, kWeeks, kMonths, kYears };

struct Step {  // "- 12 months"
  std::int32_t count = 0;
  Unit unit = Unit::kDays;
};

struct DateExpression {
  Name base;  // a reserved date, a field, or the literal as written
  std::optional<Date> literal;
  std::vector<Step> steps;  // in the order written
  Spot spot;
};

struct Window {
  enum class Kind : std::uint8_t { kLast, kYear, kFromTo, kAfter, kOnOrAfter, kBefore, kOnOrBefore, kOn };
  Kind kind = Kind::kYear;
  Step span;              // kLast
  DateExpression first;   // the only date, or `from`
  DateExpression second;  // kFromTo: `to`
  Spot spot;
};

// ---- Records ----

struct Literal {
  double value = 0;
  Name unit;  // empty text: none written
  Spot spot;
};

struct ValueTest {
  Compare compare = Compare::kEqual;
  Literal literal;
};

struct Nearby {
  bool absent = false;
  std::vector<Name> clusters;
  std::vector<ValueTest> tests;
  std::int32_t from_days = 0;
  std::int32_t to_days = 0;
  Spot spot;
};

struct Records {
  std::vector<Name> clusters;
  std::vector<Window> windows;
  std::vector<ValueTest> tests;
  bool first_or_new = false;
  std::vector<Nearby> nearby;  // the checker allows one
};

// ---- Fields ----

struct Pick {
  enum class Word : std::uint8_t { kEarliest, kLatest, kAny, kHighest, kLowest };
  Word word = Word::kLatest;
  Records records;
  Tie tie = Tie::kUnnamed;
  Spot spot;
};

struct Pair {
  bool latest = true;
  Name first, second;
  std::vector<Name> first_clusters, second_clusters;
  std::vector<Window> windows;
  std::vector<std::pair<Name, Tie>> ties;  // as written
  Spot spot;
};

struct Count {
  bool days = true;
  Records records;
  Spot spot;
};

// ---- Conditions ----

// A field by name, or a pick or pair written in place.
using Picked = std::variant<Name, Pick, Pair>;

struct Number {
  enum class Kind : std::uint8_t {
    kLiteral,
    kName,  // a count field, if the checker agrees
    kCount,
    kExtreme,  // highest or lowest records: the value of that pick
    kValueOf,
    kComponent,  // SYS of BP
    kAge,
    kBetween,  // years from A to B
  };
  Kind kind = Kind::kLiteral;
  Literal literal;
  Name name;  // kName; the component of kComponent
  std::optional<Count> count;
  std::optional<Picked> picked;  // kValueOf, kExtreme, kComponent (a Name)
  AgeUnit unit = AgeUnit::kYears;
  std::optional<DateExpression> from;
  std::optional<DateExpression> at;
  Spot spot;
};

struct Condition;

struct Always {};
struct Junction {  // `and`, `or`
  bool all = true;
  std::vector<Condition> parts;
};
struct Negation {
  std::vector<Condition> part;  // one
};
struct Being {  // exists, missing, or inside a window
  enum class Test : std::uint8_t { kExists, kMissing, kWindow };
  std::variant<DateExpression, Pick, Pair> what;
  Test test = Test::kExists;
  std::optional<Window> window;
};
struct BarePick {  // "any HYP_COD", "no HYP_COD"
  Pick pick;
  bool none = false;
};
struct Comparison {
  Number left;
  Compare compare = Compare::kEqual;
  Number right;
  std::optional<Number> upper;  // `between right and upper`
};
struct SexIs {
  std::uint8_t sex = 0;
};
struct EthnicityIn {
  std::vector<std::string> categories;
};
struct Membership {
  Name reg;
  std::optional<DateExpression> as_at;
};
struct SameAs {
  std::int32_t rule = 0;
  std::optional<Name> of;
};

struct Condition {
  std::variant<Always, Junction, Negation, Being, BarePick, Comparison, SexIs, EthnicityIn, Membership,
               SameAs>
      is;
  Spot spot;
};

struct Choice {
  struct Case {
    DateExpression then;
    Condition when;
  };
  std::vector<Case> cases;
  DateExpression otherwise;
};

struct Extreme {
  bool latest = false;
  std::vector<DateExpression> dates;
};

// ---- Items ----

struct Field {
  Name name;
  std::variant<Pick, Pair, Count, Choice, Extreme> body;
  Spot spot;            // of the body
  bool broken = false;  // told already; the name is kept, so that its users are not told off too
};

struct Rule {
  std::int32_t number = 0;
  Spot spot;  // of the number
  Condition condition;
  Outcome then;
  Spot then_spot;
  std::optional<Outcome> otherwise;
  Spot otherwise_spot;
  bool broken = false;  // told already
};

// What a register or an indicator may say of itself over its ruleset's word.
struct Word {
  std::optional<std::string> source;
  std::optional<Standing> standing;
};

struct Register {
  Name name;
  std::string title;
  Name of;
  Word word;
  std::vector<Rule> rules;
};

struct Indicator {
  Name name;
  std::string title;
  Name of;
  Word word;
  bool lower_is_better = false;
  std::vector<Rule> denominator;
  std::vector<Rule> numerator;
  std::optional<SameAs> numerator_same;  // "numerator same as rule 2"
  Spot numerator_spot;
};

struct Ruleset {
  Name name;
  std::string title;
  Word word;
  std::optional<std::string> version;
  std::optional<std::string> level;
  Name year;                 // empty text: none
  std::optional<Name> from;  // the year that it takes over
  std::optional<MonthPolicy> months;
  std::optional<Window> events;
  std::vector<Field> fields;
  std::vector<Register> registers;
  std::vector<Indicator> indicators;
  std::vector<Name> removed;
};

}  // namespace meso::rules::syntax
