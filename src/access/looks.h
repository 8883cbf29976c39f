// Who looked at identifiable records: one line per look in the network's `looks` file, written before
// anything is shown. Never who was looked at: a number of people, not their numbers.

#pragma once

#include <cstdint>
#include <string>

#include "base/files.h"
#include "base/result.h"

namespace meso::access {

// Adds "UTC time, operating-system user, command, number of patients", durably.
Status record_look(FileSystem& files, const std::string& network, const std::string& command,
                   std::uint64_t patients);

}  // namespace meso::access
