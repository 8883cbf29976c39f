// What the interface answers of networks from public files: voice, checks, areas, what-if.

#include <filesystem>

#include <gtest/gtest.h>

#include "network/country.h"
#include "network/store.h"
#include "network/text_acts.h"
#include "server/served.h"

namespace meso::tests {
namespace {

using nlohmann::json;

// The small network with a fictional country imported.
class Places : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const std::string country = small_network() + "-country";
    ASSERT_TRUE(network::write_country(real_files(), country, {}).ok());
    network::ImportOptions options;
    options.author = "test";
    options.keys_path = small_network_keys();
    options.reason = "a country to stand in";
    const auto imported = network::import_files(real_files(), small_network(), {country}, options);
    ASSERT_TRUE(imported.ok()) << imported.error().text();
  }
  static void TearDownTestSuite() {
    std::filesystem::remove_all(small_network() + "/reference");
    std::filesystem::remove_all(small_network() + "/journal");
  }
  Served served;
};

TEST_F(Places, VoiceIsExactAndMovesWithSupposedLists) {
  const json voice = body(served.get("/api/v1/networks/DN001/voice"));
  EXPECT_TRUE(voice["usual"].get<bool>());
  ASSERT_GT(voice["rules"].size(), 2u);
  for (const json& rule : voice["rules"]) {
    double sum = 0;
    for (const json& voter : rule["voters"])
      sum += voter["banzhaf"]["part"].get<double>() / voter["banzhaf"]["whole"].get<double>();
    EXPECT_NEAR(sum, 1, 1e-9) << rule["rule"];
    EXPECT_FALSE(rule.contains("before"));
  }
  const json one =
      body(served.get("/api/v1/networks/DN001/"
                      "voice?rule=carried%20by%20more%20than%20half%20of%20patients&list=DEMO01%3D9000000"));
  ASSERT_EQ(one["rules"].size(), 1u);
  EXPECT_TRUE(one["rules"][0]["voters"][0]["decides_alone"].get<bool>());
  EXPECT_FALSE(one["rules"][0]["before"][0]["decides_alone"].get<bool>());
  EXPECT_TRUE(one["rules"][0]["voters"][1]["never_decides"].get<bool>());
}

TEST_F(Places, WhatDoesNotReadIsTold) {
  EXPECT_EQ(served.get("/api/v1/networks/DN001/voice?rule=carried%20by%20most").status, 422u);
  EXPECT_EQ(served.get("/api/v1/networks/DN001/voice?list=DEMO01").status, 400u);
  EXPECT_EQ(served.get("/api/v1/networks/DN001/voice?list=DEMO99%3D5").status, 400u);
  EXPECT_EQ(served.get("/api/v1/networks/DN999/voice").status, 404u);
  EXPECT_EQ(served.get("/api/v1/networks/DN001/checks?policy=best").status, 400u);
  EXPECT_EQ(served.get("/api/v1/what-if").status, 400u);
  EXPECT_EQ(served.get("/api/v1/what-if?change=fly%20away").status, 422u);
}

TEST_F(Places, ChecksFollowTheNetworksOwnRecord) {
  const auto before = served.get("/api/v1/networks/DN001/checks");
  const json unknown = body(before);
  EXPECT_TRUE(unknown["record"].is_null());
  const auto status = [](const json& checks, const char* requirement) {
    for (const json& finding : checks["findings"]) {
      if (finding["requirement"] == requirement) return finding["status"].get<std::string>();
    }
    return std::string("not asked");
  };
  EXPECT_EQ(status(unknown, "contiguous"), "met");
  EXPECT_EQ(status(unknown, "agreement"), "not known");
  network::OwnTextWriting writing;
  writing.author = "test";
  writing.reason = "the papers were found";
  writing.text =
      "network DN001 \"Ours\"\n  agreement signed 2019-06-28\n"
      "  schedule 3 incomplete \"who hosts the pharmacist\"\n";
  const auto written = network::write_own_text(real_files(), small_network(), small_network_keys(), writing);
  ASSERT_TRUE(written.ok()) << written.error().text();
  const auto after = served.get("/api/v1/networks/DN001/checks");
  {
    // By another connection, as meso journal undo does it.
    const auto journal =
        journal::Journal::open(real_files(), small_network(), small_network_keys(), {network::own_texts()});
    ASSERT_TRUE(journal.ok());
    ASSERT_TRUE((*journal)->undo(written->sequence, "test", "the end of the test", written->sequence).ok());
  }
  EXPECT_TRUE(body(served.get("/api/v1/networks/DN001/checks"))["record"].is_null()) << "undone";
  EXPECT_NE(header(before, "ETag"), header(after, "ETag")) << "the record is part of the state";
  const json known = body(after);
  EXPECT_EQ(status(known, "agreement"), "met");
  EXPECT_EQ(known["record"]["signed"][0]["what"], "agreement");
  EXPECT_EQ(known["record"]["schedules"][0]["missing"], "who hosts the pharmacist");
}

TEST_F(Places, AWhatIfTellsBothSidesAndStoresNothing) {
  const json told = body(served.get("/api/v1/what-if?change=move%20DEMO01%20to%20DN002"));
  ASSERT_EQ(told["moves"].size(), 1u);
  EXPECT_EQ(told["moves"][0]["to"], "DN002");
  ASSERT_EQ(told["before"].size(), 2u);
  EXPECT_EQ(told["before"][0]["practices"].size(), told["after"][0]["practices"].size() + 1);
  EXPECT_EQ(told["before"][0]["patients"].get<int>() + told["before"][1]["patients"].get<int>(),
            told["after"][0]["patients"].get<int>() + told["after"][1]["patients"].get<int>());
  EXPECT_EQ(body(served.get("/api/v1/networks/DN001"))["members"].size(),
            told["before"][0]["practices"].size());
}

TEST_F(Places, TheAreasAreThoseOfTheMap) {
  const json areas = body(served.get("/api/v1/networks/DN001/areas"));
  ASSERT_GT(areas["areas"].size(), 20u);
  const std::string picture = served.get("/api/v1/networks/DN001/map.svg").body;
  std::uint64_t own = 0;
  for (const json& area : areas["areas"]) {
    EXPECT_NE(picture.find(area["code"].get<std::string>()), std::string::npos);
    own += area["own"].get<bool>() ? 1 : 0;
  }
  EXPECT_GT(own, 5u);
}

}  // namespace
}  // namespace meso::tests
