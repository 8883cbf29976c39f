#include "cli/network_texts.h"

#include <algorithm>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "access/memory.h"
#include "base/input_text.h"
#include "cli/commands.h"
#include "cli/network.h"
#include "cli/network_questions.h"
#include "cli/question.h"
#include "cli/table.h"
#include "network/builtin_texts.h"
#include "network/formation/record.h"

namespace meso::cli {
namespace {

using network::OwnText;
using network::OwnTextStory;
using network::TextVersion;

// What is printed while nothing is recorded: every line is a comment until somebody means it.
constexpr std::string_view kRecordToBegin =
    R"(# Nothing is recorded yet. Take away the # before a line that is to count; docs/formation.md is the manual.
#
# network U99901 "North"
#   clinical director "Dr Example" of A99901 from 2024-04-01
#   payee A99901 from 2019-07-01
#   agreement signed 2019-06-28
#   data sharing signed 2019-06-30
#   schedule 1 complete 2024-04-01
#   schedule 3 incomplete "who hosts the pharmacist"
#   reason A99901 on 2025-09-01 pull "we share a pharmacist and it works"
#   work "Tuesday clinic" by A99901 evidence "audit of 2018" clause "Enhanced access" protect
)";

std::string rules_to_begin() {
  std::string out = "# No rule of this network's own is recorded yet: these usual ones are used.\n";
  for (const network::BuiltinText& text : network::builtin_texts()) {
    if (text.path.ends_with(".voice")) out += text.text;
  }
  return out;
}

struct Command {
  OwnText which;
  const char* name;
  const char* manual;
};

Result<int> take_in(const TextArguments& arguments, const Command& command) {
  if (arguments.reason.empty()) {
    return Error{
        ErrorKind::kUsage, "a text is taken in with a reason", {}, "say why: --reason 'board of 3 March'"};
  }
  const std::string name(base_name(arguments.file));
  MESO_ASSIGN_OR_RETURN(const InputText read, InputText::open(real_files(), arguments.file, name));
  std::string text(read.text());
  // Parsed as it lies in the file, so that mistakes are named by its lines.
  const std::vector<Error> mistakes = command.which == OwnText::kRecord
                                          ? network::formation::parse_records(text, name).mistakes
                                          : network::voice::parse_rules(text, name).mistakes;
  for (std::size_t i = 1; i < mistakes.size(); ++i) tell(mistakes[i]);
  if (!mistakes.empty()) {
    Error first = mistakes.front();
    if (first.hint.empty()) first.hint = std::string(command.manual) + " is the manual";
    return first;
  }
  const std::uint64_t in_file = network::seen_in(text);
  network::OwnTextWriting writing;
  writing.which = command.which;
  writing.author = access::Memory::local_author();
  writing.reason = arguments.reason;
  writing.text = std::move(text);
  writing.seen = arguments.seen != 0 ? arguments.seen : in_file;
  auto written =
      network::write_own_text(real_files(), arguments.directory, keys_or_default(arguments.keys), writing);
  if (!written.ok()) {
    Error error = written.error();
    if (error.kind == ErrorKind::kRefused && !error.hint.empty()) {
      error.hint = fmt::format("meso network {} {} prints it; change that, or say --seen N", command.name,
                               arguments.directory);
    }
    return error;
  }
  fmt::print("Taken in as act {0}. To take it back: meso journal undo {1} {0} --reason WHY\n",
             written->sequence, arguments.directory);
  return static_cast<int>(kDone);
}

Result<int> print_versions(const TextArguments& arguments, const OwnTextStory& story) {
  if (arguments.format == "json") {
    nlohmann::ordered_json json = {
        {"version", 1}, {"newest", story.newest}, {"versions", nlohmann::ordered_json::array()}};
    for (const TextVersion& one : story.versions) {
      json["versions"].push_back({{"act", one.act},
                                  {"at", format_moment(one.at)},
                                  {"author", one.author},
                                  {"reason", one.reason},
                                  {"erased", !one.text}});
      if (one.text) json["versions"].back()["text"] = *one.text;
    }
    print_json(json);
    return static_cast<int>(kDone);
  }
  if (story.versions.empty()) {
    fmt::print("Nothing is recorded yet.\n");
    return static_cast<int>(kDone);
  }
  Table table;
  table.column("act", Table::Align::kRight).column("at", Table::Align::kLeft);
  table.column("author", Table::Align::kLeft).column("lines", Table::Align::kRight);
  table.column("reason", Table::Align::kLeft);
  for (const TextVersion& one : story.versions) {
    const std::string lines =
        one.text ? grouped(static_cast<std::uint64_t>(std::ranges::count(*one.text, '\n'))) : "erased";
    table.row({std::to_string(one.act), format_moment(one.at), one.author, lines, one.reason});
  }
  fmt::print("{}\nThe last one counts. --act N prints another.\n", table.text());
  return static_cast<int>(kDone);
}

Result<int> print_text(const TextArguments& arguments, const Command& command, const OwnTextStory& story) {
  const TextVersion* version = story.now();
  if (arguments.act != 0) {
    const auto found = std::ranges::find(story.versions, arguments.act, &TextVersion::act);
    if (found == story.versions.end() || !found->text) {
      return Error{ErrorKind::kNotFound,
                   fmt::format("act {} {}", arguments.act,
                               found == story.versions.end() ? "wrote no such text, or was undone"
                                                             : "has been erased"),
                   {},
                   fmt::format("meso network {} {} --versions", command.name, arguments.directory)};
    }
    version = &*found;
  }
  const std::string how =
      fmt::format("meso network {} {} THIS-FILE --reason WHY", command.name, arguments.directory);
  std::string text = version != nullptr                  ? *version->text
                     : command.which == OwnText::kRecord ? std::string(kRecordToBegin)
                                                         : rules_to_begin();
  if (!text.ends_with('\n')) text += '\n';
  text = network::with_seen(text, story.newest, how);
  if (arguments.output.empty()) {
    fmt::print("{}", text);
  } else {
    MESO_RETURN_IF_ERROR(replace_file(real_files(), arguments.output, std::as_bytes(std::span(text))));
  }
  return static_cast<int>(kDone);
}

}  // namespace

NetworkTexts::NetworkTexts(CLI::App& network) {
  const auto add = [&](const char* name, const char* about, const char* more) {
    CLI::App* command = network.add_subcommand(name, about);
    TextArguments& to = arguments_;
    command->add_option("NETWORK", to.directory, "The network's directory")->required();
    command->add_option("FILE", to.file, "A text to take in; without one, the text that counts is printed");
    command->add_option("--keys", to.keys, "The file of keys; default: $MESO_KEYS, else ~/.config/meso/keys")
        ->type_name("FILE");
    command->add_option("--reason", to.reason, "Why: stays in the journal")->type_name("TEXT");
    command
        ->add_option("--seen", to.seen,
                     "The newest act about it that you have seen; default: what the file's first line says")
        ->type_name("N");
    command->add_flag("--versions", to.versions, "Who wrote it when and why, oldest first");
    command->add_option("--act", to.act, "Print the text as this act wrote it")->type_name("N");
    command->add_option("--format", to.format, "How to print --versions: table, json")
        ->check(CLI::IsMember({"table", "json"}));
    command->add_option("--output", to.output, "Print into this file instead")->type_name("FILE");
    command->footer(more);
    return command;
  };
  record_ = add("record", "What networks say of themselves: print it, change it, take it in",
                "Each text that is taken in is an act of the journal: docs/formation.md. Examples:\n"
                "  meso network record demo/network > my.record\n"
                "  meso network record demo/network my.record --reason 'new clinical director'\n"
                "  meso network record demo/network --versions");
  rules_ = add("rules", "The networks' own voting rules: print them, change them, take them in",
               "Each text that is taken in is an act of the journal: docs/voice.md. Examples:\n"
               "  meso network rules demo/network > my.voice\n"
               "  meso network rules demo/network my.voice --reason 'schedule 1 was agreed'\n"
               "  meso network voice demo/network DN001 --rules my.voice     what if, nothing is stored");
}

bool NetworkTexts::parsed() const {
  return record_->parsed() || rules_->parsed();
}

Result<int> NetworkTexts::run() const {
  const Command command = record_->parsed() ? Command{OwnText::kRecord, "record", "docs/formation.md"}
                                            : Command{OwnText::kRules, "rules", "docs/voice.md"};
  if (!arguments_.file.empty()) return take_in(arguments_, command);
  MESO_ASSIGN_OR_RETURN(const OwnTextStory story,
                        network::read_own_text(real_files(), arguments_.directory,
                                               keys_or_default(arguments_.keys), command.which));
  if (arguments_.versions) return print_versions(arguments_, story);
  return print_text(arguments_, command, story);
}

}  // namespace meso::cli
