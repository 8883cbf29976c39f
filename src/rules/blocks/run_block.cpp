#include "rules/blocks/run_block.h"

#include <algorithm>
#include <new>

#include "rules/blocks/bits.h"
#include "rules/blocks/column_steps.h"

namespace meso::rules::blocks {
namespace {

constexpr std::align_val_t kCacheLine{64};

}  // namespace

void BlockScratch::Free::operator()(std::byte* bytes) const {
  ::operator delete[](bytes, kCacheLine);
}

BlockScratch::BlockScratch(const Program& program)
    : arena_(new(kCacheLine) std::byte[program.arena_bytes + std::size_t{64}]()) {}

Tally::Tally(const Program& program) : gms(program.outputs.size(), 0), lists(program.rule_lists.size()) {
  for (std::size_t i = 0; i < lists.size(); ++i)
    lists[i].decided.assign(program.rule_lists[i].rules.size(), 0);
}

void Tally::add(const Tally& other) {
  patients += other.patients;
  unit_missing += other.unit_missing;
  for (std::size_t i = 0; i < gms.size(); ++i) gms[i] += other.gms[i];
  for (std::size_t i = 0; i < lists.size(); ++i) {
    RuleTally& into = lists[i];
    const RuleTally& from = other.lists[i];
    into.base += from.base;
    into.selected += from.selected;
    into.excluded += from.excluded;
    for (std::size_t k = 0; k < into.adjusted.size(); ++k) into.adjusted[k] += from.adjusted[k];
    for (std::size_t k = 0; k < into.decided.size(); ++k) into.decided[k] += from.decided[k];
  }
}

Columns run_block(const Program& program, const Binding& binding, const records::Block& block,
                  BlockScratch& scratch, Tally& tally) {
  const Columns columns(program, scratch.arena(), block.patients);
  scratch.scan.days.empty();
  const BlockPostings postings(binding, block, scratch.scan.places);
  for (const Level& level : program.levels) {
    for (const Scan& scan : level.scans) run_scan(program, scan, postings, columns, scratch.scan);
    for (std::int32_t i : level.steps) {
      const Step& step = program.steps[static_cast<std::size_t>(i)];
      if (step.op == Op::kDecide) {
        const auto list = static_cast<std::size_t>(step.x);
        decide(program.rule_lists[list], columns, tally.lists[list]);
      } else {
        run_column_step(step, columns, block, binding.ethnicities);
      }
    }
  }
  tally.patients += block.patients;
  tally.unit_missing += postings.values_left_out();
  for (std::size_t k = 0; k < program.outputs.size(); ++k) {
    tally.gms[k] += count_bits(columns.bits(program.outputs[k].gms), columns.words());
  }
  return columns;
}

}  // namespace meso::rules::blocks
