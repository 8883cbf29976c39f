// From a Model to the steps of a Program: the compiler's middle.
//
// Each reference date is lowered in turn. Whatever of a window is the same for all patients becomes a plain
// day here, so what does not depend on the date comes out as an equal step and is shared among all dates.
//
// Fields, conditions and registers are lowered when first asked for and remembered: what no register and no
// indicator reaches costs nothing. Three files: lower_fields.cpp (dates, windows, records),
// lower_conditions.cpp (truth and numbers), lower_rules.cpp (registers, indicators and the whole).

#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/result.h"
#include "rules/blocks/faults.h"
#include "rules/blocks/program.h"
#include "rules/blocks/steps.h"
#include "rules/model.h"

namespace meso::rules::blocks {

struct LowerOptions {
  Fault fault = Fault::kNone;
  // Lower every field with its values and every condition both ways, whether anything asks for it or not.
  bool everything = false;
};

struct Lowered {
  Program program;
  // fields[date][field]: kNoColumn where nothing asked.
  std::vector<std::vector<FieldColumns>> fields;
  // truths[date][condition]: the patients for whom it is false, and for whom it is true; likewise.
  std::vector<std::vector<std::array<Column, 2>>> truths;
};

// REQUIRES: the promises of Model. Errors: kBadInput when the model is beyond a limit.
Result<Lowered> lower(const Model& model, const std::vector<ReferenceDates>& dates,
                      const LowerOptions& options);

// A date that a rule names: one day for all patients, or a column (kDay or kWide).
struct DateColumn {
  Column column = kNoColumn;
  Date day = {};  // when there is no column
};

// A number: a literal or a column.
struct NumberColumn {
  Column column = kNoColumn;
  float literal = 0;
};

// Lowers under one reference date.
class Lowering {
 public:
  Lowering(const Model& model, const ReferenceDates& dates, const LowerOptions& options, StepMaker& steps);

  DateOutputs lower_all();
  std::vector<FieldColumns> take_fields() { return std::move(fields_); }
  std::vector<std::array<Column, 2>> take_truths() { return std::move(truths_); }

 private:
  // lower_fields.cpp
  const ReferenceDates& dates_of(ClockId clock) const { return clocks_[static_cast<std::size_t>(clock)]; }
  DateColumn date(const DateRef& ref, ClockId clock);
  Column wide(const DateColumn& date);
  Column registered(ClockId clock);
  Column deregistered(ClockId clock);
  void narrow_after(Bound& bound, const DateColumn& date, bool included);
  void narrow_upto(Bound& bound, const DateColumn& date, bool included);
  Span span(const std::vector<Window>& windows, ClockId clock);
  DateColumn field_date(FieldId field);
  Column field_value(FieldId field);
  Column field_second_value(FieldId field);
  Column field_count(FieldId field);
  FieldColumns& days_of(FieldId field);
  void lower_pick(const Field& field, FieldColumns& columns, bool value);
  void lower_pair(const Field& field, FieldColumns& columns);
  void lower_choice(const Field& field, FieldColumns& columns);

  // lower_conditions.cpp
  // The patients for whom the condition is true (`wanted`) or false (not `wanted`).
  Column truth(ConditionId condition, bool wanted);
  Column make_truth(const Condition& condition, bool wanted);
  Column inside(const Condition& condition);
  Column present(const DateColumn& date);
  Column numbers(const Condition& condition, bool wanted);
  std::optional<Column> age_test(const Number& age, Compare compare, float literal, ClockId clock);
  NumberColumn number(const Number& number, ClockId clock);
  Column negated(Column bits, bool wanted) {
    return wanted ? bits : steps_.column({.op = Op::kNot, .a = bits});
  }

  // lower_rules.cpp
  Column gms(ClockId clock);
  std::int32_t on_register(RegisterId reg);
  Column members(RegisterId reg, ClockId clock);
  std::int32_t rules(Column base, const std::vector<Rule>& rules);

  const Model& model_;
  const LowerOptions& options_;
  StepMaker& steps_;
  std::vector<ReferenceDates> clocks_;
  std::vector<FieldColumns> fields_;
  std::vector<std::array<Column, 2>> truths_;  // [condition][wanted]
  std::vector<std::int32_t> registers_;        // rule list, or -1
};

}  // namespace meso::rules::blocks
