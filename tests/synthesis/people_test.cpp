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
  // A few are on two lists.
  EXPECT_GT(here, 20000u);
  EXPECT_LT(here, 20100u);
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

TEST(People, OnTwoListsAreGrownUpsCountedOnce) {
  std::map<std::string, int> lists;
  for (const SyntheticPractice& practice : network()) {
    const std::vector<bool> now = registered(practice.contents);
    for (std::size_t i = 0; i < now.size(); ++i) lists[practice.identities[i].nhs_number] += now[i] ? 1 : 0;
  }
  std::size_t people = 0, twice = 0;
  for (const auto& [number, count] : lists) {
    people += count > 0 ? 1 : 0;
    twice += count > 1 ? 1 : 0;
    ASSERT_LE(count, 2);
  }
  EXPECT_EQ(people, 20000u);
  EXPECT_GT(twice, 10u);
}

TEST(People, LiveInAreasWhoseCodesNoCountryHas) {
  // Small areas of the United Kingdom are a letter and eight digits.
  const std::regex real("[A-Z][0-9]{8}");
  for (const SyntheticPractice& practice : network()) {
    std::map<std::string, const SyntheticArea*> areas;
    for (const SyntheticArea& area : practice.areas) {
      EXPECT_FALSE(std::regex_match(area.code, real)) << area.code;
      EXPECT_GE(area.decile, 1u);
      EXPECT_LE(area.decile, 10u);
      EXPECT_EQ(std::stoul(area.code.substr(1, 2)), area.decile);
      EXPECT_EQ(area.code[3] == 'U', area.rurality == "UN1") << area.code;
      areas[area.code] = &area;
    }
    EXPECT_EQ(areas.size(), practice.areas.size());
    for (const auto& patient : practice.contents.patients) {
      ASSERT_TRUE(areas.contains(patient.area)) << patient.area;
    }
  }
}

TEST(People, OfOneHouseholdShareItsAreaAndNoChildLivesAlone) {
  const SyntheticPractice& practice = network()[0];
  const std::vector<bool> now = registered(practice.contents);
  std::map<std::string, std::vector<std::size_t>> roofs;
  std::size_t outside = 0;
  for (std::size_t i = 0; i < now.size(); ++i) {
    const identities::Identity& who = practice.identities[i];
    // Houses have numbers, care homes names.
    if (!now[i] || who.address.find_first_of("0123456789") == std::string::npos) continue;
    roofs[who.address + who.postcode].push_back(i);
    ++outside;
  }
  const double size = static_cast<double>(outside) / static_cast<double>(roofs.size());
  EXPECT_GT(size, 1.9);
  EXPECT_LT(size, 2.6);
  std::size_t strangers = 0;
  for (const auto& [roof, people] : roofs) {
    int oldest = 0;
    for (std::size_t i : people) {
      oldest =
          std::max(oldest, completed_years(practice.contents.patients[i].birth, practice.contents.as_at));
      strangers += practice.contents.patients[i].area != practice.contents.patients[people[0]].area ? 1 : 0;
    }
    EXPECT_GE(oldest, 18);
  }
  // Two households may chance upon one address.
  EXPECT_LT(strangers, outside / 100);
}

TEST(People, OfCareHomesAreNoMoreThanTheirBeds) {
  for (const SyntheticPractice& practice : network()) {
    const std::vector<bool> now = registered(practice.contents);
    std::map<std::string, std::uint32_t> living;
    for (std::size_t i = 0; i < now.size(); ++i) {
      const std::string& address = practice.identities[i].address;
      if (now[i] && practice.contents.patients[i].death == Date{})
        ++living[address.substr(0, address.find(','))];
    }
    for (const CareHome& home : practice.homes) {
      EXPECT_GE(home.residents, 1u);
      EXPECT_GT(home.beds, home.residents);
      EXPECT_EQ(living[home.name], home.residents) << home.name;
    }
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
