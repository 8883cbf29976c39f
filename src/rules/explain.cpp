#include "rules/explain.h"

#include <algorithm>
#include <set>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace meso::rules {
namespace {

using reference::Evaluation;
using reference::FieldValue;
using reference::Patient;
using reference::RuleTrace;
using reference::Truth;

std::string truth_word(Truth truth) {
  return truth == Truth::kTrue ? "true" : truth == Truth::kFalse ? "false" : "unknown";
}

std::string number_text(float value) {
  return fmt::format("{:.7g}", value);
}

std::string_view comparator_sign(std::uint8_t comparator) {
  static constexpr std::string_view kSigns[] = {"", "<", "<=", ">=", ">", "about "};
  return comparator < std::size(kSigns) ? kSigns[comparator] : "";
}

// Writes one explanation: remembers which fields were already shown.
class Writer {
 public:
  Writer(const Model& model, const Patient& patient, const ReferenceDates& dates)
      : model_(model), patient_(patient), evaluation_(model, patient, dates) {}

  Evaluation& evaluation() { return evaluation_; }
  std::vector<ExplainedField> take_fields() { return std::move(fields_); }

  // The base population as the first step of every path.
  ExplainedRule base() {
    ExplainedRule row;
    row.list = "base GMS";
    row.text = "registered and alive on ACHV_DAT";
    const bool in = evaluation_.in_gms();
    row.truth = in ? "true" : "false";
    for (const auto& [name, kind] : {std::pair{"REG_DAT", DateRef::Base::kRegistered},
                                     std::pair{"DEREG_DAT", DateRef::Base::kDeregistered},
                                     std::pair{"DEATH_DAT", DateRef::Base::kDeath}}) {
      DateRef ref;
      ref.base = kind;
      const auto date = evaluation_.date(ref, 0);
      row.tests.push_back({name, date ? "true" : "false", date ? format_date(*date) : "missing"});
    }
    row.outcome = in ? "next rule" : "rejected";
    return row;
  }

  std::vector<ExplainedRule> rules(const std::vector<RuleTrace>& path, const std::vector<Rule>& list,
                                   const std::string& name) {
    std::vector<ExplainedRule> out;
    for (const RuleTrace& trace : path) {
      const Rule& rule = list[static_cast<std::size_t>(trace.rule)];
      ExplainedRule row;
      row.list = name;
      row.number = rule.number;
      row.text = condition(rule.condition).text;
      row.truth = truth_word(trace.truth);
      add_tests(rule.condition, row.tests);
      row.outcome = outcome_words(trace.outcome);
      out.push_back(std::move(row));
    }
    return out;
  }

  // The leaves that made a condition come out as it did: of an `and` that failed its first failure, of an
  // `or` that failed all, of those that held the parts that held.
  std::string reason(ConditionId id, bool held) {
    std::vector<std::string> leaves;
    add_reasons(id, held, leaves);
    return fmt::format("{}", fmt::join(leaves, "; "));
  }

 private:
  void add_reasons(ConditionId id, bool held, std::vector<std::string>& leaves) {
    const Condition& test = condition(id);
    const auto as_wanted = [&](ConditionId part) {
      return (evaluation_.condition(part) == Truth::kTrue) == held;
    };
    switch (test.kind) {
      case Condition::Kind::kAlways:
        return;
      case Condition::Kind::kNot:
        return add_reasons(test.parts.front(), !held, leaves);
      case Condition::Kind::kAll:
      case Condition::Kind::kAny: {
        const bool one_is_enough = (test.kind == Condition::Kind::kAny) == held;
        for (ConditionId part : test.parts) {
          if (!as_wanted(part)) continue;
          add_reasons(part, held, leaves);
          if (one_is_enough) return;
        }
        return;
      }
      default: {
        const std::string why = because(test);
        leaves.push_back(
            fmt::format("{}{}{}", held ? "" : "not ", test.text, why.empty() ? "" : " (" + why + ")"));
      }
    }
  }

  const Condition& condition(ConditionId id) const { return model_.conditions[static_cast<std::size_t>(id)]; }
  const Field& field(FieldId id) const { return model_.fields[static_cast<std::size_t>(id)]; }

  std::string field_name(FieldId id) const {
    const Field& definition = field(id);
    return definition.name.empty() ? "(" + definition.text + ")" : definition.name;
  }

  std::string ref_name(const DateRef& ref) const {
    std::string name;
    switch (ref.base) {
      case DateRef::Base::kAchievement:
        name = "ACHV_DAT";
        break;
      case DateRef::Base::kPeriodEnd:
        name = "PPED";
        break;
      case DateRef::Base::kYearStart:
        name = "QSSD";
        break;
      case DateRef::Base::kConstant:
        name = format_date(ref.constant);
        break;
      case DateRef::Base::kBirth:
        name = "BIRTH_DAT";
        break;
      case DateRef::Base::kDeath:
        name = "DEATH_DAT";
        break;
      case DateRef::Base::kRegistered:
        name = "REG_DAT";
        break;
      case DateRef::Base::kDeregistered:
        name = "DEREG_DAT";
        break;
      case DateRef::Base::kField:
        name = field_name(ref.field);
        break;
    }
    if (ref.months != 0)
      name += fmt::format(" {} {} months", ref.months < 0 ? "-" : "+", std::abs(ref.months));
    if (ref.days != 0) name += fmt::format(" {} {} days", ref.days < 0 ? "-" : "+", std::abs(ref.days));
    return name;
  }

  void show(const DateRef& ref) {
    if (ref.base == DateRef::Base::kField) show_field(ref.field);
  }

  void show(const Window& window) {
    if (window.from) show(*window.from);
    if (window.to) show(*window.to);
  }

  std::string record_words(std::int32_t index) const {
    const reference::Event& event = patient_.events[static_cast<std::size_t>(index)];
    std::string words = fmt::format("{} {}", terms::system_name(event.code.system), event.code.text);
    if (event.value) {
      words += fmt::format(", {}{}", comparator_sign(event.comparator), number_text(*event.value));
      if (event.unit != terms::kNoUnit) words += fmt::format(" {}", terms::unit_name(event.unit));
    }
    return words + " on " + format_date(event.date);
  }

  // Fields that a field depends on come before it, so that the story reads downwards.
  void show_field(FieldId id) {
    if (!shown_.insert(id).second) return;
    const Field& definition = field(id);
    for (const Window& window : definition.records.windows) show(window);
    for (const Choice& choice : definition.choices) {
      add_fields(choice.when);
      show(choice.then);
    }
    if (definition.otherwise) show(*definition.otherwise);
    for (const DateRef& ref : definition.dates) show(ref);

    const FieldValue& value = evaluation_.field(id);
    ExplainedField row;
    row.name = field_name(id);
    row.text = definition.text;
    row.value = value_words(definition, value);
    if (value.event >= 0) row.records.push_back(record_words(value.event));
    if (value.second_event >= 0) row.records.push_back(record_words(value.second_event));
    fields_.push_back(std::move(row));
  }

  std::string value_words(const Field& definition, const FieldValue& value) const {
    if (definition.kind == Field::Kind::kCountDays) return fmt::format("{} days", value.count);
    if (definition.kind == Field::Kind::kCountRecords) return fmt::format("{} records", value.count);
    if (!value.present) return "missing";
    std::string date = format_date(value.date);
    if (definition.kind == Field::Kind::kPair) {
      return fmt::format("{} {}, {} {} on {}", definition.first_name,
                         value.value ? number_text(*value.value) : "without a value", definition.second_name,
                         value.second_value ? number_text(*value.second_value) : "without a value", date);
    }
    const bool projects = definition.kind == Field::Kind::kPick &&
                          (definition.tie != Tie::kUnnamed || definition.pick == Pick::kHighest ||
                           definition.pick == Pick::kLowest);
    if (projects) return (value.value ? number_text(*value.value) : "without a value") + " on " + date;
    return date;
  }

  void add_fields(ConditionId id) {
    const Condition& test = condition(id);
    for (ConditionId part : test.parts) add_fields(part);
    show(test.date);
    show(test.window);
    for (const Number* number : {&test.left, &test.right}) {
      if (number->field >= 0) show_field(number->field);
      if (number->kind == Number::Kind::kAge || number->kind == Number::Kind::kBetween) show(number->at);
      if (number->kind == Number::Kind::kBetween) show(number->from);
    }
  }

  void add_tests(ConditionId id, std::vector<ExplainedTest>& tests) {
    const Condition& test = condition(id);
    switch (test.kind) {
      case Condition::Kind::kAll:
      case Condition::Kind::kAny:
      case Condition::Kind::kNot:
        for (ConditionId part : test.parts) add_tests(part, tests);
        return;
      case Condition::Kind::kAlways:
        return;
      default:
        break;
    }
    add_fields(id);
    tests.push_back({test.text, truth_word(evaluation_.condition(id)), because(test)});
  }

  std::string because(const Condition& test) {
    switch (test.kind) {
      case Condition::Kind::kPresent:
      case Condition::Kind::kMissing: {
        const auto date = evaluation_.date(test.date, test.clock);
        if (!date) return ref_name(test.date) + " is missing";
        if (!test.window.from && !test.window.to) return ref_name(test.date) + " is " + format_date(*date);
        return format_date(*date) + window_words(test);
      }
      case Condition::Kind::kNumbers: {
        std::string words = number_words(test.left, test.clock);
        if (test.right.kind != Number::Kind::kLiteral)
          words += " against " + number_words(test.right, test.clock);
        return words;
      }
      case Condition::Kind::kSex: {
        static constexpr std::string_view kSexes[] = {"sex is not recorded", "male", "female", "other"};
        return std::string(kSexes[patient_.sex < 4 ? patient_.sex : 0]);
      }
      case Condition::Kind::kEthnicity:
        return patient_.ethnicity.empty() ? "ethnicity is not recorded" : "ethnicity " + patient_.ethnicity;
      case Condition::Kind::kRegister: {
        const auto answer = evaluation_.on_register(test.member_of);
        return answer.standing == PatientStanding::kIn ? "on the register" : "not on the register";
      }
      default:
        return "";
    }
  }

  // The window as whole days, both ends in: "; asked: 2025-04-01 to 2026-03-31".
  std::string window_words(const Condition& test) {
    const Window& window = test.window;
    std::optional<Date> from, to;
    if (window.from) {
      from = evaluation_.date(*window.from, test.clock);
      if (!from) return ", but " + ref_name(*window.from) + " is missing";
      if (!window.from_included) from = add_days(*from, 1);
    }
    if (window.to) {
      to = evaluation_.date(*window.to, test.clock);
      if (!to) return ", but " + ref_name(*window.to) + " is missing";
      if (!window.to_included) to = add_days(*to, -1);
    }
    if (from && to && *from == *to) return "; asked: " + format_date(*from);
    if (from && to) return "; asked: " + format_date(*from) + " to " + format_date(*to);
    return from ? "; asked: from " + format_date(*from) : "; asked: up to " + format_date(*to);
  }

  std::string number_words(const Number& number, ClockId clock) {
    const auto value = evaluation_.number(number, clock);
    if (value) return number_text(*value);
    if (number.field >= 0) {
      return field_name(number.field) +
             (evaluation_.field(number.field).present ? " has no value" : " is missing");
    }
    return "not known";
  }

  const Model& model_;
  const Patient& patient_;
  Evaluation evaluation_;
  std::set<FieldId> shown_;
  std::vector<ExplainedField> fields_;
};

std::int32_t rule_number(const std::vector<Rule>& rules, std::uint8_t position) {
  return position == 0 ? 0 : rules[static_cast<std::size_t>(position - 1)].number;
}

void append(std::vector<ExplainedRule>& to, std::vector<ExplainedRule> rows) {
  std::move(rows.begin(), rows.end(), std::back_inserter(to));
}

std::string deciding_reason(Writer& writer, const std::vector<Rule>& rules,
                            const std::vector<RuleTrace>& path) {
  if (path.empty()) return "";
  const RuleTrace& last = path.back();
  return writer.reason(rules[static_cast<std::size_t>(last.rule)].condition, last.truth == Truth::kTrue);
}

std::string indicator_reason(Writer& writer, const Indicator& definition, IndicatorId indicator) {
  const auto numerator = writer.evaluation().numerator_path(indicator);
  if (!numerator.empty()) return deciding_reason(writer, definition.numerator, numerator);
  return deciding_reason(writer, definition.denominator, writer.evaluation().denominator_path(indicator));
}

// The registers that `reg` is of, outermost first, then `reg` itself.
void append_register_rules(Writer& writer, const Model& model, RegisterId reg,
                           std::vector<ExplainedRule>& rules) {
  if (reg == kGms) {
    rules.push_back(writer.base());
    return;
  }
  const Register& definition = model.registers[static_cast<std::size_t>(reg)];
  append_register_rules(writer, model, definition.of, rules);
  append(rules, writer.rules(writer.evaluation().register_path(reg), definition.rules,
                             "register " + definition.name));
}

}  // namespace

std::string standing_words(PatientStanding standing) {
  switch (standing) {
    case PatientStanding::kNotInBase:
      return "not asked about: not registered that day, or not on the register";
    case PatientStanding::kOut:
      return "not on the register";
    case PatientStanding::kIn:
      return "on the register";
    case PatientStanding::kExcluded:
      return "excluded: not part of the indicator";
    case PatientStanding::kAdjusted:
      return "adjusted: left out for a recorded reason";
    case PatientStanding::kNotMet:
      return "in the denominator, not in the numerator";
    case PatientStanding::kMet:
      return "in the denominator and in the numerator";
  }
  return "";
}

std::string_view standing_word(PatientStanding standing) {
  static constexpr std::string_view kWords[] = {"not_in_base", "out",     "in", "excluded",
                                                "adjusted",    "missing", "met"};
  return kWords[static_cast<std::size_t>(standing)];
}

std::string outcome_words(const Outcome& outcome) {
  if (outcome.kind == Outcome::Kind::kNext) return "next rule";
  if (outcome.kind == Outcome::Kind::kSelect) return "selected";
  switch (outcome.klass) {
    case Outcome::Class::kPlain:
      return "rejected";
    case Outcome::Class::kExclusion:
      return "rejected: exclusion " + outcome.name;
    case Outcome::Class::kAdjustment:
      return fmt::format("rejected: adjustment {} {}", outcome.category, outcome.name);
  }
  return "";
}

std::string reason_on_indicator(const Model& model, const Patient& patient, const ReferenceDates& dates,
                                IndicatorId indicator) {
  Writer writer(model, patient, dates);
  return indicator_reason(writer, model.indicators[static_cast<std::size_t>(indicator)], indicator);
}

std::string reason_on_register(const Model& model, const Patient& patient, const ReferenceDates& dates,
                               RegisterId reg) {
  Writer writer(model, patient, dates);
  return deciding_reason(writer, model.registers[static_cast<std::size_t>(reg)].rules,
                         writer.evaluation().register_path(reg));
}

Explanation explain_indicator(const Model& model, const Patient& patient, const ReferenceDates& dates,
                              IndicatorId indicator) {
  const Indicator& definition = model.indicators[static_cast<std::size_t>(indicator)];
  Writer writer(model, patient, dates);
  const IndicatorAnswer answer = writer.evaluation().indicator(indicator);
  Explanation out;
  out.id = definition.name;
  out.title = definition.title;
  out.provenance = definition.provenance;
  out.code = answer.standing;
  out.standing = standing_words(answer.standing);
  out.because = indicator_reason(writer, definition, indicator);
  out.deciding_rule = rule_number(definition.denominator, answer.rule);
  append_register_rules(writer, model, definition.of, out.rules);
  append(out.rules, writer.rules(writer.evaluation().denominator_path(indicator), definition.denominator,
                                 "denominator"));
  append(out.rules,
         writer.rules(writer.evaluation().numerator_path(indicator), definition.numerator, "numerator"));
  out.fields = writer.take_fields();
  return out;
}

Explanation explain_register(const Model& model, const Patient& patient, const ReferenceDates& dates,
                             RegisterId reg) {
  const Register& definition = model.registers[static_cast<std::size_t>(reg)];
  Writer writer(model, patient, dates);
  const RegisterAnswer answer = writer.evaluation().on_register(reg);
  Explanation out;
  out.id = definition.name;
  out.title = definition.title;
  out.provenance = definition.provenance;
  out.code = answer.standing;
  out.standing = standing_words(answer.standing);
  out.because = deciding_reason(writer, definition.rules, writer.evaluation().register_path(reg));
  out.deciding_rule = rule_number(definition.rules, answer.rule);
  append_register_rules(writer, model, reg, out.rules);
  out.fields = writer.take_fields();
  return out;
}

}  // namespace meso::rules
