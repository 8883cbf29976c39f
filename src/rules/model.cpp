#include "rules/model.h"

#include <algorithm>

namespace meso::rules {

std::string_view standing_name(Standing standing) {
  switch (standing) {
    case Standing::kVerified:
      return "verified";
    case Standing::kTranscribed:
      return "transcribed";
    case Standing::kReported:
      return "reported";
    case Standing::kRecalled:
      return "recalled";
    case Standing::kDerived:
      return "derived";
    case Standing::kEstimated:
      return "estimated";
    case Standing::kEntered:
      return "entered";
  }
  return "";
}

ReferenceDates reference_dates(Date achievement, const FinancialYear& year) {
  // A year that ends on 29 February ends on the 28th where there is none.
  const auto end_in = [&](std::int32_t civil_year) {
    const std::int32_t day = std::min(year.end_day, days_in_month(civil_year, year.end_month));
    return *date_from_civil(civil_year, year.end_month, day);
  };
  const std::int32_t civil_year = civil_from_date(achievement).year;
  ReferenceDates out;
  out.achievement = achievement;
  out.period_end = end_in(civil_year);
  if (out.period_end < achievement) out.period_end = end_in(civil_year + 1);
  out.year_start = add_days(end_in(civil_from_date(out.period_end).year - 1), 1);
  return out;
}

}  // namespace meso::rules
