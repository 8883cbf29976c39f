// Rows of comma-separated text, read where they lie: no allocation per cell,
// no copy, two passes of plain code.
//
// The first pass finds the bytes that can end a cell or need care (delimiter, newline, quote, NUL), 16 at a
// time, in windows that stay in the cache. The second walks those marks. A row with a quote at the start of a
// cell takes the careful path, byte by byte. A library reader was not taken because none keeps line numbers,
// both kinds of damage and string_view cells at the speed that forty million rows need.
//
// Algebra: a row ends at a newline outside quotes or at the end of the text; a carriage return before the
// newline belongs to it; empty lines are no rows. A quote opens only at the start of a cell; "" inside is one
// quote; a quote elsewhere is a letter. A damaged row (quote never closed, text after a closing quote, NUL)
// ends with its first line, so that one stray quote costs one line and never the rest of the file.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meso {

enum class CsvFault : std::uint8_t { kNone, kCellCount, kUnclosedQuote, kTextAfterQuote, kNulByte };
// "the row has too many or too few cells": what a reject says.
std::string_view csv_fault_text(CsvFault fault);

class CsvCursor {
 public:
  // `text` outlives the cursor. Rows that have not `width` cells are faulty; 0: any number will do.
  CsvCursor(std::string_view text, char delimiter, std::size_t width = 0);

  // Moves to the next row; false at the end.
  bool next();
  // The cells of the row, unquoted; valid until next(). Of a faulty row, those before the fault.
  std::span<const std::string_view> cells() const { return {cells_.data(), count_}; }
  CsvFault fault() const { return fault_; }
  // Where the row begins, from 1; the cell of its fault, from 1, or 0.
  std::uint64_t line() const { return line_; }
  std::uint32_t fault_column() const { return fault_column_; }
  void set_width(std::size_t width) { width_ = width; }

 private:
  bool fast_row();
  void careful_row();
  void fill_marks();
  void push(std::string_view cell) {
    if (count_ == cells_.size()) cells_.resize(2 * count_);
    cells_[count_++] = cell;
  }
  void damaged(CsvFault fault);

  std::string_view text_;
  char delimiter_;
  std::size_t width_;
  std::size_t position_ = 0;
  std::uint64_t line_ = 0;
  std::uint64_t next_line_ = 1;

  std::vector<std::string_view> cells_;
  std::size_t count_ = 0;
  CsvFault fault_ = CsvFault::kNone;
  std::uint32_t fault_column_ = 0;

  std::vector<std::uint16_t> marks_;  // offsets from window_
  std::size_t mark_ = 0;
  std::size_t mark_count_ = 0;
  std::size_t window_ = 0;
  std::size_t window_end_ = 0;
  std::deque<std::string> unquoted_;  // cells that held "", one each; kept to be used again
  std::size_t unquoted_count_ = 0;
};

// The delimiter of a text, from its first line: the most frequent of comma, semicolon and tab outside quotes.
char sniff_delimiter(std::string_view text);

// Writes the offsets of delimiter, newline, quote and NUL in `text` to `marks`, ascending; returns how many.
// REQUIRES: at most 65,535 bytes of text; room for as many marks. The scalar twin defines the other.
std::size_t find_csv_marks(std::string_view text, char delimiter, std::uint16_t* marks);
std::size_t find_csv_marks_scalar(std::string_view text, char delimiter, std::uint16_t* marks);

}  // namespace meso
