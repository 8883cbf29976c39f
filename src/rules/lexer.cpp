#include "rules/lexer.h"

#include <algorithm>
#include <array>

#include "base/nearest.h"

namespace meso::rules {
namespace {

using Kind = Token::Kind;

constexpr std::string_view kKeywords[] = {
    "a",         "adjustment",  "after",       "age",      "always",   "an",        "and",       "any",
    "as",        "at",          "before",      "better",   "between",  "clamp",     "count",     "day",
    "days",      "denominator", "derived",     "earliest", "entered",  "estimated", "ethnicity", "events",
    "exclusion", "exists",      "female",      "field",    "first",    "from",      "highest",   "higher",
    "in",        "indicator",   "is",          "it",       "latest",   "level",     "local",     "lower",
    "lowest",    "male",        "missing",     "month",    "months",   "national",  "new",       "next",
    "no",        "not",         "numerator",   "of",       "on",       "or",        "other",     "otherwise",
    "recalled",  "records",     "register",    "reject",   "remove",   "reported",  "roll",      "rule",
    "ruleset",   "same",        "select",      "sex",      "source",   "standing",  "system",    "take",
    "the",       "to",          "transcribed", "value",    "verified", "version",   "week",      "weeks",
    "when",      "with",        "year",        "years"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}
bool is_sign(char c) {
  return c == '(' || c == ')' || c == ',' || c == '+' || c == '-' || c == '=' || c == '<' || c == '>';
}
bool is_word_letter(char c) {
  return !is_blank(c) && !is_sign(c) && c != '"' && c != '#';
}

// Signs that word processors write, and the plain ones that stand for them.
struct Typographic {
  std::string_view bytes;
  std::string_view plain;
};
constexpr std::array<Typographic, 10> kTypographic = {{{"\u2264", "<="},
                                                       {"\u2265", ">="},
                                                       {"\u2260", "<>"},
                                                       {"\u2013", "-"},
                                                       {"\u2014", "-"},
                                                       {"\u2212", "-"},
                                                       {"\u201c", "\""},
                                                       {"\u201d", "\""},
                                                       {"\u2018", "\""},
                                                       {"\u2019", "\""}}};
constexpr std::string_view kNoBreakSpace = "\u00a0";

bool name_shaped(std::string_view text) {
  if (text.empty() || !is_upper(text[0])) return false;
  bool dot = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.') {
      if (dot || i + 1 == text.size() || !is_upper(text[i + 1])) return false;
      dot = true;
    } else if (!is_digit(text[i]) && !is_lower(text[i]) && !is_upper(text[i]) && text[i] != '_') {
      return false;
    }
  }
  return true;
}

class Splitter {
 public:
  Splitter(const SourceText& source, Mistakes& mistakes)
      : source_(source), text_(source.text), mistakes_(mistakes) {}

  std::vector<Token> split() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = line_begin_ = 3;
    while (skip_blanks()) {
      begin_ = at_;
      const char c = text_[at_];
      if (c == '"') {
        quoted();
      } else if (is_sign(c)) {
        sign();
      } else if (!typographic()) {
        is_digit(c) ? number() : word();
      }
    }
    begin_ = at_;
    push(Kind::kEnd, {});
    return std::move(tokens_);
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }

  // Moves to the next word; false at the end.
  bool skip_blanks() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        new_line_ = true;
        ++line_;
        line_begin_ = at_ + 1;
        wide_ = 0;
      }
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (rest().starts_with(kNoBreakSpace)) {
        at_ += kNoBreakSpace.size();
        wide_ += kNoBreakSpace.size() - 1;
      } else if (is_blank(c)) {
        ++at_;
      } else {
        return true;
      }
    }
    return false;
  }

  syntax::Spot spot() const {
    return {line_, static_cast<std::uint32_t>(begin_ - line_begin_ - wide_ + 1),
            static_cast<std::uint32_t>(begin_), static_cast<std::uint32_t>(at_)};
  }

  void push(Kind kind, std::string_view text, Date date = {}) {
    tokens_.push_back({kind, text, spot(), new_line_, date});
    new_line_ = false;
    for (std::size_t i = begin_; i < at_; ++i)
      wide_ += (static_cast<unsigned char>(text_[i]) & 0xC0U) == 0x80U ? 1U : 0U;  // columns count letters
  }

  void quoted() {
    const std::size_t end = text_.find_first_of("\"\n", at_ + 1);
    const bool closed = end != std::string_view::npos && text_[end] == '"';
    const std::string_view inside = text_.substr(at_ + 1, std::min(end, text_.size()) - at_ - 1);
    at_ = std::min(end, text_.size()) + (closed ? 1 : 0);
    if (!closed)
      mistakes_.add(source_.file, spot(), "a text in double quotes has no end on this line",
                    "close it with \"");
    push(Kind::kText, inside);
  }

  void sign() {
    const std::string_view two = rest().substr(0, 2);
    at_ += two == "<=" || two == ">=" || two == "<>" ? 2U : 1U;
    push(Kind::kSign, text_.substr(begin_, at_ - begin_));
  }

  // Reads on after a curly quote as if it were plain: to the next quote of any kind on the line.
  void curly_quoted() {
    for (std::size_t end = at_; end < text_.size() && text_[end] != '\n'; ++end) {
      for (const Typographic& sign : kTypographic) {
        const bool closes = sign.plain == "\"" && text_.substr(end).starts_with(sign.bytes);
        if (!closes && text_[end] != '"') continue;
        const std::string_view inside = text_.substr(at_, end - at_);
        at_ = end + (closes ? sign.bytes.size() : 1);
        return push(Kind::kText, inside);
      }
    }
    push(Kind::kText, {});
  }

  bool typographic() {
    for (const Typographic& sign : kTypographic) {
      if (!rest().starts_with(sign.bytes)) continue;
      at_ += sign.bytes.size();
      mistakes_.add(source_.file, spot(), "\"" + std::string(sign.bytes) + "\" is a word processor's sign",
                    "write the plain " + std::string(sign.plain));
      if (sign.plain == "\"") {
        curly_quoted();
      } else {
        push(Kind::kSign, sign.plain);
      }
      return true;
    }
    return false;
  }

  // Whether the text at `at` looks like `pattern`, where 0 stands for a
  // digit and other letters for themselves.
  bool shaped(std::string_view pattern) const {
    if (at_ + pattern.size() > text_.size()) return false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      const char c = text_[at_ + i];
      if (pattern[i] == '0' ? !is_digit(c) : c != pattern[i]) return false;
    }
    const std::size_t end = at_ + pattern.size();
    return end == text_.size() || !(is_word_letter(text_[end]) || text_[end] == '-');
  }

  void number() {
    if (shaped("0000-00-00")) {
      const auto date = parse_iso_date(text_.substr(at_, 10));
      at_ += 10;
      if (!date)
        mistakes_.add(source_.file, spot(),
                      "there is no such day as " + std::string(text_.substr(begin_, 10)),
                      "write year-month-day, from 1900-01-01 to 2079-06-05");
      push(Kind::kDate, text_.substr(begin_, 10), date.value_or(kFirstDate));
      return;
    }
    if (shaped("0000-00")) {
      at_ += 7;
      push(Kind::kYear, text_.substr(begin_, 7));
      return;
    }
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    if (at_ + 1 < text_.size() && text_[at_] == '.' && is_digit(text_[at_ + 1])) {
      ++at_;
      while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    }
    // 10*9/L and 10^9/L are units; in 140mmHg the unit follows the number without a blank.
    if (at_ < text_.size() && (text_[at_] == '*' || text_[at_] == '^')) {
      word();
    } else {
      push(Kind::kNumber, text_.substr(begin_, at_ - begin_));
    }
  }

  void word() {
    while (at_ < text_.size() && is_word_letter(text_[at_]) && !rest().starts_with(kNoBreakSpace)) {
      if (at_ > begin_ && std::any_of(kTypographic.begin(), kTypographic.end(), [&](const Typographic& sign) {
            return rest().starts_with(sign.bytes);
          })) {
        break;
      }
      ++at_;
    }
    const std::string_view text = text_.substr(begin_, at_ - begin_);
    push(name_shaped(text) ? Kind::kName : is_lower(text[0]) ? Kind::kWord : Kind::kOther, text);
  }

  const SourceText& source_;
  std::string_view text_;
  Mistakes& mistakes_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;  // of the word being read
  std::size_t line_begin_ = 0;
  std::size_t wide_ = 0;  // bytes of this line that are not letters of their own
  std::uint32_t line_ = 1;
  bool new_line_ = true;
};

}  // namespace

std::vector<Token> split_words(const SourceText& source, Mistakes& mistakes) {
  return Splitter(source, mistakes).split();
}

bool is_keyword(std::string_view word) {
  return std::find(std::begin(kKeywords), std::end(kKeywords), word) != std::end(kKeywords);
}

std::string nearest_keyword(std::string_view word) {
  NearestName nearest(word);
  for (const std::string_view keyword : kKeywords) nearest.offer(keyword);
  return nearest.best();
}

}  // namespace meso::rules
