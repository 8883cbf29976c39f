// What practices recorded of standing together, and what follows from it.

#include "network/formation/standing_together.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "made_land.h"
#include "network/codes.h"
#include "network/gathering.h"
#include "network/layouts.h"
#include "network/sheet.h"

namespace meso::network::formation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Date day(const char* text) {
  return *parse_iso_date(text);
}

Record record_from(const std::string& statements) {
  const ParsedRecords parsed = parse_records("network U1\n" + statements, "record");
  for (const Error& mistake : parsed.mistakes) ADD_FAILURE() << mistake.text();
  return parsed.records.at(0);
}

std::vector<std::string> titles_of(const std::vector<OpenMatter>& matters) {
  std::vector<std::string> out;
  for (const OpenMatter& one : matters) out.push_back(one.title);
  return out;
}

TEST(StandingTogether, ARoundWithFewAnswersIsNotShownAndNotComparedWith) {
  const Record record = record_from(
      "pulse \"Ours\" on 2025-05-01 asked 24 agree 9 neither 4 disagree 3\n"
      "pulse \"Ours\" on 2025-11-01 asked 24 agree 4 neither 2 disagree 1\n"
      "pulse \"Ours\" on 2026-05-01 asked 24 agree 5 neither 2 disagree 1\n"
      "pulse \"Heard\" on 2026-05-01 asked 24 agree 12 neither 0 disagree 0\n"
      "pulse \"Ours\" on 2027-05-01 asked 24 agree 12 neither 0 disagree 0\n");
  const auto rounds = pulse_trend(record, day("2026-07-01"));
  ASSERT_EQ(rounds.size(), 4u);  // the one of 2027 is not there yet
  EXPECT_TRUE(rounds[0].shown);
  EXPECT_FALSE(rounds[1].shown);  // 7 answers
  EXPECT_TRUE(rounds[2].shown);   // 8 answers
  EXPECT_EQ(rounds[2].before, rounds[0].pulse);
  EXPECT_EQ(rounds[3].pulse->question, "Heard");
  EXPECT_EQ(rounds[3].before, nullptr);
}

TEST(StandingTogether, MoreAnswersThanPeopleAskedIsAMistake) {
  const ParsedRecords parsed = parse_records(
      "network U1\npulse \"Ours\" on 2025-05-01 asked 3 agree 2 neither 1 disagree 1", "record");
  ASSERT_EQ(parsed.mistakes.size(), 1u);
  EXPECT_THAT(parsed.mistakes[0].text(), HasSubstr("4 answered and 3 were asked"));
}

TEST(StandingTogether, MoneyIsWholePenceAndWordsSayWhatElseThereIs) {
  const Record record = record_from(
      "brought P1 money 1200.05 from 2025-04-01 to 2026-03-31 \"access\"\n"
      "brought P1 hours 12 from 2025-04-01 to 2026-03-31 \"pharmacist\"\n"
      "brought P2 appointments 7 from 2025-04-01 to 2026-03-31 \"hub\"\n");
  ASSERT_EQ(record.brought.size(), 3u);
  EXPECT_EQ(record.brought[0].amount, 120'005);
  EXPECT_EQ(record.brought[1].kind, Brought::Kind::kHours);
  EXPECT_EQ(record.brought[2].kind, Brought::Kind::kAppointments);
  for (const char* wrong : {"money 12.5", "money twelve", "trust 5", "hours 1.5"}) {
    const auto parsed = parse_records(
        std::string("network U1\nbrought P1 ") + wrong + " from 2025-04-01 to 2026-03-31 \"x\"", "record");
    EXPECT_FALSE(parsed.mistakes.empty()) << wrong;
  }
}

TEST(StandingTogether, WhatIsAboutOnePracticeIsItsOwnForFourteenDays) {
  const Record record = record_from(
      "decision \"Rota\" noted 2026-06-01 due 2026-06-30 by \"the board\"\n"
      "decision \"Help with the move\" noted 2026-06-20 about P2\n"
      "ask \"A room\" noted 2026-06-02 by P2\n"
      "ask \"Answered\" noted 2026-06-02 settled 2026-06-09 because \"yes\"\n");
  const std::vector<std::string> members = {"P1", "P2"};
  const Contract contract = builtin_contract();
  const auto seen = [&](const char* on, const std::string& practice) {
    return titles_of(open_matters(record, contract, members, day(on), practice));
  };
  EXPECT_THAT(seen("2026-07-01", ""), ElementsAre("Rota", "A room"));
  EXPECT_THAT(seen("2026-07-01", "P2"), ElementsAre("Rota", "A room", "Help with the move"));
  EXPECT_THAT(seen("2026-07-01", "P1"), ElementsAre("Rota", "A room"));
  EXPECT_THAT(seen("2026-07-03", ""), ElementsAre("Rota", "A room"));
  EXPECT_THAT(seen("2026-07-04", ""), ElementsAre("Rota", "A room", "Help with the move"));
  EXPECT_THAT(seen("2026-07-04", "P1"), ElementsAre("Rota", "A room"));
  const auto matters = open_matters(record, contract, members, day("2026-07-01"));
  EXPECT_TRUE(matters[0].overdue);
  EXPECT_FALSE(matters[1].overdue);
}

TEST(StandingTogether, ADutyIsOrphanedWhenNobodyHoldsItOrTheHolderHasGone) {
  const Record record = record_from(
      "duty \"Held\" noted 2026-01-01 by P1\n"
      "duty \"Nobody's\" noted 2026-01-01\n"
      "duty \"Ended\" noted 2026-01-02 by P1 until 2026-03-31\n"
      "duty \"Of one who left\" noted 2026-01-03 by P9\n"
      "clinical director \"Dr Example\" of P9 from 2025-04-01\n"
      "left P9 on 2026-06-30\n");
  const std::vector<std::string> members = {"P1", "P2"};
  auto titles = titles_of(open_matters(record, Contract{}, members, day("2026-07-01")));
  EXPECT_THAT(titles,
              ElementsAre("clinical-director: P9 is no member", "Nobody's: nobody holds it",
                          "Of one who left: P9, who holds it, is no member", "Ended: held until 2026-03-31"));
}

TEST(StandingTogether, MotivesAreAskedAgainAfterAYearAndByTheirOwnPracticeFirst) {
  const Record record = record_from("reason P1 on 2025-06-25 push \"the money\"");
  const std::vector<std::string> members = {"P1"};
  EXPECT_TRUE(open_matters(record, Contract{}, members, day("2026-06-24")).empty());
  EXPECT_TRUE(open_matters(record, Contract{}, members, day("2026-07-01")).empty());
  EXPECT_EQ(open_matters(record, Contract{}, members, day("2026-07-01"), "P1").size(), 1u);
  EXPECT_EQ(open_matters(record, Contract{}, members, day("2026-07-09")).size(), 1u);
}

TEST(StandingTogether, AGapNamesTheNearestMemberThatGivesTheService) {
  const Model model = made_land();
  const Record record = record_from(
      "service \"Surgery\" at P1 from 2019-04-01\n"
      "service \"Surgery\" not at P2 seen 2026-05-01\n"
      "service \"Surgery\" at P3 from 2019-04-01 until 2025-12-31\n"
      "service \"Coils\" not at P1 seen 2026-05-01\n"
      "service \"Later\" at P1 from 2027-04-01\n");
  const std::vector<OrganisationId> practices = {0, 1, 2, 3};
  const ServiceGrid grid = service_grid(model, record, practices, made_day());
  ASSERT_EQ(grid.rows.size(), 3u);
  using enum ServiceGrid::Given;
  EXPECT_THAT(grid.rows[0].given, ElementsAre(kYes, kNo, kNo, kNotKnown));
  EXPECT_EQ(grid.rows[0].patients_without, 25'000u);
  EXPECT_EQ(grid.rows[0].patients_not_known, 33'000u);
  ASSERT_EQ(grid.rows[0].gaps.size(), 2u);
  EXPECT_EQ(grid.rows[0].gaps[0].giver, 0u);
  EXPECT_NEAR(grid.rows[0].gaps[0].km, 0.68, 0.01);  // a hundredth of a degree at 52 degrees north
  EXPECT_EQ(grid.rows[1].gaps.at(0).giver, kNobody);
  EXPECT_THAT(grid.rows[2].given, ElementsAre(kNotKnown, kNotKnown, kNotKnown, kNotKnown));
}

TEST(StandingTogether, LocalWorkIsHeldAgainstTheClausesOfItsYear) {
  const Record record = record_from(
      "work \"Tuesday clinic\" by P1 clause \"Enhanced access\"\n"
      "work \"Rounds\" by P1 clause \"care-homes\"\n"
      "work \"Choir\" by P2\n");
  const Contract contract = builtin_contract();
  const auto titles = [&](const char* on, std::string_view id) {
    std::vector<std::string> out;
    for (const ClauseWork& one : work_by_clause(contract, record, day(on))) {
      if ((one.service ? one.service->id : "") != id) continue;
      for (const PriorWork* work : one.works) out.push_back(work->title);
    }
    return out;
  };
  EXPECT_THAT(titles("2026-07-01", "enhanced-access"), ElementsAre("Tuesday clinic"));
  EXPECT_THAT(titles("2026-07-01", "care-homes"), ElementsAre("Rounds"));
  EXPECT_THAT(titles("2026-07-01", ""), ElementsAre("Choir"));
  // Before there was such a clause it answered none.
  EXPECT_THAT(titles("2020-07-01", ""), ElementsAre("Tuesday clinic", "Rounds", "Choir"));
}

TEST(StandingTogether, EntitlementsAreThoseOfTheYearAndHaveAReceiver) {
  const Contract contract = builtin_contract();
  const auto unlocked = [&](const char* on) {
    std::vector<std::string> out;
    for (const Entitlement& one : contract.entitlements) {
      if (one.provenance.holds_on(day(on)) && !one.outside) out.push_back(one.id);
    }
    return out;
  };
  EXPECT_THAT(unlocked("2019-07-01"),
              ElementsAre("participation", "core", "clinical-director", "extended-hours", "roles"));
  EXPECT_THAT(unlocked("2026-07-01"), ElementsAre("participation", "core-merged", "enhanced-access",
                                                  "care-homes", "roles", "incentives", "practice-doctors"));
}

TEST(StandingTogether, AnEntitlementWithoutAReceiverIsAMistake) {
  const auto parsed = parse_contract("entitlement x \"X\"\n per \"patient\"\n source \"here\"", "text");
  ASSERT_EQ(parsed.mistakes.size(), 1u);
  EXPECT_THAT(parsed.mistakes[0].text(), HasSubstr("paid to somebody"));
}

TEST(StandingTogether, APlanHasTheStepsOfItsPathAndThoseOfBoth) {
  const Contract contract = builtin_contract();
  const auto ids = [&](Path path) {
    std::vector<std::string> out;
    for (const PlannedStep& one : plan(contract, day("2026-01-01"), day("2027-04-01"), path).steps)
      out.push_back(one.step->id);
    return out;
  };
  EXPECT_THAT(ids(Path::kNew), testing::AllOf(testing::Contains("blank-slate"), testing::Contains("meet"),
                                              testing::Not(testing::Contains("bring-in"))));
  EXPECT_THAT(ids(Path::kExisting), testing::AllOf(testing::Contains("bring-in"), testing::Contains("meet"),
                                                   testing::Not(testing::Contains("blank-slate"))));
}

TEST(StandingTogether, TheManualsExample) {
  std::ifstream file(MESO_SOURCE_DIR "/docs/membership.md");
  std::stringstream all;
  all << file.rdbuf();
  const std::string manual = all.str();
  const std::size_t begin = manual.find("```record\n") + 10;
  const ParsedRecords parsed =
      parse_records(manual.substr(begin, manual.find("```", begin) - begin), "manual");
  for (const Error& mistake : parsed.mistakes) ADD_FAILURE() << mistake.text();
  ASSERT_EQ(parsed.records.size(), 1u);
  EXPECT_EQ(parsed.records[0].matters.size(), 5u);
  EXPECT_EQ(parsed.records[0].services.size(), 3u);
}

TEST(StandingTogether, PaymentsOfThePublicFileAreFactsByPracticeAndYear) {
  const std::string text =
      "Practice Code,Global Sum,PCN Participation,PCN Workforce\nP00001,1,33102.4,0\nP00002,1,x,12\n";
  Gathering out;
  Sheet sheet("payments-22-23.csv", text);
  const auto recognised = recognise(sheet);
  ASSERT_TRUE(recognised);
  sheet.begin(recognised->header_row);
  const Reading reading{sheet, out, out.source({.file = "payments-22-23.csv"}), std::nullopt,
                        year_in_name("payments-22-23.csv")};
  ASSERT_TRUE(read_payments(reading).ok());
  EXPECT_EQ(out.rejects().size(), 1u);
  const Model model = out.assemble();
  ASSERT_EQ(model.facts.size(), 3u);
  EXPECT_EQ(model.facts[0].value, 33102.4);
  EXPECT_EQ(format_date(model.periods[model.facts[0].period].from), "2022-04-01");
}

TEST(StandingTogether, AYearInANameIsNoPartOfADay) {
  EXPECT_TRUE(year_in_name("paid-22-23-prac.csv"));
  EXPECT_FALSE(year_in_name("paid-2026-01-02.csv"));
  EXPECT_FALSE(year_in_name("paid-01-02-2026.csv"));
}

}  // namespace
}  // namespace meso::network::formation
