// Nobody real, and nobody impossible: numbers, codes, ages and registrations of synthetic people.

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <regex>

#include "locale/england/nhs_number.h"
#include "locale/england/population_figures.h"
#include "made_network.h"

namespace meso::synthesis {
namespace {

const std::vector<SyntheticPractice>& network() {
  static const std::vector<SyntheticPractice> practices = made(network_of(20000, 8, 1, 1));
  return practices;
}

TEST(People, AreAsManyAsWereAskedForAndMoreHaveLeftOrDied) {
  std::size_t here = 0, all = 0, dead = 0;
  for (const SyntheticPractice& practice : network()) {
    const std::vector<bool> now = registered(practice.contents);
    here += static_cast<std::size_t>(std::count(now.begin(), now.end(), true));
    all += now.size();
    for (const auto& patient : practice.contents.patients) dead += patient.death.is_recorded() ? 1 : 0;
  }
  EXPECT_EQ(here, 20000u);
  EXPECT_GT(all, here);
  // One year of deaths: about nine in a thousand.
  EXPECT_GT(dead, 120u);
  EXPECT_LT(dead, 260u);
}

TEST(People, CarryValidNumbersOfTheRangeThatIsNeverIssued) {
  std::map<std::string, std::vector<Date>> births;
  for (const SyntheticPractice& practice : network()) {
    ASSERT_EQ(practice.identities.size(), practice.contents.patients.size());
    std::set<std::string> here;
    for (const identities::Identity& identity : practice.identities) {
      EXPECT_TRUE(england::parse_nhs_number(identity.nhs_number).has_value());
      EXPECT_EQ(identity.nhs_number.substr(0, 3), "999");
      EXPECT_TRUE(here.insert(identity.nhs_number).second) << "twice in one practice";
      EXPECT_EQ(identity.person, identities::person_id(Key{}, identity.nhs_number));
      EXPECT_EQ(identity.postcode.substr(0, 2), "ZZ");
      EXPECT_EQ(identity.telephone.substr(0, 9), "07700 900");
      births[identity.nhs_number].push_back(identity.birth);
    }
  }
  // Some people are patients of two practices of the network: one number, one birth date.
  std::size_t twice = 0;
  for (const auto& [number, dates] : births) {
    ASSERT_LE(dates.size(), 2u);
    if (dates.size() < 2) continue;
    ++twice;
    EXPECT_EQ(dates[0], dates[1]);
  }
  EXPECT_GT(twice, 200u);
  EXPECT_LT(twice, 1000u);
}

TEST(People, HaveNoNumberWhenTheRangeIsUsedUp) {
  // 909,091 numbers of the range are valid. Planning does not make the people.
  const SyntheticNetwork network = planned(network_of(900000, 900, 1, 1));
  const SyntheticPractice last = network.practice(899);
  std::size_t without = 0;
  for (const identities::Identity& identity : last.identities) {
    if (!identity.nhs_number.empty()) continue;
    ++without;
    EXPECT_EQ(identity.person, 0u);
  }
  EXPECT_GT(without, 0u);
}

TEST(People, BelongToPracticesThatCannotBeReal) {
  // ODS codes of practices are a letter and five digits; of other bodies, three or five letters and digits.
  const std::regex ods("[A-Z][0-9]{5}|[A-Z0-9]{3}|[A-Z0-9]{5}");
  std::set<std::string> codes, names;
  for (const SyntheticPractice& practice : network()) {
    EXPECT_FALSE(std::regex_match(practice.contents.practice, ods));
    EXPECT_TRUE(practice.contents.synthetic);
    EXPECT_FALSE(practice.contents.leavers_missing);
    codes.insert(practice.contents.practice);
    names.insert(practice.name);
  }
  EXPECT_EQ(codes.size(), 8u);
  EXPECT_EQ(names.size(), 8u);
}

TEST(People, FollowThePublishedPyramid) {
  // Every cell of age and sex lies within four standard deviations of the published share.
  std::array<std::array<double, england::kAgeBands>, 2> counted{};
  double all = 0;
  for (std::size_t at = 0; at < network().size(); ++at) {
    if (stands_out(at)) continue;
    const SyntheticPractice& practice = network()[at];
    const std::vector<bool> now = registered(practice.contents);
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (!now[i]) continue;
      const records::PatientRecord& patient = practice.contents.patients[i];
      const auto age = static_cast<std::size_t>(completed_years(patient.birth, practice.contents.as_at));
      const std::size_t band = std::min<std::size_t>(age / england::kYearsPerAgeBand, england::kAgeBands - 1);
      counted[patient.sex == records::Sex::kMale ? 1 : 0][band] += 1;
      all += 1;
    }
  }
  double published = 0;
  for (const auto& band : england::registered_by_age_band()) published += band.female + band.male;
  for (std::size_t band = 0; band < england::kAgeBands; ++band) {
    const auto& cell = england::registered_by_age_band()[band];
    const double women = all * cell.female / published, men = all * cell.male / published;
    EXPECT_NEAR(counted[0][band], women, 4 * std::sqrt(women)) << "women, band " << band;
    EXPECT_NEAR(counted[1][band], men, 4 * std::sqrt(men)) << "men, band " << band;
  }
}

TEST(People, AreRegisteredInSpellsThatCanBe) {
  std::size_t returned = 0;
  for (const SyntheticPractice& practice : network()) {
    const records::PracticeContents& contents = practice.contents;
    std::vector<std::vector<records::Spell>> spells(contents.patients.size());
    for (const records::Spell& spell : contents.spells) spells[spell.patient].push_back(spell);
    for (std::size_t i = 0; i < spells.size(); ++i) {
      const records::PatientRecord& patient = contents.patients[i];
      ASSERT_FALSE(spells[i].empty());
      returned += spells[i].size() > 1 ? 1 : 0;
      Date free = patient.birth;
      for (const records::Spell& spell : spells[i]) {
        EXPECT_GE(spell.start, free);
        EXPECT_LE(spell.start, contents.as_at);
        if (patient.death.is_recorded()) {
          EXPECT_LE(spell.start, patient.death);
        }
        if (!spell.end.is_recorded()) {
          EXPECT_EQ(&spell, &spells[i].back()) << "an open spell is the last";
          continue;
        }
        EXPECT_GT(spell.end, spell.start);
        EXPECT_LE(spell.end, contents.as_at);
        free = spell.end;
      }
    }
  }
  EXPECT_GT(returned, 100u);
}

}  // namespace
}  // namespace meso::synthesis
