// meso bench on a hundredth of W: its report, its peers present, absent and wrong, and its exit code. Limits
// are never judged here: no test is timed.

#include <filesystem>

#include <gtest/gtest.h>

#include "cli/program.h"

namespace meso::tests {
namespace {

using nlohmann::json;

class Bench : public testing::Test {
 protected:
  static void SetUpTestSuite() { place_ = new Workplace; }
  static void TearDownTestSuite() {
    delete place_;
    place_ = nullptr;
  }

  // W's files are made by the first test that asks and kept for the others.
  static Ran bench(std::vector<std::string> arguments) {
    std::vector<std::string> all = {"bench",  "--small", "--rounds",          "1",
                                    "--json", "--work",  place_->path("work")};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return place_->meso(all);
  }

  // A peer's program, as a shell script.
  static std::string peer(const std::string& folder, const std::string& name, const std::string& script) {
    place_->write(folder + "/" + name, "#!/bin/sh\n" + script);
    std::filesystem::permissions(place_->path(folder + "/" + name), std::filesystem::perms::owner_all);
    return place_->path(folder);
  }

  static json row(const json& report, const std::string& id) {
    for (const json& each : report["rows"]) {
      if (each["id"] == id) return each;
    }
    return nullptr;
  }

  static Workplace* place_;
};
Workplace* Bench::place_ = nullptr;

const std::string kSqlite = "python3 '" MESO_SOURCE_DIR "/bench/peers/sqlite_peer.py'";

TEST_F(Bench, ReportIsWhatTheManualSays) {
  const Ran ran = bench({"--only", "memory,w,clusters"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const json report = ran.json();
  EXPECT_EQ(report["version"], 1);
  EXPECT_EQ(report["small"], true);
  EXPECT_EQ(report["rounds"], 1);
  EXPECT_EQ(report["workload"]["patients"], 496);
  EXPECT_EQ(report["workload"]["clusters"], 300);
  EXPECT_EQ(report["workload"]["rule_lists"], 150);
  EXPECT_EQ(report["workload"]["numerators"], 5478);
  EXPECT_GT(report["workload"]["compared"], 0);
  EXPECT_GT(report["machine"]["processors"], 0);
  for (const char* text : {"processor", "system", "compiler", "load_before", "load_after"}) {
    EXPECT_TRUE(report["machine"][text].is_string()) << text;
  }
  ASSERT_EQ(report["rows"].size(), 4u);
  for (const json& each : report["rows"]) {
    EXPECT_EQ(each["engine"], "meso") << each;
    EXPECT_EQ(each["verdict"], "not judged") << each;
    EXPECT_FALSE(each["figures"].empty()) << each;
    EXPECT_TRUE(each["figures"][0]["limit"].is_number()) << each;
  }
  EXPECT_EQ(row(report, "w.one_thread")["seconds"].size(), 1u);
  EXPECT_EQ(row(report, "w.two_threads")["figures"][0]["limit_is"], "least");
  EXPECT_TRUE(row(report, "memory")["least"].is_null());
}

TEST_F(Bench, WithoutPeersItSaysSoAndGoesOn) {
  const Ran none = bench({"--only", "w,duckdb"});
  EXPECT_EQ(none.code, 0) << none.err;
  EXPECT_NE(none.json()["notes"][0].get<std::string>().find("./run bench"), std::string::npos);

  std::filesystem::create_directories(place_->path("no-peers"));
  const Ran empty = bench({"--only", "w,duckdb,cql", "--peers", place_->path("no-peers")});
  EXPECT_EQ(empty.code, 0) << empty.err;
  const json report = empty.json();
  EXPECT_EQ(report["notes"].size(), 2u);
  EXPECT_NE(row(report, "w.one_thread"), nullptr);
  EXPECT_EQ(row(report, "duckdb.by_code"), nullptr);
}

TEST_F(Bench, PeerWithOurAnswersIsTimed) {
  const Ran ran = bench({"--only", "once", "--peers", peer("peers", "sqlite", "exec " + kSqlite)});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const json sqlite = row(ran.json(), "once.sqlite");
  EXPECT_EQ(sqlite["verdict"], "shown") << sqlite;
  EXPECT_EQ(sqlite["engine"].get<std::string>().rfind("SQLite ", 0), 0u);
  EXPECT_GT(sqlite["least"], 0);
  EXPECT_FALSE(ran.json()["queries"].empty());
}

TEST_F(Bench, PeerThatIsWrongAboutOneValueIsNotTimed) {
  // One digit more in the last sum of the third cluster.
  const std::string wrong = kSqlite + " | sed -u '/^slot 2 /s/$/1/'";
  const Ran ran = bench({"--only", "once", "--peers", peer("wrong-peers", "sqlite", wrong)});
  EXPECT_EQ(ran.code, 1) << ran.err;
  const json sqlite = row(ran.json(), "once.sqlite");
  EXPECT_EQ(sqlite["verdict"], "unequal");
  EXPECT_TRUE(sqlite["least"].is_null());
  EXPECT_TRUE(sqlite["seconds"].empty());
  EXPECT_NE(sqlite["note"].get<std::string>().find("C3_COD"), std::string::npos) << sqlite;
}

TEST_F(Bench, PeerWithoutAnswersIsNotTimed) {
  const std::string silent =
      "while read -r line; do case $line in name) echo 'name Silent 1'; echo ok;; prepare*) echo ok;;"
      " run*) echo 'seconds 0.5 0.5'; echo ok;; *) echo ok;; esac; done";
  const Ran ran = bench({"--only", "duckdb", "--peers", peer("silent-peers", "duckdb", silent)});
  EXPECT_EQ(ran.code, 1) << ran.err;
  for (const char* id : {"duckdb.by_code", "duckdb.joined"}) {
    EXPECT_EQ(row(ran.json(), id)["verdict"], "unequal") << id;
    EXPECT_TRUE(row(ran.json(), id)["seconds"].empty()) << id;
  }
}

TEST_F(Bench, PeerThatDiesIsAFinding) {
  const Ran ran = bench(
      {"--only", "w,duckdb", "--peers",
       peer("dying-peers", "duckdb", "read -r line; echo 'name Mortal 1'; echo ok; read -r line; echo ok")});
  EXPECT_EQ(ran.code, 1) << ran.err;
  EXPECT_EQ(row(ran.json(), "duckdb.by_code")["verdict"], "no answer");
  EXPECT_TRUE(row(ran.json(), "duckdb.by_code")["least"].is_null());
}

TEST_F(Bench, LoadsItsExtractWithTheSameCounts) {
  const Ran ran = bench({"--only", "load"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const json load = row(ran.json(), "load");
  EXPECT_EQ(load["seconds"].size(), 1u);
  EXPECT_EQ(load["verdict"], "shown");  // the limit is DuckDB's time, and there is no DuckDB
}

TEST_F(Bench, LoadOfAPeerThatHoldsOtherEventsIsNotTimed) {
  const std::string wrong =
      "while read -r line; do case $line in name) echo 'name Wrong 1';; load*) echo 'seconds 0.5 0.5';;"
      " events) echo 'event 100000 1 1 1 1';; esac; echo ok; done";
  const Ran ran = bench({"--only", "load", "--peers", peer("loading-peers", "duckdb", wrong)});
  EXPECT_EQ(ran.code, 1) << ran.err;
  EXPECT_EQ(row(ran.json(), "load.duckdb")["verdict"], "unequal");
  EXPECT_TRUE(row(ran.json(), "load.duckdb")["seconds"].empty());
  EXPECT_EQ(row(ran.json(), "load")["verdict"], "shown");
}

TEST_F(Bench, ScaleIsTheSumOfItsParts) {
  const Ran ran = bench({"--only", "scale", "--scale", "0.05,0.1"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  for (const char* id : {"scale.0.05", "scale.0.1"}) {
    const json scale = row(ran.json(), id);
    ASSERT_EQ(scale["figures"].size(), 8u) << scale;
    for (const json& figure : scale["figures"]) EXPECT_GT(figure["value"], 0) << figure;
    EXPECT_EQ(scale["seconds"].size(), 1u) << scale;
  }
}

TEST_F(Bench, TableShowsWhatTheJsonHolds) {
  const Ran ran =
      place_->meso({"bench", "--small", "--rounds", "1", "--work", place_->path("work"), "--only", "w"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("w.two_threads"), std::string::npos);
  EXPECT_NE(ran.out.find("ns a posting (at most 3.3)"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("Load average"), std::string::npos);
}

TEST_F(Bench, UnknownRowIsAUsageError) {
  EXPECT_EQ(bench({"--only", "speed"}).code, 2);
}

}  // namespace
}  // namespace meso::tests
