#include "case_engine.h"

#include <gtest/gtest.h>

namespace meso::rules::tests {

// [date]; every case is run for its day and, in the same pass, for the year
// before.
std::vector<EngineAnswers> by_engine(const Model& model, const records::PracticeFile& file,
                                     const std::vector<ReferenceDates>& dates) {
  std::vector<EngineAnswers> result(dates.size());
  for (EngineAnswers& one : result) {
    one.answers.registers.resize(model.registers.size());
    one.answers.indicators.resize(model.indicators.size());
  }
  const auto plan = compile_plan(model, dates);
  if (!plan.ok()) {
    ADD_FAILURE() << plan.error().text();
    return result;
  }
  RunOptions options;
  options.threads = 1;
  options.each_block = [&](const BlockAnswers& block) {
    Answers& answers = result[block.date].answers;
    const auto append = [](const auto& from, auto& to) {
      for (std::size_t i = 0; i < from.size(); ++i) to[i].insert(to[i].end(), from[i].begin(), from[i].end());
    };
    append(block.registers, answers.registers);
    append(block.indicators, answers.indicators);
  };
  auto counts = run_plan(*plan, file, options);
  if (!counts.ok()) {
    ADD_FAILURE() << counts.error().text();
    return result;
  }
  for (std::size_t d = 0; d < dates.size(); ++d) result[d].counts = (*counts)[d];
  return result;
}

}  // namespace meso::rules::tests
