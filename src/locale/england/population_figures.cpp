// The tables of population_figures.h, as published.

#include "locale/england/population_figures.h"

#include <array>

namespace meso::england {
namespace {

constexpr std::array<AgeBandCount, kAgeBands> kRegistered = {{
    {1402572, 1474931}, {1633875, 1716919}, {1828840, 1922334}, {1873541, 1964187}, {1904726, 1925610},
    {2168239, 2206555}, {2295483, 2343167}, {2347581, 2418300}, {2179334, 2267946}, {1965075, 2074450},
    {1877720, 1962527}, {2008054, 2039701}, {1953439, 1947199}, {1657890, 1605551}, {1388168, 1278679},
    {1350622, 1180079}, {950688, 772459},   {574987, 405014},   {279554, 160561},   {93661, 36290},
}};

constexpr std::array<RegisterCount, 21> kRegisters = {{
    {"AF", 1387028, 61582164, 0},  {"AST", 3809930, 58124049, 6},  {"CAN", 2353771, 61582164, 0},
    {"CHD", 1838011, 61582164, 0}, {"CKD", 2300459, 49583759, 18}, {"COPD", 1173648, 61582164, 0},
    {"DEM", 484236, 61582164, 0},  {"DEP", 7080364, 49583759, 18}, {"DM", 3952514, 50311000, 17},
    {"EP", 395457, 49583759, 18},  {"HF", 680456, 61582164, 0},    {"HYP", 9401022, 61582164, 0},
    {"LD", 359110, 61582164, 0},   {"MH", 622852, 61582164, 0},    {"NDH", 4555698, 49583759, 18},
    {"OB", 6875696, 49583759, 18}, {"OST", 272396, 22649799, 50},  {"PAD", 343746, 61582164, 0},
    {"PC", 346334, 61582164, 0},   {"RA", 402554, 51041072, 16},   {"STIA", 1166953, 61582164, 0},
}};

constexpr std::array<DeathCount, 7> kDeaths = {{
    {0, 1131, 292545, 1436, 308256},
    {1, 429, 4809849, 505, 5042315},
    {15, 5265, 11879690, 9449, 11662104},
    {45, 25403, 7837266, 37792, 7557379},
    {65, 36494, 3021083, 50998, 2802995},
    {75, 69505, 2229791, 80146, 1878785},
    {85, 125440, 948511, 83241, 584158},
}};

}  // namespace

std::span<const AgeBandCount> registered_by_age_band() {
  return kRegistered;
}

std::span<const RegisterCount> qof_registers() {
  return kRegisters;
}

const RegisterCount* find_qof_register(std::string_view group) {
  for (const RegisterCount& entry : kRegisters) {
    if (entry.group == group) return &entry;
  }
  return nullptr;
}

std::span<const DeathCount> deaths_in_a_year() {
  return kDeaths;
}

}  // namespace meso::england
