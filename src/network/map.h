// The map of a network: its areas by a named policy, its practices, as a picture (SVG) or for a map program
// (GeoJSON).
//
// Shade is deprivation by national tenth (darker: more deprived), in steps that stay apart in grey and for
// colour-blind readers; a practice is a dot with its code; the network's outline is drawn from the edges that
// its areas do not share. Areas around it in which it has patients, but which are not its own by the policy,
// are drawn in outline. North is up; at England's latitudes a plate carrée squeezed by the cosine of the
// middle latitude is true enough to look at, and nothing is measured on it.

#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "network/footprint/area.h"
#include "network/model.h"

namespace meso::network {

struct NetworkMap {
  std::string title;     // "Rugeley & Great Haywood PCN (U16318)"
  std::string subtitle;  // policy, day, areas, patients
  struct Tile {
    const Shape* shape = nullptr;
    bool own = false;            // by the policy; else only some of its patients live there
    std::uint64_t patients = 0;  // the network's
    std::uint8_t tenth = 0;      // national, of deprivation; 0 not known
  };
  std::vector<Tile> tiles;
  std::vector<Ring> outline;
  std::vector<OrganisationId> practices;  // those with a place
};

// kNotFound when no residents, or no polygons of their edition, are known: the message says which files bring
// them. The map points into `model`, which must outlive it.
Result<NetworkMap> map_of(const Model& model, OrganisationId network, Date day,
                          const footprint::AreaPolicy& policy);

std::string map_svg(const Model& model, const NetworkMap& map);
std::string map_geojson(const Model& model, const NetworkMap& map);

}  // namespace meso::network
