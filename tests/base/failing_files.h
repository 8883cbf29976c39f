// A disk in memory that fails or dies when a test says so, and forgets after death what was never synced.
//
// Every file has what programs see and what is on the platter; every directory has names that programs see
// and names on the platter. sync() and sync_directory() carry the one to the other. die_at(n) lets the n-th
// change (create, append, sync, rename, remove, make or sync a directory; counted from 1) be done by half,
// and every later call fails. restart() is the machine coming up again: of each unsynced change to a
// directory a coin says whether it survived (POSIX orders none of them), and an unsynced file is its old
// self, or a torn prefix, or has the length but not the bytes. fail_at(n) lets only the n-th change fail, as
// a full disk does.

#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/random.h"

namespace meso::tests {

class FailingFiles final : public FileSystem {
 public:
  FailingFiles() { directories_["/"]; }

  void die_at(std::uint64_t change, bool done) {
    die_at_ = changes_ + change;
    dies_done_ = done;
  }
  void fail_at(std::uint64_t change) { fail_first_ = fail_last_ = changes_ + change; }
  void fail_from(std::uint64_t change) {
    fail_first_ = changes_ + change;
    fail_last_ = ~std::uint64_t{0};
  }
  bool dead() const { return dead_; }
  std::uint64_t changes() const { return changes_; }
  // What each change was, for a test that must know where it struck: "append /n/manifest.new".
  const std::vector<std::string>& history() const { return history_; }

  // Comes up after a death (or a power cut now).
  void restart(std::uint64_t seed) {
    Random random(seed);
    for (auto& [path, directory] : directories_) {
      auto names = directory.durable;
      for (const Step& step : directory.unsynced) {
        if (random.below(2) == 0) continue;
        for (const auto& [name, inode] : step) {
          if (inode == nullptr) {
            names.erase(name);
          } else {
            names[name] = inode;
          }
        }
      }
      directory = Directory{names, names, {}};
    }
    drop_unreachable_directories();
    std::set<Inode*> seen;
    for (auto& [path, directory] : directories_) {
      for (auto& [name, inode] : directory.names) {
        if (seen.insert(inode.get()).second) inode->crash(random);
      }
    }
    revive();
  }

  // Only the program had died: another one finds everything as it was left, synced or not.
  void revive() {
    locked_.clear();
    dead_ = false;
    die_at_ = fail_first_ = fail_last_ = 0;
  }

  // Puts a file there, synced, without counting.
  void put(const std::string& path, Bytes bytes) {
    const auto [directory, name] = split(path);
    make_tree(directory);
    auto inode = std::make_shared<Inode>();
    inode->now = inode->durable = std::move(bytes);
    Directory& in = directories_[directory];
    in.names[name] = in.durable[name] = inode;
  }

  Result<std::unique_ptr<FileBytes>> read(const std::string& path) override {
    if (dead_) return death(path);
    const auto inode = find(path);
    if (inode == nullptr || inode->directory) return missing(path);
    return std::unique_ptr<FileBytes>(std::make_unique<Held>(inode->now));
  }
  Result<std::unique_ptr<FileBytes>> map(const std::string& path) override { return read(path); }

  Result<std::unique_ptr<WritableFile>> create(const std::string& path) override {
    const Fate fate = change("create " + path);
    if (fate == Fate::kFailed) return failure(path);
    const auto [directory, name] = split(path);
    if (!directories_.contains(directory)) return missing(path);
    auto inode = find(path);
    if (inode == nullptr && fate != Fate::kDiesUndone) {
      inode = std::make_shared<Inode>();
      step(directory, {{name, inode}});
    }
    if (inode != nullptr && fate != Fate::kDiesUndone) inode->now.clear();
    if (dead_) return death(path);
    return std::unique_ptr<WritableFile>(std::make_unique<Open>(*this, inode, path));
  }

  Status rename(const std::string& from, const std::string& to) override {
    const Fate fate = change("rename " + to);
    if (fate == Fate::kFailed) return failure(from);
    const auto inode = find(from);
    if (!dead_ && inode == nullptr) return missing(from);
    const auto [directory, name] = split(to);
    const auto [from_directory, from_name] = split(from);
    if (directory != from_directory) return failure(to);  // Meso renames only inside one directory
    if (fate != Fate::kDiesUndone && inode != nullptr) step(directory, {{from_name, nullptr}, {name, inode}});
    return dead_ ? Status(death(from)) : Status();
  }

  Status remove(const std::string& path) override {
    const Fate fate = change("remove " + path);
    if (fate == Fate::kFailed) return failure(path);
    const auto [directory, name] = split(path);
    if (fate != Fate::kDiesUndone && find(path) != nullptr) step(directory, {{name, nullptr}});
    return dead_ ? Status(death(path)) : Status();
  }

  Status make_directories(const std::string& path) override {
    if (is_directory(path)) return {};
    const Fate fate = change("mkdir " + path);
    if (fate == Fate::kFailed) return failure(path);
    if (fate != Fate::kDiesUndone) make_tree(path, /*durable=*/false);
    return dead_ ? Status(death(path)) : Status();
  }

  Status sync_directory(const std::string& path) override {
    const Fate fate = change("sync " + path);
    if (fate == Fate::kFailed) return failure(path);
    const auto at = directories_.find(path);
    if (!dead_ && at == directories_.end()) return missing(path);
    if (at != directories_.end() && fate != Fate::kDiesUndone) {
      at->second.durable = at->second.names;
      at->second.unsynced.clear();
    }
    return dead_ ? Status(death(path)) : Status();
  }

  bool exists(const std::string& path) override { return !dead_ && (path == "/" || find(path) != nullptr); }
  bool is_directory(const std::string& path) override { return !dead_ && directories_.contains(path); }

  Result<std::vector<std::string>> list(const std::string& path) override {
    if (dead_) return death(path);
    const auto at = directories_.find(path);
    if (at == directories_.end()) return missing(path);
    std::vector<std::string> names;
    for (const auto& [name, inode] : at->second.names) names.push_back(name);
    return names;
  }

  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override {
    if (dead_) return death(path);
    const auto [directory, name] = split(path);
    if (!directories_.contains(directory)) return missing(path);
    if (!locked_.insert(path).second) {
      return Error{ErrorKind::kLocked, "another program is writing here", Place{path, 0, 0}, ""};
    }
    if (find(path) == nullptr) step(directory, {{name, std::make_shared<Inode>()}});
    return std::unique_ptr<FileLock>(std::make_unique<Lock>(*this, path));
  }

 private:
  enum class Fate { kDone, kFailed, kDiesDone, kDiesUndone };
  struct Inode {
    Bytes now;
    Bytes durable;
    bool directory = false;

    void crash(Random& random) {
      if (now != durable) {
        switch (random.below(3)) {
          case 0:
            now = durable;
            break;
          case 1:
            now.resize(random.below(static_cast<std::uint32_t>(now.size() + 1)));
            break;
          default:  // the length arrived, the bytes did not
            for (auto i = now.begin() + random.below(static_cast<std::uint32_t>(now.size() + 1));
                 i != now.end(); ++i) {
              *i = std::byte{0};
            }
        }
      }
      durable = now;
    }
  };
  using Names = std::map<std::string, std::shared_ptr<Inode>>;
  using Step = std::vector<std::pair<std::string, std::shared_ptr<Inode>>>;  // name -> inode; null: gone
  struct Directory {
    Names names;
    Names durable;
    std::vector<Step> unsynced;
  };

  class Held final : public FileBytes {
   public:
    explicit Held(Bytes bytes) : bytes_(std::move(bytes)) {}
    std::span<const std::byte> bytes() const override { return bytes_; }

   private:
    Bytes bytes_;
  };

  class Lock final : public FileLock {
   public:
    Lock(FailingFiles& files, std::string path) : files_(files), path_(std::move(path)) {}
    ~Lock() override { files_.locked_.erase(path_); }

   private:
    FailingFiles& files_;
    std::string path_;
  };

  class Open final : public WritableFile {
   public:
    Open(FailingFiles& files, std::shared_ptr<Inode> inode, std::string path)
        : files_(files), inode_(std::move(inode)), path_(std::move(path)) {}
    Status append(std::span<const std::byte> bytes) override {
      const Fate fate = files_.change("append " + path_);
      if (fate == Fate::kFailed || fate == Fate::kDiesUndone) bytes = bytes.first(bytes.size() / 2);
      inode_->now.insert(inode_->now.end(), bytes.begin(), bytes.end());
      return outcome(fate);
    }
    Status sync() override {
      const Fate fate = files_.change("sync " + path_);
      if (fate == Fate::kDone || fate == Fate::kDiesDone) inode_->durable = inode_->now;
      return outcome(fate);
    }
    Status close() override { return files_.dead_ ? Status(death(path_)) : Status(); }

   private:
    Status outcome(Fate fate) const {
      if (files_.dead_) return death(path_);
      return fate == Fate::kFailed ? Status(failure(path_)) : Status();
    }
    FailingFiles& files_;
    std::shared_ptr<Inode> inode_;
    std::string path_;
  };

  Fate change(const std::string& what) {
    if (dead_) return Fate::kDiesUndone;
    ++changes_;
    history_.push_back(what);
    if (fail_first_ != 0 && changes_ >= fail_first_ && changes_ <= fail_last_) return Fate::kFailed;
    if (changes_ != die_at_) return Fate::kDone;
    dead_ = true;
    return dies_done_ ? Fate::kDiesDone : Fate::kDiesUndone;
  }

  static Error death(const std::string& path) {
    return Error{ErrorKind::kIo, "the machine is off", Place{path, 0, 0}, ""};
  }
  static Error failure(const std::string& path) {
    return Error{ErrorKind::kIo, "no space left on device", Place{path, 0, 0}, ""};
  }
  static Error missing(const std::string& path) {
    return Error{ErrorKind::kNotFound, "no such file or directory", Place{path, 0, 0}, ""};
  }
  static std::pair<std::string, std::string> split(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
  }

  std::shared_ptr<Inode> find(const std::string& path) const {
    const auto [directory, name] = split(path);
    const auto in = directories_.find(directory);
    if (in == directories_.end()) return nullptr;
    const auto at = in->second.names.find(name);
    return at == in->second.names.end() ? nullptr : at->second;
  }
  void step(const std::string& directory, Step changed) {
    Directory& in = directories_[directory];
    for (const auto& [name, inode] : changed) {
      if (inode == nullptr) {
        in.names.erase(name);
      } else {
        in.names[name] = inode;
      }
    }
    in.unsynced.push_back(std::move(changed));
  }
  void make_tree(const std::string& path, bool durable = true) {
    if (directories_.contains(path)) return;
    const auto [parent, name] = split(path);
    make_tree(parent, durable);
    auto inode = std::make_shared<Inode>();
    inode->directory = true;
    step(parent, {{name, inode}});
    if (durable) directories_[parent].durable[name] = inode;
    directories_[path];
  }
  void drop_unreachable_directories() {
    for (auto at = directories_.begin(); at != directories_.end();) {
      // Parents come before children in the order of the map.
      const bool reachable = at->first == "/" || (find(at->first) != nullptr && find(at->first)->directory);
      at = reachable ? std::next(at) : directories_.erase(at);
    }
  }

  std::map<std::string, Directory> directories_;
  std::set<std::string> locked_;
  std::uint64_t changes_ = 0;
  std::uint64_t die_at_ = 0;
  std::uint64_t fail_first_ = 0;
  std::uint64_t fail_last_ = 0;
  bool dies_done_ = false;
  bool dead_ = false;
  std::vector<std::string> history_;
};

}  // namespace meso::tests
