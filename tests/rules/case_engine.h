// What the fast engine answers to a case.

#pragma once

#include <vector>

#include "case_answers.h"
#include "rules/blocks/engine.h"

namespace meso::rules::tests {

struct EngineAnswers {
  Answers answers;
  PracticeCounts counts;
};

// One per reference date, all in one run.
std::vector<EngineAnswers> by_engine(const Model& model, const records::PracticeFile& file,
                                     const std::vector<ReferenceDates>& dates);

}  // namespace meso::rules::tests
