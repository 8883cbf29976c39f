#include <algorithm>

#include <CLI/CLI.hpp>

#include "cli/network_together.h"

namespace meso::cli {

NetworkTogether::NetworkTogether(CLI::App& network) {
  const auto add = [&](const char* name, const char* about, Result<int> (*answer)(const TogetherArguments&),
                       bool needs_name, const char* examples) {
    CLI::App* command = network.add_subcommand(name, about);
    command->add_option("NETWORK", arguments_.standing.directory, "The network's directory")->required();
    auto* wanted =
        command->add_option("NAME", arguments_.wanted, "A network, by its code or a part of its name");
    if (needs_name) wanted->required();
    command
        ->add_option("--keys", arguments_.standing.keys,
                     "The file of keys; default: $MESO_KEYS, else ~/.config/meso/keys")
        ->type_name("FILE");
    command
        ->add_option("--day", arguments_.standing.on,
                     "As it was on that day; default: the newest that the files know")
        ->type_name("DATE");
    command
        ->add_option("--record", arguments_.record,
                     "What networks say of themselves; default: the network's own record")
        ->type_name("FILE");
    command->add_option("--format", arguments_.standing.format, "How to print: table, csv, xlsx, json")
        ->check(CLI::IsMember({"table", "csv", "xlsx", "json"}));
    command->add_option("--output", arguments_.output, "Write into this file instead")->type_name("FILE");
    command->footer(examples);
    commands_.push_back({command, answer});
    return command;
  };
  add("pulse", "How a question about the network was answered, round by round; sums, never names",
      network_pulse, true,
      "Rounds are lines of the record (docs/membership.md):\n"
      "  pulse \"This network is ours\" on 2026-05-01 asked 24 agree 9 neither 4 disagree 3\n\n"
      "Example:\n"
      "  meso network pulse demo/network DN001");
  add("brought", "What the network has brought each practice: money, hours, appointments", network_brought,
      true,
      "Recorded by people, beside what files of payments and staff know (docs/membership.md):\n"
      "  brought DEMO01 hours 410 from 2025-04-01 to 2026-03-31 \"the shared pharmacist\"\n\n"
      "Examples:\n"
      "  meso network brought demo/network DN001\n"
      "  meso network brought demo/network DN001 --practice DEMO01")
      ->add_option("--practice", arguments_.practice, "The statement of one practice")
      ->type_name("CODE");
  add("entitlements", "Which payments each state of membership unlocks in the year, and who receives them",
      network_entitlements, false,
      "Examples:\n"
      "  meso network entitlements demo/network\n"
      "  meso network entitlements demo/network DN001 --day 2022-05-01");
  add("work", "Work that was there before: which clause it answers, and keep, adapt or stop", network_work,
      true,
      "Examples:\n"
      "  meso network work demo/network DN001\n"
      "  meso network work demo/network DN001 --services services.csv     existing services as lines of the "
      "record")
      ->add_option(
          "--services", arguments_.services,
          "Services and agreements that exist: columns service, practices, evidence, clause; CSV or .xlsx")
      ->type_name("FILE");
  add("services", "Practices by services: where there is a gap, and who in the network could fill it",
      network_services, true,
      "Services are lines of the record (docs/membership.md):\n"
      "  service \"Minor surgery\" at DEMO01 from 2019-04-01\n"
      "  service \"Minor surgery\" not at DEMO02 seen 2026-05-01\n\n"
      "Example:\n"
      "  meso network services demo/network DN001");
  add("open",
      "Overdue decisions, duties that nobody holds, what the network was asked for and did not answer",
      network_open, true,
      "What is about one practice is shown to that practice alone for 14 days.\n\n"
      "Examples:\n"
      "  meso network open demo/network DN001\n"
      "  meso network open demo/network DN001 --practice DEMO02")
      ->add_option("--practice", arguments_.practice,
                   "As this practice sees it: the network's matters and its own")
      ->type_name("CODE");
}

bool NetworkTogether::parsed() const {
  return std::ranges::any_of(commands_, [](const Command& one) { return one.command->parsed(); });
}

Result<int> NetworkTogether::run() const {
  const auto given =
      std::ranges::find_if(commands_, [](const Command& one) { return one.command->parsed(); });
  return given->answer(arguments_);
}

}  // namespace meso::cli
