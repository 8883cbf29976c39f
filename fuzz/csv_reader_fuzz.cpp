// Any folder of tables is read with every record accounted for, or refused with one error; and the fast CSV
// reader agrees with the grammar read byte by byte.
//
// The input is files with a byte 0x1E between them: a name up to the first newline, then the content. The
// first byte of all says which options are given.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/csv.h"
#include "intake_promises.h"

namespace {

using meso::CsvFault;
using meso::fuzz::require;

struct Row {
  std::uint64_t line = 0;
  bool faulty = false;
  std::vector<std::string> cells;
};

// One row of the grammar at the head of base/csv.h, without any haste. Nothing at the
// end; empty cells for an empty line.
bool slow_row(std::string_view& rest, std::uint64_t& next_line, char delimiter, Row& row) {
  if (rest.empty()) return false;
  row = Row{next_line, false, {}};
  const std::size_t first_line = std::min(rest.find('\n'), rest.size());
  std::size_t at = 0;
  std::uint64_t newlines = 0;
  const auto ends = [&](std::size_t i) {
    return i >= rest.size() || rest[i] == delimiter || rest[i] == '\n';
  };
  for (;;) {
    std::string cell;
    if (at < rest.size() && rest[at] == '"') {
      ++at;
      for (;; ++at) {
        if (at >= rest.size()) row.faulty = true;
        if (row.faulty) break;
        if (rest[at] == '"') {
          if (at + 1 < rest.size() && rest[at + 1] == '"') {
            ++at;
          } else {
            break;
          }
        }
        cell += rest[at];
      }
      ++at;
      if (!row.faulty && at < rest.size() && rest[at] == '\r' &&
          (at + 1 == rest.size() || rest[at + 1] == '\n'))
        ++at;
      if (!ends(at)) row.faulty = true;
    } else {
      while (!ends(at)) cell += rest[at++];
      if (at < rest.size() && rest[at] == '\n' && cell.ends_with('\r')) cell.pop_back();
    }
    for (char c : cell) {
      newlines += c == '\n';
      row.faulty |= c == '\0';
    }
    if (row.faulty) break;
    row.cells.push_back(std::move(cell));
    if (at >= rest.size() || rest[at] == '\n') break;
    ++at;
  }
  if (row.faulty) {
    rest.remove_prefix(std::min(first_line + 1, rest.size()));
    next_line += 1;
  } else {
    rest.remove_prefix(std::min(at + 1, rest.size()));
    next_line += newlines + 1;
  }
  return true;
}

void check_csv(std::string_view text) {
  const char delimiter = meso::sniff_delimiter(text);
  meso::CsvCursor cursor(text, delimiter);
  std::uint64_t line = 1;
  Row row;
  for (std::string_view rest = text; slow_row(rest, line, delimiter, row);) {
    if (!row.faulty && row.cells.size() == 1 && row.cells[0].empty()) continue;
    require(cursor.next());
    require(cursor.line() == row.line && (cursor.fault() != CsvFault::kNone) == row.faulty);
    if (row.faulty) continue;
    require(cursor.cells().size() == row.cells.size());
    for (std::size_t i = 0; i < row.cells.size(); ++i) require(cursor.cells()[i] == row.cells[i]);
  }
  require(!cursor.next());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  meso::records::IntakeOptions options;
  if (bytes[0] & 1) options.practice = "X99999";
  options.assume_registered = (bytes[0] & 2) != 0;
  std::string_view rest(reinterpret_cast<const char*>(bytes + 1), size - 1);
  meso::tests::MemoryFiles files;
  while (!rest.empty()) {
    const std::string_view file = rest.substr(0, rest.find('\x1E'));
    rest.remove_prefix(std::min(file.size() + 1, rest.size()));
    const std::size_t newline = std::min(file.find('\n'), file.size());
    const std::string_view content = file.substr(std::min(newline + 1, file.size()));
    check_csv(content);
    files.put("source/" + std::string(file.substr(0, newline)), std::string(content));
  }
  meso::fuzz::check_reading(files, options);
  return 0;
}
