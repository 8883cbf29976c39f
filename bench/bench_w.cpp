// Runs the frozen workload W (w.md) and prints what it cost per posting of a cluster.
//
//   bench_w [--rounds N] [--dates N] [--keep DIR] [--small]
//   bench_w --parts [--rounds N] [--dates N] [--keep DIR]
//   bench_w --cold [--rounds N] [--keep DIR]
//
// First every answer of a sample of patients is compared with the reference interpreter; nothing is timed
// when one differs. Then N rounds (9 by default) on one thread and on two, in turn. Practice files are
// written to DIR (default: bench_w_files beside the program) once and used again. --dates asks for so many
// month-ends at once. --small takes a hundredth of the patients: for a look at the program, not at its speed.
// --parts is told in parts_w.h, --cold in cold_w.h.

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>

#include "bench/run_w.h"
#include "cold_w.h"
#include "parts_w.h"

namespace meso::bench {
namespace {

struct Options {
  int rounds = 9;
  int dates = 1;
  bool small = false;
  bool parts = false;
  bool cold = false;
  std::string keep;
};

int failed(const Error& error) {
  fmt::print(stderr, "bench_w: {}\n", error.text());
  return 4;
}

void print(std::string_view threads, const Figures& figures, std::uint64_t postings) {
  const auto per_posting = [&](double seconds) { return seconds * 1e9 / static_cast<double>(postings); };
  fmt::print(
      "{}: min {:.1f} ms, median {:.1f} ms of {}; {:.2f} and {:.2f} ns a posting; least processor time "
      "{:.1f} ms, {:.2f} ns\n",
      threads, figures.least() * 1e3, figures.median() * 1e3, figures.elapsed.size(),
      per_posting(figures.least()), per_posting(figures.median()), figures.least_processor() * 1e3,
      per_posting(figures.least_processor()));
}

int run(const Options& options) {
  if (options.parts) return print_parts(options.keep, 25 * options.rounds, options.dates);
  if (options.cold) return print_cold(options.keep, options.rounds);
  const auto workload =
      open_workload(options.keep, options.small, [](const std::string& name, double seconds) {
        fmt::print("made and wrote {} in {:.1f} s\n", name, seconds);
      });
  if (!workload.ok()) return failed(workload.error());
  fmt::print(
      "W: {} patients, {} records (registrations too), {} clusters, {} memberships, {} cluster postings\n",
      workload->patients, workload->records, workload->model.clusters.size(), workload->memberships,
      workload->postings);

  std::optional<Result<rules::Plan>> plan;
  const Cost compile = cost_of([&] { plan.emplace(compile_workload(*workload, options.dates)); });
  if (!plan->ok()) return failed(plan->error());
  fmt::print("compiled {} rule lists for {} dates in {:.1f} ms\n",
             workload->model.registers.size() + 2 * workload->model.indicators.size(), options.dates,
             compile.elapsed * 1e3);

  const auto compared = compare_with_reference(**plan, *workload, options.small ? 7 : 199);
  if (!compared.ok()) return failed(compared.error());
  fmt::print("{} patients and dates compared with the reference interpreter: no difference\n", *compared);

  const auto timing = time_workload(**plan, *workload, options.rounds);
  if (!timing.ok()) return failed(timing.error());
  fmt::print("sum of numerators: {}\n", timing->numerators);
  print("1 thread ", timing->one, workload->postings);
  print("2 threads", timing->two, workload->postings);
  fmt::print("two threads: {:.2f} times as fast by minima\n", timing->gain());
  const Machine machine = this_machine();
  fmt::print("machine: {}; load {}; most memory held {} kB\n", machine.processor, machine.load,
             machine.peak_kilobytes);
  return 0;
}

}  // namespace
}  // namespace meso::bench

int main(int argc, char** argv) {
  meso::bench::Options options;
  options.keep = std::string(argv[0]) + "_files";
  for (int i = 1; i < argc; ++i) {
    const bool more = i + 1 < argc;
    if (std::strcmp(argv[i], "--small") == 0) {
      options.small = true;
    } else if (std::strcmp(argv[i], "--parts") == 0) {
      options.parts = true;
    } else if (std::strcmp(argv[i], "--cold") == 0) {
      options.cold = true;
    } else if (std::strcmp(argv[i], "--rounds") == 0 && more) {
      options.rounds = std::max(1, std::atoi(argv[++i]));
    } else if (std::strcmp(argv[i], "--dates") == 0 && more) {
      options.dates = std::max(1, std::atoi(argv[++i]));
    } else if (std::strcmp(argv[i], "--keep") == 0 && more) {
      options.keep = argv[++i];
    } else {
      fmt::print(stderr, "use: bench_w [--rounds N] [--dates N] [--keep DIR] [--small | --parts | --cold]\n");
      return 2;
    }
  }
  return meso::bench::run(options);
}
