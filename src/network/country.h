// A fictional country in the layouts of England's public files, so that everything that reads them can be
// seen to work on a machine that has none of them.
//
// It is an island with a small one off its coast, in the open Atlantic: some nine hundred small areas with
// shared edges, towns, deprivation that follows the towns, about thirty networks that a real country could
// have (one of a single practice, one of eight, two with one name, one across two boards), practices that
// moved, merged and closed, two boards that became one. Its codes have forms that England does not use
// (practices DEMO01, networks DN001, areas Z01000001) and its place names are made up. The first network is
// that of the synthetic records, DEMO01 to DEMO08.
//
// Given the lists of synthetic records, the first network has those practices, and on each day that its files
// speak of the people, ages and registers that the records had. Registers are stated with a few slips, as
// publications have them, so that counts and records can be held against each other.
//
// The same seed, and the same lists, give the same files on every machine: integers decide, and the few real
// numbers are made of sums, products and quotients alone.

#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/files.h"
#include "base/result.h"
#include "network/model.h"

namespace meso::network {

// One practice of the first network, as its records have it on a day.
struct CountryList {
  std::array<std::array<std::uint32_t, kAgeBands>, 3> people{};  // by sex, as Sex has them
  std::map<std::string, std::uint32_t> registers = {};           // by the quality framework's group: "HYP"
  std::uint32_t patients() const;
};
// The days that its files speak of, and the groups whose registers they state.
std::array<Date, 4> country_days();
std::vector<std::string> country_groups();
inline constexpr std::uint32_t kMostCountryPatients = 300'000;

struct CountryOptions {
  std::uint64_t seed = 1;
  // By practice: one list for each of country_days(). Empty: the first network is made up like the others.
  // REQUIRES: together no more than kMostCountryPatients on any day.
  std::map<std::string, std::array<CountryList, 4>> lists = {};
};

struct CountryFile {
  std::string name;
  std::string text;
};
std::vector<CountryFile> make_country(const CountryOptions& options);

// Writes them into a folder, made if missing. Returns how many.
Result<std::size_t> write_country(FileSystem& files, const std::string& folder,
                                  const CountryOptions& options);

}  // namespace meso::network
