// Truth and numbers as steps.

#include <algorithm>
#include <utility>

#include "rules/blocks/lower.h"

namespace meso::rules::blocks {
namespace {

// `a compare b` is false where `a complement(compare) b` is true, both being there.
Compare complement(Compare compare) {
  switch (compare) {
    case Compare::kEqual:
      return Compare::kNotEqual;
    case Compare::kNotEqual:
      return Compare::kEqual;
    case Compare::kBelow:
      return Compare::kAtLeast;
    case Compare::kAtMost:
      return Compare::kAbove;
    case Compare::kAbove:
      return Compare::kAtMost;
    case Compare::kAtLeast:
      return Compare::kBelow;
  }
  return compare;
}

// `a compare b` is `b mirrored(compare) a`.
Compare mirrored(Compare compare) {
  switch (compare) {
    case Compare::kBelow:
      return Compare::kAbove;
    case Compare::kAtMost:
      return Compare::kAtLeast;
    case Compare::kAbove:
      return Compare::kBelow;
    case Compare::kAtLeast:
      return Compare::kAtMost;
    default:
      return compare;
  }
}

bool holds(float a, Compare compare, float b) {
  switch (compare) {
    case Compare::kEqual:
      return a == b;
    case Compare::kNotEqual:
      return a != b;
    case Compare::kBelow:
      return a < b;
    case Compare::kAtMost:
      return a <= b;
    case Compare::kAbove:
      return a > b;
    case Compare::kAtLeast:
      return a >= b;
  }
  return false;
}

std::int32_t age(Date birth, Date at, AgeUnit unit) {
  switch (unit) {
    case AgeUnit::kYears:
      return completed_years(birth, at);
    case AgeUnit::kMonths:
      return completed_months(birth, at);
    case AgeUnit::kDays:
      return at.days - birth.days;
  }
  return 0;
}

}  // namespace

Column Lowering::truth(ConditionId id, bool wanted) {
  Column& known = truths_[static_cast<std::size_t>(id)][wanted ? 1 : 0];
  if (known == kNoColumn) known = make_truth(model_.conditions[static_cast<std::size_t>(id)], wanted);
  return known;
}

Column Lowering::make_truth(const Condition& condition, bool wanted) {
  switch (condition.kind) {
    case Condition::Kind::kAlways:
      return negated(steps_.column({.op = Op::kEverybody}), wanted);
    case Condition::Kind::kAll:
    case Condition::Kind::kAny: {
      const bool all = (condition.kind == Condition::Kind::kAll) == wanted;
      std::vector<Column> parts;
      for (ConditionId part : condition.parts) parts.push_back(truth(part, wanted));
      std::ranges::sort(parts);
      parts.erase(std::ranges::unique(parts).begin(), parts.end());
      if (parts.size() == 1) return parts.front();
      return steps_.column({.op = all ? Op::kAnd : Op::kOr, .list = std::move(parts)});
    }
    case Condition::Kind::kNot:
      return truth(condition.parts.front(), !wanted);
    case Condition::Kind::kPresent:
      return negated(inside(condition), wanted);
    case Condition::Kind::kMissing:
      return negated(present(date(condition.date, condition.clock)), !wanted);
    case Condition::Kind::kNumbers:
      if (wanted && options_.fault == Fault::kUnknownIsTrue) return negated(numbers(condition, false), false);
      return numbers(condition, wanted);
    case Condition::Kind::kSex:
      return steps_.column({.op = wanted ? Op::kSexIs : Op::kSexIsNot, .x = condition.sex});
    case Condition::Kind::kEthnicity: {
      auto& lists = steps_.program().ethnicities;
      auto found = std::ranges::find(lists, condition.ethnicities);
      if (found == lists.end()) found = lists.insert(lists.end(), condition.ethnicities);
      return steps_.column({.op = wanted ? Op::kEthnicityIn : Op::kEthnicityNotIn,
                            .x = static_cast<std::int32_t>(found - lists.begin())});
    }
    case Condition::Kind::kRegister:
      return negated(members(condition.member_of, condition.clock), wanted);
  }
  return kNoColumn;
}

Column Lowering::present(const DateColumn& date) {
  if (date.column == kNoColumn) return steps_.column({.op = Op::kEverybody});
  if (steps_.program().lanes[static_cast<std::size_t>(date.column)] == Lane::kDay) {
    return steps_.column({.op = Op::kDayInside, .a = date.column});
  }
  return steps_.column({.op = Op::kWideInside, .a = date.column, .x = kMissingDay, .y = INT32_MAX});
}

Column Lowering::inside(const Condition& condition) {
  const DateColumn day = date(condition.date, condition.clock);
  const Window& window = condition.window;
  if (day.column != kNoColumn && steps_.program().lanes[static_cast<std::size_t>(day.column)] == Lane::kDay) {
    return steps_.column({.op = Op::kDayInside, .span = span({window}, condition.clock), .a = day.column});
  }
  // A computed day may lie outside what a record can hold, so its bounds are not clamped either.
  const Column subject = wide(day);
  Step step{.op = Op::kWideInside, .a = subject, .x = kMissingDay, .y = INT32_MAX};
  std::vector<Column> parts;
  const auto moved = [&](Column column, std::int32_t days) {
    return days == 0 ? column : steps_.column({.op = Op::kMove, .a = column, .y = days});
  };
  if (window.from) {
    const DateColumn from = date(*window.from, condition.clock);
    const bool included = window.from_included || options_.fault == Fault::kFirstDayIn;
    if (from.column == kNoColumn) {
      step.x = from.day.days - (included ? 1 : 0);
    } else {
      const Column bound = moved(wide(from), included ? -1 : 0);
      parts.push_back(steps_.column({.op = Op::kWideAfter, .a = subject, .b = bound}));
    }
  }
  if (window.to) {
    const DateColumn to = date(*window.to, condition.clock);
    const bool included = window.to_included && options_.fault != Fault::kLastDayOut;
    if (to.column == kNoColumn) {
      step.y = to.day.days - (included ? 0 : 1);
    } else {
      const Column bound = moved(wide(to), included ? 1 : 0);
      parts.push_back(steps_.column({.op = Op::kWideAfter, .a = bound, .b = subject}));
    }
  }
  parts.push_back(steps_.column(std::move(step)));
  if (parts.size() == 1) return parts.front();
  std::ranges::sort(parts);
  return steps_.column({.op = Op::kAnd, .list = std::move(parts)});
}

NumberColumn Lowering::number(const Number& number, ClockId clock) {
  switch (number.kind) {
    case Number::Kind::kLiteral:
      return {.column = kNoColumn, .literal = number.literal};
    case Number::Kind::kValue:
      return {.column = field_value(number.field)};
    case Number::Kind::kSecondValue:
      return {.column = field_second_value(number.field)};
    case Number::Kind::kCount:
      return {.column = field_count(number.field)};
    case Number::Kind::kAge:
    case Number::Kind::kBetween: {
      const DateColumn from = number.kind == Number::Kind::kAge
                                  ? DateColumn{.column = steps_.column({.op = Op::kBirth}), .day = {}}
                                  : date(number.from, clock);
      const Column start = wide(from);
      const Column end = wide(date(number.at, clock));
      return {.column = steps_.column({.op = Op::kElapsed, .a = start, .b = end, .unit = number.unit})};
    }
  }
  return {};
}

// An age at a day that is the same for all is a test of the day of birth: ages fall as births rise, so those
// who pass are born in one range of days (or outside it).
std::optional<Column> Lowering::age_test(const Number& number, Compare compare, float literal,
                                         ClockId clock) {
  if (number.kind != Number::Kind::kAge) return std::nullopt;
  const DateColumn at = date(number.at, clock);
  if (at.column != kNoColumn) return std::nullopt;
  // The last day of birth for which the age is still `test` the literal; 0 when there is none.
  const auto last_birth = [&](Compare test) {
    std::int32_t low = 0, high = 65535;
    while (low < high) {
      const std::int32_t middle = (low + high + 1) / 2;
      const bool passes = holds(static_cast<float>(age(Date{middle}, at.day, number.unit)), test, literal);
      (passes ? low : high) = passes ? middle : middle - 1;
    }
    return low;
  };
  const std::int32_t last_at_least = last_birth(Compare::kAtLeast);
  const std::int32_t last_above = last_birth(Compare::kAbove);
  Step step{.op = Op::kBirthInside, .a = steps_.column({.op = Op::kBirth}), .x = 1, .y = 65535};
  switch (compare) {
    case Compare::kAtLeast:
      step.y = last_at_least;
      break;
    case Compare::kAbove:
      step.y = last_above;
      break;
    case Compare::kBelow:
      step.x = last_at_least + 1;
      break;
    case Compare::kAtMost:
      step.x = last_above + 1;
      break;
    case Compare::kEqual:
    case Compare::kNotEqual:
      if (compare == Compare::kNotEqual) step.op = Op::kBirthOutside;
      step.x = last_above + 1;
      step.y = last_at_least;
      break;
  }
  return steps_.column(std::move(step));
}

Column Lowering::numbers(const Condition& condition, bool wanted) {
  const Compare compare = wanted ? condition.compare : complement(condition.compare);
  const Number& left = condition.left;
  const Number& right = condition.right;
  const ClockId clock = condition.clock;
  if (right.kind == Number::Kind::kLiteral) {
    if (const auto test = age_test(left, compare, right.literal, clock)) return *test;
  }
  if (left.kind == Number::Kind::kLiteral) {
    if (const auto test = age_test(right, mirrored(compare), left.literal, clock)) return *test;
  }
  const NumberColumn a = number(left, clock);
  const NumberColumn b = number(right, clock);
  if (a.column == kNoColumn && b.column == kNoColumn) {
    return negated(steps_.column({.op = Op::kEverybody}), holds(a.literal, compare, b.literal));
  }
  if (b.column == kNoColumn) {
    return steps_.column({.op = Op::kNumberTest, .a = a.column, .compare = compare, .literal = b.literal});
  }
  if (a.column == kNoColumn) {
    return steps_.column(
        {.op = Op::kNumberTest, .a = b.column, .compare = mirrored(compare), .literal = a.literal});
  }
  return steps_.column({.op = Op::kNumbersTest, .a = a.column, .b = b.column, .compare = compare});
}

}  // namespace meso::rules::blocks
