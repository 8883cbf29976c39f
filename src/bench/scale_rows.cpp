#include "bench/scale_rows.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

#include "bench/machine.h"
#include "bench/run_w.h"

namespace meso::bench {
namespace {

std::uint64_t numerators_of(const std::vector<rules::PracticeCounts>& dates) {
  std::uint64_t sum = 0;
  for (const rules::PracticeCounts& counts : dates) {
    for (const rules::IndicatorCount& indicator : counts.indicators) sum += indicator.numerator;
  }
  return sum;
}

class Size {
 public:
  Size(const Options& options, std::string folder, double millions)
      : options_(options),
        folder_(std::move(folder)),
        practices_(
            std::max(1u, static_cast<std::uint32_t>(std::lround(millions * 1e6 / kPatientsOfPractice)))) {
    row_.id = fmt::format("scale.{:g}", millions);
    run_.threads = processor_count();
  }

  // `first`: seconds a patient of the smallest size; 0 for itself.
  Result<Row> measure(double first) {
    tell(fmt::format("making {} practices", practices_));
    const auto made = in_child([&]() -> Status {
      MESO_RETURN_IF_ERROR(open_workload(folder_, options_.small, {}, practices_));
      return {};
    });
    MESO_RETURN_IF_ERROR(made);
    tell(fmt::format("running {} practices", practices_));
    MESO_ASSIGN_OR_RETURN(const double cold, cold_start());
    MESO_ASSIGN_OR_RETURN(const ChildCost held, in_child([&] { return run_once(); }));
    MESO_ASSIGN_OR_RETURN(const Workload workload, open_workload(folder_, options_.small, {}, practices_));
    MESO_ASSIGN_OR_RETURN(const rules::Plan plan, compile_workload(workload, 1));
    MESO_RETURN_IF_ERROR(check_parts(workload, plan));
    for (int round = 0; round < options_.rounds; ++round) {
      Status status;
      const Cost cost = cost_of([&] {
        const auto results = rules::run_plan(plan, workload.views, run_);
        if (!results.ok()) status = results.error();
      });
      MESO_RETURN_IF_ERROR(status);
      row_.seconds.push_back(cost.elapsed);
      row_.processor.push_back(cost.processor);
    }
    row_.sort();

    const auto patients = static_cast<double>(workload.patients);
    seconds_a_patient_ = row_.least() / patients;
    std::uint64_t bytes = 0;
    for (std::uint32_t i = 0; i < practices_; ++i) {
      bytes += std::filesystem::file_size(practice_file_path(folder_, i, options_.small));
    }
    row_.what = fmt::format("W's rule lists, {} threads, over {} practices with {} patients and {} records",
                            run_.threads, practices_, workload.patients, workload.records);
    row_.figures = {
        {first > 0 ? seconds_a_patient_ / first : 1, "times the smallest size's time a patient", 1.25},
        {seconds_a_patient_ * 1e6, "us a patient", {}},
        {cold, "s when neither open nor in memory before", {}},
        {static_cast<double>(held.memory) / (1 << 20), "MiB held at most", {}},
        {static_cast<double>(held.memory) / patients, "bytes held a patient", {}},
        {static_cast<double>(bytes) / patients, "bytes of file a patient", {}}};
    row_.note = "each practice was run alone too and gave the same";
    judge(row_, options_.small);
    return row_;
  }

  double seconds_a_patient() const { return seconds_a_patient_; }

 private:
  void tell(const std::string& what) const {
    if (options_.progress) options_.progress(what);
  }

  Status run_once() const {
    MESO_ASSIGN_OR_RETURN(const Workload workload, open_workload(folder_, options_.small, {}, practices_));
    MESO_ASSIGN_OR_RETURN(const rules::Plan plan, compile_workload(workload, 1));
    MESO_RETURN_IF_ERROR(rules::run_plan(plan, workload.views, run_));
    return {};
  }

  // Asks the system to forget the files, which it does with those that nobody has mapped; then from opening
  // them to the counts.
  Result<double> cold_start() const {
    for (std::uint32_t i = 0; i < practices_; ++i) {
      const int file = open(practice_file_path(folder_, i, options_.small).c_str(), O_RDONLY | O_CLOEXEC);
      if (file < 0) continue;
      posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
      close(file);
    }
    Status status;
    const Cost cost = cost_of([&] { status = run_once(); });
    MESO_RETURN_IF_ERROR(status);
    return cost.elapsed;
  }

  Status check_parts(const Workload& workload, const rules::Plan& plan) const {
    MESO_ASSIGN_OR_RETURN(const auto together, rules::run_plan(plan, workload.views, run_));
    for (std::size_t i = 0; i < workload.views.size(); ++i) {
      MESO_ASSIGN_OR_RETURN(const auto alone, rules::run_plan(plan, *workload.views[i], run_));
      if (numerators_of(together[i]) == numerators_of(alone)) continue;
      return Error{ErrorKind::kCorrupt, "a practice among others has other counts than alone", {}, ""};
    }
    return {};
  }

  const Options& options_;
  std::string folder_;
  std::uint32_t practices_;
  rules::RunOptions run_;
  Row row_;
  double seconds_a_patient_ = 0;
};

}  // namespace

Result<std::vector<Row>> scale_rows(const Options& options) {
  std::vector<double> sizes = options.scale;
  std::ranges::sort(sizes);
  std::vector<Row> rows;
  double first = 0;
  for (const double millions : sizes) {
    Size size(options, join_path(options.work, "scale"), millions);
    MESO_ASSIGN_OR_RETURN(Row row, size.measure(first));
    if (first == 0) first = size.seconds_a_patient();
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace meso::bench
