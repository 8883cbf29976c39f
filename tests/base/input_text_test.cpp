#include "base/input_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "memory_files.h"

namespace meso {
namespace {

std::string gzip(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string read(const std::string& bytes) {
  tests::MemoryFiles files({{"f", bytes}});
  const auto input = InputText::open(files, "f", "f");
  return input.ok() ? std::string(input->text()) : "error: " + input.error().text();
}

TEST(InputText, IsTheSamePlainAndPacked) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i) + "\n";
  EXPECT_EQ(read(text), text);
  EXPECT_EQ(read(gzip(text)), text);
  EXPECT_EQ(read(gzip("")), "");
  EXPECT_EQ(read(""), "");
}

TEST(InputText, MembersOfAGzipFollowEachOtherAndMayBePadded) {
  EXPECT_EQ(read(gzip("one ") + gzip("two")), "one two");
  EXPECT_EQ(read(gzip("one") + std::string(512, '\0')), "one");
  EXPECT_THAT(read(gzip("one") + "two"), testing::HasSubstr("followed by something else"));
}

TEST(InputText, AGzipCutAnywhereIsAnErrorAndNeverAShorterText) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += std::to_string(i * i) + ",";
  const std::string packed = gzip(text);
  for (std::size_t length = 2; length < packed.size(); ++length) {
    EXPECT_THAT(read(packed.substr(0, length)), testing::StartsWith("error: f: the gzip file is ")) << length;
  }
  std::string damaged = packed;
  damaged[damaged.size() - 6] ^= 1;  // in the checksum
  EXPECT_THAT(read(damaged), testing::HasSubstr("damaged"));
}

TEST(InputText, ByteOrderMarksAreDroppedAndUtf16IsRefused) {
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "a,b"),
            "a,b");
  EXPECT_THAT(read("\xFF\xFE"
                   "a"),
              testing::HasSubstr("UTF-16"));
  EXPECT_THAT(read("\xFE\xFF"
                   "a"),
              testing::HasSubstr("UTF-16"));
}

TEST(InputText, TheBeginningIsEnoughToRecognise) {
  const std::string packed = gzip(std::string(100'000, 'x'));
  tests::MemoryFiles files({{"f", packed.substr(0, packed.size() / 2)}});
  const auto input = InputText::open_beginning(files, "f", "f", 10);
  ASSERT_TRUE(input.ok());
  EXPECT_EQ(input->text(), "xxxxxxxxxx");
}

TEST(InputText, TextThatIsNotUtf8IsReadAsWindows1252) {
  bool transcoded = false;
  EXPECT_EQ(to_utf8("Zo\xC3\xAB", transcoded), "Zo\xC3\xAB");
  EXPECT_FALSE(transcoded);
  EXPECT_EQ(to_utf8("Zo\xEB \x96 O\x92Neill \x80", transcoded),
            "Zo\xC3\xAB \xE2\x80\x93 O\xE2\x80\x99Neill \xE2\x82\xAC");
  EXPECT_TRUE(transcoded);
}

TEST(InputText, Utf8IsCheckedToTheLetter) {
  EXPECT_TRUE(is_utf8("\xF0\x9F\x99\x82"));
  EXPECT_FALSE(is_utf8("\xC0\xAF"));          // overlong
  EXPECT_FALSE(is_utf8("\xE0\x80\xAF"));      // overlong
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // a surrogate
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // beyond the last
  EXPECT_FALSE(is_utf8("\xE2\x82"));          // cut short
  EXPECT_FALSE(is_utf8("\x80"));
}

}  // namespace
}  // namespace meso
