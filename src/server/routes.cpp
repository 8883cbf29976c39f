#include "server/routes.h"

#include <algorithm>

#include "server/pages.h"
#include "server/problem.h"

namespace meso::server {

const std::vector<Route>& api_routes() {
  static const std::vector<Route> routes = {
      {"GET", "/api/v1/network", "network", network_answer},
      {"GET", "/api/v1/rejects", "rejects", rejects_answer},
      {"GET", "/api/v1/rulebook", "rulebook", rulebook_answer},
      {"GET", "/api/v1/rules/{id}", "rule", rule_answer},
      {"GET", "/api/v1/figures", "figures", figures_answer},
      {"POST", "/api/v1/count", "count", count_answer},
      {"POST", "/api/v1/list", "list", list_answer},
      {"POST", "/api/v1/explain", "explain", explain_answer},
      {"GET", "/api/v1/networks", "networks", networks_answer},
      {"GET", "/api/v1/networks/{code}", "portrait", portrait_answer},
      {"GET", "/api/v1/networks/{code}/map.svg", "map", map_answer},
      {"GET", "/api/v1/networks/{code}/areas", "areas", areas_answer},
      {"GET", "/api/v1/networks/{code}/voice", "voice", voice_answer},
      {"GET", "/api/v1/networks/{code}/checks", "checks", checks_answer},
      {"GET", "/api/v1/what-if", "what_if", what_if_answer},
      {"GET", "/api/v1/openapi.json", "description", description_answer},
  };
  return routes;
}

Response description_answer(const Asked&) {
  const auto all = pages();
  const auto found =
      std::find_if(all.begin(), all.end(), [](const Page& page) { return page.path == "/openapi.json"; });
  if (found == all.end()) return problem(404, "this program was built without its description");
  Response response;
  response.body = found->plain;
  return response;
}

}  // namespace meso::server
