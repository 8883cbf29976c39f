// What the parts of Accounts share.

#pragma once

#include <map>
#include <mutex>
#include <string>

#include <nlohmann/json.hpp>

#include "access/accounts.h"
#include "access/secrets.h"

namespace meso::access {

struct Accounts::State {
  journal::Journal& journal;
  Key secrets;
  AccountOptions options;
  Passwords passwords;

  struct Misses {
    int count = 0;
    Moment first;
  };
  std::mutex mutex;
  std::map<std::string, Misses> misses;     // by person; under `mutex`
  std::map<std::string, Moment> last_used;  // by session digest; under `mutex`
  Moment started;

  State(journal::Journal& of, const Key& key, AccountOptions given)
      : journal(of),
        secrets(key),
        options(std::move(given)),
        passwords(options.hash_operations, options.hash_bytes, options.hashes_at_once,
                  options.hashes_waiting),
        started(options.clock()) {}

  Moment later(std::int64_t minutes) const { return {options.clock().microseconds + minutes * 60'000'000}; }
  // The acts of accounts stand beside each other; what must not contradict is said by a rule.
  static journal::Act act(const std::string& author, const std::string& subject, const char* kind,
                          const std::string& reason, const nlohmann::json& body) {
    journal::Act out;
    out.author = author;
    out.subject = subject;
    out.kind = kind;
    out.reason = reason;
    out.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    out.seen = journal::kBesideOthers;
    return out;
  }
  journal::Act link_act(const std::string& author, const std::string& token, const Link& link,
                        const std::string& reason) const;
  Status miss(const std::string& person, Moment at);
  Status check_password(const std::string& password, const std::string& sign_in) const;
  Result<journal::Act> password_act(const std::string& person, const std::string& password,
                                    const std::string& sign_in, const std::string& reason);
};

inline std::string person_subject(const std::string& person) {
  return "person/" + person;
}

// What stands in the tables about one person who may sign in.
struct Credentials {
  std::string person, password, step_secret;
  std::int64_t last_step = 0, locked_until = 0;
  bool closed = false, demo = false;
};
// By sign-in name or by id. An unknown one comes back empty.
Result<Credentials> find_credentials(journal::Journal& journal, std::string_view column,
                                     const std::string& value);
Result<std::vector<HeldRole>> roles_of(sqlite::Db& tables, const std::string& person);
std::string lower_case(std::string text);

}  // namespace meso::access
