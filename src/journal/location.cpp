#include "journal/location.h"

#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "base/keys.h"

namespace meso::journal {
namespace {

constexpr std::string_view kIdMagic = "meso journal 1\nid ";
constexpr std::size_t kIdSize = 32;

std::string id_path(const std::string& network) {
  return join_path(journal_directory(network), "id");
}

Result<std::string> read_id(FileSystem& files, const std::string& network) {
  const std::string path = id_path(network);
  MESO_ASSIGN_OR_RETURN(const auto content, files.read(path));
  const auto bytes = content->bytes();
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::string_view id = text.size() > kIdMagic.size() ? text.substr(kIdMagic.size(), kIdSize) : "";
  const bool is_hex =
      id.size() == kIdSize && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  if (!text.starts_with(kIdMagic) || !is_hex || text.substr(kIdMagic.size() + kIdSize) != "\n") {
    return Error{ErrorKind::kCorrupt, "does not name a journal", Place{path, 0, 0},
                 "restore it from a backup: meso journal restore --help"};
  }
  return std::string(id);
}

// Somebody else may be making the same journal at this moment: wait for them.
Result<std::unique_ptr<FileLock>> making_lock(FileSystem& files, const std::string& network) {
  const std::string path = join_path(journal_directory(network), "lock");
  for (int attempt = 0;; ++attempt) {
    auto lock = files.lock(path);
    if (lock.ok() || lock.error().kind != ErrorKind::kLocked || attempt == 250) return lock;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

Result<std::string> make_id(FileSystem& files, const std::string& network) {
  std::array<std::byte, 16> random;
  random_bytes(random);
  const std::string id = digest_hex(random);
  const std::string text = std::string(kIdMagic) + id + "\n";
  MESO_RETURN_IF_ERROR(replace_file(files, id_path(network), std::as_bytes(std::span(text))));
  return id;
}

Status settle(FileSystem& files, const std::string& keys_path, bool may_begin, Location& location) {
  location.key_name = journal_key_name(location.id);
  location.is_new = !files.exists(location.path);
  if (location.is_new && !may_begin) {
    return Error{ErrorKind::kCorrupt, "is not there, though the network has a journal",
                 Place{location.path, 0, 0}, "restore it from a backup: meso journal restore --help"};
  }
  MESO_ASSIGN_OR_RETURN(auto ring, KeyRing::open(files, keys_path));
  auto key = ring.find(location.key_name);
  if (!key && !location.is_new) {
    return Error{ErrorKind::kRefused,
                 "the key of this network's journal is not in " + keys_path,
                 {},
                 "name the file that holds it with --keys"};
  }
  if (!key) {
    MESO_ASSIGN_OR_RETURN(key, ring.find_or_make(files, location.key_name));
  }
  location.keys = derive_keys(*key);
  return {};
}

}  // namespace

std::string journal_directory(const std::string& network) {
  return join_path(network, "journal");
}
std::string journal_key_name(std::string_view id) {
  return fmt::format("journal/{}", id);
}
bool has_journal(FileSystem& files, const std::string& network) {
  return files.exists(id_path(network));
}

Result<Location> find_journal(FileSystem& files, const std::string& network, const std::string& keys_path) {
  Location out;
  out.path = join_path(journal_directory(network), "journal.db");
  if (!has_journal(files, network)) {
    if (files.exists(out.path)) {
      return Error{ErrorKind::kCorrupt, "is not there, so the journal's key cannot be told",
                   Place{id_path(network), 0, 0}, "restore it from a backup: meso journal restore --help"};
    }
    return Error{ErrorKind::kNotFound,
                 network + " has no journal yet",
                 {},
                 "it begins with the first act, or the first look at people"};
  }
  MESO_ASSIGN_OR_RETURN(out.id, read_id(files, network));
  MESO_RETURN_IF_ERROR(settle(files, keys_path, false, out));
  return out;
}

Result<Location> find_or_begin_journal(FileSystem& files, const std::string& network,
                                       const std::string& keys_path) {
  Location out;
  out.path = join_path(journal_directory(network), "journal.db");
  if (files.exists(out.path)) return find_journal(files, network, keys_path);
  MESO_RETURN_IF_ERROR(files.make_directories(journal_directory(network)));
  MESO_ASSIGN_OR_RETURN(out.making, making_lock(files, network));
  if (!has_journal(files, network)) {
    MESO_RETURN_IF_ERROR(make_id(files, network));
  }
  MESO_ASSIGN_OR_RETURN(out.id, read_id(files, network));
  MESO_RETURN_IF_ERROR(settle(files, keys_path, true, out));
  return out;
}

}  // namespace meso::journal
