#include "records/intake_cells.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace meso::records {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Day number of each 1 March-less month start: kMonthStart[m] days before month m (1 to 12) in a common year.
constexpr std::array<std::int32_t, 13> kMonthStart = {0,   0,   31,  59,  90,  120, 151,
                                                      181, 212, 243, 273, 304, 334};

std::optional<Comparator> take_sign(std::string_view& cell) {
  struct Sign {
    std::string_view text;
    Comparator means;
  };
  static constexpr Sign kSigns[] = {
      {"<=", Comparator::kAtMost},
      {">=", Comparator::kAtLeast},
      {"<", Comparator::kBelow},
      {">", Comparator::kAbove},
      {"~", Comparator::kAbout},
      {"=", Comparator::kEqual},
      {"\xE2\x89\xA4", Comparator::kAtMost},
      {"\xE2\x89\xA5", Comparator::kAtLeast},
  };
  for (const Sign& sign : kSigns) {
    if (!cell.starts_with(sign.text)) continue;
    cell = trimmed(cell.substr(sign.text.size()));
    return sign.means;
  }
  return std::nullopt;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

std::string plain_word(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || is_digit(c)) out += c;
  }
  return out;
}

std::optional<float> read_number(std::string_view cell) {
  // Up to seven digits make a whole number that a float holds exactly, and so is 10 to the power of 7 or
  // less: one division rounds once, which is what the exact road below does.
  static constexpr float kPowers[] = {1, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f};
  if (!cell.empty() && cell.size() <= 8) {
    std::uint32_t digits = 0;
    std::size_t point = cell.size();
    std::size_t read = 0;
    for (std::size_t i = 0; i < cell.size(); ++i) {
      const char c = cell[i];
      if (is_digit(c)) {
        digits = digits * 10 + static_cast<std::uint32_t>(c - '0');
        ++read;
      } else if (c == '.' && point == cell.size() && i != 0 && i + 1 != cell.size()) {
        point = i;
      } else {
        read = 0;
        break;
      }
    }
    if (read != 0 && read <= 7) {
      const std::size_t decimals = point == cell.size() ? 0 : cell.size() - point - 1;
      return static_cast<float>(digits) / kPowers[decimals];
    }
  }
  if (cell.starts_with('+')) {
    cell.remove_prefix(1);
    if (cell.starts_with('-')) return std::nullopt;
  }
  float number = 0;
  const char* const begin = cell.data();
  const char* const end = begin + cell.size();
  const auto [stopped, fault] = std::from_chars(begin, end, number);
  if (stopped != end || cell.empty()) return std::nullopt;
  if (fault == std::errc::result_out_of_range) {
    double wide = 0;
    const auto again = std::from_chars(begin, end, wide);
    // Out of range at either end: a double tells which, and where even that is
    // too narrow, the exponent's sign does.
    const bool tiny = again.ec == std::errc() ? std::fabs(wide) < 1
                                              : cell.find("e-") != std::string_view::npos ||
                                                    cell.find("E-") != std::string_view::npos;
    if (!tiny) return std::nullopt;
    number = 0;
  } else if (fault != std::errc() || !std::isfinite(number)) {
    return std::nullopt;
  }
  return number == 0 ? 0 : number;
}

std::optional<Value> read_value(std::string_view cell) {
  Value value;
  if (const auto sign = take_sign(cell)) value.comparator = *sign;
  const auto number = read_number(cell);
  if (!number) return std::nullopt;
  value.number = *number;
  return value;
}

std::optional<std::uint32_t> read_whole(std::string_view cell) {
  std::uint32_t number = 0;
  const char* const begin = cell.data();
  const char* const end = begin + cell.size();
  const auto [stopped, fault] = std::from_chars(begin, end, number);
  if (fault != std::errc() || stopped != end) return std::nullopt;
  return number;
}

std::optional<Date> read_date(std::string_view cell, DateForm form) {
  if (form != DateForm::kIso || cell.size() != 10 || cell[4] != '-' || cell[7] != '-')
    return parse_date(cell, form);
  constexpr std::size_t kDigits[] = {0, 1, 2, 3, 5, 6, 8, 9};
  std::int32_t number = 0;
  for (std::size_t at : kDigits) {
    if (!is_digit(cell[at])) return std::nullopt;
    number = number * 10 + (cell[at] - '0');
  }
  const std::int32_t year = number / 10000, month = number / 100 % 100, day = number % 100;
  if (year < 1900 || year > 2099 || month < 1 || month > 12 || day < 1) return std::nullopt;
  // From 1901 to 2099 every fourth year is a leap year; 1900 is none.
  const bool leap = year % 4 == 0 && year != 1900;
  const std::int32_t last = month == 2 ? 28 + leap : 30 + ((month + (month > 7)) & 1);
  if (day > last) return std::nullopt;
  const std::int32_t years = year - 1900;
  const std::int32_t leap_days = years == 0 ? 0 : (years - 1) / 4;
  const Date date{years * 365 + leap_days + kMonthStart[static_cast<std::size_t>(month)] +
                  (leap && month > 2) + day};
  return date.is_recorded() ? std::optional(date) : std::nullopt;
}

Sex read_sex(std::string_view cell) {
  const std::string word = plain_word(cell);
  if (word == "m" || word == "male") return Sex::kMale;
  if (word == "f" || word == "female") return Sex::kFemale;
  if (word == "o" || word == "other" || word == "i" || word == "intersex" || word == "indeterminate") {
    return Sex::kOther;
  }
  return Sex::kUnknown;
}

std::optional<bool> read_yes_no(std::string_view cell) {
  const std::string word = plain_word(cell);
  if (word == "yes" || word == "y" || word == "1" || word == "true" || word == "t") return true;
  if (word == "no" || word == "n" || word == "0" || word == "false" || word == "f") return false;
  return std::nullopt;
}

std::optional<Episode> read_episode(std::string_view cell) {
  if (cell.empty()) return Episode::kUnstated;
  const std::string word = plain_word(cell);
  if (word == "first") return Episode::kFirst;
  if (word == "new") return Episode::kNew;
  if (word == "review" || word == "ongoing" || word == "continuing" || word == "flareup")
    return Episode::kReview;
  if (word == "end" || word == "ended") return Episode::kEnd;
  if (word == "other") return Episode::kOther;
  if (word == "none" || word == "unstated") return Episode::kUnstated;
  return std::nullopt;
}

std::string_view fault_of_code(terms::System system, std::string_view code) {
  if (code.empty()) return "there is no code";
  if (code.size() > 64) return "the code is longer than 64 bytes";
  if (system == terms::System::kSnomed || system == terms::System::kDmd) {
    if (!std::all_of(code.begin(), code.end(), is_digit) || code.size() < 6 || code.size() > 18) {
      return "the code is not a SNOMED CT identifier of 6 to 18 digits; spreadsheets damage them";
    }
    return "";
  }
  const bool printable = std::all_of(code.begin(), code.end(), [](char c) { return c > ' ' && c < '\x7F'; });
  return printable ? "" : "the code holds a blank or a letter that codes do not have";
}

// Verhoeff's check over the dihedral group of ten elements.
bool is_sctid(std::string_view digits) {
  if (digits.size() < 6 || digits.size() > 18 || !std::all_of(digits.begin(), digits.end(), is_digit))
    return false;
  // Products in D5: the first five are turns, the others are reflections.
  const auto product = [](int a, int b) {
    const int turned = a < 5 ? (b % 5 + a) % 5 : (a - b % 5 + 5) % 5;
    return (a < 5) == (b < 5) ? turned : turned + 5;
  };
  static constexpr int kPermuted[10] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
  int check = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int digit = digits[digits.size() - 1 - i] - '0';
    for (std::size_t k = 0; k < i % 8; ++k) digit = kPermuted[digit];
    check = product(check, digit);
  }
  return check == 0;
}

bool looks_like_loinc(std::string_view code) {
  return code.size() >= 3 && code.size() <= 9 && code[code.size() - 2] == '-' && is_digit(code.back()) &&
         std::all_of(code.begin(), code.end() - 2, is_digit);
}

}  // namespace meso::records
