#include "relations/turns.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/csv.h"
#include "base/words.h"

namespace meso::relations {
namespace {

constexpr std::uint64_t kMostLines = 1'000'000;
constexpr double kLongest = 86'400;

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> out;
  std::size_t at = 0;
  while (at <= text.size()) {
    const std::size_t end = std::min(text.find(by, at), text.size());
    if (end > at) out.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

bool is_seat(const std::string& name) {
  return !name.empty() && name.size() <= 20 && name != kRoom && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

std::optional<double> seconds_of(std::string_view text) {
  double seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return seconds >= 0 && seconds <= kLongest ? std::optional(seconds) : std::nullopt;
}

Error wrong(std::string message) {
  return Error{ErrorKind::kBadInput, std::move(message), {}, "for example: 2 at 61.5 A B"};
}

}  // namespace

Result<Line> parse_line(std::string_view text) {
  const auto words = split(text, ' ');
  Line out;
  const auto number = words.empty() ? std::nullopt : parse_whole_number(words[0], kMostLines);
  if (!number || *number == 0) return wrong("a line begins with its number");
  out.number = *number;
  if (words.size() == 2 && words[1] == "undo") {
    out.kind = Line::Kind::kUndo;
    return out;
  }
  if (words.size() >= 3 && words[1] == "seat") {
    out.kind = Line::Kind::kSeat;
    out.seat.name = words[2];
    if (!is_seat(words[2])) return wrong(fmt::format("line {}: a seat is letters and digits", *number));
    for (std::size_t i = 3; i < words.size(); ++i) {
      if (words[i] != "chair" && words[i] != "other")
        return wrong(fmt::format("line {}: a seat is chair or other", *number));
      (words[i] == "chair" ? out.seat.chair : out.seat.other) = true;
    }
    return out;
  }
  if (words.size() != 5 || words[1] != "at")
    return wrong(fmt::format("line {}: neither a seat, a turn nor an undo", *number));
  const auto at = seconds_of(words[2]);
  if (!at) return wrong(fmt::format("line {}: no time in seconds", *number));
  out.turn.at = *at;
  out.turn.speaker = words[3];
  if (words[3] != kUnobserved && !is_seat(words[3]))
    return wrong(fmt::format("line {}: no seat speaks", *number));
  if (words[4] != kRoom) {
    out.turn.listeners = split(words[4], ',');
    for (const std::string& listener : out.turn.listeners) {
      if (listener != kUnobserved && !is_seat(listener))
        return wrong(fmt::format("line {}: no seat listens", *number));
    }
    const bool to_self = std::ranges::find(out.turn.listeners, out.turn.speaker) != out.turn.listeners.end();
    if (out.turn.listeners.empty() || (to_self && out.turn.speaker != kUnobserved)) {
      return wrong(fmt::format("line {}: somebody speaks to another seat or to the room", *number));
    }
  }
  return out;
}

std::string line_text(const Line& line) {
  if (line.kind == Line::Kind::kUndo) return fmt::format("{} undo", line.number);
  if (line.kind == Line::Kind::kSeat) {
    return fmt::format("{} seat {}{}{}", line.number, line.seat.name, line.seat.chair ? " chair" : "",
                       line.seat.other ? " other" : "");
  }
  return fmt::format("{} at {} {} {}", line.number, line.turn.at, line.turn.speaker,
                     line.turn.listeners.empty() ? std::string(kRoom)
                                                 : fmt::format("{}", fmt::join(line.turn.listeners, ",")));
}

Result<Observation> observation_of(std::span<const std::string> lines) {
  Observation out;
  const auto is_named = [&](const std::string& seat) {
    return seat == kUnobserved || std::ranges::find(out.seats, seat, &Seat::name) != out.seats.end();
  };
  for (const std::string& text : lines) {
    MESO_ASSIGN_OR_RETURN(Line line, parse_line(text));
    if (line.number <= out.last_line)
      return wrong(fmt::format("line {} comes after line {}", line.number, out.last_line));
    out.last_line = line.number;
    if (line.kind == Line::Kind::kSeat) {
      const auto known = std::ranges::find(out.seats, line.seat.name, &Seat::name);
      if (known != out.seats.end()) {
        *known = line.seat;
      } else {
        out.seats.push_back(line.seat);
      }
    } else if (line.kind == Line::Kind::kUndo) {
      if (out.turns.empty()) continue;  // nothing stands that could be taken back
      out.turns.pop_back();
      ++out.taken_back;
    } else {
      for (const std::string& listener : line.turn.listeners) {
        if (!is_named(listener))
          return wrong(fmt::format("line {}: nobody has named that seat", line.number));
      }
      if (!is_named(line.turn.speaker))
        return wrong(fmt::format("line {}: nobody has named that seat", line.number));
      out.turns.push_back(std::move(line.turn));
    }
  }
  return out;
}

Result<Observation> read_labelled_acts(std::string_view csv, const std::string& file) {
  Observation out;
  CsvCursor rows(csv, ',', 5);
  bool first = true;
  while (rows.next()) {
    const auto cells = rows.cells();
    const Place place{file, static_cast<std::uint32_t>(rows.line()), 0};
    if (rows.fault() != CsvFault::kNone) {
      return Error{ErrorKind::kBadInput, std::string(csv_fault_text(rows.fault())), place, ""};
    }
    if (first) {
      first = false;
      if (cells[0] == "start_s" && cells[2] == "speaker" && cells[3] == "addressee") continue;
      return Error{ErrorKind::kBadInput, "its header is not that of labelled acts", place,
                   "start_s,end_s,speaker,addressee,act_type"};
    }
    const auto at = seconds_of(cells[0]);
    Turn turn;
    turn.speaker = cells[2];
    turn.listeners = split(cells[3], ',');
    if (!at || !is_seat(turn.speaker) || !std::ranges::all_of(turn.listeners, is_seat)) {
      return Error{ErrorKind::kBadInput, "this row is no act", place, ""};
    }
    turn.at = *at;
    turn.labelled = !turn.listeners.empty();
    for (const std::string& name : turn.listeners) {
      if (std::ranges::find(out.seats, name, &Seat::name) == out.seats.end()) out.seats.push_back({name});
    }
    if (std::ranges::find(out.seats, turn.speaker, &Seat::name) == out.seats.end())
      out.seats.push_back({turn.speaker});
    out.turns.push_back(std::move(turn));
  }
  std::ranges::sort(out.seats, {}, &Seat::name);
  for (Turn& turn : out.turns) {
    if (turn.labelled && turn.listeners.size() + 1 >= out.seats.size()) turn.listeners.clear();  // all others
  }
  return out;
}

}  // namespace meso::relations
