// Any text is either a rulebook with a sound Model or a list of mistakes with
// places: never a crash, never without end.
//
// The input is up to three texts with a zero byte between them: a rule file,
// a second one, an ad-hoc expression.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "rules/language.h"

namespace {

using namespace meso::rules;

const meso::terms::ClusterSet& clusters() {
  static const meso::terms::ClusterSet set = [] {
    meso::terms::ClusterSet out;
    const meso::Status loaded = out.load_text(
        "cluster HYP_COD \"\"\n snomed 38341003\n"
        "cluster HYPRES_COD \"\"\n snomed 162659009\n"
        "cluster BPSYS_COD \"\" unit mmHg\n snomed 271649006\n"
        "cluster BPDIA_COD \"\" unit mmHg\n snomed 271650006\n"
        "cluster A_COD \"\" unit mmol/mol\n snomed 999791000000106\n",
        "fuzz.clusters", "fuzz");
    if (!loaded.ok()) std::abort();
    return out;
  }();
  return set;
}

void require(bool promise) {
  if (!promise) std::abort();
}

bool within(std::int32_t id, std::size_t size) {
  return id >= 0 && static_cast<std::size_t>(id) < size;
}

void check_date(const Model& model, const DateRef& date, std::size_t fields_before) {
  if (date.base == DateRef::Base::kField) require(within(date.field, fields_before));
  (void)model;
}

void check_rules(const Model& model, const std::vector<Rule>& rules) {
  require(!rules.empty() && rules.size() <= 200);
  for (const Rule& rule : rules) require(within(rule.condition, model.conditions.size()));
  require(rules.back().then.kind != Outcome::Kind::kNext &&
          rules.back().otherwise.kind != Outcome::Kind::kNext);
}

// The promises of model.h.
void check_model(const Model& model) {
  require(!model.clocks.empty() && !model.hash.empty());
  for (std::size_t i = 0; i < model.fields.size(); ++i) {
    const Field& field = model.fields[i];
    require(within(field.clock, model.clocks.size()));
    for (const ClusterId id : field.records.clusters) require(within(id, model.clusters.size()));
    for (const Window& window : field.records.windows) {
      if (window.from) check_date(model, *window.from, i);
      if (window.to) check_date(model, *window.to, i);
    }
    for (const Choice& choice : field.choices) require(within(choice.when, model.conditions.size()));
    for (const DateRef& date : field.dates) check_date(model, date, i);
  }
  for (std::size_t i = 0; i < model.conditions.size(); ++i) {
    const Condition& condition = model.conditions[i];
    for (const ConditionId part : condition.parts) require(within(part, i));
    check_date(model, condition.date, model.fields.size());
    if (condition.kind == Condition::Kind::kNot) {
      require(!model.conditions[static_cast<std::size_t>(condition.parts.front())].may_be_unknown);
    }
    if (condition.kind == Condition::Kind::kRegister)
      require(within(condition.member_of, model.registers.size()));
  }
  for (std::size_t i = 0; i < model.registers.size(); ++i) {
    const Register& one = model.registers[i];
    require(one.of == kGms || within(one.of, i));
    check_rules(model, one.rules);
  }
  for (const Indicator& one : model.indicators) {
    require(one.of == kGms || within(one.of, model.registers.size()));
    check_rules(model, one.denominator);
    check_rules(model, one.numerator);
  }
}

void check(const Compiled& compiled) {
  require(compiled.model.has_value() == compiled.mistakes.empty());
  for (const Mistake& mistake : compiled.mistakes) require(!mistake.message.empty());
  if (!compiled.model) return;
  check_model(*compiled.model);
  std::vector<std::string> names;
  if (!compiled.model->indicators.empty()) names.push_back(compiled.model->indicators.front().name);
  const auto kept = keep_only(*compiled.model, names);
  if (kept.ok()) check_model(*kept);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(bytes), size);
  std::string parts[3];
  for (std::string& part : parts) {
    const std::size_t end = rest.find('\0');
    part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  const std::vector<SourceText> sources = {{"first.rules", parts[0]}, {"second.rules", parts[1]}};
  check(compile_rules(sources, clusters(), {}));
  if (!parts[2].empty()) check(compile_expression(sources, clusters(), {}, parts[2], "COHORT"));
  return 0;
}
