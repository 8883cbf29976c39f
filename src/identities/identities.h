// Who patients are: NHS numbers, names, birth dates and contacts, sealed and apart from the records.
//
// The engine never opens this. One sealed file per practice and generation, named by the manifest beside the
// practice file; without the network's identities key it is noise. It alone knows that two patients of two
// practices are one person: the person id is a keyed hash of the NHS number.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/keys.h"
#include "base/result.h"

namespace meso::identities {

// What is known of one patient. Empty strings where the extract says nothing.
struct Identity {
  std::uint64_t patient = 0;  // records' id: keyed hash of (practice, own number)
  std::uint64_t person = 0;   // keyed hash of the NHS number; 0 when there is none
  std::string nhs_number;     // ten digits, or "" (also when the extract's was not valid)
  std::string given_name;
  std::string family_name;
  Date birth;
  std::string address;
  std::string postcode;
  std::string telephone;
};

// The id of a person from a valid NHS number (ten digits): keyed_hash of it in the domain "person".
std::uint64_t person_id(const Key& hashing, std::string_view nhs_number);

// Encodes and seals the identities of one practice, at most 2^32 - 1. REQUIRES: patients are distinct.
Bytes seal_identities(const Key& key, std::string_view practice, std::span<const Identity> identities);

// Opens what seal_identities made, sorted by patient. kRefused with the wrong key or another practice's file,
// kCorrupt when it does not read, kNewer when a newer program sealed it.
Result<std::vector<Identity>> open_identities(const Key& key, std::string_view practice,
                                              std::span<const std::byte> sealed);

// The identity of one patient, or nothing.
const Identity* find_identity(std::span<const Identity> sorted, std::uint64_t patient);

}  // namespace meso::identities
