// meso list: the patients behind a number, each with the rule that decided.

#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/question.h"
#include "cli/table.h"
#include "rules/language.h"
#include "server/in_json.h"

namespace meso::cli {
namespace {

using access::ListedPatient;
using access::ListWhich;
using nlohmann::ordered_json;

ListWhich which_of(const ListArguments& arguments) {
  if (arguments.met) return ListWhich::kMet;
  if (arguments.adjusted) return ListWhich::kAdjusted;
  if (arguments.excluded) return ListWhich::kExcluded;
  return ListWhich::kMissing;
}

std::string rule_words(const ListedPatient& patient) {
  return fmt::format("rule {}: {}", patient.rule, patient.outcome);
}

void print_table(const std::vector<ListedPatient>& patients, bool identified) {
  Table table;
  table.column("practice", Table::Align::kLeft).column("patient", Table::Align::kLeft);
  if (identified) {
    table.column("NHS number", Table::Align::kLeft).column("name", Table::Align::kLeft);
    table.column("born", Table::Align::kLeft);
  }
  table.column("deciding rule", Table::Align::kLeft).column("because", Table::Align::kLeft);
  for (const ListedPatient& patient : patients) {
    std::vector<std::string> row = {patient.practice, patient.own_number};
    if (identified && patient.identity) {
      const auto& who = *patient.identity;
      const std::string& number = who.nhs_number;
      row.push_back(number.size() == 10
                        ? number.substr(0, 3) + " " + number.substr(3, 3) + " " + number.substr(6)
                        : number);
      row.push_back(who.family_name + ", " + who.given_name);
      row.push_back(format_date(who.birth));
    } else if (identified) {
      row.insert(row.end(), {"", "", ""});
    }
    row.push_back(rule_words(patient));
    row.push_back(patient.because);
    table.row(std::move(row));
  }
  fmt::print("{}", table.text());
}

void print_csv(const Opened& opened, const rules::Model& model, const std::vector<ListedPatient>& patients,
               bool identified) {
  fmt::print("practice,patient,standing,rule,rule_text,outcome,because{}{}\n",
             identified ? ",nhs_number,family_name,given_name,born" : "", kCsvContext);
  std::map<std::string, std::string> contexts;
  for (const ListedPatient& patient : patients) {
    fmt::print("{},{},{},{},{},{},{}", csv_cell(patient.practice), csv_cell(patient.own_number),
               rules::standing_word(patient.standing), patient.rule, csv_cell(patient.rule_text),
               csv_cell(patient.outcome), csv_cell(patient.because));
    if (identified) {
      const access::Identified who = patient.identity.value_or(access::Identified{});
      fmt::print(",{},{},{},{}", who.nhs_number, csv_cell(who.family_name), csv_cell(who.given_name),
                 who.birth == kUnknownDate ? "" : format_date(who.birth));
    }
    std::string& context = contexts[patient.practice];
    if (context.empty()) context = csv_context(opened, model, patient.practice);
    fmt::print("{}\n", context);
  }
}

Result<int> list_or_error(const ListArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const Opened opened, open_question(arguments.question));
  MESO_ASSIGN_OR_RETURN(rules::Model model, compile_opened(opened));
  MESO_RETURN_IF_ERROR(find_named(model, arguments.indicator));
  MESO_ASSIGN_OR_RETURN(model, rules::keep_only(model, {arguments.indicator}));
  MESO_ASSIGN_OR_RETURN(const Named named, find_named(model, arguments.indicator));
  const auto id = static_cast<std::size_t>(named.id);
  if (named.is_register && (arguments.met || arguments.adjusted || arguments.excluded)) {
    return Error{ErrorKind::kUsage,
                 arguments.indicator + " is a register: its patients are on it or not",
                 {},
                 "leave --met, --adjusted and --excluded out"};
  }

  const ListWhich which = named.is_register ? ListWhich::kRegister : which_of(arguments);
  MESO_ASSIGN_OR_RETURN(auto patients, showing_progress("listing", [&] {
                          return named.is_register
                                     ? opened.lens.list_register(model, named.id, opened.question)
                                     : opened.lens.list(model, named.id, which, opened.question);
                        }));
  if (arguments.identify) {
    MESO_RETURN_IF_ERROR(opened.lens.identify(patients, "list --identify " + arguments.indicator));
  }

  const std::string& name = named.is_register ? model.registers[id].name : model.indicators[id].name;
  const std::string& title = named.is_register ? model.registers[id].title : model.indicators[id].title;
  const rules::Provenance& provenance =
      named.is_register ? model.registers[id].provenance : model.indicators[id].provenance;
  if (arguments.question.format == "json") {
    ordered_json out = preamble_json(opened, model);
    out["id"] = name;
    out["title"] = title;
    out["rule"] = server::provenance_json(provenance);
    out["which"] = server::which_words(which);
    out["patients"] = ordered_json::array();
    for (const ListedPatient& patient : patients) out["patients"].push_back(server::patient_json(patient));
    print_json(out);
  } else if (arguments.question.format == "csv") {
    fmt::print(stderr, "{}", preamble(opened, model));
    print_csv(opened, model, patients, arguments.identify);
  } else {
    fmt::print("{}\n{}  {}\n  {}\n{} patients {}\n\n", preamble(opened, model), name, title,
               provenance_line(provenance), grouped(patients.size()), server::which_words(which));
    print_table(patients, arguments.identify);
  }
  return answered(opened);
}

}  // namespace

int list(const ListArguments& arguments) {
  const Result<int> code = list_or_error(arguments);
  return code.ok() ? *code : fail(code.error());
}

}  // namespace meso::cli
