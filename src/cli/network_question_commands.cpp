#include <CLI/CLI.hpp>

#include "cli/network.h"
#include "cli/network_questions.h"

namespace meso::cli {
namespace {

void add_standing(CLI::App& command, StandingArguments& standing) {
  command.add_option("NETWORK", standing.directory, "The network's directory")->required();
  command
      .add_option("--keys", standing.keys, "The file of keys; default: $MESO_KEYS, else ~/.config/meso/keys")
      ->type_name("FILE");
  command.add_option("--day", standing.on, "As it was on that day; default: the newest that the files know")
      ->type_name("DATE");
}

void add_format(CLI::App& command, std::string& format, std::vector<std::string> names) {
  std::string words;
  for (const std::string& name : names) words += (words.empty() ? "" : ", ") + name;
  command.add_option("--format", format, "How to print: " + words)->check(CLI::IsMember(std::move(names)));
}

// As add_format, with a workbook among the forms.
void add_formats(CLI::App& command, StandingArguments& standing) {
  add_format(command, standing.format, {"table", "csv", "xlsx", "json"});
  command.add_option("--output", standing.output, "The file of a workbook: --format xlsx")->type_name("FILE");
}

void add_rules(CLI::App& command, std::vector<std::string>& rules, std::string& file) {
  command
      .add_option("--rule", rules,
                  "A voting rule by its name, or the rule itself: 'carried by more than half of patients'. "
                  "Repeatable")
      ->type_name("RULE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      .add_option("--rules", file,
                  "Voting rules to suppose; default: meso network rules, else usual ones")
      ->type_name("FILE");
}

void add_policy(CLI::App& command, std::string& policy) {
  command.add_option("--policy", policy, "Which areas are its own: largest, 'share 30%', 'cover 90%'")
      ->capture_default_str();
}

}  // namespace

NetworkQuestions::NetworkQuestions(CLI::App& network) {
  voice_command_ =
      network.add_subcommand("voice", "What each practice's vote can do under a voting rule, exactly");
  add_standing(*voice_command_, voice_.standing);
  voice_command_->add_option("NAME", voice_.wanted, "A network, by its code or a part of its name");
  voice_command_->add_flag("--all", voice_.all, "Every network, a line each");
  add_rules(*voice_command_, voice_.rules, voice_.rules_file);
  voice_command_->add_option("--list", voice_.lists, "Suppose a list size: A99901=12345. Repeatable")
      ->type_name("CODE=PATIENTS")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  voice_command_
      ->add_option("--lists", voice_.lists_file, "Suppose the lists of a CSV file: practice,patients")
      ->type_name("FILE");
  add_formats(*voice_command_, voice_.standing);
  voice_command_->footer(
      "Rules are text: docs/voice.md. Examples:\n"
      "  meso network voice demo/network DN001\n"
      "  meso network voice demo/network DN001 --rule 'carried by at least two thirds of patients' --rule "
      "practices\n"
      "  meso network voice demo/network DN001 --rule patients --list DEMO01=9500\n"
      "  meso network voice demo/network --all --rule patients\n"
      "  meso network voice demo/network DN001 --format xlsx --output voice.xlsx");

  check_command_ = network.add_subcommand(
      "check",
      "A network against the rules of its year; with neither NAME nor --all: what does not fit in the files");
  add_standing(*check_command_, formation_.standing);
  check_command_->add_option("NAME", formation_.wanted, "A network, by its code or a part of its name");
  check_command_->add_flag("--all", formation_.all, "Every network, a line each");
  check_command_
      ->add_option(
          "--record", formation_.record,
          "What networks say of themselves, and proposed ones, to suppose; default: meso network record")
      ->type_name("FILE");
  add_policy(*check_command_, formation_.policy);
  add_formats(*check_command_, formation_.standing);
  check_command_->footer(
      "Records are text: docs/formation.md. Examples:\n"
      "  meso network check demo/network\n"
      "  meso network check demo/network DN001\n"
      "  meso network check demo/network HILL --record proposals.record\n"
      "  meso network check demo/network --all --policy 'share 30%'");

  plan_command_ =
      network.add_subcommand("plan", "Forming a network: relationship steps beside contract steps");
  plan_command_->add_option("--live", plan_.live, "The day on which it is to be live")
      ->type_name("DATE")
      ->required();
  plan_command_->add_option("--from", plan_.starts, "The day on which work begins")
      ->type_name("DATE")
      ->required();
  plan_command_->add_option("--path", plan_.path, "new, or existing: services and agreements are brought in")
      ->check(CLI::IsMember({"new", "existing"}))
      ->capture_default_str();
  add_format(*plan_command_, plan_.format, {"table", "json"});
  plan_command_->footer(
      "Examples:\n"
      "  meso network plan --from 2026-08-01 --live 2027-04-01\n"
      "  meso network plan --from 2026-08-01 --live 2027-04-01 --path existing");

  what_if_command_ =
      network.add_subcommand("what-if", "Before and after a supposed change; nothing is stored");
  add_standing(*what_if_command_, what_if_.standing);
  what_if_command_
      ->add_option("CHANGE", what_if_.changes, "A sentence: move, merge, split, leave or draw; in order")
      ->required();
  add_policy(*what_if_command_, what_if_.policy);
  what_if_command_
      ->add_option("--factor", what_if_.factor,
                   "Road over straight line, to multiply great-circle distances by")
      ->capture_default_str()
      ->check(CLI::Range(1.0, 10.0));
  add_rules(*what_if_command_, what_if_.rules, what_if_.rules_file);
  what_if_command_
      ->add_option("--record", what_if_.record,
                   "What networks say of themselves; default: the networks' own records")
      ->type_name("FILE");
  what_if_command_
      ->add_option("--measure", what_if_.measure, "Only indicators whose code or title holds this")
      ->type_name("WORD");
  add_formats(*what_if_command_, what_if_.standing);
  what_if_command_->footer(
      "Sentences are in docs/footprint.md. Examples:\n"
      "  meso network what-if demo/network 'move DEMO01 to DN002'\n"
      "  meso network what-if demo/network 'merge DN001, DN002 as \"North and East\"' --rule patients\n"
      "  meso network what-if demo/network 'draw \"Centre\" within 3 km of DEMO01'");
}

bool NetworkQuestions::parsed() const {
  return voice_command_->parsed() || check_command_->parsed() || plan_command_->parsed() ||
         what_if_command_->parsed();
}

Result<int> NetworkQuestions::run() const {
  if (voice_command_->parsed()) return network_voice(voice_);
  if (plan_command_->parsed()) return network_plan(plan_);
  if (what_if_command_->parsed()) return network_what_if(what_if_);
  if (!formation_.files && (formation_.all || !formation_.wanted.empty()))
    return network_formation(formation_);
  NetworkArguments files;
  files.wanted = formation_.wanted;
  files.directory = formation_.standing.directory;
  files.keys = formation_.standing.keys;
  files.on = formation_.standing.on;
  files.format = formation_.standing.format;
  files.output = formation_.standing.output;
  return network_check(files);
}

}  // namespace meso::cli
