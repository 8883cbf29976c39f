// List-weighted voting in every network of the public files of July 2026: how many hold a practice that can
// never change a result, and how many one that decides alone.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "base/csv.h"
#include "base/input_text.h"
#include "network/voice/voice.h"
#include "public_data.h"

namespace meso::network::voice {
namespace {

struct Found {
  int networks = 0;
  int with_powerless = 0;
  int with_one_that_decides = 0;
  bool operator==(const Found&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Found& found) {
  return out << found.networks << " networks, " << found.with_powerless << " with a powerless practice, "
             << found.with_one_that_decides << " with one that decides alone";
}

using Networks = std::map<std::string, std::vector<Voter>>;

Networks networks_of(const std::string& map_path, const std::string& lists_path) {
  const auto lists_text = InputText::open(real_files(), lists_path, "lists");
  const auto map_text = InputText::open(real_files(), map_path, "map");
  std::map<std::string, std::uint64_t> lists;
  CsvCursor rows(lists_text->text(), ',');
  while (rows.next()) {
    const auto cells = rows.cells();
    if (cells.size() < 9 || cells[2] != "GP" || cells[6] != "ALL" || cells[7] != "ALL") continue;
    lists[std::string(cells[3])] = std::stoull(std::string(cells[8]));
  }
  Networks networks;
  CsvCursor members(map_text->text(), ',');
  members.next();
  while (members.next()) {
    const auto cells = members.cells();
    if (cells.size() < 6 || cells[5] == "U") continue;
    const auto list = lists.find(std::string(cells[2]));
    if (list == lists.end()) {
      ADD_FAILURE() << "a practice of the map has no list";
      continue;
    }
    networks[std::string(cells[5])].push_back({list->first, list->second});
  }
  return networks;
}

Found found_under(const std::string& text, const Networks& networks, std::size_t least_practices) {
  const ParsedRules parsed = parse_rules(text, "rule");
  Found found;
  for (const auto& [code, voters] : networks) {
    if (voters.size() < least_practices) continue;
    const Result<Power> result = power(parsed.rules.at(0), voters);
    EXPECT_TRUE(result.ok());
    bool powerless = false;
    bool alone = false;
    for (const VoterPower& voter : result->voters) {
      powerless |= voter.never_decides;
      alone |= voter.decides_alone;
    }
    found.networks += 1;
    found.with_powerless += powerless ? 1 : 0;
    found.with_one_that_decides += alone ? 1 : 0;
  }
  return found;
}

TEST(VoiceEngland, EveryNetworkUnderListWeightedVoting) {
  MESO_NEEDS_PUBLIC_DATA(map_path, "ods/gp-reg-pat-prac-map_2026-07.csv.gz");
  MESO_NEEDS_PUBLIC_DATA(lists_path, "registrations/gp-reg-pat-prac-quin-age_2026-07_practice.csv.gz");
  const Networks networks = networks_of(map_path, lists_path);
  EXPECT_EQ(networks.size(), 1'253u);
  const std::string majority = "carried by more than half of patients";
  EXPECT_EQ(found_under(majority, networks, 2), (Found{1'164, 357, 222}));
  EXPECT_EQ(found_under(majority, networks, 3), (Found{1'037, 230, 95}));
  EXPECT_EQ(found_under("carried by at least two thirds of patients", networks, 2), (Found{1'164, 203, 63}));
}

}  // namespace
}  // namespace meso::network::voice
