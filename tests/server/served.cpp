#include "server/served.h"

#include <stdlib.h>

#include <filesystem>

#include <gtest/gtest.h>

#include "access/loading.h"

namespace meso::tests {
namespace {

struct Folder {
  std::string path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "meso-served-XXXXXX").string();
    path = mkdtemp(name.data());
    const auto rulebook = access::load_rulebook(real_files(), {});
    access::SynthOptions options;
    options.patients = 300;
    options.practices = 2;
    options.years = 3;
    const auto made = access::synthesise(real_files(), path + "/net", path + "/keys", *rulebook, options);
    if (!made.ok()) ADD_FAILURE() << made.error().text();
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

const Folder& folder() {
  static const Folder made;
  return made;
}

}  // namespace

const std::string& small_network() {
  static const std::string path = folder().path + "/net";
  return path;
}

const std::string& small_network_keys() {
  static const std::string path = folder().path + "/keys";
  return path;
}

Served::Served(server::RouterOptions options, const std::string& network) {
  auto opened = server::WarmNetwork::open(real_files(), network, small_network_keys());
  if (!opened.ok()) throw std::runtime_error(opened.error().text());
  network_ = std::move(*opened);
  server::ReceptionOptions receiving;
  receiving.accounts.second_step = false;
  receiving.accounts.hash_operations = 1;
  receiving.accounts.hash_bytes = std::size_t{8} << 10;
  receiving.sign_ins_a_second = 0;
  auto reception = server::Reception::open(*network_, receiving);
  if (!reception.ok()) throw std::runtime_error(reception.error().text());
  reception_ = std::move(*reception);
  router_ = std::make_unique<server::Router>(*network_, *reception_, std::move(options));
  EXPECT_TRUE(
      access::set_way(journal(), std::string(access::kTerminal), access::Way::kRecords, true, "extracts came")
          .ok());
  become(access::Role::kPracticeManager, "DEMO01");
}

std::string Served::become(access::Role role, const std::string& organisation) {
  const std::string author(access::kTerminal);
  static int people = 0;
  const std::string name = "person " + std::to_string(++people);
  const auto id = accounts().add_person(author, name, name);
  EXPECT_TRUE(id.ok()) << (id.ok() ? "" : id.error().text());
  EXPECT_TRUE(accounts().give_role(author, *id, role, organisation).ok());
  const auto invitation = accounts().invite(author, *id);
  EXPECT_TRUE(invitation.ok());
  EXPECT_TRUE(accounts().set_password(*invitation, kPassword).ok());
  cookie_.clear();
  client_ = "127.0.0.2";  // so that it counts against no limit that a test tries
  const auto response = post("/api/v1/session", {{"name", name}, {"password", kPassword}});
  client_ = "127.0.0.1";
  EXPECT_EQ(response.status, 200u) << response.body;
  cookie_ = header(response, "Set-Cookie");
  cookie_ = cookie_.substr(0, cookie_.find(';'));
  return cookie_;
}

std::string Served::share(const std::string& practice, const std::string& recipient, access::Purpose purpose,
                          access::Shared shared) {
  access::Agreement agreement;
  agreement.practice = practice;
  agreement.recipients = {recipient};
  agreement.purposes = {purpose};
  agreement.shared = shared;
  agreement.legal_basis = "made for a test";
  agreement.starts = *date_from_civil(2020, 1, 1);
  const auto id = access::agree(journal(), std::string(access::kTerminal), agreement, "agreed");
  EXPECT_TRUE(id.ok()) << (id.ok() ? "" : id.error().text());
  return id.ok() ? *id : "";
}

server::Response Served::ask(const std::string& method, const std::string& target, const std::string& body,
                             const server::Pairs& headers) {
  server::Request request;
  request.method = method;
  EXPECT_TRUE(server::read_target(target, request)) << target;
  request.headers = headers;
  if (request.header("host").empty()) request.headers.emplace_back("host", "127.0.0.1:8080");
  if (!cookie_.empty() && request.header("cookie").empty()) request.headers.emplace_back("cookie", cookie_);
  request.body = body;
  request.client = client_;
  return router_->answer(request);
}

server::Response Served::get(const std::string& target, const server::Pairs& headers) {
  return ask("GET", target, "", headers);
}

server::Response Served::post(const std::string& path, const nlohmann::json& body,
                              const server::Pairs& headers) {
  return ask("POST", path, body.dump(), headers);
}

std::string header(const server::Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

}  // namespace meso::tests
