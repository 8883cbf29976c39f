// Distance over the ground from distance on the globe.
//
// Great-circle (haversine) on a sphere of the mean radius of the Earth, 6,371.0088 km: within 0.6% of the
// ellipsoid. A road is longer than the line; by how much is a stated factor that whoever prints a distance
// says beside it. No road map is used, so hills, rivers without bridges and one-way streets are not seen.

#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "network/model.h"

namespace meso::network::footprint {

inline bool is_placed(const Point& point) {
  return !std::isnan(point.longitude) && !std::isnan(point.latitude);
}

// REQUIRES: both are placed.
inline double kilometres_between(const Point& a, const Point& b) {
  constexpr double kRadius = 6371.0088;
  constexpr double kDegree = std::numbers::pi / 180;
  const double height = std::sin((b.latitude - a.latitude) * kDegree / 2);
  const double breadth = std::sin((b.longitude - a.longitude) * kDegree / 2);
  const double chord =
      height * height + std::cos(a.latitude * kDegree) * std::cos(b.latitude * kDegree) * breadth * breadth;
  return 2 * kRadius * std::asin(std::sqrt(std::min(1.0, chord)));
}

inline Point place_of(const Area& area) {
  return {area.longitude, area.latitude};
}
inline Point place_of(const Organisation& organisation) {
  return {organisation.longitude, organisation.latitude};
}

}  // namespace meso::network::footprint
