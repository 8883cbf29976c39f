#include "random_case.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace meso::rules::tests {
namespace {

constexpr terms::UnitId kOneUnit = 1, kOtherUnit = 2;

const std::array<terms::Code, 8> kCodes = {{{terms::System::kSnomed, "1001"},
                                            {terms::System::kSnomed, "1002"},
                                            {terms::System::kSnomed, "1003"},
                                            {terms::System::kSnomed, "1004"},
                                            {terms::System::kLoinc, "1001"},
                                            {terms::System::kLoinc, "9-1"},
                                            {terms::System::kCtv3, "XE2q5"},
                                            {terms::System::kLocal, "1001"}}};
constexpr std::array<float, 8> kValues = {0, 1, 2, 80, 89.9f, 90, 140, -1};
constexpr std::array<std::int32_t, 9> kMonths = {-1, -3, -6, -9, -12, -15, -24, 1, 12};
constexpr std::array<std::int32_t, 8> kDays = {-90, -21, -7, -1, 1, 14, 28, 365};
const std::array<std::string, 4> kEthnicities = {"", "White", "Black", "Asian"};

class Maker {
 public:
  explicit Maker(Random random) : random_(random) {}

  RandomCase make() {
    make_days();
    for (std::int32_t i = 0, count = random_.between(1, 3); i < count; ++i) {
      made_.dates.push_back(reference_dates(near_a_day(), model().financial_year));
    }
    model().clocks.emplace_back();
    if (chance(30)) {
      Clock clock;
      clock.as_at = run_date();
      model().clocks.push_back(clock);
    }
    make_clusters();
    for (std::int32_t i = 0, count = random_.between(3, 12); i < count; ++i) {
      switch (random_.below(3)) {
        case 0:
          make_condition();
          break;
        case 1:
          make_field();
          break;
        default:
          chance(70) ? make_field() : make_register();
      }
    }
    make_register();
    for (std::int32_t i = 0, count = random_.between(1, 2); i < count; ++i) make_indicator();
    for (std::int32_t i = 0, count = random_.between(1, 5); i < count; ++i) make_patient();
    // Few different patients may fill many places: what is at stake there is blocks, not medicine.
    const std::int32_t places = chance(2) ? random_.between(2040, 4200) : std::ssize(made_.patients);
    for (std::int32_t i = 0; i < places; ++i) {
      const auto patients = static_cast<std::uint32_t>(made_.patients.size());
      made_.places.push_back(i < std::ssize(made_.patients) ? static_cast<std::uint32_t>(i)
                                                            : random_.below(patients));
    }
    return std::move(made_);
  }

 private:
  Model& model() { return made_.model; }
  bool chance(std::uint32_t percent) { return random_.below(100) < percent; }
  template <class T, std::size_t kSize>
  const T& any_of(const std::array<T, kSize>& of) {
    return of[random_.below(kSize)];
  }
  std::int32_t index(std::size_t size) {
    return static_cast<std::int32_t>(random_.below(static_cast<std::uint32_t>(size)));
  }

  // ---- Days: few, so that things meet; on the edges of months and years.

  void make_days() {
    constexpr std::array<std::int32_t, 4> kYears = {2022, 2023, 2024, 2025};
    constexpr std::array<std::pair<std::int32_t, std::int32_t>, 9> kEdges = {
        {{2, 28}, {2, 29}, {3, 1}, {3, 31}, {4, 1}, {8, 31}, {9, 30}, {12, 31}, {6, 15}}};
    for (std::int32_t i = 0; i < 6; ++i) {
      const auto [month, day] = any_of(kEdges);
      const auto date = date_from_civil(any_of(kYears), month, day);
      days_.push_back(date ? *date : *date_from_civil(2024, 2, 29));
    }
  }

  // One of the case's days, moved as its rules move days, and often a day beside that.
  Date near_a_day() {
    Date day = days_[static_cast<std::size_t>(index(days_.size()))];
    if (chance(50))
      day = add_months(day, any_of(kMonths), chance(80) ? MonthPolicy::kClamp : MonthPolicy::kRoll);
    if (chance(25)) day = add_days(day, any_of(kDays));
    return add_days(day, chance(50) ? 0 : random_.between(-1, 1));
  }

  void move(DateRef& ref) {
    ref.policy = chance(75) ? MonthPolicy::kClamp : MonthPolicy::kRoll;
    if (chance(35)) ref.months = any_of(kMonths);
    if (chance(20)) ref.days = any_of(kDays);
    if (chance(2)) ref.months = chance(50) ? 1200 : -2400;  // out of what a record can hold
  }

  DateRef run_date() {
    DateRef ref;
    constexpr std::array<DateRef::Base, 4> kBases = {DateRef::Base::kAchievement, DateRef::Base::kPeriodEnd,
                                                     DateRef::Base::kYearStart, DateRef::Base::kConstant};
    ref.base = kBases[chance(60) ? 0 : 1 + random_.below(3)];
    ref.constant = near_a_day();
    move(ref);
    return ref;
  }

  DateRef any_date() {
    if (!dated_.empty() && chance(45)) {
      DateRef ref;
      ref.base = DateRef::Base::kField;
      ref.field = dated_[static_cast<std::size_t>(index(dated_.size()))];
      move(ref);
      return ref;
    }
    if (chance(70)) return run_date();
    constexpr std::array<DateRef::Base, 4> kBases = {DateRef::Base::kBirth, DateRef::Base::kDeath,
                                                     DateRef::Base::kRegistered,
                                                     DateRef::Base::kDeregistered};
    DateRef ref;
    ref.base = any_of(kBases);
    move(ref);
    if (ref.base == DateRef::Base::kBirth && chance(50)) ref.months = 12 * random_.between(0, 90);
    return ref;
  }

  Window any_window() {
    Window window;
    switch (random_.below(5)) {
      case 0: {  // in the N months to D
        window.to = any_date();
        window.from = *window.to;
        window.from->months -= random_.between(1, 24);
        window.from_included = false;
        break;
      }
      case 1:  // from A to B
        window.from = any_date();
        window.to = any_date();
        break;
      case 2:  // after, on or after
        window.from = any_date();
        window.from_included = chance(50);
        break;
      case 3:  // before, on or before
        window.to = any_date();
        window.to_included = chance(50);
        break;
      default:  // on
        window.from = any_date();
        window.to = *window.from;
    }
    return window;
  }

  // ---- Records and fields

  void make_clusters() {
    for (std::int32_t i = 0, count = random_.between(2, 5); i < count; ++i) {
      terms::Cluster cluster;
      cluster.name = "C" + std::to_string(i + 1);
      cluster.unit = chance(40) ? terms::kNoUnit : chance(70) ? kOneUnit : kOtherUnit;
      std::set<terms::Code> codes;
      for (std::int32_t k = 0, size = random_.between(1, 4); k < size; ++k) codes.insert(any_of(kCodes));
      cluster.codes.assign(codes.begin(), codes.end());
      model().clusters.push_back(std::move(cluster));
    }
  }

  std::vector<ClusterId> any_clusters() {
    std::vector<ClusterId> clusters = {index(model().clusters.size())};
    if (chance(30)) clusters.push_back(index(model().clusters.size()));
    return clusters;
  }

  ValueTest any_test() { return {static_cast<Compare>(random_.below(6)), any_of(kValues)}; }

  Records any_records() {
    Records records;
    records.clusters = any_clusters();
    if (chance(40)) {
      Window implied;
      implied.to = DateRef{};
      records.windows.push_back(implied);
    }
    if (chance(60)) records.windows.push_back(any_window());
    if (chance(15)) records.tests.push_back(any_test());
    records.first_or_new = chance(8);
    if (chance(15)) {
      Nearby nearby;
      nearby.clusters = any_clusters();
      if (chance(25)) nearby.tests.push_back(any_test());
      nearby.from_days = chance(30) ? 0 : random_.between(-30, 5);
      nearby.to_days = chance(30) ? 0 : random_.between(-5, 30);
      nearby.absent = chance(35);
      records.nearby = nearby;
    }
    return records;
  }

  void make_field() {
    Field field;
    const auto id = static_cast<FieldId>(model().fields.size());
    field.name = "F" + std::to_string(id + 1);
    field.clock = index(model().clocks.size());
    const std::uint32_t roll = random_.below(100);
    if (roll < 55) {
      field.records = any_records();
      field.pick = static_cast<Pick>(random_.below(4));
      field.tie = static_cast<Tie>(random_.below(3));
      valued_.push_back(id);
    } else if (roll < 68) {
      field.kind = Field::Kind::kPair;
      field.records = any_records();
      field.records.tests.clear();
      field.records.nearby.reset();
      field.records.first_or_new = false;
      field.second_clusters = any_clusters();
      field.pick = chance(50) ? Pick::kEarliest : Pick::kLatest;
      field.tie = chance(50) ? Tie::kHighest : Tie::kLowest;
      field.second_tie = chance(50) ? Tie::kHighest : Tie::kLowest;
      valued_.push_back(id);
      paired_.push_back(id);
    } else if (roll < 82) {
      field.kind = chance(60) ? Field::Kind::kCountDays : Field::Kind::kCountRecords;
      field.records = any_records();
      counted_.push_back(id);
    } else if (roll < 91 && !model().conditions.empty()) {
      field.kind = Field::Kind::kChoice;
      for (std::int32_t i = 0, count = random_.between(1, 2); i < count; ++i) {
        field.choices.push_back({index(model().conditions.size()), any_date()});
      }
      field.otherwise = any_date();
    } else {
      field.kind = chance(50) ? Field::Kind::kEarliestOf : Field::Kind::kLatestOf;
      for (std::int32_t i = 0, count = random_.between(1, 3); i < count; ++i)
        field.dates.push_back(any_date());
    }
    if (field.kind != Field::Kind::kCountDays && field.kind != Field::Kind::kCountRecords)
      dated_.push_back(id);
    model().fields.push_back(std::move(field));
  }

  // ---- Conditions

  Number any_number() {
    Number number;
    const auto field_of = [&](const std::vector<FieldId>& ids, Number::Kind kind) {
      number.kind = kind;
      number.field = ids[static_cast<std::size_t>(index(ids.size()))];
    };
    const std::uint32_t roll = random_.below(100);
    if (roll < 35 && !valued_.empty()) {
      field_of(valued_, Number::Kind::kValue);
    } else if (roll < 50 && !paired_.empty()) {
      field_of(paired_, Number::Kind::kSecondValue);
    } else if (roll < 65 && !counted_.empty()) {
      field_of(counted_, Number::Kind::kCount);
    } else if (roll < 85) {
      number.kind = Number::Kind::kAge;
      number.unit = static_cast<AgeUnit>(random_.below(3));
      number.at = any_date();
    } else {
      number.kind = Number::Kind::kBetween;
      number.unit = static_cast<AgeUnit>(random_.below(3));
      number.from = any_date();
      number.at = any_date();
    }
    return number;
  }

  Number literal_for(const Number& number) {
    Number literal;
    literal.literal = any_of(kValues);
    if (number.kind == Number::Kind::kCount) literal.literal = static_cast<float>(random_.between(0, 3));
    if (number.kind == Number::Kind::kAge || number.kind == Number::Kind::kBetween) {
      constexpr std::array<std::int32_t, 3> kPerYear = {1, 12, 365};
      literal.literal =
          static_cast<float>(random_.between(-1, 90) * kPerYear[static_cast<std::size_t>(number.unit)]);
    }
    return literal;
  }

  ConditionId make_condition() {
    Condition condition;
    condition.clock = index(model().clocks.size());
    const bool has_parts = !model().conditions.empty();
    const std::uint32_t roll = random_.below(100);
    if (roll < 35) {
      condition.kind = Condition::Kind::kPresent;
      condition.date = any_date();
      if (chance(80)) condition.window = any_window();
    } else if (roll < 42) {
      condition.kind = Condition::Kind::kMissing;
      condition.date = any_date();
    } else if (roll < 68) {
      condition.kind = Condition::Kind::kNumbers;
      condition.left = any_number();
      condition.right = chance(75) ? literal_for(condition.left) : any_number();
      if (chance(15)) std::swap(condition.left, condition.right);
      condition.compare = static_cast<Compare>(random_.below(6));
    } else if (roll < 85 && has_parts) {
      condition.kind = chance(50) ? Condition::Kind::kAll : Condition::Kind::kAny;
      for (std::int32_t i = 0, count = random_.between(2, 3); i < count; ++i) {
        condition.parts.push_back(index(model().conditions.size()));
      }
    } else if (roll < 90 && has_parts) {
      condition.kind = Condition::Kind::kNot;
      condition.parts.push_back(index(model().conditions.size()));
    } else if (roll < 93) {
      condition.kind = Condition::Kind::kSex;
      condition.sex = static_cast<std::uint8_t>(random_.between(1, 3));
    } else if (roll < 95) {
      condition.kind = Condition::Kind::kEthnicity;
      condition.ethnicities = {kEthnicities[1 + random_.below(3)], "Other"};
    } else if (roll < 99 && !model().registers.empty()) {
      condition.kind = Condition::Kind::kRegister;
      condition.member_of = index(model().registers.size());
    }
    model().conditions.push_back(std::move(condition));
    return static_cast<ConditionId>(model().conditions.size()) - 1;
  }

  ConditionId any_condition() {
    return model().conditions.empty() || chance(50) ? make_condition() : index(model().conditions.size());
  }

  // ---- Rules

  Outcome any_outcome(bool denominator, bool may_pass) {
    Outcome outcome;
    outcome.kind = may_pass && chance(40) ? Outcome::Kind::kNext
                   : chance(50)           ? Outcome::Kind::kSelect
                                          : Outcome::Kind::kReject;
    if (outcome.kind == Outcome::Kind::kReject && denominator) {
      outcome.klass = chance(50) ? Outcome::Class::kExclusion : Outcome::Class::kAdjustment;
      outcome.name = "X";
      if (outcome.klass == Outcome::Class::kAdjustment)
        outcome.category = static_cast<std::uint8_t>(random_.between(1, 6));
    }
    return outcome;
  }

  std::vector<Rule> any_rules(bool denominator) {
    std::vector<Rule> rules;
    const std::int32_t count = random_.between(1, 4);
    for (std::int32_t i = 1; i <= count; ++i) {
      Rule rule;
      rule.number = i;
      rule.condition = any_condition();
      rule.then = any_outcome(denominator, i < count);
      if (i == count || chance(15)) rule.otherwise = any_outcome(denominator, i < count);
      rules.push_back(std::move(rule));
    }
    return rules;
  }

  void make_register() {
    Register reg;
    reg.rules = any_rules(false);  // first: its conditions may ask for registers that are there already
    reg.name = "R" + std::to_string(model().registers.size() + 1);
    reg.clock = index(model().clocks.size());
    if (!model().registers.empty() && chance(30)) reg.of = index(model().registers.size());
    model().registers.push_back(std::move(reg));
  }

  void make_indicator() {
    Indicator indicator;
    indicator.name = "I" + std::to_string(model().indicators.size() + 1);
    indicator.of = chance(60) ? kGms : index(model().registers.size());
    indicator.denominator = any_rules(true);
    indicator.numerator = any_rules(false);
    model().indicators.push_back(std::move(indicator));
  }

  // ---- Patients

  void make_patient() {
    reference::Patient patient;
    if (chance(93)) {
      patient.birth = add_months(near_a_day(), -12 * random_.between(0, 91), MonthPolicy::kClamp);
      if (chance(30)) patient.birth = add_days(patient.birth, random_.between(-1, 1));
    }
    if (chance(8)) patient.death = near_a_day();
    patient.sex = static_cast<std::uint8_t>(random_.below(4));
    patient.ethnicity = any_of(kEthnicities);
    const std::int32_t spells = chance(5) ? 0 : chance(75) ? 1 : random_.between(2, 3);
    for (std::int32_t i = 0; i < spells; ++i) {
      reference::Spell spell;
      spell.start = chance(60)   ? Date{30000 + random_.between(0, 9)}
                    : chance(95) ? near_a_day()
                                 : kUnknownDate;
      if (chance(35)) spell.end = near_a_day();
      patient.spells.push_back(spell);
    }
    for (std::int32_t i = 0, count = random_.between(0, 12); i < count; ++i) {
      if (!patient.events.empty() && chance(30)) {
        // Another record beside one that is there: the same day, or the edge of a window from it.
        reference::Event event = patient.events[static_cast<std::size_t>(index(patient.events.size()))];
        if (chance(70)) event.code = any_of(kCodes);
        if (chance(70)) event.value = any_value();
        if (chance(20)) event.unit = any_unit();
        if (chance(50)) event.sequence = random_.below(3);
        if (chance(35) && event.date != kUnknownDate) {
          const std::int32_t moved = chance(50) ? any_of(kDays) : random_.between(-31, 31);
          event.date = Date{std::clamp(event.date.days + moved, 1, 65535)};
        }
        patient.events.push_back(event);
        continue;
      }
      reference::Event event;
      event.code = any_of(kCodes);
      event.date = chance(4) ? kUnknownDate : chance(1) ? Date{chance(50) ? 1 : 65535} : near_a_day();
      event.value = any_value();
      event.unit = any_unit();
      event.episode = static_cast<std::uint8_t>(random_.below(6));
      event.sequence = chance(60) ? 0 : random_.below(3);
      patient.events.push_back(event);
    }
    made_.patients.push_back(std::move(patient));
  }

  std::optional<float> any_value() { return chance(25) ? std::nullopt : std::optional(any_of(kValues)); }
  terms::UnitId any_unit() {
    return chance(55)   ? terms::kNoUnit
           : chance(60) ? kOneUnit
           : chance(70) ? kOtherUnit
                        : terms::kUnknownUnit;
  }

  Random random_;
  RandomCase made_;
  std::vector<Date> days_;
  std::vector<FieldId> dated_, valued_, paired_, counted_;
};

}  // namespace

RandomCase random_case(Random random) {
  return Maker(random).make();
}

Hardness hardness(const RandomCase& random_case) {
  Hardness hard;
  const auto on_field = [](const std::optional<DateRef>& ref) {
    return ref && ref->base == DateRef::Base::kField;
  };
  const auto see_window = [&](const Window& window) {
    hard.window_on_field = hard.window_on_field || on_field(window.from) || on_field(window.to);
  };
  for (const Field& field : random_case.model.fields) {
    hard.pair = hard.pair || field.kind == Field::Kind::kPair;
    hard.tie = hard.tie || field.tie != Tie::kUnnamed;
    for (const Window& window : field.records.windows) see_window(window);
  }
  for (const Condition& condition : random_case.model.conditions) see_window(condition.window);
  for (const reference::Patient& patient : random_case.patients) {
    std::set<Date> days;
    for (const reference::Event& event : patient.events) {
      hard.missing_value = hard.missing_value || !event.value;
      hard.foreign_unit = hard.foreign_unit || event.unit != terms::kNoUnit;
      hard.same_day = hard.same_day || !days.insert(event.date).second;
    }
  }
  return hard;
}

}  // namespace meso::rules::tests
