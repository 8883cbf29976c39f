#include "cli/access.h"

#include <CLI/CLI.hpp>

#include "access/accounts.h"
#include "base/keys.h"
#include "cli/commands.h"
#include "cli/journal.h"

namespace meso::cli {

AccessCommands::AccessCommands(CLI::App& app) {
  AccessArguments& to = arguments_;
  access_ = app.add_subcommand("access", "Who may sign in, what they may see, and who looked");
  access_->require_subcommand(1);
  access_->footer(
      "Every act is an entry of the journal, by \"terminal\". docs/access.md says what each role may do.\n\n"
      "Examples:\n"
      "  meso access add my/network anna@example.org --name 'Anna Field'\n"
      "  meso access grant my/network anna@example.org analyst U12345\n"
      "  meso access invite my/network anna@example.org\n"
      "  meso access looks my/network --practice A81001 --since 2026-03-01");
  const auto add = [&](const char* name, const char* about) {
    CLI::App* command = access_->add_subcommand(name, about);
    command->add_option("NETWORK", to.network, "The network's directory")->required();
    command->add_option("--keys", to.keys, "The file of keys; default: $MESO_KEYS, else ~/.config/meso/keys")
        ->type_name("FILE");
    return command;
  };
  const auto formats = [&](CLI::App* command) {
    command->add_option("--format", to.format, "How to print: table, json")
        ->check(CLI::IsMember(std::vector<std::string>{"table", "json"}));
  };
  const auto person = [&](CLI::App* command) {
    command->add_option("PERSON", to.person, "Their sign-in name, or the id that `people` prints")
        ->required();
  };
  const auto reason = [&](CLI::App* command) {
    command->add_option("--reason", to.reason, "Why, for the journal; never a patient's name or number")
        ->type_name("TEXT")
        ->required();
  };
  const auto role = [&](CLI::App* command) {
    command->add_option("ROLE", to.role, "As `roles` prints it: analyst")->required();
    command
        ->add_option("ORGANISATION", to.organisation,
                     "Where it is held: the code of a practice, a network, a "
                     "commissioner")
        ->required();
  };

  people_ = add("people", "Who has an account, in which roles");
  formats(people_);
  roles_ = access_->add_subcommand("roles", "The roles that there are, and what each may do");
  formats(roles_);
  add_ = add("add", "Add a person; they cannot sign in before they are invited and have a role");
  add_->add_option("SIGN-IN", to.sign_in, "The name that they sign in with, an e-mail address say")
      ->required();
  add_->add_option("--name", to.name, "Their name, as colleagues know it")->type_name("TEXT")->required();
  grant_ = add("grant", "Give a person a role at an organisation");
  person(grant_);
  role(grant_);
  end_ = add("end", "End a role that a person holds; with the next question it is gone");
  person(end_);
  role(end_);
  invite_ = add("invite", "Print an invitation: it sets a password, once, within a week");
  person(invite_);
  close_ = add("close", "Close the account of somebody who leaves: roles, sessions and password end at once");
  person(close_);
  reason(close_);
  clear_step_ = add("clear-second-step", "Take the second step away, for whoever lost their telephone");
  person(clear_step_);

  agreements_ =
      add("agreements", "Sharing agreements: of which practice, to whom, what, for what, until when");
  formats(agreements_);
  agree_ = add("agree", "Make a sharing agreement of a practice");
  agree_->add_option("PRACTICE", to.practice, "The practice whose data is shared")->required();
  agree_->add_option("--to", to.recipients, "Who gets it: codes of organisations")
      ->type_name("CODES")
      ->delimiter(',')
      ->required();
  agree_
      ->add_option("--for", to.purposes,
                   "What for: direct-care, quality, contract, commissioning, research, public")
      ->type_name("PURPOSES")
      ->delimiter(',')
      ->required();
  agree_
      ->add_option("--share", to.shared, "How much: counts, records or names; each includes those before it")
      ->check(CLI::IsMember(std::vector<std::string>{"counts", "records", "names"}))
      ->capture_default_str();
  agree_->add_option("--basis", to.basis, "The legal basis, in words")->type_name("TEXT")->required();
  agree_->add_option("--from", to.from, "The first day; default: today")->type_name("DATE");
  agree_->add_option("--until", to.to, "The last day; default: until it is switched off")->type_name("DATE");
  agree_->add_option("--without", to.hidden, "Clusters of codes that are left out")
      ->type_name("CLUSTERS")
      ->delimiter(',');
  reason(agree_);
  switch_ = add("switch", "Switch an agreement on or off; it holds with the next question that anybody asks");
  switch_->add_option("AGREEMENT", to.agreement, "The id that `agreements` prints")->required();
  switch_->add_option("STATE", to.state, "on or off")
      ->required()
      ->check(CLI::IsMember(std::vector<std::string>{"on", "off"}));
  reason(switch_);
  ways_ = add("ways", "The four ways of living with Meso: which are open; opens or shuts one");
  ways_->add_option("WAY", to.way, "counts, records or direct-care; none: print them");
  ways_->add_option("STATE", to.state, "open or shut")
      ->check(CLI::IsMember(std::vector<std::string>{"open", "shut"}));
  ways_->add_option("--reason", to.reason, "Why, for the journal")->type_name("TEXT");
  looks_ = add("looks", "Who looked at people's records, and what left in files, in sentences");
  looks_->add_option("--practice", to.practice, "Of this practice only")->type_name("CODE");
  looks_->add_option("--person", to.person, "By this person only")->type_name("PERSON");
  looks_->add_option("--since", to.since, "From this day or moment (UTC) on")->type_name("TIME");
  looks_->add_option("--before", to.before, "Before this day or moment (UTC)")->type_name("TIME");
  looks_->add_option("--last", to.last, "Only the newest so many")->type_name("N");
  keys_ = add("keys", "How each practice lies on disk; changes, withdraws or allows anew a practice's key");
  keys_->add_option("PRACTICE", to.practice, "The practice; none: print all");
  keys_->add_option("ACT", to.state, "change, withdraw, or allow (a new one, after a withdrawal)")
      ->check(CLI::IsMember(std::vector<std::string>{"change", "withdraw", "allow"}));
  keys_->add_option("--reason", to.reason, "Why, for the journal")->type_name("TEXT");
  condition_ = add("condition", "Record what direct care waits for: its safety officer, its safety file");
  condition_->add_option("WHICH", to.state, "safety-officer or safety-file")
      ->required()
      ->check(CLI::IsMember(std::vector<std::string>{"safety-officer", "safety-file"}));
  condition_->add_option("WHAT", to.name, "A person, or the file: its name and digest are kept, and no copy")
      ->required();
  tables_ = add("tables", "Write a file of fixed tables for a commissioner; meso-commissioner shows it");
  tables_->add_option("ORGANISATION", to.organisation, "The commissioner's code")->required();
  tables_->add_option("FILE", to.from, "Where to write it")->required();
  tables_->add_option("--as", to.person, "Who gets it: a person with the role of commissioner there")
      ->type_name("PERSON")
      ->required();
  tables_
      ->add_option("--on", to.to, "The last day of a month; default: the newest that all practices reached")
      ->type_name("DATE");
  demo_ = add("demo", "Make the demo's accounts: one for each role, in a network of synthetic records");
}

bool AccessCommands::parsed() const {
  return access_->parsed();
}

int AccessCommands::run() const {
  const auto answer = [&]() -> Result<int> {
    if (people_->parsed()) return access_people(arguments_);
    if (roles_->parsed()) return access_roles(arguments_);
    if (add_->parsed()) return access_add(arguments_);
    if (grant_->parsed()) return access_grant(arguments_);
    if (end_->parsed()) return access_end(arguments_);
    if (invite_->parsed()) return access_invite(arguments_);
    if (close_->parsed()) return access_close(arguments_);
    if (clear_step_->parsed()) return access_clear_step(arguments_);
    if (agreements_->parsed()) return access_agreements(arguments_);
    if (agree_->parsed()) return access_agree(arguments_);
    if (switch_->parsed()) return access_switch(arguments_);
    if (ways_->parsed()) return access_ways(arguments_);
    if (looks_->parsed()) return access_looks(arguments_);
    if (keys_->parsed()) return access_keys(arguments_);
    if (condition_->parsed()) return access_condition(arguments_);
    if (tables_->parsed()) return access_tables(arguments_);
    return access_demo(arguments_);
  }();
  return answer.ok() ? *answer : fail(answer.error());
}

Result<std::unique_ptr<journal::Journal>> access_journal(const AccessArguments& arguments) {
  if (!real_files().is_directory(arguments.network)) {
    return Error{ErrorKind::kNotFound,
                 arguments.network + " is no network's directory",
                 {},
                 "make one with meso synth or meso load"};
  }
  const std::string keys = arguments.keys.empty() ? default_keys_path() : arguments.keys;
  return journal::Journal::open(real_files(), arguments.network, keys, every_projection());
}

}  // namespace meso::cli
