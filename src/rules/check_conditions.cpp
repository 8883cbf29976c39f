// Conditions: true, false or unknown of a patient.

#include <algorithm>

#include "base/nearest.h"
#include "rules/checker.h"

namespace meso::rules {

ConditionId Checker::add(Condition condition) {
  model_.conditions.push_back(std::move(condition));
  return static_cast<ConditionId>(model_.conditions.size() - 1);
}

Condition Checker::blank(const syntax::Condition& written, const Scope& scope) {
  Condition out;
  out.text = as_written(scope, written.spot);
  out.place = {scope.source->file, written.spot.line, written.spot.column};
  out.clock = scope.clock;
  return out;
}

// Only junctions and negations hold further conditions. They and this
// function keep nothing large on the stack.
ConditionId Checker::condition(const syntax::Condition& written, const Scope& scope) {
  if (std::holds_alternative<syntax::Junction>(written.is)) return junction(written, scope);
  if (std::holds_alternative<syntax::Negation>(written.is)) return negation(written, scope);
  return test(written, scope);
}

ConditionId Checker::junction(const syntax::Condition& written, const Scope& scope) {
  const auto& [all, parts] = std::get<syntax::Junction>(written.is);
  std::vector<ConditionId> ids;
  bool sound = true, may_be_unknown = false;
  for (const syntax::Condition& part : parts) {
    const ConditionId id = condition(part, scope);
    ids.push_back(id);
    sound = sound && id >= 0;
    may_be_unknown =
        may_be_unknown || (id >= 0 && model_.conditions[static_cast<std::size_t>(id)].may_be_unknown);
  }
  if (!sound) return -1;
  return add_of_parts(written, all ? Condition::Kind::kAll : Condition::Kind::kAny, std::move(ids),
                      may_be_unknown, scope);
}

[[gnu::noinline]] ConditionId Checker::add_of_parts(const syntax::Condition& written, Condition::Kind kind,
                                                    std::vector<ConditionId> parts, bool may_be_unknown,
                                                    const Scope& scope) {
  Condition out = blank(written, scope);
  out.kind = kind;
  out.parts = std::move(parts);
  out.may_be_unknown = may_be_unknown;
  return add(std::move(out));
}

[[gnu::noinline]] ConditionId Checker::test(const syntax::Condition& written, const Scope& scope) {
  if (const auto* one = std::get_if<syntax::Being>(&written.is))
    return being(*one, blank(written, scope), scope);
  if (const auto* one = std::get_if<syntax::BarePick>(&written.is))
    return bare_pick(*one, blank(written, scope), scope);
  if (const auto* one = std::get_if<syntax::Comparison>(&written.is))
    return comparison(*one, blank(written, scope), scope);
  if (const auto* one = std::get_if<syntax::Membership>(&written.is)) return membership(*one, written, scope);
  if (const auto* one = std::get_if<syntax::SameAs>(&written.is)) return same_as(*one, written.spot, scope);
  Condition out = blank(written, scope);
  if (const auto* sex = std::get_if<syntax::SexIs>(&written.is)) {
    out.kind = Condition::Kind::kSex;
    out.sex = sex->sex;
    out.may_be_unknown = true;
  } else if (const auto* in = std::get_if<syntax::EthnicityIn>(&written.is)) {
    out.kind = Condition::Kind::kEthnicity;
    out.ethnicities = in->categories;
    out.may_be_unknown = true;
  }
  return add(std::move(out));  // else: always
}

ConditionId Checker::being(const syntax::Being& written, Condition out, const Scope& scope) {
  std::optional<DateRef> what;
  if (const auto* named = std::get_if<syntax::DateExpression>(&written.what)) {
    what = date(*named, scope);
  } else {
    const auto* one = std::get_if<syntax::Pick>(&written.what);
    Field field = one != nullptr ? pick(*one, scope) : pair(std::get<syntax::Pair>(written.what), scope);
    const Spot& spot = one != nullptr ? one->spot : std::get<syntax::Pair>(written.what).spot;
    what = DateRef{DateRef::Base::kField, {}, unnamed(std::move(field), spot, scope), 0, 0,
                   scope.edition->months};
  }
  std::optional<Window> inside = Window{};
  if (written.window) inside = window(*written.window, scope);
  if (!what || !inside) return -1;
  out.kind =
      written.test == syntax::Being::Test::kMissing ? Condition::Kind::kMissing : Condition::Kind::kPresent;
  out.date = *what;
  out.window = *inside;
  return add(std::move(out));
}

ConditionId Checker::bare_pick(const syntax::BarePick& written, Condition out, const Scope& scope) {
  Field field = pick(written.pick, scope);
  out.date = DateRef{DateRef::Base::kField, {}, unnamed(std::move(field), written.pick.spot, scope), 0, 0,
                     scope.edition->months};
  out.kind = written.none ? Condition::Kind::kMissing : Condition::Kind::kPresent;
  return add(std::move(out));
}

// ---- not

ConditionId Checker::negation(const syntax::Condition& written, const Scope& scope) {
  const syntax::Condition& part = std::get<syntax::Negation>(written.is).part.front();
  const ConditionId id = condition(part, scope);
  if (id < 0) return -1;
  if (model_.conditions[static_cast<std::size_t>(id)].may_be_unknown) {
    wrong(scope, part.spot,
          "\"not\" stands before what may be unknown: where nothing is recorded, the opposite is unknown too",
          without_not(part, scope));
    return -1;
  }
  return add_of_parts(written, Condition::Kind::kNot, {id}, false, scope);
}

// The hint that writes the missing case out.
std::string Checker::without_not(const syntax::Condition& part, const Scope& scope) const {
  const auto* compared = std::get_if<syntax::Comparison>(&part.is);
  if (compared == nullptr) {
    if (const auto* sex = std::get_if<syntax::SexIs>(&part.is)) {
      constexpr std::string_view kSexes[] = {"male", "female", "other"};
      std::string others;
      for (std::uint8_t i = 1; i <= 3; ++i) {
        if (i != sex->sex)
          others += (others.empty() ? "sex is " : " or sex is ") + std::string(kSexes[i - 1]);
      }
      return "name the others: " + others;
    }
    return "give it a rule of its own whose outcomes are turned round, or turn each comparison inside it "
           "round and name the missing case: FIELD missing or ...";
  }
  const std::string left = as_written(scope, compared->left.spot);
  const std::string right = as_written(scope, compared->right.spot);
  std::string turned;
  if (compared->upper) {
    turned = left + " < " + right + " or " + left + " > " + as_written(scope, compared->upper->spot);
  } else {
    constexpr std::string_view kOpposite[] = {"<>", "=", ">=", ">", "<=", "<"};
    turned = left + " " + std::string(kOpposite[static_cast<std::size_t>(compared->compare)]) + " " + right;
  }
  std::string missing;
  for (const syntax::Number* number : {&compared->left, &compared->right}) {
    if (number->picked && std::holds_alternative<syntax::Name>(*number->picked)) {
      missing += std::get<syntax::Name>(*number->picked).text + " missing or ";
    } else if (number->kind == syntax::Number::Kind::kAge) {
      missing += "BIRTH_DAT missing or ";
    }
  }
  return "turn it round: " + turned +
         (missing.empty() ? "" : "; and to let in those without one: " + missing + turned);
}

// ---- Registers and other rules

ConditionId Checker::membership(const syntax::Membership& written, const syntax::Condition& whole,
                                const Scope& scope) {
  const syntax::Name& name = written.reg;
  if (name.text.empty()) return -1;
  const auto found = registers_.find(name.text);
  if (found == registers_.end()) {
    const Edition* owner = nullptr;
    if (name.text == "GMS") {
      wrong(scope, name.spot, "GMS is the base of every list of rules and not a condition",
            "leave it out: each patient who is asked is in GMS already");
    } else if (is_cluster(name.text)) {
      wrong(scope, name.spot,
            name.text +
                " is a cluster: a patient may have many of its records, and one answer per patient is needed "
                "here",
            "say which: any " + name.text + ", no " + name.text + ", (latest " + name.text +
                ") in the 12 months to PPED, count days of " + name.text + " >= 1");
    } else if (const auto* field = find_field(name.text, scope, &owner)) {
      const bool counts = std::holds_alternative<syntax::Count>(field->item->body);
      wrong(scope, name.spot, name.text + " is a field, and a condition is needed here",
            counts ? "compare it: " + name.text + " >= 1"
                   : "ask of it: " + name.text + " exists, " + name.text + " missing, or a window");
    } else if (indicators_.contains(name.text)) {
      wrong(scope, name.spot, name.text + " is an indicator, and a condition asks registers",
            "use its rule: same as rule N of " + name.text);
    } else {
      const std::string near = nearest_register(name.text);
      const std::string near_field = near.empty() ? nearest_field(name.text, scope) : "";
      wrong(scope, name.spot, "there is no register " + name.text,
            !near.empty()         ? "did you mean " + near + "?"
            : !near_field.empty() ? "did you mean the field " + near_field + "? A condition asks " +
                                        near_field + " exists, missing or a window"
                                  : "define it: register " + name.text + " of GMS");
    }
    return -1;
  }
  std::optional<ClockId> clock = scope.clock;
  if (written.as_at) clock = clock_as_at(*written.as_at, scope);
  if (!clock) return -1;
  const RegisterId id =
      make_register(*found->second.written, *found->second.edition, *clock, {scope.source->file, name.spot});
  if (id < 0) return -1;
  Condition out = blank(whole, scope);
  out.kind = Condition::Kind::kRegister;
  out.member_of = id;
  return add(std::move(out));
}

ConditionId Checker::same_as(const syntax::SameAs& written, const Spot& spot, const Scope& scope) {
  Scope there = scope;
  std::string list = "this list";
  if (written.of) {
    const std::string& name = written.of->text;
    list = name;
    const auto indicator = indicators_.find(name);
    const auto reg = registers_.find(name);
    if (indicator != indicators_.end()) {
      const auto& [item, edition] = indicator->second;
      there = {edition, item->source, scope.clock, &item->item->denominator, nullptr};
    } else if (reg != registers_.end()) {
      const auto& [item, edition] = reg->second;
      there = {edition, item->source, scope.clock, &item->item->rules, nullptr};
    } else {
      NearestName nearest(name);
      for (const auto& [known, of] : indicators_) nearest.offer(known);
      for (const auto& [known, of] : registers_) nearest.offer(known);
      wrong(scope, written.of->spot, "there is no indicator or register " + name,
            nearest.best().empty() ? "" : "did you mean " + nearest.best() + "?");
      return -1;
    }
  }
  if (there.rules == nullptr) {
    wrong(scope, spot, "\"same as rule\" stands outside of rules",
          "say whose: same as rule " + std::to_string(written.rule) + " of NAME");
    return -1;
  }
  const std::size_t known = std::min(there.rules->size(), kMostRules);
  for (std::size_t i = 0; i < known; ++i) {
    const syntax::Rule& rule = (*there.rules)[i];
    if (rule.number != written.rule) continue;
    if (there.rule != nullptr && rule.number >= there.rule->number) {
      wrong(scope, spot,
            "rule " + std::to_string(there.rule->number) + " is the same as a rule that is not before it",
            "only an earlier rule of the list can be meant");
      return -1;
    }
    there.rule = &rule;
    return rule_condition(rule, there, {scope.source->file, spot});
  }
  wrong(scope, spot, "there is no rule " + std::to_string(written.rule) + " in " + list, "");
  return -1;
}

}  // namespace meso::rules
