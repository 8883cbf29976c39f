// Collects the mistakes of a compilation: each once, sorted, and never so many that nobody reads them.

#pragma once

#include <set>
#include <string>
#include <vector>

#include "rules/language.h"
#include "rules/syntax.h"

namespace meso::rules {

class Mistakes {
 public:
  // After this many the rest are only counted: a file that is not rules at all would make one per word.
  static constexpr std::size_t kMost = 500;

  void add(const std::string& file, const syntax::Spot& spot, std::string message, std::string hint);
  bool empty() const { return seen_.empty() && dropped_ == 0; }
  // Whether more would still be told; searching for a hint is not worth it otherwise.
  bool full() const { return seen_.size() >= kMost; }
  std::vector<Mistake> take();  // by file, line, column

 private:
  struct Before {
    bool operator()(const Mistake& a, const Mistake& b) const;
  };
  std::set<Mistake, Before> seen_;
  std::size_t dropped_ = 0;
};

// The text between two places on one line: comments dropped, runs of blanks and line ends made one blank.
std::string on_one_line(std::string_view text, const syntax::Spot& spot);

}  // namespace meso::rules
