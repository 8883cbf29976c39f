#include "rules/blocks/pairs.h"

#include <algorithm>
#include <cmath>

namespace meso::rules::blocks {
namespace {

using Days = std::span<const DayValue>;

// The best value among entries [i, ...) of the same day as entry i, going by
// `step` (1 or -1); moves i past them.
float best_of_day(Days days, std::ptrdiff_t& i, std::ptrdiff_t step, Tie tie) {
  const auto at = [&](std::ptrdiff_t k) -> const DayValue& { return days[static_cast<std::size_t>(k)]; };
  const std::uint16_t day = at(i).day;
  float best = kMissingNumber;
  while (i >= 0 && i < std::ssize(days) && at(i).day == day) {
    const float value = at(i).value;
    if (!std::isnan(value) && (std::isnan(best) || (tie == Tie::kLowest ? value < best : value > best)))
      best = value;
    i += step;
  }
  return best;
}

}  // namespace

void sort_days(PatientLists<DayValue>& lists) {
  for (std::uint32_t p = 0; p + 1 < lists.starts.size(); ++p) {
    const std::span<DayValue> days = lists.of(p);
    if (!std::ranges::is_sorted(days, {}, &DayValue::day)) std::ranges::sort(days, {}, &DayValue::day);
  }
}

const std::uint16_t* bound_days(const Bound& bound, const Columns& columns, std::uint16_t* same) {
  if (bound.column != kNoColumn) return columns.days(bound.column);
  std::fill(same, same + records::kPatientsPerBlock, static_cast<std::uint16_t>(bound.day));
  return same;
}

void count_days(const Step& step, const PatientLists<DayValue>& lists, const Columns& columns) {
  alignas(64) std::uint16_t same_after[records::kPatientsPerBlock], same_upto[records::kPatientsPerBlock];
  const std::uint16_t* after = bound_days(step.span.after, columns, same_after);
  const std::uint16_t* upto = bound_days(step.span.upto, columns, same_upto);
  float* out = columns.numbers(step.out);
  std::fill(out, out + columns.padded(), 0.0f);
  for (std::uint32_t p = 0; p < columns.patients(); ++p) {
    std::uint32_t count = 0;
    std::uint16_t last = 0;
    for (const DayValue& each : lists.of(p)) {
      if (each.day <= after[p] || each.day > upto[p] || each.day == last) continue;
      last = each.day;
      ++count;
    }
    out[p] = static_cast<float>(count);
  }
}

void find_pairs(const Step& step, const PatientLists<DayValue>& first, const PatientLists<DayValue>& second,
                const Columns& columns) {
  alignas(64) std::uint16_t same_after[records::kPatientsPerBlock], same_upto[records::kPatientsPerBlock];
  const std::uint16_t* after = bound_days(step.span.after, columns, same_after);
  const std::uint16_t* upto = bound_days(step.span.upto, columns, same_upto);
  std::uint16_t* day = columns.days(step.out);
  float* first_value = columns.numbers(step.second_out);
  float* second_value = columns.numbers(step.third_out);
  std::fill(day, day + columns.padded(), std::uint16_t{0});
  std::fill(first_value, first_value + columns.padded(), kMissingNumber);
  std::fill(second_value, second_value + columns.padded(), kMissingNumber);

  // The two lists are walked together from the wanted end; whichever stands
  // further from the other's day moves on.
  const bool latest = step.op == Op::kLatestPair;
  const std::ptrdiff_t move = latest ? -1 : 1;
  for (std::uint32_t p = 0; p < columns.patients(); ++p) {
    const Days a = first.of(p), b = second.of(p);
    std::ptrdiff_t i = latest ? std::ssize(a) - 1 : 0;
    std::ptrdiff_t j = latest ? std::ssize(b) - 1 : 0;
    while (i >= 0 && i < std::ssize(a) && j >= 0 && j < std::ssize(b)) {
      const std::uint16_t left = a[static_cast<std::size_t>(i)].day;
      const std::uint16_t right = b[static_cast<std::size_t>(j)].day;
      if (left != right) {
        ((left > right) == latest ? i : j) += move;
      } else if (left > after[p] && left <= upto[p]) {
        day[p] = left;
        first_value[p] = best_of_day(a, i, move, step.tie);
        second_value[p] = best_of_day(b, j, move, step.second_tie);
        break;
      } else {
        i += move;
      }
    }
  }
}

}  // namespace meso::rules::blocks
