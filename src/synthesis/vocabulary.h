// The words that synthetic practices write, each a cluster of the rulebook;
// which codes of it a practice prefers.
//
// The generator holds no code: a word names its cluster, and the codes, and the unit of a value, come from
// the set of clusters that is given. English practices write SNOMED CT and dm+d, so these are chosen where a
// cluster has any; else its local codes (the rulebook's MESO- codes), else whatever there is. A word without
// codes is silent.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "terms/terms.h"

namespace meso::synthesis {

enum class Word : std::uint8_t {
  // diagnoses
  kHypertension,
  kHypertensionResolved,
  kDiabetes,
  kDiabetesType2,
  kDiabetesResolved,
  kHyperglycaemia,
  kPrediabetes,
  kCoronary,
  kStroke,
  kTia,
  kPeripheral,
  kFibrillation,
  kFibrillationResolved,
  kHeartFailure,
  kHeartFailureResolved,
  kVentricle,
  kKidney,
  kKidneyEarly,
  kKidneyResolved,
  kAsthma,
  kAsthmaResolved,
  kCopd,
  kCancer,
  kDepression,
  kDepressionResolved,
  kDementia,
  kPsychosis,
  kEpilepsy,
  kEpilepsyResolved,
  kLearning,
  kOsteoporosis,
  kFracture,
  kBoneScan,
  kPalliative,
  kPalliativeEnded,
  kArthritis,
  kUlcer,
  kBleed,
  kApnoea,
  kMildFrailty,
  kModerateFrailty,
  kSevereFrailty,
  // readings
  kSystolic,
  kDiastolic,
  kHomeSystolic,
  kHomeDiastolic,
  kGlycated,
  kFructosamine,
  kBmi,
  kBmi30,
  kLdl,
  kHdl,
  kTriglycerides,
  kFiltration,
  kRenalTest,
  kElectrolytes,
  kBloodCount,
  kLiverTest,
  kLithiumLevel,
  kThyroidTest,
  kSpirometry,
  kSpirometryLow,
  kSpirometryUnable,
  // care
  kDiabetesInvite,
  kDiabetesMaximum,
  kDiabetesDeclined,
  kDiabetesUnsuitable,
  kBloodTestDeclined,
  kPressureInvite,
  kPressureMaximum,
  kPressureCareDeclined,
  kPressureCareUnsuitable,
  kPressureDeclined,
  kCoronaryInvite,
  kCoronaryDeclined,
  kCoronaryUnsuitable,
  kStrokeInvite,
  kStrokeDeclined,
  kStrokeUnsuitable,
  kAsthmaInvite,
  kAsthmaReview,
  kAsthmaScore,
  kAsthmaExacerbations,
  kInhalerTechnique,
  kAsthmaPlan,
  kAsthmaMonitoringDeclined,
  kAsthmaDeclined,
  kAsthmaUnsuitable,
  // medicines
  kAsthmaMedicine,
  kAntiepileptic,
  kLithium,
  kLithiumStopped,
  kStatin,
  kEzetimibe,
  kNsaid,
  kUlcerHealing,
  kAnticoagulant,
  kAspirin,
  kAntiplatelet,
  kNonSelectiveBetaBlocker,
  kAceInhibitor,
  kLoopDiuretic,
  kMethotrexate,
  kAmiodarone,
  kCalciumBlocker,
  kBetaBlocker,
  kAlphaBlocker,
  kMetformin,
  kSulfonylurea,
  kInsulin,
  kAntidepressant,
  kParacetamol,
  kAntihistamine,
  kContraceptive,
  kAntibiotic,
  kThyroxine,
  kThiazide,
  kGliflozin,
  kGliptin,
  kTestStrips,
  kMuscarinic,
  kOpioid,
  kNervePain,
  kLaxative,
  kVitaminD,
  kBisphosphonate,
  kAntipsychotic,
  kDementiaMedicine,
  kFolate,
  kEyeDrops,
  kEmollient,
  kBladder,
  kHormones,
  // everyday
  kConsultation,
  kNote,
  kComplaint,
  kMedicationReview,
  kFluJab,
  kNeverSmoked,
  kExSmoker,
  kSmoker,
  kWeight,
  kHeight,
  kPulse,
  kOxygen,
  kAlcohol,
  kPeakFlow,
  kHaemoglobin,
  kWhiteCells,
  kPlatelets,
  kRedCells,
  kMcv,
  kNeutrophils,
  kLymphocytes,
  kEosinophils,
  kMonocytes,
  kBasophils,
  kHaematocrit,
  kMch,
  kSodium,
  kCreatinine,
  kAlt,
  kAlp,
  kAlbumin,
  kBilirubin,
  kCholesterol,
  kCrp,
  // those whom others look after
  kCareHome,
  kCarePlan,
  kCarer,
  kLearningCheck,
  kCount
};
inline constexpr std::size_t kWords = static_cast<std::size_t>(Word::kCount);

inline constexpr std::uint32_t kNoCode = 0xFFFFFFFFu;

class Vocabulary {
 public:
  explicit Vocabulary(const terms::ClusterSet& clusters);

  // Every code that a synthetic network may hold; ids of codes are positions in it.
  const std::vector<terms::Code>& codes() const { return codes_; }
  terms::UnitId unit(Word word) const { return entries_[static_cast<std::size_t>(word)].unit; }
  bool has(Word word) const { return !entries_[static_cast<std::size_t>(word)].codes.empty(); }
  // The codes that the ethnicity of that index (kEthnicities) is recorded with; empty when there are none.
  const std::vector<std::uint32_t>& ethnicity(std::size_t index) const { return ethnicities_[index]; }
  const std::vector<std::uint32_t>& codes_of(Word word) const {
    return entries_[static_cast<std::size_t>(word)].codes;
  }
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  struct Entry {
    std::vector<std::uint32_t> codes;
    terms::UnitId unit = terms::kNoUnit;
  };
  Entry entry_of(const terms::ClusterSet& clusters, std::string_view cluster, std::string_view within);

  std::vector<terms::Code> codes_;
  std::map<terms::Code, std::uint32_t> positions_;
  std::array<Entry, kWords> entries_;
  std::vector<std::vector<std::uint32_t>> ethnicities_;
  std::vector<std::string> notes_;
};

// Of each word, the few codes that one practice uses, its favourite first.
class CodingHabits {
 public:
  CodingHabits(const Vocabulary& vocabulary, const Random& random);

  // A code of the word as this practice would choose it: seven times of ten
  // its favourite. kNoCode when silent.
  std::uint32_t choose(Word word, Random& random) const {
    const Choice& choice = choices_[static_cast<std::size_t>(word)];
    if (choice.count == 0) return kNoCode;
    const std::uint32_t draw = random.below(10);
    return draw < 7 ? choice.codes[0] : choice.codes[draw % choice.count];
  }

 private:
  static constexpr std::uint32_t kUsual = 4;
  struct Choice {
    std::uint32_t count = 0;
    std::array<std::uint32_t, kUsual> codes{};
  };
  std::array<Choice, kWords> choices_;
};

}  // namespace meso::synthesis
