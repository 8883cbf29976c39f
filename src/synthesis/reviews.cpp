// The story of long-term care: each year a patient with a long-term illness is due in his or her month, is
// invited, comes or does not, and is reviewed, declines or is found unsuitable.
//
// Invitations of a year are at least seven days apart, as the rules of adjustment ask. What a review measures
// follows the illnesses; parts are forgotten at a rate that differs by practice through its recall.

#include "synthesis/calendar.h"
#include "synthesis/readings.h"

namespace meso::synthesis {
namespace {

using records::Comparator;

struct Programme {
  Illness illness;
  Word invite;
  Word declined;
  Word unsuitable;
};

constexpr Programme kProgrammes[] = {
    {Illness::kDiabetes2, Word::kDiabetesInvite, Word::kDiabetesDeclined, Word::kDiabetesUnsuitable},
    {Illness::kDiabetes1, Word::kDiabetesInvite, Word::kDiabetesDeclined, Word::kDiabetesUnsuitable},
    {Illness::kHypertension, Word::kPressureInvite, Word::kPressureCareDeclined,
     Word::kPressureCareUnsuitable},
    {Illness::kCoronary, Word::kCoronaryInvite, Word::kCoronaryDeclined, Word::kCoronaryUnsuitable},
    {Illness::kStroke, Word::kStrokeInvite, Word::kStrokeDeclined, Word::kStrokeUnsuitable},
    {Illness::kAsthma, Word::kAsthmaInvite, Word::kAsthmaDeclined, Word::kAsthmaUnsuitable},
};

bool long_term_ill(const Chart& chart, Date on) {
  constexpr Illness kLongTerm[] = {Illness::kHypertension,   Illness::kDiabetes1,    Illness::kDiabetes2,
                                   Illness::kCoronary,       Illness::kStroke,       Illness::kPeripheral,
                                   Illness::kFibrillation,   Illness::kHeartFailure, Illness::kKidney,
                                   Illness::kAsthma,         Illness::kCopd,         Illness::kPsychosis,
                                   Illness::kHyperglycaemia, Illness::kArthritis,    Illness::kLearning};
  for (Illness illness : kLongTerm) {
    if (chart.illnesses.has(illness, on) && chart.coded(illness)) return true;
  }
  return false;
}

void asthma_review(Chart& chart, Date on, Random& random) {
  const std::uint32_t care = std::min(chart.practice.recall + 9, 98u);
  chart.note(Word::kAsthmaReview, on, random);
  if (percent(random, care)) {
    chart.measure(Word::kAsthmaScore, on, {random.between(8, 25), 1, Comparator::kEqual}, random);
  }
  if (percent(random, care)) {
    const std::int32_t attacks = percent(random, 70) ? 0 : random.between(1, 4);
    chart.measure(Word::kAsthmaExacerbations, on, {attacks, 1, Comparator::kEqual}, random);
  }
  if (percent(random, care)) chart.note(Word::kInhalerTechnique, on, random);
  if (percent(random, care)) chart.note(Word::kAsthmaPlan, on, random);
  chart.measure(Word::kPeakFlow, on, {bell(random, 400, 180), 1, Comparator::kEqual}, random);
}

// One visit: everything that the illnesses of the day ask for.
void review(Chart& chart, Date on, Random& random) {
  const Illnesses& ill = chart.illnesses;
  chart.begin_consultation(on);
  chart.note(Word::kConsultation, on, random);
  chart.note(Word::kNote, on, random);
  if (chart.age(on) >= 16) {
    pressure_checks(chart, on, random);
    body_measures(chart, on, random);
    if (percent(random, 85)) smoking_status(chart, on, random);
    if (percent(random, 60)) {
      chart.measure(Word::kAlcohol, on, {std::max(0, bell(random, 6, 18)), 1, Comparator::kEqual}, random);
    }
  }
  const bool sugar = ill.has(Illness::kDiabetes1, on) || ill.has(Illness::kDiabetes2, on);
  const bool vessels = ill.has(Illness::kHypertension, on) || ill.has(Illness::kCoronary, on) ||
                       ill.has(Illness::kStroke, on) || ill.has(Illness::kPeripheral, on);
  const bool kidneys = ill.has(Illness::kKidney, on) || ill.has(Illness::kHeartFailure, on);
  const Date blood = add_days(on, -random.between(0, 12));
  if ((sugar || vessels || kidneys) && percent(random, 94)) {
    kidney_tests(chart, blood, random);
    if (percent(random, 55)) liver_tests(chart, blood, random);
    if (percent(random, 45)) blood_count(chart, blood, random);
  }
  if ((sugar || ill.has(Illness::kHyperglycaemia, on)) && percent(random, 94)) {
    glycated(chart, blood, random);
    // Twice a year where it is above target.
    if (sugar && percent(random, 55)) glycated(chart, add_days(on, random.between(120, 200)), random);
  }
  if (sugar && percent(random, 1)) {
    chart.measure(Word::kFructosamine, blood, {bell(random, 280, 60), 1, Comparator::kEqual}, random);
  }
  if ((sugar || vessels) && percent(random, 85)) lipids(chart, blood, random);
  if (ill.has(Illness::kAsthma, on) && percent(random, 90)) asthma_review(chart, on, random);
  if (ill.has(Illness::kCopd, on)) {
    chart.measure(Word::kOxygen, on, {bell(random, 95, 5), 1, Comparator::kEqual}, random);
  }
  if (percent(random, 70)) chart.note(Word::kMedicationReview, on, random);
  chart.end_consultation();
  // Those who take all that they can bear and are still above target.
  if (vessels && random.below(1000) < 12) chart.note(Word::kPressureMaximum, on, random);
  if (sugar && random.below(1000) < 25) chart.note(Word::kDiabetesMaximum, on, random);
}

// Nobody came: adjustments, for as many as the practice codes.
void absence(Chart& chart, Date on, Random& random) {
  const Illnesses& ill = chart.illnesses;
  const bool coded = percent(random, chart.practice.exclusions);
  const std::uint32_t reason = random.below(100);
  if (!coded) return;
  for (const Programme& programme : kProgrammes) {
    if (!ill.has(programme.illness, on) || !chart.coded(programme.illness)) continue;
    chart.note(reason < 75 ? programme.declined : programme.unsuitable, on, random);
  }
  if (reason < 20) chart.note(Word::kPressureDeclined, on, random);
  if (reason >= 20 && reason < 40) chart.note(Word::kBloodTestDeclined, on, random);
  if (reason >= 40 && reason < 50) chart.note(Word::kAsthmaMonitoringDeclined, on, random);
}

void invite(Chart& chart, Date on, Random& random) {
  for (const Programme& programme : kProgrammes) {
    const bool called = chart.illnesses.has(programme.illness, on) && chart.coded(programme.illness);
    if (called) chart.note(programme.invite, on, random);
  }
}

// Seen before 31 March all the same: the practice rings those who are left.
void rush(Chart& chart, Date due, Random& random) {
  const Date end = march_end(due);
  const Date on = add_days(end, -random.between(0, 45));
  const bool rung = percent(random, chart.practice.rush);
  const bool comes = percent(random, chart.person.attendance * 3 / 4);
  if (rung && comes && on > add_days(due, 30) && chart.seen(on) && on < chart.closes)
    review(chart, on, random);
}

void year_of_care(Chart& chart, Date due, Random& random) {
  const bool ill = long_term_ill(chart, due);
  const bool older = chart.age(due) >= 40;
  const std::uint32_t chance = (ill ? chart.practice.recall : older ? 7 : 2) * reviews_of_100(due) / 100;
  if (!percent(random, chance)) {
    // Not called, but many long-term ill are seen in the year all the same.
    if (!ill) return;
    const Date on = add_days(due, random.between(0, 60));
    if (percent(random, chart.person.attendance * reviews_of_100(on) / 100)) return review(chart, on, random);
    return rush(chart, due, random);
  }
  if (ill) invite(chart, due, random);
  Date on = add_days(due, random.between(3, 30));
  if (percent(random, chart.person.attendance)) return review(chart, on, random);
  if (!ill) return;
  // The second and third call, at least a week after the one before.
  const Date second = add_days(due, random.between(7, 40));
  invite(chart, second, random);
  on = add_days(second, random.between(5, 40));
  if (percent(random, chart.person.attendance / 2)) return review(chart, on, random);
  if (percent(random, 60)) invite(chart, add_days(second, random.between(7, 50)), random);
  absence(chart, add_days(on, random.between(0, 60)), random);
  rush(chart, due, random);
}

// The pharmacist calls those with hypertension and measures again until it is well.
void pharmacist_clinic(Chart& chart, Random& random) {
  const Date opened = pharmacist_opens(chart);
  if (!opened.is_recorded() || !chart.coded(Illness::kHypertension)) return;
  if (!percent(random, std::min(chart.person.attendance + 5, 96u))) return;
  Date on = add_days(opened, random.between(20, 200));
  for (int visit = 0; visit < 2 && on <= chart.closes; ++visit, on = add_days(on, random.between(25, 70))) {
    if (on < chart.illnesses.since(Illness::kHypertension) || !chart.seen(on)) continue;
    chart.begin_consultation(on);
    chart.note(Word::kConsultation, on, random);
    pressure_checks(chart, on, random);
    chart.note(Word::kMedicationReview, on, random);
    chart.end_consultation();
  }
}

}  // namespace

void tell_reviews(Chart& chart) {
  Random random = chart.person.random.fork(50);
  // Due in the same month of each year of the record; more in winter than in summer.
  const std::int32_t offset = percent(random, 72) ? random.between(0, 334) : random.between(240, 325);
  Date due = add_days(chart.opens, offset);
  for (; due <= chart.closes; due = add_months(due, 12, MonthPolicy::kClamp)) {
    Random year = random.fork(static_cast<std::uint64_t>(due.days));
    if (chart.seen(due)) year_of_care(chart, due, year);
  }
  pharmacist_clinic(chart, random);
}

}  // namespace meso::synthesis
