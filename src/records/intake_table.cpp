#include "records/intake_table.h"

#include <algorithm>

namespace meso::records {

Table::Table(const SourceFile& file, InputText input)
    : name_(file.name),
      input_(std::move(input)),
      delimiter_(sniff_delimiter(input_.text())),
      rows_(input_.text(), delimiter_) {}

Result<std::unique_ptr<Table>> Table::open(FileSystem& files, const SourceFile& file) {
  MESO_ASSIGN_OR_RETURN(InputText input, InputText::open(files, file.path, file.name));
  std::unique_ptr<Table> table(new Table(file, std::move(input)));
  if (!table->rows_.next() || table->rows_.fault() != CsvFault::kNone) {
    return Error{ErrorKind::kBadInput, "the file has no line that names its columns", Place{file.name}, ""};
  }
  for (std::string_view cell : table->rows_.cells()) {
    table->header_.push_back(plain_word(cell));
    table->header_as_written_.emplace_back(trimmed(cell));
  }
  table->asked_.resize(table->header_.size());
  table->rows_.set_width(table->header_.size());
  return table;
}

Result<Column> Table::find(std::initializer_list<std::string_view> names) {
  Column found = kNowhere;
  for (std::size_t i = 0; i < header_.size(); ++i) {
    if (std::find(names.begin(), names.end(), header_[i]) == names.end()) continue;
    asked_[i] = true;
    if (found != kNowhere) {
      return Error{ErrorKind::kBadInput, "two columns mean " + std::string(*names.begin()), Place{name_, 1},
                   "Take one of them out or rename it; docs/extract.md lists the names"};
    }
    found = static_cast<Column>(i);
  }
  return found;
}

Result<Column> Table::need(std::initializer_list<std::string_view> names) {
  MESO_ASSIGN_OR_RETURN(const Column found, find(names));
  if (found != kNowhere) return found;
  return Error{ErrorKind::kBadInput, "there is no column " + std::string(*names.begin()), Place{name_, 1},
               "The first line must name the columns; docs/extract.md lists the names"};
}

std::vector<std::string> Table::unasked() const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < header_.size(); ++i) {
    if (!asked_[i]) out.push_back(header_as_written_[i]);
  }
  return out;
}

template <class See>
void Table::each_cell(Column column, See&& see) const {
  CsvCursor rows(input_.text(), delimiter_, header_.size());
  rows.next();
  while (rows.next()) {
    if (rows.fault() != CsvFault::kNone) continue;
    if (const std::string_view cell = trimmed(rows.cells()[column]); !cell.empty() && !see(cell)) return;
  }
}

bool Table::begins_with_iso_dates(Column column) const {
  int left = 1000;
  bool iso = true;
  each_cell(column, [&](std::string_view cell) {
    iso = read_date(cell, DateForm::kIso).has_value();
    return iso && --left > 0;
  });
  return iso;
}

DateForm Table::settle_dates(Column column, Ledger& ledger) const {
  if (column == kNowhere) return DateForm::kIso;
  // A cell that reads as ISO reads in no other form: where ISO reads half of them, no form reads more.
  std::uint64_t iso = 0, other = 0;
  each_cell(column, [&](std::string_view cell) {
    read_date(cell, DateForm::kIso) ? ++iso : ++other;
    return true;
  });
  if (iso >= other) return DateForm::kIso;
  DateColumn judged;
  each_cell(column, [&](std::string_view cell) {
    judged.see(cell);
    return true;
  });
  if (judged.was_ambiguous()) {
    ledger.note(
        "The dates of column " + header_as_written_[column] + " of " + name_ +
        " read day-first as well as month-first; they were taken as day-first, as England writes them");
  }
  return judged.form().value_or(DateForm::kIso);
}

bool Table::next(KindCount& kind, Ledger& ledger) {
  while (rows_.next()) {
    ++kind.read;
    if (rows_.fault() == CsvFault::kNone) return true;
    ++kind.rejected;
    ledger.reject(name_, rows_.line(), rows_.fault_column(), csv_fault_text(rows_.fault()));
  }
  return false;
}

void Table::report(Ledger& ledger, Column column, std::string_view reason) const {
  ledger.reject(name_, rows_.line(), column == kNowhere ? 0 : column + 1, reason);
}

void Table::reject(KindCount& kind, Ledger& ledger, Column column, std::string_view reason) const {
  ++kind.rejected;
  report(ledger, column, reason);
}

}  // namespace meso::records
