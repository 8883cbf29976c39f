// From extracts to what a practice file is written from: the readers of every format that Meso takes.
//
// `read_extracts` recognises each source by its content and reads it whole: Meso's own extract
// (docs/extract.md), the OpenSAFELY/ehrQL tables, Synthea CSV, FHIR R4 bundles and bulk NDJSON;
// plain or gzip. Every row is split here: what the block may hold goes to PracticeContents, who the
// patient is goes to identities::Identity.
//
// Every record read is accounted for: read = stored + duplicates + set aside + rejected, per kind. A reject
// names file, line, column and reason, never the content.
//
// Where a patient has spells at several practices, all events live with the practice whose spell is open at
// the as-at date, else with the latest spell's; the others keep only the spell (kSpellOnly).

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/keys.h"
#include "base/rejects.h"
#include "base/result.h"
#include "identities/identities.h"
#include "records/practice_file.h"

namespace meso::records {

struct IntakeOptions {
  std::optional<std::string> practice;  // for sources that name no practice
  bool assume_registered = false;  // for sources without registrations: from birth to death or as-at date
  Key hashing;                     // the network's: patient and person ids
  int threads = 2;
  std::function<void(double done)> progress;  // 0 to 1; may be empty
};

// What became of the records of one kind ("patients", "observations", ...).
struct KindCount {
  std::string kind;
  std::uint64_t read = 0;
  std::uint64_t stored = 0;
  std::uint64_t duplicates = 0;  // the same id seen again; only where rows have ids
  std::uint64_t set_aside = 0;   // kinds and fields that Meso does not keep
  std::uint64_t rejected = 0;
  bool operator==(const KindCount&) const = default;
};

struct PracticeExtract {
  PracticeContents contents;
  std::vector<identities::Identity> identities;  // empty when the source names nobody
};

struct Extracts {
  std::string format;  // "ehrql tables", ...
  std::vector<PracticeExtract> practices;
  std::vector<KindCount> kinds;    // in a fixed order per format
  std::vector<std::string> notes;  // sentences for the user: assumed, ambiguous, undated, unknown units, ...
};

// Reads all sources as one extract. kBadInput when nothing in them is of a known format,
// when they are of different formats, or when --practice or --assume-registered is needed
// and missing (the message says which).
Result<Extracts> read_extracts(FileSystem& files, std::span<const std::string> sources,
                               const IntakeOptions& options, RejectReport& rejects);

}  // namespace meso::records
