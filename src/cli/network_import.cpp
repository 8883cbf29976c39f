// meso network import.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "access/memory.h"
#include "base/progress.h"
#include "cli/commands.h"
#include "cli/network.h"
#include "cli/network_records.h"
#include "cli/question.h"
#include "cli/table.h"
#include "network/country.h"

namespace meso::cli {
namespace {

using network::FileOutcome;
using network::ImportReport;
using nlohmann::ordered_json;

std::string period_words(const FileOutcome& file) {
  if (file.from == kUnknownDate) return "";
  if (file.from == file.to) return format_date(file.from);
  return format_date(file.from) + " to " + format_date(file.to);
}

void print_report(const ImportReport& report) {
  Table files;
  files.column("file", Table::Align::kLeft).column("recognised as", Table::Align::kLeft);
  files.column("of", Table::Align::kLeft)
      .column("rows", Table::Align::kRight)
      .column("rejected", Table::Align::kRight);
  std::size_t refused = 0;
  for (const FileOutcome& file : report.files) {
    if (!file.reason.empty()) {
      ++refused;
      continue;
    }
    files.row({file.name, file.layout, period_words(file), grouped(file.rows), grouped(file.rejected)});
  }
  if (refused < report.files.size()) fmt::print("{}", files.text());
  if (!report.known.empty()) {
    fmt::print("\n{} files were here already, byte for byte, and are not read twice.\n",
               grouped(report.known.size()));
  }
  if (refused > 0) fmt::print("\n");
  for (const FileOutcome& file : report.files) {
    if (!file.reason.empty()) fmt::print("Left out: {}: {}\n", file.name, file.reason);
  }
  if (!report.rejects.empty()) fmt::print("\n");
  for (const auto& line : report.rejects) {
    fmt::print("Rejected: {} of {}, from line {}: {}\n", grouped(line.count), line.file, line.first_line,
               line.reason);
  }
  if (!report.rejects_file.empty()) {
    fmt::print(
        "Every rejected row, by file, line and column: {}; those of this import have {} in its last column\n",
        report.rejects_file, report.sequence == 0 ? "'left out'" : std::to_string(report.sequence));
  }
  if (!report.findings.empty()) fmt::print("\n");
  for (const network::Finding& finding : report.findings) {
    std::string examples;
    for (const std::string& example : finding.examples)
      examples += (examples.empty() ? " (" : ", ") + example;
    if (!examples.empty()) examples += finding.count > finding.examples.size() ? ", ...)" : ")";
    fmt::print("Finding: {}: {}{}\n", finding.what, grouped(finding.count), examples);
  }
  fmt::print("\n{} networks and {} practices are known.", grouped(report.networks),
             grouped(report.practices));
  if (report.sequence == 0) {
    fmt::print(" Nothing was added.\n");
  } else {
    fmt::print(" Journal entry {}.\n", report.sequence);
  }
}

ordered_json report_json(const ImportReport& report) {
  ordered_json out = {{"version", 1},
                      {"entry", report.sequence},
                      {"networks", report.networks},
                      {"practices", report.practices}};
  out["files"] = ordered_json::array();
  for (const FileOutcome& file : report.files) {
    ordered_json one = {{"file", file.name},
                        {"digest", file.digest},
                        {"layout", file.layout},
                        {"rows", file.rows},
                        {"rejected", file.rejected}};
    if (file.from != kUnknownDate) {
      one["from"] = format_date(file.from);
      one["to"] = format_date(file.to);
    }
    if (!file.reason.empty()) one["left_out"] = file.reason;
    out["files"].push_back(std::move(one));
  }
  out["known_already"] = report.known;
  out["rejects"] = ordered_json::array();
  for (const auto& line : report.rejects) {
    out["rejects"].push_back({{"file", line.file},
                              {"reason", line.reason},
                              {"count", line.count},
                              {"first_line", line.first_line}});
  }
  out["findings"] = ordered_json::array();
  for (const network::Finding& finding : report.findings) {
    out["findings"].push_back(
        {{"what", finding.what}, {"count", finding.count}, {"examples", finding.examples}});
  }
  return out;
}

}  // namespace

Result<int> network_country(const NetworkArguments& arguments) {
  network::CountryOptions options;
  options.seed = arguments.seed;
  if (!arguments.records.empty()) {
    MESO_ASSIGN_OR_RETURN(options.lists, lists_of_records(arguments.records, arguments.keys));
  }
  MESO_ASSIGN_OR_RETURN(const std::size_t count,
                        network::write_country(real_files(), arguments.directory, options));
  fmt::print("Fictional country: {} files in {}\n", count, arguments.directory);
  return kDone;
}

Result<int> network_import(const NetworkArguments& arguments) {
  network::ImportOptions options;
  options.author = access::Memory::local_author();
  options.keys_path = keys_or_default(arguments.keys);
  options.reason = arguments.reason.empty() ? "public files imported" : arguments.reason;
  MESO_ASSIGN_OR_RETURN(const Date on, day_or_newest(arguments.on));
  if (on != kUnknownDate) options.on = on;
  ImportReport report;
  {
    ProgressBar progress("reading");
    options.progress = [&](std::string_view step, double done) { progress.show(step, done); };
    MESO_ASSIGN_OR_RETURN(
        report, network::import_files(real_files(), arguments.directory, arguments.sources, options));
  }
  if (arguments.format == "json") {
    print_json(report_json(report));
  } else {
    print_report(report);
  }
  bool refused = false;
  for (const FileOutcome& file : report.files) refused = refused || !file.reason.empty();
  if (report.sequence == 0 && report.known.empty()) return kBadInput;
  return refused || !report.rejects.empty() ? kFinding : kDone;
}

}  // namespace meso::cli
