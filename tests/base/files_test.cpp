#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "failing_files.h"

namespace meso {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}
std::string text_of(const FileBytes& file) {
  return std::string(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
}

class RealFiles : public testing::Test {
 public:
  RealFiles() {
    std::string made = (std::filesystem::temp_directory_path() / "meso-files-XXXXXX").string();
    directory_ = mkdtemp(made.data());
  }
  ~RealFiles() override { std::filesystem::remove_all(directory_); }

 protected:
  std::string path(const std::string& name) const { return join_path(directory_, name); }
  void write(const std::string& name, std::string_view text) {
    auto file = files_.create(path(name));
    ASSERT_TRUE(file.ok()) << file.error().text();
    ASSERT_TRUE((*file)->append(bytes_of(text)).ok());
    ASSERT_TRUE((*file)->sync().ok());
    ASSERT_TRUE((*file)->close().ok());
  }
  mode_t mode_of(const std::string& name) const {
    struct stat status;
    EXPECT_EQ(::stat(path(name).c_str(), &status), 0);
    return status.st_mode & 0777;
  }

  FileSystem& files_ = real_files();
  std::string directory_;
};

TEST(Paths, JoinWithExactlyOneSlash) {
  EXPECT_EQ(join_path("a", "b"), "a/b");
  EXPECT_EQ(join_path("a//", "/b"), "a/b");
  EXPECT_EQ(join_path("/", "b"), "/b");
  EXPECT_EQ(join_path("", "b"), "b");
  EXPECT_EQ(base_name("/x/y.csv"), "y.csv");
  EXPECT_EQ(base_name("y.csv"), "y.csv");
  EXPECT_EQ(base_name("x/"), "");
}

TEST_F(RealFiles, ReadAndMapWhatWasWritten) {
  std::string large(1 << 20, 'x');
  large += "end";
  for (const std::string& text : {std::string(), std::string("one\n"), large}) {
    write("f", text);
    EXPECT_EQ(text_of(**files_.read(path("f"))), text);
    EXPECT_EQ(text_of(**files_.map(path("f"))), text);
  }
}

TEST_F(RealFiles, OnlyTheOwnerReadsWhatIsCreated) {
  const mode_t before = ::umask(0);
  write("new", "secret");
  EXPECT_EQ(mode_of("new"), 0600u);
  ::chmod(path("new").c_str(), 0644);
  write("new", "secret again");
  EXPECT_EQ(mode_of("new"), 0600u);
  ASSERT_TRUE(files_.make_directories(path("a/b/c")).ok());
  EXPECT_EQ(mode_of("a"), 0700u);
  EXPECT_EQ(mode_of("a/b/c"), 0700u);
  ::umask(before);
}

TEST_F(RealFiles, MappedBytesOutliveReplacementAndRemoval) {
  write("f", "old");
  const auto mapped = files_.map(path("f"));
  ASSERT_TRUE(replace_file(files_, path("f"), bytes_of("new and longer")).ok());
  EXPECT_EQ(text_of(**mapped), "old");
  EXPECT_EQ(text_of(**files_.read(path("f"))), "new and longer");
  ASSERT_TRUE(files_.remove(path("f")).ok());
  EXPECT_EQ(text_of(**mapped), "old");
  EXPECT_EQ(*files_.list(directory_), std::vector<std::string>{});
}

TEST_F(RealFiles, ErrorsNameThePathAndTheKind) {
  for (const auto& error : {files_.read(path("none")).error(), files_.map(path("none")).error(),
                            files_.list(path("none")).error(), files_.create(path("none/f")).error(),
                            files_.rename(path("none"), path("other")).error()}) {
    EXPECT_EQ(error.kind, ErrorKind::kNotFound);
    EXPECT_NE(error.text().find(directory_), std::string::npos);
  }
  EXPECT_EQ(files_.read(directory_).error().kind, ErrorKind::kIo);
  write("f", "x");
  EXPECT_EQ(files_.make_directories(path("f")).error().kind, ErrorKind::kIo);
  EXPECT_FALSE(files_.make_directories(path("f/g")).ok());
  EXPECT_TRUE(files_.remove(path("none")).ok());
}

TEST_F(RealFiles, ListNamesSortedAndKnowDirectories) {
  write("b", "");
  write("a", "");
  ASSERT_TRUE(files_.make_directories(path("c")).ok());
  EXPECT_EQ(*files_.list(directory_), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_TRUE(files_.is_directory(path("c")));
  EXPECT_FALSE(files_.is_directory(path("a")));
  EXPECT_TRUE(files_.exists(path("a")));
  EXPECT_FALSE(files_.exists(path("d")));
  EXPECT_TRUE(files_.sync_directory(directory_).ok());
}

TEST_F(RealFiles, ALockHoldsUntilItIsDropped) {
  auto held = files_.lock(path("lock"));
  ASSERT_TRUE(held.ok());
  EXPECT_EQ(files_.lock(path("lock")).error().kind, ErrorKind::kLocked);
  held->reset();
  EXPECT_TRUE(files_.lock(path("lock")).ok());
}

TEST_F(RealFiles, ALockDiesWithItsProcess) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = files_.lock(path("lock"));
    const char told = held.ok() ? 'y' : 'n';
    (void)!::write(ready[1], &told, 1);
    ::pause();
    ::_exit(0);
  }
  char told = 0;
  ASSERT_EQ(::read(ready[0], &told, 1), 1);
  EXPECT_EQ(told, 'y');
  EXPECT_EQ(files_.lock(path("lock")).error().kind, ErrorKind::kLocked);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(files_.lock(path("lock")).ok());
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST(ReplaceFile, ADeathInAnyChangeLeavesTheOldOrTheNew) {
  for (std::uint64_t n = 1; n <= 5; ++n) {
    for (std::uint64_t luck = 0; luck < 20; ++luck) {
      meso::tests::FailingFiles files;
      files.put("/d/f", Bytes(bytes_of("old").begin(), bytes_of("old").end()));
      files.die_at(n, luck % 2 == 0);
      const bool said_ok = replace_file(files, "/d/f", bytes_of("newer")).ok();
      EXPECT_TRUE(files.dead());
      files.restart(luck);
      const auto file = files.read("/d/f");
      ASSERT_TRUE(file.ok());
      const std::string text = text_of(**file);
      EXPECT_TRUE(text == "old" || text == "newer") << text;
      EXPECT_FALSE(said_ok);
    }
  }
}

TEST(ReplaceFile, AFailureIsReportedAndLeavesTheOld) {
  for (std::uint64_t n = 1; n <= 4; ++n) {
    meso::tests::FailingFiles files;
    files.put("/d/f", Bytes(bytes_of("old").begin(), bytes_of("old").end()));
    files.fail_at(n);
    EXPECT_FALSE(replace_file(files, "/d/f", bytes_of("newer")).ok());
    EXPECT_EQ(text_of(**files.read("/d/f")), "old");
    EXPECT_EQ(files.list("/d")->size(), 1u);
  }
}

}  // namespace
}  // namespace meso
