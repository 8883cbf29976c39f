#include "server/asking_places.h"

#include <cmath>
#include <map>

namespace meso::server {

using network::kNobody;
using network::Model;
using network::OrganisationId;
using network::OrganisationKind;

Json day_or_null(Date day) {
  return day == kUnknownDate ? Json(nullptr) : Json(format_date(day));
}

Json number_or_null(double number) {
  return std::isnan(number) ? Json(nullptr) : Json(number);
}

Json name_json(const Model& model, OrganisationId id) {
  return {{"code", model.organisations[id].code}, {"name", model.organisations[id].name}};
}

// The network that has most of the practices whose records are loaded; nobody when none has any.
OrganisationId own_network(const Asked& asked, const Model& model) {
  std::map<OrganisationId, int> practices;
  for (const auto& loaded : asked.pinned.whole().practices()) {
    const OrganisationId practice = model.find(OrganisationKind::kPractice, loaded.practice);
    if (practice == kNobody) continue;
    for (const OrganisationId network : model.networks_of(practice, model.newest_day())) ++practices[network];
  }
  OrganisationId own = kNobody;
  for (const auto& [network, number] : practices) {
    if (own == kNobody || number > practices[own]) own = network;
  }
  return own;
}

Result<Place> day_of_places(const Asked& asked) {
  Place place;
  MESO_ASSIGN_OR_RETURN(place.places, asked.network.places().now());
  place.day = place.model().newest_day();
  if (const auto on = asked.request.asked("on"); !on.empty()) {
    const auto day = parse_iso_date(on);
    if (!day) return Error{ErrorKind::kUsage, "`on` is not a day", {}, "write it as 2026-03-31"};
    place.day = *day;
  }
  return place;
}

Result<Place> network_asked(const Asked& asked) {
  MESO_ASSIGN_OR_RETURN(Place place, day_of_places(asked));
  place.network = place.model().find(OrganisationKind::kNetwork, asked.values[0]);
  if (place.network == kNobody) {
    return Error{
        ErrorKind::kNotFound, "no network of that code in the public files", {}, "see /api/v1/networks"};
  }
  return place;
}

std::vector<std::string> asked_values(const Request& request, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& [key, value] : request.query) {
    if (key == name && !value.empty()) out.push_back(value);
  }
  return out;
}

}  // namespace meso::server
