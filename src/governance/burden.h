// The burden of asks: hours by asker, as a range. docs/governance.md works a sheet by hand.

#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "governance/asks.h"

namespace meso::governance {

struct HoursRange {
  double least = 0, most = 0;           // the arithmetic: everything at its least, everything at its most
  double p10 = 0, median = 0, p90 = 0;  // of the simulated sum
};
struct AskerBurden {
  std::string asker;
  std::uint64_t asks = 0, must = 0, without_minutes = 0, without_basis = 0;
  HoursRange hours;                                 // in the month
  std::optional<double> pounds_least, pounds_most;  // of those with a tariff
};
struct Burden {
  std::vector<AskerBurden> askers;  // by name
  AskerBurden all;
  double held_share = 0;  // mean share of items that Meso holds, over the asks that say
  std::uint64_t held_known = 0;
};

// Hours that fall on one month: a twelfth of what a year asks. Asks that were refused, or are the same as
// another, cost nothing. The same seed gives the same figures.
Burden burden_of(std::span<const Ask> asks, std::uint64_t seed = 1, std::uint32_t draws = 10'000);

// Quantiles of a sum of independent uniform times, by simulation.
HoursRange sum_of_uniform(std::span<const std::pair<double, double>> ranges, std::uint64_t seed,
                          std::uint32_t draws);

}  // namespace meso::governance
