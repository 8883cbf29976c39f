#include "identities/identities.h"

#include <gtest/gtest.h>

#include <tuple>

namespace meso::identities {
namespace {

Key key_of(unsigned char fill) {
  Key key;
  key.bytes.fill(static_cast<std::byte>(fill));
  return key;
}

std::vector<Identity> made_identities() {
  return {
      {900, 77, "9990000018", "Ada", "Okoye", Date{20000}, "1 Mill Lane", "ZZ1 1ZZ", "01632 960001"},
      {3, 0, "", "", "", kUnknownDate, "", "", ""},
      {42, 78, "9990000026", "Zo\xC3\xAB", "O'Neil, \"Jr\"", Date{1}, "Flat 2\n3 High St", "", ""},
  };
}

auto told(const Identity& i) {
  return std::tie(i.patient, i.person, i.nhs_number, i.given_name, i.family_name, i.birth, i.address,
                  i.postcode, i.telephone);
}

TEST(Identities, OpenAsTheyWereSealedInOrderOfPatients) {
  const auto made = made_identities();
  const auto opened = open_identities(key_of(1), "Y90001", seal_identities(key_of(1), "Y90001", made));
  ASSERT_TRUE(opened.ok()) << opened.error().text();
  ASSERT_EQ(opened->size(), 3u);
  EXPECT_EQ(told((*opened)[0]), told(made[1]));
  EXPECT_EQ(told((*opened)[1]), told(made[2]));
  EXPECT_EQ(told((*opened)[2]), told(made[0]));
  EXPECT_EQ(find_identity(*opened, 42), &(*opened)[1]);
  EXPECT_EQ(find_identity(*opened, 43), nullptr);
  EXPECT_EQ(find_identity({}, 43), nullptr);
}

TEST(Identities, NobodyIsAListToo) {
  const auto opened = open_identities(key_of(1), "Y90001", seal_identities(key_of(1), "Y90001", {}));
  ASSERT_TRUE(opened.ok());
  EXPECT_TRUE(opened->empty());
}

TEST(Identities, NothingOfAPatientIsInTheSealedBytes) {
  const Bytes sealed = seal_identities(key_of(1), "Y90001", made_identities());
  const std::string_view text(reinterpret_cast<const char*>(sealed.data()), sealed.size());
  for (const char* secret : {"9990000018", "Ada", "Okoye", "Mill", "ZZ1", "01632"}) {
    EXPECT_EQ(text.find(secret), std::string_view::npos) << secret;
  }
}

TEST(Identities, AnotherKeyOrPracticeIsRefused) {
  const Bytes sealed = seal_identities(key_of(1), "Y90001", made_identities());
  EXPECT_EQ(open_identities(key_of(2), "Y90001", sealed).error().kind, ErrorKind::kRefused);
  EXPECT_EQ(open_identities(key_of(1), "Y90002", sealed).error().kind, ErrorKind::kRefused);
}

TEST(Identities, EveryChangedByteAndEveryCutIsAnErrorWithoutContent) {
  const Bytes sealed = seal_identities(key_of(1), "Y90001", made_identities());
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    for (const unsigned flip : {1u, 0x80u, 0xFFu}) {
      Bytes changed = sealed;
      changed[i] ^= static_cast<std::byte>(flip);
      const auto opened = open_identities(key_of(1), "Y90001", changed);
      ASSERT_FALSE(opened.ok()) << "byte " << i;
      EXPECT_EQ(opened.error().text().find("Okoye"), std::string::npos);
    }
    ASSERT_FALSE(open_identities(key_of(1), "Y90001", std::span(sealed).first(i)).ok()) << "cut at " << i;
  }
}

TEST(Identities, ANewerVersionIsRefusedByName) {
  Bytes sealed = seal_identities(key_of(1), "Y90001", made_identities());
  sealed[8] = std::byte{9};
  const Error error = open_identities(key_of(1), "Y90001", sealed).error();
  EXPECT_EQ(error.kind, ErrorKind::kNewer);
  EXPECT_NE(error.text().find("version 9"), std::string::npos);
  EXPECT_NE(error.text().find("version 1"), std::string::npos);
}

TEST(Identities, APersonIsTheSameInEveryPracticeAndAnotherUnderAnotherKey) {
  EXPECT_EQ(person_id(key_of(1), "9990000018"), person_id(key_of(1), "9990000018"));
  EXPECT_NE(person_id(key_of(1), "9990000018"), person_id(key_of(1), "9990000026"));
  EXPECT_NE(person_id(key_of(1), "9990000018"), person_id(key_of(2), "9990000018"));
  EXPECT_NE(person_id(key_of(1), "9990000018"), keyed_hash(key_of(1), "patient", "9990000018"));
}

}  // namespace
}  // namespace meso::identities
