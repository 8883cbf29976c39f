// Who looked at people's records, and what left in files: the journal's looks and broken glass, told in
// sentences that a Caldicott Guardian or a practice reads without a manual.
//
//     auto report = who_looked(journal, acting, {.practice = "A81001", .since =
//     *parse_moment("2026-03-01")}); print(report->text());
//
//     On 3 March 2026 at 14:05 UTC Ann Field, care team at U12345, saw a list of 14 patients of practice
//     A81001 (HYP008), for quality, under agreement g0123456789abcdef.
//
// The Guardian reads every line. A role at a practice reads those about its own ("who looked at ours"): of a
// look that several practices share it learns its own part. Nobody learns from here who was looked at: the
// journal keeps how many, never whom.
//
// Breaking the glass stands out, and so does every look that it opened.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/look_words.h"
#include "access/permission.h"
#include "base/moment.h"
#include "base/result.h"
#include "journal/journal.h"

namespace meso::access {

struct LooksAsked {
  std::string practice{};                   // "" for all that the asker may read
  std::string person{};                     // the author; "" for anybody
  std::optional<Moment> since{}, before{};  // since <= at < before
  std::uint64_t last = 0;                   // only so many, the newest; 0 for all
};

struct LookLine {
  Moment at;
  bool is_look = true;                 // else an act
  std::uint64_t sequence = 0;          // on its chain
  std::string person;                  // "p..." or "local/anna"
  std::string name;                    // "" when erased
  std::vector<std::string> practices;  // of which the asker may know; none: of the whole network
  bool and_others = false;             // practices that the asker does not read were in it too
  std::uint64_t people = 0;            // 0 where nobody's record was opened: exports, typed cohorts
  LookWords words;
  std::string reason;       // of breaking the glass
  bool stands_out = false;  // breaking the glass, and what it opened
  std::string sentence;
};

struct WhoLooked {
  std::string heading;          // "Who looked at practice A81001 since 1 March 2026: 12 entries by 3 people."
  std::vector<LookLine> lines;  // newest first
  std::string text() const;     // heading, what stands out, then all, one line each
};

// kRefused when the role reads no looks, or none of that practice.
Result<WhoLooked> who_looked(journal::Journal& journal, const Acting& acting, const LooksAsked& asked,
                             Moment at = now());
// For whoever may read the network's keys on this machine: every line.
Result<WhoLooked> who_looked_at_terminal(journal::Journal& journal, const LooksAsked& asked);

}  // namespace meso::access
