#include "records/manifest.h"

#include <gtest/gtest.h>

#include "base/failing_files.h"
#include "base/random.h"

namespace meso::records {
namespace {

Manifest made_manifest() {
  Manifest manifest{"0123456789abcdef", 12, {}};
  for (const char* practice : {"A81001", "Oak & Ash", "Z/../9"}) {
    ManifestEntry entry;
    entry.practice = practice;
    entry.generation = practice[0] == 'A' ? 3 : 12;
    entry.file = practice_file_name(practice, entry.generation);
    if (practice[0] != 'O') entry.identities_file = identities_file_name(practice, entry.generation);
    entry.as_at = Date{46000};
    entry.checksum = digest_hex({});
    entry.patients = 6250;
    entry.events = 5'000'000;
    manifest.practices.push_back(entry);
  }
  return manifest;
}

TEST(Manifest, ReadsWhatItWrote) {
  const Manifest made = made_manifest();
  const auto read = parse_manifest(manifest_text(made), "/n/manifest");
  ASSERT_TRUE(read.ok()) << read.error().text();
  EXPECT_EQ(read->network_id, made.network_id);
  EXPECT_EQ(read->generation, 12u);
  EXPECT_EQ(read->practices, made.practices);
  EXPECT_TRUE(parse_manifest(manifest_text(Manifest{"0123456789abcdef", 0, {}}), "/n/manifest").ok());
}

TEST(Manifest, EveryChangedByteAndEveryCutIsAnError) {
  const std::string whole = manifest_text(made_manifest());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const int flip : {1, 0x20, 0x80}) {
      std::string changed = whole;
      changed[i] = static_cast<char>(changed[i] ^ flip);
      const auto read = parse_manifest(changed, "/n/manifest");
      ASSERT_FALSE(read.ok()) << "byte " << i;
      EXPECT_EQ(read.error().place.file, "/n/manifest");
    }
    ASSERT_FALSE(parse_manifest(std::string_view(whole).substr(0, i), "/n/manifest").ok()) << "cut at " << i;
  }
  EXPECT_FALSE(parse_manifest(whole + "\n", "/n/manifest").ok());
}

// Changed lines under a right checksum: an error, or the same manifest; never files outside the network.
TEST(Manifest, AForgedOneNamesNoFileElsewhere) {
  const std::string whole = manifest_text(made_manifest());
  const std::string body = whole.substr(0, whole.rfind("checksum "));
  const auto forged = [](const std::string& text) {
    return parse_manifest(text + "checksum " + digest_hex(std::as_bytes(std::span(text))) + "\n",
                          "/n/manifest");
  };
  ASSERT_TRUE(forged(body).ok());
  Random random(1);
  const std::string_view letters = "0159afZ %-./\n";
  for (int i = 0; i < 50'000; ++i) {
    std::string changed = body;
    for (std::uint32_t left = 1 + random.below(3); left > 0; --left) {
      changed[random.below(static_cast<std::uint32_t>(changed.size()))] =
          letters[random.below(static_cast<std::uint32_t>(letters.size()))];
    }
    const auto read = forged(changed);
    if (!read.ok()) continue;
    for (const ManifestEntry& entry : read->practices) {
      ASSERT_EQ(entry.file.find('/'), std::string::npos);
      ASSERT_EQ(entry.identities_file.find('/'), std::string::npos);
      ASSERT_NE(entry.file.front(), '.');
    }
  }
  std::string other_file = body;
  other_file.replace(other_file.find("A81001-3.meso"), 13, "A81001-4.meso");
  EXPECT_FALSE(forged(other_file).ok());
  std::string later = body;
  later.replace(later.find("generation 12"), 13, "generation 11");
  EXPECT_FALSE(forged(later).ok());
}

TEST(Manifest, ANewerOneIsRefusedByName) {
  const Error error = parse_manifest("meso network 2\nwhatever comes\n", "/n/manifest").error();
  EXPECT_EQ(error.kind, ErrorKind::kNewer);
  for (const char* part : {"/n/manifest", "version 2", "version 1"}) {
    EXPECT_NE(error.text().find(part), std::string::npos) << part;
  }
}

TEST(Manifest, ADamagedOneStopsReadersAndWritersAlike) {
  tests::FailingFiles files;
  const std::string text = manifest_text(made_manifest()) + "x";
  const auto bytes = std::as_bytes(std::span(text));
  files.put("/n/manifest", Bytes(bytes.begin(), bytes.end()));
  files.put("/n/practices/A81001-3.meso", Bytes(10));
  EXPECT_EQ(Snapshot::open(files, "/n", *KeyRing::open(files, "/keys")).error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(LoadTransaction::begin(files, "/n").error().kind, ErrorKind::kCorrupt);
  EXPECT_TRUE(files.exists("/n/practices/A81001-3.meso")) << "nothing is cleared away without a manifest";
}

TEST(KeyNames, HoldNoBlankAndTellNetworksAndPracticesApart) {
  EXPECT_EQ(hashing_key_name("00ff"), "network/00ff/hashing");
  EXPECT_EQ(identities_key_name("00ff"), "network/00ff/identities");
  EXPECT_EQ(practice_key_name("00ff", "A81001"), "network/00ff/practice/A81001");
  EXPECT_EQ(practice_key_name("00ff", "Oak & Ash"), "network/00ff/practice/Oak%20%26%20Ash");
}

}  // namespace
}  // namespace meso::records
