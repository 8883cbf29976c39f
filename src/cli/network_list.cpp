// meso network list and meso network counts: lists that a person may want to go on with in a spreadsheet.

#include <cmath>
#include <set>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/network.h"
#include "network/codes.h"
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

Result<int> network_counts(const NetworkArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const Model model, network::open_network(real_files(), arguments.directory,
                                                                 keys_or_default(arguments.keys),
                                                                 network::kFacts | network::kAreas));
  MESO_ASSIGN_OR_RETURN(const OrganisationId id,
                        network::find_by_name(model, OrganisationKind::kNetwork, arguments.wanted));
  std::vector<OrganisationId> organisations = {id};
  for (const OrganisationId member : model.members(id, model.newest_day())) organisations.push_back(member);

  WorkbookTable list;
  list.name = "Counts";
  list.notes = {fmt::format(
      "{} ({}) and its practices: every count with its source. Where sources disagree, all stand.",
      model.organisations[id].name, model.organisations[id].code)};
  list.columns = {{"code", Kind::kText, 10},       {"measure", Kind::kText, 34},
                  {"from", Kind::kDay, 12},        {"to", Kind::kDay, 12},
                  {"numerator", Kind::kCount, 11}, {"denominator", Kind::kCount, 12},
                  {"share", Kind::kShare, 9},      {"value", Kind::kDecimal, 10},
                  {"disagrees", Kind::kText, 10},  {"source", Kind::kText, 44}};
  const std::string wanted = network::plain(arguments.measure);
  bool disagreement = false;
  // What Meso itself makes of the same files, in the same list; published figures are rounded to three
  // decimals.
  const std::string score = "IMD 2025 score";
  if (wanted.empty() || network::plain(score).find(wanted) != std::string::npos) {
    for (const OrganisationId organisation : organisations) {
      const std::vector<OrganisationId> practices =
          organisation == id ? std::vector<OrganisationId>(organisations.begin() + 1, organisations.end())
                             : std::vector<OrganisationId>{organisation};
      const network::Residence residence = network::residence_of(model, practices);
      if (residence.imd_patients == 0) continue;
      bool differs = false;
      for (const auto& fact : model.facts_of(organisation)) {
        constexpr double kHalfOfTheLastDigit = 0.0005 + 1e-9;
        if (model.measures[fact.measure].code != score) continue;
        differs = differs || std::abs(fact.value - residence.imd) > kHalfOfTheLastDigit;
      }
      disagreement = disagreement || differs;
      list.rows.push_back({model.organisations[organisation].code, score, format_date(residence.on),
                           format_date(residence.on), Cell(), static_cast<double>(residence.imd_patients),
                           Cell(), residence.imd, std::string(differs ? "yes" : ""),
                           std::string("computed: mean over patients by area")});
    }
  }
  for (const OrganisationId organisation : organisations) {
    const auto facts = model.facts_of(organisation);
    for (std::size_t i = 0; i < facts.size(); ++i) {
      const auto& fact = facts[i];
      const auto& measure = model.measures[fact.measure];
      if (!wanted.empty() && network::plain(measure.code).find(wanted) == std::string::npos &&
          network::plain(measure.title).find(wanted) == std::string::npos) {
        continue;
      }
      // Facts lie by measure and period: those that speak of the same stand together.
      bool differs = false;
      const auto other_figure = [](double a, double b) { return !std::isnan(a) && !std::isnan(b) && a != b; };
      for (std::size_t j = 0; j < facts.size(); ++j) {
        if (facts[j].measure != fact.measure || facts[j].period != fact.period) continue;
        differs = differs || other_figure(facts[j].numerator, fact.numerator) ||
                  other_figure(facts[j].denominator, fact.denominator) ||
                  other_figure(facts[j].value, fact.value);
      }
      disagreement = disagreement || differs;
      const auto& period = model.periods[fact.period];
      const auto day = [](Date when) { return when == kUnknownDate ? std::string() : format_date(when); };
      const bool has_share = fact.denominator > 0 && !std::isnan(fact.numerator);
      list.rows.push_back(
          {model.organisations[organisation].code, measure.code, day(period.from), day(period.to),
           fact.numerator, fact.denominator,
           has_share ? Cell(Formula{"=E{row}/F{row}", fact.numerator / fact.denominator}) : Cell(),
           fact.value, std::string(differs ? "yes" : ""), model.sources[fact.source].file});
    }
  }
  if (list.rows.empty()) {
    return Error{ErrorKind::kNotFound, "no such count was imported", {}, "leave --measure out to see all"};
  }
  MESO_RETURN_IF_ERROR(give_listing({list}, arguments.format, arguments.output));
  return disagreement ? kFinding : kDone;
}

}  // namespace meso::cli
