// meso network list: lists that a person may want to go on with in a spreadsheet.

#include <set>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/network.h"
#include "network/portrait.h"

namespace meso::cli {
namespace {

using network::Model;
using network::Organisation;
using network::OrganisationId;
using network::OrganisationKind;
using Kind = WorkbookTable::Kind;
using Cell = WorkbookTable::Cell;
using Formula = WorkbookTable::Formula;

std::string commissioner_of(const Model& model, const std::vector<OrganisationId>& commissioner,
                            OrganisationId id) {
  return commissioner[id] == network::kNobody ? std::string() : model.organisations[commissioner[id]].code;
}

// Who commissions each organisation on that day; of several, the first.
std::vector<OrganisationId> commissioners_on(const Model& model, Date day) {
  std::vector<OrganisationId> found(model.organisations.size(), network::kNobody);
  for (const auto& relation : model.relations) {
    if (relation.kind == network::RelationKind::kCommissionedBy && relation.holds_on(day) &&
        found[relation.member] == network::kNobody) {
      found[relation.member] = relation.whole;
    }
  }
  return found;
}

std::string sources_note(const Model& model, Date day) {
  return fmt::format("As on {}, from {} public files; where patients live may be of another day.",
                     format_date(day), model.sources.size());
}

// Networks with their sizes. The share and the mean are live: change a list size and they follow.
WorkbookTable list_of_networks(const Model& model, Date day) {
  WorkbookTable list;
  list.name = "Networks";
  list.notes = {sources_note(model, day)};
  list.columns = {{"code", Kind::kText, 10},          {"network", Kind::kText, 44},
                  {"sub-ICB", Kind::kText, 10},       {"practices", Kind::kCount, 10},
                  {"patients", Kind::kCount, 12},     {"patients a practice", Kind::kCount, 14},
                  {"share of all", Kind::kShare, 10}, {"IMD 2025 score", Kind::kDecimal, 12},
                  {"rural", Kind::kShare, 10}};
  const auto commissioner = commissioners_on(model, day);
  double all = 0, practices = 0;
  struct Row {
    OrganisationId id;
    std::size_t practices;
    double patients;
    network::Residence residence;
  };
  std::vector<Row> rows;
  for (OrganisationId id = 0; id < model.organisations.size(); ++id) {
    if (model.organisations[id].kind != OrganisationKind::kNetwork) continue;
    const auto members = model.members(id, day);
    if (members.empty()) continue;
    double patients = 0;
    for (const OrganisationId practice : members) {
      if (const auto size = model.list_size(practice, day)) patients += size->patients;
    }
    all += patients;
    practices += static_cast<double>(members.size());
    rows.push_back({id, members.size(), patients, network::residence_of(model, members)});
  }
  const std::uint32_t first = first_row_number(list);
  const std::uint32_t last = first + static_cast<std::uint32_t>(rows.size()) - 1;
  for (const Row& row : rows) {
    const Organisation& one = model.organisations[row.id];
    const double placed = static_cast<double>(row.residence.rural + row.residence.urban);
    list.rows.push_back(
        {one.code, one.name, commissioner_of(model, commissioner, row.id), static_cast<double>(row.practices),
         row.patients, Formula{"=E{row}/D{row}", row.patients / static_cast<double>(row.practices)},
         Formula{fmt::format("=E{{row}}/SUM(E${}:E${})", first, last), all > 0 ? row.patients / all : 0},
         row.residence.imd, placed > 0 ? Cell(static_cast<double>(row.residence.rural) / placed) : Cell()});
  }
  list.total = std::vector<Cell>{std::string("all"), fmt::format("{} networks", rows.size()), std::string(),
                                 Formula{fmt::format("=SUM(D{}:D{})", first, last), practices},
                                 Formula{fmt::format("=SUM(E{}:E{})", first, last), all}};
  return list;
}

WorkbookTable list_of_practices(const Model& model, Date day) {
  WorkbookTable list;
  list.name = "Practices";
  list.notes = {sources_note(model, day)};
  list.columns = {{"code", Kind::kText, 10},      {"practice", Kind::kText, 44},
                  {"postcode", Kind::kText, 10},  {"network", Kind::kText, 10},
                  {"since", Kind::kDay, 12},      {"sub-ICB", Kind::kText, 10},
                  {"patients", Kind::kCount, 12}, {"counted on", Kind::kDay, 12}};
  const auto commissioner = commissioners_on(model, day);
  std::vector<const network::Relation*> member_of(model.organisations.size(), nullptr);
  for (const auto& relation : model.relations) {
    if (relation.kind == network::RelationKind::kMember && relation.holds_on(day) &&
        model.organisations[relation.whole].kind == OrganisationKind::kNetwork) {
      member_of[relation.member] = &relation;
    }
  }
  double all = 0;
  for (OrganisationId id = 0; id < model.organisations.size(); ++id) {
    const Organisation& one = model.organisations[id];
    if (one.kind != OrganisationKind::kPractice) continue;
    const auto size = model.list_size(id, day);
    // Practices that closed long ago are in the registers too: those that neither belong nor have patients
    // stay out.
    if (member_of[id] == nullptr && (!size || (one.closed != kUnknownDate && one.closed < day))) continue;
    if (size) all += size->patients;
    list.rows.push_back({one.code, one.name, one.postcode,
                         member_of[id] ? model.organisations[member_of[id]->whole].code : std::string(),
                         member_of[id] ? format_date(member_of[id]->since) : std::string(),
                         commissioner_of(model, commissioner, id),
                         size ? Cell(static_cast<double>(size->patients)) : Cell(),
                         size ? format_date(size->on) : std::string()});
  }
  const std::uint32_t first = first_row_number(list);
  const std::uint32_t last = first + static_cast<std::uint32_t>(list.rows.size()) - 1;
  list.total = std::vector<Cell>{std::string("all"),
                                 fmt::format("{} practices", list.rows.size()),
                                 {},
                                 {},
                                 {},
                                 {},
                                 Formula{fmt::format("=SUM(G{}:G{})", first, last), all}};
  return list;
}

WorkbookTable list_of_kind(const Model& model, OrganisationKind kind, Date day) {
  WorkbookTable list;
  list.name = "Organisations";
  list.notes = {sources_note(model, day)};
  list.columns = {{"code", Kind::kText, 12},       {"name", Kind::kText, 50},
                  {"opened", Kind::kDay, 12},      {"closed", Kind::kDay, 12},
                  {"members", Kind::kCount, 10},   {"part of", Kind::kText, 16},
                  {"followed by", Kind::kText, 16}};
  for (OrganisationId id = 0; id < model.organisations.size(); ++id) {
    const Organisation& one = model.organisations[id];
    if (one.kind != kind) continue;
    std::set<OrganisationId> members;
    for (const auto& relation : model.relations_into(id)) {
      if (relation.holds_on(day)) members.insert(relation.member);
    }
    std::string whole, after;
    for (const auto& relation : model.relations) {
      if (relation.member == id && relation.holds_on(day)) {
        whole += (whole.empty() ? "" : " ") + model.organisations[relation.whole].code;
      }
    }
    for (const auto& succession : model.successions) {
      if (succession.before == id)
        after += (after.empty() ? "" : " ") + model.organisations[succession.after].code;
    }
    const auto day_or_nothing = [](Date when) {
      return when == kUnknownDate ? std::string() : format_date(when);
    };
    list.rows.push_back({one.code, one.name, day_or_nothing(one.opened), day_or_nothing(one.closed),
                         static_cast<double>(members.size()), whole, after});
  }
  return list;
}

}  // namespace

Result<int> network_list(const NetworkArguments& arguments) {
  const auto kind = network::organisation_kind(arguments.kind);
  if (!kind) {
    return Error{ErrorKind::kUsage,
                 "there is no kind of organisation called '" + arguments.kind + "'",
                 {},
                 "meso network list --help names them"};
  }
  MESO_ASSIGN_OR_RETURN(Date day, day_or_newest(arguments.on));
  MESO_ASSIGN_OR_RETURN(
      const Model model,
      network::open_network(real_files(), arguments.directory, keys_or_default(arguments.keys),
                            *kind == OrganisationKind::kNetwork ? network::kAreas : network::kNames));
  if (day == kUnknownDate) day = model.newest_day();
  const WorkbookTable list = *kind == OrganisationKind::kNetwork    ? list_of_networks(model, day)
                             : *kind == OrganisationKind::kPractice ? list_of_practices(model, day)
                                                                    : list_of_kind(model, *kind, day);
  MESO_RETURN_IF_ERROR(give_listing({list}, arguments.format, arguments.output));
  return kDone;
}

}  // namespace meso::cli
