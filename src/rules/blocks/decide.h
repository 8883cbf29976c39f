// Ordered rules over bitsets: who is decided, by which rule, and how.
//
// A list starts with its base undecided. Each rule splits those still undecided into hit (its condition is
// true) and missed (false or unknown); a side whose outcome is not `next` is decided. The deciding rule's
// position + 1 is kept per patient, which is what explanations, attrition tables and worklists are made of.

#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "rules/blocks/columns.h"
#include "rules/blocks/program.h"

namespace meso::rules::blocks {

// How many patients one list decided, over all blocks added to it.
struct RuleTally {
  std::uint64_t base = 0;
  std::uint64_t selected = 0;
  std::uint64_t excluded = 0;
  std::array<std::uint64_t, 6> adjusted{};
  std::vector<std::uint64_t> decided;  // per rule
};

// Fills the list's columns and adds to its tally. REQUIRES: tally.decided has an entry for each rule.
void decide(const RuleList& list, const Columns& columns, RuleTally& tally);

}  // namespace meso::rules::blocks
