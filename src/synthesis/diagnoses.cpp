// The story of diagnoses: when each illness was coded, coded again, or coded as over.

#include "synthesis/chart.h"

namespace meso::synthesis {
namespace {

using records::Episode;

struct Diagnosed {
  Illness illness;
  Word word;
};

// Illnesses that are told by one code at their onset and again at some reviews.
constexpr Diagnosed kPlain[] = {
    {Illness::kHypertension, Word::kHypertension}, {Illness::kDiabetes1, Word::kDiabetes},
    {Illness::kDiabetes2, Word::kDiabetesType2},   {Illness::kCoronary, Word::kCoronary},
    {Illness::kPeripheral, Word::kPeripheral},     {Illness::kFibrillation, Word::kFibrillation},
    {Illness::kHeartFailure, Word::kHeartFailure}, {Illness::kAsthma, Word::kAsthma},
    {Illness::kPastAsthma, Word::kAsthma},         {Illness::kCopd, Word::kCopd},
    {Illness::kDementia, Word::kDementia},         {Illness::kPsychosis, Word::kPsychosis},
    {Illness::kEpilepsy, Word::kEpilepsy},         {Illness::kLearning, Word::kLearning},
    {Illness::kArthritis, Word::kArthritis},       {Illness::kApnoea, Word::kApnoea},
};

// Illnesses that may be coded as over, for how many of 100, and the code.
struct Ended {
  Illness illness;
  Word word;
  std::uint32_t of_100;
};
constexpr Ended kEnded[] = {
    {Illness::kHypertension, Word::kHypertensionResolved, 3},
    {Illness::kDiabetes2, Word::kDiabetesResolved, 3},
    {Illness::kFibrillation, Word::kFibrillationResolved, 2},
    {Illness::kHeartFailure, Word::kHeartFailureResolved, 2},
    {Illness::kPastAsthma, Word::kAsthmaResolved, 35},
    {Illness::kEpilepsy, Word::kEpilepsyResolved, 2},
};

void plain_diagnoses(Chart& chart, Random& random) {
  for (const Diagnosed& diagnosed : kPlain) {
    if (!chart.coded(diagnosed.illness)) continue;
    const Date since = chart.illnesses.since(diagnosed.illness);
    chart.note(diagnosed.word, since, random, percent(random, 30) ? Episode::kFirst : Episode::kUnstated);
    // Coded again at later visits, by habit of the practice.
    for (Date on = add_days(later(since, chart.opens), random.between(90, 500)); on <= chart.closes;
         on = add_days(on, random.between(300, 430))) {
      // Asthma is written down again at its yearly review.
      const std::uint32_t extra = diagnosed.illness == Illness::kAsthma ? 58 : 0;
      const bool again = percent(random, chart.practice.recoding + extra);
      if (again && diagnosed.illness != Illness::kPastAsthma)
        chart.note(diagnosed.word, on, random, Episode::kReview);
    }
  }
  for (const Ended& ended : kEnded) {
    if (!chart.coded(ended.illness) || !percent(random, ended.of_100)) continue;
    // Now and then on the very day of the diagnosis: a correction, which the rules must read with care.
    const Date since = chart.illnesses.since(ended.illness);
    const bool same_day = percent(random, 4);
    chart.note(ended.word, same_day ? since : day_between(random, add_days(since, 200), chart.closes),
               random);
  }
}

void hyperglycaemia(Chart& chart, Random& random) {
  if (!chart.coded(Illness::kHyperglycaemia)) return;
  const Date since = chart.illnesses.since(Illness::kHyperglycaemia);
  if (chart.illnesses.has(Illness::kDiabetes2, since)) return;
  chart.note(percent(random, 88) ? Word::kHyperglycaemia : Word::kPrediabetes, since, random);
}

void strokes(Chart& chart, Random& random) {
  if (!chart.coded(Illness::kStroke)) return;
  const Date since = chart.illnesses.since(Illness::kStroke);
  const bool minor = percent(random, 40);
  chart.note(minor ? Word::kTia : Word::kStroke, since, random, Episode::kFirst);
  if (percent(random, 15))
    chart.note(Word::kStroke, day_between(random, since, chart.closes), random, Episode::kNew);
}

void weak_ventricle(Chart& chart, Random& random) {
  if (!chart.coded(Illness::kHeartFailure) || !percent(random, 45)) return;
  chart.note(Word::kVentricle, add_days(chart.illnesses.since(Illness::kHeartFailure), random.between(0, 60)),
             random);
}

void kidneys(Chart& chart, Random& random) {
  if (!chart.coded(Illness::kKidney)) return;
  const Date since = chart.illnesses.since(Illness::kKidney);
  chart.note(Word::kKidney, since, random);
  const std::uint32_t course = random.below(100);
  const Date on = day_between(random, add_days(since, 120), chart.closes);
  if (course < 4) chart.note(Word::kKidneyEarly, on, random);
  if (course == 4) chart.note(Word::kKidneyResolved, on, random);
  if (course >= 60 && course < 72) chart.note(Word::kKidney, on, random);
}

// Depression comes in episodes; what follows a first or new one are reviews of it.
void depression(Chart& chart, Random& random) {
  if (!chart.coded(Illness::kDepression)) return;
  Date on = chart.illnesses.since(Illness::kDepression);
  Episode episode = Episode::kFirst;
  const std::uint32_t recurrences = random.below(3);
  for (std::uint32_t i = 0; i <= recurrences && on <= chart.closes; ++i) {
    chart.note(Word::kDepression, on, random, episode);
    chart.note(Word::kDepression, add_days(on, random.between(10, 70)), random, Episode::kReview);
    episode = Episode::kNew;
    on = add_days(on, random.between(300, 2500));
  }
  if (percent(random, 7)) {
    const Date since = chart.illnesses.since(Illness::kDepression);
    chart.note(Word::kDepressionResolved, day_between(random, add_days(since, 150), chart.closes), random,
               Episode::kEnd);
  }
}

void cancer(Chart& chart, Random& random) {
  if (!chart.coded(Illness::kCancer)) return;
  const Date since = chart.illnesses.since(Illness::kCancer);
  const std::uint32_t code = chart.choose(Word::kCancer, since, random);
  chart.note_code(code, since, percent(random, 60) ? Episode::kFirst : Episode::kNew);
  for (Date on = add_days(since, random.between(20, 200)); on <= earlier(chart.closes, add_days(since, 1500));
       on = add_days(on, random.between(120, 400))) {
    chart.note_code(code, on, Episode::kReview);
  }
}

void brittle_bones(Chart& chart, Random& random) {
  if (!chart.coded(Illness::kOsteoporosis)) return;
  const Date since = chart.illnesses.since(Illness::kOsteoporosis);
  chart.note(Word::kFracture, since, random);
  const Date scan = earlier(add_days(since, random.between(20, 150)), chart.closes);
  chart.note(Word::kBoneScan, scan, random);
  chart.note(Word::kOsteoporosis, earlier(add_days(scan, random.between(0, 30)), chart.closes), random);
}

void end_of_life(Chart& chart, Random& random) {
  if (!chart.coded(Illness::kPalliative)) return;
  const Date since = chart.illnesses.since(Illness::kPalliative);
  chart.note(Word::kPalliative, since, random);
  if (percent(random, 2)) {
    chart.note(Word::kPalliativeEnded, day_between(random, add_days(since, 30), chart.closes), random);
  }
}

void frailty(Chart& chart, Random& random) {
  if (!chart.coded(Illness::kFrailty)) return;
  constexpr Word kGrades[] = {Word::kMildFrailty, Word::kModerateFrailty, Word::kSevereFrailty};
  std::uint32_t grade = 0;
  for (Date on = later(chart.illnesses.since(Illness::kFrailty), Date{42825});  // assessed since April 2017
       on <= chart.closes; on = add_days(on, random.between(500, 1100))) {
    chart.note(kGrades[grade], on, random);
    // Mostly worse, seldom better: the latest grade is what counts.
    if (percent(random, 34) && grade < 2) {
      ++grade;
    } else if (percent(random, 7) && grade > 0) {
      --grade;
    }
  }
}

void stomach(Chart& chart, Random& random) {
  if (!chart.coded(Illness::kUlcer)) return;
  const Date since = chart.illnesses.since(Illness::kUlcer);
  chart.note(percent(random, 70) ? Word::kUlcer : Word::kBleed, since, random, Episode::kFirst);
  if (percent(random, 10))
    chart.note(Word::kBleed, day_between(random, since, chart.closes), random, Episode::kNew);
  for (Date on = add_days(later(since, chart.opens), random.between(60, 400)); on <= chart.closes;
       on = add_days(on, random.between(120, 240))) {
    if (percent(random, 20 + chart.practice.recoding)) chart.note(Word::kUlcer, on, random, Episode::kReview);
  }
}

void ethnicity(Chart& chart, Random& random) {
  const std::vector<std::uint32_t>& codes = chart.vocabulary().ethnicity(chart.person.ethnicity);
  const std::uint32_t last = chart.person.registration_count - 1;
  const Date on = add_days(chart.person.registrations[last].start, random.between(0, 20));
  if (codes.empty()) return;
  chart.note_code(codes[random.below(static_cast<std::uint32_t>(codes.size()))], on);
}

}  // namespace

void tell_diagnoses(Chart& chart) {
  Random random = chart.person.random.fork(20);
  plain_diagnoses(chart, random);
  hyperglycaemia(chart, random);
  strokes(chart, random);
  weak_ventricle(chart, random);
  kidneys(chart, random);
  depression(chart, random);
  cancer(chart, random);
  brittle_bones(chart, random);
  end_of_life(chart, random);
  frailty(chart, random);
  stomach(chart, random);
  ethnicity(chart, random);
}

}  // namespace meso::synthesis
