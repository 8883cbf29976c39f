// From a request to the function that answers it, and what holds for every answer: who asks and what they
// may, how fast, which host they think they speak to, what a browser may do with the answer.
//
// A route says what it needs (needs.h). Without a session it is told 401, with a role that does not have it
// 403, before anything else is looked at. What changes something must come from a page of our own: its
// `Origin` is ours, and it carries the header `Meso-Request`, which no other site's page can send.
//
// Routes are a plain table. The description of the interface (openapi.json) is compared with that table by a
// test, so the two cannot part.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/http.h"
#include "server/limits.h"
#include "server/metrics.h"
#include "server/needs.h"
#include "server/reception.h"
#include "server/warm_network.h"

namespace meso::server {

// One question as a route sees it.
struct Asked {
  const Request& request;
  const Pinned& pinned;
  WarmNetwork& network;
  Reception& reception;
  std::vector<std::string> values;   // of the path's {names}, in order
  const Visitor* visitor = nullptr;  // there wherever the route needs a session

  // REQUIRES: the route's need cannot be met without a purpose: counts, cohorts or lists.
  const access::Lens& lens() const { return *visitor->lens; }
};

struct Route {
  const char* method;
  const char* path;       // "/api/v1/indicators/{id}"
  const char* operation;  // its operationId in the description, and its name in logs and metrics
  Response (*answer)(const Asked&);
  Needs needs;
  bool tagged =
      false;  // a GET whose answer depends on the records, the rules, public files and the view alone
};

// The one operation whose body is no JSON.
inline constexpr const char* kUploadPiece = "upload_piece";

// Every route under /api/, in the order of the description.
const std::vector<Route>& api_routes();

struct RouterOptions {
  bool loopback_only = true;       // answer only to the host names of this machine
  std::vector<std::string> hosts;  // further host names that are ours
  double requests_a_second = 100;  // of one address, with bursts of four times as many; 0: no limit
  bool log = true;                 // a line of JSON on standard error for every request
};

class Router {
 public:
  Router(WarmNetwork& network, Reception& reception, RouterOptions options);
  Response answer(const Request& request);
  Response refuse(unsigned status, std::string_view why);
  // Set before the first request: the number of open connections, for the metrics.
  std::function<std::size_t()> connections;

 private:
  Response dispatch(const Request& request, std::string& operation);
  Response answer_route(const Route& route, const Request& request, std::vector<std::string> values);
  Response metrics_page() const;
  bool is_our_host(std::string_view host) const;

  WarmNetwork& network_;
  Reception& reception_;
  RouterOptions options_;
  RateLimits limits_;
  Metrics metrics_;
};

}  // namespace meso::server
