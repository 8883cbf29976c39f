// meso network counts: what was imported, each with its source, and beside it what Meso makes of the same.
//
// Computed figures come from two places: the areas in which patients live (deprivation), and the records,
// where they are loaded, by the rulebook of the period's year on the period's last day. They stand under the
// count that they can be held against. A difference is marked on both; nothing is averaged and neither is
// called the true one.

#include <cmath>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/network.h"
#include "cli/network_records.h"
#include "network/codes.h"
#include "network/computed.h"
#include "network/portrait.h"

namespace meso::cli {
namespace {

using network::Fact;
using network::Model;
using network::OrganisationId;
using network::OrganisationKind;
using Kind = WorkbookTable::Kind;
using Cell = WorkbookTable::Cell;
using Formula = WorkbookTable::Formula;

bool differ(double a, double b) {
  return !std::isnan(a) && !std::isnan(b) && a != b;
}

std::string day_or_nothing(Date day) {
  return day == kUnknownDate ? std::string() : format_date(day);
}

struct Computed {
  double numerator = network::kNotGiven, denominator = network::kNotGiven;
  std::string source;
};

class Counts {
 public:
  Counts(const NetworkArguments& arguments, const Model& model, RecordsBeside* records)
      : model_(model), wanted_(network::plain(arguments.measure)), records_(records) {}

  Status add(OrganisationId organisation) {
    const auto facts = model_.facts_of(organisation);
    // Facts lie by measure and period: those that speak of the same stand together.
    for (std::size_t first = 0; first < facts.size();) {
      std::size_t end = first;
      while (end < facts.size() && facts[end].measure == facts[first].measure &&
             facts[end].period == facts[first].period) {
        ++end;
      }
      if (is_wanted(model_.measures[facts[first].measure]))
        MESO_RETURN_IF_ERROR(add_same(organisation, facts.subspan(first, end - first)));
      first = end;
    }
    return {};
  }
  // What Meso makes of the same files; published figures are rounded to three decimals.
  void add_deprivation(OrganisationId organisation, const std::vector<OrganisationId>& practices) {
    const std::string score = "IMD 2025 score";
    if (!is_wanted({score, "", ""})) return;
    const network::Residence residence = network::residence_of(model_, practices);
    if (residence.imd_patients == 0) return;
    bool differs = false;
    for (const Fact& fact : model_.facts_of(organisation)) {
      constexpr double kHalfOfTheLastDigit = 0.0005 + 1e-9;
      if (model_.measures[fact.measure].code != score) continue;
      differs = differs || std::abs(fact.value - residence.imd) > kHalfOfTheLastDigit;
    }
    disagreement = disagreement || differs;
    rows.push_back({model_.organisations[organisation].code, score, format_date(residence.on),
                    format_date(residence.on), Cell(), static_cast<double>(residence.imd_patients), Cell(),
                    residence.imd, std::string(differs ? "yes" : ""),
                    std::string("computed: mean over patients by area")});
  }

  std::vector<std::vector<Cell>> rows;
  bool disagreement = false;
  std::size_t beside = 0, beside_differing = 0, not_reached = 0;

 private:
  bool is_wanted(const network::Measure& measure) const {
    return wanted_.empty() || network::plain(measure.code).find(wanted_) != std::string::npos ||
           network::plain(measure.title).find(wanted_) != std::string::npos;
  }

  // Facts of one organisation, measure and period.
  Status add_same(OrganisationId organisation, std::span<const Fact> facts) {
    const network::Measure& measure = model_.measures[facts.front().measure];
    const network::Period& period = model_.periods[facts.front().period];
    MESO_ASSIGN_OR_RETURN(const std::optional<Computed> computed,
                          computed_for(organisation, measure, period));
    // A list of one age group is not the list that a register is computed of.
    const bool same_list = measure.title.find(" aged ") == std::string::npos;
    const auto other_than = [&](const Fact& fact) {
      if (!computed) return false;
      return differ(computed->numerator, fact.numerator) ||
             (same_list && differ(computed->denominator, fact.denominator));
    };
    bool computed_differs = false;
    for (const Fact& fact : facts) {
      bool differs = other_than(fact);
      computed_differs = computed_differs || differs;
      for (const Fact& other : facts) {
        differs = differs || differ(other.numerator, fact.numerator) ||
                  differ(other.denominator, fact.denominator) || differ(other.value, fact.value);
      }
      add_row(organisation, measure, period, fact.numerator, fact.denominator, fact.value, differs,
              model_.sources[fact.source].file);
    }
    if (!computed) return {};
    ++beside;
    beside_differing += computed_differs ? 1 : 0;
    add_row(organisation, measure, period, computed->numerator, computed->denominator, network::kNotGiven,
            computed_differs, computed->source);
    return {};
  }

  Result<std::optional<Computed>> computed_for(OrganisationId organisation, const network::Measure& measure,
                                               const network::Period& period) {
    const std::string& code = model_.organisations[organisation].code;
    const access::PracticeState* state = records_ == nullptr ? nullptr : records_->practice(code);
    if (state == nullptr || model_.organisations[organisation].kind != OrganisationKind::kPractice ||
        period.to == kUnknownDate) {
      return std::optional<Computed>{};
    }
    // Whether there is such a register does not hang on the day; what it holds does.
    MESO_ASSIGN_OR_RETURN(const ComputedFigures* newest, records_->on(state->as_at));
    if (!network::computed_by(measure.code, newest->rules)) return std::optional<Computed>{};
    if (!records_->reaches(code, period.to)) {
      ++not_reached;
      return std::optional<Computed>{};
    }
    MESO_ASSIGN_OR_RETURN(const ComputedFigures* figures, records_->on(period.to));
    const auto by = network::computed_by(measure.code, figures->rules);
    if (!by) return std::optional<Computed>{};
    for (const access::PracticeFigures& practice : figures->figures.practices) {
      if (practice.practice != code) continue;
      Computed computed;
      const rules::Provenance* rule = nullptr;
      if (by->is_register) {
        rule = &figures->rules.registers[by->place].provenance;
        computed.numerator = static_cast<double>(practice.registers[by->place].size);
        computed.denominator = static_cast<double>(practice.registers[by->place].base);
      } else {
        rule = &figures->rules.indicators[by->place].provenance;
        computed.numerator = static_cast<double>(practice.indicators[by->place].numerator);
        computed.denominator = static_cast<double>(practice.indicators[by->place].denominator);
      }
      computed.source =
          fmt::format("computed on {}: {} {}, {}; records as at {}{}", format_date(period.to), rule->ruleset,
                      rule->year, rules::standing_name(rule->standing), format_date(state->as_at),
                      state->leavers_missing ? ", without those who left" : "");
      return std::optional<Computed>(std::move(computed));
    }
    return std::optional<Computed>{};
  }

  void add_row(OrganisationId organisation, const network::Measure& measure, const network::Period& period,
               double numerator, double denominator, double value, bool differs, const std::string& source) {
    disagreement = disagreement || differs;
    const bool has_share = denominator > 0 && !std::isnan(numerator);
    rows.push_back({model_.organisations[organisation].code, measure.code, day_or_nothing(period.from),
                    day_or_nothing(period.to), numerator, denominator,
                    has_share ? Cell(Formula{"=E{row}/F{row}", numerator / denominator}) : Cell(), value,
                    std::string(differs ? "yes" : ""), source});
  }

  const Model& model_;
  std::string wanted_;
  RecordsBeside* records_;
};

}  // namespace

Result<int> network_counts(const NetworkArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const Model model, network::open_network(real_files(), arguments.directory,
                                                                 keys_or_default(arguments.keys),
                                                                 network::kFacts | network::kAreas));
  MESO_ASSIGN_OR_RETURN(const OrganisationId id,
                        network::find_by_name(model, OrganisationKind::kNetwork, arguments.wanted));
  MESO_ASSIGN_OR_RETURN(std::optional<RecordsBeside> records,
                        RecordsBeside::open(arguments.directory, arguments.keys));
  const std::vector<OrganisationId> members = model.members(id, model.newest_day());
  Counts counts(arguments, model, records ? &*records : nullptr);
  counts.add_deprivation(id, members);
  for (const OrganisationId member : members) counts.add_deprivation(member, {member});
  MESO_RETURN_IF_ERROR(counts.add(id));
  for (const OrganisationId member : members) MESO_RETURN_IF_ERROR(counts.add(member));
  if (counts.rows.empty()) {
    return Error{ErrorKind::kNotFound, "no such count was imported", {}, "leave --measure out to see all"};
  }

  WorkbookTable list;
  list.name = "Counts";
  list.notes = {fmt::format(
      "{} ({}) and its practices: every count with its source. Where sources disagree, all stand.",
      model.organisations[id].name, model.organisations[id].code)};
  if (counts.beside > 0) {
    list.notes.push_back(
        fmt::format("{} counts have the records' own figure beside them; {} of these differ.", counts.beside,
                    counts.beside_differing));
  }
  if (counts.not_reached > 0) {
    list.notes.push_back(
        fmt::format("{} are of periods that end after the records do; nothing is computed for those.",
                    counts.not_reached));
  }
  list.columns = {{"code", Kind::kText, 10},       {"measure", Kind::kText, 34},
                  {"from", Kind::kDay, 12},        {"to", Kind::kDay, 12},
                  {"numerator", Kind::kCount, 11}, {"denominator", Kind::kCount, 12},
                  {"share", Kind::kShare, 9},      {"value", Kind::kDecimal, 10},
                  {"disagrees", Kind::kText, 10},  {"source", Kind::kText, 44}};
  list.rows = std::move(counts.rows);
  MESO_RETURN_IF_ERROR(give_listing({list}, arguments.format, arguments.output));
  return counts.disagreement ? kFinding : kDone;
}

}  // namespace meso::cli
