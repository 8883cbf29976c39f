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

Binding bind_codes(const Program& program, std::uint32_t codes, const FindCode& find_code,
                   std::span<const std::string> ethnicities) {
  constexpr std::uint32_t kAbsent = UINT32_MAX;
  std::vector<std::uint32_t> by_id(codes, kAbsent);  // which of the program's codes it is
  for (std::uint32_t c = 0; c < program.codes.size(); ++c) {
    if (const auto id = find_code(program.codes[c])) by_id[*id] = c;
  }

  // A group is of one code set, or of the unit checks, which stand after the sets here.
  const std::size_t sets = program.code_sets.size();
  std::vector<std::uint32_t> set_of(program.code_groups.size());
  std::vector<std::int32_t> accepted_of(program.code_groups.size(), -1);
  Binding binding;
  const auto describe = [&](const std::vector<std::int32_t>& groups, std::size_t set) {
    for (std::int32_t id : groups) {
      const auto g = static_cast<std::size_t>(id);
      set_of[g] = static_cast<std::uint32_t>(set);
      if (program.code_groups[g].every_unit) continue;
      accepted_of[g] = static_cast<std::int32_t>(binding.accepted.size());
      binding.accepted.push_back(accepted_units(program.code_groups[g]));
    }
  };
  for (std::size_t set = 0; set < sets; ++set) describe(program.code_sets[set].groups, set);
  describe(program.unit_checks, sets);

  // Ids are walked in order, and each group has one stretch open. Stretches first hold ids.
  std::vector<CodeStretch> open(program.code_groups.size());
  std::vector<std::pair<std::uint32_t, CodeStretch>> closed;  // by set
  for (std::size_t g = 0; g < open.size(); ++g) open[g].accepted = accepted_of[g];
  const auto close = [&](std::size_t g) {
    if (open[g].first != open[g].last) closed.emplace_back(set_of[g], open[g]);
  };
  for (std::uint32_t id = 0; id < codes; ++id) {
    const std::uint32_t code = by_id[id];
    if (code == kAbsent) continue;
    for (std::uint32_t k = program.group_starts[code]; k < program.group_starts[code + 1]; ++k) {
      const auto g = static_cast<std::size_t>(program.groups_of_codes[k]);
      if (open[g].last != id) {
        close(g);
        open[g].first = id;
      }
      open[g].last = id + 1;
    }
  }
  for (std::size_t g = 0; g < open.size(); ++g) close(g);

  // Each id that is an end of a stretch is given its place among the edges.
  std::vector<std::uint32_t>& place = by_id;
  place.assign(codes + std::size_t{1}, 0);
  for (const auto& [set, stretch] : closed) place[stretch.first] = place[stretch.last] = 1;
  for (std::uint32_t id = 0; id < place.size(); ++id) {
    if (place[id] == 0) continue;
    place[id] = static_cast<std::uint32_t>(binding.edges.size());
    binding.edges.push_back(id);
  }

  // Gathered by set. Within a group they closed in order; a set of several groups is put in order.
  binding.starts.assign(sets + 2, 0);
  for (const auto& [set, stretch] : closed) ++binding.starts[set + 1];
  for (std::size_t set = 0; set <= sets; ++set) binding.starts[set + 1] += binding.starts[set];
  binding.stretches.resize(closed.size());
  std::vector<std::uint32_t> next(binding.starts.begin(), binding.starts.end() - 1);
  for (const auto& [set, stretch] : closed) {
    binding.stretches[next[set]++] = {place[stretch.first], place[stretch.last], stretch.accepted};
  }
  for (std::size_t set = 0; set <= sets; ++set) {
    const auto begin = binding.stretches.begin();
    const auto from = begin + binding.starts[set], to = begin + binding.starts[set + 1];
    if (!std::ranges::is_sorted(from, to, {}, &CodeStretch::first))
      std::ranges::sort(from, to, {}, &CodeStretch::first);
  }

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
  for (const CodeStretch& stretch : binding_.unit_checks()) {
    runs_of(stretch, [&](const RunView& run) {
      if (run.values == nullptr || run.units == nullptr) return;
      for (std::size_t i = 0; i < run.postings.size(); ++i) {
        const bool dated = records::posting_date(run.postings[i]) != kUnknownDate;
        if (dated && !std::isnan(run.values[i]) && (*run.accepted)[run.units[i]] == 0) ++left_out;
      }
    });
  }
  return left_out;
}

}  // namespace meso::rules::blocks
