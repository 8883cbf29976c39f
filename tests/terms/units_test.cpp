#include <gtest/gtest.h>

#include <set>

#include "terms/terms.h"

namespace meso::terms {
namespace {

TEST(Units, EveryPrintedNameReadsBackAsItself) {
  std::set<std::string_view> seen;
  for (std::string_view name : unit_names()) {
    EXPECT_EQ(unit_name(unit_from_text(name)), name);
    EXPECT_TRUE(seen.insert(name).second) << name;
  }
  EXPECT_GE(seen.size(), 50u);
}

TEST(Units, SpellingsOfOneUnitShareItsNumber) {
  EXPECT_EQ(unit_name(unit_from_text("mm[Hg]")), "mmHg");
  EXPECT_EQ(unit_name(unit_from_text("MM HG")), "mmHg");
  EXPECT_EQ(unit_name(unit_from_text("mL/min/{1.73_m2}")), "mL/min/1.73m2");
  EXPECT_EQ(unit_name(unit_from_text("ml/min/1.73m\xC2\xB2")), "mL/min/1.73m2");
  EXPECT_EQ(unit_name(unit_from_text("\xC2\xB5mol/L")), "umol/L");
  EXPECT_EQ(unit_name(unit_from_text("\xCE\xBCmol/l")), "umol/L");
  EXPECT_EQ(unit_name(unit_from_text("kg/m^2")), "kg/m2");
  EXPECT_EQ(unit_name(unit_from_text("{score}")), "score");
}

TEST(Units, SameFigureSameAmountIsOneUnit) {
  EXPECT_EQ(unit_from_text("10*3/uL"), unit_from_text("10*9/L"));
  EXPECT_EQ(unit_from_text("ng/mL"), unit_from_text("ug/L"));
  EXPECT_NE(unit_from_text("mg/dL"), unit_from_text("mg/L"));
  EXPECT_NE(unit_from_text("mmol/L"), unit_from_text("mmol/mol"));
}

TEST(Units, NothingWrittenIsNotAnUnknownUnit) {
  EXPECT_EQ(unit_from_text(""), kNoUnit);
  EXPECT_EQ(unit_from_text("  "), kNoUnit);
  EXPECT_EQ(unit_name(kNoUnit), "");
  EXPECT_EQ(unit_from_text("furlongs"), kUnknownUnit);
  EXPECT_EQ(unit_name(kUnknownUnit), "unknown unit");
}

}  // namespace
}  // namespace meso::terms
