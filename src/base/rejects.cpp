#include "base/rejects.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

namespace meso {
namespace {

constexpr std::size_t kChunk = 1 << 16;

void append_cell(std::string& out, std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

// Rejects come file by file and a shifted column repeats one reason, so the newest name is looked at first.
std::uint16_t RejectReport::Names::number_of(std::string_view name) {
  constexpr std::size_t kMost = std::numeric_limits<std::uint16_t>::max();
  if (!by_number.empty() && by_number.back() == name) return static_cast<std::uint16_t>(by_number.size() - 1);
  if (const auto found = numbers.find(name); found != numbers.end()) return found->second;
  // The last number stands for every name beyond what 16 bits can tell apart.
  if (by_number.size() > kMost) return static_cast<std::uint16_t>(kMost);
  by_number.emplace_back(by_number.size() == kMost ? std::string_view("(further names)") : name);
  const auto number = static_cast<std::uint16_t>(by_number.size() - 1);
  numbers.emplace(by_number.back(), number);
  return number;
}

void RejectReport::add(std::string_view file, std::uint64_t line, std::uint32_t column,
                       std::string_view reason) {
  rejects_.push_back(Reject{line, column, files_.number_of(file), reasons_.number_of(reason)});
}

std::vector<RejectReport::Line> RejectReport::summary() const {
  std::map<std::pair<std::uint16_t, std::uint16_t>, Line> lines;
  for (const Reject& reject : rejects_) {
    const auto [at, fresh] = lines.try_emplace({reject.file, reject.reason});
    Line& line = at->second;
    if (fresh) line = Line{files_.by_number[reject.file], reasons_.by_number[reject.reason], 0, reject.line};
    ++line.count;
    line.first_line = std::min(line.first_line, reject.line);
  }
  std::vector<Line> out;
  for (auto& [key, line] : lines) out.push_back(std::move(line));
  std::sort(out.begin(), out.end(), [](const Line& a, const Line& b) {
    return std::tie(a.file, a.first_line, a.reason) < std::tie(b.file, b.first_line, b.reason);
  });
  return out;
}

Status RejectReport::write_csv(FileSystem& files, const std::string& path) const {
  return write_csv(files, path, {}, {});
}

Status RejectReport::write_csv(FileSystem& files, const std::string& path, std::string_view heading,
                               const std::function<std::string(const std::string& file)>& cell_of) const {
  MESO_ASSIGN_OR_RETURN(auto file, files.create(path));
  std::string chunk = "file,line,column,reason";
  if (cell_of) {
    chunk += ',';
    append_cell(chunk, heading);
  }
  chunk += '\n';
  const auto flush = [&]() -> Status {
    const Status status = file->append(std::as_bytes(std::span(chunk)));
    chunk.clear();
    return status;
  };
  for (const Reject& reject : rejects_) {
    append_cell(chunk, files_.by_number[reject.file]);
    chunk += ',';
    if (reject.line != 0) chunk += std::to_string(reject.line);
    chunk += ',';
    if (reject.column != 0) chunk += std::to_string(reject.column);
    chunk += ',';
    append_cell(chunk, reasons_.by_number[reject.reason]);
    if (cell_of) {
      chunk += ',';
      append_cell(chunk, cell_of(files_.by_number[reject.file]));
    }
    chunk += '\n';
    if (chunk.size() >= kChunk) MESO_RETURN_IF_ERROR(flush());
  }
  MESO_RETURN_IF_ERROR(flush());
  MESO_RETURN_IF_ERROR(file->sync());
  return file->close();
}

}  // namespace meso
