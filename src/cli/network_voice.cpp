// meso network voice: what each practice's vote can do under a rule, or what every network's rule would come
// to.

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/csv.h"
#include "base/input_text.h"
#include "base/words.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/network_questions.h"
#include "cli/question.h"
#include "cli/table.h"
#include "network/own_texts.h"
#include "network/store.h"
#include "server/network_in_json.h"

namespace meso::cli {
namespace {

using network::Lists;
using network::footprint::Group;
using network::voice::Power;
using network::voice::Rule;
using network::voice::Voter;
using network::voice::VoterPower;
using nlohmann::ordered_json;

constexpr std::uint64_t kMostPatients = 100'000'000;

Error not_a_list(const std::string& text, const Place& place) {
  return Error{ErrorKind::kUsage, fmt::format("'{}' is no list size", text), place,
               "write it as A99901=12345"};
}

// Supposed lists: of a file with the columns practice and patients, then those given one by one.
Result<Lists> supposed_lists(const VoiceArguments& arguments) {
  Lists lists;
  if (!arguments.lists_file.empty()) {
    const std::string name(base_name(arguments.lists_file));
    MESO_ASSIGN_OR_RETURN(const InputText text, InputText::open(real_files(), arguments.lists_file, name));
    CsvCursor rows(text.text(), sniff_delimiter(text.text()));
    bool first = true;
    while (rows.next()) {
      const auto cells = rows.cells();
      const auto patients = cells.size() < 2 ? std::nullopt : parse_whole_number(cells[1], kMostPatients);
      if (!patients && !first) {
        return Error{ErrorKind::kBadInput, "this row is no practice and number of patients",
                     Place{name, static_cast<std::uint32_t>(rows.line()), 0},
                     "two columns: practice,patients"};
      }
      if (patients) lists.insert_or_assign(std::string(cells[0]), *patients);
      first = false;
    }
  }
  for (const std::string& one : arguments.lists) {
    const std::size_t sign = one.find('=');
    const auto patients = sign == std::string::npos
                              ? std::nullopt
                              : parse_whole_number(std::string_view(one).substr(sign + 1), kMostPatients);
    if (!patients) return not_a_list(one, {});
    lists.insert_or_assign(one.substr(0, sign), *patients);
  }
  return lists;
}

std::string share_text(const network::voice::Share& share) {
  return fmt::format("{}/{}", share.part, share.whole);
}

std::uint64_t patients_of(const Power& power) {
  std::uint64_t patients = 0;
  for (const VoterPower& voter : power.voters) patients += voter.patients;
  return patients;
}

// Share of power over share of patients: 1 when each patient has as much voice as any other.
std::string voice_per_patient(const VoterPower& voter, std::uint64_t patients) {
  if (voter.patients == 0 || patients == 0) return "-";
  return fmt::format(
      "{:.2f}", voter.shapley.value() * static_cast<double>(patients) / static_cast<double>(voter.patients));
}

std::string power_table(const Power& power, const Power* before) {
  const std::uint64_t patients = patients_of(power);
  Table table;
  table.column("practice", Table::Align::kLeft).column("patients", Table::Align::kRight);
  table.column("share", Table::Align::kRight).column("swings", Table::Align::kRight);
  table.column("Banzhaf", Table::Align::kRight).column("", Table::Align::kRight);
  table.column("Shapley-Shubik", Table::Align::kRight).column("", Table::Align::kRight);
  table.column("per patient", Table::Align::kRight);
  if (before != nullptr) table.column("before", Table::Align::kRight);
  table.column("", Table::Align::kLeft);
  for (std::size_t i = 0; i < power.voters.size(); ++i) {
    const VoterPower& voter = power.voters[i];
    const auto exact = [](const network::voice::Share& share) {
      return share.whole < 100'000 ? share_text(share) : std::string();
    };
    std::vector<std::string> row = {voter.code,
                                    grouped(voter.patients),
                                    percent(voter.patients, patients),
                                    grouped(voter.swings),
                                    exact(voter.banzhaf),
                                    percent_of(voter.banzhaf),
                                    exact(voter.shapley),
                                    percent_of(voter.shapley),
                                    voice_per_patient(voter, patients)};
    if (before != nullptr) row.push_back(percent_of(before->voters[i].shapley));
    row.push_back(standing_of(voter));
    table.row(std::move(row));
  }
  return table.text();
}

std::string summary_of(const Power& power) {
  if (power.carrying == 0) return "Nobody can carry anything under this rule.\n";
  std::string out = fmt::format(
      "Of {} ways to vote {} carry. The fewest that carry: {} of {}; the fewest patients behind a decision: "
      "{} ({}).\n",
      grouped(power.sets), grouped(power.carrying), power.fewest, power.voters.size(),
      grouped(power.fewest_patients), percent(power.fewest_patients, patients_of(power)));
  if (power.contradicts_itself)
    out += "Two opposite decisions can both be carried: this rule contradicts itself.\n";
  return out;
}

// A sheet for each rule. Shares, and the voice of a patient, follow a list that is changed; power is exact
// for the lists that it was computed of and does not.
WorkbookTable power_sheet(const Rule& rule, const Power& power, const Group& group, Date day) {
  using Kind = WorkbookTable::Kind;
  using Formula = WorkbookTable::Formula;
  WorkbookTable sheet;
  sheet.name = rule.name.substr(0, 31);
  sheet.notes = {
      fmt::format("{} ({}) on {}", group.name, group.code, format_date(day)), rule_heading(rule),
      "Power is exact for these lists. For other lists ask again: meso network voice --list CODE=PATIENTS"};
  sheet.columns = {{"practice", Kind::kText, 10},       {"patients", Kind::kCount, 12},
                   {"share", Kind::kShare, 10},         {"swings", Kind::kCount, 12},
                   {"Banzhaf", Kind::kShare, 10},       {"Shapley-Shubik", Kind::kShare, 14},
                   {"per patient", Kind::kDecimal, 12}, {"", Kind::kText, 28}};
  const std::uint32_t first = first_row_number(sheet);
  const std::uint32_t last = first + static_cast<std::uint32_t>(power.voters.size()) - 1;
  const auto all = static_cast<double>(patients_of(power));
  double swings = 0;
  for (const VoterPower& voter : power.voters) swings += static_cast<double>(voter.swings);
  for (const VoterPower& voter : power.voters) {
    const auto patients = static_cast<double>(voter.patients);
    sheet.rows.push_back(
        {voter.code, patients,
         Formula{fmt::format("=B{{row}}/SUM(B${}:B${})", first, last), all > 0 ? patients / all : 0},
         static_cast<double>(voter.swings),
         Formula{fmt::format("=D{{row}}/SUM(D${}:D${})", first, last), voter.banzhaf.value()},
         voter.shapley.value(),
         voter.patients == 0 ? WorkbookTable::Cell()
                             : Formula{"=F{row}/C{row}", voter.shapley.value() * all / patients},
         standing_of(voter)});
  }
  sheet.total = std::vector<WorkbookTable::Cell>{std::string("network"),
                                                 Formula{fmt::format("=SUM(B{}:B{})", first, last), all},
                                                 {},
                                                 Formula{fmt::format("=SUM(D{}:D{})", first, last), swings}};
  return sheet;
}

Result<int> one_network(const VoiceArguments& arguments, const Standing& standing,
                        const std::vector<Rule>& rules, const Lists& lists) {
  MESO_ASSIGN_OR_RETURN(const std::uint32_t number, wanted_group(standing, arguments.wanted));
  const Group& group = standing.grouping.groups[number];
  MESO_ASSIGN_OR_RETURN(const std::vector<Voter> voters,
                        network::voters_of(standing.model, group, standing.day, lists));
  std::vector<Voter> now;
  if (!lists.empty()) {
    MESO_ASSIGN_OR_RETURN(now, network::voters_of(standing.model, group, standing.day, {}));
  }
  ordered_json json = {{"version", 1},
                       {"network", group.code},
                       {"name", group.name},
                       {"day", format_date(standing.day)},
                       {"rules", ordered_json::array()}};
  if (arguments.standing.format == "table") {
    fmt::print("{} ({}), {} practices on {}{}\n", group.name, group.code, voters.size(),
               format_date(standing.day), lists.empty() ? "" : ", with supposed lists");
  } else if (arguments.standing.format == "csv") {
    fmt::print(
        "network,rule,practice,patients,swings,banzhaf_part,banzhaf_whole,shapley_part,shapley_whole,"
        "never_decides,can_block,decides_alone\n");
  }
  std::vector<WorkbookTable> sheets;
  for (const Rule& rule : rules) {
    MESO_ASSIGN_OR_RETURN(const Power power, network::voice::power(rule, voters));
    if (arguments.standing.format == "xlsx") {
      sheets.push_back(power_sheet(rule, power, group, standing.day));
      continue;
    }
    Power before;
    if (!now.empty()) {
      MESO_ASSIGN_OR_RETURN(before, network::voice::power(rule, now));
    }
    if (arguments.standing.format == "json") {
      json["rules"].push_back(server::power_json(rule, power));
      if (!now.empty()) json["rules"].back()["before"] = server::power_json(rule, before)["voters"];
    } else if (arguments.standing.format == "csv") {
      for (const VoterPower& voter : power.voters) {
        fmt::print("{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_cell(group.code), csv_cell(rule.name),
                   csv_cell(voter.code), voter.patients, voter.swings, voter.banzhaf.part,
                   voter.banzhaf.whole, voter.shapley.part, voter.shapley.whole, voter.never_decides ? 1 : 0,
                   voter.can_block ? 1 : 0, voter.decides_alone ? 1 : 0);
      }
    } else {
      fmt::print("\n{}\n\n{}\n{}", rule_heading(rule), power_table(power, now.empty() ? nullptr : &before),
                 summary_of(power));
    }
  }
  if (arguments.standing.format == "json") print_json(json);
  if (arguments.standing.format == "xlsx")
    MESO_RETURN_IF_ERROR(give_listing(sheets, "xlsx", arguments.standing.output));
  return kDone;
}

// A line for each network: what the rule would mean there.
struct Tally {
  int networks = 0, powerless = 0, alone = 0, blocked = 0;
};

Result<int> all_networks(const VoiceArguments& arguments, const Standing& standing,
                         const std::vector<Rule>& rules) {
  Table table;
  table.column("network", Table::Align::kLeft).column("rule", Table::Align::kLeft);
  table.column("practices", Table::Align::kRight).column("never decide", Table::Align::kRight);
  table.column("can block", Table::Align::kRight).column("decides alone", Table::Align::kLeft);
  ordered_json json = ordered_json::array();
  const bool csv = arguments.standing.format == "csv";
  if (csv) fmt::print("network,rule,practices,patients,never_decide,can_block,decides_alone\n");
  std::map<std::string, Tally> tallies;
  WorkbookTable sheet;
  sheet.name = "Voice";
  sheet.notes = {fmt::format("What each rule would come to, on {}", format_date(standing.day))};
  using Kind = WorkbookTable::Kind;
  sheet.columns = {{"network", Kind::kText, 10},    {"name", Kind::kText, 40},
                   {"rule", Kind::kText, 20},       {"practices", Kind::kCount, 10},
                   {"patients", Kind::kCount, 12},  {"never decide", Kind::kCount, 12},
                   {"can block", Kind::kCount, 10}, {"decides alone", Kind::kText, 14}};
  int left_out = 0;
  for (const Group& group : standing.grouping.groups) {
    const Result<std::vector<Voter>> voters = network::voters_of(standing.model, group, standing.day, {});
    for (const Rule& rule : rules) {
      const Result<Power> power =
          voters.ok() ? network::voice::power(rule, *voters) : Result<Power>(voters.error());
      if (!power.ok()) {
        ++left_out;
        fmt::print(stderr, "{}: {}\n", group.code, power.error().text());
        continue;
      }
      int never = 0, block = 0;
      std::string alone;
      for (const VoterPower& voter : power->voters) {
        never += voter.never_decides ? 1 : 0;
        block += voter.can_block ? 1 : 0;
        if (voter.decides_alone) alone = voter.code;
      }
      if (voters->size() >= 2) {
        Tally& tally = tallies[rule.name];
        tally.networks += 1;
        tally.powerless += never > 0 ? 1 : 0;
        tally.alone += alone.empty() ? 0 : 1;
        tally.blocked += block > 0 ? 1 : 0;
      }
      if (csv) {
        fmt::print("{},{},{},{},{},{},{}\n", csv_cell(group.code), csv_cell(rule.name), voters->size(),
                   patients_of(*power), never, block, csv_cell(alone));
      }
      sheet.rows.push_back({group.code, group.name, rule.name, static_cast<double>(voters->size()),
                            static_cast<double>(patients_of(*power)), static_cast<double>(never),
                            static_cast<double>(block), alone});
      table.row({group.code, rule.name, grouped(voters->size()), std::to_string(never), std::to_string(block),
                 alone});
      json.push_back({{"network", group.code},
                      {"rule", rule.name},
                      {"practices", voters->size()},
                      {"patients", patients_of(*power)},
                      {"never_decide", never},
                      {"can_block", block},
                      {"decides_alone", alone}});
    }
  }
  if (arguments.standing.format == "xlsx") {
    const std::uint32_t first = first_row_number(sheet);
    const std::uint32_t last = first + static_cast<std::uint32_t>(sheet.rows.size()) - 1;
    double blocked = 0, powerless = 0;
    for (const auto& row : sheet.rows) {
      powerless += std::get<double>(row[5]) > 0 ? 1 : 0;
      blocked += std::get<double>(row[6]) > 0 ? 1 : 0;
    }
    const auto above = [&](char column) {
      return fmt::format("=COUNTIF({0}{1}:{0}{2},\">0\")", column, first, last);
    };
    sheet.total = std::vector<WorkbookTable::Cell>{std::string("lines with"),
                                                   {},
                                                   {},
                                                   {},
                                                   {},
                                                   WorkbookTable::Formula{above('F'), powerless},
                                                   WorkbookTable::Formula{above('G'), blocked}};
    MESO_RETURN_IF_ERROR(give_listing({sheet}, "xlsx", arguments.standing.output));
  } else if (arguments.standing.format == "json") {
    ordered_json out = {{"version", 1}, {"day", format_date(standing.day)}};
    out["networks"] = std::move(json);
    print_json(out);
  } else if (!csv) {
    fmt::print("{}\n", table.text());
    for (const Rule& rule : rules) {
      const Tally& tally = tallies[rule.name];
      fmt::print(
          "{}\n  {} networks of two or more practices; in {} one can never change a result, in {} one can "
          "block, "
          "in {} one decides alone.\n",
          rule_heading(rule), grouped(static_cast<std::uint64_t>(tally.networks)), tally.powerless,
          tally.blocked, tally.alone);
    }
  }
  return left_out == 0 ? kDone : kFinding;
}

}  // namespace

Result<int> network_voice(const VoiceArguments& arguments) {
  if (arguments.all != arguments.wanted.empty()) {
    return Error{
        ErrorKind::kUsage, "name one network, or ask for --all", {}, "meso network list tells the names"};
  }
  MESO_ASSIGN_OR_RETURN(const Standing standing, open_standing(arguments.standing, network::kNames));
  MESO_ASSIGN_OR_RETURN(const std::vector<Rule> rules,
                        rules_for(arguments.standing, arguments.rules_file, arguments.rules, standing.day));
  MESO_ASSIGN_OR_RETURN(const Lists lists, supposed_lists(arguments));
  if (!arguments.all) return one_network(arguments, standing, rules, lists);
  if (!lists.empty()) {
    return Error{
        ErrorKind::kUsage, "lists are supposed for one network at a time", {}, "name it in place of --all"};
  }
  return all_networks(arguments, standing, rules);
}

}  // namespace meso::cli
