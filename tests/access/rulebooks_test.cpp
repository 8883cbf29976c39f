// Which rules and clusters win: the asker's over the network's over the built-in ones.

#include "access/rulebooks.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace meso::access {
namespace {

class Rulebooks : public testing::Test {
 public:
  Rulebooks() {
    std::string pattern = (std::filesystem::temp_directory_path() / "meso-rulebooks-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~Rulebooks() override { std::filesystem::remove_all(folder_); }

 protected:
  std::string write(const std::string& name, const std::string& text) const {
    const std::string path = folder_ + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << text;
    return path;
  }
  static std::string text_of(const Rulebook& book, const std::string& name) {
    const auto found = std::find_if(book.rules.begin(), book.rules.end(),
                                    [&](const auto& text) { return base_name(text.file) == name; });
    return found == book.rules.end() ? "" : found->text;
  }
  std::string folder_;
};

TEST_F(Rulebooks, TheBuiltInOneNeedsNoFile) {
  const auto book = load_rulebook(real_files(), {});
  ASSERT_TRUE(book.ok()) << book.error().text();
  EXPECT_FALSE(text_of(*book, "hypertension.rules").empty());
  EXPECT_NE(book->clusters.find("HYP_COD"), nullptr);
}

TEST_F(Rulebooks, ANetworksFileReplacesTheBuiltInOfItsNameAndTheAskersReplacesBoth) {
  write("net/rulebook/hypertension.rules", "network's");
  const auto network = load_rulebook(real_files(), {folder_ + "/net", {}, {}});
  ASSERT_TRUE(network.ok()) << network.error().text();
  EXPECT_EQ(text_of(*network, "hypertension.rules"), "network's");
  const std::string own = write("hypertension.rules", "asker's");
  const auto asked = load_rulebook(real_files(), {folder_ + "/net", {own}, {}});
  ASSERT_TRUE(asked.ok()) << asked.error().text();
  EXPECT_EQ(text_of(*asked, "hypertension.rules"), "asker's");
  EXPECT_EQ(asked->rules.size(), network->rules.size());
}

TEST_F(Rulebooks, ClustersAreReplacedByNameAndCarryTheirRelease) {
  const std::string own = write(
      "mine.clusters", "release \"2026-03\"\ncluster HYP_COD \"Hypertension\"\n  snomed 38341003  term\n");
  const auto book = load_rulebook(real_files(), {"", {}, {own}});
  ASSERT_TRUE(book.ok()) << book.error().text();
  const terms::Cluster* cluster = book->clusters.find("HYP_COD");
  ASSERT_NE(cluster, nullptr);
  EXPECT_EQ(cluster->release, "2026-03");
  EXPECT_EQ(cluster->codes.size(), 1u);
  EXPECT_NE(book->clusters.find("DM_COD"), nullptr);
}

TEST_F(Rulebooks, ABrokenClusterFileIsAnErrorWithItsPlace) {
  const std::string own =
      write("mine.clusters", "cluster HYP_COD \"Hypertension\"\n  nosuchsystem 1  term\n");
  const auto book = load_rulebook(real_files(), {"", {}, {own}});
  ASSERT_FALSE(book.ok());
  EXPECT_EQ(book.error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(book.error().place.line, 2u);
}

}  // namespace
}  // namespace meso::access
