// Who the people seem to be: names, addresses, telephone numbers and NHS numbers of nobody.
//
// NHS numbers are of the range 999 000 0000 to 999 999 9999, which is never issued, with valid check digits.
// It holds 909,091 of them; in a network of more people than that the rest have none, as some patients have
// none. Postcodes are of the area ZZ, which does not exist. Telephone numbers are of the range that Ofcom
// keeps for fiction.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "identities/identities.h"
#include "synthesis/people.h"

namespace meso::synthesis {

class NhsNumbers {
 public:
  // Numbers for `people` people, shuffled by `random`.
  NhsNumbers(Random random, std::uint64_t people);
  // Ten digits; "" when the range is used up. Each serial has another number.
  std::string of(std::uint64_t serial) const;

 private:
  std::vector<std::uint32_t> middles_;  // digits four to nine of each number
};

// The care home of that number, from 0, in a practice's care.
std::string home_name(std::uint32_t practice, std::uint32_t home);

// All but the ids of patient and person. `area` counts the network's areas.
identities::Identity invented_identity(const Person& person, const std::string& place, std::uint32_t area,
                                       const NhsNumbers& numbers);

}  // namespace meso::synthesis
