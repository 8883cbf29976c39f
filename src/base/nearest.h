// The nearest known name to a mistyped one, for "did you mean".
//
// Distance is the number of single-letter changes, swaps of neighbours counted as one, blind to case. A name
// is near when its distance is at most a third of its length and at most three: "HYPLATDAT" finds
// "HYPLAT_DAT", and "DM_REG" does not find "AF_REG" before "DM1_REG".

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meso {

// The distance of two names, or anything above `limit` when it is more than `limit`.
// Costs O(length * limit); names longer than 64 letters are never near.
int name_distance(std::string_view a, std::string_view b, int limit);

// Collects the nearest of many candidates; of equally near ones the first offered.
class NearestName {
 public:
  explicit NearestName(std::string_view wanted);
  void offer(std::string_view candidate);
  // Empty when no candidate was near.
  const std::string& best() const { return best_; }

 private:
  std::string wanted_;
  std::string best_;
  int limit_;
};

}  // namespace meso
