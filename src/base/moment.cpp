#include "base/moment.h"

#include <charconv>
#include <chrono>

#include <fmt/format.h>

namespace meso {
namespace {

using std::chrono::floor;
using std::chrono::microseconds;
using Days = std::chrono::sys_days;

// `size` digits at `at`; nothing when there are fewer.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t size) {
  if (text.size() < at + size) return std::nullopt;
  int number = 0;
  const char* from = text.data() + at;
  const auto read = std::from_chars(from, from + size, number);
  if (read.ec != std::errc() || read.ptr != from + size || number < 0 || *from == '-') return std::nullopt;
  return number;
}

}  // namespace

Moment now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Moment{std::chrono::duration_cast<microseconds>(since).count()};
}

std::string format_moment(Moment moment) {
  const std::chrono::sys_time<microseconds> time{microseconds{moment.microseconds}};
  const auto day = floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::int64_t rest = (time - day).count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     rest / 3'600'000'000, rest / 60'000'000 % 60, rest / 1'000'000 % 60, rest % 1'000'000);
}

std::optional<Moment> parse_moment(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  std::int64_t at = microseconds(Days(date).time_since_epoch()).count();
  if (text.size() == 10) return Moment{at};
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!hour || !minute || !second || text[10] != 'T' || text[13] != ':' || text[16] != ':' || *hour > 23 ||
      *minute > 59 || *second > 59 || text.back() != 'Z') {
    return std::nullopt;
  }
  at += ((*hour * 60LL + *minute) * 60 + *second) * 1'000'000;
  const std::string_view fraction = text.substr(19, text.size() - 20);
  if (fraction.empty()) return Moment{at};
  if (fraction[0] != '.' || fraction.size() < 2 || fraction.size() > 7) return std::nullopt;
  const auto part = digits(fraction, 1, fraction.size() - 1);
  if (!part) return std::nullopt;
  std::int64_t micro = *part;
  for (std::size_t places = fraction.size() - 1; places < 6; ++places) micro *= 10;
  return Moment{at + micro};
}

}  // namespace meso
