#include "cli/table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace meso::cli {

Table& Table::column(std::string heading, Align align) {
  columns_.push_back({std::move(heading), align});
  return *this;
}

void Table::row(std::vector<std::string> cells) {
  rows_.push_back(std::move(cells));
}
void Table::line() {
  rows_.emplace_back();
}

std::string Table::text(int indent) const {
  std::vector<std::size_t> widths;
  std::size_t total = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t widest = width(columns_[i].heading);
    for (const auto& row : rows_) {
      if (!row.empty()) widest = std::max(widest, width(row[i]));
    }
    widths.push_back(widest);
    total += widest + 2;
  }
  std::size_t shown = columns_.size();
  if (columns_.back().heading.empty() && total - 2 + static_cast<std::size_t>(indent) > terminal_width()) {
    --shown;
    total -= widths.back() + 2;
  }
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  std::string out;
  const auto add = [&](const auto& cell_of) {
    std::string line = margin;
    for (std::size_t i = 0; i < shown; ++i) {
      const std::string& cell = cell_of(i);
      const std::string blanks(widths[i] - width(cell), ' ');
      line += columns_[i].align == Align::kRight ? blanks + cell : cell + blanks;
      if (i + 1 < shown) line += "  ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  };
  add([&](std::size_t i) -> const std::string& { return columns_[i].heading; });
  for (const auto& row : rows_) {
    if (row.empty()) {
      out += margin + std::string(total - 2, '-') + "\n";
    } else {
      add([&](std::size_t i) -> const std::string& { return row[i]; });
    }
  }
  return out;
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  return fmt::format("{:.1f}%", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string bar(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "";
  const std::uint64_t filled = (part * 10 + whole / 2) / whole;
  std::string out;
  for (std::uint64_t i = 0; i < 10; ++i) out += i < filled ? "█" : "░";
  return out;
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

std::size_t terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return SIZE_MAX;
  return size.ws_col;
}

std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace meso::cli
