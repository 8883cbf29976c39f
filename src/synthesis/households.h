// Who lives with whom.
//
// Thirty-six residents with consecutive numbers are neighbours. Among them, in the order of their numbers:
// women and men of about one age who want to, live as couples; children, and many of the young who are grown
// up, join those who could be their parents, couples first; some share a flat; the others live alone. So a
// household is found from the ages of thirty-six people, in any order and at any time, and nothing of it is
// stored.
//
// How many want to live as a couple, or stay at home, is an assumption.

#pragma once

#include <array>
#include <cstdint>

#include "base/random.h"
#include "records/practice_file.h"

namespace meso::synthesis {

inline constexpr std::uint32_t kNeighbours = 36;

struct Neighbour {
  std::uint32_t years = 0;  // completed
  records::Sex sex = records::Sex::kUnknown;
  bool in_home = false;  // lives in a care home
};

struct Place {
  std::uint32_t household = 0;  // position of the first of it among the neighbours
  std::uint32_t people = 1;     // who live there
  bool of_the_family = false;   // a child or a partner: mostly of one name and descent with the first
};
// REQUIRES: count <= kNeighbours. `random` is of these neighbours.
std::array<Place, kNeighbours> households(const std::array<Neighbour, kNeighbours>& neighbours,
                                          std::uint32_t count, Random random, bool students);

}  // namespace meso::synthesis
