// meso network pulse, brought, entitlements, work, services, open: what practices recorded of standing
// together, and what follows from it.
//
// network_together_commands.cpp parses; network_together.cpp answers. Each answer is a list, so each can be
// had as a table, CSV, JSON or a workbook.

#pragma once

#include <string>

#include "base/result.h"
#include "cli/network_questions.h"

namespace meso::cli {

struct TogetherArguments {
  StandingArguments standing;
  std::string wanted;
  std::string record;    // --record FILE
  std::string practice;  // --practice CODE
  std::string services;  // --services FILE
  std::string output;
};
Result<int> network_pulse(const TogetherArguments& arguments);
Result<int> network_brought(const TogetherArguments& arguments);
Result<int> network_entitlements(const TogetherArguments& arguments);
Result<int> network_work(const TogetherArguments& arguments);
Result<int> network_services(const TogetherArguments& arguments);
Result<int> network_open(const TogetherArguments& arguments);

// Adds these commands to `meso network` and, when one was given, runs it.
class NetworkTogether {
 public:
  explicit NetworkTogether(CLI::App& network);
  bool parsed() const;
  Result<int> run() const;

 private:
  struct Command {
    CLI::App* command;
    Result<int> (*answer)(const TogetherArguments&);
  };
  TogetherArguments arguments_;
  std::vector<Command> commands_;
};

}  // namespace meso::cli
