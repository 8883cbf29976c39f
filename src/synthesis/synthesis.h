// A synthetic network: fictional practices whose records look like English ones in volume, shape and faults.
//
// What it promises:
//   - the same options, clusters and key give the same records on every machine: integer arithmetic, no
//     distributions of the library, no unordered containers;
//   - nobody real: practices, places, areas, names and addresses are invented, practice codes have no ODS
//     shape, telephone numbers and postcodes are of ranges that are never given out, NHS numbers are valid
//     and of the 999 range;
//   - ages, sexes and the sizes of the QOF registers follow the published figures (locale/england), but for
//     practices that are planted to differ;
//   - codes come from the clusters that are given. A story whose cluster is missing is left out and named in
//     notes().
//
// Of each eight practices some are planted: a university's, one in a poor area, one that codes badly, one
// that took over another, and stories to be found; docs/synthesis.md names them and compares the rest with
// England.
//
// What it does not promise: that a rate which no source states is right. How prevalence bends with age, how
// illnesses come together, who attends and who takes tablets are assumptions, written as small tables beside
// the code that uses them. Nothing about the health of England may be concluded from these records.
//
// People, not events, are the unit: each person is drawn from a generator of its own, named by practice and
// number, so practices can be made in any order, at the same time, and one after another in flat memory. Who
// moved between two practices of the network is found by drawing the person again, not by remembering.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/files.h"
#include "base/keys.h"
#include "base/result.h"
#include "identities/identities.h"
#include "records/practice_file.h"
#include "terms/terms.h"

namespace meso::synthesis {

struct SynthesisOptions {
  // Registered at the as-at date. Those who left or died come on top; a few people are on two lists.
  std::uint32_t patients = 20000;
  std::uint32_t practices = 8;
  std::uint32_t years = 10;  // of events before the as-at date; diagnoses may be older
  std::uint64_t seed = 1;
  // 2026-03-31 unless another is given: the end of a financial year, so
  // that a year's indicators are complete.
  Date as_at{46111};
};

// A small area where patients live, as a census has it. Its code tells what it is: Z, the decile of
// deprivation (01 the most deprived), U for a town, L for a larger and S for a smaller place in the country,
// and five digits: "Z03U00012". No country's areas begin with Z, and none has a letter there.
struct SyntheticArea {
  std::string code;
  std::uint32_t decile = 0;  // of deprivation: 1 the most deprived tenth, 10 the least
  std::string rurality;      // as the census of 2021 classes areas: "UN1", "RLN1", "RSN1"
};

struct CareHome {
  std::string name;
  std::uint32_t beds = 0;
  std::uint32_t residents = 0;  // registered at the practice, on the as-at date
};

struct SyntheticPractice {
  std::string name;
  std::vector<SyntheticArea> areas;  // where its patients live; neighbouring practices share some
  std::vector<CareHome> homes;       // whose residents it looks after
  records::PracticeContents contents;
  std::vector<identities::Identity> identities;  // one per patient, in the order of contents.patients
};

class SyntheticNetwork {
 public:
  // kUsage, saying what is possible, for options that cannot be: no patients, more practices than patients, a
  // record of less than 1 or more than 60 years, an as-at date before 1970 or after 2070.
  static Result<SyntheticNetwork> plan(const SynthesisOptions& options, const terms::ClusterSet& clusters,
                                       const Key& hashing);
  ~SyntheticNetwork();
  SyntheticNetwork(SyntheticNetwork&&) noexcept;
  SyntheticNetwork& operator=(SyntheticNetwork&&) noexcept;

  std::uint32_t practice_count() const;
  // The records of one practice. Thread safe; the same answer at each call. REQUIRES: index <
  // practice_count().
  SyntheticPractice practice(std::uint32_t index) const;
  // Sentences for the user: stories left out because the clusters lack their codes.
  const std::vector<std::string>& notes() const;

 private:
  struct Plan;
  explicit SyntheticNetwork(std::unique_ptr<Plan> plan);
  std::unique_ptr<Plan> plan_;
};

// Writes a practice as an extract of Meso's own form (docs/extract.md), plain CSV, into `directory`/CODE, so
// that reading it gives the same contents. Beside the extract's tables lie areas.csv and homes.csv, which no
// reader asks for.
Status write_extract(FileSystem& files, const std::string& directory, const SyntheticPractice& practice);

}  // namespace meso::synthesis
