#include "cli/together.h"

#include <algorithm>
#include <sstream>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/journal.h"
#include "cli/network.h"

namespace meso::cli {

CLI::App* Verbs::add(CLI::App& parent, const char* name, const char* about, TogetherArguments& to,
                     bool writes, Run run) {
  CLI::App* command = parent.add_subcommand(name, about);
  command->add_option("NETWORK", to.network, "The network's directory")->required();
  command->add_option("--keys", to.keys, "The file of keys; default: $MESO_KEYS, else ~/.config/meso/keys")
      ->type_name("FILE");
  command
      ->add_option("--day", to.on, writes ? "The day that it is of; today when left out" : "As on this day")
      ->type_name("DATE");
  if (writes) {
    command->add_option("--why", to.why, "Why, for the journal: stays for good, so no names")
        ->type_name("TEXT");
  } else {
    command->add_option("--format", to.format, "How to print: table, json")
        ->check(CLI::IsMember({"table", "json"}));
  }
  verbs_.emplace_back(command, std::move(run));
  return command;
}

bool Verbs::parsed() const {
  return std::ranges::any_of(verbs_, [](const auto& verb) { return verb.first->parsed(); });
}

int Verbs::run() const {
  for (const auto& [command, run] : verbs_) {
    if (!command->parsed()) continue;
    const Result<int> code = run();
    return code.ok() ? *code : fail(code.error());
  }
  return kUsage;
}

Result<Together> open_together(const TogetherArguments& arguments) {
  const std::string keys = keys_or_default(arguments.keys);
  if (!journal::has_journal(real_files(), arguments.network)) {
    // The evening that it is installed: the first act makes the journal.
    MESO_RETURN_IF_ERROR(journal::Journal::open(real_files(), arguments.network, keys, every_projection()));
  }
  MESO_ASSIGN_OR_RETURN(
      auto memory, access::Memory::local_operator(real_files(), arguments.network, keys, every_projection()));
  MESO_ASSIGN_OR_RETURN(const auto day, day_option(arguments.on, "--day"));
  return Together{std::move(memory), day.value_or(governance::today()), arguments.why};
}

Result<std::optional<Date>> day_option(const std::string& text, const char* option) {
  return governance::day_of(text, option);
}

std::vector<std::string> codes_of(const std::vector<std::string>& given) {
  std::vector<std::string> out;
  for (const std::string& one : given) {
    std::istringstream in(one);
    for (std::string code; std::getline(in, code, ',');) {
      code.erase(0, code.find_first_not_of(' '));
      code.erase(code.find_last_not_of(' ') + 1);
      if (!code.empty() && std::ranges::find(out, code) == out.end()) out.push_back(code);
    }
  }
  return out;
}

Result<std::string> bytes_of(const std::string& path) {
  MESO_ASSIGN_OR_RETURN(const auto content, real_files().read(path));
  const auto bytes = content->bytes();
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

std::string wrapped(const std::string& text, std::size_t columns, int indent) {
  const std::string begin(static_cast<std::size_t>(indent), ' ');
  std::istringstream in(text);
  std::string out, line;
  for (std::string word; in >> word;) {
    if (!line.empty() && line.size() + 1 + word.size() > columns) {
      out += begin + line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return line.empty() ? out : out + begin + line + "\n";
}

}  // namespace meso::cli
