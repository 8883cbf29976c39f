#include "cli/listing.h"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/table.h"

namespace meso::cli {
namespace {

using Kind = WorkbookTable::Kind;

std::optional<double> number_of(const WorkbookTable::Cell& cell) {
  if (const auto* number = std::get_if<double>(&cell); number && !std::isnan(*number)) return *number;
  if (const auto* formula = std::get_if<WorkbookTable::Formula>(&cell);
      formula && !std::isnan(formula->value)) {
    return formula->value;
  }
  return std::nullopt;
}

std::string for_people(const WorkbookTable::Cell& cell, Kind kind) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  const auto number = number_of(cell);
  if (!number) return "";
  switch (kind) {
    case Kind::kCount:
      return grouped(static_cast<std::uint64_t>(std::max(0.0, *number) + 0.5));
    case Kind::kShare:
      return fmt::format("{:.1f}%", *number * 100);
    default:
      return fmt::format("{:.2f}", *number);
  }
}

std::string for_programs(const WorkbookTable::Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return csv_cell(*text);
  const auto number = number_of(cell);
  return number ? fmt::format("{}", *number) : std::string();
}

}  // namespace

std::string listing_text(const WorkbookTable& list) {
  std::string text;
  for (const std::string& note : list.notes) text += note + "\n";
  if (!list.notes.empty()) text += "\n";
  Table table;
  for (const auto& column : list.columns) {
    const bool words = column.kind == Kind::kText || column.kind == Kind::kDay;
    table.column(column.heading, words ? Table::Align::kLeft : Table::Align::kRight);
  }
  const auto add = [&](const std::vector<WorkbookTable::Cell>& cells) {
    std::vector<std::string> row;
    for (std::size_t i = 0; i < list.columns.size(); ++i) {
      row.push_back(i < cells.size() ? for_people(cells[i], list.columns[i].kind) : "");
    }
    table.row(std::move(row));
  };
  for (const auto& cells : list.rows) add(cells);
  if (list.total) {
    table.line();
    add(*list.total);
  }
  return text + table.text();
}

std::string listing_csv(const WorkbookTable& list) {
  std::string text;
  for (std::size_t i = 0; i < list.columns.size(); ++i)
    text += (i ? "," : "") + csv_cell(list.columns[i].heading);
  text += "\n";
  for (const auto& cells : list.rows) {
    for (std::size_t i = 0; i < list.columns.size(); ++i) {
      text += (i ? "," : "") + (i < cells.size() ? for_programs(cells[i]) : std::string());
    }
    text += "\n";
  }
  return text;
}

std::string listing_json(const WorkbookTable& list) {
  using nlohmann::ordered_json;
  ordered_json out = {{"version", 1}, {"notes", list.notes}, {"rows", ordered_json::array()}};
  for (const auto& cells : list.rows) {
    ordered_json row;
    for (std::size_t i = 0; i < list.columns.size(); ++i) {
      ordered_json& value = row[list.columns[i].heading];
      if (i >= cells.size()) continue;
      if (const auto* text = std::get_if<std::string>(&cells[i]))
        value = *text;
      else if (const auto number = number_of(cells[i]))
        value = *number;
    }
    out["rows"].push_back(std::move(row));
  }
  return out.dump(2) + "\n";
}

Status give_listing(const std::vector<WorkbookTable>& lists, const std::string& format,
                    const std::string& output) {
  if (format == "xlsx") {
    if (output.empty()) {
      return Error{
          ErrorKind::kUsage, "a workbook cannot be printed", {}, "name a file: --output networks.xlsx"};
    }
    return write_workbook(real_files(), output, lists);
  }
  std::string text;
  if (format == "csv") {
    text = listing_csv(lists.front());
  } else if (format == "json") {
    text = listing_json(lists.front());
  } else {
    for (const WorkbookTable& list : lists) text += (text.empty() ? "" : "\n") + listing_text(list);
  }
  if (!output.empty()) return replace_file(real_files(), output, std::as_bytes(std::span(text)));
  fmt::print("{}", text);
  return {};
}

}  // namespace meso::cli
