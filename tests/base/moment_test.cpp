// Instants of UTC as text, there and back.

#include <gtest/gtest.h>

#include "base/moment.h"

namespace meso::tests {
namespace {

TEST(MomentTest, WritesAlwaysTheSameLength) {
  EXPECT_EQ(format_moment(Moment{0}), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(format_moment(Moment{1'000'000'000'123'456}), "2001-09-09T01:46:40.123456Z");
  EXPECT_EQ(format_moment(Moment{-1}), "1969-12-31T23:59:59.999999Z");
}

TEST(MomentTest, ReadsWhatItWritesAndShorterForms) {
  for (const std::int64_t at : {0LL, -1LL, 1'000'000'000'123'456LL, 951'782'400'000'000LL}) {
    EXPECT_EQ(parse_moment(format_moment(Moment{at})), Moment{at});
  }
  EXPECT_EQ(parse_moment("2001-09-09T01:46:40Z"), Moment{1'000'000'000'000'000});
  EXPECT_EQ(parse_moment("2001-09-09T01:46:40.5Z"), Moment{1'000'000'000'500'000});
  EXPECT_EQ(parse_moment("1970-01-02"), Moment{86'400'000'000});
}

TEST(MomentTest, WhatIsNoMomentIsNothing) {
  for (const char* text :
       {"", "yesterday", "2001-02-30", "2001-9-09", "2001-09-09T01:46:40", "2001-09-09T24:00:00Z",
        "2001-09-09T01:46:40.Z", "2001-09-09T01:46:40.1234567Z", "2001-09-09 01:46:40Z",
        "2001-09-09T01:60:00Z", "-001-09-09", "2001-09-09T01:46:40.-5Z", "2001-09-09Z"}) {
    EXPECT_FALSE(parse_moment(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace meso::tests
