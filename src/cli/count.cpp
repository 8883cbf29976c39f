// meso count: an ad-hoc cohort in the rule language, by practice.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/question.h"
#include "cli/table.h"
#include "locale/england/financial_year.h"
#include "rules/language.h"

namespace meso::cli {
namespace {

using access::PracticeFigures;
using nlohmann::ordered_json;

constexpr const char* kCohort = "COHORT";

Result<int> count_or_error(const CountArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const Opened opened, open_question(arguments.question));
  rules::Compiled compiled = rules::compile_expression(
      opened.rulebook.rules, opened.rulebook.clusters,
      {{england::kYearEndMonth, england::kYearEndDay}, opened.year}, arguments.expression, kCohort);
  if (!compiled.model) {
    for (const rules::Mistake& mistake : compiled.mistakes) fmt::print(stderr, "{}\n", mistake.text());
    return Error{ErrorKind::kUsage, "the expression does not compile", {}, "docs/rules.md is the manual"};
  }
  const rules::Model& model = *compiled.model;
  MESO_ASSIGN_OR_RETURN(const Named cohort, find_named(model, kCohort));
  const auto id = static_cast<std::size_t>(cohort.id);
  MESO_ASSIGN_OR_RETURN(const access::Figures figures, showing_progress("counting", [&] {
                          return opened.lens.figures(model, opened.question);
                        }));

  if (arguments.question.format == "json") {
    ordered_json out = preamble_json(opened, model);
    out["expression"] = arguments.expression;
    out["figures"] = ordered_json::object();
    for (const PracticeFigures& practice : figures.practices) {
      out["figures"][practice.practice] = {{"registered", practice.registered},
                                           {"cohort", practice.registers[id].size}};
    }
    out["figures"]["network"] = {{"registered", figures.network.registered},
                                 {"cohort", figures.network.registers[id].size}};
    print_json(out);
  } else if (arguments.question.format == "csv") {
    fmt::print(stderr, "{}", preamble(opened, model));
    fmt::print("practice,registered,cohort{}\n", kCsvContext);
    const auto row = [&](const PracticeFigures& practice, const std::string& name) {
      fmt::print("{},{},{}{}\n", csv_cell(name), practice.registered, practice.registers[id].size,
                 csv_context(opened, model, name));
    };
    for (const PracticeFigures& practice : figures.practices) row(practice, practice.practice);
    row(figures.network, kNetwork);
  } else {
    Table table;
    table.column("practice", Table::Align::kLeft).column("registered", Table::Align::kRight);
    table.column("cohort", Table::Align::kRight).column("percent", Table::Align::kRight);
    table.column("", Table::Align::kLeft);
    const auto row = [&](const PracticeFigures& practice, const std::string& name) {
      const std::uint64_t size = practice.registers[id].size;
      table.row({name, grouped(practice.registered), grouped(size), percent(size, practice.registered),
                 bar(size, practice.registered)});
    };
    for (const PracticeFigures& practice : figures.practices) row(practice, practice.practice);
    table.line();
    row(figures.network, kNetwork);
    fmt::print("{}\n{}\n\n{}", preamble(opened, model), arguments.expression, table.text());
  }
  return answered(opened);
}

}  // namespace

int count(const CountArguments& arguments) {
  const Result<int> code = count_or_error(arguments);
  return code.ok() ? *code : fail(code.error());
}

}  // namespace meso::cli
