// Our own rows: W on one thread and on two, its memory, month-ends, and the ten largest clusters.

#pragma once

#include <vector>

#include "bench/bench.h"
#include "bench/machine.h"
#include "bench/run_w.h"

namespace meso::bench {

// W of which everything was compared with the reference interpreter, and its rounds so far.
class OwnRounds {
 public:
  // REQUIRES: both outlive this.
  OwnRounds(const Workload& workload, const rules::Plan& plan) : workload_(workload), plan_(plan) {}

  // One on one thread and one on two, after one of each to warm up. kCorrupt when the sum of numerators is
  // another than that of the round before.
  Status round();

  std::uint64_t numerators() const { return numerators_; }
  double others() const { return watch_.processors(); }
  // Seconds. REQUIRES: a round.
  double least_of_one() const;
  double least_processor_of_one() const;
  // Whether others left fewer than `threads` processors free.
  bool busy(int threads) const;
  std::vector<Row> rows(bool small) const;

 private:
  const Workload& workload_;
  const rules::Plan& plan_;
  std::uint64_t numerators_ = 0;
  Row one_, two_;
  OthersWatch watch_;
};

// Runs all of W in a process of its own and answers what it held.
Result<Row> memory_row(const Options& options, const std::string& folder);

// W's rule lists for `dates` month-ends at once, on `threads` threads.
Result<Row> dates_row(const Options& options, const Workload& workload, int dates, int threads, double limit);

// "How many, by practice" of each of the ten clusters with most postings, from the text of the question on.
Result<Row> clusters_row(const Options& options, const Workload& workload);

}  // namespace meso::bench
