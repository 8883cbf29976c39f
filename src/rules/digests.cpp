#include "rules/digests.h"

#include <bit>
#include <span>

#include "base/keys.h"

namespace meso::rules {
namespace {

// Writes parts of a model as text without ambiguity: every number ends with a blank, every text has its
// length before it. `Refs` says how a reference to another part is written.
template <class Refs>
class Writer {
 public:
  explicit Writer(Refs& refs) : refs_(refs) {}
  std::string take() { return std::move(out_); }

  Writer& number(std::int64_t value) {
    out_ += std::to_string(value) + ' ';
    return *this;
  }
  Writer& text(std::string_view value) {
    number(static_cast<std::int64_t>(value.size()));
    out_ += value;
    return *this;
  }
  template <class Enum>
  Writer& word(Enum value) {
    return number(static_cast<std::int64_t>(value));
  }
  Writer& literal(float value) { return number(std::bit_cast<std::int32_t>(value)); }

  Writer& date(const DateRef& ref) {
    word(ref.base);
    if (ref.base == DateRef::Base::kConstant) number(ref.constant.days);
    if (ref.base == DateRef::Base::kField) text(refs_.field(ref.field));
    number(ref.months).number(ref.days);
    return ref.months == 0 ? *this : word(ref.policy);
  }
  Writer& date(const std::optional<DateRef>& ref) {
    number(ref.has_value());
    return ref ? date(*ref) : *this;
  }
  Writer& window(const Window& window) {
    return date(window.from).number(window.from_included).date(window.to).number(window.to_included);
  }
  Writer& clusters(const std::vector<ClusterId>& ids) {
    number(static_cast<std::int64_t>(ids.size()));
    for (const ClusterId id : ids) text(refs_.cluster(id));
    return *this;
  }
  Writer& tests(const std::vector<ValueTest>& tests) {
    number(static_cast<std::int64_t>(tests.size()));
    for (const ValueTest& test : tests) word(test.compare).literal(test.literal);
    return *this;
  }
  Writer& records(const Records& records) {
    clusters(records.clusters).number(static_cast<std::int64_t>(records.windows.size()));
    for (const Window& one : records.windows) window(one);
    tests(records.tests).number(records.first_or_new).number(records.nearby.has_value());
    if (!records.nearby) return *this;
    const Nearby& nearby = *records.nearby;
    return clusters(nearby.clusters)
        .tests(nearby.tests)
        .number(nearby.from_days)
        .number(nearby.to_days)
        .number(nearby.absent);
  }
  Writer& field(const Field& field) {
    word(field.kind).text(refs_.clock(field.clock));
    records(field.records)
        .word(field.pick)
        .word(field.tie)
        .clusters(field.second_clusters)
        .word(field.second_tie);
    number(static_cast<std::int64_t>(field.choices.size()));
    for (const Choice& choice : field.choices) text(refs_.condition(choice.when)).date(choice.then);
    date(field.otherwise).number(static_cast<std::int64_t>(field.dates.size()));
    for (const DateRef& one : field.dates) date(one);
    return *this;
  }
  Writer& measured(const Number& measured) {
    word(measured.kind);
    switch (measured.kind) {
      case Number::Kind::kLiteral:
        return literal(measured.literal);
      case Number::Kind::kValue:
      case Number::Kind::kSecondValue:
      case Number::Kind::kCount:
        return text(refs_.field(measured.field));
      case Number::Kind::kAge:
        return word(measured.unit).date(measured.at);
      case Number::Kind::kBetween:
        return word(measured.unit).date(measured.from).date(measured.at);
    }
    return *this;
  }
  Writer& condition(const Condition& condition) {
    word(condition.kind)
        .text(refs_.clock(condition.clock))
        .number(static_cast<std::int64_t>(condition.parts.size()));
    for (const ConditionId part : condition.parts) text(refs_.condition(part));
    date(condition.date)
        .window(condition.window)
        .measured(condition.left)
        .measured(condition.right)
        .word(condition.compare);
    number(condition.sex).number(static_cast<std::int64_t>(condition.ethnicities.size()));
    for (const std::string& category : condition.ethnicities) text(category);
    return condition.kind == Condition::Kind::kRegister ? text(refs_.reg(condition.member_of)) : *this;
  }
  Writer& rules(const std::vector<Rule>& rules) {
    number(static_cast<std::int64_t>(rules.size()));
    for (const Rule& rule : rules) {
      number(rule.number).text(refs_.condition(rule.condition));
      for (const Outcome* outcome : {&rule.then, &rule.otherwise}) {
        word(outcome->kind).word(outcome->klass).number(outcome->category).text(outcome->name);
      }
    }
    return *this;
  }

 private:
  Refs& refs_;
  std::string out_;
};

// References by index: good within one model.
struct Indices {
  std::string field(FieldId id) { return std::to_string(id); }
  std::string condition(ConditionId id) { return std::to_string(id); }
  std::string cluster(ClusterId id) { return std::to_string(id); }
  std::string reg(RegisterId id) { return std::to_string(id); }
  std::string clock(ClockId id) { return std::to_string(id); }
};

std::string digest(const std::string& text) {
  return digest_hex(std::as_bytes(std::span(text)));
}

// References by the digest of what is referred to. As deep as the model's parts use
// each other, which the checker bounds.
class Contents {
 public:
  explicit Contents(const Model& model)
      : model_(model),
        fields_(model.fields.size()),
        conditions_(model.conditions.size()),
        registers_(model.registers.size()) {
    for (const terms::Cluster& cluster : model.clusters) clusters_.push_back(cluster_digest(cluster));
    for (const Clock& clock : model.clocks)
      clocks_.push_back(Writer<Contents>(*this).date(clock.as_at).take());
  }

  std::string field(FieldId id) {
    std::string& held = fields_[static_cast<std::size_t>(id)];
    if (held.empty()) held = digest(Writer(*this).field(model_.fields[static_cast<std::size_t>(id)]).take());
    return held;
  }
  std::string condition(ConditionId id) {
    std::string& held = conditions_[static_cast<std::size_t>(id)];
    if (held.empty())
      held = digest(Writer(*this).condition(model_.conditions[static_cast<std::size_t>(id)]).take());
    return held;
  }
  std::string reg(RegisterId id) {
    if (id == kGms) return "GMS";
    std::string& held = registers_[static_cast<std::size_t>(id)];
    if (held.empty()) {
      const Register& one = model_.registers[static_cast<std::size_t>(id)];
      held = digest(Writer(*this).text(reg(one.of)).text(clock(one.clock)).rules(one.rules).take());
    }
    return held;
  }
  std::string indicator(const Indicator& one) {
    return digest(Writer(*this).text(reg(one.of)).rules(one.denominator).rules(one.numerator).take());
  }
  std::string cluster(ClusterId id) { return clusters_[static_cast<std::size_t>(id)]; }
  std::string clock(ClockId id) { return clocks_[static_cast<std::size_t>(id)]; }

 private:
  std::string cluster_digest(const terms::Cluster& cluster) {
    Writer writer(*this);
    writer.number(cluster.unit).number(static_cast<std::int64_t>(cluster.codes.size()));
    for (const terms::Code& code : cluster.codes) writer.word(code.system).text(code.text);
    return digest(writer.take());
  }

  const Model& model_;
  std::vector<std::string> fields_, conditions_, registers_, clusters_, clocks_;
};

}  // namespace

std::string field_key(const Field& field) {
  Indices indices;
  return Writer(indices).field(field).take();
}

void put_digests(Model& model) {
  Contents contents(model);
  Indices indices;
  Writer whole(indices);
  whole.number(model.financial_year.end_month).number(model.financial_year.end_day);
  for (std::size_t i = 0; i < model.registers.size(); ++i) {
    Register& one = model.registers[i];
    one.provenance.text_hash = contents.reg(static_cast<RegisterId>(i));
    whole.text(one.name).text(one.provenance.text_hash);
  }
  for (Indicator& one : model.indicators) {
    one.provenance.text_hash = contents.indicator(one);
    whole.text(one.name).text(one.provenance.text_hash);
  }
  for (std::size_t i = 0; i < model.fields.size(); ++i) whole.text(contents.field(static_cast<FieldId>(i)));
  model.hash = digest(whole.take());
}

}  // namespace meso::rules
