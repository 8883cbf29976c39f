// Where a network's journal lies, which one it is, and the keys that open it.
//
//   NETWORK/journal/id          "meso journal 1", then "id " and 32 hex digits: names its key in the file of
//   keys NETWORK/journal/journal.db  the encrypted database; beside it SQLite's own journal.db-wal and
//   journal.db-shm NETWORK/journal/lock        held while a journal is being made

#pragma once

#include <memory>
#include <string>

#include "base/files.h"
#include "journal/bodies.h"
#include "journal/journal.h"

namespace meso::journal {

struct Location {
  std::string path;  // of journal.db
  std::string id;
  std::string key_name;
  JournalKeys keys;
  bool is_new = false;               // there is an id and a key, and no database yet
  std::unique_ptr<FileLock> making;  // held while it is new
};

// kNotFound when the network has no journal, kRefused when its key is not in the file, kCorrupt when its id
// or database is not there though the other is.
Result<Location> find_journal(FileSystem& files, const std::string& network, const std::string& keys_path);
// The same, but what is missing is begun: the directory, the id, then the key.
Result<Location> find_or_begin_journal(FileSystem& files, const std::string& network,
                                       const std::string& keys_path);

}  // namespace meso::journal
