#include "cold_w.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "bench/machine.h"
#include "bench/run_w.h"

namespace meso::bench {
namespace {

int failed(const Error& error) {
  fmt::print(stderr, "bench_w: {}\n", error.text());
  return 4;
}

// A process opens the files and answers, then answers again.
struct Answers {
  double first = 0;
  double second = 0;
};
Result<Answers> answers(const std::string& folder) {
  Told told;
  const auto work = [&]() -> Status {
    Workload rules_alone;
    rules_alone.model = rules();
    MESO_ASSIGN_OR_RETURN(const rules::Plan plan, compile_workload(rules_alone, 1));
    PracticeFiles files;
    const auto run = [&]() -> Status {
      if (files.empty()) {
        MESO_ASSIGN_OR_RETURN(files, open_practice_files(folder, false, kPractices));
      }
      MESO_RETURN_IF_ERROR(rules::run_plan(plan, views_of(files), {}));
      return {};
    };
    for (const std::size_t i : {0u, 1u}) {
      Status status;
      told[i] = cost_of([&] { status = run(); }).elapsed;
      MESO_RETURN_IF_ERROR(status);
    }
    return {};
  };
  MESO_RETURN_IF_ERROR(in_child(work));
  return Answers{.first = told[0], .second = told[1]};
}

void print(std::string_view what, std::vector<double> seconds) {
  std::ranges::sort(seconds);
  fmt::print("{}: min {:.1f} ms, median {:.1f} ms of {}\n", what, seconds.front() * 1e3,
             seconds[seconds.size() / 2] * 1e3, seconds.size());
}

}  // namespace

int print_cold(const std::string& folder, int rounds) {
  if (const auto made = open_workload(folder, false, {}); !made.ok()) return failed(made.error());
  std::vector<double> from_disk, from_memory, again;
  for (int round = 0; round < rounds; ++round) {
    for (std::uint32_t i = 0; i < kPractices; ++i) forget_file(practice_file_path(folder, i, false));
    const auto cold = answers(folder), warm = answers(folder);
    for (const auto* each : {&cold, &warm}) {
      if (!each->ok()) return failed(each->error());
    }
    from_disk.push_back(cold->first);
    from_memory.push_back(warm->first);
    again.push_back(warm->second);
  }
  print("open and answer W, files on disk only ", std::move(from_disk));
  print("open and answer W, files in memory    ", std::move(from_memory));
  print("answer W again                        ", std::move(again));
  return 0;
}

}  // namespace meso::bench
