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
// The same seed gives the same files on every machine: integers decide, and the few real numbers are made of
// sums, products and quotients alone.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace meso::network {

struct CountryOptions {
  std::uint64_t seed = 1;
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
