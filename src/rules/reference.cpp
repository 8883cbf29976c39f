// The reference interpreter. Each function below is one sentence of docs/rules.md; read them side by side.
//
// It walks a plain list of events again for every question and keeps only what it has answered already
// (fields, conditions, registers). Nothing is precomputed but which events have which code. It is written to
// be believed, so a change that makes it faster and longer is a change for the worse.

#include "rules/reference.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace meso::rules::reference {
namespace {

// records::Episode, as stored: this file includes nothing of records.
constexpr std::uint8_t kFirstEpisode = 1;
constexpr std::uint8_t kNewEpisode = 2;

Truth truth(bool value) {
  return value ? Truth::kTrue : Truth::kFalse;
}

template <class T>
bool compares(T left, Compare compare, T right) {
  switch (compare) {
    case Compare::kEqual:
      return left == right;
    case Compare::kNotEqual:
      return left != right;
    case Compare::kBelow:
      return left < right;
    case Compare::kAtMost:
      return left <= right;
    case Compare::kAbove:
      return left > right;
    case Compare::kAtLeast:
      return left >= right;
  }
  return false;
}

float completed(AgeUnit unit, Date from, Date to) {
  switch (unit) {
    case AgeUnit::kYears:
      return static_cast<float>(completed_years(from, to));
    case AgeUnit::kMonths:
      return static_cast<float>(completed_months(from, to));
    case AgeUnit::kDays:
      return static_cast<float>(to.days - from.days);
  }
  return 0;
}

std::optional<Date> recorded(Date date) {
  if (!date.is_recorded()) return std::nullopt;
  return date;
}

}  // namespace

struct Evaluation::State {
  const Model& model;
  const Patient& patient;
  const ReferenceDates run_dates;

  std::map<terms::Code, std::vector<int>> events_by_code;
  std::vector<std::optional<FieldValue>> fields;
  std::vector<std::optional<Truth>> conditions;
  std::vector<std::optional<RegisterAnswer>> registers;

  State(const Model& m, const Patient& p, const ReferenceDates& d)
      : model(m),
        patient(p),
        run_dates(d),
        fields(m.fields.size()),
        conditions(m.conditions.size()),
        registers(m.registers.size()) {
    for (std::size_t i = 0; i < p.events.size(); ++i)
      events_by_code[p.events[i].code].push_back(static_cast<int>(i));
  }

  const Event& event(int index) const { return patient.events[static_cast<std::size_t>(index)]; }
  const terms::Cluster& cluster(ClusterId id) const { return model.clusters[static_cast<std::size_t>(id)]; }
  static bool holds(const terms::Cluster& cluster, const terms::Code& code) {
    return std::binary_search(cluster.codes.begin(), cluster.codes.end(), code);
  }

  // ---- Dates

  // "A register as at D is asked with ACHV_DAT = D and the PPED and QSSD of the financial year that holds D."
  ReferenceDates reference(ClockId clock) {
    const auto& as_at = model.clocks[static_cast<std::size_t>(clock)].as_at;
    return as_at ? reference_dates(*date(*as_at, 0), model.financial_year) : run_dates;
  }

  // "REG_DAT is the latest start of a registration spell on or before ACHV_DAT."
  std::optional<Date> registered(ClockId clock) {
    std::optional<Date> latest;
    for (const Spell& spell : patient.spells) {
      if (spell.start.is_recorded() && spell.start <= reference(clock).achievement &&
          (!latest || spell.start > *latest))
        latest = spell.start;
    }
    return latest;
  }

  // "DEREG_DAT the earliest end of a spell strictly after REG_DAT."
  std::optional<Date> deregistered(ClockId clock) {
    const std::optional<Date> from = registered(clock);
    if (!from) return std::nullopt;
    std::optional<Date> earliest;
    for (const Spell& spell : patient.spells) {
      if (spell.end.is_recorded() && spell.end > *from && (!earliest || spell.end < *earliest))
        earliest = spell.end;
    }
    return earliest;
  }

  // "REG_DAT is not missing, DEREG_DAT is missing or after ACHV_DAT, and the patient's death date is missing
  // or after ACHV_DAT."
  bool in_gms(ClockId clock) {
    const Date today = reference(clock).achievement;
    const std::optional<Date> left = deregistered(clock);
    const std::optional<Date> died = recorded(patient.death);
    return registered(clock) && (!left || *left > today) && (!died || *died > today);
  }

  std::optional<Date> base_date(const DateRef& ref, ClockId clock) {
    switch (ref.base) {
      case DateRef::Base::kAchievement:
        return reference(clock).achievement;
      case DateRef::Base::kPeriodEnd:
        return reference(clock).period_end;
      case DateRef::Base::kYearStart:
        return reference(clock).year_start;
      case DateRef::Base::kConstant:
        return ref.constant;
      case DateRef::Base::kBirth:
        return recorded(patient.birth);
      case DateRef::Base::kDeath:
        return recorded(patient.death);
      case DateRef::Base::kRegistered:
        return registered(clock);
      case DateRef::Base::kDeregistered:
        return deregistered(clock);
      case DateRef::Base::kField: {
        const FieldValue& value = field(ref.field);
        if (!value.present) return std::nullopt;
        return value.date;
      }
    }
    return std::nullopt;
  }

  std::optional<Date> date(const DateRef& ref, ClockId clock) {
    const std::optional<Date> base = base_date(ref, clock);
    if (!base) return std::nullopt;
    return add_days(add_months(*base, ref.months, ref.policy), ref.days);
  }

  // "A window with a bound that is missing for a patient lets nothing in."
  bool inside(Date day, const Window& window, ClockId clock) {
    if (window.from) {
      const std::optional<Date> from = date(*window.from, clock);
      if (!from || day < *from || (day == *from && !window.from_included)) return false;
    }
    if (window.to) {
      const std::optional<Date> to = date(*window.to, clock);
      if (!to || day > *to || (day == *to && !window.to_included)) return false;
    }
    return true;
  }

  // ---- Records

  // "A value whose unit is neither unwritten nor the cluster's is missing. A cluster that states no unit
  // takes every value as it is. When a record's code is in several clusters of the field, it has its value if
  // any of them accepts the unit."
  std::optional<float> value(int index, const std::vector<ClusterId>& clusters) const {
    const Event& e = event(index);
    for (ClusterId id : clusters) {
      const terms::UnitId unit = cluster(id).unit;
      if (holds(cluster(id), e.code) &&
          (unit == terms::kNoUnit || e.unit == terms::kNoUnit || e.unit == unit))
        return e.value;
    }
    return std::nullopt;
  }

  // The events with a code of any of the clusters and a known date, each once, in the order of the patient's
  // list. "A record whose date is not known is in no window and is never picked."
  std::set<int> coded(const std::vector<ClusterId>& clusters) const {
    std::set<int> found;
    for (const auto& [code, indices] : events_by_code) {
      for (ClusterId id : clusters) {
        if (holds(cluster(id), code)) found.insert(indices.begin(), indices.end());
      }
    }
    std::erase_if(found, [&](int index) { return !event(index).date.is_recorded(); });
    return found;
  }

  bool passes(int index, const std::vector<ClusterId>& clusters, const std::vector<ValueTest>& tests) const {
    return std::all_of(tests.begin(), tests.end(), [&](const ValueTest& test) {
      const std::optional<float> own = value(index, clusters);
      return own && compares(*own, test.compare, test.literal);
    });
  }

  // "Keeps a record dated d when some record of B (other than itself: the same code on the same day with the
  // same sequence is itself) lies in d - 21 <= e <= d + 14; with no B when none does."
  bool stands_near(int index, const Nearby& nearby) const {
    const Event& asking = event(index);
    for (int other : coded(nearby.clusters)) {
      const Event& e = event(other);
      const bool itself = e.code == asking.code && e.date == asking.date && e.sequence == asking.sequence;
      const bool near = e.date >= add_days(asking.date, nearby.from_days) &&
                        e.date <= add_days(asking.date, nearby.to_days);
      if (!itself && near && passes(other, nearby.clusters, nearby.tests)) return !nearby.absent;
    }
    return nearby.absent;
  }

  // What `records` lets in, with the clusters given apart because both sides of a pair share everything else.
  std::vector<int> matching(const Records& records, const std::vector<ClusterId>& clusters, ClockId clock) {
    std::vector<int> found;
    for (int index : coded(clusters)) {
      const Event& e = event(index);
      const bool in_windows =
          std::all_of(records.windows.begin(), records.windows.end(),
                      [&](const Window& window) { return inside(e.date, window, clock); });
      const bool episode_fits =
          !records.first_or_new || e.episode == kFirstEpisode || e.episode == kNewEpisode;
      if (in_windows && episode_fits && passes(index, clusters, records.tests) &&
          (!records.nearby || stands_near(index, *records.nearby)))
        found.push_back(index);
    }
    return found;
  }

  // ---- Fields

  // One record of a day, by the tie: "a record with a value beats one without"; "where no tie is named the
  // greater value; then the greater (system, code)". What is still equal differs in nothing that a rule can
  // see; the later entry is shown.
  int of_day(const std::vector<int>& day, Tie tie, const std::vector<ClusterId>& clusters) const {
    const auto rank = [&](int index) {
      const std::optional<float> v = value(index, clusters);
      const float preferred = !v ? 0 : tie == Tie::kLowest ? -*v : *v;
      return std::tuple(v.has_value(), preferred, event(index).code, event(index).sequence);
    };
    return *std::max_element(day.begin(), day.end(), [&](int a, int b) { return rank(a) < rank(b); });
  }

  std::vector<int> on_day(const std::vector<int>& records, Date day) const {
    std::vector<int> found;
    std::copy_if(records.begin(), records.end(), std::back_inserter(found),
                 [&](int index) { return event(index).date == day; });
    return found;
  }

  std::set<Date> days(const std::vector<int>& records) const {
    std::set<Date> found;
    for (int index : records) found.insert(event(index).date);
    return found;
  }

  FieldValue one_record(int index, const std::vector<ClusterId>& clusters) const {
    FieldValue result;
    result.present = true;
    result.date = event(index).date;
    result.value = value(index, clusters);
    result.event = index;
    return result;
  }

  FieldValue pick(const Field& f) {
    std::vector<int> found = matching(f.records, f.records.clusters, f.clock);
    if (f.pick == Pick::kHighest || f.pick == Pick::kLowest) {
      // "Among the records that have a value: by value, then the latest
      // day, then the greater (system, code)."
      std::erase_if(found, [&](int index) { return !value(index, f.records.clusters); });
      if (found.empty()) return {};
      const auto rank = [&](int index) {
        const float v = *value(index, f.records.clusters);
        const Event& e = event(index);
        return std::tuple(f.pick == Pick::kLowest ? -v : v, e.date, e.code, e.sequence);
      };
      const int best =
          *std::max_element(found.begin(), found.end(), [&](int a, int b) { return rank(a) < rank(b); });
      return one_record(best, f.records.clusters);
    }
    if (found.empty()) return {};
    const Date day = f.pick == Pick::kEarliest ? *days(found).begin() : *days(found).rbegin();
    return one_record(of_day(on_day(found, day), f.tie, f.records.clusters), f.records.clusters);
  }

  // "The earliest or latest day inside the windows on which the patient has a record of each side."
  FieldValue pair(const Field& f) {
    const std::vector<int> first = matching(f.records, f.records.clusters, f.clock);
    const std::vector<int> second = matching(f.records, f.second_clusters, f.clock);
    std::set<Date> both = days(first);
    const std::set<Date> second_days = days(second);
    std::erase_if(both, [&](Date day) { return !second_days.contains(day); });
    if (both.empty()) return {};
    const Date day = f.pick == Pick::kEarliest ? *both.begin() : *both.rbegin();
    const int second_event = of_day(on_day(second, day), f.second_tie, f.second_clusters);
    FieldValue result = one_record(of_day(on_day(first, day), f.tie, f.records.clusters), f.records.clusters);
    result.second_value = value(second_event, f.second_clusters);
    result.second_event = second_event;
    return result;
  }

  FieldValue count(const Field& f) {
    const std::vector<int> found = matching(f.records, f.records.clusters, f.clock);
    FieldValue result;
    result.present = true;
    result.count =
        static_cast<std::int64_t>(f.kind == Field::Kind::kCountDays ? days(found).size() : found.size());
    return result;
  }

  static FieldValue derived(std::optional<Date> date) {
    FieldValue result;
    if (date) {
      result.present = true;
      result.date = *date;
    }
    return result;
  }

  FieldValue choice(const Field& f) {
    for (const Choice& c : f.choices) {
      if (condition(c.when) == Truth::kTrue) return derived(date(c.then, f.clock));
    }
    return derived(f.otherwise ? date(*f.otherwise, f.clock) : std::nullopt);
  }

  FieldValue extreme(const Field& f) {
    std::set<Date> known;
    for (const DateRef& ref : f.dates) {
      if (const std::optional<Date> d = date(ref, f.clock)) known.insert(*d);
    }
    if (known.empty()) return {};
    return derived(f.kind == Field::Kind::kEarliestOf ? *known.begin() : *known.rbegin());
  }

  FieldValue evaluate(const Field& f) {
    switch (f.kind) {
      case Field::Kind::kPick:
        return pick(f);
      case Field::Kind::kPair:
        return pair(f);
      case Field::Kind::kCountDays:
      case Field::Kind::kCountRecords:
        return count(f);
      case Field::Kind::kChoice:
        return choice(f);
      case Field::Kind::kEarliestOf:
      case Field::Kind::kLatestOf:
        return extreme(f);
    }
    return {};
  }

  const FieldValue& field(FieldId id) {
    const auto i = static_cast<std::size_t>(id);
    if (!fields[i]) fields[i] = evaluate(model.fields[i]);
    return *fields[i];
  }

  // ---- Conditions

  std::optional<float> number(const Number& n, ClockId clock) {
    switch (n.kind) {
      case Number::Kind::kLiteral:
        return n.literal;
      case Number::Kind::kValue:
        return field(n.field).value;
      case Number::Kind::kSecondValue:
        return field(n.field).second_value;
      case Number::Kind::kCount:
        return static_cast<float>(field(n.field).count);
      case Number::Kind::kAge:
      case Number::Kind::kBetween: {
        const std::optional<Date> from =
            n.kind == Number::Kind::kAge ? recorded(patient.birth) : date(n.from, clock);
        const std::optional<Date> to = date(n.at, clock);
        if (!from || !to) return std::nullopt;
        return completed(n.unit, *from, *to);
      }
    }
    return std::nullopt;
  }

  // Kleene's: any false makes `and` false, else any unknown makes it unknown.
  Truth all(const std::vector<ConditionId>& parts) {
    Truth result = Truth::kTrue;
    for (ConditionId part : parts) {
      const Truth t = condition(part);
      if (t == Truth::kFalse) return Truth::kFalse;
      if (t == Truth::kUnknown) result = Truth::kUnknown;
    }
    return result;
  }

  Truth any(const std::vector<ConditionId>& parts) {
    Truth result = Truth::kFalse;
    for (ConditionId part : parts) {
      const Truth t = condition(part);
      if (t == Truth::kTrue) return Truth::kTrue;
      if (t == Truth::kUnknown) result = Truth::kUnknown;
    }
    return result;
  }

  Truth negation(Truth t) {
    if (t == Truth::kUnknown) return Truth::kUnknown;
    return truth(t == Truth::kFalse);
  }

  Truth evaluate(const Condition& c) {
    switch (c.kind) {
      case Condition::Kind::kAlways:
        return Truth::kTrue;
      case Condition::Kind::kAll:
        return all(c.parts);
      case Condition::Kind::kAny:
        return any(c.parts);
      case Condition::Kind::kNot:
        return negation(condition(c.parts.front()));
      case Condition::Kind::kPresent: {
        const std::optional<Date> d = date(c.date, c.clock);
        return truth(d && inside(*d, c.window, c.clock));
      }
      case Condition::Kind::kMissing:
        return truth(!date(c.date, c.clock));
      case Condition::Kind::kNumbers: {
        const std::optional<float> left = number(c.left, c.clock);
        const std::optional<float> right = number(c.right, c.clock);
        if (!left || !right) return Truth::kUnknown;
        return truth(compares(*left, c.compare, *right));
      }
      case Condition::Kind::kSex:
        return patient.sex == 0 ? Truth::kUnknown : truth(patient.sex == c.sex);
      case Condition::Kind::kEthnicity:
        if (patient.ethnicity.empty()) return Truth::kUnknown;
        return truth(std::find(c.ethnicities.begin(), c.ethnicities.end(), patient.ethnicity) !=
                     c.ethnicities.end());
      case Condition::Kind::kRegister:
        return truth(on_register(c.member_of).standing == PatientStanding::kIn);
    }
    return Truth::kUnknown;
  }

  Truth condition(ConditionId id) {
    const auto i = static_cast<std::size_t>(id);
    if (!conditions[i]) conditions[i] = evaluate(model.conditions[i]);
    return *conditions[i];
  }

  // ---- Rules

  // "Rules are tried in order. A true rule takes its outcome, a false or unknown one its otherwise. The first
  // outcome that is not next decides." The last entry is the deciding rule.
  std::vector<RuleTrace> path(const std::vector<Rule>& rules) {
    std::vector<RuleTrace> tried;
    for (const Rule& rule : rules) {
      const Truth t = condition(rule.condition);
      const Outcome& outcome = t == Truth::kTrue ? rule.then : rule.otherwise;
      tried.push_back({static_cast<std::int32_t>(tried.size()), t, outcome});
      if (outcome.kind != Outcome::Kind::kNext) break;
    }
    return tried;
  }

  bool in_base(RegisterId of, ClockId clock) {
    return of == kGms ? in_gms(clock) : on_register(of).standing == PatientStanding::kIn;
  }

  std::vector<RuleTrace> register_path(const Register& r) {
    return in_base(r.of, r.clock) ? path(r.rules) : std::vector<RuleTrace>();
  }

  std::vector<RuleTrace> denominator_path(const Indicator& i) {
    return in_base(i.of, 0) ? path(i.denominator) : std::vector<RuleTrace>();
  }

  std::vector<RuleTrace> numerator_path(const Indicator& i) {
    const std::vector<RuleTrace> denominator = denominator_path(i);
    const bool selected = !denominator.empty() && denominator.back().outcome.kind == Outcome::Kind::kSelect;
    return selected ? path(i.numerator) : std::vector<RuleTrace>();
  }

  RegisterAnswer on_register(RegisterId id) {
    const auto i = static_cast<std::size_t>(id);
    if (!registers[i]) {
      const std::vector<RuleTrace> tried = register_path(model.registers[i]);
      RegisterAnswer answer;
      if (!tried.empty()) {
        const bool in = tried.back().outcome.kind == Outcome::Kind::kSelect;
        answer.standing = in ? PatientStanding::kIn : PatientStanding::kOut;
        answer.rule = static_cast<std::uint8_t>(tried.size());
      }
      registers[i] = answer;
    }
    return *registers[i];
  }

  IndicatorAnswer indicator(const Indicator& i) {
    IndicatorAnswer answer;
    const std::vector<RuleTrace> denominator = denominator_path(i);
    if (denominator.empty()) return answer;
    answer.rule = static_cast<std::uint8_t>(denominator.size());
    const Outcome& decided = denominator.back().outcome;
    if (decided.kind != Outcome::Kind::kSelect) {
      const bool adjusted = decided.klass == Outcome::Class::kAdjustment;
      answer.standing = adjusted ? PatientStanding::kAdjusted : PatientStanding::kExcluded;
      return answer;
    }
    const std::vector<RuleTrace> numerator = path(i.numerator);
    const bool met = numerator.back().outcome.kind == Outcome::Kind::kSelect;
    answer.standing = met ? PatientStanding::kMet : PatientStanding::kNotMet;
    answer.numerator_rule = static_cast<std::uint8_t>(numerator.size());
    return answer;
  }
};

Evaluation::Evaluation(const Model& model, const Patient& patient, const ReferenceDates& dates)
    : state_(std::make_unique<State>(model, patient, dates)) {}
Evaluation::~Evaluation() = default;

bool Evaluation::in_gms(ClockId clock) {
  return state_->in_gms(clock);
}
std::optional<Date> Evaluation::date(const DateRef& ref, ClockId clock) {
  return state_->date(ref, clock);
}
const FieldValue& Evaluation::field(FieldId field) {
  return state_->field(field);
}
Truth Evaluation::condition(ConditionId condition) {
  return state_->condition(condition);
}
std::optional<float> Evaluation::number(const Number& number, ClockId clock) {
  return state_->number(number, clock);
}
RegisterAnswer Evaluation::on_register(RegisterId reg) {
  return state_->on_register(reg);
}

IndicatorAnswer Evaluation::indicator(IndicatorId indicator) {
  return state_->indicator(state_->model.indicators[static_cast<std::size_t>(indicator)]);
}
std::vector<RuleTrace> Evaluation::register_path(RegisterId reg) {
  return state_->register_path(state_->model.registers[static_cast<std::size_t>(reg)]);
}
std::vector<RuleTrace> Evaluation::denominator_path(IndicatorId indicator) {
  return state_->denominator_path(state_->model.indicators[static_cast<std::size_t>(indicator)]);
}
std::vector<RuleTrace> Evaluation::numerator_path(IndicatorId indicator) {
  return state_->numerator_path(state_->model.indicators[static_cast<std::size_t>(indicator)]);
}

}  // namespace meso::rules::reference
