// Lists of rules: registers, denominators, numerators.

#include <algorithm>

#include "rules/checker.h"

namespace meso::rules {
namespace {

bool decides(const Outcome& outcome) {
  return outcome.kind != Outcome::Kind::kNext;
}

}  // namespace

// The condition of a rule, made once per clock: `same as rule N` is that very condition.
ConditionId Checker::rule_condition(const syntax::Rule& rule, const Scope& scope, const Asker& asker) {
  if (rule.broken) return -1;
  const Need need{&rule, scope.clock};
  const auto made = made_.find(need);
  if (made != made_.end()) {
    const bool inside =
        std::any_of(path_.begin(), path_.end(), [&](const auto& one) { return one.first == need; });
    if (made->second < 0 && inside)
      mistakes_.add(asker.file, asker.spot, "the rule is the same as itself",
                    "write its condition out in one place");
    return made->second;
  }
  if (!enter(asker, &rule, scope.clock, "rule " + std::to_string(rule.number))) return -1;
  const ConditionId id = condition(rule.condition, scope);
  leave();
  made_[need] = id;
  return id;
}

void Checker::check_outcome(const Outcome& outcome, const Spot& spot, ListKind kind, const Scope& scope) {
  if (outcome.kind != Outcome::Kind::kReject) return;
  const bool plain = outcome.klass == Outcome::Class::kPlain;
  if (kind == ListKind::kDenominator && plain) {
    wrong(scope, spot, "a denominator's reject does not say what it is",
          "write: reject exclusion NAME, or: reject adjustment 1-6 NAME");
  } else if (kind != ListKind::kDenominator && !plain) {
    wrong(scope, spot,
          std::string(kind == ListKind::kRegister ? "a register" : "a numerator") +
              " has no exclusions and adjustments",
          "write reject alone; exclusions and adjustments belong to denominators");
  }
}

std::vector<Rule> Checker::rules(const std::vector<syntax::Rule>& written, ListKind kind, Scope scope,
                                 const syntax::Name& of_what) {
  std::vector<Rule> out;
  std::size_t tried = written.size();
  if (tried > kMostRules) {
    wrong(scope, written[kMostRules].spot,
          of_what.text + " has more than " + std::to_string(kMostRules) + " rules",
          "divide it into registers");
    tried = kMostRules;
  }
  const syntax::Rule* decided_by = nullptr;
  for (std::size_t i = 0; i < tried; ++i) {
    const syntax::Rule& rule = written[i];
    const bool last = i + 1 == written.size();
    const bool always = std::holds_alternative<syntax::Always>(rule.condition.is);
    if (i > 0 && rule.number <= written[i - 1].number) {
      const bool twice = rule.number == written[i - 1].number;
      wrong(scope, rule.spot,
            twice ? "rule " + std::to_string(rule.number) + " is written twice"
                  : "rule " + std::to_string(rule.number) + " stands after rule " +
                        std::to_string(written[i - 1].number),
            "rules are numbered upwards, in the order in which they are tried; numbers may be left out");
    }
    if (rule.broken) continue;
    if (decided_by != nullptr) {
      wrong(scope, rule.spot,
            "rule " + std::to_string(rule.number) + " is never reached: rule " +
                std::to_string(decided_by->number) + " decides every patient",
            "one outcome of rule " + std::to_string(decided_by->number) + " must be next, or this rule goes");
      decided_by = nullptr;  // told once
    }
    Rule made;
    made.number = rule.number;
    made.place = {scope.source->file, rule.spot.line, rule.spot.column};
    made.then = rule.then;
    made.otherwise = rule.otherwise.value_or(always ? rule.then : Outcome{});
    check_outcome(rule.then, rule.then_spot, kind, scope);
    if (rule.otherwise) check_outcome(*rule.otherwise, rule.otherwise_spot, kind, scope);
    if (!decides(made.then) && !decides(made.otherwise)) {
      wrong(scope, rule.then_spot,
            "rule " + std::to_string(rule.number) + " decides nothing: both of its outcomes are next",
            "one of them must be select or reject");
    } else if (last && !always && !rule.otherwise) {
      wrong(scope, rule.then_spot, "the last rule of " + of_what.text + " has no \"otherwise\"",
            "say what becomes of the patients that no rule decided: otherwise select, or otherwise reject");
    } else if (last && (!decides(made.then) || !decides(made.otherwise))) {
      wrong(scope, decides(made.then) ? rule.otherwise_spot : rule.then_spot,
            "the last rule of " + of_what.text + " says next, and nothing comes next",
            "write select or reject");
    }
    if (!last && decides(made.then) && decides(made.otherwise)) decided_by = &rule;
    scope.rule = kind == ListKind::kNumerator ? nullptr : &rule;
    made.condition = rule_condition(rule, scope, {scope.source->file, rule.spot});
    out.push_back(std::move(made));
  }
  return out;
}

std::optional<RegisterId> Checker::base_register(const syntax::Name& name, const Scope& scope) {
  if (name.text == "GMS" || name.text.empty()) return kGms;
  const auto found = registers_.find(name.text);
  if (found == registers_.end()) {
    const std::string near = nearest_register(name.text);
    wrong(scope, name.spot, "there is no register " + name.text,
          near.empty() ? "the population of all registered patients is GMS" : "did you mean " + near + "?");
    return std::nullopt;
  }
  const RegisterId id = make_register(*found->second.written, *found->second.edition, scope.clock,
                                      {scope.source->file, name.spot});
  if (id < 0) return std::nullopt;
  return id;
}

RegisterId Checker::make_register(const Written<syntax::Register>& written, const Edition& edition,
                                  ClockId clock, const Asker& asker) {
  const syntax::Register& item = *written.item;
  const Need need{&item, clock};
  const auto made = made_.find(need);
  if (made != made_.end()) {
    if (made->second >= 0) return made->second;
    std::string path;
    bool inside = false;
    for (const auto& [other, name] : path_) {
      inside = inside || other == need;
      if (inside) path += name + " -> ";
    }
    if (inside)
      mistakes_.add(asker.file, asker.spot,
                    "the register " + item.name.text + " needs itself: " + path + item.name.text,
                    "break the circle");
    return -1;
  }
  if (!enter(asker, &item, clock, item.name.text)) return -1;
  const Scope scope{&edition, written.source, clock, &item.rules, nullptr};
  Register out;
  out.name = item.name.text;
  out.title = item.title;
  out.of = base_register(item.of, scope).value_or(kGms);
  out.rules = rules(item.rules, ListKind::kRegister, scope, item.name);
  out.provenance = provenance(edition, written.block, item.word);
  out.place = {written.source->file, item.name.spot.line, item.name.spot.column};
  out.clock = clock;
  leave();
  const auto id = static_cast<RegisterId>(model_.registers.size());
  model_.registers.push_back(std::move(out));
  made_[need] = id;
  return id;
}

void Checker::indicator(const Written<syntax::Indicator>& written, const Edition& edition) {
  const syntax::Indicator& item = *written.item;
  const Scope scope{&edition, written.source, 0, &item.denominator, nullptr};
  Indicator out;
  out.name = item.name.text;
  out.title = item.title;
  out.of = base_register(item.of, scope).value_or(kGms);
  out.lower_is_better = item.lower_is_better;
  out.denominator = rules(item.denominator, ListKind::kDenominator, scope, item.name);
  if (item.numerator_same) {
    Rule same;
    same.number = item.numerator_same->rule;
    same.condition = same_as(*item.numerator_same, item.numerator_spot, scope);
    same.then.kind = Outcome::Kind::kSelect;
    same.otherwise.kind = Outcome::Kind::kReject;
    same.place = {written.source->file, item.numerator_spot.line, item.numerator_spot.column};
    out.numerator.push_back(std::move(same));
  } else {
    out.numerator = rules(item.numerator, ListKind::kNumerator, scope, item.name);
  }
  out.provenance = provenance(edition, written.block, item.word);
  out.place = {written.source->file, item.name.spot.line, item.name.spot.column};
  model_.indicators.push_back(std::move(out));
}

Provenance Checker::provenance(const Edition& edition, const syntax::Ruleset* block,
                               const syntax::Word& word) const {
  Provenance out;
  out.ruleset = edition.name;
  out.title = edition.title;
  out.year = edition.year;
  out.version = edition.version;
  out.level = edition.level;
  out.source = word.source ? *word.source : block->word.source.value_or("");
  out.standing = word.standing ? *word.standing : block->word.standing.value_or(Standing::kEntered);
  return out;
}

void Checker::add_expression(const SourceText& source, const syntax::Condition& written,
                             std::string_view name, Model& model) {
  model_ = std::move(model);
  Edition edition;
  edition.name = "expression";
  edition.source = &source;
  syntax::Window bound;
  bound.kind = syntax::Window::Kind::kOnOrBefore;
  bound.first.base.text = "ACHV_DAT";
  edition.events = {&bound, &source, nullptr};
  const Scope scope{&edition, &source, 0, nullptr, nullptr};
  if (registers_.contains(name) || indicators_.contains(name)) {
    wrong(scope, {}, "the rulebook has a register or indicator " + std::string(name) + " already",
          "choose another name");
  }
  Rule rule;
  rule.number = 1;
  rule.condition = condition(written, scope);
  rule.then.kind = Outcome::Kind::kSelect;
  rule.otherwise.kind = Outcome::Kind::kReject;
  rule.place = {source.file, written.spot.line, written.spot.column};
  Register out;
  out.name = name;
  out.title = as_written(scope, written.spot);
  out.rules.push_back(std::move(rule));
  out.provenance.source = out.title;
  out.provenance.level = edition.level;
  out.place = out.rules.front().place;
  model_.registers.push_back(std::move(out));
  model = std::move(model_);
}

}  // namespace meso::rules
