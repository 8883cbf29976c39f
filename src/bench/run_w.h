// Runs the frozen workload W (bench/w.md) and answers its figures as values: what is printed is the caller's
// affair.
//
// The order is that of an honest benchmark: open the files, compile the plan, compare with the reference
// interpreter, and only then take the time.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "bench/w.h"
#include "records/practice_file.h"
#include "rules/blocks/engine.h"
#include "rules/model.h"

namespace meso::bench {

// W on disk, mapped, with its rules. `postings` is what every figure is divided by: the postings of each
// cluster, summed over clusters.
struct Workload {
  rules::Model model;
  std::vector<std::unique_ptr<records::PracticeFile>> files;
  std::vector<const records::PracticeFile*> views;  // of `files`
  std::uint64_t patients = 0;
  std::uint64_t records = 0;  // registrations too
  std::uint64_t memberships = 0;
  std::uint64_t postings = 0;
};

// Opens the practice files of `folder`; those that are not there are made first, each told to `made` with the
// seconds it took, when asked. `small` takes a hundredth of the patients: for a look at the program, not at
// its speed.
using Made = std::function<void(const std::string& name, double seconds)>;
Result<Workload> open_workload(const std::string& folder, bool small, const Made& made,
                               std::uint32_t practices = kPractices);
std::string practice_file_path(const std::string& folder, std::uint32_t practice, bool small);

// Postings of each of the clusters, summed.
Result<std::uint64_t> postings_of(const Workload& workload, std::span<const terms::Cluster> clusters);

// The practice files alone, mapped.
using PracticeFiles = std::vector<std::unique_ptr<records::PracticeFile>>;
Result<PracticeFiles> open_practice_files(const std::string& folder, bool small, std::uint32_t practices);
std::vector<const records::PracticeFile*> views_of(const PracticeFiles& files);

// The plan of W's rules for its reference date and the month-ends before it, `dates` in all.
Result<rules::Plan> compile_workload(const Workload& workload, int dates);

// Asks the reference interpreter about every `step`-th patient of every block and compares all registers and
// indicators. Answers how many patients and dates were compared; kCorrupt when one answer differs.
Result<std::uint64_t> compare_with_reference(const rules::Plan& plan, const Workload& workload,
                                             std::uint32_t step);

// Every number of a practice's counts, in one row: where two rows are equal, so are the counts.
std::vector<std::uint64_t> every_number(const std::vector<rules::PracticeCounts>& dates);

// What rounds of the same work cost, in seconds, ascending.
struct Figures {
  std::vector<double> elapsed;
  std::vector<double> processor;  // of all threads together
  double least() const { return elapsed.front(); }
  double median() const { return elapsed[elapsed.size() / 2]; }
  double least_processor() const { return processor.front(); }
};
struct Timing {
  std::uint64_t numerators = 0;  // summed over practices, dates and indicators: the same in every round
  Figures one;                   // on one thread
  Figures two;                   // on two, in turn with the first
  double gain() const { return one.least() / two.least(); }
};

// One round of warm-up and `rounds` more. REQUIRES: rounds >= 1.
Result<Timing> time_workload(const rules::Plan& plan, const Workload& workload, int rounds);

// What the machine is and how busy it was; the most memory the process held.
struct Machine {
  std::string processor;
  std::string load;
  std::uint64_t peak_kilobytes = 0;
};
Machine this_machine();

// Wall clock and processor time (of all threads) of one piece of work.
struct Cost {
  double elapsed = 0;
  double processor = 0;
};
Cost cost_of(const std::function<void()>& work);

}  // namespace meso::bench
