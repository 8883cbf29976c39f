// One practice's records in one immutable file: written whole, read by mapping, never edited.
//
// The bytes are specified at the head of practice_file_format.h. `write_practice_file` sorts and encodes;
// `PracticeFile::open` checks header, directory and footer, and checks and unseals a section when it is first
// touched. A corrupt or truncated file is one error for one practice and never a crash.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/files.h"
#include "base/keys.h"
#include "base/result.h"
#include "records/block.h"
#include "terms/terms.h"

namespace meso::records {

// ---- What is written

struct PatientRecord {
  std::string own_number;  // the practice's own number for the patient: shown in lists, never an NHS number
  Date birth;
  Date death;
  Sex sex = Sex::kUnknown;
  std::string area;       // LSOA code; "" not known
  std::string ethnicity;  // category as the source writes it; "" not known
  std::uint16_t flags = 0;
};

struct EventRecord {
  std::uint32_t patient = 0;  // index into PracticeContents::patients
  std::uint32_t code = 0;     // index into PracticeContents::codes
  Date date;                  // kUnknownDate when not known
  float value = 0;            // finite, or NaN for none; never -0
  terms::UnitId unit = terms::kNoUnit;
  Comparator comparator = Comparator::kEqual;
  Episode episode = Episode::kUnstated;
  std::uint32_t consultation = 0;  // 0: none; equal numbers of one patient are one consultation
  std::uint32_t sequence = 0;      // order of entry within a day, as the source gives it
};

// A spell of registration. `end` is the first day on which the patient is
// no longer registered; unknown: open.
struct Spell {
  std::uint32_t patient = 0;
  Date start;
  Date end;
};

struct PracticeContents {
  std::string practice;          // ODS code, or a made-up code for synthetic records
  Date as_at;                    // the day that the extract speaks of
  bool synthetic = false;        // made by `synth`: identities may be opened in the demo
  bool leavers_missing = false;  // the extract holds only those registered now: every trend says so
  bool registrations_assumed = false;
  std::string source;  // "meso extract", "ehrql tables", ... for people to read
  std::vector<PatientRecord> patients;
  std::vector<terms::Code> codes;  // no duplicates, any order
  std::vector<Spell> spells;
  std::vector<EventRecord> events;  // any order
};

struct WriteOptions {
  // Groups of codes that are asked for together (the clusters of the rulebook): the dictionary is ordered so
  // that each group is a few ranges. Any grouping gives the same answers.
  std::vector<std::vector<terms::Code>> code_groups;
  bool seal = false;  // encrypt every section under the practice's key
  int threads = 2;
};

struct FileKeys {
  Key hashing;  // the network's: makes patient ids
  Key sealing;  // the practice's: used when WriteOptions::seal
};

// The id of a patient: keyed hash of (practice, the practice's own number). The same in every load.
std::uint64_t patient_id(const Key& hashing, std::string_view practice, std::string_view own_number);

// Writes `path`, synced. Blocks are cut in the order of contents.patients.
// REQUIRES: at most 2^32 - 1 events; own numbers unique; contents are consumed to keep memory flat.
Status write_practice_file(FileSystem& files, const std::string& path, PracticeContents contents,
                           const FileKeys& keys, const WriteOptions& options);

// Writes the same practice file again, sealed under `to`, synced: section by section, nothing decoded. `from`
// is the key of a sealed file. What comes out is to be opened and checked before anything rests on it.
Status reseal_practice_file(FileSystem& files, const std::string& from_path, const std::optional<Key>& from,
                            const std::string& to_path, const Key& to);

// ---- What is read

// Ids of codes in a file are positions in its dictionary; a half-open range of them is [first, last).
struct CodeRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  bool operator==(const CodeRange&) const = default;
};

class PracticeFile {
 public:
  // `key` opens sealed sections; a file whose cipher is `none` needs none. Errors: kCorrupt, kNewer (names
  // the file and both versions), kRefused (sealed and no key, or the wrong one).
  static Result<std::unique_ptr<PracticeFile>> open(FileSystem& files, const std::string& path,
                                                    std::optional<Key> key);
  ~PracticeFile();

  const std::string& practice() const;
  Date as_at() const;
  bool synthetic() const;
  bool leavers_missing() const;
  bool registrations_assumed() const;
  const std::string& source() const;
  std::uint64_t patients() const;
  std::uint64_t events() const;  // as coded: registration spells are not counted

  std::uint32_t block_count() const;
  // How many postings the block holds, known without touching it. REQUIRES: index < block_count().
  std::uint32_t block_postings(std::uint32_t index) const;
  // Checks and unseals the block's sections at first touch; later calls are free. Thread safe.
  // REQUIRES: index < block_count().
  Result<const Block*> block(std::uint32_t index) const;

  // The dictionary: id -> code, and code -> id.
  Result<const std::vector<terms::Code>*> codes() const;
  std::optional<std::uint32_t> find_code(const terms::Code& code) const;  // REQUIRES: codes() was ok.
  // The ids of `codes` that occur here, as sorted disjoint ranges.
  std::vector<CodeRange> ranges(std::span<const terms::Code> codes) const;  // REQUIRES: codes() was ok.

  Result<const std::vector<std::string>*> areas() const;
  Result<const std::vector<std::string>*> ethnicities() const;
  // The practice's own number of each patient of a block.
  Result<std::vector<std::string>> own_numbers(std::uint32_t block) const;

  // Reads and checks every section: what `load` does before it commits, and
  // what a careful reader may ask for.
  Status check_all() const;

 private:
  struct State;
  explicit PracticeFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The reserved codes of registration spells.
terms::Code registered_code();  // a spell starts
terms::Code left_code();        // a spell ends

}  // namespace meso::records
