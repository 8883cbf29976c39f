#include "base/rejects.h"

#include <gtest/gtest.h>

#include "failing_files.h"

namespace meso {
namespace {

TEST(Rejects, OneSentencePerFileAndReasonInOrder) {
  RejectReport report;
  report.add("events.csv", 9, 3, "the date is not a date");
  report.add("events.csv", 2, 3, "the date is not a date");
  report.add("events.csv", 5, 0, "the row has more cells than the header");
  report.add("care.csv", 7, 1, "the patient is not listed");
  report.add("events.csv", 5, 1, "the patient is not listed");
  EXPECT_EQ(report.size(), 5u);
  const auto lines = report.summary();
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0].file, "care.csv");
  EXPECT_EQ(lines[1].reason, "the date is not a date");
  EXPECT_EQ(lines[1].count, 2u);
  EXPECT_EQ(lines[1].first_line, 2u);
  EXPECT_EQ(lines[2].reason, "the patient is not listed");
  EXPECT_EQ(lines[3].reason, "the row has more cells than the header");
}

TEST(Rejects, AreWrittenAsCsv) {
  tests::FailingFiles files;
  ASSERT_TRUE(files.make_directories("/r").ok());
  RejectReport report;
  report.add("a,b.csv", 2, 3, "says \"no\"");
  report.add("c.csv", 0, 0, "is not gzip");
  ASSERT_TRUE(report.write_csv(files, "/r/report.csv").ok());
  const auto file = files.read("/r/report.csv");
  const std::string text(reinterpret_cast<const char*>((*file)->bytes().data()), (*file)->bytes().size());
  EXPECT_EQ(text, "file,line,column,reason\n\"a,b.csv\",2,3,\"says \"\"no\"\"\"\nc.csv,,,is not gzip\n");
}

TEST(Rejects, MillionsOfRowsAndManyFilesAreCounted) {
  RejectReport report;
  for (std::uint64_t i = 0; i < 1'000'000; ++i) report.add("a.csv", i + 1, 2, "the code is empty");
  for (int i = 0; i < 300; ++i) report.add("bundle" + std::to_string(i), 1, 0, "the bundle is not JSON");
  const auto lines = report.summary();
  ASSERT_EQ(lines.size(), 301u);
  EXPECT_EQ(lines[0].count, 1'000'000u);
  tests::FailingFiles files;
  EXPECT_TRUE(report.write_csv(files, "/r").ok());
}

TEST(Rejects, NamesBeyondWhatCanBeToldApartShareOne) {
  RejectReport report;
  for (std::uint64_t i = 0; i < 65600; ++i) report.add("f", i + 1, 0, "reason " + std::to_string(i));
  const auto lines = report.summary();
  EXPECT_EQ(lines.size(), 65536u);
  EXPECT_EQ(lines.back().reason, "(further names)");
  EXPECT_EQ(lines.back().count, 65u);
}

TEST(Rejects, AFullDiskIsAnError) {
  RejectReport report;
  report.add("a.csv", 1, 1, "the code is empty");
  for (std::uint64_t n = 1; n <= 3; ++n) {
    tests::FailingFiles files;
    files.fail_at(n);
    EXPECT_EQ(report.write_csv(files, "/r").error().kind, ErrorKind::kIo);
  }
}

}  // namespace
}  // namespace meso
