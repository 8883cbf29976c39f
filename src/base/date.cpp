#include "base/date.h"

#include <array>
#include <cstdio>

namespace meso {
namespace {

// Day number of 1970-01-01 in our counting, where 1900-01-01 is 1.
constexpr std::int32_t kUnixEpoch = 25568;

// Days since 1970-01-01 by the era method: 400-year eras that begin on 1 March, so that the leap day is last.
std::int32_t days_from_civil(std::int32_t year, std::int32_t month, std::int32_t day) {
  year -= month <= 2;
  const std::int32_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int32_t year_of_era = year - era * 400;
  const std::int32_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<std::int32_t> read_number(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  std::int32_t value = 0;
  for (char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<std::int32_t> read_month_name(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  if (text.size() < 3) return std::nullopt;
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (lower == kMonths[i] || lower == kMonths[i].substr(0, 3)) return static_cast<std::int32_t>(i + 1);
  }
  return std::nullopt;
}

// Cuts a time of day off: what follows the date after a blank or a T must begin with a digit.
std::string_view without_time(std::string_view text, std::size_t date_length) {
  if (text.size() > date_length + 1 && (text[date_length] == ' ' || text[date_length] == 'T') &&
      is_digit(text[date_length + 1])) {
    return text.substr(0, date_length);
  }
  return text;
}

struct Parts {
  std::string_view first, second, third;
};

std::optional<Parts> split_three(std::string_view text) {
  const std::size_t a = text.find_first_of("/-. ");
  if (a == std::string_view::npos) return std::nullopt;
  const std::size_t b = text.find(text[a], a + 1);
  if (b == std::string_view::npos) return std::nullopt;
  std::string_view last = text.substr(b + 1);
  return Parts{text.substr(0, a), text.substr(a + 1, b - a - 1), without_time(last, 4)};
}

std::optional<Date> recorded(std::optional<std::int32_t> year, std::optional<std::int32_t> month,
                             std::optional<std::int32_t> day) {
  if (!year || !month || !day) return std::nullopt;
  auto date = date_from_civil(*year, *month, *day);
  if (!date || !date->is_recorded()) return std::nullopt;
  return date;
}

}  // namespace

bool is_leap_year(std::int32_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

std::int32_t days_in_month(std::int32_t year, std::int32_t month) {
  static constexpr std::array<std::int32_t, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

std::optional<Date> date_from_civil(std::int32_t year, std::int32_t month, std::int32_t day) {
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) return std::nullopt;
  return Date{days_from_civil(year, month, day) + kUnixEpoch};
}

CivilDate civil_from_date(Date date) {
  const std::int32_t z = date.days - kUnixEpoch + 719468;
  const std::int32_t era = (z >= 0 ? z : z - 146096) / 146097;
  const std::int32_t day_of_era = z - era * 146097;
  const std::int32_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int32_t shifted_month = (5 * day_of_year + 2) / 153;
  const std::int32_t month = shifted_month + (shifted_month < 10 ? 3 : -9);
  return CivilDate{year_of_era + era * 400 + (month <= 2), month,
                   day_of_year - (153 * shifted_month + 2) / 5 + 1};
}

Date add_months(Date date, std::int32_t months, MonthPolicy policy) {
  const CivilDate civil = civil_from_date(date);
  const std::int32_t total = civil.year * 12 + (civil.month - 1) + months;
  const std::int32_t year = total >= 0 ? total / 12 : -((11 - total) / 12);
  const std::int32_t month = total - year * 12 + 1;
  const std::int32_t last = days_in_month(year, month);
  if (civil.day <= last) return Date{days_from_civil(year, month, civil.day) + kUnixEpoch};
  const Date end{days_from_civil(year, month, last) + kUnixEpoch};
  return policy == MonthPolicy::kClamp ? end : add_days(end, 1);
}

std::int32_t completed_months(Date from, Date to) {
  const CivilDate a = civil_from_date(from);
  const CivilDate b = civil_from_date(to);
  return (b.year - a.year) * 12 + (b.month - a.month) - (b.day < a.day ? 1 : 0);
}

std::int32_t completed_years(Date from, Date to) {
  const CivilDate a = civil_from_date(from);
  const CivilDate b = civil_from_date(to);
  const bool before_birthday = b.month < a.month || (b.month == a.month && b.day < a.day);
  return b.year - a.year - (before_birthday ? 1 : 0);
}

std::optional<Date> parse_date(std::string_view text, DateForm form) {
  switch (form) {
    case DateForm::kIso: {
      text = without_time(text, 10);
      if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
      return recorded(read_number(text.substr(0, 4)), read_number(text.substr(5, 2)),
                      read_number(text.substr(8, 2)));
    }
    case DateForm::kCompact: {
      text = without_time(text, 8);
      if (text.size() != 8) return std::nullopt;
      return recorded(read_number(text.substr(0, 4)), read_number(text.substr(4, 2)),
                      read_number(text.substr(6, 2)));
    }
    case DateForm::kDayMonthYear:
    case DateForm::kMonthDayYear:
    case DateForm::kDayMonthName: {
      const auto parts = split_three(text);
      if (!parts || parts->third.size() != 4 || parts->first.size() > 2) return std::nullopt;
      if (form == DateForm::kDayMonthName) {
        return recorded(read_number(parts->third), read_month_name(parts->second), read_number(parts->first));
      }
      if (parts->second.size() > 2) return std::nullopt;
      const bool day_first = form == DateForm::kDayMonthYear;
      return recorded(read_number(parts->third), read_number(day_first ? parts->second : parts->first),
                      read_number(day_first ? parts->first : parts->second));
    }
  }
  return std::nullopt;
}

std::string format_date(Date date) {
  if (date == kUnknownDate) return "unknown";
  const CivilDate civil = civil_from_date(date);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
  return text;
}

void DateColumn::see(std::string_view cell) {
  for (int i = 0; i < kForms; ++i) read_[i] += parse_date(cell, static_cast<DateForm>(i)).has_value();
}

std::optional<DateForm> DateColumn::form() const {
  int best = 0;
  for (int i = 1; i < kForms; ++i) {
    if (read_[i] > read_[best]) best = i;
  }
  if (read_[best] == 0) return std::nullopt;
  return static_cast<DateForm>(best);
}

bool DateColumn::was_ambiguous() const {
  constexpr auto kDayFirst = static_cast<int>(DateForm::kDayMonthYear);
  constexpr auto kMonthFirst = static_cast<int>(DateForm::kMonthDayYear);
  return read_[kDayFirst] > 0 && read_[kDayFirst] == read_[kMonthFirst];
}

}  // namespace meso
