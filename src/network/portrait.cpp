#include "network/portrait.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "base/nearest.h"
#include "network/codes.h"

namespace meso::network {

Residence residence_in(const Model& model, const ResidentTable& table,
                       std::span<const OrganisationId> practices) {
  Residence residence;
  residence.on = table.on;
  residence.edition = table.edition;
  double weighted = 0;
  for (const OrganisationId practice : practices) {
    for (const Residents& row : table.of(practice)) {
      const Area& area = model.areas[row.area];
      residence.patients += row.patients;
      if (area.kind == AreaKind::kPseudo) residence.without_place += row.patients;
      if (area.kind == AreaKind::kElsewhere) residence.elsewhere += row.patients;
      if (area.kind != AreaKind::kEngland) continue;
      const bool of_2021 = table.edition == AreaEdition::k2021;
      if (of_2021 && !std::isnan(area.imd_2025)) {
        weighted += area.imd_2025 * row.patients;
        residence.imd_patients += row.patients;
      }
      const std::uint8_t tenth = of_2021 ? area.imd_2025_decile : area.imd_2019_decile;
      if (tenth >= 1) residence.tenths[tenth - 1u] += row.patients;
      if (!area.rural.empty()) (area.rural[0] == 'R' ? residence.rural : residence.urban) += row.patients;
    }
  }
  if (residence.imd_patients > 0) residence.imd = weighted / static_cast<double>(residence.imd_patients);
  return residence;
}

Residence residence_of(const Model& model, std::span<const OrganisationId> practices) {
  const ResidentTable* table = model.residents_of(practices);
  return table == nullptr ? Residence{} : residence_in(model, *table, practices);
}

std::uint64_t Pyramid::total() const {
  std::uint64_t sum = 0;
  for (const auto& bands : patients) {
    for (const std::uint64_t count : bands) sum += count;
  }
  return sum;
}

Pyramid pyramid_of(const Model& model, std::span<const OrganisationId> organisations) {
  Pyramid pyramid;
  const auto counts_of = [&](OrganisationId organisation) {
    return std::ranges::equal_range(model.ages, organisation, {}, &AgeCount::organisation);
  };
  for (const OrganisationId organisation : organisations) {
    for (const AgeCount& count : counts_of(organisation)) pyramid.on = std::max(pyramid.on, count.on);
  }
  for (const OrganisationId organisation : organisations) {
    for (const AgeCount& count : counts_of(organisation)) {
      if (count.on == pyramid.on)
        pyramid.patients[static_cast<std::size_t>(count.sex)][count.band] += count.patients;
    }
  }
  return pyramid;
}

namespace {

std::vector<Movement> movements_of(const Model& model, OrganisationId network) {
  std::vector<Movement> movements;
  for (const Relation& relation : model.relations_into(network)) {
    if (relation.kind != RelationKind::kMember) continue;
    // The first census of all is no arrival.
    movements.push_back({relation.member, relation.since, true, relation.seen, kNobody});
    if (relation.until != kUnknownDate) {
      movements.push_back({relation.member, relation.until, false, relation.seen, kNobody});
    }
  }
  // A practice that left one network and joined another within two months went there.
  constexpr int kNear = 62;
  std::map<OrganisationId, std::vector<const Relation*>> elsewhere;
  for (const Movement& movement : movements) elsewhere[movement.practice];
  for (const Relation& relation : model.relations) {
    if (relation.kind != RelationKind::kMember || relation.whole == network) continue;
    if (model.organisations[relation.whole].kind != OrganisationKind::kNetwork) continue;
    if (const auto found = elsewhere.find(relation.member); found != elsewhere.end()) {
      found->second.push_back(&relation);
    }
  }
  for (Movement& movement : movements) {
    for (const Relation* relation : elsewhere[movement.practice]) {
      const Date other = movement.joined ? relation->until : relation->since;
      if (other == kUnknownDate) continue;
      const int gap = movement.joined ? movement.day.days - other.days : other.days - movement.day.days;
      if (gap >= 0 && gap <= kNear) movement.other = relation->whole;
    }
  }
  std::ranges::stable_sort(movements, {}, [](const Movement& movement) {
    return std::tuple(movement.day, movement.joined, movement.practice);
  });
  return movements;
}

}  // namespace

Portrait portrait_of(const Model& model, OrganisationId network, Date day) {
  Portrait portrait;
  portrait.network = network;
  portrait.day = day == kUnknownDate ? model.newest_day() : day;
  const std::vector<OrganisationId> practices = model.members(network, portrait.day);
  for (const OrganisationId practice : practices) {
    MemberLine& line = portrait.members.emplace_back();
    line.practice = practice;
    for (const Relation& relation : model.relations_into(network)) {
      if (relation.member != practice || relation.kind != RelationKind::kMember ||
          !relation.holds_on(portrait.day)) {
        continue;
      }
      line.since = relation.since;
      line.since_seen = relation.seen;
    }
    line.list_size = model.list_size(practice, portrait.day);
    if (line.list_size) portrait.patients += line.list_size->patients;
    line.imd = residence_of(model, std::span(&practice, 1)).imd;
  }
  portrait.stated = model.list_size(network, portrait.day);
  portrait.residence = residence_of(model, practices);
  portrait.pyramid = pyramid_of(model, practices);
  for (const Relation& relation : model.relations) {
    if (relation.kind == RelationKind::kCommissionedBy && relation.member == network &&
        relation.holds_on(portrait.day)) {
      portrait.commissioners.push_back(relation.whole);
    }
  }
  for (const Relation& relation : model.relations) {
    if (relation.kind == RelationKind::kPartOf && relation.holds_on(portrait.day) &&
        std::ranges::find(portrait.commissioners, relation.member) != portrait.commissioners.end() &&
        std::ranges::find(portrait.boards, relation.whole) == portrait.boards.end()) {
      portrait.boards.push_back(relation.whole);
    }
  }
  for (const Relation& relation : model.relations_into(network)) {
    if (relation.kind != RelationKind::kMember) portrait.partners.push_back(relation);
  }
  std::erase_if(portrait.partners,
                [&](const Relation& relation) { return relation.kind == RelationKind::kCommissionedBy; });
  portrait.movements = movements_of(model, network);
  return portrait;
}

Result<OrganisationId> find_by_name(const Model& model, OrganisationKind kind, std::string_view wanted) {
  const std::string word = plain(wanted);
  std::vector<OrganisationId> exact, part;
  NearestName nearest(wanted);
  for (OrganisationId id = 0; id < model.organisations.size(); ++id) {
    const Organisation& organisation = model.organisations[id];
    if (organisation.kind != kind) continue;
    if (plain(organisation.code) == word) return id;
    const std::string name = plain(organisation.name);
    // "Rugeley" and "Rugeley PCN" are one wish.
    if (name == word || name == word + "pcn" || name + "pcn" == word) {
      exact.push_back(id);
    } else if (!word.empty() && name.find(word) != std::string::npos) {
      part.push_back(id);
    }
    nearest.offer(organisation.name);
  }
  const auto& found = exact.empty() ? part : exact;
  if (found.size() == 1) return found.front();
  const std::string what(kind_word(kind));
  if (found.empty()) {
    return Error{ErrorKind::kNotFound,
                 fmt::format("there is no {} called '{}' in the files that were imported", what, wanted),
                 {},
                 nearest.best().empty() ? "meso network list shows all; a part of the name will do"
                                        : fmt::format("did you mean '{}'?", nearest.best())};
  }
  std::string choices;
  constexpr std::size_t kMost = 12;
  for (std::size_t i = 0; i < found.size() && i < kMost; ++i) {
    const Organisation& one = model.organisations[found[i]];
    std::string under;
    for (const Relation& relation : model.relations) {
      if (relation.member == found[i] && relation.kind == RelationKind::kCommissionedBy &&
          relation.until == kUnknownDate) {
        under = ", " + model.organisations[relation.whole].name;
        break;
      }
    }
    choices += fmt::format("{}{} ({}{})", i == 0 ? "" : "; ", one.code, one.name, under);
  }
  if (found.size() > kMost) choices += fmt::format("; and {} more", found.size() - kMost);
  return Error{ErrorKind::kUsage,
               fmt::format("{} {}s are called '{}'", found.size(), what, wanted),
               {},
               "give the code of the one that you mean: " + choices};
}

std::int32_t days_together(const Model& model, OrganisationId a, OrganisationId b, Date until) {
  std::vector<std::pair<std::int32_t, std::int32_t>> spans;
  for (const Relation& first : model.relations) {
    if (first.member != a || first.kind != RelationKind::kMember) continue;
    for (const Relation& second : model.relations_into(first.whole)) {
      if (second.member != b || second.kind != RelationKind::kMember) continue;
      const auto end_of = [&](const Relation& relation) {
        return relation.until == kUnknownDate ? until.days : std::min(relation.until.days, until.days);
      };
      const std::int32_t from = std::max(first.since.days, second.since.days);
      const std::int32_t to = std::min(end_of(first), end_of(second));
      // A start that is not known would make the span endless: it counts from no day.
      if (first.since != kUnknownDate && second.since != kUnknownDate && from <= to)
        spans.emplace_back(from, to);
    }
  }
  std::ranges::sort(spans);
  std::int32_t days = 0, reached = 0;
  for (const auto& [from, to] : spans) {
    const std::int32_t begin = std::max(from, reached);
    if (to >= begin) days += to - begin + 1;
    reached = std::max(reached, to + 1);
  }
  return days;
}

}  // namespace meso::network
