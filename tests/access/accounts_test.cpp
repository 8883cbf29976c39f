// People sign in as the header says, and in no other way.

#include "access/accounts.h"

#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_accounts.h"

namespace meso::access {
namespace {

using testing::HasSubstr;
using tests::MadeAccess;

AccountOptions one_step() {
  AccountOptions options;
  options.second_step = false;
  return options;
}

TEST(FirstRun, OneCodeMakesOneAdministratorAndThenThereIsNone) {
  MadeAccess made(one_step());
  const auto earlier = made.accounts->first_run_code();
  const auto code = made.accounts->first_run_code();
  ASSERT_TRUE(earlier.ok() && code.ok() && *earlier && *code);
  // The second start's code takes the first one's place.
  EXPECT_FALSE(
      made.accounts->first_administrator(**earlier, "U12345", "sam", "Sam", MadeAccess::kPassword).ok());
  const auto id =
      made.accounts->first_administrator(**code, "U12345", "Sam", "Sam Field", MadeAccess::kPassword);
  ASSERT_TRUE(id.ok()) << id.error().text();
  EXPECT_FALSE(
      made.accounts->first_administrator(**code, "U12345", "eve", "Eve", MadeAccess::kPassword).ok());
  EXPECT_FALSE(made.accounts->first_run_code()->has_value());
  const auto in = made.accounts->sign_in("sam", MadeAccess::kPassword);
  ASSERT_TRUE(in.ok()) << in.error().text();
  EXPECT_EQ(in->session.roles, (std::vector<HeldRole>{{Role::kAdministrator, "U12345"}}));
}

TEST(FirstRun, TheCodeIsGoodForADay) {
  MadeAccess made(one_step());
  const auto code = made.accounts->first_run_code();
  made.pass_minutes(24 * 60);
  EXPECT_FALSE(
      made.accounts->first_administrator(**code, "U12345", "sam", "Sam", MadeAccess::kPassword).ok());
}

TEST(SignIn, WhateverIsWrongTheAnswerIsOneSentence) {
  MadeAccess made(one_step());
  made.person("ann@example.org", Role::kAnalyst, "U12345");
  const auto wrong = made.accounts->sign_in("ann@example.org", "three green umbrella");
  const auto unknown = made.accounts->sign_in("nobody@example.org", MadeAccess::kPassword);
  const auto empty = made.accounts->sign_in("", "");
  ASSERT_FALSE(wrong.ok() || unknown.ok() || empty.ok());
  EXPECT_EQ(wrong.error().text(), unknown.error().text());
  EXPECT_EQ(wrong.error().text(), empty.error().text());
  EXPECT_EQ(wrong.error().kind, ErrorKind::kRefused);
  EXPECT_TRUE(made.accounts->sign_in("ANN@example.org", MadeAccess::kPassword).ok());
}

TEST(SignIn, FiveMissesLockForAQuarterOfAnHourAlsoAcrossARestart) {
  MadeAccess made(one_step());
  made.person("ann", Role::kAnalyst, "U12345");
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(made.accounts->sign_in("ann", "not that one, no").ok());
  EXPECT_TRUE(made.accounts->sign_in("ann", MadeAccess::kPassword).ok()) << "four misses do not lock";
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(made.accounts->sign_in("ann", "not that one, no").ok());
  EXPECT_FALSE(made.accounts->sign_in("ann", MadeAccess::kPassword).ok());
  made.restart(one_step());
  EXPECT_FALSE(made.accounts->sign_in("ann", MadeAccess::kPassword).ok());
  made.pass_minutes(15);
  EXPECT_TRUE(made.accounts->sign_in("ann", MadeAccess::kPassword).ok());
}

TEST(SignIn, MissesThatAreFarApartDoNotAddUp) {
  MadeAccess made(one_step());
  made.person("ann", Role::kAnalyst, "U12345");
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(made.accounts->sign_in("ann", "not that one, no").ok());
    made.pass_minutes(4);
  }
  made.pass_minutes(16);
  EXPECT_TRUE(made.accounts->sign_in("ann", MadeAccess::kPassword).ok());
}

TEST(SignIn, MoreThanTheSeatsAreTurnedAwayAtOnce) {
  Passwords passwords(4, std::size_t{64} << 20, 1, 1);
  std::atomic<int> turned_away = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&] {
        const auto hash = passwords.hash("three green umbrellas");
        if (!hash.ok() && hash.error().kind == ErrorKind::kLocked) ++turned_away;
      });
    }
  }
  EXPECT_GE(turned_away, 1);
  EXPECT_LE(turned_away, 4);  // one hashes, one waits
  EXPECT_TRUE(passwords.hash("three green umbrellas").ok());
}

TEST(Sessions, EndWhenIdleAndAtTheirHour) {
  MadeAccess made(one_step());
  made.person("ann", Role::kAnalyst, "U12345");
  const auto in = made.accounts->sign_in("ann", MadeAccess::kPassword);
  for (int i = 0; i < 20; ++i) {
    made.pass_minutes(29);
    ASSERT_TRUE(made.accounts->session(in->token).ok()) << i;
  }
  made.pass_minutes(31);
  EXPECT_FALSE(made.accounts->session(in->token).ok());

  const auto again = made.accounts->sign_in("ann", MadeAccess::kPassword);
  for (int i = 0; i < 24; ++i) {
    made.pass_minutes(29);
    ASSERT_TRUE(made.accounts->session(again->token).ok()) << i;
  }
  made.pass_minutes(25);  // twelve hours and one minute after it began
  EXPECT_FALSE(made.accounts->session(again->token).ok());
}

TEST(Sessions, EndBySignOutNewPasswordAndClosing) {
  MadeAccess made(one_step());
  const std::string id = made.person("ann", Role::kAnalyst, "U12345");
  const auto first = made.accounts->sign_in("ann", MadeAccess::kPassword);
  const auto second = made.accounts->sign_in("ann", MadeAccess::kPassword);
  ASSERT_TRUE(made.accounts->sign_out(first->token).ok());
  EXPECT_FALSE(made.accounts->session(first->token).ok());
  EXPECT_TRUE(made.accounts->session(second->token).ok());

  EXPECT_FALSE(made.accounts->change_password(id, "not the old one", "four red umbrellas").ok());
  ASSERT_TRUE(made.accounts->change_password(id, MadeAccess::kPassword, "four red umbrellas").ok());
  EXPECT_FALSE(made.accounts->session(second->token).ok());

  made.person("boss", Role::kAdministrator, "U12345");
  const auto third = made.accounts->sign_in("ann", "four red umbrellas");
  ASSERT_TRUE(third.ok());
  ASSERT_TRUE(made.accounts->close_person(std::string(kTerminal), id, "left the network").ok());
  EXPECT_FALSE(made.accounts->session(third->token).ok());
  EXPECT_FALSE(made.accounts->sign_in("ann", "four red umbrellas").ok());
  EXPECT_FALSE(made.accounts->invite(std::string(kTerminal), id).ok());
  EXPECT_TRUE(made.accounts->person(id)->closed);
}

TEST(Sessions, ATokenThatWasNeverGivenOpensNothing) {
  MadeAccess made(one_step());
  EXPECT_FALSE(made.accounts->session("").ok());
  EXPECT_FALSE(made.accounts->session(new_token()).ok());
}

TEST(SecondStep, UntilItIsThereTheSessionHoldsNoRole) {
  MadeAccess made;
  const std::string id = made.person("ann", Role::kAnalyst, "U12345");
  const auto in = made.accounts->sign_in("ann", MadeAccess::kPassword);
  ASSERT_TRUE(in.ok());
  EXPECT_TRUE(in->session.second_step_missing);
  EXPECT_TRUE(in->session.roles.empty());
  const auto step = made.accounts->begin_second_step(id);
  ASSERT_TRUE(step.ok());
  EXPECT_FALSE(made.accounts->confirm_second_step(id, step->secret, "000000").ok());
  ASSERT_TRUE(made.accounts->confirm_second_step(id, step->secret, made.code_of(step->secret)).ok());
  EXPECT_EQ(made.accounts->session(in->token)->roles.size(), 1u);

  // The code that confirmed it has been used; the next one works, once.
  EXPECT_FALSE(made.accounts->sign_in("ann", MadeAccess::kPassword, made.code_of(step->secret)).ok());
  made.pass_minutes(1);
  const std::string code = made.code_of(step->secret);
  EXPECT_FALSE(made.accounts->sign_in("ann", MadeAccess::kPassword).ok());
  EXPECT_TRUE(made.accounts->sign_in("ann", MadeAccess::kPassword, code).ok());
  EXPECT_FALSE(made.accounts->sign_in("ann", MadeAccess::kPassword, code).ok());

  // A second secret cannot be slipped in beside the first; only an administrator takes it away.
  const auto other = made.accounts->begin_second_step(id);
  EXPECT_FALSE(made.accounts->confirm_second_step(id, other->secret, made.code_of(other->secret)).ok());
  EXPECT_FALSE(made.accounts->clear_second_step(id, id).ok());
  ASSERT_TRUE(made.accounts->clear_second_step(std::string(kTerminal), id).ok());
  EXPECT_TRUE(made.accounts->sign_in("ann", MadeAccess::kPassword)->session.second_step_missing);
}

TEST(People, OnlyAnAdministratorAddsThemAndTheLastOneStays) {
  MadeAccess made(one_step());
  const std::string boss = made.person("boss", Role::kAdministrator, "U12345");
  const std::string ann = made.person("ann", Role::kAnalyst, "U12345");
  EXPECT_FALSE(made.accounts->add_person(ann, "eve", "Eve").ok());
  EXPECT_FALSE(made.accounts->give_role(ann, ann, Role::kAdministrator, "U12345").ok());
  EXPECT_FALSE(made.accounts->invite(ann, boss).ok());
  EXPECT_FALSE(made.accounts->end_role(boss, boss, Role::kAdministrator, "U12345").ok());
  EXPECT_FALSE(made.accounts->close_person(boss, boss, "leaves").ok());
  EXPECT_FALSE(made.accounts->add_person(boss, "ANN", "Another Ann").ok()) << "the name is taken";
  ASSERT_TRUE(made.accounts->give_role(boss, ann, Role::kPracticeManager, "A99001").ok());
  EXPECT_FALSE(made.accounts->give_role(boss, ann, Role::kPracticeManager, "A99001").ok());
  EXPECT_EQ(made.accounts->person(ann)->roles.size(), 2u);
  ASSERT_TRUE(made.accounts->end_role(boss, ann, Role::kAnalyst, "U12345").ok());
  const auto in = made.accounts->sign_in("ann", MadeAccess::kPassword);
  EXPECT_FALSE(Accounts::check_acting(in->session, Role::kAnalyst, "U12345").ok());
  EXPECT_TRUE(Accounts::check_acting(in->session, Role::kPracticeManager, "A99001").ok());
  EXPECT_FALSE(Accounts::check_acting(in->session, Role::kPracticeManager, "A99002").ok());
}

TEST(People, PasswordsThatAreTooShortTooLongOrTheNameAreRefused) {
  MadeAccess made(one_step());
  const auto id = made.accounts->add_person(std::string(kTerminal), "ann@example.org", "Ann");
  for (const std::string& bad :
       {std::string("short"), std::string(129, 'x'), std::string("Ann@example.org")}) {
    const auto invitation = made.accounts->invite(std::string(kTerminal), *id);
    EXPECT_FALSE(made.accounts->set_password(*invitation, bad).ok());
    EXPECT_TRUE(made.accounts->set_password(*invitation, MadeAccess::kPassword).ok())
        << "the link is not spent";
  }
}

TEST(Links, WorkOnceForTheActTheyAreOf) {
  MadeAccess made(one_step());
  const std::string id = made.person("ann", Role::kGeneralPractitioner, "A99001");
  const Link vote{"vote", "decision/17", id, {made.clock.microseconds + 3'600'000'000}};
  const auto token = made.accounts->make_link(std::string(kTerminal), vote, "a vote by link");
  ASSERT_TRUE(token.ok());
  EXPECT_FALSE(made.accounts->set_password(*token, MadeAccess::kPassword).ok()) << "a vote is no invitation";
  EXPECT_EQ(made.accounts->link(*token)->subject, "decision/17");

  // An act that is refused leaves the link unused.
  const auto refuse = [](sqlite::Db&) {
    return Status(Error{ErrorKind::kRefused, "the vote is closed", {}, ""});
  };
  EXPECT_FALSE(made.accounts->use_link(*token, {}, refuse).ok());
  EXPECT_TRUE(made.accounts->use_link(*token, {}).ok());
  EXPECT_FALSE(made.accounts->use_link(*token, {}).ok());

  const auto late = made.accounts->make_link(std::string(kTerminal), vote, "a vote by link");
  made.pass_minutes(60);
  EXPECT_FALSE(made.accounts->use_link(*late, {}).ok());
  const auto withdrawn = made.accounts->make_link(
      std::string(kTerminal), {"vote", "decision/17", "", {made.clock.microseconds + 60'000'000}}, "again");
  EXPECT_TRUE(made.accounts->withdraw_link(std::string(kTerminal), *withdrawn).ok());
  EXPECT_FALSE(made.accounts->link(*withdrawn).ok());
}

TEST(Journal, HoldsNoPasswordAndNoTokenAndReplaysToTheSameTables) {
  MadeAccess made(one_step());
  const std::string id = made.person("ann", Role::kAnalyst, "U12345");
  const auto in = made.accounts->sign_in("ann", MadeAccess::kPassword);
  ASSERT_TRUE(in.ok());
  const auto looked = made.journal->look({"test", "", "reads all", 1});
  ASSERT_TRUE(looked.ok());
  std::string everything;
  ASSERT_TRUE(made.journal
                  ->entries(journal::Chain::kActs, {},
                            [&](const journal::Entry& entry) -> Status {
                              everything += entry.reason + entry.author + entry.subject;
                              const auto body = made.journal->body(entry, *looked);
                              if (!body.ok()) return body.error();
                              everything += *body;
                              return {};
                            })
                  .ok());
  EXPECT_THAT(everything, HasSubstr("$argon2id$"));
  EXPECT_THAT(everything, Not(HasSubstr(MadeAccess::kPassword)));
  EXPECT_THAT(everything, Not(HasSubstr(in->token)));

  const auto replayed = made.journal->replay();
  ASSERT_TRUE(replayed.ok()) << replayed.error().text();
  for (const auto& table : replayed->tables) EXPECT_TRUE(table.same) << table.table;
  EXPECT_TRUE(made.accounts->session(in->token).ok());

  made.person("boss", Role::kAdministrator, "U12345");
  ASSERT_TRUE(made.accounts->close_person(std::string(kTerminal), id, "left").ok());
  ASSERT_TRUE(
      made.journal->erase({std::string(kTerminal), "left a year ago", "person/" + id, "staff", {}}).ok());
  EXPECT_EQ(made.accounts->person(id)->name, "");
  EXPECT_EQ(made.accounts->person(id)->sign_in, "");
  EXPECT_TRUE(journal::Journal::verify(real_files(), made.network, made.keys)->findings.empty());
}

}  // namespace
}  // namespace meso::access
