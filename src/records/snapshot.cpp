// Opening one committed state of a network beside a writer.
//
// No lock is taken: readers never wait. Between reading the manifest and opening a file a writer may commit
// and remove that file. Then the manifest has changed too, and all is opened again by the new one; a file
// that is gone while the manifest still names it is lost, and a failure of its practice.

#include <algorithm>

#include "records/manifest.h"
#include "records/practice_file_format.h"
#include "records/store.h"

namespace meso::records {
namespace {

// Each further attempt means that another whole load was committed in the meantime.
constexpr int kMostAttempts = 100;

class OpenSnapshot final : public Snapshot {
 public:
  const Manifest& manifest() const override { return manifest_; }
  std::span<const std::unique_ptr<PracticeFile>> practices() const override { return practices_; }
  std::span<const Failure> failures() const override { return failures_; }

  Result<Bytes> sealed_identities(std::string_view practice) const override {
    const auto at = std::ranges::find(manifest_.practices, practice, &ManifestEntry::practice);
    if (at == manifest_.practices.end()) {
      return Error{ErrorKind::kNotFound, "practice " + std::string(practice) + " is not in the network",
                   Place{}, ""};
    }
    const auto& held = identities_[static_cast<std::size_t>(at - manifest_.practices.begin())];
    if (!held.ok()) return held.error();
    if (*held == nullptr) return Bytes{};
    const auto bytes = (*held)->bytes();
    return Bytes(bytes.begin(), bytes.end());
  }

  // False when a file that the manifest names is not there.
  bool open_files(FileSystem& files, const std::string& directory, const KeyRing& keys) {
    bool all_there = true;
    for (const ManifestEntry& entry : manifest_.practices) {
      const std::string path = join_path(practices_directory(directory), entry.file);
      auto file = open_practice(files, path, entry.practice, keys);
      if (file.ok() && !is_named_by(**file, entry)) {
        file = Error{ErrorKind::kCorrupt, "the practice file is not the one that the manifest names",
                     Place{path, 0, 0}, "load the practice's extract again"};
      }
      if (file.ok()) {
        practices_.push_back(std::move(file).value());
      } else {
        all_there &= file.error().kind != ErrorKind::kNotFound;
        failures_.push_back(Failure{entry.practice, file.error()});
      }
      if (is_withdrawn(keys, manifest_.network_id, entry.practice)) {
        identities_.push_back(withdrawn(entry.practice));
      } else if (entry.identities_file.empty()) {
        identities_.emplace_back(nullptr);
      } else {
        identities_.push_back(files.map(join_path(identities_directory(directory), entry.identities_file)));
        const auto& held = identities_.back();
        all_there &= held.ok() || held.error().kind != ErrorKind::kNotFound;
      }
    }
    return all_there;
  }

  explicit OpenSnapshot(Manifest manifest) : manifest_(std::move(manifest)) {}

 private:
  static Error withdrawn(const std::string& practice) {
    return {ErrorKind::kRefused,
            "the key of practice " + practice + " has been withdrawn: nothing of it opens",
            {},
            "whoever may change keys can give it a new one; then load its extract again"};
  }
  // With the practice's key or, where that is just being changed, the one that follows it.
  Result<std::unique_ptr<PracticeFile>> open_practice(FileSystem& files, const std::string& path,
                                                      const std::string& practice,
                                                      const KeyRing& keys) const {
    if (is_withdrawn(keys, manifest_.network_id, practice)) return withdrawn(practice);
    auto file = PracticeFile::open(files, path, keys.find(practice_key_name(manifest_.network_id, practice)));
    if (file.ok() || file.error().kind != ErrorKind::kRefused) return file;
    const auto next = keys.find(next_practice_key_name(manifest_.network_id, practice));
    return next ? PracticeFile::open(files, path, next) : std::move(file);
  }
  static bool is_named_by(const PracticeFile& file, const ManifestEntry& entry) {
    return file.practice() == entry.practice && file.as_at() == entry.as_at &&
           file.patients() == entry.patients && file.events() == entry.events;
  }

  Manifest manifest_;
  std::vector<std::unique_ptr<PracticeFile>> practices_;
  std::vector<Failure> failures_;
  std::vector<Result<std::unique_ptr<FileBytes>>> identities_;  // beside manifest_.practices; null: none
};

}  // namespace

Result<std::unique_ptr<Snapshot>> Snapshot::open(FileSystem& files, const std::string& directory,
                                                 const KeyRing& keys) {
  MESO_ASSIGN_OR_RETURN(Manifest manifest, read_manifest(files, directory));
  for (int attempt = 1;; ++attempt) {
    auto snapshot = std::make_unique<OpenSnapshot>(manifest);
    if (snapshot->open_files(files, directory, keys) || attempt == kMostAttempts) {
      return std::unique_ptr<Snapshot>(std::move(snapshot));
    }
    MESO_ASSIGN_OR_RETURN(Manifest newer, read_manifest(files, directory));
    if (manifest_text(newer) == manifest_text(manifest))
      return std::unique_ptr<Snapshot>(std::move(snapshot));
    manifest = std::move(newer);
  }
}

Result<std::optional<std::uint64_t>> sealing_key_id(FileSystem& files, const std::string& directory,
                                                    const ManifestEntry& practice) {
  const std::string path = join_path(practices_directory(directory), practice.file);
  MESO_ASSIGN_OR_RETURN(const auto file, files.map(path));
  const auto header = format::decode_header(file->bytes());
  if (!header) {
    return Error{ErrorKind::kCorrupt, "the practice file does not read: its header is damaged",
                 Place{path, 0, 0}, "load the practice's extract again"};
  }
  if (header->cipher == format::Cipher::kNone) return std::optional<std::uint64_t>();
  return std::optional(header->key_id);
}

Result<Bytes> sealed_identities(FileSystem& files, const std::string& directory,
                                const ManifestEntry& practice) {
  if (practice.identities_file.empty()) return Bytes{};
  MESO_ASSIGN_OR_RETURN(const auto file,
                        files.read(join_path(identities_directory(directory), practice.identities_file)));
  const auto bytes = file->bytes();
  return Bytes(bytes.begin(), bytes.end());
}

}  // namespace meso::records
