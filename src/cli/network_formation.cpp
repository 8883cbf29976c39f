// meso network check NAME|--all: what the contract asks of a network, answered; and meso network plan: its
// days.

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
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
  if (arguments.standing.format == "json") {
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
  int code = kDone;
  for (const network::footprint::Group& group : standing.grouping.groups) {
    const Report report = checker.check(group, network::record_of(records, group.code));
    if (exit_code(report) == kFinding) code = kFinding;
    if (arguments.standing.format == "csv") print_csv(report);
    if (arguments.standing.format == "json") json.push_back(server::report_json(report));
    std::string not_met;
    for (const Finding& one : report.findings) {
      if (totals[one.requirement->id].empty()) asked.push_back(one.requirement);
      ++totals[one.requirement->id][one.status];
      if (one.status == Status::kNotMet) not_met += (not_met.empty() ? "" : ", ") + one.requirement->id;
    }
    networks.row({group.code, grouped(group.practices.size()), grouped(report.patients), not_met});
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
