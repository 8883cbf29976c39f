#include "base/durable_directories.h"

namespace meso {
namespace {

std::string parent_of(const std::string& path) {
  const std::size_t last = path.find_last_not_of('/');
  const std::size_t slash = last == std::string::npos ? last : path.rfind('/', last);
  if (slash == std::string::npos) return path.starts_with('/') ? "/" : ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

Status make_durable_directories(FileSystem& files, const std::string& path) {
  if (files.is_directory(path)) return {};
  const std::string parent = parent_of(path);
  if (parent == path) return files.make_directories(path);  // of a disk that is gone, the root is no directory
  MESO_RETURN_IF_ERROR(make_durable_directories(files, parent));
  MESO_RETURN_IF_ERROR(files.make_directories(path));
  return files.sync_directory(parent);
}

}  // namespace meso
