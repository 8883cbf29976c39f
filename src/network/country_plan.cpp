#include "network/country_plan.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/random.h"

namespace meso::network {
namespace {

constexpr int kWide = 38, kHigh = 32;           // cells of the grid that the land is cut from
constexpr double kWest = -20.0, kSouth = 50.0;  // open sea
constexpr double kCellWide = 0.021, kCellHigh = 0.0135;
constexpr std::uint32_t kNetworks = 30;

// Made-up places: first part and last part give a name that no map has.
constexpr std::array<const char*, 36> kFirst = {
    "Amber",   "Brindle", "Cawder", "Dunnock", "Elver",  "Fennimer", "Gossam", "Hobble",  "Ister",
    "Jackdaw", "Kestle",  "Lorrel", "Merrow",  "Nettle", "Ossle",    "Pimper", "Quill",   "Rushel",
    "Saffle",  "Tansy",   "Umber",  "Velver",  "Wither", "Yaffle",   "Zephyr", "Bracken", "Copple",
    "Dapple",  "Emmet",   "Furzel", "Gannet",  "Heron",  "Inkle",    "Jessam", "Kittle",  "Lapwing"};
constexpr std::array<const char*, 12> kLast = {"moor",    "combelow", "byfold", "steadow",
                                               "mereham", "hurstow",  "wicket", "thornby",
                                               "dalerow", "fordley",  "hollow", "nessing"};

std::string place_name(std::uint32_t number) {
  return std::string(kFirst[number % kFirst.size()]) +
         kLast[(number / kFirst.size() + number * 5) % kLast.size()];
}

double square(double value) {
  return value * value;
}
// Squared distance in cells' widths, good enough to tell near from far.
double apart(Point a, Point b) {
  return square((a.longitude - b.longitude) / kCellWide) + square((a.latitude - b.latitude) / kCellHigh);
}

bool is_land(int x, int y, Random& random) {
  // An ellipse with a ragged coast, a bay in the south, and a small island in the north-east.
  const double dx = (x - 16.5) / 17.0, dy = (y - 15.5) / 15.5;
  const double ragged = (random.between(0, 100) - 50) / 900.0;
  const bool bay = x > 14 && x < 18 && y < 5;
  const bool small = x >= 34 && x <= 36 && y >= 26 && y <= 29;
  return small || (dx * dx + dy * dy + ragged < 1.0 && !bay);
}

// A corner, and the two points that break each edge: known by their place, so that neighbours share them.
class Corners {
 public:
  explicit Corners(Random random) : random_(random) {}
  Point corner(int x, int y) const { return moved(2 * x, 2 * y, 35); }
  // The middle of the edge between two neighbouring corners.
  Point between(int x1, int y1, int x2, int y2) const {
    const Point a = corner(x1, y1), b = corner(x2, y2);
    const Point shift = moved(x1 + x2, y1 + y2, 14);
    const Point plain = at(x1 + x2, y1 + y2);
    return rounded({(a.longitude + b.longitude) / 2 + shift.longitude - plain.longitude,
                    (a.latitude + b.latitude) / 2 + shift.latitude - plain.latitude});
  }

 private:
  static Point at(int half_x, int half_y) {
    return {kWest + half_x * kCellWide / 2, kSouth + half_y * kCellHigh / 2};
  }
  // Moved from the grid by at most so many hundredths of a cell.
  Point moved(int half_x, int half_y, int hundredths) const {
    Random here =
        random_.fork(static_cast<std::uint64_t>(half_x) * 1000 + static_cast<std::uint64_t>(half_y));
    const Point plain = at(half_x, half_y);
    return rounded({plain.longitude + here.between(-hundredths, hundredths) * kCellWide / 100,
                    plain.latitude + here.between(-hundredths, hundredths) * kCellHigh / 100});
  }
  // Six decimals, as published: then a point written and read again is the same point.
  static Point rounded(Point point) {
    const auto cut = [](double value) {
      return static_cast<double>(static_cast<std::int64_t>(value * 1e6)) / 1e6;
    };
    return {cut(point.longitude), cut(point.latitude)};
  }
  Random random_;
};

struct Town {
  Point place;
  double reach;   // in cells
  double misery;  // how far deprivation rises at its centre
};

std::vector<Town> towns() {
  const auto at = [](double x, double y, double reach, double misery) {
    return Town{{kWest + x * kCellWide, kSouth + y * kCellHigh}, reach, misery};
  };
  return {at(9, 10, 4.5, 46), at(24, 12, 5.0, 38), at(17, 22, 4.0, 30), at(28, 22, 3.0, 12),
          at(7, 20, 2.5, 22), at(20, 5, 2.5, 34),  at(13, 15, 2.0, 8)};
}

void make_areas(Country& country, Random random) {
  const Corners corners(random.fork(1));
  Random coast = random.fork(2), people = random.fork(3);
  const auto all_towns = towns();
  std::uint32_t number = 0;
  for (int y = 0; y < kHigh; ++y) {
    for (int x = 0; x < kWide; ++x) {
      if (!is_land(x, y, coast)) continue;
      CountryArea& area = country.areas.emplace_back();
      area.code = fmt::format("Z01{:06}", ++number);
      area.name = fmt::format("{} {:03}{}", place_name(static_cast<std::uint32_t>(x / 6 + 7 * (y / 6))),
                              y * kWide + x, static_cast<char>('A' + number % 6));
      const std::array<std::pair<int, int>, 5> round = {
          {{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}, {x, y}}};
      for (std::size_t i = 0; i + 1 < round.size(); ++i) {
        area.ring.push_back(corners.corner(round[i].first, round[i].second));
        // From the lower corner to the higher, whichever way round the area is drawn.
        const auto low = std::min(round[i], round[i + 1]), high = std::max(round[i], round[i + 1]);
        area.ring.push_back(corners.between(low.first, low.second, high.first, high.second));
      }
      area.ring.push_back(area.ring.front());
      area.centre = {kWest + (x + 0.5) * kCellWide, kSouth + (y + 0.5) * kCellHigh};
      double near = 0, misery = 0;
      for (const Town& town : all_towns) {
        const double closeness = 1 / (1 + apart(area.centre, town.place) / square(town.reach));
        near = std::max(near, closeness);
        misery += town.misery * closeness * closeness;
      }
      area.rural = near < 0.22;
      area.people = static_cast<std::uint32_t>(1000 + people.between(0, 500) + static_cast<int>(900 * near));
      area.score = 3 + misery + people.between(0, 900) / 100.0;
      area.location = x + 2 * (y - 15) < 14 ? 0 : y > 17 ? 2 : 1;
    }
  }
  std::vector<std::uint32_t> order(country.areas.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, std::greater(), [&](std::uint32_t i) { return country.areas[i].score; });
  for (std::uint32_t rank = 0; rank < order.size(); ++rank) {
    CountryArea& area = country.areas[order[rank]];
    area.rank = rank + 1;
    area.decile = static_cast<std::uint32_t>(rank * 10 / order.size()) + 1;
  }
}

// Practices per network: as many of each size as a real country of thirty networks would have.
constexpr std::array<std::uint32_t, kNetworks> kMembers = {8, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4,
                                                           4, 4, 5, 5, 5, 5, 5, 6, 6, 6, 7, 7, 8, 9, 10};

void make_networks(Country& country, const CountryOptions& options, Random random) {
  std::vector<std::string> of_records;
  for (const auto& [code, lists] : options.lists) of_records.push_back(code);
  // Each next centre lies as far as can be from those before: networks spread over the land.
  std::vector<Point> centres = {towns().front().place};
  std::vector<double> nearest(country.areas.size(), 1e300);
  while (centres.size() < kNetworks) {
    std::size_t best = 0;
    double farthest = -1;
    for (std::size_t i = 0; i < country.areas.size(); ++i) {
      nearest[i] = std::min(nearest[i], apart(country.areas[i].centre, centres.back()));
      const double wish = nearest[i] * (country.areas[i].people - 800);
      if (wish > farthest) {
        farthest = wish;
        best = i;
      }
    }
    centres.push_back(country.areas[best].centre);
  }
  std::uint32_t number = 0;
  for (std::uint32_t n = 0; n < kNetworks; ++n) {
    CountryNetwork& network = country.networks.emplace_back();
    network.code = fmt::format("DN{:03}", n + 1);
    // Two share one name, as happens.
    network.name = place_name(n == 17 ? 104 : 100 + n * 7) + " PCN";
    if (n == 5) network.name = place_name(104) + " PCN";
    network.place = centres[n];
    std::vector<std::uint32_t> near(country.areas.size());
    std::iota(near.begin(), near.end(), 0u);
    std::ranges::stable_sort(near, {},
                             [&](std::uint32_t i) { return apart(country.areas[i].centre, centres[n]); });
    network.location = country.areas[near.front()].location;
    const bool recorded = n == 0 && !of_records.empty();
    const auto members = recorded ? static_cast<std::uint32_t>(of_records.size()) : kMembers[n];
    for (std::uint32_t m = 0; m < members; ++m) {
      ++number;
      CountryPractice& practice = country.practices.emplace_back();
      practice.code = recorded       ? of_records[m]
                      : number < 100 ? fmt::format("DEMO{:02}", number)
                                     : fmt::format("DEM{:03}", number);
      practice.area = near[std::min<std::size_t>(m * 2u + random.below(3), near.size() - 1)];
      const CountryArea& area = country.areas[practice.area];
      practice.place = {area.centre.longitude + random.between(-30, 30) * kCellWide / 100,
                        area.centre.latitude + random.between(-30, 30) * kCellHigh / 100};
      practice.name = fmt::format("{} {}", place_name(200 + number * 11),
                                  std::array{"Surgery", "Health Centre", "Medical Practice"}[number % 3]);
      practice.postcode = fmt::format("ZZ{} {}DM", 1 + n, number % 10);
      practice.network = n;
      // One network works across the line between two boards.
      practice.location = n == 20 && m == 0 ? (network.location == 2 ? 1 : 2) : network.location;
    }
  }
}

// Most of the people who live near, and ever fewer of those further off.
double share_at(double distance, double reach) {
  constexpr double kNearest = 0.8;
  return kNearest / square(1 + distance / square(reach));
}

// The first network's people, where its records say how many there are: around its centre, as many from each
// area as bring its whole, and in each practice exactly its list. Returns how many of each area they are.
std::vector<std::uint32_t> register_recorded(Country& country, const CountryOptions& options, Random random) {
  std::vector<std::uint32_t> taken(country.areas.size());
  if (options.lists.empty()) return taken;
  const std::size_t practices = options.lists.size();
  std::vector<std::uint32_t> wanted;
  std::uint64_t all = 0;
  for (const auto& [code, lists] : options.lists) {
    CountryPractice& practice = country.practices[wanted.size()];
    practice.without_place = std::min(random.below(12), lists[0].patients());
    wanted.push_back(lists[0].patients() - practice.without_place);
    all += wanted.back();
  }
  const Point centre = country.networks.front().place;
  std::vector<std::uint32_t> near(country.areas.size());
  std::iota(near.begin(), near.end(), 0u);
  std::ranges::stable_sort(near, {}, [&](std::uint32_t i) { return apart(country.areas[i].centre, centre); });
  double low = 0.1, high = 1000;
  for (int step = 0; step < 60; ++step) {
    const double reach = (low + high) / 2;
    double sum = 0;
    for (const CountryArea& area : country.areas)
      sum += area.people * share_at(apart(area.centre, centre), reach);
    (sum < static_cast<double>(all) ? low : high) = reach;
  }
  std::uint64_t left = all;
  for (const std::uint32_t a : near) {
    const CountryArea& area = country.areas[a];
    const auto part =
        static_cast<std::uint64_t>(area.people * share_at(apart(area.centre, centre), high) + 0.5);
    taken[a] = static_cast<std::uint32_t>(std::min(part, left));
    left -= taken[a];
  }
  taken[near.front()] += static_cast<std::uint32_t>(left);

  std::vector<std::uint32_t> has(practices);
  for (const std::uint32_t a : near) {
    std::vector<double> weights(practices);
    double sum = 0;
    for (std::size_t p = 0; p < practices; ++p) {
      weights[p] = wanted[p] / square(1.2 + apart(country.areas[a].centre, country.practices[p].place));
      sum += weights[p];
    }
    std::uint32_t given = 0;
    for (std::size_t p = 0; p < practices; ++p) {
      const bool last = p + 1 == practices;
      const auto part = static_cast<std::uint32_t>(sum > 0 ? taken[a] * weights[p] / sum : 0);
      country.practices[p].residents[a] = last ? taken[a] - given : part;
      given += country.practices[p].residents[a];
      has[p] += country.practices[p].residents[a];
    }
  }
  // Those who are too many here are too few there: they change over, area by area.
  for (std::size_t from = 0; from < practices; ++from) {
    for (std::size_t to = 0; to < practices && has[from] > wanted[from]; ++to) {
      for (const std::uint32_t a : near) {
        if (has[to] >= wanted[to] || has[from] <= wanted[from]) break;
        const std::uint32_t moved =
            std::min({has[from] - wanted[from], wanted[to] - has[to], country.practices[from].residents[a]});
        country.practices[from].residents[a] -= moved;
        country.practices[to].residents[a] += moved;
        has[from] -= moved;
        has[to] += moved;
      }
    }
  }
  return taken;
}

void register_people(Country& country, const CountryOptions& options, Random random) {
  std::vector<std::uint32_t> pull(country.practices.size());
  for (auto& one : pull) one = 60 + random.below(80);
  for (CountryPractice& practice : country.practices) practice.residents.resize(country.areas.size());
  const std::vector<std::uint32_t> taken = register_recorded(country, options, random.fork(1));
  const std::size_t first = options.lists.size();  // practices before it have their people
  for (std::uint32_t a = 0; a < country.areas.size(); ++a) {
    const CountryArea& area = country.areas[a];
    std::vector<double> weights(country.practices.size());
    double sum = 0;
    for (std::size_t p = first; p < weights.size(); ++p) {
      const double distance = apart(area.centre, country.practices[p].place);
      weights[p] = pull[p] / square(1.2 + distance);
      sum += weights[p];
    }
    const std::uint32_t people = area.people - std::min(area.people, taken[a]);
    for (std::size_t p = first; p < weights.size(); ++p) {
      const double expected = people * weights[p] / sum;
      country.practices[p].residents[a] =
          expected < 0.6 ? 0 : static_cast<std::uint32_t>(expected * (90 + random.below(21)) / 100 + 0.5);
    }
  }
  for (std::size_t p = 0; p < country.practices.size(); ++p) {
    CountryPractice& practice = country.practices[p];
    if (p >= first) practice.without_place = random.below(12);
    practice.list =
        std::accumulate(practice.residents.begin(), practice.residents.end(), practice.without_place);
  }
}

Date day(int year, int month, int of_month) {
  return *date_from_civil(year, month, of_month);
}

// Since 2019: some came later, some moved, some left, some codes ended in another practice.
void make_history(Country& country, Random random) {
  const Date founded = day(2019, 7, 1);
  for (std::uint32_t p = 0; p < country.practices.size(); ++p) {
    const std::uint32_t network = country.practices[p].network;
    if (p % 17 == 9) {
      // Came from the network beside, in an April.
      const Date moved = day(2021 + static_cast<int>(random.below(4)), 4, 1);
      const std::uint32_t before = (network + 1) % kNetworks;
      country.stays.push_back({p, before, founded, add_days(moved, -1)});
      country.stays.push_back({p, network, moved, kUnknownDate});
    } else if (p % 23 == 11) {
      country.stays.push_back({p, network, day(2020, 7, 1), kUnknownDate});
    } else {
      country.stays.push_back({p, network, founded, kUnknownDate});
    }
  }
  // A practice in no network: it left and has not joined another.
  CountryPractice& alone = country.practices[40];
  for (CountryStay& stay : country.stays) {
    if (stay.practice == 40 && stay.until == kUnknownDate) stay.until = day(2025, 3, 31);
  }
  alone.network = kNobody;
  for (std::uint32_t i = 0; i < 6; ++i) {
    const std::uint32_t into = 5 + i * 19;
    country.gone.push_back({fmt::format("DEMX{:02}", i + 1), place_name(900 + i * 13) + " Surgery", into,
                            day(2017 + static_cast<int>(i), 9, 30)});
  }
}

}  // namespace

Country plan_country(const CountryOptions& options) {
  const Random random(options.seed);
  Country country;
  make_areas(country, random.fork(10));
  make_networks(country, options, random.fork(20));
  register_people(country, options, random.fork(30));
  make_history(country, random.fork(40));
  return country;
}

}  // namespace meso::network
