// meso network check NAME|--all: what the contract asks of a network, answered; and meso network plan: its
// days.

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/network.h"
#include "cli/network_questions.h"
#include "cli/question.h"
#include "cli/table.h"
#include "locale/england/financial_year.h"
#include "network/formation/check.h"
#include "network/formation/plan.h"
#include "network/own_texts.h"
#include "server/network_in_json.h"

namespace meso::cli {
namespace {

using network::formation::Checker;
using network::formation::Contract;
using network::formation::Finding;
using network::formation::Record;
using network::formation::Report;
using network::formation::Requirement;
using network::formation::Status;
using nlohmann::ordered_json;

std::string provenance_of(const Requirement& requirement) {
  return fmt::format("{}; {}, {}", requirement.provenance.clause,
                     rules::standing_name(requirement.provenance.standing), requirement.provenance.source);
}

void print_findings(const Report& report) {
  for (const Finding& one : report.findings) {
    fmt::print("{:<10}{}\n          {}\n", status_word(one.status), one.requirement->title, one.what);
  }
  for (const Finding& one : report.findings) {
    if (one.status == Status::kMet || one.status == Status::kNotKnown) continue;
    fmt::print("\n{}: {}\n  {}\n  by: {}\n", status_word(one.status), one.requirement->title,
               one.requirement->remedy, provenance_of(*one.requirement));
  }
  const std::size_t unknown = report.count(Status::kNotKnown);
  if (unknown > 0) {
    fmt::print("\n{} are not known. A record tells them (docs/formation.md), for example:\n", unknown);
    for (const Finding& one : report.findings) {
      if (one.status != Status::kNotKnown) continue;
      fmt::print("  {}\n", one.requirement->remedy);
      break;
    }
  }
  for (const auto* window : report.open_windows) {
    fmt::print("\nopen until {}: {} ({}, {})\n", format_date(window->provenance.until), window->title,
               rules::standing_name(window->provenance.standing), window->provenance.source);
  }
}

void print_record(const Standing& standing, const Contract& contract, const Report& report,
                  const Record& record) {
  std::vector<std::string> codes;
  for (network::OrganisationId practice : report.network.practices) {
    codes.push_back(standing.model.organisations[practice].code);
  }
  if (!record.motives.empty()) {
    fmt::print("\nwhy they are in\n");
    for (const auto& state : network::formation::motives_of(record, codes, standing.day)) {
      const char* words = state.push   ? (state.pull ? "push and pull" : "push")
                          : state.pull ? "pull"
                                       : "not recorded";
      fmt::print("  {}  {}{}\n", state.practice, words,
                 !state.look_again          ? ""
                 : state.on == kUnknownDate ? "; ask"
                                            : fmt::format("; said {}, ask again", format_date(state.on)));
    }
  }
  const std::vector<std::string> questions = open_questions(record);
  if (!questions.empty()) fmt::print("\nto be decided\n");
  for (const std::string& question : questions) fmt::print("  {}\n", question);
  for (const auto& leaver : record.leavers) {
    fmt::print("\n{} left on {}{}\n", leaver.practice, format_date(leaver.on),
               leaver.because.empty() ? "" : " because " + leaver.because);
    Table table;
    table.column("due", Table::Align::kLeft)
        .column("", Table::Align::kLeft)
        .column("task", Table::Align::kLeft);
    for (const auto& task : network::formation::leaver_tasks(contract, leaver, standing.day)) {
      table.row({format_date(task.due),
                 task.done != kUnknownDate ? "done " + format_date(task.done)
                 : task.overdue            ? "overdue"
                                           : "",
                 fmt::format("{}: {}", task.task->id, task.task->title)});
    }
    fmt::print("{}", table.text(2));
  }
}

void print_csv(const Report& report) {
  for (const Finding& one : report.findings) {
    fmt::print("{},{},{},{},{},{}\n", csv_cell(report.network.code), format_date(report.on),
               csv_cell(one.requirement->id), status_word(one.status), csv_cell(one.what),
               csv_cell(one.requirement->provenance.clause));
  }
}

// How much the area hangs on the policy: that of one real network under each usual one.
std::optional<network::footprint::Sensitivity> sensitivity_of(const Standing& standing,
                                                              const network::footprint::AreaPolicy& policy,
                                                              const network::footprint::Group& group) {
  const std::uint32_t number = standing.grouping.find(group.code);
  const network::ResidentTable* table = standing.model.residents_of(group.practices);
  if (number == network::footprint::kNoGroup || group.network == network::kNobody || table == nullptr) {
    return std::nullopt;
  }
  const network::footprint::AreaMap map(standing.model, *table, standing.grouping);
  return network::footprint::sensitivity(map, number, policy.least_known);
}

void print_sensitivity(const network::footprint::Sensitivity& sensitivity) {
  Table table;
  table.column("area by policy", Table::Align::kLeft).column("areas", Table::Align::kRight);
  table.column("its patients there", Table::Align::kRight).column("pieces", Table::Align::kRight);
  for (const network::footprint::PolicyOutcome& one : sensitivity.outcomes) {
    table.row({policy_text(one.policy), grouped(one.areas), grouped(one.inside),
               one.borders_known ? grouped(one.parts) : "not known"});
  }
  fmt::print("\n{}{} areas are its own under every policy, {} under at least one.\n", table.text(),
             grouped(sensitivity.in_all), grouped(sensitivity.in_any));
}

std::vector<WorkbookTable> workbook_of(const Standing& standing, const Report& report,
                                       const std::optional<network::footprint::Sensitivity>& sensitivity) {
  using Kind = WorkbookTable::Kind;
  using Formula = WorkbookTable::Formula;
  WorkbookTable findings;
  findings.name = "Findings";
  findings.notes = {fmt::format("{} ({}) under the rules of {} on {}", report.network.name,
                                report.network.code, england::financial_year(standing.day),
                                format_date(standing.day))};
  findings.columns = {{"requirement", Kind::kText, 20}, {"asks", Kind::kText, 50},
                      {"answer", Kind::kText, 11},      {"found", Kind::kText, 60},
                      {"clause", Kind::kText, 30},      {"remedy", Kind::kText, 60},
                      {"standing", Kind::kText, 12},    {"source", Kind::kText, 40}};
  for (const Finding& one : report.findings) {
    findings.rows.push_back({one.requirement->id, one.requirement->title,
                             std::string(status_word(one.status)), one.what,
                             one.requirement->provenance.clause, one.requirement->remedy,
                             std::string(rules::standing_name(one.requirement->provenance.standing)),
                             one.requirement->provenance.source});
  }
  // Lists that can be changed, and how far their sum is from what is asked.
  WorkbookTable lists;
  lists.name = "List sizes";
  lists.notes = {
      "Change a list: the sum follows, and how far it is from each size that the contract speaks of."};
  lists.columns = {{"practice", Kind::kText, 12},
                   {"name", Kind::kText, 48},
                   {"patients", Kind::kCount, 12},
                   {"counted on", Kind::kDay, 12},
                   {"share", Kind::kShare, 10}};
  const std::uint32_t first = first_row_number(lists);
  const std::uint32_t last = first + static_cast<std::uint32_t>(report.network.practices.size()) - 1;
  double all = 0;
  for (const network::OrganisationId id : report.network.practices) {
    if (const auto list = standing.model.list_size(id, standing.day)) all += list->patients;
  }
  for (const network::OrganisationId id : report.network.practices) {
    const auto& practice = standing.model.organisations[id];
    const auto list = standing.model.list_size(id, standing.day);
    if (!list) {
      lists.rows.push_back({practice.code, practice.name});
      continue;
    }
    lists.rows.push_back(
        {practice.code, practice.name, static_cast<double>(list->patients), format_date(list->on),
         Formula{fmt::format("=C{{row}}/SUM(C${}:C${})", first, last), list->patients / all}});
  }
  for (const Finding& one : report.findings) {
    if (one.requirement->ask.kind != network::formation::Ask::Kind::kPatients) continue;
    const auto asked = static_cast<double>(one.requirement->ask.number);
    lists.rows.push_back(
        {one.requirement->id, one.requirement->title + ": so many more",
         Formula{fmt::format("=SUM(C{}:C{})-{}", first, last, one.requirement->ask.number), all - asked}});
  }
  lists.total = std::vector<WorkbookTable::Cell>{std::string("network"),
                                                 fmt::format("{} practices", report.network.practices.size()),
                                                 Formula{fmt::format("=SUM(C{}:C{})", first, last), all}};
  std::vector<WorkbookTable> out = {findings, lists};
  if (!sensitivity) return out;
  WorkbookTable areas;
  areas.name = "Area by policy";
  areas.columns = {{"policy", Kind::kText, 20},
                   {"areas", Kind::kCount, 10},
                   {"its patients there", Kind::kCount, 16},
                   {"pieces", Kind::kCount, 10}};
  for (const auto& one : sensitivity->outcomes) {
    areas.rows.push_back({policy_text(one.policy), static_cast<double>(one.areas),
                          static_cast<double>(one.inside),
                          one.borders_known ? WorkbookTable::Cell(static_cast<double>(one.parts))
                                            : WorkbookTable::Cell(std::string("not known"))});
  }
  out.push_back(std::move(areas));
  return out;
}

int exit_code(const Report& report) {
  return report.count(Status::kNotMet) == 0 ? kDone : kFinding;
}

Result<int> one_network(const FormationArguments& arguments, const network::footprint::AreaPolicy& policy,
                        const Standing& standing, const Contract& contract,
                        const std::vector<Record>& records, Checker& checker) {
  const Record* record = network::record_of(records, arguments.wanted);
  network::footprint::Group group;
  if (record != nullptr) {
    MESO_ASSIGN_OR_RETURN(group, network::formation::group_of(standing.model, standing.grouping, *record));
  } else {
    MESO_ASSIGN_OR_RETURN(const std::uint32_t number, wanted_group(standing, arguments.wanted));
    group = standing.grouping.groups[number];
    record = network::record_of(records, group.code);
  }
  const Report report = checker.check(group, record);
  const auto sensitivity = sensitivity_of(standing, policy, group);
  if (arguments.standing.format == "xlsx") {
    MESO_RETURN_IF_ERROR(
        give_listing(workbook_of(standing, report, sensitivity), "xlsx", arguments.standing.output));
  } else if (arguments.standing.format == "json") {
    ordered_json json = {{"version", 1}};
    json.update(server::report_json(report));
    if (sensitivity) json["area"] = server::sensitivity_json(*sensitivity);
    print_json(json);
  } else if (arguments.standing.format == "csv") {
    fmt::print("network,day,requirement,status,found,clause\n");
    print_csv(report);
  } else {
    fmt::print("{} ({}{}), {} practices, {} patients, under the rules of {} on {}\n\n", group.name,
               group.code, group.network == network::kNobody ? ", proposed" : "", group.practices.size(),
               grouped(report.patients), england::financial_year(standing.day), format_date(standing.day));
    print_findings(report);
    if (sensitivity) print_sensitivity(*sensitivity);
    if (record != nullptr) print_record(standing, contract, report, *record);
  }
  return exit_code(report);
}

// A row for each network with a column for each requirement, and how many answers of each kind: counted live.
std::vector<WorkbookTable> workbook_of_all(const Standing& standing,
                                           const std::vector<const Requirement*>& asked,
                                           const std::vector<std::vector<std::string>>& answers) {
  using Kind = WorkbookTable::Kind;
  WorkbookTable networks;
  networks.name = "Networks";
  networks.notes = {fmt::format("Under the rules of {} on {}", england::financial_year(standing.day),
                                format_date(standing.day))};
  networks.columns = {{"network", Kind::kText, 10},
                      {"name", Kind::kText, 40},
                      {"practices", Kind::kCount, 10},
                      {"patients", Kind::kCount, 12}};
  for (const Requirement* one : asked) networks.columns.push_back({one->id, Kind::kText, 14});
  for (const auto& answer : answers) {
    std::vector<WorkbookTable::Cell> row = {answer[0], answer[1], std::stod(answer[2]), std::stod(answer[3])};
    for (std::size_t i = 4; i < answer.size(); ++i) row.emplace_back(answer[i]);
    networks.rows.push_back(std::move(row));
  }
  WorkbookTable totals;
  totals.name = "Requirements";
  totals.columns = {{"requirement", Kind::kText, 20}, {"asks", Kind::kText, 60}};
  constexpr Status kStatuses[] = {Status::kMet, Status::kNotMet, Status::kExcepted, Status::kAdvice,
                                  Status::kNotKnown};
  for (const Status status : kStatuses)
    totals.columns.push_back({std::string(status_word(status)), Kind::kCount, 11});
  totals.columns.push_back({"standing", Kind::kText, 12});
  const std::uint32_t first = first_row_number(networks);
  const std::uint32_t last = first + static_cast<std::uint32_t>(networks.rows.size()) - 1;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const std::size_t place = i + 4;
    const std::string column = place < 26 ? std::string(1, static_cast<char>('A' + place))
                                          : std::string("A") + static_cast<char>('A' + place - 26);
    std::vector<WorkbookTable::Cell> row = {asked[i]->id, asked[i]->title};
    for (const Status status : kStatuses) {
      const auto count = std::ranges::count_if(answers, [&](const auto& answer) {
        return place < answer.size() && answer[place] == status_word(status);
      });
      row.emplace_back(WorkbookTable::Formula{
          fmt::format("=COUNTIF(Networks!{0}{1}:{0}{2},\"{3}\")", column, first, last, status_word(status)),
          static_cast<double>(count)});
    }
    row.emplace_back(std::string(rules::standing_name(asked[i]->provenance.standing)));
    totals.rows.push_back(std::move(row));
  }
  return {networks, totals};
}

// A line for each network, and for each requirement how many meet it. No order but that of codes.
Result<int> all_networks(const FormationArguments& arguments, const Standing& standing,
                         const std::vector<Record>& records, Checker& checker) {
  constexpr Status kStatuses[] = {Status::kMet, Status::kNotMet, Status::kExcepted, Status::kAdvice,
                                  Status::kNotKnown};
  Table networks;
  networks.column("network", Table::Align::kLeft).column("practices", Table::Align::kRight);
  networks.column("patients", Table::Align::kRight).column("not met", Table::Align::kLeft);
  std::map<std::string, std::map<Status, std::uint64_t>> totals;
  std::vector<const Requirement*> asked;
  ordered_json json = ordered_json::array();
  if (arguments.standing.format == "csv") fmt::print("network,day,requirement,status,found,clause\n");
  std::vector<std::vector<std::string>> answers;  // of each network, as `asked` goes
  int code = kDone;
  for (const network::footprint::Group& group : standing.grouping.groups) {
    const Report report = checker.check(group, network::record_of(records, group.code));
    if (exit_code(report) == kFinding) code = kFinding;
    if (arguments.standing.format == "csv") print_csv(report);
    if (arguments.standing.format == "json") json.push_back(server::report_json(report));
    std::string not_met;
    std::map<std::string, std::string> answer;
    for (const Finding& one : report.findings) answer[one.requirement->id] = status_word(one.status);
    for (const Finding& one : report.findings) {
      if (totals[one.requirement->id].empty()) asked.push_back(one.requirement);
      ++totals[one.requirement->id][one.status];
      if (one.status == Status::kNotMet) not_met += (not_met.empty() ? "" : ", ") + one.requirement->id;
    }
    networks.row({group.code, grouped(group.practices.size()), grouped(report.patients), not_met});
    std::vector<std::string> row = {group.code, group.name, std::to_string(group.practices.size()),
                                    std::to_string(report.patients)};
    for (const Requirement* one : asked) row.push_back(answer[one->id]);
    answers.push_back(std::move(row));
  }
  if (arguments.standing.format == "xlsx") {
    MESO_RETURN_IF_ERROR(
        give_listing(workbook_of_all(standing, asked, answers), "xlsx", arguments.standing.output));
    return code;
  }
  if (arguments.standing.format == "json") {
    ordered_json out = {{"version", 1}, {"day", format_date(standing.day)}};
    out["networks"] = std::move(json);
    print_json(out);
  }
  if (arguments.standing.format != "table") return code;
  fmt::print("{}\n", networks.text());
  Table requirements;
  requirements.column("requirement", Table::Align::kLeft);
  for (Status status : kStatuses) requirements.column(std::string(status_word(status)), Table::Align::kRight);
  requirements.column("standing", Table::Align::kLeft);
  for (const Requirement* one : asked) {
    std::vector<std::string> row = {one->id};
    for (Status status : kStatuses) row.push_back(grouped(totals[one->id][status]));
    row.emplace_back(rules::standing_name(one->provenance.standing));
    requirements.row(std::move(row));
  }
  fmt::print("{}\n", requirements.text());
  std::uint64_t without = 0;
  for (network::OrganisationId id = 0; id < standing.model.organisations.size(); ++id) {
    const bool practice = standing.model.organisations[id].kind == network::OrganisationKind::kPractice;
    if (!practice || standing.grouping.group_of[id] != network::footprint::kNoGroup) continue;
    const auto list = standing.model.list_size(id, standing.day);
    if (list && list->on == standing.day) ++without;
  }
  fmt::print("{} practices with a list on {} are in no network.\n", grouped(without),
             format_date(standing.day));
  return code;
}

}  // namespace

Result<int> network_formation(const FormationArguments& arguments) {
  if (arguments.all != arguments.wanted.empty()) {
    return Error{
        ErrorKind::kUsage, "name one network, or ask for --all", {}, "meso network list tells the names"};
  }
  MESO_ASSIGN_OR_RETURN(const network::footprint::AreaPolicy policy,
                        network::footprint::parse_policy(arguments.policy));
  MESO_ASSIGN_OR_RETURN(const std::vector<Record> records, records_for(arguments.standing, arguments.record));
  MESO_ASSIGN_OR_RETURN(const Standing standing,
                        open_standing(arguments.standing, network::kAreas | network::kShapes));
  const Contract contract = network::formation::builtin_contract();
  Checker checker(standing.model, standing.grouping, contract, policy, standing.day);
  return arguments.all ? all_networks(arguments, standing, records, checker)
                       : one_network(arguments, policy, standing, contract, records, checker);
}

Result<int> network_plan(const PlanArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const Date live, day_or_newest(arguments.live));
  MESO_ASSIGN_OR_RETURN(const Date starts, day_or_newest(arguments.starts));
  if (starts > live)
    return Error{ErrorKind::kUsage, "it would be live before it begins", {}, "exchange the days"};
  const Contract contract = network::formation::builtin_contract();
  using network::formation::Path;
  const network::formation::Plan plan = network::formation::plan(
      contract, starts, live, arguments.path == "existing" ? Path::kExisting : Path::kNew);
  if (arguments.format == "json") {
    ordered_json json = {{"version", 1},
                         {"live", format_date(live)},
                         {"starts", format_date(starts)},
                         {"short_by_days", plan.short_by},
                         {"steps", ordered_json::array()}};
    for (const auto& one : plan.steps) {
      json["steps"].push_back({{"step", one.step->id},
                               {"title", one.step->title},
                               {"kind", one.step->relationship ? "relationship" : "contract"},
                               {"begins", format_date(one.begins)},
                               {"ends", format_date(one.ends)},
                               {"too_late", one.too_late},
                               {"source", one.step->provenance.source},
                               {"standing", rules::standing_name(one.step->provenance.standing)}});
    }
    print_json(json);
    return kDone;
  }
  Table table;
  table.column("begins", Table::Align::kLeft).column("ends", Table::Align::kLeft);
  table.column("of the", Table::Align::kLeft).column("step", Table::Align::kLeft);
  table.column("", Table::Align::kLeft).column("standing", Table::Align::kLeft);
  for (const auto& one : plan.steps) {
    table.row({format_date(one.begins), format_date(one.ends),
               one.step->relationship ? "relationship" : "contract", one.step->title,
               one.too_late ? "too late" : "",
               std::string(rules::standing_name(one.step->provenance.standing))});
  }
  fmt::print("from {}, to be live on {}\n\n{}\n", format_date(starts), format_date(live), table.text());
  if (plan.short_by > 0) {
    fmt::print(
        "Everything would fit {} days earlier. Drop or shorten a step knowingly, or ask for a later day.\n",
        plan.short_by);
  } else {
    fmt::print("Everything fits.\n");
  }
  return kDone;
}

}  // namespace meso::cli
