#include "locale/england/nhs_number.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "locale/england/financial_year.h"

namespace meso::england {
namespace {

TEST(NhsNumber, ReadsTenDigitsWithBlanksAndHyphens) {
  EXPECT_EQ(parse_nhs_number("9990000018"), "9990000018");
  EXPECT_EQ(parse_nhs_number("999 000 0018"), "9990000018");
  EXPECT_EQ(parse_nhs_number("999-000-0018"), "9990000018");
  for (const char* text :
       {"", "9990000019", "999000001", "99900000180", "999 000 001X", "999.000.0018", "+9990000018"}) {
    EXPECT_FALSE(parse_nhs_number(text)) << text;
  }
}

// The check is good for what it was made for: one digit misread, or two neighbours swapped.
TEST(NhsNumber, OneWrongDigitOrTwoSwappedAreNoticed) {
  Random random(999);
  int tried = 0;
  while (tried < 2000) {
    std::string number = "999" + std::to_string(100000 + random.below(900000));
    const auto check = nhs_check_digit(number);
    if (!check) continue;
    number += static_cast<char>('0' + *check);
    ++tried;
    ASSERT_EQ(parse_nhs_number(number), number);
    for (std::size_t i = 0; i < 10; ++i) {
      std::string wrong = number;
      wrong[i] = static_cast<char>('0' + (wrong[i] - '0' + 1 + static_cast<int>(random.below(9))) % 10);
      ASSERT_FALSE(parse_nhs_number(wrong)) << number << " at " << i;
      if (i > 0 && number[i] != number[i - 1]) {
        std::string swapped = number;
        std::swap(swapped[i], swapped[i - 1]);
        ASSERT_FALSE(parse_nhs_number(swapped)) << number << " at " << i;
      }
    }
  }
}

TEST(NhsNumber, SomeNineDigitsAdmitNoCheckDigit) {
  int without = 0;
  for (int i = 0; i < 1100; ++i) without += !nhs_check_digit("99900" + std::to_string(1000 + i));
  EXPECT_NEAR(without, 100, 15);
}

TEST(FinancialYear, RunsFromAprilToMarch) {
  EXPECT_EQ(financial_year(*parse_iso_date("2025-04-01")), "2025-26");
  EXPECT_EQ(financial_year(*parse_iso_date("2026-03-31")), "2025-26");
  EXPECT_EQ(financial_year(*parse_iso_date("2026-04-01")), "2026-27");
  EXPECT_EQ(financial_year(*parse_iso_date("1999-12-31")), "1999-00");
}

}  // namespace
}  // namespace meso::england
