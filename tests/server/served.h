// A small synthetic network and a Router on it: what the tests of the interface ask.

#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "base/files.h"
#include "server/router.h"

namespace meso::tests {

// Two practices of 300 people in all, made once for the whole program and gone with it.
const std::string& small_network();
const std::string& small_network_keys();

class Served {
 public:
  explicit Served(server::RouterOptions options = quiet());
  static server::RouterOptions quiet() {
    server::RouterOptions options;
    options.log = false;
    options.requests_a_second = 0;
    return options;
  }

  server::Response get(const std::string& target, const server::Pairs& headers = {});
  server::Response post(const std::string& path, const nlohmann::json& body,
                        const server::Pairs& headers = {{"content-type", "application/json"}});
  server::Response ask(const std::string& method, const std::string& target, const std::string& body,
                       const server::Pairs& headers);
  server::Router& router() { return *router_; }

 private:
  std::unique_ptr<server::WarmNetwork> network_;
  std::unique_ptr<server::Router> router_;
};

std::string header(const server::Response& response, const std::string& name);
inline nlohmann::json body(const server::Response& response) {
  return nlohmann::json::parse(response.body);
}

}  // namespace meso::tests
