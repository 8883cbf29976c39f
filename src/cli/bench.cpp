// meso bench: the frozen workload W, its limits, and its peers.

#include "bench/bench.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/question.h"
#include "cli/table.h"

namespace meso::cli {
namespace {

using nlohmann::ordered_json;

std::string time_text(double seconds) {
  if (seconds < 0.001) return fmt::format("{:.0f} us", seconds * 1e6);
  if (seconds < 1) return fmt::format("{:.1f} ms", seconds * 1e3);
  if (seconds < 1000) return fmt::format("{:.2f} s", seconds);
  return fmt::format("{:.1f} h", seconds / 3600);
}

std::string number_text(double value) {
  if (value >= 1000) return grouped(static_cast<std::uint64_t>(value + 0.5));
  return fmt::format("{:.{}f}", value, value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

std::string figure_text(const bench::Figure& figure) {
  std::string out = number_text(figure.value) + " " + figure.unit;
  if (figure.limit) out += fmt::format(" (at {} {:g})", figure.at_least ? "least" : "most", *figure.limit);
  return out;
}

void print_report(const bench::Report& report) {
  fmt::print(
      "W{}: {} patients, {} records with registrations, {} clusters, {} memberships, {} cluster postings, "
      "{} rule lists\n",
      report.small ? ", a hundredth of it" : "", grouped(report.patients), grouped(report.records),
      report.clusters, grouped(report.memberships), grouped(report.postings), report.rule_lists);
  if (report.compared > 0) {
    fmt::print(
        "Compared with the reference interpreter before anything was timed: every answer of {} patients. "
        "Sum of numerators: {}\n",
        report.compared, grouped(report.numerators));
  }
  fmt::print("Machine: {}, {} processors; {}; built with {}\n", report.processor, report.processors,
             report.system, report.compiler);
  fmt::print("Load average before: {}; after: {}.", report.load_before, report.load_after);
  if (report.compared > 0)
    fmt::print(" While W was timed, others kept {:.2f} processors busy", report.others);
  fmt::print("\n");
  fmt::print(
      "Least and median of {} rounds, and their least processor time; limits are held against the least\n\n",
      report.rounds);

  Table table;
  table.column("row", Table::Align::kLeft).column("engine", Table::Align::kLeft);
  table.column("least", Table::Align::kRight).column("median", Table::Align::kRight);
  table.column("processor", Table::Align::kRight);
  table.column("", Table::Align::kLeft).column("figure", Table::Align::kLeft);
  for (const bench::Row& row : report.rows) {
    table.row({row.id, row.engine, row.seconds.empty() ? "" : time_text(row.least()),
               row.seconds.size() < 2 ? "" : time_text(row.median()),
               row.processor.empty() ? "" : time_text(row.processor.front()),
               std::string(bench::verdict_name(row.verdict)),
               row.figures.empty() ? "" : figure_text(row.figures.front())});
  }
  fmt::print("{}\n", table.text());
  for (const bench::Row& row : report.rows) {
    fmt::print("{}: {}", row.id, row.what);
    for (std::size_t i = 1; i < row.figures.size(); ++i) fmt::print("; {}", figure_text(row.figures[i]));
    fmt::print("{}{}\n", row.note.empty() ? "" : "; ", row.note);
  }
  if (!report.notes.empty()) fmt::print("\n");
  for (const std::string& note : report.notes) fmt::print("Note: {}\n", note);
  if (!report.queries.empty()) fmt::print("\nThe peers' queries (--show-queries prints them):\n");
  for (const std::string& path : report.queries) fmt::print("  {}\n", path);
}

ordered_json row_json(const bench::Row& row) {
  ordered_json figures = ordered_json::array();
  for (const bench::Figure& figure : row.figures) {
    figures.push_back({{"value", figure.value},
                       {"unit", figure.unit},
                       {"limit", figure.limit ? ordered_json(*figure.limit) : ordered_json(nullptr)},
                       {"limit_is", figure.at_least ? "least" : "most"}});
  }
  const bool timed = !row.seconds.empty();
  return {{"id", row.id},
          {"what", row.what},
          {"engine", row.engine},
          {"verdict", bench::verdict_name(row.verdict)},
          {"least", timed ? ordered_json(row.least()) : ordered_json(nullptr)},
          {"median", timed ? ordered_json(row.median()) : ordered_json(nullptr)},
          {"seconds", row.seconds},
          {"processor_seconds", row.processor},
          {"figures", figures},
          {"note", row.note}};
}

ordered_json report_json(const bench::Report& report) {
  ordered_json rows = ordered_json::array();
  for (const bench::Row& row : report.rows) rows.push_back(row_json(row));
  return {{"version", 1},
          {"small", report.small},
          {"rounds", report.rounds},
          {"workload",
           {{"patients", report.patients},
            {"records", report.records},
            {"clusters", report.clusters},
            {"memberships", report.memberships},
            {"postings", report.postings},
            {"rule_lists", report.rule_lists},
            {"numerators", report.numerators},
            {"compared", report.compared}}},
          {"machine",
           {{"processor", report.processor},
            {"processors", report.processors},
            {"system", report.system},
            {"compiler", report.compiler},
            {"load_before", report.load_before},
            {"load_after", report.load_after},
            {"others", report.others}}},
          {"rows", rows},
          {"queries", report.queries},
          {"notes", report.notes}};
}

}  // namespace

int bench(const BenchArguments& arguments) {
  bench::Options options;
  options.work = arguments.work;
  options.peers = arguments.peers;
  options.small = arguments.small;
  options.rounds = arguments.rounds;
  options.scale = arguments.scale;
  options.only = arguments.only;
  options.progress = [](std::string_view what) { fmt::print(stderr, "bench: {}\n", what); };
  const auto report = bench::run(options);
  if (!report.ok()) return fail(report.error());
  if (arguments.json) {
    print_json(report_json(*report));
  } else {
    print_report(*report);
    if (arguments.show_queries) {
      for (const std::string& path : report->queries) {
        std::ifstream in(path);
        fmt::print("\n-- {}\n{}", path, std::string(std::istreambuf_iterator<char>(in), {}));
      }
    }
  }
  return report->has_finding() ? kFinding : kDone;
}

}  // namespace meso::cli
