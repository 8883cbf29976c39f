// Any bytes as a public file: recognised and read, or left out with a reason; never a model that points past
// its ends.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "network/file_checks.h"
#include "network/gather.h"
#include "network/portrait.h"

namespace {

using meso::Error;
using meso::ErrorKind;
using meso::Result;
using meso::Status;

class OneFile final : public meso::FileBytes {
 public:
  explicit OneFile(std::span<const std::byte> bytes) : bytes_(bytes.begin(), bytes.end()) {}
  std::span<const std::byte> bytes() const override { return bytes_; }

 private:
  meso::Bytes bytes_;
};

// A disk with one file, whatever it is called.
class OneFileDisk final : public meso::FileSystem {
 public:
  explicit OneFileDisk(std::span<const std::byte> bytes) : bytes_(bytes) {}
  Result<std::unique_ptr<meso::FileBytes>> read(const std::string&) override {
    return std::unique_ptr<meso::FileBytes>(std::make_unique<OneFile>(bytes_));
  }
  Result<std::unique_ptr<meso::FileBytes>> map(const std::string& path) override { return read(path); }
  Result<std::unique_ptr<meso::WritableFile>> create(const std::string&) override { return nothing(); }
  Status rename(const std::string&, const std::string&) override { return nothing(); }
  Status remove(const std::string&) override { return nothing(); }
  Status make_directories(const std::string&) override { return nothing(); }
  Status sync_directory(const std::string&) override { return nothing(); }
  bool exists(const std::string&) override { return true; }
  bool is_directory(const std::string&) override { return false; }
  Result<std::vector<std::string>> list(const std::string&) override { return nothing(); }
  Result<std::unique_ptr<meso::FileLock>> lock(const std::string&) override { return nothing(); }

 private:
  static Error nothing() { return Error{ErrorKind::kIo, "nothing is written here", {}, ""}; }
  std::span<const std::byte> bytes_;
};

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  OneFileDisk disk(std::as_bytes(std::span(bytes, size)));
  const auto gathered =
      meso::network::gather(disk, {{"file", "file_2025-10_2024-25.csv", "digest", std::nullopt}});
  require(gathered.ok());
  const auto& model = gathered->model;
  require(gathered->files.size() == 1);
  require(!gathered->files.front().layout.empty() || !gathered->files.front().reason.empty());
  const std::size_t organisations = model.organisations.size();
  for (const auto& relation : model.relations) {
    require(relation.member < organisations && relation.whole < organisations);
  }
  for (const auto& fact : model.facts) {
    require(fact.organisation < organisations && fact.measure < model.measures.size() &&
            fact.period < model.periods.size() && fact.source < model.sources.size());
  }
  for (const auto& table : model.residents) {
    for (const auto& row : table.rows) require(row.practice < organisations && row.area < model.areas.size());
  }
  for (const auto& border : model.borders) require(border.a < border.b && border.b < model.areas.size());
  for (std::uint32_t id = 0; id < organisations; ++id) {
    const auto& one = model.organisations[id];
    require(model.find(one.kind, one.code) == id);
    if (one.kind == meso::network::OrganisationKind::kNetwork) meso::network::portrait_of(model, id);
  }
  meso::network::check_files(model);
  return 0;
}
