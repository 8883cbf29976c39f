// Lines on the ground: distances, the borders between areas, the outline of several areas together.
//
// Published polygons are generalised together, so neighbours keep the same points along their common line:
// two areas have a border exactly when they share an edge, point by point. No tolerance and no geometry
// library is needed, and areas that meet in one point alone have none.

#pragma once

#include <map>
#include <span>
#include <vector>

#include "network/model.h"

namespace meso::network {

// Great-circle metres on a sphere of the earth's mean radius.
double metres_between(Point a, Point b);

// Every pair of areas that share an edge, point by point, with the length of what they share.
// REQUIRES: shapes of areas, all of one edition.
std::vector<Border> borders_of(std::span<const Shape> shapes);

// The rings around all of these areas together: their edges without those that two of them share.
std::vector<Ring> outline_of(std::span<const Shape* const> shapes);

}  // namespace meso::network
