// A workbook that is written reads back; what is no workbook is said to be none.

#include "base/workbook.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/input_text.h"

namespace meso {
namespace {

using Cell = WorkbookTable::Cell;
using Formula = WorkbookTable::Formula;
using Kind = WorkbookTable::Kind;

WorkbookTable lists() {
  WorkbookTable table;
  table.name = "Lists";
  table.notes = {"As on 2026-07-01"};
  table.columns = {{"code", Kind::kText, 10},
                   {"patients", Kind::kCount, 10},
                   {"share", Kind::kShare, 8},
                   {"since", Kind::kDay, 12}};
  table.rows = {
      {std::string("DEMO01"), 1200.0, Formula{"=B{row}/SUM(B$3:B$4)", 0.75}, std::string("2019-07-01")},
      {std::string("<&\" é"), 400.0, Formula{"=B{row}/SUM(B$3:B$4)", 0.25}, Cell()}};
  table.total = std::vector<Cell>{std::string("all"), Formula{"=SUM(B3:B4)", 1600}};
  return table;
}

Result<std::vector<WorkbookSheet>> read_back(const std::string& path) {
  auto text = InputText::open(real_files(), path, "book.xlsx");
  if (!text.ok()) return text.error();
  EXPECT_TRUE(is_workbook(text->text()));
  return read_workbook(text->text(), "book.xlsx");
}

TEST(Workbook, WhatIsWrittenReadsBack) {
  const std::string path = testing::TempDir() + "/lists.xlsx";
  ASSERT_TRUE(write_workbook(real_files(), path, {lists()}).ok());
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
  const auto sheets = read_back(path);
  ASSERT_TRUE(sheets.ok()) << sheets.error().text();
  ASSERT_EQ(sheets->size(), 1u);
  EXPECT_EQ(sheets->front().name, "Lists");
  const std::vector<std::vector<std::string>> expected = {{"As on 2026-07-01"},
                                                          {"code", "patients", "share", "since"},
                                                          {"DEMO01", "1200", "0.75", "2019-07-01"},
                                                          {"<&\" é", "400", "0.25"},
                                                          {"all", "1600"}};
  auto rows = sheets->front().rows;
  // Empty cells at the end of a row carry a format and nothing else.
  for (auto& row : rows) {
    while (!row.empty() && row.back().empty()) row.pop_back();
  }
  EXPECT_EQ(rows, expected);
}

TEST(Workbook, TheTableBeginsWhereFormulasSayItDoes) {
  EXPECT_EQ(first_row_number(lists()), 3u);
}

TEST(Workbook, OtherBytesAreRefused) {
  EXPECT_FALSE(is_workbook("code,patients\n"));
  const auto sheets = read_workbook("PK\x03\x04 and then nothing", "book.xlsx");
  ASSERT_FALSE(sheets.ok());
  EXPECT_EQ(sheets.error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(sheets.error().place.file, "book.xlsx");
}

TEST(Workbook, AFolderThatIsNotThereIsAnError) {
  EXPECT_FALSE(write_workbook(real_files(), "/nowhere/at/all.xlsx", {lists()}).ok());
}

}  // namespace
}  // namespace meso
