// A network on disk, as records see it: which generation of which practice's file is the truth now.
//
//   DIR/manifest                     text, one line per practice, checksummed; renaming it is the commit of a
//   load DIR/practices/CODE-GEN.meso      practice files DIR/identities/CODE-GEN.sealed   identities, named
//   by the same manifest line DIR/rejects/                     reports of rows that were not taken, per load
//   DIR/rulebook/                    the network's own measures and clusters
//   DIR/journal/                     the journal's own (journal/journal.h)
//   DIR/lock                         held by the one writer
//
// A load writes new generations beside the old ones, syncs, and renames one manifest. A Snapshot
// opens every file that its manifest names before it returns, so it sees one state for as long as
// it lives, whatever a writer does beside it; a writer removes superseded files after its commit,
// which open snapshots do not notice.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/files.h"
#include "base/keys.h"
#include "base/result.h"
#include "records/practice_file.h"

namespace meso::records {

struct ManifestEntry {
  std::string practice;
  std::string file;             // name in practices/
  std::string identities_file;  // name in identities/; "" when the extract named nobody
  std::uint64_t generation = 0;
  Date as_at;
  std::string checksum;  // digest_hex of the practice file
  std::uint64_t patients = 0;
  std::uint64_t events = 0;
  bool operator==(const ManifestEntry&) const = default;
};

struct Manifest {
  std::string network_id;                // 16 hex digits, made once; names the network's keys in the key ring
  std::uint64_t generation = 0;          // of the newest load
  std::vector<ManifestEntry> practices;  // by practice code
};

// Names of a network's keys in the ring.
std::string hashing_key_name(std::string_view network_id);
std::string identities_key_name(std::string_view network_id);
std::string practice_key_name(std::string_view network_id, std::string_view practice);
// While a practice's key is being changed, the new one stands here until it takes the old one's place.
// Readers try both.
std::string next_practice_key_name(std::string_view network_id, std::string_view practice);
// Where something stands under this name, the practice's key has been withdrawn: nothing of it opens, sealed
// or not, whatever else is in the ring.
std::string withdrawn_key_name(std::string_view network_id, std::string_view practice);
bool is_withdrawn(const KeyRing& keys, std::string_view network_id, std::string_view practice);

// The id of the key under which a practice's records lie; nothing where they are not sealed.
Result<std::optional<std::uint64_t>> sealing_key_id(FileSystem& files, const std::string& directory,
                                                    const ManifestEntry& practice);
// The sealed bytes of its identities; empty when it has none.
Result<Bytes> sealed_identities(FileSystem& files, const std::string& directory,
                                const ManifestEntry& practice);

// One committed state, pinned. Immutable and thread safe.
class Snapshot {
 public:
  // A practice whose file does not read (kCorrupt, kNewer, kRefused, kIo) is listed in failures() and left
  // out of practices(); the others are usable. kNotFound when DIR is not a network; kCorrupt or kNewer when
  // the manifest does not read or a newer program wrote it.
  static Result<std::unique_ptr<Snapshot>> open(FileSystem& files, const std::string& directory,
                                                const KeyRing& keys);
  virtual ~Snapshot() = default;

  virtual const Manifest& manifest() const = 0;
  virtual std::span<const std::unique_ptr<PracticeFile>> practices() const = 0;  // by practice code
  struct Failure {
    std::string practice;
    Error error;
  };
  virtual std::span<const Failure> failures() const = 0;
  // The sealed bytes of a practice's identities; empty when it has none.
  virtual Result<Bytes> sealed_identities(std::string_view practice) const = 0;
};

// One load: lock, write beside, commit. Destroyed without commit it leaves the network as it was.
class LoadTransaction {
 public:
  // Makes DIR a network of no practices when it does not exist or is empty, at once: its id, and so the names
  // of its keys, outlive a first load that fails. Removes what dead loads left. kLocked when another load
  // runs; kBadInput when DIR holds other things.
  static Result<std::unique_ptr<LoadTransaction>> begin(FileSystem& files, const std::string& directory);
  virtual ~LoadTransaction() = default;

  virtual const Manifest& before() const = 0;
  // Writes one practice's new generation, replacing the practice wholly at commit. kBadInput when the
  // practice was put before in this load. After any error the load can only be given up.
  virtual Status put_practice(PracticeContents contents, const FileKeys& keys, const WriteOptions& options,
                              std::span<const std::byte> sealed_identities) = 0;
  // Writes a new generation of a practice that is there, its records unchanged and sealed under `to`, its
  // identities as given.
  virtual Status reseal_practice(std::string_view practice, const std::optional<Key>& from, const Key& to,
                                 std::span<const std::byte> sealed_identities) = 0;
  // Checks what was written, renames the manifest, removes superseded files. After ok the load is durable;
  // after an error the network is as it was before. REQUIRES: called at most once, last.
  virtual Status commit() = 0;
};

}  // namespace meso::records
