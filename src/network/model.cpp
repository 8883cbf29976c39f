#include "network/model.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace meso::network {
namespace {

constexpr std::array<std::string_view, kOrganisationKinds> kKindWords = {
    "practice",
    "network",
    "neighbourhood",
    "federation",
    "super-partnership",
    "pharmacy",
    "dentist",
    "optometrist",
    "community-provider",
    "mental-health-provider",
    "voluntary-organisation",
    "local-authority",
    "primary-care-trust",
    "ccg",
    "stp",
    "sub-icb",
    "icb",
    "region",
    "fundholding",
    "primary-care-group",
    "practice-based-commissioning",
    "collaboration",
};

constexpr std::array<std::string_view, 6> kRelationWords = {
    "member", "partner", "commissioned-by", "part-of", "payee", "lead-employer",
};

}  // namespace

std::string_view kind_word(OrganisationKind kind) {
  return kKindWords[static_cast<std::size_t>(kind)];
}

std::optional<OrganisationKind> organisation_kind(std::string_view word) {
  const auto found = std::find(kKindWords.begin(), kKindWords.end(), word);
  if (found == kKindWords.end()) return std::nullopt;
  return static_cast<OrganisationKind>(found - kKindWords.begin());
}

std::string_view relation_word(RelationKind kind) {
  return kRelationWords[static_cast<std::size_t>(kind)];
}

std::optional<RelationKind> relation_kind(std::string_view word) {
  const auto found = std::find(kRelationWords.begin(), kRelationWords.end(), word);
  if (found == kRelationWords.end()) return std::nullopt;
  return static_cast<RelationKind>(found - kRelationWords.begin());
}

std::span<const Residents> ResidentTable::of(OrganisationId practice) const {
  const auto range = std::ranges::equal_range(rows, practice, {}, &Residents::practice);
  return {range.begin(), range.end()};
}

OrganisationId Model::find(OrganisationKind kind, std::string_view code) const {
  const auto found =
      std::lower_bound(organisations.begin(), organisations.end(), std::pair(kind, code),
                       [](const Organisation& organisation, const auto& wanted) {
                         return std::pair(organisation.kind, std::string_view(organisation.code)) < wanted;
                       });
  if (found == organisations.end() || found->kind != kind || found->code != code) return kNobody;
  return static_cast<OrganisationId>(found - organisations.begin());
}

AreaId Model::find_area(std::string_view code) const {
  const auto found = std::ranges::lower_bound(areas, code, {},
                                              [](const Area& area) -> std::string_view { return area.code; });
  if (found == areas.end() || found->code != code) return kNobody;
  return static_cast<AreaId>(found - areas.begin());
}

std::vector<OrganisationId> Model::members(OrganisationId network, Date day) const {
  std::vector<OrganisationId> found;
  for (const Relation& relation : relations_into(network)) {
    if (relation.kind == RelationKind::kMember && relation.holds_on(day)) found.push_back(relation.member);
  }
  // Organisations lie by code, so ids in order are codes in order.
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  return found;
}

std::vector<OrganisationId> Model::networks_of(OrganisationId practice, Date day) const {
  std::vector<OrganisationId> found;
  for (const Relation& relation : relations) {
    if (relation.member == practice && relation.kind == RelationKind::kMember &&
        organisations[relation.whole].kind == OrganisationKind::kNetwork && relation.holds_on(day)) {
      found.push_back(relation.whole);
    }
  }
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  return found;
}

std::span<const Relation> Model::relations_into(OrganisationId whole) const {
  const auto range = std::ranges::equal_range(relations, whole, {}, &Relation::whole);
  return {range.begin(), range.end()};
}

std::span<const ListSize> Model::list_sizes_of(OrganisationId organisation) const {
  const auto range = std::ranges::equal_range(list_sizes, organisation, {}, &ListSize::organisation);
  return {range.begin(), range.end()};
}

std::optional<ListSize> Model::list_size(OrganisationId organisation, Date day) const {
  const auto sizes = list_sizes_of(organisation);
  if (sizes.empty()) return std::nullopt;
  const auto after = std::ranges::upper_bound(sizes, day, {}, &ListSize::on);
  return after == sizes.begin() ? *after : *std::prev(after);
}

std::span<const Fact> Model::facts_of(OrganisationId organisation) const {
  const auto range = std::ranges::equal_range(facts, organisation, {}, &Fact::organisation);
  return {range.begin(), range.end()};
}

const ResidentTable* Model::residents_on(Date day) const {
  const auto after = std::ranges::upper_bound(residents, day, {}, &ResidentTable::on);
  if (after != residents.begin()) return &*std::prev(after);
  return after == residents.end() ? nullptr : &*after;
}

const ResidentTable* Model::residents_of(std::span<const OrganisationId> practices) const {
  for (auto table = residents.rbegin(); table != residents.rend(); ++table) {
    for (const OrganisationId practice : practices) {
      if (!table->of(practice).empty()) return &*table;
    }
  }
  return nullptr;
}

Date Model::newest_day() const {
  Date newest = kUnknownDate;
  for (const ListSize& size : list_sizes) newest = std::max(newest, size.on);
  for (const Relation& relation : relations) newest = std::max(newest, relation.since);
  return newest;
}

void Model::sort() {
  std::ranges::sort(relations, {}, [](const Relation& relation) {
    return std::tuple(relation.whole, relation.kind, relation.since, relation.member, relation.until);
  });
  std::ranges::sort(successions, {}, [](const Succession& succession) {
    return std::tuple(succession.on, succession.before, succession.after);
  });
  std::ranges::sort(list_sizes, {},
                    [](const ListSize& size) { return std::pair(size.organisation, size.on); });
  std::ranges::sort(ages, {}, [](const AgeCount& count) {
    return std::tuple(count.organisation, count.on, count.sex, count.band);
  });
  for (ResidentTable& table : residents) {
    std::ranges::sort(table.rows, {}, [](const Residents& row) { return std::pair(row.practice, row.area); });
  }
  std::ranges::sort(residents, {}, [](const ResidentTable& table) { return table.on; });
  std::ranges::sort(borders, {},
                    [](const Border& border) { return std::tuple(border.edition, border.a, border.b); });
  std::ranges::sort(shapes, {}, [](const Shape& shape) { return std::tuple(shape.edition, shape.area); });
  std::ranges::sort(facts, {}, [](const Fact& fact) {
    return std::tuple(fact.organisation, fact.measure, fact.period, fact.source);
  });
}

}  // namespace meso::network
