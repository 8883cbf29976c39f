// People, their roles, sharing agreements, the four ways, who looked. What somebody may do here is asked
// again inside the journal, in the same transaction as the act (access/accounts.h).

#include <algorithm>

#include "access/agreements.h"
#include "access/who_looked.h"
#include "server/asking.h"
#include "server/routes.h"

namespace meso::server {
namespace {

using access::Agreement;
using access::Person;
using access::Way;

constexpr std::size_t kLongest = 400;

Response done(const Status& status) {
  if (!status.ok()) return problem(status.error());
  Response response;
  response.status = 204;
  response.content_type.clear();
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

const std::string& author(const Asked& asked) {
  return asked.visitor->session.person;
}

Json role_name_json(access::Role role) {
  return {{"role", access::role_name(role)}, {"words", access::role_words(role)}};
}

const char* state_of(const Person& person) {
  if (person.closed) return "closed";
  if (person.demo) return "demo";
  if (!person.has_password) return "to be invited";
  return person.has_second_step ? "can sign in" : "second step missing";
}

// "in force", "off", "not yet", "over".
const char* state_of(const Agreement& agreement, Date today) {
  if (!agreement.on) return "off";
  if (agreement.in_force(today)) return "in force";
  return today < agreement.starts ? "not yet" : "over";
}

bool may_anywhere(access::Role role, access::Ability ability) {
  return access::may(role, ability, access::Relation::kNotAgreed) == access::Grant::kYes;
}
bool may_at(const access::HeldRole& held, access::Ability ability, const std::string& practice) {
  const auto relation = held.organisation == practice ? access::Relation::kOwn : access::Relation::kNotAgreed;
  return access::may(held.role, ability, relation) == access::Grant::kYes;
}

// Those who answer for an agreement see it, and those whom it lets have something.
bool may_read(const access::HeldRole& held, const Agreement& agreement) {
  return held.organisation == agreement.practice || may_anywhere(held.role, access::Ability::kWithdraw) ||
         std::ranges::find(agreement.recipients, held.organisation) != agreement.recipients.end();
}

Json agreement_json(const Agreement& agreement, const access::HeldRole& held, Date today) {
  Json purposes = Json::array();
  for (const access::Purpose purpose : agreement.purposes) purposes.push_back(access::purpose_words(purpose));
  return {
      {"id", agreement.id},
      {"practice", agreement.practice},
      {"recipients", agreement.recipients},
      {"shared", access::shared_name(agreement.shared)},
      {"purposes", purposes},
      {"hidden", agreement.hidden},
      {"legal_basis", agreement.legal_basis},
      {"starts", format_date(agreement.starts)},
      {"ends", agreement.ends ? Json(format_date(*agreement.ends)) : Json(nullptr)},
      {"on", agreement.on},
      {"acknowledged", agreement.acknowledged ? Json(format_moment(*agreement.acknowledged)) : Json(nullptr)},
      {"state", state_of(agreement, today)},
      {"may_switch_on", may_at(held, access::Ability::kAgree, agreement.practice)},
      {"may_switch_off", may_at(held, access::Ability::kWithdraw, agreement.practice)}};
}

Result<Date> day_or(const std::string& text, Date otherwise) {
  if (text.empty()) return otherwise;
  if (const auto day = parse_iso_date(text)) return *day;
  return Error{ErrorKind::kUsage, "not a day: an agreement's first or last", {}, "write it as 2026-03-31"};
}

}  // namespace

Response people_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const auto all, asked.reception.accounts().people());
    Json people = Json::array();
    for (const Person& person : all) {
      Json roles = Json::array();
      for (const access::HeldRole& held : person.roles) {
        Json role = role_name_json(held.role);
        role["organisation"] = held.organisation;
        roles.push_back(std::move(role));
      }
      people.push_back({{"id", person.id},
                        {"sign_in", person.sign_in},
                        {"name", person.name},
                        {"state", state_of(person)},
                        {"second_step", person.has_second_step},
                        {"roles", roles}});
    }
    Json roles = Json::array();
    for (const access::Role role : access::kEachRole) roles.push_back(role_name_json(role));
    return Json{{"version", 1}, {"people", people}, {"roles", roles}};
  });
}

Response add_person_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const Body body, Body::read(asked.request.body));
    MESO_ASSIGN_OR_RETURN(const std::string sign_in, body.text("sign_in", kLongest));
    MESO_ASSIGN_OR_RETURN(const std::string name, body.text("name", kLongest));
    MESO_ASSIGN_OR_RETURN(const std::string id,
                          asked.reception.accounts().add_person(author(asked), sign_in, name));
    return Json{{"version", 1}, {"id", id}};
  });
}

Response set_role_answer(const Asked& asked) {
  const auto body = Body::read(asked.request.body);
  if (!body.ok()) return problem(body.error());
  const auto word = body->text("role", kLongest);
  const auto organisation = body->text("organisation", kLongest);
  const auto held = body->flag("held");
  if (!word.ok()) return problem(word.error());
  if (!organisation.ok()) return problem(organisation.error());
  if (!held.ok()) return problem(held.error());
  const auto role = access::role_from_name(*word);
  if (!role) return problem(400, "there is no such role", "see GET /api/v1/access/people");
  access::Accounts& accounts = asked.reception.accounts();
  return done(*held ? accounts.give_role(author(asked), asked.values[0], *role, *organisation)
                    : accounts.end_role(author(asked), asked.values[0], *role, *organisation));
}

Response invite_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const std::string token,
                          asked.reception.accounts().invite(author(asked), asked.values[0]));
    return Json{{"version", 1}, {"path", "/invitation#" + token}};
  });
}

Response close_person_answer(const Asked& asked) {
  const auto body = Body::read(asked.request.body);
  if (!body.ok()) return problem(body.error());
  const auto reason = body->text("reason", kLongest);
  if (!reason.ok()) return problem(reason.error());
  if (reason->empty()) return problem(400, "there is no reason", "say why the account is closed");
  return done(asked.reception.accounts().close_person(author(asked), asked.values[0], *reason));
}

Response clear_step_answer(const Asked& asked) {
  return done(asked.reception.accounts().clear_second_step(author(asked), asked.values[0]));
}

Response agreements_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const auto all, access::agreements(asked.reception.journal()));
    const access::HeldRole& held = *asked.visitor->role;
    const Date today = access::day_of(now());
    Json rows = Json::array();
    for (const Agreement& agreement : all) {
      if (may_read(held, agreement)) rows.push_back(agreement_json(agreement, held, today));
    }
    Json purposes = Json::array();
    for (const access::Purpose purpose : access::kEachPurpose) {
      purposes.push_back(
          {{"purpose", access::purpose_name(purpose)}, {"words", access::purpose_words(purpose)}});
    }
    const bool agrees = may_at(held, access::Ability::kAgree, held.organisation);
    return Json{{"version", 1},
                {"agreements", rows},
                {"purposes", purposes},
                {"may_agree_for", agrees ? Json(held.organisation) : Json(nullptr)}};
  });
}

Response agree_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const Body body, Body::read(asked.request.body));
    Agreement agreement;
    MESO_ASSIGN_OR_RETURN(agreement.practice, body.text("practice", kLongest));
    MESO_ASSIGN_OR_RETURN(agreement.recipients, body.texts("recipients", kLongest));
    MESO_ASSIGN_OR_RETURN(const auto purposes, body.texts("purposes", kLongest));
    for (const std::string& name : purposes) {
      const auto purpose = access::purpose_from_name(name);
      if (!purpose)
        return Error{ErrorKind::kUsage, "there is no such purpose", {}, "see GET /api/v1/access/agreements"};
      agreement.purposes.push_back(*purpose);
    }
    MESO_ASSIGN_OR_RETURN(const std::string word, body.text("shared", kLongest));
    const auto shared = access::shared_from_name(word);
    if (!shared) return Error{ErrorKind::kUsage, "`shared` is none of counts, records, names", {}, ""};
    agreement.shared = *shared;
    MESO_ASSIGN_OR_RETURN(agreement.hidden, body.texts("hidden", kLongest));
    MESO_ASSIGN_OR_RETURN(agreement.legal_basis, body.text("legal_basis", kLongest));
    MESO_ASSIGN_OR_RETURN(const std::string starts, body.text("starts", 10));
    MESO_ASSIGN_OR_RETURN(agreement.starts, day_or(starts, access::day_of(now())));
    MESO_ASSIGN_OR_RETURN(const std::string ends, body.text("ends", 10));
    if (!ends.empty()) {
      MESO_ASSIGN_OR_RETURN(agreement.ends, day_or(ends, agreement.starts));
    }
    MESO_ASSIGN_OR_RETURN(const std::string reason, body.text("reason", kLongest));
    if (reason.empty())
      return Error{ErrorKind::kUsage, "there is no reason", {}, "say why the practice agrees"};
    MESO_ASSIGN_OR_RETURN(const std::string id,
                          access::agree(asked.reception.journal(), author(asked), agreement, reason));
    return Json{{"version", 1}, {"id", id}};
  });
}

Response switch_agreement_answer(const Asked& asked) {
  const auto body = Body::read(asked.request.body);
  if (!body.ok()) return problem(body.error());
  const auto on = body->flag("on");
  if (!on.ok()) return problem(on.error());
  const auto reason = body->text("reason", kLongest);
  if (!reason.ok()) return problem(reason.error());
  if (reason->empty()) return problem(400, "there is no reason", "say why it is switched");
  return done(
      access::switch_agreement(asked.reception.journal(), author(asked), asked.values[0], *on, *reason));
}

Response ways_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const access::Ways ways, access::ways(asked.reception.journal()));
    Json rows = Json::array();
    for (const Way way : access::kEachWay) {
      Json row = {{"way", access::way_name(way)},
                  {"words", access::way_words(way)},
                  {"open", ways.is_open(way)},
                  {"waits_for", Json::array()}};
      if (way == Way::kDirectCare) {
        for (const auto condition : ways.missing())
          row["waits_for"].push_back(access::condition_words(condition));
      }
      rows.push_back(std::move(row));
    }
    return Json{{"version", 1},
                {"ways", rows},
                {"may_switch", may_anywhere(asked.visitor->role->role, access::Ability::kWays)}};
  });
}

Response set_way_answer(const Asked& asked) {
  const auto body = Body::read(asked.request.body);
  if (!body.ok()) return problem(body.error());
  const auto open = body->flag("open");
  if (!open.ok()) return problem(open.error());
  const auto reason = body->text("reason", kLongest);
  if (!reason.ok()) return problem(reason.error());
  const auto way = access::way_from_name(asked.values[0]);
  if (!way || *way == Way::kTogether)
    return problem(404, "there is no such way to switch", "see GET /api/v1/access/ways");
  if (reason->empty()) return problem(400, "there is no reason", "say why it is opened or shut");
  return done(access::set_way(asked.reception.journal(), author(asked), *way, *open, *reason));
}

Response looks_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    access::LooksAsked looks;
    looks.practice = asked.request.asked("practice");
    looks.last = 500;
    if (const auto since = asked.request.asked("since"); !since.empty()) {
      looks.since = parse_moment(since);
      if (!looks.since) return Error{ErrorKind::kUsage, "`since` is not a day", {}, "write it as 2026-03-31"};
    }
    MESO_ASSIGN_OR_RETURN(const access::WhoLooked report,
                          access::who_looked(asked.reception.journal(), *asked.visitor->acting, looks));
    Json lines = Json::array();
    for (const access::LookLine& line : report.lines) {
      lines.push_back({{"at", format_moment(line.at)},
                       {"who", line.name.empty() ? line.person : line.name},
                       {"practices", line.practices},
                       {"people", line.people},
                       {"sentence", line.sentence},
                       {"reason", line.reason},
                       {"stands_out", line.stands_out}});
    }
    return Json{{"version", 1}, {"heading", report.heading}, {"looks", lines}};
  });
}

}  // namespace meso::server
