// meso access: people, their roles, sharing agreements, the four ways and who looked, from the terminal of
// the machine that holds the network. Whoever can read its keys may do all of it; each act is an entry by
// "terminal".
//
// access.cpp parses; access_people.cpp, access_agreements.cpp and access_keys.cpp do; access_demo.cpp makes
// the demo's accounts.

#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "journal/journal.h"

namespace CLI {
class App;
}

namespace meso::cli {

struct AccessArguments {
  std::string network;
  std::string keys;
  std::string format = "table";
  std::string person;  // an id or a sign-in name
  std::string name, sign_in;
  std::string role, organisation;
  std::string reason;
  std::string practice;
  std::vector<std::string> recipients, purposes, hidden;
  std::string shared = "counts", basis, from, to;
  std::string agreement, way, state;
  std::string since, before;
  std::uint64_t last = 0;
};

class AccessCommands {
 public:
  explicit AccessCommands(CLI::App& app);
  bool parsed() const;
  int run() const;

 private:
  CLI::App* access_;
  AccessArguments arguments_;
  CLI::App *people_, *roles_, *add_, *grant_, *end_, *invite_, *close_, *clear_step_, *agreements_, *agree_,
      *switch_, *ways_, *looks_, *demo_, *keys_, *condition_, *tables_;
};

Result<int> access_people(const AccessArguments& arguments);
Result<int> access_roles(const AccessArguments& arguments);
Result<int> access_add(const AccessArguments& arguments);
Result<int> access_grant(const AccessArguments& arguments);
Result<int> access_end(const AccessArguments& arguments);
Result<int> access_invite(const AccessArguments& arguments);
Result<int> access_close(const AccessArguments& arguments);
Result<int> access_clear_step(const AccessArguments& arguments);
Result<int> access_agreements(const AccessArguments& arguments);
Result<int> access_agree(const AccessArguments& arguments);
Result<int> access_switch(const AccessArguments& arguments);
Result<int> access_ways(const AccessArguments& arguments);
Result<int> access_looks(const AccessArguments& arguments);
Result<int> access_demo(const AccessArguments& arguments);
Result<int> access_keys(const AccessArguments& arguments);
Result<int> access_condition(const AccessArguments& arguments);
Result<int> access_tables(const AccessArguments& arguments);

// The network's journal; it gets one if it had none.
Result<std::unique_ptr<journal::Journal>> access_journal(const AccessArguments& arguments);

}  // namespace meso::cli
