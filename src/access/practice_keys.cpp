#include "access/practice_keys.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "access/accounts.h"
#include "access/agreement_tables.h"
#include "access/practice_identities.h"
#include "records/store.h"

namespace meso::access {
namespace {

using records::ManifestEntry;

journal::Act key_act(const std::string& author, const std::string& practice, const char* kind,
                     const std::string& reason, const std::string& key) {
  journal::Act out;
  out.author = author;
  out.place = practice;
  out.subject = "key/" + practice;
  out.kind = kind;
  out.reason = reason;
  out.body = nlohmann::json({{"key", key}}).dump();
  out.seen = journal::kBesideOthers;
  return out;
}

journal::Journal::Rule may_change_keys(const std::string& author, const std::string& practice) {
  return [author, practice](sqlite::Db& tables) {
    return require_ability(tables, author, Ability::kKeys, practice);
  };
}

Error shut(const std::string& practice) {
  return {ErrorKind::kRefused,
          "the key of practice " + practice + " has been withdrawn",
          {},
          "allow it a new one, then load its extract"};
}

const ManifestEntry* find(const records::Manifest& manifest, const std::string& practice) {
  const auto at = std::ranges::find(manifest.practices, practice, &ManifestEntry::practice);
  return at == manifest.practices.end() ? nullptr : &*at;
}

// Writes the change once, however often it is taken up again.
Status record_change(journal::Journal& journal, const std::string& author, const std::string& practice,
                     const std::string& reason, const Key& next) {
  const std::string id = fmt::format("{:016x}", next.id());
  std::string known;
  MESO_RETURN_IF_ERROR(journal.read([&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(auto rows,
                          tables.query("SELECT key FROM access_keys WHERE practice = ?", practice));
    MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
    if (row) known = rows.text(0);
    return {};
  }));
  if (known == id) return {};
  MESO_RETURN_IF_ERROR(
      journal.append(key_act(author, practice, kKeyChanged, reason, id), may_change_keys(author, practice)));
  return {};
}

Status write_under(records::LoadTransaction& transaction, const KeyPlaces& places, const KeyRing& ring,
                   const ManifestEntry& entry, const std::optional<Key>& from, const Key& to) {
  const std::string& network = transaction.before().network_id;
  MESO_ASSIGN_OR_RETURN(Bytes sealed, records::sealed_identities(places.files, places.network, entry));
  if (!sealed.empty()) {
    MESO_ASSIGN_OR_RETURN(const auto people, open_identities_of(ring, network, entry.practice, sealed));
    sealed = identities::seal_identities(to, entry.practice, people);
  }
  MESO_RETURN_IF_ERROR(transaction.reseal_practice(entry.practice, from, to, sealed));
  return transaction.commit();
}

}  // namespace

Status change_practice_key(journal::Journal& journal, const KeyPlaces& places, const std::string& author,
                           const std::string& practice, const std::string& reason) {
  MESO_RETURN_IF_ERROR(journal.read(may_change_keys(author, practice)));
  // Held to the end, so that no load writes under a key that is on its way out.
  MESO_ASSIGN_OR_RETURN(const auto transaction,
                        records::LoadTransaction::begin(places.files, places.network));
  const std::string network = transaction->before().network_id;
  MESO_ASSIGN_OR_RETURN(KeyRing ring, KeyRing::open(places.files, places.keys_path));
  if (records::is_withdrawn(ring, network, practice)) return shut(practice);
  const ManifestEntry* entry = find(transaction->before(), practice);
  if (entry == nullptr)
    return Error{ErrorKind::kNotFound, "practice " + practice + " is not in the network", {}, ""};

  const std::string name = records::practice_key_name(network, practice);
  const std::string next_name = records::next_practice_key_name(network, practice);
  MESO_ASSIGN_OR_RETURN(const Key next, ring.find_or_make(places.files, next_name));
  MESO_RETURN_IF_ERROR(record_change(journal, author, practice, reason, next));

  MESO_ASSIGN_OR_RETURN(const auto present, records::sealing_key_id(places.files, places.network, *entry));
  if (present != next.id()) {
    MESO_RETURN_IF_ERROR(write_under(*transaction, places, ring, *entry, ring.find(name), next));
  }
  MESO_RETURN_IF_ERROR(ring.put(places.files, name, next));
  return ring.erase(places.files, next_name);
}

Status withdraw_practice_key(journal::Journal& journal, const KeyPlaces& places, const std::string& author,
                             const std::string& practice, const std::string& reason) {
  MESO_ASSIGN_OR_RETURN(KeyRing ring, KeyRing::open(places.files, places.keys_path));
  MESO_ASSIGN_OR_RETURN(const auto snapshot, records::Snapshot::open(places.files, places.network, ring));
  const std::string network = snapshot->manifest().network_id;
  const std::string name = records::practice_key_name(network, practice);
  const bool is_known = ring.find(name) || records::is_withdrawn(ring, network, practice);
  if (!is_known) {
    return Error{
        ErrorKind::kNotFound, "there is no key of a practice " + practice + " in " + ring.path(), {}, ""};
  }
  MESO_RETURN_IF_ERROR(journal.append(key_act(author, practice, kKeyWithdrawn, reason, ""),
                                      may_change_keys(author, practice)));
  MESO_RETURN_IF_ERROR(ring.put(places.files, records::withdrawn_key_name(network, practice), Key{}));
  MESO_RETURN_IF_ERROR(ring.erase(places.files, records::next_practice_key_name(network, practice)));
  return ring.erase(places.files, name);
}

Status allow_new_practice_key(journal::Journal& journal, const KeyPlaces& places, const std::string& author,
                              const std::string& practice, const std::string& reason) {
  MESO_RETURN_IF_ERROR(journal.read(may_change_keys(author, practice)));
  MESO_ASSIGN_OR_RETURN(const auto transaction,
                        records::LoadTransaction::begin(places.files, places.network));
  const std::string network = transaction->before().network_id;
  MESO_ASSIGN_OR_RETURN(KeyRing ring, KeyRing::open(places.files, places.keys_path));
  if (!records::is_withdrawn(ring, network, practice)) {
    return Error{ErrorKind::kRefused, "the key of practice " + practice + " is not withdrawn", {}, ""};
  }
  // What lay on disk unsealed must not come back with the next question: it goes under a key that nobody
  // keeps.
  if (const ManifestEntry* entry = find(transaction->before(), practice)) {
    MESO_ASSIGN_OR_RETURN(const auto present, records::sealing_key_id(places.files, places.network, *entry));
    if (!present) {
      Key nobodys;
      random_bytes(nobodys.bytes);
      MESO_RETURN_IF_ERROR(transaction->reseal_practice(practice, std::nullopt, nobodys, {}));
      MESO_RETURN_IF_ERROR(transaction->commit());
    }
  }
  MESO_RETURN_IF_ERROR(
      journal.append(key_act(author, practice, kKeyAllowed, reason, ""), may_change_keys(author, practice)));
  return ring.erase(places.files, records::withdrawn_key_name(network, practice));
}

Result<std::vector<PracticeKeyState>> practice_keys(const KeyPlaces& places) {
  using Is = PracticeKeyState::Is;
  MESO_ASSIGN_OR_RETURN(const KeyRing ring, KeyRing::open(places.files, places.keys_path));
  MESO_ASSIGN_OR_RETURN(const auto snapshot, records::Snapshot::open(places.files, places.network, ring));
  const std::string network = snapshot->manifest().network_id;
  std::vector<PracticeKeyState> out;
  for (const ManifestEntry& entry : snapshot->manifest().practices) {
    Is is = Is::kWithdrawn;
    if (!records::is_withdrawn(ring, network, entry.practice)) {
      MESO_ASSIGN_OR_RETURN(const auto key, records::sealing_key_id(places.files, places.network, entry));
      is = ring.find(records::next_practice_key_name(network, entry.practice)) ? Is::kChanging
           : key                                                               ? Is::kSealed
                                                                               : Is::kNotSealed;
    }
    out.push_back({entry.practice, is});
  }
  return out;
}

}  // namespace meso::access
