#include <algorithm>

#include "bench/bench.h"

namespace meso::bench {

const std::vector<std::string>& row_groups() {
  static const std::vector<std::string> kGroups = {"memory", "w",    "duckdb", "clusters", "dates",
                                                   "load",   "once", "cql",    "scale"};
  return kGroups;
}

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kMet:
      return "met";
    case Verdict::kMissed:
      return "missed";
    case Verdict::kBusy:
      return "busy";
    case Verdict::kShown:
      return "shown";
    case Verdict::kNotJudged:
      return "not judged";
    case Verdict::kNotMeasured:
      return "not measured";
    case Verdict::kUnequal:
      return "unequal";
    case Verdict::kNoAnswer:
      return "no answer";
  }
  return "";
}

void Row::sort() {
  std::ranges::sort(seconds);
  std::ranges::sort(processor);
}

void judge(Row& row, bool small, bool busy) {
  if (row.figures.empty() || !row.figures.front().limit) {
    row.verdict = Verdict::kShown;
  } else if (small) {
    row.verdict = Verdict::kNotJudged;
  } else if (row.figures.front().kept()) {
    row.verdict = Verdict::kMet;
  } else {
    row.verdict = busy ? Verdict::kBusy : Verdict::kMissed;
  }
}

bool Report::has_finding() const {
  return std::ranges::any_of(rows, [](const Row& row) {
    return row.verdict == Verdict::kMissed || row.verdict == Verdict::kUnequal ||
           row.verdict == Verdict::kNoAnswer;
  });
}

}  // namespace meso::bench
