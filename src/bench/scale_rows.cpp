#include "bench/scale_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "bench/machine.h"
#include "bench/run_w.h"

namespace meso::bench {
namespace {

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
    Told told;
    MESO_ASSIGN_OR_RETURN(const ChildCost held, in_child([&] { return first_answer(told); }));
    MESO_ASSIGN_OR_RETURN(const PracticeFiles files,
                          open_practice_files(folder_, options_.small, practices_));
    MESO_ASSIGN_OR_RETURN(const rules::Plan plan, plan_of_w());
    MESO_RETURN_IF_ERROR(check_parts(files, plan));
    OthersWatch watch;
    for (int round = 0; round < options_.rounds; ++round) {
      Status status;
      watch.begin();
      const Cost cost = cost_of([&] {
        const auto results = rules::run_plan(plan, views_of(files), run_);
        if (!results.ok()) status = results.error();
      });
      watch.end();
      MESO_RETURN_IF_ERROR(status);
      row_.seconds.push_back(cost.elapsed);
      row_.processor.push_back(cost.processor);
    }
    row_.sort();

    std::uint64_t records = 0, count = 0, bytes = 0;
    for (std::uint32_t i = 0; i < practices_; ++i) {
      count += files[i]->patients();
      records += files[i]->events();
      bytes += std::filesystem::file_size(practice_file_path(folder_, i, options_.small));
    }
    const auto patients = static_cast<double>(count);
    const auto mebibytes = [](double held_bytes) { return held_bytes / (1 << 20); };
    seconds_a_patient_ = row_.least() / patients;
    row_.what = fmt::format("W's rule lists, {} threads, over {} practices with {} patients and {} records",
                            run_.threads, practices_, count, records);
    row_.figures = {
        {first > 0 ? seconds_a_patient_ / first : 1, "times the smallest size's time a patient", 1.25},
        {seconds_a_patient_ * 1e6, "us a patient", {}},
        {row_.processor.front() / patients * 1e6, "us of processor time a patient", {}},
        {static_cast<double>(bytes) / patients, "bytes of file a patient", {}},
        {told[kFirstAnswer], "s for the first answer, nothing open or in memory before", {}},
        {mebibytes(told[kOwnMemory]), "MiB held of its own", {}},
        {told[kOwnMemory] / patients, "bytes held of its own a patient", {}},
        {mebibytes(static_cast<double>(held.memory)), "MiB held at most, files included", {}}};
    row_.note = "each practice was run alone too and gave the same counts, every one of them";
    judge(row_, options_.small, watch.leave_too_few(run_.threads));
    return row_;
  }

  double seconds_a_patient() const { return seconds_a_patient_; }

 private:
  enum : std::size_t { kFirstAnswer, kOwnMemory };

  void tell(const std::string& what) const {
    if (options_.progress) options_.progress(what);
  }

  static Result<rules::Plan> plan_of_w() {
    Workload rules_alone;
    rules_alone.model = rules();
    return compile_workload(rules_alone, 1);
  }

  // From opening the files to the counts, in a process that has nothing of them; and what it then holds.
  Status first_answer(Told& told) const {
    for (std::uint32_t i = 0; i < practices_; ++i) {
      forget_file(practice_file_path(folder_, i, options_.small));
    }
    const std::uint64_t before = own_memory();
    MESO_ASSIGN_OR_RETURN(const rules::Plan plan, plan_of_w());
    Status status;
    PracticeFiles files;
    const auto work = [&]() -> Status {
      MESO_ASSIGN_OR_RETURN(files, open_practice_files(folder_, options_.small, practices_));
      MESO_RETURN_IF_ERROR(rules::run_plan(plan, views_of(files), run_));
      return {};
    };
    told[kFirstAnswer] = cost_of([&] { status = work(); }).elapsed;
    told[kOwnMemory] = static_cast<double>(own_memory() - before);
    return status;
  }

  Status check_parts(const PracticeFiles& files, const rules::Plan& plan) const {
    MESO_ASSIGN_OR_RETURN(const auto together, rules::run_plan(plan, views_of(files), run_));
    for (std::size_t i = 0; i < files.size(); ++i) {
      MESO_ASSIGN_OR_RETURN(const auto alone, rules::run_plan(plan, *files[i], run_));
      if (every_number(together[i]) == every_number(alone)) continue;
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
