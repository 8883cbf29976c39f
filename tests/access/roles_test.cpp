// The table of roles as docs/access.md prints it, cell by cell.

#include "access/roles.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "printed_table.h"

namespace meso::access {
namespace {

char letter(Grant grant) {
  switch (grant) {
    case Grant::kNo:
      return '-';
    case Grant::kYes:
      return 'y';
    case Grant::kNoised:
      return 'n';
    case Grant::kFixed:
      return 'f';
    case Grant::kDirectCare:
      return 'c';
  }
  return '?';
}

TEST(Roles, EveryCellIsAsThePageSays) {
  const auto rows = tests::printed_table("docs/access.md", "| role |");
  ASSERT_EQ(rows.size(), kRoles + 1);
  int cells = 0;
  for (const Role role : kEachRole) {
    const auto& row = rows[static_cast<std::size_t>(role) + 1];
    ASSERT_EQ(row.size(), kAbilities + 2) << row[0];
    EXPECT_EQ(row[0], role_words(role));
    for (const Ability ability : kEachAbility) {
      const std::string& cell = row[static_cast<std::size_t>(ability) + 1];
      EXPECT_EQ(rows[0][static_cast<std::size_t>(ability) + 1], ability_words(ability));
      ASSERT_EQ(cell.size(), 3u);
      for (const Relation relation : kEachRelation) {
        EXPECT_EQ(cell[static_cast<std::size_t>(relation)], letter(may(role, ability, relation)))
            << role_words(role) << ", " << ability_words(ability) << ", " << static_cast<int>(relation);
        ++cells;
      }
    }
    std::string purposes;
    for (const Purpose purpose : kEachPurpose) {
      if (has_purpose(role, purpose))
        purposes += (purposes.empty() ? "" : ", ") + std::string(purpose_words(purpose));
    }
    EXPECT_EQ(row.back(), purposes) << role_words(role);
  }
  EXPECT_EQ(cells, 12 * 13 * 3);
}

TEST(Roles, NothingAboutPatientsIsOpenWithoutAnAgreement) {
  for (const Role role : kEachRole) {
    for (const Ability ability :
         {Ability::kCounts, Ability::kCohorts, Ability::kLists, Ability::kIdentify, Ability::kExport}) {
      EXPECT_EQ(may(role, ability, Relation::kNotAgreed), Grant::kNo) << role_words(role);
      // What an agreement opens is never more than what one's own practice shows, where one has a practice.
      if (may(role, ability, Relation::kOwn) == Grant::kNo) {
        EXPECT_NE(may(role, ability, Relation::kAgreed), Grant::kYes) << role_words(role);
      }
    }
    EXPECT_NE(may(role, Ability::kIdentify, Relation::kOwn), Grant::kYes) << "names are direct care";
    EXPECT_NE(may(role, Ability::kIdentify, Relation::kAgreed), Grant::kYes) << "names are direct care";
  }
}

TEST(Roles, NamesReadBack) {
  for (const Role role : kEachRole) EXPECT_EQ(role_from_name(role_name(role)), role);
  for (const Purpose purpose : kEachPurpose) EXPECT_EQ(purpose_from_name(purpose_name(purpose)), purpose);
  EXPECT_EQ(role_from_name("king"), std::nullopt);
  EXPECT_EQ(purpose_from_name(""), std::nullopt);
}

}  // namespace
}  // namespace meso::access
