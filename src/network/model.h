// Who belongs to whom, how many people they look after, and where those live: a network's memory as plain
// values.
//
// Everything here was read from files or written by the network itself; nothing is guessed. Each fact names
// the source that it came from. An organisation is told by its kind and its code together, because one code
// may pass from one body to the next (a commissioning group and the sub-ICB location that followed it share
// theirs).
//
// Relations are many-to-many and dated: a practice is a member of a network and, at the same time, of a
// super-partnership that spans several. A day is inside a relation from `since` to `until`, both included;
// kUnknownDate means "before anything that we know" in `since` and "still" in `until`. Some sources know only
// that a relation stood on a day; its ends are then the first and last day on which it was seen (`seen`).
//
// Ids are positions in the vectors of one Model and mean nothing outside it. The vectors are sorted as their
// comments say; the finders rely on it, and `Model::sort()` restores it after a change. A Model is a value:
// safe to read from several threads, and copied when two versions are compared.

#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/date.h"

namespace meso::network {

using OrganisationId = std::uint32_t;
using AreaId = std::uint32_t;
using SourceId = std::uint16_t;
using MeasureId = std::uint16_t;
using PeriodId = std::uint16_t;
inline constexpr std::uint32_t kNobody = 0xFFFFFFFFu;  // no organisation, no area
inline constexpr double kNotGiven = std::numeric_limits<double>::quiet_NaN();

enum class OrganisationKind : std::uint8_t {
  kPractice,
  kNetwork,
  kNeighbourhood,
  kFederation,
  kSuperPartnership,
  kPharmacy,
  kDentist,
  kOptometrist,
  kCommunityProvider,
  kMentalHealthProvider,
  kVoluntary,
  kLocalAuthority,
  // Commissioners, old and new.
  kPrimaryCareTrust,
  kCcg,
  kStp,
  kSubIcb,
  kIcb,
  kRegion,
  // Ways in which practices worked together before networks.
  kFundholding,
  kPrimaryCareGroup,
  kPracticeBasedCommissioning,
  kOtherCollaboration,
};
inline constexpr int kOrganisationKinds = 22;
// "super-partnership"; what `organisation_kind` reads.
std::string_view kind_word(OrganisationKind kind);
std::optional<OrganisationKind> organisation_kind(std::string_view word);

struct Source {
  std::string file = {};    // the file's own name, or how the network called it
  std::string layout = {};  // what it was recognised as: "practices, networks and commissioners"
  std::string digest = {};  // digest_hex of its bytes
  Date from = {}, to = {};  // the period that it speaks of; equal for a day; kUnknownDate when it says none
  std::uint64_t rows = 0;
  bool operator==(const Source&) const = default;
};

struct Organisation {
  OrganisationKind kind = OrganisationKind::kPractice;
  std::string code = {};
  std::string name = {};  // as the newest source writes it
  std::string postcode = {};
  Date opened = {}, closed = {};  // kUnknownDate: not known; still open
  double longitude = kNotGiven, latitude = kNotGiven;
  SourceId source = 0;
};

enum class RelationKind : std::uint8_t {
  kMember,   // a core practice in its network; a practice in its federation, super-partnership, collaboration
  kPartner,  // an organisation beside the core: pharmacy, voluntary, community provider
  kCommissionedBy,  // practice or network -> sub-ICB location or commissioning group
  kPartOf,          // sub-ICB location -> ICB -> region; network -> neighbourhood
  kPayee,           // who receives a network's money
  kLeadEmployer,
};
std::string_view relation_word(RelationKind kind);
std::optional<RelationKind> relation_kind(std::string_view word);

struct Relation {
  OrganisationId member = kNobody;
  OrganisationId whole = kNobody;  // what it is a member of, partner of, part of
  RelationKind kind = RelationKind::kMember;
  Date since = {}, until = {};
  bool seen = false;  // the ends are days on which it was seen, not days that were recorded
  SourceId source = 0;

  bool holds_on(Date day) const { return since <= day && (until == kUnknownDate || day <= until); }
};

enum class SuccessionKind : std::uint8_t { kFollowed, kMerged, kSplit };

// `before` gave its work, wholly or in part, to `after`.
struct Succession {
  OrganisationId before = kNobody;
  OrganisationId after = kNobody;
  Date on = {};
  SuccessionKind kind = SuccessionKind::kFollowed;
  bool seen = false;  // `on` is the first day on which it was seen
  SourceId source = 0;
};

// Registered patients of a practice, or what a source says of a network, on a day.
struct ListSize {
  OrganisationId organisation = kNobody;
  Date on = {};
  std::uint32_t patients = 0;
  SourceId source = 0;
};

// Five-year bands: 0 is 0 to 4, 18 is 90 to 94, 19 is 95 and over.
inline constexpr int kAgeBands = 20;
enum class Sex : std::uint8_t { kFemale, kMale, kOther };

struct AgeCount {
  OrganisationId organisation = kNobody;
  Date on = {};
  Sex sex = Sex::kFemale;
  std::uint8_t band = 0;
  std::uint32_t patients = 0;
};

enum class AreaKind : std::uint8_t {
  kEngland,
  kElsewhere,  // Wales, Scotland, Northern Ireland
  kPseudo,     // no place: closed practice, empty or unknown address
};
enum class AreaEdition : std::uint8_t { k2011, k2021 };

// A small area (LSOA). One that did not change between 2011 and 2021 kept its code and is one Area.
struct Area {
  std::string code = {};
  std::string name = {};
  AreaKind kind = AreaKind::kEngland;
  bool in_2011 = false, in_2021 = false;
  double longitude = kNotGiven, latitude = kNotGiven;
  double imd_2025 = kNotGiven;      // score; higher is more deprived
  std::uint32_t imd_2025_rank = 0;  // 1 is the most deprived; 0 not known
  std::uint8_t imd_2025_decile = 0;
  std::uint8_t imd_2019_decile = 0;
  std::uint32_t imd_2019_rank = 0;
  std::string rural = {};                 // code of the rural and urban classification: "UN1"
  OrganisationId authority = kNobody;     // local authority
  OrganisationId commissioner = kNobody;  // sub-ICB location
  // The area of the other edition that it is one part of, where its borders are known only with the other
  // parts.
  AreaId part_of = kNobody;
};

// Patients of one practice who live in one area.
struct Residents {
  OrganisationId practice = kNobody;
  AreaId area = kNobody;
  std::uint32_t patients = 0;
};

// All of a file's residents, as one table of one day.
struct ResidentTable {
  Date on = {};
  AreaEdition edition = AreaEdition::k2021;
  SourceId source = 0;
  std::vector<Residents> rows = {};  // by practice, then area
  std::span<const Residents> of(OrganisationId practice) const;
};

// Two areas that touch along a line. Touching in a point alone is no border.
struct Border {
  AreaId a = kNobody, b = kNobody;  // a < b
  AreaEdition edition = AreaEdition::k2021;
  float metres = 0;
};

struct Point {
  double longitude = 0, latitude = 0;
  bool operator==(const Point&) const = default;
};
using Ring = std::vector<Point>;  // closed: the first point again at the end

struct Shape {
  AreaId area = kNobody;  // or kNobody for the outline of an organisation
  OrganisationId organisation = kNobody;
  AreaEdition edition = AreaEdition::k2021;
  std::vector<Ring> rings = {};  // outer rings and holes; inside is where a ray crosses an odd number
};

struct Measure {
  std::string code = {};   // "QOF HYP register", "core ALCMI30"
  std::string title = {};  // may be empty
  std::string unit = {};   // "patients", "points", "FTE", "percent", "score"
  bool operator==(const Measure&) const = default;
};
struct Period {
  Date from = {}, to = {};
  auto operator<=>(const Period&) const = default;
};

// What a source says, or Meso computed, about an organisation in a period. Facts that disagree stand side by
// side.
struct Fact {
  OrganisationId organisation = kNobody;
  MeasureId measure = 0;
  PeriodId period = 0;
  SourceId source = 0;
  bool computed = false;
  double numerator = kNotGiven, denominator = kNotGiven, value = kNotGiven;
};

struct Model {
  std::vector<Source> sources;
  std::vector<Organisation> organisations;  // by kind, then code
  std::vector<Relation> relations;          // by whole, kind, since, member
  std::vector<Succession> successions;      // by day
  std::vector<ListSize> list_sizes;         // by organisation, then day
  std::vector<AgeCount> ages;               // by organisation, day, sex, band
  std::vector<Area> areas;                  // by code
  std::vector<ResidentTable> residents;     // by day
  std::vector<Border> borders;              // by edition, a, b
  std::vector<Shape> shapes;                // by edition, then area
  std::vector<Measure> measures;
  std::vector<Period> periods;
  std::vector<Fact> facts;  // by organisation, measure, period, source

  OrganisationId find(OrganisationKind kind, std::string_view code) const;  // or kNobody
  AreaId find_area(std::string_view code) const;                            // or kNobody

  // Core practices of a network on a day, by code.
  std::vector<OrganisationId> members(OrganisationId network, Date day) const;
  // The networks that a practice is a core member of on a day: none, one, or (a finding) more.
  std::vector<OrganisationId> networks_of(OrganisationId practice, Date day) const;
  // Relations into `whole`, of any kind and time.
  std::span<const Relation> relations_into(OrganisationId whole) const;

  // The newest list size on or before `day`; the oldest after it when there is none; nothing when never
  // counted.
  std::optional<ListSize> list_size(OrganisationId organisation, Date day) const;
  std::span<const ListSize> list_sizes_of(OrganisationId organisation) const;
  std::span<const Fact> facts_of(OrganisationId organisation) const;
  // The newest table of residents on or before `day`, else the oldest after it; null when there is none.
  const ResidentTable* residents_on(Date day) const;
  // The newest table in which at least one of these practices has a row; null when there is none.
  const ResidentTable* residents_of(std::span<const OrganisationId> practices) const;

  // The newest day on which memberships or list sizes are known: what "today" means for files.
  Date newest_day() const;

  // Puts every vector but `organisations` and `areas` into its order. REQUIRES: those two are in theirs,
  // because all else points into them.
  void sort();
};

}  // namespace meso::network
