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

Served::Served(server::RouterOptions options) {
  auto opened = server::WarmNetwork::open(real_files(), small_network(), small_network_keys());
  if (!opened.ok()) throw std::runtime_error(opened.error().text());
  network_ = std::move(*opened);
  router_ = std::make_unique<server::Router>(*network_, std::move(options));
}

server::Response Served::ask(const std::string& method, const std::string& target, const std::string& body,
                             const server::Pairs& headers) {
  server::Request request;
  request.method = method;
  EXPECT_TRUE(server::read_target(target, request)) << target;
  request.headers = headers;
  if (request.header("host").empty()) request.headers.emplace_back("host", "127.0.0.1:8080");
  request.body = body;
  request.client = "127.0.0.1";
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
