#include "synthesis/vocabulary.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

#include "synthesis/people.h"

namespace meso::synthesis {
namespace {

struct Row {
  Word word;
  std::string_view cluster;
  std::string_view within = {};  // only codes that this cluster has too
};

// In the order of Word.
constexpr Row kRows[] = {
    {Word::kHypertension, "HYP_COD"},
    {Word::kHypertensionResolved, "HYPRES_COD"},
    {Word::kDiabetes, "DM_COD"},
    {Word::kDiabetesType2, "DMTYPE2_COD", "DM_COD"},
    {Word::kDiabetesResolved, "DMRES_COD"},
    {Word::kHyperglycaemia, "NDH_COD"},
    {Word::kPrediabetes, "PRD_COD"},
    {Word::kCoronary, "CHD_COD"},
    {Word::kStroke, "STRK_COD"},
    {Word::kTia, "TIA_COD"},
    {Word::kPeripheral, "PAD_COD"},
    {Word::kFibrillation, "AFIB_COD"},
    {Word::kFibrillationResolved, "AFIBRES_COD"},
    {Word::kHeartFailure, "HF_COD"},
    {Word::kHeartFailureResolved, "HFRES_COD"},
    {Word::kVentricle, "HFLVSD_COD"},
    {Word::kKidney, "CKD_COD"},
    {Word::kKidneyEarly, "CKD1AND2_COD"},
    {Word::kKidneyResolved, "CKDRES_COD"},
    {Word::kAsthma, "AST_COD"},
    {Word::kAsthmaResolved, "ASTRES_COD"},
    {Word::kCopd, "COPD_COD"},
    {Word::kCancer, "CAN_COD"},
    {Word::kDepression, "DEPR_COD"},
    {Word::kDepressionResolved, "DEPRES_COD"},
    {Word::kDementia, "DEM_COD"},
    {Word::kPsychosis, "MH_COD"},
    {Word::kEpilepsy, "EPIL_COD"},
    {Word::kEpilepsyResolved, "EPILRES_COD"},
    {Word::kLearning, "LD_COD"},
    {Word::kOsteoporosis, "OSTEO_COD"},
    {Word::kFracture, "FF_COD"},
    {Word::kBoneScan, "DXA_COD"},
    {Word::kPalliative, "PALCARE_COD"},
    {Word::kPalliativeEnded, "PALCARENI_COD"},
    {Word::kArthritis, "RARTH_COD"},
    {Word::kUlcer, "PEPTICULCER_COD"},
    {Word::kBleed, "GIBLEED_COD"},
    {Word::kApnoea, "OBSLPAPNOEA_COD"},
    {Word::kMildFrailty, "MILDFRAIL_COD"},
    {Word::kModerateFrailty, "MODFRAIL_COD"},
    {Word::kSevereFrailty, "SEVFRAIL_COD"},
    {Word::kSystolic, "BPSYS_COD"},
    {Word::kDiastolic, "BPDIA_COD"},
    {Word::kHomeSystolic, "HOMEBPSYS_COD"},
    {Word::kHomeDiastolic, "HOMEBPDIA_COD"},
    {Word::kGlycated, "IFCCHBAM_COD"},
    {Word::kFructosamine, "SERFRUC_COD"},
    {Word::kBmi, "BMIVAL_COD"},
    {Word::kBmi30, "BMI30_COD"},
    {Word::kLdl, "LDLCCHOL_COD"},
    {Word::kHdl, "HDLCCHOL_COD"},
    {Word::kTriglycerides, "TRIGLYC_COD"},
    {Word::kFiltration, "EGFR_COD"},
    {Word::kRenalTest, "RENALTEST_COD"},
    {Word::kElectrolytes, "ELECTROLYTES_COD"},
    {Word::kBloodCount, "FBC_COD"},
    {Word::kLiverTest, "LFT_COD"},
    {Word::kLithiumLevel, "LITHIUMLEVEL_COD"},
    {Word::kThyroidTest, "TFT_COD"},
    {Word::kSpirometry, "FEV1FVC_COD"},
    {Word::kSpirometryLow, "FEV1FVCL70_COD"},
    {Word::kSpirometryUnable, "SPIRPU_COD"},
    {Word::kDiabetesInvite, "DMINVITE_COD"},
    {Word::kDiabetesMaximum, "DMMAX_COD"},
    {Word::kDiabetesDeclined, "DMPCADEC_COD"},
    {Word::kDiabetesUnsuitable, "DMPCAPU_COD"},
    {Word::kBloodTestDeclined, "BLDTESTDEC_COD"},
    {Word::kPressureInvite, "HYPINVITE_COD"},
    {Word::kPressureMaximum, "HTMAX_COD"},
    {Word::kPressureCareDeclined, "HYPPCADEC_COD"},
    {Word::kPressureCareUnsuitable, "HYPPCAPU_COD"},
    {Word::kPressureDeclined, "BPDEC_COD"},
    {Word::kCoronaryInvite, "CHDINVITE_COD"},
    {Word::kCoronaryDeclined, "CHDPCADEC_COD"},
    {Word::kCoronaryUnsuitable, "CHDPCAPU_COD"},
    {Word::kStrokeInvite, "STIAINVITE_COD"},
    {Word::kStrokeDeclined, "STIAPCADEC_COD"},
    {Word::kStrokeUnsuitable, "STIAPCAPU_COD"},
    {Word::kAsthmaInvite, "ASTINVITE_COD"},
    {Word::kAsthmaReview, "REV_COD"},
    {Word::kAsthmaScore, "ASTCONTASS_COD"},
    {Word::kAsthmaExacerbations, "ASTEXACB_COD"},
    {Word::kInhalerTechnique, "INHALTECH_COD"},
    {Word::kAsthmaPlan, "WRITPASTP_COD"},
    {Word::kAsthmaMonitoringDeclined, "ASTMONDEC_COD"},
    {Word::kAsthmaDeclined, "ASTPCADEC_COD"},
    {Word::kAsthmaUnsuitable, "ASTPCAPU_COD"},
    {Word::kAsthmaMedicine, "ASTTRT_COD"},
    {Word::kAntiepileptic, "EPILDRUG_COD"},
    {Word::kLithium, "LIT_COD"},
    {Word::kLithiumStopped, "LITSTP_COD"},
    {Word::kStatin, "STAT_COD"},
    {Word::kEzetimibe, "EZETIMIBE_COD"},
    {Word::kNsaid, "NSAID_COD"},
    {Word::kUlcerHealing, "ULCERHEAL_COD"},
    {Word::kAnticoagulant, "ANTICOAG_COD"},
    {Word::kAspirin, "ASPIRIN_COD"},
    {Word::kAntiplatelet, "ANTIPLATELET_COD"},
    {Word::kNonSelectiveBetaBlocker, "NSBB_COD"},
    {Word::kAceInhibitor, "ACEI_COD"},
    {Word::kLoopDiuretic, "LOOP_COD"},
    {Word::kMethotrexate, "METHOTREXATE_COD"},
    {Word::kAmiodarone, "AMIODARONE_COD"},
    {Word::kCalciumBlocker, "EVERYDAY_CALCIUM_BLOCKER"},
    {Word::kBetaBlocker, "EVERYDAY_BETA_BLOCKER"},
    {Word::kAlphaBlocker, "EVERYDAY_ALPHA_BLOCKER"},
    {Word::kMetformin, "EVERYDAY_METFORMIN"},
    {Word::kSulfonylurea, "EVERYDAY_SULFONYLUREA"},
    {Word::kInsulin, "EVERYDAY_INSULIN"},
    {Word::kAntidepressant, "EVERYDAY_ANTIDEPRESSANT"},
    {Word::kParacetamol, "EVERYDAY_PARACETAMOL"},
    {Word::kAntihistamine, "EVERYDAY_ANTIHISTAMINE"},
    {Word::kContraceptive, "EVERYDAY_CONTRACEPTIVE"},
    {Word::kAntibiotic, "EVERYDAY_ANTIBIOTIC"},
    {Word::kThyroxine, "EVERYDAY_THYROXINE"},
    {Word::kThiazide, "EVERYDAY_THIAZIDE"},
    {Word::kGliflozin, "EVERYDAY_GLIFLOZIN"},
    {Word::kGliptin, "EVERYDAY_GLIPTIN"},
    {Word::kTestStrips, "EVERYDAY_TEST_STRIPS"},
    {Word::kMuscarinic, "EVERYDAY_LONG_ACTING_INHALER"},
    {Word::kOpioid, "EVERYDAY_OPIOID"},
    {Word::kNervePain, "EVERYDAY_NERVE_PAIN"},
    {Word::kLaxative, "EVERYDAY_LAXATIVE"},
    {Word::kVitaminD, "EVERYDAY_VITAMIN_D"},
    {Word::kBisphosphonate, "EVERYDAY_BISPHOSPHONATE"},
    {Word::kAntipsychotic, "EVERYDAY_ANTIPSYCHOTIC"},
    {Word::kDementiaMedicine, "EVERYDAY_DEMENTIA_MEDICINE"},
    {Word::kFolate, "EVERYDAY_FOLATE"},
    {Word::kEyeDrops, "EVERYDAY_EYE_DROPS"},
    {Word::kEmollient, "EVERYDAY_EMOLLIENT"},
    {Word::kBladder, "EVERYDAY_BLADDER_MEDICINE"},
    {Word::kHormones, "EVERYDAY_HORMONES"},
    {Word::kConsultation, "EVERYDAY_CONSULTATION"},
    {Word::kNote, "EVERYDAY_NOTE"},
    {Word::kComplaint, "EVERYDAY_COMPLAINT"},
    {Word::kMedicationReview, "EVERYDAY_MEDICATION_REVIEW"},
    {Word::kFluJab, "EVERYDAY_FLU_JAB"},
    {Word::kNeverSmoked, "EVERYDAY_NEVER_SMOKED"},
    {Word::kExSmoker, "EVERYDAY_EX_SMOKER"},
    {Word::kSmoker, "EVERYDAY_SMOKER"},
    {Word::kWeight, "EVERYDAY_WEIGHT"},
    {Word::kHeight, "EVERYDAY_HEIGHT"},
    {Word::kPulse, "EVERYDAY_PULSE"},
    {Word::kOxygen, "EVERYDAY_OXYGEN"},
    {Word::kAlcohol, "EVERYDAY_ALCOHOL"},
    {Word::kPeakFlow, "EVERYDAY_PEAK_FLOW"},
    {Word::kHaemoglobin, "EVERYDAY_HAEMOGLOBIN"},
    {Word::kWhiteCells, "EVERYDAY_WHITE_CELLS"},
    {Word::kPlatelets, "EVERYDAY_PLATELETS"},
    {Word::kRedCells, "EVERYDAY_RED_CELLS"},
    {Word::kMcv, "EVERYDAY_MCV"},
    {Word::kNeutrophils, "EVERYDAY_NEUTROPHILS"},
    {Word::kLymphocytes, "EVERYDAY_LYMPHOCYTES"},
    {Word::kEosinophils, "EVERYDAY_EOSINOPHILS"},
    {Word::kMonocytes, "EVERYDAY_MONOCYTES"},
    {Word::kBasophils, "EVERYDAY_BASOPHILS"},
    {Word::kHaematocrit, "EVERYDAY_HAEMATOCRIT"},
    {Word::kMch, "EVERYDAY_MCH"},
    {Word::kSodium, "EVERYDAY_SODIUM"},
    {Word::kCreatinine, "EVERYDAY_CREATININE"},
    {Word::kAlt, "EVERYDAY_ALT"},
    {Word::kAlp, "EVERYDAY_ALP"},
    {Word::kAlbumin, "EVERYDAY_ALBUMIN"},
    {Word::kBilirubin, "EVERYDAY_BILIRUBIN"},
    {Word::kCholesterol, "EVERYDAY_CHOLESTEROL"},
    {Word::kCrp, "EVERYDAY_CRP"},
    {Word::kCareHome, "EVERYDAY_CARE_HOME"},
    {Word::kCarePlan, "EVERYDAY_CARE_PLAN"},
    {Word::kCarer, "EVERYDAY_CARER"},
    {Word::kLearningCheck, "EVERYDAY_LEARNING_CHECK"},
};

constexpr bool in_order() {
  std::size_t position = 0;
  for (const Row& row : kRows) {
    if (static_cast<std::size_t>(row.word) != position++) return false;
  }
  return position == kWords;
}
static_assert(in_order(), "kRows names every Word, in its order");

// How much an English practice would want a code of that system: lower is better.
int strangeness(terms::System system) {
  switch (system) {
    case terms::System::kSnomed:
    case terms::System::kDmd:
      return 0;
    case terms::System::kLocal:
      return 1;
    default:
      return 2;
  }
}

}  // namespace

Vocabulary::Vocabulary(const terms::ClusterSet& clusters) {
  for (std::size_t i = 0; i < kWords; ++i) {
    entries_[i] = entry_of(clusters, kRows[i].cluster, kRows[i].within);
    if (entries_[i].codes.empty()) {
      notes_.push_back("No cluster " + std::string(kRows[i].cluster) + ": what it would say is left out");
    }
  }
  for (const Ethnicity& ethnicity : kEthnicities) {
    ethnicities_.push_back(entry_of(clusters, ethnicity.cluster, {}).codes);
  }
}

Vocabulary::Entry Vocabulary::entry_of(const terms::ClusterSet& clusters, std::string_view name,
                                       std::string_view within) {
  Entry entry;
  const terms::Cluster* cluster = clusters.find(name);
  if (cluster == nullptr) return entry;
  const terms::Cluster* wider = within.empty() ? cluster : clusters.find(within);
  if (wider == nullptr) return entry;
  entry.unit = cluster->unit;
  std::vector<terms::Code> codes;
  std::set_intersection(cluster->codes.begin(), cluster->codes.end(), wider->codes.begin(),
                        wider->codes.end(), std::back_inserter(codes));
  int best = 2;
  for (const terms::Code& code : codes) best = std::min(best, strangeness(code.system));
  for (const terms::Code& code : codes) {
    if (strangeness(code.system) != best) continue;
    const auto [known, added] = positions_.emplace(code, static_cast<std::uint32_t>(codes_.size()));
    if (added) codes_.push_back(code);
    entry.codes.push_back(known->second);
  }
  return entry;
}

CodingHabits::CodingHabits(const Vocabulary& vocabulary, const Random& random) {
  for (std::size_t i = 0; i < kWords; ++i) {
    const std::vector<std::uint32_t>& codes = vocabulary.codes_of(static_cast<Word>(i));
    Choice& choice = choices_[i];
    choice.count = static_cast<std::uint32_t>(std::min<std::size_t>(kUsual, codes.size()));
    Random draw = random.fork(i);
    std::set<std::uint32_t> taken;
    for (std::uint32_t k = 0; k < choice.count; ++k) {
      std::uint32_t position = draw.below(static_cast<std::uint32_t>(codes.size()));
      while (!taken.insert(position).second)
        position = (position + 1) % static_cast<std::uint32_t>(codes.size());
      choice.codes[k] = codes[position];
    }
  }
}

}  // namespace meso::synthesis
