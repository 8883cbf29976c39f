// Who may do what at which practice under which agreement: every cell of the table as the journal gives it.

#include "access/permission.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_accounts.h"

namespace meso::access {
namespace {

using testing::HasSubstr;
using tests::MadeAccess;

const std::string kAtTerminal(kTerminal);
const std::string kHere = "A99001";   // where roles are held
const std::string kOther = "A99002";  // the practice that agrees, or does not

std::string give_person(MadeAccess& made, const std::string& sign_in, Role role,
                        const std::string& organisation) {
  const auto id = made.accounts->add_person(kAtTerminal, sign_in, "Somebody");
  EXPECT_TRUE(id.ok());
  EXPECT_TRUE(made.accounts->give_role(kAtTerminal, *id, role, organisation).ok());
  return *id;
}

Agreement everything(const std::string& practice, const std::string& recipient) {
  Agreement out;
  out.practice = practice;
  out.recipients = {recipient};
  out.purposes.assign(kEachPurpose.begin(), kEachPurpose.end());
  out.shared = Shared::kNames;
  out.legal_basis = "made for a test";
  out.starts = *date_from_civil(2020, 1, 1);
  return out;
}

void open_direct_care(MadeAccess& made, const std::string& officer) {
  ASSERT_TRUE(set_way(*made.journal, kAtTerminal, Way::kRecords, true, "practices sent extracts").ok());
  ASSERT_TRUE(record_condition(*made.journal, kAtTerminal, CareCondition::kSafetyOfficer, officer).ok());
  ASSERT_TRUE(
      record_condition(*made.journal, kAtTerminal, CareCondition::kSafetyFile, tests::kSafetyFile).ok());
  ASSERT_TRUE(record_condition(*made.journal, officer, CareCondition::kHazardsAccepted, "hazard log 4").ok());
  ASSERT_TRUE(set_way(*made.journal, kAtTerminal, Way::kDirectCare, true, "all three are there").ok());
}

Grant settled(Grant grant, bool care) {
  return grant != Grant::kDirectCare ? grant : care ? Grant::kYes : Grant::kNo;
}

TEST(Permission, EveryCellForEveryRolePurposeAgreementAndWay) {
  MadeAccess made;
  std::vector<std::string> people;
  for (const Role role : kEachRole) {
    people.push_back(give_person(made, std::string(role_name(role)), role, kHere));
  }
  const std::string officer = people[static_cast<std::size_t>(Role::kSafetyOfficer)];
  const auto agreement = agree(*made.journal, kAtTerminal, everything(kOther, kHere), "agreed in March");
  ASSERT_TRUE(agreement.ok()) << agreement.error().text();

  int cells = 0;
  const auto check_all = [&](bool on, bool records_open, bool care_open) {
    for (const Role role : kEachRole) {
      for (const Purpose purpose : kEachPurpose) {
        const auto allowed = permission(
            *made.journal, {people[static_cast<std::size_t>(role)], role, kHere, purpose}, made.clock);
        ASSERT_EQ(allowed.ok(), has_purpose(role, purpose)) << role_words(role) << purpose_words(purpose);
        if (!allowed.ok()) continue;
        const bool care = care_open && purpose == Purpose::kDirectCare;
        for (const Ability ability : kEachAbility) {
          const Way way = way_of(ability);
          const bool open = way == Way::kTogether || (way == Way::kRecords ? records_open : care_open);
          const auto expected = [&](Relation relation) {
            return open ? settled(may(role, ability, relation), care) : Grant::kNo;
          };
          EXPECT_EQ(allowed->view(ability, kHere).grant, expected(Relation::kOwn))
              << role_words(role) << ", " << ability_words(ability);
          EXPECT_EQ(allowed->view(ability, kOther).grant,
                    expected(on ? Relation::kAgreed : Relation::kNotAgreed))
              << role_words(role) << ", " << ability_words(ability);
          EXPECT_EQ(allowed->view(ability, "A99003").grant, expected(Relation::kNotAgreed))
              << role_words(role) << ", " << ability_words(ability);
          cells += 3;
        }
      }
    }
  };
  check_all(true, false, false);
  open_direct_care(made, officer);
  check_all(true, true, true);
  ASSERT_TRUE(
      switch_agreement(*made.journal, kAtTerminal, *agreement, false, "the partners want to think").ok());
  check_all(false, true, true);
  ASSERT_TRUE(set_way(*made.journal, kAtTerminal, Way::kDirectCare, false, "stopped for a week").ok());
  check_all(false, true, false);
  ASSERT_TRUE(switch_agreement(*made.journal, kAtTerminal, *agreement, true, "thought").ok());
  check_all(true, true, false);
  EXPECT_GT(cells, 3000);
}

TEST(Permission, ARoleThatIsNotHeldOpensNothing) {
  MadeAccess made;
  const std::string ann = give_person(made, "ann", Role::kAnalyst, kHere);
  EXPECT_TRUE(permission(*made.journal, {ann, Role::kAnalyst, kHere, Purpose::kQuality}, made.clock).ok());
  EXPECT_FALSE(permission(*made.journal, {ann, Role::kAnalyst, kOther, Purpose::kQuality}, made.clock).ok());
  EXPECT_FALSE(permission(*made.journal, {ann, Role::kDirector, kHere, Purpose::kQuality}, made.clock).ok());
  EXPECT_FALSE(permission(*made.journal, {"p0", Role::kAnalyst, kHere, Purpose::kQuality}, made.clock).ok());
  ASSERT_TRUE(made.accounts->end_role(kAtTerminal, ann, Role::kAnalyst, kHere).ok());
  EXPECT_FALSE(permission(*made.journal, {ann, Role::kAnalyst, kHere, Purpose::kQuality}, made.clock).ok());
}

TEST(Agreements, HoldForTheirDaysPurposesRecipientsAndDepthOnly) {
  MadeAccess made;
  const std::string ann = give_person(made, "ann", Role::kAnalyst, "U99001");
  ASSERT_TRUE(set_way(*made.journal, kAtTerminal, Way::kRecords, true, "extracts came").ok());
  Agreement agreement = everything(kOther, "U99001");
  agreement.purposes = {Purpose::kQuality};
  agreement.shared = Shared::kCounts;
  agreement.starts = day_of(made.clock);
  agreement.ends = add_days(agreement.starts, 1);
  agreement.hidden = {"hiv_cod"};
  ASSERT_TRUE(agree(*made.journal, kAtTerminal, agreement, "two days").ok());
  const Acting acting{ann, Role::kAnalyst, "U99001", Purpose::kQuality};
  const auto grant = [&](Ability ability, Purpose purpose) {
    Acting as = acting;
    as.purpose = purpose;
    return permission(*made.journal, as, made.clock)->view(ability, kOther).grant;
  };
  EXPECT_EQ(grant(Ability::kCounts, Purpose::kQuality), Grant::kYes);
  EXPECT_EQ(grant(Ability::kCounts, Purpose::kContract), Grant::kNo);
  EXPECT_EQ(grant(Ability::kCohorts, Purpose::kQuality), Grant::kNo) << "counts only were shared";
  const auto view = permission(*made.journal, acting, made.clock)->view(Ability::kCounts, kOther);
  EXPECT_EQ(view.hidden, std::vector<std::string>{"HIV_COD"});
  EXPECT_TRUE(view.hides_sensitive);
  made.pass_minutes(24 * 60);
  EXPECT_EQ(grant(Ability::kCounts, Purpose::kQuality), Grant::kYes) << "the last day counts";
  made.pass_minutes(24 * 60);
  EXPECT_EQ(grant(Ability::kCounts, Purpose::kQuality), Grant::kNo);
}

TEST(Agreements, OnlyThePracticeAgreesAndTheGuardianMaySwitchOff) {
  MadeAccess made;
  const std::string partner = give_person(made, "gp", Role::kGeneralPractitioner, kOther);
  const std::string stranger = give_person(made, "gp2", Role::kGeneralPractitioner, kHere);
  const std::string guardian = give_person(made, "guardian", Role::kGuardian, "U99001");
  EXPECT_FALSE(agree(*made.journal, stranger, everything(kOther, "U99001"), "not theirs").ok());
  EXPECT_FALSE(agree(*made.journal, guardian, everything(kOther, "U99001"), "not theirs").ok());
  const auto id = agree(*made.journal, partner, everything(kOther, "U99001"), "agreed by the partners");
  ASSERT_TRUE(id.ok());
  EXPECT_FALSE(switch_agreement(*made.journal, stranger, *id, false, "not theirs").ok());
  EXPECT_TRUE(switch_agreement(*made.journal, guardian, *id, false, "a complaint").ok());
  EXPECT_FALSE(agreements(*made.journal)->front().on);
  EXPECT_FALSE(switch_agreement(*made.journal, guardian, *id, true, "not theirs to agree").ok());
  EXPECT_FALSE(agree(*made.journal, partner, Agreement{}, "nothing in it").ok());
}

TEST(Ways, DirectCareOpensOnlyWithAllThreeAndShutsWithItsOfficer) {
  MadeAccess made;
  const std::string officer = give_person(made, "cso", Role::kSafetyOfficer, "U99001");
  const std::string other = give_person(made, "cso2", Role::kSafetyOfficer, "U99001");
  const std::string ann = give_person(made, "ann", Role::kAnalyst, "U99001");
  EXPECT_FALSE(ways(*made.journal)->is_open(Way::kRecords));
  EXPECT_FALSE(set_way(*made.journal, ann, Way::kRecords, true, "an analyst may not").ok());
  const auto try_opening = [&] {
    const Status opened = set_way(*made.journal, kAtTerminal, Way::kDirectCare, true, "we want it");
    return opened.ok() ? std::string("open") : opened.error().text();
  };
  EXPECT_THAT(try_opening(), HasSubstr("the way of records"));
  ASSERT_TRUE(set_way(*made.journal, kAtTerminal, Way::kRecords, true, "extracts came").ok());
  EXPECT_FALSE(record_condition(*made.journal, kAtTerminal, CareCondition::kSafetyOfficer, ann).ok());
  EXPECT_FALSE(record_condition(*made.journal, officer, CareCondition::kHazardsAccepted, "log 4").ok())
      << "not named yet";
  ASSERT_TRUE(record_condition(*made.journal, kAtTerminal, CareCondition::kSafetyOfficer, officer).ok());
  EXPECT_FALSE(record_condition(*made.journal, other, CareCondition::kHazardsAccepted, "log 4").ok())
      << "another's";
  EXPECT_FALSE(record_condition(*made.journal, kAtTerminal, CareCondition::kHazardsAccepted, "log 4").ok());
  EXPECT_THAT(try_opening(), HasSubstr("the safety file, the acceptance of hazards"));
  ASSERT_TRUE(
      record_condition(*made.journal, kAtTerminal, CareCondition::kSafetyFile, tests::kSafetyFile).ok());
  EXPECT_THAT(try_opening(), HasSubstr("the acceptance of hazards"));
  ASSERT_TRUE(record_condition(*made.journal, officer, CareCondition::kHazardsAccepted, "log 4").ok());
  EXPECT_EQ(try_opening(), "open");
  EXPECT_TRUE(ways(*made.journal)->is_open(Way::kDirectCare));
  ASSERT_TRUE(made.accounts->end_role(kAtTerminal, officer, Role::kSafetyOfficer, "U99001").ok());
  EXPECT_FALSE(ways(*made.journal)->is_open(Way::kDirectCare));
  ASSERT_TRUE(made.accounts->give_role(kAtTerminal, officer, Role::kSafetyOfficer, "U99001").ok());
  ASSERT_TRUE(set_way(*made.journal, kAtTerminal, Way::kRecords, false, "stop all of it").ok());
  EXPECT_FALSE(ways(*made.journal)->is_open(Way::kDirectCare)) << "care rests on records";
}

TEST(Glass, OpensOnePracticeToOnePersonForAnHourWithAReason) {
  MadeAccess made;
  const std::string officer = give_person(made, "cso", Role::kSafetyOfficer, "U99001");
  const std::string nurse = give_person(made, "nurse", Role::kCareTeam, "U99001");
  const std::string second = give_person(made, "second", Role::kCareTeam, "U99001");
  const std::string ann = give_person(made, "ann", Role::kAnalyst, "U99001");
  const Acting acting{nurse, Role::kCareTeam, "U99001", Purpose::kDirectCare};
  const std::string why = "collapsed at the walk-in centre, home practice is shut";
  EXPECT_FALSE(break_glass(*made.journal, acting, kOther, why, made.clock).ok()) << "direct care is shut";
  open_direct_care(made, officer);
  EXPECT_FALSE(break_glass(*made.journal, acting, kOther, "because", made.clock).ok()) << "no real reason";
  EXPECT_FALSE(
      break_glass(*made.journal, {ann, Role::kAnalyst, "U99001", Purpose::kQuality}, kOther, why, made.clock)
          .ok());
  ASSERT_TRUE(break_glass(*made.journal, acting, kOther, why, made.clock).ok());
  const auto view = permission(*made.journal, acting, made.clock)->view(Ability::kIdentify, kOther);
  EXPECT_EQ(view.grant, Grant::kYes);
  EXPECT_TRUE(view.glass);
  EXPECT_FALSE(view.hides_sensitive);
  EXPECT_EQ(permission(*made.journal, acting, made.clock)->view(Ability::kIdentify, "A99003").grant,
            Grant::kNo);
  Acting else_where = acting;
  else_where.person = second;
  EXPECT_EQ(permission(*made.journal, else_where, made.clock)->view(Ability::kIdentify, kOther).grant,
            Grant::kNo);
  else_where = acting;
  else_where.purpose = Purpose::kQuality;
  EXPECT_EQ(permission(*made.journal, else_where, made.clock)->view(Ability::kIdentify, kOther).grant,
            Grant::kNo);
  made.pass_minutes(60);
  EXPECT_EQ(permission(*made.journal, acting, made.clock)->view(Ability::kIdentify, kOther).grant,
            Grant::kNo);
}

TEST(Tables, ReplayToTheSame) {
  MadeAccess made;
  const std::string officer = give_person(made, "cso", Role::kSafetyOfficer, "U99001");
  open_direct_care(made, officer);
  const auto id = agree(*made.journal, kAtTerminal, everything(kOther, "U99001"), "agreed");
  ASSERT_TRUE(switch_agreement(*made.journal, kAtTerminal, *id, false, "off").ok());
  const auto replayed = made.journal->replay();
  ASSERT_TRUE(replayed.ok());
  for (const auto& table : replayed->tables) EXPECT_TRUE(table.same) << table.table;
}

}  // namespace
}  // namespace meso::access
