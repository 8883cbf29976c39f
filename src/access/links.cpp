// One-time links: invitations, the first run's code, and whatever a room lets somebody do once without an
// account.

#include <fmt/format.h>

#include "access/account_state.h"
#include "access/account_tables.h"

namespace meso::access {
namespace {

Error spent() {
  return {ErrorKind::kRefused,
          "this link does not work: it was used, withdrawn, or its day has passed",
          {},
          "ask whoever sent it for a new one"};
}

Result<Link> find_link(sqlite::Db& tables, const std::string& digest, Moment at) {
  MESO_ASSIGN_OR_RETURN(
      auto rows,
      tables.query("SELECT what, subject, person, ends FROM access_links WHERE digest = ?", digest));
  MESO_ASSIGN_OR_RETURN(const bool found, rows.step());
  if (!found || rows.number(3) <= at.microseconds) return spent();
  return Link{
      std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2)), {rows.number(3)}};
}

}  // namespace

journal::Act Accounts::State::link_act(const std::string& author, const std::string& token, const Link& link,
                                       const std::string& reason) const {
  return act(author, link.subject, kLinkMade, reason,
             {{"link", token_digest(token)},
              {"what", link.what},
              {"person", link.person},
              {"ends", link.ends.microseconds}});
}

Result<std::string> Accounts::make_link(const std::string& author, const Link& link,
                                        const std::string& reason) {
  if (link.what == kFirstRun || link.what == kInvitation || link.what.empty()) {
    return Error{ErrorKind::kUsage, "a link needs a word of its own for what it opens", {}, ""};
  }
  const std::string token = new_token();
  MESO_RETURN_IF_ERROR(state_->journal.append(state_->link_act(author, token, link, reason)));
  return token;
}

Result<std::string> Accounts::invite(const std::string& author, const std::string& person) {
  const std::string token = new_token();
  const Link link{kInvitation, person_subject(person), person,
                  state_->later(state_->options.link_days * 24 * 60)};
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_RETURN_IF_ERROR(require_ability(tables, author, Ability::kPeople, ""));
    MESO_ASSIGN_OR_RETURN(
        const auto open,
        tables.number("SELECT 1 FROM access_people WHERE person = ? AND closed = 0", person));
    if (open) return {};
    return Error{
        ErrorKind::kNotFound, "no open account of " + person, {}, "take the id from the list of people"};
  };
  MESO_RETURN_IF_ERROR(
      state_->journal.append(state_->link_act(author, token, link, "to set a password"), rule));
  return token;
}

Result<Link> Accounts::link(std::string_view token) {
  std::optional<Link> out;
  const auto question = [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(out, find_link(tables, token_digest(token), state_->options.clock()));
    return {};
  };
  MESO_RETURN_IF_ERROR(state_->journal.read(question));
  return *out;
}

Result<journal::Receipt> Accounts::use_link(std::string_view token, std::vector<journal::Act> acts,
                                            const journal::Journal::Rule& rule) {
  MESO_ASSIGN_OR_RETURN(const Link found, link(token));
  const std::string digest = token_digest(token);
  const std::string author = !found.person.empty() ? found.person
                             : acts.empty()        ? "link"
                                                   : acts.front().author;
  acts.push_back(State::act(author, found.subject, kLinkUsed, "used: " + found.what, {{"link", digest}}));
  return state_->journal.append(acts, [&](sqlite::Db& tables) -> Status {
    MESO_RETURN_IF_ERROR(find_link(tables, digest, state_->options.clock()));
    return rule ? rule(tables) : Status();
  });
}

Status Accounts::withdraw_link(const std::string& author, std::string_view token) {
  MESO_ASSIGN_OR_RETURN(const Link found, link(token));
  MESO_RETURN_IF_ERROR(state_->journal.append(
      State::act(author, found.subject, kLinkWithdrawn, "withdrawn", {{"link", token_digest(token)}})));
  return {};
}

Status Accounts::set_password(const std::string& invitation, const std::string& password) {
  MESO_ASSIGN_OR_RETURN(const Link found, link(invitation));
  if (found.what != kInvitation) return spent();
  MESO_ASSIGN_OR_RETURN(const Person who, person(found.person));
  MESO_ASSIGN_OR_RETURN(journal::Act act,
                        state_->password_act(found.person, password, who.sign_in, "set by invitation"));
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(const auto closed,
                          tables.number("SELECT closed FROM access_people WHERE person = ?", found.person));
    return closed == 0 ? Status() : Status(spent());
  };
  MESO_RETURN_IF_ERROR(use_link(invitation, {std::move(act)}, rule));
  return {};
}

}  // namespace meso::access
