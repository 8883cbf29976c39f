// What the files are called from which England's small areas can be drawn, and where they are.
//
// Source: Office for National Statistics, Open Geography Portal.

#pragma once

#include <string_view>

namespace meso::england {

inline constexpr std::string_view kAreasOf2011 =
    "\"Lower layer Super Output Areas (December 2011) Boundaries EW BGC\" of the ONS Open Geography Portal "
    "(geoportal.statistics.gov.uk), as GeoJSON";
inline constexpr std::string_view kAreasOf2021 =
    "\"Lower layer Super Output Areas (December 2021) Boundaries EW BGC\" of the ONS Open Geography Portal "
    "(geoportal.statistics.gov.uk), as GeoJSON";
inline constexpr std::string_view kAreasOf2011To2021 =
    "\"LSOA (2011) to LSOA (2021) to Local Authority District (2022) Exact Fit Lookup for EW\", from the "
    "same place";

}  // namespace meso::england
