// Signing in and out, and the second step.

#include <algorithm>

#include <fmt/format.h>

#include "access/account_state.h"
#include "access/account_tables.h"

namespace meso::access {
namespace {

constexpr std::string_view kSealedFor = "access second step ";

Error not_signed_in() {
  return {
      ErrorKind::kRefused,
      "not signed in: the name, the password or the code is not right, or the account is locked for a while",
      {},
      "try again, or ask your administrator for a new invitation"};
}

Error no_session() {
  return {ErrorKind::kRefused, "nobody is signed in here", {}, "sign in"};
}

std::string hex_text(std::span<const std::byte> bytes) {
  std::string out;
  for (const std::byte byte : bytes) out += fmt::format("{:02x}", static_cast<unsigned>(byte));
  return out;
}

Bytes bytes_of_hex(std::string_view text) {
  const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10) & 15u; };
  Bytes out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    out.push_back(static_cast<std::byte>(digit(text[i]) << 4 | digit(text[i + 1])));
  }
  return out;
}

}  // namespace

Result<Credentials> find_credentials(journal::Journal& journal, std::string_view column,
                                     const std::string& value) {
  Credentials out;
  const std::string by = column == "sign_in" ? "p.sign_in = ?" : "p.person = ?";
  const auto question = [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(auto rows,
                          tables.query("SELECT p.person, c.password, c.step_secret, c.last_step,"
                                       " p.locked_until, p.closed, p.demo FROM access_people p"
                                       " LEFT JOIN access_credentials c ON c.person = p.person WHERE " +
                                           by,
                                       value));
    MESO_ASSIGN_OR_RETURN(const bool found, rows.step());
    if (!found) return {};
    out.person = rows.text(0);
    out.password = rows.text(1);
    out.step_secret = rows.text(2);
    out.last_step = rows.number(3);
    out.locked_until = rows.number(4);
    out.closed = rows.number(5) != 0;
    out.demo = rows.number(6) != 0;
    return {};
  };
  MESO_RETURN_IF_ERROR(journal.read(question));
  return out;
}

Result<SignedIn> Accounts::sign_in(const std::string& sign_in, const std::string& password,
                                   const std::string& code) {
  const Moment at = state_->options.clock();
  MESO_ASSIGN_OR_RETURN(const Credentials known,
                        find_credentials(state_->journal, "sign_in", lower_case(sign_in)));
  const bool locked = known.locked_until > at.microseconds;
  // The hash is always worked out, so that the time tells nothing.
  MESO_ASSIGN_OR_RETURN(bool right, state_->passwords.matches(known.password, password.substr(0, 4 * 128)));
  std::int64_t step = 0;
  if (!known.step_secret.empty()) {
    MESO_ASSIGN_OR_RETURN(const Bytes secret, unseal(state_->secrets, bytes_of_hex(known.step_secret),
                                                     std::string(kSealedFor) + known.person));
    const auto used = matching_step(secret, code, at, known.last_step);
    right = right && used.has_value();
    step = used.value_or(0);
  }
  if (known.person.empty() || locked || known.closed) return not_signed_in();
  if (known.demo && !state_->options.demo_allowed()) {
    return Error{ErrorKind::kRefused,
                 "a demo account signs in while nothing but synthetic records is loaded",
                 {},
                 "ask your administrator for an account of your own"};
  }
  if (!right) {
    MESO_RETURN_IF_ERROR(state_->miss(known.person, at));
    return not_signed_in();
  }

  SignedIn out;
  out.token = new_token();
  const std::string digest = token_digest(out.token);
  const Moment ends = state_->later(state_->options.session_hours * 60);
  const auto rule = [&](sqlite::Db& tables) -> Status {
    // What was read above must still hold: the same password, and a code that nobody used meanwhile.
    MESO_ASSIGN_OR_RETURN(
        const auto same,
        tables.number("SELECT 1 FROM access_credentials WHERE person = ? AND password = ? AND"
                      " (step_secret IS NULL OR last_step < ?)",
                      known.person, known.password, step));
    return same ? Status() : Status(not_signed_in());
  };
  MESO_RETURN_IF_ERROR(
      state_->journal.append(State::act(known.person, person_subject(known.person), kSignedIn, "signed in",
                                        {{"session", digest}, {"ends", ends.microseconds}, {"step", step}}),
                             rule));
  {
    const std::lock_guard lock(state_->mutex);
    state_->misses.erase(known.person);
    state_->last_used[digest] = at;
  }
  MESO_ASSIGN_OR_RETURN(out.session, session(out.token));
  return out;
}

// Counts a miss, and locks the account at the last one that is allowed.
Status Accounts::State::miss(const std::string& person, Moment at) {
  {
    const std::lock_guard lock(mutex);
    Misses& so_far = misses[person];
    if (so_far.count == 0 ||
        at.microseconds - so_far.first.microseconds > options.lock_minutes * 60'000'000) {
      so_far = {0, at};
    }
    if (++so_far.count < options.misses_to_lock) return {};
    misses.erase(person);
  }
  MESO_RETURN_IF_ERROR(journal.append(
      act(person, person_subject(person), kSignInLocked,
          fmt::format("{} misses within {} minutes", options.misses_to_lock, options.lock_minutes),
          {{"until", later(options.lock_minutes).microseconds}})));
  return {};
}

Result<Session> Accounts::session(std::string_view token) {
  const Moment at = state_->options.clock();
  const std::string digest = token_digest(token);
  Session out;
  bool has_step = false;
  const auto question = [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(
        auto rows,
        tables.query(
            "SELECT s.person, s.ends, p.name, c.step_secret IS NOT NULL, p.demo FROM access_sessions s"
            " JOIN access_people p ON p.person = s.person"
            " LEFT JOIN access_credentials c ON c.person = s.person WHERE s.digest = ?",
            digest));
    MESO_ASSIGN_OR_RETURN(const bool found, rows.step());
    if (!found || rows.number(1) <= at.microseconds) return no_session();
    out.person = rows.text(0);
    out.ends = {rows.number(1)};
    out.name = rows.text(2);
    has_step = rows.number(3) != 0;
    out.demo = rows.number(4) != 0;
    MESO_ASSIGN_OR_RETURN(out.roles, roles_of(tables, out.person));
    return {};
  };
  MESO_RETURN_IF_ERROR(state_->journal.read(question));
  {
    const std::lock_guard lock(state_->mutex);
    Moment& last = state_->last_used.try_emplace(digest, state_->started).first->second;
    if (at.microseconds - last.microseconds > state_->options.idle_minutes * 60'000'000) return no_session();
    last = at;
    // Sessions that nobody asks for any more leave the map with the first sweep past their end.
    if (state_->last_used.size() > 4096) {
      std::erase_if(state_->last_used, [&](const auto& each) {
        return at.microseconds - each.second.microseconds > state_->options.session_hours * 3'600'000'000;
      });
    }
  }
  if (out.demo && !state_->options.demo_allowed()) return no_session();
  out.second_step_missing = state_->options.second_step && !has_step && !out.demo;
  if (out.second_step_missing) out.roles.clear();
  return out;
}

Status Accounts::sign_out(std::string_view token) {
  MESO_ASSIGN_OR_RETURN(const Session ending, session(token));
  MESO_RETURN_IF_ERROR(
      state_->journal.append(State::act(ending.person, person_subject(ending.person), kSignedOut,
                                        "signed out", {{"session", token_digest(token)}})));
  return {};
}

Status Accounts::check_acting(const Session& session, Role role, std::string_view organisation) {
  const bool held = std::any_of(session.roles.begin(), session.roles.end(), [&](const HeldRole& each) {
    return each.role == role && each.organisation == organisation;
  });
  if (held) return {};
  return Error{ErrorKind::kRefused,
               fmt::format("you are not {} at {}", role_words(role), organisation),
               {},
               "choose one of your roles"};
}

Status Accounts::change_password(const std::string& person, const std::string& old_password,
                                 const std::string& new_password) {
  MESO_ASSIGN_OR_RETURN(const Credentials known, find_credentials(state_->journal, "person", person));
  MESO_ASSIGN_OR_RETURN(const bool right, state_->passwords.matches(known.password, old_password));
  const Moment at = state_->options.clock();
  if (known.locked_until > at.microseconds || known.closed) return not_signed_in();
  if (!right) {
    if (!known.person.empty()) MESO_RETURN_IF_ERROR(state_->miss(known.person, at));
    return not_signed_in();
  }
  MESO_ASSIGN_OR_RETURN(const Person who, this->person(person));
  MESO_ASSIGN_OR_RETURN(const journal::Act act,
                        state_->password_act(person, new_password, who.sign_in, "changed by themselves"));
  MESO_RETURN_IF_ERROR(state_->journal.append(act));
  return {};
}

Result<Accounts::SecondStep> Accounts::begin_second_step(const std::string& person) {
  MESO_ASSIGN_OR_RETURN(const Person who, this->person(person));
  SecondStep out;
  out.secret = base32(new_step_secret());
  out.address = fmt::format("otpauth://totp/Meso:{}?secret={}&issuer=Meso", who.id, out.secret);
  return out;
}

Status Accounts::confirm_second_step(const std::string& person, const std::string& secret,
                                     const std::string& code) {
  const auto bytes = from_base32(secret);
  const auto step =
      bytes && bytes->size() == 20 ? matching_step(*bytes, code, state_->options.clock(), 0) : std::nullopt;
  if (!step) {
    return Error{ErrorKind::kRefused,
                 "that code does not fit",
                 {},
                 "type the six digits that your authenticator shows"};
  }
  const Bytes sealed = seal(state_->secrets, *bytes, std::string(kSealedFor) + person);
  journal::Act act = State::act(person, person_subject(person), kStepSet, "a second step for signing in",
                                {{"sealed", hex_text(sealed)}, {"step", *step}});
  act.purpose = kCredential;
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(
        const auto there,
        tables.number("SELECT 1 FROM access_credentials WHERE person = ? AND step_secret IS NOT NULL",
                      person));
    if (!there) return {};
    return Error{
        ErrorKind::kRefused, "there is a second step already", {}, "an administrator can take it away"};
  };
  MESO_RETURN_IF_ERROR(state_->journal.append(act, rule));
  return {};
}

}  // namespace meso::access
