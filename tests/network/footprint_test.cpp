// Areas, parts, and supposed changes on a land small enough to check by eye.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "made_land.h"
#include "network/footprint/distance.h"
#include "network/footprint/what_if.h"

namespace meso::network::footprint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// The areas of the made land have 110 patients each.
const AreaPolicy kAll{AreaPolicy::Kind::kLargest, 0, 0};

std::vector<std::string> codes(const Model& model, const std::vector<AreaId>& areas) {
  std::vector<std::string> out;
  for (AreaId area : areas) out.push_back(model.areas[area].code);
  return out;
}

struct Land {
  Model model = made_land();
  Grouping grouping = grouping_on(model, made_day());
  const ResidentTable& table = model.residents[0];
  AreaMap map{model, table, grouping};
};

TEST(Footprint, AreasAreThoseOfTheLargestHolder) {
  const Land land;
  const Footprint first = land.map.footprint(0, kAll);
  EXPECT_THAT(codes(land.model, first.areas), ElementsAre("C00", "C01", "C10", "C11", "C12", "C22", "C80"));
  EXPECT_EQ(first.patients, 700u + 6u * 10u + 7u);  // P2 is a guest in six areas
  EXPECT_EQ(first.inside, 700u);
  EXPECT_EQ(first.placeless, 7u);
}

TEST(Footprint, TouchingCornersDoNotJoinAndAnIslandSaysSo) {
  const Land land;
  const Footprint first = land.map.footprint(0, kAll);
  ASSERT_EQ(first.parts.size(), 2u);
  EXPECT_THAT(codes(land.model, first.parts[0].areas), ElementsAre("C00", "C01", "C10", "C11", "C12", "C22"));
  EXPECT_EQ(first.parts[1].apart, Part::Apart::kNoEdge);
  EXPECT_THAT(part_in_words(land.model, first.parts[1]), HasSubstr("island"));

  const Footprint second = land.map.footprint(1, kAll);  // C02 touches the others in no edge
  ASSERT_EQ(second.parts.size(), 2u);
  EXPECT_EQ(second.parts[1].apart, Part::Apart::kThroughOthers);
  EXPECT_EQ(second.parts[1].between.size(), 2u);
  EXPECT_EQ(second.parts[1].practice, 2u);
  EXPECT_THAT(part_in_words(land.model, second.parts[1]), HasSubstr("through 2 areas of others"));
  EXPECT_TRUE(land.map.footprint(2, kAll).contiguous());
}

TEST(Footprint, APolicyDecidesAndItsEffectIsShown) {
  const Land land;
  EXPECT_EQ(land.map.footprint(0, *parse_policy("share 95% known 0")).areas.size(), 0u);
  EXPECT_EQ(land.map.footprint(0, *parse_policy("share 9% known 0")).areas.size(), 13u);
  EXPECT_EQ(land.map.footprint(2, *parse_policy("cover 80% known 0")).areas.size(), 6u);
  const Sensitivity moved = sensitivity(land.map, 0, 0);
  ASSERT_EQ(moved.outcomes.size(), 8u);
  EXPECT_EQ(moved.outcomes[0].areas, 7u);
  EXPECT_EQ(moved.in_any, 10u);  // cover 95% of 760 needs three areas in which it is a guest
  EXPECT_EQ(moved.in_all, 7u);
  for (const char* text :
       {"share", "share 0%", "share 101%", "cover 30", "biggest", "share 5.25%", "largest known many"}) {
    EXPECT_FALSE(parse_policy(text).ok()) << text;
  }
  for (const char* text : {"largest", "share 12.5%", "cover 90% known 20"}) {
    EXPECT_EQ(policy_text(*parse_policy(text)), text);
  }
}

TEST(Footprint, AnAreaThatTheTableHardlyKnowsIsNotDrawn) {
  const Land land;
  const Footprint none = land.map.footprint(0, {});  // 110 of the 500 that are asked
  EXPECT_TRUE(none.areas.empty());
  EXPECT_EQ(none.areas_too_little_known, 13u);
  EXPECT_EQ(none.patients_there, 760u);
  EXPECT_EQ(land.map.footprint(0, *parse_policy("largest known 110")).areas.size(), 7u);
}

TEST(Footprint, NoMapNoVerdict) {
  Land land;
  EXPECT_TRUE(land.map.footprint(0, kAll).borders_known());
  land.model.shapes.clear();  // nobody draws the island any more, and it has no edge
  const AreaMap undrawn(land.model, land.table, land.grouping);
  const Footprint first = undrawn.footprint(0, kAll);
  EXPECT_EQ(first.areas_on_no_map, 1u);
  EXPECT_FALSE(first.borders_known());
  EXPECT_FALSE(first.contiguous());
  EXPECT_EQ(first.parts[1].apart, Part::Apart::kNoMap);
  EXPECT_THAT(part_in_words(land.model, first.parts[1]), HasSubstr("on no map"));
}

TEST(Footprint, GreatCircle) {
  // One degree along a meridian.
  EXPECT_NEAR(kilometres_between({0, 52}, {0, 53}), 111.195, 0.001);
  EXPECT_NEAR(kilometres_between({-0.1278, 51.5074}, {-2.2426, 53.4808}), 262.1, 0.2);  // London, Manchester
  EXPECT_EQ(kilometres_between({1, 52}, {1, 52}), 0);
}

Question plain_question() {
  Question question;
  question.travel_factor = 1.5;
  question.policy = kAll;
  question.rules = voice::parse_rules("carried by more than half of patients", "rule").rules;
  return question;
}

TEST(WhatIf, MovingAPracticeChangesTwoNetworksAndNothingElse) {
  const Land land;
  const std::string changes[] = {"move P3 to U1"};
  const Result<Supposed> supposed = suppose(land.model, land.grouping, changes);
  ASSERT_TRUE(supposed.ok()) << supposed.error().text();
  EXPECT_THAT(supposed->changed, ElementsAre(0, 1));
  const Comparison both = compare(land.model, land.table, land.grouping, *supposed, plain_question());
  ASSERT_EQ(both.before.size(), 2u);
  ASSERT_EQ(both.after.size(), 1u);  // U2 is empty
  EXPECT_EQ(both.before[0].patients, 34'000u);
  EXPECT_EQ(both.after[0].patients, 55'000u);
  EXPECT_EQ(both.after[0].footprint.areas.size(), 13u);
  // P1 decided alone before; with P3 it still holds more than half.
  EXPECT_TRUE(both.before[0].voice[0]->voters[0].decides_alone);
  EXPECT_TRUE(both.after[0].voice[0]->voters[0].decides_alone);
  ASSERT_EQ(both.moves.size(), 1u);
  EXPECT_EQ(both.moves[0].practice, 2u);
  std::vector<std::string> touched;
  for (const Touched& one : both.touched) touched.push_back(one.what);
  EXPECT_THAT(touched, testing::Contains("P1 is the payee of U1"));
  EXPECT_THAT(touched, testing::Contains(HasSubstr("the network agreement ends")));
}

TEST(WhatIf, TravelIsGreatCircleTimesTheStatedFactor) {
  const Land land;
  const Profile third = profile(land.model, land.map, land.table, land.grouping, 2, plain_question());
  double sum = 0, patients = 0;
  for (const Residents& row : land.table.of(3)) {
    sum += row.patients * kilometres_between(place_of(land.model.areas[row.area]), {0.04, 52.01});
    patients += row.patients;
  }
  EXPECT_NEAR(third.travel.own.value, 1.5 * sum / patients, 1e-9);
  EXPECT_EQ(third.travel.own.of, 660u);
  EXPECT_EQ(third.travel.widest_km, 0);
  EXPECT_NEAR(third.deprivation.score.value, 10, 1e-9);
  EXPECT_EQ(third.deprivation.rural.of, 660u);
  EXPECT_NEAR(third.deprivation.rural.value, 600.0 / 660, 1e-9);
  const Profile first = profile(land.model, land.map, land.table, land.grouping, 0, plain_question());
  EXPECT_NEAR(first.deprivation.most_deprived.value, 700.0 / 760, 1e-9);
}

TEST(WhatIf, MergeThenSplitIsWhereWeWere) {
  const Land land;
  const std::string changes[] = {"merge U1, U2 as \"West\"", "split P3 from U1 as \"Again\"", "leave P4",
                                 "move P4 to U3"};
  const Result<Supposed> supposed = suppose(land.model, land.grouping, changes);
  ASSERT_TRUE(supposed.ok()) << supposed.error().text();
  EXPECT_THAT(supposed->changed, ElementsAre(1, 3));
  EXPECT_EQ(supposed->grouping.groups[0].practices, land.grouping.groups[0].practices);
  EXPECT_EQ(supposed->grouping.groups[3].practices, land.grouping.groups[1].practices);
  EXPECT_EQ(supposed->grouping.groups[3].code, "NEW1");
}

TEST(WhatIf, ADrawnNeighbourhoodCountsWhoeverIsRegisteredWithAnybody) {
  const Land land;
  const std::string changes[] = {"draw \"Centre\" of C11, C21, C22", "draw \"Round\" within 0.1 km of P1"};
  const Result<Supposed> supposed = suppose(land.model, land.grouping, changes);
  ASSERT_TRUE(supposed.ok()) << supposed.error().text();
  const Comparison both = compare(land.model, land.table, land.grouping, *supposed, plain_question());
  ASSERT_EQ(both.neighbourhoods.size(), 2u);
  const Neighbourhood& centre = both.neighbourhoods[0];
  EXPECT_EQ(centre.patients, 330u);
  EXPECT_EQ(centre.parts.size(), 1u);
  ASSERT_EQ(centre.groups.size(), 3u);
  EXPECT_EQ(centre.groups[0], (std::pair<std::uint32_t, std::uint64_t>{0, 200}));
  EXPECT_THAT(codes(land.model, both.neighbourhoods[1].drawn.areas), ElementsAre("C01"));
}

struct Wrong {
  const char* change;
  const char* message;
};
class WhatIfMistakes : public testing::TestWithParam<Wrong> {};
TEST_P(WhatIfMistakes, AreNamed) {
  const Land land;
  const std::string changes[] = {"leave P5", GetParam().change};
  const Result<Supposed> supposed = suppose(land.model, land.grouping, changes);
  ASSERT_FALSE(supposed.ok());
  EXPECT_THAT(supposed.error().text(), testing::StartsWith("change:2:"));
  EXPECT_THAT(supposed.error().text(), HasSubstr(GetParam().message));
}
INSTANTIATE_TEST_SUITE_P(
    Sentences, WhatIfMistakes,
    testing::Values(
        Wrong{"", "begins with move"}, Wrong{"moove P1 to U2", "did you mean move?"},
        Wrong{"move P9 to U2", "no practice P9"}, Wrong{"move P1 to U9", "no network U9"},
        Wrong{"move P1 into U2", "\"to\" is expected"},
        Wrong{"move P1 to U2 soon", "follows what is complete"}, Wrong{"merge U1", "needs two networks"},
        Wrong{"split P3 from U1", "not in that network"}, Wrong{"draw Centre of C11", "a name in quotes"},
        Wrong{"draw \"x\" of EMPTY", "no small area"}, Wrong{"draw \"x\" within -1 km of P1", "a distance"},
        Wrong{"draw \"x\" within 3 km of P8", "no practice P8"}, Wrong{"merge U1, U2 as \"x", "not closed"}));

}  // namespace
}  // namespace meso::network::footprint
