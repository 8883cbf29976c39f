#include "server/reception.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/keys.h"

namespace meso::server {
namespace {

using access::Acting;
using access::HeldRole;
using access::Purpose;
using access::Role;

constexpr std::size_t kMostChosen = 4096;

// A name that only a secure page may set, where the connection is one.
std::string_view cookie_name(const Request& request) {
  return is_encrypted(request) ? "__Host-meso" : "meso";
}

std::string token_of(const Request& request) {
  std::string_view rest = request.header("cookie");
  const std::string_view name = cookie_name(request);
  while (!rest.empty()) {
    const auto end = rest.find(';');
    std::string_view pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name)
      return std::string(pair.substr(equals + 1));
  }
  return {};
}

std::string digest_of(const std::string& token) {
  return digest_hex(std::as_bytes(std::span(token)));
}

// "commissioner@QMS01": whose view a preview is. Practices are seen by for quality.
Result<Acting> read_audience(std::string_view text) {
  const auto at = text.find('@');
  const auto role = access::role_from_name(text.substr(0, at));
  const bool is_one = role && (*role == Role::kCommissioner || *role == Role::kPracticeManager ||
                               *role == Role::kPatientsGroup);
  if (!is_one || at == std::string_view::npos || at + 1 == text.size()) {
    return Error{ErrorKind::kUsage,
                 "`seen_as` names no audience",
                 {},
                 "write commissioner@CODE, practice-manager@CODE or patients-group@CODE"};
  }
  Acting out;
  out.role = *role;
  out.organisation = text.substr(at + 1);
  out.purpose = *role == Role::kPracticeManager ? Purpose::kQuality : *first_purpose(*role);
  return out;
}

}  // namespace

bool is_encrypted(const Request& request) {
  return request.encrypted || request.header("x-forwarded-proto") == "https";
}

std::string session_cookie(const std::string& token, const Request& request) {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}", cookie_name(request), token,
                     is_encrypted(request) ? "; Secure" : "");
}

std::string ended_cookie(const Request& request) {
  return session_cookie("", request) + "; Max-Age=0";
}

std::optional<Purpose> first_purpose(Role role) {
  // Direct care comes last: it is chosen, never where somebody begins.
  for (const Purpose purpose : {Purpose::kQuality, Purpose::kContract, Purpose::kCommissioning,
                                Purpose::kResearch, Purpose::kPublic, Purpose::kDirectCare}) {
    if (access::has_purpose(role, purpose)) return purpose;
  }
  return std::nullopt;
}

Reception::Reception(WarmNetwork& network, const ReceptionOptions& options)
    : network_(network), tries_(options.sign_ins_a_second, 20) {}

Result<std::unique_ptr<Reception>> Reception::open(WarmNetwork& network, ReceptionOptions options) {
  MESO_ASSIGN_OR_RETURN(const Key secrets,
                        access::secrets_key(network.files(), network.keys_path(), network.journal()));
  std::unique_ptr<Reception> out(new Reception(network, options));
  options.accounts.demo_allowed = [&network] {
    const auto loaded = network.now()->whole().practices();
    return std::ranges::all_of(loaded, &access::PracticeState::synthetic);
  };
  out->accounts_ =
      std::make_unique<access::Accounts>(network.journal(), secrets, std::move(options.accounts));
  return out;
}

std::optional<Visitor> Reception::visitor(const Request& request) {
  Visitor out;
  out.token = token_of(request);
  if (out.token.empty()) return std::nullopt;
  auto session = accounts_->session(out.token);
  if (!session.ok()) return std::nullopt;
  out.session = std::move(*session);
  if (out.session.roles.empty()) return out;
  out.role = out.session.roles.front();
  auto purpose = first_purpose(out.role->role);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = chosen_.find(digest_of(out.token)); found != chosen_.end()) {
      const HeldRole held{found->second.role, found->second.organisation};
      // A role that ended since is nobody's choice any more.
      if (std::ranges::find(out.session.roles, held) != out.session.roles.end()) {
        out.role = held;
        purpose = first_purpose(held.role) ? std::optional(found->second.purpose) : std::nullopt;
      }
    }
  }
  if (purpose) out.acting = Acting{out.session.person, out.role->role, out.role->organisation, *purpose};
  return out;
}

Result<std::optional<Acting>> Reception::audience_of(const Request& request) {
  const std::string_view seen_as = request.asked("seen_as");
  if (seen_as.empty()) return std::optional<Acting>();
  MESO_ASSIGN_OR_RETURN(Acting audience, read_audience(seen_as));
  return std::optional(std::move(audience));
}

Status Reception::give_lens(Visitor& visitor, const Request& request, const Pinned& pinned) {
  MESO_ASSIGN_OR_RETURN(visitor.audience, audience_of(request));
  if (!visitor.acting) {
    if (!visitor.audience) return {};
    return Error{ErrorKind::kRefused, "your role sees no figures, so there is no preview of them", {}, ""};
  }
  MESO_ASSIGN_OR_RETURN(access::Lens own,
                        access::Lens::for_person(pinned.whole(), pinned.gate(), *visitor.acting));
  if (!visitor.audience) {
    visitor.lens = std::move(own);
    return {};
  }
  MESO_ASSIGN_OR_RETURN(visitor.lens, access::Lens::preview(own, *visitor.audience));
  return {};
}

Status Reception::act_as(const Visitor& visitor, const Acting& acting) {
  MESO_RETURN_IF_ERROR(access::Accounts::check_acting(visitor.session, acting.role, acting.organisation));
  if (first_purpose(acting.role) && !access::has_purpose(acting.role, acting.purpose)) {
    return Error{ErrorKind::kRefused,
                 fmt::format("the role of {} has nothing to do with {}", access::role_words(acting.role),
                             access::purpose_words(acting.purpose)),
                 {},
                 "choose a purpose of this role"};
  }
  const std::lock_guard lock(mutex_);
  if (chosen_.size() >= kMostChosen) chosen_.erase(chosen_.begin());
  chosen_[digest_of(visitor.token)] = acting;
  return {};
}

void Reception::forget(const std::string& token) {
  const std::lock_guard lock(mutex_);
  chosen_.erase(digest_of(token));
}

}  // namespace meso::server
