// The four ways, cell by cell: what is switched and what is recorded, against what is open.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/agreements.h"
#include "access/permission.h"
#include "made_accounts.h"
#include "printed_table.h"

namespace meso::access {
namespace {

using testing::HasSubstr;
using tests::kSafetyFile;
using tests::MadeAccess;

const std::string kAtTerminal(kTerminal);
const std::string kNetwork = "U99001";

class WaysTest : public testing::Test {
 protected:
  std::string officer(const std::string& name) {
    const auto id = made_.accounts->add_person(kAtTerminal, name, name);
    EXPECT_TRUE(id.ok());
    EXPECT_TRUE(made_.accounts->give_role(kAtTerminal, *id, Role::kSafetyOfficer, kNetwork).ok());
    return *id;
  }
  Status record(const std::string& author, CareCondition condition, const std::string& what) {
    return record_condition(*made_.journal, author, condition, what);
  }
  Status set(Way way, bool open) {
    return set_way(*made_.journal, kAtTerminal, way, open, "as the test says");
  }
  bool is_open(Way way) { return ways(*made_.journal)->is_open(way); }
  void open_all(const std::string& person) {
    ASSERT_TRUE(set(Way::kRecords, true).ok());
    ASSERT_TRUE(record(kAtTerminal, CareCondition::kSafetyOfficer, person).ok());
    ASSERT_TRUE(record(kAtTerminal, CareCondition::kSafetyFile, kSafetyFile).ok());
    ASSERT_TRUE(record(person, CareCondition::kHazardsAccepted, "log 4").ok());
    ASSERT_TRUE(set(Way::kDirectCare, true).ok());
    ASSERT_TRUE(is_open(Way::kDirectCare));
  }
  MadeAccess made_;
};

// Every state of the three switches and the three conditions; direct care is tried in each.
TEST(Ways, EveryCellOfSwitchesAndConditions) {
  for (int cell = 0; cell < 32; ++cell) {
    const bool counts = cell & 1, records = cell & 2, named = cell & 4, file = cell & 8, accepted = cell & 16;
    MadeAccess made;
    auto& journal = *made.journal;
    const auto id = made.accounts->add_person(kAtTerminal, "cso", "Somebody");
    ASSERT_TRUE(made.accounts->give_role(kAtTerminal, *id, Role::kSafetyOfficer, kNetwork).ok());
    const auto done = [](const Status& status) { return status.ok(); };
    ASSERT_TRUE(!counts || done(set_way(journal, kAtTerminal, Way::kCounts, true, "figures")));
    ASSERT_TRUE(!records || done(set_way(journal, kAtTerminal, Way::kRecords, true, "extracts")));
    ASSERT_TRUE(!named || done(record_condition(journal, kAtTerminal, CareCondition::kSafetyOfficer, *id)));
    ASSERT_TRUE(!file ||
                done(record_condition(journal, kAtTerminal, CareCondition::kSafetyFile, kSafetyFile)));
    const bool may_accept = named && file;
    if (accepted) {
      EXPECT_EQ(record_condition(journal, *id, CareCondition::kHazardsAccepted, "log").ok(), may_accept)
          << cell;
    }
    const bool all = records && may_accept && accepted;
    EXPECT_EQ(set_way(journal, kAtTerminal, Way::kDirectCare, true, "wanted").ok(), all) << cell;
    const auto now_open = ways(journal);
    EXPECT_TRUE(now_open->is_open(Way::kTogether));
    EXPECT_EQ(now_open->is_open(Way::kCounts), counts) << cell;
    EXPECT_EQ(now_open->is_open(Way::kRecords), records) << cell;
    EXPECT_EQ(now_open->is_open(Way::kDirectCare), all) << cell;
    EXPECT_EQ(now_open->missing().size(), 3u - named - file - (accepted && may_accept)) << cell;
  }
}

TEST(Ways, EveryAbilityBelongsToTheOneThatThePageSays) {
  const auto rows = tests::printed_table("docs/access.md", "| way | abilities |");
  ASSERT_EQ(rows.size(), 4u);
  std::size_t cells = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    for (const Ability ability : kEachAbility) {
      const std::string listed = ", " + rows[i][1] + ",";
      const bool is_listed =
          listed.find(", " + std::string(ability_words(ability)) + ",") != std::string::npos;
      EXPECT_EQ(is_listed, way_words(way_of(ability)) == rows[i][0]) << ability_words(ability);
      cells += is_listed;
    }
  }
  EXPECT_EQ(cells, kAbilities);
}

TEST_F(WaysTest, TogetherIsNotSwitched) {
  EXPECT_FALSE(set(Way::kTogether, false).ok());
  EXPECT_FALSE(set(Way::kTogether, true).ok());
  EXPECT_TRUE(is_open(Way::kTogether));
}

TEST_F(WaysTest, AnotherOfficerAcceptsTheHazardsAnew) {
  const std::string first = officer("first"), second = officer("second");
  open_all(first);
  ASSERT_TRUE(record(kAtTerminal, CareCondition::kSafetyOfficer, second).ok());
  EXPECT_FALSE(is_open(Way::kDirectCare)) << "what the first accepted, the second did not";
  EXPECT_FALSE(record(first, CareCondition::kHazardsAccepted, "log 4").ok());
  ASSERT_TRUE(record(second, CareCondition::kHazardsAccepted, "log 4").ok());
  EXPECT_TRUE(is_open(Way::kDirectCare));
  ASSERT_TRUE(record(kAtTerminal, CareCondition::kSafetyOfficer, first).ok());
  EXPECT_FALSE(is_open(Way::kDirectCare)) << "an old acceptance does not come back";
}

TEST_F(WaysTest, AnotherSafetyFileAsksForAnotherAcceptance) {
  const std::string person = officer("cso");
  open_all(person);
  std::string other = kSafetyFile;
  other.back() = other.back() == 'd' ? 'e' : 'd';
  ASSERT_TRUE(record(kAtTerminal, CareCondition::kSafetyFile, other).ok());
  EXPECT_FALSE(is_open(Way::kDirectCare));
  EXPECT_EQ(ways(*made_.journal)->missing(), std::vector{CareCondition::kHazardsAccepted});
  ASSERT_TRUE(record(person, CareCondition::kHazardsAccepted, "log 5").ok());
  EXPECT_TRUE(is_open(Way::kDirectCare));
}

TEST_F(WaysTest, TheSafetyFileIsNamedWithItsDigest) {
  EXPECT_FALSE(record(kAtTerminal, CareCondition::kSafetyFile, "on the shared drive").ok());
  EXPECT_FALSE(record(kAtTerminal, CareCondition::kSafetyFile, "file.pdf, sha-256 abc").ok());
  const std::string path = made_.folder + "/safety-file.pdf";
  const std::string text = "abc";  // the standard's own example of the digest
  ASSERT_TRUE(replace_file(real_files(), path, std::as_bytes(std::span(text))).ok());
  const auto named = named_with_digest(real_files(), path);
  ASSERT_TRUE(named.ok());
  EXPECT_EQ(*named, kSafetyFile);
  EXPECT_TRUE(record(kAtTerminal, CareCondition::kSafetyFile, *named).ok());
  EXPECT_FALSE(named_with_digest(real_files(), made_.folder + "/nothing").ok());
}

TEST_F(WaysTest, ReplayTellsTheSame) {
  open_all(officer("cso"));
  const auto replayed = made_.journal->replay();
  ASSERT_TRUE(replayed.ok());
  for (const auto& table : replayed->tables) EXPECT_TRUE(table.same) << table.table;
  EXPECT_TRUE(is_open(Way::kDirectCare));
}

}  // namespace
}  // namespace meso::access
