#include "network/codes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "locale/england/financial_year.h"

namespace meso::network {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

int small_number(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

// 01Jul2026, 01-Jul-26, 1 JULY 2026.
std::optional<Date> named_month(std::string_view text) {
  std::size_t at = 0;
  const auto take = [&](auto&& belongs) {
    const std::size_t begin = at;
    while (at < text.size() && belongs(text[at])) ++at;
    return text.substr(begin, at - begin);
  };
  const auto skip = [&] {
    while (at < text.size() && (text[at] == '-' || text[at] == ' ' || text[at] == '/')) ++at;
  };
  const std::string_view day = take(is_digit);
  skip();
  const std::string month = plain(take(is_letter));
  skip();
  const std::string_view year = take(is_digit);
  if (at != text.size() || day.empty() || day.size() > 2 || month.size() < 3) return std::nullopt;
  if (year.size() != 2 && year.size() != 4) return std::nullopt;
  const auto found = std::ranges::find(kMonths, std::string_view(month).substr(0, 3));
  if (found == kMonths.end()) return std::nullopt;
  return date_from_civil(small_number(year) + (year.size() == 2 ? 2000 : 0),
                         static_cast<int>(found - kMonths.begin()) + 1, small_number(day));
}

// "01-Mar", "Mar-01": what a spreadsheet makes of a code such as 1MAR.
bool is_day_and_month(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto is_month = [](std::string_view part) {
    return std::ranges::find(kMonths, plain(part)) != kMonths.end();
  };
  const std::string_view before = text.substr(0, dash), after = text.substr(dash + 1);
  return (is_month(before) && all_digits(after)) || (all_digits(before) && is_month(after));
}

bool is_year(int year) {
  return year >= 1948 && year <= 2078;
}

// The runs of digits of a name, with the letter that stands between one and the next when it is only one.
struct Run {
  std::string_view digits;
  char after = '\0';  // the byte after it when the next run follows at once behind it
};
std::vector<Run> runs_of(std::string_view name) {
  std::vector<Run> runs;
  for (std::size_t i = 0; i < name.size();) {
    if (!is_digit(name[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < name.size() && is_digit(name[end])) ++end;
    const bool joined = end + 1 < name.size() && is_digit(name[end + 1]);
    runs.push_back({name.substr(i, end - i), joined ? name[end] : '\0'});
    i = end;
  }
  return runs;
}

bool joins(char c) {
  return c == '-' || c == '_' || c == '/';
}

}  // namespace

std::string plain(std::string_view text) {
  std::string word;
  for (const char c : text) {
    if (is_letter(c) || is_digit(c)) word += lower(c);
  }
  return word;
}

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> number(std::string_view text) {
  text = trimmed(text);
  std::array<char, 40> digits{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    // A separator stands before three digits.
    if (text[i] == ',' && count > 0 && i + 3 < text.size() && all_digits(text.substr(i + 1, 3))) continue;
    if (count == digits.size()) return std::nullopt;
    digits[count++] = text[i];
  }
  const char* begin = digits.data();
  if (count > 0 && *begin == '+') ++begin;
  double value = 0;
  const auto [end, error] = std::from_chars(begin, digits.data() + count, value);
  if (error != std::errc() || end != digits.data() + count || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::uint32_t> whole_number(std::string_view text) {
  // The usual cell, at once.
  if (!text.empty() && text.size() <= 9 && all_digits(text)) {
    return static_cast<std::uint32_t>(small_number(text));
  }
  const auto value = number(text);
  if (!value || *value < 0 || *value > 4e9 || *value != std::floor(*value)) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

std::optional<Date> public_day(std::string_view text) {
  text = trimmed(text);
  if (text.size() >= 10 && text[4] == '-') return parse_date(text, DateForm::kIso);
  if (text.size() == 8 && all_digits(text)) return parse_date(text, DateForm::kCompact);
  if (const auto day = parse_date(text, DateForm::kDayMonthYear)) return day;
  return named_month(text);
}

std::optional<Date> day_in_name(std::string_view file) {
  const auto runs = runs_of(file);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string_view digits = runs[i].digits;
    if (digits.size() == 8) {
      if (const auto day = parse_date(digits, DateForm::kCompact);
          day && is_year(small_number(digits.substr(0, 4)))) {
        return day;
      }
    }
    if (digits.size() == 4 && is_year(small_number(digits)) && joins(runs[i].after) && i + 1 < runs.size() &&
        runs[i + 1].digits.size() == 2) {
      int day = 1;
      if (joins(runs[i + 1].after) && i + 2 < runs.size() && runs[i + 2].digits.size() == 2) {
        day = small_number(runs[i + 2].digits);
      }
      if (const auto found = date_from_civil(small_number(digits), small_number(runs[i + 1].digits), day))
        return found;
    }
    if (digits.size() == 6 && is_year(small_number(digits.substr(2)))) {
      if (const auto found =
              date_from_civil(small_number(digits.substr(2)), small_number(digits.substr(0, 2)), 1)) {
        return found;
      }
    }
  }
  return std::nullopt;
}

Period financial_year_from(int first_year) {
  return {*date_from_civil(first_year, england::kYearEndMonth + 1, 1),
          *date_from_civil(first_year + 1, england::kYearEndMonth, england::kYearEndDay)};
}

std::optional<Period> year_in_name(std::string_view file) {
  const auto runs = runs_of(file);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string_view digits = runs[i].digits;
    if (digits.size() != 4) continue;
    if (joins(runs[i].after) && i + 1 < runs.size() && is_year(small_number(digits))) {
      const std::string_view next = runs[i + 1].digits;
      const int year = small_number(digits);
      if ((next.size() == 2 && small_number(next) == (year + 1) % 100) ||
          (next.size() == 4 && small_number(next) == year + 1)) {
        return financial_year_from(year);
      }
    }
    const int first = small_number(digits.substr(0, 2));
    if (small_number(digits.substr(2)) == (first + 1) % 100) return financial_year_from(2000 + first);
  }
  // "22-23", where it is no part of a day.
  for (std::size_t i = 0; i + 1 < runs.size(); ++i) {
    const std::string_view digits = runs[i].digits, next = runs[i + 1].digits;
    if (digits.size() != 2 || next.size() != 2 || !joins(runs[i].after)) continue;
    const bool of_a_day =
        (i > 0 && joins(runs[i - 1].after)) || (i + 2 < runs.size() && joins(runs[i + 1].after));
    if (!of_a_day && small_number(next) == (small_number(digits) + 1) % 100)
      return financial_year_from(2000 + small_number(digits));
  }
  return std::nullopt;
}

std::optional<Period> period_of(std::string_view text) {
  text = trimmed(text);
  if (text.size() < 4 || !all_digits(text.substr(0, 4))) return std::nullopt;
  const int year = small_number(text.substr(0, 4));
  if (!is_year(year)) return std::nullopt;
  if (text.size() == 4) return Period{*date_from_civil(year, 1, 1), *date_from_civil(year, 12, 31)};
  const std::string_view rest = text.substr(5);
  if (joins(text[4]) && all_digits(rest) &&
      ((rest.size() == 2 && small_number(rest) == (year + 1) % 100) ||
       (rest.size() == 4 && small_number(rest) == year + 1))) {
    return financial_year_from(year);
  }
  if (const auto day = public_day(text)) return Period{*day, *day};
  return std::nullopt;
}

std::string_view code_fault(std::string_view code) {
  if (code.empty()) return "no code";
  if (code.size() > 12) return "longer than any code";
  bool letter = false;
  for (const char c : code) {
    letter = letter || is_letter(c);
    if (is_letter(c) || is_digit(c)) continue;
    if ((c == '+' || c == '.') && number(code)) return "a code that a spreadsheet turned into a number";
    if (c == '-' && is_day_and_month(code)) return "a code that a spreadsheet turned into a day";
    return "no code: it holds other signs than letters and digits";
  }
  if (code.size() == 1) return "a code that is cut short";
  if (code.size() == 2 && letter && is_digit(code[0])) return "a code that lost its leading nought";
  return {};
}

bool is_unallocated(std::string_view code) {
  return code == "U" || code == "u" || plain(code) == "unallocated" || plain(code) == "unknown" ||
         code == "UNK";
}

AreaKind area_kind(std::string_view code) {
  if (code.size() != 9 || !is_letter(code[0]) || !all_digits(code.substr(1)) ||
      code.substr(1) == "99999999") {
    return AreaKind::kPseudo;
  }
  return code[0] == 'W' || code[0] == 'S' || code[0] == 'N' ? AreaKind::kElsewhere : AreaKind::kEngland;
}

}  // namespace meso::network
