#include "synthesis/names.h"

#include <array>
#include <cstdio>
#include <optional>
#include <string_view>
#include <utility>

#include "locale/england/nhs_number.h"
#include "synthesis/draws.h"

namespace meso::synthesis {
namespace {

constexpr std::array<std::string_view, 32> kWomen = {
    "Ada",   "Amira",   "Beatrix", "Carys",  "Cecily", "Dalia",  "Edith",    "Elin",
    "Farah", "Freya",   "Greta",   "Hester", "Imogen", "Ines",   "Jasmin",   "Keira",
    "Leila", "Mabel",   "Meera",   "Nadia",  "Niamh",  "Olive",  "Pilar",    "Priya",
    "Rosa",  "Saffron", "Selma",   "Tamsin", "Una",    "Violet", "Winifred", "Zadie"};
constexpr std::array<std::string_view, 32> kMen = {
    "Abel",   "Aaron",  "Amos",   "Basil",  "Bilal",  "Cormac",  "Dev",   "Dylan",
    "Edgar",  "Emrys",  "Felix",  "Gareth", "Hassan", "Hugo",    "Idris", "Jasper",
    "Kofi",   "Laurie", "Magnus", "Milo",   "Nikhil", "Osman",   "Otis",  "Percy",
    "Rafael", "Rohan",  "Silas",  "Tariq",  "Tobias", "Wilfred", "Yusuf", "Zachary"};
constexpr std::array<std::string_view, 48> kFamilies = {
    "Abernethy",   "Ackroyd",    "Adeyemi",      "Ashdown",     "Attwater",     "Bagshaw",   "Banerjee",
    "Birtwhistle", "Blackwood",  "Boateng",      "Cartmell",    "Chaudhry",     "Clutterby", "Cropper",
    "Dalgleish",   "Drinkwater", "Eastlake",     "Fairweather", "Fotheringham", "Garside",   "Goodenough",
    "Greenhalgh",  "Hathersage", "Hussain",      "Inchbald",    "Iqbal",        "Jellicoe",  "Kowalczyk",
    "Larkspur",    "Lightfoot",  "Mahmood",      "Marchbanks",  "Nkemelu",      "Oakshott",  "Okonjo",
    "Ormerod",     "Patel",      "Penhaligon",   "Quickfall",   "Ramsbottom",   "Sandhu",    "Shufflebotham",
    "Threlkeld",   "Underhill",  "Venkataraman", "Wainscott",   "Yarwood",      "Zielinski"};
constexpr std::array<std::string_view, 12> kStreets = {
    "Tallow Street",  "Millrace Road",  "Saddlers Row",     "Coppice Close",
    "Beacon Hill",    "Weir Lane",      "Chandlers Yard",   "Lime Walk",
    "Priory Gardens", "Foundry Street", "Larkfield Avenue", "Station Parade"};
constexpr std::array<std::string_view, 8> kHomes = {"Sallow",   "Orangery", "Mere",      "Linden",
                                                    "Copperas", "Wychwood", "Fairhaven", "Quarrybank"};
constexpr std::array<std::string_view, 3> kHomeKinds = {" House", " View", " Court"};
constexpr std::uint32_t kMiddles = 1'000'000;

// The nine digits that the check digit follows.
std::array<char, 9> nine_digits(std::uint32_t middle) {
  std::array<char, 9> digits = {'9', '9', '9', '0', '0', '0', '0', '0', '0'};
  for (std::size_t i = digits.size(); middle > 0; middle /= 10)
    digits[--i] = static_cast<char>('0' + middle % 10);
  return digits;
}

std::optional<int> check_digit(const std::array<char, 9>& digits) {
  return england::nhs_check_digit(std::string_view(digits.data(), digits.size()));
}

template <std::size_t N>
std::string pick(Random& random, const std::array<std::string_view, N>& names) {
  return std::string(names[random.below(N)]);
}

}  // namespace

NhsNumbers::NhsNumbers(Random random, std::uint64_t people) {
  middles_.reserve(kMiddles);
  for (std::uint32_t middle = 0; middle < kMiddles; ++middle) {
    if (check_digit(nine_digits(middle))) middles_.push_back(middle);
  }
  // A shuffle from the front, only as far as it is needed.
  const auto count = static_cast<std::uint32_t>(middles_.size());
  const auto needed = static_cast<std::uint32_t>(people < count ? people : count);
  for (std::uint32_t i = 0; i < needed; ++i) std::swap(middles_[i], middles_[i + random.below(count - i)]);
  middles_.resize(needed);
  middles_.shrink_to_fit();
}

std::string NhsNumbers::of(std::uint64_t serial) const {
  if (serial >= middles_.size()) return "";
  const std::array<char, 9> nine = nine_digits(middles_[serial]);
  std::string digits(nine.data(), nine.size());
  digits += static_cast<char>('0' + *check_digit(nine));
  return digits;
}

std::string home_name(std::uint32_t practice, std::uint32_t home) {
  return std::string(kHomes[(practice + 3 * home) % kHomes.size()]) + std::string(kHomeKinds[home % 3]);
}

identities::Identity invented_identity(const Person& person, const std::string& place, std::uint32_t area,
                                       const NhsNumbers& numbers) {
  Random random = person.random.fork(70);
  identities::Identity identity;
  identity.nhs_number = numbers.of(person.serial);
  identity.given_name = person.sex == records::Sex::kMale ? pick(random, kMen) : pick(random, kWomen);
  Random household = person.household;
  const std::string name = pick(household, kFamilies);
  const std::string own = pick(random, kFamilies);
  identity.family_name = person.of_the_family && percent(random, 82) ? name : own;
  identity.birth = person.birth;
  // A care home has one address for all who live there. One draw a line: the order in which a compiler
  // evaluates arguments is its own.
  Random roof =
      person.home > 0 ? Random(person.practice).fork(person.home) : Random(person.household).fork(1);
  if (person.home > 0) {
    identity.address = home_name(person.practice, person.home - 1);
  } else {
    identity.address = std::to_string(1 + roof.below(180)) + " ";
    identity.address += pick(roof, kStreets);
  }
  identity.address += ", " + place;
  // A postcode lies in one area.
  const std::uint32_t district = 1 + area % 98;
  const std::uint32_t sector = 1 + roof.below(9);
  const char first = static_cast<char>('A' + roof.below(26));
  const char second = static_cast<char>('A' + roof.below(26));
  const char unit[] = {first, second, 0};
  char text[32];
  std::snprintf(text, sizeof text, "ZZ%u %u%s", district, sector, unit);
  identity.postcode = text;
  std::snprintf(text, sizeof text, "07700 900%03u", random.below(1000));
  identity.telephone = text;
  return identity;
}

}  // namespace meso::synthesis
