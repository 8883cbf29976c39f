// Workbooks (.xlsx): read as rows of text, written with formats, a frozen header and live formulas.
//
// Reading gives what a person sees in cells as plainly as it can be had: texts, numbers in their shortest
// form, days as 2026-07-01 where the cell's format is one of days. Formulas give the value that was saved
// with them. Writing goes through libxlsxwriter; reading is libzip and pugixml, because no library of
// Debian's reads .xlsx for C++.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace meso {

struct WorkbookSheet {
  std::string name;
  std::vector<std::vector<std::string>> rows;
};

// True when the bytes begin as a zip archive, which a workbook is.
bool is_workbook(std::string_view bytes);
// All sheets, in the workbook's order. `name` is how errors call the file.
Result<std::vector<WorkbookSheet>> read_workbook(std::string_view bytes, const std::string& name);

// A sheet to be written.
struct WorkbookTable {
  enum class Kind : std::uint8_t {
    kText,
    kCount,    // 12,345
    kDecimal,  // 12.34
    kShare,    // 0.123 as 12.3%
    kDay,      // ISO text, written as a day
  };
  struct Column {
    std::string heading;
    Kind kind = Kind::kText;
    int width = 14;  // characters
  };
  // A formula begins with '='. In it {row} stands for the row's own number as a spreadsheet counts.
  struct Formula {
    std::string text;
    double value = 0;  // what it gives now
  };
  using Cell = std::variant<std::monostate, std::string, double, Formula>;

  std::string name;                // of the sheet
  std::vector<std::string> notes;  // under the title, above the header: source, date
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  std::optional<std::vector<Cell>> total;  // the last row, in bold
};

// The row, as a spreadsheet counts, of the first row of the table: after notes and header.
std::uint32_t first_row_number(const WorkbookTable& table);

Status write_workbook(FileSystem& files, const std::string& path, const std::vector<WorkbookTable>& tables);

}  // namespace meso
