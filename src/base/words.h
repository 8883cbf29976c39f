// The words of a small rule text and where each one stands: what the readers of voting rules, formation rules
// and their like have in common.
//
// Blanks, semicolons and line ends only separate; `#` begins a comment that ends with its line. A word is a
// run of anything but these, commas, quotes and #. A comma is a word of its own. "..." is one text, on one
// line; the curly quotes of word processors count as quotes, because these texts are pasted from agreements.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace meso {

struct Word {
  enum class Kind : std::uint8_t { kWord, kComma, kText, kEnd };
  Kind kind = Kind::kEnd;
  std::string_view text;  // of kText: without the quotes
  std::uint32_t line = 0;
  std::uint32_t column = 0;  // in characters, from 1
  bool first_on_line = false;

  bool is(std::string_view word) const { return kind == Kind::kWord && text == word; }
};

// All words of `text`, the last of kind kEnd; they point into it. Mistakes are kBadInput at `file`.
std::vector<Word> split_into_words(std::string_view text, const std::string& file,
                                   std::vector<Error>& mistakes);

}  // namespace meso
