#include "bench/bench.h"

#include <fmt/format.h>

#include <algorithm>

#include "bench/machine.h"
#include "bench/own_rows.h"
#include "bench/run_w.h"

namespace meso::bench {
namespace {

// The three averages, without the counts of processes that follow them.
std::string load_averages() {
  const std::string load = this_machine().load;
  std::size_t end = 0;
  for (int words = 0; words < 3 && end != std::string::npos; ++words) end = load.find(' ', end + 1);
  return load.substr(0, end);
}

class Session {
 public:
  explicit Session(const Options& options) : options_(options) {}

  Result<Report> run() {
    report_.rounds = options_.rounds;
    report_.small = options_.small;
    report_.processor = this_machine().processor;
    report_.processors = processor_count();
    report_.system = system_name();
    report_.compiler = compiler_name();
    report_.load_before = load_averages();

    // Made in a child, so that what making W holds is not held by what is measured.
    tell("making W");
    const auto made = memory_in_child([&]() -> Status {
      MESO_RETURN_IF_ERROR(open_workload(options_.work, options_.small, {}));
      return {};
    });
    MESO_RETURN_IF_ERROR(made);
    if (wanted("memory")) {
      MESO_ASSIGN_OR_RETURN(Row row, memory_row(options_, options_.work));
      report_.rows.push_back(std::move(row));
    }
    MESO_ASSIGN_OR_RETURN(const Workload workload, open_workload(options_.work, options_.small, {}));
    report_.patients = workload.patients;
    report_.records = workload.records;
    report_.clusters = workload.model.clusters.size();
    report_.memberships = workload.memberships;
    report_.postings = workload.postings;
    report_.rule_lists = workload.model.registers.size() + 2 * workload.model.indicators.size();

    if (wanted("w")) MESO_RETURN_IF_ERROR(time_w(workload));
    if (wanted("clusters")) {
      tell("counting the ten largest clusters");
      MESO_ASSIGN_OR_RETURN(Row row, clusters_row(options_, workload));
      report_.rows.push_back(std::move(row));
    }
    if (wanted("dates")) {
      tell("month-ends");
      for (const auto& [dates, limit] : {std::pair(24, 1.5), std::pair(36, 2.2)}) {
        MESO_ASSIGN_OR_RETURN(Row row, dates_row(options_, workload, dates, 1, limit));
        report_.rows.push_back(std::move(row));
      }
    }
    report_.load_after = load_averages();
    return std::move(report_);
  }

 private:
  bool wanted(std::string_view group) const {
    return options_.only.empty() || std::ranges::find(options_.only, group) != options_.only.end();
  }
  void tell(std::string_view what) const {
    if (options_.progress) options_.progress(what);
  }

  Status time_w(const Workload& workload) {
    tell("comparing W with the reference interpreter");
    MESO_ASSIGN_OR_RETURN(const rules::Plan plan, compile_workload(workload, 1));
    MESO_ASSIGN_OR_RETURN(report_.compared, compare_with_reference(plan, workload, options_.small ? 7 : 199));
    tell("W");
    OwnRounds own(workload, plan);
    for (int round = 0; round < options_.rounds; ++round) MESO_RETURN_IF_ERROR(own.round());
    report_.numerators = own.numerators();
    report_.others = own.others();
    for (Row& row : own.rows(options_.small)) report_.rows.push_back(std::move(row));
    return {};
  }

  const Options& options_;
  Report report_;
};

}  // namespace

Result<Report> run(const Options& options) {
  return Session(options).run();
}

}  // namespace meso::bench
