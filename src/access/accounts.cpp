// People, their roles and their passwords. Signing in is in signing_in.cpp, one-time links in links.cpp.

#include "access/accounts.h"

#include <algorithm>

#include <fmt/format.h>

#include "access/account_state.h"
#include "access/account_tables.h"

namespace meso::access {
namespace {

constexpr std::size_t kShortestPassword = 12;
constexpr std::size_t kLongestPassword = 128;

Error not_found(const std::string& person) {
  return {ErrorKind::kNotFound,
          "no person " + person + " in this network",
          {},
          "take the id from the list of people"};
}

Result<bool> holds(sqlite::Db& tables, const std::string& person, Role role, std::string_view organisation) {
  MESO_ASSIGN_OR_RETURN(
      const auto found,
      tables.number("SELECT 1 FROM access_roles WHERE person = ? AND role = ? AND organisation = ?", person,
                    role_name(role), organisation));
  return found.has_value();
}

Status require_open(sqlite::Db& tables, const std::string& person) {
  MESO_ASSIGN_OR_RETURN(const auto closed,
                        tables.number("SELECT closed FROM access_people WHERE person = ?", person));
  if (!closed) return not_found(person);
  if (*closed == 0) return {};
  return Error{ErrorKind::kRefused, "the account of " + person + " is closed", {}, "add the person anew"};
}

// A network without an administrator could never let anybody in again.
Status require_another_administrator(sqlite::Db& tables, const std::string& person) {
  MESO_ASSIGN_OR_RETURN(const auto others,
                        tables.number("SELECT count(*) FROM access_roles WHERE role = ? AND person <> ?",
                                      role_name(Role::kAdministrator), person));
  if (others.value_or(0) > 0) return {};
  return Error{
      ErrorKind::kRefused, "this is the only administrator", {}, "make another person administrator first"};
}

Status require_code(std::string_view text, const char* what) {
  const bool fits = !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
  });
  if (fits) return {};
  return Error{
      ErrorKind::kUsage, fmt::format("{} is not written as a code", what), {}, "letters, digits and hyphens"};
}

}  // namespace

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

Result<std::vector<HeldRole>> roles_of(sqlite::Db& tables, const std::string& person) {
  std::vector<HeldRole> out;
  MESO_ASSIGN_OR_RETURN(auto rows, tables.query("SELECT role, organisation FROM access_roles WHERE person = ?"
                                                " ORDER BY organisation, role",
                                                person));
  while (true) {
    MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return out;
    if (const auto role = role_from_name(rows.text(0))) out.push_back({*role, std::string(rows.text(1))});
  }
}

Status require_ability(sqlite::Db& tables, const std::string& author, Ability ability,
                       std::string_view place) {
  if (author == kTerminal) return {};
  MESO_ASSIGN_OR_RETURN(const auto roles, roles_of(tables, author));
  for (const HeldRole& held : roles) {
    const Relation relation = held.organisation == place ? Relation::kOwn : Relation::kNotAgreed;
    if (may(held.role, ability, relation) == Grant::kYes) return {};
  }
  return Error{ErrorKind::kRefused,
               fmt::format("none of your roles may do this ({})", ability_words(ability)),
               {},
               "ask whoever holds such a role; docs/access.md lists them"};
}

Result<Key> secrets_key(FileSystem& files, const std::string& keys_path, const journal::Journal& journal) {
  MESO_ASSIGN_OR_RETURN(KeyRing ring, KeyRing::open(files, keys_path));
  return ring.find_or_make(files, "access/" + journal.id());
}

Accounts::Accounts(journal::Journal& journal, const Key& secrets, AccountOptions options)
    : state_(std::make_unique<State>(journal, secrets, std::move(options))) {}
Accounts::~Accounts() = default;

Status Accounts::State::check_password(const std::string& password, const std::string& sign_in) const {
  std::size_t characters = 0;
  for (const char c : password) {
    if ((static_cast<unsigned char>(c) & 0xC0u) != 0x80u) ++characters;
  }
  const auto refused = [](const char* message) { return Error{ErrorKind::kRefused, message, {}, ""}; };
  if (characters < kShortestPassword)
    return refused("a password has at least 12 characters: three or four words do");
  if (characters > kLongestPassword) return refused("a password has at most 128 characters");
  if (lower_case(password) == lower_case(sign_in)) return refused("a password is not the sign-in name");
  return {};
}

Result<journal::Act> Accounts::State::password_act(const std::string& person, const std::string& password,
                                                   const std::string& sign_in, const std::string& reason) {
  MESO_RETURN_IF_ERROR(check_password(password, sign_in));
  MESO_ASSIGN_OR_RETURN(const std::string hash, passwords.hash(password));
  journal::Act out = act(person, person_subject(person), kPasswordSet, reason, {{"hash", hash}});
  out.purpose = kCredential;
  return out;
}

namespace {

Result<bool> has_administrator(journal::Journal& journal) {
  bool found = false;
  const auto question = [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(const auto row, tables.number("SELECT 1 FROM access_roles WHERE role = ?",
                                                        role_name(Role::kAdministrator)));
    found = row.has_value();
    return {};
  };
  MESO_RETURN_IF_ERROR(journal.read(question));
  return found;
}

journal::Act person_act(const std::string& author, const std::string& person, const std::string& sign_in,
                        const std::string& name, bool demo) {
  journal::Act out;
  out.author = author;
  out.subject = person_subject(person);
  out.kind = kPersonAdded;
  out.reason = demo ? "a demo account" : "works with the network";
  out.purpose = kStaff;
  out.body = nlohmann::json({{"sign_in", lower_case(sign_in)}, {"name", name}, {"demo", demo ? 1 : 0}})
                 .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  out.seen = journal::kBesideOthers;
  return out;
}

Status require_new_name(sqlite::Db& tables, const std::string& sign_in) {
  MESO_ASSIGN_OR_RETURN(const auto taken,
                        tables.number("SELECT 1 FROM access_people WHERE sign_in = ?", lower_case(sign_in)));
  if (!taken) return {};
  return Error{ErrorKind::kRefused, "somebody signs in by that name already", {}, "choose another"};
}

Status check_names(const std::string& sign_in, const std::string& name) {
  if (!sign_in.empty() && sign_in.size() <= 200 && !name.empty() && name.size() <= 200) return {};
  return Error{
      ErrorKind::kUsage, "a person has a sign-in name and a name, of at most 200 bytes each", {}, ""};
}

}  // namespace

Result<std::optional<std::string>> Accounts::first_run_code() {
  MESO_ASSIGN_OR_RETURN(const bool found, has_administrator(state_->journal));
  if (found) return std::optional<std::string>();
  const std::string token = new_token();
  const Link link{kFirstRun, "journal/" + state_->journal.id(), "", state_->later(24 * 60)};
  MESO_RETURN_IF_ERROR(state_->journal.append(
      state_->link_act(std::string(kTerminal), token, link, "first run: there is no administrator yet")));
  return std::optional(token);
}

Result<std::string> Accounts::first_administrator(const std::string& code, const std::string& organisation,
                                                  const std::string& sign_in, const std::string& name,
                                                  const std::string& password) {
  MESO_RETURN_IF_ERROR(check_names(sign_in, name));
  MESO_RETURN_IF_ERROR(require_code(organisation, "the organisation"));
  MESO_ASSIGN_OR_RETURN(const Link found, link(code));
  if (found.what != kFirstRun)
    return Error{ErrorKind::kRefused, "this is not the code of a first run", {}, ""};
  const std::string id = new_person_id();
  journal::Act role = State::act(id, person_subject(id), kRoleGiven, "first run",
                                 {{"role", role_name(Role::kAdministrator)}});
  role.place = organisation;
  MESO_ASSIGN_OR_RETURN(journal::Act secret, state_->password_act(id, password, sign_in, "first run"));
  const auto rule = [&](sqlite::Db& tables) -> Status { return require_new_name(tables, sign_in); };
  MESO_RETURN_IF_ERROR(
      use_link(code, {person_act(id, id, sign_in, name, false), std::move(role), std::move(secret)}, rule));
  return id;
}

Result<std::string> Accounts::add_person(const std::string& author, const std::string& sign_in,
                                         const std::string& name, bool demo) {
  MESO_RETURN_IF_ERROR(check_names(sign_in, name));
  const std::string id = new_person_id();
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_RETURN_IF_ERROR(require_ability(tables, author, Ability::kPeople, ""));
    return require_new_name(tables, sign_in);
  };
  MESO_RETURN_IF_ERROR(state_->journal.append(person_act(author, id, sign_in, name, demo), rule));
  return id;
}

Status Accounts::give_role(const std::string& author, const std::string& person, Role role,
                           const std::string& organisation) {
  MESO_RETURN_IF_ERROR(require_code(organisation, "the organisation"));
  journal::Act act =
      State::act(author, person_subject(person), kRoleGiven, "given the role", {{"role", role_name(role)}});
  act.place = organisation;
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_RETURN_IF_ERROR(require_ability(tables, author, Ability::kPeople, organisation));
    MESO_RETURN_IF_ERROR(require_open(tables, person));
    MESO_ASSIGN_OR_RETURN(const bool held, holds(tables, person, role, organisation));
    if (!held) return {};
    return Error{ErrorKind::kRefused,
                 fmt::format("{} is {} at {} already", person, role_words(role), organisation),
                 {},
                 ""};
  };
  MESO_RETURN_IF_ERROR(state_->journal.append(act, rule));
  return {};
}

Status Accounts::end_role(const std::string& author, const std::string& person, Role role,
                          const std::string& organisation) {
  journal::Act act =
      State::act(author, person_subject(person), kRoleEnded, "the role ended", {{"role", role_name(role)}});
  act.place = organisation;
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_RETURN_IF_ERROR(require_ability(tables, author, Ability::kPeople, organisation));
    MESO_ASSIGN_OR_RETURN(const bool held, holds(tables, person, role, organisation));
    if (held) return role == Role::kAdministrator ? require_another_administrator(tables, person) : Status();
    return Error{ErrorKind::kNotFound,
                 fmt::format("{} is not {} at {}", person, role_words(role), organisation),
                 {},
                 ""};
  };
  MESO_RETURN_IF_ERROR(state_->journal.append(act, rule));
  return {};
}

Status Accounts::close_person(const std::string& author, const std::string& person,
                              const std::string& reason) {
  const journal::Act act =
      State::act(author, person_subject(person), kPersonClosed, reason, nlohmann::json::object());
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_RETURN_IF_ERROR(require_ability(tables, author, Ability::kPeople, ""));
    MESO_RETURN_IF_ERROR(require_open(tables, person));
    MESO_ASSIGN_OR_RETURN(const auto roles, roles_of(tables, person));
    const bool is_one =
        std::ranges::any_of(roles, [](const HeldRole& held) { return held.role == Role::kAdministrator; });
    return is_one ? require_another_administrator(tables, person) : Status();
  };
  MESO_RETURN_IF_ERROR(state_->journal.append(act, rule));
  MESO_RETURN_IF_ERROR(state_->journal.erase(
      {author, "the account is closed", person_subject(person), kCredential, std::nullopt}));
  return {};
}

Status Accounts::clear_second_step(const std::string& author, const std::string& person) {
  const journal::Act act = State::act(author, person_subject(person), kStepCleared,
                                      "lost what showed the codes", nlohmann::json::object());
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_RETURN_IF_ERROR(require_ability(tables, author, Ability::kPeople, ""));
    return require_open(tables, person);
  };
  MESO_RETURN_IF_ERROR(state_->journal.append(act, rule));
  return {};
}

Result<std::vector<Person>> Accounts::people() {
  std::vector<Person> out;
  const auto question = [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(
        auto rows,
        tables.query(
            "SELECT p.person, p.sign_in, p.name, p.closed, c.password IS NOT NULL, c.step_secret IS NOT NULL,"
            " p.demo"
            " FROM access_people p LEFT JOIN access_credentials c ON c.person = p.person"
            " ORDER BY p.name, p.person"));
    while (true) {
      MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
      if (!row) break;
      Person person;
      person.id = rows.text(0);
      person.sign_in = rows.text(1);
      person.name = rows.text(2);
      person.closed = rows.number(3) != 0;
      person.has_password = rows.number(4) != 0;
      person.has_second_step = rows.number(5) != 0;
      person.demo = rows.number(6) != 0;
      out.push_back(std::move(person));
    }
    for (Person& person : out) {
      MESO_ASSIGN_OR_RETURN(person.roles, roles_of(tables, person.id));
    }
    return {};
  };
  MESO_RETURN_IF_ERROR(state_->journal.read(question));
  return out;
}

Result<Person> Accounts::person(const std::string& id) {
  MESO_ASSIGN_OR_RETURN(auto all, people());
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Person& person) { return person.id == id; });
  if (found == all.end()) return not_found(id);
  return std::move(*found);
}

}  // namespace meso::access
