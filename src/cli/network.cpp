#include "cli/network.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/keys.h"
#include "cli/commands.h"
#include "cli/network_questions.h"
#include "cli/network_texts.h"
#include "cli/network_together.h"

namespace meso::cli {

NetworkCommands::NetworkCommands(CLI::App& app) {
  network_ = app.add_subcommand("network", "Networks, their practices and areas, from public files");
  network_->require_subcommand(1);
  network_->footer(
      "Examples:\n"
      "  meso network country demo/country\n"
      "  meso network import demo/network demo/country\n"
      "  meso network list demo/network\n"
      "  meso network show demo/network DN001\n"
      "meso network COMMAND --help has each command's own; docs/network.md is the manual.");
  const auto add = [&](const char* name, const char* about) {
    CLI::App* command = network_->add_subcommand(name, about);
    command->add_option("NETWORK", arguments_.directory, "The network's directory")->required();
    command
        ->add_option("--keys", arguments_.keys,
                     "The file of keys; default: $MESO_KEYS, else ~/.config/meso/keys")
        ->type_name("FILE");
    return command;
  };
  const auto formats = [&](CLI::App* command, std::vector<std::string> names) {
    std::string words;
    for (const std::string& name : names) words += (words.empty() ? "" : ", ") + name;
    command->add_option("--format", arguments_.format, "How to print: " + words)
        ->check(CLI::IsMember(std::move(names)));
    command->add_option("--output", arguments_.output, "Write into this file instead")->type_name("FILE");
  };
  const auto which = [&](CLI::App* command, bool required) {
    auto* option =
        command->add_option("NAME", arguments_.wanted, "A network, by its code or a part of its name");
    if (required) option->required();
  };
  const auto day = [&](CLI::App* command) {
    command
        ->add_option("--day", arguments_.on, "As it was on that day; default: the newest that the files know")
        ->type_name("DATE");
  };

  import_ = add("import", "Read public files: practices, memberships, patients, areas, counts");
  import_
      ->add_option("FILES-OR-FOLDERS", arguments_.sources,
                   "Recognised by content, plain or gzip, CSV, GeoJSON, .xlsx")
      ->required();
  import_->add_option("--on", arguments_.on, "The day of files that state none")->type_name("DATE");
  import_->add_option("--reason", arguments_.reason, "Why, for the journal")->type_name("TEXT");
  import_->add_option("--format", arguments_.format, "How to print: table, json")
      ->check(CLI::IsMember({"table", "json"}));
  import_->footer(
      "A file that is not recognised, or of which no row reads, is named and left out; nothing that was "
      "stored\n"
      "before is touched. Rejected rows are listed by file, line, column, reason and import in "
      "reference-rejects.csv.\n\n"
      "Example:\n"
      "  meso network import demo/network public/ods public/registrations public/imd");

  list_ = add("list", "All networks of the files, or all organisations of a kind");
  list_
      ->add_option(
          "--kind", arguments_.kind,
          "practice, network, neighbourhood, federation, super-partnership, pharmacy, dentist, optometrist, "
          "community-provider, mental-health-provider, voluntary-organisation, local-authority, ccg, stp, "
          "sub-icb, icb, region")
      ->capture_default_str();
  day(list_);
  formats(list_, {"table", "csv", "xlsx", "json"});
  list_->footer(
      "Examples:\n"
      "  meso network list demo/network\n"
      "  meso network list demo/network --format xlsx --output networks.xlsx\n"
      "  meso network list demo/network --kind practice --format csv");

  show_ =
      add("show",
          "One network: members, patients, ages, deprivation, who came and went; without NAME the sources");
  which(show_, false);
  show_
      ->add_option("--kind", arguments_.kind,
                   "What NAME is, when it is no network: federation, super-partnership, icb")
      ->capture_default_str();
  day(show_);
  formats(show_, {"table", "csv", "xlsx", "json"});
  show_->footer(
      "Examples:\n"
      "  meso network show demo/network\n"
      "  meso network show demo/network rugeley");

  history_ =
      add("history", "Who joined and left, what came before, and how long practices have worked together");
  which(history_, true);
  day(history_);
  formats(history_, {"table", "csv", "xlsx", "json"});
  history_->footer(
      "Examples:\n"
      "  meso network history demo/network DN001\n"
      "  meso network history demo/network DN001 --format csv     the years that pairs worked together");

  map_ = add("map", "The map of a network: SVG to look at, GeoJSON for a map program");
  which(map_, true);
  day(map_);
  map_->add_option("--policy", arguments_.policy,
                   "Which areas are its own: largest, 'share 30%', 'cover 90%'")
      ->capture_default_str();
  map_->add_option("--format", arguments_.format, "svg, geojson; default: by the name of --output, else svg")
      ->check(CLI::IsMember({"svg", "geojson"}));
  map_->add_option("--output", arguments_.output, "Write into this file instead of printing")
      ->type_name("FILE");
  map_->footer(
      "Example:\n"
      "  meso network map demo/network rugeley --output rugeley.svg");

  counts_ =
      add("counts", "Counts that were imported, with their source, and the records' own figures beside them");
  which(counts_, true);
  counts_->add_option("--measure", arguments_.measure, "Only measures whose code or title holds this")
      ->type_name("WORD");
  formats(counts_, {"table", "csv", "xlsx", "json"});
  counts_->footer(
      "Example:\n"
      "  meso network counts demo/network rugeley --measure HYP");

  country_ =
      network_->add_subcommand("country", "Write the public files of a fictional country, to import and try");
  country_->add_option("FOLDER", arguments_.directory, "Where to write them, made if missing")->required();
  country_->add_option("--seed", arguments_.seed, "The same seed makes the same country on any machine")
      ->capture_default_str();
  country_
      ->add_option(
          "--records", arguments_.records,
          "A network made by meso synth: the first network has its practices, lists, ages and registers")
      ->type_name("NETWORK");
  country_
      ->add_option("--keys", arguments_.keys,
                   "The file of keys of --records; default: $MESO_KEYS, else ~/.config/meso/keys")
      ->type_name("FILE");
  country_->footer(
      "Examples:\n"
      "  meso network country demo/country && meso network import demo/network demo/country\n"
      "  meso network country demo/country --records demo/network");
  questions_ = std::make_unique<NetworkQuestions>(*network_);
  together_ = std::make_unique<NetworkTogether>(*network_);
  texts_ = std::make_unique<NetworkTexts>(*network_);
}

NetworkCommands::~NetworkCommands() = default;

bool NetworkCommands::parsed() const {
  return network_->parsed();
}

int NetworkCommands::run() const {
  const auto run_one = [&]() -> Result<int> {
    if (country_->parsed()) return network_country(arguments_);
    if (import_->parsed()) return network_import(arguments_);
    if (list_->parsed()) return network_list(arguments_);
    if (show_->parsed()) return network_show(arguments_);
    if (questions_->parsed()) return questions_->run();
    if (together_->parsed()) return together_->run();
    if (texts_->parsed()) return texts_->run();
    if (history_->parsed()) return network_history(arguments_);
    if (map_->parsed()) return network_map(arguments_);
    return network_counts(arguments_);
  };
  const Result<int> code = run_one();
  return code.ok() ? *code : fail(code.error());
}

std::string keys_or_default(const std::string& keys) {
  return keys.empty() ? default_keys_path() : keys;
}

Result<Date> day_or_newest(const std::string& on) {
  if (on.empty()) return kUnknownDate;
  if (const auto day = parse_iso_date(on)) return *day;
  return Error{ErrorKind::kUsage, "'" + on + "' is no day", {}, "write it as 2026-07-01"};
}

Status give(const NetworkArguments& arguments, const std::string& text) {
  if (arguments.output.empty()) {
    fmt::print("{}", text);
    return {};
  }
  return replace_file(real_files(), arguments.output, std::as_bytes(std::span(text)));
}

}  // namespace meso::cli
