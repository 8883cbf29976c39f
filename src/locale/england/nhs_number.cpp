#include "locale/england/nhs_number.h"

namespace meso::england {

std::optional<int> nhs_check_digit(std::string_view nine_digits) {
  int sum = 0;
  for (int i = 0; i < 9; ++i) sum += (nine_digits[static_cast<std::size_t>(i)] - '0') * (10 - i);
  const int check = 11 - sum % 11;
  if (check == 10) return std::nullopt;
  return check == 11 ? 0 : check;
}

std::optional<std::string> parse_nhs_number(std::string_view text) {
  std::string digits;
  for (char c : text) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c != ' ' && c != '-') {
      return std::nullopt;
    }
  }
  if (digits.size() != 10) return std::nullopt;
  const auto check = nhs_check_digit(std::string_view(digits).substr(0, 9));
  if (!check || digits[9] - '0' != *check) return std::nullopt;
  return digits;
}

}  // namespace meso::england
