#include "synthesis/practices.h"

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

}  // namespace

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
