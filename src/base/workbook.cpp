#include "base/workbook.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <xlsxwriter.h>
#include <zip.h>
#include <pugixml.hpp>

#include "base/date.h"

namespace meso {
namespace {

constexpr std::uint64_t kMostBytes = 1ull << 28;  // of one member, unpacked: more is no list that people made
constexpr std::uint32_t kMostColumns = 1024;      // further ones are left out
constexpr std::uint64_t kMostCells = 20'000'000;  // of all sheets: a small file can claim far more than fits

Error broken(const std::string& name, std::string_view what) {
  return Error{ErrorKind::kBadInput,
               "it is no workbook that can be read: " + std::string(what),
               {name},
               "save it again as .xlsx, or as CSV"};
}

struct CloseArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, CloseArchive>;

std::optional<std::string> member(zip_t* archive, const std::string& path) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat(archive, path.c_str(), 0, &stat) != 0 || stat.size > kMostBytes) return std::nullopt;
  zip_file_t* file = zip_fopen(archive, path.c_str(), 0);
  if (file == nullptr) return std::nullopt;
  std::string text(stat.size, '\0');
  const zip_int64_t got = zip_fread(file, text.data(), stat.size);
  zip_fclose(file);
  if (got < 0 || static_cast<std::uint64_t>(got) != stat.size) return std::nullopt;
  return text;
}

// All text below a node, as runs of one cell come apart.
std::string text_of(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xml_node child : node.children()) {
    const std::string_view name = child.name();
    if (name == "t") text += child.text().get();
    if (name == "r") text += text_of(child);
  }
  return text;
}

// "BC12" -> column 54 (from 0); nothing when there are no letters.
std::optional<std::uint32_t> column_of(std::string_view reference) {
  std::uint32_t column = 0;
  std::size_t letters = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + static_cast<std::uint32_t>(c - 'A' + 1);
    if (++letters > 3) return kMostColumns;  // further than any sheet goes
  }
  if (letters == 0) return std::nullopt;
  return column - 1;
}

// Which cell formats show days: the numbers that the format reserves, and own ones that speak of days.
std::vector<bool> day_formats(const pugi::xml_document& styles) {
  std::map<int, bool> own;
  const auto root = styles.child("styleSheet");
  for (const auto format : root.child("numFmts").children("numFmt")) {
    const std::string_view code = format.attribute("formatCode").as_string();
    own[format.attribute("numFmtId").as_int()] =
        code.find("yy") != std::string_view::npos || code.find("dd") != std::string_view::npos;
  }
  std::vector<bool> days;
  for (const auto format : root.child("cellXfs").children("xf")) {
    const int id = format.attribute("numFmtId").as_int();
    days.push_back((id >= 14 && id <= 17) || id == 22 || (own.contains(id) && own[id]));
  }
  return days;
}

std::string cell_text(const pugi::xml_node& cell, const std::vector<std::string>& shared,
                      const std::vector<bool>& days) {
  const std::string_view type = cell.attribute("t").as_string();
  if (type == "inlineStr") return text_of(cell.child("is"));
  std::string value = cell.child("v").text().get();
  if (type == "s") {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), index);
    return error == std::errc() && index < shared.size() ? shared[index] : std::string();
  }
  if (type == "b") return value == "1" ? "true" : "false";
  if (type == "e") return {};
  if (type.empty() || type == "n") {
    double number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const auto style = cell.attribute("s").as_uint();
    if (error == std::errc() && style < days.size() && days[style] && number > 60 && number < 100000) {
      // The calendar of spreadsheets: day 2 is 1900-01-01 in ours, from March 1900 on.
      return format_date(add_days(Date{static_cast<std::int32_t>(number)}, -1));
    }
    if (error == std::errc()) return fmt::format("{}", number);
  }
  return value;
}

}  // namespace

bool is_workbook(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04");
}

Result<std::vector<WorkbookSheet>> read_workbook(std::string_view bytes, const std::string& name) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source == nullptr) return broken(name, "the archive does not open");
  const Archive archive(zip_open_from_source(source, ZIP_RDONLY, &error));
  if (!archive) {
    zip_source_free(source);
    return broken(name, "the archive does not open");
  }
  pugi::xml_document workbook, relations, strings, styles;
  const auto parse = [&](const std::string& path, pugi::xml_document& document) {
    const auto text = member(archive.get(), path);
    return text && document.load_buffer(text->data(), text->size());
  };
  if (!parse("xl/workbook.xml", workbook) || !parse("xl/_rels/workbook.xml.rels", relations)) {
    return broken(name, "it has no list of sheets");
  }
  std::vector<std::string> shared;
  if (parse("xl/sharedStrings.xml", strings)) {
    for (const auto item : strings.child("sst").children("si")) shared.push_back(text_of(item));
  }
  std::vector<bool> days;
  if (parse("xl/styles.xml", styles)) days = day_formats(styles);

  std::map<std::string, std::string, std::less<>> targets;
  for (const auto relation : relations.child("Relationships").children("Relationship")) {
    targets[relation.attribute("Id").as_string()] = relation.attribute("Target").as_string();
  }
  std::vector<WorkbookSheet> sheets;
  std::uint64_t cells_so_far = 0;
  for (const auto entry : workbook.child("workbook").child("sheets").children("sheet")) {
    const auto target = targets.find(std::string_view(entry.attribute("r:id").as_string()));
    if (target == targets.end()) continue;
    const std::string path =
        target->second.starts_with("/") ? target->second.substr(1) : "xl/" + target->second;
    pugi::xml_document document;
    if (!parse(path, document)) return broken(name, "a sheet of it does not read");
    WorkbookSheet& sheet = sheets.emplace_back();
    sheet.name = entry.attribute("name").as_string();
    for (const auto row : document.child("worksheet").child("sheetData").children("row")) {
      auto& cells = sheet.rows.emplace_back();
      std::uint32_t next = 0;
      for (const auto cell : row.children("c")) {
        const auto column = column_of(cell.attribute("r").as_string()).value_or(next);
        if (column >= kMostColumns) continue;
        if (column >= cells.size()) {
          cells_so_far += column + 1 - cells.size();
          if (cells_so_far > kMostCells) return broken(name, "it claims more cells than fit");
          cells.resize(column + 1);
        }
        cells[column] = cell_text(cell, shared, days);
        next = column + 1;
      }
    }
  }
  return sheets;
}

std::uint32_t first_row_number(const WorkbookTable& table) {
  return static_cast<std::uint32_t>(table.notes.size()) + 2;
}

namespace {

struct Formats {
  lxw_format* header;
  lxw_format* note;
  std::map<std::pair<WorkbookTable::Kind, bool>, lxw_format*> by_kind;
};

const char* number_format(WorkbookTable::Kind kind) {
  switch (kind) {
    case WorkbookTable::Kind::kText:
      return nullptr;
    case WorkbookTable::Kind::kCount:
      return "#,##0";
    case WorkbookTable::Kind::kDecimal:
      return "#,##0.00";
    case WorkbookTable::Kind::kShare:
      return "0.0%";
    case WorkbookTable::Kind::kDay:
      return "d mmm yyyy";
  }
  return nullptr;
}

std::string with_row(std::string_view formula, std::uint32_t row) {
  std::string text;
  for (std::size_t at = 0; at < formula.size();) {
    if (formula.substr(at).starts_with("{row}")) {
      text += std::to_string(row);
      at += 5;
    } else {
      text += formula[at++];
    }
  }
  return text;
}

void write_cell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const WorkbookTable::Cell& cell,
                WorkbookTable::Kind kind, lxw_format* format) {
  if (const auto* number = std::get_if<double>(&cell)) {
    if (std::isnan(*number)) return;
    worksheet_write_number(sheet, row, column, *number, format);
  } else if (const auto* formula = std::get_if<WorkbookTable::Formula>(&cell)) {
    worksheet_write_formula_num(sheet, row, column, with_row(formula->text, row + 1).c_str(), format,
                                formula->value);
  } else if (const auto* text = std::get_if<std::string>(&cell)) {
    const auto day = kind == WorkbookTable::Kind::kDay ? parse_iso_date(*text) : std::nullopt;
    if (day) {
      const CivilDate civil = civil_from_date(*day);
      lxw_datetime when = {civil.year, civil.month, civil.day, 0, 0, 0};
      worksheet_write_datetime(sheet, row, column, &when, format);
    } else {
      worksheet_write_string(sheet, row, column, text->c_str(), format);
    }
  }
}

void write_table(lxw_workbook* book, const WorkbookTable& table, Formats& formats) {
  lxw_worksheet* sheet = workbook_add_worksheet(book, table.name.c_str());
  lxw_row_t row = 0;
  for (const std::string& note : table.notes)
    worksheet_write_string(sheet, row++, 0, note.c_str(), formats.note);
  const lxw_row_t header = row++;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    worksheet_set_column(sheet, column, column, table.columns[i].width, nullptr);
    worksheet_write_string(sheet, header, column, table.columns[i].heading.c_str(), formats.header);
  }
  const auto write_row = [&](const std::vector<WorkbookTable::Cell>& cells, bool bold) {
    for (std::size_t i = 0; i < cells.size() && i < table.columns.size(); ++i) {
      write_cell(sheet, row, static_cast<lxw_col_t>(i), cells[i], table.columns[i].kind,
                 formats.by_kind[{table.columns[i].kind, bold}]);
    }
    ++row;
  };
  for (const auto& cells : table.rows) write_row(cells, false);
  if (!table.rows.empty() && !table.columns.empty()) {
    worksheet_autofilter(sheet, header, 0, row - 1, static_cast<lxw_col_t>(table.columns.size() - 1));
  }
  if (table.total) write_row(*table.total, true);
  worksheet_freeze_panes(sheet, header + 1, 0);
}

}  // namespace

Status write_workbook(FileSystem& files, const std::string& path, const std::vector<WorkbookTable>& tables) {
  const Error failed{ErrorKind::kIo, "the workbook could not be made", {path}, "is there room on the disk?"};
  // Beside the place, then renamed: a crash leaves the old file or the new one.
  const std::string beside = path + ".new";
  lxw_workbook* book = workbook_new(beside.c_str());
  if (book == nullptr) return failed;
  Formats formats;
  formats.header = workbook_add_format(book);
  format_set_bold(formats.header);
  format_set_text_wrap(formats.header);
  format_set_bottom(formats.header, LXW_BORDER_THIN);
  formats.note = workbook_add_format(book);
  format_set_italic(formats.note);
  for (const auto kind :
       {WorkbookTable::Kind::kText, WorkbookTable::Kind::kCount, WorkbookTable::Kind::kDecimal,
        WorkbookTable::Kind::kShare, WorkbookTable::Kind::kDay}) {
    for (const bool bold : {false, true}) {
      lxw_format* format = workbook_add_format(book);
      if (const char* number = number_format(kind)) format_set_num_format(format, number);
      if (bold) {
        format_set_bold(format);
        format_set_top(format, LXW_BORDER_THIN);
      }
      formats.by_kind[{kind, bold}] = format;
    }
  }
  for (const WorkbookTable& table : tables) write_table(book, table, formats);
  if (workbook_close(book) != LXW_NO_ERROR) {
    (void)files.remove(beside);
    return failed;
  }
  return files.rename(beside, path);
}

}  // namespace meso
