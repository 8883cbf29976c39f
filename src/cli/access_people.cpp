// meso access: people and their roles.

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "access/accounts.h"
#include "base/keys.h"
#include "cli/access.h"
#include "cli/commands.h"
#include "cli/table.h"

namespace meso::cli {
namespace {

using access::Accounts;
using access::Person;
using Json = nlohmann::ordered_json;

const std::string kAuthor(access::kTerminal);

struct Open {
  std::unique_ptr<journal::Journal> journal;
  std::unique_ptr<Accounts> accounts;
};

Result<Open> open(const AccessArguments& arguments) {
  Open out;
  MESO_ASSIGN_OR_RETURN(out.journal, access_journal(arguments));
  const std::string keys = arguments.keys.empty() ? default_keys_path() : arguments.keys;
  MESO_ASSIGN_OR_RETURN(const Key secrets, access::secrets_key(real_files(), keys, *out.journal));
  out.accounts = std::make_unique<Accounts>(*out.journal, secrets);
  return out;
}

Result<Person> find_person(Accounts& accounts, const std::string& wanted) {
  MESO_ASSIGN_OR_RETURN(const auto all, accounts.people());
  const auto found = std::ranges::find_if(
      all, [&](const Person& each) { return each.id == wanted || each.sign_in == wanted; });
  if (found != all.end()) return *found;
  return Error{
      ErrorKind::kNotFound, "nobody signs in as " + wanted, {}, "meso access people tells who there is"};
}

Result<access::Role> read_role(const std::string& name) {
  if (const auto role = access::role_from_name(name)) return *role;
  return Error{ErrorKind::kUsage, "there is no role " + name, {}, "meso access roles tells them"};
}

std::string state_of(const Person& person) {
  if (person.closed) return "closed";
  if (person.demo) return "demo";
  if (!person.has_password) return "to be invited";
  return person.has_second_step ? "can sign in" : "second step missing";
}

}  // namespace

Result<int> access_people(const AccessArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const Open open_now, open(arguments));
  MESO_ASSIGN_OR_RETURN(const auto all, open_now.accounts->people());
  if (arguments.format == "json") {
    Json people = Json::array();
    for (const Person& person : all) {
      Json roles = Json::array();
      for (const auto& held : person.roles)
        roles.push_back({{"role", access::role_name(held.role)}, {"organisation", held.organisation}});
      people.push_back({{"id", person.id},
                        {"sign_in", person.sign_in},
                        {"name", person.name},
                        {"state", state_of(person)},
                        {"roles", roles}});
    }
    fmt::print("{}\n", Json{{"version", 1}, {"people", people}}.dump(2));
    return kDone;
  }
  Table table;
  table.column("Person", Table::Align::kLeft)
      .column("Signs in as", Table::Align::kLeft)
      .column("Name", Table::Align::kLeft)
      .column("State", Table::Align::kLeft)
      .column("Roles", Table::Align::kLeft);
  for (const Person& person : all) {
    std::string roles;
    for (const auto& held : person.roles)
      roles += fmt::format("{}{} at {}", roles.empty() ? "" : "; ", access::role_name(held.role),
                           held.organisation);
    table.row({person.id, person.sign_in, person.name, state_of(person), roles});
  }
  fmt::print("{}", table.text());
  if (all.empty()) fmt::print("Nobody has an account yet: meso access add\n");
  return kDone;
}

Result<int> access_roles(const AccessArguments& arguments) {
  Json roles = Json::array();
  Table table;
  table.column("Role", Table::Align::kLeft)
      .column("May", Table::Align::kLeft)
      .column("For", Table::Align::kLeft);
  for (const access::Role role : access::kEachRole) {
    Json abilities = Json::array(), purposes = Json::array();
    std::string may, for_what;
    for (const access::Ability ability : access::kEachAbility) {
      const bool some = std::ranges::any_of(access::kEachRelation, [&](access::Relation relation) {
        return access::may(role, ability, relation) != access::Grant::kNo;
      });
      if (!some) continue;
      abilities.push_back(access::ability_words(ability));
      may += (may.empty() ? "" : ", ") + std::string(access::ability_words(ability));
    }
    for (const access::Purpose purpose : access::kEachPurpose) {
      if (!access::has_purpose(role, purpose)) continue;
      purposes.push_back(access::purpose_name(purpose));
      for_what += (for_what.empty() ? "" : ", ") + std::string(access::purpose_name(purpose));
    }
    table.row({std::string(access::role_name(role)), may, for_what});
    roles.push_back({{"role", access::role_name(role)}, {"may", abilities}, {"for", purposes}});
  }
  if (arguments.format == "json") {
    fmt::print("{}\n", Json{{"version", 1}, {"roles", roles}}.dump(2));
  } else {
    fmt::print("{}How much, and of which practices: docs/access.md\n", table.text());
  }
  return kDone;
}

Result<int> access_add(const AccessArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const Open now, open(arguments));
  MESO_ASSIGN_OR_RETURN(const std::string id,
                        now.accounts->add_person(kAuthor, arguments.sign_in, arguments.name));
  fmt::print("Added as {}. Next: a role (meso access grant), then an invitation (meso access invite).\n", id);
  return kDone;
}

Result<int> access_grant(const AccessArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const access::Role role, read_role(arguments.role));
  MESO_ASSIGN_OR_RETURN(const Open now, open(arguments));
  MESO_ASSIGN_OR_RETURN(const Person person, find_person(*now.accounts, arguments.person));
  MESO_RETURN_IF_ERROR(now.accounts->give_role(kAuthor, person.id, role, arguments.organisation));
  fmt::print("{} is now {} at {}.\n", person.sign_in, access::role_words(role), arguments.organisation);
  return kDone;
}

Result<int> access_end(const AccessArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const access::Role role, read_role(arguments.role));
  MESO_ASSIGN_OR_RETURN(const Open now, open(arguments));
  MESO_ASSIGN_OR_RETURN(const Person person, find_person(*now.accounts, arguments.person));
  MESO_RETURN_IF_ERROR(now.accounts->end_role(kAuthor, person.id, role, arguments.organisation));
  fmt::print("{} is no longer {} at {}.\n", person.sign_in, access::role_words(role), arguments.organisation);
  return kDone;
}

Result<int> access_invite(const AccessArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const Open now, open(arguments));
  MESO_ASSIGN_OR_RETURN(const Person person, find_person(*now.accounts, arguments.person));
  MESO_ASSIGN_OR_RETURN(const std::string token, now.accounts->invite(kAuthor, person.id));
  fmt::print(
      "Give this to {} and to nobody else; it sets a password once, within a week. Behind the address of the "
      "pages:\n  invitation#{}\n",
      person.name, token);
  return kDone;
}

Result<int> access_close(const AccessArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const Open now, open(arguments));
  MESO_ASSIGN_OR_RETURN(const Person person, find_person(*now.accounts, arguments.person));
  MESO_RETURN_IF_ERROR(now.accounts->close_person(kAuthor, person.id, arguments.reason));
  fmt::print("The account of {} is closed: roles, sessions and password have ended.\n", person.name);
  return kDone;
}

Result<int> access_clear_step(const AccessArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const Open now, open(arguments));
  MESO_ASSIGN_OR_RETURN(const Person person, find_person(*now.accounts, arguments.person));
  MESO_RETURN_IF_ERROR(now.accounts->clear_second_step(kAuthor, person.id));
  fmt::print("{} sets up a second step with their next sign-in, and has no role until then.\n", person.name);
  return kDone;
}

}  // namespace meso::cli
