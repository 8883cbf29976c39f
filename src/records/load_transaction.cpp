// One load of a network.
//
// The order of what reaches the disk is all there is to it:
//   1. new files are written beside the old ones and synced, then the directories that name them;
//   2. manifest.new is written and synced, renamed to manifest, and the network's directory is synced: the
//   commit;
//   3. only then are superseded files removed.
// A death before the rename leaves files that no manifest names; the next load removes them at its start,
// after it has synced the directory, for a manifest that is only in the system's memory must not outlive what
// it replaced.

#include <algorithm>

#include "base/durable_directories.h"
#include "records/manifest.h"
#include "records/store.h"

namespace meso::records {
namespace {

// Names that a network's directory may hold before its first manifest: those that a load makes before it
// dies, and the network's own rulebook.
bool belongs_to_a_network(const std::string& name) {
  static constexpr std::string_view kNames[] = {"lock",    "manifest.new", "practices", "identities",
                                                "rejects", "rulebook",     "journal",   "reference"};
  return std::ranges::find(kNames, name) != std::end(kNames);
}

std::string new_network_id() {
  std::array<std::byte, 16> random;
  random_bytes(random);
  return digest_hex(random).substr(0, 16);
}

class OpenLoad final : public LoadTransaction {
 public:
  OpenLoad(FileSystem& files, std::string directory) : files_(files), directory_(std::move(directory)) {}

  ~OpenLoad() override {
    if (stage_ != Stage::kWriting) return;
    for (const Pending& pending : pending_) remove_files(pending.entry);
  }

  const Manifest& before() const override { return before_; }

  Status start() {
    MESO_RETURN_IF_ERROR(make_durable_directories(files_, directory_));
    MESO_RETURN_IF_ERROR(refuse_other_things());
    MESO_ASSIGN_OR_RETURN(lock_, files_.lock(join_path(directory_, "lock")));
    for (const std::string& inside : {practices_directory(directory_), identities_directory(directory_),
                                      join_path(directory_, "rejects")}) {
      MESO_RETURN_IF_ERROR(make_durable_directories(files_, inside));
    }
    auto manifest = read_manifest(files_, directory_);
    if (!manifest.ok() && manifest.error().kind == ErrorKind::kNotFound) {
      manifest = Manifest{new_network_id(), 0, {}};
      MESO_RETURN_IF_ERROR(write_manifest(*manifest));
    }
    if (!manifest.ok()) return manifest.error();
    before_ = std::move(manifest).value();
    MESO_RETURN_IF_ERROR(files_.sync_directory(directory_));
    (void)files_.remove(manifest_path(directory_) + ".new");
    remove_unnamed(practices_directory(directory_), ".meso", &ManifestEntry::file);
    remove_unnamed(identities_directory(directory_), ".sealed", &ManifestEntry::identities_file);
    return {};
  }

  Status put_practice(PracticeContents contents, const FileKeys& keys, const WriteOptions& options,
                      std::span<const std::byte> sealed_identities) override {
    const std::string practice = contents.practice;
    if (std::ranges::any_of(pending_, [&](const Pending& each) { return each.entry.practice == practice; })) {
      return Error{ErrorKind::kBadInput, "practice " + practice + " comes twice in one load", Place{}, ""};
    }
    const std::uint64_t generation = before_.generation + 1;
    Pending pending;
    ManifestEntry& entry = pending.entry;
    entry.practice = practice;
    entry.file = practice_file_name(practice, generation);
    entry.generation = generation;
    entry.as_at = contents.as_at;
    entry.patients = contents.patients.size();
    entry.events = contents.events.size();
    if (options.seal) pending.sealing = keys.sealing;
    if (!sealed_identities.empty()) {
      entry.identities_file = identities_file_name(practice, generation);
      pending.identities_digest = digest_hex(sealed_identities);
    }
    // Listed before anything is written, so that whatever is written is also removed.
    pending_.push_back(pending);
    MESO_RETURN_IF_ERROR(write_practice_file(files_, join_path(practices_directory(directory_), entry.file),
                                             std::move(contents), keys, options));
    return write_identities(entry, sealed_identities);
  }

  Status reseal_practice(std::string_view practice, const std::optional<Key>& from, const Key& to,
                         std::span<const std::byte> sealed_identities) override {
    const auto there = std::ranges::find(before_.practices, practice, &ManifestEntry::practice);
    if (there == before_.practices.end()) {
      return Error{
          ErrorKind::kNotFound, "practice " + std::string(practice) + " is not in the network", {}, ""};
    }
    Pending pending;
    ManifestEntry& entry = pending.entry;
    entry = *there;
    entry.generation = before_.generation + 1;
    entry.file = practice_file_name(practice, entry.generation);
    entry.identities_file.clear();
    pending.sealing = to;
    if (!sealed_identities.empty()) {
      entry.identities_file = identities_file_name(practice, entry.generation);
      pending.identities_digest = digest_hex(sealed_identities);
    }
    pending_.push_back(pending);
    const std::string directory = practices_directory(directory_);
    MESO_RETURN_IF_ERROR(reseal_practice_file(files_, join_path(directory, there->file), from,
                                              join_path(directory, entry.file), to));
    return write_identities(entry, sealed_identities);
  }

  Status commit() override {
    for (Pending& pending : pending_) MESO_RETURN_IF_ERROR(verify(pending));
    MESO_RETURN_IF_ERROR(files_.sync_directory(practices_directory(directory_)));
    MESO_RETURN_IF_ERROR(files_.sync_directory(identities_directory(directory_)));

    Manifest after = before_;
    after.generation = before_.generation + 1;
    std::vector<ManifestEntry> superseded;
    for (const Pending& pending : pending_) {
      const auto at =
          std::ranges::lower_bound(after.practices, pending.entry.practice, {}, &ManifestEntry::practice);
      if (at != after.practices.end() && at->practice == pending.entry.practice) {
        superseded.push_back(std::exchange(*at, pending.entry));
      } else {
        after.practices.insert(at, pending.entry);
      }
    }
    stage_ = Stage::kCommitting;
    if (const Status written = write_manifest(after); !written.ok()) {
      // The rename may have happened and only its sync failed. Readers get the old state back; the files of
      // both states stay, whichever of the two a power cut would bring back.
      (void)write_manifest(before_);
      return written;
    }
    stage_ = Stage::kCommitted;
    for (const ManifestEntry& entry : superseded) remove_files(entry);
    return {};
  }

 private:
  struct Pending {
    ManifestEntry entry;
    std::optional<Key> sealing;
    std::string identities_digest;
  };
  enum class Stage { kWriting, kCommitting, kCommitted };

  Status refuse_other_things() {
    if (files_.exists(manifest_path(directory_))) return {};
    MESO_ASSIGN_OR_RETURN(const auto names, files_.list(directory_));
    if (std::ranges::all_of(names, belongs_to_a_network)) return {};
    return Error{ErrorKind::kBadInput, "is not a network and holds other things", Place{directory_, 0, 0},
                 "name a directory that does not exist yet, or an empty one"};
  }

  Status write_manifest(const Manifest& manifest) {
    const std::string text = manifest_text(manifest);
    return replace_file(files_, manifest_path(directory_), std::as_bytes(std::span(text)));
  }

  Status write_identities(const ManifestEntry& entry, std::span<const std::byte> sealed) {
    if (sealed.empty()) return {};
    MESO_ASSIGN_OR_RETURN(const auto file,
                          files_.create(join_path(identities_directory(directory_), entry.identities_file)));
    MESO_RETURN_IF_ERROR(file->append(sealed));
    MESO_RETURN_IF_ERROR(file->sync());
    return file->close();
  }

  // Reads back what was written, from the disk as far as the system lets us.
  Status verify(Pending& pending) {
    ManifestEntry& entry = pending.entry;
    const std::string path = join_path(practices_directory(directory_), entry.file);
    const auto differs = [&](const std::string& where) {
      return Error{ErrorKind::kCorrupt, "what was written does not read back as it was", Place{where, 0, 0},
                   "check the disk, then load again"};
    };
    MESO_ASSIGN_OR_RETURN(const auto file, PracticeFile::open(files_, path, pending.sealing));
    MESO_RETURN_IF_ERROR(file->check_all());
    if (file->practice() != entry.practice || file->as_at() != entry.as_at ||
        file->patients() != entry.patients || file->events() != entry.events) {
      return differs(path);
    }
    MESO_ASSIGN_OR_RETURN(const auto bytes, files_.map(path));
    entry.checksum = digest_hex(bytes->bytes());
    if (entry.identities_file.empty()) return {};
    const std::string identities = join_path(identities_directory(directory_), entry.identities_file);
    MESO_ASSIGN_OR_RETURN(const auto sealed, files_.read(identities));
    return digest_hex(sealed->bytes()) == pending.identities_digest ? Status() : Status(differs(identities));
  }

  // A file that cannot be removed now is removed by the next load.
  void remove_files(const ManifestEntry& entry) {
    (void)files_.remove(join_path(practices_directory(directory_), entry.file));
    if (entry.identities_file.empty()) return;
    (void)files_.remove(join_path(identities_directory(directory_), entry.identities_file));
  }

  void remove_unnamed(const std::string& inside, std::string_view ending,
                      std::string ManifestEntry::* named) {
    const auto names = files_.list(inside);
    if (!names.ok()) return;
    for (const std::string& name : *names) {
      if (name.ends_with(ending) &&
          std::ranges::find(before_.practices, name, named) == before_.practices.end()) {
        (void)files_.remove(join_path(inside, name));
      }
    }
  }

  FileSystem& files_;
  std::string directory_;
  std::unique_ptr<FileLock> lock_;
  Manifest before_;
  std::vector<Pending> pending_;
  Stage stage_ = Stage::kWriting;
};

}  // namespace

Result<std::unique_ptr<LoadTransaction>> LoadTransaction::begin(FileSystem& files,
                                                                const std::string& directory) {
  auto load = std::make_unique<OpenLoad>(files, directory);
  MESO_RETURN_IF_ERROR(load->start());
  return std::unique_ptr<LoadTransaction>(std::move(load));
}

}  // namespace meso::records
