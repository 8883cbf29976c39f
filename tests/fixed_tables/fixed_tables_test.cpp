// Files of fixed tables: they read back, and nothing else passes for one.

#include "fixed_tables/fixed_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/keys.h"

namespace meso::fixed_tables {
namespace {

using testing::HasSubstr;
using Is = Cell::Is;

Tables made() {
  Tables out;
  out.recipient = "ICB99";
  out.network = "U99001";
  out.as_at = *date_from_civil(2026, 3, 31);
  out.rules = "2025-26";
  out.made = *parse_moment("2026-04-02T09:00:00Z");
  out.practices = {"A99001", "A99002"};
  Indicator indicator;
  indicator.name = "HYP008";
  indicator.title = "Blood pressure";
  indicator.standing = "transcribed";
  indicator.rows = {{"A99001", {Is::kNumber, 120}, {Is::kNumber, 115}, {Is::kHeldBack, 0}},
                    {"A99002", {Is::kNumber, 0}, {Is::kTooFew, 0}, {Is::kNotAvailable, 0}}};
  indicator.total = {"", {Is::kNumber, 125}, {Is::kNumber, 10}, {Is::kHeldBack, 0}};
  out.indicators = {indicator};
  return out;
}

// The text with one piece exchanged and, as a forger would, the digest made to fit.
std::string forged(const std::string& from, const std::string& to) {
  std::string text = to_text(made());
  text.replace(text.find(from), from.size(), to);
  auto object = nlohmann::ordered_json::parse(text);
  object.erase("digest");
  const std::string plain = object.dump();
  object["digest"] = digest_hex(std::as_bytes(std::span(plain)));
  return object.dump();
}

TEST(FixedTables, ReadBackAsTheyWereWritten) {
  const auto read = from_text(to_text(made()), "tables.json");
  ASSERT_TRUE(read.ok()) << read.error().text();
  EXPECT_EQ(*read, made());
  EXPECT_TRUE(from_text(forged("Blood pressure", "Blood pressure"), "tables.json").ok());
}

TEST(FixedTables, AnExactCountMakesTheFileUnreadableEvenUnderARightDigest) {
  for (const char* exact : {"121", "7", "5", "3", "-5", "120.5"}) {
    const auto read = from_text(forged("120", exact), "tables.json");
    EXPECT_FALSE(read.ok()) << exact;
  }
  for (const char* fixed : {"10", "15", "0", "1000"})
    EXPECT_TRUE(from_text(forged("120", fixed), "tables.json").ok()) << fixed;
  EXPECT_FALSE(from_text(forged("held back", "about 118"), "tables.json").ok());
}

TEST(FixedTables, AChangedFileIsToldSo) {
  std::string text = to_text(made());
  text.replace(text.find("115"), 3, "110");
  const auto read = from_text(text, "tables.json");
  ASSERT_FALSE(read.ok());
  EXPECT_THAT(read.error().text(), HasSubstr("changed after it was made"));
}

TEST(FixedTables, OtherTextIsRefusedInWords) {
  for (const std::string& text :
       std::vector<std::string>{"", "[]", "{}", "{\"meso_fixed_tables\":1}", "not JSON"}) {
    const auto read = from_text(text, "tables.json");
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().kind, ErrorKind::kBadInput);
  }
  EXPECT_EQ(from_text("{\"meso_fixed_tables\":2}", "tables.json").error().kind, ErrorKind::kNewer);
  const std::string whole = to_text(made());
  for (std::size_t cut = 0; cut + 2 < whole.size(); cut += 7)
    EXPECT_FALSE(from_text(whole.substr(0, cut), "t").ok()) << cut;
}

}  // namespace
}  // namespace meso::fixed_tables
