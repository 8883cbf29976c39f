// The year as practices live it: winter, the summer holidays, the rush before 31 March, the pandemic.
//
// How many fewer came when is an assumption, in round figures; that they were fewer is known to everybody who
// was there. Every share is of 100 and thins what an ordinary day would bring.

#pragma once

#include <array>
#include <cstdint>

#include "base/date.h"
#include "synthesis/draws.h"

namespace meso::synthesis {

inline constexpr Date kPandemicBegins{43905};  // 2020-03-16
inline constexpr Date kDoorsReopen{44012};     // 2020-07-01
inline constexpr Date kVaccinesAreOut{44286};  // 2021-04-01
inline constexpr Date kPandemicEnds{44439};    // 2021-09-01

// Of 100 long-term reviews, how many take place.
inline std::uint32_t reviews_of_100(Date on) {
  return on < kPandemicBegins   ? 100
         : on < kDoorsReopen    ? 18
         : on < kVaccinesAreOut ? 52
         : on < kPandemicEnds   ? 80
                                : 100;
}

// Of 100 needs, how many bring a visit that day.
inline std::uint32_t visits_of_100(Date on) {
  constexpr std::array<std::uint32_t, 12> kByMonth = {100, 97, 96, 88, 87, 87, 86, 78, 91, 95, 97, 88};
  const std::uint32_t season = kByMonth[static_cast<std::size_t>(civil_from_date(on).month - 1)];
  if (on < kPandemicBegins || on >= kPandemicEnds) return season;
  return season * (on < kDoorsReopen ? 45 : on < kVaccinesAreOut ? 70 : 88) / 100;
}

// The last day of the financial year that a day belongs to.
inline Date march_end(Date on) {
  const CivilDate day = civil_from_date(on);
  return *date_from_civil(day.month > 3 ? day.year + 1 : day.year, 3, 31);
}

}  // namespace meso::synthesis
