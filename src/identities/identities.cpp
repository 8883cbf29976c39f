// The bytes of a sealed identities file, version 1; little-endian.
//
//    0  "MESOIDEN"
//    8  u32 version
//   12  u64 id of the identities key
//   20  u64 keyed hash, under that key, of the practice's code: tells a misplaced file from a damaged one
//   28  sealed with the context "meso identities", u32 version, the practice's code:
//         u32 count; then per patient, ascending by records' id:
//         u64 patient, u64 person, i32 birth, texts (u32 length, bytes): NHS number, given name, family name,
//         address, postcode, telephone
//
// One piece and not a section per patient: a file is opened as a whole or not at all, and its length tells
// nothing of any one patient.

#include "identities/identities.h"

#include <algorithm>

#include "base/byte_stream.h"

namespace meso::identities {
namespace {

constexpr std::string_view kMagic = "MESOIDEN";
constexpr std::uint32_t kVersion = 1;

std::uint64_t practice_tag(const Key& key, std::string_view practice) {
  return keyed_hash(key, "identities", practice);
}

std::string seal_context(std::string_view practice) {
  ByteWriter out;
  out.raw("meso identities");
  out.number(kVersion);
  out.raw(practice);
  return std::string(reinterpret_cast<const char*>(out.bytes().data()), out.size());
}

Error corrupt(std::string_view practice, const std::string& what) {
  return Error{ErrorKind::kCorrupt,
               "the identities of practice " + std::string(practice) + " do not read: " + what, Place{},
               "load the practice's extract again"};
}

std::optional<std::vector<Identity>> decode(std::span<const std::byte> plain) {
  ByteReader in(plain);
  std::vector<Identity> identities;
  for (auto left = in.number<std::uint32_t>(); left > 0 && in.ok(); --left) {
    Identity identity;
    identity.patient = in.number<std::uint64_t>();
    identity.person = in.number<std::uint64_t>();
    identity.birth = Date{in.number<std::int32_t>()};
    identity.nhs_number = in.text();
    identity.given_name = in.text();
    identity.family_name = in.text();
    identity.address = in.text();
    identity.postcode = in.text();
    identity.telephone = in.text();
    if (identity.birth != kUnknownDate && !identity.birth.is_recorded()) return std::nullopt;
    if (!identities.empty() && identity.patient <= identities.back().patient) return std::nullopt;
    identities.push_back(std::move(identity));
  }
  if (!in.at_end()) return std::nullopt;
  return identities;
}

}  // namespace

std::uint64_t person_id(const Key& hashing, std::string_view nhs_number) {
  return keyed_hash(hashing, "person", nhs_number);
}

Bytes seal_identities(const Key& key, std::string_view practice, std::span<const Identity> identities) {
  std::vector<const Identity*> sorted;
  for (const Identity& identity : identities) sorted.push_back(&identity);
  std::ranges::sort(sorted, {}, [](const Identity* identity) { return identity->patient; });
  ByteWriter plain;
  plain.number(static_cast<std::uint32_t>(sorted.size()));
  for (const Identity* identity : sorted) {
    plain.number(identity->patient);
    plain.number(identity->person);
    plain.number(identity->birth.days);
    plain.text(identity->nhs_number);
    plain.text(identity->given_name);
    plain.text(identity->family_name);
    plain.text(identity->address);
    plain.text(identity->postcode);
    plain.text(identity->telephone);
  }
  ByteWriter out;
  out.raw(kMagic);
  out.number(kVersion);
  out.number(key.id());
  out.number(practice_tag(key, practice));
  out.raw(seal(key, plain.bytes(), seal_context(practice)));
  return out.take();
}

Result<std::vector<Identity>> open_identities(const Key& key, std::string_view practice,
                                              std::span<const std::byte> sealed) {
  ByteReader in(sealed);
  if (!std::ranges::equal(in.raw(kMagic.size()), std::as_bytes(std::span(kMagic)))) {
    return corrupt(practice, "they do not begin as such");
  }
  const auto version = in.number<std::uint32_t>();
  if (version > kVersion) {
    return Error{ErrorKind::kNewer,
                 "the identities of practice " + std::string(practice) + " are of version " +
                     std::to_string(version) + "; this program reads version " + std::to_string(kVersion),
                 Place{}, "use the newer program"};
  }
  const auto key_id = in.number<std::uint64_t>();
  const auto tag = in.number<std::uint64_t>();
  if (!in.ok() || version == 0) return corrupt(practice, "they are cut short");
  if (key_id != key.id()) {
    return Error{ErrorKind::kRefused,
                 "the identities of practice " + std::string(practice) + " are sealed with another key",
                 Place{}, "use the key file with which they were loaded (MESO_KEYS)"};
  }
  if (tag != practice_tag(key, practice)) {
    return Error{ErrorKind::kRefused, "the identities are not those of practice " + std::string(practice),
                 Place{}, "load the practice's extract again"};
  }
  const auto plain = unseal(key, sealed.subspan(28), seal_context(practice));
  if (!plain.ok()) return corrupt(practice, "they were changed after they were sealed");
  auto identities = decode(*plain);
  if (!identities) return corrupt(practice, "what was sealed is not a list of identities");
  return *std::move(identities);
}

const Identity* find_identity(std::span<const Identity> sorted, std::uint64_t patient) {
  const auto at = std::ranges::lower_bound(sorted, patient, {}, &Identity::patient);
  return at == sorted.end() || at->patient != patient ? nullptr : &*at;
}

}  // namespace meso::identities
