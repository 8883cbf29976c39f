// What is compared with a peer before it is timed.

#include <gtest/gtest.h>

#include "bench/peer.h"
#include "bench/peer_rows.h"
#include "bench/w.h"

namespace meso::bench {
namespace {

TEST(Slots, LinesOfAPeerBecomeSums) {
  const auto sums = slot_sums({"slot 0 2 90 95 300 7777", "slot 299 1 40 40 0 160"});
  ASSERT_TRUE(sums.ok());
  ASSERT_EQ(sums->size(), kClusters);
  EXPECT_EQ((*sums)[0], (SlotSums{2, 90, 95, 300, 7777}));
  EXPECT_EQ((*sums)[299].mix, 160u);
  EXPECT_EQ((*sums)[1], SlotSums{});
}

TEST(Slots, LinesThatAreNoSlotsAreRefused) {
  for (const char* line :
       {"", "slot", "slot 0 2 90 95 300", "slot 300 1 1 1 1 1", "answer r0 3 1 1", "slot 0 x 1 1 1 1"}) {
    EXPECT_FALSE(slot_sums({std::string(line)}).ok()) << line;
  }
}

TEST(Slots, FirstClusterThatDiffersIsNamed) {
  std::vector<SlotSums> ours(kClusters, SlotSums{2, 90, 95, 300, 7777});
  EXPECT_EQ(difference(ours, ours), "");
  std::vector<SlotSums> theirs = ours;
  ++theirs[41].mix;
  EXPECT_EQ(difference(theirs, ours).rfind("cluster C42_COD", 0), 0u) << difference(theirs, ours);
}

TEST(RuleLists, MissingOrOtherOutcomesAreDifferences) {
  const auto ours = rule_sums({"answer r0 3 10 55", "answer d7 4 2 9"});
  ASSERT_TRUE(ours.ok());
  EXPECT_EQ(difference(*ours, *ours), "");
  EXPECT_EQ(difference(*rule_sums({"answer r0 3 10 55"}), *ours), "rule list d7");
  EXPECT_EQ(difference(*rule_sums({"answer r0 3 10 56", "answer d7 4 2 9"}), *ours), "rule list r0");
  EXPECT_FALSE(rule_sums({"answer r0 None 10 55"}).ok());
}

TEST(RuleLists, EveryListOfWIsWrittenInSql) {
  const auto sql = rules_in_sql(rules());
  ASSERT_TRUE(sql.ok()) << sql.error().text();
  for (const char* list : {"'r0', r0", "'r49', r49", "'d0', d0", "'d49', d49", "'n0', n0", "'n49', n49"}) {
    EXPECT_NE(sql->find(list), std::string::npos) << list;
  }
}

TEST(RuleLists, ConditionThatWHasNotIsRefused) {
  rules::Model model = rules();
  model.conditions.front().kind = rules::Condition::Kind::kSex;
  model.registers.front().rules.front().condition = 0;
  EXPECT_FALSE(rules_in_sql(model).ok());
}

TEST(Peers, ProgramThatIsNotThereIsTold) {
  const auto peer = Peer::start("/nowhere/duckdb");
  ASSERT_FALSE(peer.ok());
  EXPECT_EQ(peer.error().kind, ErrorKind::kNotFound);
}

TEST(Peers, ProgramThatDoesNotSpeakIsTold) {
  EXPECT_FALSE(Peer::start("/bin/true").ok());
}

}  // namespace
}  // namespace meso::bench
