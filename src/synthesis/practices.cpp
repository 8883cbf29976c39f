#include "synthesis/practices.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <string_view>

#include "synthesis/draws.h"

namespace meso::synthesis {
namespace {

constexpr std::array<std::string_view, 20> kTrees = {
    "Alder", "Birchen", "Cedar",  "Damson",  "Elder",  "Fernley", "Gorse", "Hazel",  "Ivybridge", "Juniper",
    "Larch", "Mallow",  "Nettle", "Orchard", "Plover", "Quince",  "Rowan", "Sorrel", "Tansy",     "Willow"};
constexpr std::array<std::string_view, 7> kKinds = {"Grove Surgery",  "Medical Centre", "Street Practice",
                                                    "House Surgery",  "Lane Surgery",   "Health Centre",
                                                    "Family Practice"};
constexpr std::array<std::string_view, 8> kPlaces = {"Nether Wendle", "Wendle Cross", "Great Ambry",
                                                     "Sallowfield",   "Marl Hallow",  "Thornwick Mere",
                                                     "Upper Dunlow",  "Cobbermouth"};

// Of each eight practices, in their order, beside the mean of 100. The one that took over another is the
// largest.
constexpr std::array<std::uint32_t, 8> kUsualSize = {128, 112, 94, 104, 62, 160, 78, 70};
// Half of England's practices have hardly a patient in the country, one in ten hardly one in a town: here the
// third lies in the country, two near it.
constexpr std::array<std::uint32_t, 8> kRuralOf20 = {0, 2, 17, 0, 0, 4, 0, 0};

std::string code_of(std::uint32_t index) {
  char text[16];
  std::snprintf(text, sizeof text, "DEMO%02u", index + 1);
  return text;
}

std::string name_of(std::uint32_t index) {
  const std::size_t tree = index % kTrees.size();
  const std::size_t kind = (index + index / kTrees.size()) % kKinds.size();
  return std::string(kTrees[tree]) + " " + std::string(kKinds[kind]);
}

// What the planted practices are by nature; the stories themselves are told where the records are.
void plant(FictionalPractice& practice) {
  switch (practice.character) {
    case Character::kPharmacist:
      practice.control = 12;
      break;
    case Character::kPoorArea:
      practice.decile = 14;
      practice.diversity = 55;
      practice.attendance = 2;
      break;
    case Character::kPoorCoder:
      practice.coding = 58;
      practice.recoding = 3;
      practice.exclusions = 6;
      break;
    case Character::kUniversity:
      practice.diversity = 40;
      break;
    case Character::kLearning:
    case Character::kCareHomes:
    case Character::kMerged:
    case Character::kUnseen:
    case Character::kCount:
      break;
  }
}

}  // namespace

std::uint32_t hardship_of(std::uint32_t decile) {
  constexpr std::array<std::uint32_t, 10> kHardship = {40, 31, 24, 18, 13, 10, 7, 5, 3, 1};
  return kHardship[std::clamp(decile, 1u, 10u) - 1];
}

SyntheticArea area_of(const std::vector<FictionalPractice>& practices, const Random& random,
                      std::uint32_t practice, std::uint32_t which) {
  constexpr std::uint32_t kOwn = kAreasOfPractice - kAreasShared;
  const std::uint32_t number = practice * kOwn + which;
  const auto count = static_cast<std::uint32_t>(practices.size());
  const std::uint32_t owner = std::min(number / kOwn, count - 1);
  const FictionalPractice& around = practices[owner];
  Random draw = random.fork(number);
  const std::int32_t decile = bell(draw, static_cast<std::int32_t>(around.decile), 80) + 5;
  const bool country = (number - owner * kOwn + kOwn / 2) % kAreasOfPractice < around.rural;
  const bool village = percent(draw, 55);
  SyntheticArea area;
  area.decile = static_cast<std::uint32_t>(std::clamp(decile / 10, 1, 10));
  // Country areas are seldom among the poorest or the richest.
  if (country) area.decile = std::clamp(area.decile, 4u, 9u);
  area.rurality = !country ? "UN1" : village ? "RSN1" : "RLN1";
  char text[16];
  std::snprintf(text, sizeof text, "Z%02u%c%05u", area.decile, area.rurality[country ? 1 : 0], number + 1);
  area.code = text;
  return area;
}

std::vector<FictionalPractice> fictional_practices(const Random& random, std::uint32_t count,
                                                   std::uint32_t patients) {
  std::vector<FictionalPractice> practices(count);
  std::vector<std::uint64_t> shares(count);
  std::uint64_t all = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    Random draw = random.fork(i);
    FictionalPractice& practice = practices[i];
    practice.code = code_of(i);
    practice.name = name_of(i);
    practice.place = std::string(kPlaces[i % kPlaces.size()]);
    practice.recall = static_cast<std::uint32_t>(bell(draw, 84, 14));
    practice.attendance = static_cast<std::uint32_t>(bell(draw, 12, 12));
    practice.control = static_cast<std::uint32_t>(bell(draw, 55, 30));
    practice.home_readings = static_cast<std::uint32_t>(bell(draw, 30, 25));
    practice.recoding = static_cast<std::uint32_t>(bell(draw, 20, 18));
    practice.monitoring = static_cast<std::uint32_t>(bell(draw, 88, 10));
    practice.stewardship = static_cast<std::uint32_t>(bell(draw, 80, 16));
    practice.decile = static_cast<std::uint32_t>(bell(draw, 58, 38));
    practice.rural = kRuralOf20[i % kRuralOf20.size()];
    practice.exclusions = static_cast<std::uint32_t>(bell(draw, 28, 22));
    practice.diversity = static_cast<std::uint32_t>(bell(draw, 8, 8));
    practice.rush = static_cast<std::uint32_t>(bell(draw, 40, 30));
    practice.character = static_cast<Character>(i % static_cast<std::uint32_t>(Character::kCount));
    plant(practice);
    const std::uint32_t usual = kUsualSize[i % kUsualSize.size()];
    shares[i] = static_cast<std::uint64_t>(bell(draw, static_cast<std::int32_t>(usual), 10));
    all += shares[i];
  }
  // Everybody gets one patient first, so that no practice is empty; the rest by shares, cut at the running
  // sum so that the parts add up.
  const std::uint64_t rest = patients - count;
  std::uint64_t before = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t from = rest * before / all;
    before += shares[i];
    practices[i].residents = static_cast<std::uint32_t>(1 + rest * before / all - from);
  }
  return practices;
}

}  // namespace meso::synthesis
