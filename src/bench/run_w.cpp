#include "bench/run_w.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <optional>
#include <utility>

#include "rules/blocks/history.h"
#include "rules/reference.h"

namespace meso::bench {
namespace {

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

Result<std::uint64_t> postings_in(const records::PracticeFile& file,
                                  std::span<const terms::Cluster> clusters) {
  MESO_ASSIGN_OR_RETURN(const auto* codes, file.codes());
  static_cast<void>(codes);
  std::vector<records::CodeRange> ranges;
  for (const terms::Cluster& cluster : clusters) {
    const auto of_cluster = file.ranges(cluster.codes);
    ranges.insert(ranges.end(), of_cluster.begin(), of_cluster.end());
  }
  std::uint64_t postings = 0;
  for (std::uint32_t b = 0; b < file.block_count(); ++b) {
    MESO_ASSIGN_OR_RETURN(const auto* block, file.block(b));
    const auto start = [&](std::uint32_t id) {
      const auto run = std::ranges::lower_bound(block->run_codes, id) - block->run_codes.begin();
      return block->run_starts[static_cast<std::size_t>(run)];
    };
    for (const records::CodeRange& range : ranges) postings += start(range.last) - start(range.first);
  }
  return postings;
}

std::string rest_of_line(const char* path, std::string_view key) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(key)) continue;
    const std::size_t begin = line.find_first_not_of(": \t", key.size());
    return begin == std::string::npos ? "" : line.substr(begin);
  }
  return "";
}

}  // namespace

Cost cost_of(const std::function<void()>& work) {
  const double processor = processor_seconds();
  const auto start = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return {elapsed.count(), processor_seconds() - processor};
}

std::string practice_file_path(const std::string& folder, std::uint32_t practice, bool small) {
  return join_path(folder, fmt::format("W{}-{}{}.meso", practice + 1, kSeed, small ? "-small" : ""));
}

Result<Workload> open_workload(const std::string& folder, bool small, const Made& made,
                               std::uint32_t practices) {
  Workload workload;
  workload.model = rules();
  records::WriteOptions write;
  for (const terms::Cluster& cluster : workload.model.clusters) {
    write.code_groups.push_back(cluster.codes);
    workload.memberships += cluster.codes.size();
  }
  MESO_RETURN_IF_ERROR(real_files().make_directories(folder));
  for (std::uint32_t i = 0; i < practices; ++i) {
    const std::string path = practice_file_path(folder, i, small);
    if (!real_files().exists(path)) {
      Status status;
      const Cost cost = cost_of([&] {
        auto contents = practice(i, small ? kPatientsOfPractice / 100 : kPatientsOfPractice);
        status = records::write_practice_file(real_files(), path, std::move(contents), {}, write);
      });
      MESO_RETURN_IF_ERROR(status);
      if (made) made(std::string(base_name(path)), cost.elapsed);
    }
    MESO_ASSIGN_OR_RETURN(auto file, records::PracticeFile::open(real_files(), path, std::nullopt));
    workload.patients += file->patients();
    workload.records += file->events();
    workload.views.push_back(file.get());
    workload.files.push_back(std::move(file));
  }
  MESO_ASSIGN_OR_RETURN(workload.postings, postings_of(workload, workload.model.clusters));
  return workload;
}

Result<PracticeFiles> open_practice_files(const std::string& folder, bool small, std::uint32_t practices) {
  PracticeFiles files;
  for (std::uint32_t i = 0; i < practices; ++i) {
    MESO_ASSIGN_OR_RETURN(auto file, records::PracticeFile::open(
                                         real_files(), practice_file_path(folder, i, small), std::nullopt));
    files.push_back(std::move(file));
  }
  return files;
}

std::vector<const records::PracticeFile*> views_of(const PracticeFiles& files) {
  std::vector<const records::PracticeFile*> views;
  for (const auto& file : files) views.push_back(file.get());
  return views;
}

Result<std::uint64_t> postings_of(const Workload& workload, std::span<const terms::Cluster> clusters) {
  std::uint64_t postings = 0;
  for (const records::PracticeFile* file : workload.views) {
    MESO_ASSIGN_OR_RETURN(const std::uint64_t in_file, postings_in(*file, clusters));
    postings += in_file;
  }
  return postings;
}

Result<rules::Plan> compile_workload(const Workload& workload, int dates) {
  std::vector<rules::ReferenceDates> month_ends;
  for (int i = 0; i < dates; ++i) {
    month_ends.push_back(rules::reference_dates(add_months(reference_date(), -i, MonthPolicy::kClamp),
                                                workload.model.financial_year));
  }
  return rules::compile_plan(workload.model, std::move(month_ends));
}

Result<std::uint64_t> compare_with_reference(const rules::Plan& plan, const Workload& workload,
                                             std::uint32_t step) {
  std::uint64_t compared = 0;
  std::optional<Error> error;
  rules::RunOptions options;
  options.each_block = [&](const rules::BlockAnswers& answers) {
    const rules::ReferenceDates& dates = plan.dates()[answers.date];
    for (std::uint32_t p = 0; p < answers.records->patients && !error; p += step) {
      const auto patient = rules::patient_history(*workload.views[answers.file], answers.block, p);
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
  MESO_ASSIGN_OR_RETURN(const auto results, rules::run_plan(plan, workload.views, options));
  static_cast<void>(results);
  if (error) return *error;
  return compared;
}

std::vector<std::uint64_t> every_number(const std::vector<rules::PracticeCounts>& dates) {
  std::vector<std::uint64_t> row;
  const auto add = [&](const std::vector<std::uint64_t>& numbers) {
    row.insert(row.end(), numbers.begin(), numbers.end());
  };
  for (const rules::PracticeCounts& date : dates) {
    add({date.patients, date.gms, date.unit_missing});
    for (const rules::RegisterCount& each : date.registers) {
      add({each.base, each.size});
      add(each.decided);
    }
    for (const rules::IndicatorCount& each : date.indicators) {
      add({each.base, each.exclusions, each.denominator, each.numerator});
      add({std::begin(each.adjusted), std::end(each.adjusted)});
      add(each.decided);
      add(each.numerator_decided);
    }
  }
  return row;
}

Result<Timing> time_workload(const rules::Plan& plan, const Workload& workload, int rounds) {
  Timing timing;
  std::optional<Error> error;
  for (int round = -1; round < rounds; ++round) {  // the first is warm-up
    for (const int threads : {1, 2}) {
      rules::RunOptions options;
      options.threads = threads;
      timing.numerators = 0;
      const Cost cost = cost_of([&] {
        const auto results = rules::run_plan(plan, workload.views, options);
        if (!results.ok()) {
          error = results.error();
          return;
        }
        for (const auto& practice : *results) {
          for (const auto& date : practice) {
            for (const auto& indicator : date.indicators) timing.numerators += indicator.numerator;
          }
        }
      });
      if (error) return *error;
      if (round < 0) continue;
      Figures& figures = threads == 1 ? timing.one : timing.two;
      figures.elapsed.push_back(cost.elapsed);
      figures.processor.push_back(cost.processor);
    }
  }
  for (Figures* figures : {&timing.one, &timing.two}) {
    std::ranges::sort(figures->elapsed);
    std::ranges::sort(figures->processor);
  }
  return timing;
}

Machine this_machine() {
  return {.processor = rest_of_line("/proc/cpuinfo", "model name"),
          .load = rest_of_line("/proc/loadavg", ""),
          .peak_kilobytes = std::strtoull(rest_of_line("/proc/self/status", "VmHWM").c_str(), nullptr, 10)};
}

}  // namespace meso::bench
