// What the two evaluators answer to a case, and the practice file in between.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "case_file.h"
#include "records/practice_file.h"
#include "rules/model.h"
#include "rules/reference.h"

namespace meso::rules::tests {

struct Answers {
  std::vector<std::vector<RegisterAnswer>> registers;    // [register][patient]
  std::vector<std::vector<IndicatorAnswer>> indicators;  // [indicator][patient]
  bool operator==(const Answers&) const = default;
};

Answers by_reference(const Model& model, const std::vector<reference::Patient>& patients,
                     const ReferenceDates& dates);

// The case's patients in a practice file of their own, removed at the end. `grouped`: its dictionary is
// ordered by the clusters of the rules, else by nothing.
class CaseFile {
 public:
  CaseFile(const Case& c, const Model& model, bool grouped);
  ~CaseFile();
  const records::PracticeFile* file() const {
    return file_.get();
  }  // null after a failure, which it has reported

 private:
  std::string path_;
  std::unique_ptr<records::PracticeFile> file_;
};

// Every patient of the file, in its order, as patient_history reads them.
std::vector<reference::Patient> histories(const records::PracticeFile& file);

}  // namespace meso::rules::tests
