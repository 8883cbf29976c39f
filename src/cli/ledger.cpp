// meso ledger: who really decided, and with how much choice.

#include <cmath>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/decision_lines.h"
#include "cli/question.h"
#include "cli/table.h"
#include "cli/together.h"
#include "governance/ledger.h"

namespace meso::cli {
namespace {

using governance::LedgerRow;
using governance::Reading;
using nlohmann::ordered_json;

struct LedgerArguments {
  TogetherArguments together;
  std::string function, what, source, subject, coder;
  bool rows = false;
  AuthorshipArguments authorship;
};

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : text;
}

std::string rows_text(const std::vector<LedgerRow>& rows) {
  Table table;
  for (const char* heading :
       {"row", "day", "what", "function", "proposed", "decided", "on paper", "in fact"}) {
    table.column(heading, Table::Align::kLeft);
  }
  for (const LedgerRow& row : rows) {
    const auto& said = row.authorship;
    table.row({row.subject + (row.counts ? "" : " (not carried)"), format_date(row.on), row.what,
               or_dash(said.function), or_dash(said.proposed_by), or_dash(said.decided_by),
               or_dash(said.on_paper), or_dash(said.in_fact)});
  }
  return table.text();
}

std::string share(double part, double whole) {
  return whole > 0 ? fmt::format("{:.0f}%", 100 * part / whole) : "-";
}

std::string levels_text(const Reading& reading) {
  governance::LevelShare all;
  for (const auto& [level, of] : reading.by_level) {
    all.rows += of.rows;
    all.hours += of.hours;
    all.pence += of.pence;
  }
  Table table;
  table.column("decided by", Table::Align::kLeft)
      .column("rows", Table::Align::kRight)
      .column("share", Table::Align::kRight);
  table.column("hours", Table::Align::kRight).column("share", Table::Align::kRight);
  table.column("pounds", Table::Align::kRight).column("share", Table::Align::kRight);
  for (const std::string_view level : governance::kLevels) {
    const auto found = reading.by_level.find(std::string(level));
    const governance::LevelShare of =
        found == reading.by_level.end() ? governance::LevelShare{} : found->second;
    table.row({std::string(level), std::to_string(of.rows),
               share(static_cast<double>(of.rows), static_cast<double>(all.rows)),
               fmt::format("{:.0f}", of.hours), share(of.hours, all.hours),
               grouped(static_cast<std::uint64_t>(of.pence / 100)),
               share(static_cast<double>(of.pence), static_cast<double>(all.pence))});
  }
  return table.text();
}

std::string map_text(const Reading& reading) {
  Table table;
  table.column("function", Table::Align::kLeft).column("on paper", Table::Align::kLeft);
  table.column("in fact", Table::Align::kLeft)
      .column("rows", Table::Align::kRight)
      .column("", Table::Align::kLeft);
  for (const auto& [function, cells] : reading.map) {
    for (const auto& [choice, rows] : cells) {
      const auto rank = [](const std::string& word) {
        return word == "narrow" ? 0 : word == "moderate" ? 1 : 2;
      };
      const int gap = rank(choice.second) - rank(choice.first);
      table.row({function, choice.first, choice.second, std::to_string(rows),
                 gap < 0   ? "freedom unused"
                 : gap > 0 ? "freedom taken"
                           : ""});
    }
  }
  return table.text();
}

ordered_json reading_json(const Reading& reading) {
  ordered_json out = {{"version", 1},
                      {"rows", reading.rows},
                      {"without_level", reading.without_level},
                      {"without_choice", reading.without_choice},
                      {"without_hours", reading.without_hours},
                      {"without_money", reading.without_money},
                      {"unused", reading.unused},
                      {"taken", reading.taken},
                      {"as_written", reading.as_written},
                      {"coded_twice", reading.coded_twice},
                      {"no_trend_why", reading.no_trend_why}};
  out["alpha"] = std::isnan(reading.alpha) ? ordered_json() : ordered_json(reading.alpha);
  out["by_level"] = ordered_json::object();
  for (const auto& [level, of] : reading.by_level) {
    out["by_level"][level] = {{"rows", of.rows}, {"hours", of.hours}, {"pence", of.pence}};
  }
  out["map"] = ordered_json::array();
  for (const auto& [function, cells] : reading.map) {
    for (const auto& [choice, rows] : cells) {
      out["map"].push_back(
          {{"function", function}, {"on_paper", choice.first}, {"in_fact", choice.second}, {"rows", rows}});
    }
  }
  if (reading.no_trend_why.empty()) {
    out["trend"] = ordered_json::array();
    for (const auto& [year, of] : reading.by_year) {
      out["trend"].push_back({{"year", year}, {"n", of.n}, {"network_or_practice", of.local}});
    }
  }
  return out;
}

Result<int> show(const LedgerArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(const auto rows, governance::ledger(together.journal()));
  const Reading reading = governance::read_ledger(rows, arguments.function);
  if (arguments.together.format == "json") {
    print_json(reading_json(reading));
    return kDone;
  }
  if (rows.empty()) {
    fmt::print("The ledger is empty: it fills itself as decisions are taken.\n");
    return kDone;
  }
  if (arguments.rows) fmt::print("{}\n", rows_text(rows));
  fmt::print("{} rows: decisions that were carried, permissions, standing obligations.\n\n{}", reading.rows,
             levels_text(reading));
  fmt::print("Not in these shares: {} rows do not say who decided, {} no hours, {} no money.\n\n",
             reading.without_level, reading.without_hours, reading.without_money);
  fmt::print("{}Freedom unused: {}; taken: {}; as written: {}; not said: {}.\n\n", map_text(reading),
             reading.unused, reading.taken, reading.as_written, reading.without_choice);
  if (!reading.no_trend_why.empty()) {
    fmt::print("No trend is shown: {}.\n", reading.no_trend_why);
    return kDone;
  }
  fmt::print("Decided by the network or a practice, by year ({} rows coded twice, alpha {:.2f}):\n",
             reading.coded_twice, reading.alpha);
  for (const auto& [year, of] : reading.by_year) fmt::print("  {}: {} of {}\n", year, of.local, of.n);
  return kDone;
}

Result<int> add(const LedgerArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  governance::Obligation obligation{arguments.what, arguments.source, together.day, {}};
  MESO_ASSIGN_OR_RETURN(obligation.authorship, authorship_of(arguments.authorship));
  MESO_ASSIGN_OR_RETURN(const std::uint64_t number, governance::note_obligation(together.hand(), obligation));
  fmt::print("Obligation {} is in the ledger.\n", number);
  return kDone;
}

Result<int> code(const LedgerArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(const auto authorship, authorship_of(arguments.authorship));
  MESO_RETURN_IF_ERROR(governance::code_row(together.hand(), arguments.subject, authorship, arguments.coder));
  fmt::print("{} is coded{}.\n", arguments.subject, arguments.coder.empty() ? "" : " by a second person");
  return kDone;
}

}  // namespace

void add_ledger_commands(CLI::App& app, Verbs& verbs) {
  CLI::App* ledger = app.add_subcommand("ledger", "Who really decided, and how much choice there was");
  ledger->require_subcommand(1);
  const auto to = std::make_shared<LedgerArguments>();
  CLI::App* showing =
      verbs.add(*ledger, "show", "Shares of decisions, hours and money; freedom on paper and in fact",
                to->together, false, [to] { return show(*to); });
  showing->add_option("--function", to->function, "Only this function")->type_name("WORD");
  showing->add_flag("--rows", to->rows, "Each row too");
  CLI::App* adding = verbs.add(*ledger, "add", "A standing obligation: a clause, a duty, a return",
                               to->together, true, [to] { return add(*to); });
  adding->add_option("WHAT", to->what, kCanBeAskedFor)->required();
  adding->add_option("--source", to->source, "Where it is written: the clause")->type_name("TEXT");
  add_authorship(*adding, to->authorship);
  CLI::App* coding =
      verbs.add(*ledger, "code", "Say who decided and how much choice there was, or say it a second time",
                to->together, true, [to] { return code(*to); });
  coding->add_option("ROW", to->subject, "decision/12, permission/3, obligation/5")->required();
  coding->add_option("--coder", to->coder, "A second person's initials: their view stands beside the first")
      ->type_name("TEXT");
  add_authorship(*coding, to->authorship);
}

}  // namespace meso::cli
