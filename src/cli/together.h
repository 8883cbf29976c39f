// The commands of what a network does together: purpose, decide, vote, ledger, meeting, ask, duty, paper,
// disclose. None needs a patient's record; each works on a network's directory that is empty so far.
//
// Each file adds its verbs to the program with a function to run; Verbs runs the one that was given.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "access/memory.h"
#include "base/result.h"
#include "governance/acts.h"

namespace CLI {
class App;
}

namespace meso::cli {

// What every verb takes.
struct TogetherArguments {
  std::string network;
  std::string keys;
  std::string on;   // --day; today when left out
  std::string why;  // --why
  std::string format = "table";
};

class Verbs {
 public:
  using Run = std::function<Result<int>()>;
  // A command below `parent` with NETWORK, --keys and, where it writes, --day and --why.
  CLI::App* add(CLI::App& parent, const char* name, const char* about, TogetherArguments& to, bool writes,
                Run run);
  // The verb that was given, run; nothing when it was none of these.
  bool parsed() const;
  int run() const;

 private:
  std::vector<std::pair<CLI::App*, Run>> verbs_;
};

void add_purpose_commands(CLI::App& app, Verbs& verbs);
void add_decision_commands(CLI::App& app, Verbs& verbs);
void add_vote_commands(CLI::App& app, Verbs& verbs);
void add_ledger_commands(CLI::App& app, Verbs& verbs);
void add_meeting_commands(CLI::App& app, Verbs& verbs);
void add_ask_commands(CLI::App& app, Verbs& verbs);
void add_duty_commands(CLI::App& app, Verbs& verbs);  // and disclose, paper

// The journal of the network, made when there is none yet, and whose hand writes in it.
struct Together {
  access::Memory memory;
  Date day;
  std::string why;
  journal::Journal& journal() { return memory.journal(); }
  governance::Hand hand() { return {memory.journal(), memory.author(), why}; }
};
Result<Together> open_together(const TogetherArguments& arguments);

// A day of an option, or nothing when it was left out.
Result<std::optional<Date>> day_option(const std::string& text, const char* option);
// "A99901, A99902" or repeated: each code once, in order.
std::vector<std::string> codes_of(const std::vector<std::string>& given);
// A whole file as it lies there, in whatever encoding.
Result<std::string> bytes_of(const std::string& path);
// Text broken at blanks into lines of at most `columns`, each begun with `indent` blanks.
std::string wrapped(const std::string& text, std::size_t columns, int indent);
// The note that stands where somebody is about to write freely.
inline constexpr const char* kCanBeAskedFor =
    "What is written here can be asked for: freedom of information, subject access.";

}  // namespace meso::cli
