// Networks as public files show them: who is in them, how many people they look after, where those live.

#include <cmath>
#include <map>

#include "network/footprint/area.h"
#include "network/map.h"
#include "network/portrait.h"
#include "server/asking.h"
#include "server/routes.h"

namespace meso::server {
namespace {

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
  for (const auto& loaded : asked.pinned.lens().practices()) {
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

struct Chosen {
  std::shared_ptr<const WarmPlaces::Places> places;
  OrganisationId network = kNobody;
  Date day;
};

// The network of the path, on the day that is asked for, else the newest that the files know.
Result<Chosen> choose(const Asked& asked) {
  Chosen chosen;
  MESO_ASSIGN_OR_RETURN(chosen.places, asked.network.places().now());
  const Model& model = chosen.places->model;
  chosen.network = model.find(OrganisationKind::kNetwork, asked.values[0]);
  if (chosen.network == kNobody) {
    return Error{
        ErrorKind::kNotFound, "no network of that code in the public files", {}, "see /api/v1/networks"};
  }
  chosen.day = model.newest_day();
  if (const auto on = asked.request.asked("on"); !on.empty()) {
    const auto day = parse_iso_date(on);
    if (!day) return Error{ErrorKind::kUsage, "`on` is not a day", {}, "write it as 2026-03-31"};
    chosen.day = *day;
  }
  return chosen;
}

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
    MESO_ASSIGN_OR_RETURN(const Chosen chosen, choose(asked));
    const Model& model = chosen.places->model;
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

Response map_answer(const Asked& asked) {
  const auto made = [&]() -> Result<std::string> {
    MESO_ASSIGN_OR_RETURN(const Chosen chosen, choose(asked));
    MESO_ASSIGN_OR_RETURN(const auto policy, network::footprint::parse_policy("largest"));
    MESO_ASSIGN_OR_RETURN(const network::NetworkMap map,
                          network::map_of(chosen.places->model, chosen.network, chosen.day, policy));
    return network::map_svg(chosen.places->model, map);
  }();
  if (!made.ok()) return problem(made.error());
  Response response;
  response.content_type = "image/svg+xml";
  response.body = *made;
  return response;
}

}  // namespace meso::server
