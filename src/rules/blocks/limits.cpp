#include "rules/blocks/limits.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace meso::rules::blocks {
namespace {

Error beyond(std::string what, const Place& place, std::string hint) {
  return {ErrorKind::kBadInput, std::move(what), place, std::move(hint)};
}

// How deep fields, conditions and registers stand on each other, from their own entries upwards.
class Depths {
 public:
  explicit Depths(const Model& model)
      : model_(model),
        fields_(model.fields.size(), 0),
        conditions_(model.conditions.size(), 0),
        registers_(model.registers.size(), 0) {}

  // True when no chain is longer than the limit. Never deeper in calls than the limit itself.
  bool within_limit() {
    for (std::size_t i = 0; i < fields_.size(); ++i) field(static_cast<FieldId>(i), 0);
    for (std::size_t i = 0; i < conditions_.size(); ++i) condition(static_cast<ConditionId>(i), 0);
    for (std::size_t i = 0; i < registers_.size(); ++i) on_register(static_cast<RegisterId>(i), 0);
    return !too_deep_;
  }

 private:
  static constexpr int kDeepest = 1000;

  // Visits once per entry: what was visited is not visited again, so a chain
  // is measured from its visited parts.
  template <class Visit>
  int remember(int& known, int above, Visit visit) {
    if (too_deep_ || above > kDeepest) {
      too_deep_ = true;
      return 0;
    }
    if (known == 0) {
      int depth = 0;
      visit([&](int part) { depth = std::max(depth, part); });
      known = depth + 1;
    }
    if (above + known > kDeepest) too_deep_ = true;
    return known;
  }
  int date(const DateRef& ref, int above) {
    return ref.base == DateRef::Base::kField ? field(ref.field, above) : 0;
  }
  int window(const Window& window, int above) {
    return std::max(window.from ? date(*window.from, above) : 0, window.to ? date(*window.to, above) : 0);
  }
  int number(const Number& number, int above) {
    int depth = number.field >= 0 ? field(number.field, above) : 0;
    if (number.kind == Number::Kind::kAge || number.kind == Number::Kind::kBetween) {
      depth = std::max({depth, date(number.from, above), date(number.at, above)});
    }
    return depth;
  }
  int field(FieldId id, int above) {
    const Field& field = model_.fields[static_cast<std::size_t>(id)];
    return remember(fields_[static_cast<std::size_t>(id)], above, [&](auto deepen) {
      for (const Window& each : field.records.windows) deepen(window(each, above + 1));
      for (const Choice& choice : field.choices) {
        deepen(condition(choice.when, above + 1));
        deepen(date(choice.then, above + 1));
      }
      if (field.otherwise) deepen(date(*field.otherwise, above + 1));
      for (const DateRef& ref : field.dates) deepen(date(ref, above + 1));
    });
  }
  int condition(ConditionId id, int above) {
    const Condition& condition = model_.conditions[static_cast<std::size_t>(id)];
    return remember(conditions_[static_cast<std::size_t>(id)], above, [&](auto deepen) {
      for (ConditionId part : condition.parts) deepen(this->condition(part, above + 1));
      deepen(date(condition.date, above + 1));
      deepen(window(condition.window, above + 1));
      deepen(number(condition.left, above + 1));
      deepen(number(condition.right, above + 1));
      if (condition.member_of >= 0) deepen(on_register(condition.member_of, above + 1));
    });
  }
  int on_register(RegisterId id, int above) {
    const Register& reg = model_.registers[static_cast<std::size_t>(id)];
    return remember(registers_[static_cast<std::size_t>(id)], above, [&](auto deepen) {
      if (reg.of >= 0) deepen(on_register(reg.of, above + 1));
      for (const Rule& rule : reg.rules) deepen(condition(rule.condition, above + 1));
    });
  }

  const Model& model_;
  std::vector<int> fields_, conditions_, registers_;
  bool too_deep_ = false;
};

}  // namespace

Status check_limits(const Model& model) {
  constexpr std::int32_t kMostMonths = 12'000, kMostDays = 400'000;
  constexpr std::size_t kMostRules = 200;
  bool too_far = false;
  const auto see_days = [&](std::int32_t days) {
    too_far = too_far || days > kMostDays || days < -kMostDays;
  };
  const auto see_date = [&](const DateRef& ref) {
    see_days(ref.days);
    too_far = too_far || ref.months > kMostMonths || ref.months < -kMostMonths;
  };
  const auto see_window = [&](const Window& window) {
    if (window.from) see_date(*window.from);
    if (window.to) see_date(*window.to);
  };
  const auto far = [](const Place& place) {
    return beyond("a date is moved by more than a thousand years", place, "write a nearer date");
  };
  for (const Field& field : model.fields) {
    for (const Window& window : field.records.windows) see_window(window);
    if (field.records.nearby) {
      see_days(field.records.nearby->from_days);
      see_days(field.records.nearby->to_days);
    }
    for (const Choice& choice : field.choices) see_date(choice.then);
    if (field.otherwise) see_date(*field.otherwise);
    for (const DateRef& ref : field.dates) see_date(ref);
    if (too_far) return far(field.place);
  }
  for (const Condition& condition : model.conditions) {
    see_date(condition.date);
    see_window(condition.window);
    for (const Number* number : {&condition.left, &condition.right}) {
      see_date(number->from);
      see_date(number->at);
    }
    if (too_far) return far(condition.place);
  }
  for (const Clock& clock : model.clocks) {
    if (clock.as_at) see_date(*clock.as_at);
    if (too_far) return far({});
  }
  const auto long_list = [](const Place& place) {
    return beyond("a list has more than 200 rules", place, "split it with a register");
  };
  for (const Register& reg : model.registers) {
    if (reg.rules.size() > kMostRules) return long_list(reg.place);
  }
  for (const Indicator& indicator : model.indicators) {
    if (std::max(indicator.denominator.size(), indicator.numerator.size()) > kMostRules) {
      return long_list(indicator.place);
    }
  }
  if (!Depths(model).within_limit()) {
    return beyond("fields and conditions stand more than a thousand deep on each other", {},
                  "write fewer steps");
  }
  return {};
}

}  // namespace meso::rules::blocks
