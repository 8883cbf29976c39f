// A voting rule as numbers: tallies to add up and sums to reach.
//
// Each tally gives every player a whole number. A set of players carries when, for any one way, its sums
// reach every need of that way. All that a rule can say comes down to this:
//
//   more than p/q of T          at least floor(pT/q) + 1
//   quorum, veto, named         further needs in every way
//   casting vote of c           weights 2w, and 1 more for c: "more than half" is then "at least T + 1",
//   which a tie
//                               reaches with c and not without; "at least x" becomes "at least 2x", which the
//                               odd one cannot tip
//
// Weights are not negative and needs are lower bounds, so a set that carries still does when somebody joins
// it.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "network/voice/voice.h"

namespace meso::network::voice {

struct Need {
  std::size_t tally = 0;
  std::uint64_t at_least = 0;
  bool operator==(const Need&) const = default;
};

struct Game {
  std::size_t players = 0;
  std::vector<std::vector<std::uint64_t>> tallies;  // [tally][player]; the first is one for each player
  std::vector<std::vector<Need>> ways;
  std::vector<std::uint64_t> patients;  // [player]
};

Result<Game> game_of(const Rule& rule, std::span<const Voter> voters);

struct Swings {
  std::vector<std::vector<std::uint64_t>> by_size;  // [player][size]: sets of that size that the player turns
  std::uint64_t carrying = 0;
  std::uint32_t fewest = 0;
  std::uint64_t fewest_patients = 0;
  bool contradicts_itself = false;
};

// By generating function. kBadInput when the sums do not fit 64 bits side by side or are too many different
// ones. REQUIRES: 1 to kMostVoters players.
Result<Swings> count_swings(const Game& game);

}  // namespace meso::network::voice
