#include "governance/purpose.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

namespace meso::governance {
namespace {

constexpr const char* kWhole = "purpose/network";

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

void put(std::vector<WordChange>& changes, WordChange::Kind kind, const std::string& word) {
  if (changes.empty() || changes.back().kind != kind) {
    changes.push_back({kind, word});
  } else {
    changes.back().words += " " + word;
  }
}

}  // namespace

Result<Purpose> purpose(journal::Journal& journal) {
  MESO_ASSIGN_OR_RETURN(const auto written, written_about(journal, kWhole));
  Purpose out;
  for (const Written& one : written) {
    if (one.kind == "governance.purpose_stated") {
      Statement& statement = out.versions.emplace_back();
      statement.text = one.text("text");
      statement.standing = static_cast<PurposeStanding>(one.number("standing") % 3);
      statement.agreed = one.texts("agreed");
      statement.next_look = one.day("next_look");
      statement.on = one.day("on").value_or(kUnknownDate);
      statement.why = one.reason;
      statement.author = one.author;
      statement.entry = one.entry;
    } else if (one.kind == "governance.purpose_answered") {
      const std::string id = one.part_id();  // "2-A99901"
      out.answers[id.substr(id.find('-') + 1)][id.empty() ? 0 : id[0] - '0'] = {
          one.text("text"), one.erased, one.day("on").value_or(kUnknownDate)};
    }
  }
  return out;
}

Status state_purpose(const Hand& hand, const Statement& statement, std::uint64_t seen) {
  if (statement.text.empty()) {
    return Error{ErrorKind::kUsage, "a purpose without words", {}, "an open purpose is stated as emerging"};
  }
  if (statement.standing == PurposeStanding::kAgreed && statement.agreed.empty()) {
    return Error{
        ErrorKind::kUsage, "nobody is named who agreed", {}, "name the practices, or state it as emerging"};
  }
  Note note{"governance.purpose_stated", kWhole};
  note.body = {{"text", statement.text},
               {"standing", static_cast<int>(statement.standing)},
               {"agreed", statement.agreed},
               {"on", format_date(statement.on)}};
  if (statement.next_look) note.body["next_look"] = format_date(*statement.next_look);
  note.reason = statement.why.empty() ? "stated for the first time" : statement.why;
  note.seen = seen;
  if (statement.why.empty() && seen != 0) {
    return Error{ErrorKind::kUsage, "a new version does not say what changed and why", {}, "add --why"};
  }
  MESO_RETURN_IF_ERROR(write(hand, {note}));
  return {};
}

Status answer_purpose(const Hand& hand, const std::string& practice, int question, const std::string& text,
                      Date on) {
  if (question < 1 || question > 3) {
    return Error{
        ErrorKind::kUsage, fmt::format("there is no question {}", question), {}, "they are 1, 2 and 3"};
  }
  if (practice.empty() || text.empty()) {
    return Error{ErrorKind::kUsage,
                 "an answer without a practice or without words",
                 {},
                 "a question that stays open needs no answer"};
  }
  Note note{"governance.purpose_answered", kWhole, fmt::format("answer-{}-{}", question, practice)};
  note.body = {{"text", text}, {"on", format_date(on)}};
  note.purpose = kWords;
  MESO_RETURN_IF_ERROR(write(hand, {note}));
  return {};
}

std::vector<WordChange> changes_between(const std::string& before, const std::string& after) {
  const auto a = words_of(before), b = words_of(after);
  // longest[i][j]: the longest common run of words, in order, of a from i and b from j.
  std::vector<std::vector<std::uint32_t>> longest(a.size() + 1, std::vector<std::uint32_t>(b.size() + 1));
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      longest[i][j] =
          a[i] == b[j] ? longest[i + 1][j + 1] + 1 : std::max(longest[i + 1][j], longest[i][j + 1]);
    }
  }
  std::vector<WordChange> out;
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      put(out, WordChange::Kind::kKept, a[i++]);
      ++j;
    } else if (i < a.size() && (j == b.size() || longest[i + 1][j] >= longest[i][j + 1])) {
      put(out, WordChange::Kind::kTaken, a[i++]);
    } else {
      put(out, WordChange::Kind::kAdded, b[j++]);
    }
  }
  return out;
}

}  // namespace meso::governance
