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
      practice.hardship = 40;
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
      practice.hardship = 4;
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

Area area_of(const std::vector<FictionalPractice>& practices, const Random& random, std::uint32_t practice,
             std::uint32_t which) {
  const std::uint32_t number = practice * (kAreasOfPractice - 2) + which;
  const auto count = static_cast<std::uint32_t>(practices.size());
  const std::uint32_t owner = std::min(number / (kAreasOfPractice - 2), count - 1);
  Random draw = random.fork(number);
  char text[16];
  std::snprintf(text, sizeof text, "Z01%06u", number + 1);
  const std::int32_t hardship = bell(draw, static_cast<std::int32_t>(practices[owner].hardship), 10);
  return {text, static_cast<std::uint32_t>(std::clamp(hardship, 0, 45))};
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
    practice.hardship = static_cast<std::uint32_t>(bell(draw, 10, 10));
    practice.exclusions = static_cast<std::uint32_t>(bell(draw, 28, 22));
    practice.diversity = static_cast<std::uint32_t>(bell(draw, 8, 8));
    practice.rush = static_cast<std::uint32_t>(bell(draw, 40, 30));
    practice.character = static_cast<Character>(i % static_cast<std::uint32_t>(Character::kCount));
    plant(practice);
    shares[i] = static_cast<std::uint64_t>(bell(draw, 100, 50));
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
