// Keeping and bringing back what cannot be made again: the journal, the identities, the keys. Records are
// made again from extracts.
//
// A backup is a folder of the same shape as a network, and a list:
//
//   BACKUP/journal/id, BACKUP/journal/journal.db   of one instant, encrypted under the same key
//   BACKUP/manifest, BACKUP/identities/*           as the manifest names them, sealed; where there are
//   records BACKUP/reference/*                             other files that the network cannot do without
//   BACKUP/backup                                  text: "meso backup 1", "at MOMENT", "journal ID", one line
//                                                  "file DIGEST PATH" each, "checksum" of the lines above
//
// The keys go elsewhere, into a file of keys of their own: a backup that held them would be open to whoever
// has it.
//
// Nobody has to stop: acts, looks and loads go on while a backup is made. A load that commits meanwhile only
// makes the identities be read again, so that they fit their manifest.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "journal/journal.h"

namespace meso::access {

struct BackupReport {
  std::string folder;
  std::string keys_file;
  std::uint64_t acts = 0, looks = 0;
  journal::Hash acts_head{};
  std::uint64_t identities = 0;  // files
  std::uint64_t keys = 0;
  std::uint64_t others = 0, others_bytes = 0;  // files that the caller named
};

// Files below the network's directory that a room cannot do without, as paths inside it. Asked after the
// journal has been copied, so what its entries name is there.
using AlsoKept = std::function<Result<std::vector<std::string>>()>;

// `folder` and `keys_file` are new, and the keys lie in neither the backup nor the network: kRefused
// otherwise. The copy is verified before this returns, and the journal says that it was made.
Result<BackupReport> make_backup(FileSystem& files, const std::string& network, const std::string& keys_path,
                                 const std::string& folder, const std::string& keys_file,
                                 const std::string& reason, const AlsoKept& also = {});

// Into a network that has no journal; what it has of records stays. Nothing is written before the whole
// backup has been verified. kRefused when there is a journal, records of another network, or another key of
// the same name.
Result<BackupReport> restore_backup(FileSystem& files, const std::string& folder,
                                    const std::string& keys_file, const std::string& network,
                                    const std::string& keys_path,
                                    std::vector<journal::Projection> projections, const std::string& reason);

}  // namespace meso::access
