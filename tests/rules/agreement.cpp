#include "agreement.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "made_block.h"
#include "rules/blocks/bits.h"
#include "rules/blocks/lower.h"
#include "rules/blocks/run_block.h"

namespace meso::rules::tests {
namespace {

using blocks::Columns;
using blocks::has_bit;
using reference::Truth;

std::string words(Truth truth) {
  return truth == Truth::kTrue ? "true" : truth == Truth::kFalse ? "false" : "unknown";
}

std::string words(const std::optional<float>& value) {
  return value ? fmt::format("{}", *value) : "none";
}

bool same(float column, const std::optional<float>& value) {
  return value ? column == *value : std::isnan(column);
}

// What the reference says of one patient at one date, asked once however often the patient stands in a block.
struct Expected {
  bool gms = false;
  std::vector<RegisterAnswer> registers;
  std::vector<IndicatorAnswer> indicators;
  std::vector<reference::FieldValue> fields;
  std::vector<Truth> truths;
};

Expected ask_reference(const RandomCase& made, const reference::Patient& patient,
                       const ReferenceDates& dates) {
  const Model& model = made.model;
  reference::Evaluation evaluation(model, patient, dates);
  Expected expected;
  expected.gms = evaluation.in_gms();
  for (std::size_t i = 0; i < model.registers.size(); ++i) {
    expected.registers.push_back(evaluation.on_register(static_cast<RegisterId>(i)));
  }
  for (std::size_t i = 0; i < model.indicators.size(); ++i) {
    expected.indicators.push_back(evaluation.indicator(static_cast<IndicatorId>(i)));
  }
  for (std::size_t i = 0; i < model.fields.size(); ++i) {
    expected.fields.push_back(evaluation.field(static_cast<FieldId>(i)));
  }
  for (std::size_t i = 0; i < model.conditions.size(); ++i) {
    expected.truths.push_back(evaluation.condition(static_cast<ConditionId>(i)));
  }
  return expected;
}

class Comparison {
 public:
  Comparison(const RandomCase& made, const blocks::Lowered& lowered, const Columns& columns, std::size_t date)
      : made_(made),
        program_(lowered.program),
        outputs_(lowered.program.outputs[date]),
        fields_(lowered.fields[date]),
        truths_(lowered.truths[date]),
        columns_(columns) {}

  std::optional<std::string> of(std::uint32_t p, const Expected& expected) const {
    if (bit(outputs_.gms, p) != expected.gms) return "GMS";
    for (std::size_t i = 0; i < expected.fields.size(); ++i) {
      if (auto said = field(i, p, expected.fields[i])) return said;
    }
    for (std::size_t i = 0; i < expected.truths.size(); ++i) {
      const Truth truth = bit(truths_[i][1], p)   ? Truth::kTrue
                          : bit(truths_[i][0], p) ? Truth::kFalse
                                                  : Truth::kUnknown;
      if (truth != expected.truths[i] || (bit(truths_[i][1], p) && bit(truths_[i][0], p))) {
        return fmt::format("T{}: {}, the reference says {}", i + 1, words(truth), words(expected.truths[i]));
      }
    }
    for (std::size_t i = 0; i < expected.registers.size(); ++i) {
      if (on_register(i, p) != expected.registers[i]) return "register " + made_.model.registers[i].name;
    }
    for (std::size_t i = 0; i < expected.indicators.size(); ++i) {
      if (on_indicator(i, p) != expected.indicators[i]) return "indicator " + made_.model.indicators[i].name;
    }
    return std::nullopt;
  }

 private:
  bool bit(blocks::Column column, std::uint32_t p) const { return has_bit(columns_.bits(column), p); }
  const blocks::RuleList& list(std::int32_t i) const {
    return program_.rule_lists[static_cast<std::size_t>(i)];
  }

  std::optional<std::string> field(std::size_t i, std::uint32_t p,
                                   const reference::FieldValue& expected) const {
    const blocks::FieldColumns& columns = fields_[i];
    const std::string& name = made_.model.fields[i].name;
    if (columns.count != blocks::kNoColumn) {
      const float count = columns_.numbers(columns.count)[p];
      if (count == static_cast<float>(expected.count)) return std::nullopt;
      return fmt::format("{}: {}, the reference says {}", name, count, expected.count);
    }
    std::optional<Date> date;
    if (columns.day != blocks::kNoColumn) {
      if (const std::uint16_t day = columns_.days(columns.day)[p]; day != 0) date = Date{day};
    } else if (const std::int32_t day = columns_.wide_days(columns.wide)[p]; day != blocks::kMissingDay) {
      date = Date{day};
    }
    if (date != (expected.present ? std::optional(expected.date) : std::nullopt)) {
      return fmt::format("{}: {}, the reference says {}", name, date ? format_date(*date) : "missing",
                         expected.present ? format_date(expected.date) : "missing");
    }
    for (const bool second : {false, true}) {
      const blocks::Column column = second ? columns.second_value : columns.value;
      const std::optional<float>& value = second ? expected.second_value : expected.value;
      if (column == blocks::kNoColumn || same(columns_.numbers(column)[p], value)) continue;
      return fmt::format("{} of {}: {}, the reference says {}", second ? "B" : "value", name,
                         columns_.numbers(column)[p], words(value));
    }
    return std::nullopt;
  }

  RegisterAnswer on_register(std::size_t i, std::uint32_t p) const {
    const blocks::RuleList& rules = list(outputs_.registers[i]);
    if (!bit(rules.base, p)) return {};
    return {bit(rules.selected, p) ? PatientStanding::kIn : PatientStanding::kOut,
            columns_.decided(rules.decided)[p]};
  }

  IndicatorAnswer on_indicator(std::size_t i, std::uint32_t p) const {
    const blocks::RuleList& denominator = list(outputs_.denominators[i]);
    const blocks::RuleList& numerator = list(outputs_.numerators[i]);
    if (!bit(denominator.base, p)) return {};
    const std::uint8_t rule = columns_.decided(denominator.decided)[p];
    if (bit(denominator.excluded, p)) return {PatientStanding::kExcluded, rule, 0};
    if (bit(denominator.adjusted, p)) return {PatientStanding::kAdjusted, rule, 0};
    if (!bit(denominator.selected, p)) return {PatientStanding::kOut, rule, 0};
    return {bit(numerator.selected, p) ? PatientStanding::kMet : PatientStanding::kNotMet, rule,
            columns_.decided(numerator.decided)[p]};
  }

  const RandomCase& made_;
  const blocks::Program& program_;
  const blocks::DateOutputs& outputs_;
  const std::vector<blocks::FieldColumns>& fields_;
  const std::vector<std::array<blocks::Column, 2>>& truths_;
  const Columns& columns_;
};

// The counts of all blocks against a sum over the reference's answers.
std::optional<std::string> count_disagreement(const RandomCase& made, const blocks::Program& program,
                                              const blocks::Tally& tally,
                                              const std::vector<std::vector<Expected>>& expected) {
  for (std::size_t date = 0; date < made.dates.size(); ++date) {
    const blocks::DateOutputs& outputs = program.outputs[date];
    for (std::size_t i = 0; i < made.model.indicators.size(); ++i) {
      std::uint64_t base = 0, excluded = 0, adjusted = 0, denominator = 0, numerator = 0;
      for (const std::uint32_t place : made.places) {
        const PatientStanding standing = expected[date][place].indicators[i].standing;
        base += standing != PatientStanding::kNotInBase;
        excluded += standing == PatientStanding::kExcluded;
        adjusted += standing == PatientStanding::kAdjusted;
        denominator += standing == PatientStanding::kNotMet || standing == PatientStanding::kMet;
        numerator += standing == PatientStanding::kMet;
      }
      const blocks::RuleTally& counts = tally.lists[static_cast<std::size_t>(outputs.denominators[i])];
      const blocks::RuleTally& met = tally.lists[static_cast<std::size_t>(outputs.numerators[i])];
      std::uint64_t adjusted_in_all = 0, decided = 0;
      for (const std::uint64_t each : counts.adjusted) adjusted_in_all += each;
      for (const std::uint64_t each : counts.decided) decided += each;
      if (base != counts.base || excluded != counts.excluded || adjusted != adjusted_in_all ||
          denominator != counts.selected || numerator != met.selected || decided != base) {
        return "counts of " + made.model.indicators[i].name;
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> disagreement(const RandomCase& made, blocks::Fault fault) {
  const auto lowered = blocks::lower(made.model, made.dates, {.fault = fault, .everything = true});
  if (!lowered.ok()) return "does not compile: " + lowered.error().text();
  const blocks::Program& program = lowered->program;

  std::vector<std::vector<Expected>> expected(made.dates.size());
  for (std::size_t date = 0; date < made.dates.size(); ++date) {
    for (const reference::Patient& patient : made.patients) {
      expected[date].push_back(ask_reference(made, patient, made.dates[date]));
    }
  }

  // Three practices, or as many as there are places: of more than a block each when there are many.
  blocks::BlockScratch scratch(program);
  blocks::Tally tally(program);
  const std::size_t practices = std::min<std::size_t>(made.places.size(), 3);
  for (std::size_t practice = 0; practice < practices; ++practice) {
    const std::size_t begin = made.places.size() * practice / practices;
    const std::size_t end = made.places.size() * (practice + 1) / practices;
    for (std::size_t first = begin; first < end; first += records::kPatientsPerBlock) {
      const std::size_t last = std::min<std::size_t>(end, first + records::kPatientsPerBlock);
      std::vector<const reference::Patient*> patients;
      for (std::size_t i = first; i < last; ++i) patients.push_back(&made.patients[made.places[i]]);
      const MadeBlock block(patients, Random(first * 3 + practice));
      const blocks::Binding binding = block.bind(program);
      const Columns columns = blocks::run_block(program, binding, block.block(), scratch, tally);
      for (std::size_t date = 0; date < made.dates.size(); ++date) {
        const Comparison comparison(made, *lowered, columns, date);
        for (std::uint32_t p = 0; p < patients.size(); ++p) {
          if (const auto said = comparison.of(p, expected[date][made.places[first + p]])) {
            return fmt::format("patient {} asked at {}: {}", made.places[first + p] + 1,
                               format_date(made.dates[date].achievement), *said);
          }
        }
      }
    }
  }
  return count_disagreement(made, program, tally, expected);
}

namespace {

// Tries every way to make the case smaller by one thing.
class Shrinking {
 public:
  Shrinking(RandomCase made, blocks::Fault fault) : made_(std::move(made)), fault_(fault) {}

  RandomCase run() {
    for (bool smaller = true; smaller;) smaller = places() || patients() || dates() || model();
    return std::move(made_);
  }

 private:
  // Keeps the change if the evaluators still differ.
  template <class Change>
  bool attempt(Change change) {
    RandomCase smaller = made_;
    change(smaller);
    if (!disagreement(smaller, fault_)) return false;
    made_ = std::move(smaller);
    return true;
  }

  // Tries to drop each entry of the list that `list(case)` names, from the last to the first.
  template <class List>
  bool drop_each(List list, std::size_t keep = 0) {
    bool any = false;
    for (std::size_t i = list(made_).size(); i-- > 0;) {
      if (list(made_).size() <= keep) break;
      any |= attempt([&](RandomCase& c) { list(c).erase(list(c).begin() + static_cast<std::ptrdiff_t>(i)); });
    }
    return any;
  }

  bool places() {
    const std::size_t before = made_.places.size();
    while (made_.places.size() > 1) {
      const auto half = static_cast<std::ptrdiff_t>(made_.places.size() / 2);
      if (!attempt([&](RandomCase& c) { c.places.erase(c.places.begin(), c.places.begin() + half); }) &&
          !attempt([&](RandomCase& c) { c.places.erase(c.places.begin() + half, c.places.end()); })) {
        break;
      }
    }
    return made_.places.size() < before;
  }

  bool patients() {
    bool any = false;
    for (std::size_t p = made_.patients.size(); p-- > 0;) {
      if (std::ranges::find(made_.places, p) == made_.places.end()) {
        any |= attempt([&](RandomCase& c) {
          c.patients.erase(c.patients.begin() + static_cast<std::ptrdiff_t>(p));
          for (std::uint32_t& place : c.places) place -= place > p;
        });
        continue;
      }
      any |= drop_each([p](RandomCase& c) -> auto& { return c.patients[p].events; });
      any |= drop_each([p](RandomCase& c) -> auto& { return c.patients[p].spells; });
    }
    return any;
  }

  bool dates() {
    return drop_each([](RandomCase& c) -> auto& { return c.dates; }, 1);
  }

  bool model() {
    bool any = drop_each([](RandomCase& c) -> auto& { return c.model.indicators; });
    for (std::size_t i = 0; i < made_.model.conditions.size(); ++i) {
      if (made_.model.conditions[i].kind == Condition::Kind::kAlways) continue;
      any |= attempt([&](RandomCase& c) { c.model.conditions[i] = Condition(); });
    }
    for (std::size_t i = 0; i < made_.model.registers.size(); ++i) {
      any |= drop_each([i](RandomCase& c) -> auto& { return c.model.registers[i].rules; }, 1);
    }
    for (std::size_t i = 0; i < made_.model.fields.size(); ++i) {
      any |= drop_each([i](RandomCase& c) -> auto& { return c.model.fields[i].records.windows; });
      any |= drop_each([i](RandomCase& c) -> auto& { return c.model.fields[i].records.tests; });
      any |= drop_each([i](RandomCase& c) -> auto& { return c.model.fields[i].choices; });
      any |= drop_each([i](RandomCase& c) -> auto& { return c.model.fields[i].records.clusters; }, 1);
      if (made_.model.fields[i].records.nearby) {
        any |= attempt([&](RandomCase& c) { c.model.fields[i].records.nearby.reset(); });
      }
    }
    return any;
  }

  RandomCase made_;
  blocks::Fault fault_;
};

}  // namespace

RandomCase shrink(RandomCase made, blocks::Fault fault) {
  return Shrinking(std::move(made), fault).run();
}

}  // namespace meso::rules::tests
