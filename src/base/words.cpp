#include "base/words.h"

#include <algorithm>
#include <charconv>

namespace meso {
namespace {

constexpr std::string_view kCurlyQuotes[] = {"\u201c", "\u201d"};
constexpr std::string_view kNoBreakSpace = "\u00a0";
constexpr std::string_view kByteOrderMark = "\ufeff";

class Splitter {
 public:
  Splitter(std::string_view text, const std::string& file, std::vector<Error>& mistakes)
      : text_(text), file_(file), mistakes_(mistakes) {}

  std::vector<Word> split() {
    if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        ++line_;
        column_ = 1;
        ++at_;
        first_on_line_ = true;
      } else if (blank() != 0) {
        advance(blank());
      } else if (c == '#') {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else if (c == ',') {
        add(Word::Kind::kComma, 1, 0);
      } else if (quote() != 0) {
        add_text();
      } else {
        add_word();
      }
    }
    words_.push_back({Word::Kind::kEnd, {}, line_, column_, true});
    return std::move(words_);
  }

 private:
  // The bytes of the blank or the quote that stands at the reading place; 0 when none does.
  std::size_t blank() const {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v' || c == ';') return 1;
    return text_.substr(at_).starts_with(kNoBreakSpace) ? kNoBreakSpace.size() : 0;
  }
  std::size_t quote() const {
    if (text_[at_] == '"') return 1;
    for (std::string_view curly : kCurlyQuotes) {
      if (text_.substr(at_).starts_with(curly)) return curly.size();
    }
    return 0;
  }

  // Passes `bytes`, counting characters: the further bytes of one UTF-8 character take no column.
  void advance(std::size_t bytes) {
    for (const std::size_t end = at_ + bytes; at_ < end; ++at_) {
      if ((static_cast<unsigned char>(text_[at_]) & 0xC0) != 0x80) ++column_;
    }
  }

  void add(Word::Kind kind, std::size_t bytes, std::size_t margin) {
    words_.push_back({kind, text_.substr(at_, bytes), line_, column_ - static_cast<std::uint32_t>(margin),
                      first_on_line_});
    first_on_line_ = false;
    advance(bytes);
  }

  void add_word() {
    const std::size_t begin = at_;
    std::size_t end = at_;
    for (; end < text_.size(); ++end) {
      const char c = text_[end];
      if (c == '\n' || c == '#' || c == ',') break;
      at_ = end;
      if (end > begin && (blank() != 0 || quote() != 0)) break;
    }
    at_ = begin;
    add(Word::Kind::kWord, end - begin, 0);
  }

  void add_text() {
    const Place place{file_, line_, column_};
    advance(quote());
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != '\n' && quote() == 0) ++at_;
    const std::size_t end = at_;
    at_ = begin;
    if (end == text_.size() || text_[end] == '\n') {
      mistakes_.push_back(
          {ErrorKind::kBadInput, "this text is not closed on its line", place, "close it with \""});
      add(Word::Kind::kText, end - begin, 1);
      return;
    }
    add(Word::Kind::kText, end - begin, 1);
    advance(quote());
  }

  std::string_view text_;
  const std::string& file_;
  std::vector<Error>& mistakes_;
  std::vector<Word> words_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t column_ = 1;
  bool first_on_line_ = true;
};

}  // namespace

std::vector<Word> split_into_words(std::string_view text, const std::string& file,
                                   std::vector<Error>& mistakes) {
  return Splitter(text, file, mistakes).split();
}

WordCursor::WordCursor(std::string_view text, std::string file, std::vector<Error>& mistakes)
    : file_(std::move(file)), mistakes_(mistakes), words_(split_into_words(text, file_, unread_)) {}

Word WordCursor::take() {
  const Word& word = words_[at_];
  if (!unread_.empty() && unread_.front().place == place(word)) {
    mistakes_.push_back(std::move(unread_.front()));
    unread_.erase(unread_.begin());
  }
  if (!ended()) ++at_;
  return word;
}

bool WordCursor::take_if(std::string_view word) {
  if (!next().is(word)) return false;
  take();
  return true;
}

bool WordCursor::take_comma() {
  if (next().kind != Word::Kind::kComma) return false;
  take();
  return true;
}

void WordCursor::mistake(const Word& word, std::string message, std::string hint) {
  mistakes_.push_back({ErrorKind::kBadInput, std::move(message), place(word), std::move(hint)});
}

bool WordCursor::expected(std::string_view what, std::string hint) {
  if (ended()) {
    mistake(next(), "the text ends where " + std::string(what) + " is expected", std::move(hint));
  } else {
    const bool text = next().kind == Word::Kind::kText;
    mistake(next(),
            std::string(what) + " is expected here, not " + (text ? "a text" : std::string(next().text)),
            std::move(hint));
  }
  return false;
}

bool WordCursor::need(std::string_view word) {
  return take_if(word) || expected("\"" + std::string(word) + "\"");
}

std::optional<Date> WordCursor::need_day() {
  const auto day = next().kind == Word::Kind::kWord ? parse_iso_date(next().text) : std::nullopt;
  if (day) {
    take();
  } else {
    expected("a day such as 2026-04-01");
  }
  return day;
}

std::optional<std::string> WordCursor::need_text() {
  if (next().kind != Word::Kind::kText) {
    expected("a text in quotes");
    return std::nullopt;
  }
  std::string text(take().text);
  while (next().kind == Word::Kind::kText) text += " " + std::string(take().text);
  return text;
}

std::optional<std::uint64_t> WordCursor::need_number(std::uint64_t most) {
  const auto number = next().kind == Word::Kind::kWord ? parse_whole_number(next().text, most) : std::nullopt;
  if (number) {
    take();
  } else {
    expected("a number of at most " + std::to_string(most));
  }
  return number;
}

std::optional<std::string> WordCursor::need_code() {
  const auto in = [](char c, char first, char last) { return c >= first && c <= last; };
  const std::string_view text = next().text;
  const bool is_code = next().kind == Word::Kind::kWord && (in(text[0], 'A', 'Z') || in(text[0], '0', '9')) &&
                       std::all_of(text.begin(), text.end(), [&](char c) {
                         return in(c, 'A', 'Z') || in(c, 'a', 'z') || in(c, '0', '9') || c == '-';
                       });
  if (!is_code) {
    expected("a code", "codes begin with a capital or a digit: A99901");
    return std::nullopt;
  }
  return std::string(take().text);
}

std::optional<std::vector<std::string>> WordCursor::need_codes() {
  std::vector<std::string> codes;
  do {
    std::optional<std::string> code = need_code();
    if (!code) return std::nullopt;
    codes.push_back(std::move(*code));
  } while (take_comma());
  return codes;
}

std::optional<std::uint64_t> parse_whole_number(std::string_view text, std::uint64_t most) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number > most) return std::nullopt;
  return number;
}

}  // namespace meso
