#include "bench/own_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "rules/language.h"

namespace meso::bench {
namespace {}  // namespace

Status OwnRounds::round() {
  watch_.begin();
  MESO_ASSIGN_OR_RETURN(const Timing timing, time_workload(plan_, workload_, 1));
  watch_.end();
  if (!one_.seconds.empty() && timing.numerators != numerators_) {
    return Error{ErrorKind::kCorrupt, "two runs of W gave two sums of numerators", {}, ""};
  }
  numerators_ = timing.numerators;
  one_.seconds.push_back(timing.one.least());
  one_.processor.push_back(timing.one.least_processor());
  two_.seconds.push_back(timing.two.least());
  two_.processor.push_back(timing.two.least_processor());
  return {};
}

double OwnRounds::least_of_one() const {
  return std::ranges::min(one_.seconds);
}

double OwnRounds::least_processor_of_one() const {
  return std::ranges::min(one_.processor);
}

bool OwnRounds::busy(int threads) const {
  return watch_.leave_too_few(threads);
}

std::vector<Row> OwnRounds::rows(bool small) const {
  const auto per_posting = [&](double seconds) {
    return seconds * 1e9 / static_cast<double>(workload_.postings);
  };
  Row one = one_, two = two_;
  one.sort();
  two.sort();
  one.id = "w.one_thread";
  one.what = "W, one thread";
  one.figures = {{per_posting(one.least()), "ns a posting", 3.3},
                 {per_posting(one.median()), "ns a posting by the median", {}},
                 {per_posting(one.processor.front()), "ns a posting of processor time", {}}};
  judge(one, small, busy(1));

  two.id = "w.two_threads";
  two.what = "W, two threads";
  two.figures = {{one.least() / two.least(), "times as fast as one thread", 1.7, true},
                 {others(), "processors kept busy by others", {}}};
  judge(two, small, busy(2));
  return {one, two};
}

Result<Row> memory_row(const Options& options, const std::string& folder) {
  const auto work = [&]() -> Status {
    MESO_ASSIGN_OR_RETURN(const Workload workload, open_workload(folder, options.small, {}));
    MESO_ASSIGN_OR_RETURN(const rules::Plan plan, compile_workload(workload, 1));
    MESO_ASSIGN_OR_RETURN(const Timing timing, time_workload(plan, workload, 1));
    static_cast<void>(timing);
    return {};
  };
  MESO_ASSIGN_OR_RETURN(const ChildCost held, in_child(work));
  Row row;
  row.id = "memory";
  row.what = "W, most memory held by the process that maps the files";
  row.figures = {{static_cast<double>(held.memory) / (1 << 20), "MiB", 1024}};
  judge(row, options.small);
  return row;
}

Result<Row> dates_row(const Options& options, const Workload& workload, int dates, int threads,
                      double limit) {
  MESO_ASSIGN_OR_RETURN(const rules::Plan plan, compile_workload(workload, dates));
  MESO_ASSIGN_OR_RETURN(const std::uint64_t compared,
                        compare_with_reference(plan, workload, options.small ? 37 : 1999));
  Row row;
  row.id = fmt::format("dates.{}", dates);
  row.what =
      fmt::format("W's rule lists at {} month-ends, {} thread{}", dates, threads, threads == 1 ? "" : "s");
  rules::RunOptions run_options;
  run_options.threads = threads;
  for (int round = -1; round < options.rounds; ++round) {  // the first is warm-up
    Status status;
    const Cost cost = cost_of([&] {
      const auto results = rules::run_plan(plan, workload.views, run_options);
      if (!results.ok()) status = results.error();
    });
    MESO_RETURN_IF_ERROR(status);
    if (round < 0) continue;
    row.seconds.push_back(cost.elapsed);
    row.processor.push_back(cost.processor);
  }
  row.sort();
  row.figures = {{row.least(), "s", limit}, {row.least() / dates * 1e3, "ms a date", {}}};
  row.note = fmt::format("{} patients and dates compared with the reference interpreter first", compared);
  judge(row, options.small);
  return row;
}

Result<Row> clusters_row(const Options& options, const Workload& workload) {
  std::vector<std::pair<std::uint64_t, std::string>> sizes;
  terms::ClusterSet clusters;
  for (const terms::Cluster& cluster : workload.model.clusters) {
    clusters.put(cluster);
    MESO_ASSIGN_OR_RETURN(const std::uint64_t postings, postings_of(workload, {&cluster, 1}));
    sizes.emplace_back(postings, cluster.name);
  }
  std::ranges::sort(sizes, std::greater<>());
  sizes.resize(10);

  // What a page does at each key: read the words, check them, plan, run, count by practice.
  const auto ask = [&](const std::string& cluster) -> Result<rules::Plan> {
    rules::CompileOptions compile;
    compile.financial_year = workload.model.financial_year;
    const rules::Compiled compiled =
        rules::compile_expression({}, clusters, compile, "any " + cluster, "COHORT");
    if (!compiled.model) {
      return Error{ErrorKind::kBadInput, "the question about a cluster does not compile", {}, ""};
    }
    return rules::compile_plan(*compiled.model,
                               {rules::reference_dates(reference_date(), compile.financial_year)});
  };
  for (const auto& [postings, cluster] : sizes) {
    MESO_ASSIGN_OR_RETURN(const rules::Plan plan, ask(cluster));
    MESO_RETURN_IF_ERROR(compare_with_reference(plan, workload, options.small ? 7 : 199));
  }

  const int threads = processor_count();
  std::vector<Row> each(sizes.size());
  for (int round = -1; round < options.rounds; ++round) {  // the first is warm-up
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      Status status;
      const Cost cost = cost_of([&] {
        const auto plan = ask(sizes[i].second);
        if (!plan.ok()) {
          status = plan.error();
          return;
        }
        rules::RunOptions run_options;
        run_options.threads = threads;
        const auto results = rules::run_plan(*plan, workload.views, run_options);
        if (!results.ok()) status = results.error();
      });
      MESO_RETURN_IF_ERROR(status);
      if (round < 0) continue;
      each[i].seconds.push_back(cost.elapsed);
      each[i].processor.push_back(cost.processor);
    }
  }
  for (Row& row : each) row.sort();
  const auto slowest =
      static_cast<std::size_t>(std::ranges::max_element(each, {}, &Row::least) - each.begin());
  Row row = each[slowest];
  row.id = "clusters";
  row.what =
      fmt::format("how many, by practice: the slowest of the ten largest clusters, {} threads", threads);
  row.figures = {{row.least() * 1e3, "ms", 10.0},
                 {static_cast<double>(sizes[slowest].first), "postings", {}}};
  row.note = "from the text of the question to the counts; " + sizes[slowest].second + " was the slowest";
  judge(row, options.small);
  return row;
}

}  // namespace meso::bench
