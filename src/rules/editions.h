// Which year's text of each ruleset is asked, with what it takes over from another year put in.
//
// A ruleset may be written once per financial year. `year 2026-27 from 2025-26` takes over every field,
// register and indicator of the other year; one written again replaces it whole in its place, `remove` drops
// it. The result, an Edition, is one ruleset of one year with nothing left to inherit. It points into the
// trees; they must outlive it.

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rules/language.h"
#include "rules/mistakes.h"
#include "rules/syntax.h"

namespace meso::rules {

// One file and its tree.
struct ParsedSource {
  const SourceText* source = nullptr;
  std::vector<syntax::Ruleset> rulesets;
};

// An item with the text that it stands in, and the ruleset block that it was written in.
template <class T>
struct Written {
  const T* item = nullptr;
  const SourceText* source = nullptr;
  const syntax::Ruleset* block = nullptr;
};

struct Edition {
  std::string name;
  std::string title;
  std::string year;
  std::string version;
  std::string level = "local";
  MonthPolicy months = MonthPolicy::kClamp;
  Written<syntax::Window> events;  // item null: no implied bound
  const syntax::Ruleset* block = nullptr;
  const SourceText* source = nullptr;
  std::vector<Written<syntax::Field>> fields;
  std::vector<Written<syntax::Register>> registers;
  std::vector<Written<syntax::Indicator>> indicators;
};

class Editions {
 public:
  // More years than this in one rulebook is a mistake: each is checked.
  static constexpr std::size_t kMostYears = 40;

  // Reads all blocks and tells what is wrong between them: years given twice, inherited from nowhere or from
  // each other, blocks without a source or standing, names used twice.
  Editions(const std::vector<ParsedSource>& parsed, Mistakes& mistakes);

  // Every year that some ruleset is written for, ascending.
  const std::vector<std::string>& years() const { return years_; }

  // Each ruleset in the edition for `year`: that year's, else the latest earlier one, else the earliest; ""
  // asks for the latest of each. In the order in which the rulesets first occur.
  std::vector<const Edition*> of_year(std::string_view year) const;

 private:
  struct Block {
    const syntax::Ruleset* ruleset = nullptr;
    const SourceText* source = nullptr;
    enum class State { kUntouched, kOpen, kDone } state = State::kUntouched;
    Edition edition;
  };
  using Blocks = std::map<std::string, Block, std::less<>>;  // by year

  const Edition& resolve(Blocks& blocks, Block& block);
  void lay_block(Block& block);  // over what its edition took over
  void check_names(const Block& block);

  Mistakes& mistakes_;
  std::map<std::string, Blocks, std::less<>> rulesets_;
  std::vector<std::string> order_;
  std::vector<std::string> years_;
};

}  // namespace meso::rules
