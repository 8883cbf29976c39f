#include "access/looks.h"

#include <pwd.h>
#include <unistd.h>

#include <chrono>
#include <ctime>

#include <fmt/format.h>

namespace meso::access {
namespace {

std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm civil{};
  gmtime_r(&now, &civil);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &civil);
  return text;
}

std::string user_name() {
  const passwd* entry = getpwuid(getuid());
  return entry != nullptr ? entry->pw_name : fmt::format("uid {}", getuid());
}

}  // namespace

// The file is rewritten whole and replaced: looks are few, and a torn line would be a look without a name.
Status record_look(FileSystem& files, const std::string& network, const std::string& command,
                   std::uint64_t patients) {
  MESO_ASSIGN_OR_RETURN(const auto lock, files.lock(join_path(network, "looks.lock")));
  const std::string path = join_path(network, "looks");
  std::string text;
  if (files.exists(path)) {
    MESO_ASSIGN_OR_RETURN(const auto before, files.read(path));
    text.assign(reinterpret_cast<const char*>(before->bytes().data()), before->bytes().size());
  }
  text += fmt::format("{}\t{}\t{}\t{} patients\n", utc_now(), user_name(), command, patients);
  return replace_file(files, path, std::as_bytes(std::span(text)));
}

}  // namespace meso::access
