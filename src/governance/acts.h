// What the room has written: one row for each of its entries, in order, and the means to write another.
//
//   governance_acts (entry, kind, subject, whole, at, author, reason, body)
//
// A subject is a whole, or a part of it after a colon: decision/12, decision/12:vote-A99901. `whole` is what
// stands before the colon, so everything about a decision is one look into an index. A body that was erased
// is NULL; subject and whole are of the frame and stay.
//
// The table is the entries themselves and not columns made of them. A network writes some thousand of these
// in a year and asks about one purpose, one meeting or one decision at a time; each file of the room folds
// the few rows of its own noun into values. So a new field needs no new table, an entry is never
// half-projected, and what a rule sees inside a transaction is the same rows that an answer is made of.
//
// Numbers. Decisions, meetings, asks and the like are counted 1, 2, 3 ... in each network, because people say
// them aloud. Two who open one at the same time would take the same number: the journal refuses the second,
// whose subject has moved, and it takes the next.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/date.h"
#include "base/moment.h"
#include "base/result.h"
#include "journal/journal.h"

namespace meso::governance {

// The room's tables: give it to Journal::open beside those of the other rooms.
journal::Projection projection();

// Whose act it is and why; `journal` was opened with projection().
struct Hand {
  journal::Journal& journal;
  std::string author;
  std::string reason = {};  // "" for what the act says by itself
};

// What is written down with whom it is about (docs/governance.md lists which is which).
inline constexpr std::string_view kStaff = "staff";    // names of people who work for the network
inline constexpr std::string_view kBallot = "ballot";  // what a practice voted
inline constexpr std::string_view kWords = "words";    // a person's own words
inline constexpr std::string_view kSealed = "conflict";

struct Written {
  std::uint64_t entry = 0;
  std::string kind, subject, whole, author, reason;
  Moment at;
  nlohmann::json body;  // an object; empty when the body was erased
  bool erased = false;

  // Members of the body; what is missing or of another type is "", 0 or nothing.
  std::string text(const char* member) const;
  std::int64_t number(const char* member) const;
  std::optional<Date> day(const char* member) const;
  std::vector<std::string> texts(const char* member) const;
  // Of decision/12:vote-A99901: 12, and "A99901".
  std::uint64_t whole_number() const;
  std::string part_id() const;
};

// Everything about one whole ("decision/12"), or about every whole of a word ("decision"), in order.
Result<std::vector<Written>> written_about(sqlite::Db& tables, std::string_view whole);
Result<std::vector<Written>> written_of(sqlite::Db& tables, std::string_view word);
Result<std::vector<Written>> written_about(journal::Journal& journal, std::string_view whole);
Result<std::vector<Written>> written_of(journal::Journal& journal, std::string_view word);

struct Note {
  std::string kind;
  std::string whole = {};
  std::string part = {};  // "vote-A99901"; "" for the whole itself
  nlohmann::json body = nlohmann::json::object();
  std::string purpose{journal::kBusiness};
  std::string reason = {};  // "": that of the hand, or else the kind in words
  std::uint64_t seen = journal::kBesideOthers;
};

// The act that a note becomes: for doors that hand it on, as with a one-time link.
journal::Act act_of(const Hand& hand, const Note& note);
Result<journal::Receipt> write(const Hand& hand, const std::vector<Note>& notes,
                               const journal::Journal::Rule& rule = {});
// Writes the note as the next of its word ("decision"); its whole is given here. `also` are notes
// about it that are written with it.
Result<std::uint64_t> write_next(const Hand& hand, const std::string& word, const Note& note,
                                 const std::vector<Note>& also = {}, const journal::Journal::Rule& rule = {});

// "2026-03-31"; kUsage naming the option when it is no day. "" gives nothing.
Result<std::optional<Date>> day_of(const std::string& text, std::string_view what);
// Today in UTC.
Date today();

}  // namespace meso::governance
