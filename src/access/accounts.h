// People of the network and how they prove who they are: accounts, roles, passwords, one-time codes,
// sessions, and one-time links for acts that need no account.
//
// FIRST RUN. A journal without an administrator gives one code, for the terminal only:
//
//     Accounts accounts(journal, keys...);
//     if (auto code = accounts.first_run_code(); code.ok() && *code) print(**code);   // anew at each start
//     accounts.first_administrator(code, "sam@example.org", "Sam Field", password);
//
// PEOPLE. An administrator adds people and gives roles; the token of invite() goes to the person by whatever
// way the network trusts, and lets them set a password once within a week. The same token is the way back for
// whoever forgot it. close_person() ends roles and sessions and erases the password in one step.
//
// SIGNING IN. sign_in() takes name, password and code together, and says no in one sentence whatever was
// wrong, in the time of one password hash whoever was named. Five misses in a quarter of an hour lock the
// account for a quarter of an hour. A code works once. Where a second step is required and the person has
// none yet, the session holds no role until begin_second_step() and confirm_second_step() are through.
//
// DEMO ACCOUNTS have a password that stands in the manual and no second step. They are marked so for good,
// and sign in only while `demo_allowed` says so: while nothing but synthetic records is loaded.
//
// KEPT WHERE. Everything is an entry of the journal, under `projection()`. Names and sign-in names are bodies
// with the purpose "staff", password hashes and sealed one-time secrets with the purpose "credential": both
// can be erased. Passwords are kept as argon2id hashes (libsodium); of session tokens and links there is only
// a digest. What is counted in memory and lost at a restart: misses before a lock, and when a session was
// last used, which then counts from the restart; the absolute end of a session stands.
//
// Threads: safe from several at once. At most `hashes_at_once` password hashes run together, and at most
// `hashes_waiting` wait; beyond that sign_in() says kLocked at once, so that a flood of sign-ins holds
// neither the memory nor the cores.
//
// Errors: kRefused with a sentence to show; kLocked when too busy; and those of the journal.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/roles.h"
#include "base/keys.h"
#include "base/moment.h"
#include "base/result.h"
#include "journal/journal.h"

namespace meso::access {

// The tables of this room: give it to Journal::open beside those of the other rooms.
journal::Projection projection();

// The key that seals one-time secrets, made in the file of keys when it is not there.
Result<Key> secrets_key(FileSystem& files, const std::string& keys_path, const journal::Journal& journal);

// Author of acts at the machine's own terminal, by whoever may read the network's keys.
inline constexpr std::string_view kTerminal = "terminal";

struct HeldRole {
  Role role = Role::kPatientsGroup;
  std::string organisation;  // ODS code
  bool operator==(const HeldRole&) const = default;
};

struct Person {
  std::string id;       // "p" and sixteen hex digits: the author of their acts
  std::string sign_in;  // "" once erased
  std::string name;
  bool closed = false;
  bool has_password = false;
  bool has_second_step = false;
  bool demo = false;
  std::vector<HeldRole> roles;
};

struct Session {
  std::string person;
  std::string name;
  std::vector<HeldRole> roles;  // none while a second step is missing
  bool second_step_missing = false;
  bool demo = false;
  Moment ends;
};

struct SignedIn {
  std::string token;  // 43 characters for a cookie; only its digest is kept
  Session session;
};

// What a one-time link opens, and for whom if that is known: {"vote", "decision/17", "p..."}.
struct Link {
  std::string what;     // a word
  std::string subject;  // as the journal writes it
  std::string person;   // "" where anyone who holds the link may use it
  Moment ends;
};

struct AccountOptions {
  bool second_step = true;  // required of everybody with an account
  std::int64_t idle_minutes = 30;
  std::int64_t session_hours = 12;
  std::int64_t link_days = 7;
  int misses_to_lock = 5;
  std::int64_t lock_minutes = 15;
  std::uint64_t hash_operations = 3;  // of argon2id
  std::size_t hash_bytes = std::size_t{64} << 20;
  int hashes_at_once = 2;
  int hashes_waiting = 32;
  std::function<Moment()> clock = now;
  std::function<bool()> demo_allowed = [] { return false; };  // asked for each sign-in and each request
};

class Accounts {
 public:
  // REQUIRES: the journal was opened with projection() and outlives this.
  Accounts(journal::Journal& journal, const Key& secrets, AccountOptions options = {});
  ~Accounts();
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;

  // A code that works for a day and takes the place of the one before; nothing when there is an
  // administrator.
  Result<std::optional<std::string>> first_run_code();
  // Makes the person and the role of administrator at `organisation`, and sets the password.
  Result<std::string> first_administrator(const std::string& code, const std::string& organisation,
                                          const std::string& sign_in, const std::string& name,
                                          const std::string& password);

  // These refuse an author whose roles do not allow it (Ability::kPeople); kTerminal may.
  Result<std::string> add_person(const std::string& author, const std::string& sign_in,
                                 const std::string& name, bool demo = false);
  Status give_role(const std::string& author, const std::string& person, Role role,
                   const std::string& organisation);
  Status end_role(const std::string& author, const std::string& person, Role role,
                  const std::string& organisation);
  Status close_person(const std::string& author, const std::string& person, const std::string& reason);
  // Takes the second step away, for whoever lost their telephone; ends their sessions.
  Status clear_second_step(const std::string& author, const std::string& person);
  Result<std::string> invite(const std::string& author, const std::string& person);

  Result<std::vector<Person>> people();
  Result<Person> person(const std::string& id);  // kNotFound

  // With the token of invite(). Ends the person's sessions. kRefused: too short (12), too long (128), or the
  // sign-in name itself.
  Status set_password(const std::string& invitation, const std::string& password);
  Status change_password(const std::string& person, const std::string& old_password,
                         const std::string& new_password);

  Result<SignedIn> sign_in(const std::string& sign_in, const std::string& password,
                           const std::string& code = {});
  // kRefused when there is no such session, or it has ended. Counts as use.
  Result<Session> session(std::string_view token);
  Status sign_out(std::string_view token);
  // kRefused unless one of the roles that the session holds is this one, held still.
  static Status check_acting(const Session& session, Role role, std::string_view organisation);

  // A new one-time secret (base32, for an authenticator), kept nowhere until it is confirmed with a code of
  // it.
  struct SecondStep {
    std::string secret;
    std::string address;  // otpauth://...: what the square code shows
  };
  Result<SecondStep> begin_second_step(const std::string& person);
  Status confirm_second_step(const std::string& person, const std::string& secret, const std::string& code);

  // One-time links. use_link() writes `acts` and the use in one transaction: a link works once or not at all.
  Result<std::string> make_link(const std::string& author, const Link& link, const std::string& reason);
  Result<Link> link(std::string_view token);  // kRefused: not known, used, withdrawn or past its day
  Result<journal::Receipt> use_link(std::string_view token, std::vector<journal::Act> acts,
                                    const journal::Journal::Rule& rule = {});
  Status withdraw_link(const std::string& author, std::string_view token);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The journal's people table inside a rule: refuses an author who does not hold a role that has `ability` for
// `place`, as their own or (where the table says so) as anybody's. kTerminal passes.
Status require_ability(sqlite::Db& tables, const std::string& author, Ability ability,
                       std::string_view place);

}  // namespace meso::access
