#include "base/csv.h"

#include <algorithm>
#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace meso {
namespace {

constexpr std::size_t kWindow = 32'768;

bool is_mark(char c, char delimiter) {
  return c == delimiter || c == '\n' || c == '"' || c == '\0';
}

}  // namespace

std::string_view csv_fault_text(CsvFault fault) {
  switch (fault) {
    case CsvFault::kNone:
      return "";
    case CsvFault::kCellCount:
      return "the row has too many or too few cells";
    case CsvFault::kUnclosedQuote:
      return "a quote is opened and never closed";
    case CsvFault::kTextAfterQuote:
      return "there is text after a closing quote";
    case CsvFault::kNulByte:
      return "the row holds a NUL byte";
  }
  return "";
}

std::size_t find_csv_marks_scalar(std::string_view text, char delimiter, std::uint16_t* marks) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_mark(text[i], delimiter)) marks[count++] = static_cast<std::uint16_t>(i);
  }
  return count;
}

std::size_t find_csv_marks(std::string_view text, char delimiter, std::uint16_t* marks) {
#ifdef __SSE2__
  const __m128i delimiters = _mm_set1_epi8(delimiter);
  const __m128i newlines = _mm_set1_epi8('\n');
  const __m128i quotes = _mm_set1_epi8('"');
  const __m128i zeros = _mm_setzero_si128();
  const auto found = [&](std::size_t at) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const __m128i any =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, delimiters), _mm_cmpeq_epi8(bytes, newlines)),
                     _mm_or_si128(_mm_cmpeq_epi8(bytes, quotes), _mm_cmpeq_epi8(bytes, zeros)));
    return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(any)));
  };
  std::size_t count = 0;
  std::size_t i = 0;
  for (; i + 64 <= text.size(); i += 64) {
    std::uint64_t bits = found(i) | found(i + 16) << 16 | found(i + 32) << 32 | found(i + 48) << 48;
    while (bits != 0) {
      marks[count++] = static_cast<std::uint16_t>(i + static_cast<std::size_t>(std::countr_zero(bits)));
      bits &= bits - 1;
    }
  }
  for (; i < text.size(); ++i) {
    if (is_mark(text[i], delimiter)) marks[count++] = static_cast<std::uint16_t>(i);
  }
  return count;
#else
  return find_csv_marks_scalar(text, delimiter, marks);
#endif
}

char sniff_delimiter(std::string_view text) {
  constexpr std::string_view kDelimiters = ",;\t";
  std::size_t seen[kDelimiters.size()] = {};
  bool quoted = false;
  for (char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' && std::any_of(std::begin(seen), std::end(seen), [](std::size_t n) { return n != 0; }))
      break;
    if (const std::size_t which = kDelimiters.find(c); which != std::string_view::npos) ++seen[which];
  }
  return kDelimiters[static_cast<std::size_t>(std::max_element(std::begin(seen), std::end(seen)) - seen)];
}

CsvCursor::CsvCursor(std::string_view text, char delimiter, std::size_t width)
    : text_(text), delimiter_(delimiter), width_(width), cells_(16), marks_(kWindow) {}

bool CsvCursor::next() {
  while (position_ < text_.size()) {
    line_ = next_line_;
    count_ = 0;
    fault_ = CsvFault::kNone;
    fault_column_ = 0;
    if (!fast_row()) careful_row();
    if (fault_ != CsvFault::kNone) return true;
    if (count_ == 1 && cells_[0].empty()) continue;  // an empty line
    if (width_ != 0 && count_ != width_) fault_ = CsvFault::kCellCount;
    return true;
  }
  return false;
}

void CsvCursor::fill_marks() {
  window_ = position_;
  window_end_ = std::min(text_.size(), window_ + kWindow);
  mark_ = 0;
  mark_count_ = find_csv_marks(text_.substr(window_, window_end_ - window_), delimiter_, marks_.data());
}

// Reads a row by its marks alone; false, with nothing consumed, when it needs care.
bool CsvCursor::fast_row() {
  std::size_t begin = position_;
  for (;;) {
    if (mark_ == mark_count_) {
      if (window_end_ == text_.size() && window_end_ != 0) {  // the last row has no newline
        push(text_.substr(begin));
        position_ = text_.size();
        ++next_line_;
        return true;
      }
      if (window_ == position_ && window_end_ != 0) return false;  // a row longer than a window
      fill_marks();
      begin = position_;
      count_ = 0;
      continue;
    }
    const std::size_t at = window_ + marks_[mark_++];
    const char c = text_[at];
    if (c == delimiter_) {
      push(text_.substr(begin, at - begin));
      begin = at + 1;
    } else if (c == '\n') {
      const std::size_t end = at > begin && text_[at - 1] == '\r' ? at - 1 : at;
      push(text_.substr(begin, end - begin));
      position_ = at + 1;
      ++next_line_;
      return true;
    } else if (c == '\0' || at == begin) {
      return false;
    }
  }
}

void CsvCursor::damaged(CsvFault fault) {
  fault_ = fault;
  fault_column_ = static_cast<std::uint32_t>(count_ + 1);
  const std::size_t newline = text_.find('\n', position_);
  position_ = newline == std::string_view::npos ? text_.size() : newline + 1;
  next_line_ = line_ + 1;
}

void CsvCursor::careful_row() {
  count_ = 0;
  unquoted_count_ = 0;
  std::uint64_t lines = 0;
  std::size_t at = position_;
  for (bool more = true; more;) {
    std::string_view cell;
    std::size_t end;
    if (at < text_.size() && text_[at] == '"') {
      std::size_t close = text_.find('"', at + 1);
      bool doubled = false;
      while (close != std::string_view::npos && close + 1 < text_.size() && text_[close + 1] == '"') {
        doubled = true;
        close = text_.find('"', close + 2);
      }
      if (close == std::string_view::npos) {
        damaged(CsvFault::kUnclosedQuote);
        break;
      }
      cell = text_.substr(at + 1, close - at - 1);
      lines += static_cast<std::uint64_t>(std::count(cell.begin(), cell.end(), '\n'));
      if (doubled) {
        if (unquoted_count_ == unquoted_.size()) unquoted_.emplace_back();
        std::string& plain = unquoted_[unquoted_count_++];
        plain.clear();
        for (std::size_t i = 0; i < cell.size(); ++i) {
          plain += cell[i];
          if (cell[i] == '"') ++i;
        }
        cell = plain;
      }
      end = close + 1;
      if (end < text_.size() && text_[end] == '\r' && (end + 1 == text_.size() || text_[end + 1] == '\n'))
        ++end;
      if (end < text_.size() && text_[end] != delimiter_ && text_[end] != '\n') {
        damaged(CsvFault::kTextAfterQuote);
        break;
      }
    } else {
      end = at;
      while (end < text_.size() && text_[end] != delimiter_ && text_[end] != '\n') ++end;
      cell = text_.substr(at, end - at);
      if (end < text_.size() && text_[end] == '\n' && !cell.empty() && cell.back() == '\r')
        cell.remove_suffix(1);
    }
    if (cell.find('\0') != std::string_view::npos) {
      damaged(CsvFault::kNulByte);
      break;
    }
    push(cell);
    more = end < text_.size() && text_[end] == delimiter_;
    at = end + 1;
    if (!more) {
      position_ = std::min(at, text_.size());
      next_line_ = line_ + lines + 1;
    }
  }
  while (mark_ < mark_count_ && window_ + marks_[mark_] < position_) ++mark_;
  // Past the window: begin a new one at the next row.
  if (position_ >= window_end_) mark_ = mark_count_;
}

}  // namespace meso
