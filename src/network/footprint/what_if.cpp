#include "network/footprint/what_if.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "network/footprint/distance.h"

namespace meso::network::footprint {
namespace {

// A patient-weighted mean that is told of each patient's value or that there is none.
class Weighing {
 public:
  void add(double value, std::uint64_t patients) {
    sum_ += value * static_cast<double>(patients);
    of_ += patients;
  }
  Mean mean() const { return {of_ == 0 ? 0 : sum_ / static_cast<double>(of_), of_}; }

 private:
  double sum_ = 0;
  std::uint64_t of_ = 0;
};

class DeprivationCount {
 public:
  void add(const Area& area, std::uint64_t patients) {
    if (!std::isnan(area.imd_2025)) score_.add(area.imd_2025, patients);
    if (area.imd_2025_decile != 0) fifth_.add(area.imd_2025_decile <= 2 ? 1 : 0, patients);
    if (!area.rural.empty()) rural_.add(area.rural[0] == 'R' ? 1 : 0, patients);
  }
  Deprivation result() const { return {score_.mean(), fifth_.mean(), rural_.mean()}; }

 private:
  Weighing score_, fifth_, rural_;
};

Travel travel_of(const Model& model, const ResidentTable& table, const std::vector<OrganisationId>& practices,
                 double factor) {
  Travel travel;
  travel.factor = factor;
  std::vector<Point> sites;
  for (OrganisationId practice : practices) {
    const Point site = place_of(model.organisations[practice]);
    if (is_placed(site)) {
      sites.push_back(site);
    } else {
      ++travel.practices_not_placed;
    }
  }
  for (std::size_t i = 0; i < sites.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      travel.widest_km = std::max(travel.widest_km, factor * kilometres_between(sites[i], sites[j]));
    }
  }
  Weighing own, nearest;
  for (OrganisationId practice : practices) {
    const Point site = place_of(model.organisations[practice]);
    for (const Residents& row : table.of(practice)) {
      const Point home = place_of(model.areas[row.area]);
      if (!is_placed(home)) continue;
      if (is_placed(site)) own.add(factor * kilometres_between(home, site), row.patients);
      double least = -1;
      for (const Point& other : sites) {
        const double km = kilometres_between(home, other);
        if (least < 0 || km < least) least = km;
      }
      if (least >= 0) nearest.add(factor * least, row.patients);
    }
  }
  travel.own = own.mean();
  travel.nearest = nearest.mean();
  return travel;
}

// Sums by measure, source and period; then of each measure and source the newest period alone.
std::vector<Indicator> indicators_of(const Model& model, const std::vector<OrganisationId>& practices) {
  std::map<std::tuple<MeasureId, SourceId, bool>, Indicator> newest;
  std::map<std::tuple<MeasureId, SourceId, bool, PeriodId>, Indicator> sums;
  for (OrganisationId practice : practices) {
    for (const Fact& fact : model.facts_of(practice)) {
      if (std::isnan(fact.numerator) || std::isnan(fact.denominator)) continue;
      Indicator& sum = sums[{fact.measure, fact.source, fact.computed, fact.period}];
      sum.measure = fact.measure;
      sum.period = fact.period;
      sum.source = fact.source;
      sum.computed = fact.computed;
      sum.numerator += fact.numerator;
      sum.denominator += fact.denominator;
      sum.practices += 1;
    }
  }
  for (const auto& [key, sum] : sums) {
    const auto [place, first] = newest.try_emplace({sum.measure, sum.source, sum.computed}, sum);
    if (!first && model.periods[place->second.period] < model.periods[sum.period]) place->second = sum;
  }
  std::vector<Indicator> out;
  for (const auto& [key, sum] : newest) out.push_back(sum);
  return out;
}

Neighbourhood neighbourhood_of(const Model& model, const ResidentTable& table, const AreaMap& map,
                               const Grouping& grouping, const Drawn& drawn) {
  Neighbourhood out;
  out.drawn = drawn;
  out.areas_on_no_map = map.on_no_map(drawn.areas);
  std::map<OrganisationId, std::uint64_t> practices;
  std::map<std::uint32_t, std::uint64_t> groups;
  DeprivationCount deprivation;
  for (const Residents& row : table.rows) {
    if (!std::ranges::binary_search(drawn.areas, row.area)) continue;
    out.patients += row.patients;
    practices[row.practice] += row.patients;
    groups[grouping.group_of[row.practice]] += row.patients;
    deprivation.add(model.areas[row.area], row.patients);
  }
  out.deprivation = deprivation.result();
  out.practices.assign(practices.begin(), practices.end());
  out.groups.assign(groups.begin(), groups.end());
  const auto most_first = [](const auto& a, const auto& b) { return a.second > b.second; };
  std::ranges::stable_sort(out.practices, most_first);
  std::ranges::stable_sort(out.groups, most_first);
  std::vector<OrganisationId> registered_with;
  for (const auto& [practice, patients] : out.practices) registered_with.push_back(practice);
  out.parts = map.parts_of(drawn.areas, registered_with);
  return out;
}

// Every schedule that names members or divides work among them.
void touch_schedules(std::uint32_t group, bool emptied, std::vector<Touched>& touched) {
  if (emptied) {
    touched.push_back({group, "the network agreement ends: each schedule needs an heir or an end", 0, false});
    return;
  }
  for (const char* what :
       {"schedule 1: area, members, quorum and voting", "schedule 3: who delivers which activity",
        "schedule 4: how money is divided", "schedule 5: who employs whom and hosts whom",
        "schedule 7: arrangements with partners outside the core",
        "data sharing: who may see whose records"}) {
    touched.push_back({group, what, 0, false});
  }
}

std::string_view in_words(RelationKind kind) {
  switch (kind) {
    case RelationKind::kPayee:
      return "is the payee of";
    case RelationKind::kLeadEmployer:
      return "is the lead employer of";
    case RelationKind::kPartner:
      return "is a partner of";
    case RelationKind::kPartOf:
      return "is part of";
    case RelationKind::kCommissionedBy:
      return "is commissioned by";
    case RelationKind::kMember:
      break;
  }
  return "is a member of";
}

// Relations of the changed networks, and those of moved practices to anything but a network.
std::vector<Touched> touched_by(const Model& model, const Grouping& before, const Supposed& supposed,
                                const std::vector<Moved>& moves) {
  std::vector<Touched> touched;
  for (std::uint32_t group : supposed.changed) {
    const Group& after = supposed.grouping.groups[group];
    if (group < before.groups.size()) touch_schedules(group, after.practices.empty(), touched);
    if (after.network == kNobody) continue;
    for (const Relation& relation : model.relations) {
      const bool about = relation.whole == after.network || relation.member == after.network;
      if (!about || relation.kind == RelationKind::kMember || !relation.holds_on(before.on)) continue;
      touched.push_back({group,
                         fmt::format("{} {} {}", model.organisations[relation.member].code,
                                     in_words(relation.kind), model.organisations[relation.whole].code),
                         relation.source, true});
    }
  }
  for (const Moved& moved : moves) {
    for (const Relation& relation : model.relations) {
      if (relation.member != moved.practice || !relation.holds_on(before.on)) continue;
      const OrganisationKind whole = model.organisations[relation.whole].kind;
      if (whole == OrganisationKind::kNetwork) continue;
      touched.push_back(
          {moved.from,
           fmt::format("{} {} {} ({})", model.organisations[moved.practice].code, in_words(relation.kind),
                       model.organisations[relation.whole].code, kind_word(whole)),
           relation.source, true});
    }
  }
  return touched;
}

}  // namespace

Profile profile(const Model& model, const AreaMap& map, const ResidentTable& table, const Grouping& grouping,
                std::uint32_t group, const Question& question) {
  Profile out;
  out.group = group;
  const std::vector<OrganisationId>& practices = grouping.groups[group].practices;
  std::vector<voice::Voter> voters;
  for (OrganisationId practice : practices) {
    const std::optional<ListSize> list = model.list_size(practice, grouping.on);
    if (list) {
      out.patients += list->patients;
    } else {
      ++out.practices_without_list;
    }
    voters.push_back({model.organisations[practice].code, list ? list->patients : 0});
  }
  out.footprint = map.footprint(group, question.policy);
  out.travel = travel_of(model, table, practices, question.travel_factor);
  DeprivationCount deprivation;
  for (OrganisationId practice : practices) {
    for (const Residents& row : table.of(practice)) deprivation.add(model.areas[row.area], row.patients);
  }
  out.deprivation = deprivation.result();
  out.indicators = indicators_of(model, practices);
  for (const voice::Rule& rule : question.rules) {
    // A list that is not known would count as nobody: no power is better than a false one.
    if (out.practices_without_list > 0) {
      out.voice.push_back(
          Error{ErrorKind::kBadInput, "a practice has no known list size", {}, "import its list"});
    } else {
      out.voice.push_back(voice::power(rule, voters));
    }
  }
  return out;
}

Comparison compare(const Model& model, const ResidentTable& table, const Grouping& before,
                   const Supposed& supposed, const Question& question) {
  Comparison out;
  const AreaMap map_before(model, table, before);
  const AreaMap map_after(model, table, supposed.grouping);
  for (std::uint32_t group : supposed.changed) {
    if (group < before.groups.size()) {
      out.before.push_back(profile(model, map_before, table, before, group, question));
    }
    if (!supposed.grouping.groups[group].practices.empty()) {
      out.after.push_back(profile(model, map_after, table, supposed.grouping, group, question));
    }
  }
  out.moves = moves_between(before, supposed.grouping);
  out.touched = touched_by(model, before, supposed, out.moves);
  for (const Drawn& drawn : supposed.drawn) {
    out.neighbourhoods.push_back(neighbourhood_of(model, table, map_after, supposed.grouping, drawn));
  }
  return out;
}

Result<WhatIf> what_if(const Model& model, const Grouping& before, std::span<const std::string> changes,
                       const Question& question) {
  WhatIf out;
  MESO_ASSIGN_OR_RETURN(out.supposed, suppose(model, before, changes));
  std::vector<OrganisationId> practices;
  for (const std::uint32_t group : out.supposed.changed) {
    const auto& after = out.supposed.grouping.groups[group].practices;
    practices.insert(practices.end(), after.begin(), after.end());
    if (group >= before.groups.size()) continue;
    practices.insert(practices.end(), before.groups[group].practices.begin(),
                     before.groups[group].practices.end());
  }
  const ResidentTable none;
  const ResidentTable* table = model.residents_of(practices);
  if (table == nullptr) table = model.residents_on(before.on);
  if (table == nullptr) table = &none;
  out.both = compare(model, *table, before, out.supposed, question);
  out.residents = table->on;
  return out;
}

}  // namespace meso::network::footprint
