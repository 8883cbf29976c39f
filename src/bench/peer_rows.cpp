#include "bench/peer_rows.h"

#include <fmt/format.h>

#include <algorithm>

namespace meso::bench {
namespace {

void compare_slots(Peer& peer, const std::vector<SlotSums>& expected, Row& row) {
  const auto lines = peer.ask("sums");
  const auto theirs = lines.ok() ? slot_sums(*lines) : Result<std::vector<SlotSums>>(lines.error());
  const std::string differs = theirs.ok() ? difference(*theirs, expected) : theirs.error().message;
  if (differs.empty()) return;
  row.verdict = Verdict::kUnequal;
  row.note = "no time is given, for its answers are not ours: " + differs;
}

void could_not(Row& row, const Error& error) {
  row.verdict = Verdict::kNotMeasured;
  row.note = error.message;
}

}  // namespace

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

bool PeerRounds::fail(const Error& error) {
  could_not(row_, error);
  row_.seconds.clear();
  row_.processor.clear();
  return equal_ = false;
}

void PeerRounds::compare(const Expected& expected, const std::string& sql) {
  if (const auto ran = peer_.time("run\t" + shape_); !ran.ok()) {
    fail(ran.error());
    return;
  }
  compare_slots(peer_, expected.slots, row_);
  if (row_.verdict == Verdict::kUnequal) return;
  const auto lines = peer_.ask("rules\t" + sql);
  if (!lines.ok()) {
    fail(lines.error());
    return;
  }
  const auto theirs = rule_sums(*lines);
  const std::string differs = theirs.ok() ? difference(*theirs, expected.rules) : theirs.error().message;
  equal_ = differs.empty();
  if (equal_) return;
  row_.verdict = Verdict::kUnequal;
  row_.note = "no time is given, for its answers are not ours: " + differs;
}

void PeerRounds::round(const Expected& expected) {
  if (!equal_) return;
  const auto time = peer_.time("run\t" + shape_);
  if (!time.ok()) {
    fail(time.error());
    return;
  }
  compare_slots(peer_, expected.slots, row_);
  equal_ = row_.verdict != Verdict::kUnequal;
  if (equal_) {
    row_.seconds.push_back(time->elapsed);
    row_.processor.push_back(time->processor);
  } else {
    row_.seconds.clear();
    row_.processor.clear();
  }
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
  compare_slots(peer, expected, row);
  if (row.verdict == Verdict::kUnequal) return row;
  row.seconds = {time->elapsed * scale};
  row.processor = {time->processor * scale};
  row.figures = {{row.least() / ours.least_of_one(), "times as long as ours", {}},
                 {row.processor.front() / ours.least_processor_of_one(), "times our processor time", {}}};
  judge(row, false);
  return row;
}

}  // namespace meso::bench
