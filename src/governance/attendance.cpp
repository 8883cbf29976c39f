#include "governance/attendance.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "base/input_text.h"

namespace meso::governance {
namespace {

using Row = std::vector<std::string>;

void put_utf8(std::string& out, std::uint32_t point) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  }
}

std::string trimmed(std::string text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\r' || c == '"'; };
  while (!text.empty() && is_space(text.back())) text.pop_back();
  std::size_t begin = 0;
  while (begin < text.size() && is_space(text[begin])) ++begin;
  return text.substr(begin);
}

std::vector<Row> rows_of(const std::string& text) {
  std::vector<Row> out;
  const char delimiter = text.find('\t') != std::string::npos ? '\t' : ',';
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    Row& row = out.emplace_back();
    std::size_t cell = at;
    while (true) {
      const std::size_t next = std::min(text.find(delimiter, cell), end);
      row.push_back(trimmed(text.substr(cell, next - cell)));
      if (next == end) break;
      cell = next + 1;
    }
    at = end + 1;
  }
  return out;
}

bool is_title(const Row& row) {
  return row.size() >= 1 && row[0].size() > 2 && row[0][0] >= '1' && row[0][0] <= '9' && row[0][1] == '.' &&
         std::all_of(row.begin() + 1, row.end(), [](const std::string& cell) { return cell.empty(); });
}

bool is_blank(const Row& row) {
  return std::ranges::all_of(row, &std::string::empty);
}

// "Ann Other (Guest)", "Ann Other (Unverified)": the mark in brackets at the end, in any language.
bool take_mark(std::string& name) {
  if (name.empty() || name.back() != ')') return false;
  const std::size_t bracket = name.rfind(" (");
  if (bracket == std::string::npos || bracket == 0) return false;
  name.erase(bracket);
  return true;
}

// "7/14/22, 6:31:02 PM", "14/07/2022, 18:31:02": seconds of the day; the day is left to the meeting.
std::optional<std::int64_t> clock_of(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  std::size_t begin = colon;
  while (begin > 0 && text[begin - 1] >= '0' && text[begin - 1] <= '9') --begin;
  int hours = 0, minutes = 0, seconds = 0;
  const int read = std::sscanf(text.c_str() + begin, "%d:%d:%d", &hours, &minutes, &seconds);
  if (read < 2 || hours > 23 || minutes > 59 || seconds > 59) return std::nullopt;
  if (text.find("PM") != std::string::npos && hours < 12) hours += 12;
  if (text.find("AM") != std::string::npos && hours == 12) hours = 0;
  return hours * 3600 + minutes * 60 + seconds;
}

class People {
 public:
  void add(const Row& row, std::size_t line, std::int64_t seconds, const std::string& email) {
    std::string name = row[0];
    const bool guest = take_mark(name);
    if (name.empty()) {
      out_.notes.push_back(fmt::format("line {}: somebody without a name; kept as a row", line));
      name = "(no name)";
    }
    for (Attended& known : out_.people) {
      if (known.name != name) continue;
      if (known.email == email && !(email.empty() && is_table_)) {
        ++known.joined;
        known.seconds += seconds;
        out_.notes.push_back(fmt::format("line {}: joined again; one person, the time is added", line));
        return;
      }
      out_.notes.push_back(
          email.empty() || known.email.empty()
              ? fmt::format("line {}: a name that is there already, without an e-mail to tell them "
                            "apart; kept as two people",
                            line)
              : fmt::format("line {}: two people with one name, told apart by e-mail", line));
      break;
    }
    out_.people.push_back({name, email, guest, seconds, 1});
  }
  void set_table(bool is_table) { is_table_ = is_table; }
  void note(std::string text) { out_.notes.push_back(std::move(text)); }
  Attendance take() { return std::move(out_); }
  bool empty() const { return out_.people.empty(); }

 private:
  Attendance out_;
  bool is_table_ = true;  // a row a person; in a log the same name is the same person
};

// Full Name, User Action, Timestamp: the second column has two words, joining first.
Attendance of_log(const std::vector<Row>& rows, std::size_t first) {
  People people;
  people.set_table(false);
  std::map<std::string, std::pair<std::int64_t, std::size_t>> inside;
  const std::string joins = rows[first][1];
  for (std::size_t i = first; i < rows.size() && !is_blank(rows[i]); ++i) {
    const Row& row = rows[i];
    const auto at = row.size() > 2 ? clock_of(row[2]) : std::nullopt;
    if (!at) {
      people.note(fmt::format("line {}: no time that reads; left out", i + 1));
      continue;
    }
    const auto found = inside.find(row[0]);
    if (row[1].starts_with(joins)) {
      if (found != inside.end()) {
        people.note(fmt::format(
            "line {}: joined while there already: two devices, or two people with one name", i + 1));
      }
      inside.insert_or_assign(row[0], std::pair(*at, i));
    } else if (found == inside.end()) {
      people.note(fmt::format("line {}: left without having joined", i + 1));
    } else {
      people.add(row, i + 1, std::max<std::int64_t>(0, *at - found->second.first), "");
      inside.erase(found);
    }
  }
  for (const auto& [name, from] : inside) {
    people.note(fmt::format("line {}: joined and never left; the time is not known", from.second + 1));
    people.add({name}, from.second + 1, 0, "");
  }
  return people.take();
}

// Name, first join, last leave, duration, e-mail, ...: a row a person, or a stay.
Attendance of_table(const std::vector<Row>& rows, std::size_t first) {
  People people;
  for (std::size_t i = first; i < rows.size() && !is_blank(rows[i]) && !is_title(rows[i]); ++i) {
    const Row& row = rows[i];
    if (row.size() < 4) {
      people.note(fmt::format("line {}: too few columns; left out", i + 1));
      continue;
    }
    const auto seconds = parse_duration(row[3]);
    if (!seconds) people.note(fmt::format("line {}: no duration that reads; taken as not known", i + 1));
    std::string email;
    for (std::size_t column = 4; column < row.size() && email.empty(); ++column) {
      if (row[column].find('@') != std::string::npos) email = row[column];
    }
    people.add(row, i + 1, seconds.value_or(0), email);
  }
  return people.take();
}

}  // namespace

std::optional<std::int64_t> parse_duration(std::string_view text) {
  std::int64_t total = 0, number = -1;
  bool any = false;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      number = (number < 0 ? 0 : number) * 10 + (c - '0');
      if (number > 1'000'000) return std::nullopt;
    } else if (c == ' ') {
      continue;
    } else if (number >= 0 && (c == 'h' || c == 'm' || c == 's')) {
      total += number * (c == 'h' ? 3600 : c == 'm' ? 60 : 1);
      number = -1;
      any = true;
    } else if (number >= 0 && c == ':') {
      int hours = 0, minutes = 0, seconds = 0;
      if (std::sscanf(std::string(text).c_str(), "%d:%d:%d", &hours, &minutes, &seconds) != 3)
        return std::nullopt;
      return hours * 3600 + minutes * 60 + seconds;
    } else {
      return std::nullopt;
    }
  }
  if (!any || number >= 0) return std::nullopt;
  return total;
}

std::string utf8_of(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  if (bytes.size() >= 3 && byte(0) == 0xEF && byte(1) == 0xBB && byte(2) == 0xBF)
    return std::string(bytes.substr(3));
  const bool little = bytes.size() >= 2 && byte(0) == 0xFF && byte(1) == 0xFE;
  const bool big = bytes.size() >= 2 && byte(0) == 0xFE && byte(1) == 0xFF;
  if (!little && !big) {
    bool transcoded = false;
    return to_utf8(bytes, transcoded);
  }
  std::string out;
  const auto unit = [&](std::size_t i) -> std::uint32_t {
    return little ? static_cast<std::uint32_t>(byte(i) | byte(i + 1) << 8)
                  : static_cast<std::uint32_t>(byte(i) << 8 | byte(i + 1));
  };
  for (std::size_t i = 2; i + 1 < bytes.size(); i += 2) {
    std::uint32_t point = unit(i);
    const bool leads = point >= 0xD800 && point < 0xDC00;
    if (leads && i + 3 < bytes.size() && unit(i + 2) >= 0xDC00 && unit(i + 2) < 0xE000) {
      point = 0x10000 + ((point - 0xD800) << 10) + (unit(i + 2) - 0xDC00);
      i += 2;
    } else if (point >= 0xD800 && point < 0xE000) {
      point = 0xFFFD;
    }
    put_utf8(out, point);
  }
  return out;
}

Result<Attendance> read_attendance(std::string_view bytes, const std::string& file) {
  const auto rows = rows_of(utf8_of(bytes));
  // The first of these that fits: a titled second section; a log; a table.
  for (std::size_t i = 0; i + 2 < rows.size(); ++i) {
    if (is_title(rows[i]) && rows[i][0][0] == '2' && rows[i + 1].size() >= 4) return of_table(rows, i + 2);
  }
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].size() == 3 && rows[i - 1].size() == 3 && clock_of(rows[i][2]) && !clock_of(rows[i - 1][2])) {
      return of_log(rows, i);
    }
    if (rows[i].size() >= 4 && parse_duration(rows[i][3]) && rows[i - 1].size() >= 4 &&
        !parse_duration(rows[i - 1][3])) {
      return of_table(rows, i);
    }
  }
  return Error{ErrorKind::kBadInput,
               "no table of people is in it",
               {file},
               "Teams calls it the attendance report: take it as it is downloaded"};
}

}  // namespace meso::governance
