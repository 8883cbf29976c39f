#include "network/footprint/area.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "base/words.h"
#include "network/footprint/distance.h"

namespace meso::network::footprint {
namespace {

bool is_in(std::span<const AreaId> sorted, AreaId area) {
  return std::binary_search(sorted.begin(), sorted.end(), area);
}

// "30%", "12.5%" as parts of a thousand.
std::optional<std::uint32_t> per_thousand(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  const std::size_t point = text.find('.');
  std::string digits(text.substr(0, point));
  digits += point == std::string_view::npos ? "0" : std::string(text.substr(point + 1));
  if (point != std::string_view::npos && text.size() - point != 2) return std::nullopt;
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size() || number == 0 || number > 1000) {
    return std::nullopt;
  }
  return number;
}

// The areas with most of its patients, until they hold the policy's part of all that have a place.
void cover(const std::map<AreaId, std::uint64_t>& own, const AreaPolicy& policy, Footprint& out) {
  std::vector<std::pair<AreaId, std::uint64_t>> most_first(own.begin(), own.end());
  std::ranges::stable_sort(most_first, [](const auto& a, const auto& b) { return a.second > b.second; });
  std::uint64_t placed = 0;
  for (const auto& [area, patients] : own) placed += patients;
  for (const auto& [area, patients] : most_first) {
    if (out.inside * 1000 >= placed * policy.per_thousand) break;
    out.areas.push_back(area);
    out.inside += patients;
  }
  std::ranges::sort(out.areas);
}

}  // namespace

Result<AreaPolicy> parse_policy(std::string_view text) {
  const Error wrong{ErrorKind::kUsage,
                    fmt::format("there is no way to draw an area called \"{}\"", text),
                    {},
                    "write largest, share 30% or cover 90%"};
  AreaPolicy policy;
  constexpr std::string_view kKnown = " known ";
  if (const std::size_t known = text.find(kKnown); known != std::string_view::npos) {
    const auto least = parse_whole_number(text.substr(known + kKnown.size()), 1'000'000);
    if (!least) return wrong;
    policy.least_known = static_cast<std::uint32_t>(*least);
    text = text.substr(0, known);
  }
  if (text == "largest") return policy;
  for (const auto& [word, kind] : {std::pair{std::string_view("share "), AreaPolicy::Kind::kShare},
                                   std::pair{std::string_view("cover "), AreaPolicy::Kind::kCover}}) {
    if (!text.starts_with(word)) continue;
    const auto number = per_thousand(text.substr(word.size()));
    if (!number) return wrong;
    policy.kind = kind;
    policy.per_thousand = *number;
    return policy;
  }
  return wrong;
}

std::string policy_text(const AreaPolicy& policy) {
  std::string out = "largest";
  if (policy.kind != AreaPolicy::Kind::kLargest) {
    out = fmt::format("{} {}", policy.kind == AreaPolicy::Kind::kShare ? "share" : "cover",
                      policy.per_thousand / 10);
    if (policy.per_thousand % 10 != 0) out += fmt::format(".{}", policy.per_thousand % 10);
    out += "%";
  }
  if (policy.least_known != AreaPolicy{}.least_known) out += fmt::format(" known {}", policy.least_known);
  return out;
}

Holdings::Holdings(const ResidentTable& table, const Grouping& grouping, std::size_t areas) {
  holdings_.reserve(table.rows.size());
  for (const Residents& row : table.rows) {
    const std::uint32_t group =
        row.practice < grouping.group_of.size() ? grouping.group_of[row.practice] : kNoGroup;
    holdings_.push_back({row.area, group == kNoGroup ? kAlone | row.practice : group, row.patients});
  }
  std::ranges::sort(holdings_, {}, [](const Holding& one) { return std::pair(one.area, one.holder); });
  std::size_t kept = 0;
  for (const Holding& one : holdings_) {
    if (kept > 0 && holdings_[kept - 1].area == one.area && holdings_[kept - 1].holder == one.holder) {
      holdings_[kept - 1].patients += one.patients;
    } else {
      holdings_[kept++] = one;
    }
  }
  holdings_.resize(kept);
  std::ranges::stable_sort(holdings_, [](const Holding& a, const Holding& b) {
    return a.area != b.area ? a.area < b.area : a.patients > b.patients;
  });
  first_.assign(areas + 1, 0);
  for (const Holding& one : holdings_) ++first_[one.area + 1];
  for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
}

std::span<const Holdings::Holding> Holdings::in_area(AreaId area) const {
  return {holdings_.begin() + first_[area], holdings_.begin() + first_[area + 1]};
}

std::uint64_t Holdings::patients_in(AreaId area) const {
  std::uint64_t patients = 0;
  for (const Holding& one : in_area(area)) patients += one.patients;
  return patients;
}

Neighbours::Neighbours(const Model& model, AreaEdition edition) {
  first_.assign(model.areas.size() + 1, 0);
  on_map_.assign(model.areas.size(), false);
  parts_of_.assign(model.areas.size(), 0);
  // An area that did not change between the editions lies in the other one as it does in this.
  const auto stands = [&](AreaEdition drawn, AreaId area) {
    return drawn == edition || (model.areas[area].in_2011 && model.areas[area].in_2021);
  };
  for (const Shape& shape : model.shapes) {
    if (shape.area != kNobody && stands(shape.edition, shape.area)) on_map_[shape.area] = true;
  }
  std::vector<std::pair<AreaId, AreaId>> edges;
  for (const Border& border : model.borders) {
    if (!stands(border.edition, border.a) || !stands(border.edition, border.b)) continue;
    edges.emplace_back(border.a, border.b);
    ++first_[border.a + 1];
    ++first_[border.b + 1];
    on_map_[border.a] = on_map_[border.b] = true;
  }
  for (AreaId area = 0; area < model.areas.size(); ++area) {
    if (model.areas[area].part_of == kNobody) continue;
    on_map_[area] = false;
    ++parts_of_[model.areas[area].part_of];
  }
  for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
  neighbours_.resize(first_.back());
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (const auto& [a, b] : edges) {
    neighbours_[next[a]++] = b;
    neighbours_[next[b]++] = a;
  }
}

std::span<const AreaId> Neighbours::of(AreaId area) const {
  return {neighbours_.begin() + first_[area], neighbours_.begin() + first_[area + 1]};
}

AreaMap::AreaMap(const Model& model, const ResidentTable& table, const Grouping& grouping)
    : model_(model),
      table_(table),
      grouping_(grouping),
      holdings_(table, grouping, model.areas.size()),
      neighbours_(model, table.edition) {}

Footprint AreaMap::footprint(std::uint32_t group, const AreaPolicy& policy) const {
  Footprint out;
  std::map<AreaId, std::uint64_t> own;  // patients by area
  const std::vector<OrganisationId>& practices = grouping_.groups[group].practices;
  for (OrganisationId practice : practices) {
    const auto rows = table_.of(practice);
    if (rows.empty()) ++out.practices_not_in_table;
    for (const Residents& row : rows) {
      out.patients += row.patients;
      const AreaKind kind = model_.areas[row.area].kind;
      if (kind == AreaKind::kPseudo) out.placeless += row.patients;
      if (kind == AreaKind::kElsewhere) out.abroad += row.patients;
      if (kind == AreaKind::kEngland) own[row.area] += row.patients;
    }
  }
  for (auto one = own.begin(); one != own.end();) {
    if (holdings_.patients_in(one->first) >= policy.least_known) {
      ++one;
      continue;
    }
    ++out.areas_too_little_known;
    out.patients_there += one->second;
    one = own.erase(one);
  }
  if (policy.kind == AreaPolicy::Kind::kCover) {
    cover(own, policy, out);
  } else {
    for (const auto& [area, patients] : own) {
      const bool held = policy.kind == AreaPolicy::Kind::kLargest
                            ? patients > 0 && patients == holdings_.in_area(area)[0].patients
                            : patients * 1000 >= holdings_.patients_in(area) * policy.per_thousand;
      if (!held) continue;
      out.areas.push_back(area);
      out.inside += patients;
    }
  }
  out.areas_on_no_map = on_no_map(out.areas);
  out.parts = parts_of(out.areas, practices);
  return out;
}

std::uint64_t AreaMap::on_no_map(std::span<const AreaId> areas) const {
  std::uint64_t count = 0;
  std::map<AreaId, std::uint32_t> parts;  // by whole
  for (const AreaId area : areas) {
    if (neighbours_.on_map(area)) continue;
    const AreaId whole = model_.areas[area].part_of;
    if (whole == kNobody) {
      ++count;
    } else {
      ++parts[whole];
    }
  }
  for (const auto& [whole, here] : parts) count += here < neighbours_.parts_of(whole) ? here : 0;
  return count;
}

std::vector<Part> AreaMap::parts_of(std::span<const AreaId> areas,
                                    std::span<const OrganisationId> practices) const {
  constexpr std::uint32_t kUnseen = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> part_of(areas.size(), kUnseen);
  std::vector<Part> parts;
  std::vector<AreaId> waiting;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    if (part_of[i] != kUnseen) continue;
    const auto number = static_cast<std::uint32_t>(parts.size());
    parts.emplace_back();
    part_of[i] = number;
    waiting.push_back(areas[i]);
    while (!waiting.empty()) {
      const AreaId area = waiting.back();
      waiting.pop_back();
      parts.back().areas.push_back(area);
      for (AreaId beside : neighbours_.of(area)) {
        const auto found = std::lower_bound(areas.begin(), areas.end(), beside);
        if (found == areas.end() || *found != beside) continue;
        std::uint32_t& seen = part_of[static_cast<std::size_t>(found - areas.begin())];
        if (seen != kUnseen) continue;
        seen = number;
        waiting.push_back(beside);
      }
    }
    std::ranges::sort(parts.back().areas);
  }
  for (OrganisationId practice : practices) {
    std::vector<std::uint64_t> here(parts.size(), 0);
    for (const Residents& row : table_.of(practice)) {
      const auto found = std::lower_bound(areas.begin(), areas.end(), row.area);
      if (found == areas.end() || *found != row.area) continue;
      here[part_of[static_cast<std::size_t>(found - areas.begin())]] += row.patients;
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      parts[i].patients += here[i];
      if (here[i] <= parts[i].patients_of_practice) continue;
      parts[i].patients_of_practice = here[i];
      parts[i].practice = practice;
    }
  }
  std::ranges::stable_sort(parts, [](const Part& a, const Part& b) { return a.patients > b.patients; });
  for (std::size_t i = 1; i < parts.size(); ++i) explain(parts[i], parts[0]);
  return parts;
}

// The shortest way over shared edges from the part to the first one: breadth first, through whosever areas.
void AreaMap::explain(Part& part, const Part& first) const {
  part.gap_km = -1;
  for (AreaId a : part.areas) {
    for (AreaId b : first.areas) {
      const Point from = place_of(model_.areas[a]);
      const Point to = place_of(model_.areas[b]);
      if (!is_placed(from) || !is_placed(to)) continue;
      const double km = kilometres_between(from, to);
      if (part.gap_km < 0 || km < part.gap_km) part.gap_km = km;
    }
  }
  part.apart = on_no_map(part.areas) == part.areas.size() ? Part::Apart::kNoMap : Part::Apart::kNoEdge;
  std::vector<AreaId> reached = part.areas;
  std::vector<AreaId> came_from(model_.areas.size(), kNobody);
  for (AreaId area : part.areas) came_from[area] = area;
  for (std::size_t at = 0; at < reached.size(); ++at) {
    for (AreaId beside : neighbours_.of(reached[at])) {
      part.apart = Part::Apart::kNoWay;
      if (came_from[beside] != kNobody) continue;
      came_from[beside] = reached[at];
      if (!is_in(first.areas, beside)) {
        reached.push_back(beside);
        continue;
      }
      for (AreaId step = reached[at]; !is_in(part.areas, step); step = came_from[step])
        part.between.push_back(step);
      std::ranges::reverse(part.between);
      part.apart = Part::Apart::kThroughOthers;
      return;
    }
  }
}

std::string part_in_words(const Model& model, const Part& part) {
  std::string out = fmt::format("{} {}, {} patients", part.areas.size(),
                                part.areas.size() == 1 ? "area" : "areas", part.patients);
  const std::string gap = part.gap_km < 0 ? "" : fmt::format("; centres {:.1f} km apart", part.gap_km);
  switch (part.apart) {
    case Part::Apart::kNot:
      return out;
    case Part::Apart::kThroughOthers:
      out += fmt::format(", joined to the rest through {} {} of others{}", part.between.size(),
                         part.between.size() == 1 ? "area" : "areas", gap);
      break;
    case Part::Apart::kNoEdge:
      out += ", no edge with any area: an island" + gap;
      break;
    case Part::Apart::kNoMap:
      out += ", on no map, so what it touches is not known" + gap;
      break;
    case Part::Apart::kNoWay:
      out += ", no way there over shared edges: water lies between, or this map ends" + gap;
      break;
  }
  if (part.practice != kNobody && part.patients > 0) {
    out += fmt::format("; {} of them are with {}", part.patients_of_practice,
                       model.organisations[part.practice].code);
  }
  return out;
}

Sensitivity sensitivity(const AreaMap& map, std::uint32_t group, std::uint32_t least_known,
                        std::span<const AreaPolicy> policies) {
  using enum AreaPolicy::Kind;
  std::vector<AreaPolicy> usual;
  if (policies.empty()) {
    for (const auto& [kind, per_thousand] : {std::pair{kLargest, 0u},
                                             {kShare, 100u},
                                             {kShare, 200u},
                                             {kShare, 300u},
                                             {kShare, 500u},
                                             {kCover, 800u},
                                             {kCover, 900u},
                                             {kCover, 950u}}) {
      usual.push_back({kind, per_thousand, least_known});
    }
    policies = usual;
  }
  Sensitivity out;
  std::map<AreaId, std::size_t> times;
  for (const AreaPolicy& policy : policies) {
    const Footprint footprint = map.footprint(group, policy);
    out.outcomes.push_back({policy, footprint.areas.size(), footprint.inside, footprint.parts.size(),
                            footprint.borders_known()});
    for (AreaId area : footprint.areas) ++times[area];
  }
  out.in_any = times.size();
  for (const auto& [area, count] : times) out.in_all += count == policies.size() ? 1u : 0u;
  return out;
}

}  // namespace meso::network::footprint
