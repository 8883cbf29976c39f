// Which practices stand together on one day, as they do or as somebody supposes: what a what-if changes.
//
// A Grouping is a value apart from the Model. Supposing leaves no trace; memberships change only by an act.
//
// Changes are written as sentences, one each (docs/footprint.md):
//
//   move A99901, A99902 to U99901          merge U99901, U99902 as "North and East"
//   split A99901, A99902 from U99901 as "Hill"          leave A99901
//   draw "Centre" of E01000001, E01000002  draw "Centre" within 3 km of A99901

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "network/model.h"

namespace meso::network::footprint {

inline constexpr std::uint32_t kNoGroup = 0xFFFFFFFFu;

struct Group {
  std::string code;
  std::string name;
  OrganisationId network = kNobody;       // kNobody: supposed
  std::vector<OrganisationId> practices;  // by id, which is by code; empty when merged away
};

struct Grouping {
  std::vector<Group> groups;            // the real ones by code, supposed ones after them
  std::vector<std::uint32_t> group_of;  // [OrganisationId]: a place in `groups`, or kNoGroup
  Date on = {};

  std::uint32_t find(std::string_view code) const;  // or kNoGroup
};

// The networks as they stood on a day. A practice in two networks is put into the one with the lower code,
// and counted in `doubled`, when given.
Grouping grouping_on(const Model& model, Date day, std::uint64_t* doubled = nullptr);

// A neighbourhood somebody drew: small areas, whoever is registered where.
struct Drawn {
  std::string name;
  std::vector<AreaId> areas;  // by id
};

struct Supposed {
  Grouping grouping;
  std::vector<Drawn> drawn;
  std::vector<std::uint32_t> changed;  // groups whose practices differ from before, ascending
};

// Applies the changes in order. kBadInput names the sentence (Place.line: its number from 1; column) and what
// to write.
Result<Supposed> suppose(const Model& model, const Grouping& before, std::span<const std::string> changes);

// What leaving, staying and new membership come to in `after`, for one practice: the group's place before and
// after.
struct Moved {
  OrganisationId practice = kNobody;
  std::uint32_t from = kNoGroup;
  std::uint32_t to = kNoGroup;
};
std::vector<Moved> moves_between(const Grouping& before, const Grouping& after);

}  // namespace meso::network::footprint
