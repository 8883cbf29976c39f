// meso network show, history, check and map: one network as its files have it.

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/network.h"
#include "cli/question.h"
#include "cli/table.h"
#include "network/map.h"
#include "network/portrait.h"

namespace meso::cli {
namespace {

using network::kNobody;
using network::Model;
using network::Organisation;
using network::OrganisationId;
using network::OrganisationKind;
using network::Portrait;
using Kind = WorkbookTable::Kind;
using Cell = WorkbookTable::Cell;
using Formula = WorkbookTable::Formula;

struct OneNetwork {
  Model model;
  OrganisationId id = kNobody;
  Date day;
};

Result<OneNetwork> open_one(const NetworkArguments& arguments, unsigned parts) {
  OneNetwork opened;
  MESO_ASSIGN_OR_RETURN(opened.day, day_or_newest(arguments.on));
  MESO_ASSIGN_OR_RETURN(opened.model, network::open_network(real_files(), arguments.directory,
                                                            keys_or_default(arguments.keys), parts));
  if (opened.day == kUnknownDate) opened.day = opened.model.newest_day();
  if (arguments.wanted.empty()) return opened;
  const auto kind = network::organisation_kind(arguments.kind);
  if (!kind) {
    return Error{ErrorKind::kUsage,
                 "there is no kind of organisation called '" + arguments.kind + "'",
                 {},
                 "meso network list --help names them"};
  }
  MESO_ASSIGN_OR_RETURN(opened.id, network::find_by_name(opened.model, *kind, arguments.wanted));
  return opened;
}

WorkbookTable sources_list(const Model& model) {
  WorkbookTable list;
  list.name = "Sources";
  list.columns = {{"file", Kind::kText, 48}, {"recognised as", Kind::kText, 44}, {"from", Kind::kDay, 12},
                  {"to", Kind::kDay, 12},    {"rows", Kind::kCount, 12},         {"digest", Kind::kText, 34}};
  for (const auto& source : model.sources) {
    const auto day = [](Date when) { return when == kUnknownDate ? std::string() : format_date(when); };
    list.rows.push_back({source.file, source.layout, day(source.from), day(source.to),
                         static_cast<double>(source.rows), source.digest});
  }
  return list;
}

WorkbookTable members_list(const Model& model, const Portrait& portrait) {
  WorkbookTable list;
  list.name = "Members";
  list.columns = {{"code", Kind::kText, 10},
                  {"practice", Kind::kText, 40},
                  {"member since", Kind::kDay, 14},
                  {"patients", Kind::kCount, 12},
                  {"counted on", Kind::kDay, 12},
                  {"share", Kind::kShare, 9},
                  {"IMD 2025 score", Kind::kDecimal, 12}};
  const std::uint32_t first = first_row_number(list);
  const std::uint32_t last = first + static_cast<std::uint32_t>(portrait.members.size()) - 1;
  for (const auto& member : portrait.members) {
    const Organisation& one = model.organisations[member.practice];
    std::vector<Cell> row = {
        one.code, one.name,
        member.since_seen ? "seen " + format_date(member.since) : format_date(member.since)};
    if (member.list_size) {
      const double patients = member.list_size->patients;
      row.insert(row.end(), {patients, format_date(member.list_size->on),
                             Formula{fmt::format("=D{{row}}/SUM(D${}:D${})", first, last),
                                     patients / static_cast<double>(portrait.patients)}});
    } else {
      row.insert(row.end(), {std::string("not counted"), std::string(), Cell()});
    }
    row.emplace_back(member.imd);
    list.rows.push_back(std::move(row));
  }
  list.total = std::vector<Cell>{
      std::string("network"),
      fmt::format("{} practices", portrait.members.size()),
      {},
      Formula{fmt::format("=SUM(D{}:D{})", first, last), static_cast<double>(portrait.patients)}};
  return list;
}

std::string names_of(const Model& model, const std::vector<OrganisationId>& ids) {
  std::string names;
  for (const OrganisationId id : ids) {
    names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", model.organisations[id].name,
                         model.organisations[id].code);
  }
  return names.empty() ? "not known" : names;
}

// Women to the left, men to the right, the oldest on top.
std::string pyramid_text(const network::Pyramid& pyramid) {
  std::uint64_t most = 1;
  for (std::size_t sex = 0; sex < 2; ++sex) {
    for (const std::uint64_t count : pyramid.patients[sex]) most = std::max(most, count);
  }
  constexpr std::uint64_t kWidth = 24;
  const auto bar_of = [&](std::uint64_t count) { return (count * kWidth + most / 2) / most; };
  const auto repeated = [](std::uint64_t times) {
    std::string out;
    for (std::uint64_t i = 0; i < times; ++i) out += "█";
    return out;
  };
  std::string text = fmt::format("Ages on {} (women left, men right)\n", format_date(pyramid.on));
  for (std::size_t band = network::kAgeBands; band-- > 0;) {
    const auto women = pyramid.patients[0][band], men = pyramid.patients[1][band];
    const std::string ages =
        band == network::kAgeBands - 1 ? "95+" : fmt::format("{}-{}", 5 * band, 5 * band + 4);
    text += fmt::format("  {:>6} {}{} {:^6} {}{} {}\n", grouped(women),
                        std::string(kWidth - bar_of(women), ' '), repeated(bar_of(women)), ages,
                        repeated(bar_of(men)), std::string(kWidth - bar_of(men), ' '), grouped(men));
  }
  return text;
}

std::string residence_text(const network::Residence& residence) {
  if (residence.on == kUnknownDate)
    return "Where the patients live is not known: no file of patients by area.\n";
  std::string text = fmt::format("Where {} patients live, on {}, by areas of {}\n",
                                 grouped(residence.patients), format_date(residence.on),
                                 residence.edition == network::AreaEdition::k2021 ? "2021" : "2011");
  if (residence.imd_patients > 0) {
    text += fmt::format("  deprivation: IMD 2025 score {:.2f}, mean over {} patients\n", residence.imd,
                        grouped(residence.imd_patients));
  }
  std::uint64_t placed = 0;
  for (const std::uint64_t patients : residence.tenths) placed += patients;
  if (placed > 0) {
    text += fmt::format("  by national tenth (IMD {}):\n",
                        residence.edition == network::AreaEdition::k2021 ? "2025" : "2019");
    for (std::size_t tenth = 0; tenth < residence.tenths.size(); ++tenth) {
      text += fmt::format("    {:>2} {:>8}  {:>6}  {}{}\n", tenth + 1, grouped(residence.tenths[tenth]),
                          percent(residence.tenths[tenth], placed), bar(residence.tenths[tenth], placed),
                          tenth == 0   ? "  most deprived"
                          : tenth == 9 ? "  least deprived"
                                       : "");
    }
  }
  if (residence.rural + residence.urban > 0) {
    text += fmt::format("  rural: {} of those whose area has a class\n",
                        percent(residence.rural, residence.rural + residence.urban));
  }
  if (residence.without_place > 0) {
    text += fmt::format("  without a place (closed, empty or unknown address): {}\n",
                        grouped(residence.without_place));
  }
  if (residence.elsewhere > 0) {
    text += fmt::format("  in Wales, Scotland or Northern Ireland: {}\n", grouped(residence.elsewhere));
  }
  return text;
}

std::string movement_words(const Model& model, const network::Movement& movement) {
  const Organisation& one = model.organisations[movement.practice];
  std::string words = fmt::format("{}  {} {} ({})", format_date(movement.day),
                                  movement.joined ? "joined" : "left  ", one.name, one.code);
  if (movement.other != kNobody) {
    words += fmt::format("{} {} ({})", movement.joined ? ", from" : ", to",
                         model.organisations[movement.other].name, model.organisations[movement.other].code);
  }
  if (movement.seen) words += movement.joined ? "; first seen then" : "; last seen then";
  return words;
}

std::string portrait_text(const Model& model, const Portrait& portrait) {
  const Organisation& one = model.organisations[portrait.network];
  std::string text = fmt::format("{} ({}), on {}\n", one.name, one.code, format_date(portrait.day));
  if (one.kind == OrganisationKind::kNetwork) {
    text += fmt::format("Commissioner: {}; {}\n\n", names_of(model, portrait.commissioners),
                        names_of(model, portrait.boards));
  } else {
    // A federation or a partnership may span networks, and a practice belongs to both.
    std::vector<OrganisationId> networks;
    for (const auto& member : portrait.members) {
      for (const OrganisationId network : model.networks_of(member.practice, portrait.day)) {
        if (std::ranges::find(networks, network) == networks.end()) networks.push_back(network);
      }
    }
    text += fmt::format("{}; its members are in {} networks: {}\n\n", network::kind_word(one.kind),
                        networks.size(), names_of(model, networks));
  }
  text += listing_text(members_list(model, portrait));
  if (portrait.stated) {
    text +=
        fmt::format("\nThe files state {} patients for the network on {}{}\n",
                    grouped(portrait.stated->patients), format_date(portrait.stated->on),
                    portrait.stated->patients == portrait.patients ? ": the same as the sum of its practices."
                                                                   : ": another number than the sum above.");
  }
  text += "\n" + residence_text(portrait.residence);
  if (portrait.pyramid.total() > 0) text += "\n" + pyramid_text(portrait.pyramid);
  if (!portrait.partners.empty()) {
    text += "\nBeside the core practices\n";
    for (const auto& relation : portrait.partners) {
      const Organisation& partner = model.organisations[relation.member];
      text += fmt::format("  {} ({}), {}: {}{}\n", partner.name, partner.code,
                          network::kind_word(partner.kind), network::relation_word(relation.kind),
                          relation.until == kUnknownDate ? "" : ", until " + format_date(relation.until));
    }
  }
  text += "\nWho came and went\n";
  for (const auto& movement : portrait.movements) text += "  " + movement_words(model, movement) + "\n";
  return text;
}

nlohmann::ordered_json portrait_json(const Model& model, const Portrait& portrait) {
  using nlohmann::ordered_json;
  const Organisation& one = model.organisations[portrait.network];
  const auto number_or_null = [](double value) {
    return std::isnan(value) ? ordered_json(nullptr) : ordered_json(value);
  };
  const auto codes = [&](const std::vector<OrganisationId>& ids) {
    ordered_json out = ordered_json::array();
    for (const OrganisationId id : ids) out.push_back(model.organisations[id].code);
    return out;
  };
  ordered_json out = {{"version", 1},
                      {"code", one.code},
                      {"name", one.name},
                      {"day", format_date(portrait.day)},
                      {"patients", portrait.patients},
                      {"commissioners", codes(portrait.commissioners)},
                      {"boards", codes(portrait.boards)}};
  out["members"] = ordered_json::array();
  for (const auto& member : portrait.members) {
    ordered_json row = {{"code", model.organisations[member.practice].code},
                        {"name", model.organisations[member.practice].name},
                        {"since", format_date(member.since)},
                        {"since_seen_only", member.since_seen}};
    row["patients"] = member.list_size ? ordered_json(member.list_size->patients) : ordered_json(nullptr);
    row["counted_on"] =
        member.list_size ? ordered_json(format_date(member.list_size->on)) : ordered_json(nullptr);
    row["imd_2025"] = number_or_null(member.imd);
    out["members"].push_back(std::move(row));
  }
  const auto& residence = portrait.residence;
  out["residence"] = {{"on", format_date(residence.on)},
                      {"areas_of", residence.edition == network::AreaEdition::k2021 ? 2021 : 2011},
                      {"patients", residence.patients},
                      {"imd_2025", number_or_null(residence.imd)},
                      {"tenths", residence.tenths},
                      {"rural", residence.rural},
                      {"urban", residence.urban},
                      {"without_place", residence.without_place},
                      {"elsewhere", residence.elsewhere}};
  out["ages"] = {{"on", format_date(portrait.pyramid.on)},
                 {"female", portrait.pyramid.patients[0]},
                 {"male", portrait.pyramid.patients[1]}};
  out["movements"] = ordered_json::array();
  for (const auto& movement : portrait.movements) {
    ordered_json row = {{"practice", model.organisations[movement.practice].code},
                        {"day", format_date(movement.day)},
                        {"what", movement.joined ? "joined" : "left"},
                        {"seen_only", movement.seen}};
    row["other"] = movement.other == kNobody ? ordered_json(nullptr)
                                             : ordered_json(model.organisations[movement.other].code);
    out["movements"].push_back(std::move(row));
  }
  return out;
}

}  // namespace

Result<int> network_show(const NetworkArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const OneNetwork opened, open_one(arguments, network::kAreas | network::kAges));
  if (opened.id == kNobody) {
    MESO_RETURN_IF_ERROR(give_listing({sources_list(opened.model)}, arguments.format, arguments.output));
    return kDone;
  }
  const Portrait portrait = network::portrait_of(opened.model, opened.id, opened.day);
  if (arguments.format == "table") {
    MESO_RETURN_IF_ERROR(give(arguments, portrait_text(opened.model, portrait)));
  } else if (arguments.format == "json") {
    MESO_RETURN_IF_ERROR(give(arguments, portrait_json(opened.model, portrait).dump(2) + "\n"));
  } else {
    MESO_RETURN_IF_ERROR(give_listing({members_list(opened.model, portrait), sources_list(opened.model)},
                                      arguments.format, arguments.output));
  }
  return kDone;
}

Result<int> network_history(const NetworkArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const OneNetwork opened, open_one(arguments, network::kNames));
  const Model& model = opened.model;
  const Portrait portrait = network::portrait_of(model, opened.id, opened.day);
  WorkbookTable together;
  together.name = "Years together";
  together.columns = {{"practice", Kind::kText, 10}};
  for (const auto& member : portrait.members) {
    together.columns.push_back({model.organisations[member.practice].code, Kind::kDecimal, 10});
  }
  for (const auto& a : portrait.members) {
    std::vector<Cell> row = {model.organisations[a.practice].code};
    for (const auto& b : portrait.members) {
      if (a.practice == b.practice) {
        row.emplace_back();
      } else {
        row.emplace_back(network::days_together(model, a.practice, b.practice, opened.day) / 365.25);
      }
    }
    together.rows.push_back(std::move(row));
  }
  if (arguments.format != "table") {
    MESO_RETURN_IF_ERROR(give_listing({together}, arguments.format, arguments.output));
    return kDone;
  }
  const Organisation& one = model.organisations[opened.id];
  std::string text = fmt::format("{} ({})\n\nWho came and went\n", one.name, one.code);
  for (const auto& movement : portrait.movements) text += "  " + movement_words(model, movement) + "\n";

  // By organisation and stay, with the members who were in it together.
  std::map<std::tuple<Date, Date, OrganisationId>, std::string> stays;
  for (const auto& relation : model.relations) {
    if (relation.kind != network::RelationKind::kMember || relation.whole == opened.id) continue;
    if (model.organisations[relation.whole].kind == OrganisationKind::kNetwork) continue;
    for (const auto& member : portrait.members) {
      if (member.practice != relation.member) continue;
      std::string& codes_of_stay = stays[{relation.since, relation.until, relation.whole}];
      codes_of_stay += (codes_of_stay.empty() ? "" : ", ") + model.organisations[relation.member].code;
    }
  }
  if (!stays.empty()) text += "\nWhat they worked in before and beside the network\n";
  for (const auto& [stay, members] : stays) {
    const auto& [since, until, whole] = stay;
    text += fmt::format("  {} to {}  {} ({}): {}\n", format_date(since),
                        until == kUnknownDate ? "now       " : format_date(until),
                        model.organisations[whole].name, network::kind_word(model.organisations[whole].kind),
                        members);
  }

  std::string codes;
  for (const auto& succession : model.successions) {
    for (const auto& member : portrait.members) {
      if (succession.after != member.practice) continue;
      codes += fmt::format("  {}  {} became part of {}\n", format_date(succession.on),
                           model.organisations[succession.before].code,
                           model.organisations[succession.after].code);
    }
  }
  for (const auto& relation : model.relations) {
    if (relation.member != opened.id || relation.kind != network::RelationKind::kCommissionedBy) continue;
    codes += fmt::format("  commissioned by {} ({}), {} to {}\n", model.organisations[relation.whole].name,
                         model.organisations[relation.whole].code, format_date(relation.since),
                         relation.until == kUnknownDate ? "now" : format_date(relation.until));
    for (const auto& part : model.relations) {
      if (part.member != relation.whole || part.kind != network::RelationKind::kPartOf) continue;
      codes += fmt::format("    part of {} ({}), {} to {}\n", model.organisations[part.whole].name,
                           model.organisations[part.whole].code, format_date(part.since),
                           part.until == kUnknownDate ? "now" : format_date(part.until));
      for (const auto& succession : model.successions) {
        if (succession.before != part.whole) continue;
        codes += fmt::format("      followed by {} ({}), {}{}\n", model.organisations[succession.after].name,
                             model.organisations[succession.after].code, succession.seen ? "seen " : "",
                             format_date(succession.on));
      }
    }
  }
  if (!codes.empty()) text += "\nWhat followed what\n" + codes;
  if (portrait.members.size() > 1) {
    text += "\nYears worked together, in this network or any other organisation\n\n" + listing_text(together);
  }
  MESO_RETURN_IF_ERROR(give(arguments, text));
  return kDone;
}

Result<int> network_map(const NetworkArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const auto policy, network::footprint::parse_policy(arguments.policy));
  MESO_ASSIGN_OR_RETURN(const OneNetwork opened, open_one(arguments, network::kAreas | network::kShapes));
  MESO_ASSIGN_OR_RETURN(const network::NetworkMap map,
                        network::map_of(opened.model, opened.id, opened.day, policy));
  const bool geojson = arguments.format == "geojson" ||
                       (arguments.format != "svg" &&
                        (arguments.output.ends_with(".geojson") || arguments.output.ends_with(".json")));
  MESO_RETURN_IF_ERROR(give(
      arguments, geojson ? network::map_geojson(opened.model, map) : network::map_svg(opened.model, map)));
  return kDone;
}

}  // namespace meso::cli
