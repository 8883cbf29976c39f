// The shapes below are per thousand people of each five-year age band, women first. They are assumptions:
// what is published is the size of each register, and that is what `scale` restores. An illness without a
// register keeps its shape as it stands.

#include "synthesis/conditions.h"

#include <algorithm>
#include <string_view>

#include "synthesis/draws.h"

namespace meso::synthesis {
namespace {

using england::kAgeBands;
using england::kYearsPerAgeBand;

enum class Risk : std::uint8_t { kNone, kVascular, kMental, kLungs };

// Factors in per cent, by class. For the lungs the class is the smoking: never, former, current.
constexpr std::array<std::uint32_t, kRiskClasses> kNoneFactors = {100, 100, 100};
constexpr std::array<std::uint32_t, kRiskClasses> kVascularFactors = {55, 105, 190};
constexpr std::array<std::uint32_t, kRiskClasses> kMentalFactors = {40, 120, 250};
constexpr std::array<std::uint32_t, kRiskClasses> kLungFactors = {40, 190, 300};
// How many people are in each class, in per cent, for the scaling: at the hardship of England's ten deciles
// together, which is 15.
constexpr std::array<std::uint32_t, kRiskClasses> kVascularShares = {33, 38, 29};
constexpr std::array<std::uint32_t, kRiskClasses> kMentalShares = {46, 34, 20};
constexpr std::array<std::uint32_t, kRiskClasses> kLungShares = {60, 25, 15};
constexpr std::uint32_t kMostPerMillion = 900000;

struct Shape {
  Illness illness;
  Risk risk;
  std::string_view group;  // of QOF; "" keeps the shape as it stands
  std::uint32_t percent;   // of the published register
  std::uint32_t male;      // the men's shape in per cent of the women's
  std::array<std::uint16_t, kAgeBands> per_thousand;
};

// More than the register is diagnosed where some are resolved or lack the
// treatment that the register asks for.
constexpr Shape kShapes[] = {
    {Illness::kHypertension, Risk::kVascular, "HYP", 104, 108, {0,   0,   0,   1,   4,   9,   20,
                                                                42,  80,  135, 205, 280, 350, 430,
                                                                500, 560, 600, 610, 600, 560}},
    {Illness::kDiabetes1, Risk::kNone, "DM", 7, 115, {1, 2, 4, 5, 5, 5, 5, 5, 5, 5,
                                                      6, 6, 6, 6, 6, 6, 5, 5, 4, 3}},
    {Illness::kDiabetes2, Risk::kVascular, "DM", 97, 125, {0,  0,   0,   1,   3,   7,   14,  26,  45,  68,
                                                           98, 125, 150, 170, 188, 198, 195, 180, 155, 125}},
    {Illness::kHyperglycaemia, Risk::kVascular, "NDH", 112, 100, {0,   0,   0,   0,   8,   15,  28,
                                                                  45,  65,  92,  125, 155, 180, 205,
                                                                  225, 235, 230, 210, 180, 150}},
    {Illness::kCoronary, Risk::kVascular, "CHD", 100, 185, {0,  0,  0,  0,  0,   0,   1,   3,   7,   14,
                                                            25, 40, 60, 85, 115, 150, 180, 205, 215, 215}},
    {Illness::kStroke, Risk::kVascular, "STIA", 100, 115, {0,  0,  0,  0,  1,  1,   2,   4,   7,   11,
                                                           17, 27, 39, 56, 80, 110, 145, 175, 190, 195}},
    {Illness::kPeripheral, Risk::kLungs, "PAD", 100, 170, {0, 0,  0,  0,  0,  0,  0,  1,  2,  4,
                                                           7, 12, 18, 26, 34, 40, 45, 46, 44, 40}},
    {Illness::kFibrillation, Risk::kVascular, "AF", 102, 140, {0,  0,  0,  0,  0,  1,   1,   2,   4,   7,
                                                               12, 20, 34, 56, 90, 135, 185, 230, 255, 255}},
    {Illness::kHeartFailure, Risk::kVascular, "HF", 103, 140, {0, 0,  0,  0,  0,  0,  1,   1,   2,   5,
                                                               8, 13, 20, 31, 48, 72, 105, 145, 180, 200}},
    {Illness::kKidney, Risk::kVascular, "CKD", 106, 88, {0,  0,  0,  0,   1,   2,   3,   5,   9,   14,
                                                         24, 40, 65, 105, 165, 245, 330, 390, 420, 420}},
    {Illness::kAsthma, Risk::kNone, "AST", 100, 85, {10, 45, 62, 64, 62, 60, 62, 64, 66, 70,
                                                     74, 78, 80, 82, 82, 80, 74, 64, 54, 44}},
    {Illness::kPastAsthma, Risk::kNone, "", 100, 110, {2,  20, 60, 80, 85, 85, 80, 70, 60, 50,
                                                       45, 40, 38, 36, 34, 32, 30, 28, 26, 24}},
    {Illness::kCopd, Risk::kLungs, "COPD", 101, 112, {0,  0,  0,  0,  0,  0,  0,  1,  3,  8,
                                                      17, 30, 45, 60, 72, 80, 80, 70, 55, 40}},
    {Illness::kCancer, Risk::kNone, "CAN", 100, 92, {1,  1,  1,  2,   2,   4,   7,   12,  19,  28,
                                                     40, 55, 75, 100, 128, 155, 170, 175, 170, 160}},
    {Illness::kDepression, Risk::kMental, "DEP", 109, 62, {0,   0,   4,   70,  130, 165, 185, 200, 212, 220,
                                                           225, 222, 205, 180, 160, 150, 145, 140, 135, 130}},
    {Illness::kDementia, Risk::kNone, "DEM", 100, 80, {0, 0, 0, 0, 0,  0,  0,  0,   0,   1,
                                                       1, 2, 3, 7, 16, 36, 78, 145, 220, 280}},
    {Illness::kPsychosis, Risk::kMental, "MH", 100, 110, {0,  0,  0,  1,  5,  8,  11, 13, 14, 15,
                                                          16, 16, 15, 15, 14, 14, 13, 12, 11, 10}},
    {Illness::kEpilepsy, Risk::kNone, "EP", 110, 105, {1, 4, 5, 6,  6,  7,  7,  7,  8,  8,
                                                       9, 9, 9, 10, 10, 11, 11, 11, 10, 10}},
    {Illness::kLearning, Risk::kNone, "LD", 100, 155, {1, 4, 6, 8, 8, 7, 6, 6, 5, 5,
                                                       5, 5, 5, 4, 4, 3, 2, 2, 1, 1}},
    {Illness::kObesity, Risk::kVascular, "OB", 172, 92, {0,   0,   0,   110, 170, 210, 240, 265, 290, 310,
                                                         325, 330, 330, 325, 310, 285, 240, 190, 140, 100}},
    {Illness::kOsteoporosis, Risk::kNone, "OST", 100, 22, {0, 0, 0, 0,  0,  0,  0,  0,  0,   0,
                                                           1, 3, 6, 10, 16, 28, 48, 75, 100, 110}},
    {Illness::kPalliative, Risk::kNone, "PC", 100, 92, {0, 0, 0, 0, 0,  0,  0,  1,  1,  2,
                                                        2, 3, 5, 8, 12, 19, 32, 60, 95, 130}},
    {Illness::kArthritis, Risk::kNone, "RA", 100, 42, {0,  0,  0,  1,  1,  2,  3,  4,  6,  8,
                                                       11, 14, 17, 20, 23, 25, 25, 23, 20, 17}},
    {Illness::kFrailty, Risk::kVascular, "", 100, 80, {0, 0, 0, 0,  0,   0,   0,   0,   0,   0,
                                                       0, 0, 0, 85, 140, 220, 330, 460, 570, 640}},
    {Illness::kUlcer, Risk::kNone, "", 100, 130, {0,  0,  0,  0,  1,  3,  5,  8,  11, 15,
                                                  20, 25, 30, 36, 42, 48, 52, 55, 55, 55}},
    {Illness::kPain, Risk::kMental, "", 100, 80, {0,   0,   2,   8,   20,  35,  55,  80,  105, 135,
                                                  175, 215, 250, 285, 315, 340, 355, 360, 360, 350}},
    {Illness::kReflux, Risk::kNone, "", 100, 90, {5,   3,   4,   10,  25,  40,  55,  75,  95,  120,
                                                  150, 175, 200, 225, 245, 260, 265, 265, 255, 240}},
    {Illness::kAnxiety, Risk::kMental, "", 100, 60, {0,   3,   15,  55, 85, 95, 100, 105, 105, 105,
                                                     105, 105, 100, 92, 85, 80, 75,  70,  65,  60}},
    {Illness::kAllergy, Risk::kNone, "", 100, 95, {20, 60, 80, 85, 80, 75, 70, 68, 64, 60,
                                                   56, 52, 48, 44, 40, 36, 32, 28, 24, 20}},
    {Illness::kApnoea, Risk::kVascular, "", 100, 220, {0,  0,  0,  1,  2,  4,  6,  9,  13, 17,
                                                       21, 24, 26, 27, 26, 24, 20, 15, 10, 8}},
    {Illness::kThyroid, Risk::kNone, "", 100, 24, {0,  1,  3,  5,  8,   14,  22,  32,  42,  52,
                                                   64, 76, 86, 96, 104, 110, 112, 112, 110, 105}},
    {Illness::kEyes, Risk::kNone, "", 100, 85, {3,  2,  2,  2,  3,   4,   5,   7,   10,  15,
                                                25, 38, 56, 82, 115, 155, 200, 235, 255, 260}},
    {Illness::kBladder, Risk::kNone, "", 100, 150, {2,  6,  4,  3,   4,   6,   9,   14,  20,  30,
                                                    46, 68, 95, 128, 162, 195, 220, 235, 240, 235}},
    {Illness::kSkin, Risk::kNone, "", 100, 95, {130, 90, 62, 55, 50, 45,  42,  42,  44,  48,
                                                54,  60, 68, 78, 90, 105, 120, 130, 138, 140}},
};

constexpr bool in_order() {
  std::size_t position = 0;
  for (const Shape& shape : kShapes) {
    if (static_cast<std::size_t>(shape.illness) != position++) return false;
  }
  return position == kIllnesses;
}
static_assert(in_order(), "kShapes names every Illness, in its order");

struct Classes {
  std::array<std::uint32_t, kRiskClasses> factors;
  std::array<std::uint32_t, kRiskClasses> shares;
};

constexpr Classes classes_of(Risk risk) {
  switch (risk) {
    case Risk::kVascular:
      return {kVascularFactors, kVascularShares};
    case Risk::kMental:
      return {kMentalFactors, kMentalShares};
    case Risk::kLungs:
      return {kLungFactors, kLungShares};
    case Risk::kNone:
      break;
  }
  return {kNoneFactors, {100, 0, 0}};
}

std::uint32_t class_of(const Person& person, Risk risk) {
  switch (risk) {
    case Risk::kVascular:
      return person.vascular;
    case Risk::kMental:
      return person.mental;
    case Risk::kLungs:
      return static_cast<std::uint32_t>(person.smoking);
    case Risk::kNone:
      break;
  }
  return 0;
}

// The share per million of one cell when the shape is taken `scale` thousandths.
std::uint32_t share(const Shape& shape, std::uint64_t scale, std::uint32_t factor, bool male,
                    std::uint32_t band) {
  std::uint64_t parts = std::uint64_t{shape.per_thousand[band]} * scale * factor / 100;
  if (male) parts = parts * shape.male / 100;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(parts, kMostPerMillion));
}

// The people of the registered population, of the register's ages, who have the illness at that scale; of
// 100,000 times the population, so that nothing is rounded away.
std::uint64_t expected(const Shape& shape, const Classes& classes, std::uint64_t scale,
                       std::uint32_t from_age) {
  const auto registered = england::registered_by_age_band();
  std::uint64_t sum = 0;
  for (std::uint32_t band = 0; band < kAgeBands; ++band) {
    // A band that the register cuts counts with the years inside.
    const std::uint32_t first = band * kYearsPerAgeBand;
    const std::uint32_t years = from_age <= first                      ? kYearsPerAgeBand
                                : from_age >= first + kYearsPerAgeBand ? 0u
                                                                       : first + kYearsPerAgeBand - from_age;
    for (std::uint32_t k = 0; k < kRiskClasses; ++k) {
      const std::uint64_t women = share(shape, scale, classes.factors[k], false, band);
      const std::uint64_t men = share(shape, scale, classes.factors[k], true, band);
      sum += (registered[band].female * women + registered[band].male * men) / 1000 * classes.shares[k] *
             years / kYearsPerAgeBand;
    }
  }
  return sum;
}

// The scale, in thousandths, at which the registered population has the published register.
std::uint64_t scale_of(const Shape& shape, const Classes& classes) {
  const england::RegisterCount* published = england::find_qof_register(shape.group);
  if (published == nullptr) return 1000;
  const auto registered = england::registered_by_age_band();
  std::uint64_t people = 0;
  for (const auto& band : registered) people += std::uint64_t{band.female} + band.male;
  // The register of the practices that published, brought to the whole registered population.
  const england::RegisterCount* whole = england::find_qof_register("HYP");  // its list is everybody's
  const std::uint64_t target =
      std::uint64_t{published->on_register} * people / whole->list_size * shape.percent * 1000;
  std::uint64_t low = 1, high = 100000;
  while (low < high) {
    const std::uint64_t middle = (low + high) / 2;
    if (expected(shape, classes, middle, published->from_age) >= target) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

Date day_of_age(const Person& person, std::uint32_t years) {
  return add_months(person.birth, static_cast<std::int32_t>(12 * years), MonthPolicy::kClamp);
}

}  // namespace

Morbidity::Morbidity() {
  for (const Shape& shape : kShapes) {
    const Classes classes = classes_of(shape.risk);
    const std::uint64_t scale = scale_of(shape, classes);
    auto& table = shares_[static_cast<std::size_t>(shape.illness)];
    for (std::uint32_t k = 0; k < kRiskClasses; ++k) {
      for (std::uint32_t band = 0; band < kAgeBands; ++band) {
        table[k][0][band] = share(shape, scale, classes.factors[k], false, band);
        table[k][1][band] = share(shape, scale, classes.factors[k], true, band);
      }
    }
  }
}

Illnesses Morbidity::illnesses(const Person& person) const {
  Random random = person.random.fork(10);
  Illnesses found;
  const Date now = person.seen_until;
  if (now <= person.birth) return found;
  const auto age = static_cast<std::uint32_t>(std::max(0, completed_years(person.birth, now)));
  const std::uint32_t band_now = std::min<std::uint32_t>(age / kYearsPerAgeBand, kAgeBands - 1);
  for (const Shape& shape : kShapes) {
    const std::uint32_t draw = random.below(1'000'000);
    const std::uint32_t inside = random.below(kYearsPerAgeBand * 365);
    const auto& bands = shares_[static_cast<std::size_t>(shape.illness)][class_of(person, shape.risk)]
                               [person.sex == records::Sex::kMale ? 1 : 0];
    if (bands[band_now] <= draw) continue;
    std::uint32_t band = 0;
    while (bands[band] <= draw) ++band;
    const Date opens = day_of_age(person, band * kYearsPerAgeBand);
    if (band < band_now) {
      found.set(shape.illness, add_days(opens, static_cast<std::int32_t>(inside)));
    } else {
      const auto days = static_cast<std::uint32_t>(now.days - opens.days + 1);
      found.set(shape.illness, add_days(opens, static_cast<std::int32_t>(inside % days)));
    }
  }
  const auto recent = [&](Illness illness, Date earliest) {
    if (found.has(illness) && found.since(illness) < earliest) {
      found.set(illness, day_between(random, later(earliest, person.birth), now));
    }
  };
  // Registers that count from a day: cancer from April 2003, depression from April 2006, fractures from April
  // 2012 or 2014. The end of life is near when it is recorded.
  recent(Illness::kCancer, Date{37712});
  recent(Illness::kDepression, Date{38808});
  recent(Illness::kOsteoporosis, Date{41730});
  recent(Illness::kPalliative, add_days(now, -500));
  if (person.death.is_recorded() && age >= 18 && !found.has(Illness::kPalliative) && percent(random, 40)) {
    found.set(Illness::kPalliative, later(add_days(now, -random.between(5, 400)), person.birth));
  }
  // Diabetes of one type only; hyperglycaemia comes before it or without it.
  if (found.has(Illness::kDiabetes1)) found.set(Illness::kDiabetes2, kUnknownDate);
  if (found.has(Illness::kDiabetes1)) found.set(Illness::kHyperglycaemia, kUnknownDate);
  if (found.has(Illness::kAsthma)) found.set(Illness::kPastAsthma, kUnknownDate);
  return found;
}

}  // namespace meso::synthesis
