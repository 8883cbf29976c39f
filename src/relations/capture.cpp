#include "relations/capture.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "governance/meetings.h"

namespace meso::relations {
namespace {

constexpr const char* kObserved = "relations.observed";
constexpr int kTries = 100;

std::string subject_of(std::uint64_t meeting, const std::string& stream) {
  return fmt::format("observation/{}-{}", meeting, stream);
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) out.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::uint64_t number_of(std::string_view line) {
  std::uint64_t number = 0;
  std::from_chars(line.data(), line.data() + line.size(), number);
  return number;
}

}  // namespace

journal::Projection projection() {
  journal::Projection out;
  out.name = "relations";
  out.version = 1;
  out.schema =
      "CREATE TABLE relations_lines (subject TEXT NOT NULL, line INTEGER NOT NULL, text TEXT NOT NULL, "
      "PRIMARY KEY (subject, line)) STRICT, WITHOUT ROWID;";
  out.kinds = {{kObserved}};
  out.apply = [](const journal::Entry& entry, sqlite::Db& tables) -> Status {
    if (!entry.body) return {};
    for (const std::string& line : split_lines(*entry.body)) {
      MESO_RETURN_IF_ERROR(
          tables.run("INSERT INTO relations_lines VALUES (?, ?, ?)", entry.subject, number_of(line), line));
    }
    return {};
  };
  return out;
}

Result<std::vector<std::string>> lines_of(journal::Journal& journal, std::uint64_t meeting,
                                          const std::string& stream) {
  std::vector<std::string> out;
  MESO_RETURN_IF_ERROR(journal.read([&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(auto rows,
                          tables.query("SELECT text FROM relations_lines WHERE subject = ? ORDER BY line",
                                       subject_of(meeting, stream)));
    while (true) {
      MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
      if (!row) return {};
      out.emplace_back(rows.text(0));
    }
  }));
  return out;
}

Result<Taken> take_lines(const governance::Hand& hand, std::uint64_t meeting, const std::string& stream,
                         const std::vector<std::string>& lines) {
  MESO_ASSIGN_OR_RETURN(const governance::Meeting about, governance::meeting(hand.journal, meeting));
  if (!about.may_be_observed.value_or(false)) {
    return Error{ErrorKind::kRefused,
                 fmt::format("the group of meeting {} has not agreed to be observed", meeting),
                 {},
                 "meso meeting agree NETWORK MEETING, when all are asked"};
  }
  if (stream.empty() ||
      stream.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") != std::string::npos) {
    return Error{ErrorKind::kUsage, "an observer is told by small letters and digits", {}, ""};
  }
  for (int i = 0;; ++i) {
    MESO_ASSIGN_OR_RETURN(const std::uint64_t seen, hand.journal.newest(subject_of(meeting, stream)));
    MESO_ASSIGN_OR_RETURN(std::vector<std::string> all, lines_of(hand.journal, meeting, stream));
    Taken out;
    std::string fresh;
    for (const std::string& text : lines) {
      MESO_ASSIGN_OR_RETURN(const Line line, parse_line(text));
      if (line.number <= all.size()) {
        if (all[line.number - 1] != line_text(line)) {
          return Error{ErrorKind::kRefused,
                       fmt::format("line {} is here already and says something else", line.number),
                       {},
                       "another device may use the same name: choose another with --observer"};
        }
        ++out.known;
        continue;
      }
      if (line.number != all.size() + 1) {
        return Error{ErrorKind::kRefused,
                     fmt::format("line {} comes before line {} has", line.number, all.size() + 1),
                     {},
                     "send all lines from there on"};
      }
      all.push_back(line_text(line));
      fresh += all.back() + "\n";
      ++out.fresh;
    }
    out.last = all.size();
    MESO_RETURN_IF_ERROR(observation_of(all));
    if (fresh.empty()) return out;
    journal::Act act;
    act.author = hand.author;
    act.subject = subject_of(meeting, stream);
    act.kind = kObserved;
    act.reason = "the group agreed";
    act.purpose = "observation";
    act.body = fresh;
    act.seen = seen;
    const auto written = hand.journal.append(act);
    if (written.ok()) return out;
    if (written.error().kind != ErrorKind::kRefused || i == kTries) return written.error();
  }
}

Result<Observation> observation(journal::Journal& journal, std::uint64_t meeting, const std::string& stream) {
  MESO_ASSIGN_OR_RETURN(const auto lines, lines_of(journal, meeting, stream));
  if (lines.empty()) {
    return Error{
        ErrorKind::kNotFound, fmt::format("nobody called {} observed meeting {}", stream, meeting), {}, ""};
  }
  return observation_of(lines);
}

Result<std::vector<std::string>> streams(journal::Journal& journal, std::uint64_t meeting) {
  std::vector<std::string> out;
  const std::string prefix = subject_of(meeting, "");
  MESO_RETURN_IF_ERROR(journal.read([&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(auto rows,
                          tables.query("SELECT DISTINCT subject FROM relations_lines WHERE subject >= ? AND "
                                       "subject < ? ORDER BY subject",
                                       prefix, prefix + "~"));
    while (true) {
      MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
      if (!row) return {};
      out.push_back(std::string(rows.text(0)).substr(prefix.size()));
    }
  }));
  return out;
}

}  // namespace meso::relations
