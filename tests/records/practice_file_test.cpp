#include "records/practice_file.h"

#include <gtest/gtest.h>

#include <atomic>
#include <bit>
#include <thread>

#include "base/failing_files.h"
#include "made_practices.h"

namespace meso::records::tests {
namespace {

using meso::tests::FailingFiles;

Facts round_trip(const PracticeContents& contents, const WriteOptions& options) {
  FailingFiles files;
  EXPECT_TRUE(files.make_directories("/d").ok());
  const FileKeys keys = made_keys();
  const Status written = write_practice_file(files, "/d/p.meso", contents, keys, options);
  EXPECT_TRUE(written.ok()) << written.error().text();
  auto file =
      PracticeFile::open(files, "/d/p.meso", options.seal ? std::optional(keys.sealing) : std::nullopt);
  EXPECT_TRUE(file.ok()) << file.error().text();
  const Status checked = (*file)->check_all();
  EXPECT_TRUE(checked.ok()) << checked.error().text();
  auto facts = read_facts(**file);
  EXPECT_TRUE(facts.ok()) << facts.error().text();
  return *facts;
}

TEST(PracticeFile, SaysWhatWasWritten) {
  const MadeShape shapes[] = {{20, 300, 12, false},     {1, 1, 1, false},        {3, 0, 1, false},
                              {0, 0, 0, false},         {50, 900, 40, true},     {2048, 5000, 9, false},
                              {2049, 5000, 300, false}, {5000, 20000, 50, false}};
  for (const bool seal : {false, true}) {
    std::uint64_t seed = 0;
    for (const MadeShape& shape : shapes) {
      const PracticeContents contents = made_practice("Y90001", ++seed, shape);
      WriteOptions options;
      options.seal = seal;
      EXPECT_EQ(round_trip(contents, options), expected_facts(contents, made_keys().hashing))
          << "shape " << seed;
    }
  }
}

constexpr MadeShape kSmall{5, 40, 6, false};

Bytes written_bytes(const PracticeContents& contents, const WriteOptions& options) {
  FailingFiles files;
  const Status written = write_practice_file(files, "/p.meso", contents, made_keys(), options);
  EXPECT_TRUE(written.ok()) << written.error().text();
  const auto file = files.read("/p.meso");
  return Bytes((*file)->bytes().begin(), (*file)->bytes().end());
}

std::unique_ptr<PracticeFile> opened(FailingFiles& files, const PracticeContents& contents,
                                     const WriteOptions& options) {
  files.put("/p.meso", written_bytes(contents, options));
  auto file = PracticeFile::open(files, "/p.meso", made_keys().sealing);
  EXPECT_TRUE(file.ok()) << file.error().text();
  return std::move(file).value();
}

TEST(PracticeFile, DependsOnNothingButWhatIsWritten) {
  const PracticeContents contents = made_practice("Y90001", 5, {9000, 40000, 70, false});
  WriteOptions options;
  options.threads = 1;
  const Bytes alone = written_bytes(contents, options);
  for (const int threads : {2, 3, 16}) {
    options.threads = threads;
    EXPECT_TRUE(written_bytes(contents, options) == alone) << threads << " threads";
  }
}

TEST(PracticeFile, APatientsIdIsTheSameInEveryLoad) {
  const Key key = made_key(4);
  EXPECT_EQ(patient_id(key, "Y90001", "17"), keyed_hash(key, "patient", "Y90001\n17"));
  EXPECT_NE(patient_id(key, "Y90001", "17"), patient_id(key, "Y9000", "117"));
  EXPECT_NE(patient_id(key, "Y90001", "17"), patient_id(made_key(5), "Y90001", "17"));
}

TEST(PracticeFile, RunsAndPostingsAreInOrder) {
  FailingFiles files;
  const auto file = opened(files, made_practice("Y90001", 6, {3000, 60000, 5, false}), {});
  ASSERT_EQ(file->block_count(), 2u);
  for (std::uint32_t index = 0; index < 2; ++index) {
    const Block& block = **file->block(index);
    EXPECT_TRUE(std::ranges::is_sorted(block.run_codes));
    for (std::size_t run = 0; run < block.run_codes.size(); ++run) {
      for (std::size_t i = block.run_starts[run] + 1; i < block.run_starts[run + 1]; ++i) {
        const auto place = [&](std::size_t at) {
          const std::uint32_t posting = block.postings[at];
          return std::make_tuple(posting_patient(posting), posting_date(posting), block.sequences[at]);
        };
        ASSERT_LE(place(i - 1), place(i));
      }
    }
  }
}

TEST(PracticeFile, ColumnsThatSayNothingAreAbsent) {
  FailingFiles files;
  PracticeContents contents = made_practice("Y90001", 7, {30, 200, 5, true});
  contents.spells.clear();
  const auto file = opened(files, contents, {});
  const Block& block = **file->block(0);
  EXPECT_EQ(block.postings.size(), 200u);
  EXPECT_TRUE(block.values.empty());
  EXPECT_TRUE(block.units.empty());
  EXPECT_TRUE(block.comparators.empty());
  EXPECT_TRUE(block.episodes.empty());
  EXPECT_TRUE(block.consultations.empty());
  EXPECT_TRUE(block.sequences.empty());
  for (const std::uint32_t values : block.run_values) EXPECT_EQ(values, kNoValues);
}

TEST(PracticeFile, ZeroHasOneSignAndMissingOneFace) {
  PracticeContents contents = made_practice("Y90001", 7, {1, 0, 1, true});
  EventRecord event;
  event.date = Date{100};
  for (const float value : {-0.0f, 0.0f, std::nanf("1"), -std::nanf("2")}) {
    event.value = value;
    contents.events.push_back(event);
  }
  contents.spells.clear();
  FailingFiles files;
  const auto file = opened(files, contents, {});
  const Block& block = **file->block(0);
  ASSERT_EQ(block.values.size(), 4u);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(block.values[0]), 0u);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(block.values[1]), 0u);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(block.values[2]), std::bit_cast<std::uint32_t>(block.values[3]));
}

TEST(Dictionary, BeginsWithSpellsThenGroupsThenTheRest) {
  using terms::Code;
  using terms::System;
  PracticeContents contents = made_practice("Y90001", 8, {1, 0, 0, true});
  contents.spells = {{0, Date{100}, Date{200}}};
  contents.codes = {{System::kSnomed, "5"}, {System::kSnomed, "1"}, {System::kLoinc, "3"},
                    {System::kSnomed, "4"}, {System::kSnomed, "2"}, {System::kSnomed, "never used"}};
  for (std::uint32_t code = 0; code < 5; ++code) {
    EventRecord event;
    event.code = code;
    event.value = std::numeric_limits<float>::quiet_NaN();
    contents.events.push_back(event);
  }
  WriteOptions options;
  options.code_groups = {{{System::kLoinc, "3"}, {System::kSnomed, "4"}, {System::kSnomed, "unknown"}},
                         {{System::kSnomed, "4"}, {System::kSnomed, "2"}, {System::kSnomed, "2"}}};
  FailingFiles files;
  const auto file = opened(files, contents, options);
  ASSERT_TRUE(file->codes().ok());
  const std::vector<Code> expected = {registered_code(),      left_code(),
                                      {System::kSnomed, "4"}, {System::kLoinc, "3"},
                                      {System::kSnomed, "2"}, {System::kSnomed, "1"},
                                      {System::kSnomed, "5"}};
  EXPECT_EQ(**file->codes(), expected);
  EXPECT_EQ(file->find_code({System::kSnomed, "1"}), 5u);
  EXPECT_FALSE(file->find_code({System::kSnomed, "never used"}));
  EXPECT_FALSE(file->find_code({System::kLoinc, "1"}));
  EXPECT_EQ(file->ranges(options.code_groups[0]), (std::vector<CodeRange>{{2, 4}}));
  EXPECT_EQ(file->ranges(options.code_groups[1]), (std::vector<CodeRange>{{2, 3}, {4, 5}}));
  EXPECT_EQ(file->ranges({}), std::vector<CodeRange>{});
}

TEST(Dictionary, NoAnswerDependsOnItsOrder) {
  const PracticeContents contents = made_practice("Y90001", 9, {60, 2000, 40, false});
  const Facts expected = expected_facts(contents, made_keys().hashing);
  Random random(9);
  for (int i = 0; i < 20; ++i) {
    WriteOptions options;
    for (std::uint32_t group = random.below(6); group > 0; --group) {
      options.code_groups.emplace_back();
      for (std::uint32_t code = random.below(20); code > 0; --code) {
        options.code_groups.back().push_back(contents.codes[random.below(40)]);
      }
    }
    EXPECT_EQ(round_trip(contents, options), expected);
  }
}

TEST(PracticeFile, WhatCannotBeStoredIsRefusedWithoutItsContent) {
  const auto refused = [](auto spoil) {
    PracticeContents contents = made_practice("Y90001", 10, kSmall);
    contents.patients[1].own_number = "secret-17";
    spoil(contents);
    FailingFiles files;
    const Status status = write_practice_file(files, "/p.meso", std::move(contents), made_keys(), {});
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(status.error().kind, ErrorKind::kBadInput);
    EXPECT_EQ(status.error().text().find("secret"), std::string::npos);
    EXPECT_FALSE(files.exists("/p.meso"));
  };
  refused([](auto& c) { c.practice = ""; });
  refused([](auto& c) { c.practice = std::string(65, 'x'); });
  refused([](auto& c) { c.practice = "A\nB"; });
  refused([](auto& c) { c.as_at = kUnknownDate; });
  refused([](auto& c) { c.patients[0].own_number = "secret-17"; });
  refused([](auto& c) { c.patients[0].birth = Date{70000}; });
  refused([](auto& c) { c.patients[0].death = Date{-1}; });
  refused([](auto& c) { c.events[0].patient = kSmall.patients; });
  refused([](auto& c) { c.events[0].code = kSmall.codes; });
  refused([](auto& c) { c.events[0].date = Date{65536}; });
  refused([](auto& c) { c.events[0].value = std::numeric_limits<float>::infinity(); });
  refused([](auto& c) { c.spells.push_back({kSmall.patients, Date{1}, Date{2}}); });
  refused([](auto& c) { c.spells.push_back({0, Date{-5}, Date{2}}); });
  refused([](auto& c) { c.codes[1] = c.codes[0]; });
  refused([](auto& c) { c.codes[0] = registered_code(); });
}

TEST(PracticeFile, ADiskThatFailsIsAnErrorAndLeavesNoFile) {
  FailingFiles counted;
  ASSERT_TRUE(write_practice_file(counted, "/p.meso", made_practice("Y90001", 3, {3000, 50, 6, false}),
                                  made_keys(), {})
                  .ok());
  for (std::uint64_t n = 1; n <= counted.changes(); ++n) {
    FailingFiles files;
    files.fail_at(n);
    const Status status = write_practice_file(
        files, "/p.meso", made_practice("Y90001", 3, {3000, 50, 6, false}), made_keys(), {});
    ASSERT_FALSE(status.ok()) << counted.history()[n - 1];
    EXPECT_EQ(status.error().kind, ErrorKind::kIo);
    EXPECT_FALSE(files.exists("/p.meso"));
  }
}

TEST(SealedPracticeFile, OpensOnlyWithItsKey) {
  FailingFiles files;
  WriteOptions options;
  options.seal = true;
  files.put("/p.meso", written_bytes(made_practice("Y90001", 11, kSmall), options));
  EXPECT_EQ(PracticeFile::open(files, "/p.meso", std::nullopt).error().kind, ErrorKind::kRefused);
  EXPECT_EQ(PracticeFile::open(files, "/p.meso", made_key(77)).error().kind, ErrorKind::kRefused);
  EXPECT_TRUE(PracticeFile::open(files, "/p.meso", made_keys().sealing).ok());
}

TEST(SealedPracticeFile, ShowsNothingButThePracticesCode) {
  WriteOptions options;
  PracticeContents contents = made_practice("Y90001", 12, {50, 500, 6, false});
  contents.patients[3].own_number = "legible-number";
  const auto shows = [&](std::string_view text) {
    const Bytes bytes = written_bytes(contents, options);
    return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).find(text) !=
           std::string::npos;
  };
  for (const char* text : {"legible-number", "made for a test", "E0100000", "registered", "990000"}) {
    options.seal = false;
    EXPECT_TRUE(shows(text)) << text;
    options.seal = true;
    EXPECT_FALSE(shows(text)) << text;
  }
  EXPECT_TRUE(shows("Y90001"));
}

TEST(PracticeFile, ANewerOneIsRefusedByName) {
  for (const bool seal : {false, true}) {
    WriteOptions options;
    options.seal = seal;
    Bytes bytes = written_bytes(made_practice("Y90001", 13, kSmall), options);
    bytes[8] = std::byte{3};
    FailingFiles files;
    files.put("/p.meso", bytes);
    const Error error = PracticeFile::open(files, "/p.meso", made_keys().sealing).error();
    EXPECT_EQ(error.kind, ErrorKind::kNewer);
    for (const char* part : {"/p.meso", "version 3", "version 1"}) {
      EXPECT_NE(error.text().find(part), std::string::npos) << part;
    }
  }
}

TEST(PracticeFile, ManyThreadsTouchOneFileAtOnce) {
  for (const bool seal : {false, true}) {
    FailingFiles files;
    WriteOptions options;
    options.seal = seal;
    const PracticeContents contents = made_practice("Y90001", 14, {9000, 30000, 30, false});
    const Facts expected = expected_facts(contents, made_keys().hashing);
    const auto file = opened(files, contents, options);
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        const auto facts = read_facts(*file);
        right += facts.ok() && *facts == expected;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(right, 8);
    EXPECT_EQ(*file->block(0), *file->block(0)) << "a block is loaded once";
  }
}

}  // namespace
}  // namespace meso::records::tests
