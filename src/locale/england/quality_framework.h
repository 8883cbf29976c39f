// The quality framework's groups of indicators, and the register of the rulebook that each group counts.
//
// Published prevalence names a group ("AF"); business rules name registers ("AFIB_REG"). Groups that count
// what no one register holds are not here: osteoporosis has two registers that are added, cardiovascular
// prevention none. Source: the prevalence files' GROUP_CODE against the names of the business rules'
// registers.

#pragma once

#include <array>
#include <string_view>

namespace meso::england {

struct RegisterOfGroup {
  std::string_view group, name;
};
inline constexpr std::array<RegisterOfGroup, 20> kRegistersOfGroups = {{
    {"AF", "AFIB_REG"},   {"AST", "AST_REG"}, {"CAN", "CAN_REG"},    {"CHD", "CHD_REG"}, {"CKD", "CKD_REG"},
    {"COPD", "COPD_REG"}, {"DEM", "DEM_REG"}, {"DEP", "DEP1_REG"},   {"DM", "DM_REG"},   {"EP", "EPIL_REG"},
    {"HF", "HF1_REG"},    {"HYP", "HYP_REG"}, {"LD", "LD_REG"},      {"MH", "MH1_REG"},  {"NDH", "NDH_REG"},
    {"OB", "OBES_REG"},   {"PAD", "PAD_REG"}, {"PC", "PALCARE_REG"}, {"RA", "RA_REG"},   {"STIA", "STIA_REG"},
}};

}  // namespace meso::england
