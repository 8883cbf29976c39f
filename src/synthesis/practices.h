// The fictional practices: their names, their sizes and their habits.
//
// Habits are what makes practices differ on a chart: how completely they code, how well their patients come,
// which illness codes they favour, whether they ask for home readings. Each is drawn once per practice.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"

namespace meso::synthesis {

struct FictionalPractice {
  std::string code;             // "DEMO01": four letters and digits, no ODS code of a practice has that shape
  std::string name;             // "Alder Grove Surgery"
  std::string place;            // "Nether Wendle"
  std::uint32_t residents = 0;  // registered at the as-at date
  std::uint32_t recall = 0;     // of 100 patients due, how many are invited
  std::uint32_t attendance = 0;     // added to the patients' own chance of coming, in points; may be low
  std::uint32_t control = 0;        // 0 to 100: how hard treatment is driven to target
  std::uint32_t home_readings = 0;  // of 100 raised pressures, how many are followed by readings at home
  std::uint32_t recoding = 0;       // of 100 reviews, how many code the diagnosis again
  std::uint32_t monitoring = 0;     // of 100 blood tests that a medicine needs, how many are done in time
  std::uint32_t stewardship = 0;    // of 100 risky pairs of medicines, how many are avoided
  std::uint32_t hardship = 0;    // 0 to 30: moves people to the higher classes of vascular risk and smoking
  std::uint32_t exclusions = 0;  // of 100 patients who do not come, how many get an adjustment coded
};

// REQUIRES: 0 < count <= patients. Sizes differ by up to three times and add up to `patients`.
std::vector<FictionalPractice> fictional_practices(const Random& random, std::uint32_t count,
                                                   std::uint32_t patients);

}  // namespace meso::synthesis
