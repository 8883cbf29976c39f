// What is compared with a peer before it is timed.

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

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

TEST(Events, LinesOfAPeerBecomeSumsOfCodes) {
  const auto sums = event_sums({"event 100007 3 90 12 900", "event 100008 1 30 0 30"});
  ASSERT_TRUE(sums.ok());
  EXPECT_EQ(sums->at("100007"), (EventSums{3, 90, 12, 900}));
  EXPECT_EQ(difference(*sums, *sums), "");
  EXPECT_EQ(difference(*event_sums({"event 100007 3 90 12 900"}), *sums), "the events of code 100008");
  EXPECT_EQ(difference(*event_sums({"event 100007 3 90 12 901", "event 100008 1 30 0 30"}), *sums),
            "the events of code 100007");
  for (const char* line : {"", "event", "event 100007 3 90 12", "slot 100007 3 90 12 900"}) {
    EXPECT_FALSE(event_sums({std::string(line)}).ok()) << line;
  }
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

class PeerScript : public testing::Test {
 protected:
  void SetUp() override { path_ = testing::TempDir() + "peer-" + std::to_string(getpid()); }
  void TearDown() override { std::filesystem::remove(path_); }
  std::string script(const std::string& text) {
    std::ofstream(path_) << "#!/bin/sh\n" << text;
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
    return path_;
  }
  static constexpr std::chrono::milliseconds kShort{300};

 private:
  std::string path_;
};

TEST_F(PeerScript, ThatNeverAnswersIsEnded) {
  const auto peer = Peer::start(script("exec sleep 1000"), kShort);
  ASSERT_FALSE(peer.ok());
  EXPECT_EQ(peer.error().kind, ErrorKind::kIo);
  EXPECT_NE(peer.error().message.find("did not answer within 300 ms"), std::string::npos)
      << peer.error().message;
}

TEST_F(PeerScript, ThatFallsSilentIsEndedAndStaysSo) {
  const auto peer = Peer::start(script("read -r line; echo 'name Slow 1'; echo ok; exec sleep 1000"), kShort);
  ASSERT_TRUE(peer.ok()) << peer.error().text();
  for (const char* request : {"sums", "sums"}) {
    const auto answer = (*peer)->ask(request);
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().kind, ErrorKind::kIo);
    EXPECT_NE(answer.error().message.find("Slow 1 did not answer"), std::string::npos)
        << answer.error().message;
  }
}

TEST_F(PeerScript, ThatDribblesIsEndedToo) {
  const auto peer = Peer::start(script("while true; do echo word; sleep 0.05; done"), kShort);
  ASSERT_FALSE(peer.ok());
  EXPECT_NE(peer.error().message.find("did not answer"), std::string::npos) << peer.error().message;
}

TEST_F(PeerScript, AnswersAreLinesHoweverTheyArrive) {
  const auto peer = Peer::start(script(
      "read -r a; echo 'name Talker 2'; echo 'query a.sql'; echo ok; read -r a; printf 'slot 1\\nsl';"
      " sleep 0.1; printf 'ot 2\\n'; echo ok; read -r a; echo 'no never heard of it'; cat >/dev/null"));
  ASSERT_TRUE(peer.ok()) << peer.error().text();
  EXPECT_EQ((*peer)->name(), "Talker 2");
  EXPECT_EQ((*peer)->queries(), std::vector<std::string>{"a.sql"});
  const auto sums = (*peer)->ask("sums");
  ASSERT_TRUE(sums.ok()) << sums.error().text();
  EXPECT_EQ(*sums, (std::vector<std::string>{"slot 1", "slot 2"}));
  const auto refused = (*peer)->ask("rules");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kRefused);
}

}  // namespace
}  // namespace meso::bench
