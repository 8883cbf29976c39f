// meso network: import public files, list, show, history, map, counts; network_questions.h has voice, check,
// plan and what-if, network_together.h what practices recorded of standing together,
// network_texts.h what networks write of themselves.
//
// network.cpp parses; each command has a function and, where it prints much, a file of its own.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "network/store.h"

namespace CLI {
class App;
}

namespace meso::cli {

struct NetworkArguments {
  std::string directory;
  std::vector<std::string> sources;
  std::string wanted;  // a network, by code or name; "" for all
  std::string kind = "network";
  std::string on;
  std::string keys;
  std::string format = "table";
  std::string output;  // "" for standard output
  std::string policy = "largest";
  std::string measure;
  std::string reason;
  std::string records;  // of country: a network made by `meso synth`
  std::uint64_t seed = 1;
};

class NetworkQuestions;
class NetworkTexts;
class NetworkTogether;

// Adds `meso network` with its commands to the program and, when one was given, runs it.
class NetworkCommands {
 public:
  explicit NetworkCommands(CLI::App& app);
  ~NetworkCommands();
  bool parsed() const;
  int run() const;

 private:
  CLI::App* network_;
  NetworkArguments arguments_;
  CLI::App *import_, *list_, *show_, *history_, *map_, *counts_, *country_;
  std::unique_ptr<NetworkQuestions> questions_;
  std::unique_ptr<NetworkTogether> together_;
  std::unique_ptr<NetworkTexts> texts_;
};

Result<int> network_country(const NetworkArguments& arguments);
Result<int> network_import(const NetworkArguments& arguments);
Result<int> network_list(const NetworkArguments& arguments);
Result<int> network_show(const NetworkArguments& arguments);
Result<int> network_check(const NetworkArguments& arguments);
Result<int> network_history(const NetworkArguments& arguments);
Result<int> network_map(const NetworkArguments& arguments);
Result<int> network_counts(const NetworkArguments& arguments);

// What several of them need.
std::string keys_or_default(const std::string& keys);
// The day that was asked for, else kUnknownDate.
Result<Date> day_or_newest(const std::string& on);
// Prints to standard output, or replaces the file that was named.
Status give(const NetworkArguments& arguments, const std::string& text);

}  // namespace meso::cli
