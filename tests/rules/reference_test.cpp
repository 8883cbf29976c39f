// What text cases cannot say of the reference interpreter: where each value came from, which rules were
// tried, and the clocks of a hand-built Model. Its meaning is tested by tests/cases.

#include "rules/reference.h"

#include <gtest/gtest.h>

namespace meso::rules::reference {
namespace {

Date day(const char* iso) {
  return *parse_iso_date(iso);
}

terms::Code snomed(const char* text) {
  return {terms::System::kSnomed, text};
}

Event event(const char* code, const char* date, std::optional<float> value = {}) {
  Event e;
  e.code = snomed(code);
  e.date = day(date);
  e.value = value;
  return e;
}

DateRef at(DateRef::Base base) {
  DateRef ref;
  ref.base = base;
  return ref;
}

DateRef of_field(FieldId field) {
  DateRef ref = at(DateRef::Base::kField);
  ref.field = field;
  return ref;
}

Condition exists(FieldId field) {
  Condition c;
  c.kind = Condition::Kind::kPresent;
  c.date = of_field(field);
  return c;
}

// Clusters: 0 systolic {1, 2}, 1 diastolic {3}. Fields: 0 latest systolic by the lowest value, 1 the latest
// day with both, 2 the highest systolic ever, 3 a count of days. Conditions: 0 systolic exists, 1 systolic <=
// 140, 2 diastolic of the pair <= 90, 3 always.
Model blood_pressure() {
  Model m;
  m.clusters = {{"BPSYS_COD", "", "", terms::kNoUnit, {snomed("1"), snomed("2")}},
                {"BPDIA_COD", "", "", terms::kNoUnit, {snomed("3")}}};
  m.clocks = {Clock{}};
  Field latest;
  latest.records.clusters = {0};
  latest.tie = Tie::kLowest;
  Field pair = latest;
  pair.kind = Field::Kind::kPair;
  pair.second_clusters = {1};
  pair.second_tie = Tie::kLowest;
  Field highest = latest;
  highest.pick = Pick::kHighest;
  Field days = latest;
  days.kind = Field::Kind::kCountDays;
  m.fields = {latest, pair, highest, days};

  Condition at_most_140;
  at_most_140.kind = Condition::Kind::kNumbers;
  at_most_140.left.kind = Number::Kind::kValue;
  at_most_140.left.field = 0;
  at_most_140.compare = Compare::kAtMost;
  at_most_140.right.literal = 140;
  Condition at_most_90 = at_most_140;
  at_most_90.left.kind = Number::Kind::kSecondValue;
  at_most_90.left.field = 1;
  at_most_90.right.literal = 90;
  m.conditions = {exists(0), at_most_140, at_most_90, Condition{}};

  const Outcome select{Outcome::Kind::kSelect, Outcome::Class::kPlain, 0, ""};
  const Outcome reject{Outcome::Kind::kReject, Outcome::Class::kPlain, 0, ""};
  const Outcome adjusted{Outcome::Kind::kReject, Outcome::Class::kAdjustment, 3, "NO_READING"};
  Indicator bp;
  bp.denominator = {
      {1, 1, select, Outcome{}, {}}, {2, 0, Outcome{}, adjusted, {}}, {3, 3, select, select, {}}};
  bp.numerator = {{1, 1, select, reject, {}}};
  m.indicators = {bp};
  return m;
}

Patient registered_patient() {
  Patient p;
  p.birth = day("1950-05-01");
  p.spells = {{day("2000-01-01"), kUnknownDate}};
  return p;
}

const ReferenceDates kDates = reference_dates(*parse_iso_date("2026-01-31"), FinancialYear{});

TEST(ReferenceDatesTest, TheFinancialYearThatHoldsTheDay) {
  EXPECT_EQ(kDates, (ReferenceDates{day("2026-01-31"), day("2026-03-31"), day("2025-04-01")}));
  EXPECT_EQ(reference_dates(day("2026-03-31"), {}).period_end, day("2026-03-31"));
  EXPECT_EQ(reference_dates(day("2026-04-01"), {}),
            (ReferenceDates{day("2026-04-01"), day("2027-03-31"), day("2026-04-01")}));
  EXPECT_EQ(reference_dates(day("2025-07-01"), {2, 29}),
            (ReferenceDates{day("2025-07-01"), day("2026-02-28"), day("2025-03-01")}));
}

TEST(ReferenceTest, EveryValueNamesItsRecord) {
  Patient p = registered_patient();
  p.events = {event("1", "2025-06-01", 150.0F), event("3", "2025-06-02", 88.0F),
              event("2", "2025-06-02", 144.0F), event("1", "2025-06-02", 132.0F),
              event("1", "2025-06-02"),         event("1", "2025-07-01", 160.0F)};
  const Model m = blood_pressure();
  Evaluation e(m, p, kDates);

  EXPECT_EQ(e.field(0).event, 5);
  EXPECT_EQ(e.field(0).date, day("2025-07-01"));
  EXPECT_EQ(e.field(1).date, day("2025-06-02"));
  EXPECT_EQ(e.field(1).event, 3) << "the lowest systolic of the day; the one without a value does not count";
  EXPECT_EQ(e.field(1).value, 132.0F);
  EXPECT_EQ(e.field(1).second_event, 1);
  EXPECT_EQ(e.field(1).second_value, 88.0F);
  EXPECT_EQ(e.field(2).event, 5);
  EXPECT_EQ(e.field(3).count, 3);
  EXPECT_TRUE(e.field(3).present);
  EXPECT_EQ(e.field(3).event, -1);
}

TEST(ReferenceTest, APairWithoutValuesStillHasItsDayAndRecords) {
  Patient p = registered_patient();
  p.events = {event("1", "2025-06-02"), event("3", "2025-06-02")};
  const Model m = blood_pressure();
  Evaluation e(m, p, kDates);
  EXPECT_TRUE(e.field(1).present);
  EXPECT_FALSE(e.field(1).value.has_value());
  EXPECT_EQ(e.field(1).event, 0);
  EXPECT_EQ(e.field(1).second_event, 1);
  EXPECT_EQ(e.condition(2), Truth::kUnknown);
}

TEST(ReferenceTest, ThePathHoldsTheRulesTriedUpToTheDecidingOne) {
  const Model m = blood_pressure();
  const Patient nobody = registered_patient();
  Evaluation without_reading(m, nobody, kDates);
  const std::vector<RuleTrace> path = without_reading.denominator_path(0);
  ASSERT_EQ(path.size(), 2u);
  EXPECT_EQ(path[0].truth, Truth::kUnknown);
  EXPECT_EQ(path[0].outcome.kind, Outcome::Kind::kNext);
  EXPECT_EQ(path[1].rule, 1);
  EXPECT_EQ(path[1].truth, Truth::kFalse);
  EXPECT_EQ(path[1].outcome.name, "NO_READING");
  EXPECT_TRUE(without_reading.numerator_path(0).empty());
  EXPECT_EQ(without_reading.indicator(0), (IndicatorAnswer{PatientStanding::kAdjusted, 2, 0}));

  Patient high = registered_patient();
  high.events = {event("1", "2025-06-01", 141.0F)};
  Evaluation missed(m, high, kDates);
  EXPECT_EQ(missed.indicator(0), (IndicatorAnswer{PatientStanding::kNotMet, 3, 1}));
  EXPECT_EQ(missed.numerator_path(0).size(), 1u);

  high.events = {event("1", "2025-06-01", 140.0F)};
  Evaluation met(m, high, kDates);
  EXPECT_EQ(met.indicator(0), (IndicatorAnswer{PatientStanding::kMet, 1, 1}));
}

TEST(ReferenceTest, NobodyOutsideTheBaseHasAPath) {
  Patient p = registered_patient();
  p.death = day("2026-01-31");
  const Model m = blood_pressure();
  Evaluation e(m, p, kDates);
  EXPECT_FALSE(e.in_gms());
  EXPECT_TRUE(e.denominator_path(0).empty());
  EXPECT_EQ(e.indicator(0), IndicatorAnswer{});
}

TEST(ReferenceTest, AClockAsksAnotherDay) {
  Model m = blood_pressure();
  Clock year_start;
  year_start.as_at = at(DateRef::Base::kYearStart);
  year_start.as_at->days = -1;
  m.clocks.push_back(year_start);
  Patient p = registered_patient();
  p.spells = {{day("2025-04-01"), kUnknownDate}};
  Evaluation e(m, p, kDates);
  EXPECT_TRUE(e.in_gms(0));
  EXPECT_FALSE(e.in_gms(1));
  EXPECT_EQ(e.date(at(DateRef::Base::kAchievement), 1), day("2025-03-31"));
  EXPECT_EQ(e.date(at(DateRef::Base::kPeriodEnd), 1), day("2025-03-31"));
  EXPECT_EQ(e.date(at(DateRef::Base::kYearStart), 1), day("2024-04-01"));
}

}  // namespace
}  // namespace meso::rules::reference
