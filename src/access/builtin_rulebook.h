// The rulebook that the program was built with: every rule and cluster text of rulebook/england, embedded.

#pragma once

#include <string_view>
#include <vector>

namespace meso::access {

struct BuiltinText {
  std::string_view path;  // below rulebook/england, e.g. "hypertension.rules"
  std::string_view text;
};

std::vector<BuiltinText> builtin_rulebook();

}  // namespace meso::access
