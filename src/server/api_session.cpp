// Signing in and out, the second step, the first administrator, invitations; and what somebody who is signed
// in may open.

#include "base/words.h"
#include "server/asking.h"
#include "server/routes.h"

namespace meso::server {
namespace {

using access::HeldRole;
using access::Purpose;
using access::Role;

constexpr std::size_t kLongestSecret = 600;
constexpr std::size_t kLongestWord = 200;

Response done() {
  Response response;
  response.status = 204;
  response.content_type.clear();
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response done_or(const Status& status) {
  return status.ok() ? done() : problem(status.error());
}

Json pages_json(Role role, const access::Ways& ways) {
  Json out = Json::array();
  for (const PageOf& page : each_page()) {
    if (!page.needs.met_by(role)) continue;
    out.push_back({{"path", page.path},
                   {"title", page.title},
                   {"way", access::way_words(page.way)},
                   {"open", ways.is_open(page.way)}});
  }
  return out;
}

Json role_json(const HeldRole& held) {
  Json purposes = Json::array();
  for (const Purpose purpose : access::kEachPurpose) {
    if (!access::has_purpose(held.role, purpose)) continue;
    purposes.push_back(
        {{"purpose", access::purpose_name(purpose)}, {"words", access::purpose_words(purpose)}});
  }
  return {{"role", access::role_name(held.role)},
          {"words", access::role_words(held.role)},
          {"organisation", held.organisation},
          {"purposes", purposes}};
}

Result<Json> session_json(const Asked& asked, const Visitor& visitor) {
  MESO_ASSIGN_OR_RETURN(const access::Ways ways, access::ways(asked.reception.journal()));
  MESO_ASSIGN_OR_RETURN(const auto audience, Reception::audience_of(asked.request));
  const auto loaded = asked.pinned.whole().practices();
  Json roles = Json::array();
  for (const HeldRole& held : visitor.session.roles) roles.push_back(role_json(held));
  Json out = {{"version", 1},
              {"person", {{"id", visitor.session.person}, {"name", visitor.session.name}}},
              {"demo", visitor.session.demo},
              {"ends", format_moment(visitor.session.ends)},
              {"second_step_missing", visitor.session.second_step_missing},
              {"network", base_name(asked.network.directory())},
              {"synthetic", std::ranges::all_of(loaded, &access::PracticeState::synthetic)},
              {"roles", roles},
              {"acting", nullptr},
              {"seen_as", nullptr},
              {"pages", Json::array()}};
  if (visitor.role) {
    out["acting"] = {{"role", access::role_name(visitor.role->role)},
                     {"words", access::role_words(visitor.role->role)},
                     {"organisation", visitor.role->organisation},
                     {"purpose", nullptr},
                     {"purpose_words", nullptr}};
    if (visitor.acting) {
      out["acting"]["purpose"] = access::purpose_name(visitor.acting->purpose);
      out["acting"]["purpose_words"] = access::purpose_words(visitor.acting->purpose);
    }
    out["pages"] = pages_json(audience ? audience->role : visitor.role->role, ways);
  }
  if (audience && visitor.role) {
    out["seen_as"] = {{"role", access::role_name(audience->role)},
                      {"words", access::role_words(audience->role)},
                      {"organisation", audience->organisation},
                      {"purpose_words", access::purpose_words(audience->purpose)}};
  }
  return out;
}

Response too_many_tries() {
  return problem(429, "more attempts than one address may make", "wait a few seconds, then try again");
}

// The texts of a body, or what is wrong with it.
template <std::size_t kCount>
Result<std::array<std::string, kCount>> texts(const Asked& asked,
                                              const std::array<const char*, kCount>& names) {
  MESO_ASSIGN_OR_RETURN(const Body body, Body::read(asked.request.body));
  std::array<std::string, kCount> out;
  for (std::size_t i = 0; i < kCount; ++i) {
    MESO_ASSIGN_OR_RETURN(out[i], body.text(names[i], kLongestSecret));
  }
  return out;
}

}  // namespace

Response session_answer(const Asked& asked) {
  return answered([&] { return session_json(asked, *asked.visitor); });
}

Response sign_in_answer(const Asked& asked) {
  if (!asked.reception.may_try(asked.request.client)) return too_many_tries();
  const auto given = texts<3>(asked, {"name", "password", "code"});
  if (!given.ok()) return problem(given.error());
  const auto& [name, password, code] = *given;
  if (name.empty() || password.empty() || name.size() > kLongestWord)
    return problem(400, "a sign-in name and a password are needed", "");
  // Codes are shown in two groups of three.
  std::string digits;
  std::copy_if(code.begin(), code.end(), std::back_inserter(digits), [](char c) { return c != ' '; });
  auto signed_in = asked.reception.accounts().sign_in(name, password, digits);
  if (!signed_in.ok()) {
    const Error& error = signed_in.error();
    return error.kind == ErrorKind::kRefused ? problem(401, error.message, error.hint) : problem(error);
  }
  // Whoever was signed in in this browser is no longer.
  if (const auto before = asked.reception.visitor(asked.request)) {
    if (const Status ended = asked.reception.accounts().sign_out(before->token); ended.ok())
      asked.reception.forget(before->token);
  }
  Request with = asked.request;
  std::erase_if(with.headers, [](const auto& header) { return header.first == "cookie"; });
  const std::string cookie = session_cookie(signed_in->token, asked.request);
  with.headers.emplace_back("cookie", cookie.substr(0, cookie.find(';')));
  const auto visitor = asked.reception.visitor(with);
  if (!visitor) return problem(401, "the session ended as it began", "try again");
  Response response = answered([&] { return session_json(asked, *visitor); });
  if (response.status == 200) response.headers.emplace_back("Set-Cookie", cookie);
  return response;
}

Response sign_out_answer(const Asked& asked) {
  const Status ended = asked.reception.accounts().sign_out(asked.visitor->token);
  if (!ended.ok()) return problem(ended.error());
  asked.reception.forget(asked.visitor->token);
  Response response = done();
  response.headers.emplace_back("Set-Cookie", ended_cookie(asked.request));
  // What this browser keeps of us goes with the session.
  response.headers.emplace_back("Clear-Site-Data", "\"cache\", \"storage\"");
  return response;
}

Response act_as_answer(const Asked& asked) {
  const auto given = texts<3>(asked, {"role", "organisation", "purpose"});
  if (!given.ok()) return problem(given.error());
  const auto role = access::role_from_name((*given)[0]);
  if (!role) return problem(400, "there is no such role", "see GET /api/v1/session");
  auto purpose = access::purpose_from_name((*given)[2]);
  if (!purpose && !(*given)[2].empty()) return problem(400, "there is no such purpose", "");
  if (!purpose) purpose = first_purpose(*role).value_or(Purpose::kQuality);
  return done_or(
      asked.reception.act_as(*asked.visitor, {asked.visitor->session.person, *role, (*given)[1], *purpose}));
}

Response begin_second_step_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const auto begun,
                          asked.reception.accounts().begin_second_step(asked.visitor->session.person));
    return Json{{"version", 1}, {"secret", begun.secret}, {"address", begun.address}};
  });
}

Response confirm_second_step_answer(const Asked& asked) {
  const auto given = texts<2>(asked, {"secret", "code"});
  if (!given.ok()) return problem(given.error());
  std::string digits;
  std::copy_if((*given)[1].begin(), (*given)[1].end(), std::back_inserter(digits),
               [](char c) { return c != ' '; });
  return done_or(
      asked.reception.accounts().confirm_second_step(asked.visitor->session.person, (*given)[0], digits));
}

Response change_password_answer(const Asked& asked) {
  if (!asked.reception.may_try(asked.request.client)) return too_many_tries();
  const auto given = texts<2>(asked, {"old", "new"});
  if (!given.ok()) return problem(given.error());
  const Status changed =
      asked.reception.accounts().change_password(asked.visitor->session.person, (*given)[0], (*given)[1]);
  if (!changed.ok()) return problem(changed.error());
  Response response = done();
  response.headers.emplace_back("Set-Cookie", ended_cookie(asked.request));
  return response;
}

Response first_administrator_answer(const Asked& asked) {
  if (!asked.reception.may_try(asked.request.client)) return too_many_tries();
  const auto given = texts<5>(asked, {"code", "organisation", "sign_in", "name", "password"});
  if (!given.ok()) return problem(given.error());
  const auto& [code, organisation, sign_in, name, password] = *given;
  const auto made =
      asked.reception.accounts().first_administrator(code, organisation, sign_in, name, password);
  return made.ok() ? done() : problem(made.error());
}

Response accept_invitation_answer(const Asked& asked) {
  if (!asked.reception.may_try(asked.request.client)) return too_many_tries();
  const auto given = texts<2>(asked, {"invitation", "password"});
  if (!given.ok()) return problem(given.error());
  return done_or(asked.reception.accounts().set_password((*given)[0], (*given)[1]));
}

}  // namespace meso::server
