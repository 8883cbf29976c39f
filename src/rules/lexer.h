// From text to words: names, keywords, numbers, dates, years, texts and signs.
//
// Blanks and line ends only separate; `#` begins a comment. A word is a run of anything but blanks,
// ( ) , " # + - = < > so that units (mmol/mol, kg/m2, %) need no quotes; 2023-04-01 and 2025-26 are
// told before the sign -. The signs that word processors put in place of the plain ones are
// mistakes with the plain one as hint.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "rules/mistakes.h"
#include "rules/syntax.h"

namespace meso::rules {

struct Token {
  enum class Kind : std::uint8_t {
    kWord,    // begins lower case: a keyword or a unit
    kName,    // begins upper case: letters, digits, _, at most one dot
    kNumber,  // 140, 7.5
    kDate,    // 2023-04-01
    kYear,    // 2025-26
    kText,    // "..." without the quotes
    kSign,    // ( ) , + - = <> < <= > >=
    kOther,   // any other run: IU/L, %
    kEnd,
  };
  Kind kind = Kind::kEnd;
  std::string_view text;
  syntax::Spot spot;
  bool first_on_line = false;
  Date date;  // kDate
};

// All words of a text, the last of kind kEnd. The tokens point into `source.text`.
std::vector<Token> split_words(const SourceText& source, Mistakes& mistakes);

// The reserved lower-case words of the grammar.
bool is_keyword(std::string_view word);
// The nearest keyword to a mistyped word; empty when none is near.
std::string nearest_keyword(std::string_view word);

}  // namespace meso::rules
