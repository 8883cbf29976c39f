// A patient's history read out of a practice file is the history that was written.

#include "rules/blocks/history.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "base/files.h"

namespace meso::rules {
namespace {

Date day(const char* iso) {
  return *parse_iso_date(iso);
}

// Three patients of one block. The first has everything, the second the same
// codes on other days, the third nothing.
records::PracticeContents practice() {
  records::PracticeContents contents;
  contents.practice = "A81001";
  contents.as_at = day("2026-03-31");
  contents.codes = {{terms::System::kSnomed, "271649006"}, {terms::System::kLoinc, "8480-6"}};
  contents.patients.resize(3);
  contents.patients[0].own_number = "1";
  contents.patients[0].birth = day("1950-05-01");
  contents.patients[0].death = day("2026-02-01");
  contents.patients[0].sex = records::Sex::kFemale;
  contents.patients[0].ethnicity = "A";
  contents.patients[1].own_number = "2";
  contents.patients[2].own_number = "3";
  contents.spells = {{0, day("2000-01-01"), day("2010-01-01")},
                     {0, day("2010-01-01"), day("2015-06-30")},
                     {0, day("2020-01-01"), kUnknownDate},
                     {1, day("1999-01-01"), kUnknownDate}};
  records::EventRecord reading;
  reading.patient = 0;
  reading.date = day("2025-06-02");
  reading.value = 132.5F;
  reading.unit = terms::unit_from_text("mmHg");
  reading.comparator = records::Comparator::kBelow;
  reading.episode = records::Episode::kNew;
  reading.consultation = 7;
  reading.sequence = 3;
  records::EventRecord undated;
  undated.patient = 0;
  undated.code = 1;
  undated.value = NAN;
  records::EventRecord other = reading;
  other.patient = 1;
  other.value = 141;
  contents.events = {reading, undated, other};
  return contents;
}

class HistoryTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = testing::TempDir() + "/meso-history-" + std::to_string(::getpid());
    ASSERT_TRUE(write_practice_file(real_files(), path_, practice(), {}, {}).ok());
    auto opened = records::PracticeFile::open(real_files(), path_, std::nullopt);
    ASSERT_TRUE(opened.ok()) << opened.error().text();
    file_ = std::move(opened).value();
  }
  void TearDown() override { EXPECT_TRUE(real_files().remove(path_).ok()); }

  reference::Patient history(std::uint32_t patient) const {
    return patient_history(*file_, 0, patient).value();
  }

  std::string path_;
  std::unique_ptr<records::PracticeFile> file_;
};

TEST_F(HistoryTest, KeepsEverythingThatWasWritten) {
  reference::Patient p = history(0);
  EXPECT_EQ(p.birth, day("1950-05-01"));
  EXPECT_EQ(p.death, day("2026-02-01"));
  EXPECT_EQ(p.sex, static_cast<std::uint8_t>(records::Sex::kFemale));
  EXPECT_EQ(p.ethnicity, "A");
  ASSERT_EQ(p.events.size(), 2u);
  if (p.events[0].date == kUnknownDate) std::swap(p.events[0], p.events[1]);

  const reference::Event& reading = p.events[0];
  EXPECT_EQ(reading.code, (terms::Code{terms::System::kSnomed, "271649006"}));
  EXPECT_EQ(reading.date, day("2025-06-02"));
  EXPECT_EQ(reading.value, 132.5F);
  EXPECT_EQ(reading.unit, terms::unit_from_text("mmHg"));
  EXPECT_EQ(reading.comparator, static_cast<std::uint8_t>(records::Comparator::kBelow));
  EXPECT_EQ(reading.episode, static_cast<std::uint8_t>(records::Episode::kNew));
  EXPECT_EQ(reading.consultation, 7u);
  EXPECT_EQ(reading.sequence, 3u);

  EXPECT_EQ(p.events[1].code.text, "8480-6");
  EXPECT_EQ(p.events[1].date, kUnknownDate);
  EXPECT_FALSE(p.events[1].value.has_value());
}

TEST_F(HistoryTest, PutsSpellsTogetherFromTheirStartsAndEnds) {
  const reference::Patient p = history(0);
  ASSERT_EQ(p.spells.size(), 3u);
  EXPECT_EQ(p.spells[0].start, day("2000-01-01"));
  EXPECT_EQ(p.spells[0].end, day("2010-01-01")) << "left and registered again on one day";
  EXPECT_EQ(p.spells[1].end, day("2015-06-30"));
  EXPECT_EQ(p.spells[2].start, day("2020-01-01"));
  EXPECT_EQ(p.spells[2].end, kUnknownDate);
}

TEST_F(HistoryTest, GivesEachPatientTheirOwn) {
  const reference::Patient second = history(1);
  ASSERT_EQ(second.events.size(), 1u);
  EXPECT_EQ(second.events[0].value, 141.0F);
  EXPECT_EQ(second.birth, kUnknownDate);
  EXPECT_EQ(second.ethnicity, "");
  ASSERT_EQ(second.spells.size(), 1u);
  const reference::Patient third = history(2);
  EXPECT_TRUE(third.events.empty());
  EXPECT_TRUE(third.spells.empty());
}

}  // namespace
}  // namespace meso::rules
