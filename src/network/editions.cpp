#include "network/editions.h"

#include <algorithm>
#include <map>
#include <set>

namespace meso::network {
namespace {

using Links = std::map<AreaId, std::set<AreaId>>;

std::vector<bool> on_map_of(const Model& model, AreaEdition edition) {
  std::vector<bool> out(model.areas.size(), false);
  for (const Shape& shape : model.shapes) {
    if (shape.area != kNobody && shape.edition == edition) out[shape.area] = true;
  }
  for (const Border& border : model.borders) {
    if (border.edition == edition) out[border.a] = out[border.b] = true;
  }
  return out;
}

// Adds to `edition` what the other one shows. `others` of an area of `edition`; `owners` of an area of the
// other one.
void lay_over(Model& model, AreaEdition edition, const Links& others, const Links& owners) {
  const AreaEdition other_edition = edition == AreaEdition::k2011 ? AreaEdition::k2021 : AreaEdition::k2011;
  const std::vector<bool> drawn = on_map_of(model, edition), drawn_there = on_map_of(model, other_edition);
  // What stands in `edition` for an area of the other one.
  std::map<AreaId, std::vector<AreaId>> stands_for;
  std::vector<Border> added;
  for (const auto& [area, parts] : others) {
    if (drawn[area]) continue;
    const bool mapped = std::ranges::all_of(parts, [&](AreaId part) { return drawn_there[part]; });
    const bool composed =
        std::ranges::all_of(parts, [&](AreaId part) { return owners.at(part).size() == 1; });
    if (!mapped) continue;
    if (composed) {
      for (const AreaId part : parts) stands_for[part] = {area};
      continue;
    }
    if (parts.size() != 1) continue;
    const AreaId whole = *parts.begin();
    const std::set<AreaId>& siblings = owners.at(whole);
    const bool clean =
        std::ranges::all_of(siblings, [&](AreaId one) { return others.at(one).size() == 1 && !drawn[one]; });
    if (!clean || stands_for.contains(whole)) continue;
    stands_for[whole].assign(siblings.begin(), siblings.end());
    for (const AreaId one : siblings) {
      model.areas[one].part_of = whole;
      for (const AreaId other : siblings) {
        if (one < other) added.push_back({one, other, edition, 0});
      }
    }
  }
  const auto in_both = [&](AreaId area) { return model.areas[area].in_2011 && model.areas[area].in_2021; };
  for (const Border& border : model.borders) {
    if (border.edition != other_edition) continue;
    const auto a = stands_for.find(border.a), b = stands_for.find(border.b);
    if (a == stands_for.end() && b == stands_for.end()) continue;  // it stands in both, or in neither
    const std::vector<AreaId> self_a = {border.a}, self_b = {border.b};
    if ((a == stands_for.end() && !in_both(border.a)) || (b == stands_for.end() && !in_both(border.b)))
      continue;
    for (const AreaId one : a == stands_for.end() ? self_a : a->second) {
      for (const AreaId other : b == stands_for.end() ? self_b : b->second) {
        if (one != other)
          added.push_back({std::min(one, other), std::max(one, other), edition, border.metres});
      }
    }
  }
  model.borders.insert(model.borders.end(), added.begin(), added.end());
}

}  // namespace

void lay_editions_over(Model& model, std::span<const AreaChange> changes) {
  Links later, earlier;
  for (const AreaChange& change : changes) {
    if (change.of_2011 == change.of_2021) continue;
    later[change.of_2011].insert(change.of_2021);
    earlier[change.of_2021].insert(change.of_2011);
  }
  // An area that kept its code and yet gave or took land is neither: nothing is known of its edges from
  // there.
  for (Links* links : {&later, &earlier}) {
    std::erase_if(*links, [&](const auto& link) {
      return model.areas[link.first].in_2011 && model.areas[link.first].in_2021;
    });
  }
  const auto prune = [](Links& links, const Links& back) {
    return std::erase_if(links, [&](const auto& link) {
      return std::ranges::any_of(link.second, [&](AreaId other) { return !back.contains(other); });
    });
  };
  while (prune(later, earlier) + prune(earlier, later) > 0) {
  }
  const std::size_t before = model.borders.size();
  lay_over(model, AreaEdition::k2011, later, earlier);
  // What was just added is no file's and must not be laid back.
  std::vector<Border> added(model.borders.begin() + static_cast<std::ptrdiff_t>(before), model.borders.end());
  model.borders.resize(before);
  lay_over(model, AreaEdition::k2021, earlier, later);
  model.borders.insert(model.borders.end(), added.begin(), added.end());
}

}  // namespace meso::network
