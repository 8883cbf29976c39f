// What holds for every answer: hosts, other sites, methods, limits, headers; and that nothing of a person
// stands in a log or a metric.

#include <gtest/gtest.h>

#include "server/limits.h"
#include "server/served.h"

namespace meso::tests {
namespace {

using nlohmann::json;
using server::Pairs;
using server::Response;

TEST(Router, AnotherHostNameIsNotOurs) {
  Served served;
  EXPECT_EQ(served.get("/api/v1/network", {{"host", "evil.example:8080"}}).status, 421u);
  EXPECT_EQ(served.get("/api/v1/network", {{"host", "localhost:8080"}}).status, 200u);
  EXPECT_EQ(served.get("/api/v1/network", {{"host", "[::1]:8080"}}).status, 200u);
  server::RouterOptions named = Served::quiet();
  named.hosts = {"meso.example"};
  Served other(named);
  EXPECT_EQ(other.get("/health", {{"host", "meso.example"}}).status, 200u);
}

TEST(Router, AnotherSiteMayNotAskInOurUsersName) {
  Served served;
  const json question = {{"expression", "any HYP_COD"}};
  const auto status = [&](Pairs headers) {
    headers.insert(headers.end(), Served::kOurs.begin(), Served::kOurs.end());
    return served.post("/api/v1/count", question, headers).status;
  };
  EXPECT_EQ(status({}), 200u);
  EXPECT_EQ(status({{"origin", "http://127.0.0.1:8080"}, {"sec-fetch-site", "same-origin"}}), 200u);
  EXPECT_EQ(status({{"origin", "http://evil.example"}}), 403u);
  EXPECT_EQ(status({{"origin", "null"}}), 403u);
  EXPECT_EQ(status({{"sec-fetch-site", "cross-site"}}), 403u);
  EXPECT_EQ(status({{"x-forwarded-proto", "https"}, {"origin", "http://127.0.0.1:8080"}}), 403u);
  EXPECT_EQ(served.post("/api/v1/count", question, {{"content-type", "text/plain"}}).status, 415u);
  EXPECT_EQ(served.post("/api/v1/count", question, {{"content-type", "application/json"}}).status, 403u);
}

TEST(Router, WrongAddressesAndMethodsAreTold) {
  Served served;
  EXPECT_EQ(served.get("/api/v1/nothing").status, 404u);
  EXPECT_EQ(served.get("/api/v1/rules/").status, 404u);
  const Response refused = served.get("/api/v1/count");
  EXPECT_EQ(refused.status, 405u);
  EXPECT_EQ(header(refused, "Allow"), "POST");
  EXPECT_EQ(body(refused)["title"], "This address does not answer that method");
}

TEST(Router, EveryAnswerCarriesTheSecureHeaders) {
  Served served;
  for (const char* target : {"/health", "/api/v1/network", "/api/v1/nothing", "/nothing.js"}) {
    const Response response = served.get(target);
    EXPECT_NE(header(response, "Content-Security-Policy").find("script-src 'self'"), std::string::npos);
    EXPECT_EQ(header(response, "Content-Security-Policy").find("unsafe"), std::string::npos);
    EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(header(response, "Referrer-Policy"), "no-referrer");
    EXPECT_EQ(header(response, "X-Frame-Options"), "DENY");
  }
}

TEST(Router, AnswersAboutPeopleAreKeptNowhere) {
  Served served;
  const Response list = served.post("/api/v1/list", {{"indicator", "HYP_REG"}});
  EXPECT_EQ(header(list, "Cache-Control"), "no-store");
  EXPECT_TRUE(header(list, "ETag").empty());
}

TEST(Router, NoPatientsNumberStandsInTheLogOrTheMetrics) {
  server::RouterOptions options = Served::quiet();
  options.log = true;
  Served served(options);
  testing::internal::CaptureStderr();
  served.post("/api/v1/explain", {{"indicator", "HYP008"}, {"patient", "DEMO01/10042"}});
  served.get("/api/v1/rules/10042");
  served.get("/10042?patient=10042");
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(log.find("10042"), std::string::npos) << log;
  EXPECT_NE(log.find("\"operation\":\"explain\""), std::string::npos);
  const std::string metrics = served.get("/metrics").body;
  EXPECT_EQ(metrics.find("10042"), std::string::npos);
  EXPECT_NE(metrics.find("meso_requests_total{operation=\"rule\",status=\"404\"} 1"), std::string::npos);
}

TEST(Router, TooManyRequestsAreTold) {
  server::RouterOptions options = Served::quiet();
  options.requests_a_second = 1;
  Served served(options);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(served.get("/api/v1/openapi.json").status, 200u);
  const Response refused = served.get("/api/v1/openapi.json");
  EXPECT_EQ(refused.status, 429u);
  EXPECT_EQ(header(refused, "Retry-After"), "1");
  EXPECT_EQ(served.get("/health").status, 200u);
}

TEST(RateLimits, ABucketFillsAndIsForgotten) {
  server::RateLimits limits(2, 4);
  const auto begin = server::RateLimits::Clock::now();
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(limits.take("a", begin));
  EXPECT_FALSE(limits.take("a", begin));
  EXPECT_TRUE(limits.take("b", begin));
  EXPECT_TRUE(limits.take("a", begin + std::chrono::milliseconds(500)));
  EXPECT_FALSE(limits.take("a", begin + std::chrono::milliseconds(500)));
  EXPECT_EQ(limits.remembered(), 2u);
  EXPECT_TRUE(limits.take("c", begin + std::chrono::seconds(60)));
  EXPECT_EQ(limits.remembered(), 1u);
}

TEST(Targets, AreDecodedOrRefused) {
  server::Request request;
  ASSERT_TRUE(server::read_target("/a%20b/c?x=1+2&y=%C3%A9&z", request));
  EXPECT_EQ(request.path, "/a b/c");
  EXPECT_EQ(request.asked("x"), "1 2");
  EXPECT_EQ(request.asked("y"), "\u00e9");
  EXPECT_EQ(request.asked("z"), "");
  for (const char* bad : {"", "a", "/%", "/%4", "/%zz", "/%00", "/a?x=%g1"}) {
    server::Request other;
    EXPECT_FALSE(server::read_target(bad, other)) << bad;
  }
}

}  // namespace
}  // namespace meso::tests
