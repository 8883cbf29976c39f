// The key of one practice: changed, withdrawn, given anew. Everything of a practice that lies on disk,
// records that are sealed and identities always, is under this one key, so that what a practice takes back is
// one thing.
//
// CHANGING writes the practice's files again under a new key and forgets the old one. It can die at any
// instant: the practice reads before, meanwhile and after, and the next call goes on where the last one died.
// The order is
//   1. the new key into the file of keys, beside the old one; the entry that says so into the journal
//   2. new files under the new key, and one manifest renamed: the commit
//   3. the new key takes the old one's name; the old one is gone
// and readers try both keys. A network that was loaded without sealing is sealed by this.
//
// WITHDRAWING is for the day when a practice says stop. The entry comes first, then a mark in the file of
// keys that shuts the practice for every program, sealed or not, then the key itself goes. A server looks at
// the file of keys with each question, so the next one finds the practice shut. Nothing brings the data back
// but a new key and a new extract. Backups of the file of keys still hold the old key: destroy them too.
//
// Errors: kRefused where the role may not (Ability::kKeys), or the key is withdrawn; kNotFound; kLocked while
// a load runs; and those of files.

#pragma once

#include <string>
#include <vector>

#include "access/permission.h"
#include "base/files.h"
#include "base/result.h"
#include "journal/journal.h"

namespace meso::access {

struct KeyPlaces {
  FileSystem& files;
  std::string network;    // its directory
  std::string keys_path;  // the file of keys
};

Status change_practice_key(journal::Journal& journal, const KeyPlaces& places, const std::string& author,
                           const std::string& practice, const std::string& reason);
Status withdraw_practice_key(journal::Journal& journal, const KeyPlaces& places, const std::string& author,
                             const std::string& practice, const std::string& reason);
// After a withdrawal: the practice may be loaded again, under a key that is made then.
Status allow_new_practice_key(journal::Journal& journal, const KeyPlaces& places, const std::string& author,
                              const std::string& practice, const std::string& reason);

struct PracticeKeyState {
  std::string practice;
  enum class Is : std::uint8_t { kNotSealed, kSealed, kChanging, kWithdrawn } is = Is::kNotSealed;
};
// Of every practice that the manifest names, as the files are now.
Result<std::vector<PracticeKeyState>> practice_keys(const KeyPlaces& places);

}  // namespace meso::access
