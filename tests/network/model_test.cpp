#include "network/model.h"

#include <gtest/gtest.h>

namespace meso::network {
namespace {

Date day(int year, int month, int of_month) {
  return *date_from_civil(year, month, of_month);
}

// Two practices and one network; the second practice left and came back.
Model small_model() {
  Model model;
  model.organisations = {{.kind = OrganisationKind::kPractice, .code = "A"},
                         {.kind = OrganisationKind::kPractice, .code = "B"},
                         {.kind = OrganisationKind::kNetwork, .code = "A"}};
  const OrganisationId network = 2;
  model.relations = {
      {.member = 1, .whole = network, .since = day(2022, 4, 1)},
      {.member = 1, .whole = network, .since = day(2019, 7, 1), .until = day(2020, 3, 31)},
      {.member = 0, .whole = network, .since = day(2019, 7, 1)},
  };
  model.list_sizes = {{0, day(2026, 1, 1), 900, 0}, {0, day(2025, 1, 1), 800, 0}};
  model.sort();
  return model;
}

TEST(Model, OneCodeMayNameAPracticeAndANetwork) {
  const Model model = small_model();
  EXPECT_EQ(model.find(OrganisationKind::kPractice, "A"), 0u);
  EXPECT_EQ(model.find(OrganisationKind::kNetwork, "A"), 2u);
  EXPECT_EQ(model.find(OrganisationKind::kNetwork, "B"), kNobody);
}

TEST(Model, AMemberThatLeftAndCameBackIsInTwice) {
  const Model model = small_model();
  EXPECT_EQ(model.members(2, day(2020, 3, 31)), (std::vector<OrganisationId>{0, 1}));
  EXPECT_EQ(model.members(2, day(2020, 4, 1)), (std::vector<OrganisationId>{0}));
  EXPECT_EQ(model.members(2, day(2022, 4, 1)), (std::vector<OrganisationId>{0, 1}));
  EXPECT_EQ(model.networks_of(1, day(2019, 6, 30)), std::vector<OrganisationId>{});
}

TEST(Model, TheListSizeOfADayIsTheNewestUpToIt) {
  const Model model = small_model();
  EXPECT_EQ(model.list_size(0, day(2025, 12, 31))->patients, 800u);
  EXPECT_EQ(model.list_size(0, day(2026, 1, 1))->patients, 900u);
  EXPECT_EQ(model.list_size(0, day(2020, 1, 1))->patients, 800u);
  EXPECT_FALSE(model.list_size(1, day(2026, 1, 1)).has_value());
}

TEST(Model, EveryKindHasAWordThatReadsBack) {
  for (int kind = 0; kind < kOrganisationKinds; ++kind) {
    const auto which = static_cast<OrganisationKind>(kind);
    EXPECT_EQ(organisation_kind(kind_word(which)), which);
  }
  EXPECT_FALSE(organisation_kind("practise").has_value());
}

}  // namespace
}  // namespace meso::network
