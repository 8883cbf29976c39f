// The interface, route by route, on a small synthetic network.

#include <set>

#include <gtest/gtest.h>

#include "access/loading.h"
#include "server/served.h"

namespace meso::tests {
namespace {

using nlohmann::json;
using server::Response;

TEST(Api, TheNetworkSaysWhatIsLoadedAndFromWhen) {
  Served served;
  const json network = body(served.get("/api/v1/network"));
  ASSERT_EQ(network["practices"].size(), 1u);
  EXPECT_EQ(network["practices"][0]["practice"], "DEMO01");
  EXPECT_EQ(network["practices"][0]["as_at"], "2026-03-31");
  EXPECT_EQ(network["on"], "2026-03-31");
  EXPECT_EQ(network["unreadable"].size(), 0u);
  EXPECT_EQ(network["seen_by"], "Seen by practice manager of DEMO01, for quality; the way of records.");
  EXPECT_EQ(network["not_shared"], json::array({"DEMO02"}));
}

TEST(Api, FiguresOfPracticesSumToTheNetwork) {
  Served served;
  const std::string mine = served.share("DEMO01", "U99001");
  const std::string theirs = served.share("DEMO02", "U99001");
  served.become(access::Role::kAnalyst, "U99001");
  const json figures = body(served.get("/api/v1/figures"));
  ASSERT_GT(figures["indicators"].size(), 20u);
  for (const json& indicator : figures["indicators"]) {
    const json& rows = indicator["figures"];
    for (const char* part : {"register", "denominator", "numerator", "exclusions"}) {
      ASSERT_EQ(rows["DEMO01"][part]["kind"], "exact") << indicator["id"] << part;
      EXPECT_EQ(rows["DEMO01"][part]["value"].get<int>() + rows["DEMO02"][part]["value"].get<int>(),
                rows["network"][part]["value"])
          << indicator["id"] << " " << part;
    }
    // Everybody on the register is counted, excluded or adjusted.
    int set_aside = rows["network"]["exclusions"]["value"];
    for (const json& adjusted : rows["network"]["adjusted"]) set_aside += adjusted["value"].get<int>();
    EXPECT_EQ(rows["network"]["register"]["value"].get<int>(),
              rows["network"]["denominator"]["value"].get<int>() + set_aside)
        << indicator["id"];
  }
  const json one = body(served.get("/api/v1/figures?practice=DEMO02"));
  EXPECT_EQ(one["registered"]["DEMO02"], figures["registered"]["DEMO02"]);
  EXPECT_FALSE(one["registered"].contains("DEMO01"));
  for (const std::string& agreement : {mine, theirs}) {
    EXPECT_TRUE(
        access::switch_agreement(served.journal(), std::string(access::kTerminal), agreement, false, "over")
            .ok());
  }
}

TEST(Api, WhatIsNotSharedIsNotAvailableAndNever0) {
  Served served;
  const json figures = body(served.get("/api/v1/figures"));
  const json none = {{"kind", "not_available"}, {"value", nullptr}};
  for (const json& indicator : figures["indicators"]) {
    EXPECT_EQ(indicator["figures"]["DEMO02"]["denominator"], none);
    EXPECT_EQ(indicator["figures"]["DEMO01"]["denominator"]["kind"], "exact");
    EXPECT_TRUE(indicator["figures"]["DEMO02"]["percent"].is_null());
  }
  EXPECT_EQ(figures["registered"]["DEMO02"], none);
  EXPECT_EQ(figures["left_out"]["DEMO02"].size(), 3u);
}

TEST(Api, AnAgreementSwitchedOffIsOffWithTheNextQuestion) {
  Served served;
  const std::string agreement = served.share("DEMO02", "U99002");
  served.become(access::Role::kAnalyst, "U99002");
  const Response seen = served.get("/api/v1/figures");
  EXPECT_EQ(body(seen)["registered"]["DEMO02"]["kind"], "exact");
  ASSERT_TRUE(
      access::switch_agreement(served.journal(), std::string(access::kTerminal), agreement, false, "enough")
          .ok());
  const Response after = served.get("/api/v1/figures", {{"if-none-match", header(seen, "ETag")}});
  EXPECT_EQ(after.status, 403u);
  EXPECT_EQ(body(after)["title"], "Refused");
}

TEST(Api, ARuleIsReadable) {
  Served served;
  const json rule = body(served.get("/api/v1/rules/hyp008"));
  EXPECT_EQ(rule["id"], "HYP008");
  EXPECT_EQ(rule["of"], "HYP_REG");
  EXPECT_EQ(rule["rule"]["standing"], "estimated");
  ASSERT_EQ(rule["lists"].size(), 3u);
  EXPECT_EQ(rule["lists"][1]["rules"][0]["text"], "age in years at ACHV_DAT >= 80");
  EXPECT_EQ(rule["lists"][1]["rules"][0]["then"], "rejected: exclusion PAT_AGEO79");
  EXPECT_TRUE(rule["written"].get<std::string>().starts_with("indicator HYP008 "));
  EXPECT_EQ(rule["written"].get<std::string>().find("HYP009"), std::string::npos);
  EXPECT_EQ(served.get("/api/v1/rules/HYP999").status, 404u);
}

TEST(Api, ACountIsThatOfTheListBehindIt) {
  Served served;
  const json count = body(served.post("/api/v1/count", {{"expression", "any HYP_COD"}}));
  const int people = count["figures"]["network"]["cohort"]["value"];
  ASSERT_GT(people, 10);
  const json list = body(served.post("/api/v1/list", {{"expression", "any HYP_COD"}, {"limit", 1000}}));
  EXPECT_EQ(list["total"], people);
  EXPECT_EQ(list["patients"].size(), static_cast<std::size_t>(people));
  EXPECT_TRUE(list["next"].is_null());
}

TEST(Api, AMistakeIsToldWithItsPlaceAndAHint) {
  Served served;
  const Response refused = served.post("/api/v1/count", {{"expression", "DM_REGS and sex is female"}});
  EXPECT_EQ(refused.status, 422u);
  EXPECT_EQ(refused.content_type, "application/problem+json");
  const json problem = body(refused);
  ASSERT_EQ(problem["mistakes"].size(), 1u);
  EXPECT_EQ(problem["mistakes"][0]["line"], 1);
  EXPECT_EQ(problem["mistakes"][0]["column"], 1);
  EXPECT_EQ(problem["mistakes"][0]["hint"], "did you mean DM_REG?");
}

TEST(Api, PagesOfAListAreTheListAndTheCursorSaysNothingOfPeople) {
  Served served;
  const json whole = body(served.post("/api/v1/list", {{"indicator", "HYP_REG"}, {"limit", 1000}}));
  json collected = json::array();
  std::string cursor;
  do {
    json question = {{"indicator", "HYP_REG"}, {"limit", 7}};
    if (!cursor.empty()) question["cursor"] = cursor;
    const json page = body(served.post("/api/v1/list", question));
    for (const json& patient : page["patients"]) collected.push_back(patient);
    cursor = page["next"].is_null() ? "" : page["next"].get<std::string>();
  } while (!cursor.empty());
  EXPECT_EQ(collected, whole["patients"]);
  EXPECT_EQ(served.post("/api/v1/list", {{"indicator", "HYP_REG"}, {"cursor", "0123456789abcdef.5"}}).status,
            400u);
}

TEST(Api, AnExplanationOfAListedPatientEndsWhereTheListSaid) {
  Served served;
  const json list = body(served.post("/api/v1/list", {{"indicator", "HYP008"}, {"which", "missing"}}));
  ASSERT_GT(list["patients"].size(), 0u);
  const json& first = list["patients"][0];
  const json why = body(
      served.post("/api/v1/explain",
                  {{"indicator", "HYP008"}, {"patient", first["patient"]}, {"practice", first["practice"]}}));
  EXPECT_EQ(why["standing"], first["standing"]);
  EXPECT_EQ(why["deciding_rule"], first["rule"]);
  EXPECT_EQ(why["because"], first["because"]);
  EXPECT_GT(why["rules"].size(), 1u);
}

TEST(Api, AnAnswerThatHasNotChangedIsNotMadeAgain) {
  Served served;
  const Response first = served.get("/api/v1/figures");
  const std::string tag = header(first, "ETag");
  ASSERT_FALSE(tag.empty());
  const Response again = served.get("/api/v1/figures", {{"if-none-match", tag}});
  EXPECT_EQ(again.status, 304u);
  EXPECT_TRUE(again.body.empty());
  EXPECT_EQ(served.get("/api/v1/figures?on=2026-02-28", {{"if-none-match", tag}}).status, 200u);
}

TEST(Api, ALoadIsSeenWithoutARestart) {
  Served served;
  const std::string tag = header(served.get("/api/v1/network"), "ETag");
  const auto rulebook = access::load_rulebook(real_files(), {});
  access::SynthOptions options;
  options.patients = 300;
  options.practices = 2;
  options.years = 3;
  options.seed = 2;
  ASSERT_TRUE(
      access::synthesise(real_files(), small_network(), small_network_keys(), *rulebook, options).ok());
  const Response after = served.get("/api/v1/network", {{"if-none-match", tag}});
  EXPECT_EQ(after.status, 200u);
  EXPECT_NE(header(after, "ETag"), tag);
}

TEST(Api, QuestionsThatCannotBeAreRefusedInWords) {
  Served served;
  const auto status = [&](const json& question) { return served.post("/api/v1/list", question).status; };
  EXPECT_EQ(status({{"indicator", "HYP008"}, {"which", "lost"}}), 400u);
  EXPECT_EQ(status({{"indicator", "HYP_REG"}, {"which", "met"}}), 400u);
  EXPECT_EQ(status({{"indicator", "HYP008"}, {"expression", "any HYP_COD"}}), 400u);
  EXPECT_EQ(status({{"indicator", "HYP008"}, {"limit", 0}}), 400u);
  EXPECT_EQ(status({{"indicator", "HYP008"}, {"limit", "ten"}}), 400u);
  EXPECT_EQ(status({{"indicator", "HYP008"}, {"practice", "NOWHERE"}}), 404u);
  EXPECT_EQ(status({{"indicator", "HYP008"}, {"practice", "DEMO02"}}), 403u);
  EXPECT_EQ(status({{"indicator", "HYP008"}, {"on", "31/03/2026"}}), 400u);
  EXPECT_EQ(status(json::array()), 400u);
  EXPECT_EQ(status({{"expression", std::string(5000, 'x')}}), 400u);
  const json problem = body(served.get("/api/v1/figures?on=yesterday"));
  EXPECT_EQ(problem["status"], 400);
  EXPECT_EQ(problem["next"], "write it as 2026-03-31");
}

TEST(Api, TheDescriptionIsOfTheseRoutes) {
  Served served;
  const json description = body(served.get("/api/v1/openapi.json"));
  EXPECT_EQ(description["openapi"], "3.1.0");
  std::set<std::string> described, answered;
  for (const auto& [path, methods] : description["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      std::string upper = method;
      for (char& c : upper) c = static_cast<char>(std::toupper(c));
      described.insert(upper + " " + path + " " + operation["operationId"].get<std::string>());
    }
  }
  for (const server::Route& route : server::api_routes()) {
    answered.insert(std::string(route.method) + " " + route.path + " " + route.operation);
  }
  EXPECT_EQ(described, answered);
}

}  // namespace
}  // namespace meso::tests
