// The one road to the operating system's files, so that every failure can be faked in a test.
//
// `FileSystem` is the interface; `real_files()` is the machine's own. A test wraps it in one that fails, or
// dies, inside the n-th write, sync or rename (tests/base/failing_files.h). Nothing else in Meso opens,
// writes, renames or removes a file of a network's directory, except SQLite the journal's (base/sqlite).
//
// Paths are UTF-8 strings. Errors are ErrorKind::kIo (or kNotFound, kLocked)
// and name the path, never its content.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace meso {

using Bytes = std::vector<std::byte>;

// The bytes of a whole file: mapped where that is safe, else read. Stays valid while it lives, even when the
// file is replaced by a rename. Immutable; safe to read from several threads. The first byte lies where any
// number may begin (16-byte aligned).
class FileBytes {
 public:
  virtual ~FileBytes() = default;
  virtual std::span<const std::byte> bytes() const = 0;
};

// A file being written, from empty, in order. Nothing is promised to be on disk before sync() returned ok.
class WritableFile {
 public:
  virtual ~WritableFile() = default;
  virtual Status append(std::span<const std::byte> bytes) = 0;
  virtual Status sync() = 0;   // data and metadata are on disk
  virtual Status close() = 0;  // REQUIRES: called once, last
};

// Held for as long as it lives; released by the system when the process dies.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  virtual Result<std::unique_ptr<FileBytes>> read(const std::string& path) = 0;
  virtual Result<std::unique_ptr<FileBytes>> map(const std::string& path) = 0;
  // Creates or empties `path`, readable by its owner only.
  virtual Result<std::unique_ptr<WritableFile>> create(const std::string& path) = 0;
  virtual Status rename(const std::string& from, const std::string& to) = 0;  // atomic, replaces `to`
  virtual Status remove(const std::string& path) = 0;                         // ok when it is not there
  virtual Status make_directories(const std::string& path) = 0;
  virtual Status sync_directory(const std::string& path) = 0;  // makes creations and renames in it durable
  virtual bool exists(const std::string& path) = 0;
  virtual bool is_directory(const std::string& path) = 0;
  virtual Result<std::vector<std::string>> list(const std::string& directory) = 0;  // names, sorted
  // An exclusive lock on `path` (created if missing); kLocked at once when another process holds it.
  virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path) = 0;
};

FileSystem& real_files();

// Joins with exactly one slash.
std::string join_path(std::string_view directory, std::string_view name);
// What follows the last slash.
std::string_view base_name(std::string_view path);

// Writes `bytes` to `path` so that a crash at any instant leaves either the old file or the new one: a
// temporary file beside it (`path`.new), sync, rename, sync of the directory. REQUIRES: one writer of `path`
// at a time.
Status replace_file(FileSystem& files, const std::string& path, std::span<const std::byte> bytes);

}  // namespace meso
