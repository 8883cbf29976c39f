// One block through a program: level by level, scans first, then column steps.

#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "records/block.h"
#include "rules/blocks/binding.h"
#include "rules/blocks/columns.h"
#include "rules/blocks/decide.h"
#include "rules/blocks/program.h"
#include "rules/blocks/scan.h"

namespace meso::rules::blocks {

// The memory of one thread: the arena of columns and what scans need. Made once, used for every block.
class BlockScratch {
 public:
  explicit BlockScratch(const Program& program);
  std::byte* arena() { return arena_.get(); }
  ScanScratch scan;

 private:
  struct Free {
    void operator()(std::byte* bytes) const;
  };
  std::unique_ptr<std::byte[], Free> arena_;
};

// What the blocks of one practice have added up to.
struct Tally {
  explicit Tally(const Program& program);
  std::uint64_t patients = 0;
  std::uint64_t unit_missing = 0;
  std::vector<std::uint64_t> gms;  // per reference date
  std::vector<RuleTally> lists;    // as in Program::rule_lists
  void add(const Tally& other);
};

// Fills the arena of `scratch` and adds the block to `tally`. The answer reads
// the arena: valid until the next call.
Columns run_block(const Program& program, const Binding& binding, const records::Block& block,
                  BlockScratch& scratch, Tally& tally);

}  // namespace meso::rules::blocks
