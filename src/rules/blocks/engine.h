// The fast evaluator: a plan compiled once, run block by block, all cores.
//
// compile_plan turns a Model into slots (cluster, window, value test, pick, tie, projection), shares equal
// ones, levels those whose windows use another's column, and flattens rules into column operations. run
// executes the plan over a practice file: one pass over each cluster's postings feeds all its slots; truth is
// two bitsets; the deciding rule of each patient is kept in a byte column, which is the explanation, the
// attrition table and the worklist's reason.
//
// A Plan is immutable and bound to no file; a run owns its scratch. Threads share both the plan and the file.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "records/practice_file.h"
#include "rules/model.h"

namespace meso::rules {

class Plan {
 public:
  struct State;
  ~Plan();
  Plan(Plan&&) noexcept;
  Plan& operator=(Plan&&) noexcept;

  const Model& model() const;
  std::span<const ReferenceDates> dates() const;
  const State& state() const { return *state_; }

 private:
  friend Result<Plan> compile_plan(Model, std::vector<ReferenceDates>);
  explicit Plan(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// One plan for a list of reference dates (at least one). Errors: kBadInput when
// the model is beyond a stated limit.
Result<Plan> compile_plan(Model model, std::vector<ReferenceDates> dates);

// Counts of one practice at one reference date.
struct RegisterCount {
  std::uint64_t base = 0;  // patients in the register's base
  std::uint64_t size = 0;
  std::vector<std::uint64_t> decided;  // per rule position: how many it decided
};
struct IndicatorCount {
  std::uint64_t base = 0;          // on the register that it is of
  std::uint64_t exclusions = 0;    // rejected with an exclusion
  std::uint64_t adjusted[6] = {};  // rejected with an adjustment, by category 1 to 6
  std::uint64_t denominator = 0;
  std::uint64_t numerator = 0;
  std::vector<std::uint64_t> decided;            // per denominator rule position
  std::vector<std::uint64_t> numerator_decided;  // per numerator rule position
};
struct PracticeCounts {
  std::uint64_t patients = 0;  // in the file
  std::uint64_t gms = 0;       // registered and alive on ACHV_DAT
  // Dated records whose value some field or test that reads it leaves out for its unit: each record once,
  // whatever its window, and so the same for every reference date.
  std::uint64_t unit_missing = 0;
  std::vector<RegisterCount> registers;    // as in Model::registers
  std::vector<IndicatorCount> indicators;  // as in Model::indicators
};

// All patients of one block at one reference date. Columns are by patient-in-block.
struct BlockAnswers {
  std::uint32_t file = 0;  // index into the files of the run
  std::uint32_t block = 0;
  std::uint32_t date = 0;  // index into Plan::dates
  const records::Block* records = nullptr;
  // answers[register or indicator][patient]
  std::vector<std::vector<RegisterAnswer>> registers;
  std::vector<std::vector<IndicatorAnswer>> indicators;
};

struct RunOptions {
  int threads = 2;
  // Called once per block and reference date, from several threads but never at once;
  // empty when only counts are wanted.
  std::function<void(const BlockAnswers&)> each_block;
};

// Runs the plan over one practice: counts per reference date. Errors are the file's (kCorrupt).
Result<std::vector<PracticeCounts>> run_plan(const Plan& plan, const records::PracticeFile& file,
                                             const RunOptions& options);
// The same over several files at once, all blocks from one counter: result[file][date].
Result<std::vector<std::vector<PracticeCounts>>> run_plan(const Plan& plan,
                                                          std::span<const records::PracticeFile* const> files,
                                                          const RunOptions& options);

}  // namespace meso::rules
