// A network's area: the small areas that count as its own, by a policy that has a name.
//
// The contract speaks of a network's area and no file holds one. What is known is where each practice's
// patients live, and that networks overlap: one street, three networks. Every way to draw a line through that
// is a choice, so the choice is named, printed beside each result, and its effect shown (`sensitivity`):
//
//   largest        areas where no network has more registered patients
//   share 30%      areas where it has at least 30% of all registered patients
//   cover 90%      its own areas, those with most of its patients first, until they hold 90% of them
//
// A file of one region knows only few of the patients of an area outside it, and would give areas at the
// other end of the country to whoever has three patients there. So an area is drawn only when at least
// `least_known` of its registered patients are in the table: 500, because a small area has 1,000 to 3,000
// residents. What is left out is counted.
//
// Contiguous means joined by shared edges; two areas that touch in one point are not joined. Where a part
// lies apart, `Part` says what lies between.
//
// Only practices in the table of residents are seen. At the edge of a regional table a neighbour's patients
// are missing, and shares there are too high; `Holdings` cannot know that.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "network/footprint/grouping.h"
#include "network/model.h"

namespace meso::network::footprint {

struct AreaPolicy {
  enum class Kind : std::uint8_t { kLargest, kShare, kCover };
  Kind kind = Kind::kLargest;
  std::uint32_t per_thousand = 0;   // of kShare and kCover
  std::uint32_t least_known = 500;  // patients of anybody, in the table
  bool operator==(const AreaPolicy&) const = default;
};

// "largest", "share 30%", "cover 90%", with at most one decimal, and "known 100" after it for another
// `least_known`; kUsage with what may be written.
Result<AreaPolicy> parse_policy(std::string_view text);
std::string policy_text(const AreaPolicy& policy);

// Registered patients by area and group, from one table of residents.
class Holdings {
 public:
  struct Holding {
    AreaId area = kNobody;
    std::uint32_t holder = 0;  // a group, or kAlone | practice for one in no group
    std::uint32_t patients = 0;
  };
  static constexpr std::uint32_t kAlone = 0x80000000u;

  // The table and grouping may be of different days; practices of one that the other lacks count as they
  // stand.
  Holdings(const ResidentTable& table, const Grouping& grouping, std::size_t areas);

  std::span<const Holding> in_area(AreaId area) const;  // most patients first
  // In order of area.
  const std::vector<Holding>& all() const { return holdings_; }
  std::uint64_t patients_in(AreaId area) const;

 private:
  std::vector<Holding> holdings_;
  std::vector<std::uint32_t> first_;  // [area]: where its holdings begin; one more at the end
};

// Which areas share an edge, in one edition.
class Neighbours {
 public:
  Neighbours(const Model& model, AreaEdition edition);
  std::span<const AreaId> of(AreaId area) const;
  // Whether some file draws the area in this edition or says what it borders on.
  bool on_map(AreaId area) const { return on_map_[area]; }
  // How many areas are parts of that one of the other edition; see Area::part_of.
  std::uint32_t parts_of(AreaId whole) const { return parts_of_[whole]; }

 private:
  std::vector<std::uint32_t> parts_of_;
  std::vector<bool> on_map_;
  std::vector<AreaId> neighbours_;
  std::vector<std::uint32_t> first_;
};

struct Part {
  // Why it lies apart from the first part.
  enum class Apart : std::uint8_t {
    kNot,            // it is the first, the one with most patients
    kThroughOthers,  // joined over land through areas that are not the network's
    kNoEdge,         // no edge with any area: an island
    kNoMap,          // no file draws it or lists its borders: what it touches is not known
    kNoWay,          // edges, but none leads there: water between, or the map ends
  };
  std::vector<AreaId> areas;   // by id
  std::uint64_t patients = 0;  // the network's who live in it
  Apart apart = Apart::kNot;
  std::vector<AreaId> between;        // kThroughOthers: the shortest way there, area by area
  double gap_km = 0;                  // between the nearest centres of this part and the first; -1 not known
  OrganisationId practice = kNobody;  // the member with the most patients in it
  std::uint64_t patients_of_practice = 0;
};

struct Footprint {
  std::vector<AreaId> areas;    // by id
  std::vector<Part> parts;      // most patients first
  std::uint64_t patients = 0;   // of the table's rows of its practices
  std::uint64_t inside = 0;     // of these, living in its area
  std::uint64_t placeless = 0;  // under codes that are no place
  std::uint64_t abroad = 0;     // in Wales, Scotland or Northern Ireland
  std::uint32_t practices_not_in_table = 0;
  std::uint64_t areas_too_little_known =
      0;  // in which it has patients, and the table fewer than the policy asks
  std::uint64_t patients_there = 0;
  std::uint64_t areas_on_no_map = 0;

  // Every area of it is on the map; else its parts may be joined in ways that no file shows.
  bool borders_known() const { return areas_on_no_map == 0; }
  bool contiguous() const { return borders_known() && parts.size() == 1; }
};

// What is needed to draw areas, made once for many networks. Keeps references: all must outlive it.
class AreaMap {
 public:
  AreaMap(const Model& model, const ResidentTable& table, const Grouping& grouping);

  Footprint footprint(std::uint32_t group, const AreaPolicy& policy) const;
  // The parts of any set of areas, such as a drawn neighbourhood; `practices` are those whose patients count.
  std::vector<Part> parts_of(std::span<const AreaId> areas, std::span<const OrganisationId> practices) const;
  const Holdings& holdings() const { return holdings_; }
  // Of these, sorted, the areas of which no file shows what they touch. Parts of an area of the other edition
  // are known where all of them are here.
  std::uint64_t on_no_map(std::span<const AreaId> areas) const;

 private:
  void explain(Part& part, const Part& first) const;

  const Model& model_;
  const ResidentTable& table_;
  const Grouping& grouping_;
  Holdings holdings_;
  Neighbours neighbours_;
};

// "12 areas, 4,310 patients, joined to the rest through 2 areas of others", for people.
std::string part_in_words(const Model& model, const Part& part);

struct PolicyOutcome {
  AreaPolicy policy;
  std::uint64_t areas = 0;
  std::uint64_t inside = 0;
  std::size_t parts = 0;
  bool borders_known = false;
};
struct Sensitivity {
  std::vector<PolicyOutcome> outcomes;
  std::uint64_t in_all = 0;  // areas that every policy gives to the network
  std::uint64_t in_any = 0;
};
// `policies` empty: largest, share 10, 20, 30 and 50%, cover 80, 90 and 95%, each with this `least_known`.
Sensitivity sensitivity(const AreaMap& map, std::uint32_t group,
                        std::uint32_t least_known = AreaPolicy{}.least_known,
                        std::span<const AreaPolicy> policies = {});

}  // namespace meso::network::footprint
