// Directories that outlive a power cut: each that is missing is made, and the one that names it is synced.

#pragma once

#include <string>

#include "base/files.h"

namespace meso {

Status make_durable_directories(FileSystem& files, const std::string& path);

}  // namespace meso
