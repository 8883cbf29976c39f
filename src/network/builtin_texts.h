// The texts of rulebook/england that are the network room's own, embedded: what a contract asks of a network
// (.formation), and the usual voting rules (.voice).

#pragma once

#include <string_view>
#include <vector>

namespace meso::network {

struct BuiltinText {
  std::string_view path;  // below rulebook/england, e.g. "network.formation"
  std::string_view text;
};

std::vector<BuiltinText> builtin_texts();

}  // namespace meso::network
