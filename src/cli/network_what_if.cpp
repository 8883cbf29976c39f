// meso network what-if: the networks that a supposed change touches, before and after.

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/network_questions.h"
#include "cli/question.h"
#include "cli/table.h"
#include "network/footprint/what_if.h"
#include "network/store.h"

namespace meso::cli {
namespace {

using namespace network::footprint;
using network::Model;
using network::voice::Power;
using network::voice::VoterPower;
using nlohmann::ordered_json;

constexpr std::size_t kMostIndicators = 12;  // in a table

struct Answer {
  const Standing& standing;
  const Grouping& after;
  const Question& question;
  const Comparison& both;
  const std::string& measure;
  Date residents;

  const Group& group(std::uint32_t number) const { return after.groups[number]; }
};

std::string number(const Mean& mean, std::string_view unit) {
  return mean.of == 0 ? "-" : fmt::format("{:.1f}{}", mean.value, unit);
}
std::string share(const Mean& mean) {
  return mean.of == 0 ? "-" : fmt::format("{:.1f}%", 100 * mean.value);
}
std::string code_of(const Answer& answer, std::uint32_t group) {
  return group == kNoGroup ? "no network" : answer.group(group).code;
}

const Profile* profile_of(const std::vector<Profile>& profiles, std::uint32_t group) {
  const auto found = std::ranges::find(profiles, group, &Profile::group);
  return found == profiles.end() ? nullptr : &*found;
}

// Each line of the comparison, as a name and how a profile answers it.
struct Line {
  const char* name;
  std::string (*value)(const Profile&);
};
constexpr Line kLines[] = {
    {"patients", [](const Profile& one) { return grouped(one.patients); }},
    {"practices without a list",
     [](const Profile& one) { return std::to_string(one.practices_without_list); }},
    {"areas", [](const Profile& one) { return grouped(one.footprint.areas.size()); }},
    {"patients living in them",
     [](const Profile& one) { return percent(one.footprint.inside, one.footprint.patients); }},
    {"patients in areas too little known",
     [](const Profile& one) { return grouped(one.footprint.patients_there); }},
    {"pieces",
     [](const Profile& one) {
       return one.footprint.borders_known() ? std::to_string(one.footprint.parts.size())
                                            : std::string("not known");
     }},
    {"km to the own practice", [](const Profile& one) { return number(one.travel.own, ""); }},
    {"km to the nearest practice", [](const Profile& one) { return number(one.travel.nearest, ""); }},
    {"km between furthest practices",
     [](const Profile& one) { return fmt::format("{:.1f}", one.travel.widest_km); }},
    {"deprivation, mean score", [](const Profile& one) { return number(one.deprivation.score, ""); }},
    {"in the most deprived fifth", [](const Profile& one) { return share(one.deprivation.most_deprived); }},
    {"in rural areas", [](const Profile& one) { return share(one.deprivation.rural); }},
};

void print_profiles(const Answer& answer, std::uint32_t group) {
  const Profile* before = profile_of(answer.both.before, group);
  const Profile* after = profile_of(answer.both.after, group);
  fmt::print("\n{} ({}){}\n", answer.group(group).name, answer.group(group).code,
             before == nullptr  ? ", supposed"
             : after == nullptr ? ", no practice is left"
                                : "");
  Table table;
  table.column("", Table::Align::kLeft)
      .column("before", Table::Align::kRight)
      .column("after", Table::Align::kRight);
  const auto count = [](const Profile* one, const Grouping& grouping, std::uint32_t place) {
    return one == nullptr ? std::string("-") : grouped(grouping.groups[place].practices.size());
  };
  table.row({"practices", count(before, answer.standing.grouping, group), count(after, answer.after, group)});
  for (const Line& line : kLines) {
    table.row({line.name, before == nullptr ? "-" : line.value(*before),
               after == nullptr ? "-" : line.value(*after)});
  }
  fmt::print("{}", table.text(2));
  for (const Profile* one : {before, after}) {
    if (one == nullptr || one->footprint.parts.size() < 2) continue;
    fmt::print("  {}:\n", one == before ? "pieces before" : "pieces after");
    for (const network::footprint::Part& part : one->footprint.parts) {
      fmt::print("    {}\n", part_in_words(answer.standing.model, part));
    }
  }
}

// Each practice's power before and after, whichever network it is in then.
struct VoiceLine {
  const VoterPower* voter = nullptr;
  std::uint32_t group = kNoGroup;
};
std::map<std::string, VoiceLine> voices(const std::vector<Profile>& profiles, std::size_t rule) {
  std::map<std::string, VoiceLine> out;
  for (const Profile& one : profiles) {
    if (!one.voice[rule].ok()) continue;
    for (const VoterPower& voter : one.voice[rule]->voters) {
      if (voter.code != "chair") out[voter.code] = {&voter, one.group};
    }
  }
  return out;
}

void print_voice(const Answer& answer) {
  for (std::size_t rule = 0; rule < answer.question.rules.size(); ++rule) {
    const auto before = voices(answer.both.before, rule);
    const auto after = voices(answer.both.after, rule);
    std::map<std::string, int> everybody;
    for (const auto& [code, line] : before) everybody[code] = 1;
    for (const auto& [code, line] : after) everybody[code] = 1;
    Table table;
    table.column("practice", Table::Align::kLeft).column("before in", Table::Align::kLeft);
    table.column("voice", Table::Align::kRight).column("", Table::Align::kLeft);
    table.column("after in", Table::Align::kLeft).column("voice", Table::Align::kRight);
    table.column("", Table::Align::kLeft);
    for (const auto& [code, one] : everybody) {
      std::vector<std::string> row = {code};
      for (const auto* side : {&before, &after}) {
        const auto found = side->find(code);
        row.push_back(found == side->end() ? "no network" : code_of(answer, found->second.group));
        row.push_back(found == side->end() ? "-" : percent_of(found->second.voter->shapley));
        row.push_back(found == side->end() ? "" : standing_of(*found->second.voter));
      }
      table.row(std::move(row));
    }
    fmt::print("\nvoice (Shapley-Shubik) under {}\n{}", rule_heading(answer.question.rules[rule]),
               table.text(2));
    for (const std::vector<Profile>* side : {&answer.both.before, &answer.both.after}) {
      for (const Profile& one : *side) {
        if (one.voice[rule].ok()) continue;
        fmt::print("  {}: {}\n", code_of(answer, one.group), one.voice[rule].error().text());
      }
    }
  }
}

bool is_wanted(const Answer& answer, const Indicator& one) {
  if (answer.measure.empty()) return true;
  const network::Measure& measure = answer.standing.model.measures[one.measure];
  return measure.code.find(answer.measure) != std::string::npos ||
         measure.title.find(answer.measure) != std::string::npos;
}

std::string rate(const Indicator* one) {
  if (one == nullptr) return "-";
  if (one->denominator == 0) return "-";
  return fmt::format("{:.1f}% of {:.0f}", 100 * one->numerator / one->denominator, one->denominator);
}

void print_indicators(const Answer& answer, std::uint32_t group) {
  const Profile* before = profile_of(answer.both.before, group);
  const Profile* after = profile_of(answer.both.after, group);
  using Key = std::tuple<network::MeasureId, network::SourceId, bool, network::PeriodId>;
  std::map<Key, std::pair<const Indicator*, const Indicator*>> rows;
  const auto key = [](const Indicator& one) {
    return Key(one.measure, one.source, one.computed, one.period);
  };
  if (before != nullptr) {
    for (const Indicator& one : before->indicators) {
      if (is_wanted(answer, one)) rows[key(one)].first = &one;
    }
  }
  if (after != nullptr) {
    for (const Indicator& one : after->indicators) {
      if (is_wanted(answer, one)) rows[key(one)].second = &one;
    }
  }
  if (rows.empty()) return;
  Table table;
  table.column("indicator", Table::Align::kLeft).column("to", Table::Align::kLeft);
  table.column("before", Table::Align::kRight).column("after", Table::Align::kRight);
  table.column("practices", Table::Align::kRight).column("source", Table::Align::kLeft);
  std::size_t told = 0;
  for (const auto& [which, both] : rows) {
    if (++told > kMostIndicators) break;
    const Indicator& one = both.second != nullptr ? *both.second : *both.first;
    table.row({answer.standing.model.measures[one.measure].code,
               format_date(answer.standing.model.periods[one.period].to), rate(both.first), rate(both.second),
               std::to_string(one.practices), answer.standing.model.sources[one.source].file});
  }
  fmt::print("\n  indicators of {}\n{}", answer.group(group).code, table.text(2));
  if (rows.size() > kMostIndicators) {
    fmt::print("  and {} more: --measure WORD, or --format json for all\n", rows.size() - kMostIndicators);
  }
}

void print_neighbourhood(const Answer& answer, const Neighbourhood& one) {
  const Model& model = answer.standing.model;
  fmt::print(
      "\n\"{}\": {} areas, {} registered patients; deprivation {}, {} in the most deprived fifth, {} rural\n",
      one.drawn.name, one.drawn.areas.size(), grouped(one.patients), number(one.deprivation.score, ""),
      share(one.deprivation.most_deprived), share(one.deprivation.rural));
  Table table;
  table.column("registered with", Table::Align::kLeft).column("patients", Table::Align::kRight);
  table.column("share", Table::Align::kRight);
  for (const auto& [group, patients] : one.groups) {
    table.row({code_of(answer, group), grouped(patients), percent(patients, one.patients)});
  }
  table.line();
  constexpr std::size_t kTold = 15;
  for (std::size_t i = 0; i < std::min(one.practices.size(), kTold); ++i) {
    const auto& [practice, patients] = one.practices[i];
    table.row({model.organisations[practice].code, grouped(patients), percent(patients, one.patients)});
  }
  fmt::print("{}", table.text(2));
  if (one.practices.size() > kTold) fmt::print("  and {} more practices\n", one.practices.size() - kTold);
  if (one.parts.size() > 1) {
    for (const network::footprint::Part& part : one.parts)
      fmt::print("  piece: {}\n", part_in_words(model, part));
  }
}

void print_tables(const Answer& answer, const std::vector<std::uint32_t>& changed) {
  for (const Moved& moved : answer.both.moves) {
    fmt::print("{}: {} -> {}\n", answer.standing.model.organisations[moved.practice].code,
               code_of(answer, moved.from), code_of(answer, moved.to));
  }
  fmt::print(
      "on {}; areas by the policy \"{}\", patients' homes of {}; travel: great-circle times {:g}, no road "
      "map\n",
      format_date(answer.standing.day), policy_text(answer.question.policy), format_date(answer.residents),
      answer.question.travel_factor);
  for (std::uint32_t group : changed) {
    print_profiles(answer, group);
    print_indicators(answer, group);
  }
  if (!changed.empty()) print_voice(answer);
  if (!answer.both.touched.empty()) fmt::print("\nagreements that it touches\n");
  for (const Touched& one : answer.both.touched) {
    fmt::print("  {}: {}{}\n", code_of(answer, one.group), one.what,
               one.from_source ? " [" + answer.standing.model.sources[one.source].file + "]" : "");
  }
  for (const Neighbourhood& one : answer.both.neighbourhoods) print_neighbourhood(answer, one);
}

ordered_json mean_json(const Mean& mean) {
  if (mean.of == 0) return nullptr;
  return {{"value", mean.value}, {"patients", mean.of}};
}

ordered_json deprivation_json(const Deprivation& one) {
  return {{"score", mean_json(one.score)},
          {"most_deprived_fifth", mean_json(one.most_deprived)},
          {"rural", mean_json(one.rural)}};
}

ordered_json parts_json(const Model& model, const std::vector<network::footprint::Part>& parts) {
  ordered_json out = ordered_json::array();
  for (const network::footprint::Part& part : parts) {
    ordered_json areas = ordered_json::array(), between = ordered_json::array();
    for (network::AreaId area : part.areas) areas.push_back(model.areas[area].code);
    for (network::AreaId area : part.between) between.push_back(model.areas[area].code);
    out.push_back({{"patients", part.patients},
                   {"areas", std::move(areas)},
                   {"between", std::move(between)},
                   {"words", part_in_words(model, part)}});
  }
  return out;
}

ordered_json profile_json(const Answer& answer, const Grouping& grouping, const Profile& one) {
  const Model& model = answer.standing.model;
  ordered_json out = {{"network", code_of(answer, one.group)}, {"patients", one.patients}};
  out["practices"] = ordered_json::array();
  for (network::OrganisationId practice : grouping.groups[one.group].practices) {
    out["practices"].push_back(model.organisations[practice].code);
  }
  out["practices_without_list"] = one.practices_without_list;
  out["area"] = {
      {"areas", one.footprint.areas.size()},
      {"patients", one.footprint.patients},
      {"inside", one.footprint.inside},
      {"placeless", one.footprint.placeless},
      {"abroad", one.footprint.abroad},
      {"on_no_map", one.footprint.areas_on_no_map},
      {"too_little_known",
       {{"areas", one.footprint.areas_too_little_known}, {"patients", one.footprint.patients_there}}},
      {"pieces", parts_json(model, one.footprint.parts)}};
  out["travel_km"] = {{"factor", one.travel.factor},
                      {"own", mean_json(one.travel.own)},
                      {"nearest", mean_json(one.travel.nearest)},
                      {"widest", one.travel.widest_km},
                      {"practices_not_placed", one.travel.practices_not_placed}};
  out["deprivation"] = deprivation_json(one.deprivation);
  out["indicators"] = ordered_json::array();
  for (const Indicator& indicator : one.indicators) {
    if (!is_wanted(answer, indicator)) continue;
    out["indicators"].push_back({{"measure", model.measures[indicator.measure].code},
                                 {"from", format_date(model.periods[indicator.period].from)},
                                 {"to", format_date(model.periods[indicator.period].to)},
                                 {"source", model.sources[indicator.source].file},
                                 {"computed", indicator.computed},
                                 {"numerator", indicator.numerator},
                                 {"denominator", indicator.denominator},
                                 {"practices", indicator.practices}});
  }
  out["voice"] = ordered_json::array();
  for (std::size_t rule = 0; rule < one.voice.size(); ++rule) {
    ordered_json voice = {{"rule", answer.question.rules[rule].name}};
    if (!one.voice[rule].ok()) {
      voice["error"] = one.voice[rule].error().text();
    } else {
      for (const VoterPower& voter : one.voice[rule]->voters) {
        voice["voters"].push_back({{"code", voter.code},
                                   {"banzhaf", voter.banzhaf.value()},
                                   {"shapley_shubik", voter.shapley.value()},
                                   {"never_decides", voter.never_decides},
                                   {"can_block", voter.can_block},
                                   {"decides_alone", voter.decides_alone}});
      }
    }
    out["voice"].push_back(std::move(voice));
  }
  return out;
}

ordered_json answer_json(const Answer& answer) {
  const Model& model = answer.standing.model;
  ordered_json out = {{"version", 1},
                      {"day", format_date(answer.standing.day)},
                      {"policy", policy_text(answer.question.policy)},
                      {"residents", format_date(answer.residents)}};
  for (const char* list : {"moves", "before", "after", "touched", "neighbourhoods"})
    out[list] = ordered_json::array();
  for (const Moved& one : answer.both.moves) {
    out["moves"].push_back({{"practice", model.organisations[one.practice].code},
                            {"from", code_of(answer, one.from)},
                            {"to", code_of(answer, one.to)}});
  }
  for (const Profile& one : answer.both.before) {
    out["before"].push_back(profile_json(answer, answer.standing.grouping, one));
  }
  for (const Profile& one : answer.both.after)
    out["after"].push_back(profile_json(answer, answer.after, one));
  for (const Touched& one : answer.both.touched) {
    out["touched"].push_back({{"network", code_of(answer, one.group)}, {"what", one.what}});
  }
  for (const Neighbourhood& one : answer.both.neighbourhoods) {
    ordered_json drawn = {{"name", one.drawn.name},
                          {"patients", one.patients},
                          {"deprivation", deprivation_json(one.deprivation)},
                          {"on_no_map", one.areas_on_no_map},
                          {"pieces", parts_json(model, one.parts)}};
    for (const auto& [practice, patients] : one.practices) {
      drawn["practices"].push_back(
          {{"practice", model.organisations[practice].code}, {"patients", patients}});
    }
    for (const auto& [group, patients] : one.groups) {
      drawn["networks"].push_back({{"network", code_of(answer, group)}, {"patients", patients}});
    }
    out["neighbourhoods"].push_back(std::move(drawn));
  }
  return out;
}

void print_csv(const Answer& answer, const std::vector<std::uint32_t>& changed) {
  fmt::print("network,measure,before,after\n");
  for (std::uint32_t group : changed) {
    const Profile* before = profile_of(answer.both.before, group);
    const Profile* after = profile_of(answer.both.after, group);
    for (const Line& line : kLines) {
      fmt::print("{},{},{},{}\n", csv_cell(code_of(answer, group)), csv_cell(line.name),
                 before == nullptr ? "" : csv_cell(line.value(*before)),
                 after == nullptr ? "" : csv_cell(line.value(*after)));
    }
  }
}

}  // namespace

Result<int> network_what_if(const WhatIfArguments& arguments) {
  Question question;
  MESO_ASSIGN_OR_RETURN(question.policy, parse_policy(arguments.policy));
  question.travel_factor = arguments.factor;
  MESO_ASSIGN_OR_RETURN(
      const Standing standing,
      open_standing(arguments.standing, network::kAreas | network::kShapes | network::kFacts));
  MESO_ASSIGN_OR_RETURN(question.rules,
                        rules_for(arguments.standing, arguments.rules_file, arguments.rules, standing.day));
  MESO_ASSIGN_OR_RETURN(const Supposed supposed,
                        suppose(standing.model, standing.grouping, arguments.changes));
  std::vector<network::OrganisationId> practices;
  for (std::uint32_t group : supposed.changed) {
    const auto& after = supposed.grouping.groups[group].practices;
    practices.insert(practices.end(), after.begin(), after.end());
    if (group >= standing.grouping.groups.size()) continue;
    const auto& before = standing.grouping.groups[group].practices;
    practices.insert(practices.end(), before.begin(), before.end());
  }
  const network::ResidentTable* table = standing.model.residents_of(practices);
  if (table == nullptr) table = standing.model.residents_on(standing.day);
  const network::ResidentTable none;
  if (table == nullptr) table = &none;
  const Comparison both = compare(standing.model, *table, standing.grouping, supposed, question);
  const Answer answer{standing, supposed.grouping, question, both, arguments.measure, table->on};
  if (arguments.standing.format == "json") {
    print_json(answer_json(answer));
  } else if (arguments.standing.format == "csv") {
    print_csv(answer, supposed.changed);
  } else {
    print_tables(answer, supposed.changed);
  }
  return kDone;
}

}  // namespace meso::cli
