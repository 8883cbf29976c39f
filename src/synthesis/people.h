// Who the people are: born when, of which sex, registered where and when, still living or not, and the traits
// that steer their records.
//
// A practice's people come in this order: residents (registered at the as-at date), leavers, the dead; then
// the stubs of those residents of other practices who were registered here before. A resident's number says
// whether he or she moved from another practice of the network and which, so that the other practice finds
// its stubs by asking.
//
// Ages and sexes of residents follow the registered population; those who died are drawn by population times
// death rate, those who left by population times an assumed rate of moving.

#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/random.h"
#include "records/practice_file.h"
#include "synthesis/practices.h"
#include "synthesis/synthesis.h"

namespace meso::synthesis {

struct Registration {
  std::uint32_t practice = 0;  // index
  Date start;
  Date end;  // unknown: open
};

enum class Smoking : std::uint8_t { kNever, kFormer, kCurrent };

// Classes of risk, low to high. Illnesses that share a class come together more often than chance.
inline constexpr std::uint32_t kRiskClasses = 3;

struct Person {
  std::uint64_t serial = 0;    // of the network, from 0
  Random random{0};            // of this person's records
  Random household{0};         // the same for all under one roof
  bool of_the_family = false;  // a child or a partner of the first of the household
  records::Sex sex = records::Sex::kUnknown;
  Date birth;
  Date death;                  // unknown: living
  std::uint32_t practice = 0;  // where the records live
  std::array<Registration, 3> registrations;
  std::uint32_t registration_count = 0;
  Date moved_on;                // left another practice of the network; unknown: did not
  Date seen_until;              // last day of the records: as-at date, death, or the last day registered
  std::uint32_t ethnicity = 0;  // index into kEthnicities
  std::uint32_t vascular = 0;   // risk classes
  std::uint32_t mental = 0;
  Smoking smoking = Smoking::kNever;
  std::uint32_t area = 0;        // of the practice's twenty
  std::uint32_t home = 0;        // 1 to 3: the care home where the person lives; 0: none
  Date in_home_since;            // unknown: lives in none
  Date unseen_since;             // nobody has seen the person after it; unknown: seen as others are
  bool from_merged = false;      // came with the practice that was taken over
  std::uint32_t attendance = 0;  // of 100 invitations, how many are followed

  void add_registration(std::uint32_t at, Date start, Date end) {
    registrations[registration_count++] = {at, start, end};
  }
};

struct Ethnicity {
  const char* category;  // "" not recorded
  const char* cluster;   // of the codes that record it
  std::uint32_t weight;
};
// Assumed shares, in thousandths, with a share of patients whose ethnicity is not recorded.
inline constexpr std::array<Ethnicity, 20> kEthnicities = {
    {{"White: British", "ETHALLWB_COD", 690},
     {"White: Irish", "ETHALLWI_COD", 9},
     {"White: other", "ETHALLWO_COD", 60},
     {"White: Gypsy or Traveller", "ETHALLWGT_COD", 1},
     {"Mixed: White and Black Caribbean", "ETHALLMWBC_COD", 8},
     {"Mixed: White and Black African", "ETHALLMWBA_COD", 4},
     {"Mixed: White and Asian", "ETHALLMWA_COD", 8},
     {"Mixed: other", "ETHALLMO_COD", 7},
     {"Asian: Indian", "ETHALLAI_COD", 29},
     {"Asian: Pakistani", "ETHALLAP_COD", 26},
     {"Asian: Bangladeshi", "ETHALLAB_COD", 10},
     {"Asian: other", "ETHALLAO_COD", 15},
     {"Asian: Chinese", "ETHALLAC_COD", 7},
     {"Black: African", "ETHALLBA_COD", 24},
     {"Black: Caribbean", "ETHALLBC_COD", 10},
     {"Black: other", "ETHALLBO_COD", 5},
     {"Other: Arab", "ETHALLOA_COD", 5},
     {"Other: other", "ETHALLOO_COD", 12},
     {"Not stated", "ETHNICITYND_COD", 10},
     {"", "", 60}}};

inline constexpr std::uint32_t kHomesOfPractice = 3;

class Roster {
 public:
  Roster(const SynthesisOptions& options, std::vector<FictionalPractice> practices);

  const std::vector<FictionalPractice>& practices() const { return practices_; }
  Date as_at() const { return as_at_; }
  Date window_start() const { return window_start_; }
  // The day when a practice of that character took over another.
  Date merged_on() const { return merged_on_; }
  // Where a practice knows the person to live; one that he or she left, an area of its own.
  const SyntheticArea& area(const Person& person, std::uint32_t practice) const {
    return areas_[practice * kAreasOfPractice + person.area];
  }

  std::span<const SyntheticArea> areas(std::uint32_t practice) const {
    return std::span(areas_).subspan(std::size_t{practice} * kAreasOfPractice, kAreasOfPractice);
  }
  // Neighbouring practices count those that they share alike.
  static std::uint32_t area_number(const Person& person, std::uint32_t practice) {
    return practice * (kAreasOfPractice - kAreasShared) + person.area;
  }
  // The care homes whose residents the practice looks after.
  std::vector<CareHome> homes(std::uint32_t practice) const;

  // People whose records live at a practice.
  std::uint32_t people(std::uint32_t practice) const { return counts_[practice].all(); }
  // REQUIRES: index < people(practice).
  Person person(std::uint32_t practice, std::uint32_t index) const;
  // Residents of other practices who were registered at this one before, in a fixed order.
  std::vector<Person> stubs(std::uint32_t practice) const;

 private:
  struct Counts {
    std::uint32_t residents = 0;
    std::uint32_t leavers = 0;
    std::uint32_t dead = 0;
    std::uint64_t first_serial = 0;
    std::uint32_t all() const { return residents + leavers + dead; }
  };
  struct AgeSex {
    std::uint32_t years = 0;  // completed
    records::Sex sex = records::Sex::kUnknown;
  };
  using Weights = std::array<std::uint32_t, 40>;  // by age band, females then males

  AgeSex draw_age_sex(Random& random, const Weights& weights) const;
  void draw_resident(Person& person, Random& random, std::uint32_t index) const;
  void draw_leaver(Person& person, Random& random) const;
  void draw_dead(Person& person, Random& random) const;
  void draw_traits(Person& person, Random& random) const;
  // Who lives where, among the residents around one.
  void draw_household(Person& person, std::uint32_t index) const;
  void draw_home(Person& person) const;
  std::size_t character_of(const Person& person) const {
    return static_cast<std::size_t>(practices_[person.practice].character);
  }
  // The practice from which a resident of that number moved; its own index when from none.
  std::uint32_t origin(std::uint32_t practice, std::uint32_t index) const;

  Date as_at_;
  Date window_start_;
  std::uint32_t years_;
  Random random_;
  std::vector<FictionalPractice> practices_;
  std::vector<Counts> counts_;
  // Of each character: a university's people are of other ages.
  static constexpr std::size_t kCharacters = static_cast<std::size_t>(Character::kCount);
  std::array<Weights, kCharacters> living_{};
  std::array<Weights, kCharacters> leaving_{};
  std::array<Weights, kCharacters> dying_{};
  std::vector<SyntheticArea> areas_;  // twenty of each practice
  std::vector<std::array<std::uint32_t, kHomesOfPractice>> residents_of_homes_;
  Date merged_on_;
};

}  // namespace meso::synthesis
