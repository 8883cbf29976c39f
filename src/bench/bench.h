// What `meso bench` measures: the frozen workload W (bench/w.md), what it costs us, and what the same answers
// cost our peers.
//
// A row is one measurement with, where there is one, the limit that it must keep. Rows of a peer are timed
// only after its results were found equal to ours; where they differ the row says so and holds no time. Peers
// are programs in a folder of their own (docs/bench.md says how they are spoken to), never a part of Meso:
// without them their rows are not measured and the others are.
//
// Times are elapsed seconds. Limits are held against the least of the rounds, the run that was disturbed
// least; the median and the least processor time stand beside it. Where others leave too few processors free
// for what a row needs, a limit that is not kept says nothing of us: the row is `busy`.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace meso::bench {

struct Options {
  std::string work;           // where W's files, its extract and the peers' tables are made and kept
  std::string peers;          // the folder of the peers' programs; "" for none
  bool small = false;         // a hundredth of the patients: a look at the program, no limit is judged
  int rounds = 9;             // of everything that is not marked as run once
  std::vector<double> scale;  // sizes to measure too, in millions of patients
  // Groups of rows to measure, as row_groups names them; empty: all.
  std::vector<std::string> only;
  std::function<void(std::string_view)> progress;  // told what begins now; may be empty
};

// The groups of rows, in the order in which they are measured.
const std::vector<std::string>& row_groups();

enum class Verdict : std::uint8_t {
  kMet,          // the limit is kept
  kMissed,       // it is not
  kBusy,         // others used the machine, so that the figure says nothing
  kShown,        // there is no limit
  kNotJudged,    // there is one, but the workload was the small one
  kNotMeasured,  // the peer is not there, or cannot do this
  kUnequal,      // the peer's results differ from ours: no time is given
  kNoAnswer,     // the peer ended, or did not answer in time: whether the limit is kept is not known
};
std::string_view verdict_name(Verdict verdict);

// "3.52 ns a posting, at most 3.3".
struct Figure {
  double value = 0;
  std::string unit;
  std::optional<double> limit;
  bool at_least = false;  // the limit is a floor, not a ceiling
  bool kept() const { return !limit || (at_least ? value >= *limit : value <= *limit); }
};

struct Row {
  std::string id;                 // "w.one_thread"
  std::string what;               // in words
  std::string engine = "meso";    // with its version where it is a peer
  std::vector<double> seconds;    // of each round, ascending; empty when nothing was timed
  std::vector<double> processor;  // processor seconds of each round, of all threads, ascending
  std::vector<Figure> figures;    // the first is judged
  Verdict verdict = Verdict::kShown;
  std::string note;

  // REQUIRES: timed.
  double least() const { return seconds.front(); }
  double median() const { return seconds[seconds.size() / 2]; }
  void sort();
};

// Gives the row its verdict from its first figure. `busy`: others used what the row needs.
void judge(Row& row, bool small, bool busy = false);

struct Report {
  std::uint64_t patients = 0;
  std::uint64_t records = 0;  // registrations too
  std::uint64_t clusters = 0;
  std::uint64_t memberships = 0;
  std::uint64_t postings = 0;  // of each cluster, summed over clusters
  std::uint64_t rule_lists = 0;
  std::uint64_t numerators = 0;  // the sum of all
  std::uint64_t compared = 0;    // patients of whom every answer was compared with the reference interpreter
  int rounds = 0;
  bool small = false;

  std::string processor;
  int processors = 0;
  std::string system;
  std::string compiler;
  std::string load_before, load_after;  // load averages of 1, 5 and 15 minutes
  double others = 0;  // processors that other programs kept busy while W was timed, on average

  std::vector<Row> rows;
  std::vector<std::string> queries;  // files that hold the peers' queries
  std::vector<std::string> notes;    // what was not measured, and why

  // A limit missed, a peer's results that differ, or a peer that was started and gave none.
  bool has_finding() const;
};

Result<Report> run(const Options& options);

}  // namespace meso::bench
