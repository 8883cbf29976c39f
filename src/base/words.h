// The words of a small rule text and where each one stands: what the readers of voting rules, formation rules
// and their like have in common.
//
// Blanks, semicolons and line ends only separate; `#` begins a comment that ends with its line. A word is a
// run of anything but these, commas, quotes and #. A comma is a word of its own. "..." is one text, on one
// line; the curly quotes of word processors count as quotes, because these texts are pasted from agreements.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
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

// Walks through the words of a text and collects what is wrong with it. What a reader expects and does not
// find is told at the word that stands there instead, by that word alone; these are texts of rules and hold
// nobody's record.
class WordCursor {
 public:
  // `mistakes` outlives the cursor, and so does `text`.
  WordCursor(std::string_view text, std::string file, std::vector<Error>& mistakes);

  const Word& next() const { return words_[at_]; }
  bool ended() const { return next().kind == Word::Kind::kEnd; }
  Word take();  // the next word, and on; stays at the end
  bool take_if(std::string_view word);
  bool take_comma();

  Place place(const Word& word) const { return {file_, word.line, word.column}; }
  void mistake(const Word& word, std::string message, std::string hint = "");
  // Tells that something else was expected here. False, so that a reader can return it.
  bool expected(std::string_view what, std::string hint = "");

  // These take what they name, or tell and give nothing.
  bool need(std::string_view word);
  std::optional<Date> need_day();
  std::optional<std::string> need_text();  // texts that follow one another are one, joined by blanks
  std::optional<std::uint64_t> need_number(std::uint64_t most);
  std::optional<std::string>
  need_code();  // begins with a capital or digit and goes on in letters, digits and -
  std::optional<std::vector<std::string>> need_codes();

 private:
  std::string file_;
  std::vector<Error>& mistakes_;
  std::vector<Error> unread_;  // what split_into_words found; told when the cursor comes by
  std::vector<Word> words_;
  std::size_t at_ = 0;
};

std::optional<std::uint64_t> parse_whole_number(std::string_view text, std::uint64_t most);

}  // namespace meso
