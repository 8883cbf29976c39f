// The code systems and how the world writes their names.
//
// Besides the names that Meso prints, sources write FHIR addresses, OIDs and habits ("SNOMED-CT", "dm+d").
// All are compared without case, blanks, hyphens, underscores and plus signs, so one entry serves its
// variants. ICD-10-CM is not ICD-10 and is not read as it.

#include <algorithm>
#include <array>
#include <utility>

#include "terms/terms.h"

namespace meso::terms {
namespace {

constexpr std::array<std::string_view, kSystems> kNames = {
    "meso", "snomed", "dmd", "loinc", "rxnorm", "cvx", "icd10", "ctv3", "readv2", "emis", "tpp", "local"};

// Spellings as `plain` leaves them.
constexpr std::pair<std::string_view, System> kSpellings[] = {
    {"snomedct", System::kSnomed},
    {"sct", System::kSnomed},
    {"http://snomed.info/sct", System::kSnomed},
    {"urn:oid:2.16.840.1.113883.6.96", System::kSnomed},
    {"https://dmd.nhs.uk", System::kDmd},
    {"loinc", System::kLoinc},
    {"http://loinc.org", System::kLoinc},
    {"urn:oid:2.16.840.1.113883.6.1", System::kLoinc},
    {"http://www.nlm.nih.gov/research/umls/rxnorm", System::kRxNorm},
    {"urn:oid:2.16.840.1.113883.6.88", System::kRxNorm},
    {"http://hl7.org/fhir/sid/cvx", System::kCvx},
    {"urn:oid:2.16.840.1.113883.12.292", System::kCvx},
    {"http://hl7.org/fhir/sid/icd10", System::kIcd10},
    {"http://hl7.org/fhir/sid/icd10uk", System::kIcd10},
    {"urn:oid:2.16.840.1.113883.6.3", System::kIcd10},
    {"read3", System::kCtv3},
    {"readv3", System::kCtv3},
    {"http://read.info/ctv3", System::kCtv3},
    {"read2", System::kReadV2},
    {"readcodev2", System::kReadV2},
    {"http://read.info/readv2", System::kReadV2},
    {"https://fhir.hl7.org.uk/id/egtoncodes", System::kEmis},
    {"https://fhir.hl7.org.uk/id/emisdrugcodes", System::kEmis},
    {"systmone", System::kTpp},
};

std::string plain(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == ' ' || c == '-' || c == '_' || c == '+') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  while (!out.empty() && out.back() == '/') out.pop_back();
  return out;
}

}  // namespace

std::string_view system_name(System system) {
  const auto index = static_cast<std::size_t>(system);
  return index < kNames.size() ? kNames[index] : "unknown system";
}

std::optional<System> system_from_text(std::string_view text) {
  const std::string wanted = plain(text);
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (wanted == kNames[i]) return static_cast<System>(i);
  }
  const auto* found = std::find_if(std::begin(kSpellings), std::end(kSpellings),
                                   [&](const auto& entry) { return entry.first == wanted; });
  if (found == std::end(kSpellings)) return std::nullopt;
  return found->second;
}

}  // namespace meso::terms
