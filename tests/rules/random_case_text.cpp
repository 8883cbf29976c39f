// A random case in words: near enough to the rule language to be read, with what
// the language cannot say in brackets.

#include <fmt/format.h>

#include "random_case.h"
#include "records/block.h"

namespace meso::rules::tests {
namespace {

std::string words(Compare compare) {
  constexpr std::array<const char*, 6> kSigns = {"=", "<>", "<", "<=", ">", ">="};
  return kSigns[static_cast<std::size_t>(compare)];
}

class Words {
 public:
  explicit Words(const Model& model) : model_(model) {}

  std::string date(const DateRef& ref, ClockId clock) const {
    constexpr std::array<const char*, 8> kBases = {"ACHV_DAT",  "PPED",      "QSSD",    "",
                                                   "BIRTH_DAT", "DEATH_DAT", "REG_DAT", "DEREG_DAT"};
    std::string text = ref.base == DateRef::Base::kField      ? field_name(ref.field)
                       : ref.base == DateRef::Base::kConstant ? format_date(ref.constant)
                                                              : kBases[static_cast<std::size_t>(ref.base)];
    if (clock != 0 && ref.base != DateRef::Base::kField) text += fmt::format(" [clock {}]", clock);
    if (ref.months != 0) text += fmt::format(" {:+} months", ref.months);
    if (ref.months != 0 && ref.policy == MonthPolicy::kRoll) text += " [roll]";
    if (ref.days != 0) text += fmt::format(" {:+} days", ref.days);
    return text;
  }

  std::string window(const Window& window, ClockId clock) const {
    std::string text;
    if (window.from)
      text += fmt::format(" {}after {}", window.from_included ? "on or " : "", date(*window.from, clock));
    if (window.to)
      text += fmt::format(" {}before {}", window.to_included ? "on or " : "", date(*window.to, clock));
    return text;
  }

  std::string clusters(const std::vector<ClusterId>& ids) const {
    std::string text;
    for (ClusterId id : ids)
      text += (text.empty() ? "" : ", ") + model_.clusters[static_cast<std::size_t>(id)].name;
    return text;
  }

  std::string tests(const std::vector<ValueTest>& tests) const {
    std::string text;
    for (const ValueTest& test : tests)
      text += fmt::format(" with value {} {}", words(test.compare), test.literal);
    return text;
  }

  std::string records(const Records& records, ClockId clock) const {
    std::string text = clusters(records.clusters);
    for (const Window& each : records.windows) text += window(each, clock) + ",";
    text += tests(records.tests);
    if (records.first_or_new) text += " first or new";
    if (records.nearby) {
      const Nearby& nearby = *records.nearby;
      text += fmt::format(" with {} {}{} from {:+} days to {:+} days of it", nearby.absent ? "no" : "a",
                          clusters(nearby.clusters), tests(nearby.tests), nearby.from_days, nearby.to_days);
    }
    return text;
  }

  std::string field(FieldId id) const {
    constexpr std::array<const char*, 4> kPicks = {"earliest", "latest", "highest", "lowest"};
    constexpr std::array<const char*, 3> kTies = {"", " take highest", " take lowest"};
    const Field& field = model_.fields[static_cast<std::size_t>(id)];
    const char* pick = kPicks[static_cast<std::size_t>(field.pick)];
    const char* tie = kTies[static_cast<std::size_t>(field.tie)];
    std::string text = "field " + field_name(id) + "  ";
    switch (field.kind) {
      case Field::Kind::kPick:
        return text + pick + " " + records(field.records, field.clock) + tie;
      case Field::Kind::kPair:
        return text + pick + " day with A in " + records(field.records, field.clock) + " and B in " +
               clusters(field.second_clusters) + tie + " A," +
               kTies[static_cast<std::size_t>(field.second_tie)] + " B";
      case Field::Kind::kCountDays:
        return text + "count days of " + records(field.records, field.clock);
      case Field::Kind::kCountRecords:
        return text + "count records of " + records(field.records, field.clock);
      case Field::Kind::kChoice:
        for (const Choice& choice : field.choices) {
          text += fmt::format("{} when T{}, ", date(choice.then, field.clock), choice.when + 1);
        }
        return text + "otherwise " + (field.otherwise ? date(*field.otherwise, field.clock) : "nothing");
      case Field::Kind::kEarliestOf:
      case Field::Kind::kLatestOf:
        text += field.kind == Field::Kind::kEarliestOf ? "earliest of" : "latest of";
        for (const DateRef& ref : field.dates) text += " (" + date(ref, field.clock) + ")";
        return text;
    }
    return text;
  }

  std::string number(const Number& number, ClockId clock) const {
    constexpr std::array<const char*, 3> kUnits = {"years", "months", "days"};
    const char* unit = kUnits[static_cast<std::size_t>(number.unit)];
    switch (number.kind) {
      case Number::Kind::kLiteral:
        return fmt::format("{}", number.literal);
      case Number::Kind::kValue:
        return "value of " + field_name(number.field);
      case Number::Kind::kSecondValue:
        return "B of " + field_name(number.field);
      case Number::Kind::kCount:
        return field_name(number.field);
      case Number::Kind::kAge:
        return fmt::format("age in {} at {}", unit, date(number.at, clock));
      case Number::Kind::kBetween:
        return fmt::format("{} from {} to {}", unit, date(number.from, clock), date(number.at, clock));
    }
    return "";
  }

  std::string condition(ConditionId id) const {
    const Condition& condition = model_.conditions[static_cast<std::size_t>(id)];
    const ClockId clock = condition.clock;
    std::string text = fmt::format("T{}  ", id + 1);
    switch (condition.kind) {
      case Condition::Kind::kAlways:
        return text + "always";
      case Condition::Kind::kAll:
      case Condition::Kind::kAny:
        for (std::size_t i = 0; i < condition.parts.size(); ++i) {
          const char* join = condition.kind == Condition::Kind::kAll ? " and " : " or ";
          text += fmt::format("{}T{}", i == 0 ? "" : join, condition.parts[i] + 1);
        }
        return text;
      case Condition::Kind::kNot:
        return text + fmt::format("not T{}", condition.parts.front() + 1);
      case Condition::Kind::kPresent:
        return text + date(condition.date, clock) + " exists" + window(condition.window, clock);
      case Condition::Kind::kMissing:
        return text + date(condition.date, clock) + " missing";
      case Condition::Kind::kNumbers:
        return text + number(condition.left, clock) + " " + words(condition.compare) + " " +
               number(condition.right, clock);
      case Condition::Kind::kSex:
        return text + fmt::format("sex is {}", condition.sex);
      case Condition::Kind::kEthnicity:
        return text + "ethnicity in (" + condition.ethnicities.front() + ")";
      case Condition::Kind::kRegister:
        return text + "on " + model_.registers[static_cast<std::size_t>(condition.member_of)].name;
    }
    return text;
  }

  std::string rules(const std::vector<Rule>& rules) const {
    const auto effect = [](const Outcome& outcome) -> std::string {
      if (outcome.kind == Outcome::Kind::kNext) return "next";
      if (outcome.kind == Outcome::Kind::kSelect) return "select";
      if (outcome.klass == Outcome::Class::kPlain) return "reject";
      return outcome.klass == Outcome::Class::kExclusion
                 ? "reject exclusion"
                 : fmt::format("reject adjustment {}", outcome.category);
    };
    std::string text;
    for (const Rule& rule : rules) {
      text += fmt::format("    {}  T{}  {}  otherwise {}\n", rule.number, rule.condition + 1,
                          effect(rule.then), effect(rule.otherwise));
    }
    return text;
  }

  std::string base(RegisterId id) const {
    return id == kGms ? "GMS" : model_.registers[static_cast<std::size_t>(id)].name;
  }
  std::string field_name(FieldId id) const { return model_.fields[static_cast<std::size_t>(id)].name; }

 private:
  const Model& model_;
};

// What shrinking has emptied need not be read.
bool says_nothing(const Condition& condition) {
  return condition.kind == Condition::Kind::kAlways;
}

}  // namespace

std::string describe(const RandomCase& made) {
  const Model& model = made.model;
  const Words words(model);
  std::string text;
  for (const ReferenceDates& each : made.dates) {
    text += fmt::format("asked at {} (QSSD {}, PPED {})\n", format_date(each.achievement),
                        format_date(each.year_start), format_date(each.period_end));
  }
  for (std::size_t i = 1; i < model.clocks.size(); ++i) {
    text += fmt::format("clock {}: as at {}\n", i, words.date(*model.clocks[i].as_at, 0));
  }
  for (const terms::Cluster& cluster : model.clusters) {
    text += fmt::format("cluster {} unit {}:", cluster.name, cluster.unit);
    for (const terms::Code& code : cluster.codes)
      text += fmt::format(" {}|{}", terms::system_name(code.system), code.text);
    text += "\n";
  }
  for (std::size_t i = 0; i < model.fields.size(); ++i) text += words.field(static_cast<FieldId>(i)) + "\n";
  for (std::size_t i = 0; i < model.conditions.size(); ++i) {
    if (!says_nothing(model.conditions[i])) text += words.condition(static_cast<ConditionId>(i)) + "\n";
  }
  for (const Register& reg : model.registers) {
    text += fmt::format("register {} of {} [clock {}]\n{}", reg.name, words.base(reg.of), reg.clock,
                        words.rules(reg.rules));
  }
  for (const Indicator& indicator : model.indicators) {
    text += fmt::format("indicator {} of {}\n   denominator\n{}   numerator\n{}", indicator.name,
                        words.base(indicator.of), words.rules(indicator.denominator),
                        words.rules(indicator.numerator));
  }
  for (const reference::Patient& patient : made.patients) {
    text += fmt::format("patient born {} died {} sex {} ethnicity {}\n", format_date(patient.birth),
                        format_date(patient.death), patient.sex,
                        patient.ethnicity.empty() ? "?" : patient.ethnicity);
    for (const reference::Spell& spell : patient.spells) {
      text += fmt::format("  registered {} to {}\n", format_date(spell.start), format_date(spell.end));
    }
    for (const reference::Event& event : patient.events) {
      text += fmt::format("  {}  {}|{}", format_date(event.date), terms::system_name(event.code.system),
                          event.code.text);
      if (event.value) text += fmt::format("  {} unit {}", *event.value, event.unit);
      if (event.episode != 0) text += fmt::format("  episode {}", event.episode);
      if (event.sequence != 0) text += fmt::format("  sequence {}", event.sequence);
      text += "\n";
    }
  }
  text += fmt::format("{} places\n", made.places.size());
  return text;
}

}  // namespace meso::rules::tests
