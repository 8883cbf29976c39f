// meso network voice, check NAME, plan, what-if: questions about how practices stand together, and might.
//
// network_question_commands.cpp parses; each command has a function and, where it prints much, a file of its
// own.

#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/network.h"
#include "network/footprint/grouping.h"
#include "network/formation/record.h"
#include "network/formation/requirements.h"
#include "network/model.h"
#include "network/voice/voice.h"

namespace meso::cli {

struct StandingArguments {
  std::string directory;
  std::string keys;
  std::string on;  // --day
  std::string format = "table";
  std::string output;  // of a workbook
};

struct VoiceArguments {
  StandingArguments standing;
  std::string wanted;
  bool all = false;
  std::vector<std::string> rules;  // --rule: a name, or the rule itself
  std::string rules_file;
  std::vector<std::string> lists;  // --list CODE=PATIENTS
  std::string lists_file;
};
Result<int> network_voice(const VoiceArguments& arguments);

struct FormationArguments {
  StandingArguments standing;
  std::string wanted;
  bool all = false;
  bool files = false;  // what does not fit together in the files
  std::string record;  // --record FILE
  std::string policy = "largest";
};
Result<int> network_formation(const FormationArguments& arguments);

struct PlanArguments {
  std::string live;
  std::string starts;
  std::string path = "new";  // or existing
  std::string format = "table";
};
Result<int> network_plan(const PlanArguments& arguments);

struct WhatIfArguments {
  StandingArguments standing;
  std::vector<std::string> changes;
  std::string policy = "largest";
  double factor = 1;
  std::vector<std::string> rules;
  std::string rules_file;
  std::string measure;  // only indicators whose code or title holds this
  std::string record;   // --record FILE
};
Result<int> network_what_if(const WhatIfArguments& arguments);

// Adds these commands to `meso network` and, when one was given, runs it.
class NetworkQuestions {
 public:
  explicit NetworkQuestions(CLI::App& network);
  bool parsed() const;
  Result<int> run() const;

 private:
  VoiceArguments voice_;
  FormationArguments formation_;
  PlanArguments plan_;
  WhatIfArguments what_if_;
  CLI::App *voice_command_, *check_command_, *plan_command_, *what_if_command_;
};

// The network's directory opened, and everybody in their networks on the day.
struct Standing {
  network::Model model;
  Date day;
  network::footprint::Grouping grouping;
};
Result<Standing> open_standing(const StandingArguments& arguments, unsigned parts);

// A network by code or name that had members on the day.
Result<std::uint32_t> wanted_group(const Standing& standing, const std::string& wanted);

// As network::voting_rules.
Result<std::vector<network::voice::Rule>> rules_for(const StandingArguments& arguments,
                                                    const std::string& file,
                                                    const std::vector<std::string>& asked, Date day);
// As network::own_records.
Result<std::vector<network::formation::Record>> records_for(const StandingArguments& arguments,
                                                            const std::string& file);

// "two-thirds, Two thirds by list size (recalled): carried by ...".
std::string rule_heading(const network::voice::Rule& rule);

// A further mistake of a text, on standard error.
void tell(const Error& mistake);

// "42.1%" of an exact share.
std::string percent_of(const network::voice::Share& share);
// "can block", "decides alone", "can never change a result"; "" otherwise.
std::string standing_of(const network::voice::VoterPower& voter);

}  // namespace meso::cli
