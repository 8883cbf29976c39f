// The compiled plan: what a block is run through. Plain values, immutable, bound to no file.
//
// A *column* holds one entry per patient of the block. A *step* fills one column (or a few) from others, or
// from postings. Equal steps are made once, whatever field, rule or reference date asked for them. There is
// no tree left here and no name: only lists that run from front to back.
//
// The algebra that keeps passes over postings few (all bounds are "after < d <= upto"):
//   latest  in (after, upto]  =  latest  with d <= upto,  kept where it is > after
//   earliest in (after, upto] =  earliest with d > after, kept where it is <= upto
//   value of the record picked = best value of the records of the picked day
// so one side of every window is a column operation, whole-history picks serve all their narrower kin, and a
// bound that is the same for all patients costs a scan nothing (scan.h).
//
// Truth is two bitsets, is-true and is-false, of which a step computes the one that is asked for: `not` asks
// its part for the other one, and De Morgan carries that down to the tests. Unknown is in neither.
//
// Steps that read postings run first in their level, grouped so that one pass over a record set feeds all of
// its columns; a step whose window needs a column that itself came from postings is one level up.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "rules/model.h"
#include "terms/terms.h"

namespace meso::rules::blocks {

using Column = std::int32_t;
inline constexpr Column kNoColumn = -1;

enum class Lane : std::uint8_t {
  kDay,      // u16: Date::days; 0 missing
  kWide,     // i32: a computed day, which may lie outside what a record can hold; kMissingDay missing
  kNumber,   // f32: NaN missing
  kBits,     // u64 words, one bit a patient
  kDecided,  // u8: position of the deciding rule + 1; 0 undecided
};
inline constexpr std::int32_t kMissingDay = INT32_MIN;

// The side of a window: a day that is the same for all patients, or a kDay column of bounds.
struct Bound {
  std::int32_t day = 0;  // 0 to 65535; ignored when there is a column
  Column column = kNoColumn;
  bool operator==(const Bound&) const = default;
};
inline constexpr Bound kSinceEver{0, kNoColumn};    // as `after`
inline constexpr Bound kForEver{65535, kNoColumn};  // as `upto`

// after < d <= upto. In a column of bounds, a missing bound is 65535 as
// `after` and 0 as `upto`: nothing passes.
struct Span {
  Bound after = kSinceEver;
  Bound upto = kForEver;
  bool operator==(const Span&) const = default;
};

enum class Op : std::uint8_t {
  // From postings of `set`. Outputs in order.
  kLatest,      // -> day: the latest with d <= span.upto
  kEarliest,    // -> day: the earliest with d > span.after
  kValueOnDay,  // a: a kLatest or kEarliest of the same set; tie -> number: best value of that day's records
  kHighest,     // span -> day, number: the greatest value, on its latest day
  kLowest,      // span -> day, number
  kCountRecords,  // span -> number
  kCountDays,     // span -> number: different days
  kLatestPair,    // set, second_set, tie, second_tie; d <= span.upto -> day, number, number
  kEarliestPair,  // the same, d > span.after
  // Column from columns.
  kBirth,       // -> day: the block's own
  kDeath,       // -> day
  kFill,        // -> wide: `x` for everybody
  kMove,        // a: day or wide; moved x months by `policy`, then y days -> wide
  kAfterBound,  // a: day or wide; max(d - x, bound b or span.after.day) -> day, missing is 65535
  kUptoBound,   // a: day or wide; min(d - x, bound b or span.upto.day) -> day, missing is 0
  kKeepDay,     // a: day; kept where it is inside span -> day
  kKeepNumber,  // a: number, b: day; kept where b is there -> number
  kEarliestOf,  // list of wide -> wide
  kLatestOf,    // list of wide -> wide
  kChoose,      // list: truth, wide, truth, wide, ..., wide -> wide: the first whose truth is set
  kElapsed,     // from a (day or wide) to b (wide), in `unit`, floored -> number
  // Bits.
  kEverybody,       // -> bits
  kDayInside,       // a: day, span -> bits
  kWideInside,      // a: wide; there and x < d <= y -> bits
  kWideAfter,       // a: wide, b: wide; both there and a > b -> bits
  kNumberTest,      // a compare literal, both there -> bits
  kNumbersTest,     // a compare b, both there -> bits
  kBirthInside,     // a: kBirth; known and x <= a <= y -> bits
  kBirthOutside,    // a: kBirth; known and not so -> bits
  kSexIs,           // known and x -> bits
  kSexIsNot,        // known and not x -> bits
  kEthnicityIn,     // known and in Program::ethnicities[x] -> bits
  kEthnicityNotIn,  // known and not in it -> bits
  kAnd,             // list -> bits
  kOr,              // list -> bits
  kNot,             // a -> bits: everybody else
  kDecide,          // x: index into Program::rule_lists -> that list's columns
};

// Codes of one set whose values are read in the same units.
struct CodeGroup {
  bool every_unit = true;            // some cluster of the code states no unit
  std::vector<terms::UnitId> units;  // else: the units that are accepted, besides "unwritten"; ascending
};
// The codes of some clusters, each once.
struct CodeSet {
  std::vector<std::int32_t> groups;  // into Program::code_groups
  bool values_read = false;          // some field or test reads values of these records
};

struct NearbyTest {
  std::int32_t codes = 0;  // into Program::code_sets
  std::vector<ValueTest> tests;
  std::int32_t from_days = 0;
  std::int32_t to_days = 0;
  bool absent = false;
};

// Many records per patient. A plain one is read where it lies; any other is
// copied out of the block once per pass.
struct RecordSet {
  std::int32_t codes = 0;  // into Program::code_sets
  std::vector<ValueTest> tests;
  bool first_or_new = false;
  std::vector<NearbyTest> nearby;  // none or one
  bool plain() const { return tests.empty() && !first_or_new && nearby.empty(); }
};

struct Step {
  Op op = Op::kEverybody;
  Column out = kNoColumn, second_out = kNoColumn, third_out = kNoColumn;
  std::int32_t set = -1, second_set = -1;  // into Program::record_sets
  Span span = {};
  Tie tie = Tie::kUnnamed, second_tie = Tie::kUnnamed;
  Column a = kNoColumn, b = kNoColumn;
  std::int32_t x = 0, y = 0;
  MonthPolicy policy = MonthPolicy::kClamp;
  AgeUnit unit = AgeUnit::kYears;
  Compare compare = Compare::kEqual;
  float literal = 0;
  std::vector<Column> list = {};
};

// What a rule does with those whom it decides.
struct Effect {
  Outcome::Kind kind = Outcome::Kind::kNext;
  Outcome::Class klass = Outcome::Class::kPlain;
  std::uint8_t category = 0;
};
struct RuleStep {
  Column truth = kNoColumn;  // bits
  Effect then, otherwise;
};
struct RuleList {
  Column base = kNoColumn;  // bits
  std::vector<RuleStep> rules;
  Column selected = kNoColumn, excluded = kNoColumn, adjusted = kNoColumn;  // bits
  Column decided = kNoColumn;
};

// Several bounds, ascending, that are the same for all patients: 24 month-ends, say. rung[d] is
// how many of them are below day d, so one table look-up says which column a posting belongs to,
// and the columns are then accumulated.
struct Ladder {
  std::vector<std::int32_t> bounds;
  std::vector<std::uint8_t> rung;  // 65,536
};

// All columns of one record set in one level: one pass for the days, one more where values are asked for.
struct Scan {
  std::int32_t set = -1, second_set = -1;
  // Into Program::steps. Bounds of the first two are plain days, ascending.
  std::vector<std::int32_t> latest = {}, earliest = {}, others = {};
  std::int32_t latest_ladder = -1,
               earliest_ladder = -1;  // into Program::ladders, where there are two bounds or more
};
struct Level {
  std::vector<Scan> scans;
  std::vector<std::int32_t> steps;  // column steps, in an order in which each finds what it needs
};

// What to read out for one reference date.
struct DateOutputs {
  Column gms = kNoColumn;
  std::vector<std::int32_t> registers;     // rule list of each register of the model
  std::vector<std::int32_t> denominators;  // of each indicator
  std::vector<std::int32_t> numerators;
};

// Where the columns of one field lie, for one reference date: what tests look at.
struct FieldColumns {
  Column day = kNoColumn;   // kDay of a pick or pair
  Column wide = kNoColumn;  // kWide of a choice or extreme
  Column value = kNoColumn, second_value = kNoColumn, count = kNoColumn;
};

struct Program {
  std::vector<Lane> lanes;            // of each column
  std::vector<std::uint32_t> places;  // byte offset of each column in a block's arena
  std::uint32_t arena_bytes = 0;
  std::vector<Step> steps;
  std::vector<Level> levels;
  std::vector<CodeGroup> code_groups;
  std::vector<CodeSet> code_sets;
  // Groups of codes of which some value can be left out for its unit, by what every reader of it accepts.
  std::vector<std::int32_t> unit_checks;
  // All codes, each once, and the groups that hold each: those of code c are groups_of_codes[group_starts[c]]
  // to [group_starts[c + 1]].
  std::vector<terms::Code> codes;
  std::vector<std::uint32_t> group_starts;
  std::vector<std::int32_t> groups_of_codes;
  std::vector<RecordSet> record_sets;
  std::vector<Ladder> ladders;
  std::vector<std::vector<std::string>> ethnicities;
  std::vector<RuleList> rule_lists;
  std::vector<DateOutputs> outputs;  // per reference date
};

}  // namespace meso::rules::blocks
