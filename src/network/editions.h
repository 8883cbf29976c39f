// One census edition's map from the other's.
//
// Files of patients speak of the areas of 2011, files of polygons of those of 2021, or the other way round.
// Areas that did not change have one code and one place. Of the others the look-up says what became of what,
// and that is enough for edges, without guessing:
//
//   composed   an area that is exactly the sum of some areas of the other edition has their outer edges
//   a part     an area that was joined with others into one of the other edition (or cut from it) has edges
//   that are
//              known only together with those others: Area::part_of names the whole, and whoever has all of
//              its parts knows the edges
//   else       its edges are not known, and are not made up
//
// So borders that only the other edition's file shows are added in the edition that asks.

#pragma once

#include <span>

#include "network/model.h"

namespace meso::network {

struct AreaChange {
  AreaId of_2011 = kNobody, of_2021 = kNobody;
};
// `changes`: every row of a look-up, those of areas that did not change too. Areas that a file draws in their
// own edition, or whose borders it lists, stay as they are. Marks Area::part_of.
void lay_editions_over(Model& model, std::span<const AreaChange> changes);

}  // namespace meso::network
