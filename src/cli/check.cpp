// meso check: compiles rules, tells every mistake, and lists what there is.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "access/rulebooks.h"
#include "cli/commands.h"
#include "cli/question.h"
#include "cli/table.h"
#include "locale/england/financial_year.h"
#include "rules/language.h"
#include "server/in_json.h"

namespace meso::cli {
namespace {

using nlohmann::ordered_json;

ordered_json check_json(const rules::Compiled& compiled) {
  ordered_json out = {{"version", 1}, {"mistakes", server::mistakes_json(compiled.mistakes)}};
  if (!compiled.model) return out;
  out["rules_hash"] = compiled.model->hash;
  out["registers"] = ordered_json::array();
  for (const rules::Register& reg : compiled.model->registers) {
    if (reg.clock != 0) continue;
    out["registers"].push_back(
        {{"id", reg.name}, {"title", reg.title}, {"rule", server::provenance_json(reg.provenance)}});
  }
  out["indicators"] = ordered_json::array();
  for (const rules::Indicator& indicator : compiled.model->indicators) {
    out["indicators"].push_back({{"id", indicator.name},
                                 {"title", indicator.title},
                                 {"rule", server::provenance_json(indicator.provenance)}});
  }
  return out;
}

void print_contents(const rules::Model& model) {
  Table table;
  table.column("id", Table::Align::kLeft)
      .column("year", Table::Align::kLeft)
      .column("standing", Table::Align::kLeft);
  table.column("rules", Table::Align::kRight).column("title", Table::Align::kLeft);
  const auto row = [&](const std::string& name, const rules::Provenance& provenance, std::size_t rules,
                       const std::string& title) {
    table.row({name, provenance.year, std::string(rules::standing_name(provenance.standing)),
               std::to_string(rules), title});
  };
  std::size_t registers = 0;
  for (const rules::Register& reg : model.registers) {
    if (reg.clock != 0) continue;
    ++registers;
    row(reg.name, reg.provenance, reg.rules.size(), reg.title);
  }
  table.line();
  for (const rules::Indicator& indicator : model.indicators) {
    row(indicator.name, indicator.provenance, indicator.denominator.size() + indicator.numerator.size(),
        indicator.title);
  }
  std::size_t empty = 0;
  for (const terms::Cluster& cluster : model.clusters) empty += cluster.codes.empty() ? 1u : 0u;
  fmt::print("{}\n{} registers, {} indicators, {} fields, {} clusters in use{}. No mistakes. Hash {}.\n",
             table.text(), registers, model.indicators.size(), model.fields.size(), model.clusters.size(),
             empty == 0 ? "" : fmt::format(" ({} of them hold no code)", empty), model.hash.substr(0, 12));
}

Result<int> check_or_error(const CheckArguments& arguments) {
  RulebookArguments sources = arguments.rulebook;
  sources.rules.insert(sources.rules.end(), arguments.files.begin(), arguments.files.end());
  MESO_ASSIGN_OR_RETURN(const access::Rulebook rulebook,
                        access::load_rulebook(real_files(), {"", sources.rules, sources.clusters}));
  const rules::Compiled compiled =
      rules::compile_rules(rulebook.rules, rulebook.clusters,
                           {{england::kYearEndMonth, england::kYearEndDay}, arguments.rulebook.year});
  if (arguments.format == "json") {
    print_json(check_json(compiled));
  } else {
    for (const rules::Mistake& mistake : compiled.mistakes) fmt::print("{}\n", mistake.text());
    if (compiled.model) print_contents(*compiled.model);
  }
  if (compiled.model) return kDone;
  fmt::print(stderr, "{} mistakes\n", compiled.mistakes.size());
  return kFinding;
}

}  // namespace

int check(const CheckArguments& arguments) {
  const Result<int> code = check_or_error(arguments);
  return code.ok() ? *code : fail(code.error());
}

}  // namespace meso::cli
