#include "rules/blocks/decide.h"

#include <algorithm>
#include <cstring>

#include "rules/blocks/bits.h"

namespace meso::rules::blocks {
namespace {

// kSpread[b] has 1 in byte k where b has bit k: times a rule's number, the
// deciding rule of eight patients at once.
constexpr auto kSpread = [] {
  std::array<std::uint64_t, 256> spread{};
  for (std::uint32_t b = 0; b < 256; ++b) {
    for (std::uint32_t k = 0; k < 8; ++k) spread[b] |= std::uint64_t{b >> k & 1} << (8 * k);
  }
  return spread;
}();

// REQUIRES: those of `who` have no number yet.
void write_number(std::uint64_t who, std::uint64_t number, std::uint8_t* decided) {
  for (std::uint32_t k = 0; k < 8; ++k) {
    std::uint64_t eight;
    std::memcpy(&eight, decided + std::size_t{8} * k, 8);
    eight |= kSpread[who >> (8 * k) & 0xFF] * number;
    std::memcpy(decided + std::size_t{8} * k, &eight, 8);
  }
}

}  // namespace

void decide(const RuleList& list, const Columns& columns, RuleTally& tally) {
  constexpr std::uint32_t kWords = records::kPatientsPerBlock / 64;
  const std::uint32_t words = columns.words();
  const std::uint64_t* base = columns.bits(list.base);
  std::uint64_t undecided[kWords], side[kWords];
  std::copy(base, base + words, undecided);
  std::uint64_t* selected = columns.bits(list.selected);
  std::uint64_t* excluded = columns.bits(list.excluded);
  std::uint64_t* adjusted = columns.bits(list.adjusted);
  for (std::uint64_t* column : {selected, excluded, adjusted}) std::fill(column, column + words, 0);
  std::uint8_t* decided = columns.decided(list.decided);
  std::fill(decided, decided + columns.padded(), std::uint8_t{0});
  tally.base += count_bits(base, words);

  for (std::size_t r = 0; r < list.rules.size(); ++r) {
    const RuleStep& rule = list.rules[r];
    const std::uint64_t* truth = columns.bits(rule.truth);
    // Both sides are taken of the same undecided, so the first to be decided is
    // removed only after the second is known.
    std::uint64_t gone[kWords] = {};
    for (const bool hit : {true, false}) {
      const Effect& effect = hit ? rule.then : rule.otherwise;
      if (effect.kind == Outcome::Kind::kNext) continue;
      std::uint64_t any = 0;
      for (std::uint32_t w = 0; w < words; ++w) {
        side[w] = undecided[w] & (hit ? truth[w] : ~truth[w]);
        gone[w] |= side[w];
        any |= side[w];
      }
      if (any == 0) continue;
      const std::uint64_t count = count_bits(side, words);
      tally.decided[r] += count;
      std::uint64_t* column = nullptr;
      if (effect.kind == Outcome::Kind::kSelect) {
        tally.selected += count;
        column = selected;
      } else if (effect.klass == Outcome::Class::kExclusion) {
        tally.excluded += count;
        column = excluded;
      } else if (effect.klass == Outcome::Class::kAdjustment) {
        if (effect.category >= 1 && effect.category <= tally.adjusted.size()) {
          tally.adjusted[effect.category - 1u] += count;
        }
        column = adjusted;
      }
      if (column != nullptr) {
        for (std::uint32_t w = 0; w < words; ++w) column[w] |= side[w];
      }
    }
    for (std::uint32_t w = 0; w < words; ++w) {
      if (gone[w] == 0) continue;
      undecided[w] &= ~gone[w];
      write_number(gone[w], r + 1, decided + std::size_t{64} * w);
    }
  }
}

}  // namespace meso::rules::blocks
