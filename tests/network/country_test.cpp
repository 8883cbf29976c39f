// The fictional country: read by the same readers as the real files, whole, and matching nothing real.

#include "network/country.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "network/codes.h"
#include "network/file_checks.h"
#include "network/gather.h"
#include "network/map.h"
#include "network/portrait.h"
#include "public_data.h"

namespace meso::network {
namespace {

class FictionalCountry : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = testing::TempDir() + "/country";
    std::filesystem::remove_all(folder_);
    ASSERT_TRUE(write_country(real_files(), folder_, {}).ok());
    std::vector<SourceFile> sources;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      const std::string name = entry.path().filename().string();
      sources.push_back({entry.path().string(), name, name, std::nullopt});
    }
    auto gathered = gather(real_files(), sources);
    ASSERT_TRUE(gathered.ok());
    all_ = new Gathered(std::move(gathered).value());
  }
  static void TearDownTestSuite() {
    delete all_;
    all_ = nullptr;
  }
  static std::string folder_;
  static Gathered* all_;
  const Model& model() const { return all_->model; }
};
std::string FictionalCountry::folder_;
Gathered* FictionalCountry::all_ = nullptr;

TEST_F(FictionalCountry, EveryFileIsReadWithoutARejectedRow) {
  for (const FileOutcome& file : all_->files) {
    EXPECT_EQ(file.reason, "") << file.name;
    EXPECT_GT(file.rows, 0u) << file.name;
  }
  EXPECT_EQ(all_->rejects.size(), 0u);
}

TEST_F(FictionalCountry, HasThirtyNetworksOfRealisticSizes) {
  const Date day = model().newest_day();
  std::size_t networks = 0;
  for (OrganisationId id = 0; id < model().organisations.size(); ++id) {
    if (model().organisations[id].kind != OrganisationKind::kNetwork) continue;
    ++networks;
    const Portrait portrait = portrait_of(model(), id, day);
    EXPECT_FALSE(portrait.members.empty()) << model().organisations[id].code;
    EXPECT_GT(portrait.patients, 4000u) << model().organisations[id].code;
    EXPECT_LT(portrait.patients, 130000u) << model().organisations[id].code;
    EXPECT_EQ(portrait.pyramid.total(), portrait.patients) << model().organisations[id].code;
    EXPECT_GT(portrait.residence.imd, 0) << model().organisations[id].code;
    EXPECT_EQ(portrait.boards.size(), 1u) << model().organisations[id].code;
  }
  EXPECT_EQ(networks, 30u);
}

TEST_F(FictionalCountry, ChecksAgreeExceptWhatIsPlanted) {
  for (const FileCheck& check : check_files(model())) {
    EXPECT_GT(check.compared +
                  (check.what.starts_with("patients with a place") || check.what.starts_with("counts")),
              0u)
        << check.what;
    EXPECT_EQ(check.differing, 0u) << check.what
                                   << (check.examples.empty() ? "" : ": " + check.examples.front());
  }
}

TEST_F(FictionalCountry, TwoBoardsBecameOne) {
  const OrganisationId merged = model().find(OrganisationKind::kIcb, "ZZB01");
  ASSERT_NE(merged, kNobody);
  std::set<std::string> before;
  for (const Succession& succession : model().successions) {
    if (succession.after == merged) before.insert(model().organisations[succession.before].code);
  }
  EXPECT_EQ(before, (std::set<std::string>{"ZZP", "ZZQ"}));
}

TEST_F(FictionalCountry, TwoNetworksShareAName) {
  const auto shared =
      find_by_name(model(), OrganisationKind::kNetwork,
                   model().organisations[model().find(OrganisationKind::kNetwork, "DN006")].name);
  ASSERT_FALSE(shared.ok());
  EXPECT_NE(shared.error().hint.find("DN018"), std::string::npos);
}

TEST_F(FictionalCountry, EveryNetworkHasItsMap) {
  for (OrganisationId id = 0; id < model().organisations.size(); ++id) {
    if (model().organisations[id].kind != OrganisationKind::kNetwork) continue;
    const auto map = map_of(model(), id, model().newest_day(), footprint::AreaPolicy{});
    ASSERT_TRUE(map.ok()) << map.error().text();
    EXPECT_FALSE(map->outline.empty()) << map->title;
    EXPECT_EQ(map->practices.size(), model().members(id, model().newest_day()).size());
    const std::string svg = map_svg(model(), *map);
    EXPECT_NE(svg.find("</svg>"), std::string::npos);
  }
}

TEST_F(FictionalCountry, IsTheSameForTheSameSeedAndAnotherForAnother) {
  const auto first = make_country({.seed = 1}), again = make_country({.seed = 1}),
             other = make_country({.seed = 2});
  ASSERT_EQ(first.size(), again.size());
  for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i].text, again[i].text) << first[i].name;
  EXPECT_NE(first[3].text, other[3].text);
}

// With lists of records the first network has those practices, people, ages and registers, to the last one.
TEST(CountryOfRecords, HasTheRecordsListsAgesAndRegisters) {
  CountryOptions options;
  for (const auto& [code, step] : {std::pair{"DEMO01", 1u}, {"DEMO02", 2u}, {"DEMO03", 5u}}) {
    for (std::size_t at = 0; at < 4; ++at) {
      CountryList& list = options.lists[code][at];
      for (std::size_t band = 0; band < kAgeBands; ++band) {
        list.people[0][band] = 40 * step + static_cast<std::uint32_t>(band + at);
        list.people[1][band] = 50 * step;
      }
      list.people[2][6] = 1;
      list.registers["HYP"] = 100 * step;
    }
  }
  const std::string folder = testing::TempDir() + "/country_of_records";
  std::filesystem::remove_all(folder);
  ASSERT_TRUE(write_country(real_files(), folder, options).ok());
  std::vector<SourceFile> sources;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    sources.push_back({entry.path().string(), name, name, std::nullopt});
  }
  const auto all = gather(real_files(), sources);
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(all->rejects.size(), 0u);
  const Model& model = all->model;
  const auto days = country_days();
  const Portrait portrait = portrait_of(model, model.find(OrganisationKind::kNetwork, "DN001"), days[3]);
  ASSERT_EQ(portrait.members.size(), 3u);
  std::uint64_t people = 0;
  for (const MemberLine& member : portrait.members) {
    const CountryList& list = options.lists.at(model.organisations[member.practice].code)[3];
    ASSERT_TRUE(member.list_size);
    EXPECT_EQ(member.list_size->patients, list.patients());
    people += list.patients();
    // Where they live is of October, and holds everybody.
    const ResidentTable& table = model.residents.front();
    std::uint64_t living = 0;
    for (const Residents& row : table.of(member.practice)) living += row.patients;
    EXPECT_EQ(living, options.lists.at(model.organisations[member.practice].code)[0].patients());
  }
  EXPECT_EQ(portrait.patients, people);
  EXPECT_EQ(portrait.pyramid.total(), people);
  EXPECT_EQ(portrait.pyramid.patients[2][6], 3u);
  EXPECT_EQ(portrait.pyramid.patients[0][19], 40u * 8 + 3 * (19 + 3));
  for (const FileCheck& check : check_files(model)) EXPECT_EQ(check.differing, 0u) << check.what;
  std::size_t registers = 0;
  for (const Fact& fact : model.facts_of(model.find(OrganisationKind::kPractice, "DEMO03"))) {
    if (model.measures[fact.measure].code != "QOF HYP register") continue;
    ++registers;
    EXPECT_LE(fact.numerator, 500);
    EXPECT_GE(fact.numerator, 450);
  }
  EXPECT_EQ(registers, 1u);
}

// No code and no name of it is one of England's.
TEST_F(FictionalCountry, MatchesNothingReal) {
  MESO_NEEDS_PUBLIC_DATA(map, "ods/gp-reg-pat-prac-map_2026-07.csv.gz");
  const std::filesystem::path folder = std::filesystem::path(map).parent_path();
  std::vector<SourceFile> sources;
  for (const char* name : {"gp-reg-pat-prac-map_2026-07.csv.gz", "gp-reg-pat-prac-map_2025-10.csv.gz",
                           "epcncorepartnerdetails_2026.csv.gz", "epraccur_2024-01.csv.gz"}) {
    sources.push_back({(folder / name).string(), name, name, std::nullopt});
  }
  const auto real = gather(real_files(), sources);
  ASSERT_TRUE(real.ok());
  std::set<std::string> words;
  for (const Organisation& one : real->model.organisations) {
    words.insert(plain(one.code));
    words.insert(plain(one.name));
  }
  for (const Organisation& one : model().organisations) {
    EXPECT_FALSE(words.contains(plain(one.code))) << one.code;
    EXPECT_FALSE(!one.name.empty() && words.contains(plain(one.name))) << one.name;
  }
}

}  // namespace
}  // namespace meso::network
