// What stands in a synthetic record could stand in a real one: dates, values, calls for reviews, faults.

#include <algorithm>
#include <cmath>
#include <map>

#include "made_network.h"

namespace meso::synthesis {
namespace {

constexpr std::uint32_t kYears = 5;

const std::vector<SyntheticPractice>& network() {
  static const std::vector<SyntheticPractice> practices = made(network_of(6000, 3, kYears, 3));
  return practices;
}

TEST(Records, HoldNothingBeforeBirthOrAfterTheLastDay) {
  for (const SyntheticPractice& practice : network()) {
    const records::PracticeContents& contents = practice.contents;
    std::vector<Date> last(contents.patients.size());
    for (const records::Spell& spell : contents.spells) {
      const Date end = spell.end.is_recorded() ? add_days(spell.end, -1) : contents.as_at;
      last[spell.patient] = std::max(last[spell.patient], end);
    }
    for (const records::EventRecord& event : contents.events) {
      const records::PatientRecord& patient = contents.patients[event.patient];
      if (!event.date.is_recorded()) continue;
      ASSERT_GE(event.date, patient.birth);
      ASSERT_LE(event.date, last[event.patient]);
      if (patient.death.is_recorded()) {
        ASSERT_LE(event.date, patient.death);
      }
    }
  }
}

TEST(Records, AreWellFormed) {
  for (const SyntheticPractice& practice : network()) {
    const records::PracticeContents& contents = practice.contents;
    EXPECT_EQ(std::set<terms::Code>(contents.codes.begin(), contents.codes.end()).size(),
              contents.codes.size());
    std::set<std::string> own;
    for (const records::PatientRecord& patient : contents.patients) own.insert(patient.own_number);
    EXPECT_EQ(own.size(), contents.patients.size());
    for (const records::EventRecord& event : contents.events) {
      ASSERT_LT(event.code, contents.codes.size());
      ASSERT_LT(event.patient, contents.patients.size());
      if (std::isnan(event.value)) {
        ASSERT_EQ(event.unit, terms::kNoUnit);
        continue;
      }
      ASSERT_GE(event.value, 0.0f);
      ASSERT_FALSE(std::signbit(event.value));
      ASSERT_LT(event.value, 100000.0f);
    }
  }
}

TEST(Records, HaveFaultsRarely) {
  std::size_t events = 0, undated = 0, strange = 0, valueless = 0, signs = 0, again = 0, pressures = 0;
  for (const SyntheticPractice& practice : network()) {
    const std::vector<bool> systolic = members(practice.contents, "BPSYS_COD");
    for (const records::EventRecord& event : practice.contents.events) {
      ++events;
      undated += event.date.is_recorded() ? 0 : 1;
      strange += event.unit == terms::kUnknownUnit ? 1 : 0;
      signs += event.comparator == records::Comparator::kEqual ? 0 : 1;
      again += event.sequence > 0 && !std::isnan(event.value) ? 1 : 0;
      if (!systolic[event.code]) continue;
      ++pressures;
      valueless += std::isnan(event.value) ? 1 : 0;
    }
  }
  for (const std::size_t faults : {undated, strange, signs, again}) {
    EXPECT_GT(faults, 0u);
    EXPECT_LT(faults * 20, events);
  }
  EXPECT_GT(valueless, 0u);
  EXPECT_LT(valueless * 50, pressures);
}

TEST(Records, InviteToOneReviewAtLeastAWeekApart) {
  for (const char* cluster : {"HYPINVITE_COD", "DMINVITE_COD", "ASTINVITE_COD"}) {
    std::size_t second = 0;
    for (const SyntheticPractice& practice : network()) {
      const std::vector<bool> invites = members(practice.contents, cluster);
      std::map<std::uint32_t, std::vector<Date>> days;
      for (const records::EventRecord& event : practice.contents.events) {
        if (invites[event.code]) days[event.patient].push_back(event.date);
      }
      for (auto& [patient, dates] : days) {
        std::sort(dates.begin(), dates.end());
        for (std::size_t i = 1; i < dates.size(); ++i) {
          if (dates[i] == dates[i - 1]) continue;  // called to two reviews at once, by a code that both share
          EXPECT_GE(dates[i].days - dates[i - 1].days, 7);
          ++second;
        }
      }
    }
    EXPECT_GT(second, 50u) << cluster;
  }
}

TEST(Records, HaveMoreMedicinesThanMeasurementsAndTheSickHaveMoreOfAll) {
  std::size_t events = 0, people = 0, of_ill = 0, ill = 0, issues = 0, measured = 0;
  for (const SyntheticPractice& practice : network()) {
    const records::PracticeContents& contents = practice.contents;
    const std::vector<bool> now = registered(contents);
    const std::vector<Date> pressure = latest(contents, "HYP_COD");
    // The medicines that are issued most.
    std::vector<bool> medicine(contents.codes.size());
    for (const char* cluster : {"STAT_COD",
                                "ACEI_COD",
                                "ULCERHEAL_COD",
                                "ASTTRT_COD",
                                "EVERYDAY_ANTIDEPRESSANT",
                                "EVERYDAY_CALCIUM_BLOCKER",
                                "EVERYDAY_BETA_BLOCKER",
                                "EVERYDAY_METFORMIN",
                                "EVERYDAY_PARACETAMOL",
                                "EVERYDAY_OPIOID",
                                "EVERYDAY_NERVE_PAIN",
                                "EVERYDAY_LAXATIVE",
                                "EVERYDAY_VITAMIN_D",
                                "EVERYDAY_EYE_DROPS",
                                "EVERYDAY_EMOLLIENT",
                                "EVERYDAY_BLADDER_MEDICINE",
                                "EVERYDAY_THYROXINE",
                                "EVERYDAY_LONG_ACTING_INHALER",
                                "EVERYDAY_THIAZIDE",
                                "EVERYDAY_ANTIHISTAMINE"}) {
      const std::vector<bool> inside = members(contents, cluster);
      for (std::size_t code = 0; code < medicine.size(); ++code)
        medicine[code] = medicine[code] || inside[code];
    }
    for (std::size_t i = 0; i < now.size(); ++i) {
      people += now[i] ? 1 : 0;
      ill += now[i] && pressure[i].is_recorded() ? 1 : 0;
    }
    for (const records::EventRecord& event : contents.events) {
      if (!now[event.patient]) continue;
      ++events;
      of_ill += pressure[event.patient].is_recorded() ? 1 : 0;
      measured += std::isnan(event.value) ? 0 : 1;
      issues += medicine[event.code] ? 1 : 0;
    }
  }
  const double mean = static_cast<double>(events) / static_cast<double>(people) / kYears;
  // Ten years of 50,000 patients are about 40 million entries; those who left or died hold some of them.
  EXPECT_GT(mean, 60);
  EXPECT_LT(mean, 90);
  EXPECT_GT(static_cast<double>(of_ill) / static_cast<double>(ill) / kYears, 1.5 * mean);
  EXPECT_GT(issues, measured);
  EXPECT_GT(3 * issues, events);
}

}  // namespace
}  // namespace meso::synthesis
