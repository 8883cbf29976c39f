#include "base/files.h"

namespace meso {

std::string join_path(std::string_view directory, std::string_view name) {
  while (directory.size() > 1 && directory.back() == '/') directory.remove_suffix(1);
  while (!name.empty() && name.front() == '/') name.remove_prefix(1);
  std::string out(directory);
  if (!out.empty() && out.back() != '/') out += '/';
  out += name;
  return out;
}

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

Status replace_file(FileSystem& files, const std::string& path, std::span<const std::byte> bytes) {
  const std::string beside = path + ".new";
  MESO_ASSIGN_OR_RETURN(auto file, files.create(beside));
  Status written = file->append(bytes);
  if (written.ok()) written = file->sync();
  const Status closed = file->close();
  if (written.ok()) written = closed;
  if (written.ok()) written = files.rename(beside, path);
  if (!written.ok()) {
    // The old file is untouched. What lies beside is overwritten by the next
    // attempt if it cannot be removed now.
    (void)files.remove(beside);
    return written;
  }
  const std::size_t slash = path.rfind('/');
  return files.sync_directory(slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash));
}

}  // namespace meso
