// Figures as one person may see them. Every practice is counted patient by patient, without those who opted
// out of the purpose, under its own mask; what may leave as it is, leaves; the rest goes through
// disclosure.h.

#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "access/accounts.h"
#include "access/agreement_tables.h"
#include "access/lens_state.h"
#include "records/block.h"
#include "rules/blocks/engine.h"
#include "rules/language.h"

namespace meso::access {
namespace {

using rules::Model;
using rules::PatientStanding;
using Kind = ShownCount::Kind;

// A set of people that is counted, and its sketch where noise will need it.
struct Counted {
  std::uint64_t people = 0;
  Sketch sketch;
};

struct Tally {
  Counted registered;
  std::array<std::uint64_t, kEachOptOut.size()> left_out{};
  std::vector<std::array<Counted, 2>> registers;        // base, size
  std::vector<std::array<Counted, 3>> indicators;       // register, denominator, numerator
  std::vector<std::array<std::uint64_t, 7>> set_aside;  // of each indicator: excluded, adjusted by category
  std::uint64_t unit_missing = 0;
};

// Everybody who is registered, as one more register of the model: its position.
std::size_t add_everybody(Model& model) {
  rules::Condition always;
  always.text = "registered on the day";
  model.conditions.push_back(always);
  rules::Register everybody;
  everybody.name = "REGISTERED";
  rules::Rule rule;
  rule.number = 1;
  rule.condition = static_cast<rules::ConditionId>(model.conditions.size() - 1);
  rule.then.kind = rules::Outcome::Kind::kSelect;
  rule.otherwise.kind = rules::Outcome::Kind::kReject;
  everybody.rules.push_back(rule);
  model.registers.push_back(everybody);
  return model.registers.size() - 1;
}

bool in_denominator(PatientStanding standing) {
  return standing == PatientStanding::kMet || standing == PatientStanding::kNotMet;
}

// Of each rule of each indicator, by its place in the list: the category of its adjustment, 0 for none.
std::vector<std::vector<std::uint8_t>> categories(const Model& model) {
  std::vector<std::vector<std::uint8_t>> out;
  for (const rules::Indicator& indicator : model.indicators) {
    auto& into = out.emplace_back();
    for (const rules::Rule& rule : indicator.denominator) {
      const bool then = rule.then.klass == rules::Outcome::Class::kAdjustment;
      into.push_back(then ? rule.then.category : rule.otherwise.category);
    }
  }
  return out;
}

// Counts one practice. `secret` is for sketches; without one there are none.
Result<Tally> count(Model model, const Question& question, const Reached& practice, Purpose purpose,
                    bool is_person, std::optional<std::uint64_t> secret) {
  const std::size_t everybody = add_everybody(model);
  MESO_ASSIGN_OR_RETURN(const rules::Plan plan, rules::compile_plan(std::move(model), {question.dates}));
  Tally out;
  out.registers.resize(everybody);
  out.indicators.resize(plan.model().indicators.size());
  out.set_aside.resize(plan.model().indicators.size());
  const auto category = categories(plan.model());
  rules::RunOptions options;
  options.threads = question.threads;
  options.each_block = [&](const rules::BlockAnswers& answers) {
    const records::Block& block = *answers.records;
    for (std::uint32_t patient = 0; patient < block.patients; ++patient) {
      if (answers.registers[everybody][patient].standing != PatientStanding::kIn) continue;
      if (is_person) {
        if (const auto out_by = acting_opt_out(block.flags[patient], purpose, practice.view)) {
          ++out.left_out[*out_by];
          continue;
        }
      }
      const auto add = [&](Counted& counted) {
        ++counted.people;
        if (secret) counted.sketch.add(block.ids[patient], *secret);
      };
      add(out.registered);
      for (std::size_t i = 0; i < out.registers.size(); ++i) {
        const PatientStanding standing = answers.registers[i][patient].standing;
        if (standing == PatientStanding::kNotInBase) continue;
        add(out.registers[i][0]);
        if (standing == PatientStanding::kIn) add(out.registers[i][1]);
      }
      for (std::size_t i = 0; i < out.indicators.size(); ++i) {
        const PatientStanding standing = answers.indicators[i][patient].standing;
        if (standing == PatientStanding::kNotInBase) continue;
        add(out.indicators[i][0]);
        if (standing == PatientStanding::kExcluded) ++out.set_aside[i][0];
        if (standing == PatientStanding::kAdjusted) {
          const std::size_t rule = answers.indicators[i][patient].rule;
          const std::size_t of = rule > 0 && rule <= category[i].size() ? category[i][rule - 1] : 0;
          if (of >= 1 && of <= 6) ++out.set_aside[i][of];
        }
        if (!in_denominator(standing)) continue;
        add(out.indicators[i][1]);
        if (standing == PatientStanding::kMet) add(out.indicators[i][2]);
      }
    }
  };
  MESO_ASSIGN_OR_RETURN(const auto counts, rules::run_plan(plan, *practice.file, options));
  out.unit_missing = counts[0].unit_missing;
  return out;
}

ShownPractice empty_row(const std::string& practice, Grant grant, const Model& model) {
  ShownPractice out;
  out.practice = practice;
  out.grant = grant;
  out.registers.resize(model.registers.size());
  out.indicators.resize(model.indicators.size());
  return out;
}

// Every number of a row with the set of people that it counts, where it is available.
template <class Each>
void each_number(const Tally& tally, const Masked& masked, ShownPractice& row, const Each& each) {
  each(tally.registered, row.registered);
  for (std::size_t i = 0; i < tally.registers.size(); ++i) {
    if (!masked.registers[i]) continue;
    each(tally.registers[i][0], row.registers[i].base);
    each(tally.registers[i][1], row.registers[i].size);
  }
  for (std::size_t i = 0; i < tally.indicators.size(); ++i) {
    if (!masked.indicators[i]) continue;
    each(tally.indicators[i][0], row.indicators[i].reg);
    each(tally.indicators[i][1], row.indicators[i].denominator);
    each(tally.indicators[i][2], row.indicators[i].numerator);
  }
}

void add(Tally& sum, const Tally& part) {
  const auto put = [](Counted& into, const Counted& from) {
    into.people += from.people;
    into.sketch.add(from.sketch);
  };
  sum.registers.resize(part.registers.size());
  sum.indicators.resize(part.indicators.size());
  put(sum.registered, part.registered);
  for (std::size_t i = 0; i < part.left_out.size(); ++i) sum.left_out[i] += part.left_out[i];
  sum.set_aside.resize(part.set_aside.size());
  for (std::size_t i = 0; i < part.set_aside.size(); ++i) {
    for (std::size_t c = 0; c < 7; ++c) sum.set_aside[i][c] += part.set_aside[i][c];
  }
  sum.unit_missing += part.unit_missing;
  for (std::size_t i = 0; i < part.registers.size(); ++i) {
    for (std::size_t c = 0; c < 2; ++c) put(sum.registers[i][c], part.registers[i][c]);
  }
  for (std::size_t i = 0; i < part.indicators.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) put(sum.indicators[i][c], part.indicators[i][c]);
  }
}

struct Row {
  Reached practice;
  Masked masked;
  Tally tally;
  ShownPractice shown;
};

// Puts the practices under a fixed grant through one table per register and indicator. `total` gets their
// totals.
void show_fixed(std::vector<Row*>& rows, ShownPractice& total) {
  using Member = std::function<std::vector<ShownCount*>(ShownPractice&)>;
  const auto table = [&](const auto& counts, const auto& available, const Member& cells) {
    std::vector<std::vector<std::uint64_t>> numbers;
    std::vector<Row*> there;
    for (Row* row : rows) {
      if (!available(row->masked)) continue;
      numbers.push_back(counts(row->tally));
      there.push_back(row);
    }
    const FixedTable fixed = fixed_table(numbers);
    for (std::size_t i = 0; i < there.size(); ++i) {
      const auto into = cells(there[i]->shown);
      for (std::size_t c = 0; c < into.size(); ++c) *into[c] = fixed.rows[i][c];
    }
    if (there.size() != rows.size()) return;  // a total without one of them would pass for all
    const auto into = cells(total);
    for (std::size_t c = 0; c < into.size(); ++c) *into[c] = fixed.total[c];
  };
  const auto always = [](const Masked&) { return true; };
  table([](const Tally& t) { return std::vector{t.registered.people}; }, always,
        [](ShownPractice& p) { return std::vector{&p.registered}; });
  for (std::size_t i = 0; i < kEachOptOut.size(); ++i) {
    table([i](const Tally& t) { return std::vector{t.left_out[i]}; }, always,
          [i](ShownPractice& p) { return std::vector{&p.left_out[i]}; });
  }
  for (std::size_t i = 0; i < total.registers.size(); ++i) {
    table([i](const Tally& t) { return std::vector{t.registers[i][0].people, t.registers[i][1].people}; },
          [i](const Masked& m) { return m.registers[i]; },
          [i](ShownPractice& p) { return std::vector{&p.registers[i].base, &p.registers[i].size}; });
  }
  for (std::size_t i = 0; i < total.indicators.size(); ++i) {
    table(
        [i](const Tally& t) {
          const auto& counts = t.indicators[i];
          return std::vector{counts[0].people, counts[1].people, counts[2].people};
        },
        [i](const Masked& m) { return m.indicators[i]; },
        [i](ShownPractice& p) {
          auto& shown = p.indicators[i];
          return std::vector{&shown.reg, &shown.denominator, &shown.numerator};
        });
  }
}

std::string hex_of(const Sketch& sketch) {
  std::string out;
  for (const std::uint16_t sum : sketch.sums()) out += fmt::format("{:04x}", sum);
  return out;
}

journal::Act asked_act(const std::string& author, const std::string& scope, const AskedBefore::Asked& asked) {
  journal::Act out;
  out.author = author;
  out.subject = "cohort/" + scope;
  out.kind = kCohortAsked;
  out.reason = "kept so that nearly the same people get the same number";
  out.body = nlohmann::json({{"scope", scope},
                             {"sums", hex_of(asked.cohort)},
                             {"people", asked.cohort.people()},
                             {"kind", static_cast<int>(asked.answer.kind)},
                             {"value", asked.answer.value}})
                 .dump();
  out.seen = journal::kBesideOthers;
  return out;
}

}  // namespace

Gate::Gate(journal::Journal& journal, Rulebook rulebook, rules::FinancialYear financial_year,
           std::function<Moment()> clock)
    : state_(std::make_unique<State>(journal, std::move(rulebook), financial_year, std::move(clock))) {}
Gate::~Gate() = default;

bool Gate::State::is_of_rulebook(const Model& model) {
  const std::lock_guard lock(mutex);
  auto found = known.find(model.year);
  if (found == known.end()) {
    found = known.emplace(model.year, std::set<std::string>()).first;
    const rules::Compiled compiled =
        rules::compile_rules(rulebook.rules, rulebook.clusters, {financial_year, model.year});
    if (compiled.model) {
      for (const auto& reg : compiled.model->registers) found->second.insert(reg.provenance.text_hash);
      for (const auto& indicator : compiled.model->indicators)
        found->second.insert(indicator.provenance.text_hash);
    }
  }
  const auto is_known = [&](const auto& one) { return found->second.contains(one.provenance.text_hash); };
  return std::ranges::all_of(model.registers, is_known) && std::ranges::all_of(model.indicators, is_known);
}

Result<AskedBefore*> Gate::State::asked_before(const Key& key) {
  if (!asked) {
    asked = std::make_unique<AskedBefore>(key);
    newest_asked = 0;
  }
  const auto question = [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(auto rows,
                          tables.query("SELECT scope, sums, people, kind, value, entry FROM access_cohorts"
                                       " WHERE entry > ? ORDER BY entry",
                                       newest_asked));
    while (true) {
      MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
      if (!row) return {};
      std::array<std::uint16_t, Sketch::kPlaces> sums{};
      const std::string_view hex = rows.text(1);
      for (std::size_t i = 0; i < sums.size() && 4 * i + 4 <= hex.size(); ++i) {
        std::from_chars(hex.data() + 4 * i, hex.data() + 4 * i + 4, sums[i], 16);
      }
      asked->remember(std::string(rows.text(0)),
                      {Sketch::of(sums, static_cast<std::uint64_t>(rows.number(2))),
                       {static_cast<Kind>(rows.number(3)), static_cast<std::uint64_t>(rows.number(4))}});
      newest_asked = rows.number(5);
    }
  };
  MESO_RETURN_IF_ERROR(journal.read(question));
  return asked.get();
}

// Of two programs that answer at the same time, the second is refused by the journal, forgets its answer and
// answers again, knowing the first's.
Result<bool> Gate::State::keep_asked(const std::vector<journal::Act>& acts, const std::string& person) {
  if (acts.empty()) return true;
  bool is_overtaken = false;
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(const auto newest, tables.number("SELECT max(entry) FROM access_cohorts"));
    is_overtaken = newest.value_or(0) != newest_asked;
    if (is_overtaken) return Error{ErrorKind::kLocked, "another program asked meanwhile", {}, ""};
    MESO_ASSIGN_OR_RETURN(
        const auto asked_today,
        tables.number("SELECT max(cohorts) FROM (SELECT count(*) AS cohorts FROM access_cohorts"
                      " WHERE author = ? AND at > ? GROUP BY scope)",
                      person, clock().microseconds - 86'400'000'000));
    if (asked_today.value_or(0) < kCohortsADay) return {};
    return Error{
        ErrorKind::kRefused,
        fmt::format("{} different cohorts across practices in a day are the most that one person may ask",
                    kCohortsADay),
        {},
        "go on tomorrow, or ask about your own practice"};
  };
  const auto written = journal.append(acts, rule);
  if (written.ok()) {
    newest_asked = static_cast<std::int64_t>(written->sequence);
    return true;
  }
  asked.reset();  // what was not written was not answered
  if (is_overtaken) return false;
  return written.error();
}

Date Lens::fixed_day() const {
  const Date as_at = state_->pinned->oldest_as_at;
  const CivilDate civil = civil_from_date(as_at);
  if (civil.day == days_in_month(civil.year, civil.month)) return as_at;
  return add_days(*date_from_civil(civil.year, civil.month, 1), -1);
}

Result<ShownFigures> Lens::shown(const Model& model, const Question& question) const {
  const State& state = *state_;
  const bool is_person = state.gate != nullptr;
  const Ability ability =
      is_person && !state.gate->state().is_of_rulebook(model) ? Ability::kCohorts : Ability::kCounts;
  MESO_ASSIGN_OR_RETURN(const auto practices, state.reached(ability, question.practice));

  const auto has = [&](Grant grant) {
    return std::ranges::any_of(practices, [&](const Reached& each) { return each.view.grant == grant; });
  };
  if (has(Grant::kFixed)) {
    const CivilDate day = civil_from_date(question.dates.achievement);
    if (day.day != days_in_month(day.year, day.month) || question.dates.achievement > fixed_day()) {
      return Error{
          ErrorKind::kRefused,
          "tables for others are made for the last day of a month, because two tables a day apart differ by "
          "single people",
          {},
          "ask as at " + format_date(fixed_day())};
    }
  }
  std::optional<std::uint64_t> secret;
  std::optional<Key> hashing;
  if (has(Grant::kNoised)) {
    const auto network = state.pinned->snapshot->manifest().network_id;
    hashing = state.pinned->keys.find(records::hashing_key_name(network));
    if (!hashing) {
      return Error{
          ErrorKind::kRefused, "the network's hashing key is not in " + state.pinned->keys.path(), {}, ""};
    }
    secret = keyed_hash(*hashing, "access sketch", network);
  }

  std::vector<Row> rows;
  const auto work = [&](const Reached& practice) -> Status {
    MESO_ASSIGN_OR_RETURN(Masked masked, state.mask(model, practice.view));
    MESO_ASSIGN_OR_RETURN(Tally tally,
                          count(masked.model, question, practice, state.acting.purpose, is_person, secret));
    rows.push_back({practice, std::move(masked), std::move(tally),
                    empty_row(practice.file->practice(), practice.view.grant, model)});
    return {};
  };
  MESO_RETURN_IF_ERROR(state.each(practices, work));

  ShownFigures out;
  std::vector<Row*> fixed, noised;
  Tally exact_sum, noised_sum;
  Masked in_all{Model(), std::vector<bool>(model.registers.size(), true),
                std::vector<bool>(model.indicators.size(), true)};
  for (Row& row : rows) {
    for (std::size_t i = 0; i < in_all.registers.size(); ++i) {
      in_all.registers[i] = in_all.registers[i] && row.masked.registers[i];
    }
    for (std::size_t i = 0; i < in_all.indicators.size(); ++i) {
      in_all.indicators[i] = in_all.indicators[i] && row.masked.indicators[i];
    }
    if (row.shown.grant == Grant::kFixed) {
      fixed.push_back(&row);
      continue;
    }
    add(row.shown.grant == Grant::kYes ? exact_sum : noised_sum, row.tally);
    if (row.shown.grant == Grant::kNoised) noised.push_back(&row);
  }

  // Three kinds of rows, one kind of total each; the network's row is their sum, as vague as the vaguest.
  const auto exact = [](std::uint64_t number) { return ShownCount{Kind::kExact, number}; };
  const auto show_exact = [&](const Tally& tally, const Masked& masked, ShownPractice& row) {
    each_number(tally, masked, row,
                [&](const Counted& counted, ShownCount& into) { into = exact(counted.people); });
    for (std::size_t i = 0; i < tally.left_out.size(); ++i) row.left_out[i] = exact(tally.left_out[i]);
    row.unit_missing = exact(tally.unit_missing);
    for (std::size_t i = 0; i < tally.set_aside.size(); ++i) {
      if (!masked.indicators[i]) continue;
      row.indicators[i].exclusions = exact(tally.set_aside[i][0]);
      for (std::size_t c = 0; c < 6; ++c) row.indicators[i].adjusted[c] = exact(tally.set_aside[i][c + 1]);
    }
  };
  AskedBefore* asked = nullptr;
  std::vector<journal::Act> acts;
  const std::string edition = fmt::format("@{}", state.pinned->snapshot->manifest().generation);
  const auto show_noised = [&](const Tally& tally, const Masked& masked, const std::string& of,
                               ShownPractice& row) {
    const auto keep = [&](const std::string& scope, const AskedBefore::Asked& kept) {
      acts.push_back(asked_act(state.acting.person, scope, kept));
    };
    each_number(tally, masked, row, [&](const Counted& counted, ShownCount& into) {
      into = asked->answer(of + edition, counted.sketch, tally.registered.sketch, keep);
    });
    for (std::size_t i = 0; i < tally.left_out.size(); ++i) row.left_out[i] = rounded(tally.left_out[i]);
  };
  std::optional<ShownPractice> noised_total;
  const auto answer_noised = [&] {
    acts.clear();
    std::string together;
    for (Row* row : noised) {
      show_noised(row->tally, row->masked, row->shown.practice, row->shown);
      together += (together.empty() ? "" : "+") + row->shown.practice;
    }
    noised_total = empty_row("", Grant::kNoised, model);
    show_noised(noised_sum, in_all, together, *noised_total);
  };
  if (!noised.empty()) {
    Gate::State& gate = state.gate->state();
    const std::lock_guard turn(gate.asking);
    for (bool is_written = false; !is_written;) {
      MESO_ASSIGN_OR_RETURN(asked, gate.asked_before(*hashing));
      answer_noised();
      MESO_ASSIGN_OR_RETURN(is_written, gate.keep_asked(acts, state.acting.person));
    }
  }
  for (Row& row : rows) {
    if (row.shown.grant == Grant::kYes) show_exact(row.tally, row.masked, row.shown);
  }
  std::vector<ShownPractice> totals;
  if (rows.size() > fixed.size() + noised.size()) {
    show_exact(exact_sum, in_all, totals.emplace_back(empty_row("", Grant::kYes, model)));
  }
  if (noised_total) totals.push_back(std::move(*noised_total));
  if (!fixed.empty()) show_fixed(fixed, totals.emplace_back(empty_row("", Grant::kFixed, model)));

  out.network = totals.front();
  for (std::size_t i = 1; i < totals.size(); ++i) {
    const auto together = [](ShownCount& sum, const ShownCount& part) {
      if (!sum.has_value()) return;
      if (!part.has_value()) {
        sum = {part.kind == Kind::kNotAvailable ? Kind::kNotAvailable : Kind::kHeldBack, 0};
      } else {
        sum = {std::max(sum.kind, part.kind), sum.value + part.value};
      }
    };
    ShownPractice& sum = out.network;
    const ShownPractice& part = totals[i];
    sum.grant = part.grant;
    together(sum.registered, part.registered);
    together(sum.unit_missing, part.unit_missing);
    for (std::size_t k = 0; k < sum.left_out.size(); ++k) together(sum.left_out[k], part.left_out[k]);
    for (std::size_t k = 0; k < sum.registers.size(); ++k) {
      together(sum.registers[k].base, part.registers[k].base);
      together(sum.registers[k].size, part.registers[k].size);
    }
    for (std::size_t k = 0; k < sum.indicators.size(); ++k) {
      together(sum.indicators[k].reg, part.indicators[k].reg);
      together(sum.indicators[k].denominator, part.indicators[k].denominator);
      together(sum.indicators[k].numerator, part.indicators[k].numerator);
      together(sum.indicators[k].exclusions, part.indicators[k].exclusions);
      for (std::size_t c = 0; c < 6; ++c)
        together(sum.indicators[k].adjusted[c], part.indicators[k].adjusted[c]);
    }
  }
  for (Row& row : rows) {
    if (!state.viewer || grant(ability, row.shown.practice) != Grant::kNo) {
      out.practices.push_back(std::move(row.shown));
    } else {
      out.network = empty_row("", Grant::kNo, model);
    }
  }
  if (out.practices.empty()) {
    return Error{ErrorKind::kRefused,
                 "of what they would see here nothing is yours to see",
                 {},
                 "a preview shows the practices that you may see as closely yourself"};
  }

  if (is_person && ability == Ability::kCohorts) {
    const std::string text =
        model.registers.empty() || model.registers.back().rules.empty()
            ? std::string("a typed indicator")
            : model.conditions[static_cast<std::size_t>(model.registers.back().rules.front().condition)].text;
    MESO_RETURN_IF_ERROR(state.look_together(LookKind::kTypedCohort, text, practices));
  }
  return out;
}

Status Lens::record_export(const std::string& what, const Question& question) const {
  if (state_->gate == nullptr) return {};
  MESO_ASSIGN_OR_RETURN(const auto practices, state_->reached(Ability::kExport, question.practice));
  std::map<std::string, State::LookedAt> left;
  for (const Reached& practice : practices) left[practice.file->practice()] = {0, practice.view};
  return state_->look(LookKind::kExport, what, left);
}

}  // namespace meso::access
