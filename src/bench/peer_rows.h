// The peers' rows. A row is timed only when the peer's answers are ours, slot by slot and rule by rule.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "bench/own_rows.h"
#include "bench/peer.h"
#include "bench/run_w.h"
#include "bench/slots.h"

namespace meso::bench {

// What a peer must answer to be timed.
struct Expected {
  std::vector<SlotSums> slots;
  RuleSums rules;
};

// "" when equal, else which cluster, list or code is the first to differ.
std::string difference(const std::vector<SlotSums>& theirs, const std::vector<SlotSums>& ours);
std::string difference(const RuleSums& theirs, const RuleSums& ours);
std::string difference(const SumsOfCodes& theirs, const SumsOfCodes& ours);
// Asks the peer for the events of the table that it has just read; whether they are W's, and in the row why
// not.
bool same_events(Peer& peer, const SumsOfCodes& ours, Row& row);

// Says in the row why it holds no time.
void could_not(Row& row, const Error& error);

// One shape of query on one peer, timed round by round beside our own runs.
class PeerRounds {
 public:
  // `limit`: how many times as long as ours it must take.
  PeerRounds(Peer& peer, std::string shape, Row row, double limit)
      : peer_(peer), shape_(std::move(shape)), row_(std::move(row)), limit_(limit) {
    row_.engine = peer.name();
  }

  // Runs it once and compares the slots and, from them, the rule lists; `sql` is the file of their query.
  // Where they differ, or the peer cannot, no round is timed.
  void compare(const Expected& expected, const std::string& sql);
  // Each round's slots are compared again.
  void round(const Expected& expected);
  // Ours are the same slots and the rules too.
  Row row(const OwnRounds& ours, bool small) const;

 private:
  Peer& peer_;
  std::string shape_;
  Row row_;
  double limit_;
  bool equal_ = false;
};

// A shape that is run once and shown. `scale`: by how much its time is multiplied, as where it answered for a
// sample of patients; the row then says so.
Row once_row(Peer& peer, Row row, const std::string& shape, const std::vector<SlotSums>& expected,
             const OwnRounds& ours, double scale = 1);

// Reads the extract into a network beside DuckDB's loading it, in turn. The first round's counts and events
// are compared before any time is given. Leaves DuckDB with the last table. `duckdb` may be null: then ours
// stands alone.
struct LoadRows {
  Row ours, theirs;
};
Result<LoadRows> load_rows(const Options& options, const Workload& workload, const std::string& extract,
                           Peer* duckdb);

}  // namespace meso::bench
