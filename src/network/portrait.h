// A network as its files show it on a day: who is in it, how many people, how old, how deprived, how rural,
// and who came and went. Every figure says the day that it stands on, which may be another than the day that
// was asked for.

#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "network/model.h"

namespace meso::network {

// Where a group of practices' patients live, against the areas' figures.
struct Residence {
  Date on;  // of the table of residents; kUnknownDate: none is known
  AreaEdition edition = AreaEdition::k2021;
  std::uint64_t patients = 0;       // in the table
  std::uint64_t without_place = 0;  // pseudo areas
  std::uint64_t elsewhere = 0;      // Wales, Scotland, Northern Ireland
  // Index of Multiple Deprivation 2025: the mean score over patients whose area has one; kNotGiven for areas
  // of 2011.
  double imd = kNotGiven;
  std::uint64_t imd_patients = 0;
  // Patients by national tenth of their area, the most deprived first: the index of 2025 for areas of 2021,
  // that of 2019 for areas of 2011.
  std::array<std::uint64_t, 10> tenths{};
  std::uint64_t rural = 0, urban = 0;  // patients in areas of a rural, of an urban class
};
Residence residence_of(const Model& model, std::span<const OrganisationId> practices);
Residence residence_in(const Model& model, const ResidentTable& table,
                       std::span<const OrganisationId> practices);

// Sexes by five-year bands.
struct Pyramid {
  Date on;
  std::array<std::array<std::uint64_t, kAgeBands>, 3> patients{};
  std::uint64_t total() const;
};
Pyramid pyramid_of(const Model& model, std::span<const OrganisationId> organisations);

struct MemberLine {
  OrganisationId practice = kNobody;
  Date since;
  bool since_seen = false;            // the first day on which it was seen, not the day on which it joined
  std::optional<ListSize> list_size;  // nothing: never counted
  double imd = kNotGiven;
};
struct Movement {
  OrganisationId practice = kNobody;
  Date day;
  bool joined = false;  // else left: the last day
  bool seen = false;
  OrganisationId other = kNobody;  // where it came from or went to, when that is known
};

struct Portrait {
  OrganisationId network = kNobody;
  Date day;
  std::vector<MemberLine> members;
  std::uint64_t patients = 0;
  std::optional<ListSize> stated;  // what a source says of the network as a whole, nearest to the day
  Residence residence;
  Pyramid pyramid;
  std::vector<OrganisationId> commissioners;  // sub-ICB locations or commissioning groups
  std::vector<OrganisationId> boards;         // what these are part of
  std::vector<Relation> partners;             // organisations beside the core
  std::vector<Movement> movements;            // by day
};
// `day` kUnknownDate: the newest that the files know. REQUIRES: `network` is an organisation of the model.
Portrait portrait_of(const Model& model, OrganisationId network, Date day = kUnknownDate);

// Finds organisations by code or by name, whole or in part; an exact match wins over a part. kNotFound when
// there is none (with the nearest name), kUsage when several share it, with their codes in the hint so that
// one can be chosen.
Result<OrganisationId> find_by_name(const Model& model, OrganisationKind kind, std::string_view wanted);

// How long two practices have been members of the same organisation, whatever its kind; days that overlap
// count once.
std::int32_t days_together(const Model& model, OrganisationId a, OrganisationId b, Date until);

}  // namespace meso::network
