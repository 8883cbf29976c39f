#include "network/store.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/keys.h"

namespace meso::network {
namespace {

using nlohmann::json;

constexpr std::string_view kImported = "network.imported";

std::string reference_directory(const std::string& network) {
  return join_path(network, "reference");
}
std::string tables_path(const std::string& network) {
  return join_path(reference_directory(network), "tables");
}

// All files below the paths, with the way down as their name.
Status collect(FileSystem& files, const std::string& path, const std::string& name,
               std::vector<SourceFile>& out) {
  if (!files.is_directory(path)) {
    if (!files.exists(path)) {
      return Error{ErrorKind::kNotFound, "there is no such file or folder", {path}, "look at the path"};
    }
    out.push_back({path, name, {}, std::nullopt});
    return {};
  }
  MESO_ASSIGN_OR_RETURN(const auto entries, files.list(path));
  for (const std::string& entry : entries) {
    if (entry.starts_with(".")) continue;
    MESO_RETURN_IF_ERROR(collect(files, join_path(path, entry), entry, out));
  }
  return {};
}

// What the journal says was imported.
Result<std::vector<SourceFile>> stored_sources(journal::Journal& journal, const std::string& network) {
  std::vector<SourceFile> sources;
  MESO_RETURN_IF_ERROR(journal.read([&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(sqlite::Stmt rows,
                          tables.prepare("SELECT digest, name, day FROM network_files ORDER BY digest"));
    while (true) {
      MESO_ASSIGN_OR_RETURN(const bool more, rows.step());
      if (!more) return {};
      SourceFile source;
      source.digest = rows.text(0);
      source.name = rows.text(1);
      source.path = join_path(reference_directory(network), source.digest);
      source.on = parse_iso_date(rows.text(2));
      sources.push_back(std::move(source));
    }
  }));
  return sources;
}

std::string stamp_of(const std::vector<SourceFile>& sources) {
  std::vector<std::string> lines;
  for (const SourceFile& source : sources) {
    lines.push_back(source.digest + " " + source.name + (source.on ? " " + format_date(*source.on) : "") +
                    "\n");
  }
  std::ranges::sort(lines);
  std::string all;
  for (const std::string& line : lines) all += line;
  return digest_hex(std::as_bytes(std::span(all)));
}

std::string entry_body(const std::vector<SourceFile>& taken,
                       const std::map<std::string, const FileOutcome*>& outcomes) {
  json body = {{"files", json::array()}};
  for (const SourceFile& source : taken) {
    const FileOutcome& outcome = *outcomes.at(source.digest);
    json file = {{"digest", source.digest},
                 {"name", source.name},
                 {"layout", outcome.layout},
                 {"rows", outcome.rows},
                 {"rejected", outcome.rejected}};
    if (outcome.from != kUnknownDate) {
      file["from"] = format_date(outcome.from);
      file["to"] = format_date(outcome.to);
    }
    if (source.on) file["day"] = format_date(*source.on);
    body["files"].push_back(std::move(file));
  }
  return body.dump();
}

}  // namespace

journal::Projection imported_files() {
  journal::Projection projection;
  projection.name = "network";
  projection.version = 1;
  projection.schema =
      "CREATE TABLE network_files (digest TEXT PRIMARY KEY, name TEXT NOT NULL, layout TEXT NOT NULL, "
      "day TEXT NOT NULL, entry INTEGER NOT NULL) STRICT, WITHOUT ROWID;";
  projection.kinds = {{std::string(kImported)}};
  projection.apply = [](const journal::Entry& entry, sqlite::Db& tables) -> Status {
    if (!entry.body) return {};
    const json body = json::parse(*entry.body, nullptr, false);
    const Error wrong{ErrorKind::kBadInput, "the entry of an import does not read", {}, ""};
    if (body.is_discarded() || !body.contains("files") || !body["files"].is_array()) return wrong;
    for (const json& file : body["files"]) {
      const auto word = [&](const char* name) {
        return file.contains(name) && file[name].is_string() ? file[name].get<std::string>() : std::string();
      };
      if (word("digest").empty()) return wrong;
      MESO_RETURN_IF_ERROR(tables.run("INSERT OR REPLACE INTO network_files VALUES (?, ?, ?, ?, ?)",
                                      word("digest"), word("name"), word("layout"), word("day"),
                                      static_cast<std::int64_t>(entry.sequence)));
    }
    return {};
  };
  return projection;
}

Result<ImportReport> import_files(FileSystem& files, const std::string& network,
                                  const std::vector<std::string>& paths, const ImportOptions& options) {
  std::vector<SourceFile> given;
  for (const std::string& path : paths) {
    MESO_RETURN_IF_ERROR(collect(files, path, std::string(base_name(path)), given));
  }
  MESO_RETURN_IF_ERROR(files.make_directories(network));
  MESO_ASSIGN_OR_RETURN(const auto journal,
                        journal::Journal::open(files, network, options.keys_path, {imported_files()},
                                               journal::Journal::Mode::kMake));
  MESO_RETURN_IF_ERROR(files.make_directories(reference_directory(network)));
  // One import at a time: two would each make tables without the other's files.
  MESO_ASSIGN_OR_RETURN(const auto lock, files.lock(join_path(reference_directory(network), "lock")));
  MESO_ASSIGN_OR_RETURN(const std::vector<SourceFile> stored, stored_sources(*journal, network));

  ImportReport report;
  std::set<std::string> digests;
  for (const SourceFile& source : stored) digests.insert(source.digest);
  std::vector<SourceFile> fresh;
  for (SourceFile& source : given) {
    // The notes that lie beside files are for people.
    if (source.name.ends_with(".md")) continue;
    MESO_ASSIGN_OR_RETURN(const auto bytes, files.map(source.path));
    source.digest = digest_hex(bytes->bytes());
    source.on = options.on;
    if (!digests.insert(source.digest).second) {
      report.known.push_back(source.name);
      // Known and lost, as after a restore without public files: it is put back where it was.
      const std::string kept = join_path(reference_directory(network), source.digest);
      if (!files.exists(kept)) MESO_RETURN_IF_ERROR(replace_file(files, kept, bytes->bytes()));
    } else {
      fresh.push_back(source);
    }
  }

  const auto all_with = [&](const std::vector<SourceFile>& more) {
    std::vector<SourceFile> all = stored;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  MESO_ASSIGN_OR_RETURN(Gathered gathered, gather(files, all_with(fresh), options.progress));
  std::vector<SourceFile> taken;
  std::set<std::string> fresh_names;
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    const FileOutcome& outcome = gathered.files[stored.size() + i];
    report.files.push_back(outcome);
    fresh_names.insert(outcome.name);
    if (outcome.reason.empty()) taken.push_back(fresh[i]);
  }
  std::ranges::sort(report.files, {}, &FileOutcome::name);
  RejectReport fresh_rejects;
  for (const auto& line : gathered.rejects.summary()) {
    if (fresh_names.contains(line.file)) report.rejects.push_back(line);
  }
  const RejectReport rejects = std::move(gathered.rejects);
  std::map<std::string, std::int64_t> entries;  // of the imports that brought files of that name, the newest
  MESO_RETURN_IF_ERROR(journal->read([&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(sqlite::Stmt rows,
                          tables.prepare("SELECT name, entry FROM network_files ORDER BY entry"));
    while (true) {
      MESO_ASSIGN_OR_RETURN(const bool more, rows.step());
      if (!more) return {};
      entries[std::string(rows.text(0))] = rows.number(1);
    }
  }));
  // One file for all imports: what was rejected before is still to be mended. Each row names its import.
  const auto write_rejects = [&](const std::string& import) -> Status {
    if (report.rejects.empty()) return {};
    report.rejects_file = join_path(network, "reference-rejects.csv");
    return rejects.write_csv(files, report.rejects_file, "import", [&](const std::string& file) {
      if (fresh_names.contains(file)) return import;
      const auto known = entries.find(file);
      return known == entries.end() ? std::string() : std::to_string(known->second);
    });
  };
  // What could not be read must leave no trace in the tables.
  if (taken.size() != fresh.size()) {
    MESO_ASSIGN_OR_RETURN(gathered, gather(files, all_with(taken), options.progress));
  }
  report.findings = std::move(gathered.findings);
  for (const Organisation& one : gathered.model.organisations) {
    report.networks += one.kind == OrganisationKind::kNetwork ? 1 : 0;
    report.practices += one.kind == OrganisationKind::kPractice ? 1 : 0;
  }
  if (taken.empty()) {
    MESO_RETURN_IF_ERROR(write_rejects("left out"));
    return report;
  }

  for (const SourceFile& source : taken) {
    MESO_ASSIGN_OR_RETURN(const auto bytes, files.map(source.path));
    // Read twice from a path that somebody else may write: what is stored is what was read, or nothing.
    if (digest_hex(bytes->bytes()) != source.digest) {
      return Error{ErrorKind::kBadInput, "the file changed while it was read", {source.name}, "import again"};
    }
    MESO_RETURN_IF_ERROR(
        replace_file(files, join_path(reference_directory(network), source.digest), bytes->bytes()));
  }
  std::map<std::string, const FileOutcome*> outcomes;
  for (const FileOutcome& outcome : report.files) outcomes[outcome.digest] = &outcome;
  journal::Act act;
  act.author = options.author;
  act.subject = "network/files";
  act.kind = kImported;
  act.reason = options.reason;
  act.body = entry_body(taken, outcomes);
  act.seen = journal::kBesideOthers;
  MESO_ASSIGN_OR_RETURN(const journal::Receipt receipt, journal->append(act));
  report.sequence = receipt.sequence;
  MESO_RETURN_IF_ERROR(write_rejects(std::to_string(report.sequence)));
  MESO_RETURN_IF_ERROR(
      write_projection(files, tables_path(network), stamp_of(all_with(taken)), gathered.model));
  return report;
}

Result<std::vector<std::string>> stored_files(FileSystem& files, const std::string& network) {
  std::vector<std::string> out;
  if (!files.is_directory(reference_directory(network))) return out;
  MESO_ASSIGN_OR_RETURN(const auto names, files.list(reference_directory(network)));
  for (const std::string& name : names) {
    const bool is_digest =
        name.size() == 32 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (is_digest) out.push_back(join_path("reference", name));
  }
  std::ranges::sort(out);
  return out;
}

Result<Model> open_network(FileSystem& files, const std::string& network, const std::string& keys_path,
                           unsigned parts) {
  const Error nothing{ErrorKind::kNotFound,
                      "no public file was imported into this network yet",
                      {network},
                      "meso network import " + network + " FILES-OR-FOLDERS"};
  if (!journal::has_journal(files, network)) return nothing;
  MESO_ASSIGN_OR_RETURN(const auto journal,
                        journal::Journal::open(files, network, keys_path, {imported_files()},
                                               journal::Journal::Mode::kExisting));
  MESO_ASSIGN_OR_RETURN(const std::vector<SourceFile> sources, stored_sources(*journal, network));
  if (sources.empty()) return nothing;
  const std::string stamp = stamp_of(sources);
  if (auto model = read_projection(files, tables_path(network), stamp, parts); model.ok()) return model;
  // Of other sources, damaged, or gone: it is only a projection.
  MESO_RETURN_IF_ERROR(files.make_directories(reference_directory(network)));
  MESO_ASSIGN_OR_RETURN(const auto lock, files.lock(join_path(reference_directory(network), "lock")));
  for (const SourceFile& source : sources) {
    if (!files.exists(source.path)) {
      return Error{ErrorKind::kNotFound,
                   "a public file that was imported is not here any more: " + source.name,
                   {source.path},
                   "import it once more: meso network import " + network + " FILES-OR-FOLDERS"};
    }
    MESO_ASSIGN_OR_RETURN(const auto bytes, files.map(source.path));
    if (digest_hex(bytes->bytes()) != source.digest) {
      return Error{ErrorKind::kCorrupt,
                   "a stored file is not the one that was imported",
                   {source.path},
                   "put the file " + source.name + " back from a backup, or undo its import"};
    }
  }
  MESO_ASSIGN_OR_RETURN(Gathered gathered, gather(files, sources));
  MESO_RETURN_IF_ERROR(write_projection(files, tables_path(network), stamp, gathered.model));
  return std::move(gathered.model);
}

}  // namespace meso::network
