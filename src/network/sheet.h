// One table of a file that somebody else wrote, whatever its spelling: CSV (plain or gzip) or a workbook's
// first sheet with that header.
//
// Columns are found by what their headers say, never by where they stand; "PCN ODS code", "PCN_CODE" and
// "pcn.code" are compared as letters and digits alone. The header is the first of the leading rows that a
// reader accepts, so titles and notes above it do no harm. A file without a header is read by position, once
// its layout is certain.

#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"
#include "base/files.h"
#include "base/input_text.h"
#include "base/rejects.h"
#include "base/result.h"

namespace meso::network {

using Column = std::uint32_t;
inline constexpr Column kNoColumn = 0xFFFFFFFFu;
inline constexpr std::size_t kHeaderWithin = 25;  // rows in which the header is looked for

class Sheet {
 public:
  // `name` is how reports call the file. REQUIRES: `text` outlives the sheet.
  Sheet(std::string name, std::string_view text);
  Sheet(std::string name, std::vector<std::vector<std::string>> grid);

  const std::string& name() const { return name_; }
  // The leading rows, as plain words, in which a header may be.
  const std::vector<std::vector<std::string>>& leading() const { return leading_; }
  // The same rows as they stand: for files without a header.
  const std::vector<std::vector<std::string>>& leading_cells() const { return leading_cells_; }

  // Goes back to the beginning. The header is leading()[row]; with nothing, the file has none.
  void begin(std::optional<std::size_t> header_row);
  // The column with one of these headers (plain words), the first that is there; kNoColumn when none is.
  Column find(std::initializer_list<std::string_view> names) const;
  const std::vector<std::string>& header() const { return header_; }

  bool next();
  std::string_view cell(Column column) const;
  std::uint64_t line() const { return line_; }
  std::uint64_t rows() const { return rows_; }  // read so far, header not counted
  // The row has damage that its cells cannot be trusted after.
  std::string_view fault() const;

 private:
  bool raw_next();
  std::string name_;
  std::string_view text_;
  char delimiter_ = ',';
  std::optional<CsvCursor> csv_;
  std::vector<std::vector<std::string>> grid_;
  std::size_t grid_row_ = 0;
  std::vector<std::vector<std::string>> leading_;
  std::vector<std::vector<std::string>> leading_cells_;
  std::vector<std::string> header_;
  std::vector<std::string_view> cells_;
  std::uint64_t line_ = 0;
  std::uint64_t rows_ = 0;
};

}  // namespace meso::network
