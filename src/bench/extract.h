// W as text: what a practice would send, and what the peers read. The same events as in W's practice files.
//
//   FOLDER/W1/extract.csv, patients.csv, registrations.csv, events.csv     as docs/extract.md says; W2 to W8
//   FOLDER/clusters.csv                                                    cluster,code
//
// A patient's number is one through all of W: 1 for the first of W1, 6251 for the first of W2.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace meso::bench {

// The number, in the extract, of a patient of a practice file.
std::uint32_t patient_number(std::uint32_t practice, std::uint32_t patient_in_practice);

// The folders of the extract, one a practice.
std::vector<std::string> extract_folders(const std::string& folder);

// Writes the extract to `folder`, unless it is there. It appears whole or not at all.
Status make_extract(const std::string& folder, bool small);

}  // namespace meso::bench
