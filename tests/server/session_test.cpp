// Signing in over HTTP: who gets a session, what ends it, what needs one, and what another site cannot do.

#include <gtest/gtest.h>

#include "server/served.h"

namespace meso::tests {
namespace {

using access::Role;
using nlohmann::json;
using server::Response;

TEST(Session, WithoutOneEverythingButSigningInIsRefused) {
  Served served;
  served.ask_with("");
  for (const server::Route& route : server::api_routes()) {
    const std::string method = route.method;
    std::string path = route.path;
    for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
      path.replace(at, path.find('}') - at + 1, "x");
    const Response response = served.ask(method, path, method == "GET" ? "" : "{}", Served::kOurs);
    if (route.needs.who == server::Needs::Who::kAnybody) {
      EXPECT_NE(response.status, 401u) << method << " " << path;
      continue;
    }
    EXPECT_EQ(response.status, 401u) << method << " " << path;
    EXPECT_EQ(response.content_type, "application/problem+json") << path;
    EXPECT_EQ(header(response, "ETag"), "") << path;
  }
  EXPECT_EQ(served.get("/health").status, 200u);
  EXPECT_EQ(served.get("/sign-in").status, 200u);
}

TEST(Session, TheCookieIsForThisServerAlone) {
  Served served;
  served.become(Role::kAnalyst, "U99001");
  const json who = body(served.get("/api/v1/session"));
  const auto person = served.accounts().person(who["person"]["id"]);
  ASSERT_TRUE(person.ok());
  served.ask_with("");
  const auto sign_in = [&](const server::Pairs& more) {
    server::Pairs headers = Served::kOurs;
    headers.insert(headers.end(), more.begin(), more.end());
    return header(
        served.post("/api/v1/session", {{"name", person->sign_in}, {"password", Served::kPassword}}, headers),
        "Set-Cookie");
  };
  const std::string plain = sign_in({});
  EXPECT_TRUE(plain.starts_with("meso=")) << plain;
  EXPECT_NE(plain.find("; HttpOnly"), std::string::npos);
  EXPECT_NE(plain.find("; SameSite=Strict"), std::string::npos);
  EXPECT_EQ(plain.find("Secure"), std::string::npos);
  const std::string secure = sign_in({{"x-forwarded-proto", "https"}});
  EXPECT_TRUE(secure.starts_with("__Host-meso=")) << secure;
  EXPECT_NE(secure.find("; Secure"), std::string::npos);
}

TEST(Session, EndsAtSignOutAndTheTokenIsWorthNothingAfterwards) {
  Served served;
  const std::string cookie = served.become(Role::kAnalyst, "U99001");
  EXPECT_EQ(served.get("/api/v1/session").status, 200u);
  const Response ended = served.ask("DELETE", "/api/v1/session", "", Served::kOurs);
  EXPECT_EQ(ended.status, 204u);
  EXPECT_NE(header(ended, "Set-Cookie").find("Max-Age=0"), std::string::npos);
  served.ask_with(cookie);
  EXPECT_EQ(served.get("/api/v1/session").status, 401u);
  EXPECT_EQ(served.get("/api/v1/rulebook").status, 401u);
}

TEST(Session, WhateverWasWrongTheAnswerIsTheSame) {
  Served served;
  served.become(Role::kAnalyst, "U99001");
  const json who = body(served.get("/api/v1/session"));
  const auto person = served.accounts().person(who["person"]["id"]);
  served.ask_with("");
  const Response wrong =
      served.post("/api/v1/session", {{"name", person->sign_in}, {"password", "three red umbrellas"}});
  const Response nobody =
      served.post("/api/v1/session", {{"name", "nobody"}, {"password", "three red umbrellas"}});
  EXPECT_EQ(wrong.status, 401u);
  EXPECT_EQ(wrong.body, nobody.body);
  EXPECT_EQ(header(wrong, "Set-Cookie"), "");
  EXPECT_EQ(served.post("/api/v1/session", {{"name", ""}, {"password", ""}}).status, 400u);
}

TEST(Session, AnotherSiteCanNeitherSignInNorOut) {
  Served served;
  EXPECT_EQ(served.ask("DELETE", "/api/v1/session", "", {}).status, 403u);
  EXPECT_EQ(
      served.ask("DELETE", "/api/v1/session", "", {{"meso-request", "1"}, {"origin", "http://evil.example"}})
          .status,
      403u);
  EXPECT_EQ(
      served.ask("DELETE", "/api/v1/session", "", {{"meso-request", "1"}, {"sec-fetch-site", "cross-site"}})
          .status,
      403u);
  EXPECT_EQ(served.get("/api/v1/session").status, 200u);
}

TEST(Session, SaysWhichPagesTheRoleHasAndTheWayOfEach) {
  Served served;
  served.become(Role::kCommissioner, "ZZB01");
  const json session = body(served.get("/api/v1/session"));
  std::vector<std::string> paths;
  for (const json& page : session["pages"]) paths.push_back(page["path"]);
  EXPECT_EQ(paths, (std::vector<std::string>{"/", "/indicators", "/network"}));
  EXPECT_EQ(session["pages"][1]["way"], "records");
  EXPECT_EQ(session["acting"]["purpose"], "commissioning");
  EXPECT_EQ(served.post("/api/v1/count", {{"expression", "any HYP_COD"}}).status, 403u);
}

TEST(Session, ARoleIsChosenAmongThoseThatAreHeld) {
  Served served;
  served.become(Role::kAnalyst, "U99001");
  const std::string person = body(served.get("/api/v1/session"))["person"]["id"];
  ASSERT_TRUE(served.accounts()
                  .give_role(std::string(access::kTerminal), person, Role::kPracticeManager, "DEMO01")
                  .ok());
  const auto act_as = [&](const json& role) {
    return served.ask("PUT", "/api/v1/session/acting", role.dump(), Served::kOurs).status;
  };
  EXPECT_EQ(act_as({{"role", "practice-manager"}, {"organisation", "DEMO02"}}), 403u);
  EXPECT_EQ(act_as({{"role", "analyst"}, {"organisation", "U99001"}, {"purpose", "research"}}), 403u);
  EXPECT_EQ(act_as({{"role", "practice-manager"}, {"organisation", "DEMO01"}, {"purpose", "quality"}}), 204u);
  EXPECT_EQ(body(served.get("/api/v1/session"))["acting"]["role"], "practice-manager");
  EXPECT_EQ(served.post("/api/v1/list", {{"indicator", "HYP_REG"}}).status, 200u);
  ASSERT_TRUE(served.accounts()
                  .end_role(std::string(access::kTerminal), person, Role::kPracticeManager, "DEMO01")
                  .ok());
  EXPECT_EQ(body(served.get("/api/v1/session"))["acting"]["role"], "analyst");
  EXPECT_EQ(served.post("/api/v1/list", {{"indicator", "HYP_REG"}}).status, 403u);
}

TEST(Session, AnotherPersonsAnswerIsNotTheirs) {
  Served served;
  const Response mine = served.get("/api/v1/network");
  EXPECT_EQ(header(mine, "Vary"), "Cookie");
  served.become(Role::kPracticeManager, "DEMO02");
  const Response theirs = served.get("/api/v1/network", {{"if-none-match", header(mine, "ETag")}});
  EXPECT_EQ(theirs.status, 200u);
  EXPECT_NE(header(mine, "ETag"), header(theirs, "ETag"));
  EXPECT_EQ(body(theirs)["practices"][0]["practice"], "DEMO02");
}

TEST(Session, EveryListIsALookOfWhoeverAsked) {
  Served served;
  const auto looks = [&] {
    int count = 0;
    EXPECT_TRUE(served.journal()
                    .entries(journal::Chain::kLooks, {},
                             [&](const journal::Entry&) -> Status {
                               ++count;
                               return {};
                             })
                    .ok());
    return count;
  };
  const int before = looks();
  EXPECT_EQ(served.post("/api/v1/list", {{"indicator", "HYP_REG"}, {"limit", 5}}).status, 200u);
  EXPECT_EQ(looks(), before + 1);
  served.become(Role::kGeneralPractitioner, "DEMO01");
  EXPECT_EQ(served.post("/api/v1/list", {{"indicator", "HYP_REG"}, {"limit", 5}}).status, 200u);
  EXPECT_EQ(looks(), before + 2);
}

}  // namespace
}  // namespace meso::tests
