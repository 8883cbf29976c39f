// Codes against the published vectors: RFC 6238 appendix B (SHA-1), RFC 4648 section 10.

#include "access/secrets.h"

#include <gtest/gtest.h>

namespace meso::access {
namespace {

Bytes bytes_of(std::string_view text) {
  const auto* first = reinterpret_cast<const std::byte*>(text.data());
  return {first, first + text.size()};
}

TEST(StepCode, IsThatOfTheStandard) {
  const Bytes secret = bytes_of(
      "12345"
      "67890"
      "12345"
      "67890");
  // The standard prints eight digits; six are the last six of them.
  EXPECT_EQ(step_code(secret, 59 / 30), "287082");
  EXPECT_EQ(step_code(secret, 1'111'111'109 / 30), "081804");
  EXPECT_EQ(step_code(secret, 1'111'111'111 / 30), "050471");
  EXPECT_EQ(step_code(secret, 1'234'567'890 / 30), "005924");
  EXPECT_EQ(step_code(secret, 2'000'000'000 / 30), "279037");
  EXPECT_EQ(step_code(secret, 20'000'000'000 / 30), "353130");
}

TEST(StepCode, IsTakenOneStepEarlyOrLateAndNeverTwice) {
  const Bytes secret = bytes_of(
      "12345"
      "67890"
      "12345"
      "67890");
  const Moment at{1'111'111'109ll * 1'000'000};
  const std::int64_t now = 1'111'111'109 / 30;
  for (const std::int64_t off : {-1, 0, 1}) {
    EXPECT_EQ(matching_step(secret, step_code(secret, now + off), at, 0), now + off);
    EXPECT_EQ(matching_step(secret, step_code(secret, now + off), at, now + off), std::nullopt);
  }
  for (const std::int64_t off : {-2, 2}) {
    EXPECT_EQ(matching_step(secret, step_code(secret, now + off), at, 0), std::nullopt);
  }
  EXPECT_EQ(matching_step(secret, "", at, 0), std::nullopt);
  EXPECT_EQ(matching_step(secret, "08180", at, 0), std::nullopt);
}

TEST(Base32, IsThatOfTheStandardWithoutPadding) {
  EXPECT_EQ(base32(bytes_of("f")), "MY");
  EXPECT_EQ(base32(bytes_of("fo")), "MZXQ");
  EXPECT_EQ(base32(bytes_of("foo")), "MZXW6");
  EXPECT_EQ(base32(bytes_of("foob")), "MZXW6YQ");
  EXPECT_EQ(base32(bytes_of("fooba")), "MZXW6YTB");
  EXPECT_EQ(base32(bytes_of("foobar")), "MZXW6YTBOI");
  EXPECT_EQ(from_base32("MZXW6YTBOI"), bytes_of("foobar"));
  EXPECT_EQ(from_base32("mzxw"), std::nullopt);
}

TEST(Tokens, AreLongAndNeverTheSame) {
  const std::string one = new_token();
  EXPECT_EQ(one.size(), 43u);
  EXPECT_NE(one, new_token());
  EXPECT_EQ(token_digest(one).size(), 64u);
  EXPECT_EQ(token_digest(one), token_digest(one));
  EXPECT_EQ(new_person_id().size(), 17u);
}

}  // namespace
}  // namespace meso::access
