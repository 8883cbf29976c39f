#include "server/routes.h"

#include <algorithm>

#include "server/pages.h"
#include "server/problem.h"

namespace meso::server {

const std::vector<Route>& api_routes() {
  using access::Ability;
  static const std::vector<Route> routes = {
      {"GET", "/api/v1/session", "session", session_answer, kForSession},
      {"POST", "/api/v1/session", kSignIn, sign_in_answer, kForAnybody},
      {"DELETE", "/api/v1/session", "sign_out", sign_out_answer, kForSession},
      {"PUT", "/api/v1/session/acting", "act_as", act_as_answer, kForSession},
      {"POST", "/api/v1/session/second-step", "begin_second_step", begin_second_step_answer, kForSession},
      {"PUT", "/api/v1/session/second-step", "confirm_second_step", confirm_second_step_answer, kForSession},
      {"PUT", "/api/v1/session/password", kChangePassword, change_password_answer, kForSession},
      {"POST", "/api/v1/first-administrator", kFirstAdministrator, first_administrator_answer, kForAnybody},
      {"POST", "/api/v1/invitation", kAcceptInvitation, accept_invitation_answer, kForAnybody},
      {"POST", "/api/v1/link", "link", link_answer, kForAnybody},
      {"PUT", "/api/v1/link", "use_link", use_link_answer, kForAnybody},
      {"GET", "/api/v1/network", "network", network_answer, needs_one_of(Ability::kCounts, Ability::kLoad),
       true},
      {"GET", "/api/v1/rejects", "rejects", rejects_answer, needs_one_of(Ability::kLoad), true},
      {"GET", "/api/v1/rulebook", "rulebook", rulebook_answer, kForAnyRole, true},
      {"GET", "/api/v1/rules/{id}", "rule", rule_answer, kForAnyRole, true},
      {"GET", "/api/v1/figures", "figures", figures_answer, needs_one_of(Ability::kCounts), true},
      {"POST", "/api/v1/count", "count", count_answer, needs_one_of(Ability::kCohorts)},
      {"POST", "/api/v1/list", "list", list_answer, needs_one_of(Ability::kLists)},
      {"POST", "/api/v1/explain", "explain", explain_answer, needs_one_of(Ability::kLists)},
      {"GET", "/api/v1/networks", "networks", networks_answer, kForAnyRole, true},
      {"GET", "/api/v1/networks/{code}", "portrait", portrait_answer, kForAnyRole, true},
      {"GET", "/api/v1/networks/{code}/map.svg", "map", map_answer, kForAnyRole, true},
      {"GET", "/api/v1/networks/{code}/areas", "areas", areas_answer, kForAnyRole, true},
      {"GET", "/api/v1/networks/{code}/voice", "voice", voice_answer, kForAnyRole, true},
      {"GET", "/api/v1/networks/{code}/checks", "checks", checks_answer, kForAnyRole, true},
      {"GET", "/api/v1/what-if", "what_if", what_if_answer, kForAnyRole, true},
      {"GET", "/api/v1/home", "home", home_answer, kForAnyRole},
      {"GET", "/api/v1/access/people", "people", people_answer, needs_one_of(Ability::kPeople)},
      {"POST", "/api/v1/access/people", "add_person", add_person_answer, needs_one_of(Ability::kPeople)},
      {"PUT", "/api/v1/access/people/{id}/roles", "set_role", set_role_answer,
       needs_one_of(Ability::kPeople)},
      {"POST", "/api/v1/access/people/{id}/invitation", "invite", invite_answer,
       needs_one_of(Ability::kPeople)},
      {"POST", "/api/v1/access/people/{id}/close", "close_person", close_person_answer,
       needs_one_of(Ability::kPeople)},
      {"DELETE", "/api/v1/access/people/{id}/second-step", "clear_second_step", clear_step_answer,
       needs_one_of(Ability::kPeople)},
      {"GET", "/api/v1/access/agreements", "agreements", agreements_answer, kForAnyRole},
      {"POST", "/api/v1/access/agreements", "agree", agree_answer, needs_one_of(Ability::kAgree)},
      {"PUT", "/api/v1/access/agreements/{id}", "switch_agreement", switch_agreement_answer,
       needs_one_of(Ability::kAgree, Ability::kWithdraw)},
      {"POST", "/api/v1/access/agreements/{id}/link", "ask_acknowledgement", ask_acknowledgement_answer,
       needs_one_of(Ability::kAgree)},
      {"GET", "/api/v1/access/ways", "ways", ways_answer, kForAnyRole},
      {"PUT", "/api/v1/access/ways/{way}", "set_way", set_way_answer, needs_one_of(Ability::kWays)},
      {"GET", "/api/v1/access/looks", "looks", looks_answer, needs_one_of(Ability::kReadLooks)},
      {"GET", "/api/v1/rules/{id}/trend", "trend", trend_answer, needs_one_of(Ability::kCounts), true},
      {"GET", "/api/v1/rules/{id}/beside", "beside", beside_answer, kForAnyRole, true},
      {"GET", "/api/v1/thresholds", "thresholds", thresholds_answer, kForAnyRole, true},
      {"GET", "/api/v1/uploads", "uploads", uploads_answer, needs_one_of(Ability::kLoad)},
      {"POST", "/api/v1/uploads", "begin_upload", begin_upload_answer, needs_one_of(Ability::kLoad)},
      {"PUT", "/api/v1/uploads/{id}/files/{number}", kUploadPiece, upload_piece_answer,
       needs_one_of(Ability::kLoad)},
      {"POST", "/api/v1/uploads/{id}/load", "load_upload", load_upload_answer, needs_one_of(Ability::kLoad)},
      {"DELETE", "/api/v1/uploads/{id}", "drop_upload", drop_upload_answer, needs_one_of(Ability::kLoad)},
      {"GET", "/api/v1/jobs", "jobs", jobs_answer, needs_one_of(Ability::kLoad)},
      {"GET", "/api/v1/events", "events", events_answer, kForSession},
      {"GET", "/api/v1/openapi.json", "description", description_answer, kForAnybody},
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
