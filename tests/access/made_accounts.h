// A journal with this room's tables, and accounts with cheap hashes and a clock that tests turn.

#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "access/accounts.h"
#include "access/secrets.h"
#include "base/files.h"

namespace meso::tests {

// A safety file as the journal names it.
inline constexpr const char* kSafetyFile =
    "safety-file.pdf, sha-256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

struct MadeAccess {
  std::string folder = made_folder();
  std::string network = folder + "/network";
  std::string keys = folder + "/keys";
  Moment clock = now();  // beside the journal's own
  std::unique_ptr<journal::Journal> journal;
  std::unique_ptr<access::Accounts> accounts;

  explicit MadeAccess(access::AccountOptions options = {}) {
    auto opened = journal::Journal::open(real_files(), network, keys, {access::projection()});
    EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().text());
    journal = std::move(*opened);
    restart(std::move(options));
  }
  ~MadeAccess() {
    accounts.reset();
    journal.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  MadeAccess(const MadeAccess&) = delete;
  MadeAccess& operator=(const MadeAccess&) = delete;

  // As a new start of the program would: what is in memory only is gone.
  void restart(access::AccountOptions options = {}) {
    options.hash_operations = 1;
    options.hash_bytes = std::size_t{8} << 10;
    options.clock = [this] { return clock; };
    const auto secrets = access::secrets_key(real_files(), keys, *journal);
    ASSERT_TRUE(secrets.ok());
    accounts = std::make_unique<access::Accounts>(*journal, *secrets, std::move(options));
  }
  void pass_minutes(std::int64_t minutes) { clock.microseconds += minutes * 60'000'000; }

  // A person with that role, a password and no second step.
  std::string person(const std::string& sign_in, access::Role role, const std::string& organisation) {
    const std::string author(access::kTerminal);
    const auto id = accounts->add_person(author, sign_in, "Somebody of " + organisation);
    EXPECT_TRUE(id.ok()) << (id.ok() ? "" : id.error().text());
    EXPECT_TRUE(accounts->give_role(author, *id, role, organisation).ok());
    const auto invitation = accounts->invite(author, *id);
    EXPECT_TRUE(invitation.ok());
    const Status set = accounts->set_password(*invitation, kPassword);
    EXPECT_TRUE(set.ok()) << (set.ok() ? "" : set.error().text());
    return *id;
  }
  std::string code_of(const std::string& secret) const {
    const auto bytes = access::from_base32(secret);
    return access::step_code(*bytes, clock.microseconds / 1'000'000 / access::kStepSeconds);
  }

  static constexpr const char* kPassword = "three green umbrellas";

 private:
  static std::string made_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "meso-access-XXXXXX").string();
    return mkdtemp(pattern.data());
  }
};

}  // namespace meso::tests
