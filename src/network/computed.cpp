#include "network/computed.h"

#include <algorithm>

#include "locale/england/quality_framework.h"
#include "network/codes.h"

namespace meso::network {

std::optional<ComputedBy> computed_by(std::string_view measure_code, const rules::Model& rules) {
  std::string_view name = measure_code;
  for (const std::string_view publisher : {"QOF ", "contract "}) {
    if (name.starts_with(publisher)) name.remove_prefix(publisher.size());
  }
  constexpr std::string_view kRegister = " register";
  if (name.ends_with(kRegister)) {
    name.remove_suffix(kRegister.size());
    const auto known = std::ranges::find(england::kRegistersOfGroups, name, &england::RegisterOfGroup::group);
    if (known == england::kRegistersOfGroups.end()) return std::nullopt;
    name = known->name;
  }
  const std::string wanted = plain(name);
  for (std::size_t i = 0; i < rules.registers.size(); ++i) {
    if (rules.registers[i].clock == 0 && plain(rules.registers[i].name) == wanted) return ComputedBy{true, i};
  }
  for (std::size_t i = 0; i < rules.indicators.size(); ++i) {
    if (plain(rules.indicators[i].name) == wanted) return ComputedBy{false, i};
  }
  return std::nullopt;
}

}  // namespace meso::network
