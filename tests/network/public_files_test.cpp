// The public files of England, as published: everything is recognised, and what publishers computed from the
// same figures comes out the same.

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "base/keys.h"
#include "network/gather.h"
#include "network/portrait.h"
#include "public_data.h"

namespace meso::network {
namespace {

std::vector<SourceFile> files_in(const std::string& root, const std::vector<std::string>& folders) {
  std::vector<SourceFile> files;
  for (const std::string& folder : folders) {
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(root) / folder)) {
      const std::string name = entry.path().filename().string();
      if (name != "README.md") files.push_back({entry.path().string(), name, name, std::nullopt});
    }
  }
  return files;
}

// Read once for all tests of this file.
const Gathered& england(const std::string& root) {
  static const Gathered gathered = [&] {
    auto all = gather(real_files(), files_in(root, {"ods", "registrations", "imd", "boundaries", "qof",
                                                    "workforce", "iif_ncdes", "fingertips"}));
    return std::move(all).value();
  }();
  return gathered;
}

class PublicFiles : public testing::Test {
 protected:
  void SetUp() override {
    MESO_NEEDS_PUBLIC_DATA(map, "ods/gp-reg-pat-prac-map_2026-07.csv.gz");
    all_ = &england(std::filesystem::path(map).parent_path().parent_path().string());
    model_ = &all_->model;
  }
  const ResidentTable& residents_on(int year, int month) const {
    for (const ResidentTable& table : model_->residents) {
      if (table.on == *date_from_civil(year, month, 1)) return table;
    }
    throw std::runtime_error("no such table");
  }
  double fact(OrganisationId organisation, const std::string& measure) const {
    for (const Fact& one : model_->facts_of(organisation)) {
      if (model_->measures[one.measure].code == measure) return one.value;
    }
    return kNotGiven;
  }
  const Gathered* all_ = nullptr;
  const Model* model_ = nullptr;
};

TEST_F(PublicFiles, EveryFileIsRecognisedAndRead) {
  for (const FileOutcome& file : all_->files) {
    EXPECT_EQ(file.reason, "") << file.name;
    EXPECT_NE(file.layout, "") << file.name;
    EXPECT_GT(file.rows, 0u) << file.name;
  }
}

// Patient-weighted mean of the areas' scores, against the practices' scores that were published.
TEST_F(PublicFiles, DeprivationOfEachPracticeIsAsPublished) {
  const ResidentTable& table = residents_on(2025, 10);
  std::set<OrganisationId> practices;
  for (const Residents& row : table.rows) practices.insert(row.practice);
  EXPECT_EQ(practices.size(), 141u);
  for (const OrganisationId practice : practices) {
    const double published = fact(practice, "IMD 2025 score");
    ASSERT_FALSE(std::isnan(published)) << model_->organisations[practice].code;
    EXPECT_NEAR(residence_in(*model_, table, std::span(&practice, 1)).imd, published, 0.0005 + 1e-9)
        << model_->organisations[practice].code;
  }
}

// Registrations summed to networks, without those that have no place, against the totals that the region
// published.
TEST_F(PublicFiles, PatientsOfEachNetworkAreAsPublished) {
  const ResidentTable& table = residents_on(2025, 10);
  std::set<OrganisationId> networks;
  std::map<OrganisationId, std::uint64_t> patients;
  for (const Residents& row : table.rows) {
    const auto of = model_->networks_of(row.practice, table.on);
    ASSERT_EQ(of.size(), 1u);
    const std::string& area = model_->areas[row.area].code;
    if (area != "CLOSED" && area != "EMPTY") patients[of.front()] += row.patients;
  }
  EXPECT_EQ(patients.size(), 25u);
  for (const auto& [network, count] : patients) {
    double published = kNotGiven;
    for (const Fact& one : model_->facts_of(network)) {
      if (model_->measures[one.measure].code == "patients with a place" &&
          model_->periods[one.period].from == table.on) {
        published = one.value;
      }
    }
    EXPECT_EQ(static_cast<double>(count), published) << model_->organisations[network].code;
  }
}

TEST_F(PublicFiles, AlmostAllOfTheRegionsPatientsLiveInTheRegion) {
  const ResidentTable& table = residents_on(2025, 10);
  const OrganisationId board = model_->find(OrganisationKind::kIcb, "QNC");
  std::uint64_t all = 0, inside = 0;
  for (const Residents& row : table.rows) {
    all += row.patients;
    const OrganisationId commissioner = model_->areas[row.area].commissioner;
    if (commissioner == kNobody) continue;
    for (const Relation& relation : model_->relations) {
      if (relation.member == commissioner && relation.kind == RelationKind::kPartOf &&
          relation.whole == board) {
        inside += row.patients;
        break;
      }
    }
  }
  EXPECT_EQ(all, 1'210'283u);
  EXPECT_NEAR(100.0 * static_cast<double>(inside) / static_cast<double>(all), 97.5, 0.05);
}

// What a list says of networks, locations, boards and regions against the sum of their practices, at every
// age.
TEST_F(PublicFiles, PracticesOfJuly2026AddUpToTheirNetworks) {
  const Date day = *date_from_civil(2026, 7, 1);
  std::size_t compared = 0;
  for (OrganisationId id = 0; id < model_->organisations.size(); ++id) {
    if (model_->organisations[id].kind != OrganisationKind::kNetwork) continue;
    const auto stated = model_->list_size(id, day);
    if (!stated || stated->on != day) continue;
    std::uint64_t sum = 0;
    for (const OrganisationId practice : model_->members(id, day)) {
      const auto size = model_->list_size(practice, day);
      if (size) sum += size->patients;
    }
    EXPECT_EQ(sum, stated->patients) << model_->organisations[id].code;
    ++compared;
  }
  EXPECT_EQ(compared, 1253u);
}

TEST_F(PublicFiles, TwoNetworksShareANameAndAreAskedFor) {
  const auto found = find_by_name(*model_, OrganisationKind::kNetwork, "Grand Union");
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().kind, ErrorKind::kUsage);
  EXPECT_NE(found.error().hint.find("U09187"), std::string::npos);
  EXPECT_NE(found.error().hint.find("U41025"), std::string::npos);
}

// The list of borders counts corners as touching; the polygons do not. Every longer border is in both.
TEST_F(PublicFiles, BordersFromPolygonsAreThoseOfTheList) {
  std::size_t in_region = 0;
  const OrganisationId board = model_->find(OrganisationKind::kIcb, "QNC");
  ASSERT_NE(board, kNobody);
  std::set<AreaId> region;
  for (const Relation& relation : model_->relations) {
    if (relation.kind != RelationKind::kPartOf || relation.whole != board) continue;
    for (AreaId area = 0; area < model_->areas.size(); ++area) {
      if (model_->areas[area].commissioner == relation.member && model_->areas[area].in_2021)
        region.insert(area);
    }
  }
  EXPECT_EQ(region.size(), 697u);
  for (const Border& border : model_->borders) {
    in_region +=
        border.edition == AreaEdition::k2021 && region.contains(border.a) && region.contains(border.b);
  }
  EXPECT_EQ(in_region, 1947u);
}

}  // namespace
}  // namespace meso::network
