// The commands of the program, one function each: what main.cpp parsed in, an exit code out.
//
// Exit codes: 0 done; 1 done, with a finding (a mistake in rules, rejected rows, a practice that does not
// read); 2 usage; 3 bad input; 4 could not (disk, lock, corrupt store).

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace meso::cli {

enum ExitCode : int { kDone = 0, kFinding = 1, kUsage = 2, kBadInput = 3, kCouldNot = 4 };

// Prints the error for a person and gives its exit code.
int fail(const Error& error);

struct RulebookArguments {
  std::vector<std::string> rules;     // --rules FILE
  std::vector<std::string> clusters;  // --clusters PATH
  std::string year;                   // --year 2025-26
};

struct QuestionArguments {
  std::string network;
  std::string keys;      // --keys FILE
  std::string on;        // --on DATE
  std::string practice;  // --practice CODE
  std::string format = "table";
  int threads = 0;  // 0: all cores
  RulebookArguments rulebook;
};

struct SynthArguments {
  std::string network;
  std::string keys;
  std::string csv;
  std::uint32_t patients = 20000;
  std::uint32_t practices = 8;
  std::uint32_t years = 10;
  std::uint64_t seed = 1;
  bool seal = false;
  RulebookArguments rulebook;
};
int synth(const SynthArguments& arguments);

struct LoadArguments {
  std::string network;
  std::vector<std::string> sources;
  std::string keys;
  std::string practice;
  bool assume_registered = false;
  bool seal = false;
  std::string format = "table";
  RulebookArguments rulebook;
};
int load(const LoadArguments& arguments);

struct CheckArguments {
  std::vector<std::string> files;
  std::string format = "table";
  RulebookArguments rulebook;
};
int check(const CheckArguments& arguments);

struct RunArguments {
  QuestionArguments question;
  std::vector<std::string> indicators;
};
int run(const RunArguments& arguments);

struct ListArguments {
  QuestionArguments question;
  std::string indicator;
  bool met = false, adjusted = false, excluded = false;  // none: those missing
  bool identify = false;
};
int list(const ListArguments& arguments);

struct ExplainArguments {
  QuestionArguments question;
  std::string patient;
  std::string indicator;
};
int explain(const ExplainArguments& arguments);

struct CountArguments {
  QuestionArguments question;
  std::string expression;
};
int count(const CountArguments& arguments);

struct BenchArguments {
  std::string work = "bench-work";
  std::string peers;
  bool small = false;
  int rounds = 9;
  std::vector<double> scale;
  std::vector<std::string> only;
  bool json = false;
  bool show_queries = false;
};
int bench(const BenchArguments& arguments);

struct ServeArguments {
  std::string network;
  std::string keys;
  std::string listen = "127.0.0.1:8080";
  std::string certificate, private_key;
  std::vector<std::string> hosts;
  double requests_a_second = 100;
  bool quiet = false;
};
int serve(const ServeArguments& arguments);

}  // namespace meso::cli
