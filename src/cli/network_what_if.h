// What a supposed change was answered with, for the printers of it: a table, JSON, a workbook.

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/workbook.h"
#include "cli/network_questions.h"
#include "network/footprint/what_if.h"
#include "network/formation/standing_together.h"

namespace meso::cli {

struct WhatIfAnswer {
  const Standing& standing;
  const network::footprint::Grouping& after;
  const network::footprint::Question& question;
  const network::footprint::Comparison& both;
  const std::string& measure;
  Date residents;
  const std::vector<network::formation::Record>& records;
  const std::vector<network::formation::Seam>& seams;
  const std::vector<std::uint32_t>& changed;

  const network::footprint::Group& group(std::uint32_t number) const { return after.groups[number]; }
};

// "no network" where there is none.
std::string code_of(const WhatIfAnswer& answer, std::uint32_t group);
const network::footprint::Profile* profile_of(const std::vector<network::footprint::Profile>& profiles,
                                              std::uint32_t group);
bool is_wanted(const WhatIfAnswer& answer, const network::footprint::Indicator& one);

// How those who would stand together have done so: years across the seam, and what each network recorded.
std::string together_in_words(const WhatIfAnswer& answer);
// Full-time equivalents of a network by the newest file of staff, before and after. Posts are the network's:
// those of whole networks add up, and whose they are after a move nobody knows before it is agreed.
std::pair<std::optional<double>, std::optional<double>> staff_of(const WhatIfAnswer& answer,
                                                                 std::uint32_t group);

// Sheets in which a list size can be changed, and shares and sums follow.
std::vector<WorkbookTable> what_if_workbook(const WhatIfAnswer& answer);

}  // namespace meso::cli
