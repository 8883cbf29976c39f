#include "governance/burden.h"

#include <algorithm>

#include "base/random.h"

namespace meso::governance {
namespace {

// Hours a month that one minute of this ask costs.
double hours_of(const Ask& ask, std::int64_t minutes) {
  return static_cast<double>(minutes) / 60 * static_cast<double>(ask.people) *
         static_cast<double>(ask.times_a_year) / 12;
}

struct Sum {
  AskerBurden of;
  std::vector<std::pair<double, double>> ranges;
};

void add(Sum& sum, const Ask& ask) {
  AskerBurden& of = sum.of;
  ++of.asks;
  of.must += ask.must ? 1u : 0u;
  of.without_basis += ask.basis.empty() ? 1u : 0u;
  if (!ask.minutes_known()) {
    ++of.without_minutes;
    return;
  }
  const double least = hours_of(ask, ask.least), most = hours_of(ask, ask.most);
  sum.ranges.emplace_back(least, most);
  if (ask.pence_an_hour > 0) {
    const double tariff = static_cast<double>(ask.pence_an_hour) / 100;
    of.pounds_least = of.pounds_least.value_or(0) + least * tariff;
    of.pounds_most = of.pounds_most.value_or(0) + most * tariff;
  }
}

}  // namespace

HoursRange sum_of_uniform(std::span<const std::pair<double, double>> ranges, std::uint64_t seed,
                          std::uint32_t draws) {
  HoursRange out;
  for (const auto& [least, most] : ranges) {
    out.least += least;
    out.most += most;
  }
  if (ranges.empty() || draws == 0) return out;
  Random random(seed);
  std::vector<double> sums;
  sums.reserve(draws);
  for (std::uint32_t draw = 0; draw < draws; ++draw) {
    double sum = 0;
    for (const auto& [least, most] : ranges) {
      sum += least + (most - least) * (static_cast<double>(random.next() >> 11) * 0x1p-53);
    }
    sums.push_back(sum);
  }
  std::ranges::sort(sums);
  const auto quantile = [&](double q) { return sums[static_cast<std::size_t>(q * (draws - 1) + 0.5)]; };
  out.p10 = quantile(0.1);
  out.median = quantile(0.5);
  out.p90 = quantile(0.9);
  return out;
}

Burden burden_of(std::span<const Ask> asks, std::uint64_t seed, std::uint32_t draws) {
  std::map<std::string, Sum> by_asker;
  Sum all;
  Burden out;
  double held = 0;
  for (const Ask& ask : asks) {
    if (ask.state == "refused" || ask.same_as != 0 || ask.erased) continue;
    by_asker[ask.asker].of.asker = ask.asker;
    add(by_asker[ask.asker], ask);
    add(all, ask);
    if (ask.share_held_known) {
      held += ask.share_held;
      ++out.held_known;
    }
  }
  for (auto& [asker, sum] : by_asker) {
    sum.of.hours = sum_of_uniform(sum.ranges, seed, draws);
    out.askers.push_back(sum.of);
  }
  all.of.asker = "all";
  all.of.hours = sum_of_uniform(all.ranges, seed, draws);
  out.all = all.of;
  out.held_share = out.held_known == 0 ? 0 : held / static_cast<double>(out.held_known) / 100;
  return out;
}

}  // namespace meso::governance
