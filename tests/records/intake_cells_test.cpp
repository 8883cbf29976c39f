#include "records/intake_cells.h"

#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <string>

#include "base/random.h"

namespace meso::records {
namespace {

TEST(IntakeCells, NumbersAreTheNearestFloatOfWhatIsWritten) {
  // Every number of up to seven digits with a point anywhere takes a short path: the library's is the twin.
  Random random(3);
  for (int i = 0; i < 200'000; ++i) {
    std::string text = std::to_string(random.below(10'000'000));
    if (const std::uint32_t at = random.below(static_cast<std::uint32_t>(text.size()) + 1); at != 0) {
      if (at < text.size()) text.insert(at, ".");
    }
    float exact = 0;
    std::from_chars(text.data(), text.data() + text.size(), exact);
    ASSERT_EQ(read_number(text), exact) << text;
  }
  EXPECT_EQ(read_number("0.1"), 0.1f);
  EXPECT_EQ(read_number("0012"), 12.0f);
  EXPECT_EQ(read_number("16777217"), 16777216.0f);
  EXPECT_EQ(read_number("+4.5"), 4.5f);
  EXPECT_EQ(read_number("-1e2"), -100.0f);
}

TEST(IntakeCells, ZeroHasNoSignAndTooSmallIsZero) {
  EXPECT_FALSE(std::signbit(*read_number("-0")));
  EXPECT_FALSE(std::signbit(*read_number("-0.000")));
  EXPECT_EQ(read_number("1e-50"), 0.0f);
  EXPECT_EQ(read_number("1e-999"), 0.0f);
  EXPECT_FALSE(std::signbit(*read_number("-1e-50")));
}

TEST(IntakeCells, WhatIsNoNumberIsNone) {
  for (const char* text :
       {"", "x", "1,5", "1.2.3", "1e99", "-1e99", "1e999", "inf", "nan", "0x10", "1 2", ".", "+-5", "12a"}) {
    EXPECT_EQ(read_number(text), std::nullopt) << text;
  }
}

TEST(IntakeCells, ValuesKeepTheirSign) {
  const auto reads = [](const char* text, float number, Comparator comparator) {
    const auto value = read_value(text);
    return value && value->number == number && value->comparator == comparator;
  };
  EXPECT_TRUE(reads("5.2", 5.2f, Comparator::kEqual));
  EXPECT_TRUE(reads("<5", 5, Comparator::kBelow));
  EXPECT_TRUE(reads("<= 5", 5, Comparator::kAtMost));
  EXPECT_TRUE(reads(">=90", 90, Comparator::kAtLeast));
  EXPECT_TRUE(reads("> 90", 90, Comparator::kAbove));
  EXPECT_TRUE(reads("~7", 7, Comparator::kAbout));
  EXPECT_TRUE(
      reads("\xE2\x89\xA5"
            "90",
            90, Comparator::kAtLeast));
  EXPECT_EQ(read_value("<"), std::nullopt);
  EXPECT_EQ(read_value("negative"), std::nullopt);
}

TEST(IntakeCells, TheShortPathForIsoDatesIsItsTwin) {
  for (std::int32_t day = -400; day <= 66'400; ++day) {
    const CivilDate civil = civil_from_date(Date{day});
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
    ASSERT_EQ(read_date(text, DateForm::kIso), parse_iso_date(text)) << text;
  }
  for (int year : {1899, 1900, 1904, 1999, 2000, 2001, 2078, 2079, 2100}) {
    for (int month = 0; month <= 13; ++month) {
      for (int day = 0; day <= 32; ++day) {
        char text[16];
        std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
        ASSERT_EQ(read_date(text, DateForm::kIso), parse_iso_date(text)) << text;
      }
    }
  }
  EXPECT_EQ(read_date("2020-1a-01", DateForm::kIso), std::nullopt);
  EXPECT_EQ(read_date("2020-01-01T23:59:59+14:00", DateForm::kIso), parse_iso_date("2020-01-01"));
}

TEST(IntakeCells, CheckDigitsOfSnomedIdentifiers) {
  for (const char* good : {"22298006", "73211009", "999791000000106", "39113611000001102", "404684003"}) {
    EXPECT_TRUE(is_sctid(good)) << good;
    for (std::size_t i = 0; i < std::string(good).size(); ++i) {
      std::string bad = good;
      bad[i] = bad[i] == '9' ? '0' : static_cast<char>(bad[i] + 1);
      EXPECT_FALSE(is_sctid(bad)) << bad;
    }
  }
  EXPECT_FALSE(is_sctid(""));
  EXPECT_FALSE(is_sctid("12a45678"));
}

TEST(IntakeCells, CodesThatSpreadsheetsDamagedAreNotCodes) {
  EXPECT_NE(fault_of_code(terms::System::kSnomed, "9.99791E+14"), "");
  EXPECT_NE(fault_of_code(terms::System::kSnomed, "12345"), "");
  EXPECT_NE(fault_of_code(terms::System::kLocal, "two words"), "");
  EXPECT_NE(fault_of_code(terms::System::kLoinc, ""), "");
  EXPECT_EQ(fault_of_code(terms::System::kCtv3, "XE0.."), "");
  EXPECT_EQ(fault_of_code(terms::System::kSnomed, "22298006"), "");
}

TEST(IntakeCells, WordsAreReadInAnyDress) {
  EXPECT_EQ(read_sex("Female"), Sex::kFemale);
  EXPECT_EQ(read_sex("M"), Sex::kMale);
  EXPECT_EQ(read_sex("intersex"), Sex::kOther);
  EXPECT_EQ(read_sex("?"), Sex::kUnknown);
  EXPECT_EQ(read_yes_no("TRUE"), true);
  EXPECT_EQ(read_yes_no("n"), false);
  EXPECT_EQ(read_yes_no("maybe"), std::nullopt);
  EXPECT_EQ(read_episode("Flare Up"), Episode::kReview);
  EXPECT_EQ(read_episode(""), Episode::kUnstated);
  EXPECT_EQ(read_episode("sometimes"), std::nullopt);
  EXPECT_TRUE(looks_like_loinc("8480-6"));
  EXPECT_FALSE(looks_like_loinc("QALY"));
  EXPECT_FALSE(looks_like_loinc("-6"));
}

}  // namespace
}  // namespace meso::records
