// Runs the frozen workload W (w.md) and prints what it cost per posting of a cluster.
//
//   bench_w [--rounds N] [--dates N] [--keep DIR] [--small]
//
// First every answer of a sample of patients is compared with the reference interpreter; nothing is timed
// when one differs. Then N rounds (at least 9; 9 by default) on one thread and on two, in turn. Practice
// files are written to DIR (default: bench_w_files beside the program) once and used again. --dates asks for
// so many month-ends at once.
// --small takes a hundredth of the patients: for a look at the program, not at its speed.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <string>

#include "rules/blocks/engine.h"
#include "rules/blocks/history.h"
#include "rules/reference.h"
#include "w.h"

namespace meso::bench {
namespace {

struct Options {
  int rounds = 9;
  int dates = 1;
  bool small = false;
  std::string keep;
};

using Files = std::vector<std::unique_ptr<records::PracticeFile>>;

int failed(const Error& error) {
  fmt::print(stderr, "bench_w: {}\n", error.text());
  return 4;
}

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double seconds_of(auto&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Result<Files> practice_files(const Options& options, const rules::Model& model) {
  records::WriteOptions write;
  for (const terms::Cluster& cluster : model.clusters) write.code_groups.push_back(cluster.codes);
  MESO_RETURN_IF_ERROR(real_files().make_directories(options.keep));
  Files files;
  for (std::uint32_t i = 0; i < kPractices; ++i) {
    const std::string name = fmt::format("W{}-{}{}.meso", i + 1, kSeed, options.small ? "-small" : "");
    const std::string path = join_path(options.keep, name);
    if (!real_files().exists(path)) {
      Status status;
      const double seconds = seconds_of([&] {
        auto contents = practice(i, options.small ? kPatientsOfPractice / 100 : kPatientsOfPractice);
        status = records::write_practice_file(real_files(), path, std::move(contents), {}, write);
      });
      MESO_RETURN_IF_ERROR(status);
      fmt::print("made and wrote {} in {:.1f} s\n", name, seconds);
    }
    MESO_ASSIGN_OR_RETURN(auto file, records::PracticeFile::open(real_files(), path, std::nullopt));
    files.push_back(std::move(file));
  }
  return files;
}

// Postings of each cluster, summed over clusters: what every figure is divided by.
Result<std::uint64_t> cluster_postings(const Files& files, const rules::Model& model) {
  std::uint64_t postings = 0;
  for (const auto& file : files) {
    MESO_ASSIGN_OR_RETURN(const auto* codes, file->codes());
    static_cast<void>(codes);
    for (const terms::Cluster& cluster : model.clusters) {
      for (const records::CodeRange& range : file->ranges(cluster.codes)) {
        for (std::uint32_t b = 0; b < file->block_count(); ++b) {
          MESO_ASSIGN_OR_RETURN(const auto* block, file->block(b));
          const auto run = [&](std::uint32_t id) {
            return static_cast<std::size_t>(std::ranges::lower_bound(block->run_codes, id) -
                                            block->run_codes.begin());
          };
          postings += block->run_starts[run(range.last)] - block->run_starts[run(range.first)];
        }
      }
    }
  }
  return postings;
}

// Asks the reference about every `step`-th patient of every block and compares all answers.
Result<std::uint64_t> compare_with_reference(const rules::Plan& plan, const Files& files,
                                             std::uint32_t step) {
  std::vector<const records::PracticeFile*> views;
  for (const auto& file : files) views.push_back(file.get());
  std::uint64_t compared = 0;
  std::optional<Error> error;
  rules::RunOptions options;
  options.each_block = [&](const rules::BlockAnswers& answers) {
    const rules::ReferenceDates& dates = plan.dates()[answers.date];
    for (std::uint32_t p = 0; p < answers.records->patients && !error; p += step) {
      const auto patient = rules::patient_history(*views[answers.file], answers.block, p);
      if (!patient.ok()) {
        error = patient.error();
        return;
      }
      rules::reference::Evaluation reference(plan.model(), *patient, dates);
      bool same = true;
      for (std::size_t i = 0; i < answers.registers.size(); ++i) {
        same = same && reference.on_register(static_cast<rules::RegisterId>(i)) == answers.registers[i][p];
      }
      for (std::size_t i = 0; i < answers.indicators.size(); ++i) {
        same = same && reference.indicator(static_cast<rules::IndicatorId>(i)) == answers.indicators[i][p];
      }
      if (!same) error.emplace(ErrorKind::kCorrupt, "the engine and the reference differ", Place(), "");
      ++compared;
    }
  };
  MESO_ASSIGN_OR_RETURN(const auto results, rules::run_plan(plan, views, options));
  static_cast<void>(results);
  if (error) return *error;
  return compared;
}

std::string first_line_with(const char* path, std::string_view key) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (key.empty() || line.starts_with(key)) return line;
  }
  return "";
}

int run(const Options& options) {
  const rules::Model model = rules();
  auto files = practice_files(options, model);
  if (!files.ok()) return failed(files.error());
  std::vector<const records::PracticeFile*> views;
  std::uint64_t patients = 0, events = 0, memberships = 0;
  for (const auto& file : *files) {
    views.push_back(file.get());
    patients += file->patients();
    events += file->events();
  }
  for (const terms::Cluster& cluster : model.clusters) memberships += cluster.codes.size();
  const auto postings = cluster_postings(*files, model);
  if (!postings.ok()) return failed(postings.error());
  fmt::print(
      "W: {} patients, {} records (registrations too), {} clusters, {} memberships, {} cluster postings\n",
      patients, events, model.clusters.size(), memberships, *postings);

  std::vector<rules::ReferenceDates> dates;
  for (int i = 0; i < options.dates; ++i) {
    dates.push_back(
        rules::reference_dates(add_months(reference_date(), -i, MonthPolicy::kClamp), model.financial_year));
  }
  std::optional<rules::Plan> plan;
  std::optional<Error> error;
  const double compile = seconds_of([&] {
    auto compiled = rules::compile_plan(model, dates);
    if (compiled.ok()) {
      plan = std::move(compiled).value();
    } else {
      error = compiled.error();
    }
  });
  if (error) return failed(*error);
  fmt::print("compiled {} rule lists for {} dates in {:.1f} ms\n",
             model.registers.size() + 2 * model.indicators.size(), dates.size(), compile * 1e3);

  const auto compared = compare_with_reference(*plan, *files, options.small ? 7 : 199);
  if (!compared.ok()) return failed(compared.error());
  fmt::print("{} patients and dates compared with the reference interpreter: no difference\n", *compared);

  std::vector<double> times[2], cpu_times[2];
  std::uint64_t numerators = 0;
  for (int round = -1; round < options.rounds; ++round) {  // the first is warm-up
    for (const int threads : {1, 2}) {
      rules::RunOptions run_options;
      run_options.threads = threads;
      numerators = 0;
      const double cpu_before = cpu_seconds();
      const double seconds = seconds_of([&] {
        const auto results = rules::run_plan(*plan, views, run_options);
        if (!results.ok()) return;
        for (const auto& practice : *results) {
          for (const auto& date : practice) {
            for (const auto& indicator : date.indicators) numerators += indicator.numerator;
          }
        }
      });
      if (round < 0) continue;
      times[threads - 1].push_back(seconds);
      cpu_times[threads - 1].push_back(cpu_seconds() - cpu_before);
    }
  }
  fmt::print("sum of numerators: {}\n", numerators);
  for (const int threads : {1, 2}) {
    std::vector<double>& each = times[threads - 1];
    std::ranges::sort(each);
    const auto per_posting = [&](double seconds) { return seconds * 1e9 / static_cast<double>(*postings); };
    const double median = each[each.size() / 2];
    const double cpu = std::ranges::min(cpu_times[threads - 1]);
    fmt::print(
        "{} thread{}: min {:.1f} ms, median {:.1f} ms of {}; {:.2f} and {:.2f} ns a posting; least processor "
        "time {:.1f} ms, {:.2f} ns\n",
        threads, threads == 1 ? " " : "s", each.front() * 1e3, median * 1e3, each.size(),
        per_posting(each.front()), per_posting(median), cpu * 1e3, per_posting(cpu));
  }
  fmt::print("two threads: {:.2f} times as fast by minima\n", times[0].front() / times[1].front());
  fmt::print("machine:{}; load {}; {}\n", first_line_with("/proc/cpuinfo", "model name").substr(12),
             first_line_with("/proc/loadavg", ""), first_line_with("/proc/self/status", "VmHWM"));
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
    } else if (std::strcmp(argv[i], "--rounds") == 0 && more) {
      options.rounds = std::max(1, std::atoi(argv[++i]));
    } else if (std::strcmp(argv[i], "--dates") == 0 && more) {
      options.dates = std::max(1, std::atoi(argv[++i]));
    } else if (std::strcmp(argv[i], "--keep") == 0 && more) {
      options.keep = argv[++i];
    } else {
      fmt::print(stderr, "use: bench_w [--rounds N] [--dates N] [--keep DIR] [--small]\n");
      return 2;
    }
  }
  return meso::bench::run(options);
}
