// A practice file that was damaged, cut, mixed or forged: an error, or exactly
// what was written, and never a crash.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/failing_files.h"
#include "forged_practice_file.h"
#include "made_practices.h"
#include "records/block_check.h"
#include "records/practice_file.h"

namespace meso::records::tests {
namespace {

using format::Kind;
using format::Section;
using meso::tests::FailingFiles;

constexpr MadeShape kSmall{4, 30, 5, false};

Bytes small_file(bool seal, std::uint64_t seed = 1, MadeShape shape = kSmall) {
  FailingFiles files;
  WriteOptions options;
  options.seal = seal;
  EXPECT_TRUE(
      write_practice_file(files, "/p.meso", made_practice("Y90001", seed, shape), made_keys(), options).ok());
  const auto file = files.read("/p.meso");
  return Bytes((*file)->bytes().begin(), (*file)->bytes().end());
}

// Opens and reads everything.
Result<Facts> facts_of(Bytes bytes) {
  FailingFiles files;
  files.put("/p.meso", std::move(bytes));
  MESO_ASSIGN_OR_RETURN(const auto file, PracticeFile::open(files, "/p.meso", made_keys().sealing));
  MESO_RETURN_IF_ERROR(file->check_all());
  return read_facts(*file);
}

std::vector<Section> directory_of(const Bytes& plain_file) {
  const std::size_t footer = plain_file.size() - format::kFooterSize;
  const auto directory = format::decode_footer(std::span(plain_file).subspan(footer), plain_file.size());
  return *format::decode_directory(std::span(plain_file).subspan(directory->offset, directory->size));
}

Section section_of(const Bytes& plain_file, Kind kind) {
  for (const Section& section : directory_of(plain_file)) {
    if (section.kind == kind) return section;
  }
  ADD_FAILURE() << "no such section";
  return {};
}

class Damage : public testing::TestWithParam<bool> {};

TEST_P(Damage, EveryByteFlippedIsAnErrorOrTheRightAnswer) {
  const Bytes whole = small_file(GetParam());
  const Facts right = *facts_of(whole);
  std::size_t errors = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const unsigned flip : {1u, 0x10u, 0x80u, 0xFFu}) {
      Bytes changed = whole;
      changed[i] ^= static_cast<std::byte>(flip);
      const auto facts = facts_of(std::move(changed));
      if (facts.ok()) {
        ASSERT_EQ(*facts, right) << "byte " << i;
      } else {
        ++errors;
        ASSERT_EQ(facts.error().place.file, "/p.meso") << "an error says which file";
      }
    }
  }
  // Only the zeros between sections may be anything.
  EXPECT_GT(errors, whole.size() * 2);
}

TEST_P(Damage, EveryCutAndEveryExtensionIsAnError) {
  const Bytes whole = small_file(GetParam());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_FALSE(facts_of(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))).ok())
        << size;
  }
  for (const std::size_t more : {1, 63, 64, 4096}) {
    Bytes longer = whole;
    longer.insert(longer.end(), more, std::byte{0});
    EXPECT_FALSE(facts_of(longer).ok()) << more;
  }
}

TEST_P(Damage, ZeroedPagesAreAnError) {
  const Bytes whole = small_file(GetParam(), 2, {50, 2000, 20, false});
  const Facts right = *facts_of(whole);
  for (std::size_t at = 0; at < whole.size(); at += 512) {
    Bytes changed = whole;
    std::fill_n(changed.begin() + static_cast<std::ptrdiff_t>(at),
                std::min<std::size_t>(512, whole.size() - at), std::byte{0});
    const auto facts = facts_of(std::move(changed));
    if (facts.ok()) {
      ASSERT_EQ(*facts, right);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Ciphers, Damage, testing::Bool(),
                         [](const auto& cipher) { return cipher.param ? "Sealed" : "Plain"; });

TEST(Forged, EveryByteChangedUnderRightChecksumsIsSafe) {
  const Bytes whole = small_file(false);
  std::size_t refused = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const unsigned flip : {1u, 0x10u, 0x80u, 0xFFu}) {
      Bytes changed = whole;
      changed[i] ^= static_cast<std::byte>(flip);
      refused += !facts_of(with_right_checksums(std::move(changed))).ok();
    }
  }
  EXPECT_GT(refused, 0u);
}

TEST(Forged, RightChecksumsAloneAreTheSameFile) {
  const Bytes whole = small_file(false);
  EXPECT_EQ(with_right_checksums(whole), whole);
}

// Each invariant that block_check promises, broken in an otherwise sound file.
TEST(Forged, EachBrokenInvariantIsNamed) {
  const Bytes whole = small_file(false, 3, {4, 60, 5, false});
  const auto fault = [&](Kind kind, std::size_t at, auto number) {
    Bytes changed = whole;
    const Section section = section_of(whole, kind);
    EXPECT_LE((at + 1) * sizeof number, section.size);
    std::memcpy(changed.data() + section.offset + at * sizeof number, &number, sizeof number);
    const auto facts = facts_of(with_right_checksums(std::move(changed)));
    return facts.ok() ? std::string("none") : facts.error().message;
  };
  const auto last = [&](Kind kind, std::size_t size) { return section_of(whole, kind).size / size - 1; };
  using testing::HasSubstr;
  const auto u8 = [](unsigned n) { return static_cast<std::uint8_t>(n); };
  const auto u16 = [](unsigned n) { return static_cast<std::uint16_t>(n); };
  EXPECT_THAT(fault(Kind::kSex, 0, u8(4)), HasSubstr("a sex"));
  EXPECT_THAT(fault(Kind::kArea, 0, u16(999)), HasSubstr("an area"));
  EXPECT_THAT(fault(Kind::kEthnicity, 3, u16(999)), HasSubstr("an ethnicity"));
  EXPECT_THAT(fault(Kind::kRunCodes, 0, 7000u), HasSubstr("not in the dictionary"));
  EXPECT_THAT(fault(Kind::kRunCodes, 1, 0u), HasSubstr("runs are out of order"));
  EXPECT_THAT(fault(Kind::kRunStarts, 0, 1u), HasSubstr("do not cover the postings"));
  EXPECT_THAT(fault(Kind::kRunStarts, last(Kind::kRunStarts, 4), 9999u),
              HasSubstr("do not cover the postings"));
  EXPECT_THAT(fault(Kind::kRunStarts, 1, 0u), HasSubstr("a run is empty"));
  EXPECT_THAT(fault(Kind::kRunStarts, 1, 0xFFFFFFF0u), HasSubstr("a run is empty"));
  EXPECT_THAT(fault(Kind::kRunValues, last(Kind::kRunValues, 4), 5u), HasSubstr("values"));
  EXPECT_THAT(fault(Kind::kPostings, 2, posting(Date{1}, 4)), HasSubstr("no patient of its block"));
  EXPECT_THAT(fault(Kind::kPostings, last(Kind::kPostings, 4), posting(Date{1}, 0)),
              HasSubstr("out of order"));
  EXPECT_THAT(fault(Kind::kValues, 0, std::numeric_limits<float>::infinity()), HasSubstr("infinite"));
  EXPECT_THAT(fault(Kind::kComparators, 0, u8(6)), HasSubstr("a comparator"));
  EXPECT_THAT(fault(Kind::kEpisodes, 0, u8(6)), HasSubstr("an episode"));
  EXPECT_THAT(fault(Kind::kOwnNumbers, 0, 1u), HasSubstr("own numbers"));
  EXPECT_THAT(fault(Kind::kOwnNumbers, 1, 0xFFFFFFFFu), HasSubstr("own numbers"));
  EXPECT_THAT(fault(Kind::kIds, 1, patient_id(made_keys().hashing, "Y90001", "P0")), HasSubstr("one id"));
  EXPECT_THAT(fault(Kind::kCodes, 0, u8(200)), HasSubstr("dictionary"));
  EXPECT_THAT(fault(Kind::kAreas, 0, 0xFFFFFFFFu), HasSubstr("areas"));
  EXPECT_THAT(fault(Kind::kAbout, 0, -4), HasSubstr("description"));
  EXPECT_THAT(fault(Kind::kAbout, 1, std::uint64_t{5}), HasSubstr("not those that it describes"));
}

TEST(Forged, SequencesOutOfOrderWithinADayAreNoticed) {
  Block block;
  const std::vector<std::uint64_t> ids(2);
  const std::vector<std::uint16_t> zeros(2);
  const std::vector<std::uint8_t> sexes(2);
  const std::vector<std::uint32_t> codes = {0}, starts = {0, 2}, values = {kNoValues}, sequences = {2, 1};
  const std::vector<std::uint32_t> postings = {posting(Date{5}, 1), posting(Date{5}, 1)};
  block.patients = 2;
  block.ids = ids;
  block.birth = block.death = block.area = block.ethnicity = block.flags = zeros;
  block.sex = sexes;
  block.run_codes = codes;
  block.run_starts = starts;
  block.run_values = values;
  block.postings = postings;
  const BlockLimits limits{1, 1, 1};
  EXPECT_EQ(block_fault(block, limits), "");
  block.sequences = sequences;
  EXPECT_EQ(block_fault(block, limits), "the postings of a run are out of order");
  block.sequences = std::span(sequences).first(1);
  EXPECT_EQ(block_fault(block, limits), "a column beside the postings has another length");
}

// Right checksums, but sections of another block, or of another file sealed under the same key.
TEST(SealedDamage, NoSectionOpensInAnotherPlace) {
  const Bytes first = small_file(true, 1, {3000, 100, 5, false});
  const Bytes second = small_file(true, 1, {3000, 100, 5, false});
  const Bytes plain = small_file(false, 1, {3000, 100, 5, false});
  ASSERT_TRUE(facts_of(first).ok());
  ASSERT_TRUE(facts_of(second).ok());
  ASSERT_NE(first, second);
  // Sections lie alike in both sealed files; the plain one tells their kinds and order.
  std::size_t offset = format::kHeaderSize;
  const auto sections = directory_of(plain);
  for (const Section& section : sections) {
    const std::size_t size = section.size + kSealOverhead;
    Bytes mixed = first;
    std::copy_n(second.begin() + static_cast<std::ptrdiff_t>(offset), size,
                mixed.begin() + static_cast<std::ptrdiff_t>(offset));
    EXPECT_FALSE(facts_of(mixed).ok()) << format::kind_name(section.kind);
    offset = (offset + size + format::kAlignment - 1) / format::kAlignment * format::kAlignment;
  }
  // The directory names every section's checksum and is sealed itself, so a mixture is refused there already;
  // that each section is also bound to its place is shown by opening one under another's context.
  const Key key = made_keys().sealing;
  const auto header = *format::decode_header(first);
  const auto ids = std::span(first).subspan(format::kHeaderSize, 2048 * 8 + kSealOverhead);
  EXPECT_TRUE(unseal(key, ids, format::seal_context(header, Kind::kIds, 0)).ok());
  EXPECT_FALSE(unseal(key, ids, format::seal_context(header, Kind::kIds, 1)).ok());
  EXPECT_FALSE(unseal(key, ids, format::seal_context(header, Kind::kBirth, 0)).ok());
  auto other = header;
  other.practice = "Y90002";
  EXPECT_FALSE(unseal(key, ids, format::seal_context(other, Kind::kIds, 0)).ok());
  EXPECT_FALSE(unseal(key, ids, format::seal_context(*format::decode_header(second), Kind::kIds, 0)).ok());
}

}  // namespace
}  // namespace meso::records::tests
