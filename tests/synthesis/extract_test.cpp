// What is written as an extract reads back as the same contents.

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <tuple>

#include "made_network.h"
#include "records/intake.h"

namespace meso::synthesis {
namespace {

// An entry in words that do not depend on how codes and patients are numbered.
using Entry =
    std::tuple<std::string, terms::Code, int, std::uint32_t, int, int, int, std::uint32_t, std::uint32_t>;

std::vector<Entry> entries(const records::PracticeContents& contents) {
  std::vector<Entry> all;
  for (const records::EventRecord& event : contents.events) {
    const std::uint32_t value =
        std::isnan(event.value) ? 0xFFFFFFFFu : std::bit_cast<std::uint32_t>(event.value);
    all.emplace_back(contents.patients[event.patient].own_number, contents.codes[event.code], event.date.days,
                     value, int{event.unit}, static_cast<int>(event.comparator),
                     static_cast<int>(event.episode), event.consultation, event.sequence);
  }
  std::sort(all.begin(), all.end());
  return all;
}

using Line = std::tuple<std::string, int, int, int, std::string, std::string, int>;

std::vector<Line> patients(const records::PracticeContents& contents) {
  std::vector<Line> all;
  for (const records::PatientRecord& patient : contents.patients) {
    all.emplace_back(patient.own_number, patient.birth.days, patient.death.days,
                     static_cast<int>(patient.sex), patient.area, patient.ethnicity, int{patient.flags});
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<std::tuple<std::string, int, int>> spells(const records::PracticeContents& contents) {
  std::vector<std::tuple<std::string, int, int>> all;
  for (const records::Spell& spell : contents.spells) {
    all.emplace_back(contents.patients[spell.patient].own_number, spell.start.days, spell.end.days);
  }
  std::sort(all.begin(), all.end());
  return all;
}

using Name = std::tuple<std::uint64_t, std::uint64_t, std::string, std::string, std::string, int, std::string,
                        std::string, std::string>;

std::vector<Name> names(const std::vector<identities::Identity>& identities) {
  std::vector<Name> all;
  for (const identities::Identity& who : identities) {
    all.emplace_back(who.patient, who.person, who.nhs_number, who.given_name, who.family_name, who.birth.days,
                     who.address, who.postcode, who.telephone);
  }
  std::sort(all.begin(), all.end());
  return all;
}

TEST(Extract, ReadsBackAsTheSameContents) {
  const std::string folder = (std::filesystem::temp_directory_path() / "meso_synthesis_extract").string();
  std::filesystem::remove_all(folder);
  const std::vector<SyntheticPractice> practices = made(network_of(900, 2, 4, 11));
  for (const SyntheticPractice& practice : practices) {
    const Status written = write_extract(real_files(), folder, practice);
    ASSERT_TRUE(written.ok()) << written.error().text();
  }

  RejectReport rejects;
  const std::vector<std::string> sources = {folder};
  auto read = records::read_extracts(real_files(), sources, records::IntakeOptions{}, rejects);
  std::filesystem::remove_all(folder);
  ASSERT_TRUE(read.ok()) << read.error().text();
  EXPECT_EQ(rejects.size(), 0u);
  ASSERT_EQ(read->practices.size(), practices.size());

  for (std::size_t i = 0; i < practices.size(); ++i) {
    const records::PracticeContents& before = practices[i].contents;
    const records::PracticeContents& after = read->practices[i].contents;
    EXPECT_EQ(after.practice, before.practice);
    EXPECT_EQ(after.as_at, before.as_at);
    EXPECT_TRUE(after.synthetic);
    EXPECT_FALSE(after.leavers_missing);
    EXPECT_FALSE(after.registrations_assumed);
    EXPECT_TRUE(patients(after) == patients(before));
    EXPECT_TRUE(spells(after) == spells(before));
    EXPECT_TRUE(entries(after) == entries(before));
    EXPECT_TRUE(names(read->practices[i].identities) == names(practices[i].identities));
  }
}

TEST(Extract, AFolderThatCannotBeWrittenIsAnError) {
  const SyntheticPractice practice = planned(network_of(5, 1, 1, 1)).practice(0);
  EXPECT_FALSE(write_extract(real_files(), "/dev/null/nowhere", practice).ok());
}

}  // namespace
}  // namespace meso::synthesis
