// How English practices differ: the 10th and 90th percentile of what each has on its registers and wins.
//
// Counted over practices with a list of 1,000 and more, between the two nearest of the sorted values, rounded
// to what stands here. Sources, under the Open Government Licence v3.0:
//   registers   NHS England, QOF 2024-25, file PREVALENCE_2425: REGISTER of 100 in PRACTICE_LIST_SIZE
//   points      NHS England, QOF 2023-24, as the Health Equity Evidence Centre collected it
//               (HEEC_QOF_CVD_2023-24): Achievement_*, of 100 points of the group; every practice that has
//               one
//   lists       NHS England, "Patients Registered at a GP Practice", July 2026, beside their own median

#pragma once

#include <array>
#include <string_view>

namespace meso::tests {

struct RegisterBand {
  std::string_view group;      // as QOF names it
  std::string_view register_;  // a condition of ours
  int from_age;
  double low, high;
};
inline constexpr std::array<RegisterBand, 21> kRegisterBands = {{
    {"AF", "AFIB_REG", 0, 0.82, 3.60},
    {"AST", "AST_REG", 6, 4.49, 8.47},
    {"CAN", "CAN_REG", 0, 1.87, 5.75},
    {"CHD", "CHD_REG", 0, 1.66, 4.42},
    {"CKD", "CKD_REG", 18, 2.18, 7.41},
    {"COPD", "COPD_REG", 0, 0.83, 3.30},
    {"DEM", "DEM_REG", 0, 0.27, 1.31},
    {"DEP", "DEP1_REG", 18, 8.52, 20.59},
    {"DM", "DM_REG", 17, 5.57, 10.81},
    {"EP", "EPIL_REG", 18, 0.48, 1.13},
    {"HF", "HF1_REG", 0, 0.51, 1.78},
    {"HYP", "HYP_REG", 0, 10.10, 20.69},
    {"LD", "LD_REG", 0, 0.29, 0.95},
    {"MH", "MH1_REG", 0, 0.62, 1.49},
    {"NDH", "NDH_REG", 18, 4.47, 14.66},
    {"OB", "OBES_REG", 18, 8.70, 20.06},
    {"OST", "OSTEO1_REG or OSTEO2_REG", 50, 0.18, 2.45},
    {"PAD", "PAD_REG", 0, 0.24, 0.94},
    {"PC", "PALCARE_REG", 0, 0.15, 1.13},
    {"RA", "RA_REG", 16, 0.46, 1.14},
    {"STIA", "STIA_REG", 0, 0.97, 2.84},
}};

struct PointsBand {
  std::string_view group;
  double low, high;
};
inline constexpr std::array<PointsBand, 4> kPointsBands = {
    {{"BP", 82.7, 100.0}, {"CHD", 87.6, 100.0}, {"HYP", 73.2, 100.0}, {"STIA", 86.2, 100.0}}};

struct ListBand {
  double low, high;
};
inline constexpr ListBand kListBand = {0.46, 1.99};

}  // namespace meso::tests
