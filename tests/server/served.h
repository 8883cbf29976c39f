// A small synthetic network and a Router on it: what the tests of the interface ask, as whoever they say.

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
  static inline const server::Pairs kOurs = {{"content-type", "application/json"}, {"meso-request", "1"}};
  static constexpr const char* kPassword = "three green umbrellas";
  // Asks as the practice manager of DEMO01 from the start; DEMO02 shares nothing with anybody.
  explicit Served(server::RouterOptions options = quiet(), const std::string& network = small_network());
  static server::RouterOptions quiet() {
    server::RouterOptions options;
    options.log = false;
    options.requests_a_second = 0;
    return options;
  }

  // Makes somebody with that role and asks as them from now on. Returns the cookie of their session.
  std::string become(access::Role role, const std::string& organisation);
  void ask_with(const std::string& cookie) { cookie_ = cookie; }  // "": as nobody
  // An agreement of `practice`. Returns its id.
  std::string share(const std::string& practice, const std::string& recipient,
                    access::Purpose purpose = access::Purpose::kQuality,
                    access::Shared shared = access::Shared::kRecords);
  access::Accounts& accounts() { return reception_->accounts(); }
  journal::Journal& journal() { return network_->journal(); }
  server::Response get(const std::string& target, const server::Pairs& headers = {});
  server::Response post(const std::string& path, const nlohmann::json& body,
                        const server::Pairs& headers = kOurs);
  server::Response ask(const std::string& method, const std::string& target, const std::string& body,
                       const server::Pairs& headers);
  server::Router& router() { return *router_; }

 private:
  std::unique_ptr<server::WarmNetwork> network_;
  std::unique_ptr<server::Reception> reception_;
  std::unique_ptr<server::Router> router_;
  std::string cookie_;
  std::string client_ = "127.0.0.1";
};

std::string header(const server::Response& response, const std::string& name);
inline nlohmann::json body(const server::Response& response) {
  return nlohmann::json::parse(response.body);
}

}  // namespace meso::tests
