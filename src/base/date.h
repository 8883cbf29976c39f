// Days of the calendar, as records speak of them: no clock, no time zone.
//
// A Date is a day number: 1 is 1900-01-01, 65,535 is 2079-06-05, and 0 is "date not known". These are the
// days that a record can hold in 16 bits. Arithmetic may leave that range in either direction (a window that
// opens before 1900 is still a window); a result that lands on or below zero is then a bound, not a recorded
// date, so ask `is_recorded` only of dates that were read. The calendar is the proleptic Gregorian one.
//
// Months: adding months to a day that the target month lacks either clamps to its last day (31 March
// minus 1 month is 28 or 29 February: the reading of the business rules) or rolls to the first of the
// next month (the reading of ehrQL, which makes x + n the smallest day whose completed difference to x
// is n). The policy is always named.

#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meso {

struct Date {
  std::int32_t days = 0;

  auto operator<=>(const Date&) const = default;
  // True for a day that a record can hold: 1900-01-01 to 2079-06-05.
  constexpr bool is_recorded() const { return days >= 1 && days <= 65535; }
};

inline constexpr Date kUnknownDate{0};
inline constexpr Date kFirstDate{1};
inline constexpr Date kLastDate{65535};

struct CivilDate {
  std::int32_t year = 0;
  std::int32_t month = 0;  // 1 to 12
  std::int32_t day = 0;    // 1 to 31
};

enum class MonthPolicy : std::uint8_t { kClamp, kRoll };

bool is_leap_year(std::int32_t year);
std::int32_t days_in_month(std::int32_t year, std::int32_t month);

// The day of a civil date; nothing when there is no such day (31 June). Any year is accepted.
std::optional<Date> date_from_civil(std::int32_t year, std::int32_t month, std::int32_t day);
CivilDate civil_from_date(Date date);

constexpr Date add_days(Date date, std::int32_t days) {
  return Date{date.days + days};
}
Date add_months(Date date, std::int32_t months, MonthPolicy policy);

// Completed years and months from `from` to `to`: negative when `to` is earlier, by even a day (floor, not
// truncation). Somebody born on 29 February completes a year on 1 March where there is no 29th.
std::int32_t completed_years(Date from, Date to);
std::int32_t completed_months(Date from, Date to);

// The forms in which extracts write days. A form is settled for a whole column
// (see `DateColumn`), never per row.
enum class DateForm : std::uint8_t {
  kIso,           // 2026-03-31
  kDayMonthYear,  // 31/03/2026, 31-03-2026, 31.03.2026
  kMonthDayYear,  // 03/31/2026
  kCompact,       // 20260331
  kDayMonthName,  // 31-Mar-2026, 31 March 2026
};

// Reads one date in the given form. A time of day after the date (blank or T, then hours) is dropped: a
// timestamp counts as the date written. Nothing when it is not that form, no such day, or outside what a
// record can hold.
std::optional<Date> parse_date(std::string_view text, DateForm form);
inline std::optional<Date> parse_iso_date(std::string_view text) {
  return parse_date(text, DateForm::kIso);
}

// "2026-03-31"; "unknown" for kUnknownDate.
std::string format_date(Date date);

// Settles the form of one column of one file from all of its cells. Feed every non-empty cell, then ask.
// A column where both day-first and month-first read every cell is taken as day-first (England) and says so.
class DateColumn {
 public:
  void see(std::string_view cell);
  // Nothing when no form reads at least one cell; otherwise the form that reads the most cells (ties in the
  // order of DateForm).
  std::optional<DateForm> form() const;
  bool was_ambiguous() const;

 private:
  static constexpr int kForms = 5;
  std::uint64_t read_[kForms] = {};
};

}  // namespace meso
