#include "rules/checker.h"

#include <algorithm>

#include "base/nearest.h"

namespace meso::rules {
namespace {

constexpr std::string_view kReserved[] = {"GMS",       "ACHV_DAT",  "PPED",    "QSSD",
                                          "BIRTH_DAT", "DEATH_DAT", "REG_DAT", "DEREG_DAT"};

std::string folded(std::string_view name) {
  std::string out(name);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

}  // namespace

Checker::Checker(std::vector<const Edition*> editions, const terms::ClusterSet& clusters,
                 const FinancialYear& financial_year, Mistakes& mistakes)
    : editions_(std::move(editions)), clusters_(clusters), mistakes_(mistakes) {
  model_.financial_year = financial_year;
  model_.clocks.push_back({});
  collect_names();
}

Model Checker::check() {
  for (const Edition* edition : editions_) {
    for (const auto& written : edition->fields)
      field(written, *edition, 0, {written.source->file, written.item->name.spot});
    for (const auto& written : edition->registers)
      make_register(written, *edition, 0, {written.source->file, written.item->name.spot});
    for (const auto& written : edition->indicators) indicator(written, *edition);
  }
  return std::move(model_);
}

bool Checker::is_reserved(std::string_view name) {
  return std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved);
}

void Checker::wrong(const Scope& scope, const Spot& spot, std::string message, std::string hint) {
  mistakes_.add(scope.source->file, spot, std::move(message), std::move(hint));
}

// ---- Names

void Checker::collect_names() {
  std::unordered_map<std::string, std::pair<const SourceText*, std::uint32_t>> global;
  const auto see = [&](const syntax::Name& name, const SourceText* source, bool everywhere) {
    const Scope scope{nullptr, source, 0, nullptr, nullptr};
    if (is_reserved(name.text)) {
      wrong(scope, name.spot, name.text + " is a word of the language", "choose another name");
    } else if (name.text.find('.') != std::string::npos) {
      wrong(scope, name.spot, "a name that is given has no dot",
            "a dot only asks for a field of another ruleset");
    } else if (is_cluster(name.text)) {
      wrong(scope, name.spot, name.text + " is the name of a cluster", "choose a name that no cluster has");
    }
    if (!everywhere) return;
    const auto [at, added] = global.try_emplace(folded(name.text), source, name.spot.line);
    if (added || (at->second.first == source && at->second.second == name.spot.line)) return;
    wrong(scope, name.spot, "the name " + name.text + " is given twice",
          "registers and indicators are known to all rulesets; the first is at " +
              Place{at->second.first->file, at->second.second, 0}.text());
  };
  for (const Edition* edition : editions_) {
    rulesets_.emplace(edition->name, edition);
    for (const auto& written : edition->registers) {
      see(written.item->name, written.source, true);
      registers_.try_emplace(written.item->name.text, Of<syntax::Register>{&written, edition});
    }
    for (const auto& written : edition->indicators) {
      see(written.item->name, written.source, true);
      indicators_.try_emplace(written.item->name.text, Of<syntax::Indicator>{&written, edition});
    }
  }
  for (const Edition* edition : editions_) {
    for (const auto& written : edition->fields) {
      const syntax::Name& name = written.item->name;
      see(name, written.source, false);
      fields_.try_emplace({edition, name.text}, &written);
      if (registers_.contains(name.text) || indicators_.contains(name.text)) {
        wrong({edition, written.source, 0, nullptr, nullptr}, name.spot,
              name.text + " is a register or an indicator already", "choose another name for the field");
      }
    }
  }
}

const Written<syntax::Field>* Checker::find_field(std::string_view name, const Scope& scope,
                                                  const Edition** edition) const {
  const Edition* owner = scope.edition;
  const std::size_t dot = name.find('.');
  if (dot != std::string_view::npos) {
    const auto ruleset = rulesets_.find(name.substr(0, dot));
    if (ruleset == rulesets_.end()) return nullptr;
    owner = ruleset->second;
    name = name.substr(dot + 1);
  }
  const auto at = fields_.find({owner, name});
  if (at == fields_.end()) return nullptr;
  *edition = owner;
  return at->second;
}

std::string Checker::nearest_field(std::string_view name, const Scope& scope) const {
  if (mistakes_.full()) return "";
  NearestName nearest(name);
  for (const auto& written : scope.edition->fields) nearest.offer(written.item->name.text);
  for (const std::string_view reserved : kReserved) {
    if (reserved != "GMS") nearest.offer(reserved);
  }
  if (!nearest.best().empty()) return nearest.best();
  for (const Edition* edition : editions_) {
    const std::string own = edition->name + ".";
    for (const auto& written : edition->fields) {
      if (written.item->name.text == name) return own + written.item->name.text;
      if (name.find('.') != std::string_view::npos) nearest.offer(own + written.item->name.text);
    }
  }
  return nearest.best();
}

std::string Checker::nearest_register(std::string_view name) const {
  if (mistakes_.full()) return "";
  NearestName nearest(name);
  for (const Edition* edition : editions_) {
    for (const auto& written : edition->registers) nearest.offer(written.item->name.text);
  }
  return nearest.best();
}

void Checker::unknown_field(const syntax::Name& name, const Scope& scope) {
  if (is_cluster(name.text)) {
    return wrong(
        scope, name.spot,
        name.text + " is a cluster: a patient may have many of its records, and one date is needed here",
        "say which: earliest " + name.text + ", latest " + name.text + ", any " + name.text +
            ", count days of " + name.text + "; a field gives the pick a name");
  }
  if (registers_.contains(name.text)) {
    return wrong(scope, name.spot,
                 name.text + " is a register: a patient is on it or not, and a date is needed here",
                 "write the name alone to ask whether the patient is on it");
  }
  if (indicators_.contains(name.text)) {
    return wrong(scope, name.spot, name.text + " is an indicator, and a date is needed here",
                 "fields and reserved dates have dates");
  }
  const std::string near = nearest_field(name.text, scope);
  wrong(scope, name.spot, "there is no field " + name.text,
        near.empty() ? "define it above: field " + name.text + " latest CLUSTER"
                     : "did you mean " + near + "?");
}

// ---- Needs

// Begins to make an item, unless that is a cycle or too deep, which is told.
bool Checker::enter(const Asker& asker, const void* item, ClockId clock, const std::string& name) {
  const Need need{item, clock};
  if (static_cast<int>(path_.size()) >= kDeepest) {
    mistakes_.add(
        asker.file, asker.spot,
        name + " stands on a chain of more than " + std::to_string(kDeepest) + " fields, registers and rules",
        "shorten the chain");
    return false;
  }
  made_[need] = -1;
  path_.emplace_back(need, name);
  return true;
}

void Checker::leave() {
  path_.pop_back();
}

// ---- Clocks

std::optional<ClockId> Checker::clock_as_at(const syntax::DateExpression& written, const Scope& scope) {
  auto at = date(written, scope);
  if (!at) return std::nullopt;
  using Base = DateRef::Base;
  const std::string patient_hint =
      "it is asked as at ACHV_DAT, PPED, QSSD or a day such as 2023-04-01, moved by one step of months and "
      "one of days";
  if (at->base != Base::kAchievement && at->base != Base::kPeriodEnd && at->base != Base::kYearStart &&
      at->base != Base::kConstant) {
    const bool many_steps = written.steps.size() > 1 && at->field >= 0 &&
                            model_.fields[static_cast<std::size_t>(at->field)].name.empty();
    wrong(scope, written.spot,
          many_steps ? "a register is asked as at a date that is moved in too many steps"
                     : "a register is asked as at one date for all patients, and " + written.base.text +
                           " differs by patient",
          patient_hint);
    return std::nullopt;
  }
  const bool itself = at->base == Base::kAchievement && at->months == 0 && at->days == 0;
  if (itself) return scope.clock;
  // Under another clock ACHV_DAT, PPED and QSSD are already moved: only what is again
  // a date of the run's own clock fits.
  if (scope.clock != 0 && at->base != Base::kConstant) {
    const DateRef& outer = *model_.clocks[static_cast<std::size_t>(scope.clock)].as_at;
    if (outer.base == Base::kConstant) {
      const ReferenceDates dates = reference_dates(outer.constant, model_.financial_year);
      const Date base = at->base == Base::kAchievement ? dates.achievement
                        : at->base == Base::kPeriodEnd ? dates.period_end
                                                       : dates.year_start;
      at = DateRef{Base::kConstant, add_days(add_months(base, at->months, at->policy), at->days), -1, 0, 0,
                   at->policy};
    } else if (at->base == Base::kAchievement && at->months == 0) {
      const std::int32_t days = at->days + outer.days;
      at = outer;
      at->days = days;
    } else {
      wrong(
          scope, written.spot,
          "a register that is itself asked as at another date asks one as at a date that depends on the run",
          "ask it as at a fixed day, or ask the inner register from the indicator");
      return std::nullopt;
    }
  }
  if (at->months == 0) at->policy = MonthPolicy::kClamp;
  for (std::size_t i = 1; i < model_.clocks.size(); ++i) {
    if (model_.clocks[i].as_at == at) return static_cast<ClockId>(i);
  }
  if (model_.clocks.size() >= kMostClocks) {
    wrong(scope, written.spot,
          "registers are asked as at more than " + std::to_string(kMostClocks - 1) + " different dates",
          "use fewer dates");
    return std::nullopt;
  }
  model_.clocks.push_back({at});
  return static_cast<ClockId>(model_.clocks.size() - 1);
}

}  // namespace meso::rules
