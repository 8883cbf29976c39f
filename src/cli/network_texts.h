// meso network record, rules: what networks write of themselves, printed to be changed and taken in again.

#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "network/text_acts.h"

namespace CLI {
class App;
}

namespace meso::cli {

struct TextArguments {
  std::string directory;
  std::string keys;
  std::string file;  // to take in; "" to print
  std::string reason;
  std::uint64_t seen = 0;  // --seen; 0: what the first line of the file says
  std::uint64_t act = 0;   // --act: the text as this act wrote it
  bool versions = false;
  std::string format = "table";
  std::string output;
};

// Adds these commands to `meso network` and, when one was given, runs it.
class NetworkTexts {
 public:
  explicit NetworkTexts(CLI::App& network);
  bool parsed() const;
  Result<int> run() const;

 private:
  TextArguments arguments_;
  CLI::App *record_, *rules_;
};

}  // namespace meso::cli
