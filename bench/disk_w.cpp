#include "disk_w.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/files.h"
#include "bench/run_w.h"

namespace meso::bench {
namespace {

int failed(const Error& error) {
  fmt::print(stderr, "bench_w: {}\n", error.text());
  return 4;
}

// Out of the machine's memory, as far as the system lets go of it: nobody may have the file mapped.
void forget(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  ::fdatasync(file);
  ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  ::close(file);
}

// Memory of this process that is its own, and not the files'.
double own_megabytes() {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("RssAnon:")) return std::strtod(line.c_str() + 8, nullptr) / 1024;
  }
  return 0;
}

// Runs `work` in a process of its own and answers the numbers that it writes.
template <std::size_t kCount>
std::optional<std::array<double, kCount>> in_child(const std::function<std::array<double, kCount>()>& work) {
  int ends[2];
  if (::pipe(ends) != 0) return std::nullopt;
  const pid_t child = ::fork();
  if (child < 0) return std::nullopt;
  std::array<double, kCount> numbers{};
  if (child == 0) {
    numbers = work();
    const bool written = ::write(ends[1], numbers.data(), sizeof numbers) == sizeof numbers;
    std::_Exit(written ? 0 : 1);
  }
  ::close(ends[1]);
  const bool read = ::read(ends[0], numbers.data(), sizeof numbers) == sizeof numbers;
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!read || status != 0) return std::nullopt;
  return numbers;
}

std::string path_of(const std::string& folder, std::uint32_t practice) {
  return join_path(folder, fmt::format("W{}-{}.meso", practice + 1, kSeed));
}

double least(const std::vector<double>& seconds) {
  return std::ranges::min(seconds);
}

double median(std::vector<double> seconds) {
  std::ranges::sort(seconds);
  return seconds[seconds.size() / 2];
}

using Practices = std::vector<std::unique_ptr<records::PracticeFile>>;
using Counts = std::vector<rules::PracticeCounts>;  // by reference date

// Every number of a practice, in one row.
std::vector<std::uint64_t> figures(const Counts& counts) {
  std::vector<std::uint64_t> row;
  for (const rules::PracticeCounts& date : counts) {
    row.insert(row.end(), {date.patients, date.gms, date.unit_missing});
    for (const rules::RegisterCount& each : date.registers) {
      row.insert(row.end(), {each.base, each.size});
      row.insert(row.end(), each.decided.begin(), each.decided.end());
    }
    for (const rules::IndicatorCount& each : date.indicators) {
      row.insert(row.end(), {each.base, each.exclusions, each.denominator, each.numerator});
      row.insert(row.end(), std::begin(each.adjusted), std::end(each.adjusted));
      row.insert(row.end(), each.decided.begin(), each.decided.end());
      row.insert(row.end(), each.numerator_decided.begin(), each.numerator_decided.end());
    }
  }
  return row;
}

class Scale {
 public:
  explicit Scale(std::string folder) : folder_(std::move(folder)) {}
  ~Scale() {
    for (const std::string& path : paths_) static_cast<void>(real_files().remove(path));
  }
  Scale(const Scale&) = delete;
  Scale& operator=(const Scale&) = delete;

  Status prepare() {
    workload_.model = rules();
    MESO_ASSIGN_OR_RETURN(rules::Plan plan, compile_workload(workload_, 1));
    plan_.emplace(std::move(plan));
    return real_files().make_directories(folder_);
  }

  // Makes practices until there are so many, and asks each alone.
  Status grow(std::uint32_t practices) {
    records::WriteOptions write;
    for (const terms::Cluster& cluster : workload_.model.clusters) write.code_groups.push_back(cluster.codes);
    while (paths_.size() < practices) {
      const auto index = static_cast<std::uint32_t>(paths_.size());
      const std::string path = join_path(folder_, fmt::format("scale-{}-{}.meso", index + 1, kSeed));
      paths_.push_back(path);
      MESO_RETURN_IF_ERROR(records::write_practice_file(real_files(), path, practice(index), {}, write));
      MESO_ASSIGN_OR_RETURN(const auto file, records::PracticeFile::open(real_files(), path, std::nullopt));
      MESO_ASSIGN_OR_RETURN(const Counts counts, rules::run_plan(*plan_, *file, {}));
      alone_.push_back(figures(counts));
      bytes_ += std::filesystem::file_size(path);
    }
    ::malloc_trim(0);  // what making them took is not to be counted as held
    return {};
  }

  // Asks all practices at once: from disk, then `rounds` times from memory.
  Status ask(int rounds) const {
    for (const std::string& path : paths_) forget(path);
    Practices files;
    std::vector<const records::PracticeFile*> views;
    std::uint64_t patients = 0, records = 0;
    Status status;
    const auto run = [&] {
      const auto results = rules::run_plan(*plan_, views, {});
      if (!results.ok()) {
        status = results.error();
        return;
      }
      for (std::size_t i = 0; i < results->size(); ++i) {
        if (figures((*results)[i]) == alone_[i]) continue;
        status =
            Error{ErrorKind::kCorrupt, "a practice asked with others answers otherwise than alone", {}, ""};
      }
    };
    const auto open_all = [&]() -> Status {
      for (const std::string& path : paths_) {
        MESO_ASSIGN_OR_RETURN(auto file, records::PracticeFile::open(real_files(), path, std::nullopt));
        patients += file->patients();
        records += file->events();
        views.push_back(file.get());
        files.push_back(std::move(file));
      }
      return {};
    };
    const Cost cold = cost_of([&] {
      status = open_all();
      if (status.ok()) run();
    });
    MESO_RETURN_IF_ERROR(status);
    std::vector<double> elapsed, processor;
    for (int round = 0; round < rounds; ++round) {
      const Cost cost = cost_of(run);
      MESO_RETURN_IF_ERROR(status);
      elapsed.push_back(cost.elapsed);
      processor.push_back(cost.processor);
    }
    const auto each = [&](double total) { return total / static_cast<double>(patients); };
    fmt::print("{:>9} {:>13} {:>9.0f} {:>9.2f} {:>9.3f} {:>9.3f} {:>9.3f} {:>9.0f} {:>9.0f}\n", patients,
               records, each(static_cast<double>(bytes_)), cold.elapsed, least(elapsed),
               each(least(elapsed)) * 1e6, each(least(processor)) * 1e6, own_megabytes(),
               each(own_megabytes() * 1024 * 1024));
    std::fflush(stdout);
    return {};
  }

 private:
  std::string folder_;
  Workload workload_;
  std::optional<rules::Plan> plan_;
  std::vector<std::string> paths_;
  std::vector<std::vector<std::uint64_t>> alone_;  // figures of each practice
  std::uint64_t bytes_ = 0;
};

}  // namespace

int print_cold(const std::string& folder, int rounds) {
  {
    const auto made = open_workload(folder, false, {});
    if (!made.ok()) return failed(made.error());
  }
  // A process that opens the files and answers, then answers again.
  const auto answer = [&]() -> std::array<double, 2> {
    Workload plain;
    plain.model = rules();
    const auto plan = compile_workload(plain, 1);
    Practices files;
    std::vector<const records::PracticeFile*> views;
    const auto run = [&] {
      const auto results = rules::run_plan(*plan, views, {});
      if (!results.ok()) std::_Exit(failed(results.error()));
    };
    const Cost first = cost_of([&] {
      for (std::uint32_t i = 0; i < kPractices; ++i) {
        auto file = records::PracticeFile::open(real_files(), path_of(folder, i), std::nullopt);
        if (!file.ok()) std::_Exit(failed(file.error()));
        views.push_back(file->get());
        files.push_back(std::move(file).value());
      }
      run();
    });
    return {first.elapsed, cost_of(run).elapsed};
  };
  std::vector<double> cold, warm, again;
  for (int round = 0; round < rounds; ++round) {
    for (std::uint32_t i = 0; i < kPractices; ++i) forget(path_of(folder, i));
    const auto from_disk = in_child<2>(answer);
    const auto from_memory = in_child<2>(answer);
    if (!from_disk || !from_memory) return 4;
    cold.push_back((*from_disk)[0]);
    warm.push_back((*from_memory)[0]);
    again.push_back((*from_memory)[1]);
  }
  const auto print = [](std::string_view what, const std::vector<double>& seconds) {
    fmt::print("{}: min {:.1f} ms, median {:.1f} ms of {}\n", what, least(seconds) * 1e3,
               median(seconds) * 1e3, seconds.size());
  };
  print("open and answer W, files on disk only ", cold);
  print("open and answer W, files in memory    ", warm);
  print("answer W again                        ", again);
  return 0;
}

int print_scale(const std::string& folder, double millions, int rounds) {
  Scale scale(folder);
  if (Status status = scale.prepare(); !status.ok()) return failed(status.error());
  fmt::print(
      "{:>9} {:>13} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n{:>9} {:>13} {:>9} {:>9} {:>9} {:>9} {:>9} "
      "{:>9} {:>9}\n",
      "", "", "file", "from", "", "elapsed", "processor", "own", "own", "patients", "records", "B/patient",
      "disk s", "warm s", "us/pat", "us/pat", "MiB", "B/patient");
  for (const double size : {0.05, 0.2, 0.5, 1.0, 2.0}) {
    if (size > millions) break;
    const auto practices = static_cast<std::uint32_t>(size * 1e6 / kPatientsOfPractice + 0.5);
    if (Status status = scale.grow(practices); !status.ok()) return failed(status.error());
    if (Status status = scale.ask(rounds); !status.ok()) return failed(status.error());
  }
  fmt::print("every practice counted with the others as it counted alone\n");
  return 0;
}

}  // namespace meso::bench
