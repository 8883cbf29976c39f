// The story of tests that no review asks for: spirometry around the diagnosis of COPD, the blood tests that a
// medicine needs, blood taken for other reasons, pressures taken by the way.

#include "synthesis/readings.h"

#include <algorithm>

#include "synthesis/calendar.h"
#include "synthesis/chart.h"

namespace meso::synthesis {
namespace {

using records::Comparator;

struct Analyte {
  Word word;
  std::int32_t centre;
  std::int32_t own;     // how far people differ
  std::int32_t change;  // how far one person's results differ
  std::int32_t parts;
};

constexpr Analyte kBloodCount[] = {
    {Word::kHaemoglobin, 138, 32, 8, 1}, {Word::kWhiteCells, 68, 34, 16, 10},
    {Word::kPlatelets, 255, 110, 40, 1}, {Word::kRedCells, 46, 10, 3, 10},
    {Word::kMcv, 90, 11, 3, 1},          {Word::kNeutrophils, 41, 26, 16, 10},
    {Word::kLymphocytes, 19, 12, 6, 10}, {Word::kEosinophils, 18, 16, 8, 100},
    {Word::kMonocytes, 55, 30, 15, 100}, {Word::kBasophils, 5, 4, 2, 100},
    {Word::kHaematocrit, 42, 8, 3, 100}, {Word::kMch, 300, 40, 10, 10},
};
constexpr Analyte kLiver[] = {
    {Word::kAlt, 24, 18, 9, 1},
    {Word::kAlp, 75, 40, 14, 1},
    {Word::kAlbumin, 43, 7, 4, 1},
    {Word::kBilirubin, 10, 7, 4, 1},
};

constexpr Analyte kKidneys[] = {{Word::kSodium, 140, 0, 6, 1}, {Word::kCreatinine, 80, 0, 0, 1}};

// The amount at which this person's results lie, always the same for an analyte.
std::int32_t own_level(const Chart& chart, Word word, std::int32_t centre, std::int32_t reach) {
  Random random = chart.person.random.fork(1000 + static_cast<std::uint64_t>(word));
  return bell(random, centre, reach);
}

// The heading under which a laboratory files its results: an entry without a value, unless the code that the
// practice has for it is that of one of the results.
void panel(Chart& chart, Word heading, std::span<const Analyte> parts, Date on, Random& random) {
  const std::uint32_t code = chart.choose(heading, on, random);
  for (const Analyte& part : parts) {
    const std::vector<std::uint32_t>& codes = chart.vocabulary().codes_of(part.word);
    if (std::find(codes.begin(), codes.end(), code) != codes.end()) return;
  }
  chart.note_code(code, on);
}

void results(Chart& chart, std::span<const Analyte> analytes, Date on, Random& random) {
  for (const Analyte& analyte : analytes) {
    const std::int32_t level = own_level(chart, analyte.word, analyte.centre, analyte.own);
    const std::int32_t amount = std::max(1, bell(random, level, analyte.change));
    chart.measure(analyte.word, on, {amount, analyte.parts, Comparator::kEqual}, random);
  }
}

}  // namespace

void blood_count(Chart& chart, Date on, Random& random) {
  panel(chart, Word::kBloodCount, kBloodCount, on, random);
  results(chart, kBloodCount, on, random);
}

void liver_tests(Chart& chart, Date on, Random& random) {
  panel(chart, Word::kLiverTest, kLiver, on, random);
  results(chart, kLiver, on, random);
}

void kidney_tests(Chart& chart, Date on, Random& random) {
  const int age = chart.age(on);
  const bool ill = chart.illnesses.has(Illness::kKidney, on);
  const std::int32_t well = 108 - std::max(0, age - 30) * 7 / 10;
  const std::int32_t level =
      ill ? own_level(chart, Word::kFiltration, 46, 22) : own_level(chart, Word::kFiltration, well, 16);
  const std::int32_t filtration = std::clamp(bell(random, level, 8), 6, 125);
  panel(chart, Word::kRenalTest, kKidneys, on, random);
  panel(chart, Word::kElectrolytes, kKidneys, on, random);
  chart.measure(Word::kSodium, on, {bell(random, 140, 6), 1, Comparator::kEqual}, random);
  chart.measure(Word::kCreatinine, on, {std::max(38, 6600 / filtration), 1, Comparator::kEqual}, random);
  // Laboratories stop counting at 90.
  if (filtration > 90) {
    chart.measure(Word::kFiltration, on, {90, 1, Comparator::kAbove}, random);
  } else {
    chart.measure(Word::kFiltration, on, {filtration, 1, Comparator::kEqual}, random);
  }
}

void lipids(Chart& chart, Date on, Random& random) {
  const Illnesses& ill = chart.illnesses;
  const bool treated =
      ill.has(Illness::kCoronary, on) || ill.has(Illness::kStroke, on) || ill.has(Illness::kDiabetes2, on);
  const std::int32_t ldl = std::max(6, bell(random, own_level(chart, Word::kLdl, treated ? 18 : 31, 13), 6));
  const std::int32_t hdl = std::max(6, own_level(chart, Word::kHdl, 14, 6) + bell(random, 0, 2));
  const std::int32_t triglycerides =
      std::max(4, own_level(chart, Word::kTriglycerides, 15, 10) + bell(random, 0, 6));
  chart.measure(Word::kCholesterol, on, {ldl + hdl + triglycerides / 3, 10, Comparator::kEqual}, random);
  chart.measure(Word::kHdl, on, {hdl, 10, Comparator::kEqual}, random);
  chart.measure(Word::kTriglycerides, on, {triglycerides, 10, Comparator::kEqual}, random);
  if (percent(random, 92)) chart.measure(Word::kLdl, on, {ldl, 10, Comparator::kEqual}, random);
}

void glycated(Chart& chart, Date on, Random& random) {
  const Illnesses& ill = chart.illnesses;
  const auto control = static_cast<std::int32_t>(chart.practice.control);
  std::int32_t level = own_level(chart, Word::kGlycated, 36, 5);
  if (ill.has(Illness::kDiabetes1, on)) {
    level = own_level(chart, Word::kGlycated, 68 - control / 10, 26);
  } else if (ill.has(Illness::kDiabetes2, on)) {
    // Most near target, some far above.
    const std::int32_t base = own_level(chart, Word::kGlycated, 60 - control / 10, 30);
    level = base > 58 ? base + (base - 58) : base;
    // Up a little every year, and down again when a medicine is added: about every fifth.
    const std::int32_t years = (on.days - ill.since(Illness::kDiabetes2).days) / 365;
    level += years % 5 * 2 - 4;
  } else if (ill.has(Illness::kHyperglycaemia, on)) {
    level = own_level(chart, Word::kGlycated, 44, 4);
  }
  chart.measure(Word::kGlycated, on, {std::clamp(bell(random, level, 7), 20, 160), 1, Comparator::kEqual},
                random);
}

Date pharmacist_opens(const Chart& chart) {
  return chart.practice.character == Character::kPharmacist ? add_days(chart.today, -300) : kUnknownDate;
}

Pressure pressure_of(const Chart& chart, Date on, Random& random) {
  const Illnesses& ill = chart.illnesses;
  const int age = chart.age(on);
  const std::int32_t aged = std::min(std::max(age - 20, 0) / 4, 14);
  std::int32_t systolic = 113 + aged, reach = 16;
  if (ill.has(Illness::kHypertension)) {
    // Raised until it is found, then brought down over a year, as far as the practice drives it.
    constexpr std::int32_t kUntreated = 154;
    const std::int32_t treated = kUntreated - 9 - static_cast<std::int32_t>(chart.practice.control) / 8;
    const std::int32_t days = std::clamp(on.days - ill.since(Illness::kHypertension).days - 20, 0, 360);
    systolic = kUntreated - (kUntreated - treated) * days / 360;
    // Where a pharmacist looks after pressures, they fall within some months of its opening.
    const Date opened = pharmacist_opens(chart);
    if (opened.is_recorded() && on > opened && days > 0) {
      systolic -= 8 * std::min(on.days - opened.days, 90) / 90;
    }
    reach = 22;
  }
  const std::int32_t level = own_level(chart, Word::kSystolic, systolic, reach);
  const std::int32_t high = std::clamp(bell(random, level, 24), 84, 228);
  const std::int32_t slope = own_level(chart, Word::kDiastolic, age < 60 ? 62 : 56, 8);
  return {high, std::clamp(high * slope / 100 + bell(random, 0, 6), 42, 130)};
}

void blood_pressure(Chart& chart, Date on, Pressure taken, Random& random, std::uint32_t again) {
  // People prefer even numbers, and nought at the end.
  const auto rounded = [&](std::int32_t value) {
    const std::uint32_t draw = random.below(10);
    return draw < 2 ? (value + 5) / 10 * 10 : draw < 7 ? value / 2 * 2 : value;
  };
  const std::int32_t systolic = rounded(taken.systolic);
  const std::int32_t diastolic = rounded(taken.diastolic);
  chart.measure(Word::kSystolic, on, {systolic, 1, Comparator::kEqual}, random, again);
  // A side is forgotten now and then.
  if (random.below(250) > 0)
    chart.measure(Word::kDiastolic, on, {diastolic, 1, Comparator::kEqual}, random, again);
}

void pressure_checks(Chart& chart, Date on, Random& random) {
  const Pressure first = pressure_of(chart, on, random);
  blood_pressure(chart, on, first, random, 0);
  if (first.systolic <= 140 && first.diastolic <= 90) return;
  // Taken again at once by many, and again in the weeks after: at home, or here.
  if (percent(random, 45)) {
    blood_pressure(chart, on,
                   {first.systolic - random.between(0, 12), first.diastolic - random.between(0, 5)}, random,
                   1);
  }
  const Date after = add_days(on, random.between(5, 60));
  const Pressure next = pressure_of(chart, after, random);
  const Pressure calmer = {next.systolic - random.between(0, 10), next.diastolic - random.between(0, 5)};
  const std::uint32_t draw = random.below(100);
  if (draw < chart.practice.home_readings) {
    chart.measure(Word::kHomeSystolic, after, {calmer.systolic - 5, 1, Comparator::kEqual}, random);
    chart.measure(Word::kHomeDiastolic, after, {calmer.diastolic - 4, 1, Comparator::kEqual}, random);
  } else if (draw < chart.practice.home_readings + 45) {
    blood_pressure(chart, after, calmer, random, 0);
  }
}

void body_measures(Chart& chart, Date on, Random& random) {
  const std::int32_t height =
      own_level(chart, Word::kHeight, chart.person.sex == records::Sex::kMale ? 176 : 162, 18);
  const bool large = chart.illnesses.has(Illness::kObesity, on);
  const std::int32_t own =
      large ? 300 + own_level(chart, Word::kBmi, 45, 42) : own_level(chart, Word::kBmi, 245, 52);
  const std::int32_t bmi =
      std::max(140, large ? std::max(300, bell(random, own, 10)) : bell(random, own, 10));
  chart.measure(Word::kWeight, on, {bmi * height / 100 * height / 1000, 1, Comparator::kEqual}, random);
  if (percent(random, 25)) chart.measure(Word::kHeight, on, {height, 1, Comparator::kEqual}, random);
  chart.measure(Word::kBmi, on, {bmi, 10, Comparator::kEqual}, random);
  if (large && percent(random, 8)) chart.note(Word::kBmi30, on, random);
}

void smoking_status(Chart& chart, Date on, Random& random) {
  switch (chart.person.smoking) {
    case Smoking::kNever:
      return chart.note(Word::kNeverSmoked, on, random);
    case Smoking::kFormer:
      return chart.note(Word::kExSmoker, on, random);
    case Smoking::kCurrent:
      return chart.note(Word::kSmoker, on, random);
  }
}

namespace {

void spirometry(Chart& chart, Random& random) {
  if (!chart.illnesses.has(Illness::kCopd)) return;
  const Date since = chart.illnesses.since(Illness::kCopd);
  const std::uint32_t draw = random.below(100);
  const Date on = add_days(since, random.between(-80, 150));
  if (draw < 82) {
    chart.measure(Word::kSpirometry, on, {bell(random, 57, 14), 100, Comparator::kEqual}, random);
    if (percent(random, 30)) chart.note(Word::kSpirometryLow, on, random);
  } else if (draw < 88) {
    chart.note(Word::kSpirometryUnable, on, random);
  } else if (draw < 93) {
    chart.measure(Word::kSpirometry, on, {bell(random, 76, 5), 100, Comparator::kEqual}, random);
  }
}

// The tests that a medicine needs, at an interval, as reliably as the practice monitors.
void monitoring(Chart& chart, Random& random) {
  const auto due = [&](Date since, std::int32_t days, auto&& test) {
    if (!since.is_recorded()) return;
    for (Date on = add_days(later(since, chart.opens), random.between(5, days)); on <= chart.closes;
         on = add_days(on, days + random.between(-10, 10))) {
      if (percent(random, chart.practice.monitoring)) test(on);
    }
  };
  due(chart.takes_since(Word::kMethotrexate), 75, [&](Date on) {
    blood_count(chart, on, random);
    liver_tests(chart, on, random);
    kidney_tests(chart, on, random);
  });
  due(chart.takes_since(Word::kLithium), 84, [&](Date on) {
    chart.measure(Word::kLithiumLevel, on, {bell(random, 65, 25), 100, Comparator::kEqual}, random);
    kidney_tests(chart, on, random);
  });
  due(chart.takes_since(Word::kAmiodarone), 150,
      [&](Date on) { chart.note(Word::kThyroidTest, on, random); });
  due(chart.takes_since(Word::kAnticoagulant), 170, [&](Date on) { kidney_tests(chart, on, random); });
  due(chart.takes_since(Word::kLoopDiuretic), 180, [&](Date on) { kidney_tests(chart, on, random); });
}

// Blood taken because somebody felt unwell: the older, the more often.
void other_blood(Chart& chart, Random& random) {
  for (Date on = add_days(chart.opens, random.between(0, 900)); on <= chart.closes;) {
    const int age = chart.age(on);
    const bool comes = percent(random, visits_of_100(on)) && chart.seen(on);
    if (age >= 12 && comes) {
      blood_count(chart, on, random);
      if (percent(random, 75)) kidney_tests(chart, on, random);
      if (percent(random, 60)) liver_tests(chart, on, random);
      if (percent(random, 40)) glycated(chart, on, random);
      if (percent(random, 30)) lipids(chart, on, random);
      if (percent(random, 30)) chart.note(Word::kThyroidTest, on, random);
      if (percent(random, 25))
        chart.measure(Word::kCrp, on, {random.between(1, 24), 1, Comparator::kBelow}, random);
    }
    const std::int32_t gap = age < 40 ? 1300 : age < 65 ? 800 : 450;
    on = add_days(on, random.between(40, gap));
  }
}

}  // namespace

void tell_readings(Chart& chart) {
  Random random = chart.person.random.fork(40);
  spirometry(chart, random);
  monitoring(chart, random);
  other_blood(chart, random);
}

}  // namespace meso::synthesis
