// What the sources are, told by content, and one reader set to work on them.
//
// A folder's format is settled from the beginnings of its files before any is read: by an extract.csv, by
// columns that only one format has, by "resourceType" in JSON. Folders of Meso's own extract are practices
// that know nothing of each other and are read beside each other; every other format is one source, however
// many folders it fills.

#include "records/intake.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

#include "records/readers.h"

namespace meso::records {
namespace {

constexpr std::size_t kBeginning = 65'536;
constexpr int kDeepest = 8;

enum class Format : std::uint8_t { kUnknown, kExtract, kEhrql, kSynthea, kFhir };

std::string_view format_name(Format format) {
  switch (format) {
    case Format::kExtract:
      return "meso extract";
    case Format::kEhrql:
      return "ehrql tables";
    case Format::kSynthea:
      return "synthea csv";
    case Format::kFhir:
      return "fhir r4";
    case Format::kUnknown:
      break;
  }
  return "unknown";
}

// What one file looks like. Several may hold; the folder decides.
struct Look {
  bool extract_facts = false;  // Meso's extract.csv
  bool extract = false;        // named and headed as a table of Meso's own extract
  bool ehrql = false;          // has a column that only ehrQL tables have
  bool patient_id = false;     // may be one of the other ehrQL tables
  bool synthea = false;
  bool fhir = false;
};

bool has(const std::vector<std::string>& header, std::initializer_list<std::string_view> any_of) {
  return std::any_of(header.begin(), header.end(), [&](const std::string& cell) {
    return std::find(any_of.begin(), any_of.end(), cell) != any_of.end();
  });
}

Look look_at(const SourceFile& file, std::string_view text) {
  Look look;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return look;
  if (text[first] == '{') {
    look.fhir = text.find("\"resourceType\"") != std::string_view::npos;
    return look;
  }
  if (text.substr(0, 1024).find('\0') != std::string_view::npos || text.starts_with("PK")) return look;
  CsvCursor rows(text, sniff_delimiter(text));
  if (!rows.next() || rows.fault() != CsvFault::kNone) return look;
  std::vector<std::string> written, plain;
  for (std::string_view cell : rows.cells()) {
    written.emplace_back(trimmed(cell));
    plain.push_back(plain_word(cell));
  }
  const auto synthea_case = [](const std::string& cell) {
    return cell == "Id" ||
           std::all_of(cell.begin(), cell.end(), [](char c) { return (c < 'a' || c > 'z') && c != ' '; });
  };
  look.synthea = std::all_of(written.begin(), written.end(), synthea_case) &&
                 (written[0] == "Id" || (has(written, {"PATIENT"}) && has(written, {"ENCOUNTER"})));
  look.patient_id = has(written, {"patient_id"});
  look.ehrql =
      look.patient_id && has(written, {"practice_pseudo_id", "snomedct_code", "ctv3_code", "dmd_code"});
  const std::string word = first_word(file.path);
  look.extract_facts =
      word == "extract" && has(plain, {"practice", "practicecode", "odscode", "organisation", "orgcode",
                                       "asat", "asatdate", "extractdate", "extractiondate"});
  for (std::string_view kind : {"patient", "registration", "event", "medication"}) {
    look.extract |= word.starts_with(kind) && has(plain, {"patient", "patientid", "patientnumber",
                                                          "ownnumber", "practicepatientnumber"});
  }
  return look;
}

struct Directory {
  std::string path;
  Folder folder;
  std::vector<Look> looks;  // one per file
  Format format = Format::kUnknown;
};

class Recogniser {
 public:
  Recogniser(FileSystem& files, Ledger& ledger) : files_(files), ledger_(ledger) {}

  Status add_source(const std::string& source) {
    if (files_.is_directory(source)) return walk(source, std::string(base_name(without_slashes(source))), 0);
    if (!files_.exists(source))
      return Error{ErrorKind::kNotFound, "there is no such file or folder", Place{source}, ""};
    const std::string name(base_name(source));
    return add_file(source.substr(0, source.size() - name.size()), name, SourceFile{source, name});
  }

  // Settles each folder's format and that all agree.
  Result<Format> settle() {
    Format all = Format::kUnknown;
    for (Directory& directory : directories_) {
      MESO_RETURN_IF_ERROR(settle(directory));
      if (directory.format == Format::kUnknown) continue;
      if (all != Format::kUnknown && all != directory.format) {
        return two_formats(directory.folder.name, all, directory.format);
      }
      all = directory.format;
    }
    if (all != Format::kUnknown) return all;
    return Error{
        ErrorKind::kBadInput, "nothing in the sources is of a format that Meso reads", Place{},
        "docs/extract.md describes the four: Meso's own extract, ehrQL tables, Synthea CSV, FHIR R4"};
  }

  std::vector<Directory>& directories() { return directories_; }

 private:
  static std::string without_slashes(std::string path) {
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    return path;
  }

  Status walk(const std::string& path, const std::string& name, int depth) {
    if (depth > kDeepest) {
      return Error{ErrorKind::kBadInput, "folders lie too deep in each other", Place{path},
                   "name the one that is meant"};
    }
    MESO_ASSIGN_OR_RETURN(const std::vector<std::string> entries, files_.list(path));
    for (const std::string& entry : entries) {
      if (entry.starts_with('.')) continue;
      const std::string below = join_path(path, entry);
      const std::string called = join_path(name, entry);
      MESO_RETURN_IF_ERROR(files_.is_directory(below) ? walk(below, called, depth + 1)
                                                      : add_file(path, name, SourceFile{below, called}));
    }
    return {};
  }

  Status add_file(const std::string& directory_path, const std::string& directory_name, SourceFile file) {
    if (!seen_.insert(file.path).second) return {};
    MESO_ASSIGN_OR_RETURN(const InputText beginning,
                          InputText::open_beginning(files_, file.path, file.name, kBeginning));
    auto directory = std::find_if(directories_.begin(), directories_.end(), [&](const Directory& d) {
      return d.path == without_slashes(directory_path);
    });
    if (directory == directories_.end()) {
      directories_.push_back(Directory{without_slashes(directory_path), Folder{directory_name, {}}, {}, {}});
      directory = directories_.end() - 1;
    }
    directory->looks.push_back(look_at(file, beginning.text()));
    directory->folder.files.push_back(std::move(file));
    return {};
  }

  static Error two_formats(const std::string& name, Format one, Format other) {
    return Error{ErrorKind::kBadInput,
                 "the sources are of two formats, " + std::string(format_name(one)) + " and " +
                     std::string(format_name(other)),
                 Place{name}, "load one format at a time"};
  }

  Status settle(Directory& directory) {
    const auto any = [&](bool Look::* what) {
      return std::any_of(directory.looks.begin(), directory.looks.end(),
                         [&](const Look& look) { return look.*what; });
    };
    const bool synthea = any(&Look::synthea), ehrql = any(&Look::ehrql), fhir = any(&Look::fhir);
    const bool extract = any(&Look::extract_facts) || (any(&Look::extract) && !synthea && !ehrql);
    if (!extract && synthea && ehrql) {
      return two_formats(directory.folder.name, Format::kSynthea, Format::kEhrql);
    }
    if (extract) {
      directory.format = Format::kExtract;
    } else if (synthea) {
      directory.format = Format::kSynthea;
    } else if (ehrql || any(&Look::patient_id)) {
      directory.format = Format::kEhrql;
    } else if (fhir) {
      directory.format = Format::kFhir;
    }
    if (fhir && directory.format != Format::kFhir) {
      return two_formats(directory.folder.name, directory.format, Format::kFhir);
    }
    return keep_recognised(directory);
  }

  // What the format does not know is told and left out. A table of the format whose columns are not there is
  // refused: without it half a practice would replace a whole one.
  Status keep_recognised(Directory& directory) {
    std::vector<SourceFile> kept;
    for (std::size_t i = 0; i < directory.looks.size(); ++i) {
      const Look& look = directory.looks[i];
      const bool recognised =
          (directory.format == Format::kExtract && (look.extract || look.extract_facts)) ||
          (directory.format == Format::kEhrql && look.patient_id) ||
          (directory.format == Format::kSynthea && look.synthea) ||
          (directory.format == Format::kFhir && look.fhir);
      SourceFile& file = directory.folder.files[i];
      if (recognised) {
        kept.push_back(std::move(file));
      } else if (is_named_as_table(directory.format, file)) {
        return Error{ErrorKind::kBadInput,
                     "the file has the name of a table, but not its columns in the first line",
                     Place{file.name},
                     "send it again, or take it out of the folder; docs/extract.md lists the columns"};
      } else {
        ledger_.note("Not recognised, and so not read: " + file.name);
      }
    }
    directory.folder.files = std::move(kept);
    return {};
  }

  static bool is_named_as_table(Format format, const SourceFile& file) {
    switch (format) {
      case Format::kExtract:
        return is_named_as_extract_table(file);
      case Format::kEhrql:
        return is_named_as_ehrql_table(file);
      case Format::kSynthea:
        return is_named_as_synthea_table(file);
      case Format::kFhir:
      case Format::kUnknown:
        break;
    }
    return false;
  }

  FileSystem& files_;
  Ledger& ledger_;
  std::set<std::string> seen_;
  std::vector<Directory> directories_;
};

// Calls the user's progress with the share of files done, from whatever thread, one at a time.
class Progress {
 public:
  Progress(const IntakeOptions& options, std::size_t files) : options_(options), files_(files) {}
  void file_done() {
    if (!options_.progress) return;
    const std::lock_guard hold(one_at_a_time_);
    // A folder may be read a second time.
    options_.progress(std::min(1.0, static_cast<double>(++done_) / static_cast<double>(files_)));
  }

 private:
  const IntakeOptions& options_;
  std::size_t files_;
  std::size_t done_ = 0;
  std::mutex one_at_a_time_;
};

struct PracticeReading {
  Ledger ledger;
  std::optional<Result<std::vector<PracticeExtract>>> outcome;
};

using Reader = Result<std::vector<PracticeExtract>> (*)(const Reading&, const Folder&);

// Reads each folder on its own, `threads` at a time. The outcome does not depend on how many.
std::vector<PracticeReading> read_beside(FileSystem& files, const std::vector<Folder>& folders, Reader reader,
                                         const IntakeOptions& options, Progress& progress) {
  std::vector<PracticeReading> readings(folders.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i; (i = next++) < folders.size();) {
      const Reading reading{files, options, readings[i].ledger, [&] { progress.file_done(); }};
      readings[i].outcome = reader(reading, folders[i]);
    }
  };
  std::vector<std::thread> helpers;
  try {
    for (int t = 1; t < options.threads && static_cast<std::size_t>(t) < folders.size(); ++t) {
      helpers.emplace_back(work);
    }
  } catch (const std::system_error&) {
    // The machine gives no more threads: those there are do the work.
  }
  work();
  for (std::thread& helper : helpers) helper.join();
  return readings;
}

}  // namespace

Result<Extracts> read_extracts(FileSystem& files, std::span<const std::string> sources,
                               const IntakeOptions& options, RejectReport& rejects) {
  Ledger ledger;
  Recogniser recogniser(files, ledger);
  for (const std::string& source : sources) MESO_RETURN_IF_ERROR(recogniser.add_source(source));
  MESO_ASSIGN_OR_RETURN(const Format format, recogniser.settle());

  std::vector<Folder> folders;
  std::size_t file_count = 0;
  for (Directory& directory : recogniser.directories()) {
    if (directory.folder.files.empty()) continue;
    file_count += directory.folder.files.size();
    if (format == Format::kExtract || folders.empty()) {
      folders.push_back(std::move(directory.folder));
    } else {
      auto& all = folders.front().files;
      std::move(directory.folder.files.begin(), directory.folder.files.end(), std::back_inserter(all));
    }
  }
  const Reader reader = format == Format::kExtract   ? read_meso_extract
                        : format == Format::kEhrql   ? read_ehrql
                        : format == Format::kSynthea ? read_synthea
                                                     : read_fhir;
  Progress progress(options, file_count);
  std::vector<PracticeReading> readings = read_beside(files, folders, reader, options, progress);

  Extracts extracts;
  extracts.format = format_name(format);
  std::set<std::string> codes;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    if (!readings[i].outcome->ok()) return readings[i].outcome->error();
    ledger.join(readings[i].ledger);
    for (PracticeExtract& practice : readings[i].outcome->value()) {
      if (!codes.insert(practice.contents.practice).second) {
        return Error{ErrorKind::kBadInput, "two folders are of practice " + practice.contents.practice,
                     Place{folders[i].name}, "load one extract of a practice at a time"};
      }
      extracts.practices.push_back(std::move(practice));
    }
  }
  ledger.hand_over(extracts, rejects);
  return extracts;
}

}  // namespace meso::records
