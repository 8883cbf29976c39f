// Plans and runs: threads, files, counts. What a block goes through is in run_block.h.

#include "rules/blocks/engine.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "rules/blocks/bits.h"
#include "rules/blocks/lower.h"
#include "rules/blocks/run_block.h"

namespace meso::rules {

struct Plan::State {
  Model model;
  std::vector<ReferenceDates> dates;
  blocks::Program program;
};

Plan::Plan(std::unique_ptr<State> state) : state_(std::move(state)) {}
Plan::~Plan() = default;
Plan::Plan(Plan&&) noexcept = default;
Plan& Plan::operator=(Plan&&) noexcept = default;
const Model& Plan::model() const {
  return state_->model;
}
std::span<const ReferenceDates> Plan::dates() const {
  return state_->dates;
}

Result<Plan> compile_plan(Model model, std::vector<ReferenceDates> dates) {
  auto state = std::make_unique<Plan::State>();
  MESO_ASSIGN_OR_RETURN(blocks::Lowered lowered, blocks::lower(model, dates, {}));
  state->model = std::move(model);
  state->dates = std::move(dates);
  state->program = std::move(lowered.program);
  return Plan(std::move(state));
}

namespace {

using blocks::Binding;
using blocks::Columns;
using blocks::Program;
using blocks::RuleList;
using blocks::Tally;

PatientStanding standing(const RuleList& list, const Columns& columns, std::uint32_t p) {
  if (blocks::has_bit(columns.bits(list.excluded), p)) return PatientStanding::kExcluded;
  if (blocks::has_bit(columns.bits(list.adjusted), p)) return PatientStanding::kAdjusted;
  return PatientStanding::kOut;
}

// The columns of one date as answers, patient by patient.
BlockAnswers answers(const Program& program, const Columns& columns, std::size_t date) {
  const blocks::DateOutputs& outputs = program.outputs[date];
  const auto list = [&](std::int32_t i) -> const RuleList& {
    return program.rule_lists[static_cast<std::size_t>(i)];
  };
  BlockAnswers answers;
  answers.date = static_cast<std::uint32_t>(date);
  for (std::int32_t i : outputs.registers) {
    const RuleList& rules = list(i);
    auto& column = answers.registers.emplace_back(columns.patients());
    for (std::uint32_t p = 0; p < columns.patients(); ++p) {
      if (!blocks::has_bit(columns.bits(rules.base), p)) continue;
      const bool in = blocks::has_bit(columns.bits(rules.selected), p);
      column[p] = {in ? PatientStanding::kIn : PatientStanding::kOut, columns.decided(rules.decided)[p]};
    }
  }
  for (std::size_t i = 0; i < outputs.denominators.size(); ++i) {
    const RuleList& denominator = list(outputs.denominators[i]);
    const RuleList& numerator = list(outputs.numerators[i]);
    auto& column = answers.indicators.emplace_back(columns.patients());
    for (std::uint32_t p = 0; p < columns.patients(); ++p) {
      if (!blocks::has_bit(columns.bits(denominator.base), p)) continue;
      IndicatorAnswer& answer = column[p];
      answer.rule = columns.decided(denominator.decided)[p];
      if (!blocks::has_bit(columns.bits(denominator.selected), p)) {
        answer.standing = standing(denominator, columns, p);
        continue;
      }
      const bool met = blocks::has_bit(columns.bits(numerator.selected), p);
      answer.standing = met ? PatientStanding::kMet : PatientStanding::kNotMet;
      answer.numerator_rule = columns.decided(numerator.decided)[p];
    }
  }
  return answers;
}

std::vector<PracticeCounts> counts(const Program& program, const Tally& tally) {
  std::vector<PracticeCounts> all;
  const auto list = [&](std::int32_t i) -> const blocks::RuleTally& {
    return tally.lists[static_cast<std::size_t>(i)];
  };
  for (std::size_t k = 0; k < program.outputs.size(); ++k) {
    const blocks::DateOutputs& outputs = program.outputs[k];
    PracticeCounts& practice = all.emplace_back();
    practice.patients = tally.patients;
    practice.gms = tally.gms[k];
    practice.unit_missing = tally.unit_missing;
    for (std::int32_t i : outputs.registers) {
      practice.registers.push_back({list(i).base, list(i).selected, list(i).decided});
    }
    for (std::size_t i = 0; i < outputs.denominators.size(); ++i) {
      const blocks::RuleTally& denominator = list(outputs.denominators[i]);
      const blocks::RuleTally& numerator = list(outputs.numerators[i]);
      IndicatorCount& count = practice.indicators.emplace_back();
      count.base = denominator.base;
      count.exclusions = denominator.excluded;
      std::ranges::copy(denominator.adjusted, count.adjusted);
      count.denominator = denominator.selected;
      count.numerator = numerator.selected;
      count.decided = denominator.decided;
      count.numerator_decided = numerator.decided;
    }
  }
  return all;
}

// Binding a file, or running one block of it.
struct Task {
  static constexpr std::uint32_t kBind = UINT32_MAX;
  std::uint32_t file = 0;
  std::uint32_t block = kBind;
  std::uint32_t postings = 0;
};

// What the threads of one run share about one file. Bound by whoever gets there first, let go with its last
// block, so that a run over hundreds of files holds the bindings of a few.
struct BoundFile {
  std::once_flag once;
  std::optional<Result<Binding>> binding;
  std::atomic<std::uint32_t> blocks_left = 0;
};

// The order in which work is handed out: files in groups; of a group all bindings, each a task of its own, so
// that no thread waits for another's; then its blocks, large ones first, so that threads end together.
std::vector<Task> tasks_of(std::span<const records::PracticeFile* const> files) {
  constexpr std::size_t kGroup = 16;
  std::vector<Task> tasks;
  for (std::size_t begin = 0; begin < files.size(); begin += kGroup) {
    const std::size_t end = std::min(files.size(), begin + kGroup);
    for (std::size_t f = begin; f < end; ++f) tasks.push_back({.file = static_cast<std::uint32_t>(f)});
    const auto blocks = static_cast<std::ptrdiff_t>(tasks.size());
    for (std::size_t f = begin; f < end; ++f) {
      for (std::uint32_t b = 0; b < files[f]->block_count(); ++b) {
        tasks.push_back({static_cast<std::uint32_t>(f), b, files[f]->block_postings(b)});
      }
    }
    std::ranges::stable_sort(tasks.begin() + blocks, tasks.end(), std::ranges::greater{}, &Task::postings);
  }
  return tasks;
}

// Everything that the threads of one run share.
class Run {
 public:
  Run(const Program& program, std::span<const records::PracticeFile* const> files, const RunOptions& options)
      : program_(program), files_(files), options_(options), tasks_(tasks_of(files)), bound_(files.size()) {
    for (std::size_t f = 0; f < files.size(); ++f) bound_[f].blocks_left = files[f]->block_count();
  }

  Result<std::vector<std::vector<PracticeCounts>>> all() {
    const auto most = std::max<std::size_t>(tasks_.size(), 1);
    const std::size_t threads =
        std::clamp<std::size_t>(static_cast<std::size_t>(std::max(options_.threads, 1)), 1, most);
    tallies_.assign(threads, std::vector<Tally>(files_.size(), Tally(program_)));
    {
      std::vector<std::jthread> others;
      for (std::size_t t = 1; t < threads; ++t) others.emplace_back([this, t] { work(t); });
      work(0);
    }
    if (error_) return *error_;
    std::vector<std::vector<PracticeCounts>> results;
    for (std::size_t f = 0; f < files_.size(); ++f) {
      for (std::size_t t = 1; t < threads; ++t) tallies_[0][f].add(tallies_[t][f]);
      results.push_back(counts(program_, tallies_[0][f]));
    }
    return results;
  }

 private:
  void work(std::size_t thread) {
    blocks::BlockScratch scratch(program_);
    while (!stopped_.load(std::memory_order_relaxed)) {
      const std::size_t next = next_.fetch_add(1, std::memory_order_relaxed);
      if (next >= tasks_.size()) return;
      const Task& task = tasks_[next];
      if (task.block == Task::kBind) {
        bind(task.file);
      } else if (const Status status = one_block(task, scratch, tallies_[thread][task.file]); !status.ok()) {
        const std::lock_guard lock(mutex_);
        if (!error_ || next < failed_) error_ = status.error();
        failed_ = std::min(failed_, next);
        stopped_ = true;
      }
    }
  }

  // A fault is told by the blocks that need the binding: after it is made, it is theirs to let go.
  void bind(std::uint32_t file) {
    BoundFile& bound = bound_[file];
    std::call_once(bound.once, [&] { bound.binding.emplace(blocks::bind_file(program_, *files_[file])); });
  }

  Status one_block(const Task& task, blocks::BlockScratch& scratch, Tally& tally) {
    bind(task.file);
    BoundFile& bound = bound_[task.file];
    if (!bound.binding->ok()) return bound.binding->error();
    MESO_ASSIGN_OR_RETURN(const records::Block* block, files_[task.file]->block(task.block));
    const Columns columns = blocks::run_block(program_, bound.binding->value(), *block, scratch, tally);
    if (bound.blocks_left.fetch_sub(1, std::memory_order_acq_rel) == 1) bound.binding.reset();
    if (!options_.each_block) return {};
    for (std::size_t date = 0; date < program_.outputs.size(); ++date) {
      BlockAnswers block_answers = answers(program_, columns, date);
      block_answers.file = task.file;
      block_answers.block = task.block;
      block_answers.records = block;
      const std::lock_guard lock(mutex_);
      options_.each_block(block_answers);
    }
    return {};
  }

  const Program& program_;
  std::span<const records::PracticeFile* const> files_;
  const RunOptions& options_;
  std::vector<Task> tasks_;
  std::vector<BoundFile> bound_;
  std::vector<std::vector<Tally>> tallies_;  // [thread][file]
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;  // of each_block and of the error
  std::optional<Error> error_;
  std::size_t failed_ = SIZE_MAX;
};

}  // namespace

Result<std::vector<std::vector<PracticeCounts>>> run_plan(const Plan& plan,
                                                          std::span<const records::PracticeFile* const> files,
                                                          const RunOptions& options) {
  return Run(plan.state().program, files, options).all();
}

Result<std::vector<PracticeCounts>> run_plan(const Plan& plan, const records::PracticeFile& file,
                                             const RunOptions& options) {
  const records::PracticeFile* const files[] = {&file};
  MESO_ASSIGN_OR_RETURN(auto results, run_plan(plan, files, options));
  return std::move(results.front());
}

}  // namespace meso::rules
