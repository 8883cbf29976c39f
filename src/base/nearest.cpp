#include "base/nearest.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace meso {
namespace {

constexpr std::size_t kLongest = 64;

char folded(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace

int name_distance(std::string_view a, std::string_view b, int limit) {
  const int rows = static_cast<int>(a.size());
  const int columns = static_cast<int>(b.size());
  if (a.size() > kLongest || b.size() > kLongest || std::abs(rows - columns) > limit) return limit + 1;
  // Three rows of the table: swaps look back two. Cells further than
  // `limit` from the diagonal are never near.
  std::array<int, kLongest + 1> before{}, above{}, row{};
  for (int j = 0; j <= columns; ++j) above[static_cast<std::size_t>(j)] = j;
  for (int i = 1; i <= rows; ++i) {
    row.fill(limit + 1);
    const int first = std::max(1, i - limit);
    const int last = std::min(columns, i + limit);
    if (first == 1) row[0] = i;
    int least = row[static_cast<std::size_t>(first - 1)];
    for (int j = first; j <= last; ++j) {
      const auto at = static_cast<std::size_t>(j);
      const char x = folded(a[static_cast<std::size_t>(i - 1)]);
      const char y = folded(b[at - 1]);
      int cost = above[at - 1] + (x != y);
      if (j < i + limit) cost = std::min(cost, above[at] + 1);
      cost = std::min(cost, row[at - 1] + 1);
      if (i > 1 && j > 1 && x == folded(b[at - 2]) && folded(a[static_cast<std::size_t>(i - 2)]) == y) {
        cost = std::min(cost, before[at - 2] + 1);
      }
      row[at] = cost;
      least = std::min(least, cost);
    }
    if (least > limit) return limit + 1;
    before = above;
    above = row;
  }
  return above[static_cast<std::size_t>(columns)];
}

NearestName::NearestName(std::string_view wanted)
    : wanted_(wanted), limit_(std::clamp(static_cast<int>(wanted.size()) / 3, 1, 3)) {
  if (wanted.size() > kLongest) limit_ = 0;
}

void NearestName::offer(std::string_view candidate) {
  if (limit_ == 0) return;
  const int distance = name_distance(wanted_, candidate, limit_);
  if (distance > limit_) return;
  best_ = candidate;
  limit_ = distance == 0 ? 0 : distance - 1;  // only a nearer one may follow
}

}  // namespace meso
