// The story of medicines: repeats issued every four or eight weeks, and short courses.
//
// Repeats are most of a record. Each belongs to an illness, is started some time after it, stays one product,
// and may stop. How many of 100 with the illness get it, and when they stop, are assumptions. Pairs that are
// known to be risky are avoided as often as the practice's stewardship says, so that some remain to be found.

#include "synthesis/chart.h"

namespace meso::synthesis {
namespace {

constexpr std::uint32_t kFourWeeks = 28;
constexpr std::uint32_t kEightWeeks = 56;

struct Repeat {
  Illness illness;
  Word word;
  std::uint32_t of_100;       // with the illness who ever start
  std::uint32_t start_after;  // at most so many days after the illness was found
  std::uint32_t stops_of_100;
};

constexpr Repeat kRepeats[] = {
    {Illness::kHypertension, Word::kAceInhibitor, 62, 200, 10},
    {Illness::kHypertension, Word::kCalciumBlocker, 54, 900, 8},
    {Illness::kHypertension, Word::kAlphaBlocker, 9, 2500, 8},
    {Illness::kDiabetes1, Word::kInsulin, 99, 10, 0},
    {Illness::kDiabetes2, Word::kMetformin, 78, 300, 8},
    {Illness::kDiabetes2, Word::kSulfonylurea, 30, 2200, 15},
    {Illness::kDiabetes2, Word::kInsulin, 12, 3600, 3},
    {Illness::kDiabetes2, Word::kStatin, 68, 500, 9},
    {Illness::kCoronary, Word::kStatin, 84, 60, 7},
    {Illness::kCoronary, Word::kBetaBlocker, 68, 60, 10},
    {Illness::kStroke, Word::kStatin, 80, 60, 7},
    {Illness::kStroke, Word::kAntiplatelet, 62, 40, 8},
    {Illness::kPeripheral, Word::kAntiplatelet, 55, 200, 8},
    {Illness::kHypertension, Word::kStatin, 34, 2000, 12},
    {Illness::kHeartFailure, Word::kLoopDiuretic, 66, 90, 6},
    {Illness::kHeartFailure, Word::kAceInhibitor, 74, 90, 8},
    {Illness::kHeartFailure, Word::kBetaBlocker, 72, 120, 6},
    {Illness::kFibrillation, Word::kBetaBlocker, 66, 60, 6},
    {Illness::kFibrillation, Word::kNonSelectiveBetaBlocker, 7, 200, 15},
    {Illness::kFibrillation, Word::kAmiodarone, 6, 400, 20},
    {Illness::kEpilepsy, Word::kAntiepileptic, 97, 30, 2},
    {Illness::kPsychosis, Word::kLithium, 14, 600, 12},
    {Illness::kDepression, Word::kAntidepressant, 84, 40, 45},
    {Illness::kAnxiety, Word::kNonSelectiveBetaBlocker, 26, 300, 45},
    {Illness::kAnxiety, Word::kAntidepressant, 25, 400, 45},
    {Illness::kCopd, Word::kAsthmaMedicine, 82, 30, 3},
    {Illness::kArthritis, Word::kMethotrexate, 52, 300, 15},
    {Illness::kReflux, Word::kUlcerHealing, 74, 120, 25},
    {Illness::kUlcer, Word::kUlcerHealing, 70, 20, 18},
    {Illness::kPain, Word::kParacetamol, 62, 400, 28},
    {Illness::kAllergy, Word::kAntihistamine, 52, 500, 30},
    {Illness::kHypertension, Word::kThiazide, 24, 1500, 12},
    {Illness::kDiabetes2, Word::kGliflozin, 34, 2500, 10},
    {Illness::kDiabetes2, Word::kGliptin, 22, 2500, 14},
    {Illness::kDiabetes2, Word::kTestStrips, 34, 800, 15},
    {Illness::kDiabetes1, Word::kTestStrips, 95, 10, 3},
    {Illness::kHeartFailure, Word::kGliflozin, 42, 600, 5},
    {Illness::kCopd, Word::kMuscarinic, 76, 200, 4},
    {Illness::kAsthma, Word::kMuscarinic, 30, 1500, 6},
    {Illness::kPain, Word::kOpioid, 36, 1500, 35},
    {Illness::kPain, Word::kNervePain, 30, 1500, 30},
    {Illness::kPain, Word::kLaxative, 20, 1800, 25},
    {Illness::kPain, Word::kUlcerHealing, 30, 900, 20},
    {Illness::kArthritis, Word::kFolate, 55, 320, 15},
    {Illness::kOsteoporosis, Word::kBisphosphonate, 66, 90, 18},
    {Illness::kOsteoporosis, Word::kVitaminD, 85, 90, 6},
    {Illness::kFrailty, Word::kVitaminD, 55, 1200, 10},
    {Illness::kFrailty, Word::kLaxative, 32, 1500, 20},
    {Illness::kPsychosis, Word::kAntipsychotic, 70, 100, 10},
    {Illness::kDementia, Word::kDementiaMedicine, 44, 200, 15},
    {Illness::kThyroid, Word::kThyroxine, 94, 60, 2},
    {Illness::kEyes, Word::kEyeDrops, 72, 200, 12},
    {Illness::kBladder, Word::kBladder, 62, 300, 20},
    {Illness::kSkin, Word::kEmollient, 64, 400, 25},
    {Illness::kSkin, Word::kAntihistamine, 20, 600, 30},
    {Illness::kReflux, Word::kLaxative, 12, 2000, 30},
    {Illness::kFrailty, Word::kParacetamol, 38, 900, 20},
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
      : chart_(chart),
        random_(chart.person.random.fork(30)),
        interval_(percent(random_, 90) ? kFourWeeks : kEightWeeks) {}

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
    issue(word, first, last, interval_);
  }

  void issue(Word word, Date first, Date last, std::uint32_t interval) {
    const std::uint32_t code = chart_.choose(word, first, random_);
    // Whole intervals before the window are skipped, not drawn.
    Date on = first;
    if (on < chart_.opens) {
      const auto step = static_cast<std::int32_t>(interval);
      on = add_days(on, (chart_.opens.days - on.days + step - 1) / step * step);
    }
    while (on <= last) {
      chart_.note_code(code, on);
      const std::uint32_t draw = random_.below(64);
      const std::int32_t drift = static_cast<std::int32_t>(draw & 7) - 3;
      // One in thirty-two skips an issue.
      const auto step = static_cast<std::int32_t>(draw >= 62 ? 2 * interval : interval);
      on = add_days(on, step + drift);
    }
  }

 private:
  Chart& chart_;
  Random random_;
  std::uint32_t interval_;  // how long one issue lasts this patient
  std::array<Course, 24> courses_{};
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
  prescriptions.issue(Word::kAsthmaMedicine, first, chart.closes, kEightWeeks);
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
    if (percent(random, 74)) prescriptions.start(Word::kAspirin, add_days(since, 5), until);
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
  contraception(chart, prescriptions);
}

}  // namespace meso::synthesis
