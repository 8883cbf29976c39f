#include "governance/acts.h"

#include <fmt/format.h>

#include "base/input_text.h"

namespace meso::governance {
namespace {

constexpr int kTries = 100;

Result<std::vector<Written>> rows_of(sqlite::Stmt rows) {
  std::vector<Written> out;
  while (true) {
    MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return out;
    Written& one = out.emplace_back();
    one.entry = static_cast<std::uint64_t>(rows.number(0));
    one.kind = rows.text(1);
    one.subject = rows.text(2);
    one.whole = rows.text(3);
    one.at = Moment{rows.number(4)};
    one.author = rows.text(5);
    one.reason = rows.text(6);
    one.erased = rows.is_null(7);
    one.body = one.erased ? nlohmann::json::object() : nlohmann::json::parse(rows.text(7), nullptr, false);
  }
}

template <class Ask>
Result<std::vector<Written>> reading(journal::Journal& journal, const Ask& ask) {
  std::vector<Written> out;
  MESO_RETURN_IF_ERROR(journal.read([&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(out, ask(tables));
    return {};
  }));
  return out;
}

std::string in_words(std::string_view kind) {
  std::string out(kind.substr(kind.find('.') + 1));
  for (char& c : out) c = c == '_' ? ' ' : c;
  return out;
}

}  // namespace

std::string Written::text(const char* member) const {
  const auto found = body.find(member);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t Written::number(const char* member) const {
  const auto found = body.find(member);
  return found != body.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::optional<Date> Written::day(const char* member) const {
  return parse_iso_date(text(member));
}

std::vector<std::string> Written::texts(const char* member) const {
  std::vector<std::string> out;
  if (const auto found = body.find(member); found != body.end() && found->is_array()) {
    for (const auto& each : *found) {
      if (each.is_string()) out.push_back(each.get<std::string>());
    }
  }
  return out;
}

std::uint64_t Written::whole_number() const {
  return std::strtoull(whole.c_str() + whole.find('/') + 1, nullptr, 10);
}

std::string Written::part_id() const {
  const std::size_t dash = subject.find('-', whole.size());
  return dash == std::string::npos ? "" : subject.substr(dash + 1);
}

Result<std::vector<Written>> written_about(sqlite::Db& tables, std::string_view whole) {
  MESO_ASSIGN_OR_RETURN(auto rows,
                        tables.query("SELECT entry, kind, subject, whole, at, author, reason, body FROM "
                                     "governance_acts WHERE whole = ? ORDER BY entry",
                                     whole));
  return rows_of(std::move(rows));
}

Result<std::vector<Written>> written_of(sqlite::Db& tables, std::string_view word) {
  // All that begins with "word/": '0' is what follows '/'.
  MESO_ASSIGN_OR_RETURN(auto rows,
                        tables.query("SELECT entry, kind, subject, whole, at, author, reason, body FROM "
                                     "governance_acts WHERE whole >= ? AND whole < ? ORDER BY entry",
                                     std::string(word) + "/", std::string(word) + "0"));
  return rows_of(std::move(rows));
}

Result<std::vector<Written>> written_about(journal::Journal& journal, std::string_view whole) {
  return reading(journal, [&](sqlite::Db& tables) { return written_about(tables, whole); });
}

Result<std::vector<Written>> written_of(journal::Journal& journal, std::string_view word) {
  return reading(journal, [&](sqlite::Db& tables) { return written_of(tables, word); });
}

journal::Act act_of(const Hand& hand, const Note& note) {
  journal::Act act;
  act.author = hand.author;
  act.subject = note.part.empty() ? note.whole : note.whole + ":" + note.part;
  act.kind = note.kind;
  act.reason = !note.reason.empty() ? note.reason : hand.reason.empty() ? in_words(note.kind) : hand.reason;
  act.purpose = note.purpose;
  act.body = note.body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  act.seen = note.seen;
  return act;
}

Result<journal::Receipt> write(const Hand& hand, const std::vector<Note>& notes,
                               const journal::Journal::Rule& rule) {
  std::vector<journal::Act> acts;
  for (const Note& note : notes) acts.push_back(act_of(hand, note));
  return hand.journal.append(acts, rule);
}

Result<std::uint64_t> write_next(const Hand& hand, const std::string& word, const Note& note,
                                 const std::vector<Note>& also, const journal::Journal::Rule& rule) {
  for (int i = 0;; ++i) {
    std::uint64_t next = 1;
    MESO_ASSIGN_OR_RETURN(const auto known, written_of(hand.journal, word));
    for (const Written& one : known) next = std::max(next, one.whole_number() + 1);
    // An act that was undone has left the table and keeps its number on the chain.
    std::string subject;
    while (true) {
      subject = fmt::format("{}/{}", word, next);
      MESO_ASSIGN_OR_RETURN(const std::uint64_t newest, hand.journal.newest(subject));
      if (newest == 0) break;
      ++next;
    }
    std::vector<Note> notes = {note};
    notes[0].whole = subject;
    notes[0].seen = 0;
    for (const Note& one : also) {
      notes.push_back(one);
      notes.back().whole = subject;
    }
    const auto receipt = write(hand, notes, rule);
    if (receipt.ok()) return next;
    MESO_ASSIGN_OR_RETURN(const std::uint64_t taken, hand.journal.newest(subject));
    if (receipt.error().kind != ErrorKind::kRefused || taken == 0 || i == kTries) return receipt.error();
  }
}

Result<std::optional<Date>> day_of(const std::string& text, std::string_view what) {
  if (text.empty()) return std::optional<Date>();
  const auto day = parse_iso_date(text);
  if (!day) return Error{ErrorKind::kUsage, fmt::format("{} is no day", what), {}, "write it as 2026-03-31"};
  return day;
}

Date today() {
  constexpr std::int64_t kDay = 86'400'000'000;
  return add_days(*date_from_civil(1970, 1, 1), static_cast<std::int32_t>(now().microseconds / kDay));
}

journal::Projection projection() {
  journal::Projection out;
  out.name = "governance";
  out.version = 1;
  out.schema =
      "CREATE TABLE governance_acts (entry INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, "
      "whole TEXT NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, body TEXT) "
      "STRICT;"
      "CREATE INDEX governance_acts_of_whole ON governance_acts (whole, entry);";
  for (const char* kind : {"governance.purpose_stated",    "governance.purpose_answered",
                           "governance.purpose_wished",    "governance.practice_joined",
                           "governance.practice_left",     "governance.decision_opened",
                           "governance.interest_declared", "governance.voted",
                           "governance.vote_delegated",    "governance.dissented",
                           "governance.decision_closed",   "governance.permission_noted",
                           "governance.obligation_noted",  "governance.row_coded",
                           "governance.meeting_called",    "governance.meeting_opened",
                           "governance.item_added",        "governance.person_came",
                           "governance.person_left",       "governance.attendance_read",
                           "governance.minuted",           "governance.meeting_ended",
                           "governance.action_given",      "governance.action_moved",
                           "governance.ask_added",         "governance.ask_answered",
                           "governance.ask_timed",         "governance.asks_joined",
                           "governance.duty_given",        "governance.duty_handed_over",
                           "governance.group_agreed"}) {
    out.kinds.push_back({kind});
  }
  out.apply = [](const journal::Entry& entry, sqlite::Db& tables) -> Status {
    if (entry.body && !nlohmann::json::parse(*entry.body, nullptr, false).is_object()) {
      return Error{ErrorKind::kBadInput, "an entry " + entry.kind + " does not read", {}, ""};
    }
    const std::string whole = entry.subject.substr(0, entry.subject.find(':'));
    return tables.run("INSERT INTO governance_acts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", entry.sequence,
                      entry.kind, entry.subject, whole, entry.at.microseconds, entry.author, entry.reason,
                      entry.body);
  };
  return out;
}

}  // namespace meso::governance
