#include "bench/peer_rows.h"

#include <fmt/format.h>

#include <algorithm>

namespace meso::bench {
namespace {

void unequal(Row& row, const std::string& differs) {
  row.verdict = Verdict::kUnequal;
  row.note = "no time is given, for its answers are not ours: " + differs;
  row.seconds.clear();
  row.processor.clear();
}

// Asks the peer for sums that `read` understands; whether they are ours, and in the row why not.
template <class Sums>
bool same_sums(Peer& peer, const std::string& request, Result<Sums> (*read)(const std::vector<std::string>&),
               const Sums& ours, Row& row) {
  const auto lines = peer.ask(request);
  if (!lines.ok()) {
    could_not(row, lines.error());
    return false;
  }
  const auto theirs = read(*lines);
  const std::string differs = theirs.ok() ? difference(*theirs, ours) : theirs.error().message;
  if (!differs.empty()) unequal(row, differs);
  return differs.empty();
}

bool same_slots(Peer& peer, const std::vector<SlotSums>& ours, Row& row) {
  return same_sums<std::vector<SlotSums>>(peer, "sums", slot_sums, ours, row);
}

}  // namespace

std::string difference(const SumsOfCodes& theirs, const SumsOfCodes& ours) {
  const auto [their, our] = std::ranges::mismatch(theirs, ours);
  if (their == theirs.end() && our == ours.end()) return "";
  return "the events of code " + (our != ours.end() ? our : their)->first;
}

bool same_events(Peer& peer, const SumsOfCodes& ours, Row& row) {
  return same_sums<SumsOfCodes>(peer, "events", event_sums, ours, row);
}

void could_not(Row& row, const Error& error) {
  row.verdict = error.kind == ErrorKind::kIo ? Verdict::kNoAnswer : Verdict::kNotMeasured;
  row.note = error.message;
  row.seconds.clear();
  row.processor.clear();
}

std::string difference(const std::vector<SlotSums>& theirs, const std::vector<SlotSums>& ours) {
  const auto [their, our] = std::ranges::mismatch(theirs, ours);
  if (their == theirs.end() && our == ours.end()) return "";
  if (their == theirs.end() || our == ours.end()) return "another number of clusters";
  const auto each = [](const SlotSums& sums) {
    return fmt::format("{} patients, sums {}, {}, {} and {}", sums.patients, sums.earliest, sums.latest,
                       sums.value, sums.mix);
  };
  return fmt::format("cluster C{}_COD, {}; ours, {}", our - ours.begin() + 1, each(*their), each(*our));
}

std::string difference(const RuleSums& theirs, const RuleSums& ours) {
  const auto [their, our] = std::ranges::mismatch(theirs, ours);
  if (their == theirs.end() && our == ours.end()) return "";
  return "rule list " + (our != ours.end() ? our : their)->first.first;
}

void PeerRounds::compare(const Expected& expected, const std::string& sql) {
  const auto ran = peer_.time("run\t" + shape_);
  if (!ran.ok()) return could_not(row_, ran.error());
  equal_ = same_slots(peer_, expected.slots, row_) &&
           same_sums<RuleSums>(peer_, "rules\t" + sql, rule_sums, expected.rules, row_);
}

void PeerRounds::round(const Expected& expected) {
  if (!equal_) return;
  const auto time = peer_.time("run\t" + shape_);
  if (!time.ok()) {
    could_not(row_, time.error());
    equal_ = false;
    return;
  }
  equal_ = same_slots(peer_, expected.slots, row_);
  if (!equal_) return;
  row_.seconds.push_back(time->elapsed);
  row_.processor.push_back(time->processor);
}

Row PeerRounds::row(const OwnRounds& ours, bool small) const {
  Row row = row_;
  if (row.seconds.empty()) return row;
  row.sort();
  row.figures = {{row.least() / ours.least_of_one(), "times as long as ours", limit_, true},
                 {row.processor.front() / ours.least_processor_of_one(), "times our processor time", {}}};
  row.note = "its slots alone; ours are the slots and the rules";
  judge(row, small, ours.busy(1));
  return row;
}

Row once_row(Peer& peer, Row row, const std::string& shape, const std::vector<SlotSums>& expected,
             const OwnRounds& ours, double scale) {
  row.engine = peer.name();
  const auto time = peer.time("run\t" + shape);
  if (!time.ok()) {
    could_not(row, time.error());
    return row;
  }
  if (!same_slots(peer, expected, row)) return row;
  row.seconds = {time->elapsed * scale};
  row.processor = {time->processor * scale};
  row.figures = {{row.least() / ours.least_of_one(), "times as long as ours", {}},
                 {row.processor.front() / ours.least_processor_of_one(), "times our processor time", {}}};
  judge(row, false);
  return row;
}

}  // namespace meso::bench
