// What goes wrong, through the program: exit codes, messages, and that nothing good is lost.

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "cli/program.h"

namespace meso::tests {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPatients = "patient,birth_date,death_date,sex\n1,1950-05-01,,F\n2,1960-01-01,,M\n";
constexpr const char* kRegistrations = "patient,start,end\n1,2000-01-01,\n2,2001-01-01,\n";
constexpr const char* kEvents =
    "patient,date,code,value,unit\n1,2020-01-01,59621000,,\n2,2020-01-01,59621000,,\n";

void write_extract(const Workplace& place, const std::string& folder, const std::string& code) {
  place.write(folder + "/extract.csv", "practice,as_at\n" + code + ",2026-03-31\n");
  place.write(folder + "/patients.csv", kPatients);
  place.write(folder + "/registrations.csv", kRegistrations);
  place.write(folder + "/events.csv", kEvents);
}

TEST(Trouble, UsageIsTwo) {
  const Workplace place;
  EXPECT_EQ(place.meso({}).code, 2);
  EXPECT_EQ(place.meso({"fly"}).code, 2);
  EXPECT_EQ(place.meso({"run"}).code, 2);
  EXPECT_EQ(place.meso({"run", place.path("x"), "--format", "poem"}).code, 2);
  EXPECT_EQ(place.meso({"--help"}).code, 0);
  for (const char* command : {"synth", "load", "check", "run", "list", "explain", "count"}) {
    const Ran help = place.meso({command, "--help"});
    EXPECT_EQ(help.code, 0);
    EXPECT_NE(help.out.find("Example"), std::string::npos) << command;
  }
}

TEST(Trouble, ANetworkThatIsNotThereIsBadInputAndIsNotMade) {
  const Workplace place;
  const Ran ran = place.meso({"run", place.path("nowhere")});
  EXPECT_EQ(ran.code, 3);
  EXPECT_NE(ran.err.find("nowhere"), std::string::npos);
  EXPECT_FALSE(fs::exists(place.path("nowhere")));
}

TEST(Trouble, MistakesInRulesAreAFindingWithFileLineAndColumn) {
  const Workplace place;
  place.write("frail.rules",
              "ruleset FRAIL \"Frailty\"\n  source \"our own\" standing entered year 2025-26\n"
              "register FRAIL_REG \"Frail\" of GMS\n  1  HYPO_COD exists  select\n");
  const Ran ran = place.meso({"check", place.path("frail.rules")});
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.out.find("frail.rules:4:"), std::string::npos) << ran.out;
  const Ran used = place.meso({"check", "--rules", place.path("frail.rules"), "--format", "json"});
  EXPECT_EQ(used.code, 1);
  EXPECT_GE(used.json()["mistakes"].size(), 2u);  // the unknown name, and a last rule without an otherwise
}

TEST(Trouble, TheBuiltInRulebookHasNoMistakes) {
  const Workplace place;
  const Ran ran = place.meso({"check"});
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_NE(ran.out.find("HYP008"), std::string::npos);
}

TEST(Trouble, OneCorruptPracticeIsToldAndTheOthersAreAnswered) {
  const Workplace place;
  write_extract(place, "a", "SYN01");
  write_extract(place, "b", "SYN02");
  ASSERT_EQ(place.meso({"load", place.path("net"), place.path("a")}).code, 0);
  ASSERT_EQ(place.meso({"load", place.path("net"), place.path("b")}).code, 0);
  for (const auto& entry : fs::directory_iterator(place.path("net/practices"))) {
    if (entry.path().filename().string().starts_with("SYN02")) fs::resize_file(entry.path(), 100);
  }
  const Ran ran = place.meso({"count", place.path("net"), "any HYP_COD", "--format", "json"});
  EXPECT_EQ(ran.code, 1) << ran.err;
  EXPECT_EQ(ran.json()["figures"]["network"]["cohort"], 2);
  EXPECT_EQ(ran.json()["unreadable"][0]["practice"], "SYN02");
  const Ran table = place.meso({"run", place.path("net")});
  EXPECT_NE(table.out.find("NOT INCLUDED: practice SYN02"), std::string::npos);
}

// A damaged section is found only when a question touches it: the practice goes, the others stay.
TEST(Trouble, AFlippedByteCostsOnePracticeAtMost) {
  const Workplace place;
  write_extract(place, "a", "SYN01");
  write_extract(place, "b", "SYN02");
  ASSERT_EQ(place.meso({"load", place.path("net"), place.path("a"), place.path("b")}).code, 0);
  fs::path damaged;
  for (const auto& entry : fs::directory_iterator(place.path("net/practices"))) {
    if (entry.path().filename().string().starts_with("SYN02")) damaged = entry.path();
  }
  const auto size = static_cast<std::int64_t>(fs::file_size(damaged));
  std::fstream file(damaged, std::ios::in | std::ios::out | std::ios::binary);
  const auto flip = [&](std::int64_t at) {
    file.seekg(at);
    const int byte = file.get();
    file.seekp(at);
    file.put(static_cast<char>(byte ^ 0x10)).flush();
  };
  const std::string network = place.path("net");
  int left_out = 0;
  for (std::int64_t at = 0; at < size; at += std::max<std::int64_t>(1, size / 60)) {
    flip(at);
    const Ran counted = place.meso({"count", network, "any HYP_COD", "--format", "json"});
    const bool whole = counted.code == 0;
    ASSERT_TRUE(whole || counted.code == 1) << at << counted.err;
    const auto figures = counted.json();
    EXPECT_EQ(figures["figures"]["SYN01"]["cohort"], 2) << at;
    EXPECT_EQ(figures["figures"]["network"]["cohort"], whole ? 4 : 2) << at;
    EXPECT_EQ(figures["practices"].size(), whole ? 2u : 1u) << at;
    if (!whole) {
      ++left_out;
      EXPECT_EQ(figures["unreadable"][0]["practice"], "SYN02") << at;
    }

    const Ran listed = place.meso({"list", network, "HYP_REG", "--format", "json"});
    ASSERT_TRUE(listed.code == 0 || listed.code == 1) << at << listed.err;
    EXPECT_EQ(listed.json()["patients"].size(), listed.code == 0 ? 4u : 2u) << at;
    EXPECT_EQ(listed.json()["patients"][0]["practice"], "SYN01") << at;

    const Ran explained = place.meso({"explain", network, "SYN01/1", "HYP_REG", "--format", "json"});
    ASSERT_TRUE(explained.code == 0 || explained.code == 1) << at << explained.err;
    EXPECT_EQ(explained.json()["standing"], "in") << at;
    flip(at);
  }
  EXPECT_GT(left_out, 10);
  EXPECT_EQ(place.meso({"count", network, "any HYP_COD"}).code, 0);
}

TEST(Trouble, RowsOfCsvSayWhatTheyRestOn) {
  const Workplace place;
  write_extract(place, "a", "SYN01");
  write_extract(place, "b", "SYN02");
  fs::remove(place.path("b/registrations.csv"));
  ASSERT_EQ(place.meso({"load", place.path("net"), place.path("a")}).code, 0);
  ASSERT_EQ(place.meso({"load", place.path("net"), place.path("b"), "--assume-registered"}).code, 0);
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"run", place.path("net"), "--format", "csv"},
        {"count", place.path("net"), "any HYP_COD", "--format", "csv"},
        {"list", place.path("net"), "HYP_REG", "--format", "csv"}}) {
    const Ran ran = place.meso(command);
    EXPECT_NE(ran.out.find("registrations,cluster_releases,not_included,seen_by\n"), std::string::npos);
    std::istringstream lines(ran.out);
    std::string line;
    std::getline(lines, line);
    int rows = 0;
    for (; std::getline(lines, line); ++rows) {
      EXPECT_NE(line.find("Seen by the local operator"), std::string::npos) << line;
      const bool first = line.find("SYN01") != std::string::npos;
      const bool second = line.find("SYN02") != std::string::npos;
      const char* registrations = first ? ",stated," : second ? ",assumed," : ",assumed in part,";
      EXPECT_NE(line.find(registrations), std::string::npos) << line;
    }
    EXPECT_GE(rows, 3);
  }
}

TEST(Trouble, NothingReadableIsCouldNot) {
  const Workplace place;
  write_extract(place, "a", "SYN01");
  ASSERT_EQ(place.meso({"load", place.path("net"), place.path("a")}).code, 0);
  for (const auto& entry : fs::directory_iterator(place.path("net/practices")))
    fs::resize_file(entry.path(), 10);
  EXPECT_EQ(place.meso({"run", place.path("net")}).code, 4);
  std::ofstream(place.path("net/manifest"), std::ios::app) << "x";
  EXPECT_EQ(place.meso({"run", place.path("net")}).code, 4);
}

TEST(Trouble, TwoWritersAreRefusedTheSecondTime) {
  const Workplace place;
  write_extract(place, "a", "SYN01");
  ASSERT_EQ(place.meso({"load", place.path("net"), place.path("a")}).code, 0);
  const int held = open(place.path("net/lock").c_str(), O_RDWR | O_CREAT, 0600);
  ASSERT_EQ(flock(held, LOCK_EX | LOCK_NB), 0);
  const Ran ran = place.meso({"load", place.path("net"), place.path("a")});
  close(held);
  EXPECT_EQ(ran.code, 4);
  EXPECT_EQ(place.meso({"count", place.path("net"), "any HYP_COD"}).code, 0);
}

TEST(Trouble, ABadExtractLeavesWhatWasStoredBefore) {
  const Workplace place;
  write_extract(place, "a", "SYN01");
  ASSERT_EQ(place.meso({"load", place.path("net"), place.path("a")}).code, 0);
  place.write("bad/notes.txt", "nothing that Meso knows\n");
  const Ran ran = place.meso({"load", place.path("net"), place.path("bad")});
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(place.meso({"count", place.path("net"), "any HYP_COD", "--format", "json"})
                .json()["figures"]["SYN01"]["cohort"],
            2);
}

TEST(Trouble, GoodRowsAroundABadOneAreKept) {
  const Workplace place;
  write_extract(place, "a", "SYN01");
  place.write("a/events.csv",
              "patient,date,code,value,unit\n1,2020-01-01,59621000,,\n1,not a "
              "day,59621000,,\n2,2020-01-01,59621000,,\n");
  const Ran ran = place.meso({"load", place.path("net"), place.path("a")});
  EXPECT_EQ(ran.code, 1) << ran.err;
  EXPECT_EQ(ran.out.find("not a day"), std::string::npos);
  EXPECT_NE(ran.out.find("Rejected: 1 of "), std::string::npos) << ran.out;
  EXPECT_EQ(place.meso({"count", place.path("net"), "any HYP_COD", "--format", "json"})
                .json()["figures"]["SYN01"]["cohort"],
            2);
}

TEST(Trouble, IdentitiesOfRealNetworksStayShut) {
  const Workplace place;
  write_extract(place, "a", "SYN01");
  ASSERT_EQ(place.meso({"load", place.path("net"), place.path("a")}).code, 0);
  const Ran ran = place.meso({"list", place.path("net"), "HYP_REG", "--identify"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_NE(ran.err.find("direct care"), std::string::npos);
  EXPECT_FALSE(fs::exists(place.path("net/journal")));
}

TEST(Trouble, ExplainNeedsThePracticeWhereTwoShareANumber) {
  const Workplace place;
  write_extract(place, "a", "SYN01");
  write_extract(place, "b", "SYN02");
  ASSERT_EQ(place.meso({"load", place.path("net"), place.path("a"), place.path("b")}).code, 0);
  EXPECT_EQ(place.meso({"explain", place.path("net"), "1", "HYP_REG"}).code, 2);
  EXPECT_EQ(place.meso({"explain", place.path("net"), "SYN02/1", "HYP_REG"}).code, 0);
  EXPECT_EQ(place.meso({"explain", place.path("net"), "99", "HYP_REG"}).code, 3);
}

}  // namespace
}  // namespace meso::tests
