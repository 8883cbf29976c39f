#include "cli/journal.h"

#include <CLI/CLI.hpp>

#include "access/accounts.h"
#include "base/keys.h"
#include "cli/commands.h"
#include "governance/acts.h"
#include "network/store.h"
#include "network/text_acts.h"
#include "relations/capture.h"

namespace meso::cli {

JournalCommands::JournalCommands(CLI::App& app) {
  JournalArguments& to = arguments_;
  journal_ = app.add_subcommand("journal", "The network's memory: every act, who did it and why");
  journal_->require_subcommand(1);
  const auto add = [&](const char* name, const char* about) {
    CLI::App* command = journal_->add_subcommand(name, about);
    command->add_option("NETWORK", to.network, "The network's directory")->required();
    command->add_option("--keys", to.keys, "The file of keys; default: $MESO_KEYS, else ~/.config/meso/keys")
        ->type_name("FILE");
    return command;
  };
  const auto text = [](CLI::App* command, const char* option, std::string& value, const char* about,
                       const char* type) {
    return command->add_option(option, value, about)->type_name(type);
  };
  const auto formats = [&](CLI::App* command, std::vector<std::string> names) {
    command->add_option("--format", to.format, "How to print: " + CLI::detail::join(names, ", "))
        ->check(CLI::IsMember(names));
  };
  const auto filters = [&](CLI::App* command) {
    command->add_flag("--looks", to.looks, "The chain of looks at people instead of the acts");
    text(command, "--subject", to.subject, "Only about this: practice/A81001", "WORD/ID");
    text(command, "--kind", to.kind, "Only of this kind: journal.erased", "KIND");
    text(command, "--author", to.author, "Only by this author", "NAME");
    text(command, "--place", to.place, "Only for this practice or network", "CODE");
    text(command, "--since", to.since, "From this day or moment (UTC) on", "TIME");
    text(command, "--before", to.before, "Before this day or moment (UTC)", "TIME");
    command->add_option("--last", to.last, "Only the newest so many")->type_name("N");
  };

  verify_ = add("verify", "Read every page, entry and body: is all as it was written?");
  text(verify_, "--expect", to.expect, "Also: was this hash, written down earlier, on the chain?", "HASH");
  formats(verify_, {"table", "json"});
  verify_->footer(
      "Exit code 1 when something has changed; each finding names the page, the entry or the log.\n"
      "The heads that it prints are worth writing down elsewhere: a chain that was cut off at its end "
      "verifies,\n"
      "but no longer holds them.\n\n"
      "Example:\n"
      "  meso journal verify demo/network");

  replay_ = add("replay", "Make every table again from the entries, and compare");
  formats(replay_, {"table", "json"});

  show_ = add("show", "Entries, oldest first");
  filters(show_);
  show_->add_flag("--bodies", to.bodies, "With what is in them, where it is about nobody");
  show_->add_flag("--people", to.people, "With bodies about people too; the look is written down first");
  formats(show_, {"table", "json", "csv"});
  show_->footer(
      "Examples:\n"
      "  meso journal show demo/network --last 20\n"
      "  meso journal show demo/network --subject practice/A81001 --bodies\n"
      "  meso journal show demo/network --looks");

  export_ = add("export", "Everything as lines of JSON: a header, then an entry a line");
  filters(export_);
  export_->add_flag("--people", to.people, "With bodies about people too; the look is written down first");
  text(export_, "--output", to.output, "Write into this file instead", "FILE");
  export_->footer("docs/journal.md says how to check the chain from the lines alone.");

  undo_ = add("undo", "Take back an act, by a further entry");
  undo_->add_option("ACT", to.sequence, "Its number")->required();
  text(undo_, "--reason", to.reason, "Why", "TEXT")->required();
  undo_
      ->add_option("--seen", to.seen, "The newest act on its subject that you have seen; default: ACT itself")
      ->type_name("N");

  erase_ = add("erase", "Erase bodies for good; the chain still verifies and says who did it and why");
  text(erase_, "--subject", to.subject, "What is about this: person/p0017", "WORD/ID");
  text(erase_, "--purpose", to.purpose, "What was kept for this purpose", "WORD");
  text(erase_, "--before", to.before, "Only what was written before this day or moment (UTC)", "TIME");
  text(erase_, "--reason", to.reason, "Why: stays on the chain", "TEXT")->required();
  erase_->footer(
      "Examples:\n"
      "  meso journal erase demo/network --subject person/p0017 --reason 'consent withdrawn'\n"
      "  meso journal erase demo/network --purpose interview --before 2024-11-01 --reason 'kept for 24 "
      "months'");

  backup_ = add("backup", "Copy journal, identities and keys while others work");
  backup_->add_option("FOLDER", to.folder, "A new folder for the backup")->required();
  text(backup_, "--keys-to", to.keys_elsewhere,
       "A new file for the keys, elsewhere: whoever has both can read all", "FILE")
      ->required();
  text(backup_, "--reason", to.reason, "Why, for the journal; default: backup", "TEXT");
  backup_->add_flag("--without-public-files", to.without_public_files,
                    "Leave out the public files that were imported; after a restore they are to be imported "
                    "again");
  backup_->footer(
      "Records are not copied: load the practices' extracts again.\n\n"
      "Example:\n"
      "  meso journal backup demo/network /media/disk/2026-11 --keys-to /media/stick/keys-2026-11");

  restore_ = add("restore", "Bring a backup back, into a network that has no journal");
  restore_->add_option("FOLDER", to.folder, "The folder that meso journal backup made")->required();
  text(restore_, "--keys-from", to.keys_elsewhere, "The file of keys that was made with it", "FILE")
      ->required();
  text(restore_, "--reason", to.reason, "Why, for the journal; default: restore", "TEXT");
  restore_->footer(
      "What was erased after the backup was made is in it again: erase it again. Then load the extracts.\n\n"
      "Example:\n"
      "  meso journal restore new/network /media/disk/2026-11 --keys-from /media/stick/keys-2026-11");
}

bool JournalCommands::parsed() const {
  return journal_->parsed();
}

int JournalCommands::run() const {
  const auto answer = [&]() -> Result<int> {
    if (verify_->parsed()) return journal_verify(arguments_);
    if (replay_->parsed()) return journal_replay(arguments_);
    if (show_->parsed()) return journal_show(arguments_);
    if (export_->parsed()) return journal_export(arguments_);
    if (undo_->parsed()) return journal_undo(arguments_);
    if (erase_->parsed()) return journal_erase(arguments_);
    if (backup_->parsed()) return journal_backup(arguments_);
    return journal_restore(arguments_);
  }();
  return answer.ok() ? *answer : fail(answer.error());
}

std::vector<journal::Projection> every_projection() {
  return {access::projection(), network::imported_files(), network::own_texts(), governance::projection(),
          relations::projection()};
}

std::string keys_of(const JournalArguments& arguments) {
  return arguments.keys.empty() ? default_keys_path() : arguments.keys;
}

Result<std::optional<Moment>> moment_of(const std::string& text, const char* option) {
  if (text.empty()) return std::optional<Moment>();
  const auto moment = parse_moment(text);
  if (!moment) {
    return Error{ErrorKind::kUsage,
                 std::string(option) + " is neither a day nor a moment",
                 {},
                 "write 2026-03-31 or 2026-03-31T12:00:00Z"};
  }
  return moment;
}

Result<journal::Filter> filter_of(const JournalArguments& arguments) {
  journal::Filter filter;
  filter.subject = arguments.subject;
  filter.kind = arguments.kind;
  filter.author = arguments.author;
  filter.place = arguments.place;
  filter.last = arguments.last;
  MESO_ASSIGN_OR_RETURN(filter.since, moment_of(arguments.since, "--since"));
  MESO_ASSIGN_OR_RETURN(filter.before, moment_of(arguments.before, "--before"));
  return filter;
}

}  // namespace meso::cli
