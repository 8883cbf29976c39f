#include "records/practice_file.h"

#include <gtest/gtest.h>

#include "base/failing_files.h"
#include "made_practices.h"

namespace meso::records::tests {
namespace {

using meso::tests::FailingFiles;

Facts round_trip(const PracticeContents& contents, const WriteOptions& options) {
  FailingFiles files;
  EXPECT_TRUE(files.make_directories("/d").ok());
  const FileKeys keys = made_keys();
  const Status written = write_practice_file(files, "/d/p.meso", contents, keys, options);
  EXPECT_TRUE(written.ok()) << written.error().text();
  auto file =
      PracticeFile::open(files, "/d/p.meso", options.seal ? std::optional(keys.sealing) : std::nullopt);
  EXPECT_TRUE(file.ok()) << file.error().text();
  const Status checked = (*file)->check_all();
  EXPECT_TRUE(checked.ok()) << checked.error().text();
  auto facts = read_facts(**file);
  EXPECT_TRUE(facts.ok()) << facts.error().text();
  return *facts;
}

TEST(PracticeFile, SaysWhatWasWritten) {
  const MadeShape shapes[] = {{20, 300, 12, false},     {1, 1, 1, false},        {3, 0, 1, false},
                              {0, 0, 0, false},         {50, 900, 40, true},     {2048, 5000, 9, false},
                              {2049, 5000, 300, false}, {5000, 20000, 50, false}};
  for (const bool seal : {false, true}) {
    std::uint64_t seed = 0;
    for (const MadeShape& shape : shapes) {
      const PracticeContents contents = made_practice("Y90001", ++seed, shape);
      WriteOptions options;
      options.seal = seal;
      EXPECT_EQ(round_trip(contents, options), expected_facts(contents, made_keys().hashing))
          << "shape " << seed;
    }
  }
}

}  // namespace
}  // namespace meso::records::tests
