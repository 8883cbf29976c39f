#include "base/date.h"

#include <gtest/gtest.h>

#include <chrono>

#include "base/random.h"

namespace meso {
namespace {

namespace chrono = std::chrono;

chrono::sys_days epoch() {
  return chrono::sys_days(chrono::year(1899) / 12 / 31);
}
chrono::year_month_day calendar(Date date) {
  return chrono::year_month_day(epoch() + chrono::days(date.days));
}
Date day(const char* text) {
  return *parse_iso_date(text);
}

TEST(Date, CountsAsTheCalendarOfTheLibraryOnEveryDayAndBeyond) {
  for (std::int32_t days = -300'000; days <= 300'000; ++days) {
    const CivilDate civil = civil_from_date(Date{days});
    const auto expected = calendar(Date{days});
    ASSERT_EQ(civil.year, static_cast<int>(expected.year())) << days;
    ASSERT_EQ(civil.month, static_cast<int>(static_cast<unsigned>(expected.month()))) << days;
    ASSERT_EQ(civil.day, static_cast<int>(static_cast<unsigned>(expected.day()))) << days;
    ASSERT_EQ(date_from_civil(civil.year, civil.month, civil.day)->days, days);
  }
  EXPECT_EQ(day("1900-01-01"), kFirstDate);
  EXPECT_EQ(day("2079-06-05"), kLastDate);
  EXPECT_EQ(format_date(kFirstDate), "1900-01-01");
  EXPECT_EQ(format_date(kLastDate), "2079-06-05");
  EXPECT_EQ(format_date(kUnknownDate), "unknown");
}

TEST(Date, HasNoDaysThatTheCalendarLacks) {
  EXPECT_FALSE(date_from_civil(2023, 2, 29));
  EXPECT_TRUE(date_from_civil(2024, 2, 29));
  EXPECT_FALSE(date_from_civil(1900, 2, 29));
  EXPECT_TRUE(date_from_civil(2000, 2, 29));
  EXPECT_FALSE(date_from_civil(2024, 6, 31));
  EXPECT_FALSE(date_from_civil(2024, 0, 1));
  EXPECT_FALSE(date_from_civil(2024, 13, 1));
  EXPECT_FALSE(date_from_civil(2024, 1, 0));
}

TEST(Date, MonthsClampOrRollWhereTheDayIsMissing) {
  const auto months = [](const char* from, int count, MonthPolicy policy) {
    return format_date(add_months(day(from), count, policy));
  };
  EXPECT_EQ(months("2025-03-31", -9, MonthPolicy::kClamp), "2024-06-30");
  EXPECT_EQ(months("2025-03-31", -9, MonthPolicy::kRoll), "2024-07-01");
  EXPECT_EQ(months("2025-03-31", -1, MonthPolicy::kClamp), "2025-02-28");
  EXPECT_EQ(months("2024-03-31", -1, MonthPolicy::kClamp), "2024-02-29");
  EXPECT_EQ(months("2024-02-29", 12, MonthPolicy::kClamp), "2025-02-28");
  EXPECT_EQ(months("2024-02-29", 12, MonthPolicy::kRoll), "2025-03-01");
  EXPECT_EQ(months("2024-02-29", 48, MonthPolicy::kClamp), "2028-02-29");
  EXPECT_EQ(months("2024-01-15", -13, MonthPolicy::kRoll), "2022-12-15");
}

TEST(Date, MonthsAgreeWithTheLibraryOnRandomDays) {
  Random random(20260331);
  for (int i = 0; i < 200'000; ++i) {
    const Date from{random.between(1, 65535)};
    const std::int32_t months = random.between(-2400, 2400);
    const auto moved = calendar(from) + chrono::months(months);
    const auto last = chrono::sys_days(moved.year() / moved.month() / chrono::last);
    const auto clamped = moved.ok() ? chrono::sys_days(moved) : last;
    const auto rolled = moved.ok() ? clamped : last + chrono::days(1);
    ASSERT_EQ(add_months(from, months, MonthPolicy::kClamp).days, (clamped - epoch()).count());
    ASSERT_EQ(add_months(from, months, MonthPolicy::kRoll).days, (rolled - epoch()).count());
  }
}

// Rolling makes x + n months the first day on which n months since x are complete.
TEST(Date, CompletedMonthsAndYearsInvertRolling) {
  Random random(7);
  for (int i = 0; i < 100'000; ++i) {
    const Date from{random.between(1, 65535)};
    const Date to{random.between(1, 65535)};
    const std::int32_t months = completed_months(from, to);
    ASSERT_LE(add_months(from, months, MonthPolicy::kRoll), to)
        << format_date(from) << " " << format_date(to);
    ASSERT_GT(add_months(from, months + 1, MonthPolicy::kRoll), to)
        << format_date(from) << " " << format_date(to);
    const std::int32_t years = completed_years(from, to);
    ASSERT_LE(add_months(from, 12 * years, MonthPolicy::kRoll), to);
    ASSERT_GT(add_months(from, 12 * (years + 1), MonthPolicy::kRoll), to);
    ASSERT_EQ(years, months >= 0 ? months / 12 : -((11 - months) / 12));
  }
}

TEST(Date, SomebodyBornOnALeapDayAgesOnTheFirstOfMarch) {
  EXPECT_EQ(completed_years(day("2004-02-29"), day("2022-02-28")), 17);
  EXPECT_EQ(completed_years(day("2004-02-29"), day("2022-03-01")), 18);
  EXPECT_EQ(completed_years(day("2004-02-29"), day("2024-02-28")), 19);
  EXPECT_EQ(completed_years(day("2004-02-29"), day("2024-02-29")), 20);
  EXPECT_EQ(completed_years(day("1950-06-15"), day("2024-06-14")), 73);
  EXPECT_EQ(completed_years(day("1950-06-15"), day("2024-06-15")), 74);
  EXPECT_EQ(completed_years(day("2024-06-15"), day("2024-06-14")), -1);
}

TEST(ParseDate, EachFormReadsItsOwn) {
  const Date expected = day("2026-03-31");
  EXPECT_EQ(parse_date("2026-03-31", DateForm::kIso), expected);
  EXPECT_EQ(parse_date("2026-03-31T23:59:59Z", DateForm::kIso), expected);
  EXPECT_EQ(parse_date("2026-03-31 00:00:00", DateForm::kIso), expected);
  EXPECT_EQ(parse_date("31/03/2026", DateForm::kDayMonthYear), expected);
  EXPECT_EQ(parse_date("31.3.2026 12:00", DateForm::kDayMonthYear), expected);
  EXPECT_EQ(parse_date("03/31/2026", DateForm::kMonthDayYear), expected);
  EXPECT_EQ(parse_date("20260331", DateForm::kCompact), expected);
  EXPECT_EQ(parse_date("31-Mar-2026", DateForm::kDayMonthName), expected);
  EXPECT_EQ(parse_date("31 March 2026", DateForm::kDayMonthName), expected);
  EXPECT_EQ(parse_date("31-MAR-2026", DateForm::kDayMonthName), expected);
}

TEST(ParseDate, ReadsNothingElse) {
  for (const char* text : {"", " ", "2026-3-31", "2026-02-30", "2026-03-31x", "2026/03/31", "0000-00-00",
                           "1899-12-31", "2079-06-06", "-026-03-31", "2026-03-31T", "2026-03-+1"}) {
    EXPECT_FALSE(parse_iso_date(text)) << text;
  }
  for (const char* text :
       {"31/03/26", "31/03-2026", "031/03/2026", "31//2026", "31/03/20266", "31 Marsh 2026"}) {
    EXPECT_FALSE(parse_date(text, DateForm::kDayMonthYear)) << text;
    EXPECT_FALSE(parse_date(text, DateForm::kDayMonthName)) << text;
  }
  EXPECT_FALSE(parse_date("2026033", DateForm::kCompact));
}

TEST(ParseDate, EveryDayComesBackInEveryForm) {
  for (std::int32_t days = 1; days <= 65535; days += 7) {
    const CivilDate civil = civil_from_date(Date{days});
    char text[32];
    ASSERT_EQ(parse_iso_date(format_date(Date{days}))->days, days);
    std::snprintf(text, sizeof text, "%02d/%02d/%04d", civil.day, civil.month, civil.year);
    ASSERT_EQ(parse_date(text, DateForm::kDayMonthYear)->days, days);
    std::snprintf(text, sizeof text, "%02d/%02d/%04d", civil.month, civil.day, civil.year);
    ASSERT_EQ(parse_date(text, DateForm::kMonthDayYear)->days, days);
    std::snprintf(text, sizeof text, "%04d%02d%02d", civil.year, civil.month, civil.day);
    ASSERT_EQ(parse_date(text, DateForm::kCompact)->days, days);
  }
}

TEST(ParseDate, NoTextIsTooStrange) {
  Random random(3);
  const std::string_view letters = "0123456789-/. TMarJan+:";
  for (int i = 0; i < 300'000; ++i) {
    std::string text;
    for (std::uint32_t left = random.below(14); left > 0; --left) {
      text += letters[random.below(static_cast<std::uint32_t>(letters.size()))];
    }
    for (int form = 0; form < 5; ++form) {
      const auto date = parse_date(text, static_cast<DateForm>(form));
      ASSERT_TRUE(!date || date->is_recorded()) << text;
    }
  }
}

TEST(DateColumn, IsSettledForTheWholeColumn) {
  DateColumn day_first;
  for (const char* cell : {"01/02/2025", "03/04/2025", "25/12/2024"}) day_first.see(cell);
  EXPECT_EQ(day_first.form(), DateForm::kDayMonthYear);
  EXPECT_FALSE(day_first.was_ambiguous());

  DateColumn month_first;
  for (const char* cell : {"01/02/2025", "03/04/2025", "12/25/2024"}) month_first.see(cell);
  EXPECT_EQ(month_first.form(), DateForm::kMonthDayYear);
  EXPECT_FALSE(month_first.was_ambiguous());

  DateColumn both;
  for (const char* cell : {"01/02/2025", "03/04/2025"}) both.see(cell);
  EXPECT_EQ(both.form(), DateForm::kDayMonthYear);
  EXPECT_TRUE(both.was_ambiguous());

  DateColumn none;
  none.see("soon");
  EXPECT_FALSE(none.form());
  EXPECT_FALSE(none.was_ambiguous());

  DateColumn mostly_iso;
  for (const char* cell : {"2025-02-01", "2025-02-02T10:00", "01/02/2025"}) mostly_iso.see(cell);
  EXPECT_EQ(mostly_iso.form(), DateForm::kIso);
}

}  // namespace
}  // namespace meso
