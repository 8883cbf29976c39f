// What is planted can be found, and only where it is planted; seasons and the pandemic leave their marks.

#include <algorithm>
#include <cmath>
#include <map>

#include "made_network.h"

namespace meso::synthesis {
namespace {

constexpr std::size_t kPharmacist = 0, kLearning = 1, kCareHomes = 2, kPoorArea = 3, kPoorCoder = 4,
                      kMerged = 5, kUniversity = 6, kUnseen = 7;

const std::vector<SyntheticPractice>& network() {
  static const std::vector<SyntheticPractice> practices = made(network_of(16000, 8, 8, 2));
  return practices;
}

int age_at_end(const records::PracticeContents& contents, std::size_t patient) {
  return completed_years(contents.patients[patient].birth, contents.as_at);
}

// Registered patients from one age up to another, and how many of them have an entry of the cluster from a
// day up to another.
struct Share {
  double people = 0;
  double with = 0;
  double percent() const { return people > 0 ? 100 * with / people : 0; }
};

std::vector<bool> recorded(const records::PracticeContents& contents, const char* cluster, Date from,
                           Date to) {
  const std::vector<bool> inside = members(contents, cluster);
  std::vector<bool> found(contents.patients.size());
  for (const records::EventRecord& event : contents.events) {
    if (inside[event.code] && event.date >= from && event.date <= to) found[event.patient] = true;
  }
  return found;
}

Share share(std::size_t practice, const char* cluster, int from_age, int to_age) {
  const records::PracticeContents& contents = network()[practice].contents;
  const std::vector<bool> now = registered(contents);
  const std::vector<bool> found = recorded(contents, cluster, kFirstDate, kLastDate);
  Share sum;
  for (std::size_t i = 0; i < now.size(); ++i) {
    const int age = age_at_end(contents, i);
    if (!now[i] || age < from_age || age >= to_age) continue;
    sum.people += 1;
    sum.with += found[i] ? 1 : 0;
  }
  return sum;
}

// The ordinary practices together.
Share ordinary(const char* cluster, int from_age, int to_age) {
  Share sum;
  for (std::size_t at = 0; at < network().size(); ++at) {
    if (stands_out(at)) continue;
    const Share one = share(at, cluster, from_age, to_age);
    sum.people += one.people;
    sum.with += one.with;
  }
  return sum;
}

// Of those who had `whom` before the year that ends on a day, how many had `what` in it.
Share in_year(std::size_t practice, const char* whom, const char* what, Date end) {
  const records::PracticeContents& contents = network()[practice].contents;
  const Date before = add_months(end, -12, MonthPolicy::kClamp);
  const std::vector<bool> now = registered(contents);
  const std::vector<bool> due = recorded(contents, whom, kFirstDate, before);
  const std::vector<bool> done = recorded(contents, what, add_days(before, 1), end);
  Share sum;
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (!now[i] || !due[i]) continue;
    sum.people += 1;
    sum.with += done[i] ? 1 : 0;
  }
  return sum;
}

// Of the last systolic pressures of a year of people with hypertension, how many are at most 140.
double controlled(std::size_t practice, Date end) {
  const records::PracticeContents& contents = network()[practice].contents;
  const std::vector<bool> now = registered(contents);
  const std::vector<Date> ill = latest(contents, "HYP_COD");
  const std::vector<bool> systolic = members(contents, "BPSYS_COD");
  std::map<std::uint32_t, std::pair<Date, float>> last;
  for (const records::EventRecord& event : contents.events) {
    if (!systolic[event.code] || std::isnan(event.value) || event.date > end ||
        event.date <= add_days(end, -365))
      continue;
    auto& [date, value] = last[event.patient];
    if (event.date >= date) {
      date = event.date;
      value = event.value;
    }
  }
  Share sum;
  for (const auto& [patient, reading] : last) {
    if (!now[patient] || !ill[patient].is_recorded()) continue;
    sum.people += 1;
    sum.with += reading.second <= 140 ? 1 : 0;
  }
  return sum.percent();
}

TEST(Stories, TheUniversitysPatientsAreStudents) {
  const double young =
      share(kUniversity, "HYP_COD", 18, 30).people / share(kUniversity, "HYP_COD", 0, 120).people;
  const double elsewhere = ordinary("HYP_COD", 18, 30).people / ordinary("HYP_COD", 0, 120).people;
  EXPECT_GT(young, 0.5);
  EXPECT_LT(elsewhere, 0.2);
}

TEST(Stories, ThePoorAreaIsYoungerAndIllerAndSmokesMore) {
  const double old = share(kPoorArea, "HYP_COD", 70, 120).people / share(kPoorArea, "HYP_COD", 0, 120).people;
  EXPECT_LT(old, 0.8 * ordinary("HYP_COD", 70, 120).people / ordinary("HYP_COD", 0, 120).people);
  EXPECT_GT(share(kPoorArea, "EVERYDAY_SMOKER", 20, 80).percent(),
            1.3 * ordinary("EVERYDAY_SMOKER", 20, 80).percent());
  EXPECT_GT(share(kPoorArea, "DM_COD", 45, 75).percent(), 1.1 * ordinary("DM_COD", 45, 75).percent());
}

TEST(Stories, ThePoorCoderTreatsWhatItDoesNotCode) {
  EXPECT_LT(share(kPoorCoder, "HYP_COD", 50, 120).percent(), 0.75 * ordinary("HYP_COD", 50, 120).percent());
  EXPECT_GT(share(kPoorCoder, "ACEI_COD", 50, 120).percent(), 0.8 * ordinary("ACEI_COD", 50, 120).percent());
}

TEST(Stories, AThirdOfTheMergedListBeganOnOneDay) {
  for (std::size_t at : {kMerged, kPharmacist}) {
    const records::PracticeContents& contents = network()[at].contents;
    std::map<Date, std::size_t> starts;
    for (const records::Spell& spell : contents.spells) ++starts[spell.start];
    std::size_t most = 0;
    for (const auto& [day, count] : starts) most = std::max(most, count);
    EXPECT_EQ(most * 6 > contents.spells.size(), at == kMerged) << most;
  }
}

TEST(Stories, PressuresImproveWhereThePharmacistsClinicOpened) {
  for (std::size_t at : {kPharmacist, kLearning, kCareHomes, kMerged}) {
    const Date now = network()[at].contents.as_at;
    const double change = controlled(at, now) - controlled(at, add_days(now, -365));
    if (at == kPharmacist) {
      EXPECT_GT(change, 10);
    } else {
      EXPECT_LT(change, 8) << at;
    }
  }
}

TEST(Stories, ChecksOfPeopleWithLearningDisabilitySlip) {
  const Date now = network()[kLearning].contents.as_at;
  Share others;
  for (std::size_t at = 0; at < network().size(); ++at) {
    if (at == kLearning) continue;
    const Share one = in_year(at, "LD_COD", "EVERYDAY_LEARNING_CHECK", now);
    others.people += one.people;
    others.with += one.with;
  }
  EXPECT_GT(others.percent(), 60);
  EXPECT_LT(others.percent(), 90);
  EXPECT_LT(in_year(kLearning, "LD_COD", "EVERYDAY_LEARNING_CHECK", now).percent(), 50);
}

TEST(Stories, CareHomePlansAreMissingInARow) {
  const Date now = network()[kCareHomes].contents.as_at;
  const Share missing = in_year(kCareHomes, "EVERYDAY_CARE_HOME", "EVERYDAY_CARE_PLAN", now);
  EXPECT_GT(missing.people, 3);
  EXPECT_EQ(missing.with, 0);
  EXPECT_GT(in_year(kCareHomes, "EVERYDAY_CARE_HOME", "EVERYDAY_CARE_PLAN", add_days(now, -500)).with, 0);
  Share others;
  for (std::size_t at : {kPharmacist, kLearning, kMerged, kUnseen}) {
    const Share one = in_year(at, "EVERYDAY_CARE_HOME", "EVERYDAY_CARE_PLAN", now);
    others.people += one.people;
    others.with += one.with;
  }
  EXPECT_GT(others.percent(), 75);
}

TEST(Stories, PeopleInNeedAreNotSeen) {
  Share here, elsewhere;
  for (std::size_t at = 0; at < network().size(); ++at) {
    const records::PracticeContents& contents = network()[at].contents;
    const std::vector<bool> now = registered(contents);
    std::vector<bool> needy(now.size());
    for (const char* cluster : {"MODFRAIL_COD", "SEVFRAIL_COD", "COPD_COD", "MH_COD", "LD_COD", "DEM_COD"}) {
      const std::vector<Date> ill = latest(contents, cluster);
      for (std::size_t i = 0; i < ill.size(); ++i) needy[i] = needy[i] || ill[i].is_recorded();
    }
    const std::vector<Date> seen = latest(contents, "EVERYDAY_CONSULTATION");
    Share& sum = at == kUnseen ? here : elsewhere;
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (!now[i] || !needy[i]) continue;
      sum.people += 1;
      sum.with += seen[i] < add_months(contents.as_at, -18, MonthPolicy::kClamp) ? 1 : 0;
    }
  }
  EXPECT_GT(here.percent(), 4);
  EXPECT_GT(here.percent(), 3 * elsewhere.percent());
}

TEST(Stories, WinterIsBusierThanSummerAndThePandemicQuieterThanBoth) {
  std::map<std::pair<int, int>, double> by_month;
  double reviews_march = 0, reviews_june = 0;
  for (const SyntheticPractice& practice : network()) {
    const std::vector<bool> visits = members(practice.contents, "EVERYDAY_CONSULTATION");
    const std::vector<bool> reviews = members(practice.contents, "EVERYDAY_ALCOHOL");
    for (const records::EventRecord& event : practice.contents.events) {
      if (!event.date.is_recorded()) continue;
      const CivilDate day = civil_from_date(event.date);
      if (visits[event.code]) by_month[{day.year, day.month}] += 1;
      if (reviews[event.code] && day.year >= 2022) {
        reviews_march += day.month == 3 ? 1 : 0;
        reviews_june += day.month == 6 ? 1 : 0;
      }
    }
  }
  double january = 0, august = 0;
  for (int year : {2019, 2023, 2024, 2025}) {
    january += by_month[{year, 1}];
    august += by_month[{year, 8}];
  }
  EXPECT_GT(january, 1.1 * august);
  EXPECT_LT((by_month[{2020, 4}] + by_month[{2020, 5}]), 0.65 * (by_month[{2019, 4}] + by_month[{2019, 5}]));
  EXPECT_GT(reviews_march, 1.4 * reviews_june);
}

TEST(Stories, HouseholdsAndCareHomesShareARoof) {
  const SyntheticPractice& practice = network()[kPharmacist];
  const std::vector<bool> now = registered(practice.contents);
  const std::vector<Date> moved = latest(practice.contents, "EVERYDAY_CARE_HOME");
  std::map<std::string, std::size_t> roofs;
  for (std::size_t i = 0; i < now.size(); ++i) {
    const identities::Identity& who = practice.identities[i];
    if (now[i]) ++roofs[who.address + who.postcode];
  }
  std::size_t together = 0, here = 0, in_homes = 0;
  for (std::size_t i = 0; i < now.size(); ++i) {
    const identities::Identity& who = practice.identities[i];
    if (!now[i]) continue;
    ++here;
    together += roofs[who.address + who.postcode] > 1 ? 1 : 0;
    if (!moved[i].is_recorded()) continue;
    ++in_homes;
    EXPECT_EQ(who.address.find_first_of("0123456789"), std::string::npos) << "a house with a name";
  }
  EXPECT_GT(in_homes, 5u);
  EXPECT_GT(together * 3, here * 2);
}

TEST(Stories, TheHardUpAreIllerAtTheSameAge) {
  Share poor, well_off;
  for (const SyntheticPractice& practice : network()) {
    const records::PracticeContents& contents = practice.contents;
    std::map<std::string, std::uint32_t> deciles;
    for (const SyntheticArea& area : practice.areas) deciles[area.code] = area.decile;
    const std::vector<bool> now = registered(contents);
    const std::vector<Date> found = latest(contents, "HYP_COD");
    for (std::size_t i = 0; i < now.size(); ++i) {
      const int age = age_at_end(contents, i);
      const std::uint32_t decile = deciles[contents.patients[i].area];
      if (!now[i] || age < 40 || age >= 70 || (decile > 2 && decile < 9)) continue;
      Share& sum = decile <= 2 ? poor : well_off;
      sum.people += 1;
      sum.with += found[i].is_recorded() ? 1 : 0;
    }
  }
  EXPECT_GT(poor.percent(), 1.15 * well_off.percent());
}

}  // namespace
}  // namespace meso::synthesis
