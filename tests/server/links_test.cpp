// One-time links over HTTP: one act, once, before their day, by whoever holds them.

#include <gtest/gtest.h>

#include "server/served.h"

namespace meso::tests {
namespace {

using nlohmann::json;

// The token of a link to an agreement of DEMO01, made by its practice manager.
std::string made_link(Served& served, const std::string& agreement) {
  const auto made = served.post("/api/v1/access/agreements/" + agreement + "/link", json::object());
  EXPECT_EQ(made.status, 200u) << made.body;
  const std::string path = body(made)["path"];
  EXPECT_TRUE(path.starts_with("/link#"));
  return path.substr(path.find('#') + 1);
}

json agreement_of(Served& served, const std::string& id) {
  const json all = body(served.get("/api/v1/access/agreements"));
  for (const json& each : all.at("agreements")) {
    if (each["id"] == id) return each;
  }
  ADD_FAILURE() << "there is no such agreement";
  return {};
}

TEST(Links, DoTheirOneActOnceWithoutAnAccount) {
  Served served;
  const std::string cookie = served.become(access::Role::kPracticeManager, "DEMO01");
  const std::string agreement = served.share("DEMO01", "U99055");
  const std::string token = made_link(served, agreement);
  EXPECT_TRUE(agreement_of(served, agreement)["acknowledged"].is_null());
  served.ask_with("");
  const auto told = served.post("/api/v1/link", {{"link", token}});
  ASSERT_EQ(told.status, 200u) << told.body;
  EXPECT_EQ(body(told)["what"], "acknowledge");
  EXPECT_EQ(body(told)["practice"], "DEMO01");
  const auto use = [&](const std::string& link) {
    return served.ask("PUT", "/api/v1/link", json{{"link", link}}.dump(), Served::kOurs).status;
  };
  EXPECT_EQ(use("not a link"), 403u);
  EXPECT_EQ(use(token), 204u);
  EXPECT_EQ(use(token), 403u) << "once";
  EXPECT_EQ(served.post("/api/v1/link", {{"link", token}}).status, 403u);
  served.ask_with(cookie);
  EXPECT_TRUE(agreement_of(served, agreement)["acknowledged"].is_string());
}

TEST(Links, PastTheirDayOrForSomethingElseDoNothing) {
  Served served;
  const std::string author(access::kTerminal);
  const std::string agreement = served.share("DEMO01", "U99056");
  const auto link = [&](const char* what, std::int64_t minutes) {
    const auto token = served.accounts().make_link(
        author, {what, "agreement/" + agreement, "", Moment{now().microseconds + minutes * 60'000'000}},
        "a test");
    EXPECT_TRUE(token.ok());
    return *token;
  };
  const auto use = [&](const std::string& token) {
    return served.ask("PUT", "/api/v1/link", json{{"link", token}}.dump(), Served::kOurs).status;
  };
  EXPECT_EQ(use(link("acknowledge", -1)), 403u);
  EXPECT_EQ(use(link("something", 10)), 403u);
  EXPECT_EQ(use(link("acknowledge", 10)), 204u);
}

TEST(Links, AreMadeByTheAgreementsOwnPracticeAlone) {
  Served served;
  const std::string theirs = served.share("DEMO02", "U99057");
  EXPECT_EQ(served.post("/api/v1/access/agreements/" + theirs + "/link", json::object()).status, 403u);
  served.become(access::Role::kAnalyst, "DEMO02");
  EXPECT_EQ(served.post("/api/v1/access/agreements/" + theirs + "/link", json::object()).status, 403u);
}

}  // namespace
}  // namespace meso::tests
