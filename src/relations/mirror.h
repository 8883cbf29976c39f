// The mirror of one meeting: how the turns fell, beside what chance alone would give. Counts and shares, for
// the group; no ranks and no scores of people.
//
//   share          a seat's turns of all turns
//   band           what chance gives when every seat is equally likely to take each turn: from 2,000
//   simulated
//                  meetings, the 2.5% quantile of the smallest share to the 97.5% quantile of the largest. So
//                  in 95 of 100 meetings of chance all shares lie in it. "Uneven" is said only outside it.
//   gini           of turns over seats, times n/(n-1), so that one seat with everything gives 1
//   to the room    of labelled turns, those to everybody
//   reciprocity    of turns to one seat, the part that is matched by turns back: the sum over ordered pairs
//   of
//                  min(AB, BA) over the sum of AB; and, of ordered pairs with any turn, those with one back
//
// Unobserved seats are in totals only. From three seats on; of fewer there is nothing to mirror.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "relations/turns.h"

namespace meso::relations {

inline constexpr std::size_t kFewestSeats = 3;

struct SeatShare {
  std::string seat;
  std::uint64_t turns = 0;
  bool chair = false;
};
struct Band {
  std::uint64_t low = 0, high = 0;  // turns
};
struct Mirror {
  std::vector<SeatShare> seats;  // in the order of the circle
  std::uint64_t turns = 0, unobserved = 0;
  std::uint64_t labelled = 0, to_room = 0, to_one = 0;
  std::uint64_t silent = 0;  // seats
  Band band;
  bool uneven = false;
  double gini = 0;
  std::optional<double> reciprocity, pairs_returned;  // nothing when no turn was to one
  std::optional<std::uint64_t> chair_turns;
  std::map<std::pair<std::string, std::string>, std::uint64_t> arcs;  // turns to one: from, to
};
// kRefused below three observed seats.
Result<Mirror> mirror_of(const Observation& observation, std::uint64_t seed = 1);

// REQUIRES: seats > 0. The same seed gives the same band everywhere.
Band chance_band(std::uint64_t turns, std::size_t seats, std::uint64_t seed);
// Of counts, with the correction; 0 for fewer than two or none at all.
double gini_of(std::span<const std::uint64_t> counts);

// How often whoever speaks next (before) is whom a turn to one was for: what a transcript would make of it.
struct Following {
  std::uint64_t to_one = 0, next = 0, previous = 0;
};
Following following(const Observation& observation);

// What two observers saw: turns of each, and those that both have within `seconds` with the same speaker and
// the same listeners.
struct Agreement {
  std::uint64_t first = 0, second = 0, both = 0;
};
Agreement agreement_of(const Observation& first, const Observation& second, double seconds = 5);

}  // namespace meso::relations
