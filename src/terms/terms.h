// What codes mean: code systems, codes, clusters of codes with their release, units.
//
// A cluster ("reference set", "code list") is a named set of codes of any systems, as the business rules name
// it: HYP_COD, BPSYS_COD. It may state the unit in which its values are read. Clusters come from four kinds
// of text, told apart by content:
//   - Meso's own plain text (`cluster NAME ...`, docs/clusters.md), which the built-in rulebook uses;
//   - the NHS primary care domain refset layout (CSV with Cluster_ID, ..., SNOMED_code, ...);
//   - an opencodelists export (CSV with a `code` and usually a `term` column), named by its file;
//   - a folder of any of these.
// The release that a cluster states is carried into every result that used it.

#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace meso::terms {

// Stored in practice files: never renumber.
enum class System : std::uint8_t {
  kMeso = 0,    // Meso's reserved codes (registration spells); never in a cluster
  kSnomed = 1,  // SNOMED CT, concept ids
  kDmd = 2,     // dm+d product ids (UK medicines)
  kLoinc = 3,
  kRxNorm = 4,
  kCvx = 5,  // US vaccines
  kIcd10 = 6,
  kCtv3 = 7,  // Read version 3
  kReadV2 = 8,
  kEmis = 9,    // EMIS local codes
  kTpp = 10,    // SystmOne local codes
  kLocal = 11,  // anything else: the code as written
};
inline constexpr int kSystems = 12;

// "snomed", "dmd", "loinc", ... as clusters, extracts and output write them.
std::string_view system_name(System system);
// Reads a name as above (any case), or a FHIR system address such as http://snomed.info/sct.
std::optional<System> system_from_text(std::string_view text);

// A code keeps its system. Ordered by system, then by the bytes of the code: the last resort of every tie.
struct Code {
  System system = System::kSnomed;
  std::string text;
  auto operator<=>(const Code&) const = default;
};

// Units are stored as one byte. 0 is "no unit written". Spellings ("mm[Hg]", "mmHg") share one id; an unknown
// spelling is kUnknownUnit.
using UnitId = std::uint8_t;
inline constexpr UnitId kNoUnit = 0;
inline constexpr UnitId kUnknownUnit = 255;
UnitId unit_from_text(std::string_view spelling);
std::string_view unit_name(UnitId unit);  // "mmHg"; "" for kNoUnit; "unknown unit" for kUnknownUnit
// Every unit that Meso knows, by its printed name: what a literal in a rule may carry.
std::span<const std::string_view> unit_names();

struct Cluster {
  std::string name;  // "HYP_COD", upper case
  std::string description;
  std::string release;  // as its source states it; "" when it states none
  UnitId unit =
      kNoUnit;  // values in another known unit, or an unknown one, are missing; unwritten is this one
  std::vector<Code> codes;  // sorted, no duplicates
};

// All clusters by name. A later load of the same name replaces the earlier one whole, and is told.
class ClusterSet {
 public:
  // Reads one text. `name_hint` is the file's base name without its ending: the cluster name of an
  // opencodelists file. Bad rows are errors with file and line; nothing is loaded from a file with an error.
  Status load_text(std::string_view text, const std::string& file, std::string_view name_hint);
  // Reads a file, or every file of a folder in name order.
  Status load_path(const std::string& path);

  const Cluster* find(std::string_view name) const;  // any case
  // The nearest known name, for a hint; empty when none is near.
  std::string nearest(std::string_view name) const;
  const std::map<std::string, Cluster, std::less<>>& all() const { return clusters_; }
  void put(Cluster cluster);

  // Which later file replaced which earlier one, in the order of loading: for the user to be told.
  struct Replacement {
    std::string cluster;
    std::string earlier_file;
    std::string later_file;
  };
  std::span<const Replacement> replacements() const { return replacements_; }

 private:
  std::map<std::string, Cluster, std::less<>> clusters_;
  std::map<std::string, std::string, std::less<>> origins_;  // cluster -> file
  std::vector<Replacement> replacements_;
};

}  // namespace meso::terms
