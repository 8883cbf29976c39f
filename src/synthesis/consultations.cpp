// The story of everything else: people come with coughs and knees, get antibiotics, have their pressure taken
// by the way, and are vaccinated in autumn.

#include <iterator>

#include "synthesis/calendar.h"
#include "synthesis/readings.h"

namespace meso::synthesis {
namespace {

using records::Comparator;

// Days between two visits, at most, by age: assumptions. The long-term ill come half as often again.
std::int32_t longest_gap(int age, bool ill) {
  const std::int32_t gap = age < 5    ? 120
                           : age < 16 ? 300
                           : age < 40 ? 210
                           : age < 65 ? 160
                           : age < 80 ? 105
                                      : 80;
  return ill ? gap * 2 / 3 : gap;
}

void visit(Chart& chart, Date on, Random& random) {
  chart.begin_consultation(on);
  chart.note(Word::kConsultation, on, random);
  chart.note(Word::kNote, on, random);
  if (percent(random, 70)) chart.note(Word::kComplaint, on, random);
  if (percent(random, 20)) chart.note(Word::kComplaint, on, random);
  const int age = chart.age(on);
  if (percent(random, 14)) chart.note(Word::kAntibiotic, on, random);
  if (percent(random, 42)) {
    constexpr Word kShort[] = {Word::kParacetamol, Word::kEmollient, Word::kAntihistamine, Word::kEyeDrops,
                               Word::kLaxative,    Word::kOpioid,    Word::kUlcerHealing};
    chart.note(kShort[random.below(std::size(kShort))], on, random);
  }
  if (age >= 18 && percent(random, age < 45 ? 4 : 6)) pressure_checks(chart, on, random);
  if (percent(random, 20))
    chart.measure(Word::kPulse, on, {bell(random, 76, 24), 1, Comparator::kEqual}, random);
  if (percent(random, 12))
    chart.measure(Word::kOxygen, on, {bell(random, 97, 3), 1, Comparator::kEqual}, random);
  if (age >= 16 && percent(random, 8)) smoking_status(chart, on, random);
  if (age >= 16 && percent(random, 7)) body_measures(chart, on, random);
  if (percent(random, 9)) chart.note(Word::kMedicationReview, on, random);
  chart.end_consultation();
}

// An illness that is found brings people back: some visits within weeks of it.
void aftermath(Chart& chart, Random& random) {
  for (std::size_t i = 0; i < kIllnesses; ++i) {
    const Date since = chart.illnesses.since(static_cast<Illness>(i));
    if (!since.is_recorded()) continue;
    Date on = add_days(since, random.between(4, 25));
    for (std::uint32_t left = 1 + random.below(3); left > 0; --left) {
      if (on >= chart.opens && chart.seen(on)) visit(chart, on, random);
      on = add_days(on, random.between(5, 30));
    }
  }
}

// Letters and results that are filed without the patient.
void correspondence(Chart& chart, bool ill, Random& random) {
  Date on = add_days(later(chart.opens, chart.person.birth), random.between(0, 200));
  while (on <= chart.closes) {
    chart.note(Word::kNote, on, random);
    on = add_days(on, random.between(6, longest_gap(chart.age(on), ill) * 5 / 4));
  }
}

void vaccinations(Chart& chart, Random& random) {
  const std::uint32_t chance = chart.person.attendance;
  for (std::int32_t year = civil_from_date(chart.opens).year; year <= civil_from_date(chart.closes).year;
       ++year) {
    const Date autumn = *date_from_civil(year, 9, 5);
    const Date on = add_days(autumn, random.between(0, 110));
    const int age = chart.age(on);
    const bool at_risk = age >= 65 || age == 2 || age == 3 || chart.illnesses.has(Illness::kDiabetes2, on) ||
                         chart.illnesses.has(Illness::kAsthma, on) || chart.illnesses.has(Illness::kCopd, on);
    if (on < chart.opens || !chart.seen(on) || !at_risk ||
        !percent(random, age >= 65 ? chance * 9 / 10 : chance / 2))
      continue;
    chart.note(Word::kFluJab, on, random);
  }
}

}  // namespace

void tell_consultations(Chart& chart) {
  Random random = chart.person.random.fork(60);
  const bool ill = chart.illnesses.has(Illness::kHypertension) || chart.illnesses.has(Illness::kDiabetes2) ||
                   chart.illnesses.has(Illness::kCopd) || chart.illnesses.has(Illness::kPain) ||
                   chart.illnesses.has(Illness::kDepression);
  Date on = add_days(later(chart.opens, chart.person.birth), random.between(0, 200));
  while (on <= chart.closes) {
    const bool comes = percent(random, visits_of_100(on)) && chart.seen(on);
    if (comes) visit(chart, on, random);
    on = add_days(on, random.between(6, longest_gap(chart.age(on), ill)));
  }
  aftermath(chart, random);
  correspondence(chart, ill, random);
  vaccinations(chart, random);
}

}  // namespace meso::synthesis
