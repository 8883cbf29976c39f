#include "synthesis/households.h"

#include <algorithm>
#include <cstdlib>

#include "synthesis/draws.h"

namespace meso::synthesis {
namespace {

constexpr std::uint32_t kGrownUp = 18;
constexpr std::uint32_t kMostChildren = 4;
constexpr std::uint32_t kMostInAFlat = 5;

// Of 100 grown-ups under 30 who live as no couple, how many are still at home.
std::uint32_t at_home(std::uint32_t years) {
  return years < 22 ? 68 : years < 30 ? 40 : 0;
}

// Of 100 people of an age, how many would live as a couple if they could.
std::uint32_t coupling(std::uint32_t years) {
  return years < 21 ? 6 : years < 28 ? 46 : years < 76 ? 86 : years < 85 ? 70 : 40;
}

bool parent_of(std::uint32_t grown_up, std::uint32_t child) {
  return grown_up >= child + 17 && grown_up <= child + 46;
}

class Street {
 public:
  Street(const std::array<Neighbour, kNeighbours>& neighbours, std::uint32_t count, Random random,
         bool students)
      : of_(neighbours), count_(count), students_(students), random_(random) {
    for (std::uint32_t i = 0; i < kNeighbours; ++i) {
      places_[i].household = i;
      wants_[i] = percent(random_, coupling(of_[i].years));
    }
  }

  void couples() {
    for (std::uint32_t i = 0; i < count_; ++i) {
      if (!single(i)) continue;
      for (std::uint32_t j = i + 1; j < count_; ++j) {
        const auto apart = std::abs(static_cast<int>(of_[i].years) - static_cast<int>(of_[j].years));
        if (!single(j) || of_[i].sex == of_[j].sex || apart > 14) continue;
        join(j, i, true);
        coupled_[i] = coupled_[j] = true;
        break;
      }
    }
  }

  // Each child goes where fewest are, to a couple if there is one; to anybody grown up when nobody fits.
  void children() {
    for (std::uint32_t child = 0; child < count_; ++child) {
      const bool grown_up = of_[child].years >= kGrownUp;
      const bool stays = !students_ && percent(random_, at_home(of_[child].years));
      if (grown_up && (!stays || !alone(child) || of_[child].in_home)) continue;
      std::uint32_t best = kNeighbours, least = 1000;
      for (std::uint32_t i = 0; i < count_; ++i) {
        if (of_[i].years < kGrownUp + 3 || of_[i].in_home || places_[i].household != i || i == child)
          continue;
        const std::uint32_t strain = children_[i] * 2 + (coupled_[i] ? 0 : 3) +
                                     (children_[i] >= kMostChildren ? 60 : 0) +
                                     (parent_of(of_[i].years, of_[child].years) ? 0 : 100);
        if (strain < least) {
          least = strain;
          best = i;
        }
      }
      if (best == kNeighbours || (grown_up && least >= 60)) continue;
      join(child, best, true);
      ++children_[best];
    }
  }

  void flats(std::uint32_t of_100) {
    std::uint32_t flat = kNeighbours;
    for (std::uint32_t i = 0; i < count_; ++i) {
      if (of_[i].years < kGrownUp || of_[i].years > 44 || of_[i].in_home || !alone(i) || coupled_[i])
        continue;
      const bool shares = percent(random_, of_100);
      if (!shares) continue;
      if (flat == kNeighbours || places_[flat].people >= kMostInAFlat) {
        flat = i;
      } else {
        join(i, flat, false);
      }
    }
  }

  std::array<Place, kNeighbours> places() {
    for (std::uint32_t i = 0; i < count_; ++i) places_[i].people = places_[places_[i].household].people;
    return places_;
  }

 private:
  bool alone(std::uint32_t i) const { return places_[i].household == i && places_[i].people == 1; }
  bool single(std::uint32_t i) const {
    return wants_[i] && !coupled_[i] && !of_[i].in_home && of_[i].years >= kGrownUp;
  }
  void join(std::uint32_t who, std::uint32_t where, bool family) {
    places_[who].household = where;
    places_[who].of_the_family = family;
    ++places_[where].people;
  }

  const std::array<Neighbour, kNeighbours>& of_;
  std::uint32_t count_;
  bool students_;
  Random random_;
  std::array<Place, kNeighbours> places_{};
  std::array<bool, kNeighbours> wants_{};
  std::array<bool, kNeighbours> coupled_{};
  std::array<std::uint32_t, kNeighbours> children_{};
};

}  // namespace

std::array<Place, kNeighbours> households(const std::array<Neighbour, kNeighbours>& neighbours,
                                          std::uint32_t count, Random random, bool students) {
  Street street(neighbours, count, random, students);
  street.couples();
  street.children();
  street.flats(students ? 85 : 45);
  return street.places();
}

}  // namespace meso::synthesis
