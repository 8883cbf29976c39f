// The story of medicines: repeats issued every four weeks, every eight, or every one, and short courses.
//
// Repeats are the largest part of a record. Each belongs to an illness, is started some time after it, stays
// one product, or two strengths of it, and may stop. How many of 100 with the illness get it, and when they
// stop, are assumptions. Pairs that are known to be risky are avoided as often as the practice's stewardship
// says, so that some remain to be found.

#include "synthesis/chart.h"

namespace meso::synthesis {
namespace {

constexpr std::uint32_t kOneWeek = 7;
constexpr std::uint32_t kFourWeeks = 28;
constexpr std::uint32_t kEightWeeks = 56;

// How long one issue lasts a patient. Those who would mix their tablets up get a box for one week.
std::uint32_t interval_of(const Chart& chart, Random& random) {
  const Illnesses& ill = chart.illnesses;
  const bool muddled =
      ill.has(Illness::kDementia) || ill.has(Illness::kPsychosis) || ill.has(Illness::kLearning);
  const std::uint32_t boxed = muddled ? 45 : ill.has(Illness::kFrailty) ? 20 : 0;
  const std::uint32_t draw = random.below(100);
  return draw < boxed ? kOneWeek : draw < 95 ? kFourWeeks : kEightWeeks;
}

struct Repeat {
  Illness illness;
  Word word;
  std::uint32_t of_100;       // with the illness who ever start
  std::uint32_t start_after;  // at most so many days after the illness was found
  std::uint32_t stops_of_100;
};

constexpr Repeat kRepeats[] = {
    {Illness::kHypertension, Word::kAceInhibitor, 72, 200, 8},
    {Illness::kHypertension, Word::kCalciumBlocker, 60, 900, 6},
    {Illness::kHypertension, Word::kAlphaBlocker, 12, 2500, 8},
    {Illness::kDiabetes1, Word::kInsulin, 99, 10, 0},
    {Illness::kDiabetes2, Word::kMetformin, 84, 300, 6},
    {Illness::kDiabetes2, Word::kSulfonylurea, 30, 2200, 15},
    {Illness::kDiabetes2, Word::kInsulin, 12, 3600, 3},
    {Illness::kDiabetes2, Word::kStatin, 80, 500, 6},
    {Illness::kCoronary, Word::kStatin, 96, 60, 3},
    {Illness::kCoronary, Word::kBetaBlocker, 68, 60, 10},
    {Illness::kStroke, Word::kStatin, 95, 60, 3},
    {Illness::kStroke, Word::kAntiplatelet, 95, 40, 2},
    {Illness::kPeripheral, Word::kAntiplatelet, 78, 200, 5},
    {Illness::kPeripheral, Word::kStatin, 92, 200, 4},
    {Illness::kHypertension, Word::kStatin, 46, 2000, 10},
    {Illness::kHeartFailure, Word::kLoopDiuretic, 66, 90, 6},
    {Illness::kHeartFailure, Word::kAceInhibitor, 74, 90, 8},
    {Illness::kHeartFailure, Word::kBetaBlocker, 72, 120, 6},
    {Illness::kFibrillation, Word::kBetaBlocker, 66, 60, 6},
    {Illness::kFibrillation, Word::kNonSelectiveBetaBlocker, 7, 200, 15},
    {Illness::kFibrillation, Word::kAmiodarone, 6, 400, 20},
    {Illness::kEpilepsy, Word::kAntiepileptic, 97, 30, 2},
    {Illness::kPsychosis, Word::kLithium, 14, 600, 12},
    {Illness::kDepression, Word::kAntidepressant, 88, 40, 36},
    {Illness::kAnxiety, Word::kNonSelectiveBetaBlocker, 30, 300, 40},
    {Illness::kAnxiety, Word::kAntidepressant, 34, 400, 38},
    {Illness::kCopd, Word::kAsthmaMedicine, 82, 30, 3},
    {Illness::kArthritis, Word::kMethotrexate, 52, 300, 15},
    {Illness::kReflux, Word::kUlcerHealing, 84, 120, 18},
    {Illness::kUlcer, Word::kUlcerHealing, 66, 20, 20},
    {Illness::kPain, Word::kParacetamol, 72, 400, 22},
    {Illness::kAllergy, Word::kAntihistamine, 60, 500, 24},
    {Illness::kHypertension, Word::kThiazide, 30, 1500, 10},
    {Illness::kDiabetes2, Word::kGliflozin, 34, 2500, 10},
    {Illness::kDiabetes2, Word::kGliptin, 22, 2500, 14},
    {Illness::kDiabetes2, Word::kTestStrips, 34, 800, 15},
    {Illness::kDiabetes1, Word::kTestStrips, 95, 10, 3},
    {Illness::kHeartFailure, Word::kGliflozin, 42, 600, 5},
    {Illness::kCopd, Word::kMuscarinic, 76, 200, 4},
    {Illness::kAsthma, Word::kMuscarinic, 44, 1500, 5},
    {Illness::kPain, Word::kOpioid, 44, 1500, 28},
    {Illness::kPain, Word::kNervePain, 38, 1500, 24},
    {Illness::kPain, Word::kLaxative, 28, 1800, 20},
    {Illness::kPain, Word::kUlcerHealing, 30, 900, 20},
    {Illness::kArthritis, Word::kFolate, 55, 320, 15},
    {Illness::kOsteoporosis, Word::kBisphosphonate, 66, 90, 18},
    {Illness::kOsteoporosis, Word::kVitaminD, 85, 90, 6},
    {Illness::kFrailty, Word::kVitaminD, 55, 1200, 10},
    {Illness::kFrailty, Word::kLaxative, 48, 1500, 16},
    {Illness::kPsychosis, Word::kAntipsychotic, 70, 100, 10},
    {Illness::kDementia, Word::kDementiaMedicine, 44, 200, 15},
    {Illness::kThyroid, Word::kThyroxine, 94, 60, 2},
    {Illness::kEyes, Word::kEyeDrops, 80, 200, 8},
    {Illness::kBladder, Word::kBladder, 74, 300, 14},
    {Illness::kSkin, Word::kEmollient, 74, 400, 18},
    {Illness::kSkin, Word::kAntihistamine, 20, 600, 30},
    {Illness::kReflux, Word::kLaxative, 12, 2000, 30},
    {Illness::kFrailty, Word::kParacetamol, 48, 900, 16},
    {Illness::kFrailty, Word::kEmollient, 34, 1200, 14},
    {Illness::kFrailty, Word::kFolate, 22, 1500, 20},
    {Illness::kKidney, Word::kStatin, 84, 400, 4},
    {Illness::kKidney, Word::kAceInhibitor, 55, 400, 8},
    {Illness::kCoronary, Word::kAceInhibitor, 76, 90, 6},
    {Illness::kCoronary, Word::kCalciumBlocker, 34, 700, 8},
    {Illness::kStroke, Word::kAceInhibitor, 58, 200, 8},
    {Illness::kFibrillation, Word::kStatin, 52, 600, 8},
    {Illness::kHeartFailure, Word::kStatin, 58, 400, 8},
    {Illness::kDiabetes2, Word::kAceInhibitor, 46, 1200, 8},
    {Illness::kDiabetes2, Word::kNervePain, 16, 2600, 16},
    {Illness::kThyroid, Word::kVitaminD, 30, 1500, 14},
    {Illness::kPain, Word::kVitaminD, 26, 1800, 16},
    {Illness::kHypertension, Word::kUlcerHealing, 20, 2400, 16},
    {Illness::kCopd, Word::kUlcerHealing, 30, 1200, 14},
    {Illness::kCopd, Word::kEmollient, 16, 900, 20},
    {Illness::kApnoea, Word::kUlcerHealing, 24, 900, 20},
};

// One repeat of a patient, once it is decided.
struct Course {
  Word word;
  Date first;
  Date last;
};

class Prescriptions {
 public:
  explicit Prescriptions(Chart& chart)
      : chart_(chart), random_(chart.person.random.fork(30)), interval_(interval_of(chart, random_)) {}

  Random& random() { return random_; }

  // Whether the patient already takes it on a day.
  bool takes(Word word, Date on) const {
    for (std::size_t i = 0; i < count_; ++i) {
      if (courses_[i].word == word && courses_[i].first <= on && on <= courses_[i].last) return true;
    }
    return false;
  }

  void start(Word word, Date first, Date last) {
    if (count_ == courses_.size() || first > chart_.closes || takes(word, first)) return;
    last = earlier(last, chart_.closes);
    courses_[count_++] = {word, first, last};
    chart_.takes(word, first);
    // A dose that no one product has is made up of two strengths, two lines of each prescription.
    const bool two_strengths = percent(random_, 36);
    issue(word, first, last, interval_, two_strengths);
  }

  void issue(Word word, Date first, Date last, std::uint32_t interval, bool two_strengths = false) {
    const std::uint32_t code = chart_.choose(word, first, random_);
    // Whole intervals before the window are skipped, not drawn.
    Date on = first;
    if (on < chart_.opens) {
      const auto step = static_cast<std::int32_t>(interval);
      on = add_days(on, (chart_.opens.days - on.days + step - 1) / step * step);
    }
    while (on <= last) {
      chart_.note_code(code, on);
      if (two_strengths) chart_.note_code(code, on, records::Episode::kUnstated, 1);
      const std::uint32_t draw = random_.below(64);
      const std::int32_t drift = interval == kOneWeek ? 0 : static_cast<std::int32_t>(draw & 7) - 3;
      // One in thirty-two skips an issue.
      const auto step = static_cast<std::int32_t>(draw >= 62 ? 2 * interval : interval);
      on = add_days(on, step + drift);
    }
  }

 private:
  Chart& chart_;
  Random random_;
  std::uint32_t interval_;  // how long one issue lasts this patient
  std::array<Course, 32> courses_{};
  std::size_t count_ = 0;
};

void repeats(Chart& chart, Prescriptions& prescriptions) {
  Random& random = prescriptions.random();
  for (const Repeat& repeat : kRepeats) {
    if (!chart.illnesses.has(repeat.illness) || !percent(random, repeat.of_100)) continue;
    const Date since = chart.illnesses.since(repeat.illness);
    const Date first = add_days(since, random.between(0, static_cast<std::int32_t>(repeat.start_after)));
    Date last = chart.closes;
    if (percent(random, repeat.stops_of_100)) last = day_between(random, add_days(first, 30), chart.closes);
    // A non-selective beta-blocker is not for people with asthma: mostly seen in time.
    const bool risky = repeat.word == Word::kNonSelectiveBetaBlocker && chart.illnesses.has(Illness::kAsthma);
    if (risky && percent(random, chart.practice.stewardship / 2)) continue;
    prescriptions.start(repeat.word, first, last);
    if (repeat.word == Word::kLithium && last < chart.closes) chart.note(Word::kLithiumStopped, last, random);
  }
}

// What keeps the register: asthma needs an asthma medicine in the year.
void asthma_treatment(Chart& chart, Prescriptions& prescriptions) {
  if (!chart.illnesses.has(Illness::kAsthma)) return;
  const Date first = add_days(chart.illnesses.since(Illness::kAsthma), 1);
  prescriptions.issue(Word::kAsthmaMedicine, first, chart.closes,
                      percent(prescriptions.random(), 60) ? kFourWeeks : kEightWeeks);
  // A second inhaler for most: one relieves, one prevents.
  if (percent(prescriptions.random(), 65)) {
    prescriptions.issue(Word::kAsthmaMedicine, first, chart.closes, kFourWeeks + 10);
  }
}

// Blood thinners: anticoagulant in fibrillation, aspirin in coronary disease; both together for few.
void blood_thinners(Chart& chart, Prescriptions& prescriptions) {
  Random& random = prescriptions.random();
  const Illnesses& ill = chart.illnesses;
  const std::uint32_t stewardship = chart.practice.stewardship;
  const bool anticoagulated = ill.has(Illness::kFibrillation) && percent(random, 86);
  if (anticoagulated) {
    prescriptions.start(Word::kAnticoagulant,
                        add_days(ill.since(Illness::kFibrillation), random.between(3, 60)), chart.closes);
  }
  if (ill.has(Illness::kCoronary)) {
    const Date since = ill.since(Illness::kCoronary);
    const bool keeps = !anticoagulated || !percent(random, stewardship);
    const Date until = keeps ? chart.closes : earlier(chart.closes, ill.since(Illness::kFibrillation));
    if (percent(random, 94)) prescriptions.start(Word::kAspirin, add_days(since, 5), until);
    // After a coronary event, a second one for a year.
    if (percent(random, 35))
      prescriptions.start(Word::kAntiplatelet, add_days(since, 3), add_days(since, 370));
  }
  // Protection of the stomach for those who need it.
  const bool thinned = anticoagulated || ill.has(Illness::kCoronary) || ill.has(Illness::kStroke);
  if (thinned && percent(random, stewardship * 3 / 4)) {
    const Date since = ill.has(Illness::kCoronary) ? ill.since(Illness::kCoronary)
                       : anticoagulated            ? ill.since(Illness::kFibrillation)
                                                   : ill.since(Illness::kStroke);
    prescriptions.start(Word::kUlcerHealing, add_days(since, random.between(5, 300)), chart.closes);
  }
}

// Anti-inflammatory tablets: repeats for some with joint disease, short courses for others. Avoided, mostly,
// where the heart, the kidneys, the stomach or another medicine forbid them.
void anti_inflammatories(Chart& chart, Prescriptions& prescriptions) {
  Random& random = prescriptions.random();
  const Illnesses& ill = chart.illnesses;
  const bool hurts = ill.has(Illness::kPain) || ill.has(Illness::kArthritis);
  const bool forbidden = ill.has(Illness::kHeartFailure) || ill.has(Illness::kKidney) ||
                         ill.has(Illness::kUlcer) || ill.has(Illness::kFibrillation);
  const bool allowed = !forbidden || !percent(random, chart.practice.stewardship);
  if (hurts && allowed && percent(random, 16)) {
    const Date since = ill.has(Illness::kPain) ? ill.since(Illness::kPain) : ill.since(Illness::kArthritis);
    const Date first = add_days(since, random.between(0, 900));
    const Date last = percent(random, 55) ? add_days(first, random.between(60, 1200)) : chart.closes;
    prescriptions.start(Word::kNsaid, first, last);
    if (percent(random, chart.practice.stewardship)) prescriptions.start(Word::kUlcerHealing, first, last);
  }
  if (!allowed) return;
  const std::int32_t gap = hurts ? 1500 : 6000;
  for (Date on = add_days(chart.opens, random.between(0, gap)); on <= chart.closes;
       on = add_days(on, random.between(60, gap))) {
    if (chart.age(on) < 16) continue;
    prescriptions.issue(Word::kNsaid, on, add_days(on, random.between(0, 40)), kFourWeeks);
  }
}

// Stomachs that bleed under a medicine which nothing protects them from. The hospital writes twice, the
// medicine is not always stopped: the pairs that the safety rules look for.
void bleeds(Chart& chart, Prescriptions& prescriptions) {
  Random& random = prescriptions.random();
  for (Date on = add_days(chart.opens, random.between(0, 365)); on <= chart.closes; on = add_days(on, 365)) {
    const bool thinned = prescriptions.takes(Word::kAspirin, on) || prescriptions.takes(Word::kNsaid, on) ||
                         prescriptions.takes(Word::kAntiplatelet, on);
    const bool bled = percent(random, 6);
    if (!thinned || !bled || prescriptions.takes(Word::kUlcerHealing, on)) continue;
    chart.note(percent(random, 40) ? Word::kBleed : Word::kUlcer, on, random, records::Episode::kNew);
    for (Date letter = add_days(on, random.between(20, 45)); letter < add_days(on, 120);
         letter = add_days(letter, random.between(40, 80))) {
      chart.note(Word::kUlcer, letter, random, records::Episode::kReview);
    }
  }
}

void contraception(Chart& chart, Prescriptions& prescriptions) {
  Random& random = prescriptions.random();
  if (chart.person.sex != records::Sex::kFemale || !percent(random, 38)) return;
  const Date first = add_days(chart.person.birth, 365 * random.between(16, 24));
  const Date last = add_days(first, 365 * random.between(1, 14));
  prescriptions.issue(Word::kContraceptive, first, earlier(last, chart.closes), 90);
  if (!percent(random, 30)) return;
  const Date change = add_days(chart.person.birth, 365 * random.between(48, 54));
  prescriptions.issue(Word::kHormones, change,
                      earlier(add_days(change, random.between(200, 3600)), chart.closes), 60);
}

}  // namespace

void tell_medicines(Chart& chart) {
  Prescriptions prescriptions(chart);
  repeats(chart, prescriptions);
  asthma_treatment(chart, prescriptions);
  blood_thinners(chart, prescriptions);
  anti_inflammatories(chart, prescriptions);
  bleeds(chart, prescriptions);
  contraception(chart, prescriptions);
}

}  // namespace meso::synthesis
