// W's rule lists for an engine that speaks SQL: a third opinion on what a rule list is.
//
// The slots become one wide row a patient: day0 ... of each field, value0 ... beside it. Truth in SQL is
// three-valued like ours, and a branch of `case` that is unknown is passed over like a rule that is; a test
// of being there is never unknown, so it is closed with `coalesce`. Each list is one `case` whose number is
// the outcome of slots.h.

#include <fmt/format.h>

#include <iterator>

#include "bench/slots.h"
#include "bench/w.h"

namespace meso::bench {
namespace {

using rules::Condition;
using rules::DateRef;

class Sql {
 public:
  explicit Sql(const rules::Model& model) : model_(model) {}

  Result<std::string> text() {
    add("with wide as (\n  select patient, any_value(registered) as registered,\n"
        "    any_value(date_sub('year', birth_date, date '{}')) as age",
        format_date(reference_date()));
    for (std::size_t f = 0; f < model_.fields.size(); ++f) {
      const rules::Field& field = model_.fields[f];
      if (field.kind != rules::Field::Kind::kPick || field.records.clusters.size() != 1) return not_in_w();
      const rules::ClusterId cluster = field.records.clusters.front();
      const bool latest = field.pick == rules::Pick::kLatest;
      add(",\n    max(case when cluster = {} then {} - date '1899-12-31' end) as day{}", cluster,
          latest ? "latest" : "earliest", f);
      if (field.tie == rules::Tie::kHighest)
        add(",\n    max(case when cluster = {} then value end) as value{}", cluster, f);
    }
    add("\n  from people left join slots using (patient) group by patient),\n");
    add("registers as (\n  select *");
    for (std::size_t i = 0; i < model_.registers.size(); ++i) {
      MESO_RETURN_IF_ERROR(list(fmt::format("r{}", i), "not registered", model_.registers[i].rules));
    }
    add("\n  from wide),\ndenominators as (\n  select *");
    for (std::size_t i = 0; i < model_.indicators.size(); ++i) {
      const rules::Indicator& indicator = model_.indicators[i];
      if (indicator.of < 0) return not_in_w();
      MESO_RETURN_IF_ERROR(
          list(fmt::format("d{}", i), fmt::format("r{} % 2 = 0", indicator.of), indicator.denominator));
    }
    add("\n  from registers),\nanswers as (\n  select *");
    for (std::size_t i = 0; i < model_.indicators.size(); ++i) {
      MESO_RETURN_IF_ERROR(
          list(fmt::format("n{}", i), fmt::format("d{} % 2 = 0", i), model_.indicators[i].numerator));
    }
    add("\n  from denominators)\n");
    bool first = true;
    for (const auto& [kind, lists] :
         {std::pair('r', model_.registers.size()), std::pair('d', model_.indicators.size()),
          std::pair('n', model_.indicators.size())}) {
      for (std::size_t i = 0; i < lists; ++i) {
        add("{}select '{}{}', {}{}, count(*), sum(patient) from answers group by all\n",
            first ? "" : "union all ", kind, i, kind, i);
        first = false;
      }
    }
    return std::move(sql_);
  }

 private:
  static Error not_in_w() {
    return {ErrorKind::kBadInput, "a rule of W that is not written in SQL", {}, "add it to rules_in_sql.cpp"};
  }

  template <class... Parts>
  void add(fmt::format_string<Parts...> format, Parts&&... parts) {
    fmt::format_to(std::back_inserter(sql_), format, std::forward<Parts>(parts)...);
  }

  Status list(const std::string& name, const std::string& not_asked, const std::vector<rules::Rule>& rules) {
    add(",\n    case when {} then 0", not_asked);
    for (std::size_t k = 0; k < rules.size(); ++k) {
      MESO_ASSIGN_OR_RETURN(const std::string condition, truth(rules[k].condition));
      for (const auto& [when, outcome] :
           {std::pair(condition, rules[k].then), std::pair(std::string("true"), rules[k].otherwise)}) {
        if (outcome.kind == rules::Outcome::Kind::kNext) continue;
        add("\n         when {} then {}", when,
            (k + 1) * 2 + (outcome.kind == rules::Outcome::Kind::kSelect ? 1 : 0));
      }
      if (rules[k].then.kind == rules::Outcome::Kind::kNext) return not_in_w();
    }
    add("\n    end as {}", name);
    return {};
  }

  Result<std::string> day(const DateRef& ref) const {
    if (ref.days != 0) return not_in_w();
    if (ref.base == DateRef::Base::kAchievement) {
      return std::to_string(add_months(reference_date(), ref.months, ref.policy).days);
    }
    if (ref.base == DateRef::Base::kField && ref.months == 0) return fmt::format("day{}", ref.field);
    return not_in_w();
  }

  Result<std::string> present(const Condition& condition) const {
    MESO_ASSIGN_OR_RETURN(const std::string date, day(condition.date));
    std::string sql = date + " is not null";
    if (condition.window.from) {
      MESO_ASSIGN_OR_RETURN(const std::string from, day(*condition.window.from));
      sql += fmt::format(" and {} {} {}", date, condition.window.from_included ? ">=" : ">", from);
    }
    if (condition.window.to) {
      MESO_ASSIGN_OR_RETURN(const std::string to, day(*condition.window.to));
      sql += fmt::format(" and {} {} {}", date, condition.window.to_included ? "<=" : "<", to);
    }
    return "coalesce(" + sql + ", false)";
  }

  Result<std::string> numbers(const Condition& condition) const {
    using Kind = rules::Number::Kind;
    if (condition.right.kind != Kind::kLiteral) return not_in_w();
    if (condition.left.kind == Kind::kAge && condition.left.unit == rules::AgeUnit::kYears &&
        condition.compare == rules::Compare::kAtLeast) {
      return fmt::format("age >= {}", condition.right.literal);
    }
    if (condition.left.kind == Kind::kValue && condition.compare == rules::Compare::kAtMost) {
      return fmt::format("value{} <= {}", condition.left.field, condition.right.literal);
    }
    return not_in_w();
  }

  Result<std::string> truth(rules::ConditionId id) const {
    const Condition& condition = model_.conditions[static_cast<std::size_t>(id)];
    std::string sql;
    switch (condition.kind) {
      case Condition::Kind::kPresent:
        return present(condition);
      case Condition::Kind::kNumbers:
        return numbers(condition);
      case Condition::Kind::kNot: {
        MESO_ASSIGN_OR_RETURN(const std::string part, truth(condition.parts.front()));
        return "not " + part;
      }
      case Condition::Kind::kAll:
        for (const rules::ConditionId each : condition.parts) {
          MESO_ASSIGN_OR_RETURN(const std::string part, truth(each));
          sql += (sql.empty() ? "(" : " and ") + part;
        }
        return sql + ")";
      default:
        return not_in_w();
    }
  }

  const rules::Model& model_;
  std::string sql_;
};

}  // namespace

Result<std::string> rules_in_sql(const rules::Model& model) {
  return Sql(model).text();
}

}  // namespace meso::bench
