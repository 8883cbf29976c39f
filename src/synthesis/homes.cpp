// The story of people whom others look after: care homes and the plans made there, carers, the yearly check
// of people with learning disability. Two of the planted stories are told here.

#include "synthesis/calendar.h"
#include "synthesis/chart.h"

namespace meso::synthesis {
namespace {

// A plan within weeks of moving in, looked at again each half year. Where the plans stop, they stop for all:
// those who moved in since have none, those of before have theirs run out.
void care_home(Chart& chart, Random& random) {
  const Date since = chart.person.in_home_since;
  if (!since.is_recorded()) return;
  chart.note(Word::kCareHome, add_days(since, random.between(0, 12)), random);
  const bool stops = chart.practice.character == Character::kCareHomes;
  const Date stopped = add_days(chart.today, -425);
  for (Date on = add_days(since, random.between(5, 60)); on <= chart.closes;
       on = add_days(on, random.between(150, 215))) {
    const bool made = percent(random, 88);
    if (!made || (stops && on > stopped)) continue;
    chart.begin_consultation(on);
    chart.note(Word::kConsultation, on, random);
    chart.note(Word::kCarePlan, on, random);
    chart.end_consultation();
  }
}

void carer(Chart& chart, Random& random) {
  const int age = chart.age(chart.closes);
  const std::uint32_t share = age < 18 ? 2 : age < 45 ? 14 : age < 75 ? 42 : 30;  // of 1,000
  if (random.below(1000) >= share) return;
  const Date from = later(chart.opens, chart.person.birth);
  chart.note(Word::kCarer, day_between(random, from, chart.closes), random);
}

// Checks of a financial year: mostly in its last quarter. Where they slip, each year fewer are done.
void learning_checks(Chart& chart, Random& random) {
  if (!chart.coded(Illness::kLearning)) return;
  const Date since = chart.illnesses.since(Illness::kLearning);
  const std::uint32_t usual = 66 + chart.practice.recall / 6;
  for (Date end = march_end(chart.opens); end <= march_end(chart.closes);
       end = add_months(end, 12, MonthPolicy::kClamp)) {
    const bool last_quarter = percent(random, 55);
    const Date on = add_days(end, -(last_quarter ? random.between(0, 85) : random.between(86, 350)));
    const std::uint32_t draw = random.below(100);
    std::uint32_t done = usual * reviews_of_100(on) / 100;
    if (chart.practice.character == Character::kLearning) {
      const std::int32_t years_ago = (chart.today.days - end.days + 200) / 365;
      constexpr std::array<std::uint32_t, 3> kSlipped = {18, 38, 58};
      if (years_ago < 3) done = kSlipped[static_cast<std::size_t>(std::max(years_ago, 0))];
    }
    if (draw >= done || on < since || on < chart.opens || chart.age(on) < 14 || !chart.seen(on)) continue;
    chart.begin_consultation(on);
    chart.note(Word::kConsultation, on, random);
    chart.note(Word::kLearningCheck, on, random);
    chart.end_consultation();
  }
}

}  // namespace

void tell_homes(Chart& chart) {
  Random random = chart.person.random.fork(80);
  care_home(chart, random);
  carer(chart, random);
  learning_checks(chart, random);
}

}  // namespace meso::synthesis
