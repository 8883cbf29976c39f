#include "rules/blocks/binding.h"

#include <algorithm>
#include <cmath>

namespace meso::rules::blocks {
namespace {

AcceptedUnits accepted_units(const CodeGroup& group) {
  AcceptedUnits accepted{};
  accepted[terms::kNoUnit] = 1;
  for (terms::UnitId unit : group.units) accepted[unit] = 1;
  return accepted;
}

}  // namespace

Binding bind_codes(const Program& program, std::uint32_t codes, const FindCode& find_code,
                   std::span<const std::string> ethnicities) {
  constexpr std::uint32_t kAbsent = UINT32_MAX;
  std::vector<std::uint32_t> by_id(codes, kAbsent);  // which of the program's codes it is
  for (std::uint32_t c = 0; c < program.codes.size(); ++c) {
    if (const auto id = find_code(program.codes[c])) by_id[*id] = c;
  }

  // Ids are walked in order, so each group's stretches come out in order, the open one last. Stretches first
  // hold ids; then each id that is an end of one is given its place among the edges.
  std::vector<std::vector<CodeStretch>> stretches(program.code_groups.size());
  std::vector<std::uint32_t> place(codes + std::size_t{1}, 0);
  for (std::uint32_t id = 0; id < codes; ++id) {
    const std::uint32_t code = by_id[id];
    if (code == kAbsent) continue;
    for (std::uint32_t k = program.group_starts[code]; k < program.group_starts[code + 1]; ++k) {
      std::vector<CodeStretch>& of_group = stretches[static_cast<std::size_t>(program.groups_of_codes[k])];
      if (of_group.empty() || of_group.back().last != id) of_group.push_back({id, id, -1});
      of_group.back().last = id + 1;
    }
  }
  Binding binding;
  for (std::size_t g = 0; g < stretches.size(); ++g) {
    const CodeGroup& group = program.code_groups[g];
    std::int32_t accepted = -1;
    if (!group.every_unit) {
      accepted = static_cast<std::int32_t>(binding.accepted.size());
      binding.accepted.push_back(accepted_units(group));
    }
    for (CodeStretch& stretch : stretches[g]) {
      stretch.accepted = accepted;
      place[stretch.first] = place[stretch.last] = 1;
    }
  }
  for (std::uint32_t id = 0; id < place.size(); ++id) {
    if (place[id] == 0) continue;
    place[id] = static_cast<std::uint32_t>(binding.edges.size());
    binding.edges.push_back(id);
  }
  for (std::vector<CodeStretch>& of_group : stretches) {
    for (CodeStretch& stretch : of_group) {
      stretch.first = place[stretch.first];
      stretch.last = place[stretch.last];
    }
  }
  const auto gather = [&](const std::vector<std::int32_t>& groups) {
    std::vector<CodeStretch> all;
    for (std::int32_t group : groups) {
      const std::vector<CodeStretch>& of_group = stretches[static_cast<std::size_t>(group)];
      all.insert(all.end(), of_group.begin(), of_group.end());
    }
    if (groups.size() > 1) std::ranges::sort(all, {}, &CodeStretch::first);
    return all;
  };
  for (const CodeSet& set : program.code_sets) binding.sets.push_back(gather(set.groups));
  binding.unit_checks = gather(program.unit_checks);

  for (const std::vector<std::string>& list : program.ethnicities) {
    std::vector<std::uint8_t>& listed = binding.ethnicities.emplace_back();
    for (const std::string& category : ethnicities) {
      listed.push_back(std::ranges::find(list, category) != list.end() ? 1 : 0);
    }
  }
  return binding;
}

Result<Binding> bind_file(const Program& program, const records::PracticeFile& file) {
  MESO_ASSIGN_OR_RETURN(const auto* codes, file.codes());
  MESO_ASSIGN_OR_RETURN(const auto* ethnicities, file.ethnicities());
  // A dictionary keeps the codes of a cluster together in their order, and so does a program: the next code
  // asked for is mostly the next one there.
  std::uint32_t next = 0;
  const auto find = [&](const terms::Code& code) -> std::optional<std::uint32_t> {
    if (next < codes->size() && (*codes)[next] == code) return next++;
    const std::optional<std::uint32_t> found = file.find_code(code);
    if (found) next = *found + 1;
    return found;
  };
  return bind_codes(program, static_cast<std::uint32_t>(codes->size()), find, *ethnicities);
}

BlockPostings::BlockPostings(const Binding& binding, const records::Block& block,
                             std::vector<EdgePlace>& places)
    : binding_(binding), block_(block), places_(places) {
  places.resize(binding.edges.size());
  std::uint32_t r = 0;
  const auto runs = static_cast<std::uint32_t>(block.run_codes.size());
  for (std::size_t e = 0; e < binding.edges.size(); ++e) {
    while (r < runs && block.run_codes[r] < binding.edges[e]) ++r;
    places[e] = {r, block.run_starts[r]};
  }
}

RunView BlockPostings::run(std::uint32_t index, std::int32_t accepted) const {
  RunView view;
  view.code = block_.run_codes[index];
  view.first = block_.run_starts[index];
  view.postings = run_postings(index);
  const std::uint32_t values = block_.run_values[index];
  if (values != records::kNoValues) {
    view.values = block_.values.data() + values;
    if (accepted >= 0 && !block_.units.empty()) {
      view.units = block_.units.data() + values;
      view.accepted = &binding_.accepted[static_cast<std::size_t>(accepted)];
    }
  }
  return view;
}

std::uint64_t BlockPostings::values_left_out() const {
  if (block_.units.empty()) return 0;
  std::uint64_t left_out = 0;
  for (const CodeStretch& stretch : binding_.unit_checks) {
    runs_of(stretch, [&](const RunView& run) {
      if (run.values == nullptr) return;
      for (std::size_t i = 0; i < run.postings.size(); ++i) {
        const bool dated = records::posting_date(run.postings[i]) != kUnknownDate;
        if (dated && !std::isnan(run.values[i]) && (*run.accepted)[run.units[i]] == 0) ++left_out;
      }
    });
  }
  return left_out;
}

}  // namespace meso::rules::blocks
