// Counting swings by generating function.
//
// The sums of a set, one for each tally, stand side by side in one 64-bit key, so adding a player to a set is
// one addition. The polynomial of the game is the sorted list of (key, how many sets have it); multiplying it
// by (1 + x^weights) merges the list with its shifted self. Dividing player i out again goes in key order as
// well:
//
//   without_i(key) = all(key) - without_i(key - weights_i)
//
// and each set without i turns when it does not carry and would with i. Lists merge where sums coincide, so
// forty practices of up to 400,000 patients together make a few million terms where 2^40 sets would be
// enumerated; a table with a cell for every possible sum was not taken because two tallies would multiply it.
//
// The fewest patients of a key's sets is carried along; it needs no division because only the whole list is
// asked.

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "network/voice/game.h"

namespace meso::network::voice {
namespace {

// 24 bytes each; two lists live at once.
constexpr std::size_t kMostTerms = 24'000'000;

struct Term {
  std::uint64_t key;
  std::uint64_t sets;
  std::uint64_t fewest_patients;
};

// Which keys carry.
class Carrying {
 public:
  // Nothing when the sums do not fit side by side.
  static std::optional<Carrying> of(const Game& game) {
    Carrying carrying;
    std::vector<std::pair<int, std::uint64_t>> fields;  // shift, mask
    int shift = 0;
    for (const std::vector<std::uint64_t>& tally : game.tallies) {
      std::uint64_t total = 0;
      for (std::uint64_t weight : tally) total += weight;
      const int bits = std::max(1, static_cast<int>(std::bit_width(total)));
      if (shift + bits > 64) return std::nullopt;
      fields.emplace_back(shift, (std::uint64_t{1} << bits) - 1);
      shift += bits;
    }
    for (const std::vector<Need>& way : game.ways) {
      carrying.ways_.emplace_back();
      for (const Need& need : way) {
        const auto& [at, mask] = fields[need.tally];
        carrying.ways_.back().push_back({at, mask, need.at_least});
      }
    }
    for (std::size_t player = 0; player < game.players; ++player) {
      std::uint64_t weights = 0;
      for (std::size_t i = 0; i < fields.size(); ++i) weights += game.tallies[i][player] << fields[i].first;
      carrying.weights_.push_back(weights);
    }
    carrying.size_mask_ = fields[0].second;
    return carrying;
  }

  bool operator()(std::uint64_t key) const {
    for (const auto& way : ways_) {
      bool met = true;
      for (const Field& field : way) met = met && ((key >> field.shift) & field.mask) >= field.at_least;
      if (met) return true;
    }
    return false;
  }
  std::size_t size(std::uint64_t key) const { return key & size_mask_; }
  std::uint64_t weights(std::size_t player) const { return weights_[player]; }
  std::uint64_t everybody() const {
    std::uint64_t key = 0;
    for (std::uint64_t weights : weights_) key += weights;
    return key;
  }

 private:
  struct Field {
    int shift;
    std::uint64_t mask;
    std::uint64_t at_least;
  };
  std::vector<std::vector<Field>> ways_;
  std::vector<std::uint64_t> weights_;
  std::uint64_t size_mask_ = 0;
};

// The list with a player joined to it: those without, and those with, in key order.
std::vector<Term> joined(const std::vector<Term>& terms, std::uint64_t weights, std::uint64_t patients) {
  std::vector<Term> out;
  out.reserve(std::min(2 * terms.size(), kMostTerms + 1));
  std::size_t with = 0;
  std::size_t without = 0;
  while (with < terms.size() && out.size() <= kMostTerms) {
    const std::uint64_t key = terms[with].key + weights;
    if (without < terms.size() && terms[without].key < key) {
      out.push_back(terms[without++]);
      continue;
    }
    Term term{key, terms[with].sets, terms[with].fewest_patients + patients};
    ++with;
    if (without < terms.size() && terms[without].key == key) {
      term.sets += terms[without].sets;
      term.fewest_patients = std::min(term.fewest_patients, terms[without].fewest_patients);
      ++without;
    }
    out.push_back(term);
  }
  return out;
}

// Adds to `by_size` the sets that the player of these weights turns. `without` is room that is used again.
void divide_out(const std::vector<Term>& terms, std::uint64_t weights, const Carrying& carries,
                std::vector<std::pair<std::uint64_t, std::uint64_t>>& without,
                std::vector<std::uint64_t>& by_size) {
  without.clear();
  std::size_t before = 0;
  for (const Term& term : terms) {
    std::uint64_t sets = term.sets;
    if (before < without.size() && without[before].first + weights == term.key)
      sets -= without[before++].second;
    if (sets == 0) continue;
    without.emplace_back(term.key, sets);
    if (!carries(term.key) && carries(term.key + weights)) by_size[carries.size(term.key)] += sets;
  }
}

}  // namespace

Result<Swings> count_swings(const Game& game) {
  const std::optional<Carrying> fits = Carrying::of(game);
  const Error too_much{ErrorKind::kBadInput,
                       "the rule counts too many different things to be counted exactly",
                       {},
                       "drop a clause, or grant votes in larger steps"};
  if (!fits) return too_much;
  const Carrying& carries = *fits;

  std::vector<Term> terms = {{0, 1, 0}};
  for (std::size_t player = 0; player < game.players; ++player) {
    terms = joined(terms, carries.weights(player), game.patients[player]);
    if (terms.size() > kMostTerms) return too_much;
  }

  Swings swings;
  const std::uint64_t everybody = carries.everybody();
  swings.fewest_patients = std::numeric_limits<std::uint64_t>::max();
  swings.fewest = static_cast<std::uint32_t>(game.players + 1);
  for (const Term& term : terms) {
    if (!carries(term.key)) continue;
    swings.carrying += term.sets;
    swings.fewest = std::min(swings.fewest, static_cast<std::uint32_t>(carries.size(term.key)));
    swings.fewest_patients = std::min(swings.fewest_patients, term.fewest_patients);
    swings.contradicts_itself |= carries(everybody - term.key);
  }
  if (swings.carrying == 0) swings.fewest = 0, swings.fewest_patients = 0;

  std::vector<std::pair<std::uint64_t, std::uint64_t>> without;
  without.reserve(terms.size());
  swings.by_size.assign(game.players, std::vector<std::uint64_t>(game.players, 0));
  for (std::size_t player = 0; player < game.players; ++player) {
    divide_out(terms, carries.weights(player), carries, without, swings.by_size[player]);
  }
  return swings;
}

}  // namespace meso::network::voice
