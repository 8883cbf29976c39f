// From swings to shares, in 64 bits.
//
// Shapley-Shubik weighs a swing of a set of s among n voters with s!(n-s-1)!/n! = 1 / (n C(n-1, s)).
// Factorials of forty need 160 bits, and none is computed: n C(n-1, s) divides lcm(1..n) for every s, so over
// that one denominator (5,342,931,457,063,200 for n = 40) each weight is a whole number, and since a voter
// turns at most C(n-1, s) sets of s, no sum exceeds it.

#include <numeric>

#include "network/voice/game.h"

namespace meso::network::voice {
namespace {

Share lowest(std::uint64_t part, std::uint64_t whole) {
  if (part == 0 || whole == 0) return {0, 1};
  const std::uint64_t common = std::gcd(part, whole);
  return {part / common, whole / common};
}

// For each size s: lcm(1..n) / (n C(n-1, s)).
std::vector<std::uint64_t> shapley_weights(std::uint64_t players, std::uint64_t& whole) {
  whole = 1;
  for (std::uint64_t i = 2; i <= players; ++i) whole = std::lcm(whole, i);
  std::vector<std::uint64_t> weights;
  std::uint64_t choose = 1;  // C(n-1, s)
  for (std::uint64_t s = 0; s < players; ++s) {
    weights.push_back(whole / players / choose);
    choose = choose * (players - 1 - s) / (s + 1);
  }
  return weights;
}

}  // namespace

Result<Power> power(const Rule& rule, std::span<const Voter> voters) {
  MESO_ASSIGN_OR_RETURN(const Game game, game_of(rule, voters));
  Result<Swings> counted = count_swings(game);
  if (!counted.ok()) {
    Error error = counted.error();
    error.place = rule.place;
    return error;
  }
  const Swings& swings = *counted;

  Power power;
  power.sets = std::uint64_t{1} << game.players;
  power.carrying = swings.carrying;
  power.fewest = swings.fewest;
  power.fewest_patients = swings.fewest_patients;
  power.contradicts_itself = swings.contradicts_itself;

  std::uint64_t whole = 1;
  const std::vector<std::uint64_t> weights = shapley_weights(game.players, whole);
  std::uint64_t all_swings = 0;
  for (std::size_t i = 0; i < game.players; ++i) {
    const std::vector<std::uint64_t>& by_size = swings.by_size[i];
    VoterPower voter;
    voter.code = i < voters.size() ? voters[i].code : "chair";
    voter.patients = game.patients[i];
    std::uint64_t orders = 0;
    for (std::size_t size = 0; size < game.players; ++size) {
      voter.swings += by_size[size];
      orders += by_size[size] * weights[size];
    }
    voter.shapley = lowest(orders, whole);
    voter.never_decides = voter.swings == 0;
    voter.can_block = by_size[game.players - 1] != 0;
    voter.decides_alone = voter.can_block && by_size[0] != 0;
    all_swings += voter.swings;
    power.voters.push_back(std::move(voter));
  }
  for (VoterPower& voter : power.voters) voter.banzhaf = lowest(voter.swings, all_swings);
  return power;
}

}  // namespace meso::network::voice
