#include "network/map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "network/geometry.h"

namespace meso::network {
namespace {

// One hue from dark to light, most deprived first: the tenths keep their order in print without colour.
constexpr std::array<const char*, 10> kShades = {"#08306b", "#08478f", "#125ea8", "#2474b7", "#3c8bc3",
                                                 "#5ba3cf", "#82badb", "#a8cee5", "#c8dcf0", "#e3eef9"};
constexpr const char* kNoShade = "#eeeeee";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

// From degrees to the picture.
class Frame {
 public:
  void see(Point point) {
    west_ = std::min(west_, point.longitude);
    east_ = std::max(east_, point.longitude);
    south_ = std::min(south_, point.latitude);
    north_ = std::max(north_, point.latitude);
  }
  void fit(double width, double height, double left, double top) {
    squeeze_ = std::cos((south_ + north_) / 2 * std::numbers::pi / 180);
    const double wide = std::max((east_ - west_) * squeeze_, 1e-6), high = std::max(north_ - south_, 1e-6);
    scale_ = std::min(width / wide, height / high);
    left_ = left + (width - wide * scale_) / 2;
    top_ = top + (height - high * scale_) / 2;
  }
  double x(Point point) const { return left_ + (point.longitude - west_) * squeeze_ * scale_; }
  double y(Point point) const { return top_ + (north_ - point.latitude) * scale_; }
  std::string path(const std::vector<Ring>& rings) const {
    std::string d;
    for (const Ring& ring : rings) {
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        d += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : "L", x(ring[i]), y(ring[i]));
      }
      d += "Z";
    }
    return d;
  }
  // Pixels of a kilometre on the ground.
  double kilometre() const { return scale_ / 111.195; }

 private:
  double west_ = 180, east_ = -180, south_ = 90, north_ = -90;
  double squeeze_ = 1, scale_ = 1, left_ = 0, top_ = 0;
};

// Codes beside their dots: to the right where there is room, else left, below, above.
class Labels {
 public:
  void keep_clear(double x, double y) { taken_.push_back({x - 6, y - 6, x + 6, y + 6}); }
  // Where the text begins, on its base line.
  std::pair<double, double> place(double x, double y, std::size_t letters) {
    const double wide = 10.2 * static_cast<double>(letters);
    const std::array<std::pair<double, double>, 4> ways = {
        {{x + 9, y + 6}, {x - 9 - wide, y + 6}, {x - wide / 2, y + 23}, {x - wide / 2, y - 10}}};
    std::pair<double, double> chosen = ways.front();
    for (const auto& way : ways) {
      if (!free({way.first, way.second - 13, way.first + wide, way.second + 2})) continue;
      chosen = way;
      break;
    }
    taken_.push_back({chosen.first, chosen.second - 13, chosen.first + wide, chosen.second + 2});
    return chosen;
  }

 private:
  struct Box {
    double left, top, right, bottom;
  };
  bool free(const Box& box) const {
    return std::ranges::none_of(taken_, [&](const Box& other) {
      return box.left < other.right && other.left < box.right && box.top < other.bottom &&
             other.top < box.bottom;
    });
  }
  std::vector<Box> taken_;
};

}  // namespace

Result<NetworkMap> map_of(const Model& model, OrganisationId network, Date day,
                          const footprint::AreaPolicy& policy) {
  const std::vector<OrganisationId> members = model.members(network, day);
  const ResidentTable* table = model.residents_of(members);
  if (table == nullptr) {
    return Error{ErrorKind::kNotFound,
                 "nothing is known of where these practices' patients live",
                 {},
                 "import patients by practice and area (gp-reg-pat-prac-lsoa)"};
  }
  const footprint::Grouping grouping = footprint::grouping_on(model, day);
  const std::uint32_t group = grouping.find(model.organisations[network].code);
  if (group == footprint::kNoGroup)
    return Error{ErrorKind::kNotFound, "the network has no member on that day", {}, "choose another --day"};
  const footprint::AreaMap areas(model, *table, grouping);
  const footprint::Footprint footprint = areas.footprint(group, policy);

  std::map<AreaId, std::uint64_t> patients;
  for (const OrganisationId practice : members) {
    for (const Residents& row : table->of(practice)) patients[row.area] += row.patients;
  }
  NetworkMap map;
  const Organisation& organisation = model.organisations[network];
  map.title = fmt::format("{} ({})", organisation.name, organisation.code);
  map.subtitle = fmt::format("Area by policy '{}': {} small areas, {} of {} patients on {}",
                             footprint::policy_text(policy), footprint.areas.size(),
                             grouped(footprint.inside), grouped(footprint.patients), format_date(table->on));
  std::vector<const Shape*> own_shapes;
  // A patient or two live anywhere in the country, and where a table lacks the neighbours' lists one patient
  // makes an area a network's own: only areas that say something of the network are drawn, and the others are
  // counted.
  constexpr std::uint64_t kWorthDrawing = 50;
  std::size_t not_drawn = 0;
  for (const Shape& shape : model.shapes) {
    if (shape.area == kNobody || shape.edition != table->edition) continue;
    const bool own = std::ranges::binary_search(footprint.areas, shape.area);
    const auto here = patients.find(shape.area);
    if (here == patients.end() || here->second < kWorthDrawing) {
      not_drawn += own ? 1 : 0;
      continue;
    }
    const Area& area = model.areas[shape.area];
    map.tiles.push_back({&shape, own, here->second,
                         table->edition == AreaEdition::k2021 ? area.imd_2025_decile : area.imd_2019_decile});
    if (own) own_shapes.push_back(&shape);
  }
  if (not_drawn > 0) {
    map.subtitle +=
        fmt::format("; {} areas with fewer than {} of them are not drawn", not_drawn, kWorthDrawing);
  }
  if (map.tiles.empty()) {
    return Error{ErrorKind::kNotFound,
                 "there are no polygons of these areas",
                 {},
                 "import the boundaries of the areas (GeoJSON)"};
  }
  map.outline = outline_of(own_shapes);
  for (const OrganisationId practice : members) {
    if (!std::isnan(model.organisations[practice].latitude)) map.practices.push_back(practice);
  }
  return map;
}

std::string map_svg(const Model& model, const NetworkMap& map) {
  constexpr double kWidth = 900, kHeight = 900, kTop = 70, kLeft = 20, kFoot = 70;
  Frame frame;
  for (const auto& tile : map.tiles) {
    for (const Ring& ring : tile.shape->rings) {
      for (const Point point : ring) frame.see(point);
    }
  }
  frame.fit(kWidth - 2 * kLeft, kHeight - kTop - kFoot, kLeft, kTop);
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "role=\"img\" "
      "aria-labelledby=\"title subtitle\" font-family=\"Arial, sans-serif\">\n"
      "<title id=\"title\">{2}</title>\n<desc id=\"subtitle\">{3}</desc>\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
      "<text x=\"20\" y=\"30\" font-size=\"22\" font-weight=\"bold\">{2}</text>\n"
      "<text x=\"20\" y=\"54\" font-size=\"16\">{3}</text>\n",
      kWidth, kHeight, escaped(map.title), escaped(map.subtitle));
  for (const bool own : {false, true}) {
    for (const auto& tile : map.tiles) {
      if (tile.own != own) continue;
      const Area& area = model.areas[tile.shape->area];
      const std::string tenth = tile.tenth == 0 ? std::string("not known") : std::to_string(tile.tenth);
      svg += fmt::format(
          "<path d=\"{}\" fill=\"{}\" fill-rule=\"evenodd\" stroke=\"{}\" stroke-width=\"{}\"><title>{}{}{}: "
          "{} patients, "
          "deprivation tenth {}</title></path>\n",
          frame.path(tile.shape->rings),
          !own             ? "none"
          : tile.tenth > 0 ? kShades[tile.tenth - 1u]
                           : kNoShade,
          own ? "#ffffff" : "#999999", own ? "0.6" : "0.4", escaped(area.name), area.name.empty() ? "" : ", ",
          escaped(area.code), grouped(tile.patients), tenth);
    }
  }
  if (!map.outline.empty()) {
    svg += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#212b32\" stroke-width=\"2\"/>\n",
                       frame.path(map.outline));
  }
  Labels labels;
  for (const OrganisationId practice : map.practices) {
    const Organisation& one = model.organisations[practice];
    const Point at{one.longitude, one.latitude};
    labels.keep_clear(frame.x(at), frame.y(at));
  }
  for (const OrganisationId practice : map.practices) {
    const Organisation& one = model.organisations[practice];
    const Point at{one.longitude, one.latitude};
    const auto [x, y] = labels.place(frame.x(at), frame.y(at), one.code.size());
    svg += fmt::format(
        "<g><title>{0}</title><circle cx=\"{1:.1f}\" cy=\"{2:.1f}\" r=\"6\" fill=\"#ffb81c\" "
        "stroke=\"#212b32\" "
        "stroke-width=\"1.5\"/><text x=\"{3:.1f}\" y=\"{4:.1f}\" font-size=\"16\" stroke=\"#ffffff\" "
        "stroke-width=\"4\" "
        "paint-order=\"stroke\" fill=\"#212b32\">{5}</text></g>\n",
        escaped(one.name), frame.x(at), frame.y(at), x, y, escaped(one.code));
  }
  // What the shades mean, and how far a kilometre is.
  const double foot = kHeight - 40;
  svg += fmt::format(
      "<text x=\"20\" y=\"{:.0f}\" font-size=\"16\">most deprived tenth of the nation</text>\n", foot - 6);
  for (std::size_t i = 0; i < kShades.size(); ++i) {
    svg += fmt::format(
        "<rect x=\"{}\" y=\"{:.0f}\" width=\"24\" height=\"14\" fill=\"{}\" stroke=\"#999999\"/>\n",
        20 + 24 * i, foot, kShades[i]);
  }
  svg += fmt::format("<text x=\"{}\" y=\"{:.0f}\" font-size=\"16\">least</text>\n", 26 + 24 * kShades.size(),
                     foot + 12);
  double kilometres = 1;
  for (const double length : {2.0, 5.0, 10.0, 20.0, 50.0}) {
    if (length * frame.kilometre() < 200) kilometres = length;
  }
  const double right = kWidth - 20, left = right - kilometres * frame.kilometre();
  svg += fmt::format(
      "<path d=\"M{:.1f} {:.1f}H{:.1f}\" stroke=\"#212b32\" stroke-width=\"2\"/><text x=\"{:.1f}\" "
      "y=\"{:.0f}\" "
      "font-size=\"16\" text-anchor=\"end\">{} km</text>\n</svg>\n",
      left, foot + 14, right, right, foot + 6, kilometres);
  return svg;
}

std::string map_geojson(const Model& model, const NetworkMap& map) {
  using nlohmann::ordered_json;
  const auto rings = [](const std::vector<Ring>& all) {
    ordered_json out = ordered_json::array();
    for (const Ring& ring : all) {
      ordered_json points = ordered_json::array();
      for (const Point point : ring) points.push_back({point.longitude, point.latitude});
      out.push_back(std::move(points));
    }
    return out;
  };
  // Rings were read without saying which is whose hole; each stands as a polygon of its own unless it lies in
  // another.
  const auto geometry = [&](const std::vector<Ring>& all) {
    ordered_json polygons = ordered_json::array();
    const ordered_json each = rings(all);
    const auto inside = [](Point point, const Ring& ring) {
      bool odd = false;
      for (std::size_t i = 1; i < ring.size(); ++i) {
        const Point a = ring[i - 1], b = ring[i];
        if ((a.latitude > point.latitude) != (b.latitude > point.latitude) &&
            point.longitude <
                (b.longitude - a.longitude) * (point.latitude - a.latitude) / (b.latitude - a.latitude) +
                    a.longitude) {
          odd = !odd;
        }
      }
      return odd;
    };
    std::map<std::size_t, std::vector<std::size_t>> holes;
    for (std::size_t i = 0; i < all.size(); ++i) {
      // The middle of its first edge lies on no corner of another ring.
      const Point middle{(all[i][0].longitude + all[i][1].longitude) / 2,
                         (all[i][0].latitude + all[i][1].latitude) / 2};
      std::size_t around = all.size();
      for (std::size_t j = 0; j < all.size() && around == all.size(); ++j) {
        if (j != i && all[j].size() > 3 && inside(middle, all[j]) && !inside(all[j][0], all[i])) around = j;
      }
      if (around == all.size())
        holes[i];
      else
        holes[around].push_back(i);
    }
    for (const auto& [outer, within] : holes) {
      ordered_json polygon = ordered_json::array({each[outer]});
      for (const std::size_t hole : within) polygon.push_back(each[hole]);
      polygons.push_back(std::move(polygon));
    }
    return ordered_json{{"type", "MultiPolygon"}, {"coordinates", std::move(polygons)}};
  };
  ordered_json out = {{"type", "FeatureCollection"},
                      {"name", map.title},
                      {"description", map.subtitle},
                      {"features", ordered_json::array()}};
  if (!map.outline.empty()) {
    out["features"].push_back({{"type", "Feature"},
                               {"properties", {{"kind", "network"}, {"name", map.title}}},
                               {"geometry", geometry(map.outline)}});
  }
  for (const auto& tile : map.tiles) {
    const Area& area = model.areas[tile.shape->area];
    ordered_json properties = {{"kind", "area"},
                               {"code", area.code},
                               {"name", area.name},
                               {"own", tile.own},
                               {"patients", tile.patients}};
    properties["deprivation_tenth"] = tile.tenth == 0 ? ordered_json(nullptr) : ordered_json(tile.tenth);
    out["features"].push_back({{"type", "Feature"},
                               {"properties", std::move(properties)},
                               {"geometry", geometry(tile.shape->rings)}});
  }
  for (const OrganisationId practice : map.practices) {
    const Organisation& one = model.organisations[practice];
    out["features"].push_back(
        {{"type", "Feature"},
         {"properties", {{"kind", "practice"}, {"code", one.code}, {"name", one.name}}},
         {"geometry", {{"type", "Point"}, {"coordinates", {one.longitude, one.latitude}}}}});
  }
  return out.dump(1) + "\n";
}

}  // namespace meso::network
