// Numbers and their comparison.

#include "rules/checker.h"

namespace meso::rules {
namespace {

bool may_be_missing(const DateRef& date) {
  using Base = DateRef::Base;
  return date.base != Base::kAchievement && date.base != Base::kPeriodEnd && date.base != Base::kYearStart &&
         date.base != Base::kConstant;
}

}  // namespace

std::optional<Checker::Measured> Checker::number(const syntax::Number& written, const Scope& scope) {
  using Kind = syntax::Number::Kind;
  Measured out;
  switch (written.kind) {
    case Kind::kLiteral:
      out.number.kind = Number::Kind::kLiteral;
      out.number.literal = static_cast<float>(written.literal.value);
      out.what = "a number";
      return out;
    case Kind::kName: {
      const FieldId id = named_field(written.name, scope);
      if (id < 0) return std::nullopt;
      const Field& field = model_.fields[static_cast<std::size_t>(id)];
      const std::string& name = written.name.text;
      if (field.kind == Field::Kind::kPair) {
        wrong(scope, written.spot, name + " is a pair and has two values",
              "say which: " + field.first_name + " of " + name + " or " + field.second_name + " of " + name);
        return std::nullopt;
      }
      if (field.kind != Field::Kind::kCountDays && field.kind != Field::Kind::kCountRecords) {
        wrong(scope, written.spot, name + " is a date, and a number is needed here",
              "its value is: value of " + name + "; dates are compared in words: " + name + " after DATE");
        return std::nullopt;
      }
      out.number.kind = Number::Kind::kCount;
      out.number.field = id;
      out.what = "a count";
      return out;
    }
    case Kind::kCount:
      out.number.kind = Number::Kind::kCount;
      out.number.field = unnamed(count(*written.count, scope), written.spot, scope);
      out.what = "a count";
      return out;
    case Kind::kExtreme:
    case Kind::kValueOf:
      return value_of(written, scope);
    case Kind::kComponent:
      return component(written, scope);
    case Kind::kAge:
    case Kind::kBetween: {
      out.number.kind = written.kind == Kind::kAge ? Number::Kind::kAge : Number::Kind::kBetween;
      out.number.unit = written.unit;
      out.what = written.kind == Kind::kAge ? "an age" : "a time between two dates";
      out.may_be_missing = written.kind == Kind::kAge;
      if (written.from) {
        const auto from = date(*written.from, scope);
        if (!from) return std::nullopt;
        out.number.from = *from;
        out.may_be_missing = out.may_be_missing || may_be_missing(*from);
      }
      if (written.at) {
        const auto at = date(*written.at, scope);
        if (!at) return std::nullopt;
        out.number.at = *at;
        out.may_be_missing = out.may_be_missing || may_be_missing(*at);
      }
      return out;
    }
  }
  return std::nullopt;
}

std::optional<Checker::Measured> Checker::value_of(const syntax::Number& written, const Scope& scope) {
  FieldId id = -1;
  std::string name;
  if (const auto* named = std::get_if<syntax::Name>(&*written.picked)) {
    id = named_field(*named, scope);
    name = named->text;
  } else if (const auto* one = std::get_if<syntax::Pick>(&*written.picked)) {
    id = unnamed(pick(*one, scope), one->spot, scope);
    name = "the pick";
  } else {
    const auto& two = std::get<syntax::Pair>(*written.picked);
    wrong(scope, two.spot, "a pair has two values",
          "give it a name with \"field\", then write " + two.first.text + " of NAME");
    return std::nullopt;
  }
  if (id < 0) return std::nullopt;
  return value_of_field(id, name, written.spot, scope);
}

std::optional<Checker::Measured> Checker::value_of_field(FieldId id, const std::string& name,
                                                         const Spot& spot, const Scope& scope) {
  const Field& field = model_.fields[static_cast<std::size_t>(id)];
  using Kind = Field::Kind;
  if (field.kind == Kind::kCountDays || field.kind == Kind::kCountRecords) {
    wrong(scope, spot, name + " is a count already", "leave out \"value of\"");
    return std::nullopt;
  }
  if (field.kind == Kind::kPair) {
    wrong(scope, spot, name + " is a pair and has two values",
          "say which: " + field.first_name + " of " + name + " or " + field.second_name + " of " + name);
    return std::nullopt;
  }
  if (field.kind != Kind::kPick) {
    wrong(scope, spot, name + " is a date chosen from others and has no value",
          "take the value of the field that the date comes from");
    return std::nullopt;
  }
  if (field.tie == Tie::kUnnamed && field.pick != Pick::kHighest && field.pick != Pick::kLowest) {
    wrong(scope, spot, "a day may have several records, and " + name + " does not say whose value is taken",
          "write after its cluster and windows: take highest, or take lowest");
    return std::nullopt;
  }
  Measured out;
  out.number.kind = Number::Kind::kValue;
  out.number.field = id;
  out.may_be_missing = true;
  out.unit = unit_of(field.records.clusters, spot, scope);
  if (!out.unit) return std::nullopt;
  out.what = field.records.clusters.empty()
                 ? name
                 : model_.clusters[static_cast<std::size_t>(field.records.clusters.front())].name;
  return out;
}

std::optional<Checker::Measured> Checker::component(const syntax::Number& written, const Scope& scope) {
  const syntax::Name& name = std::get<syntax::Name>(*written.picked);
  const FieldId id = named_field(name, scope);
  if (id < 0) return std::nullopt;
  const Field& field = model_.fields[static_cast<std::size_t>(id)];
  if (field.kind != Field::Kind::kPair) {
    wrong(scope, written.spot, name.text + " is not a pair", "its value is: value of " + name.text);
    return std::nullopt;
  }
  const bool first = written.name.text == field.first_name;
  if (!first && written.name.text != field.second_name) {
    wrong(scope, written.name.spot, "the pair " + name.text + " has no value called " + written.name.text,
          "its values are " + field.first_name + " and " + field.second_name);
    return std::nullopt;
  }
  Measured out;
  out.number.kind = first ? Number::Kind::kValue : Number::Kind::kSecondValue;
  out.number.field = id;
  out.may_be_missing = true;
  const std::vector<ClusterId>& clusters = first ? field.records.clusters : field.second_clusters;
  out.unit = unit_of(clusters, written.spot, scope);
  if (!out.unit) return std::nullopt;
  out.what = written.name.text + " of " + name.text;
  return out;
}

// Whether a comparison is of two dates with a sign between them, which is told.
bool Checker::compares_dates(const syntax::Comparison& written, const Scope& scope) {
  const auto is_date = [&](const syntax::Number& number) {
    if (number.kind != syntax::Number::Kind::kName) return false;
    if (is_reserved(number.name.text)) return true;
    const Edition* owner = nullptr;
    const auto* field = find_field(number.name.text, scope, &owner);
    return field != nullptr && !std::holds_alternative<syntax::Count>(field->item->body) &&
           !std::holds_alternative<syntax::Pair>(field->item->body);
  };
  if (!is_date(written.left) || (!is_date(written.right) && !is_reserved(written.left.name.text)))
    return false;
  constexpr std::string_view kInWords[] = {"on", "on", "before", "on or before", "after", "on or after"};
  const std::string left = as_written(scope, written.left.spot),
                    right = as_written(scope, written.right.spot);
  wrong(scope, written.left.spot, "dates are compared in words, not with signs",
        written.upper ? "write: " + left + " from " + right + " to " + as_written(scope, written.upper->spot)
                      : "write: " + left + " " +
                            std::string(kInWords[static_cast<std::size_t>(written.compare)]) + " " + right);
  return true;
}

ConditionId Checker::comparison(const syntax::Comparison& written, const Condition& blank,
                                const Scope& scope) {
  if (compares_dates(written, scope)) return -1;
  const auto left = number(written.left, scope);
  const auto right = number(written.right, scope);
  const auto upper = written.upper ? number(*written.upper, scope) : right;
  if (!left || !right || !upper) return -1;
  const auto is_literal = [](const Measured& measured) {
    return measured.number.kind == Number::Kind::kLiteral;
  };
  if (is_literal(*left) && is_literal(*right) && is_literal(*upper)) {
    wrong(scope, written.left.spot, "two numbers are compared that are the same for every patient",
          "put a value, a count or an age on one side");
    return -1;
  }
  // Units: a literal against the other side, or two values against each other.
  const auto check_units = [&](const syntax::Number& one, const Measured& a, const syntax::Number& other,
                               const Measured& b) {
    if (is_literal(a) && is_literal(b)) return;
    if (is_literal(a)) {
      literal(one.literal, b.unit, b.what, scope);
    } else if (is_literal(b)) {
      literal(other.literal, a.unit, a.what, scope);
    } else if (a.unit.has_value() != b.unit.has_value() ||
               (a.unit && *a.unit != *b.unit && *a.unit != terms::kNoUnit && *b.unit != terms::kNoUnit)) {
      wrong(scope, other.spot, a.what + " and " + b.what + " are not measured in the same unit",
            "compare what is measured alike");
    }
  };
  check_units(written.left, *left, written.right, *right);
  if (written.upper) check_units(written.left, *left, *written.upper, *upper);

  Condition out = blank;
  out.kind = Condition::Kind::kNumbers;
  out.left = left->number;
  out.right = right->number;
  out.compare = written.compare;
  out.may_be_unknown = left->may_be_missing || right->may_be_missing;
  if (!written.upper) return add(std::move(out));
  Condition below = out;
  below.right = upper->number;
  below.compare = Compare::kAtMost;
  below.may_be_unknown = left->may_be_missing || upper->may_be_missing;
  Condition both = blank;
  both.kind = Condition::Kind::kAll;
  both.may_be_unknown = out.may_be_unknown || below.may_be_unknown;
  both.parts.push_back(add(std::move(out)));
  both.parts.push_back(add(std::move(below)));
  return add(std::move(both));
}

}  // namespace meso::rules
