// Files that lie in memory and are only read: sources for the tests and fuzzers of readers.

#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"

namespace meso::tests {

class MemoryFiles final : public FileSystem {
 public:
  MemoryFiles() = default;
  explicit MemoryFiles(std::map<std::string, std::string> files) : files_(std::move(files)) {}

  void put(const std::string& path, std::string text) { files_[path] = std::move(text); }

  Result<std::unique_ptr<FileBytes>> read(const std::string& path) override { return map(path); }
  Result<std::unique_ptr<FileBytes>> map(const std::string& path) override {
    const auto found = files_.find(path);
    if (found == files_.end()) return Error{ErrorKind::kNotFound, "there is no such file", Place{path}, ""};
    return std::unique_ptr<FileBytes>(std::make_unique<Held>(found->second));
  }
  bool exists(const std::string& path) override { return files_.contains(path) || is_directory(path); }
  bool is_directory(const std::string& path) override {
    const auto after = files_.lower_bound(path + "/");
    return after != files_.end() && after->first.starts_with(path + "/");
  }
  Result<std::vector<std::string>> list(const std::string& directory) override {
    std::set<std::string> names;
    for (const auto& [path, text] : files_) {
      if (!path.starts_with(directory + "/")) continue;
      const std::string below = path.substr(directory.size() + 1);
      names.insert(below.substr(0, below.find('/')));
    }
    return std::vector<std::string>(names.begin(), names.end());
  }

  Result<std::unique_ptr<WritableFile>> create(const std::string& path) override { return only_read(path); }
  Status rename(const std::string& from, const std::string&) override { return only_read(from); }
  Status remove(const std::string& path) override { return only_read(path); }
  Status make_directories(const std::string& path) override { return only_read(path); }
  Status sync_directory(const std::string& path) override { return only_read(path); }
  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override { return only_read(path); }

 private:
  // A copy of its own, to the byte: reading past its end is found by the sanitizers.
  class Held final : public FileBytes {
   public:
    explicit Held(const std::string& text)
        : bytes_(reinterpret_cast<const std::byte*>(text.data()),
                 reinterpret_cast<const std::byte*>(text.data()) + text.size()) {}
    std::span<const std::byte> bytes() const override { return bytes_; }

   private:
    std::vector<std::byte> bytes_;
  };

  static Error only_read(const std::string& path) {
    return Error{ErrorKind::kIo, "these files are only read", Place{path}, ""};
  }

  std::map<std::string, std::string> files_;
};

}  // namespace meso::tests
