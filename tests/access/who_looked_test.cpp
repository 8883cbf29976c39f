// The report of who looked, as a Caldicott Guardian and a practice read it.

#include "access/who_looked.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_accounts.h"

namespace meso::access {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using tests::MadeAccess;

const std::string kAtTerminal(kTerminal);
const std::string kNetwork = "U99001", kHere = "A99001", kThere = "A99002";

TEST(LookWords, ReadBackAsTheyWereWritten) {
  const std::vector<LookWords> all = {
      {.kind = LookKind::kList,
       .what = "HYP008",
       .role = Role::kCareTeam,
       .organisation = kNetwork,
       .purpose = Purpose::kDirectCare,
       .agreements = {"g1", "g2"}},
      {.kind = LookKind::kNames,
       .what = "worklist",
       .role = Role::kPatientsGroup,
       .organisation = kHere,
       .purpose = Purpose::kContract,
       .glass = true},
      {.kind = LookKind::kTypedCohort,
       .what = "any X, as Y of Z, for quality",
       .role = Role::kAnalyst,
       .organisation = kNetwork,
       .purpose = Purpose::kQuality,
       .practices = {kHere, kThere}},
      {.kind = LookKind::kExport, .what = "indicators"},
      {.kind = LookKind::kExplanation, .what = "DM_REG"},
      {.kind = LookKind::kEntriesOfPeople, .what = "journal show --with-bodies"},
  };
  for (const LookWords& words : all) EXPECT_EQ(look_words(look_text(words)), words) << look_text(words);
  EXPECT_EQ(look_words("something, as nobody knows").what, "something, as nobody knows");
  EXPECT_EQ(look_words("x, as wizard of Oz, for quality").what, "x, as wizard of Oz, for quality");
}

class WhoLookedTest : public testing::Test {
 protected:
  std::string add(const std::string& name, Role role, const std::string& organisation) {
    const auto id = made_.accounts->add_person(kAtTerminal, name, name);
    EXPECT_TRUE(id.ok());
    EXPECT_TRUE(made_.accounts->give_role(kAtTerminal, *id, role, organisation).ok());
    return *id;
  }
  void look(const std::string& author, const std::string& place, LookWords words, std::uint64_t people) {
    ASSERT_TRUE(made_.journal->look({author, place, look_text(words), people}).ok());
  }
  static std::vector<std::string> told(const WhoLooked& report) {
    std::vector<std::string> out;
    for (const LookLine& line : report.lines)
      out.push_back(line.sentence.substr(line.sentence.find(" UTC ") + 5));
    return out;
  }
  MadeAccess made_;
  std::string ann_ = add("Ann Field", Role::kCareTeam, kNetwork);
  std::string guardian_ = add("Gita Rao", Role::kGuardian, kNetwork);
  std::string manager_ = add("Max Hill", Role::kPracticeManager, kHere);
  LookWords list_{.kind = LookKind::kList,
                  .what = "HYP008",
                  .role = Role::kCareTeam,
                  .organisation = kNetwork,
                  .purpose = Purpose::kDirectCare,
                  .agreements = {"g01"}};
  LookWords cohort_{.kind = LookKind::kTypedCohort,
                    .what = "any ASTHMA_COD",
                    .role = Role::kCareTeam,
                    .organisation = kNetwork,
                    .purpose = Purpose::kQuality,
                    .agreements = {"g01", "g02"},
                    .practices = {kHere, kThere}};
  Acting guarding_{guardian_, Role::kGuardian, kNetwork, Purpose::kQuality};
  Acting managing_{manager_, Role::kPracticeManager, kHere, Purpose::kQuality};
};

TEST_F(WhoLookedTest, TheGuardianReadsEverySentence) {
  look(ann_, kHere, list_, 14);
  look(ann_, "", cohort_, 0);
  look("local/anna", "", {.kind = LookKind::kNames, .what = "list --identify HYP008"}, 3);
  LookWords out = list_;
  out.kind = LookKind::kExport;
  out.what = "indicators";
  look(ann_, kThere, out, 0);
  LookWords why = list_;
  why.kind = LookKind::kExplanation;
  look(ann_, kThere, why, 1);
  const auto report = who_looked(*made_.journal, guarding_, {}, made_.clock);
  ASSERT_TRUE(report.ok()) << report.error().text();
  EXPECT_THAT(
      told(*report),
      ElementsAre(
          "Ann Field, care team at U99001, read the record of 1 patient of practice A99002, for why "
          "HYP008 decides as it does, for direct care, under agreement g01.",
          "Ann Field, care team at U99001, took a file of figures of practice A99002 out of Meso "
          "(indicators), for direct care, under agreement g01.",
          "anna, at the machine's own terminal, opened the names and NHS numbers of 3 patients of the "
          "network (list --identify HYP008).",
          "Ann Field, care team at U99001, asked how many patients of practices A99001 and A99002 meet "
          "a condition of their own (any ASTHMA_COD), for quality, under agreements g01 and g02.",
          "Ann Field, care team at U99001, saw a list of 14 patients of practice A99001 (HYP008), for "
          "direct care, under agreement g01."));
  EXPECT_THAT(report->heading, HasSubstr("5 entries by 2 people"));
  EXPECT_THAT(report->lines.back().sentence, testing::MatchesRegex("On [0-9]+ [A-Z][a-z]+ 20[0-9][0-9] at "
                                                                   "[0-9][0-9]:[0-9][0-9] UTC Ann.*"));
}

TEST_F(WhoLookedTest, APracticeReadsItsOwnAndNoOther) {
  look(ann_, kHere, list_, 14);
  look(ann_, kThere, list_, 9);
  look(ann_, "", cohort_, 0);
  look("local/anna", "", {.kind = LookKind::kNames, .what = "list"}, 3);
  const auto ours = who_looked(*made_.journal, managing_, {}, made_.clock);
  ASSERT_TRUE(ours.ok()) << ours.error().text();
  ASSERT_EQ(ours->lines.size(), 2u);
  EXPECT_THAT(told(*ours)[0], HasSubstr("patients of practice A99001 and others meet"));
  EXPECT_THAT(told(*ours)[1], HasSubstr("14 patients of practice A99001"));
  EXPECT_THAT(ours->text(), Not(HasSubstr(kThere)));
  EXPECT_THAT(ours->heading, HasSubstr("ours, practice A99001"));
  EXPECT_EQ(who_looked(*made_.journal, managing_, {.practice = kThere}, made_.clock).error().kind,
            ErrorKind::kRefused);
  const Acting ann{ann_, Role::kCareTeam, kNetwork, Purpose::kQuality};
  EXPECT_EQ(who_looked(*made_.journal, ann, {}, made_.clock).error().kind, ErrorKind::kRefused);
}

TEST_F(WhoLookedTest, FiltersByPracticePersonPeriodAndNumber) {
  look(ann_, kHere, list_, 14);
  look("local/anna", kThere, {.kind = LookKind::kNames, .what = "list"}, 3);
  const Moment between = now();
  look(ann_, "", cohort_, 0);
  const auto lines = [&](const LooksAsked& asked) {
    const auto report = who_looked(*made_.journal, guarding_, asked, made_.clock);
    EXPECT_TRUE(report.ok());
    return report->lines.size();
  };
  EXPECT_EQ(lines({}), 3u);
  EXPECT_EQ(lines({.practice = kHere}), 2u);
  EXPECT_EQ(lines({.practice = kThere}), 2u);
  EXPECT_EQ(lines({.practice = "A99003"}), 0u);
  EXPECT_EQ(lines({.person = ann_}), 2u);
  EXPECT_EQ(lines({.since = between}), 1u);
  EXPECT_EQ(lines({.before = between}), 2u);
  EXPECT_EQ(lines({.last = 1}), 1u);
  EXPECT_EQ(who_looked_at_terminal(*made_.journal, {})->lines.size(), 3u);
}

TEST_F(WhoLookedTest, BrokenGlassStandsOutWithItsReasonAndWhatItOpened) {
  ASSERT_TRUE(set_way(*made_.journal, kAtTerminal, Way::kRecords, true, "extracts came").ok());
  const std::string officer = add("Olu Ade", Role::kSafetyOfficer, kNetwork);
  ASSERT_TRUE(record_condition(*made_.journal, kAtTerminal, CareCondition::kSafetyOfficer, officer).ok());
  ASSERT_TRUE(
      record_condition(*made_.journal, kAtTerminal, CareCondition::kSafetyFile, tests::kSafetyFile).ok());
  ASSERT_TRUE(record_condition(*made_.journal, officer, CareCondition::kHazardsAccepted, "log 4").ok());
  ASSERT_TRUE(set_way(*made_.journal, kAtTerminal, Way::kDirectCare, true, "all there").ok());
  ASSERT_TRUE(break_glass(*made_.journal, {ann_, Role::kCareTeam, kNetwork, Purpose::kDirectCare}, kHere,
                          "collapsed at the walk-in centre", made_.clock)
                  .ok());
  LookWords names = list_;
  names.kind = LookKind::kNames;
  names.agreements.clear();
  names.glass = true;
  look(ann_, kHere, names, 1);
  look(ann_, kHere, list_, 2);
  const auto ours = who_looked(*made_.journal, managing_, {}, made_.clock);
  ASSERT_TRUE(ours.ok());
  EXPECT_THAT(
      told(*ours),
      ElementsAre(HasSubstr("saw a list of 2 patients"),
                  "Ann Field, care team at U99001, opened the names and NHS numbers of 1 patient of "
                  "practice A99001 (HYP008), for direct care, after breaking the glass.",
                  "Ann Field, care team at U99001, broke the glass of practice A99001 for an hour. The "
                  "reason given: \"collapsed at the walk-in centre\""));
  EXPECT_FALSE(ours->lines[0].stands_out);
  EXPECT_TRUE(ours->lines[1].stands_out && ours->lines[2].stands_out);
  const std::string text = ours->text();
  EXPECT_LT(text.find("after breaking the glass"), text.find("saw a list"));
}

TEST_F(WhoLookedTest, AnErasedNameLeavesThePersonsNumber) {
  look(ann_, kHere, list_, 14);
  journal::Erasure erasure;
  erasure.author = kAtTerminal;
  erasure.reason = "left five years ago";
  erasure.subject = "person/" + ann_;
  erasure.purpose = "staff";
  ASSERT_TRUE(made_.journal->erase(erasure).ok());
  const auto report = who_looked(*made_.journal, guarding_, {}, made_.clock);
  ASSERT_TRUE(report.ok()) << report.error().text();
  EXPECT_THAT(report->text(), Not(HasSubstr("Ann Field")));
  EXPECT_THAT(report->text(), HasSubstr(ann_ + ", care team at U99001,"));
}

}  // namespace
}  // namespace meso::access
