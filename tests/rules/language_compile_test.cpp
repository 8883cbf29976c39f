// The language from text to Model: what is resolved, shared, inherited and digested, and the ad-hoc question.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "language_texts.h"

namespace meso::rules::tests {
namespace {

const std::string kHead =
    "ruleset HYP \"Hypertension\" source \"here\" standing derived events on or before ACHV_DAT\n";

const Field& field_named(const Model& model, std::string_view name) {
  for (const Field& field : model.fields) {
    if (field.name == name && field.clock == 0) return field;
  }
  ADD_FAILURE() << "no field " << name;
  static const Field kNone{};
  return kNone;
}

const Register& register_named(const Model& model, std::string_view name) {
  for (const Register& one : model.registers) {
    if (one.name == name && one.clock == 0) return one;
  }
  ADD_FAILURE() << "no register " << name;
  static const Register kNone{};
  return kNone;
}

Compiled asked(const std::string& expression, const std::string& rules = "") {
  return compile_expression({{"measure.rules", rules}}, example_clusters(), {}, expression, "COHORT");
}

std::string text_of(const Model& model, const Rule& rule) {
  return model.conditions[static_cast<std::size_t>(rule.condition)].text;
}

// ---- Dates and windows

TEST(Language, WindowsAreResolvedAndBounded) {
  const Model model = compiled(kHead +
                               "field A latest HYP_COD in the 2 weeks to PPED - 3 days\n"
                               "field B latest HYP_COD in the 5 years to ACHV_DAT\n"
                               "field C latest HYP_COD in the year before A\n"
                               "field D latest HYP_COD on 2024-01-31\n"
                               "field E latest HYP_COD on or after 2024-01-31 + 1 month\n");
  const auto& a = field_named(model, "A").records.windows;
  ASSERT_EQ(a.size(), 2U);
  EXPECT_EQ(a[0].from, (DateRef{DateRef::Base::kPeriodEnd, {}, -1, 0, -17, MonthPolicy::kClamp}));
  EXPECT_FALSE(a[0].from_included);
  EXPECT_EQ(a[0].to, (DateRef{DateRef::Base::kPeriodEnd, {}, -1, 0, -3, MonthPolicy::kClamp}));
  EXPECT_TRUE(a[0].to_included);
  EXPECT_EQ(a[1], (Window{{}, true, DateRef{}, true})) << "the implied bound, on or before ACHV_DAT";
  EXPECT_EQ(field_named(model, "B").records.windows[0].from->months, -60);
  const auto& c = field_named(model, "C").records.windows;
  EXPECT_EQ(c[0].from->base, DateRef::Base::kYearStart);
  EXPECT_EQ(c[0].to->base, DateRef::Base::kPeriodEnd);
  EXPECT_EQ(c[1].to->base, DateRef::Base::kField);
  EXPECT_FALSE(c[1].to_included);
  const Window& d = field_named(model, "D").records.windows[0];
  EXPECT_EQ(d.from, d.to);
  EXPECT_EQ(format_date(field_named(model, "E").records.windows[0].from->constant), "2024-02-29")
      << "moved at once";
}

TEST(Language, StepsThatDoNotFitOneMoveGoThroughAField) {
  const Model model = compiled(kHead +
                               "field A latest HYP_COD after PPED - 1 month - 1 month\n"
                               "field B latest HYP_COD after PPED - 1 month - 10 days\n"
                               "field C latest HYP_COD after PPED - 10 days - 1 month\n");
  const DateRef a = *field_named(model, "A").records.windows[0].from;
  ASSERT_EQ(a.base, DateRef::Base::kField);
  EXPECT_EQ(a.months, -1);
  const Field& so_far = model.fields[static_cast<std::size_t>(a.field)];
  EXPECT_EQ(so_far.kind, Field::Kind::kEarliestOf);
  EXPECT_EQ(so_far.name, "");
  EXPECT_EQ(so_far.dates[0].months, -1);
  const DateRef b = *field_named(model, "B").records.windows[0].from;
  EXPECT_EQ(b.base, DateRef::Base::kPeriodEnd);
  EXPECT_EQ(b.months, -1);
  EXPECT_EQ(b.days, -10);
  const DateRef c = *field_named(model, "C").records.windows[0].from;
  EXPECT_EQ(c.base, DateRef::Base::kField);
  EXPECT_EQ(model.fields[static_cast<std::size_t>(c.field)].dates[0].days, -10);
}

TEST(Language, TheFinancialYearHoldsItsLastDay) {
  const auto of = [](std::string_view day, FinancialYear year) {
    const ReferenceDates dates = reference_dates(*parse_iso_date(day), year);
    return format_date(dates.year_start) + " " + format_date(dates.period_end);
  };
  EXPECT_EQ(of("2026-03-31", {}), "2025-04-01 2026-03-31");
  EXPECT_EQ(of("2026-04-01", {}), "2026-04-01 2027-03-31");
  EXPECT_EQ(of("2024-02-29", {2, 29}), "2023-03-01 2024-02-29");
  EXPECT_EQ(of("2025-02-28", {2, 29}), "2024-03-01 2025-02-28");
  EXPECT_EQ(of("2025-12-31", {12, 31}), "2025-01-01 2025-12-31");
}

// ---- Sharing, order, text

TEST(Language, EqualPicksInPlaceAreOneField) {
  const Model model = compiled(kHead +
                               "register R of GMS\n"
                               " 1 any HYP_COD in the year select\n"
                               " 2 no   HYP_COD   in the # a comment\n  year reject\n"
                               " 3 (latest HYP_COD in the year) on or before PPED select\n"
                               " 4 earliest HYP_COD in the year select otherwise reject\n");
  EXPECT_EQ(model.fields.size(), 2U);
  EXPECT_EQ(text_of(model, register_named(model, "R").rules[1]), "no HYP_COD in the year");
  EXPECT_EQ(model.fields[0].text, "any HYP_COD in the year");
  EXPECT_EQ(model.conditions[0].place.text(), "measure.rules:3:4");
}

TEST(Language, PartsStandAfterThoseThatTheyUse) {
  const Model model =
      compiled(kHead +
               "register A of B\n 1 C select otherwise reject\n"
               "register B of GMS\n 1 LATER_DAT exists select otherwise reject\n"
               "register C of GMS\n 1 always select\n"
               "field LATER_DAT latest HYPRES_COD after HYP_DAT\nfield HYP_DAT earliest HYP_COD\n");
  ASSERT_EQ(model.registers.size(), 3U);
  EXPECT_EQ(model.registers[0].name, "B");
  EXPECT_EQ(model.registers[1].name, "C");
  EXPECT_EQ(model.registers[2].name, "A");
  EXPECT_EQ(model.registers[2].of, 0);
  EXPECT_EQ(model.fields[0].name, "HYP_DAT");
}

TEST(Language, WhatMayBeUnknownIsKnown) {
  const Model model =
      compiled(kHead +
               "field H latest IFCCHBAM_COD take highest\nfield N count days of HYP_COD\n"
               "register R of GMS\n"
               " 1 value of H > 58 select\n 2 N > 1 select\n 3 H missing or value of H > 58 select\n"
               " 4 years from QSSD to PPED = 0 select\n 5 years from H to PPED > 2 select\n"
               " 6 age in days > 3 select\n 7 not (N > 1 or any HYP_COD) select otherwise reject\n");
  std::vector<bool> unknown;
  for (const Rule& rule : register_named(model, "R").rules) {
    unknown.push_back(model.conditions[static_cast<std::size_t>(rule.condition)].may_be_unknown);
  }
  EXPECT_EQ(unknown, (std::vector<bool>{true, false, true, false, true, true, false}));
}

TEST(Language, ACommaInAChoiceEndsItsCondition) {
  const Model model =
      compiled(kHead +
               "field A latest HYP_COD\nfield B latest HYPRES_COD\n"
               "field C A when any HYP_COD, HYPRES_COD, B when no HYP_COD, B + 1 day when B exists,\n"
               " 2020-01-01 when any HTMAX_COD, otherwise PPED\n");
  const Field& c = field_named(model, "C");
  ASSERT_EQ(c.choices.size(), 4U);
  EXPECT_EQ(c.choices[2].then.days, 1);
  EXPECT_EQ(c.choices[3].then.base, DateRef::Base::kConstant);
  EXPECT_EQ(c.otherwise->base, DateRef::Base::kPeriodEnd);
}

TEST(Language, AlwaysNeedsNoOtherwise) {
  const Model model = compiled(kHead + "register R of GMS\n 1 always select\n");
  EXPECT_EQ(model.registers[0].rules[0].otherwise.kind, Outcome::Kind::kSelect);
}

// ---- Registers as at

TEST(Language, ARegisterAsAtAnotherDateIsMadeUnderAnotherClock) {
  const Model model =
      compiled(kHead +
               "field HYP_DAT earliest HYP_COD\n"
               "register HYP_REG of GMS\n 1 HYP_DAT exists select otherwise reject\n"
               "register NEW_REG of HYP_REG\n 1 HYP_REG as at PPED - 12 months reject otherwise select\n"
               "register OLD_REG of HYP_REG\n 1 HYP_REG as at PPED - 1 year select otherwise reject\n"
               "register SAME_REG of GMS\n 1 HYP_REG as at ACHV_DAT select otherwise reject\n");
  ASSERT_EQ(model.clocks.size(), 2U) << "12 months and 1 year are one clock, ACHV_DAT is the run's own";
  EXPECT_EQ(model.clocks[1].as_at->months, -12);
  EXPECT_EQ(model.registers.size(), 5U);
  const Condition& asked =
      model.conditions[static_cast<std::size_t>(register_named(model, "NEW_REG").rules[0].condition)];
  EXPECT_EQ(asked.clock, 0);
  const Register& then = model.registers[static_cast<std::size_t>(asked.member_of)];
  EXPECT_EQ(then.clock, 1);
  EXPECT_EQ(then.name, "HYP_REG");
  const Condition& inside = model.conditions[static_cast<std::size_t>(then.rules[0].condition)];
  EXPECT_EQ(inside.clock, 1);
  EXPECT_EQ(model.fields[static_cast<std::size_t>(inside.date.field)].clock, 1);
}

TEST(Language, AsAtWithinAsAtIsAllowedWhereItIsOneDate) {
  const Model model = compiled(kHead +
                               "register A of GMS\n 1 any HYP_COD select otherwise reject\n"
                               "register B of GMS\n 1 A as at QSSD - 1 day select otherwise reject\n"
                               "register C of GMS\n 1 B as at 2024-06-01 select otherwise reject\n");
  ASSERT_EQ(model.clocks.size(), 4U);
  std::vector<std::string> constants;
  for (const Clock& clock : model.clocks) {
    if (clock.as_at && clock.as_at->base == DateRef::Base::kConstant)
      constants.push_back(format_date(clock.as_at->constant));
  }
  EXPECT_THAT(constants, testing::UnorderedElementsAre("2024-06-01", "2024-03-31"));
}

// ---- Years

const std::string kYears =
    "ruleset HYP \"Older\" source \"v50\" standing transcribed year 2025-26 version \"50\" level national "
    "events on or before ACHV_DAT\n"
    "field HYP_DAT earliest HYP_COD\n"
    "register HYP_REG of GMS\n 1 HYP_DAT exists select otherwise reject\n"
    "register GONE_REG of GMS\n 1 always select\n"
    "ruleset HYP \"Newer\" source \"v51\" standing estimated year 2026-27 from 2025-26 version \"51\"\n"
    "field HYP_DAT latest HYP_COD\n"
    "remove GONE_REG\n"
    "register NEW_REG of HYP_REG source \"its own\" standing recalled\n 1 always select\n"
    "ruleset DM \"One year\" source \"d\" standing entered year 2025-26\n"
    "register DM_REG of GMS\n 1 any HYP_COD select otherwise reject\n";

TEST(Language, AYearTakesOverWhatItDoesNotWrite) {
  const Model newer = compiled(kYears);
  EXPECT_EQ(newer.year, "2026-27");
  EXPECT_EQ(newer.registers.size(), 3U);
  EXPECT_EQ(field_named(newer, "HYP_DAT").pick, Pick::kLatest);
  EXPECT_EQ(field_named(newer, "HYP_DAT").records.windows.size(), 1U) << "the bound of events is taken over";
  const Provenance taken_over = register_named(newer, "HYP_REG").provenance;
  EXPECT_EQ(taken_over.year, "2026-27");
  EXPECT_EQ(taken_over.title, "Newer");
  EXPECT_EQ(taken_over.version, "51");
  EXPECT_EQ(taken_over.level, "national");
  EXPECT_EQ(taken_over.source, "v50");
  EXPECT_EQ(taken_over.standing, Standing::kTranscribed);
  const Provenance own = register_named(newer, "NEW_REG").provenance;
  EXPECT_EQ(own.source, "its own");
  EXPECT_EQ(own.standing, Standing::kRecalled);
  EXPECT_EQ(register_named(newer, "DM_REG").provenance.year, "2025-26")
      << "the latest earlier year stands in";
  EXPECT_EQ(register_named(newer, "DM_REG").provenance.level, "local");
}

TEST(Language, TheYearAskedForIsTakenElseTheNearest) {
  EXPECT_EQ(compiled(kYears, "2025-26").registers.size(), 3U);
  EXPECT_EQ(compiled(kYears, "2025-26").fields[0].pick, Pick::kEarliest);
  EXPECT_EQ(compiled(kYears, "2030-31").fields[0].pick, Pick::kLatest);
  EXPECT_EQ(compiled(kYears, "2001-02").fields[0].pick, Pick::kEarliest);
  EXPECT_EQ(compiled(kYears, "2001-02").registers[0].provenance.year, "2025-26");
}

TEST(Language, MistakesOfYearsThatAreNotAskedForAreToldToo) {
  const Compiled out = compile_rules(
      {{"measure.rules", kYears + "ruleset X \"\" source \"\" standing entered year 2020-21\n"
                                  "field F latest NO_COD\n"
                                  "ruleset X \"\" source \"\" standing entered year 2026-27\n"}},
      example_clusters(), {{}, "2026-27"});
  EXPECT_THAT(as_lines(out.mistakes), testing::HasSubstr("there is no cluster NO_COD"));
}

// ---- Digests

TEST(Language, DigestsFollowTheMeaningAndNotTheLayout) {
  const auto digest = [](const std::string& rules) {
    return register_named(compiled(kHead + rules), "R").provenance.text_hash;
  };
  const std::string plain =
      digest("field F latest HYP_COD\nregister R of GMS\n 1 F exists select otherwise reject\n");
  EXPECT_EQ(plain.size(), 32U);
  EXPECT_EQ(digest("# a comment\nfield OTHER earliest HTMAX_COD\nfield G   latest HYP_COD\n"
                   "register R \"Title\" of GMS 1 G exists select otherwise reject\n"),
            plain);
  EXPECT_EQ(digest("register R of GMS\n 1 any HYP_COD select otherwise reject\n"), plain);
  const std::vector<std::string> fields = {
      "earliest HYP_COD",
      "latest HYPRES_COD",
      "latest HYP_COD take lowest",
      "latest HYP_COD in the 12 months to PPED",
      "latest HYP_COD in the 13 months to PPED",
      "latest HYP_COD first or new",
      "latest HYP_COD with value > 1",
      "latest HYP_COD with value >= 1",
      "latest HYP_COD with a HYPRES_COD on the same day",
  };
  const std::vector<std::string> rules = {
      "2 F exists select otherwise reject",
      "1 F missing select otherwise reject",
      "1 F exists reject otherwise select",
      "1 F exists or F exists select otherwise reject",
  };
  std::vector<std::string> different;
  for (const std::string& field : fields) {
    different.push_back("field F " + field + "\nregister R of GMS\n 1 F exists select otherwise reject\n");
  }
  for (const std::string& rule : rules) {
    different.push_back("field F latest HYP_COD\nregister R of GMS\n " + rule + "\n");
  }
  std::vector<std::string> seen = {plain};
  for (const std::string& text : different) {
    EXPECT_THAT(seen, testing::Not(testing::Contains(digest(text)))) << text;
    seen.push_back(digest(text));
  }
}

TEST(Language, DigestsFollowTheCodes) {
  const std::string rules = kHead + "register R of GMS\n 1 any HYP_COD select otherwise reject\n";
  terms::ClusterSet more = example_clusters();
  terms::Cluster cluster = *more.find("HYP_COD");
  cluster.codes.push_back({terms::System::kSnomed, "59621000"});
  more.put(cluster);
  const auto before = compile_rules({{"a.rules", rules}}, example_clusters(), {});
  const auto after = compile_rules({{"b.rules", rules}}, more, {});
  const auto again = compile_rules({{"b.rules", rules}}, example_clusters(), {});
  EXPECT_NE(before.model->hash, after.model->hash);
  EXPECT_NE(before.model->registers[0].provenance.text_hash, after.model->registers[0].provenance.text_hash);
  EXPECT_EQ(before.model->hash, again.model->hash);
}

// ---- Parts of a rulebook

TEST(Language, OnlyWhatIsAskedForIsKept) {
  const std::string rules =
      kHead +
      "field A latest HYP_COD\nfield B latest HTMAX_COD\n"
      "register A_REG of GMS\n 1 A exists select otherwise reject\n"
      "register B_REG of GMS\n 1 B exists select otherwise reject\n"
      "indicator I1 \"One\" of A_REG denominator 1 always select numerator same as rule 1\n"
      "indicator I2 \"Two\" of B_REG denominator 1 A_REG as at QSSD select otherwise reject exclusion X\n"
      " numerator same as rule 1\n";
  const Model whole = compiled(rules);
  const auto kept = keep_only(whole, {"i1"});
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ(kept->indicators.size(), 1U);
  EXPECT_EQ(kept->registers.size(), 1U);
  EXPECT_EQ(kept->fields.size(), 1U);
  EXPECT_EQ(kept->clusters.size(), 1U);
  EXPECT_EQ(kept->clocks.size(), 1U);
  EXPECT_EQ(kept->indicators[0].provenance.text_hash, whole.indicators[0].provenance.text_hash);
  EXPECT_NE(kept->hash, whole.hash);
  const auto both = keep_only(whole, {"I2", "a_reg"});
  ASSERT_TRUE(both.ok());
  EXPECT_EQ(both->registers.size(), 3U) << "A_REG, A_REG as at QSSD, B_REG";
  EXPECT_EQ(both->clocks.size(), 2U);
  const auto unknown = keep_only(whole, {"B_RGE"});
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(unknown.error().hint, "did you mean B_REG?");
}

// ---- Ad-hoc questions

TEST(Language, AnExpressionIsOneRegister) {
  const std::string rules = kHead +
                            "field HYP_DAT earliest HYP_COD\nfield OTHER_DAT latest HTMAX_COD\n"
                            "register HYP_REG of GMS\n 1 HYP_DAT exists select otherwise reject\n";
  const Compiled out =
      asked("HYP_REG and value of (latest IFCCHBAM_COD\n take highest) > 58 mmol/mol", rules);
  ASSERT_TRUE(out.model.has_value()) << as_lines(out.mistakes);
  const Model& model = *out.model;
  ASSERT_EQ(model.registers.size(), 2U);
  const Register& cohort = model.registers.back();
  EXPECT_EQ(cohort.name, "COHORT");
  EXPECT_EQ(cohort.of, kGms);
  EXPECT_EQ(cohort.title, "HYP_REG and value of (latest IFCCHBAM_COD take highest) > 58 mmol/mol");
  EXPECT_EQ(cohort.provenance.standing, Standing::kEntered);
  EXPECT_EQ(model.fields.size(), 2U) << "OTHER_DAT is not used";
  EXPECT_EQ(field_named(model, "").records.windows.size(), 1U) << "events on or before ACHV_DAT";
}

TEST(Language, MistakesOfAnExpressionAreInIt) {
  const auto told = [](const std::string& expression) {
    const Compiled out = asked(
        expression, kHead + "field HYP_DAT earliest HYP_COD\nregister COHORT_REG of GMS\n 1 always select\n");
    return out.mistakes.empty() ? "" : out.mistakes.front().text();
  };
  EXPECT_EQ(told("any HYPCOD"), "expression:1:5: there is no cluster HYPCOD; did you mean HYP_COD?");
  EXPECT_EQ(told("HYP_DAT exists"), "expression:1:1: there is no field HYP_DAT; did you mean HYP.HYP_DAT?");
  EXPECT_EQ(
      told("any HYP_COD select"),
      "expression:1:13: \"select\" stands where the end of the expression, \"and\" or \"or\" is expected");
  EXPECT_EQ(told(""), "expression:1:1: the text ends where a condition is expected");
  EXPECT_EQ(told("same as rule 1"),
            "expression:1:1: \"same as rule\" stands outside of rules; say whose: same as rule 1 of NAME");
}

TEST(Language, AnExpressionNeedsASoundRulebook) {
  const Compiled out = asked("any HYP_COD", kHead + "field F latest NO_COD\n");
  EXPECT_FALSE(out.model.has_value());
  EXPECT_EQ(out.mistakes.front().place.file, "measure.rules");
}

TEST(Language, TheRulebookCompiles) {
  terms::ClusterSet clusters;
  const std::string root = std::string(MESO_SOURCE_DIR) + "/rulebook/england";
  const Status loaded = clusters.load_path(root);
  ASSERT_TRUE(loaded.ok()) << loaded.error().text();
  std::vector<SourceText> sources;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    if (entry.path().extension() == ".rules")
      sources.push_back({entry.path().filename(), file_text(entry.path())});
  }
  const Compiled out = compile_rules(sources, clusters, {});
  ASSERT_TRUE(out.model.has_value()) << as_lines(out.mistakes);
  for (const Indicator& indicator : out.model->indicators)
    EXPECT_EQ(indicator.provenance.text_hash.size(), 32U);
}

}  // namespace
}  // namespace meso::rules::tests
