// meso network what-if: the networks that a supposed change touches, before and after.

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/network_what_if.h"
#include "cli/question.h"
#include "cli/table.h"
#include "network/footprint/what_if.h"
#include "network/store.h"
#include "server/network_in_json.h"

namespace meso::cli {

using namespace network::footprint;

std::string code_of(const WhatIfAnswer& answer, std::uint32_t group) {
  return group == kNoGroup ? "no network" : answer.group(group).code;
}

const Profile* profile_of(const std::vector<Profile>& profiles, std::uint32_t group) {
  const auto found = std::ranges::find(profiles, group, &Profile::group);
  return found == profiles.end() ? nullptr : &*found;
}

bool is_wanted(const WhatIfAnswer& answer, const Indicator& one) {
  if (answer.measure.empty()) return true;
  const network::Measure& measure = answer.standing.model.measures[one.measure];
  return measure.code.find(answer.measure) != std::string::npos ||
         measure.title.find(answer.measure) != std::string::npos;
}

namespace {

using network::Model;
using network::voice::Power;
using network::voice::VoterPower;
using Answer = WhatIfAnswer;

constexpr std::size_t kMostIndicators = 12;  // in a table

std::string number(const Mean& mean, std::string_view unit) {
  return mean.of == 0 ? "-" : fmt::format("{:.1f}{}", mean.value, unit);
}
std::string share(const Mean& mean) {
  return mean.of == 0 ? "-" : fmt::format("{:.1f}%", 100 * mean.value);
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
  const auto [staff_before, staff_after] = staff_of(answer, group);
  if (staff_before || staff_after) {
    const auto words = [](const std::optional<double>& fte) {
      return fte ? fmt::format("{:.1f}", *fte) : std::string("to be agreed");
    };
    table.row({"network staff, full-time equivalents", before == nullptr ? "-" : words(staff_before),
               after == nullptr ? "-" : words(staff_after)});
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

void print_tables(const Answer& answer) {
  for (const Moved& moved : answer.both.moves) {
    fmt::print("{}: {} -> {}\n", answer.standing.model.organisations[moved.practice].code,
               code_of(answer, moved.from), code_of(answer, moved.to));
  }
  fmt::print(
      "on {}; areas by the policy \"{}\", patients' homes of {}; travel: great-circle times {:g}, no road "
      "map\n",
      format_date(answer.standing.day), policy_text(answer.question.policy), format_date(answer.residents),
      answer.question.travel_factor);
  for (std::uint32_t group : answer.changed) {
    print_profiles(answer, group);
    print_indicators(answer, group);
  }
  if (!answer.changed.empty()) print_voice(answer);
  fmt::print("{}", together_in_words(answer));
  if (!answer.both.touched.empty()) fmt::print("\nagreements that it touches\n");
  for (const Touched& one : answer.both.touched) {
    fmt::print("  {}: {}{}\n", code_of(answer, one.group), one.what,
               one.from_source ? " [" + answer.standing.model.sources[one.source].file + "]" : "");
  }
  for (const Neighbourhood& one : answer.both.neighbourhoods) print_neighbourhood(answer, one);
}

void print_csv(const Answer& answer) {
  fmt::print("network,measure,before,after\n");
  for (std::uint32_t group : answer.changed) {
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
  MESO_ASSIGN_OR_RETURN(const WhatIf told,
                        what_if(standing.model, standing.grouping, arguments.changes, question));
  MESO_ASSIGN_OR_RETURN(const std::vector<network::formation::Record> records,
                        records_for(arguments.standing, arguments.record));
  const std::vector<network::formation::Seam> seams = network::formation::seams_between(
      standing.model, standing.grouping, told.supposed.grouping, told.supposed.changed);
  const Answer answer{
      standing, told.supposed.grouping, question, told.both, arguments.measure, told.residents, records,
      seams,    told.supposed.changed};
  if (arguments.standing.format == "xlsx") {
    MESO_RETURN_IF_ERROR(give_listing(what_if_workbook(answer), "xlsx", arguments.standing.output));
    return kDone;
  }
  if (arguments.standing.format == "json") {
    auto json =
        server::comparison_json({standing.model, standing.grouping, told, question, arguments.measure});
    json["together"] = server::Json::array();
    for (const network::formation::Seam& seam : seams) {
      json["together"].push_back({{"network", code_of(answer, seam.group)},
                                  {"new_pairs", seam.pairs},
                                  {"worked_together", seam.worked_together},
                                  {"longest_days", seam.longest}});
    }
    print_json(json);
  } else if (arguments.standing.format == "csv") {
    print_csv(answer);
  } else {
    print_tables(answer);
  }
  return kDone;
}

}  // namespace meso::cli
