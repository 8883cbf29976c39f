// Dates, windows and fields as steps. The algebra of picks is at the head of program.h.

#include <algorithm>
#include <utility>

#include "rules/blocks/lower.h"

namespace meso::rules::blocks {
namespace {

std::int32_t clamp_to_record(std::int32_t day) {
  return std::clamp(day, 0, 65535);
}

}  // namespace

DateColumn Lowering::date(const DateRef& ref, ClockId clock) {
  DateColumn date;
  switch (ref.base) {
    case DateRef::Base::kAchievement:
      date.day = dates_of(clock).achievement;
      break;
    case DateRef::Base::kPeriodEnd:
      date.day = dates_of(clock).period_end;
      break;
    case DateRef::Base::kYearStart:
      date.day = dates_of(clock).year_start;
      break;
    case DateRef::Base::kConstant:
      date.day = ref.constant;
      break;
    case DateRef::Base::kBirth:
      date.column = steps_.column({.op = Op::kBirth});
      break;
    case DateRef::Base::kDeath:
      date.column = steps_.column({.op = Op::kDeath});
      break;
    case DateRef::Base::kRegistered:
      date.column = registered(clock);
      break;
    case DateRef::Base::kDeregistered:
      date.column = deregistered(clock);
      break;
    case DateRef::Base::kField:
      date = field_date(ref.field);
      break;
  }
  if (ref.months == 0 && ref.days == 0) return date;
  MonthPolicy policy = ref.policy;
  if (options_.fault == Fault::kMonthsOtherPolicy) {
    policy = policy == MonthPolicy::kClamp ? MonthPolicy::kRoll : MonthPolicy::kClamp;
  }
  if (date.column == kNoColumn) {
    date.day = add_days(add_months(date.day, ref.months, policy), ref.days);
  } else {
    date.column =
        steps_.column({.op = Op::kMove, .a = date.column, .x = ref.months, .y = ref.days, .policy = policy});
  }
  return date;
}

Column Lowering::wide(const DateColumn& date) {
  if (date.column == kNoColumn) return steps_.column({.op = Op::kFill, .x = date.day.days});
  if (steps_.program().lanes[static_cast<std::size_t>(date.column)] == Lane::kWide) return date.column;
  return steps_.column({.op = Op::kMove, .a = date.column});
}

Column Lowering::registered(ClockId clock) {
  const std::int32_t set = steps_.record_set(std::array{kRegisteredCodes}, false);
  const Bound upto{clamp_to_record(dates_of(clock).achievement.days), kNoColumn};
  return steps_.column({.op = Op::kLatest, .set = set, .span = {.after = kSinceEver, .upto = upto}});
}

Column Lowering::deregistered(ClockId clock) {
  const std::int32_t set = steps_.record_set(std::array{kLeftCodes}, false);
  Bound after = kSinceEver;
  narrow_after(after, {.column = registered(clock), .day = {}}, false);
  return steps_.column({.op = Op::kEarliest, .set = set, .span = {.after = after, .upto = kForEver}});
}

void Lowering::narrow_after(Bound& bound, const DateColumn& date, bool included) {
  const std::int32_t before = included || options_.fault == Fault::kFirstDayIn ? 1 : 0;
  if (date.column == kNoColumn) {
    bound.day = std::max(bound.day, clamp_to_record(date.day.days - before));
    return;
  }
  bound.column = steps_.column({.op = Op::kAfterBound,
                                .span = {.after = {bound.day, kNoColumn}, .upto = kForEver},
                                .a = date.column,
                                .b = bound.column,
                                .x = before});
}

void Lowering::narrow_upto(Bound& bound, const DateColumn& date, bool included) {
  const std::int32_t before = included && options_.fault != Fault::kLastDayOut ? 0 : 1;
  if (date.column == kNoColumn) {
    bound.day = std::min(bound.day, clamp_to_record(date.day.days - before));
    return;
  }
  bound.column = steps_.column({.op = Op::kUptoBound,
                                .span = {.after = kSinceEver, .upto = {bound.day, kNoColumn}},
                                .a = date.column,
                                .b = bound.column,
                                .x = before});
}

Span Lowering::span(const std::vector<Window>& windows, ClockId clock) {
  Span span;
  // Plain days first: a column of bounds begins from the narrowest of them.
  for (const bool columns : {false, true}) {
    for (const Window& window : windows) {
      if (window.from) {
        const DateColumn from = date(*window.from, clock);
        if ((from.column != kNoColumn) == columns) narrow_after(span.after, from, window.from_included);
      }
      if (window.to) {
        const DateColumn to = date(*window.to, clock);
        if ((to.column != kNoColumn) == columns) narrow_upto(span.upto, to, window.to_included);
      }
    }
  }
  return span;
}

void Lowering::lower_pick(const Field& field, FieldColumns& columns, bool value) {
  const Span span = this->span(field.records.windows, field.clock);
  if (field.pick == Pick::kHighest || field.pick == Pick::kLowest) {
    const Op op = field.pick == Pick::kHighest ? Op::kHighest : Op::kLowest;
    const Step& step = steps_.make({.op = op, .set = steps_.record_set(field.records, true), .span = span});
    columns.day = step.out;
    columns.value = step.second_out;
    return;
  }
  const std::int32_t set = steps_.record_set(field.records, value);
  const bool latest = field.pick == Pick::kLatest;
  Span scanned, kept;
  (latest ? scanned.upto : scanned.after) = latest ? span.upto : span.after;
  (latest ? kept.after : kept.upto) = latest ? span.after : span.upto;
  if (latest && options_.fault == Fault::kLatestOfAll) {
    scanned = {};
    kept = span;
  }
  const Column picked =
      steps_.column({.op = latest ? Op::kLatest : Op::kEarliest, .set = set, .span = scanned});
  columns.day = kept == Span{} ? picked : steps_.column({.op = Op::kKeepDay, .span = kept, .a = picked});
  if (!value) return;
  Tie tie = field.tie == Tie::kLowest ? Tie::kLowest : Tie::kHighest;
  if (options_.fault == Fault::kTiesSwapped) tie = tie == Tie::kLowest ? Tie::kHighest : Tie::kLowest;
  columns.value = steps_.column({.op = Op::kValueOnDay, .set = set, .tie = tie, .a = picked});
  if (columns.day != picked) {
    columns.value = steps_.column({.op = Op::kKeepNumber, .a = columns.value, .b = columns.day});
  }
}

void Lowering::lower_pair(const Field& field, FieldColumns& columns) {
  const Span span = this->span(field.records.windows, field.clock);
  const bool latest = field.pick != Pick::kEarliest;
  Span scanned, kept;
  (latest ? scanned.upto : scanned.after) = latest ? span.upto : span.after;
  (latest ? kept.after : kept.upto) = latest ? span.after : span.upto;
  Records second = field.records;
  second.clusters = field.second_clusters;
  Step pair{.op = latest ? Op::kLatestPair : Op::kEarliestPair,
            .set = steps_.record_set(field.records, true),
            .second_set = steps_.record_set(second, true),
            .span = scanned,
            .tie = field.tie == Tie::kLowest ? Tie::kLowest : Tie::kHighest,
            .second_tie = field.second_tie == Tie::kLowest ? Tie::kLowest : Tie::kHighest};
  if (options_.fault == Fault::kTiesSwapped) std::swap(pair.tie, pair.second_tie);
  const Step made = steps_.make(std::move(pair));
  columns = {.day = made.out, .value = made.second_out, .second_value = made.third_out};
  if (kept == Span{}) return;
  columns.day = steps_.column({.op = Op::kKeepDay, .span = kept, .a = made.out});
  columns.value = steps_.column({.op = Op::kKeepNumber, .a = made.second_out, .b = columns.day});
  columns.second_value = steps_.column({.op = Op::kKeepNumber, .a = made.third_out, .b = columns.day});
}

void Lowering::lower_choice(const Field& field, FieldColumns& columns) {
  Step step;
  if (field.kind == Field::Kind::kChoice) {
    step.op = Op::kChoose;
    for (const Choice& choice : field.choices) {
      step.list.push_back(truth(choice.when, true));
      step.list.push_back(wide(date(choice.then, field.clock)));
    }
    step.list.push_back(field.otherwise ? wide(date(*field.otherwise, field.clock))
                                        : steps_.column({.op = Op::kFill, .x = kMissingDay}));
  } else {
    step.op = field.kind == Field::Kind::kEarliestOf ? Op::kEarliestOf : Op::kLatestOf;
    for (const DateRef& ref : field.dates) step.list.push_back(wide(date(ref, field.clock)));
  }
  columns.wide = steps_.column(std::move(step));
}

// Lowering one field may lower others, but `fields_` never moves.
FieldColumns& Lowering::days_of(FieldId id) {
  FieldColumns& columns = fields_[static_cast<std::size_t>(id)];
  if (columns.day != kNoColumn || columns.wide != kNoColumn || columns.count != kNoColumn) return columns;
  const Field& field = model_.fields[static_cast<std::size_t>(id)];
  switch (field.kind) {
    case Field::Kind::kPick:
      lower_pick(field, columns, false);
      break;
    case Field::Kind::kPair:
      lower_pair(field, columns);
      break;
    case Field::Kind::kCountDays:
    case Field::Kind::kCountRecords: {
      const bool days = field.kind == Field::Kind::kCountDays && options_.fault != Fault::kCountsRecords;
      columns.count = steps_.column({.op = days ? Op::kCountDays : Op::kCountRecords,
                                     .set = steps_.record_set(field.records, false),
                                     .span = span(field.records.windows, field.clock)});
      break;
    }
    case Field::Kind::kChoice:
    case Field::Kind::kEarliestOf:
    case Field::Kind::kLatestOf:
      lower_choice(field, columns);
      break;
  }
  return columns;
}

// A count has no date: asked for one, it is missing for everybody.
DateColumn Lowering::field_date(FieldId id) {
  const FieldColumns& columns = days_of(id);
  if (columns.day != kNoColumn) return {.column = columns.day, .day = {}};
  if (columns.wide != kNoColumn) return {.column = columns.wide, .day = {}};
  return {.column = steps_.column({.op = Op::kFill, .x = kMissingDay}), .day = {}};
}

Column Lowering::field_value(FieldId id) {
  FieldColumns& columns = days_of(id);
  const Field& field = model_.fields[static_cast<std::size_t>(id)];
  if (columns.value == kNoColumn && field.kind == Field::Kind::kPick) lower_pick(field, columns, true);
  return columns.value;
}

Column Lowering::field_second_value(FieldId id) {
  return days_of(id).second_value;
}

Column Lowering::field_count(FieldId id) {
  return days_of(id).count;
}

}  // namespace meso::rules::blocks
