// Looks at the write-ahead log that a dead program left, before SQLite does.
//
// SQLite ends its recovery at the first frame whose checksum does not hold and drops silently what follows:
// right for a frame that death cut in two, wrong for one whose bytes changed later, because acknowledged acts
// go with it. The two are told apart by what follows: frames of the same log behind the broken one that end a
// transaction can only have been written after it was whole.
//
//   header, 32 bytes   magic, format, page size, checkpoint number, salt (8), checksum (8)
//   frame              page number, database size if it ends a transaction, salt (8), checksum (8), the page
//
// Numbers are 4 bytes, most significant first. Each checksum goes on from the one before; the low bit of the
// magic says in which byte order words are summed.

#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "journal/journal.h"

namespace meso::journal {

// What is wrong with the log at `path`; nothing when it is whole, cut off at its end, or not there. A damaged
// log is first copied to `path`.damaged, because SQLite will remove it. kCorrupt, naming the frame, when
// whole transactions lie behind the damage and the copy is new: whoever opens the journal must know before it
// goes on without them.
Result<std::vector<Finding>> inspect_wal(FileSystem& files, const std::string& path);

// The same for bytes: the number of the first frame that does not hold (0: the header) and how many
// transactions end at or behind it; nothing when all is well.
struct WalDamage {
  std::uint64_t frame = 0;
  std::uint64_t transactions = 0;
};
std::optional<WalDamage> wal_damage(std::span<const std::byte> wal);

}  // namespace meso::journal
