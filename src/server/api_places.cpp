// Networks as public files show them: who is in them, how many people they look after, where those live.

#include "network/footprint/area.h"
#include "network/map.h"
#include "network/portrait.h"
#include "server/asking_places.h"
#include "server/routes.h"

namespace meso::server {
namespace {

using network::kNobody;
using network::Model;
using network::OrganisationId;
using network::OrganisationKind;

Json members_json(const Model& model, const network::Portrait& portrait) {
  Json out = Json::array();
  for (const auto& member : portrait.members) {
    Json row = name_json(model, member.practice);
    row["postcode"] = model.organisations[member.practice].postcode;
    row["since"] = day_or_null(member.since);
    row["since_seen"] = member.since_seen;
    row["patients"] = member.list_size ? Json(member.list_size->patients) : Json(nullptr);
    row["counted_on"] = member.list_size ? day_or_null(member.list_size->on) : Json(nullptr);
    row["imd"] = number_or_null(member.imd);
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace

Response networks_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const auto places, asked.network.places().now());
    const Model& model = places->model;
    const Date day = model.newest_day();
    const OrganisationId own = own_network(asked, model);
    Json networks = Json::array();
    for (OrganisationId id = 0; id < model.organisations.size(); ++id) {
      if (model.organisations[id].kind != OrganisationKind::kNetwork) continue;
      const auto members = model.members(id, day);
      if (members.empty()) continue;
      std::uint64_t patients = 0;
      for (const OrganisationId member : members) {
        if (const auto size = model.list_size(member, day)) patients += size->patients;
      }
      Json row = name_json(model, id);
      row["practices"] = members.size();
      row["patients"] = patients;
      networks.push_back(std::move(row));
    }
    return Json{{"version", 1},
                {"day", day_or_null(day)},
                {"own", own == kNobody ? Json(nullptr) : Json(model.organisations[own].code)},
                {"networks", std::move(networks)}};
  });
}

Response portrait_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const Place chosen, network_asked(asked));
    const Model& model = chosen.model();
    const network::Portrait portrait = network::portrait_of(model, chosen.network, chosen.day);
    const auto& lives = portrait.residence;
    Json out = {{"version", 1}};
    out.update(name_json(model, chosen.network));
    out["day"] = day_or_null(portrait.day);
    out["patients"] = portrait.patients;
    out["members"] = members_json(model, portrait);
    out["residence"] = {{"on", day_or_null(lives.on)},
                        {"patients", lives.patients},
                        {"without_place", lives.without_place},
                        {"elsewhere", lives.elsewhere},
                        {"imd", number_or_null(lives.imd)},
                        {"index", lives.edition == network::AreaEdition::k2021 ? "IMD 2025" : "IMD 2019"},
                        {"tenths", lives.tenths},
                        {"rural", lives.rural},
                        {"urban", lives.urban}};
    for (const auto* those : {&portrait.commissioners, &portrait.boards}) {
      Json names = Json::array();
      for (const OrganisationId id : *those) names.push_back(name_json(model, id));
      out[those == &portrait.boards ? "boards" : "commissioners"] = std::move(names);
    }
    out["partners"] = Json::array();
    for (const auto& partner : portrait.partners) {
      if (partner.kind == network::RelationKind::kPartner)
        out["partners"].push_back(name_json(model, partner.member));
    }
    out["movements"] = Json::array();
    for (const auto& movement : portrait.movements) {
      out["movements"].push_back(
          {{"practice", name_json(model, movement.practice)},
           {"day", day_or_null(movement.day)},
           {"joined", movement.joined},
           {"seen", movement.seen},
           {"other", movement.other == kNobody ? Json(nullptr) : name_json(model, movement.other)}});
    }
    out["sources"] = Json::array();
    for (const auto& source : model.sources) {
      out["sources"].push_back({{"file", source.file},
                                {"layout", source.layout},
                                {"from", day_or_null(source.from)},
                                {"to", day_or_null(source.to)},
                                {"rows", source.rows}});
    }
    return out;
  });
}

namespace {

// The map, and the model that it points into.
struct Drawn {
  Place place;
  network::NetworkMap map;
  network::footprint::AreaPolicy policy;
};
Result<Drawn> map_asked(const Asked& asked) {
  Drawn drawn;
  MESO_ASSIGN_OR_RETURN(drawn.place, network_asked(asked));
  const auto policy = asked.request.asked("policy");
  MESO_ASSIGN_OR_RETURN(drawn.policy, network::footprint::parse_policy(policy.empty() ? "largest" : policy));
  MESO_ASSIGN_OR_RETURN(
      drawn.map, network::map_of(drawn.place.model(), drawn.place.network, drawn.place.day, drawn.policy));
  return drawn;
}

}  // namespace

Response map_answer(const Asked& asked) {
  const Result<Drawn> drawn = map_asked(asked);
  if (!drawn.ok()) return problem(drawn.error());
  Response response;
  response.content_type = "image/svg+xml";
  response.body = network::map_svg(drawn->place.model(), drawn->map);
  return response;
}

// The areas of the map as a table: what the picture shows by shade and outline.
Response areas_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const Drawn drawn, map_asked(asked));
    Json areas = Json::array();
    for (const auto& tile : drawn.map.tiles) {
      const network::Area& area = drawn.place.model().areas[tile.shape->area];
      areas.push_back({{"code", area.code},
                       {"name", area.name},
                       {"own", tile.own},
                       {"patients", tile.patients},
                       {"tenth", tile.tenth == 0 ? Json(nullptr) : Json(tile.tenth)}});
    }
    return Json{{"version", 1},
                {"network", drawn.place.model().organisations[drawn.place.network].code},
                {"policy", network::footprint::policy_text(drawn.policy)},
                {"words", drawn.map.subtitle},
                {"areas", std::move(areas)}};
  });
}

}  // namespace meso::server
