// A supposed change as a workbook, and what people recorded of standing together beside it.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "cli/network_what_if.h"
#include "cli/table.h"
#include "network/own_texts.h"

namespace meso::cli {
namespace {

using namespace network::footprint;
using network::Model;
using network::OrganisationId;
using network::formation::Record;
using Kind = WorkbookTable::Kind;
using Cell = WorkbookTable::Cell;
using Formula = WorkbookTable::Formula;

std::optional<double> staff_in_file(const Model& model, OrganisationId network) {
  if (network == network::kNobody) return std::nullopt;
  const network::Fact* newest = nullptr;
  for (const network::Fact& fact : model.facts_of(network)) {
    if (model.measures[fact.measure].code != "staff") continue;
    if (newest == nullptr || model.periods[newest->period].to < model.periods[fact.period].to) newest = &fact;
  }
  return newest == nullptr ? std::nullopt : std::optional(newest->value);
}

Cell mean_cell(const Mean& mean) {
  return mean.of == 0 ? Cell() : Cell(mean.value);
}

// Each practice with its list; networks are sums of it, so that a list can be changed.
WorkbookTable practices_sheet(const WhatIfAnswer& answer) {
  WorkbookTable sheet;
  sheet.name = "Practices";
  sheet.notes = {
      "Change a list size: the sheets beside follow, but for power and areas, which Meso computes."};
  sheet.columns = {{"practice", Kind::kText, 10},
                   {"name", Kind::kText, 40},
                   {"patients", Kind::kCount, 12},
                   {"before", Kind::kText, 12},
                   {"after", Kind::kText, 12}};
  const Model& model = answer.standing.model;
  for (OrganisationId id = 0; id < model.organisations.size(); ++id) {
    const std::uint32_t before = answer.standing.grouping.group_of[id], after = answer.after.group_of[id];
    const auto in = [&](std::uint32_t group) {
      return std::ranges::find(answer.changed, group) != answer.changed.end();
    };
    if (!in(before) && !in(after)) continue;
    const auto list = model.list_size(id, answer.standing.day);
    sheet.rows.push_back({model.organisations[id].code, model.organisations[id].name,
                          list ? Cell(static_cast<double>(list->patients)) : Cell(), code_of(answer, before),
                          code_of(answer, after)});
  }
  return sheet;
}

WorkbookTable networks_sheet(const WhatIfAnswer& answer, const WorkbookTable& practices) {
  WorkbookTable sheet;
  sheet.name = "Before and after";
  sheet.notes = {fmt::format(
      "On {}; areas by the policy \"{}\"; travel: great-circle times {:g}, no road map",
      format_date(answer.standing.day), policy_text(answer.question.policy), answer.question.travel_factor)};
  sheet.columns = {{"network", Kind::kText, 12},
                   {"what", Kind::kText, 40},
                   {"before", Kind::kDecimal, 14},
                   {"after", Kind::kDecimal, 14},
                   {"change", Kind::kDecimal, 14}};
  const std::uint32_t first = first_row_number(practices);
  const std::uint32_t last = first + static_cast<std::uint32_t>(practices.rows.size()) - 1;
  const auto row = [&](const std::string& code, const char* what, Cell before, Cell after) {
    const auto value = [](const Cell& cell) -> std::optional<double> {
      if (const auto* number = std::get_if<double>(&cell)) return *number;
      if (const auto* formula = std::get_if<Formula>(&cell)) return formula->value;
      return std::nullopt;
    };
    const auto one = value(before), other = value(after);
    sheet.rows.push_back({code, std::string(what), before, after,
                          one && other ? Cell(Formula{"=D{row}-C{row}", *other - *one}) : Cell()});
  };
  for (const std::uint32_t group : answer.changed) {
    const std::string code = code_of(answer, group);
    const Profile* before = profile_of(answer.both.before, group);
    const Profile* after = profile_of(answer.both.after, group);
    const auto sum = [&](const Profile* one, char column) {
      const double patients = one == nullptr ? 0 : static_cast<double>(one->patients);
      return Cell(Formula{
          fmt::format("=SUMIF(Practices!{0}{1}:{0}{2},A{{row}},Practices!C{1}:C{2})", column, first, last),
          patients});
    };
    row(code, "patients", sum(before, 'D'), sum(after, 'E'));
    const auto of = [&](const Profile* one, auto&& what) {
      return one == nullptr ? Cell() : Cell(what(*one));
    };
    const auto both = [&](const char* what, auto&& get) { row(code, what, of(before, get), of(after, get)); };
    both("areas", [](const Profile& one) { return Cell(static_cast<double>(one.footprint.areas.size())); });
    both("pieces of the area", [](const Profile& one) {
      return one.footprint.borders_known() ? Cell(static_cast<double>(one.footprint.parts.size())) : Cell();
    });
    both("km to the own practice", [](const Profile& one) { return mean_cell(one.travel.own); });
    both("km to the nearest practice", [](const Profile& one) { return mean_cell(one.travel.nearest); });
    both("km between furthest practices", [](const Profile& one) { return Cell(one.travel.widest_km); });
    both("deprivation, mean score", [](const Profile& one) { return mean_cell(one.deprivation.score); });
    both("share in the most deprived fifth",
         [](const Profile& one) { return mean_cell(one.deprivation.most_deprived); });
    both("share in rural areas", [](const Profile& one) { return mean_cell(one.deprivation.rural); });
    const auto [staff_before, staff_after] = staff_of(answer, group);
    if (staff_before || staff_after) {
      row(code, "network staff, FTE", staff_before ? Cell(*staff_before) : Cell(),
          staff_after ? Cell(*staff_after) : Cell());
    }
  }
  return sheet;
}

// Rates are live, and so are the people that a rate comes to in the lists of the other sheet.
WorkbookTable indicators_sheet(const WhatIfAnswer& answer, const WorkbookTable& practices) {
  WorkbookTable sheet;
  sheet.name = "Indicators";
  sheet.notes = {
      "Sums over the practices that have a figure. Expected: the rate times the list sizes of the sheet "
      "Practices."};
  sheet.columns = {{"network", Kind::kText, 12},    {"when", Kind::kText, 8},
                   {"indicator", Kind::kText, 36},  {"to", Kind::kDay, 12},
                   {"numerator", Kind::kCount, 12}, {"denominator", Kind::kCount, 12},
                   {"rate", Kind::kShare, 10},      {"expected", Kind::kCount, 12},
                   {"practices", Kind::kCount, 10}, {"source", Kind::kText, 40}};
  const Model& model = answer.standing.model;
  const std::uint32_t first = first_row_number(practices);
  const std::uint32_t last = first + static_cast<std::uint32_t>(practices.rows.size()) - 1;
  for (const auto* side : {&answer.both.before, &answer.both.after}) {
    const bool is_after = side == &answer.both.after;
    for (const Profile& one : *side) {
      for (const Indicator& indicator : one.indicators) {
        if (!is_wanted(answer, indicator) || indicator.denominator <= 0) continue;
        const double rate = indicator.numerator / indicator.denominator;
        sheet.rows.push_back(
            {code_of(answer, one.group), std::string(is_after ? "after" : "before"),
             model.measures[indicator.measure].code, format_date(model.periods[indicator.period].to),
             indicator.numerator, indicator.denominator, Formula{"=E{row}/F{row}", rate},
             Formula{fmt::format("=G{{row}}*SUMIF(Practices!{0}{1}:{0}{2},A{{row}},Practices!C{1}:C{2})",
                                 is_after ? 'E' : 'D', first, last),
                     rate * static_cast<double>(one.patients)},
             static_cast<double>(indicator.practices), model.sources[indicator.source].file});
      }
    }
  }
  return sheet;
}

WorkbookTable voice_sheet(const WhatIfAnswer& answer) {
  WorkbookTable sheet;
  sheet.name = "Voice";
  sheet.notes = {
      "Shapley-Shubik power, exact for the lists on the day; it does not follow a changed list: meso network "
      "voice --list"};
  sheet.columns = {
      {"rule", Kind::kText, 24},    {"practice", Kind::kText, 10},  {"before in", Kind::kText, 12},
      {"before", Kind::kShare, 10}, {"after in", Kind::kText, 12},  {"after", Kind::kShare, 10},
      {"change", Kind::kShare, 10}, {"before it", Kind::kText, 26}, {"after it", Kind::kText, 26}};
  for (std::size_t rule = 0; rule < answer.question.rules.size(); ++rule) {
    struct Side {
      std::string network;
      const network::voice::VoterPower* voter = nullptr;
    };
    std::map<std::string, std::pair<Side, Side>> lines;
    for (const auto* side : {&answer.both.before, &answer.both.after}) {
      for (const Profile& one : *side) {
        if (!one.voice[rule].ok()) continue;
        for (const auto& voter : one.voice[rule]->voters) {
          if (voter.code == "chair") continue;
          auto& line = lines[voter.code];
          (side == &answer.both.before ? line.first : line.second) = {code_of(answer, one.group), &voter};
        }
      }
    }
    for (const auto& [code, line] : lines) {
      const auto share = [](const Side& side) {
        return side.voter ? Cell(side.voter->shapley.value()) : Cell();
      };
      const auto standing = [](const Side& side) {
        return side.voter ? standing_of(*side.voter) : std::string();
      };
      const bool both = line.first.voter && line.second.voter;
      sheet.rows.push_back({answer.question.rules[rule].name, code, line.first.network, share(line.first),
                            line.second.network, share(line.second),
                            both ? Cell(Formula{"=F{row}-D{row}", line.second.voter->shapley.value() -
                                                                      line.first.voter->shapley.value()})
                                 : Cell(),
                            standing(line.first), standing(line.second)});
    }
  }
  return sheet;
}

}  // namespace

std::pair<std::optional<double>, std::optional<double>> staff_of(const WhatIfAnswer& answer,
                                                                 std::uint32_t group) {
  const Model& model = answer.standing.model;
  const auto& groups = answer.standing.grouping.groups;
  std::optional<double> before;
  if (group < groups.size()) before = staff_in_file(model, groups[group].network);
  std::map<std::uint32_t, std::size_t> from;
  for (const OrganisationId practice : answer.group(group).practices)
    ++from[answer.standing.grouping.group_of[practice]];
  std::optional<double> after;
  for (const auto& [old, practices] : from) {
    const bool whole = old != kNoGroup && practices == groups[old].practices.size();
    const auto fte = whole ? staff_in_file(model, groups[old].network) : std::nullopt;
    if (!fte) return {before, std::nullopt};
    after = after.value_or(0) + *fte;
  }
  return {before, after};
}

std::string together_in_words(const WhatIfAnswer& answer) {
  using namespace network::formation;
  std::string text;
  for (const Seam& seam : answer.seams) {
    text += fmt::format(
        "  {}: {} new pairs of practices; {} have worked together before{}\n", code_of(answer, seam.group),
        seam.pairs, seam.worked_together,
        seam.longest == 0 ? "" : fmt::format(", the longest {:.1f} years", seam.longest / 365.25));
  }
  const Contract contract = builtin_contract();
  for (const std::uint32_t group : answer.changed) {
    if (group >= answer.standing.grouping.groups.size()) continue;
    const Group& network = answer.standing.grouping.groups[group];
    const Record* record = network::record_of(answer.records, network.code);
    if (record == nullptr) {
      text += fmt::format("  {} has recorded nothing of how it stands\n", network.code);
      continue;
    }
    std::map<std::string, const Pulse*> newest;
    for (const PulseRound& round : pulse_trend(*record, answer.standing.day)) {
      if (round.shown) newest[round.pulse->question] = round.pulse;
    }
    for (const auto& [question, pulse] : newest) {
      text += fmt::format("  {} said on {} \"{}\": {} agree, {} disagree, of {} answers\n", network.code,
                          format_date(pulse->on), question, percent(pulse->agree, pulse->answered()),
                          percent(pulse->disagree, pulse->answered()), pulse->answered());
    }
    std::vector<std::string> codes;
    for (const OrganisationId practice : network.practices)
      codes.push_back(answer.standing.model.organisations[practice].code);
    std::size_t push = 0, pull = 0, silent = 0;
    for (const MotiveState& state : motives_of(*record, codes, answer.standing.day)) {
      push += state.push ? 1 : 0;
      pull += state.pull ? 1 : 0;
      silent += !state.push && !state.pull ? 1 : 0;
    }
    text += fmt::format("  {}: {} of {} practices are in by push, {} by pull, {} have not said\n",
                        network.code, push, codes.size(), pull, silent);
    for (const PriorWork& work : record->works) {
      if (work.protect)
        text +=
            fmt::format("  {}: protected work: {}; decide before it is touched\n", network.code, work.title);
    }
    const std::size_t open = open_matters(*record, contract, codes, answer.standing.day).size();
    if (open > 0) text += fmt::format("  {}: {} matters are open: meso network open\n", network.code, open);
  }
  return text.empty() ? text : "\nhow they have stood together\n" + text;
}

std::vector<WorkbookTable> what_if_workbook(const WhatIfAnswer& answer) {
  const WorkbookTable practices = practices_sheet(answer);
  std::vector<WorkbookTable> out = {networks_sheet(answer, practices), practices};
  for (WorkbookTable& sheet :
       std::vector<WorkbookTable>{indicators_sheet(answer, practices), voice_sheet(answer)}) {
    if (!sheet.rows.empty()) out.push_back(std::move(sheet));
  }
  WorkbookTable touched;
  touched.name = "Agreements";
  touched.columns = {
      {"network", Kind::kText, 12}, {"what it touches", Kind::kText, 70}, {"source", Kind::kText, 40}};
  for (const Touched& one : answer.both.touched) {
    touched.rows.push_back(
        {code_of(answer, one.group), one.what,
         one.from_source ? answer.standing.model.sources[one.source].file : std::string()});
  }
  if (!touched.rows.empty()) out.push_back(std::move(touched));
  return out;
}

}  // namespace meso::cli
