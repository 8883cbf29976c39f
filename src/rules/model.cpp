#include "rules/model.h"

#include <algorithm>

namespace meso::rules {
namespace {

Date year_end(std::int32_t year, const FinancialYear& financial_year) {
  const std::int32_t last = days_in_month(year, financial_year.end_month);
  return *date_from_civil(year, financial_year.end_month, std::min(financial_year.end_day, last));
}

}  // namespace

ReferenceDates reference_dates(Date achievement, const FinancialYear& year) {
  std::int32_t ends_in = civil_from_date(achievement).year;
  if (year_end(ends_in, year) < achievement) ++ends_in;
  return ReferenceDates{achievement, year_end(ends_in, year), add_days(year_end(ends_in - 1, year), 1)};
}

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

}  // namespace meso::rules
