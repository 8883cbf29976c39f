#include "bench/w.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace meso::bench {
namespace {

// Names of the forks of the one seed.
constexpr std::uint64_t kForCodes = 1, kForClusters = 7'117, kForRules = 3, kForPractice = 100;

// Events span twenty years before the reference date, evenly.
constexpr std::int32_t kDays = 7'305;

// Zipf 0.95 over the codes as ascending totals of whole weights, and the codes in a random order of rank.
struct CodeDraw {
  std::vector<std::uint32_t> totals;
  std::vector<std::uint32_t> of_rank;

  CodeDraw() {
    std::uint32_t total = 0;
    for (std::uint32_t rank = 1; rank <= kCodes; ++rank) {
      // Rounded to whole parts of 2^27, so that the last bit of a platform's pow does not matter.
      total += static_cast<std::uint32_t>(std::lround(std::pow(rank, -0.95) * 134'217'728.0));
      totals.push_back(total);
      of_rank.push_back(rank - 1);
    }
    Random random = Random(kSeed).fork(kForCodes);
    for (std::uint32_t i = kCodes; i > 1; --i) std::swap(of_rank[i - 1], of_rank[random.below(i)]);
  }

  std::uint32_t draw(Random& random) const {
    const std::uint32_t at = random.below(totals.back());
    return of_rank[static_cast<std::size_t>(std::ranges::upper_bound(totals, at) - totals.begin())];
  }
};

// How many events a patient has: gamma of shape 2 and mean 800, as the waiting
// time for two of many rare successes.
std::uint32_t events_of_patient(Random& random) {
  constexpr std::uint32_t kStep =
      8;  // events between trials; one trial in 50 succeeds, so 50 trials a success
  std::uint32_t events = 0;
  for (int successes = 0; successes < 2; events += kStep) successes += random.below(50) == 0;
  return events;
}

rules::DateRef achievement(std::int32_t months = 0) {
  rules::DateRef ref;
  ref.months = months;
  return ref;
}

rules::DateRef field(rules::FieldId id, std::int32_t months = 0) {
  rules::DateRef ref;
  ref.base = rules::DateRef::Base::kField;
  ref.field = id;
  ref.months = months;
  return ref;
}

rules::Window in_the_months(std::int32_t months) {
  rules::Window window;
  window.from = achievement(-months);
  window.from_included = false;
  window.to = achievement();
  return window;
}

// Hands out conditions and rules; every field is asked for in turn, so that all are reached.
class Rules {
 public:
  rules::Model make() {
    Random random = Random(kSeed).fork(kForRules);
    model_.clocks.emplace_back();
    const auto members = cluster_members();
    for (std::uint32_t c = 0; c < kClusters; ++c) {
      terms::Cluster cluster;
      cluster.name = fmt::format("C{}_COD", c + 1);
      for (const std::uint32_t position : members[c]) cluster.codes.push_back(code(position));
      std::ranges::sort(cluster.codes);
      model_.clusters.push_back(std::move(cluster));
      for (const bool latest : {false, true}) {
        rules::Field each;
        each.name = fmt::format("C{}_{}", c + 1, latest ? "LAT" : "DAT");
        each.pick = latest ? rules::Pick::kLatest : rules::Pick::kEarliest;
        if (latest && c < kValueClusters) each.tie = rules::Tie::kHighest;
        each.records.clusters = {static_cast<rules::ClusterId>(c)};
        model_.fields.push_back(std::move(each));
      }
    }
    for (std::uint32_t i = 0; i < kRuleLists / 3; ++i) {
      rules::Register reg;
      reg.name = fmt::format("R{}", i + 1);
      reg.rules = {rule(1, all({exists(next()), absent_after(next(), next())}), rules::Outcome::Kind::kSelect,
                        rules::Outcome::Kind::kNext),
                   rule(2, exists(next()), rules::Outcome::Kind::kSelect, rules::Outcome::Kind::kReject)};
      model_.registers.push_back(std::move(reg));

      rules::Indicator indicator;
      indicator.name = fmt::format("I{}", i + 1);
      indicator.of = static_cast<rules::RegisterId>(i);
      indicator.denominator = {excluding(1, age_at_least(static_cast<float>(random.between(75, 90)))),
                               excluding(2, inside(next(), in_the_months(random.between(6, 24)))),
                               excluding(3, inside(next(), in_the_months(9))),
                               rule(4, inside(next(), in_the_months(3)), rules::Outcome::Kind::kReject,
                                    rules::Outcome::Kind::kSelect)};
      rules::ConditionId met = inside(next(), in_the_months(12));
      if (i < kValueClusters) met = all({met, value_at_most(i, static_cast<float>(random.between(60, 140)))});
      indicator.numerator = {rule(1, met, rules::Outcome::Kind::kSelect, rules::Outcome::Kind::kNext),
                             rule(2, all({exists(next()), absent_after(next(), next())}),
                                  rules::Outcome::Kind::kSelect, rules::Outcome::Kind::kReject)};
      model_.indicators.push_back(std::move(indicator));
    }
    return std::move(model_);
  }

 private:
  // Fields in an order that is not that of the clusters: a stride without a common factor with their number.
  rules::FieldId next() {
    const auto id = static_cast<rules::FieldId>(asked_ * 7 % model_.fields.size());
    ++asked_;
    return id;
  }

  rules::ConditionId keep(rules::Condition condition) {
    model_.conditions.push_back(std::move(condition));
    return static_cast<rules::ConditionId>(model_.conditions.size()) - 1;
  }
  rules::ConditionId inside(rules::FieldId id, const rules::Window& window) {
    rules::Condition condition;
    condition.kind = rules::Condition::Kind::kPresent;
    condition.date = field(id);
    condition.window = window;
    return keep(std::move(condition));
  }
  rules::ConditionId exists(rules::FieldId id) { return inside(id, {}); }
  // The second is not there, or not after the first.
  rules::ConditionId absent_after(rules::FieldId first, rules::FieldId second) {
    rules::Window after;
    after.from = field(first);
    after.from_included = false;
    rules::Condition condition;
    condition.kind = rules::Condition::Kind::kNot;
    condition.parts = {inside(second, after)};
    return keep(std::move(condition));
  }
  rules::ConditionId all(std::vector<rules::ConditionId> parts) {
    rules::Condition condition;
    condition.kind = rules::Condition::Kind::kAll;
    condition.parts = std::move(parts);
    return keep(std::move(condition));
  }
  rules::ConditionId age_at_least(float years) {
    rules::Condition condition;
    condition.kind = rules::Condition::Kind::kNumbers;
    condition.left.kind = rules::Number::Kind::kAge;
    condition.right.literal = years;
    condition.compare = rules::Compare::kAtLeast;
    return keep(std::move(condition));
  }
  rules::ConditionId value_at_most(std::uint32_t cluster, float value) {
    rules::Condition condition;
    condition.kind = rules::Condition::Kind::kNumbers;
    condition.left.kind = rules::Number::Kind::kValue;
    condition.left.field = static_cast<rules::FieldId>(cluster * 2 + 1);
    condition.right.literal = value;
    condition.compare = rules::Compare::kAtMost;
    return keep(std::move(condition));
  }

  static rules::Rule rule(std::int32_t number, rules::ConditionId condition, rules::Outcome::Kind then,
                          rules::Outcome::Kind otherwise) {
    rules::Rule rule;
    rule.number = number;
    rule.condition = condition;
    rule.then.kind = then;
    rule.otherwise.kind = otherwise;
    if (then == rules::Outcome::Kind::kReject) rule.then.klass = rules::Outcome::Class::kExclusion;
    return rule;
  }
  static rules::Rule excluding(std::int32_t number, rules::ConditionId condition) {
    return rule(number, condition, rules::Outcome::Kind::kReject, rules::Outcome::Kind::kNext);
  }

  rules::Model model_;
  std::size_t asked_ = 0;
};

}  // namespace

Date reference_date() {
  return *date_from_civil(2026, 3, 31);
}

terms::Code code(std::uint32_t position) {
  return {terms::System::kSnomed, fmt::format("{}", 100'000 + position)};
}

std::vector<std::vector<std::uint32_t>> cluster_members() {
  Random random = Random(kSeed).fork(kForClusters);
  std::vector<std::vector<std::uint32_t>> clusters(kClusters);
  for (std::vector<std::uint32_t>& members : clusters) {
    const std::int32_t size = random.between(2, 120);
    for (std::int32_t i = 0; i < size; ++i) members.push_back(random.below(kCodes));
    std::ranges::sort(members);
    members.erase(std::ranges::unique(members).begin(), members.end());
  }
  return clusters;
}

records::PracticeContents practice(std::uint32_t index, std::uint32_t patients) {
  const CodeDraw codes;
  std::vector<bool> numeric(kCodes, false);
  const auto members = cluster_members();
  for (std::uint32_t c = 0; c < kValueClusters; ++c) {
    for (const std::uint32_t position : members[c]) numeric[position] = true;
  }

  records::PracticeContents contents;
  contents.practice = fmt::format("W{}", index + 1);
  contents.as_at = reference_date();
  contents.synthetic = true;
  contents.source = "workload W";
  for (std::uint32_t position = 0; position < kCodes; ++position) contents.codes.push_back(code(position));
  Random random = Random(kSeed).fork(kForPractice + index);
  contents.events.reserve(std::size_t{patients} * 820);
  for (std::uint32_t p = 0; p < patients; ++p) {
    records::PatientRecord patient;
    patient.own_number = fmt::format("{}", p + 1);
    patient.birth = add_days(reference_date(), -random.between(0, 90 * 365));
    patient.sex = random.below(2) == 0 ? records::Sex::kMale : records::Sex::kFemale;
    contents.patients.push_back(std::move(patient));
    const Date joined = add_days(reference_date(), -random.between(1, kDays));
    const Date left = random.below(10) == 0 ? add_days(joined, random.between(1, kDays)) : kUnknownDate;
    contents.spells.push_back({p, joined, left});
    for (std::uint32_t i = 0, count = events_of_patient(random); i < count; ++i) {
      records::EventRecord event;
      event.patient = p;
      event.code = codes.draw(random);
      event.date = add_days(reference_date(), -random.between(0, kDays - 1));
      event.value = numeric[event.code] ? static_cast<float>(random.between(0, 200)) : NAN;
      contents.events.push_back(event);
    }
  }
  return contents;
}

rules::Model rules() {
  return Rules().make();
}

}  // namespace meso::bench
