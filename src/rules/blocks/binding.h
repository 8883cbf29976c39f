// Where a program's codes lie in one practice file, and where those codes' postings lie in one block of it.
//
// A file numbers its codes so that clusters that are asked for together are few ranges of numbers; a Binding
// holds those ranges. A range of codes is also a range of runs in every block, and so one stretch of
// postings. To find the runs, all ends of all ranges are kept in one ascending list (`edges`) and walked once
// beside the block's runs.

#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "records/block.h"
#include "records/practice_file.h"
#include "rules/blocks/columns.h"
#include "rules/blocks/program.h"
#include "terms/terms.h"

namespace meso::rules::blocks {

// Which units are accepted: 1 by UnitId.
using AcceptedUnits = std::array<std::uint8_t, 256>;

// Codes [edges[first], edges[last]) of the file. accepted < 0: every unit is.
struct CodeStretch {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  std::int32_t accepted = -1;  // into Binding::accepted
};

struct Binding {
  std::vector<std::uint32_t> edges;            // code ids, ascending
  std::vector<std::vector<CodeStretch>> sets;  // by Program::code_sets, each ascending and disjoint
  std::vector<CodeStretch> unit_checks;        // of Program::unit_checks
  std::vector<AcceptedUnits> accepted;
  std::vector<std::vector<std::uint8_t>> ethnicities;  // by Program::ethnicities: 1 by category of the file
};

using FindCode = std::function<std::optional<std::uint32_t>(const terms::Code&)>;
// REQUIRES: find_code answers ids below `codes`, each for one code.
Binding bind_codes(const Program& program, std::uint32_t codes, const FindCode& find_code,
                   std::span<const std::string> ethnicities);
Result<Binding> bind_file(const Program& program, const records::PracticeFile& file);

// The postings of one code, with what lies beside them.
struct RunView {
  std::uint32_t code = 0;
  std::uint32_t first = 0;  // into Block::postings
  std::span<const std::uint32_t> postings;
  const float* values = nullptr;  // beside the postings; null: the run has none
  const std::uint8_t* units = nullptr;
  const AcceptedUnits* accepted = nullptr;  // null: every unit, or no unit was written

  // NaN when there is none, or it is in a unit that is not accepted.
  float value(std::size_t i) const {
    if (values == nullptr || (accepted != nullptr && (*accepted)[units[i]] == 0)) {
      return kMissingNumber;
    }
    return values[i];
  }
};

// One block under one binding.
class BlockPostings {
 public:
  // `run_at` is scratch that it fills and keeps: the run at which each edge falls.
  BlockPostings(const Binding& binding, const records::Block& block, std::vector<std::uint32_t>& run_at);

  const records::Block& block() const { return block_; }

  // The postings of a code set, in few long stretches, ascending by code.
  template <class Visit>
  void each_stretch(std::int32_t code_set, Visit visit) const {
    for (const CodeStretch& stretch : binding_.sets[static_cast<std::size_t>(code_set)]) {
      const std::uint32_t begin = block_.run_starts[run_at_[stretch.first]];
      const std::uint32_t end = block_.run_starts[run_at_[stretch.last]];
      if (begin != end) visit(block_.postings.subspan(begin, end - begin));
    }
  }

  // The same code by code.
  template <class Visit>
  void each_run(std::int32_t code_set, Visit visit) const {
    for (const CodeStretch& stretch : binding_.sets[static_cast<std::size_t>(code_set)])
      runs_of(stretch, visit);
  }

  // Dated records whose value some field that reads it leaves out for its unit.
  std::uint64_t values_left_out() const;

 private:
  template <class Visit>
  void runs_of(const CodeStretch& stretch, Visit visit) const {
    for (std::uint32_t r = run_at_[stretch.first]; r < run_at_[stretch.last]; ++r)
      visit(run(r, stretch.accepted));
  }
  RunView run(std::uint32_t index, std::int32_t accepted) const;

  const Binding& binding_;
  const records::Block& block_;
  const std::vector<std::uint32_t>& run_at_;
};

}  // namespace meso::rules::blocks
