#include "rules/blocks/binding.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace meso::rules::blocks {
namespace {

AcceptedUnits accepted_units(const CodeGroup& group) {
  AcceptedUnits accepted{};
  accepted[terms::kNoUnit] = 1;
  for (terms::UnitId unit : group.units) accepted[unit] = 1;
  return accepted;
}

}  // namespace

Binding bind_codes(const Program& program, const FindCode& find_code,
                   std::span<const std::string> ethnicities) {
  Binding binding;
  constexpr std::uint32_t kAbsent = UINT32_MAX;
  std::vector<std::uint32_t> ids(program.codes.size(), kAbsent);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (const auto id = find_code(program.codes[i])) ids[i] = *id;
  }

  // Stretches first hold the code ids themselves; their places among the edges are known when all edges are.
  std::vector<std::uint32_t> sorted;
  const auto stretches_of = [&](const CodeGroup& group, std::vector<CodeStretch>& stretches) {
    sorted.clear();
    for (std::uint32_t code : group.codes) {
      if (ids[code] != kAbsent) sorted.push_back(ids[code]);
    }
    std::ranges::sort(sorted);
    std::int32_t accepted = -1;
    if (!group.every_unit) {
      accepted = static_cast<std::int32_t>(binding.accepted.size());
      binding.accepted.push_back(accepted_units(group));
    }
    for (std::size_t i = 0; i < sorted.size();) {
      std::size_t end = i + 1;
      while (end < sorted.size() && sorted[end] == sorted[end - 1] + 1) ++end;
      stretches.push_back({sorted[i], sorted[end - 1] + 1, accepted});
      i = end;
    }
  };
  for (const CodeSet& set : program.code_sets) {
    std::vector<CodeStretch>& stretches = binding.sets.emplace_back();
    for (const CodeGroup& group : set.groups) stretches_of(group, stretches);
    std::ranges::sort(stretches, {}, &CodeStretch::first);
  }
  for (const CodeGroup& group : program.unit_checks) stretches_of(group, binding.unit_checks);

  std::vector<CodeStretch*> all;
  for (auto& set : binding.sets) {
    for (CodeStretch& stretch : set) all.push_back(&stretch);
  }
  for (CodeStretch& stretch : binding.unit_checks) all.push_back(&stretch);
  for (const CodeStretch* stretch : all) {
    binding.edges.push_back(stretch->first);
    binding.edges.push_back(stretch->last);
  }
  std::ranges::sort(binding.edges);
  binding.edges.erase(std::ranges::unique(binding.edges).begin(), binding.edges.end());
  const auto place = [&](std::uint32_t code) {
    return static_cast<std::uint32_t>(std::ranges::lower_bound(binding.edges, code) - binding.edges.begin());
  };
  for (CodeStretch* stretch : all)
    *stretch = {place(stretch->first), place(stretch->last), stretch->accepted};

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
  static_cast<void>(codes);  // read, so that find_code may be asked
  MESO_ASSIGN_OR_RETURN(const auto* ethnicities, file.ethnicities());
  return bind_codes(program, [&](const terms::Code& code) { return file.find_code(code); }, *ethnicities);
}

BlockPostings::BlockPostings(const Binding& binding, const records::Block& block,
                             std::vector<std::uint32_t>& run_at)
    : binding_(binding), block_(block), run_at_(run_at) {
  run_at.resize(binding.edges.size());
  std::uint32_t r = 0;
  const auto runs = static_cast<std::uint32_t>(block.run_codes.size());
  for (std::size_t e = 0; e < binding.edges.size(); ++e) {
    while (r < runs && block.run_codes[r] < binding.edges[e]) ++r;
    run_at[e] = r;
  }
}

RunView BlockPostings::run(std::uint32_t index, std::int32_t accepted) const {
  RunView view;
  view.code = block_.run_codes[index];
  view.first = block_.run_starts[index];
  view.postings = block_.postings.subspan(view.first, block_.run_starts[index + 1] - view.first);
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
