// The readers, one per format, as `read_extracts` calls them. docs/extract.md says what each takes and keeps.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "records/intake.h"
#include "records/intake_ledger.h"
#include "records/intake_table.h"

namespace meso::records {

// Files that are read as one source.
struct Folder {
  std::string name;  // how reports call it
  std::vector<SourceFile> files;
};

struct Reading {
  FileSystem& files;
  const IntakeOptions& options;
  Ledger& ledger;
  std::function<void()> file_done;  // called once per file
};

// One practice's folder.
Result<std::vector<PracticeExtract>> read_meso_extract(const Reading& reading, const Folder& folder);
Result<std::vector<PracticeExtract>> read_ehrql(const Reading& reading, const Folder& folder);
Result<std::vector<PracticeExtract>> read_synthea(const Reading& reading, const Folder& folder);
Result<std::vector<PracticeExtract>> read_fhir(const Reading& reading, const Folder& folder);

// The first word of a file's name in lower case: "events" of "Events_2024.csv.gz".
std::string first_word(std::string_view path);

// A file's name up to its first dot: "clinical_events" of "clinical_events.csv.gz".
std::string table_name(const SourceFile& file);

// Whether a file's name says that it is a table from which the format keeps records.
bool is_named_as_extract_table(const SourceFile& file);
bool is_named_as_ehrql_table(const SourceFile& file);
bool is_named_as_synthea_table(const SourceFile& file);

// Counts every row of a file under `kind` as set aside.
Status set_aside_table(const Reading& reading, const SourceFile& file, std::string_view kind);

// Reads text to keep as UTF-8; tells once per file when it was not.
std::string keep_text(std::string_view cell, const std::string& file, Ledger& ledger);

// Why a text cannot be a practice's own number of a patient; "" when it can.
std::string_view fault_of_own_number(std::string_view text);

// The practice that --practice names for a source that names none, or the error that says so; likewise that
// registrations have to be assumed.
Result<std::string> practice_from_options(const Reading& reading, const Folder& folder);
Status need_assumed_registrations(const Reading& reading, const Folder& folder);
// Both, for a source that can state neither: what is missing is told at once.
Result<std::string> practice_without_registrations(const Reading& reading, const Folder& folder);

// What a column of units says, unit by unit; a spelling is looked up once.
class UnitCells {
 public:
  terms::UnitId read(std::string_view cell);

 private:
  std::vector<std::pair<std::string, terms::UnitId>> known_;
  std::size_t last_ = 0;
};

}  // namespace meso::records
