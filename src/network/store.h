// Where a network's public files lie, how they come in, and how the network opens.
//
//   NETWORK/journal/             says which files count: one entry for each import, with digest and
//   provenance NETWORK/reference/DIGEST     each file as it came, byte for byte (gzip stays gzip), under its
//   digest NETWORK/reference/tables     the Model made of them: a projection
//
// The order of writing is sources, entry, tables. A crash before the entry leaves files that nothing names; a
// crash after it leaves tables whose stamp is not that of the journal, and opening makes them again. So an
// import is there wholly or not at all, and nothing that was stored before is touched by it. Undoing the
// entry takes it out again.
//
// Bulk rows stay out of the journal on purpose: it is what people did, it is small enough to be copied every
// night, and England's files in it would be neither. The digest in the entry binds the rows all the same.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "journal/journal.h"
#include "network/gather.h"
#include "network/model.h"
#include "network/projection.h"

namespace meso::network {

// What the room keeps in the journal: which files were imported. Doors that open a journal pass it.
journal::Projection imported_files();

struct ImportOptions {
  std::string author;
  std::string keys_path;
  std::string reason;
  std::optional<Date> on;  // the day of files that say none
  Progress progress;
};
struct ImportReport {
  std::vector<FileOutcome> files;  // of this import, in the order of their names
  std::vector<std::string> known;  // files that were there already, by digest
  std::vector<Finding> findings;   // of the whole network as it now stands
  std::vector<RejectReport::Line> rejects;
  std::string rejects_file;    // every rejected row of all imports, with its import's entry; empty when this
                               // one rejected none
  std::uint64_t sequence = 0;  // the entry; 0 when nothing was taken
  std::size_t networks = 0, practices = 0;
};
// `paths`: files, or folders with all below them. Files that are not recognised, or of which no row reads,
// are named in the report and not stored. An error only when nothing could be done at all.
Result<ImportReport> import_files(FileSystem& files, const std::string& network,
                                  const std::vector<std::string>& paths, const ImportOptions& options);

// Every public file that was ever taken in, as paths inside the network's directory: what a backup needs,
// because the pages that they came from change.
Result<std::vector<std::string>> stored_files(FileSystem& files, const std::string& network);

// kNotFound when nothing was ever imported.
Result<Model> open_network(FileSystem& files, const std::string& network, const std::string& keys_path,
                           unsigned parts = kEverything);

}  // namespace meso::network
