// Levels, scans and the arena of a Program whose steps are made.
//
// A step that reads postings stands one level above the columns of its bounds; any other step in the level of
// the last column that it needs, after that level's scans. Within a level, steps keep the order in which they
// were made, which is an order in which each finds what it needs. kValueOnDay joins the scan of its day: it
// reads the same postings a second time, when the day is known.

#include <algorithm>
#include <map>
#include <tuple>

#include "records/block.h"
#include "rules/blocks/steps.h"

namespace meso::rules::blocks {
namespace {

bool reads_postings(Op op) {
  return op <= Op::kEarliestPair;
}

std::uint32_t bytes_of(Lane lane) {
  switch (lane) {
    case Lane::kDay:
      return records::kPatientsPerBlock * 2;
    case Lane::kWide:
    case Lane::kNumber:
      return records::kPatientsPerBlock * 4;
    case Lane::kBits:
      return records::kPatientsPerBlock / 8;
    case Lane::kDecided:
      return records::kPatientsPerBlock;
  }
  return 0;
}

// The steps of one scan, each where its pass looks for it.
Scan make_scan(Program& program, std::int32_t set, std::int32_t second_set,
               const std::vector<std::int32_t>& steps,
               std::map<std::vector<std::int32_t>, std::int32_t>& ladders) {
  Scan scan{.set = set, .second_set = second_set};
  const auto step = [&](std::int32_t i) -> const Step& { return program.steps[static_cast<std::size_t>(i)]; };
  std::vector<std::int32_t> values;
  for (std::int32_t i : steps) {
    const Step& each = step(i);
    if (each.op == Op::kLatest && each.span.upto.column == kNoColumn) {
      scan.latest.push_back(i);
    } else if (each.op == Op::kEarliest && each.span.after.column == kNoColumn) {
      scan.earliest.push_back(i);
    } else {
      (each.op == Op::kValueOnDay ? values : scan.others).push_back(i);
    }
  }
  scan.others.insert(scan.others.end(), values.begin(), values.end());
  std::ranges::sort(scan.latest, {}, [&](std::int32_t i) { return step(i).span.upto.day; });
  std::ranges::sort(scan.earliest, {}, [&](std::int32_t i) { return step(i).span.after.day; });

  const auto ladder = [&](std::vector<std::int32_t> bounds) {
    if (bounds.size() < 2) return -1;
    const auto [entry, is_new] =
        ladders.try_emplace(bounds, static_cast<std::int32_t>(program.ladders.size()));
    if (is_new) {
      Ladder made{.bounds = bounds, .rung = std::vector<std::uint8_t>(65536)};
      for (std::int32_t day = 0; day < 65536; ++day) {
        made.rung[static_cast<std::size_t>(day)] =
            static_cast<std::uint8_t>(std::ranges::lower_bound(bounds, day) - bounds.begin());
      }
      program.ladders.push_back(std::move(made));
    }
    return entry->second;
  };
  std::vector<std::int32_t> upto, after;
  for (std::int32_t i : scan.latest) upto.push_back(step(i).span.upto.day);
  for (std::int32_t i : scan.earliest) after.push_back(step(i).span.after.day);
  scan.latest_ladder = ladder(std::move(upto));
  scan.earliest_ladder = ladder(std::move(after));
  return scan;
}

}  // namespace

void schedule(Program& program) {
  std::vector<std::int32_t> level_of(program.lanes.size(), -1);
  std::map<std::tuple<std::int32_t, std::int32_t, std::int32_t>, std::vector<std::int32_t>> scans;
  std::vector<std::vector<std::int32_t>> column_steps;

  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    const Step& step = program.steps[i];
    std::int32_t level = -1;
    const auto needs = [&](Column column) {
      if (column != kNoColumn) level = std::max(level, level_of[static_cast<std::size_t>(column)]);
    };
    needs(step.a);
    needs(step.b);
    needs(step.span.after.column);
    needs(step.span.upto.column);
    for (Column column : step.list) needs(column);
    if (step.op == Op::kDecide) {
      const RuleList& list = program.rule_lists[static_cast<std::size_t>(step.x)];
      needs(list.base);
      for (const RuleStep& rule : list.rules) needs(rule.truth);
    }

    if (reads_postings(step.op)) {
      if (step.op != Op::kValueOnDay) ++level;
      scans[{level, step.set, step.second_set}].push_back(static_cast<std::int32_t>(i));
    } else {
      level = std::max(level, 0);
    }
    if (column_steps.size() <= static_cast<std::size_t>(level))
      column_steps.resize(static_cast<std::size_t>(level) + 1);
    if (!reads_postings(step.op))
      column_steps[static_cast<std::size_t>(level)].push_back(static_cast<std::int32_t>(i));

    const auto makes = [&](Column column) {
      if (column != kNoColumn) level_of[static_cast<std::size_t>(column)] = level;
    };
    makes(step.out);
    makes(step.second_out);
    makes(step.third_out);
    if (step.op == Op::kDecide) {
      const RuleList& list = program.rule_lists[static_cast<std::size_t>(step.x)];
      for (Column column : {list.selected, list.excluded, list.adjusted, list.decided}) makes(column);
    }
  }

  program.levels.assign(column_steps.size(), {});
  for (std::size_t i = 0; i < column_steps.size(); ++i) program.levels[i].steps = std::move(column_steps[i]);
  std::map<std::vector<std::int32_t>, std::int32_t> ladders;
  for (const auto& [key, steps] : scans) {
    const auto& [level, set, second_set] = key;
    program.levels[static_cast<std::size_t>(level)].scans.push_back(
        make_scan(program, set, second_set, steps, ladders));
  }

  // Columns start on a cache line, and never a whole number of 4096 bytes after their neighbour: a store to
  // one would otherwise look, to the processor, like a store to the other.
  program.places.clear();
  std::uint32_t place = 0;
  for (Lane lane : program.lanes) {
    program.places.push_back(place);
    place += bytes_of(lane) + (lane == Lane::kBits ? 0 : 64);
  }
  program.arena_bytes = place;
}

}  // namespace meso::rules::blocks
