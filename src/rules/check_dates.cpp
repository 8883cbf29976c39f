// Dates that are moved, and windows between them.
//
// A DateRef moves its base by months and then by days. Steps written in another order (a day, then a month; a
// month twice, which clamps twice) are put through an unnamed field that holds the date so far: the step
// after it starts anew. A literal is moved here and now.

#include <cstdlib>

#include "rules/checker.h"

namespace meso::rules {
namespace {

constexpr std::int32_t kMostMonths = 12 * 200;
constexpr std::int32_t kMostDays = 366 * 200;

}  // namespace

std::optional<DateRef> Checker::base_date(const syntax::DateExpression& written, const Scope& scope) {
  DateRef out;
  out.policy = scope.edition->months;
  if (written.literal) {
    out.base = DateRef::Base::kConstant;
    out.constant = *written.literal;
    return out;
  }
  const std::string& name = written.base.text;
  if (name.empty()) return std::nullopt;
  using Base = DateRef::Base;
  constexpr std::pair<std::string_view, Base> kReserved[] = {
      {"ACHV_DAT", Base::kAchievement},  {"PPED", Base::kPeriodEnd},  {"QSSD", Base::kYearStart},
      {"BIRTH_DAT", Base::kBirth},       {"DEATH_DAT", Base::kDeath}, {"REG_DAT", Base::kRegistered},
      {"DEREG_DAT", Base::kDeregistered}};
  for (const auto& [reserved, base] : kReserved) {
    if (name != reserved) continue;
    out.base = base;
    return out;
  }
  const FieldId id = named_field(written.base, scope);
  if (id < 0) return std::nullopt;
  const Field& field = model_.fields[static_cast<std::size_t>(id)];
  if (field.kind == Field::Kind::kCountDays || field.kind == Field::Kind::kCountRecords) {
    wrong(scope, written.base.spot, name + " is a count and has no date",
          "compare it as a number: " + name + " >= 1");
    return std::nullopt;
  }
  out.base = Base::kField;
  out.field = id;
  return out;
}

std::optional<DateRef> Checker::date(const syntax::DateExpression& written, const Scope& scope) {
  auto out = base_date(written, scope);
  if (!out) return std::nullopt;
  for (const syntax::Step& step : written.steps) out = moved(*out, step, scope, written.spot);
  return out;
}

DateRef Checker::moved(DateRef ref, const syntax::Step& step, const Scope& scope, const Spot& spot) {
  const std::int32_t months = step.unit == syntax::Unit::kMonths  ? step.count
                              : step.unit == syntax::Unit::kYears ? step.count * 12
                                                                  : 0;
  const std::int32_t days = step.unit == syntax::Unit::kDays    ? step.count
                            : step.unit == syntax::Unit::kWeeks ? step.count * 7
                                                                : 0;
  if (std::abs(months) > kMostMonths || std::abs(days + ref.days) > kMostDays) {
    wrong(scope, spot, "a date is moved by more than 200 years", "");
    return ref;
  }
  if (ref.base == DateRef::Base::kConstant) {
    const Date to = months != 0 ? add_months(ref.constant, months, ref.policy) : add_days(ref.constant, days);
    if (std::abs(to.days) > 4 * kMostDays) {
      wrong(scope, spot, "a date is moved by more than 200 years", "");
    } else {
      ref.constant = to;
    }
    return ref;
  }
  if (months != 0 && (ref.months != 0 || ref.days != 0)) {
    Field so_far;
    so_far.kind = Field::Kind::kEarliestOf;
    so_far.dates.push_back(ref);
    DateRef anew;
    anew.base = DateRef::Base::kField;
    anew.field = unnamed(std::move(so_far), spot, scope);
    anew.policy = ref.policy;
    ref = anew;
  }
  ref.months += months;
  ref.days += days;
  return ref;
}

std::optional<Window> Checker::window(const syntax::Window& written, const Scope& scope) {
  using Kind = syntax::Window::Kind;
  Window out;
  if (written.kind == Kind::kYear) {
    out.from = DateRef{DateRef::Base::kYearStart, {}, -1, 0, 0, scope.edition->months};
    out.to = DateRef{DateRef::Base::kPeriodEnd, {}, -1, 0, 0, scope.edition->months};
    return out;
  }
  const auto first = date(written.first, scope);
  const auto second = written.kind == Kind::kFromTo ? date(written.second, scope) : first;
  if (!first || !second) return std::nullopt;
  switch (written.kind) {
    case Kind::kLast:
      out.from = moved(*first, {-written.span.count, written.span.unit}, scope, written.spot);
      out.from_included = false;
      out.to = first;
      break;
    case Kind::kFromTo:
    case Kind::kOn:
      out.from = first;
      out.to = second;
      if (first->base == DateRef::Base::kConstant && second->base == DateRef::Base::kConstant &&
          second->constant < first->constant) {
        wrong(scope, written.spot, "the window ends before it begins", "write the earlier day first");
      }
      break;
    case Kind::kAfter:
    case Kind::kOnOrAfter:
      out.from = first;
      out.from_included = written.kind == Kind::kOnOrAfter;
      break;
    case Kind::kBefore:
    case Kind::kOnOrBefore:
      out.to = first;
      out.to_included = written.kind == Kind::kOnOrBefore;
      break;
    case Kind::kYear:
      break;
  }
  return out;
}

}  // namespace meso::rules
