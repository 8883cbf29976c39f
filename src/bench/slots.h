// W's events, its slots and its rule lists as sums, so that two engines' answers about 50,000 patients fit in
// a few hundred lines and still cannot differ in one patient unseen.
//
// Our slots are read here from the postings in the plainest way, with none of the engine's code: what is
// compared with the peers is both the events that they were given and the question that they understood.
// The engine itself is compared by its answers: of every rule list, how many patients each rule decided which
// way, and the sum of their numbers.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "bench/run_w.h"

namespace meso::bench {

// Of one cluster, over all patients who have a record of it. Days as in base/date.h; `value` of the clusters
// that have values, the greatest of the latest day. `mix` is the sum of patient * (earliest + 3 * latest + 7
// * value).
struct SlotSums {
  std::uint64_t patients = 0;
  std::uint64_t earliest = 0;
  std::uint64_t latest = 0;
  std::uint64_t value = 0;
  std::uint64_t mix = 0;
  bool operator==(const SlotSums&) const = default;
};

// One for each cluster; of the first `patients` of each practice only, where that is not 0.
Result<std::vector<SlotSums>> slot_sums(const Workload& workload, std::uint32_t patients = 0);
// From the lines of a peer's answer; kBadInput when they are no such lines.
Result<std::vector<SlotSums>> slot_sums(const std::vector<std::string>& lines);

// Of the events of one code. `mix` is the sum of patient * (date + 7 * value); no value counts as 0.
struct EventSums {
  std::uint64_t records = 0;
  std::uint64_t dates = 0;
  std::uint64_t values = 0;
  std::uint64_t mix = 0;
  bool operator==(const EventSums&) const = default;
};
// By the code's text; registrations are not among them.
using SumsOfCodes = std::map<std::string, EventSums>;

Result<SumsOfCodes> event_sums(const Workload& workload);
Result<SumsOfCodes> event_sums(const std::vector<std::string>& lines);

// (list, outcome) -> (patients, sum of their numbers). Lists: r0 (register), d0 (denominator), n0
// (numerator). Outcome: twice the deciding rule's place from 1, and one more when it selected; 0 where the
// list was not asked.
using RuleSums = std::map<std::pair<std::string, std::uint32_t>, std::pair<std::uint64_t, std::uint64_t>>;

Result<RuleSums> rule_sums(const Workload& workload, const rules::Plan& plan);
Result<RuleSums> rule_sums(const std::vector<std::string>& lines);

// W's rule lists as one SQL query over the tables `slots` and `people` that bench/peers makes: its rows are
// the lines above. kBadInput when the model holds a condition that W has not.
Result<std::string> rules_in_sql(const rules::Model& model);

}  // namespace meso::bench
