// What questions about networks in the public files have in common: which network, on which day, and how
// organisations and days are written.

#pragma once

#include <memory>

#include "network/model.h"
#include "server/asking.h"

namespace meso::server {

struct Place {
  std::shared_ptr<const WarmPlaces::Places> places;
  network::OrganisationId network = network::kNobody;
  Date day;
  const network::Model& model() const { return places->model; }
  const network::OwnTexts& own() const { return places->own; }
};

// The day that is asked for with `on`, else the newest that the files know. `network` stays kNobody.
Result<Place> day_of_places(const Asked& asked);
// And the network of the path. kNotFound when the files know none of that code.
Result<Place> network_asked(const Asked& asked);

Json day_or_null(Date day);
Json number_or_null(double number);
Json name_json(const network::Model& model, network::OrganisationId id);

// The network that has most of the practices whose records are loaded; nobody when none has any.
network::OrganisationId own_network(const Asked& asked, const network::Model& model);

// Every value of a query item that may stand several times.
std::vector<std::string> asked_values(const Request& request, std::string_view name);

}  // namespace meso::server
