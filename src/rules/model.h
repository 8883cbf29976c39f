// The meaning of a checked rulebook: what both evaluators run, and neither can misread.
//
// The checker (language.h) turns text into this. It holds no behaviour: fields, registers and indicators are
// plain values that refer to each other by index, acyclic by construction, with every name, window and
// literal resolved. docs/rules.md is the law for what each means; the comments here only say which sentence
// of it a member carries.
//
// Dimension is in the types: a `Records` is events, many per patient; a `Field` is one value per patient. The
// only ways down are Field's picks, pairs and counts.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "terms/terms.h"

namespace meso::rules {

using FieldId = std::int32_t;
using RegisterId = std::int32_t;
using IndicatorId = std::int32_t;
using ClusterId = std::int32_t;
using ConditionId = std::int32_t;
using ClockId = std::int32_t;

// ---- Dates ------------------------------------------------------------------------------------------------

// The dates that a run is asked for. PPED is the end of ACHV_DAT's financial year, QSSD its first day.
struct ReferenceDates {
  Date achievement;  // ACHV_DAT
  Date period_end;   // PPED
  Date year_start;   // QSSD
  bool operator==(const ReferenceDates&) const = default;
};

// When the financial year ends: 31 March in England. Given by the locale, so
// that no rule engine knows of England.
struct FinancialYear {
  std::int32_t end_month = 3;
  std::int32_t end_day = 31;
};
ReferenceDates reference_dates(Date achievement, const FinancialYear& year);

// A date that differs by patient or by run: a base, moved by months (under the ruleset's policy), then by
// days. Missing when its base is missing.
struct DateRef {
  enum class Base : std::uint8_t {
    kAchievement,   // ACHV_DAT of the clock
    kPeriodEnd,     // PPED of the clock
    kYearStart,     // QSSD of the clock
    kConstant,      // `constant`
    kBirth,         // BIRTH_DAT
    kDeath,         // DEATH_DAT
    kRegistered,    // REG_DAT: latest start of a spell on or before ACHV_DAT
    kDeregistered,  // DEREG_DAT: earliest end of a spell after REG_DAT; missing when REG_DAT is
    kField,         // the date of `field`
  };
  Base base = Base::kAchievement;
  Date constant;
  FieldId field = -1;
  std::int32_t months = 0;
  std::int32_t days = 0;
  MonthPolicy policy = MonthPolicy::kClamp;
  bool operator==(const DateRef&) const = default;
};

// A span of days. A bound that is present but missing for a patient lets
// nothing in. No bounds: any recorded date.
struct Window {
  std::optional<DateRef> from;
  bool from_included = true;
  std::optional<DateRef> to;
  bool to_included = true;
  bool operator==(const Window&) const = default;
};

// The reference dates that a field, register or indicator is evaluated at. Clock 0 is the run's own; any
// other is "as at" a date of clock 0 (its base is kAchievement, kPeriodEnd, kYearStart or kConstant):
// ACHV_DAT is that date and PPED, QSSD are those of the financial year that holds it.
struct Clock {
  std::optional<DateRef> as_at;  // absent for clock 0
};

// ---- Records ----------------------------------------------------------------------------------------------

enum class Compare : std::uint8_t { kEqual, kNotEqual, kBelow, kAtMost, kAbove, kAtLeast };

// A test of a record's own value; a record without a value (or in a wrong unit) fails it.
struct ValueTest {
  Compare compare = Compare::kEqual;
  float literal = 0;
};

// Events that stand near another event of the same patient: `with a FIT_COD from
// 21 days before to 14 days after it`.
struct Nearby {
  std::vector<ClusterId> clusters;
  std::vector<ValueTest> tests;
  std::int32_t from_days = 0;  // -21: counted from the event that asks; both ends included
  std::int32_t to_days = 0;    // 14
  bool absent = false;         // `with no ...`: none may stand there
};

// Many records per patient: those with a code of any of the clusters, a recorded date inside every window,
// every value test passed, and, when asked, another event near.
struct Records {
  std::vector<ClusterId> clusters;
  std::vector<Window> windows;
  std::vector<ValueTest> tests;
  bool first_or_new = false;  // only records whose episode is first or new
  std::optional<Nearby> nearby;
};

// ---- Fields -----------------------------------------------------------------------------------------------

enum class Pick : std::uint8_t {
  kEarliest,  // smallest date
  kLatest,    // greatest date
  kHighest,   // greatest value of records that have one; then latest date
  kLowest,    // smallest value of records that have one; then latest date
};
// Among records of the picked day: which one. kUnnamed: no value is
// projected, and the greater value is shown.
enum class Tie : std::uint8_t { kUnnamed, kHighest, kLowest };

struct Choice {
  ConditionId when = -1;
  DateRef then;
};

struct Field {
  enum class Kind : std::uint8_t {
    kPick,       // date and value of one record
    kPair,       // the earliest or latest day that has records of both; value and second value by their ties
    kCountDays,  // number of different days; always present
    kCountRecords,  // number of records; always present
    kChoice,        // a date: the first choice whose condition is true, else `otherwise`
    kEarliestOf,    // a date: the smallest of `dates` that are not missing
    kLatestOf,      // a date: the greatest
  };
  Kind kind = Kind::kPick;
  std::string name;     // "HYP_DAT"; "" for a field written inside a condition
  std::string ruleset;  // "HYP"
  std::string text;     // as written, on one line
  Place place;
  ClockId clock = 0;

  Records records;  // kPick, kPair (first component), counts
  Pick pick = Pick::kLatest;
  Tie tie = Tie::kUnnamed;                 // of the value; in a pair, of the first component
  std::vector<ClusterId> second_clusters;  // kPair: windows of `records` hold for both
  Tie second_tie = Tie::kUnnamed;
  std::string first_name, second_name;  // kPair: "SYS", "DIA"
  std::vector<Choice> choices;
  std::optional<DateRef> otherwise;
  std::vector<DateRef> dates;
};

// ---- Conditions -------------------------------------------------------------------------------------------

enum class AgeUnit : std::uint8_t { kYears, kMonths, kDays };

struct Number {
  enum class Kind : std::uint8_t {
    kLiteral,
    kValue,        // of a pick, or of a pair's first component; missing when the record has none
    kSecondValue,  // of a pair's second component
    kCount,        // of a count field
    kAge,          // completed years or months, or days, from birth to `at`; missing when either is
    kBetween,      // completed units from `from` to `at`; missing when either is
  };
  Kind kind = Kind::kLiteral;
  float literal = 0;
  FieldId field = -1;
  AgeUnit unit = AgeUnit::kYears;
  DateRef from;
  DateRef at;
};

// A truth value per patient: true, false or unknown (Kleene).
struct Condition {
  enum class Kind : std::uint8_t {
    kAlways,
    kAll,        // and
    kAny,        // or
    kNot,        // of a part that cannot be unknown: the checker sees to it
    kPresent,    // `date` is not missing and inside `window`: exists, in, from..to, after, before, on. Never
                 // unknown
    kMissing,    // `date` is missing. Never unknown
    kNumbers,    // `left` compare `right`; unknown when either is missing
    kSex,        // unknown when the patient's sex is not known
    kEthnicity,  // unknown when not known
    kRegister,   // the patient is on the register (under the register's own clock). Never unknown
  };
  Kind kind = Kind::kAlways;
  std::string text;  // as written, on one line
  Place place;
  bool may_be_unknown = false;

  std::vector<ConditionId> parts;
  DateRef date;
  Window window;
  Number left, right;
  Compare compare = Compare::kEqual;
  std::uint8_t sex = 0;                  // records::Sex
  std::vector<std::string> ethnicities;  // categories as extracts write them
  RegisterId member_of = -1;
  ClockId clock = 0;  // reference dates of `date`, `window`, `left`, `right`
};

// ---- Rules ------------------------------------------------------------------------------------------------

struct Outcome {
  enum class Kind : std::uint8_t { kNext, kSelect, kReject };
  enum class Class : std::uint8_t { kPlain, kExclusion, kAdjustment };
  Kind kind = Kind::kNext;
  Class klass = Class::kPlain;
  std::uint8_t category = 0;  // 1 to 6, for adjustments
  std::string name;           // "PAT_AGEO79"
};

// If the condition is true: `then`; false or unknown: `otherwise`.
struct Rule {
  std::int32_t number = 0;  // as written
  ConditionId condition = -1;
  Outcome then;
  Outcome otherwise;
  Place place;
};

enum class Standing : std::uint8_t {
  kVerified,
  kTranscribed,
  kReported,
  kRecalled,
  kDerived,
  kEstimated,
  kEntered
};
std::string_view standing_name(Standing standing);

// Whose rule a result is of: printed with every figure.
struct Provenance {
  std::string ruleset;  // "HYP"
  std::string title;    // of the ruleset
  std::string year;     // "2025-26"
  std::string version;
  std::string source;
  Standing standing = Standing::kEntered;
  std::string level;      // "national", "system", "local"
  std::string text_hash;  // digest of the resolved text of this register or indicator and all that it uses
};

inline constexpr RegisterId kGms = -1;  // the base population: registered and alive on ACHV_DAT

struct Register {
  std::string name;
  std::string title;
  RegisterId of = kGms;
  std::vector<Rule> rules;
  Provenance provenance;
  Place place;
  ClockId clock = 0;
};

struct Indicator {
  std::string name;
  std::string title;
  RegisterId of = kGms;
  std::vector<Rule> denominator;
  std::vector<Rule> numerator;  // over those that the denominator selects
  bool lower_is_better = false;
  Provenance provenance;
  Place place;
};

// REQUIRES of every Model (the checker's promise): indices in range; no cycles among fields, registers and
// conditions; the last rule of every list has no kNext; no rule list is longer than 200.
struct Model {
  FinancialYear financial_year;
  std::string year;                      // the rule year chosen: "2025-26"
  std::vector<terms::Cluster> clusters;  // those in use
  std::vector<Clock> clocks;             // at least clock 0
  std::vector<Field> fields;
  std::vector<Condition> conditions;
  std::vector<Register> registers;  // a register "as at" another date is a further entry with another clock
  std::vector<Indicator> indicators;
  std::string hash;  // digest of all resolved text and clusters
};

// What both evaluators answer per patient, and must agree on.
//
// For a register: `rule` is the deciding rule's position + 1 (0: not in the base). For an indicator likewise,
// of the denominator; `numerator_rule` of the numerator (0: not in the denominator).

enum class PatientStanding : std::uint8_t {
  kNotInBase = 0,  // not registered, or not on the register
  kOut,            // register: rejected
  kIn,             // register: selected
  kExcluded,
  kAdjusted,
  kNotMet,  // in the denominator, not in the numerator
  kMet,     // in both
};

struct RegisterAnswer {
  PatientStanding standing = PatientStanding::kNotInBase;
  std::uint8_t rule = 0;
  bool operator==(const RegisterAnswer&) const = default;
};
struct IndicatorAnswer {
  PatientStanding standing = PatientStanding::kNotInBase;
  std::uint8_t rule = 0;
  std::uint8_t numerator_rule = 0;
  bool operator==(const IndicatorAnswer&) const = default;
};

}  // namespace meso::rules
