// The door for people at a terminal: parses the command line, runs one command, gives its exit code.

#include <algorithm>
#include <cstdio>
#include <exception>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "bench/bench.h"
#include "cli/access.h"
#include "cli/commands.h"
#include "cli/journal.h"
#include "cli/network.h"
#include "cli/together.h"

namespace {

using namespace meso::cli;

constexpr const char* kAbout =
    "Meso: the system that a primary care network runs on.\n"
    "From practices' coded extracts to quality indicators with reasons, on this machine.";

constexpr const char* kExitCodes =
    "Exit codes: 0 done; 1 done, with a finding; 2 usage; 3 bad input; 4 could not (disk, lock, corrupt "
    "store).";

void add_rulebook(CLI::App& command, RulebookArguments& arguments) {
  command
      .add_option("--rules", arguments.rules,
                  "A further rule file; replaces a built-in one of the same file name. Repeatable")
      ->type_name("FILE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      .add_option("--clusters", arguments.clusters,
                  "Code clusters, a file or a folder; replaces built-in clusters by name. Repeatable")
      ->type_name("PATH")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_year(CLI::App& command, RulebookArguments& arguments, const char* otherwise) {
  command
      .add_option("--year", arguments.year, std::string("The rule year, as 2025-26; default: ") + otherwise)
      ->type_name("YEAR");
}

void add_keys(CLI::App& command, std::string& keys) {
  command.add_option("--keys", keys, "The file of keys; default: $MESO_KEYS, else ~/.config/meso/keys")
      ->type_name("FILE");
}

void add_format(CLI::App& command, std::string& format, bool csv) {
  std::vector<std::string> formats = {"table", "json"};
  if (csv) formats.push_back("csv");
  command.add_option("--format", format, "How to print: table, json" + std::string(csv ? ", csv" : ""))
      ->check(CLI::IsMember(formats));
}

void add_question(CLI::App& command, QuestionArguments& arguments, bool csv) {
  command.add_option("NETWORK", arguments.network, "The network's directory")->required();
  command.add_option("--on", arguments.on, "ACHV_DAT; default: the oldest as-at date of the practices")
      ->type_name("DATE");
  command.add_option("--practice", arguments.practice, "One practice only")->type_name("CODE");
  command.add_option("--threads", arguments.threads, "Default: all cores")
      ->type_name("N")
      ->check(CLI::Range(1, 256));
  add_format(command, arguments.format, csv);
  add_keys(command, arguments.keys);
  add_rulebook(command, arguments.rulebook);
  add_year(command, arguments.rulebook, "that of --on");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{kAbout, "meso"};
  app.require_subcommand(1);
  app.footer(std::string("Examples:\n"
                         "  meso synth demo/network\n"
                         "  meso run demo/network --indicator HYP008\n"
                         "  meso list demo/network HYP008 --missing\n"
                         "  meso count demo/network 'any HYP_COD and age in years >= 65'\n\n") +
             kExitCodes);
  app.set_version_flag("--version", std::string("meso ") + MESO_VERSION);

  SynthArguments synth_arguments;
  CLI::App* synth_command =
      app.add_subcommand("synth", "Make a synthetic network: no real person, practice or place");
  synth_command->add_option("NETWORK", synth_arguments.network, "The network's directory, made if missing")
      ->required();
  synth_command->add_option("--patients", synth_arguments.patients, "People registered at the end")
      ->capture_default_str()
      ->check(CLI::Range(1, 5'000'000));
  synth_command->add_option("--practices", synth_arguments.practices, "Practices")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  synth_command->add_option("--years", synth_arguments.years, "Years of records")
      ->capture_default_str()
      ->check(CLI::Range(1, 40));
  synth_command
      ->add_option("--seed", synth_arguments.seed, "The same seed makes the same network on any machine")
      ->capture_default_str();
  synth_command->add_option("--csv", synth_arguments.csv, "Write extracts into this folder instead of blocks")
      ->type_name("DIR");
  synth_command->add_flag("--seal", synth_arguments.seal,
                          "Encrypt the practice files under each practice's key");
  add_keys(*synth_command, synth_arguments.keys);
  add_rulebook(*synth_command, synth_arguments.rulebook);
  synth_command->footer(
      "Examples:\n"
      "  meso synth demo/network --patients 20000 --practices 8 --years 10 --seed 1\n"
      "  meso synth demo/network --csv demo/extracts      extracts to look at, and to load");

  LoadArguments load_arguments;
  CLI::App* load_command =
      app.add_subcommand("load", "Read extracts into a network; a practice is replaced wholly");
  load_command->add_option("NETWORK", load_arguments.network, "The network's directory, made if missing")
      ->required();
  load_command->add_option("SOURCE", load_arguments.sources, "Files or folders of one extract")->required();
  load_command
      ->add_option("--practice", load_arguments.practice, "The practice, where the extract names none")
      ->type_name("CODE");
  load_command->add_flag(
      "--assume-registered", load_arguments.assume_registered,
      "Where the extract has no registrations: registered from birth to death or as-at date");
  load_command->add_flag("--seal", load_arguments.seal,
                         "Encrypt the practice files under each practice's key");
  add_format(*load_command, load_arguments.format, false);
  add_keys(*load_command, load_arguments.keys);
  add_rulebook(*load_command, load_arguments.rulebook);
  load_command->footer(
      "Formats, recognised by content, plain or gzip: Meso's own extract, OpenSAFELY/ehrQL tables, Synthea "
      "CSV,\n"
      "FHIR R4 bundles and bulk NDJSON.\n\n"
      "Examples:\n"
      "  meso load my/network extracts/2026-03\n"
      "  meso load my/network synthea/csv --practice SYN01 --assume-registered");

  CheckArguments check_arguments;
  CLI::App* check_command = app.add_subcommand("check", "Compile rules and tell every mistake");
  check_command->add_option("FILE", check_arguments.files,
                            "Rule files, checked together with the built-in rulebook");
  add_format(*check_command, check_arguments.format, false);
  add_rulebook(*check_command, check_arguments.rulebook);
  add_year(*check_command, check_arguments.rulebook, "the newest in the rulebook");
  check_command->footer(
      "Examples:\n"
      "  meso check                                       the built-in rulebook: what is in it, of what "
      "standing\n"
      "  meso check my/network/rulebook/frailty.rules");

  RunArguments run_arguments;
  CLI::App* run_command = app.add_subcommand("run", "Registers and indicators by practice and network");
  add_question(*run_command, run_arguments.question, true);
  run_command->add_option("--indicator", run_arguments.indicators, "Only these indicators or registers")
      ->type_name("ID")
      ->delimiter(',');
  run_command->footer(
      "Examples:\n"
      "  meso run demo/network\n"
      "  meso run demo/network --on 2026-03-31 --indicator HYP008 HYP009\n"
      "  meso run demo/network --format csv > indicators.csv");

  ListArguments list_arguments;
  CLI::App* list_command = app.add_subcommand("list", "The patients behind a number, with the deciding rule");
  add_question(*list_command, list_arguments.question, true);
  list_command->add_option("INDICATOR", list_arguments.indicator, "An indicator, or a register")->required();
  bool missing = false;
  auto* missing_flag =
      list_command->add_flag("--missing", missing, "In the denominator, not in the numerator (default)");
  auto* met_flag = list_command->add_flag("--met", list_arguments.met, "In the numerator");
  auto* adjusted_flag =
      list_command->add_flag("--adjusted", list_arguments.adjusted, "Left out for a recorded reason");
  auto* excluded_flag =
      list_command->add_flag("--excluded", list_arguments.excluded, "Not part of the indicator");
  for (auto* flag : {missing_flag, met_flag, adjusted_flag, excluded_flag}) {
    for (auto* other : {missing_flag, met_flag, adjusted_flag, excluded_flag}) {
      if (flag != other) flag->excludes(other);
    }
  }
  list_command->add_flag(
      "--identify", list_arguments.identify,
      "Names and NHS numbers; synthetic networks only until direct care is recorded; logged");
  list_command->footer(
      "Examples:\n"
      "  meso list demo/network HYP008 --missing\n"
      "  meso list demo/network DM020 --adjusted --practice DEMO01 --format csv");

  ExplainArguments explain_arguments;
  CLI::App* explain_command =
      app.add_subcommand("explain", "Why a patient is where they are: the rule path in words");
  add_question(*explain_command, explain_arguments.question, false);
  explain_command
      ->add_option("PATIENT", explain_arguments.patient, "The practice's own number, or PRACTICE/number")
      ->required();
  explain_command->add_option("INDICATOR", explain_arguments.indicator, "An indicator, or a register")
      ->required();
  explain_command->footer(
      "Example:\n"
      "  meso explain demo/network DEMO01/1042 HYP008");

  CountArguments count_arguments;
  CLI::App* count_command = app.add_subcommand("count", "An ad-hoc cohort in the rule language, by practice");
  add_question(*count_command, count_arguments.question, true);
  count_command->add_option("EXPRESSION", count_arguments.expression, "A condition, as in docs/rules.md")
      ->required();
  count_command->footer(
      "Examples:\n"
      "  meso count demo/network 'any HYP_COD and age in years >= 65'\n"
      "  meso count demo/network 'DM_REG and HYP_REG and value of (latest IFCCHBAM_COD take highest) > 58'");

  BenchArguments bench_arguments;
  CLI::App* bench_command = app.add_subcommand(
      "bench",
      "Measure the frozen workload W against its limits and its peers; exit code 1 when one is missed");
  bench_command
      ->add_option("--work", bench_arguments.work,
                   "Where W, its extract and the peers' tables are made and kept")
      ->type_name("DIR")
      ->capture_default_str();
  bench_command
      ->add_option("--peers", bench_arguments.peers,
                   "The folder of the peers' programs, as ./run bench makes it; without it our own rows only")
      ->type_name("DIR");
  bench_command->add_option("--only", bench_arguments.only, "Only these rows")
      ->type_name("ROWS")
      ->delimiter(',')
      ->check(CLI::IsMember(meso::bench::row_groups()));
  bench_command->add_option("--rounds", bench_arguments.rounds, "Rounds of what is not run once")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  bench_command
      ->add_option(
          "--scale", bench_arguments.scale,
          "Sizes to measure too, in millions of patients, as 0.05,0.2,2; each takes its time and disk")
      ->type_name("MILLIONS")
      ->delimiter(',')
      ->check(CLI::Range(0.05, 5.0));
  bench_command->add_flag("--small", bench_arguments.small,
                          "A hundredth of the patients: a look at the program, no limit is judged");
  bench_command->add_flag("--json", bench_arguments.json, "Print one JSON object, as in docs/bench.md");
  bench_command->add_flag("--show-queries", bench_arguments.show_queries, "Print the peers' queries too");
  bench_command->footer(
      "Examples:\n"
      "  meso bench                          our own rows\n"
      "  ./run bench                         fetches the peers first, then everything");

  NetworkCommands network_commands(app);
  ServeArguments serve_arguments;
  CLI::App* serve_command =
      app.add_subcommand("serve", "The network in a browser, and as an interface for programs");
  serve_command->add_option("NETWORK", serve_arguments.network, "The network's directory")->required();
  serve_command->add_option("--listen", serve_arguments.listen, "Where to listen; port 0 is any free one")
      ->type_name("ADDRESS:PORT")
      ->capture_default_str();
  serve_command
      ->add_option("--certificate", serve_arguments.certificate, "Speak TLS with this certificate (PEM)")
      ->type_name("FILE");
  serve_command->add_option("--private-key", serve_arguments.private_key, "The key of that certificate (PEM)")
      ->type_name("FILE");
  serve_command->add_option("--host", serve_arguments.hosts, "A further host name to answer to. Repeatable")
      ->type_name("NAME")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  serve_command
      ->add_option("--rate", serve_arguments.requests_a_second,
                   "Requests a second of one address; 0: no limit")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1e6));
  serve_command->add_flag("--quiet", serve_arguments.quiet, "No line on standard error for each request");
  add_keys(*serve_command, serve_arguments.keys);
  serve_command->footer(
      "Examples:\n"
      "  meso serve demo/network\n"
      "  meso serve demo/network --listen 127.0.0.1:0 --quiet");

  AccessCommands access_commands(app);
  JournalCommands journal_commands(app);
  Verbs together;
  add_purpose_commands(app, together);
  add_decision_commands(app, together);
  add_vote_commands(app, together);
  add_ledger_commands(app, together);
  add_meeting_commands(app, together);
  add_ask_commands(app, together);
  add_duty_commands(app, together);

  std::vector<std::string> known;
  for (const CLI::App* command : app.get_subcommands({})) known.push_back(command->get_name());
  if (argc > 1 && argv[1][0] != '-' && std::find(known.begin(), known.end(), argv[1]) == known.end()) {
    fmt::print(stderr, "meso: there is no command {}; they are {}\n", argv[1], fmt::join(known, ", "));
    return kUsage;
  }

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }

  try {
    if (network_commands.parsed()) return network_commands.run();
    if (access_commands.parsed()) return access_commands.run();
    if (journal_commands.parsed()) return journal_commands.run();
    if (together.parsed()) return together.run();
    if (synth_command->parsed()) return synth(synth_arguments);
    if (load_command->parsed()) return load(load_arguments);
    if (check_command->parsed()) return check(check_arguments);
    if (run_command->parsed()) return run(run_arguments);
    if (list_command->parsed()) return list(list_arguments);
    if (explain_command->parsed()) return explain(explain_arguments);
    if (bench_command->parsed()) return bench(bench_arguments);
    if (serve_command->parsed()) return serve(serve_arguments);
    return count(count_arguments);
  } catch (const std::exception& error) {
    // Only what cannot be a value ends here: no memory, a broken system library.
    fmt::print(stderr, "meso: could not go on: {}\n", error.what());
    return kCouldNot;
  }
}
