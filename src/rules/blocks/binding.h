// Where a program's codes lie in one practice file, and where those codes' postings lie in one block of it.
//
// A file numbers its codes so that clusters that are asked for together are few ranges of numbers; a Binding
// holds those ranges. A range of codes is also a range of runs in every block, and so one stretch of
// postings. To find the runs, all ends of all ranges are kept in one ascending list (`edges`) and walked once
// beside the block's runs.

#pragma once

#include <algorithm>
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
  std::vector<std::uint32_t> edges;  // code ids, ascending
  // By Program::code_sets, each ascending and disjoint, and those of Program::unit_checks after all of them:
  // set s is [starts[s], starts[s + 1]).
  std::vector<CodeStretch> stretches;
  std::vector<std::uint32_t> starts;
  std::vector<AcceptedUnits> accepted;
  std::vector<std::vector<std::uint8_t>> ethnicities;  // by Program::ethnicities: 1 by category of the file

  std::span<const CodeStretch> set(std::size_t index) const {
    return std::span(stretches).subspan(starts[index], starts[index + 1] - starts[index]);
  }
  std::span<const CodeStretch> unit_checks() const { return set(starts.size() - 2); }
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

// Where an end of a stretch of codes falls in a block.
struct EdgePlace {
  std::uint32_t run = 0;
  std::uint32_t posting = 0;  // where that run begins
};

// One block under one binding.
class BlockPostings {
 public:
  // `places` is scratch that it fills and reads: one for each edge of the binding.
  BlockPostings(const Binding& binding, const records::Block& block, std::vector<EdgePlace>& places);

  const records::Block& block() const { return block_; }

  // The postings of a code set in few long stretches, ascending by code:
  // visit(postings, first run, last run).
  //
  // Stretches lie all over the block, and a short one is read in less time than it takes to arrive from
  // memory, so the beginnings of those to come are asked for ahead. Measured on W: a tenth of the whole run.
  template <class Visit>
  void each_stretch(std::int32_t code_set, Visit visit) const {
    constexpr std::size_t kAhead = 6, kLines = 4, kPostingsOfLine = 16;
    const std::span<const CodeStretch> stretches = binding_.set(static_cast<std::size_t>(code_set));
    for (std::size_t i = 0; i < stretches.size(); ++i) {
      if (i + kAhead < stretches.size()) {
        const std::size_t begin = places_[stretches[i + kAhead].first].posting;
        const std::size_t end = places_[stretches[i + kAhead].last].posting;
        const std::size_t asked = std::min(end, begin + kLines * kPostingsOfLine);
        for (std::size_t k = begin; k < asked; k += kPostingsOfLine)
          __builtin_prefetch(block_.postings.data() + k);
      }
      const EdgePlace first = places_[stretches[i].first], last = places_[stretches[i].last];
      if (first.posting == last.posting) continue;
      visit(block_.postings.subspan(first.posting, last.posting - first.posting), first.run, last.run);
    }
  }
  std::span<const std::uint32_t> run_postings(std::uint32_t run) const {
    return block_.postings.subspan(block_.run_starts[run],
                                   block_.run_starts[run + 1] - block_.run_starts[run]);
  }

  // The same code by code, with what lies beside the postings.
  template <class Visit>
  void each_run(std::int32_t code_set, Visit visit) const {
    for (const CodeStretch& stretch : binding_.set(static_cast<std::size_t>(code_set)))
      runs_of(stretch, visit);
  }

  // Dated records whose value some field that reads it leaves out for its unit.
  std::uint64_t values_left_out() const;

 private:
  template <class Visit>
  void runs_of(const CodeStretch& stretch, Visit visit) const {
    for (std::uint32_t r = places_[stretch.first].run; r < places_[stretch.last].run; ++r) {
      visit(run(r, stretch.accepted));
    }
  }
  RunView run(std::uint32_t index, std::int32_t accepted) const;

  const Binding& binding_;
  const records::Block& block_;
  const std::vector<EdgePlace>& places_;
};

}  // namespace meso::rules::blocks
