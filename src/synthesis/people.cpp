#include "synthesis/people.h"

#include <algorithm>
#include <utility>

#include "locale/england/population_figures.h"
#include "synthesis/draws.h"
#include "synthesis/households.h"
#include "synthesis/names.h"

namespace meso::synthesis {
namespace {

using england::kAgeBands;
using england::kYearsPerAgeBand;
using records::Sex;

// Assumptions: of 1,000 registered, how many leave their practice in a year; and of 100 registered now, how
// many came within the last ten years, by age band.
constexpr std::array<std::uint32_t, kAgeBands> kLeavingPerThousand = {
    55, 35, 25, 50, 110, 110, 85, 60, 42, 32, 25, 20, 18, 16, 15, 16, 22, 30, 32, 30};
constexpr std::array<std::uint32_t, kAgeBands> kJoinedPercent = {90, 40, 30, 35, 62, 68, 62, 50, 40, 32,
                                                                 26, 22, 18, 16, 15, 15, 18, 25, 30, 30};
// In per cent of the published weight of each age band: students, and the young people of a poor area.
using Tilt = std::array<std::uint32_t, kAgeBands>;
constexpr Tilt kEveryAge = {100, 100, 100, 100, 100, 100, 100, 100, 100, 100,
                            100, 100, 100, 100, 100, 100, 100, 100, 100, 100};
constexpr Tilt kStudents = {35, 25, 22, 280, 820, 330, 130, 70, 45, 34,
                            28, 25, 23, 21,  20,  18,  17,  16, 15, 15};
constexpr Tilt kPoorAreaAges = {125, 122, 118, 112, 115, 122, 118, 112, 105, 98,
                                95,  90,  84,  78,  72,  64,  56,  50,  46,  42};

const Tilt& age_tilt(Character character) {
  return character == Character::kUniversity ? kStudents
         : character == Character::kPoorArea ? kPoorAreaAges
                                             : kEveryAge;
}

// Assumed share in care homes, per thousand of each age band from 65.
constexpr std::array<std::uint32_t, 7> kInHomePerThousand = {5, 9, 20, 45, 95, 180, 280};

// Per thousand of an age; more where the homes are.
std::uint32_t share_in_home(std::uint32_t years, Character character) {
  if (years < 65) return 0;
  const std::size_t band =
      std::min<std::size_t>((years - 65) / kYearsPerAgeBand, kInHomePerThousand.size() - 1);
  return kInHomePerThousand[band] * (character == Character::kCareHomes ? 9 : 5) / 5;
}

// Of a practice's residents, one in this many came from another practice of the network.
constexpr std::uint32_t kOneMoverIn = 40;
constexpr std::uint32_t kDaysPerYear = 365;

// Of 100 grown-ups who moved inside the network, how many are still on the list that they left.
constexpr std::uint32_t kStillOnBoth = 8;

std::uint32_t band_of(std::uint32_t years) {
  return std::min<std::uint32_t>(years / kYearsPerAgeBand, kAgeBands - 1);
}

Date born(Random& random, Date on, std::uint32_t years) {
  const Date birthday = add_months(on, -12 * static_cast<std::int32_t>(years), MonthPolicy::kClamp);
  return later(add_days(birthday, -random.between(0, kDaysPerYear - 1)), kFirstDate);
}

}  // namespace

Roster::Roster(const SynthesisOptions& options, std::vector<FictionalPractice> practices)
    : as_at_(options.as_at),
      window_start_(
          add_months(options.as_at, -12 * static_cast<std::int32_t>(options.years), MonthPolicy::kClamp)),
      years_(options.years),
      random_(Random(options.seed).fork(1)),
      practices_(std::move(practices)),
      merged_on_(add_days(options.as_at, -1277)) {
  const auto registered = england::registered_by_age_band();
  const auto deaths = england::deaths_in_a_year();
  std::array<std::uint64_t, kCharacters> all{}, leaving{}, dying{};
  for (std::size_t kind = 0; kind < kCharacters; ++kind) {
    const auto& tilt = age_tilt(static_cast<Character>(kind));
    for (std::uint32_t band = 0; band < kAgeBands; ++band) {
      const england::DeathCount* rate = &deaths.front();
      for (const auto& entry : deaths) {
        if (entry.from_age <= band * kYearsPerAgeBand) rate = &entry;
      }
      const auto fill = [&](std::uint32_t cell, std::uint64_t published, std::uint64_t died,
                            std::uint64_t population) {
        const std::uint64_t count = published * tilt[band] / 100;
        living_[kind][cell] = static_cast<std::uint32_t>(count);
        leaving_[kind][cell] = static_cast<std::uint32_t>(count * kLeavingPerThousand[band] / 1000);
        dying_[kind][cell] = static_cast<std::uint32_t>(count * died / population);
        all[kind] += living_[kind][cell];
        leaving[kind] += leaving_[kind][cell];
        dying[kind] += dying_[kind][cell];
      };
      fill(band, registered[band].female, rate->female_deaths, rate->female_population);
      fill(kAgeBands + band, registered[band].male, rate->male_deaths, rate->male_population);
    }
  }
  std::uint64_t serial = 0;
  for (const FictionalPractice& practice : practices_) {
    const std::uint64_t patient_years = std::uint64_t{practice.residents} * years_;
    Counts counts;
    counts.residents = practice.residents;
    const auto kind = static_cast<std::size_t>(practice.character);
    counts.leavers = static_cast<std::uint32_t>(patient_years * leaving[kind] / all[kind]);
    counts.dead = static_cast<std::uint32_t>(patient_years * dying[kind] / all[kind]);
    counts.first_serial = serial;
    serial += counts.all();
    counts_.push_back(counts);
  }
  for (std::uint32_t i = 0; i < practices_.size(); ++i) {
    for (std::uint32_t k = 0; k < kAreasOfPractice; ++k) {
      areas_.push_back(area_of(practices_, Random(options.seed).fork(5), i, k));
    }
  }
  residents_of_homes_.resize(practices_.size());
  for (std::uint32_t i = 0; i < practices_.size(); ++i) {
    for (std::uint32_t k = 0; k < counts_[i].residents; ++k) {
      Random random = random_.fork(i).fork(k);
      Person person;
      person.practice = i;
      person.random = random.fork(2);
      draw_resident(person, random, k);
      draw_home(person);
      if (person.home > 0) ++residents_of_homes_[i][person.home - 1];
    }
  }
}

Roster::AgeSex Roster::draw_age_sex(Random& random, const Weights& weights) const {
  const auto cell = static_cast<std::uint32_t>(weighted(random, weights));
  const std::uint32_t band = cell % kAgeBands;
  // The open band ends at 104, thinning out.
  const std::uint32_t inside =
      band + 1 < kAgeBands ? random.below(kYearsPerAgeBand) : std::min(random.below(10), random.below(10));
  return {band * kYearsPerAgeBand + inside, cell < kAgeBands ? Sex::kFemale : Sex::kMale};
}

std::uint32_t Roster::origin(std::uint32_t practice, std::uint32_t index) const {
  const auto others = static_cast<std::uint32_t>(practices_.size()) - 1;
  if (others == 0 || index >= counts_[practice].residents / kOneMoverIn) return practice;
  return (practice + 1 + index % others) % (others + 1);
}

Person Roster::person(std::uint32_t practice, std::uint32_t index) const {
  const Counts& counts = counts_[practice];
  Random random = random_.fork(practice).fork(index);
  Person person;
  person.serial = counts.first_serial + index;
  person.practice = practice;
  person.random = random.fork(2);
  if (index < counts.residents) {
    draw_resident(person, random, index);
  } else if (index < counts.residents + counts.leavers) {
    draw_leaver(person, random);
  } else {
    draw_dead(person, random);
  }
  draw_household(person, index);
  draw_traits(person, random);
  return person;
}

// Those who left or died have a roof of their own: with whom they lived is not told.
void Roster::draw_household(Person& person, std::uint32_t index) const {
  const Random practice = random_.fork(person.practice);
  const Character character = practices_[person.practice].character;
  const std::uint32_t residents = counts_[person.practice].residents;
  const std::uint32_t first = index / kNeighbours * kNeighbours;
  std::uint64_t household = index;
  if (index < residents) {
    std::array<Neighbour, kNeighbours> neighbours{};
    const std::uint32_t count = std::min(kNeighbours, residents - first);
    for (std::uint32_t i = 0; i < count; ++i) {
      const Random random = practice.fork(first + i);
      Random draw = random;
      const AgeSex who = draw_age_sex(draw, living_[character_of(person)]);
      Random home = random.fork(2).fork(75);
      neighbours[i] = {who.years, who.sex, home.below(1000) < share_in_home(who.years, character)};
    }
    const auto places = households(neighbours, count, practice.fork((std::uint64_t{2} << 40) + first),
                                   character == Character::kUniversity);
    household = first + places[index - first].household;
    person.of_the_family = places[index - first].of_the_family;
  }
  person.household = practice.fork((std::uint64_t{1} << 40) + household);
}

void Roster::draw_resident(Person& person, Random& random, std::uint32_t index) const {
  const AgeSex drawn = draw_age_sex(random, living_[character_of(person)]);
  person.sex = drawn.sex;
  person.birth = born(random, as_at_, drawn.years);
  person.seen_until = as_at_;
  const std::uint32_t from = origin(person.practice, index);
  const Date infancy = add_days(person.birth, 240);
  if (from != person.practice && infancy < add_days(as_at_, -60)) {
    // Moved inside the network, within the window: the old spell ends where
    // the new one starts, or weeks before.
    const Date start = day_between(random, later(infancy, window_start_), add_days(as_at_, -30));
    const Date left = add_days(start, percent(random, 60) ? 0 : -random.between(1, 45));
    const Date first = day_between(random, add_days(person.birth, 5), add_days(left, -90));
    person.moved_on = left;
    Random other = person.random.fork(76);
    person.add_registration(from, first,
                            drawn.years >= 25 && percent(other, kStillOnBoth) ? kUnknownDate : left);
    person.add_registration(person.practice, start, kUnknownDate);
    return;
  }
  const std::uint32_t joined = kJoinedPercent[band_of(drawn.years)] * std::min(years_, 10u) / 10;
  const bool young = person.birth >= window_start_;
  Date start;
  if (young && percent(random, 70)) {
    start = earlier(add_days(person.birth, random.between(4, 40)), as_at_);
  } else if (young || percent(random, joined)) {
    start = day_between(random, later(person.birth, window_start_), as_at_);
  } else {
    start = day_between(random, person.birth, window_start_);
  }
  if (percent(random, 3) && start > add_days(person.birth, 900)) {
    // Was here before, went away, came back.
    const Date left = add_days(start, -random.between(45, 800));
    person.add_registration(person.practice, day_between(random, person.birth, add_days(left, -30)), left);
  }
  person.add_registration(person.practice, start, kUnknownDate);
}

void Roster::draw_leaver(Person& person, Random& random) const {
  const Date left = day_between(random, add_days(window_start_, 1), as_at_);
  const AgeSex drawn = draw_age_sex(random, leaving_[character_of(person)]);
  person.sex = drawn.sex;
  person.birth = born(random, add_days(left, -100), drawn.years);
  // Most who leave had not been here long.
  const std::int32_t stay = std::min(random.between(30, 5500), random.between(30, 5500));
  person.add_registration(person.practice, later(add_days(left, -stay), add_days(person.birth, 3)), left);
  person.seen_until = add_days(left, -1);
}

void Roster::draw_dead(Person& person, Random& random) const {
  person.death = day_between(random, add_days(window_start_, 1), as_at_);
  const AgeSex drawn = draw_age_sex(random, dying_[character_of(person)]);
  person.sex = drawn.sex;
  person.birth = born(random, add_days(person.death, -20), drawn.years);
  person.seen_until = person.death;
  const std::int32_t stay = random.between(200, 12000);
  // The registration is ended some days after the death, for a few not at all yet.
  const Date end = add_days(person.death, random.between(1, 30));
  person.add_registration(person.practice, later(add_days(person.death, -stay), add_days(person.birth, 3)),
                          end <= as_at_ ? end : kUnknownDate);
}

void Roster::draw_traits(Person& person, Random& random) const {
  const FictionalPractice& practice = practices_[person.practice];
  std::array<std::uint32_t, kEthnicities.size()> shares{};
  for (std::size_t i = 0; i < shares.size(); ++i) {
    // The first is the largest group; the more of the others live here, the fewer of it.
    shares[i] = kEthnicities[i].weight * (i == 0 ? 100 - practice.diversity : 100 + 3 * practice.diversity);
  }
  Random roof = person.household.fork(3);
  const auto of_the_household = static_cast<std::uint32_t>(weighted(roof, shares));
  person.ethnicity = static_cast<std::uint32_t>(weighted(random, shares));
  if (person.of_the_family && percent(random, 88)) person.ethnicity = of_the_household;
  // More live in the middle of a practice's areas than at its edges.
  const std::uint32_t near = roof.below(kAreasOfPractice / 2), far = roof.below(kAreasOfPractice / 2 + 1);
  person.area = near + far;
  const std::uint32_t hardship = hardship_of(area(person, person.practice).decile);

  // Hardship moves as many up as the network's average moves down; the dying carry more of every risk.
  const std::uint32_t tilt = hardship + (person.death.is_recorded() ? 25 : 0);
  const std::array<std::uint32_t, kRiskClasses> vascular = {50 - std::min(tilt, 40u), 40, 15 + tilt};
  const std::array<std::uint32_t, kRiskClasses> mental = {55 - std::min(tilt, 40u), 30, 10 + tilt / 2};
  const std::array<std::uint32_t, 3> smoking = {65 - tilt / 2, 24, 8 + tilt / 2};
  person.vascular = static_cast<std::uint32_t>(weighted(random, vascular));
  person.mental = static_cast<std::uint32_t>(weighted(random, mental));
  person.smoking = static_cast<Smoking>(weighted(random, smoking));
  constexpr std::array<std::uint32_t, 4> kOwnAttendance = {88, 80, 60, 25};
  constexpr std::array<std::uint32_t, 4> kAttenders = {50, 28, 15, 7};
  person.attendance = std::min(kOwnAttendance[weighted(random, kAttenders)] + practice.attendance / 2, 97u);
  draw_home(person);

  // Not seen for years: few anywhere.
  Random other = person.random.fork(74);
  if (other.below(1000) < 8) person.unseen_since = add_days(person.seen_until, -other.between(560, 1800));
  if (practice.character == Character::kMerged && percent(other, 44)) {
    Registration& last = person.registrations[person.registration_count - 1];
    if (last.start < merged_on_ && (!last.end.is_recorded() || last.end > add_days(merged_on_, 30))) {
      // The list moved over in one night: all its spells begin that day.
      person.from_merged = true;
      if (person.registration_count == 1) last.start = merged_on_;
    }
  }
}

void Roster::draw_home(Person& person) const {
  Random random = person.random.fork(75);
  const int age = completed_years(person.birth, person.seen_until);
  // The last year is oftener spent in a home.
  const std::uint32_t share =
      share_in_home(static_cast<std::uint32_t>(std::max(age, 0)), practices_[person.practice].character) *
      (person.death.is_recorded() ? 2 : 1);
  const std::uint32_t draw = random.below(1000);
  const std::uint32_t which = random.below(kHomesOfPractice);
  const std::int32_t longest = random.between(100, 1500);
  const std::int32_t stay = random.between(10, longest);
  if (draw >= share) return;
  person.home = 1 + which;
  person.in_home_since = add_days(person.seen_until, -stay);
}

std::vector<CareHome> Roster::homes(std::uint32_t practice) const {
  std::vector<CareHome> homes;
  for (std::uint32_t home = 0; home < kHomesOfPractice; ++home) {
    const std::uint32_t residents = residents_of_homes_[practice][home];
    if (residents == 0) continue;
    // About one bed in nine is free, or taken by somebody of a practice outside the network.
    homes.push_back({home_name(practice, home), residents * 9 / 8 + 2, residents});
  }
  return homes;
}

std::vector<Person> Roster::stubs(std::uint32_t practice) const {
  std::vector<Person> found;
  const auto count = static_cast<std::uint32_t>(practices_.size());
  for (std::uint32_t other = 0; other < count; ++other) {
    if (other == practice) continue;
    for (std::uint32_t index = 0; index < counts_[other].residents && origin(other, index) != other;
         ++index) {
      if (origin(other, index) != practice) continue;
      Person moved = person(other, index);
      if (moved.registrations[0].practice == practice) found.push_back(moved);
    }
  }
  return found;
}

}  // namespace meso::synthesis
