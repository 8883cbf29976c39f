#include "network/geometry.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <unordered_map>

namespace meso::network {

double metres_between(Point a, Point b) {
  constexpr double kEarthRadius = 6371008.8;  // metres, mean
  constexpr double kRadians = std::numbers::pi / 180;
  const double north = (b.latitude - a.latitude) * kRadians / 2;
  const double east = (b.longitude - a.longitude) * kRadians / 2;
  const double h = std::sin(north) * std::sin(north) + std::cos(a.latitude * kRadians) *
                                                           std::cos(b.latitude * kRadians) * std::sin(east) *
                                                           std::sin(east);
  return 2 * kEarthRadius * std::asin(std::min(1.0, std::sqrt(h)));
}

namespace {

// An edge without its direction, as the bits of its four numbers.
struct Edge {
  Point low, high;
  bool operator==(const Edge&) const = default;
};

bool before(Point a, Point b) {
  return std::pair(a.longitude, a.latitude) < std::pair(b.longitude, b.latitude);
}

struct EdgeHash {
  std::size_t operator()(const Edge& edge) const {
    std::uint64_t hash = 0x9E3779B97F4A7C15ull;
    for (const double value :
         {edge.low.longitude, edge.low.latitude, edge.high.longitude, edge.high.latitude}) {
      hash = (hash ^ std::bit_cast<std::uint64_t>(value)) * 0xD6E8FEB86659FD93ull;
      hash ^= hash >> 32;
    }
    return hash;
  }
};

template <class Visit>
void each_edge(const std::vector<Ring>& rings, Visit&& visit) {
  for (const Ring& ring : rings) {
    for (std::size_t i = 1; i < ring.size(); ++i) {
      if (ring[i - 1] == ring[i]) continue;
      visit(ring[i - 1], ring[i]);
    }
  }
}

Edge edge_of(Point a, Point b) {
  return before(a, b) ? Edge{a, b} : Edge{b, a};
}

}  // namespace

std::vector<Border> borders_of(std::span<const Shape> shapes) {
  std::unordered_map<Edge, std::vector<const Shape*>, EdgeHash> owners;
  for (const Shape& shape : shapes) {
    each_edge(shape.rings, [&](Point a, Point b) {
      auto& of_edge = owners[edge_of(a, b)];
      if (of_edge.empty() || of_edge.back() != &shape) of_edge.push_back(&shape);
    });
  }
  std::map<std::pair<AreaId, AreaId>, double> lengths;
  for (const auto& [edge, of_edge] : owners) {
    for (std::size_t i = 0; i < of_edge.size(); ++i) {
      for (std::size_t j = i + 1; j < of_edge.size(); ++j) {
        const auto pair = std::minmax(of_edge[i]->area, of_edge[j]->area);
        if (pair.first != pair.second) lengths[pair] += metres_between(edge.low, edge.high);
      }
    }
  }
  std::vector<Border> borders;
  borders.reserve(lengths.size());
  for (const auto& [pair, length] : lengths) {
    borders.push_back({pair.first, pair.second, shapes.front().edition, static_cast<float>(length)});
  }
  return borders;
}

std::vector<Ring> outline_of(std::span<const Shape* const> shapes) {
  // An edge that two areas share lies inside; what remains is walked from point to point.
  std::unordered_map<Edge, int, EdgeHash> times;
  for (const Shape* shape : shapes) {
    each_edge(shape->rings, [&](Point a, Point b) { ++times[edge_of(a, b)]; });
  }
  std::vector<std::pair<Point, Point>> rest;
  for (const Shape* shape : shapes) {
    each_edge(shape->rings, [&](Point a, Point b) {
      if (times[edge_of(a, b)] == 1) rest.emplace_back(a, b);
    });
  }
  const auto from = [](const auto& edge) { return std::pair(edge.first.longitude, edge.first.latitude); };
  std::ranges::sort(rest, {}, from);
  std::vector<bool> used(rest.size());
  std::vector<Ring> rings;
  for (std::size_t start = 0; start < rest.size(); ++start) {
    if (used[start]) continue;
    Ring ring = {rest[start].first};
    std::size_t at = start;
    while (!used[at]) {
      used[at] = true;
      ring.push_back(rest[at].second);
      if (ring.back() == ring.front()) break;
      const auto key = std::pair(ring.back().longitude, ring.back().latitude);
      auto next = std::ranges::lower_bound(rest, key, {}, from);
      while (next != rest.end() && from(*next) == key && used[static_cast<std::size_t>(next - rest.begin())])
        ++next;
      if (next == rest.end() || from(*next) != key) break;
      at = static_cast<std::size_t>(next - rest.begin());
    }
    // Where rings run against each other, a walk may not come back: it is closed by its last edge.
    if (ring.back() != ring.front()) ring.push_back(ring.front());
    if (ring.size() >= 4) rings.push_back(std::move(ring));
  }
  return rings;
}

}  // namespace meso::network
