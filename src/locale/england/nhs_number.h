// NHS numbers: ten digits, the last a modulus-11 check (ISB 0149). Numbers from 999 000 0000 on are never
// issued and are what synthetic patients carry.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace meso::england {

// The ten digits of a valid NHS number; blanks and hyphens between digits are
// allowed. Nothing when it is not valid.
std::optional<std::string> parse_nhs_number(std::string_view text);

// The check digit of nine digits; nothing when they admit none (the remainder gives ten).
// REQUIRES: nine characters, all digits.
std::optional<int> nhs_check_digit(std::string_view nine_digits);

}  // namespace meso::england
