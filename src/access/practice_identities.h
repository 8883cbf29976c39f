// The identities of one practice, opened with whichever of its keys they lie under: its own, the one that is
// just taking its place, or, in networks that an earlier program loaded, the network's.

#pragma once

#include <string>
#include <vector>

#include "base/keys.h"
#include "base/result.h"
#include "identities/identities.h"
#include "records/store.h"

namespace meso::access {

inline Result<std::vector<identities::Identity>> open_identities_of(const KeyRing& keys,
                                                                    const std::string& network,
                                                                    const std::string& practice,
                                                                    std::span<const std::byte> sealed) {
  Error refused{ErrorKind::kRefused,
                "the key of practice " + practice + " is not in " + keys.path(),
                {},
                "name the file that holds it with --keys"};
  for (const std::string& name :
       {records::practice_key_name(network, practice), records::next_practice_key_name(network, practice),
        records::identities_key_name(network)}) {
    const auto key = keys.find(name);
    if (!key) continue;
    auto opened = identities::open_identities(*key, practice, sealed);
    if (opened.ok() || opened.error().kind != ErrorKind::kRefused) return opened;
    refused = opened.error();
  }
  return refused;
}

}  // namespace meso::access
