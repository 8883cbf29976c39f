// A network's first day over HTTP: the code from the terminal, the first administrator, the second step; and
// what ends a session by itself.

#include <stdlib.h>

#include <filesystem>

#include <gtest/gtest.h>

#include "access/loading.h"
#include "access/secrets.h"
#include "server/served.h"

namespace meso::tests {
namespace {

using nlohmann::json;
using server::Response;

// A network of its own, with a clock that the test turns.
class FirstDay : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "meso-first-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    const auto rulebook = access::load_rulebook(real_files(), {});
    access::SynthOptions made;
    made.patients = 100;
    made.practices = 1;
    made.years = 1;
    ASSERT_TRUE(access::synthesise(real_files(), folder_ + "/net", folder_ + "/keys", *rulebook, made).ok());
    auto network = server::WarmNetwork::open(real_files(), folder_ + "/net", folder_ + "/keys");
    ASSERT_TRUE(network.ok()) << network.error().text();
    network_ = std::move(*network);
    server::ReceptionOptions options;
    options.accounts.hash_operations = 1;
    options.accounts.hash_bytes = std::size_t{8} << 10;
    options.accounts.clock = [this] { return clock_; };
    auto reception = server::Reception::open(*network_, options);
    ASSERT_TRUE(reception.ok());
    reception_ = std::move(*reception);
    router_ = std::make_unique<server::Router>(*network_, *reception_, Served::quiet());
  }
  ~FirstDay() override {
    router_.reset();
    reception_.reset();
    network_.reset();
    std::filesystem::remove_all(folder_);
  }
  Response ask(const std::string& method, const std::string& path, const json& body = nullptr) {
    server::Request request;
    request.method = method;
    request.path = path;
    request.headers = Served::kOurs;
    request.headers.emplace_back("host", "localhost");
    request.headers.emplace_back("cookie", cookie_);
    if (!body.is_null()) request.body = body.dump();
    request.client = "127.0.0.1";
    return router_->answer(request);
  }
  Response sign_in(const std::string& password, const std::string& code = "") {
    const Response response =
        ask("POST", "/api/v1/session", {{"name", "sam@example.org"}, {"password", password}, {"code", code}});
    if (response.status == 200) {
      cookie_ = header(response, "Set-Cookie");
      cookie_ = cookie_.substr(0, cookie_.find(';'));
    }
    return response;
  }
  std::string code_of(const std::string& secret) const {
    return access::step_code(*access::from_base32(secret),
                             clock_.microseconds / 1'000'000 / access::kStepSeconds);
  }
  void pass_minutes(std::int64_t minutes) { clock_.microseconds += minutes * 60'000'000; }

  static constexpr const char* kPassword = "three green umbrellas";
  std::string folder_, cookie_;
  Moment clock_ = now();
  std::unique_ptr<server::WarmNetwork> network_;
  std::unique_ptr<server::Reception> reception_;
  std::unique_ptr<server::Router> router_;
};

TEST_F(FirstDay, FromTheTerminalsCodeToAnAdministratorWithASecondStep) {
  const auto code = reception_->accounts().first_run_code();
  ASSERT_TRUE(code.ok() && *code);
  const json first = {{"code", **code},
                      {"organisation", "U99001"},
                      {"sign_in", "sam@example.org"},
                      {"name", "Sam Field"},
                      {"password", kPassword}};
  json wrong = first;
  wrong["code"] = "guessed";
  EXPECT_EQ(ask("POST", "/api/v1/first-administrator", wrong).status, 403u);
  EXPECT_EQ(ask("POST", "/api/v1/first-administrator", first).status, 204u);
  EXPECT_EQ(ask("POST", "/api/v1/first-administrator", first).status, 403u) << "once";

  ASSERT_EQ(sign_in(kPassword).status, 200u);
  EXPECT_TRUE(body(ask("GET", "/api/v1/session"))["second_step_missing"]);
  EXPECT_EQ(ask("GET", "/api/v1/access/people").status, 403u) << "no role before the second step";
  const json begun = body(ask("POST", "/api/v1/session/second-step"));
  EXPECT_EQ(ask("PUT", "/api/v1/session/second-step", {{"secret", begun["secret"]}, {"code", "000"}}).status,
            403u);
  EXPECT_EQ(ask("PUT", "/api/v1/session/second-step",
                {{"secret", begun["secret"]}, {"code", code_of(begun["secret"])}})
                .status,
            204u);
  EXPECT_EQ(ask("GET", "/api/v1/access/people").status, 200u);

  pass_minutes(1);
  cookie_.clear();
  EXPECT_EQ(sign_in(kPassword).status, 401u) << "without the code";
  const std::string now_shown = code_of(begun["secret"]);
  EXPECT_EQ(sign_in(kPassword, now_shown.substr(0, 3) + " " + now_shown.substr(3)).status, 200u);
  EXPECT_EQ(sign_in(kPassword, now_shown).status, 401u) << "a code works once";

  pass_minutes(29);
  EXPECT_EQ(ask("GET", "/api/v1/session").status, 200u);
  pass_minutes(31);
  EXPECT_EQ(ask("GET", "/api/v1/session").status, 401u) << "idle";
}

TEST_F(FirstDay, ASessionEndsAfterItsHoursHoweverBusy) {
  const auto code = reception_->accounts().first_run_code();
  ASSERT_EQ(ask("POST", "/api/v1/first-administrator",
                {{"code", **code},
                 {"organisation", "U99001"},
                 {"sign_in", "sam@example.org"},
                 {"name", "Sam Field"},
                 {"password", kPassword}})
                .status,
            204u);
  ASSERT_EQ(sign_in(kPassword).status, 200u);
  for (int minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
    pass_minutes(20);
    ASSERT_EQ(ask("GET", "/api/v1/session").status, 200u) << minutes;
  }
  pass_minutes(20);
  EXPECT_EQ(ask("GET", "/api/v1/session").status, 401u);

  for (int miss = 0; miss < 5; ++miss) EXPECT_EQ(sign_in("three red umbrellas").status, 401u);
  EXPECT_EQ(sign_in(kPassword).status, 401u) << "locked";
  pass_minutes(16);
  EXPECT_EQ(sign_in(kPassword).status, 200u);
}

TEST_F(FirstDay, AttemptsOfOneAddressAreLimited) {
  unsigned last = 0;
  int tries = 0;
  for (; tries < 60 && last != 429; ++tries) last = sign_in("whatever it is that one tries").status;
  EXPECT_EQ(last, 429u);
  EXPECT_GE(tries, 20);
  EXPECT_EQ(ask("GET", "/api/v1/openapi.json").status, 200u) << "the rest goes on";
}

TEST_F(FirstDay, DemoAccountsSignInAmongSyntheticRecordsAlone) {
  const std::string author(access::kTerminal);
  const auto id = reception_->accounts().add_person(author, "sam@example.org", "Demo", true);
  ASSERT_TRUE(id.ok());
  ASSERT_TRUE(reception_->accounts().give_role(author, *id, access::Role::kAnalyst, "U99001").ok());
  const auto invitation = reception_->accounts().invite(author, *id);
  ASSERT_TRUE(reception_->accounts().set_password(*invitation, kPassword).ok());
  const Response response = sign_in(kPassword);
  ASSERT_EQ(response.status, 200u) << response.body;
  EXPECT_TRUE(body(response)["demo"]);
  EXPECT_FALSE(body(response)["second_step_missing"]);
  EXPECT_EQ(ask("GET", "/api/v1/rulebook").status, 200u);

  // One practice whose records are not synthetic, and they are at an end, in this session too.
  std::filesystem::create_directory(folder_ + "/extract");
  const auto write = [&](const char* name, const char* text) {
    const std::string path = folder_ + "/extract/" + name;
    std::FILE* file = std::fopen(path.c_str(), "w");
    std::fputs(text, file);
    std::fclose(file);
  };
  write("extract.csv", "practice,as_at\nSYN01,2026-02-28\n");
  write("patients.csv", "patient,birth_date,death_date,sex\n1,1950-05-01,,F\n");
  write("registrations.csv", "patient,start,end\n1,2000-01-01,\n");
  write("events.csv", "patient,date,code,value,unit\n1,2020-01-01,59621000,,\n");
  const std::vector<std::string> sources = {folder_ + "/extract"};
  const auto rulebook = access::load_rulebook(real_files(), {});
  ASSERT_TRUE(access::load(real_files(), folder_ + "/net", folder_ + "/keys", sources, *rulebook, {}).ok());
  EXPECT_EQ(ask("GET", "/api/v1/rulebook").status, 401u);
  const Response refused = sign_in(kPassword);
  EXPECT_EQ(refused.status, 401u);
  EXPECT_NE(refused.body.find("synthetic"), std::string::npos);
}

}  // namespace
}  // namespace meso::tests
