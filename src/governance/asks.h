// What is asked of the network: every return, data request, survey, meeting and claim; who asks, on what
// basis, how often, and what it costs in time.
//
// COST is standard cost arithmetic: cost = price x quantity, price = tariff x time, quantity = people x times
// a year. Time is minutes as a range, least to most, because nobody knows it better; a stopwatch narrows it.
// Of one ask the arithmetic gives a range; of many, the sum of uniform minutes is simulated and its P10 and
// P90 are given, because the sum of all leasts never happens.
//
// DUPLICATES are proposed and never joined by themselves: two asks for the same period and population whose
// items have at least 0.6 of their words in common (Jaccard). A person confirms.

#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "governance/acts.h"

namespace meso::governance {

inline constexpr std::array<std::string_view, 5> kAskKinds = {"return", "data", "survey", "meeting", "claim"};

struct Ask {
  std::uint64_t number = 0;
  std::string kind, asker, what;
  std::string basis;  // "" is printed as "none stated"
  bool must = false;
  std::string for_whom, items, population, period;
  std::int64_t times_a_year = 1, people = 1;
  std::int64_t least = 0, most = 0;  // minutes of one person, once; 0 and 0: not known
  std::int64_t pence_an_hour = 0;    // tariff; 0: not given
  Date on;
  std::optional<Date> deadline;
  std::uint8_t share_held = 0;  // percent of its items that Meso holds the answer to
  bool share_held_known = false;
  std::string state = "open";  // open, answered, refused
  std::string answer;
  std::optional<Date> answered_on;
  std::uint64_t same_as = 0;  // confirmed by a person
  bool erased = false;
  bool minutes_known() const { return most > 0; }
};
// kUsage: no asker, nothing asked, a range that is upside down.
Result<std::uint64_t> add_ask(const Hand& hand, const Ask& ask);
// A refusal says why, courteously: a reason is needed. kRefused when it is answered already.
Status answer_ask(const Hand& hand, std::uint64_t number, bool refuse, const std::string& text, Date on);
// What a stopwatch said, of one person, once: narrows the range to what was measured.
Status time_ask(const Hand& hand, std::uint64_t number, std::int64_t minutes);
Status join_asks(const Hand& hand, std::uint64_t number, std::uint64_t same_as);
Result<std::vector<Ask>> asks(journal::Journal& journal);

struct Duplicate {
  std::uint64_t first = 0, second = 0;
  double alike = 0;
};
std::vector<Duplicate> propose_duplicates(std::span<const Ask> asks);

// An e-mail that was forwarded (.eml), as the beginning of an ask: who asks is who sent it, what is its
// subject. The text is not kept. Encoded words and forwarding marks in the subject are undone.
Result<Ask> ask_of_mail(std::string_view text, const std::string& file);

}  // namespace meso::governance
