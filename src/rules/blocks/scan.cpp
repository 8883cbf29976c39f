#include "rules/blocks/scan.h"

#include <algorithm>
#include <cmath>

#include "rules/blocks/day_ladder.h"

namespace meso::rules::blocks {
namespace {

// A record set as kernels read it: where it lies, or its filtered copy.
class Source {
 public:
  Source(const Program& program, std::int32_t set, const BlockPostings& postings, Filtered& filtered)
      : set_(program.record_sets[static_cast<std::size_t>(set)]), postings_(postings), filtered_(filtered) {
    if (!set_.plain()) filter_records(program, set_, postings, filtered);
  }

  template <class Visit>
  void each_stretch(Visit visit) const {
    if (set_.plain()) {
      postings_.each_stretch(set_.codes, [&](std::span<const std::uint32_t> postings, std::uint32_t,
                                             std::uint32_t) { visit(postings); });
    } else {
      visit(std::span<const std::uint32_t>(filtered_.postings));
    }
  }

  // The days of one pass. Long stretches go code by code, so that codes of which patients have many postings
  // are seen.
  void fold(DayPairs& days) const {
    if (!set_.plain()) return days.fold(filtered_.postings);
    const std::size_t patients = postings_.block().patients;
    const auto stretch = [&](std::span<const std::uint32_t> postings, std::uint32_t first,
                             std::uint32_t last) {
      if (postings.size() < patients) return days.fold(postings);
      for (std::uint32_t run = first; run < last; ++run) {
        const std::span<const std::uint32_t> of_run = postings_.run_postings(run);
        if (of_run.size() > 3 * patients) {
          days.fold_run(of_run);
        } else {
          days.fold(of_run);
        }
      }
    };
    postings_.each_stretch(set_.codes, stretch);
  }

  // Code by code, with values. A filtered copy is one run: its values are what their units made of them.
  template <class Visit>
  void each_run(Visit visit) const {
    if (set_.plain()) {
      postings_.each_run(set_.codes, visit);
    } else {
      RunView run;
      run.postings = filtered_.postings;
      run.values = filtered_.values.data();
      visit(run);
    }
  }

 private:
  const RecordSet& set_;
  const BlockPostings& postings_;
  const Filtered& filtered_;
};

class ScanRun {
 public:
  ScanRun(const Program& program, const Scan& scan, const BlockPostings& postings, const Columns& columns,
          ScanScratch& scratch)
      : program_(program),
        scan_(scan),
        postings_(postings),
        columns_(columns),
        scratch_(scratch),
        source_(program, scan.set, postings, scratch.first) {}

  void run() {
    if (scan_.latest_ladder >= 0) latest_by_ladder();
    if (scan_.earliest_ladder >= 0) earliest_by_ladder();
    const bool one_latest = scan_.latest.size() == 1, one_earliest = scan_.earliest.size() == 1;
    if (one_latest || one_earliest) {
      one_bound(one_latest ? &step(scan_.latest.front()) : nullptr,
                one_earliest ? &step(scan_.earliest.front()) : nullptr);
    }
    bool listed = false;
    for (std::int32_t i : scan_.others) {
      const Step& each = step(i);
      if (needs_lists(each.op) && !listed) {
        list_days();
        listed = true;
      }
      other(each);
    }
  }

 private:
  const Step& step(std::int32_t i) const { return program_.steps[static_cast<std::size_t>(i)]; }
  static bool needs_lists(Op op) {
    return op == Op::kCountDays || op == Op::kLatestPair || op == Op::kEarliestPair;
  }

  void one_bound(const Step* latest, const Step* earliest) {
    DayPairs& days = scratch_.days;
    days.start(static_cast<std::uint16_t>(latest != nullptr ? latest->span.upto.day : 65535),
               static_cast<std::uint16_t>(earliest != nullptr ? earliest->span.after.day : 0));
    source_.fold(days);
    std::uint16_t* latest_days = latest != nullptr ? columns_.days(latest->out) : nullptr;
    std::uint16_t* earliest_days = earliest != nullptr ? columns_.days(earliest->out) : nullptr;
    if (latest != nullptr && earliest != nullptr) {
      days.read<true, true>(latest_days, earliest_days, columns_.padded());
    } else if (latest != nullptr) {
      days.read<true, false>(latest_days, nullptr, columns_.padded());
    } else {
      days.read<false, true>(nullptr, earliest_days, columns_.padded());
    }
  }

  std::uint16_t* emptied(const Step& each) {
    std::uint16_t* days = columns_.days(each.out);
    std::fill(days, days + records::kPatientsPerBlock, std::uint16_t{0});
    return days;
  }

  // Columns of these steps, emptied, and one more for postings outside all bounds.
  std::vector<std::uint16_t*> emptied(const std::vector<std::int32_t>& steps) {
    std::vector<std::uint16_t*> days;
    for (std::int32_t i : steps) days.push_back(emptied(step(i)));
    return days;
  }

  void latest_by_ladder() {
    const std::uint8_t* rung = program_.ladders[static_cast<std::size_t>(scan_.latest_ladder)].rung.data();
    std::uint16_t outside[records::kPatientsPerBlock] = {};
    std::vector<std::uint16_t*> days = emptied(scan_.latest);
    days.push_back(outside);
    source_.each_stretch(
        [&](std::span<const std::uint32_t> postings) { scatter_latest(postings, rung, days.data()); });
    for (std::size_t i = 1; i + 1 < days.size(); ++i) accumulate(days[i - 1], days[i], columns_.padded());
  }

  void earliest_by_ladder() {
    const std::uint8_t* rung = program_.ladders[static_cast<std::size_t>(scan_.earliest_ladder)].rung.data();
    std::uint16_t outside[records::kPatientsPerBlock] = {};
    std::vector<std::uint16_t*> days = emptied(scan_.earliest);
    days.insert(days.begin(), outside);
    source_.each_stretch(
        [&](std::span<const std::uint32_t> postings) { scatter_earliest(postings, rung, days.data()); });
    for (std::size_t i = days.size() - 1; i > 1; --i) accumulate(days[i], days[i - 1], columns_.padded());
    for (std::size_t i = 1; i < days.size(); ++i) read_earliest(days[i], columns_.padded());
  }

  void list_days() {
    const auto list = [&](const Source& source, PatientLists<DayValue>& lists) {
      make_lists<DayValue>(
          [&](auto visit) {
            source.each_run([&](const RunView& run) {
              for (std::size_t i = 0; i < run.postings.size(); ++i) {
                const auto day = static_cast<std::uint16_t>(run.postings[i] >> 16);
                if (day != 0) visit(run.postings[i] & kPatientMask, DayValue{day, run.value(i)});
              }
            });
          },
          lists);
      sort_days(lists);
    };
    list(source_, scratch_.first_days);
    if (scan_.second_set >= 0) {
      list(Source(program_, scan_.second_set, postings_, scratch_.second), scratch_.second_days);
    }
  }

  void other(const Step& each) {
    switch (each.op) {
      case Op::kLatest:
        return latest_by_patient(each);
      case Op::kEarliest:
        return earliest_by_patient(each);
      case Op::kValueOnDay:
        return value_on_day(each);
      case Op::kHighest:
      case Op::kLowest:
        return extreme_value(each);
      case Op::kCountRecords:
        return count_records(each);
      case Op::kCountDays:
        return count_days(each, scratch_.first_days, columns_);
      default:
        return find_pairs(each, scratch_.first_days, scratch_.second_days, columns_);
    }
  }

  void latest_by_patient(const Step& each) {
    const std::uint16_t* upto = columns_.days(each.span.upto.column);
    std::uint16_t* out = columns_.days(each.out);
    std::fill(out, out + records::kPatientsPerBlock, std::uint16_t{0});
    source_.each_stretch([&](std::span<const std::uint32_t> postings) {
      for (const std::uint32_t posting : postings) {
        const std::uint32_t p = posting & kPatientMask;
        const auto day = static_cast<std::uint16_t>(posting >> 16);
        if (day <= upto[p] && day > out[p]) out[p] = day;
      }
    });
  }

  void earliest_by_patient(const Step& each) {
    const std::uint16_t* after = columns_.days(each.span.after.column);
    std::uint16_t* out = columns_.days(each.out);
    std::fill(out, out + records::kPatientsPerBlock, std::uint16_t{0});
    source_.each_stretch([&](std::span<const std::uint32_t> postings) {
      for (const std::uint32_t posting : postings) {
        const std::uint32_t p = posting & kPatientMask;
        const auto day = static_cast<std::uint16_t>(posting >> 16);
        if (day > after[p] && (out[p] == 0 || day < out[p])) out[p] = day;
      }
    });
  }

  // Values are read of the picked day's records only: these are listed without a branch, part by part, and
  // few. Which of several equal records is the picked one would be told by the greater (system, code), but no
  // rule can see the difference; `explain` can, and asks the reference.
  void value_on_day(const Step& each) {
    constexpr std::size_t kPart = 1024;
    const std::uint16_t* day = columns_.days(each.a);
    float* out = columns_.numbers(each.out);
    std::fill(out, out + columns_.padded(), kMissingNumber);
    const bool lowest = each.tie == Tie::kLowest;
    source_.each_run([&](const RunView& run) {
      if (run.values == nullptr) return;
      std::uint16_t picked[kPart];
      for (std::size_t begin = 0; begin < run.postings.size(); begin += kPart) {
        const auto part = run.postings.subspan(begin, std::min(kPart, run.postings.size() - begin));
        std::size_t count = 0;
        for (std::size_t i = 0; i < part.size(); ++i) {
          picked[count] = static_cast<std::uint16_t>(i);
          count += part[i] >> 16 == day[part[i] & kPatientMask] ? 1u : 0u;
        }
        for (std::size_t k = 0; k < count; ++k) {
          const std::uint32_t p = part[picked[k]] & kPatientMask;
          const float value = run.value(begin + picked[k]);
          if (day[p] == 0 || std::isnan(value)) continue;
          if (std::isnan(out[p]) || (lowest ? value < out[p] : value > out[p])) out[p] = value;
        }
      }
    });
  }

  void extreme_value(const Step& each) {
    alignas(64) std::uint16_t same_after[records::kPatientsPerBlock], same_upto[records::kPatientsPerBlock];
    const std::uint16_t* after = bound_days(each.span.after, columns_, same_after);
    const std::uint16_t* upto = bound_days(each.span.upto, columns_, same_upto);
    std::uint16_t* days = columns_.days(each.out);
    float* values = columns_.numbers(each.second_out);
    std::fill(days, days + columns_.padded(), std::uint16_t{0});
    std::fill(values, values + columns_.padded(), kMissingNumber);
    const bool highest = each.op == Op::kHighest;
    source_.each_run([&](const RunView& run) {
      if (run.values == nullptr) return;
      for (std::size_t i = 0; i < run.postings.size(); ++i) {
        const std::uint32_t p = run.postings[i] & kPatientMask;
        const auto day = static_cast<std::uint16_t>(run.postings[i] >> 16);
        if (day <= after[p] || day > upto[p]) continue;
        const float value = run.value(i);
        if (std::isnan(value)) continue;
        const bool better = days[p] == 0 || (highest ? value > values[p] : value < values[p]);
        if (better || (value == values[p] && day > days[p])) {
          days[p] = day;
          values[p] = value;
        }
      }
    });
  }

  void count_records(const Step& each) {
    alignas(64) std::uint16_t same_after[records::kPatientsPerBlock], same_upto[records::kPatientsPerBlock];
    const std::uint16_t* after = bound_days(each.span.after, columns_, same_after);
    const std::uint16_t* upto = bound_days(each.span.upto, columns_, same_upto);
    scratch_.counts.assign(records::kPatientsPerBlock, 0);
    std::uint32_t* counts = scratch_.counts.data();
    source_.each_stretch([&](std::span<const std::uint32_t> postings) {
      for (const std::uint32_t posting : postings) {
        const std::uint32_t p = posting & kPatientMask;
        const auto day = static_cast<std::uint16_t>(posting >> 16);
        counts[p] += ((day > after[p]) & (day <= upto[p])) ? 1 : 0;
      }
    });
    float* out = columns_.numbers(each.out);
    for (std::uint32_t p = 0; p < columns_.padded(); ++p) out[p] = static_cast<float>(counts[p]);
  }

  const Program& program_;
  const Scan& scan_;
  const BlockPostings& postings_;
  const Columns& columns_;
  ScanScratch& scratch_;
  Source source_;
};

}  // namespace

void run_scan(const Program& program, const Scan& scan, const BlockPostings& postings, const Columns& columns,
              ScanScratch& scratch) {
  ScanRun(program, scan, postings, columns, scratch).run();
}

}  // namespace meso::rules::blocks
