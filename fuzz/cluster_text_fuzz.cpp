// Any text is either clusters, sorted and without duplicates, or one error with its file.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "terms/terms.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  meso::terms::ClusterSet clusters;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const meso::Status loaded = clusters.load_text(text, "lists/20241205/fuzz.csv", "fuzz_cod");
  if (!loaded.ok() && (loaded.error().place.file.empty() || !clusters.all().empty())) std::abort();
  for (const auto& [name, cluster] : clusters.all()) {
    if (cluster.codes.empty() || !std::is_sorted(cluster.codes.begin(), cluster.codes.end())) std::abort();
    if (std::adjacent_find(cluster.codes.begin(), cluster.codes.end()) != cluster.codes.end()) std::abort();
  }
  return 0;
}
