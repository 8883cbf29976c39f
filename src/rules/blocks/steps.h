// Makes the steps of a Program, each once: asking again for an equal step
// answers the column that is there already.

#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "rules/blocks/faults.h"
#include "rules/blocks/program.h"
#include "rules/model.h"

namespace meso::rules::blocks {

// Stand in a list of clusters for the reserved codes of registration spells.
inline constexpr ClusterId kRegisteredCodes = -1;
inline constexpr ClusterId kLeftCodes = -2;

class StepMaker {
 public:
  StepMaker(const Model& model, Fault fault) : model_(model), fault_(fault) {}

  // The step with its output columns, made now or found. Which outputs there are follows from the op.
  const Step& make(Step step);
  Column column(Step step) { return make(std::move(step)).out; }

  std::int32_t record_set(const Records& records, bool values_read);
  std::int32_t record_set(std::span<const ClusterId> clusters, bool values_read);

  // What is known only when every field is lowered: which values can be left out for their unit.
  void finish();

  // A list of rules with columns of its own, and the step that decides it.
  std::int32_t rule_list(Column base, std::vector<RuleStep> rules);

  Program& program() { return program_; }

 private:
  Column add_column(Lane lane);
  std::int32_t code_set(std::span<const ClusterId> clusters, bool values_read);
  std::int32_t keep_record_set(RecordSet set);
  std::uint32_t code_index(const terms::Code& code);
  void order_codes();
  // Units that are accepted; kNoUnit among them: every unit.
  using Units = std::set<terms::UnitId>;
  std::vector<std::int32_t> make_groups(const std::map<std::uint32_t, Units>& units_of_codes);

  const Model& model_;
  Fault fault_;
  Program program_;
  std::map<std::vector<std::int32_t>, std::int32_t> steps_;
  std::map<std::vector<std::int32_t>, std::int32_t> record_sets_;
  std::map<std::vector<ClusterId>, std::int32_t> code_sets_;
  std::map<terms::Code, std::uint32_t> codes_;
  std::vector<std::vector<std::uint32_t>> group_codes_;  // as Program::code_groups
};

// Puts the steps in levels, groups those that read postings into scans, and
// lays the columns out in the arena.
void schedule(Program& program);

}  // namespace meso::rules::blocks
