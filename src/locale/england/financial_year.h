// The English financial year of the NHS: 1 April to 31 March.

#pragma once

#include <string>

#include "base/date.h"

namespace meso::england {

inline constexpr int kYearEndMonth = 3;
inline constexpr int kYearEndDay = 31;

// "2025-26" for any day from 1 April 2025 to 31 March 2026.
std::string financial_year(Date date);

}  // namespace meso::england
