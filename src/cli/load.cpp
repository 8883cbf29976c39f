// meso load and meso synth: what a network holds, from extracts or made up.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "access/loading.h"
#include "base/keys.h"
#include "base/progress.h"
#include "cli/commands.h"
#include "cli/question.h"
#include "cli/table.h"
#include "server/load_in_json.h"

namespace meso::cli {
namespace {

void print_report(const access::LoadReport& report) {
  fmt::print("{}\n\n", report.format);
  Table practices;
  practices.column("practice", Table::Align::kLeft).column("as at", Table::Align::kLeft);
  practices.column("patients", Table::Align::kRight).column("events", Table::Align::kRight);
  for (const auto& practice : report.practices) {
    practices.row({practice.practice, format_date(practice.as_at), grouped(practice.patients),
                   grouped(practice.events)});
  }
  fmt::print("{}", practices.text());

  if (!report.kinds.empty()) {
    Table kinds;
    kinds.column("kind", Table::Align::kLeft);
    for (const char* heading : {"read", "stored", "duplicates", "set aside", "rejected"}) {
      kinds.column(heading, Table::Align::kRight);
    }
    for (const auto& kind : report.kinds) {
      kinds.row({kind.kind, grouped(kind.read), grouped(kind.stored), grouped(kind.duplicates),
                 grouped(kind.set_aside), grouped(kind.rejected)});
    }
    fmt::print("\n{}", kinds.text());
  }
  if (!report.notes.empty()) fmt::print("\n");
  for (const std::string& note : report.notes) fmt::print("Note: {}\n", note);
  if (!report.rejects.empty()) fmt::print("\n");
  for (const auto& line : report.rejects) {
    fmt::print("Rejected: {} of {}, from line {}: {}\n", grouped(line.count), line.file, line.first_line,
               line.reason);
  }
  if (!report.rejects_file.empty())
    fmt::print("Every rejected row, by file, line and column: {}\n", report.rejects_file);
}

std::string keys_path(const std::string& given) {
  return given.empty() ? default_keys_path() : given;
}

Result<access::LoadReport> load_or_error(const LoadArguments& arguments) {
  FileSystem& files = real_files();
  MESO_ASSIGN_OR_RETURN(const access::Rulebook rulebook,
                        access::load_rulebook(files, {arguments.network, arguments.rulebook.rules,
                                                      arguments.rulebook.clusters}));
  ProgressBar progress("reading");
  access::LoadOptions options;
  if (!arguments.practice.empty()) options.practice = arguments.practice;
  options.assume_registered = arguments.assume_registered;
  options.seal = arguments.seal;
  options.progress = [&](std::string_view step, double done) { progress.show(step, done); };
  return access::load(files, arguments.network, keys_path(arguments.keys), arguments.sources, rulebook,
                      options);
}

Result<access::LoadReport> synth_or_error(const SynthArguments& arguments) {
  FileSystem& files = real_files();
  MESO_ASSIGN_OR_RETURN(const access::Rulebook rulebook,
                        access::load_rulebook(files, {arguments.network, arguments.rulebook.rules,
                                                      arguments.rulebook.clusters}));
  ProgressBar progress("making practices");
  access::SynthOptions options;
  options.patients = arguments.patients;
  options.practices = arguments.practices;
  options.years = arguments.years;
  options.seed = arguments.seed;
  options.csv_directory = arguments.csv;
  options.seal = arguments.seal;
  options.progress = [&](std::string_view step, double done) { progress.show(step, done); };
  return access::synthesise(files, arguments.network, keys_path(arguments.keys), rulebook, options);
}

}  // namespace

int load(const LoadArguments& arguments) {
  const auto report = load_or_error(arguments);
  if (!report.ok()) return fail(report.error());
  if (arguments.format == "json") {
    print_json(server::load_report_json(*report));
  } else {
    print_report(*report);
  }
  return report->rejects.empty() ? kDone : kFinding;
}

int synth(const SynthArguments& arguments) {
  const auto report = synth_or_error(arguments);
  if (!report.ok()) return fail(report.error());
  print_report(*report);
  return kDone;
}

}  // namespace meso::cli
