// Published figures of England's registered population: who is registered, how many are on each QOF register,
// who dies. Counts as published, never rates of our own making.
//
// Sources, all under the Open Government Licence v3.0:
//   registered   NHS England, "Patients Registered at a GP Practice", July 2026, file
//   gp-reg-pat-prac-quin-age, the
//                seven commissioning regions summed: 63,436,508 patients.
//   registers    NHS England, "Quality and Outcomes Framework 2024-25", file PREVALENCE_2425, summed over the
//   5,963
//                practices of the copy that we read, which lacks the practices of two integrated care boards
//                (Birmingham and Solihull; Shropshire, Telford and Wrekin): 61,582,164 patients.
//   deaths       Office for National Statistics, weekly registered deaths of England and Wales, the 52 weeks
//   of 2019;
//                population of mid-2023 by single year of age (both as in the R package NHSRdatasets). The
//                two years differ: rates made from them are rough.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace meso::england {

inline constexpr std::uint32_t kAgeBands = 20;  // 0-4, 5-9, ... 90-94, 95 and over
inline constexpr std::uint32_t kYearsPerAgeBand = 5;

struct AgeBandCount {
  std::uint32_t female = 0;
  std::uint32_t male = 0;
};
// One entry per age band.
std::span<const AgeBandCount> registered_by_age_band();

struct RegisterCount {
  std::string_view group;  // as QOF names it: "HYP"
  std::uint32_t on_register = 0;
  std::uint32_t list_size = 0;  // patients of the register's ages
  std::uint32_t from_age = 0;   // the register's ages begin here
};
std::span<const RegisterCount> qof_registers();
// Nothing when QOF 2024-25 had no such register.
const RegisterCount* find_qof_register(std::string_view group);

struct DeathCount {
  std::uint32_t from_age = 0;  // up to the next entry's
  std::uint32_t female_deaths = 0;
  std::uint32_t female_population = 0;
  std::uint32_t male_deaths = 0;
  std::uint32_t male_population = 0;
};
std::span<const DeathCount> deaths_in_a_year();

}  // namespace meso::england
