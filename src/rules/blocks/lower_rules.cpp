// Registers, indicators and the whole plan as steps.

#include <algorithm>
#include <utility>

#include "rules/blocks/limits.h"
#include "rules/blocks/lower.h"

namespace meso::rules::blocks {
namespace {

Effect effect(const Outcome& outcome) {
  return {outcome.kind, outcome.klass, outcome.category};
}

}  // namespace

Lowering::Lowering(const Model& model, const ReferenceDates& dates, const LowerOptions& options,
                   StepMaker& steps)
    : model_(model),
      options_(options),
      steps_(steps),
      fields_(model.fields.size()),
      truths_(model.conditions.size(), {kNoColumn, kNoColumn}),
      registers_(model.registers.size(), -1) {
  clocks_.push_back(dates);
  for (std::size_t i = 1; i < model.clocks.size(); ++i) {
    const DateColumn as_at = date(*model.clocks[i].as_at, 0);
    clocks_.push_back(reference_dates(as_at.day, model.financial_year));
  }
}

Column Lowering::gms(ClockId clock) {
  const std::int32_t achievement = std::clamp(dates_of(clock).achievement.days, 0, 65535);
  const Span by_then{.after = kSinceEver, .upto = {achievement, kNoColumn}};
  const Column death = steps_.column({.op = Op::kDeath});
  const Column here = steps_.column({.op = Op::kDayInside, .a = registered(clock)});
  const Column left = steps_.column({.op = Op::kDayInside, .span = by_then, .a = deregistered(clock)});
  const Column dead = steps_.column({.op = Op::kDayInside, .span = by_then, .a = death});
  std::vector<Column> parts = {here, negated(left, false), negated(dead, false)};
  std::ranges::sort(parts);
  return steps_.column({.op = Op::kAnd, .list = std::move(parts)});
}

std::int32_t Lowering::rules(Column base, const std::vector<Rule>& rules) {
  std::vector<RuleStep> steps;
  for (const Rule& rule : rules) {
    steps.push_back({truth(rule.condition, true), effect(rule.then), effect(rule.otherwise)});
  }
  return steps_.rule_list(base, std::move(steps));
}

std::int32_t Lowering::on_register(RegisterId id) {
  std::int32_t& list = registers_[static_cast<std::size_t>(id)];
  if (list < 0) {
    const Register& reg = model_.registers[static_cast<std::size_t>(id)];
    list = rules(members(reg.of, reg.clock), reg.rules);
  }
  return list;
}

// GMS is asked under the clock of whoever asks; a register under its own.
Column Lowering::members(RegisterId reg, ClockId clock) {
  if (reg == kGms) return gms(clock);
  return steps_.program().rule_lists[static_cast<std::size_t>(on_register(reg))].selected;
}

DateOutputs Lowering::lower_all() {
  DateOutputs outputs;
  outputs.gms = gms(0);
  for (std::size_t i = 0; i < model_.registers.size(); ++i) {
    outputs.registers.push_back(on_register(static_cast<RegisterId>(i)));
  }
  for (const Indicator& indicator : model_.indicators) {
    const std::int32_t denominator = rules(members(indicator.of, 0), indicator.denominator);
    const Column selected = steps_.program().rule_lists[static_cast<std::size_t>(denominator)].selected;
    outputs.denominators.push_back(denominator);
    outputs.numerators.push_back(rules(selected, indicator.numerator));
  }
  if (options_.everything) {
    for (std::size_t i = 0; i < model_.fields.size(); ++i) field_value(static_cast<FieldId>(i));
    for (std::size_t i = 0; i < model_.conditions.size(); ++i) {
      truth(static_cast<ConditionId>(i), false);
      truth(static_cast<ConditionId>(i), true);
    }
  }
  return outputs;
}

Result<Lowered> lower(const Model& model, const std::vector<ReferenceDates>& dates,
                      const LowerOptions& options) {
  if (dates.empty())
    return Error{ErrorKind::kBadInput, "a plan was asked for no date", {}, "give at least one"};
  if (dates.size() > 250)
    return Error{ErrorKind::kBadInput, "a plan was asked for more than 250 dates", {}, "run it in parts"};
  MESO_RETURN_IF_ERROR(check_limits(model));
  StepMaker steps(model, options.fault);
  Lowered lowered;
  for (const ReferenceDates& each : dates) {
    Lowering lowering(model, each, options, steps);
    DateOutputs outputs = lowering.lower_all();
    lowered.fields.push_back(lowering.take_fields());
    lowered.truths.push_back(lowering.take_truths());
    steps.program().outputs.push_back(std::move(outputs));
  }
  steps.finish();
  lowered.program = std::move(steps.program());
  schedule(lowered.program);
  return lowered;
}

}  // namespace meso::rules::blocks
