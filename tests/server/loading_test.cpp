// Files that come in through the interface: pieces in order, a job that loads them, and what a killed or
// wrong upload leaves behind.

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "access/loading.h"
#include "server/changes.h"
#include "server/served.h"
#include "server/uploads.h"

namespace meso::tests {
namespace {

using nlohmann::json;

const server::Pairs kBytes = {{"content-type", "application/octet-stream"}, {"meso-request", "1"}};

// A network of its own, which a load may change.
class Loading : public testing::Test {
 protected:
  Loading() : folder_(small_network() + "-loading"), served(Served::quiet(), folder_) {
    served.become(access::Role::kManager, "DN001");
  }
  static void SetUpTestSuite() {
    const auto rulebook = access::load_rulebook(real_files(), {});
    access::SynthOptions options;
    options.patients = 60;
    options.practices = 1;
    options.years = 1;
    ASSERT_TRUE(access::synthesise(real_files(), small_network() + "-loading", small_network_keys(),
                                   *rulebook, options)
                    .ok());
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(small_network() + "-loading"); }

  json announce(const json& files, const char* kind = "extracts") {
    return body(served.post("/api/v1/uploads", {{"kind", kind}, {"files", files}}));
  }
  server::Response piece(const std::string& id, int file, std::size_t at, const std::string& bytes) {
    return served.ask(
        "PUT", "/api/v1/uploads/" + id + "/files/" + std::to_string(file) + "?at=" + std::to_string(at),
        bytes, kBytes);
  }
  json ended(const std::string& job) {
    for (int i = 0; i < 400; ++i) {
      const json all = body(served.get("/api/v1/jobs"));
      for (const json& one : all["jobs"]) {
        if (one["id"] == job && !one["ended"].is_null()) return one;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    return nullptr;
  }
  std::string folder_;
  Served served;
};

const std::vector<std::pair<std::string, std::string>> kExtract = {
    {"extract.csv", "practice,as_at\nSYN01,2026-02-28\n"},
    {"patients.csv",
     "patient,birth_date,death_date,sex\n1,1950-05-01,,F\n2,1960-01-01,,M\n3,31/12/1970,,F\n"},
    {"registrations.csv", "patient,start,end\n1,2000-01-01,\n2,2001-01-01,\n"},
    {"events.csv", "patient,date,code,value,unit\n1,2020-01-01,59621000,,\n2,soon,59621000,,\n"}};

TEST_F(Loading, GoodRowsAreTakenAndBadOnesAreToldWithoutTheirContent) {
  json files = json::array();
  for (const auto& [name, text] : kExtract) files.push_back({{"name", name}, {"size", text.size()}});
  const json upload = announce(files);
  const std::string id = upload["id"];
  EXPECT_FALSE(upload["complete"].get<bool>());
  EXPECT_EQ(served.post("/api/v1/uploads/" + id + "/load", json::object()).status, 400u)
      << "nothing was sent yet";
  for (std::size_t i = 0; i < kExtract.size(); ++i) {
    const std::string& text = kExtract[i].second;
    ASSERT_EQ(piece(id, static_cast<int>(i), 0, text.substr(0, 10)).status, 200u);
    const auto again = piece(id, static_cast<int>(i), 0, text.substr(0, 10));
    if (text.size() > 10) {
      EXPECT_EQ(again.status, 400u) << "a piece comes once";
      ASSERT_EQ(piece(id, static_cast<int>(i), 10, text.substr(10)).status, 200u);
    }
  }
  const auto begun = served.post("/api/v1/uploads/" + id + "/load", json::object());
  ASSERT_EQ(begun.status, 200u) << begun.body;
  const json job = ended(body(begun)["job"]);
  ASSERT_EQ(job["state"], "done") << job.dump();
  EXPECT_EQ(job["report"]["practices"][0]["practice"], "SYN01");
  EXPECT_EQ(job["report"]["practices"][0]["patients"], 2);
  EXPECT_GE(job["report"]["rejects"].size(), 2u);
  EXPECT_EQ(job.dump().find("soon"), std::string::npos);
  EXPECT_EQ(body(served.get("/api/v1/uploads"))["uploads"].size(), 0u) << "what was loaded is not kept";
  EXPECT_EQ(body(served.get("/api/v1/network"))["practices"].size(), 2u);
}

TEST_F(Loading, WhatIsNoExtractFailsClearlyAndChangesNothing) {
  const json before = body(served.get("/api/v1/network"))["practices"];
  const std::string text = "this is a letter and no extract\n";
  const json upload = announce({{{"name", "letter.txt"}, {"size", text.size()}}});
  ASSERT_EQ(piece(upload["id"], 0, 0, text).status, 200u);
  const std::string load = "/api/v1/uploads/" + upload["id"].get<std::string>() + "/load";
  const json job = ended(body(served.post(load, json::object()))["job"]);
  EXPECT_EQ(job["state"], "failed");
  EXPECT_FALSE(job["problem"]["detail"].get<std::string>().empty());
  EXPECT_EQ(body(served.get("/api/v1/network"))["practices"], before);
  EXPECT_EQ(body(served.get("/api/v1/uploads"))["uploads"].size(), 1u) << "it may be tried again";
  EXPECT_EQ(
      served.ask("DELETE", "/api/v1/uploads/" + upload["id"].get<std::string>(), "", Served::kOurs).status,
      200u);
  EXPECT_EQ(body(served.get("/api/v1/uploads"))["uploads"].size(), 0u);
}

TEST_F(Loading, NamesSizesAndPlacesAreLimited) {
  for (const char* name : {"../keys", ".hidden", "a/b.csv", "", "caf\xc3\xa9.csv"}) {
    EXPECT_EQ(served.post("/api/v1/uploads", {{"files", {{{"name", name}, {"size", 1}}}}}).status, 400u)
        << name;
  }
  EXPECT_EQ(served.post("/api/v1/uploads", {{"files", json::array()}}).status, 400u);
  EXPECT_EQ(served.post("/api/v1/uploads", {{"files", {{{"name", "a"}, {"size", 5ull << 30}}}}}).status,
            400u);
  const json upload = announce({{{"name", "a.csv"}, {"size", 4}}});
  EXPECT_EQ(piece(upload["id"], 0, 0, "12345").status, 400u) << "more than was announced";
  EXPECT_EQ(piece(upload["id"], 1, 0, "1234").status, 404u);
  EXPECT_EQ(piece("none", 0, 0, "1234").status, 404u);
  EXPECT_EQ(served
                .ask("PUT", "/api/v1/uploads/" + upload["id"].get<std::string>() + "/files/0?at=0", "1234",
                     Served::kOurs)
                .status,
            415u);
  for (int i = 0; i < 3; ++i) announce({{{"name", "a.csv"}, {"size", 4}}});
  EXPECT_EQ(served.post("/api/v1/uploads", {{"files", {{{"name", "a.csv"}, {"size", 4}}}}}).status, 503u);
}

TEST_F(Loading, AnotherSiteMayNotSendFiles) {
  EXPECT_EQ(served.ask("DELETE", "/api/v1/uploads/1", "", {{"origin", "http://elsewhere.example"}}).status,
            403u);
  EXPECT_EQ(served
                .ask("PUT", "/api/v1/uploads/1/files/0?at=0", "x",
                     {{"content-type", "application/octet-stream"}, {"sec-fetch-site", "cross-site"}})
                .status,
            403u);
}

TEST_F(Loading, APracticeManagerLoadsTheirOwnPracticeOnly) {
  served.become(access::Role::kPracticeManager, "DEMO01");
  const json before = body(served.get("/api/v1/rejects"));
  json files = json::array();
  for (const auto& [name, text] : kExtract) files.push_back({{"name", name}, {"size", text.size()}});
  const std::string id = announce(files)["id"];
  for (std::size_t i = 0; i < kExtract.size(); ++i)
    ASSERT_EQ(piece(id, static_cast<int>(i), 0, kExtract[i].second).status, 200u);
  const json job = ended(body(served.post("/api/v1/uploads/" + id + "/load", json::object()))["job"]);
  EXPECT_EQ(job["state"], "failed");
  EXPECT_NE(job["problem"]["detail"].get<std::string>().find("not yours to load"), std::string::npos);
  EXPECT_EQ(
      served.post("/api/v1/uploads", {{"kind", "public"}, {"files", {{{"name", "a.csv"}, {"size", 1}}}}})
          .status,
      403u);
  served.become(access::Role::kPracticeManager, "DEMO02");
  EXPECT_EQ(body(served.get("/api/v1/jobs"))["jobs"].size(), 0u) << "somebody else's";
  EXPECT_EQ(body(served.get("/api/v1/uploads"))["uploads"].size(), 0u);
  served.become(access::Role::kGuardian, "DN001");
  EXPECT_EQ(served.get("/api/v1/jobs").status, 403u) << "who may not load";
}

TEST(Uploads, ARestartEmptiesThePlaces) {
  const std::string folder = small_network() + "-uploads";
  {
    auto uploads = server::Uploads::open(real_files(), folder);
    ASSERT_TRUE(uploads.ok());
    const auto upload = (*uploads)->begin("p1", "extracts", {{"a.csv", 4, 0}});
    ASSERT_TRUE(upload.ok());
    ASSERT_TRUE((*uploads)->take("p1", upload->id, 0, 0, "ab").ok());
    EXPECT_TRUE(std::filesystem::exists(upload->folder + "/a.csv"));
    EXPECT_FALSE((*uploads)->find("p2", upload->id).ok()) << "somebody else's";
  }
  auto again = server::Uploads::open(real_files(), folder);
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE((*again)->all("p1").empty());
  EXPECT_FALSE(std::filesystem::exists(folder + "/uploads/1/a.csv"));
  std::filesystem::remove_all(folder);
}

// --- what is told to pages that listen

std::string after(server::Feed& feed) {
  return feed.take().value_or("over");
}

TEST(Changes, AreToldOnceAndWhatWasMissedIsToldAgain) {
  server::Changes changes;
  const auto feed = changes.listen("");
  const std::string begin = after(*feed);
  EXPECT_NE(begin.find("event: listening"), std::string::npos);
  EXPECT_EQ(after(*feed), "");
  changes.tell(server::kRecordsChanged);
  const std::string told = after(*feed);
  EXPECT_NE(told.find("data: records"), std::string::npos);
  EXPECT_EQ(after(*feed), "");
  const auto id_of = [](const std::string& text) {
    const auto at = text.rfind("id: ") + 4;
    return text.substr(at, text.find('\n', at) - at);
  };
  changes.tell(server::kJobsChanged);
  const auto back = changes.listen(id_of(told));
  const std::string missed = after(*back);
  EXPECT_NE(missed.find("data: jobs"), std::string::npos);
  EXPECT_EQ(missed.find("data: records"), std::string::npos) << "that one was heard";
}

TEST(Changes, AfterTooLongEverythingMayHaveChanged) {
  server::Changes changes;
  const std::string begin = after(*changes.listen(""));
  const auto at = begin.find("id: ") + 4;
  const std::string id = begin.substr(at, begin.find('\n', at) - at);
  for (int i = 0; i < 1000; ++i) changes.tell(server::kJobsChanged);
  for (const std::string& last : {id, std::string("12345.6"), std::string("nonsense")}) {
    const std::string told = after(*changes.listen(last));
    for (const char* what : {"records", "places", "acts", "jobs"})
      EXPECT_NE(told.find(std::string("data: ") + what), std::string::npos) << last << " " << what;
  }
}

TEST(Changes, AFeedEndsAndIsCountedWhileItLasts) {
  server::Changes changes(std::chrono::seconds(0));
  EXPECT_EQ(changes.listening(), 0u);
  {
    const auto feed = changes.listen("");
    EXPECT_EQ(changes.listening(), 1u);
    EXPECT_NE(after(*feed), "over") << "what there is to tell comes first";
    EXPECT_EQ(after(*feed), "over");
  }
  EXPECT_EQ(changes.listening(), 0u);
}

}  // namespace
}  // namespace meso::tests
