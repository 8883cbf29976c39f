// The fictional practices: their names, their sizes and their habits.
//
// Habits are what makes practices differ on a chart: how completely they code, how well their patients come,
// which illness codes they favour, whether they ask for home readings. Each is drawn once per practice.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/random.h"
#include "synthesis/synthesis.h"

namespace meso::synthesis {

// What is planted in a practice, so that it can be found: told in docs/synthesis.md. The first three leave
// the practice's registers ordinary, so that a small network has them too; the fourth of each eight and those
// after it stand out.
enum class Character : std::uint8_t {
  kPharmacist,  // pressures come under control after a pharmacist's clinic opens
  kLearning,    // checks of people with learning disability slip from year to year
  kCareHomes,   // plans of care home residents are no longer made
  kPoorArea,    // young, hard up, many smokers
  kPoorCoder,   // one diagnosis in three or four is never coded, though treated
  kMerged,      // took over another practice, whose codes differ
  kUniversity,  // most patients are students
  kUnseen,      // people in great need whom nobody sees
  kCount
};

struct FictionalPractice {
  std::string code;   // "DEMO01": four letters and digits, no ODS code of a practice has that shape
  std::string name;   // "Alder Grove Surgery"
  std::string place;  // "Nether Wendle"
  Character character = Character::kUnseen;
  std::uint32_t residents = 0;      // registered at the as-at date
  std::uint32_t recall = 0;         // of 100 patients due, how many are invited
  std::uint32_t attendance = 0;     // added to the patients' own chance of coming, in points; may be low
  std::uint32_t control = 0;        // 0 to 100: how hard treatment is driven to target
  std::uint32_t home_readings = 0;  // of 100 raised pressures, how many are followed by readings at home
  std::uint32_t recoding = 0;       // of 100 reviews, how many code the diagnosis again
  std::uint32_t monitoring = 0;     // of 100 blood tests that a medicine needs, how many are done in time
  std::uint32_t stewardship = 0;    // of 100 risky pairs of medicines, how many are avoided
  std::uint32_t decile = 55;        // of deprivation, in tenths: 10 is the most deprived, 100 the least
  std::uint32_t rural = 0;          // of its twenty areas, how many lie in the country
  std::uint32_t exclusions = 0;     // of 100 patients who do not come, how many get an adjustment coded
  std::uint32_t coding = 100;       // of 100 illnesses, how many are ever coded
  std::uint32_t diversity = 0;  // 0 to 60: of 100 people white and British elsewhere, how many are not here
  std::uint32_t rush = 0;       // of 100 patients still due, how many are seen in the last weeks of the year
};

// Areas of a practice; the last six are the first six of the next practice too. Four in five of an English
// practice's patients live in a median of 16 areas (registrations by practice and LSOA of July 2023).
inline constexpr std::uint32_t kAreasOfPractice = 20;
inline constexpr std::uint32_t kAreasShared = 6;
SyntheticArea area_of(const std::vector<FictionalPractice>& practices, const Random& random,
                      std::uint32_t practice, std::uint32_t which);
// 0 to 40: how far a decile moves people to the higher classes of risk and to smoking.
std::uint32_t hardship_of(std::uint32_t decile);

// REQUIRES: 0 < count <= patients. The largest list is about three times the smallest; they add up to
// `patients`.
std::vector<FictionalPractice> fictional_practices(const Random& random, std::uint32_t count,
                                                   std::uint32_t patients);

}  // namespace meso::synthesis
