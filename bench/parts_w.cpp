#include "parts_w.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <vector>

#include "bench/run_w.h"
#include "rules/blocks/column_steps.h"
#include "rules/blocks/decide.h"
#include "rules/blocks/lower.h"
#include "rules/blocks/run_block.h"

namespace meso::bench {
namespace {

namespace blocks = rules::blocks;

int failed(const Error& error) {
  fmt::print(stderr, "bench_w: {}\n", error.text());
  return 4;
}

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// What pieces of one part cost.
class Part {
 public:
  explicit Part(std::string_view what) : what_(what) {}

  void time(auto&& work) {
    const double start = thread_seconds();
    work();
    seconds_.push_back(thread_seconds() - start);
  }
  double least() const { return std::ranges::min(seconds_); }
  void print() {
    std::ranges::sort(seconds_);
    fmt::print("{:<40} {:>8.3f} ms least, {:>8.3f} ms a tenth below, of {}\n", what_, seconds_.front() * 1e3,
               seconds_[seconds_.size() / 10] * 1e3, seconds_.size());
  }

 private:
  std::string_view what_;
  std::vector<double> seconds_;
};

}  // namespace

int print_parts(const std::string& folder, int rounds, int dates) {
  const auto workload = open_workload(folder, false, {});
  if (!workload.ok()) return failed(workload.error());
  const auto plan = compile_workload(*workload, dates);
  if (!plan.ok()) return failed(plan.error());
  const std::vector<rules::ReferenceDates> asked(plan->dates().begin(), plan->dates().end());
  const auto lowered = blocks::lower(plan->model(), asked, {});
  if (!lowered.ok()) return failed(lowered.error());
  const blocks::Program& program = lowered->program;

  std::vector<blocks::Binding> bindings;
  for (const auto* file : workload->views) {
    auto bound = blocks::bind_file(program, *file);
    if (!bound.ok()) return failed(bound.error());
    bindings.push_back(std::move(bound).value());
  }
  constexpr std::uint32_t kFullBlocks = kPatientsOfPractice / records::kPatientsPerBlock;
  blocks::BlockScratch scratch(program);
  blocks::Tally tally(program);
  Part bind("a file: its codes found"), places("a block: where stretches begin"), whole("a block: all of it"),
      columns("a block: steps from column to column"), decide("a block: ordered rules");
  for (std::size_t round = 0; round < static_cast<std::size_t>(rounds); ++round) {
    const std::size_t f = round % kPractices;
    const auto block =
        workload->files[f]->block(static_cast<std::uint32_t>(round / kPractices % kFullBlocks));
    if (!block.ok()) return failed(block.error());
    const blocks::Binding& binding = bindings[f];
    bind.time([&] { static_cast<void>(blocks::bind_file(program, *workload->files[f])); });
    places.time([&] { const blocks::BlockPostings postings(binding, **block, scratch.scan.places); });
    whole.time([&] { blocks::run_block(program, binding, **block, scratch, tally); });
    const blocks::Columns filled(program, scratch.arena(), (*block)->patients);
    const auto each_step = [&](auto&& visit) {
      for (const blocks::Level& level : program.levels) {
        for (std::int32_t i : level.steps) visit(program.steps[static_cast<std::size_t>(i)]);
      }
    };
    columns.time([&] {
      each_step([&](const blocks::Step& step) {
        if (step.op != blocks::Op::kDecide)
          blocks::run_column_step(step, filled, **block, binding.ethnicities);
      });
    });
    decide.time([&] {
      each_step([&](const blocks::Step& step) {
        if (step.op != blocks::Op::kDecide) return;
        const auto list = static_cast<std::size_t>(step.x);
        blocks::decide(program.rule_lists[list], filled, tally.lists[list]);
      });
    });
  }
  for (Part* part : {&bind, &places, &whole, &columns, &decide}) part->print();
  const double per_patient = whole.least() / records::kPatientsPerBlock;
  fmt::print("of these W would take {:.1f} ms on one thread\n",
             (bind.least() * kPractices + per_patient * static_cast<double>(workload->patients)) * 1e3);
  return 0;
}

}  // namespace meso::bench
