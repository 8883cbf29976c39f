// Checks the pages of the encrypted database without SQLite: every page can be named, also the first and
// those of the list of tables, without which SQLite opens nothing.
//
// A page of 4096 bytes is 4064 encrypted ones, a nonce of 16 and a Poly1305 tag of 16. The tag is over
// everything before it, under the first 32 bytes of the ChaCha20 stream of the key of pages, the first 12
// bytes of the nonce, and as block counter the last 4 (least significant first) xor the page's number,
// counted from 1: a page that was put in the place of another does not hold either.

#pragma once

#include <cstdint>
#include <vector>

#include "base/files.h"
#include "base/keys.h"
#include "base/result.h"

namespace meso::journal {

struct PagesRead {
  std::uint64_t pages = 0;
  std::vector<std::uint64_t> damaged;  // numbers from 1; the last may be a part of a page
};

// Reads the file at `path`. What does not hold is read again a moment later, because a program that is alive
// may be writing that page.
Result<PagesRead> read_pages(FileSystem& files, const std::string& path, const Key& pages);

}  // namespace meso::journal
