// One-time links: one act each, without an account, once. What a link does is told before it is done; both go
// by POST or PUT, so that the link stands in no address that is logged.

#include <algorithm>

#include "access/agreements.h"
#include "server/asking.h"
#include "server/routes.h"

namespace meso::server {
namespace {

constexpr std::int64_t kLinkDays = 14;

struct Opened {
  std::string token;
  access::Link link;
  access::Agreement agreement;
};

Result<access::Agreement> find_agreement(journal::Journal& journal, const std::string& id) {
  MESO_ASSIGN_OR_RETURN(const auto all, access::agreements(journal));
  const auto found = std::ranges::find_if(all, [&](const auto& each) { return each.id == id; });
  if (found == all.end())
    return Error{ErrorKind::kNotFound, "there is no such agreement", {}, "see GET /api/v1/access/agreements"};
  return *found;
}

// The link of a body, if it still works and is one that is used here.
Result<Opened> open_link(const Asked& asked) {
  MESO_ASSIGN_OR_RETURN(const Body body, Body::read(asked.request.body));
  Opened out;
  MESO_ASSIGN_OR_RETURN(out.token, body.text("link", 100));
  MESO_ASSIGN_OR_RETURN(out.link, asked.reception.accounts().link(out.token));
  if (out.link.what != access::kAcknowledge)
    return Error{
        ErrorKind::kRefused, "this link is for something else", {}, "open it as it was given to you"};
  MESO_ASSIGN_OR_RETURN(
      out.agreement,
      find_agreement(asked.reception.journal(), out.link.subject.substr(out.link.subject.find('/') + 1)));
  return out;
}

Response too_many_tries() {
  return problem(429, "more attempts than one address may make", "wait a few seconds, then try again");
}

}  // namespace

Response ask_acknowledgement_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const access::Agreement agreement,
                          find_agreement(asked.reception.journal(), asked.values[0]));
    const access::HeldRole& held = *asked.visitor->role;
    const auto relation =
        held.organisation == agreement.practice ? access::Relation::kOwn : access::Relation::kNotAgreed;
    if (access::may(held.role, access::Ability::kAgree, relation) != access::Grant::kYes) {
      return Error{ErrorKind::kRefused, "only a role at the practice asks for this", {}, ""};
    }
    const access::Link link{std::string(access::kAcknowledge), "agreement/" + agreement.id, "",
                            Moment{now().microseconds + kLinkDays * 86'400'000'000}};
    MESO_ASSIGN_OR_RETURN(const std::string token,
                          asked.reception.accounts().make_link(asked.visitor->session.person, link,
                                                               "so that the agreement is read"));
    return Json{{"version", 1}, {"path", "/link#" + token}};
  });
}

Response link_answer(const Asked& asked) {
  if (!asked.reception.may_try(asked.request.client)) return too_many_tries();
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const Opened opened, open_link(asked));
    Json purposes = Json::array();
    for (const access::Purpose purpose : opened.agreement.purposes)
      purposes.push_back(access::purpose_words(purpose));
    return Json{{"version", 1},
                {"what", opened.link.what},
                {"ends", format_moment(opened.link.ends)},
                {"practice", opened.agreement.practice},
                {"recipients", opened.agreement.recipients},
                {"shared", access::shared_name(opened.agreement.shared)},
                {"purposes", purposes},
                {"legal_basis", opened.agreement.legal_basis}};
  });
}

Response use_link_answer(const Asked& asked) {
  if (!asked.reception.may_try(asked.request.client)) return too_many_tries();
  const auto used = [&]() -> Status {
    MESO_ASSIGN_OR_RETURN(const Opened opened, open_link(asked));
    MESO_RETURN_IF_ERROR(
        asked.reception.accounts().use_link(opened.token, {access::acknowledgement(opened.agreement)}));
    return {};
  }();
  if (!used.ok()) return problem(used.error());
  Response response;
  response.status = 204;
  response.content_type.clear();
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

}  // namespace meso::server
