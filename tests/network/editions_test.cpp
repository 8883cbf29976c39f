// One census edition's map from the other's: what follows from a look-up, and what does not.

#include "network/editions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "network/computed.h"
#include "network/footprint/area.h"

namespace meso::network {
namespace {

// In 2021, from west to east:   U | B1 | B2 | M | V      A of 2011 was split into B1 and B2;
// in 2011:                      U |   A     |C D| V      C and D were joined into M.
struct Land {
  Model model;
  AreaId u, a, b1, b2, c, d, m, v;
  std::vector<AreaChange> changes;

  Land() {
    const auto add = [&](const char* code, bool in_2011, bool in_2021) {
      model.areas.push_back({.code = code, .in_2011 = in_2011, .in_2021 = in_2021});
      return static_cast<AreaId>(model.areas.size() - 1);
    };
    a = add("A", true, false);
    b1 = add("B1", false, true);
    b2 = add("B2", false, true);
    c = add("C", true, false);
    d = add("D", true, false);
    m = add("M", false, true);
    u = add("U", true, true);
    v = add("V", true, true);
    for (const auto& [one, other] : {std::pair{u, b1}, {b1, b2}, {b2, m}, {m, v}})
      model.borders.push_back({std::min(one, other), std::max(one, other), AreaEdition::k2021, 100});
    changes = {{u, u}, {a, b1}, {a, b2}, {c, m}, {d, m}, {v, v}};
  }
  std::set<std::pair<AreaId, AreaId>> borders(AreaEdition edition) const {
    std::set<std::pair<AreaId, AreaId>> out;
    for (const Border& one : model.borders) {
      if (one.edition == edition) out.emplace(one.a, one.b);
    }
    return out;
  }
};

using Pairs = std::set<std::pair<AreaId, AreaId>>;
std::pair<AreaId, AreaId> pair_of(AreaId a, AreaId b) {
  return {std::min(a, b), std::max(a, b)};
}

TEST(Editions, ASplitAreaHasTheOuterEdgesOfItsParts) {
  Land land;
  lay_editions_over(land.model, land.changes);
  EXPECT_TRUE(land.borders(AreaEdition::k2011).contains(pair_of(land.u, land.a)));
  EXPECT_EQ(land.model.areas[land.a].part_of, kNobody);
  // The map of 2021 is what it was.
  EXPECT_EQ(land.borders(AreaEdition::k2021), (Pairs{pair_of(land.u, land.b1), pair_of(land.b1, land.b2),
                                                     pair_of(land.b2, land.m), pair_of(land.m, land.v)}));
}

TEST(Editions, JoinedAreasAreKnownTogetherAndNotAlone) {
  Land land;
  lay_editions_over(land.model, land.changes);
  EXPECT_EQ(land.model.areas[land.c].part_of, land.m);
  EXPECT_EQ(land.model.areas[land.d].part_of, land.m);
  ResidentTable table;
  table.edition = AreaEdition::k2011;
  const footprint::Grouping grouping;
  const footprint::AreaMap map(land.model, table, grouping);
  const auto unknown = [&](std::vector<AreaId> areas) {
    std::ranges::sort(areas);
    return map.on_no_map(areas);
  };
  EXPECT_EQ(unknown({land.a, land.u}), 0u);
  EXPECT_EQ(unknown({land.a, land.c}), 1u);
  EXPECT_EQ(unknown({land.a, land.c, land.d}), 0u);
  std::vector<AreaId> whole = {land.u, land.a, land.c, land.d, land.v};
  std::ranges::sort(whole);
  EXPECT_EQ(map.parts_of(whole, {}).size(), 1u);
  // Without what joins them they lie apart.
  std::vector<AreaId> without = {land.u, land.c, land.d, land.v};
  std::ranges::sort(without);
  EXPECT_EQ(map.parts_of(without, {}).size(), 2u);
}

TEST(Editions, TheOtherWayRoundTheSameHolds) {
  Land land;
  land.model.borders.clear();
  for (const auto& [one, other] :
       {std::pair{land.u, land.a}, {land.a, land.c}, {land.c, land.d}, {land.d, land.v}}) {
    land.model.borders.push_back({std::min(one, other), std::max(one, other), AreaEdition::k2011, 100});
  }
  lay_editions_over(land.model, land.changes);
  const Pairs of_2021 = land.borders(AreaEdition::k2021);
  EXPECT_TRUE(of_2021.contains(pair_of(land.m, land.v)));
  EXPECT_EQ(land.model.areas[land.b1].part_of, land.a);  // which of the two touches U is not known
  EXPECT_EQ(land.model.areas[land.m].part_of, kNobody);
}

TEST(Editions, AnIrregularChangeSettlesNothing) {
  Land land;
  land.changes.push_back({land.a, land.m});  // a piece of A went to M as well
  lay_editions_over(land.model, land.changes);
  EXPECT_TRUE(land.borders(AreaEdition::k2011).empty());
  EXPECT_EQ(land.model.areas[land.c].part_of, kNobody);
}

TEST(Editions, WhatAFileDrawsItselfStays) {
  Land land;
  land.model.shapes.push_back({.area = land.a, .edition = AreaEdition::k2011});
  lay_editions_over(land.model, land.changes);
  EXPECT_FALSE(land.borders(AreaEdition::k2011).contains(pair_of(land.u, land.a)));
}

TEST(ComputedBy, HoldsAgainstTheSameNameAndNothingNear) {
  rules::Model rules;
  for (const char* name : {"AFIB_REG", "HYP_REG"}) rules.registers.emplace_back().name = name;
  rules.indicators.emplace_back().name = "HYP008";
  const auto reg = computed_by("QOF AF register", rules);
  ASSERT_TRUE(reg);
  EXPECT_TRUE(reg->is_register);
  EXPECT_EQ(reg->place, 0u);
  const auto indicator = computed_by("contract HYP008", rules);
  ASSERT_TRUE(indicator);
  EXPECT_FALSE(indicator->is_register);
  EXPECT_TRUE(computed_by("hyp008", rules));
  EXPECT_FALSE(computed_by("QOF OST register", rules));
  EXPECT_FALSE(computed_by("QOF HYP prevalence", rules));
  EXPECT_FALSE(computed_by("HYP00", rules));
}

}  // namespace
}  // namespace meso::network
