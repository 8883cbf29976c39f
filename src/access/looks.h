// Who looked at people: an entry on the journal's chain of looks, on disk before anything is shown. Never who
// was looked at: a number of people, not their numbers.

#pragma once

#include <cstdint>
#include <string>

#include "base/files.h"
#include "base/result.h"

namespace meso::access {

// The name of whoever runs this program, as the operating system knows them: "local/anna". An account of the
// network never has a slash.
std::string local_operator_name();

// The network gets a journal with its first look, if it had none.
Status record_look(FileSystem& files, const std::string& network, const std::string& keys_path,
                   const std::string& command, std::uint64_t patients);

}  // namespace meso::access
