// A practice's key withdrawn by another program while a server runs: the next question finds the practice
// shut.

#include <filesystem>

#include <gtest/gtest.h>

#include "access/accounts.h"
#include "access/loading.h"
#include "access/practice_keys.h"
#include "server/warm_network.h"

namespace meso::server {
namespace {

class WithdrawnKey : public testing::TestWithParam<std::uint32_t> {};

TEST_P(WithdrawnKey, ShutsThePracticeForTheNextQuestion) {
  std::string folder = (std::filesystem::temp_directory_path() / "meso-withdrawn-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const std::string directory = folder + "/network", keys = folder + "/keys";
  auto& files = real_files();
  const auto book = access::load_rulebook(files, {});
  access::SynthOptions options;
  options.patients = 100;
  options.practices = GetParam();
  options.years = 1;
  ASSERT_TRUE(access::synthesise(files, directory, keys, *book, options).ok());
  auto network = WarmNetwork::open(files, directory, keys);
  ASSERT_TRUE(network.ok());
  const auto practices = (*network)->now()->whole().practices();
  ASSERT_EQ(practices.size(), GetParam());

  auto journal = journal::Journal::open(files, directory, keys, {access::projection()});
  ASSERT_TRUE(journal.ok());
  ASSERT_TRUE(access::withdraw_practice_key(**journal, {files, directory, keys},
                                            std::string(access::kTerminal), practices[0].practice, "stop")
                  .ok());
  const auto after = (*network)->now();
  EXPECT_EQ(after->whole().practices().size(), GetParam() - 1);
  EXPECT_EQ(after->whole().failures().size(), 1u);
  access::Question question;
  question.practice = practices[0].practice;
  EXPECT_FALSE(after->whole().figures({}, question).ok());
  std::filesystem::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(OneOfManyOrTheOnlyOne, WithdrawnKey, testing::Values(1u, 3u));

}  // namespace
}  // namespace meso::server
