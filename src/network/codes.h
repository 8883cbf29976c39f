// What may stand in a cell of a public file: codes, numbers, days, and the traces that a spreadsheet leaves.
//
// Nothing here knows a list of real codes. A code is a few letters and digits; what a spreadsheet made of it
// (a number with an exponent, a lost leading nought, a month) is told apart so that a row is refused for the
// right reason and never read as another organisation.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "network/model.h"

namespace meso::network {

// Lower-case letters and digits only: how headers and names are compared. "Practice Code" is "practicecode".
std::string plain(std::string_view text);
std::string_view trimmed(std::string_view text);

// A number with or without thousands separators and a decimal part: "1,234", "113.0", "-0.58", "1.2E+05".
// Nothing for "NA", "*", "-", "" and anything else that is no number.
std::optional<double> number(std::string_view text);
// The same for people and points in time that must be whole and not negative; "113.0" is whole.
std::optional<std::uint32_t> whole_number(std::string_view text);

// A day as public files write it: 2026-07-01, 20260701, 01/07/2026, 01Jul2026, 01-Jul-26, 01JULY2026.
std::optional<Date> public_day(std::string_view text);

// A day that a file's name states: 20241205, 2026-07-01, 2025-10 and 2026_07 (the first of the month),
// 062026.
std::optional<Date> day_in_name(std::string_view file);
// A financial year that a file's name states: 2021-22, 2019_2020, and in short 2425 or 2021 (2020-21).
std::optional<Period> year_in_name(std::string_view file);
// "2024-25", "2021/22", "2009/10" as a financial year; "2024" as a calendar year.
std::optional<Period> period_of(std::string_view text);
Period financial_year_from(int first_year);

// What is wrong with the code of an organisation, as the reason of a reject; empty when it can be one.
std::string_view code_fault(std::string_view code);
// The word for "no network" in lists of practices: "U", "Unallocated".
bool is_unallocated(std::string_view code);

AreaKind area_kind(std::string_view code);

}  // namespace meso::network
