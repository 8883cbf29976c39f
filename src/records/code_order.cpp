#include "records/code_order.h"

#include <algorithm>
#include <numeric>

namespace meso::records {

Result<std::vector<std::uint32_t>> order_codes(std::span<const terms::Code> codes,
                                               const std::vector<bool>& used,
                                               std::span<const std::vector<terms::Code>> groups) {
  std::vector<std::uint32_t> sorted(codes.size());
  std::iota(sorted.begin(), sorted.end(), 0u);
  std::ranges::sort(sorted, [&](std::uint32_t a, std::uint32_t b) { return codes[a] < codes[b]; });
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (codes[sorted[i]].system == terms::System::kMeso) {
      return Error{ErrorKind::kBadInput, "an event uses one of Meso's reserved codes", Place{}, ""};
    }
    if (i > 0 && codes[sorted[i]] == codes[sorted[i - 1]]) {
      return Error{ErrorKind::kBadInput, "a code is listed twice in what a reader made", Place{}, ""};
    }
  }
  std::erase_if(sorted, [&](std::uint32_t code) { return !used[code]; });

  // From here on a code is its rank among the used ones, so that sorting is by (system, code).
  std::vector<std::uint32_t> order;
  order.reserve(sorted.size());
  std::vector<bool> placed(sorted.size());
  std::vector<std::uint32_t> ranks;
  for (const auto& group : groups) {
    ranks.clear();
    for (const terms::Code& code : group) {
      const auto at = std::ranges::lower_bound(
          sorted, code, {}, [&](std::uint32_t i) -> const terms::Code& { return codes[i]; });
      if (at == sorted.end() || codes[*at] != code) continue;
      const auto rank = static_cast<std::uint32_t>(at - sorted.begin());
      if (!placed[rank]) ranks.push_back(rank);
      placed[rank] = true;
    }
    std::ranges::sort(ranks);
    for (const std::uint32_t rank : ranks) order.push_back(sorted[rank]);
  }
  for (std::size_t rank = 0; rank < sorted.size(); ++rank) {
    if (!placed[rank]) order.push_back(sorted[rank]);
  }
  return order;
}

}  // namespace meso::records
