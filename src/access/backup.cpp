#include "access/backup.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "access/looks.h"
#include "base/keys.h"
#include "base/moment.h"
#include "records/store.h"

namespace meso::access {
namespace {

constexpr std::string_view kMagic = "meso backup 1\n";
constexpr std::string_view kJournal = "journal/journal.db";
constexpr std::string_view kId = "journal/id";
// A load would have to commit during each of so many readings of the identities.
constexpr int kMostAttempts = 20;

using Copies = std::vector<std::pair<std::string, Bytes>>;  // path inside, content

std::string absolute(const std::string& path) {
  std::error_code failed;
  const auto found = std::filesystem::weakly_canonical(path, failed);
  return failed ? path : found.string();
}

bool lies_in(const std::string& path, const std::string& folder) {
  const std::string inner = absolute(path);
  const std::string outer = absolute(folder);
  return inner == outer || inner.starts_with(outer + "/");
}

Error refused(std::string message, const std::string& path, std::string hint) {
  return Error{ErrorKind::kRefused, std::move(message), Place{path, 0, 0}, std::move(hint)};
}

Result<Bytes> read_bytes(FileSystem& files, const std::string& path) {
  MESO_ASSIGN_OR_RETURN(const auto content, files.read(path));
  return Bytes(content->bytes().begin(), content->bytes().end());
}

Status write_inside(FileSystem& files, const std::string& folder, const std::string& inside,
                    std::span<const std::byte> bytes) {
  const std::string path = join_path(folder, inside);
  if (const std::size_t slash = inside.rfind('/'); slash != std::string::npos) {
    MESO_RETURN_IF_ERROR(files.make_directories(join_path(folder, inside.substr(0, slash))));
  }
  return replace_file(files, path, bytes);
}

// The identities and the manifest that names them: both from one moment between two loads.
Result<Copies> copy_identities(FileSystem& files, const std::string& network, const KeyRing& keys,
                               std::string& network_id) {
  const std::string manifest_path = join_path(network, "manifest");
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    if (!files.exists(manifest_path)) return Copies{};
    MESO_ASSIGN_OR_RETURN(Bytes manifest, read_bytes(files, manifest_path));
    MESO_ASSIGN_OR_RETURN(const auto snapshot, records::Snapshot::open(files, network, keys));
    network_id = snapshot->manifest().network_id;
    Copies out;
    for (const records::ManifestEntry& entry : snapshot->manifest().practices) {
      if (entry.identities_file.empty()) continue;
      MESO_ASSIGN_OR_RETURN(Bytes sealed, snapshot->sealed_identities(entry.practice));
      out.emplace_back(join_path("identities", entry.identities_file), std::move(sealed));
    }
    MESO_ASSIGN_OR_RETURN(const Bytes after, read_bytes(files, manifest_path));
    if (after != manifest) continue;
    out.emplace_back("manifest", std::move(manifest));
    return out;
  }
  return Error{ErrorKind::kLocked, "loads follow each other without a pause", Place{network, 0, 0},
               "try again later"};
}

// Whatever a room calls its keys: it names the journal or the records that they are for.
std::vector<std::string> keys_of(const KeyRing& ring, const std::string& journal_id,
                                 const std::string& network_id) {
  std::vector<std::string> out;
  for (const std::string& name : ring.names()) {
    const auto names = [&](const std::string& id) {
      return !id.empty() && name.find(id) != std::string::npos;
    };
    if (names(journal_id) || names(network_id)) out.push_back(name);
  }
  return out;
}

struct Listed {
  std::string journal_id;
  std::vector<std::pair<std::string, std::string>> files;  // path inside, digest
};

Result<Listed> read_list(FileSystem& files, const std::string& folder) {
  const std::string path = join_path(folder, "backup");
  if (!files.exists(path)) {
    return Error{ErrorKind::kNotFound, "is not a backup: it has no list", Place{folder, 0, 0},
                 "name the folder that meso journal backup made"};
  }
  MESO_ASSIGN_OR_RETURN(const Bytes bytes, read_bytes(files, path));
  const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const Error corrupt{ErrorKind::kCorrupt, "the list of the backup does not read", Place{path, 0, 0},
                      "use another backup"};
  const std::size_t last = text.rfind("checksum ");
  if (!text.starts_with(kMagic)) {
    if (text.starts_with("meso backup ")) {
      return Error{ErrorKind::kNewer, "was made by a newer program than this one", Place{path, 0, 0},
                   "update Meso"};
    }
    return corrupt;
  }
  const auto above = std::as_bytes(std::span(text.data(), last == std::string::npos ? 0 : last));
  if (last == std::string::npos || text.substr(last) != "checksum " + digest_hex(above) + "\n")
    return corrupt;
  Listed out;
  for (std::size_t at = kMagic.size(); at < last;) {
    const std::size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    if (line.starts_with("journal ")) out.journal_id = line.substr(8);
    if (!line.starts_with("file ")) continue;
    const std::size_t blank = line.find(' ', 5);
    if (blank == std::string::npos) return corrupt;
    out.files.emplace_back(line.substr(blank + 1), line.substr(5, blank - 5));
  }
  return out;
}

Status verify_copy(FileSystem& files, const std::string& folder, const std::string& keys_file,
                   BackupReport& report) {
  MESO_ASSIGN_OR_RETURN(const auto verified, journal::Journal::verify(files, folder, keys_file));
  if (!verified.findings.empty()) {
    const auto& first = verified.findings.front();
    return Error{ErrorKind::kCorrupt,
                 fmt::format("the journal in it does not verify: {}: {}", first.where, first.what),
                 Place{folder, 0, 0}, "meso journal verify tells more"};
  }
  report.acts = verified.acts;
  report.looks = verified.looks;
  report.acts_head = verified.acts_head;
  // What SQLite made to read it belongs to no backup.
  for (const char* beside : {"-wal", "-shm"}) {
    MESO_RETURN_IF_ERROR(files.remove(join_path(folder, kJournal) + beside));
  }
  return {};
}

}  // namespace

Result<BackupReport> make_backup(FileSystem& files, const std::string& network, const std::string& keys_path,
                                 const std::string& folder, const std::string& keys_file,
                                 const std::string& reason, const AlsoKept& also) {
  if (lies_in(keys_file, folder) || lies_in(keys_file, network)) {
    return refused("keys beside what they open protect nothing", keys_file,
                   "name a file elsewhere, best on another disk");
  }
  if (lies_in(folder, network))
    return refused("a backup inside its network goes when it goes", folder, "name another folder");
  for (const std::string& path : {folder, keys_file}) {
    if (files.exists(path)) return refused("is there already", path, "name a new one");
  }
  BackupReport report{folder, keys_file};
  MESO_ASSIGN_OR_RETURN(const KeyRing keys, KeyRing::open(files, keys_path));
  MESO_ASSIGN_OR_RETURN(const auto journal, journal::Journal::open(files, network, keys_path, {},
                                                                   journal::Journal::Mode::kExisting));
  MESO_RETURN_IF_ERROR(files.make_directories(join_path(folder, "journal")));
  MESO_RETURN_IF_ERROR(journal->backup(local_operator_name(), absolute(join_path(folder, kJournal)), reason));
  std::string network_id;
  MESO_ASSIGN_OR_RETURN(Copies copies, copy_identities(files, network, keys, network_id));
  report.identities = copies.empty() ? 0 : copies.size() - 1;
  MESO_ASSIGN_OR_RETURN(Bytes id, read_bytes(files, join_path(network, kId)));
  copies.emplace_back(kId, std::move(id));
  for (const auto& [inside, bytes] : copies) MESO_RETURN_IF_ERROR(write_inside(files, folder, inside, bytes));

  MESO_ASSIGN_OR_RETURN(KeyRing kept, KeyRing::open(files, keys_file));
  for (const std::string& name : keys_of(keys, journal->id(), network_id)) {
    MESO_RETURN_IF_ERROR(kept.put(files, name, *keys.find(name)));
    ++report.keys;
  }
  MESO_RETURN_IF_ERROR(verify_copy(files, folder, keys_file, report));

  std::string list = fmt::format("{}at {}\njournal {}\n", kMagic, format_moment(now()), journal->id());
  MESO_ASSIGN_OR_RETURN(const auto database, files.map(join_path(folder, kJournal)));
  list += fmt::format("file {} {}\n", digest_hex(database->bytes()), kJournal);
  for (const auto& [inside, bytes] : copies) list += fmt::format("file {} {}\n", digest_hex(bytes), inside);
  if (also) {
    MESO_ASSIGN_OR_RETURN(const std::vector<std::string> others, also());
    for (const std::string& inside : others) {
      // One at a time: together they may be larger than memory.
      MESO_ASSIGN_OR_RETURN(const auto content, files.map(join_path(network, inside)));
      MESO_RETURN_IF_ERROR(write_inside(files, folder, inside, content->bytes()));
      list += fmt::format("file {} {}\n", digest_hex(content->bytes()), inside);
      ++report.others;
      report.others_bytes += content->bytes().size();
    }
  }
  list += fmt::format("checksum {}\n", digest_hex(std::as_bytes(std::span(list))));
  // Written last: a folder without a list is no backup.
  MESO_RETURN_IF_ERROR(write_inside(files, folder, "backup", std::as_bytes(std::span(list))));
  return report;
}

Result<BackupReport> restore_backup(FileSystem& files, const std::string& folder,
                                    const std::string& keys_file, const std::string& network,
                                    const std::string& keys_path,
                                    std::vector<journal::Projection> projections, const std::string& reason) {
  if (journal::has_journal(files, network)) {
    return refused("has a journal, and nothing is put in its place", network,
                   "restore into a new folder, compare, then decide");
  }
  BackupReport report{folder, keys_path};
  MESO_ASSIGN_OR_RETURN(const Listed listed, read_list(files, folder));
  for (const auto& [inside, digest] : listed.files) {
    if (inside.find("..") != std::string::npos || inside.starts_with('/')) {
      return Error{ErrorKind::kCorrupt, "the list names a file outside the backup", Place{folder, 0, 0}, ""};
    }
    MESO_ASSIGN_OR_RETURN(const auto content, files.map(join_path(folder, inside)));
    if (digest_hex(content->bytes()) != digest) {
      return Error{ErrorKind::kCorrupt, "has changed since the backup was made",
                   Place{join_path(folder, inside), 0, 0}, "use another backup"};
    }
  }
  MESO_RETURN_IF_ERROR(verify_copy(files, folder, keys_file, report));

  MESO_ASSIGN_OR_RETURN(const KeyRing kept, KeyRing::open(files, keys_file));
  MESO_ASSIGN_OR_RETURN(KeyRing keys, KeyRing::open(files, keys_path));
  for (const std::string& name : kept.names()) {
    const auto here = keys.find(name);
    if (here && !(*here == *kept.find(name))) {
      return refused("holds another key named " + name, keys_path,
                     "restore with a file of keys of its own: --keys");
    }
  }
  const bool has_records = files.exists(join_path(network, "manifest"));
  for (const std::string& name : kept.names()) {
    if (!keys.find(name)) MESO_RETURN_IF_ERROR(keys.put(files, name, *kept.find(name)));
    ++report.keys;
  }
  MESO_RETURN_IF_ERROR(files.make_directories(network));
  // The journal's id last but one and the manifest last: until they are there, so is nothing that would be
  // opened.
  const auto restore = [&](const std::string& inside) -> Status {
    MESO_ASSIGN_OR_RETURN(const auto content, files.map(join_path(folder, inside)));
    return write_inside(files, network, inside, content->bytes());
  };
  const auto is_listed = [&](std::string_view inside) {
    return std::ranges::any_of(listed.files, [&](const auto& file) { return file.first == inside; });
  };
  for (const auto& [inside, digest] : listed.files) {
    if (inside == kId || inside == "manifest" || (has_records && inside.starts_with("identities/"))) continue;
    MESO_RETURN_IF_ERROR(restore(inside));
    if (inside.starts_with("identities/")) {
      ++report.identities;
    } else if (inside != kJournal) {
      ++report.others;
    }
  }
  MESO_RETURN_IF_ERROR(restore(std::string(kId)));
  if (!has_records && is_listed("manifest")) MESO_RETURN_IF_ERROR(restore("manifest"));
  MESO_ASSIGN_OR_RETURN(const auto journal,
                        journal::Journal::open(files, network, keys_path, std::move(projections)));
  MESO_RETURN_IF_ERROR(journal->restored(local_operator_name(), absolute(folder), reason));
  return report;
}

}  // namespace meso::access
