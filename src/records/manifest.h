// The manifest of a network as text, and the names of a network's files.
//
//   meso network 1
//   id 16-hex-digits
//   generation N                     of the newest load
//   practice CODE FILE IDENTITIES GENERATION AS-AT CHECKSUM PATIENTS EVENTS     by code
//   checksum 32-hex-digits           digest_hex of every byte above this line
//
// Fields are parted by one blank. CODE is written as in file names: bytes other than letters, digits, - and _
// become %XX, so no code can leave its directory. IDENTITIES is - when there are none. File names follow from
// code and generation; a manifest that says otherwise does not read.

#pragma once

#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"
#include "records/store.h"

namespace meso::records {

std::string manifest_path(const std::string& directory);
std::string practices_directory(const std::string& directory);
std::string identities_directory(const std::string& directory);

// A practice's code as file names and key names hold it.
std::string file_stem(std::string_view practice);
std::string practice_file_name(std::string_view practice, std::uint64_t generation);
std::string identities_file_name(std::string_view practice, std::uint64_t generation);

std::string manifest_text(const Manifest& manifest);
// kCorrupt or kNewer, naming `path`.
Result<Manifest> parse_manifest(std::string_view text, const std::string& path);
// kNotFound when the directory is not a network.
Result<Manifest> read_manifest(FileSystem& files, const std::string& directory);

}  // namespace meso::records
