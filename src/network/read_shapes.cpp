// Reader of polygons of areas and commissioners: GeoJSON, read by simdjson.

#include <cmath>

#include <simdjson.h>

#include "network/codes.h"
#include "network/layouts.h"

namespace meso::network {
namespace {

namespace json = simdjson::dom;

bool read_ring(const json::array& points, Ring& ring) {
  for (const json::element point : points) {
    json::array pair;
    if (point.get(pair) != simdjson::SUCCESS || pair.size() < 2) return false;
    Point at;
    if (pair.at(0).get(at.longitude) != simdjson::SUCCESS ||
        pair.at(1).get(at.latitude) != simdjson::SUCCESS) {
      return false;
    }
    if (std::abs(at.longitude) > 180 || std::abs(at.latitude) > 90) return false;
    ring.push_back(at);
  }
  return ring.size() >= 4 && ring.front() == ring.back();
}

bool read_polygon(const json::array& rings, std::vector<Ring>& out) {
  for (const json::element element : rings) {
    json::array points;
    Ring ring;
    if (element.get(points) != simdjson::SUCCESS || !read_ring(points, ring)) return false;
    out.push_back(std::move(ring));
  }
  return !out.empty();
}

bool read_geometry(const json::element& geometry, std::vector<Ring>& out) {
  std::string_view type;
  json::array coordinates;
  if (geometry["type"].get(type) != simdjson::SUCCESS) return false;
  if (geometry["coordinates"].get(coordinates) != simdjson::SUCCESS) return false;
  if (type == "Polygon") return read_polygon(coordinates, out);
  if (type != "MultiPolygon") return false;
  for (const json::element polygon : coordinates) {
    json::array rings;
    if (polygon.get(rings) != simdjson::SUCCESS || !read_polygon(rings, out)) return false;
  }
  return !out.empty();
}

// The property whose name, as a plain word, begins and ends so: "lsoa21_code", "LSOA21CD".
std::string_view property(const json::object& properties, std::string_view begins, bool is_code,
                          std::string* edition = nullptr) {
  for (const auto field : properties) {
    const std::string word = plain(field.key);
    if (!word.starts_with(begins)) continue;
    const bool fits = is_code ? word.ends_with("code") || word.ends_with("cd")
                              : word.ends_with("name") || word.ends_with("nm");
    std::string_view value;
    if (!fits || field.value.get(value) != simdjson::SUCCESS) continue;
    if (edition != nullptr) *edition = word.substr(begins.size());
    return value;
  }
  return {};
}

}  // namespace

Status read_shapes(std::string_view text, Gathering& out, SourceId source) {
  const std::string file = out.source_at(source).file;
  json::parser parser;
  json::element document;
  if (parser.parse(text.data(), text.size()).get(document) != simdjson::SUCCESS) {
    return Error{ErrorKind::kBadInput, "it is no JSON text, or is cut short", {file}, ""};
  }
  json::array features;
  if (document["features"].get(features) != simdjson::SUCCESS) {
    return Error{
        ErrorKind::kBadInput, "it has no features", {file}, "give a GeoJSON FeatureCollection of areas"};
  }
  std::uint64_t number_of_feature = 0, taken = 0;
  for (const json::element feature : features) {
    ++number_of_feature;
    json::object properties;
    json::element geometry;
    Shape shape;
    if (feature["properties"].get(properties) != simdjson::SUCCESS ||
        feature["geometry"].get(geometry) != simdjson::SUCCESS || !read_geometry(geometry, shape.rings)) {
      out.rejects().add(file, number_of_feature, 0, "a feature without a closed polygon");
      continue;
    }
    std::string edition;
    if (const auto code = property(properties, "lsoa", true, &edition); !code.empty()) {
      shape.area = out.area(code);
      const bool is_2011 = edition.starts_with("11") || edition.starts_with("2011");
      shape.edition = is_2011 ? AreaEdition::k2011 : AreaEdition::k2021;
      Area& area = out.area_at(shape.area);
      (is_2011 ? area.in_2011 : area.in_2021) = true;
      if (area.name.empty()) area.name = property(properties, "lsoa", false);
    } else if (const auto board = property(properties, "icb", true, &edition); !board.empty()) {
      OrganisationId id = out.by_alias(board);
      if (id == kNobody) id = out.organisation(OrganisationKind::kIcb, board);
      out.name(id, property(properties, "icb", false), kUnknownDate);
      shape.organisation = id;
    } else {
      out.rejects().add(file, number_of_feature, 0, "a feature without the code of an area");
      continue;
    }
    out.model().shapes.push_back(std::move(shape));
    ++taken;
  }
  out.source_at(source).rows = taken;
  if (taken == 0) return Error{ErrorKind::kBadInput, "no polygon in it can be read", {file}, ""};
  return {};
}

}  // namespace meso::network
