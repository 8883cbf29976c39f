#include "rules/blocks/column_steps.h"

#include <algorithm>
#include <cmath>

#include "rules/blocks/bits.h"

namespace meso::rules::blocks {
namespace {

void copy_padded(std::span<const std::uint16_t> from, std::uint16_t* to, const Columns& columns) {
  std::copy(from.begin(), from.begin() + columns.patients(), to);
  std::fill(to + columns.patients(), to + columns.padded(), std::uint16_t{0});
}

// Calls visit(read) with a function that reads the days of a kDay or kWide column as i32 with kMissingDay.
template <class Visit>
void with_days(const Columns& columns, Column column, Visit visit) {
  if (columns.lane(column) == Lane::kDay) {
    const std::uint16_t* days = columns.days(column);
    visit([days](std::uint32_t p) { return days[p] == 0 ? kMissingDay : std::int32_t{days[p]}; });
  } else {
    const std::int32_t* days = columns.wide_days(column);
    visit([days](std::uint32_t p) { return days[p]; });
  }
}

void move_days(const Step& step, const Columns& columns) {
  std::int32_t* out = columns.wide_days(step.out);
  with_days(columns, step.a, [&](auto day) {
    for (std::uint32_t p = 0; p < columns.padded(); ++p) {
      const std::int32_t d = day(p);
      if (step.x == 0) {
        out[p] = d == kMissingDay ? kMissingDay : d + step.y;
      } else if (d == kMissingDay) {
        out[p] = kMissingDay;
      } else {
        out[p] = add_months(Date{d}, step.x, step.policy).days + step.y;
      }
    }
  });
}

// Bounds of a computed day, brought back into what a record can hold.
template <class Turn>
void wide_bound(const Step& step, const Columns& columns, Turn turn) {
  const std::int32_t* in = columns.wide_days(step.a);
  std::uint16_t* out = columns.days(step.out);
  for (std::uint32_t p = 0; p < columns.padded(); ++p) out[p] = static_cast<std::uint16_t>(turn(in[p]));
}

// A recorded day is 1 or more, so one less is still a day's number. All lanes are
// of 16 bits, so that this vectorises.
void after_bound(const Step& step, const Columns& columns) {
  const auto floor = static_cast<std::uint16_t>(step.span.after.day);
  const auto less = static_cast<std::uint16_t>(step.x);
  std::uint16_t* out = columns.days(step.out);
  if (columns.lane(step.a) == Lane::kDay) {
    const std::uint16_t* in = columns.days(step.a);
    for (std::uint32_t p = 0; p < columns.padded(); ++p) {
      const auto moved = static_cast<std::uint16_t>(in[p] - less);
      const std::uint16_t bound = moved < floor ? floor : moved;
      out[p] = in[p] == 0 ? std::uint16_t{65535} : bound;
    }
  } else {
    wide_bound(step, columns, [&](std::int32_t d) {
      return d == kMissingDay ? 65535 : std::clamp(d - step.x, step.span.after.day, 65535);
    });
  }
  if (step.b == kNoColumn) return;
  const std::uint16_t* narrower = columns.days(step.b);
  for (std::uint32_t p = 0; p < columns.padded(); ++p) out[p] = std::max(out[p], narrower[p]);
}

void upto_bound(const Step& step, const Columns& columns) {
  const auto ceiling = static_cast<std::uint16_t>(step.span.upto.day);
  const auto less = static_cast<std::uint16_t>(step.x);
  std::uint16_t* out = columns.days(step.out);
  if (columns.lane(step.a) == Lane::kDay) {
    const std::uint16_t* in = columns.days(step.a);
    for (std::uint32_t p = 0; p < columns.padded(); ++p) {
      const auto moved = static_cast<std::uint16_t>(in[p] - less);
      const std::uint16_t bound = moved < ceiling ? moved : ceiling;
      out[p] = in[p] == 0 ? std::uint16_t{0} : bound;
    }
  } else {
    wide_bound(step, columns, [&](std::int32_t d) {
      return d == kMissingDay ? 0 : std::clamp(d - step.x, 0, step.span.upto.day);
    });
  }
  if (step.b == kNoColumn) return;
  const std::uint16_t* narrower = columns.days(step.b);
  for (std::uint32_t p = 0; p < columns.padded(); ++p) out[p] = std::min(out[p], narrower[p]);
}

// Calls visit(passes) with the test of a day column against a span. Comparisons are joined by & so that they
// vectorise; a missing day is 0 and so is never after anything.
template <class Visit>
void with_span(const Step& step, const Columns& columns, Visit visit) {
  const std::uint16_t* d = columns.days(step.a);
  const auto after = static_cast<std::uint16_t>(step.span.after.day);
  const auto upto = static_cast<std::uint16_t>(step.span.upto.day);
  const std::uint16_t* afters =
      step.span.after.column == kNoColumn ? nullptr : columns.days(step.span.after.column);
  const std::uint16_t* uptos =
      step.span.upto.column == kNoColumn ? nullptr : columns.days(step.span.upto.column);
  if (afters && uptos) {
    visit([=](std::uint32_t p) { return (d[p] > afters[p]) & (d[p] <= uptos[p]); });
  } else if (afters) {
    visit([=](std::uint32_t p) { return (d[p] > afters[p]) & (d[p] <= upto); });
  } else if (uptos) {
    visit([=](std::uint32_t p) { return (d[p] > after) & (d[p] <= uptos[p]); });
  } else {
    visit([=](std::uint32_t p) { return (d[p] > after) & (d[p] <= upto); });
  }
}

void keep_days(const Step& step, const Columns& columns) {
  const std::uint16_t* in = columns.days(step.a);
  std::uint16_t* out = columns.days(step.out);
  with_span(step, columns, [&](auto passes) {
    for (std::uint32_t p = 0; p < columns.padded(); ++p) out[p] = passes(p) ? in[p] : std::uint16_t{0};
  });
}

void keep_numbers(const Step& step, const Columns& columns) {
  const float* in = columns.numbers(step.a);
  const std::uint16_t* days = columns.days(step.b);
  float* out = columns.numbers(step.out);
  for (std::uint32_t p = 0; p < columns.padded(); ++p) out[p] = days[p] == 0 ? kMissingNumber : in[p];
}

// kMissingDay is the smallest number there is, so the latest needs no test for it.
void extreme_day(const Step& step, const Columns& columns) {
  std::int32_t* out = columns.wide_days(step.out);
  std::fill(out, out + columns.padded(), kMissingDay);
  for (Column column : step.list) {
    const std::int32_t* in = columns.wide_days(column);
    for (std::uint32_t p = 0; p < columns.padded(); ++p) {
      if (step.op == Op::kLatestOf) {
        out[p] = std::max(out[p], in[p]);
      } else if (in[p] != kMissingDay && (out[p] == kMissingDay || in[p] < out[p])) {
        out[p] = in[p];
      }
    }
  }
}

// From the last choice to the first: an earlier one that is true writes over a later one.
void choose(const Step& step, const Columns& columns) {
  std::int32_t* out = columns.wide_days(step.out);
  const std::int32_t* otherwise = columns.wide_days(step.list.back());
  std::copy(otherwise, otherwise + columns.padded(), out);
  for (std::size_t i = step.list.size() - 1; i >= 2; i -= 2) {
    const std::uint64_t* when = columns.bits(step.list[i - 2]);
    const std::int32_t* then = columns.wide_days(step.list[i - 1]);
    for (std::uint32_t p = 0; p < columns.padded(); ++p) {
      if (has_bit(when, p)) out[p] = then[p];
    }
  }
}

void elapsed(const Step& step, const Columns& columns) {
  const std::int32_t* from = columns.wide_days(step.a);
  const std::int32_t* to = columns.wide_days(step.b);
  float* out = columns.numbers(step.out);
  for (std::uint32_t p = 0; p < columns.padded(); ++p) {
    if (from[p] == kMissingDay || to[p] == kMissingDay) {
      out[p] = kMissingNumber;
    } else if (step.unit == AgeUnit::kDays) {
      out[p] = static_cast<float>(to[p] - from[p]);
    } else if (step.unit == AgeUnit::kMonths) {
      out[p] = static_cast<float>(completed_months(Date{from[p]}, Date{to[p]}));
    } else {
      out[p] = static_cast<float>(completed_years(Date{from[p]}, Date{to[p]}));
    }
  }
}

// Calls visit(holds) with the comparison of two numbers; every one but "not
// equal" fails by itself when one is NaN.
template <class Visit>
void with_compare(Compare compare, Visit visit) {
  switch (compare) {
    case Compare::kEqual:
      return visit([](float a, float b) { return a == b; });
    case Compare::kNotEqual:
      return visit([](float a, float b) { return (a < b) | (a > b); });
    case Compare::kBelow:
      return visit([](float a, float b) { return a < b; });
    case Compare::kAtMost:
      return visit([](float a, float b) { return a <= b; });
    case Compare::kAbove:
      return visit([](float a, float b) { return a > b; });
    case Compare::kAtLeast:
      return visit([](float a, float b) { return a >= b; });
  }
}

void join_bits(const Step& step, const Columns& columns) {
  std::uint64_t* out = columns.bits(step.out);
  const bool all = step.op == Op::kAnd;
  std::fill(out, out + columns.words(), all ? ~std::uint64_t{0} : 0);
  for (Column column : step.list) {
    const std::uint64_t* in = columns.bits(column);
    for (std::uint32_t w = 0; w < columns.words(); ++w) out[w] = all ? out[w] & in[w] : out[w] | in[w];
  }
}

}  // namespace

void run_column_step(const Step& step, const Columns& columns, const records::Block& block,
                     std::span<const std::vector<std::uint8_t>> ethnicities) {
  const auto bits = [&](auto test) { set_bits(columns.bits(step.out), columns.padded(), test); };
  // Columns of the block itself end at the last patient.
  const auto patient_bits = [&](auto test) {
    bits([&](std::uint32_t p) { return p < columns.patients() && test(p); });
  };
  switch (step.op) {
    case Op::kBirth:
      return copy_padded(block.birth, columns.days(step.out), columns);
    case Op::kDeath:
      return copy_padded(block.death, columns.days(step.out), columns);
    case Op::kFill:
      std::fill(columns.wide_days(step.out), columns.wide_days(step.out) + columns.padded(), step.x);
      return;
    case Op::kMove:
      return move_days(step, columns);
    case Op::kAfterBound:
      return after_bound(step, columns);
    case Op::kUptoBound:
      return upto_bound(step, columns);
    case Op::kKeepDay:
      return keep_days(step, columns);
    case Op::kKeepNumber:
      return keep_numbers(step, columns);
    case Op::kEarliestOf:
    case Op::kLatestOf:
      return extreme_day(step, columns);
    case Op::kChoose:
      return choose(step, columns);
    case Op::kElapsed:
      return elapsed(step, columns);
    case Op::kEverybody:
      std::fill(columns.bits(step.out), columns.bits(step.out) + columns.words(), ~std::uint64_t{0});
      return;
    case Op::kDayInside:
      return with_span(step, columns, bits);
    case Op::kWideInside: {
      const std::int32_t* d = columns.wide_days(step.a);
      return bits(
          [=, &step](std::uint32_t p) { return (d[p] != kMissingDay) & (d[p] > step.x) & (d[p] <= step.y); });
    }
    case Op::kWideAfter: {
      // With the smaller one there, the greater one is.
      const std::int32_t* a = columns.wide_days(step.a);
      const std::int32_t* b = columns.wide_days(step.b);
      return bits([=](std::uint32_t p) { return (a[p] > b[p]) & (b[p] != kMissingDay); });
    }
    case Op::kNumberTest: {
      const float* a = columns.numbers(step.a);
      const float literal = step.literal;
      return with_compare(step.compare,
                          [&](auto holds) { bits([=](std::uint32_t p) { return holds(a[p], literal); }); });
    }
    case Op::kNumbersTest: {
      const float* a = columns.numbers(step.a);
      const float* b = columns.numbers(step.b);
      return with_compare(step.compare,
                          [&](auto holds) { bits([=](std::uint32_t p) { return holds(a[p], b[p]); }); });
    }
    case Op::kBirthInside: {
      const std::uint16_t* d = columns.days(step.a);
      return bits([=, &step](std::uint32_t p) { return (d[p] != 0) & (d[p] >= step.x) & (d[p] <= step.y); });
    }
    case Op::kBirthOutside: {
      const std::uint16_t* d = columns.days(step.a);
      return bits([=, &step](std::uint32_t p) { return (d[p] != 0) & ((d[p] < step.x) | (d[p] > step.y)); });
    }
    case Op::kSexIs:
      return patient_bits([&](std::uint32_t p) { return (block.sex[p] != 0) && (block.sex[p] == step.x); });
    case Op::kSexIsNot:
      return patient_bits([&](std::uint32_t p) { return (block.sex[p] != 0) && (block.sex[p] != step.x); });
    case Op::kEthnicityIn:
    case Op::kEthnicityNotIn: {
      // Category 0 is "not known", whatever the list says.
      const std::vector<std::uint8_t>& listed = ethnicities[static_cast<std::size_t>(step.x)];
      const std::uint8_t wanted = step.op == Op::kEthnicityIn ? 1 : 0;
      return patient_bits(
          [&](std::uint32_t p) { return block.ethnicity[p] != 0 && listed[block.ethnicity[p]] == wanted; });
    }
    case Op::kAnd:
    case Op::kOr:
      return join_bits(step, columns);
    case Op::kNot: {
      const std::uint64_t* in = columns.bits(step.a);
      std::uint64_t* out = columns.bits(step.out);
      for (std::uint32_t w = 0; w < columns.words(); ++w) out[w] = ~in[w];
      return;
    }
    default:
      return;  // reads postings: scan.h
  }
}

}  // namespace meso::rules::blocks
