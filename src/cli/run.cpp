// meso run: registers and indicators, by practice and network.

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/question.h"
#include "cli/table.h"
#include "rules/language.h"
#include "server/in_json.h"

namespace meso::cli {
namespace {

using access::Figures;
using access::IndicatorFigures;
using access::PracticeFigures;
using nlohmann::ordered_json;

// What is printed: all, or the named ones in the order named.
struct Chosen {
  std::vector<std::size_t> registers;
  std::vector<std::size_t> indicators;
};

Result<Chosen> choose(const rules::Model& model, const std::vector<std::string>& names) {
  Chosen chosen;
  for (const std::string& name : names) {
    MESO_ASSIGN_OR_RETURN(const Named named, find_named(model, name));
    (named.is_register ? chosen.registers : chosen.indicators).push_back(static_cast<std::size_t>(named.id));
  }
  if (!names.empty()) return chosen;
  for (std::size_t i = 0; i < model.registers.size(); ++i) {
    if (model.registers[i].clock == 0) chosen.registers.push_back(i);
  }
  for (std::size_t i = 0; i < model.indicators.size(); ++i) chosen.indicators.push_back(i);
  return chosen;
}

// Practices, then the network; the network alone when there is only one.
template <class Row>
void each_row(const Figures& figures, const Row& row) {
  for (const PracticeFigures& practice : figures.practices) row(practice, practice.practice);
  row(figures.network, std::string(kNetwork));
}

void print_register_table(const rules::Model& model, const Chosen& chosen, const Figures& figures) {
  Table table;
  table.column("Register", Table::Align::kLeft);
  for (const PracticeFigures& practice : figures.practices)
    table.column(practice.practice, Table::Align::kRight);
  table.column("network", Table::Align::kRight).column("of base", Table::Align::kRight);
  table.column("standing", Table::Align::kLeft).column("", Table::Align::kLeft);
  for (std::size_t reg : chosen.registers) {
    std::vector<std::string> row = {model.registers[reg].name};
    for (const PracticeFigures& practice : figures.practices)
      row.push_back(grouped(practice.registers[reg].size));
    const auto& network = figures.network.registers[reg];
    row.push_back(grouped(network.size));
    row.push_back(percent(network.size, network.base));
    row.emplace_back(rules::standing_name(model.registers[reg].provenance.standing));
    row.push_back(model.registers[reg].title);
    table.row(std::move(row));
  }
  std::vector<std::string> list_sizes = {"Registered (GMS)"};
  for (const PracticeFigures& practice : figures.practices)
    list_sizes.push_back(grouped(practice.registered));
  list_sizes.push_back(grouped(figures.network.registered));
  list_sizes.insert(list_sizes.end(), {"", "", ""});
  table.line();
  table.row(std::move(list_sizes));
  fmt::print("\n{}", table.text());
}

void print_indicator(const rules::Indicator& indicator, std::size_t index, const Figures& figures) {
  fmt::print("\n{}  {}{}\n", indicator.name, indicator.title,
             indicator.lower_is_better ? "  [lower is better]" : "");
  fmt::print("  {}\n", provenance_line(indicator.provenance));
  Table table;
  table.column("practice", Table::Align::kLeft);
  for (const char* heading : {"register", "exclusions", "eligible"})
    table.column(heading, Table::Align::kRight);
  for (int category = 1; category <= 6; ++category)
    table.column(fmt::format("adj {}", category), Table::Align::kRight);
  for (const char* heading : {"denominator", "numerator", "percent"})
    table.column(heading, Table::Align::kRight);
  table.column("", Table::Align::kLeft);
  each_row(figures, [&](const PracticeFigures& practice, const std::string& name) {
    const IndicatorFigures& row = practice.indicators[index];
    std::vector<std::string> cells = {name, grouped(row.reg), grouped(row.exclusions),
                                      grouped(row.eligible())};
    for (std::uint64_t adjusted : row.adjusted) cells.push_back(grouped(adjusted));
    cells.insert(cells.end(), {grouped(row.denominator), grouped(row.numerator),
                               percent(row.numerator, row.denominator), bar(row.numerator, row.denominator)});
    if (name == kNetwork) table.line();
    table.row(std::move(cells));
  });
  fmt::print("{}", table.text(2));
}

void print_csv(const rules::Model& model, const Chosen& chosen, const Opened& opened,
               const Figures& figures) {
  fmt::print(
      "kind,id,practice,on,register,exclusions,eligible,adjusted_1,adjusted_2,adjusted_3,adjusted_4,"
      "adjusted_5,adjusted_6,denominator,numerator,percent,standing,ruleset,year,text_hash{}\n",
      kCsvContext);
  const std::string on = format_date(opened.question.dates.achievement);
  const auto tail = [&](const rules::Provenance& provenance, const std::string& practice) {
    return fmt::format("{},{},{},{}{}", rules::standing_name(provenance.standing), provenance.ruleset,
                       provenance.year, provenance.text_hash, csv_context(opened, model, practice));
  };
  for (std::size_t reg : chosen.registers) {
    each_row(figures, [&](const PracticeFigures& practice, const std::string& name) {
      fmt::print("register,{},{},{},{},,,,,,,,,,,,{}\n", model.registers[reg].name, csv_cell(name), on,
                 practice.registers[reg].size, tail(model.registers[reg].provenance, name));
    });
  }
  for (std::size_t id : chosen.indicators) {
    each_row(figures, [&](const PracticeFigures& practice, const std::string& name) {
      const IndicatorFigures& row = practice.indicators[id];
      const std::string share = row.denominator == 0
                                    ? ""
                                    : fmt::format("{:.2f}", 100.0 * static_cast<double>(row.numerator) /
                                                                static_cast<double>(row.denominator));
      fmt::print("indicator,{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", model.indicators[id].name,
                 csv_cell(name), on, row.reg, row.exclusions, row.eligible(), row.adjusted[0],
                 row.adjusted[1], row.adjusted[2], row.adjusted[3], row.adjusted[4], row.adjusted[5],
                 row.denominator, row.numerator, share, tail(model.indicators[id].provenance, name));
    });
  }
}

void print_run_json(const rules::Model& model, const Chosen& chosen, const Opened& opened,
                    const Figures& figures) {
  ordered_json out = preamble_json(opened, model);
  out["registered"] = ordered_json::object();
  each_row(figures, [&](const PracticeFigures& practice, const std::string& name) {
    out["registered"][name] = practice.registered;
  });
  out["values_left_out_for_their_unit"] = figures.network.unit_missing;
  out["registers"] = ordered_json::array();
  for (std::size_t reg : chosen.registers) {
    ordered_json sizes = ordered_json::object();
    each_row(figures, [&](const PracticeFigures& practice, const std::string& name) {
      sizes[name] = {{"base", practice.registers[reg].base}, {"size", practice.registers[reg].size}};
    });
    out["registers"].push_back({{"id", model.registers[reg].name},
                                {"title", model.registers[reg].title},
                                {"rule", server::provenance_json(model.registers[reg].provenance)},
                                {"figures", sizes}});
  }
  out["indicators"] = ordered_json::array();
  for (std::size_t id : chosen.indicators) {
    ordered_json rows = ordered_json::object();
    each_row(figures, [&](const PracticeFigures& practice, const std::string& name) {
      rows[name] = server::indicator_json(practice.indicators[id]);
    });
    out["indicators"].push_back({{"id", model.indicators[id].name},
                                 {"title", model.indicators[id].title},
                                 {"lower_is_better", model.indicators[id].lower_is_better},
                                 {"rule", server::provenance_json(model.indicators[id].provenance)},
                                 {"figures", rows}});
  }
  print_json(out);
}

Result<int> run_or_error(const RunArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const Opened opened, open_question(arguments.question));
  MESO_ASSIGN_OR_RETURN(rules::Model model, compile_opened(opened));
  for (const std::string& name : arguments.indicators) MESO_RETURN_IF_ERROR(find_named(model, name));
  if (!arguments.indicators.empty()) {
    MESO_ASSIGN_OR_RETURN(model, rules::keep_only(model, arguments.indicators));
  }
  MESO_ASSIGN_OR_RETURN(const Chosen chosen, choose(model, arguments.indicators));
  MESO_ASSIGN_OR_RETURN(const Figures figures, showing_progress("counting", [&] {
                          return opened.lens.figures(model, opened.question);
                        }));
  if (arguments.question.format == "json") {
    print_run_json(model, chosen, opened, figures);
  } else if (arguments.question.format == "csv") {
    fmt::print(stderr, "{}", preamble(opened, model));
    print_csv(model, chosen, opened, figures);
  } else {
    fmt::print("{}", preamble(opened, model));
    if (figures.network.unit_missing > 0) {
      fmt::print("{} values were left out: their unit is unknown or not the cluster's.\n",
                 grouped(figures.network.unit_missing));
    }
    if (!chosen.registers.empty()) print_register_table(model, chosen, figures);
    for (std::size_t id : chosen.indicators) print_indicator(model.indicators[id], id, figures);
  }
  return answered(opened);
}

}  // namespace

int run(const RunArguments& arguments) {
  const Result<int> code = run_or_error(arguments);
  return code.ok() ? *code : fail(code.error());
}

}  // namespace meso::cli
