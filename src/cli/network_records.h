// What loaded records say, for commands about networks: the lists and registers of synthetic practices on
// given days, and figures of the rulebook beside published counts.

#pragma once

#include <map>
#include <optional>
#include <string>

#include "access/lens.h"
#include "network/country.h"
#include "rules/model.h"

namespace meso::cli {

// Figures of a rulebook on a day.
struct ComputedFigures {
  rules::Model rules;
  access::Figures figures;
  std::string heading;  // whose view it is
};

// The records of a network's directory; asked once, answered day by day.
class RecordsBeside {
 public:
  // Nothing when the directory holds no loaded records.
  static Result<std::optional<RecordsBeside>> open(const std::string& directory, const std::string& keys);

  // Records of this practice reach that day.
  bool reaches(const std::string& practice, Date day) const;
  const access::PracticeState* practice(const std::string& code) const;
  // Every register and indicator on the day; kept for the next question.
  Result<const ComputedFigures*> on(Date day);

 private:
  RecordsBeside(access::Lens lens, access::Rulebook rulebook);
  access::Lens lens_;
  access::Rulebook rulebook_;
  std::vector<access::PracticeState> practices_;
  std::map<Date, ComputedFigures> known_;
};

// The lists, ages and registers of a network made by `meso synth`, on each of country_days(); a day that the
// records do not reach is that of their end. kRefused where a practice is not synthetic.
Result<std::map<std::string, std::array<network::CountryList, 4>>> lists_of_records(
    const std::string& directory, const std::string& keys);

}  // namespace meso::cli
