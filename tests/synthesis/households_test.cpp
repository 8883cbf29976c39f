// Who lives with whom, among a few neighbours.

#include "synthesis/households.h"

#include <gtest/gtest.h>

namespace meso::synthesis {
namespace {

using records::Sex;

std::array<Place, kNeighbours> placed(std::initializer_list<Neighbour> people, std::uint64_t seed = 1,
                                      bool students = false) {
  std::array<Neighbour, kNeighbours> neighbours{};
  std::copy(people.begin(), people.end(), neighbours.begin());
  return households(neighbours, static_cast<std::uint32_t>(people.size()), Random(seed), students);
}

TEST(Households, ChildrenLiveWithSomebodyWhoCouldBeTheirParent) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto places =
        placed({{84, Sex::kFemale, false}, {7, Sex::kMale, false}, {39, Sex::kFemale, false}}, seed);
    EXPECT_EQ(places[1].household, 2u);
    EXPECT_TRUE(places[1].of_the_family);
    EXPECT_EQ(places[2].people, 2u);
    EXPECT_EQ(places[0].people, 1u);
  }
}

TEST(Households, AChildGoesToAnybodyGrownUpBeforeItLivesAlone) {
  const auto places = placed({{3, Sex::kFemale, false}, {90, Sex::kMale, false}});
  EXPECT_EQ(places[0].household, 1u);
}

TEST(Households, MostOfOneAgeLiveAsCouplesAndNobodyOfFarApart) {
  std::size_t couples = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto near = placed({{50, Sex::kFemale, false}, {54, Sex::kMale, false}}, seed);
    couples += near[1].household == 0 ? 1 : 0;
    EXPECT_EQ(near[0].people, near[1].people);
    const auto far = placed({{50, Sex::kFemale, false}, {80, Sex::kMale, false}}, seed);
    EXPECT_EQ(far[1].household, 1u);
  }
  EXPECT_GT(couples, 100u);
  EXPECT_LT(couples, 190u);
}

TEST(Households, PeopleInCareHomesTakeNobodyIn) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto places =
        placed({{70, Sex::kFemale, true}, {69, Sex::kMale, false}, {20, Sex::kMale, false}}, seed);
    EXPECT_EQ(places[0].people, 1u);
    EXPECT_NE(places[2].household, 0u);
  }
}

TEST(Households, StudentsShareFlats) {
  std::size_t shared = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto places =
        placed({{20, Sex::kMale, false}, {21, Sex::kMale, false}, {19, Sex::kMale, false}}, seed, true);
    shared += places[1].people > 1 ? 1 : 0;
    EXPECT_FALSE(places[1].of_the_family);
  }
  EXPECT_GT(shared, 70u);
}

}  // namespace
}  // namespace meso::synthesis
