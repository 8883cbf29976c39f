// What single cells say: numbers, signs, sexes, yes and no, codes. Nothing here knows a format.

#pragma once

#include <limits>
#include <optional>
#include <string_view>

#include "base/date.h"
#include "records/block.h"
#include "terms/terms.h"

namespace meso::records {

// The value of an entry that has none.
inline constexpr float kNoValue = std::numeric_limits<float>::quiet_NaN();

struct Value {
  float number = 0;  // finite, never -0
  Comparator comparator = Comparator::kEqual;
};

// A decimal number after an optional sign of comparison (<, <=, >=, >, ~, also ≤ and ≥). Nothing when it is
// not a number or beyond what a 32-bit float holds; a number too small for it is 0. The nearest float to the
// decimal, ties to even.
std::optional<Value> read_value(std::string_view cell);

// A decimal number alone.
std::optional<float> read_number(std::string_view cell);

// A whole number from 0 to 2^32 - 1.
std::optional<std::uint32_t> read_whole(std::string_view cell);

// A date in `form`; the common form, 2026-03-31, by a short path.
std::optional<Date> read_date(std::string_view cell, DateForm form);

Sex read_sex(std::string_view cell);
std::optional<bool> read_yes_no(std::string_view cell);  // nothing when it is neither, or empty
// Nothing when it is a word that no episode has.
std::optional<Episode> read_episode(std::string_view cell);

// Why `code` cannot be a code of its system, or "" when it can: 1 to 64 bytes of printable ASCII without
// blanks; a SNOMED CT or dm+d identifier is 6 to 18 digits.
std::string_view fault_of_code(terms::System system, std::string_view code);
// Whether the check digit of a SNOMED CT identifier fits.
bool is_sctid(std::string_view digits);
// Digits, a hyphen, a digit: 8480-6.
bool looks_like_loinc(std::string_view code);

// Lower case, letters and digits only: how names of columns and words are compared.
std::string plain_word(std::string_view text);
std::string_view trimmed(std::string_view text);

}  // namespace meso::records
