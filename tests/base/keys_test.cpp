#include "base/keys.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "failing_files.h"

namespace meso {
namespace {

using tests::FailingFiles;

Key key_of(unsigned char fill) {
  Key key;
  key.bytes.fill(static_cast<std::byte>(fill));
  return key;
}

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

Bytes copy_of(FileSystem& files, const std::string& path) {
  const auto file = files.read(path);
  return Bytes((*file)->bytes().begin(), (*file)->bytes().end());
}

TEST(KeyRing, KeepsWhatItMade) {
  FailingFiles files;
  auto ring = KeyRing::open(files, "/config/meso/keys");
  ASSERT_TRUE(ring.ok());
  EXPECT_FALSE(ring->find("network/1/hashing"));
  const auto made = ring->find_or_make(files, "network/1/hashing");
  ASSERT_TRUE(made.ok()) << made.error().text();
  EXPECT_EQ(*ring->find_or_make(files, "network/1/hashing"), *made);
  EXPECT_NE(*ring->find_or_make(files, "network/1/identities"), *made);
  ASSERT_TRUE(ring->put(files, "mine", key_of(7)).ok());

  auto again = KeyRing::open(files, "/config/meso/keys");
  ASSERT_TRUE(again.ok()) << again.error().text();
  EXPECT_EQ(again->find("network/1/hashing"), *made);
  EXPECT_EQ(again->find("mine"), key_of(7));
  ASSERT_TRUE(again->erase(files, "mine").ok());
  EXPECT_FALSE(KeyRing::open(files, "/config/meso/keys")->find("mine"));
  EXPECT_EQ(again->put(files, "two words", key_of(1)).error().kind, ErrorKind::kUsage);
  EXPECT_EQ(again->put(files, "", key_of(1)).error().kind, ErrorKind::kUsage);
}

TEST(KeyRing, TwoProgramsDoNotLoseEachOthersKeys) {
  FailingFiles files;
  auto first = KeyRing::open(files, "/keys");
  auto second = KeyRing::open(files, "/keys");
  const Key a = *first->find_or_make(files, "a");
  const Key b = *second->find_or_make(files, "b");
  EXPECT_EQ(*second->find_or_make(files, "a"), a);
  EXPECT_EQ(*first->find_or_make(files, "b"), b) << "made anew although another program had made it";
}

TEST(KeyRing, ProgramsAtOnceAgreeOnEveryKey) {
  std::string directory = (std::filesystem::temp_directory_path() / "meso-keys-XXXXXX").string();
  ASSERT_NE(mkdtemp(directory.data()), nullptr);
  const std::string path = join_path(directory, "keys");
  std::vector<pid_t> children;
  for (int child = 0; child < 4; ++child) {
    children.push_back(::fork());
    if (children.back() == 0) {
      auto ring = KeyRing::open(real_files(), path);
      bool ok = ring.ok();
      for (int key = 0; key < 10 && ok; ++key) {
        const auto made = ring->find_or_make(real_files(), "key" + std::to_string(key));
        const auto seen = KeyRing::open(real_files(), path);
        ok = made.ok() && seen.ok() && seen->find("key" + std::to_string(key)) == *made;
      }
      ::_exit(ok ? 0 : 1);
    }
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  std::filesystem::remove_all(directory);
}

TEST(KeyRing, ADeathInAnyChangeLosesNoKeyThatWasHandedOut) {
  for (std::uint64_t n = 1; n <= 12; ++n) {
    for (std::uint64_t luck = 0; luck < 10; ++luck) {
      FailingFiles files;
      auto ring = KeyRing::open(files, "/keys");
      const Key old = *ring->find_or_make(files, "old");
      files.die_at(n, luck % 2 == 0);
      const auto made = ring->find_or_make(files, "new");
      files.restart(luck);
      const auto after = KeyRing::open(files, "/keys");
      ASSERT_TRUE(after.ok()) << after.error().text();
      EXPECT_EQ(after->find("old"), old);
      if (made.ok()) {
        EXPECT_EQ(after->find("new"), *made);
      }
    }
  }
}

TEST(KeyRing, EveryChangedByteAndEveryCutIsAnErrorThatShowsNoKey) {
  FailingFiles files;
  auto ring = KeyRing::open(files, "/keys");
  ASSERT_TRUE(ring->put(files, "network/1/hashing", key_of(0xAB)).ok());
  ASSERT_TRUE(ring->put(files, "network/1/identities", key_of(0xCD)).ok());
  const Bytes whole = copy_of(files, "/keys");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const unsigned flip : {1u, 0x20u, 0x80u}) {
      Bytes changed = whole;
      changed[i] ^= static_cast<std::byte>(flip);
      files.put("/keys", changed);
      const auto opened = KeyRing::open(files, "/keys");
      ASSERT_FALSE(opened.ok()) << "byte " << i;
      EXPECT_EQ(opened.error().text().find("abab"), std::string::npos);
    }
    files.put("/keys", Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(i)));
    ASSERT_FALSE(KeyRing::open(files, "/keys").ok()) << "cut at " << i;
  }
}

TEST(KeyRing, ANewerFileIsRefusedByName) {
  FailingFiles files;
  const auto text = bytes_of("meso keys 12\nsomething new\n");
  files.put("/keys", Bytes(text.begin(), text.end()));
  const Error error = KeyRing::open(files, "/keys").error();
  EXPECT_EQ(error.kind, ErrorKind::kNewer);
  EXPECT_NE(error.text().find("version 12"), std::string::npos);
  EXPECT_NE(error.text().find("version 1"), std::string::npos);
}

TEST(KeysPath, ComesFromTheEnvironment) {
  ::setenv("HOME", "/home/ada", 1);
  ::unsetenv("XDG_CONFIG_HOME");
  ::unsetenv("MESO_KEYS");
  EXPECT_EQ(default_keys_path(), "/home/ada/.config/meso/keys");
  ::setenv("XDG_CONFIG_HOME", "/home/ada/.conf", 1);
  EXPECT_EQ(default_keys_path(), "/home/ada/.conf/meso/keys");
  ::setenv("MESO_KEYS", "/run/keys", 1);
  EXPECT_EQ(default_keys_path(), "/run/keys");
  ::unsetenv("MESO_KEYS");
  ::unsetenv("XDG_CONFIG_HOME");
}

// The ids of patients in files that exist hang on these numbers: they may never change. Worked out with
// Python's hashlib.blake2b(bytes([7]) + b"patient" + b"Y90001\n17", digest_size=16, key=bytes([5] * 32)),
// first 8 bytes.
TEST(Hashes, AreThoseOfTheSpecification) {
  EXPECT_EQ(keyed_hash(key_of(5), "patient", "Y90001\n17"), 0xFACA4A460B8F8879ull);
  EXPECT_EQ(key_of(5).id(), 0x358212D815D96177ull);
  EXPECT_EQ(digest_hex(bytes_of("abc")), "cf4ab791c62b8d2b2109c90275287816");
  EXPECT_NE(keyed_hash(key_of(5), "a", "bc"), keyed_hash(key_of(5), "ab", "c"));
}

TEST(Seal, OpensOnlyWithItsKeyItsContextAndEveryByte) {
  for (const std::string text :
       {"", "x", "a page of text that is longer than one block of the cipher, by far"}) {
    const Bytes sealed = seal(key_of(1), bytes_of(text), "here");
    ASSERT_EQ(sealed.size(), text.size() + kSealOverhead);
    const auto opened = unseal(key_of(1), sealed, "here");
    ASSERT_TRUE(opened.ok());
    EXPECT_TRUE(std::ranges::equal(*opened, bytes_of(text)));
    EXPECT_EQ(unseal(key_of(2), sealed, "here").error().kind, ErrorKind::kRefused);
    EXPECT_EQ(unseal(key_of(1), sealed, "there").error().kind, ErrorKind::kRefused);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
      Bytes changed = sealed;
      changed[i] ^= std::byte{1};
      EXPECT_FALSE(unseal(key_of(1), changed, "here").ok());
      EXPECT_FALSE(unseal(key_of(1), std::span(sealed).first(i), "here").ok());
    }
  }
  EXPECT_NE(seal(key_of(1), bytes_of("x"), "here"), seal(key_of(1), bytes_of("x"), "here"));
}

}  // namespace
}  // namespace meso
