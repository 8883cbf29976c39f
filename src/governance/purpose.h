// Why the network is there: a statement with versions, and three questions that each practice answers in its
// own words.
//
// A statement is emerging, agreed or disputed. "Not answered yet" is an answer like any other and is printed
// as such: a network may leave its purpose open, and shows that it does. Old versions stay; each new one says
// what changed and why.
//
// The questions are those that the studies put to networks: what the purpose is, where the energy goes this
// year, what the development money is for. The last answer of a practice to a question counts.

#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "governance/acts.h"

namespace meso::governance {

enum class PurposeStanding : std::uint8_t { kEmerging, kAgreed, kDisputed };
inline constexpr std::array<std::string_view, 3> kPurposeStandings = {"emerging", "agreed", "disputed"};

inline constexpr std::array<std::string_view, 3> kQuestions = {
    "What is this network for?",
    "Where does your energy go this year?",
    "What is development money for?",
};

struct Statement {
  std::string text;
  PurposeStanding standing = PurposeStanding::kEmerging;
  std::vector<std::string> agreed;  // practices
  std::optional<Date> next_look;
  Date on;
  std::string why;  // what changed and why
  std::string author;
  std::uint64_t entry = 0;
};

struct PurposeAnswer {
  std::string text;  // "" once erased
  bool erased = false;
  Date on;
};

struct Purpose {
  std::vector<Statement> versions;  // oldest first; none when nothing was ever stated
  // By practice; a question that is not answered yet is missing.
  std::map<std::string, std::map<int, PurposeAnswer>> answers;  // question 1 to 3
};

Result<Purpose> purpose(journal::Journal& journal);

// REQUIRES nothing; kUsage when the text or the reason is empty. kRefused when another has stated it anew
// since `seen`, the entry of the version that was before the author (0: none).
Status state_purpose(const Hand& hand, const Statement& statement, std::uint64_t seen);
Status answer_purpose(const Hand& hand, const std::string& practice, int question, const std::string& text,
                      Date on);

// What changed between two texts, word by word.
struct WordChange {
  enum class Kind : std::uint8_t { kKept, kTaken, kAdded };
  Kind kind = Kind::kKept;
  std::string words;  // a run, joined by blanks
};
std::vector<WordChange> changes_between(const std::string& before, const std::string& after);

}  // namespace meso::governance
