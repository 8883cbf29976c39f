// What a contract asks, what a network says of itself, and what follows.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "made_land.h"
#include "network/formation/check.h"
#include "network/formation/plan.h"

namespace meso::network::formation {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Date day(const char* text) {
  return *parse_iso_date(text);
}

// The made land with one CCG, two ICBs: P4 answers to another one.
Model land() {
  Model model = made_land();
  using enum OrganisationKind;
  const auto first = static_cast<OrganisationId>(model.organisations.size());
  model.organisations.push_back({.kind = kIcb, .code = "QX"});
  model.organisations.push_back({.kind = kIcb, .code = "QY"});
  const Date since = day("2022-07-01");
  for (OrganisationId practice = 0; practice < 4; ++practice) {
    model.relations.push_back({.member = practice,
                               .whole = practice == 3 ? first + 1 : first,
                               .kind = RelationKind::kCommissionedBy,
                               .since = since});
  }
  model.sort();
  return model;
}

struct Checked {
  Model model = land();
  footprint::Grouping grouping = footprint::grouping_on(model, made_day());
  Contract contract = builtin_contract();
  Checker checker{model, grouping, contract, {footprint::AreaPolicy::Kind::kLargest, 0, 0}, made_day()};

  Report check(const std::string& text) {
    const ParsedRecords parsed = parse_records(text, "record");
    for (const Error& mistake : parsed.mistakes) ADD_FAILURE() << mistake.text();
    const Result<footprint::Group> group = group_of(model, grouping, parsed.records.at(0));
    EXPECT_TRUE(group.ok()) << group.error().text();
    return checker.check(*group, &parsed.records[0]);
  }
};

const Finding& finding(const Report& report, std::string_view id) {
  static const Finding kNone;
  for (const Finding& one : report.findings) {
    if (one.requirement->id == id) return one;
  }
  ADD_FAILURE() << "no finding of " << id;
  return kNone;
}

TEST(Formation, TheBuiltInContractReadsAndEachEntryHasItsOwnName) {
  std::ifstream file(MESO_SOURCE_DIR "/rulebook/england/network.formation");
  std::stringstream text;
  text << file.rdbuf();
  const ParsedContract parsed = parse_contract(text.str(), "network.formation");
  for (const Error& mistake : parsed.mistakes) ADD_FAILURE() << mistake.text();
  std::set<std::string> names;
  for (const Requirement& one : parsed.contract.requirements) {
    EXPECT_TRUE(names.insert(one.id).second) << one.id;
    EXPECT_FALSE(one.provenance.clause.empty()) << one.id;
  }
  EXPECT_EQ(builtin_contract().requirements.size(), parsed.contract.requirements.size());
  EXPECT_GE(parsed.contract.tasks.size(), 10u);
}

TEST(Formation, NothingRecordedIsNotKnownAndNeverUnmet) {
  Checked land;
  const Report report = land.check("network U1");
  EXPECT_EQ(report.patients, 34'000u);
  EXPECT_EQ(finding(report, "size-least").status, Status::kMet);
  EXPECT_EQ(finding(report, "clinical-director").status, Status::kNotKnown);
  EXPECT_EQ(finding(report, "schedule-3").status, Status::kNotKnown);
  EXPECT_EQ(finding(report, "one-network").status, Status::kMet);
  EXPECT_EQ(finding(report, "one-icb").status, Status::kMet);
  EXPECT_EQ(finding(report, "payee-or-account").what, "P1");
}

TEST(Formation, AnIslandIsNamedWithThoseWhoLiveThere) {
  Checked land;
  const Finding one = finding(land.check("network U1"), "contiguous");
  EXPECT_EQ(one.status, Status::kNotMet);
  EXPECT_THAT(one.what, HasSubstr("in 2 pieces; 100 of 700 patients"));
  EXPECT_THAT(one.what, HasSubstr("an island"));
  EXPECT_THAT(one.what, HasSubstr("100 of them are with P1"));
}

TEST(Formation, SizeHasAFloorAnExceptionAndAGuide) {
  Checked land;
  const Report small = land.check("network U2");
  EXPECT_EQ(finding(small, "size-least").status, Status::kNotMet);
  EXPECT_THAT(finding(small, "size-least").what, HasSubstr("21,000 patients"));
  // The files' lists are of July; the contract asks for those of January.
  EXPECT_THAT(finding(small, "size-least").what, HasSubstr("asked of 2026-01-01"));
  EXPECT_EQ(finding(small, "size-alone").status, Status::kNotMet);
  const Report agreed = land.check(
      "network U2\n exception small-list agreed by \"QX\" on 2019-05-31 because \"an island economy\"");
  EXPECT_EQ(finding(agreed, "size-least").status, Status::kExcepted);
  EXPECT_THAT(finding(agreed, "size-least").what,
              HasSubstr("QX agreed on 2019-05-31 because an island economy"));
  const Report large = land.check("network BIG \"All\"\n practices P1, P2, P3, P4");
  EXPECT_EQ(finding(large, "size-guide").status, Status::kAdvice);
}

TEST(Formation, AProposedNetworkIsCheckedAsARealOne) {
  Checked land;
  const Report report = land.check("network EAST \"East\"\n practices P3, P4");
  EXPECT_EQ(report.patients, 54'000u);
  EXPECT_EQ(finding(report, "one-network").status, Status::kNotMet);
  EXPECT_THAT(finding(report, "one-network").what, HasSubstr("P3 is also a core member of U2"));
  EXPECT_EQ(finding(report, "one-icb").status, Status::kNotMet);
  EXPECT_EQ(finding(report, "one-icb").what, "1 practice with QX, 1 practice with QY");
  // P3 and P4 hold the b and the c areas, of which one corner lies apart.
  EXPECT_THAT(finding(report, "contiguous").what, HasSubstr("12 areas in 2 pieces"));
}

TEST(Formation, WhatIsRecordedIsTakenOnItsDay) {
  Checked land;
  const Report report = land.check(
      "network U1\n"
      "  clinical director “Dr Example” of P2 from 2020-04-01\n"
      "  clinical director \"Dr Later\" of P4 from 2024-04-01\n"
      "  agreement signed 2019-06-28\n"
      "  data sharing signed 2026-07-02\n"
      "  schedule 1 complete 2019-06-28\n"
      "  schedule 3 incomplete \"who hosts the pharmacist\"\n"
      "  partner pharmacy \"Example Pharmacy\" from 2020-10-01\n");
  EXPECT_EQ(finding(report, "clinical-director").status, Status::kMet);
  EXPECT_EQ(finding(report, "director-near").status, Status::kAdvice);
  EXPECT_THAT(finding(report, "director-near").what, HasSubstr("P4 is no member"));
  EXPECT_EQ(finding(report, "agreement").status, Status::kMet);
  EXPECT_EQ(finding(report, "data-sharing").status, Status::kNotKnown);  // signed tomorrow
  EXPECT_EQ(finding(report, "schedule-1").status, Status::kMet);
  EXPECT_EQ(finding(report, "schedule-3").status, Status::kNotMet);
  EXPECT_EQ(finding(report, "schedule-3").what, "missing: who hosts the pharmacist");
  EXPECT_EQ(finding(report, "partner-pharmacy").status, Status::kMet);
}

TEST(Formation, TheRulesAreThoseOfTheYear) {
  const Model model = land();
  const footprint::Grouping grouping = footprint::grouping_on(model, made_day());
  const Contract contract = builtin_contract();
  const auto ids = [&](const char* on) {
    Checker checker(model, grouping, contract, {}, day(on));
    std::set<std::string> out;
    for (const Finding& one : checker.check(grouping.groups[0], nullptr).findings)
      out.insert(one.requirement->id);
    return out;
  };
  EXPECT_EQ(ids("2020-01-15").count("one-ccg"), 1u);
  EXPECT_EQ(ids("2020-01-15").count("one-icb"), 0u);
  EXPECT_EQ(ids("2020-01-15").count("partner-pharmacy"), 0u);
  EXPECT_EQ(ids("2022-07-01").count("one-icb"), 1u);
  EXPECT_EQ(ids("2022-07-01").count("one-ccg"), 0u);
  EXPECT_EQ(ids("2019-06-30").size(), 0u);
  Checker may(model, grouping, contract, {}, day("2026-05-31"));
  ASSERT_EQ(may.check(grouping.groups[0], nullptr).open_windows.size(), 1u);
}

TEST(Formation, MotivesArePushPullOrBothAndAgeAfterAYear) {
  const ParsedRecords parsed = parse_records(
      "network U1\n"
      " reason P1 on 2019-05-01 push \"the only way to any money\"\n"
      " reason P1 on 2025-09-01 pull \"we share a pharmacist and it works\"\n"
      " reason P1 on 2025-09-01 push \"we would lose too much\"\n"
      " reason P2 on 2024-01-01 pull \"neighbours\"\n",
      "record");
  ASSERT_TRUE(parsed.mistakes.empty()) << parsed.mistakes[0].text();
  const std::string practices[] = {"P1", "P2", "P3"};
  const auto states = motives_of(parsed.records[0], practices, day("2026-07-01"));
  EXPECT_TRUE(states[0].push && states[0].pull && !states[0].look_again);
  EXPECT_TRUE(!states[1].push && states[1].pull && states[1].look_again);
  EXPECT_TRUE(!states[2].push && !states[2].pull && states[2].look_again);
  const auto before = motives_of(parsed.records[0], practices, day("2019-06-01"));
  EXPECT_TRUE(before[0].push && !before[0].pull && !before[0].look_again);
}

TEST(Formation, ProtectedWorkAsksForADecision) {
  const ParsedRecords parsed = parse_records(
      "network U1\n"
      " work \"Tuesday clinic\" by P1, P2 evidence \"audit 2018\" clause \"Enhanced access\" protect\n"
      " work \"Home visits\" by P2 protect stop on 2026-01-05\n"
      " work \"Shared notes\" keep on 2026-01-05 because \"it works\"\n",
      "record");
  ASSERT_TRUE(parsed.mistakes.empty()) << parsed.mistakes[0].text();
  const auto questions = open_questions(parsed.records[0]);
  ASSERT_EQ(questions.size(), 2u);
  EXPECT_THAT(questions[0], HasSubstr("Tuesday clinic: keep, adapt or stop? It is protected"));
  EXPECT_THAT(questions[1], HasSubstr("Home visits"));
}

TEST(Formation, ALeaverLeavesTasksWithDays) {
  const ParsedRecords parsed = parse_records(
      "network U1\n left P2 on 2026-03-31 because \"retirement\"\n done P2 notice on 2026-02-20\n", "record");
  ASSERT_TRUE(parsed.mistakes.empty()) << parsed.mistakes[0].text();
  const Contract contract = builtin_contract();
  const auto tasks = leaver_tasks(contract, parsed.records[0].leavers[0], day("2026-04-10"));
  ASSERT_EQ(tasks.size(), contract.tasks.size());
  int overdue = 0;
  for (const DueTask& one : tasks) {
    overdue += one.overdue ? 1 : 0;
    if (one.task->id == "notice") {
      EXPECT_EQ(format_date(one.due), "2026-03-01");
      EXPECT_EQ(format_date(one.done), "2026-02-20");
      EXPECT_FALSE(one.overdue);
    }
    if (one.task->id == "retention") {
      EXPECT_FALSE(one.overdue);
    }
  }
  EXPECT_GE(overdue, 5);
}

TEST(Formation, APlanSaysWhatTheTimeDoesNotHold) {
  const Contract contract = builtin_contract();
  const Plan long_before = plan(contract, day("2025-07-01"), day("2026-07-01"));
  EXPECT_EQ(long_before.short_by, 0);
  const auto of_other_path = std::ranges::count(contract.steps, Path::kExisting, &Step::path);
  EXPECT_EQ(long_before.steps.size() + static_cast<std::size_t>(of_other_path), contract.steps.size());
  // As it was in 2019: from the letter at the end of January to 1 July.
  const Plan as_in_2019 = plan(contract, day("2019-01-31"), day("2019-07-01"));
  EXPECT_EQ(as_in_2019.short_by, 119);  // meet begins 270 days before
  for (const PlannedStep& one : as_in_2019.steps) {
    EXPECT_EQ(one.too_late, one.begins < as_in_2019.starts);
    if (one.step->id == "form-in") {
      EXPECT_EQ(format_date(one.ends), "2019-05-15");
    }
    if (one.step->id == "confirmed") {
      EXPECT_EQ(format_date(one.ends), "2019-05-31");
    }
    if (!one.step->relationship) {
      EXPECT_FALSE(one.too_late) << one.step->id;
    }
  }
}

TEST(Formation, TheManualsExamples) {
  std::ifstream file(MESO_SOURCE_DIR "/docs/formation.md");
  std::stringstream all;
  all << file.rdbuf();
  const std::string manual = all.str();
  const auto example = [&](const std::string& fence) {
    const std::size_t begin = manual.find("```" + fence + "\n") + fence.size() + 4;
    return manual.substr(begin, manual.find("```", begin) - begin);
  };
  const ParsedRecords records = parse_records(example("record"), "manual");
  EXPECT_TRUE(records.mistakes.empty()) << records.mistakes[0].text();
  EXPECT_EQ(records.records.size(), 2u);
  const ParsedContract contract = parse_contract(example("formation"), "manual");
  EXPECT_TRUE(contract.mistakes.empty()) << contract.mistakes[0].text();
  EXPECT_EQ(contract.contract.requirements.size(), 1u);
}

struct Wrong {
  const char* text;
  const char* message;
};
class RecordMistakes : public testing::TestWithParam<Wrong> {};
TEST_P(RecordMistakes, AreToldWithTheirPlace) {
  const ParsedRecords parsed = parse_records(GetParam().text, "r");
  ASSERT_FALSE(parsed.mistakes.empty());
  EXPECT_THAT(parsed.mistakes[0].text(), StartsWith("r:"));
  EXPECT_THAT(parsed.mistakes[0].text(), HasSubstr(GetParam().message));
  EXPECT_TRUE(parsed.records.empty());
}
INSTANTIATE_TEST_SUITE_P(
    Records, RecordMistakes,
    testing::Values(Wrong{"practices A1", "\"network\" is expected"}, Wrong{"network north", "1:9: a code"},
                    Wrong{"network N\npayees A1", "did you mean payee?"},
                    Wrong{"network N\nschedule 3 complete", "a day such as"},
                    Wrong{"network N\nschedule 3 done", "\"incomplete\""},
                    Wrong{"network N\nreason A1 on 2026-01-01 shove \"x\"", "push or pull"},
                    Wrong{"network N\npartner chemist \"x\"", "a kind of organisation"},
                    Wrong{"network N\ndone A1 notice on 2026-01-01", "has not left"},
                    Wrong{"network N\nclinical director", "a name in quotes"},
                    Wrong{"network N\nexception small-list agreed by QX on 2026-01-01", "a text in quotes"}));

class ContractMistakes : public testing::TestWithParam<Wrong> {};
TEST_P(ContractMistakes, AreToldWithTheirPlace) {
  const ParsedContract parsed = parse_contract(GetParam().text, "c");
  ASSERT_FALSE(parsed.mistakes.empty());
  EXPECT_THAT(parsed.mistakes[0].text(), StartsWith("c:"));
  EXPECT_THAT(parsed.mistakes[0].text(), HasSubstr(GetParam().message));
  EXPECT_TRUE(parsed.contract.requirements.empty());
}
INSTANTIATE_TEST_SUITE_P(
    Contracts, ContractMistakes,
    testing::Values(Wrong{"requirment x", "did you mean requirement?"},
                    Wrong{"requirement", "a name of one word"},
                    Wrong{"requirement x \"t\" asks contiguous area remedy \"r\"", "has no source"},
                    Wrong{"requirement x \"t\" asks contiguous area source \"s\"", "has no remedy"},
                    Wrong{"requirement x \"t\" source \"s\" remedy \"r\"", "asks for nothing"},
                    Wrong{"requirement x \"t\" asks patients at least many", "a number"},
                    Wrong{"requirement x \"t\" asks patients at least 5 counted 13-01", "a day of the year"},
                    Wrong{"requirement x \"t\" asks recorded payer", "did you mean payee?"},
                    Wrong{"requirement x \"t\" asks one council", "a kind of organisation"},
                    Wrong{"requirement x \"t\" from 2026-04-01 until 2025-04-01 source \"s\"", "ends before"},
                    Wrong{"requirement x \"t\" standing firm", "a standing"},
                    Wrong{"step x \"t\" source \"s\"", "is due"},
                    Wrong{"leaver-task x \"t\" source \"s\"", "never due"}));

}  // namespace
}  // namespace meso::network::formation
