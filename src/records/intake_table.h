// One CSV file of a source, read row by row with columns found by name.
//
// Names of columns are compared as `plain_word` leaves them. Asking for a column that two headers answer to
// is an error: which one is meant cannot be known. The form of a column of dates is settled from all of its
// cells before the first row is read.

#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"
#include "base/date.h"
#include "base/files.h"
#include "base/input_text.h"
#include "base/result.h"
#include "records/intake_cells.h"
#include "records/intake_ledger.h"

namespace meso::records {

// A file of a source: where it lies, and how reports call it (the source's
// own name and the way down from it).
struct SourceFile {
  std::string path;
  std::string name;
};

// A place in a row; kNowhere when the file has no such column, and its cells then read as empty.
using Column = std::uint32_t;
inline constexpr Column kNowhere = 0xFFFFFFFFu;

class Table {
 public:
  static Result<std::unique_ptr<Table>> open(FileSystem& files, const SourceFile& file);

  const std::string& name() const { return name_; }
  const std::vector<std::string>& header() const { return header_; }  // as plain words

  // The column called by one of `names` (plain words); kNowhere when there is none.
  Result<Column> find(std::initializer_list<std::string_view> names);
  // The same, but an error when there is none.
  Result<Column> need(std::initializer_list<std::string_view> names);
  // Headers that nobody asked for, as the file writes them.
  std::vector<std::string> unasked() const;

  // The form of the dates of a column, settled from all of its cells; notes a
  // column that could be read two ways.
  DateForm settle_dates(Column column, Ledger& ledger) const;
  // Whether the first thousand dates of a column are all ISO: worth presuming that most of the column is. The
  // reader that presumes counts what reads: where at least half does, settle_dates would have said the same.
  bool begins_with_iso_dates(Column column) const;

  // The next row; false at the end. Counts it as read; a row that is damaged is counted and reported as
  // rejected and passed over.
  bool next(KindCount& kind, Ledger& ledger);
  // The next row whatever is wrong with it.
  bool next_as_is() { return rows_.next(); }
  std::string_view cell(Column column) const {
    return column == kNowhere ? std::string_view() : trimmed(rows_.cells()[column]);
  }
  std::uint64_t line() const { return rows_.line(); }
  // Reports the row; `column` is the cell that is wrong.
  void report(Ledger& ledger, Column column, std::string_view reason) const;
  // The same, and counts the row as rejected.
  void reject(KindCount& kind, Ledger& ledger, Column column, std::string_view reason) const;

 private:
  Table(const SourceFile& file, InputText input);
  // Calls `see` with each cell of a column that is not empty, until it answers false.
  template <class See>
  void each_cell(Column column, See&& see) const;
  std::string name_;
  InputText input_;

  char delimiter_ = ',';
  std::vector<std::string> header_, header_as_written_;
  std::vector<bool> asked_;
  CsvCursor rows_;
};

// A date column as a reader holds it.
struct DateCells {
  Column column = kNowhere;
  DateForm form = DateForm::kIso;
};

}  // namespace meso::records
