// Who has come, and what they may see: sessions, the role that somebody acts in, and their lens.
//
// The browser holds the session's token in a cookie that no script can read (HttpOnly) and that no other site
// can make it send (SameSite=Strict; Secure where the connection is TLS). A token holds nothing; whose it is
// stands in the journal's tables (access/accounts.h).
//
// Somebody with several roles acts in one at a time, for one purpose. The choice belongs to the session and
// is kept in memory: after a restart it is the first of their roles again, for its first purpose.
//
// A preview (`seen_as` of the query) is the view of an audience, limited to what the visitor may see of the
// same practices (Lens::preview). It reads figures; every other question in a preview is refused.

#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "access/accounts.h"
#include "access/lens.h"
#include "base/result.h"
#include "server/http.h"
#include "server/limits.h"
#include "server/warm_network.h"

namespace meso::server {

struct Visitor {
  std::string token;
  access::Session session;
  std::optional<access::HeldRole> role;    // that they act in; none while the second step is missing
  std::optional<access::Acting> acting;    // none for a role without a purpose
  std::optional<access::Acting> audience;  // of a preview
  std::optional<access::Lens> lens;        // with `acting`; of a preview: what the audience would see
};

struct ReceptionOptions {
  access::AccountOptions accounts;
  double sign_ins_a_second = 0.5;  // of one address, with bursts of 20; 0: no limit
};

class Reception {
 public:
  // Errors as access::secrets_key. `network` outlives this.
  static Result<std::unique_ptr<Reception>> open(WarmNetwork& network, ReceptionOptions options);

  access::Accounts& accounts() { return *accounts_; }
  journal::Journal& journal() { return network_.journal(); }

  // The session of a request, if it has one that stands.
  std::optional<Visitor> visitor(const Request& request);
  // The audience that a request names, if it names one. kUsage when that is none.
  static Result<std::optional<access::Acting>> audience_of(const Request& request);
  // Gives the visitor the lens of who they act as, or of the preview that the request asks for.
  Status give_lens(Visitor& visitor, const Request& request, const Pinned& pinned);
  // kRefused when they do not hold the role, or it does not have the purpose.
  Status act_as(const Visitor& visitor, const access::Acting& acting);
  void forget(const std::string& token);

  // Whether this address may try to sign in now.
  bool may_try(const std::string& client) { return tries_.take(client, RateLimits::Clock::now()); }

 private:
  Reception(WarmNetwork& network, const ReceptionOptions& options);
  WarmNetwork& network_;
  std::unique_ptr<access::Accounts> accounts_;
  RateLimits tries_;
  std::mutex mutex_;
  std::map<std::string, access::Acting> chosen_;  // by digest of the token; under `mutex_`
};

// The purpose that a role has first; none for one that sees no figures.
std::optional<access::Purpose> first_purpose(access::Role role);

// "Set-Cookie" with this token, or one that takes the cookie away.
std::string session_cookie(const std::string& token, const Request& request);
std::string ended_cookie(const Request& request);

// TLS here, or at a proxy on this machine.
bool is_encrypted(const Request& request);

}  // namespace meso::server
