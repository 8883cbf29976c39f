#include "network/sheet.h"

#include "network/codes.h"

namespace meso::network {

Sheet::Sheet(std::string name, std::string_view text)
    : name_(std::move(name)), text_(text), delimiter_(sniff_delimiter(text)) {
  begin(std::nullopt);
  while (leading_.size() < kHeaderWithin && raw_next()) {
    auto& words = leading_.emplace_back();
    auto& as_written = leading_cells_.emplace_back();
    for (const std::string_view cell : cells_) {
      words.push_back(plain(cell));
      as_written.emplace_back(cell);
    }
  }
  begin(std::nullopt);
}

Sheet::Sheet(std::string name, std::vector<std::vector<std::string>> grid)
    : name_(std::move(name)), grid_(std::move(grid)) {
  for (std::size_t row = 0; row < grid_.size() && row < kHeaderWithin; ++row) {
    auto& words = leading_.emplace_back();
    for (const std::string& cell : grid_[row]) words.push_back(plain(cell));
    leading_cells_.push_back(grid_[row]);
  }
}

void Sheet::begin(std::optional<std::size_t> header_row) {
  if (text_.data() != nullptr) csv_.emplace(text_, delimiter_);
  grid_row_ = 0;
  rows_ = 0;
  header_.clear();
  if (!header_row) return;
  header_ = leading_[*header_row];
  for (std::size_t row = 0; row <= *header_row; ++row) raw_next();
}

Column Sheet::find(std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names) {
    for (std::size_t column = 0; column < header_.size(); ++column) {
      if (header_[column] == name) return static_cast<Column>(column);
    }
  }
  return kNoColumn;
}

bool Sheet::raw_next() {
  if (csv_) {
    if (!csv_->next()) return false;
    cells_.assign(csv_->cells().begin(), csv_->cells().end());
    line_ = csv_->line();
    return true;
  }
  if (grid_row_ >= grid_.size()) return false;
  cells_.assign(grid_[grid_row_].begin(), grid_[grid_row_].end());
  line_ = ++grid_row_;
  return true;
}

bool Sheet::next() {
  if (!raw_next()) return false;
  ++rows_;
  return true;
}

std::string_view Sheet::cell(Column column) const {
  return column < cells_.size() ? trimmed(cells_[column]) : std::string_view();
}

std::string_view Sheet::fault() const {
  if (csv_ && csv_->fault() != CsvFault::kNone) return csv_fault_text(csv_->fault());
  // Spreadsheets leave empty cells at the end of a row out; in CSV a short row has lost something.
  if (csv_ && !header_.empty() && cells_.size() < header_.size()) return csv_fault_text(CsvFault::kCellCount);
  return {};
}

}  // namespace meso::network
