#include "governance/calendar.h"

#include <algorithm>
#include <cstdio>
#include <map>

#include <fmt/format.h>

#include "governance/attendance.h"

namespace meso::governance {
namespace {

struct Line {
  std::string name, value;
  std::map<std::string, std::string> parameters;
  std::size_t number = 0;
};

// Minutes since 1900-01-01T00:00 of a clock that knows no zone.
using Clock = std::int64_t;

// One half of a zone's year: what it sets its offset to, and from when.
struct Change {
  std::int64_t offset = 0;  // minutes east of UTC, afterwards
  std::int64_t before = 0;
  Clock from = 0;   // the first time, on the clock before
  int month = 0;    // of the yearly rule; 0: once
  int week = 0;     // 1, 2, ... or -1: the last
  int weekday = 0;  // 0 is Monday
};
using Zone = std::vector<Change>;

std::vector<Line> lines_of(const std::string& text) {
  std::vector<Line> out;
  std::string unfolded;
  std::size_t number = 0, at = 0, first = 0;
  const auto put = [&] {
    if (unfolded.empty()) return;
    Line& line = out.emplace_back();
    line.number = first;
    const std::size_t colon = [&] {
      bool quoted = false;
      for (std::size_t i = 0; i < unfolded.size(); ++i) {
        quoted = unfolded[i] == '"' ? !quoted : quoted;
        if (unfolded[i] == ':' && !quoted) return i;
      }
      return unfolded.size();
    }();
    std::string head = unfolded.substr(0, colon);
    line.value = colon < unfolded.size() ? unfolded.substr(colon + 1) : "";
    std::size_t begin = 0;
    for (bool is_name = true; begin <= head.size(); is_name = false) {
      const std::size_t end = std::min(head.find(';', begin), head.size());
      const std::string part = head.substr(begin, end - begin);
      const std::size_t sign = part.find('=');
      if (is_name) {
        line.name = part;
      } else if (sign != std::string::npos) {
        std::string value = part.substr(sign + 1);
        std::erase(value, '"');
        line.parameters[part.substr(0, sign)] = value;
      }
      begin = end + 1;
    }
  };
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    ++number;
    if (!line.empty() && (line[0] == ' ' || line[0] == '\t')) {
      unfolded += line.substr(1);
    } else {
      put();
      unfolded = line;
      first = number;
    }
    at = end + 1;
  }
  put();
  return out;
}

std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      const char next = text[++i];
      out += next == 'n' || next == 'N' ? ' ' : next;
    } else {
      out += text[i];
    }
  }
  return out;
}

// 20260304T183000, with or without Z, or a day alone.
std::optional<Clock> clock_of(const std::string& text, bool& whole_day) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0;
  whole_day = text.size() == 8;
  if (std::sscanf(text.c_str(), whole_day ? "%4d%2d%2d" : "%4d%2d%2dT%2d%2d", &year, &month, &day, &hour,
                  &minute) < (whole_day ? 3 : 5)) {
    return std::nullopt;
  }
  const auto date = date_from_civil(year, month, day);
  if (!date || hour > 23 || minute > 59) return std::nullopt;
  return std::int64_t{date->days} * 1440 + hour * 60 + minute;
}

std::int64_t offset_of(const std::string& text) {
  const int sign = !text.empty() && text[0] == '-' ? -1 : 1;
  int hours = 0, minutes = 0;
  std::sscanf(text.c_str() + (text.empty() || (text[0] != '+' && text[0] != '-') ? 0 : 1), "%2d%2d", &hours,
              &minutes);
  return sign * (hours * 60 + minutes);
}

void take_rule(Change& change, const std::string& rule) {
  constexpr std::string_view kDays[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
  if (const auto at = rule.find("BYMONTH="); at != std::string::npos)
    change.month = std::atoi(rule.c_str() + at + 8);
  const auto at = rule.find("BYDAY=");
  if (at == std::string::npos || change.month == 0) {
    change.month = 0;
    return;
  }
  const std::string by = rule.substr(at + 6, rule.find(';', at) - at - 6);
  change.week = std::atoi(by.c_str());
  for (std::size_t i = 0; i < 7; ++i) {
    if (by.ends_with(kDays[i])) change.weekday = static_cast<int>(i);
  }
  if (change.week == 0) change.week = 1;
}

// When the change happens in that year, on the clock before it.
std::optional<Clock> in_year(const Change& change, std::int32_t year) {
  const Clock minutes = change.from % 1440;
  if (change.month == 0) {
    const Date once{static_cast<std::int32_t>(change.from / 1440)};
    return civil_from_date(once).year == year ? std::optional(change.from) : std::nullopt;
  }
  const auto first = date_from_civil(year, change.month, 1);
  if (!first) return std::nullopt;
  const auto weekday = [](std::int32_t days) { return (days - 1) % 7; };  // 1900-01-01 was a Monday
  std::int32_t day = 0;
  if (change.week > 0) {
    day = first->days + (change.weekday - weekday(first->days) + 7) % 7 + 7 * (change.week - 1);
  } else {
    const std::int32_t last = first->days + days_in_month(year, change.month) - 1;
    day = last - (weekday(last) - change.weekday + 7) % 7 + 7 * (change.week + 1);
  }
  return std::int64_t{day} * 1440 + minutes;
}

// The offset that is in force at a time of this zone's own clock.
std::int64_t offset_at(const Zone& zone, Clock local) {
  const std::int32_t year = civil_from_date(Date{static_cast<std::int32_t>(local / 1440)}).year;
  std::optional<std::pair<Clock, std::int64_t>> newest;
  for (const std::int32_t each : {year - 1, year}) {
    for (const Change& change : zone) {
      const auto at = in_year(change, each);
      if (!at || *at < change.from) continue;
      // On the clock after the change, so that an hour that is skipped belongs to what follows.
      const Clock begins = *at + std::max<std::int64_t>(0, change.offset - change.before);
      if (begins <= local && (!newest || newest->first <= *at)) newest = {*at, change.offset};
    }
  }
  if (newest) return newest->second;
  return zone.empty() ? 0 : zone.front().before;
}

class Reader {
 public:
  explicit Reader(std::vector<Line> lines) : lines_(std::move(lines)) {}

  Calendar read() {
    read_zones();
    bool inside = false;
    int depth = 0;  // of what lies in an event, such as an alarm
    for (const Line& line : lines_) {
      if (line.name == "BEGIN" && line.value == "VEVENT") {
        out_.events.emplace_back();
        inside = true;
      } else if (line.name == "END" && line.value == "VEVENT") {
        inside = false;
      } else if (inside && line.name == "BEGIN") {
        ++depth;
      } else if (inside && line.name == "END") {
        --depth;
      } else if (inside && depth == 0) {
        take(out_.events.back(), line);
      }
    }
    const auto has_no_day = [&](const CalendarEvent& event) {
      if (event.on.is_recorded()) return false;
      out_.notes.push_back("an event without a day that reads: left out");
      return true;
    };
    std::erase_if(out_.events, has_no_day);
    return std::move(out_);
  }

 private:
  void read_zones() {
    std::string name;
    bool inside = false;
    for (const Line& line : lines_) {
      if (line.name == "TZID" && !inside) name = line.value;
      if (line.name == "BEGIN" && line.value == "VTIMEZONE") name.clear();
      if (line.name == "BEGIN" && (line.value == "STANDARD" || line.value == "DAYLIGHT")) {
        inside = true;
        zones_[name].emplace_back();
      } else if (line.name == "END" && (line.value == "STANDARD" || line.value == "DAYLIGHT")) {
        inside = false;
      }
      if (!inside || zones_[name].empty()) continue;
      Change& change = zones_[name].back();
      bool whole_day = false;
      if (line.name == "TZOFFSETTO") change.offset = offset_of(line.value);
      if (line.name == "TZOFFSETFROM") change.before = offset_of(line.value);
      if (line.name == "DTSTART") change.from = clock_of(line.value, whole_day).value_or(0);
      if (line.name == "RRULE") take_rule(change, line.value);
    }
  }

  void take(CalendarEvent& event, const Line& line) {
    if (line.name == "SUMMARY") event.title = unescaped(line.value);
    if (line.name == "LOCATION") event.place = unescaped(line.value);
    if (line.name == "UID") event.uid = line.value;
    if (line.name == "STATUS") event.cancelled = line.value == "CANCELLED";
    if (line.name == "RRULE") {
      event.repeats = line.value;
      out_.notes.push_back(fmt::format("line {}: it repeats; only its first day is taken", line.number));
    }
    if (line.name == "DTSTART") take_start(event, line);
  }

  void take_start(CalendarEvent& event, const Line& line) {
    bool whole_day = false;
    auto clock = clock_of(line.value, whole_day);
    if (!clock) return;
    const auto named = line.parameters.find("TZID");
    const std::string zone = named == line.parameters.end() ? "" : named->second;
    event.written =
        fmt::format("{}T{:02}:{:02}{}{}", format_date(Date{static_cast<std::int32_t>(*clock / 1440)}),
                    *clock % 1440 / 60, *clock % 60, zone.empty() ? "" : " ", zone);
    if (line.value.ends_with("Z")) {
      event.is_utc = true;
    } else if (!zone.empty() && zones_.contains(zone)) {
      *clock -= offset_at(zones_[zone], *clock);
      event.is_utc = true;
    } else if (!zone.empty()) {
      out_.notes.push_back(
          fmt::format("line {}: the file does not describe its time zone {}; the time stays as it "
                      "is written",
                      line.number, zone));
    }
    event.on = Date{static_cast<std::int32_t>(*clock / 1440)};
    if (!whole_day) event.starts = fmt::format("{:02}:{:02}", *clock % 1440 / 60, *clock % 60);
  }

  std::vector<Line> lines_;
  std::map<std::string, Zone> zones_;
  Calendar out_;
};

}  // namespace

Result<Calendar> read_calendar(std::string_view text, const std::string& file) {
  const auto lines = lines_of(utf8_of(text));
  if (lines.empty() || lines[0].name != "BEGIN" || lines[0].value != "VCALENDAR") {
    return Error{
        ErrorKind::kBadInput, "this is no calendar", {file, 1}, "it would begin with BEGIN:VCALENDAR"};
  }
  Calendar out = Reader(lines).read();
  if (out.events.empty()) return Error{ErrorKind::kBadInput, "no meeting is in it", {file}, ""};
  return out;
}

}  // namespace meso::governance
