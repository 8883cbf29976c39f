#include "rules/blocks/steps.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "records/practice_file.h"

namespace meso::rules::blocks {
namespace {

using Key = std::vector<std::int32_t>;

void put(Key& key, Bound bound) {
  key.push_back(bound.column == kNoColumn ? bound.day : -1);
  key.push_back(bound.column);
}

Key key_of(const Step& step) {
  Key key = {static_cast<std::int32_t>(step.op),
             step.set,
             step.second_set,
             static_cast<std::int32_t>(step.tie),
             static_cast<std::int32_t>(step.second_tie),
             step.a,
             step.b,
             step.x,
             step.y,
             static_cast<std::int32_t>(step.policy),
             static_cast<std::int32_t>(step.unit),
             static_cast<std::int32_t>(step.compare),
             std::bit_cast<std::int32_t>(step.literal)};
  put(key, step.span.after);
  put(key, step.span.upto);
  key.insert(key.end(), step.list.begin(), step.list.end());
  return key;
}

void put(Key& key, const std::vector<ValueTest>& tests) {
  key.push_back(static_cast<std::int32_t>(tests.size()));
  for (const ValueTest& test : tests) {
    key.push_back(static_cast<std::int32_t>(test.compare));
    key.push_back(std::bit_cast<std::int32_t>(test.literal));
  }
}

std::vector<Lane> outputs(Op op) {
  switch (op) {
    case Op::kLatest:
    case Op::kEarliest:
    case Op::kBirth:
    case Op::kDeath:
    case Op::kAfterBound:
    case Op::kUptoBound:
    case Op::kKeepDay:
      return {Lane::kDay};
    case Op::kValueOnDay:
    case Op::kCountRecords:
    case Op::kCountDays:
    case Op::kKeepNumber:
    case Op::kElapsed:
      return {Lane::kNumber};
    case Op::kHighest:
    case Op::kLowest:
      return {Lane::kDay, Lane::kNumber};
    case Op::kLatestPair:
    case Op::kEarliestPair:
      return {Lane::kDay, Lane::kNumber, Lane::kNumber};
    case Op::kFill:
    case Op::kMove:
    case Op::kEarliestOf:
    case Op::kLatestOf:
    case Op::kChoose:
      return {Lane::kWide};
    case Op::kDecide:
      return {};
    default:
      return {Lane::kBits};
  }
}

}  // namespace

Column StepMaker::add_column(Lane lane) {
  program_.lanes.push_back(lane);
  return static_cast<Column>(program_.lanes.size()) - 1;
}

const Step& StepMaker::make(Step step) {
  const auto [entry, is_new] =
      steps_.try_emplace(key_of(step), static_cast<std::int32_t>(program_.steps.size()));
  if (is_new) {
    const std::vector<Lane> lanes = outputs(step.op);
    const std::array<Column*, 3> columns = {&step.out, &step.second_out, &step.third_out};
    for (std::size_t i = 0; i < lanes.size(); ++i) *columns[i] = add_column(lanes[i]);
    program_.steps.push_back(std::move(step));
  }
  return program_.steps[static_cast<std::size_t>(entry->second)];
}

std::int32_t StepMaker::rule_list(Column base, std::vector<RuleStep> rules) {
  RuleList list{.base = base, .rules = std::move(rules)};
  list.selected = add_column(Lane::kBits);
  list.excluded = add_column(Lane::kBits);
  list.adjusted = add_column(Lane::kBits);
  list.decided = add_column(Lane::kDecided);
  program_.rule_lists.push_back(std::move(list));
  const auto index = static_cast<std::int32_t>(program_.rule_lists.size()) - 1;
  make({.op = Op::kDecide, .x = index});
  return index;
}

std::uint32_t StepMaker::code_index(const terms::Code& code) {
  const auto [entry, is_new] = codes_.try_emplace(code, static_cast<std::uint32_t>(program_.codes.size()));
  if (is_new) program_.codes.push_back(code);
  return entry->second;
}

// A code of several clusters takes every unit that one of them takes.
std::int32_t StepMaker::code_set(std::span<const ClusterId> clusters, bool values_read) {
  if (fault_ == Fault::kFirstClusterOnly && clusters.size() > 1) clusters = clusters.first(1);
  std::vector<ClusterId> key(clusters.begin(), clusters.end());
  std::ranges::sort(key);
  key.erase(std::ranges::unique(key).begin(), key.end());
  const auto [entry, is_new] =
      code_sets_.try_emplace(key, static_cast<std::int32_t>(program_.code_sets.size()));
  if (is_new) {
    std::map<std::uint32_t, Units> units_of;
    for (ClusterId id : key) {
      if (id < 0) {
        const terms::Code code = id == kRegisteredCodes ? records::registered_code() : records::left_code();
        units_of[code_index(code)].insert(terms::kNoUnit);
        continue;
      }
      const terms::Cluster& cluster = model_.clusters[static_cast<std::size_t>(id)];
      const terms::UnitId unit = fault_ == Fault::kEveryUnit ? terms::kNoUnit : cluster.unit;
      for (const terms::Code& code : cluster.codes) units_of[code_index(code)].insert(unit);
    }
    for (auto& [code, units] : units_of) {
      if (units.contains(terms::kNoUnit)) units = {terms::kNoUnit};
    }
    program_.code_sets.push_back({.groups = make_groups(units_of)});
  }
  CodeSet& set = program_.code_sets[static_cast<std::size_t>(entry->second)];
  set.values_read = set.values_read || values_read;
  return entry->second;
}

std::vector<std::int32_t> StepMaker::make_groups(const std::map<std::uint32_t, Units>& units_of_codes) {
  std::map<Units, std::int32_t> groups;
  std::vector<std::int32_t> made;
  for (const auto& [code, units] : units_of_codes) {
    const auto [entry, is_new] = groups.try_emplace(units, static_cast<std::int32_t>(group_codes_.size()));
    if (is_new) {
      CodeGroup group{.every_unit = units.contains(terms::kNoUnit), .units = {}};
      if (!group.every_unit) group.units.assign(units.begin(), units.end());
      program_.code_groups.push_back(std::move(group));
      group_codes_.emplace_back();
      made.push_back(entry->second);
    }
    group_codes_[static_cast<std::size_t>(entry->second)].push_back(code);
  }
  return made;
}

// Codes in the order of the clusters, each with the first that holds it, as a practice file's dictionary has
// them: to find the next one is then mostly to look at the next entry (binding.cpp).
void StepMaker::order_codes() {
  std::set<ClusterId> asked;
  for (const auto& [clusters, set] : code_sets_) asked.insert(clusters.begin(), clusters.end());
  std::vector<terms::Code> ordered;
  std::vector<std::uint32_t> place(program_.codes.size(), UINT32_MAX);
  const auto put_next = [&](const terms::Code& code) {
    const auto known = codes_.find(code);
    if (known == codes_.end() || place[known->second] != UINT32_MAX) return;
    place[known->second] = static_cast<std::uint32_t>(ordered.size());
    ordered.push_back(code);
  };
  put_next(records::registered_code());
  put_next(records::left_code());
  for (ClusterId id : asked) {
    if (id < 0) continue;
    for (const terms::Code& code : model_.clusters[static_cast<std::size_t>(id)].codes) put_next(code);
  }
  for (std::vector<std::uint32_t>& group : group_codes_) {
    for (std::uint32_t& code : group) code = place[code];
  }
  program_.codes = std::move(ordered);
}

void StepMaker::finish() {
  std::map<std::uint32_t, Units> accepted;  // by all the sets that read values of the code
  for (const CodeSet& set : program_.code_sets) {
    if (!set.values_read) continue;
    for (std::int32_t id : set.groups) {
      const CodeGroup& group = program_.code_groups[static_cast<std::size_t>(id)];
      if (group.every_unit) continue;
      const Units units(group.units.begin(), group.units.end());
      for (std::uint32_t code : group_codes_[static_cast<std::size_t>(id)]) {
        const auto [entry, is_new] = accepted.try_emplace(code, units);
        if (!is_new) std::erase_if(entry->second, [&](terms::UnitId unit) { return !units.contains(unit); });
      }
    }
  }
  program_.unit_checks = make_groups(accepted);
  order_codes();

  std::vector<std::vector<std::int32_t>> groups_of(program_.codes.size());
  for (std::size_t group = 0; group < group_codes_.size(); ++group) {
    for (std::uint32_t code : group_codes_[group])
      groups_of[code].push_back(static_cast<std::int32_t>(group));
  }
  for (const auto& groups : groups_of) {
    program_.group_starts.push_back(static_cast<std::uint32_t>(program_.groups_of_codes.size()));
    program_.groups_of_codes.insert(program_.groups_of_codes.end(), groups.begin(), groups.end());
  }
  program_.group_starts.push_back(static_cast<std::uint32_t>(program_.groups_of_codes.size()));
}

std::int32_t StepMaker::keep_record_set(RecordSet set) {
  Key key = {set.codes, set.first_or_new ? 1 : 0};
  put(key, set.tests);
  for (const NearbyTest& nearby : set.nearby) {
    key.insert(key.end(), {nearby.codes, nearby.from_days, nearby.to_days, nearby.absent ? 1 : 0});
    put(key, nearby.tests);
  }
  const auto [entry, is_new] =
      record_sets_.try_emplace(std::move(key), static_cast<std::int32_t>(program_.record_sets.size()));
  if (is_new) program_.record_sets.push_back(std::move(set));
  return entry->second;
}

std::int32_t StepMaker::record_set(const Records& records, bool values_read) {
  RecordSet set{.codes = code_set(records.clusters, values_read || !records.tests.empty()),
                .tests = records.tests,
                .first_or_new = records.first_or_new,
                .nearby = {}};
  if (records.nearby) {
    const Nearby& asked = *records.nearby;
    NearbyTest nearby{.codes = code_set(asked.clusters, !asked.tests.empty()),
                      .tests = asked.tests,
                      .from_days = asked.from_days,
                      .to_days = asked.to_days,
                      .absent = asked.absent};
    if (fault_ == Fault::kNearbyMirrored) {
      nearby.from_days = -asked.to_days;
      nearby.to_days = -asked.from_days;
    }
    set.nearby.push_back(std::move(nearby));
  }
  return keep_record_set(std::move(set));
}

std::int32_t StepMaker::record_set(std::span<const ClusterId> clusters, bool values_read) {
  return keep_record_set(
      {.codes = code_set(clusters, values_read), .tests = {}, .first_or_new = false, .nearby = {}});
}

}  // namespace meso::rules::blocks
