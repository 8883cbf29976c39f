// Tables for a terminal: columns as wide as they need, numbers to the right, words to the left.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace meso::cli {

class Table {
 public:
  enum class Align : std::uint8_t { kLeft, kRight };

  Table& column(std::string heading, Align align);
  void row(std::vector<std::string> cells);  // REQUIRES: one cell per column
  void line();                               // a rule before the next row

  // Each line begins with `indent` blanks and ends with a line break. A last column without a heading is a
  // picture of what the others say: where the terminal is too narrow for it, it is left out, so that no line
  // breaks.
  std::string text(int indent = 0) const;

 private:
  struct Column {
    std::string heading;
    Align align;
  };
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;  // an empty row is a rule
};

// "12,345".
std::string grouped(std::uint64_t number);
// "71.2%"; "-" of nothing.
std::string percent(std::uint64_t part, std::uint64_t whole);
// A bar of ten cells with the same meaning as `percent`: a picture beside the figure, never instead of it.
std::string bar(std::uint64_t part, std::uint64_t whole);
// One cell of CSV, quoted when it must be.
std::string csv_cell(const std::string& text);
// Columns of the terminal that standard output is; as many as one likes where it is a file or a pipe.
std::size_t terminal_width();
// Number of columns that UTF-8 text takes on a terminal, one a character.
std::size_t width(const std::string& text);

}  // namespace meso::cli
