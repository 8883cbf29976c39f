// The machine's own files, by POSIX calls.
//
// Streams of the C++ library are not used: they hide the error number, cannot sync, and cannot create a file
// that only its owner reads. Files are 0600 and directories 0700 from the first instant, not after a chmod.

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "base/files.h"

namespace meso {
namespace {

Error system_error(const std::string& what, const std::string& path, int number) {
  ErrorKind kind = ErrorKind::kIo;
  std::string hint;
  if (number == ENOENT) kind = ErrorKind::kNotFound;
  if (number == EACCES || number == EPERM) hint = "check who owns it and who may read and write it";
  if (number == ENOSPC || number == EDQUOT) hint = "make room on the disk and try again";
  return Error{kind, what + ": " + std::generic_category().message(number), Place{path, 0, 0}, hint};
}

// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

int open_retrying(const std::string& path, int flags, mode_t mode = 0) {
  int number;
  do {
    number = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (number < 0 && errno == EINTR);
  return number;
}

class ReadBytes final : public FileBytes {
 public:
  explicit ReadBytes(Bytes bytes) : bytes_(std::move(bytes)) {}
  std::span<const std::byte> bytes() const override { return bytes_; }

 private:
  Bytes bytes_;
};

class MappedBytes final : public FileBytes {
 public:
  MappedBytes(void* start, std::size_t size) : start_(start), size_(size) {}
  MappedBytes(const MappedBytes&) = delete;
  MappedBytes& operator=(const MappedBytes&) = delete;
  ~MappedBytes() override { ::munmap(start_, size_); }
  std::span<const std::byte> bytes() const override { return {static_cast<const std::byte*>(start_), size_}; }

 private:
  void* start_;
  std::size_t size_;
};

class PosixWritableFile final : public WritableFile {
 public:
  PosixWritableFile(Descriptor descriptor, std::string path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

  Status append(std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_.number(), bytes.data(), bytes.size());
      if (written < 0) {
        if (errno == EINTR) continue;
        return system_error("cannot write", path_, errno);
      }
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
  }

  Status sync() override {
    if (::fsync(descriptor_.number()) != 0) return system_error("cannot sync", path_, errno);
    return {};
  }

  Status close() override {
    // The descriptor is gone after close() whatever it returns; a second close could hit another file.
    if (::close(descriptor_.release()) != 0 && errno != EINTR)
      return system_error("cannot close", path_, errno);
    return {};
  }

 private:
  Descriptor descriptor_;
  std::string path_;
};

class PosixLock final : public FileLock {
 public:
  explicit PosixLock(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

 private:
  Descriptor descriptor_;
};

struct OpenedFile {
  Descriptor descriptor;
  std::size_t size;
  bool regular;
};

Result<OpenedFile> open_to_read(const std::string& path) {
  Descriptor descriptor(open_retrying(path, O_RDONLY));
  if (descriptor.number() < 0) return system_error("cannot open", path, errno);
  struct stat status;
  if (::fstat(descriptor.number(), &status) != 0) return system_error("cannot open", path, errno);
  if (S_ISDIR(status.st_mode)) {
    return Error{ErrorKind::kIo, "is a directory where a file is wanted", Place{path, 0, 0}, ""};
  }
  const bool regular = S_ISREG(status.st_mode);
  return OpenedFile{std::move(descriptor), regular ? static_cast<std::size_t>(status.st_size) : 0, regular};
}

class PosixFiles final : public FileSystem {
 public:
  Result<std::unique_ptr<FileBytes>> read(const std::string& path) override {
    MESO_ASSIGN_OR_RETURN(OpenedFile file, open_to_read(path));
    // Asks for one byte more than the file was long, so that a file that grows,
    // or a pipe, is still read to its end.
    Bytes bytes(file.size + 1);
    std::size_t filled = 0;
    while (true) {
      if (filled == bytes.size()) bytes.resize(bytes.size() * 2 + 65536);
      const ssize_t got = ::read(file.descriptor.number(), bytes.data() + filled, bytes.size() - filled);
      if (got < 0) {
        if (errno == EINTR) continue;
        return system_error("cannot read", path, errno);
      }
      if (got == 0) break;
      filled += static_cast<std::size_t>(got);
    }
    bytes.resize(filled);
    return std::unique_ptr<FileBytes>(std::make_unique<ReadBytes>(std::move(bytes)));
  }

  Result<std::unique_ptr<FileBytes>> map(const std::string& path) override {
    MESO_ASSIGN_OR_RETURN(OpenedFile file, open_to_read(path));
    if (!file.regular || file.size == 0) return read(path);  // an empty mapping is an error, a pipe has none
    void* start = ::mmap(nullptr, file.size, PROT_READ, MAP_PRIVATE, file.descriptor.number(), 0);
    if (start == MAP_FAILED) return read(path);  // some network disks cannot map
    return std::unique_ptr<FileBytes>(std::make_unique<MappedBytes>(start, file.size));
  }

  Result<std::unique_ptr<WritableFile>> create(const std::string& path) override {
    Descriptor descriptor(open_retrying(path, O_WRONLY | O_CREAT | O_TRUNC, 0600));
    if (descriptor.number() < 0) return system_error("cannot create", path, errno);
    struct stat status;
    // An older file that others could read is emptied above and closed to
    // them here, before anything is written.
    if (::fstat(descriptor.number(), &status) != 0 ||
        (S_ISREG(status.st_mode) && (status.st_mode & 0777) != 0600 &&
         ::fchmod(descriptor.number(), 0600) != 0)) {
      return system_error("cannot make readable by its owner only", path, errno);
    }
    return std::unique_ptr<WritableFile>(std::make_unique<PosixWritableFile>(std::move(descriptor), path));
  }

  Status rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return system_error("cannot rename to " + to, from, errno);
    return {};
  }

  Status remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return system_error("cannot remove", path, errno);
    return {};
  }

  Status make_directories(const std::string& path) override {
    for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
      const std::string upto = path.substr(0, slash);
      if (!upto.empty() && !is_directory(upto) && ::mkdir(upto.c_str(), 0700) != 0 && errno != EEXIST) {
        return system_error("cannot make the directory", upto, errno);
      }
      if (slash == std::string::npos) break;
    }
    if (!is_directory(path)) {
      return Error{ErrorKind::kIo, "a file stands where a directory is wanted", Place{path, 0, 0}, ""};
    }
    return {};
  }

  Status sync_directory(const std::string& path) override {
    const Descriptor descriptor(open_retrying(path, O_RDONLY | O_DIRECTORY));
    if (descriptor.number() < 0 || ::fsync(descriptor.number()) != 0) {
      return system_error("cannot sync the directory", path, errno);
    }
    return {};
  }

  bool exists(const std::string& path) override {
    struct stat status;
    return ::stat(path.c_str(), &status) == 0;
  }

  bool is_directory(const std::string& path) override {
    struct stat status;
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  }

  Result<std::vector<std::string>> list(const std::string& directory) override {
    DIR* stream = ::opendir(directory.c_str());
    if (stream == nullptr) return system_error("cannot list", directory, errno);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(stream)) {
      const std::string name = entry->d_name;
      if (name != "." && name != "..") names.push_back(name);
      errno = 0;
    }
    const int number = errno;
    ::closedir(stream);
    if (number != 0) return system_error("cannot list", directory, number);
    std::sort(names.begin(), names.end());
    return names;
  }

  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override {
    Descriptor descriptor(open_retrying(path, O_RDWR | O_CREAT, 0600));
    if (descriptor.number() < 0) return system_error("cannot open the lock", path, errno);
    int result;
    do {
      result = ::flock(descriptor.number(), LOCK_EX | LOCK_NB);
    } while (result != 0 && errno == EINTR);
    if (result != 0 && errno == EWOULDBLOCK) {
      return Error{ErrorKind::kLocked, "another program is writing here", Place{path, 0, 0},
                   "wait until it has finished and try again"};
    }
    if (result != 0) return system_error("cannot lock", path, errno);
    return std::unique_ptr<FileLock>(std::make_unique<PosixLock>(std::move(descriptor)));
  }
};

}  // namespace

FileSystem& real_files() {
  static PosixFiles files;
  return files;
}

}  // namespace meso
