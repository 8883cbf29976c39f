// Gives every name a meaning: from the editions of one year to a Model, or to mistakes.
//
// One function per kind of node, in five files (check_*.cpp). Each looks its names up, tells what is wrong,
// and goes on with something harmless, so that one run finds every mistake; a Model with mistakes is thrown
// away by the caller.
//
// Fields, registers and rules' conditions are made when they are first needed and remembered by (item,
// clock): asking a register "as at" another date makes it, and all it stands on, once more under that clock.
// What is being made and is needed again is a cycle. Chains of needs deeper than kDeepest are refused, so the
// stack is bounded.
//
// Order: a field, condition or register stands in the Model after every other one of its kind that it uses.

#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "rules/editions.h"
#include "rules/mistakes.h"
#include "rules/model.h"
#include "rules/syntax.h"
#include "terms/terms.h"

namespace meso::rules {

class Checker {
 public:
  static constexpr int kDeepest = 64;             // needs within needs
  static constexpr std::size_t kMostRules = 200;  // of one list
  static constexpr std::size_t kMostClocks = 32;

  Checker(std::vector<const Edition*> editions, const terms::ClusterSet& clusters,
          const FinancialYear& financial_year, Mistakes& mistakes);

  // Everything of the editions. REQUIRES: called once.
  Model check();

  // One more register of GMS, as an ad-hoc expression gives it, bounded by `events on or before ACHV_DAT`.
  void add_expression(const SourceText& source, const syntax::Condition& condition, std::string_view name,
                      Model& model);

 private:
  // Where a node stands: whose fields it sees, in which text, asked when, and
  // which rules `same as rule N` means.
  struct Scope {
    const Edition* edition = nullptr;
    const SourceText* source = nullptr;
    ClockId clock = 0;
    const std::vector<syntax::Rule>* rules = nullptr;  // null outside of rules
    const syntax::Rule* rule = nullptr;                // the asking one, when it is one of `rules`
  };
  using Spot = syntax::Spot;
  // Where it is written that something is needed.
  struct Asker {
    const std::string& file;
    const Spot& spot;
  };

  // ---- checker.cpp: names, needs, clocks
  void wrong(const Scope& scope, const Spot& spot, std::string message, std::string hint);
  std::string as_written(const Scope& scope, const Spot& spot) const {
    return on_one_line(scope.source->text, spot);
  }
  static bool is_reserved(std::string_view name);
  void collect_names();
  const Written<syntax::Field>* find_field(std::string_view name, const Scope& scope,
                                           const Edition** edition) const;
  bool is_cluster(std::string_view name) const { return clusters_.find(name) != nullptr; }
  std::string nearest_field(std::string_view name, const Scope& scope) const;
  std::string nearest_register(std::string_view name) const;
  void unknown_field(const syntax::Name& name, const Scope& scope);
  bool enter(const Asker& asker, const void* item, ClockId clock, const std::string& name);
  void leave();
  std::optional<ClockId> clock_as_at(const syntax::DateExpression& date, const Scope& scope);

  // ---- check_dates.cpp
  std::optional<DateRef> date(const syntax::DateExpression& written, const Scope& scope);
  std::optional<DateRef> base_date(const syntax::DateExpression& written, const Scope& scope);
  DateRef moved(DateRef ref, const syntax::Step& step, const Scope& scope, const Spot& spot);
  std::optional<Window> window(const syntax::Window& written, const Scope& scope);

  // ---- check_records.cpp
  std::optional<ClusterId> cluster(const syntax::Name& name, const Scope& scope);
  std::vector<ClusterId> cluster_list(const std::vector<syntax::Name>& names, const Scope& scope);
  Records records(const syntax::Records& written, const Scope& scope);
  void add_windows(const std::vector<syntax::Window>& written, const Scope& scope, std::vector<Window>& out);
  std::vector<ValueTest> value_tests(const std::vector<syntax::ValueTest>& written,
                                     const std::vector<ClusterId>& clusters, const Scope& scope);
  float literal(const syntax::Literal& written, const std::optional<terms::UnitId>& unit,
                const std::string& of_what, const Scope& scope);
  std::optional<terms::UnitId> unit_of(const std::vector<ClusterId>& clusters, const Spot& spot,
                                       const Scope& scope);

  // ---- check_fields.cpp
  FieldId field(const Written<syntax::Field>& written, const Edition& edition, ClockId clock,
                const Asker& asker);
  FieldId named_field(const syntax::Name& name, const Scope& scope);  // -1 when there is none, and told
  FieldId unnamed(Field field, const Spot& spot, const Scope& scope);
  Field pick(const syntax::Pick& written, const Scope& scope);
  Field pair(const syntax::Pair& written, const Scope& scope);
  Field count(const syntax::Count& written, const Scope& scope);
  Field choice(const syntax::Choice& written, const Scope& scope);
  Field extreme(const syntax::Extreme& written, const Scope& scope);

  // ---- check_numbers.cpp
  struct Measured {
    Number number;
    bool may_be_missing = false;
    std::optional<terms::UnitId> unit;  // of the values; nothing: a literal may carry none
    std::string what;                   // "age", "a count", "SYS of BP": for messages
  };
  std::optional<Measured> number(const syntax::Number& written, const Scope& scope);
  std::optional<Measured> value_of(const syntax::Number& written, const Scope& scope);
  std::optional<Measured> component(const syntax::Number& written, const Scope& scope);
  std::optional<Measured> value_of_field(FieldId id, const std::string& name, const Spot& spot,
                                         const Scope& scope);
  bool compares_dates(const syntax::Comparison& written, const Scope& scope);
  ConditionId comparison(const syntax::Comparison& written, const Condition& blank, const Scope& scope);

  // ---- check_conditions.cpp
  ConditionId condition(const syntax::Condition& written, const Scope& scope);
  ConditionId junction(const syntax::Condition& written, const Scope& scope);
  ConditionId negation(const syntax::Condition& written, const Scope& scope);
  ConditionId test(const syntax::Condition& written, const Scope& scope);
  Condition blank(const syntax::Condition& written, const Scope& scope);  // its text, place and clock
  ConditionId add_of_parts(const syntax::Condition& written, Condition::Kind kind,
                           std::vector<ConditionId> parts, bool may_be_unknown, const Scope& scope);
  ConditionId add(Condition condition);
  ConditionId being(const syntax::Being& written, Condition out, const Scope& scope);
  ConditionId bare_pick(const syntax::BarePick& written, Condition out, const Scope& scope);
  ConditionId membership(const syntax::Membership& written, const syntax::Condition& whole,
                         const Scope& scope);
  ConditionId same_as(const syntax::SameAs& written, const Spot& spot, const Scope& scope);
  std::string without_not(const syntax::Condition& part, const Scope& scope) const;

  // ---- check_rules.cpp
  enum class ListKind { kRegister, kDenominator, kNumerator };
  ConditionId rule_condition(const syntax::Rule& rule, const Scope& scope, const Asker& asker);
  std::vector<Rule> rules(const std::vector<syntax::Rule>& written, ListKind kind, Scope scope,
                          const syntax::Name& of_what);
  void check_outcome(const Outcome& outcome, const Spot& spot, ListKind kind, const Scope& scope);
  RegisterId make_register(const Written<syntax::Register>& written, const Edition& edition, ClockId clock,
                           const Asker& asker);
  std::optional<RegisterId> base_register(const syntax::Name& name, const Scope& scope);
  void indicator(const Written<syntax::Indicator>& written, const Edition& edition);
  Provenance provenance(const Edition& edition, const syntax::Ruleset* block, const syntax::Word& word) const;

  template <class T>
  struct Of {
    const Written<T>* written = nullptr;
    const Edition* edition = nullptr;
  };
  using Need = std::pair<const void*, ClockId>;

  std::vector<const Edition*> editions_;
  const terms::ClusterSet& clusters_;
  Mistakes& mistakes_;
  Model model_;
  std::unordered_map<std::string_view, const Edition*> rulesets_;
  std::map<std::pair<const Edition*, std::string_view>, const Written<syntax::Field>*> fields_;
  std::unordered_map<std::string_view, Of<syntax::Register>> registers_;
  std::unordered_map<std::string_view, Of<syntax::Indicator>> indicators_;
  std::map<std::string, ClusterId, std::less<>> cluster_ids_;
  std::map<Need, std::int32_t> made_;      // fields, registers and rules' conditions; -1 while being made
  std::map<std::string, FieldId> shared_;  // unnamed fields by what they say
  std::vector<std::pair<Need, std::string>> path_;  // what is being made, outermost first
};

}  // namespace meso::rules
