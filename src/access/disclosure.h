// What a count becomes before it leaves the practice that it was made in.
//
// FIXED TABLES (public, commissioners, other practices, exports). Columns of a row are nested counts:
// register, denominator, numerator. 0 stays 0; 1 to 7 is not shown; everything else is rounded to the nearest
// 5, and totals are rounded from their true value. A last column that holds all of the column before it, or
// all but 7 or fewer, is held back too: it would say of each of them that they are in. Where one cell of a
// column is hidden, the smallest of the others is held back beside it, so that no total gives it away; where
// there is no other, the total is held back. (Rounding and the limit of 8: NHS England's method for hospital
// figures since 2018; docs/access.md.)
//
// TYPED COHORTS (counts of a condition that the asker writes, across practices that they do not treat).
// Whoever may write conditions can ask for the same people with and without one person. Noise alone does not
// help: the same people get the same noise, so that asking again gives nothing, and therefore another number
// means other people. So:
//   1. A cohort that differs by fewer than 8 people from one that was asked before gets that one's answer; of
//   several
//      the nearest's. So adding one person to a question never changes its answer.
//   2. Else, one that differs by fewer than 16 to 40 people, a number drawn from its own people, gets the
//   answer of the
//      first such one. So nobody can walk up to the edge of rule 1 and see who tips over it.
//   3. Nobody and everybody count as asked before: few people, or all but few, are never shown.
//   4. Any other cohort gets its true count with noise from -4 to 4, drawn from a keyed hash of its people.
// The price: a number may be that of a cohort that differs by a few dozen people.
// Which people a cohort holds is kept as a sketch: 128 sums of keyed hashes. Two sketches differ in about as
// many places as people are in one cohort and not in the other. No such rule is perfect against someone who
// knows everybody else in the cohort. docs/access.md states how much such a person learns;
// tests/access/attack_test.cpp measures it with 10,000 questions an attack.

#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/keys.h"

namespace meso::access {

inline constexpr std::uint64_t kSmallestShown = 8;
inline constexpr std::uint64_t kRoundsTo = 5;
// Cohorts that nobody had asked before, per person, scope and day.
inline constexpr std::int64_t kCohortsADay = 500;

struct ShownCount {
  enum class Kind : std::uint8_t {
    kExact,
    kRounded,       // to the nearest 5
    kNoised,        // within 4 of the truth, or of that of nearly the same people
    kSmall,         // fixed tables: 1 to 7. Typed cohorts: too few to show, nobody included
    kHeldBack,      // would give another cell or a person away
    kNotAvailable,  // rests on codes that are not shared, or the practice shares nothing: never 0
  };
  Kind kind = Kind::kNotAvailable;
  std::uint64_t value = 0;  // of the first three kinds
  bool has_value() const { return kind <= Kind::kNoised; }
  bool operator==(const ShownCount&) const = default;
};
// "1,235", "about 1,235", "too few to show", "held back", "not available".
std::string shown_words(const ShownCount& count);

ShownCount rounded(std::uint64_t count);  // 0, kSmall or kRounded

struct FixedTable {
  std::vector<std::vector<ShownCount>> rows;  // as given
  std::vector<ShownCount> total;
};
// REQUIRES: rows have the same number of columns, each no greater than the one before.
FixedTable fixed_table(std::span<const std::vector<std::uint64_t>> rows);

// Which people, as far as telling cohorts apart needs it.
class Sketch {
 public:
  static constexpr std::size_t kPlaces = 128;
  void add(std::uint64_t patient, std::uint64_t secret);
  void add(const Sketch& others);  // REQUIRES: nobody is in both
  std::uint64_t people() const { return people_; }
  const std::array<std::uint16_t, kPlaces>& sums() const { return sums_; }
  static Sketch of(const std::array<std::uint16_t, kPlaces>& sums, std::uint64_t people);

 private:
  std::array<std::uint16_t, kPlaces> sums_{};
  std::uint64_t people_ = 0;
};
// In how many places two sketches differ.
int distance(const Sketch& a, const Sketch& b);

// What was asked before, by scope: a practice, or the practices of a question together. Thread safe.
class AskedBefore {
 public:
  struct Asked {
    Sketch cohort;
    ShownCount answer;
  };
  // Told of each cohort that was not asked before, so that it can be kept.
  using Keep = std::function<void(const std::string& scope, const Asked& asked)>;
  // `key` makes noise and edges: secret, and always the same.
  explicit AskedBefore(const Key& key) : key_(key) {}

  ShownCount answer(const std::string& scope, const Sketch& cohort, const Sketch& everybody,
                    const Keep& keep = {});
  // What was kept in an earlier run of the program, in the order in which it was.
  void remember(const std::string& scope, Asked asked);

 private:
  std::uint64_t drawn(const Sketch& of, const char* what) const;
  ShownCount noised(const Sketch& people) const;
  Key key_;
  std::mutex mutex_;
  std::map<std::string, std::vector<Asked>, std::less<>> asked_;
};

}  // namespace meso::access
