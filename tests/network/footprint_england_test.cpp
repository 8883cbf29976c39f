// The areas of the networks of one real region, against a table of patients by network and area that somebody
// else made of the same registrations.

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "base/csv.h"
#include "base/input_text.h"
#include "network/footprint/what_if.h"
#include "network/gather.h"
#include "public_data.h"

namespace meso::network::footprint {
namespace {

// By network name: the codes of its areas.
using Areas = std::map<std::string, std::set<std::string>>;

struct Cell {
  std::string area, network;
  std::uint64_t patients = 0;
  std::uint64_t of = 0;  // of all networks in the area
};

std::vector<Cell> published(const std::string& path) {
  const auto text = InputText::open(real_files(), path, "published");
  std::vector<Cell> cells;
  CsvCursor rows(text->text(), ',');
  rows.next();
  while (rows.next()) {
    const auto row = rows.cells();
    if (row.size() < 6 || row[0].empty() || row[0][0] != 'E' || row[0] == "EMPTY") continue;
    std::string network(row[1]);  // in capitals where the lists of practices write capitals
    std::ranges::transform(network, network.begin(), [](unsigned char c) { return std::toupper(c); });
    cells.push_back({std::string(row[0]), network, std::stoull(std::string(row[2])), 0});
  }
  std::map<std::string, std::uint64_t> sums;
  for (const Cell& cell : cells) sums[cell.area] += cell.patients;
  for (Cell& cell : cells) cell.of = sums[cell.area];
  return cells;
}

class Region : public testing::Test {
 protected:
  void SetUp() override {
    MESO_NEEDS_PUBLIC_DATA(published_path, "registrations/SSOT_PCN_LSOA21_2025-10.csv.gz");
    cells_ = published(published_path);
    const std::filesystem::path root = std::filesystem::path(published_path).parent_path().parent_path();
    std::vector<SourceFile> files;
    for (const char* name :
         {"ods/gp-reg-pat-prac-map_2025-10.csv.gz", "ods/SSOT_GP_Practice_Locations_2025-10.csv",
          "registrations/SSOT_GP_Patients_LSOA21_2025-10.csv.gz", "boundaries/ssot_lsoa21.geojson.gz",
          "boundaries/ssot_lsoa21_adjacency.csv", "boundaries/lsoa21_centroids_england.csv.gz"}) {
      files.push_back(
          {(root / name).string(), std::filesystem::path(name).filename().string(), name, std::nullopt});
    }
    auto gathered = gather(real_files(), files);
    ASSERT_TRUE(gathered.ok()) << gathered.error().text();
    model_ = std::move(gathered->model);
    day_ = *date_from_civil(2025, 10, 1);
    grouping_ = grouping_on(model_, day_);
    table_ = model_.residents_on(day_);
    ASSERT_NE(table_, nullptr);
  }

  Areas ours(const AreaPolicy& policy) const {
    const AreaMap map(model_, *table_, grouping_);
    Areas out;
    for (std::uint32_t group = 0; group < grouping_.groups.size(); ++group) {
      for (AreaId area : map.footprint(group, policy).areas) {
        out[grouping_.groups[group].name].insert(model_.areas[area].code);
      }
    }
    return out;
  }

  std::vector<Cell> cells_;
  Model model_;
  Date day_;
  Grouping grouping_;
  const ResidentTable* table_ = nullptr;
};

TEST_F(Region, AShareOfAnAreaIsAsPublished) {
  Areas theirs;
  for (const Cell& cell : cells_) {
    if (cell.of >= 500 && cell.patients * 10 >= cell.of * 3) theirs[cell.network].insert(cell.area);
  }
  EXPECT_EQ(theirs.size(), 25u);
  EXPECT_EQ(ours(*parse_policy("share 30%")), theirs);
}

TEST_F(Region, TheLargestHolderIsAsPublished) {
  std::map<std::string, std::uint64_t> most;
  for (const Cell& cell : cells_) most[cell.area] = std::max(most[cell.area], cell.patients);
  Areas theirs;
  for (const Cell& cell : cells_) {
    if (cell.of >= 500 && cell.patients == most[cell.area]) theirs[cell.network].insert(cell.area);
  }
  EXPECT_EQ(ours({}), theirs);
}

TEST_F(Region, EveryPatientIsInsideOutsideOrNowhere) {
  const AreaMap map(model_, *table_, grouping_);
  std::uint64_t all = 0;
  for (std::uint32_t group = 0; group < grouping_.groups.size(); ++group) {
    const Footprint whole = map.footprint(group, *parse_policy("cover 100% known 0"));
    EXPECT_EQ(whole.inside + whole.placeless + whole.abroad, whole.patients) << grouping_.groups[group].code;
    all += whole.patients;
  }
  EXPECT_EQ(all, 1'210'283u);
}

// Merging two networks that share an edge loses nobody and makes no area of theirs anybody else's.
TEST_F(Region, AMergerKeepsWhatBothHeld) {
  const AreaMap map(model_, *table_, grouping_);
  std::vector<std::string> here;
  for (const Group& group : grouping_.groups) {
    if (!table_->of(group.practices[0]).empty()) here.push_back(group.code);
  }
  ASSERT_EQ(here.size(), 25u);
  const std::string changes[] = {"merge " + here[0] + ", " + here[1]};
  const Result<Supposed> supposed = suppose(model_, grouping_, changes);
  ASSERT_TRUE(supposed.ok()) << supposed.error().text();
  const AreaMap after(model_, *table_, supposed->grouping);
  const Footprint merged = after.footprint(grouping_.find(here[0]), {});
  std::uint64_t patients = 0;
  for (int i : {0, 1}) {
    const Footprint one = map.footprint(grouping_.find(here[static_cast<std::size_t>(i)]), {});
    patients += one.patients;
    for (AreaId area : one.areas) {
      EXPECT_TRUE(std::binary_search(merged.areas.begin(), merged.areas.end(), area))
          << model_.areas[area].code;
    }
  }
  EXPECT_EQ(merged.patients, patients);
}

}  // namespace
}  // namespace meso::network::footprint
