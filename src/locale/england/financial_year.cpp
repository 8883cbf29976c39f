#include "locale/england/financial_year.h"

#include <cstdio>

namespace meso::england {

std::string financial_year(Date date) {
  const CivilDate civil = civil_from_date(date);
  const int start = civil.month > kYearEndMonth ? civil.year : civil.year - 1;
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02d", start, (start + 1) % 100);
  return text;
}

}  // namespace meso::england
