// Which illnesses a person has, and since when.
//
// One idea: a person draws one number u for each illness and has it from the first age at which the share
// of people with that illness (of that sex and class of risk) exceeds u. So the share at every age, at
// every date of the record, is the share of the table, and the onset falls where the table rises. The
// shares are a shape over age and sex times a factor for the class of risk, scaled so that the registered
// population has as many on the register as QOF published. The published figure is taken; shape and factors
// are assumptions (see conditions.cpp).

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/date.h"
#include "locale/england/population_figures.h"
#include "synthesis/people.h"

namespace meso::synthesis {

enum class Illness : std::uint8_t {
  kHypertension,
  kDiabetes1,
  kDiabetes2,
  kHyperglycaemia,
  kCoronary,
  kStroke,
  kPeripheral,
  kFibrillation,
  kHeartFailure,
  kKidney,
  kAsthma,
  kPastAsthma,
  kCopd,
  kCancer,
  kDepression,
  kDementia,
  kPsychosis,
  kEpilepsy,
  kLearning,
  kObesity,
  kOsteoporosis,
  kPalliative,
  kArthritis,
  kFrailty,
  kUlcer,
  kPain,
  kReflux,
  kAnxiety,
  kAllergy,
  kApnoea,
  kThyroid,
  kEyes,
  kBladder,
  kSkin,
  kCount
};
inline constexpr std::size_t kIllnesses = static_cast<std::size_t>(Illness::kCount);

// The day since when a person has each illness; unknown: has it not.
class Illnesses {
 public:
  bool has(Illness illness) const { return since(illness).is_recorded(); }
  bool has(Illness illness, Date on) const { return has(illness) && since(illness) <= on; }
  Date since(Illness illness) const { return since_[static_cast<std::size_t>(illness)]; }
  void set(Illness illness, Date since) { since_[static_cast<std::size_t>(illness)] = since; }

 private:
  std::array<Date, kIllnesses> since_{};
};

class Morbidity {
 public:
  Morbidity();  // scales the shapes to the published registers

  Illnesses illnesses(const Person& person) const;

 private:
  // Per million, by illness, risk class, sex (female, male) and age band.
  using Bands = std::array<std::uint32_t, england::kAgeBands>;
  std::array<std::array<std::array<Bands, 2>, kRiskClasses>, kIllnesses> shares_{};
};

}  // namespace meso::synthesis
