#include "base/csv.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "base/random.h"

namespace meso {
namespace {

struct Row {
  std::uint64_t line;
  CsvFault fault;
  std::vector<std::string> cells;
  bool operator==(const Row&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  out << "line " << row.line << " fault " << static_cast<int>(row.fault);
  for (const auto& cell : row.cells) out << " [" << cell << "]";
  return out;
}

std::vector<Row> rows_of(std::string_view text, std::size_t width = 0, char delimiter = ',') {
  std::vector<Row> rows;
  CsvCursor cursor(text, delimiter, width);
  while (cursor.next()) {
    Row row{cursor.line(), cursor.fault(), {}};
    if (row.fault == CsvFault::kNone) row.cells.assign(cursor.cells().begin(), cursor.cells().end());
    rows.push_back(std::move(row));
  }
  return rows;
}

Row row(std::uint64_t line, std::vector<std::string> cells) {
  return Row{line, CsvFault::kNone, std::move(cells)};
}
Row faulty(std::uint64_t line, CsvFault fault) {
  return Row{line, fault, {}};
}

using Rows = std::vector<Row>;

TEST(Csv, RowsEndAtNewlinesOfEitherKindOrAtTheEnd) {
  EXPECT_EQ(rows_of("a,b\nc,d\r\ne,"), (Rows{row(1, {"a", "b"}), row(2, {"c", "d"}), row(3, {"e", ""})}));
  EXPECT_EQ(rows_of(""), Rows{});
  EXPECT_EQ(rows_of("\n\r\n"), Rows{});
  EXPECT_EQ(rows_of("a,b\n\nc,d\n"), (Rows{row(1, {"a", "b"}), row(3, {"c", "d"})}));
}

TEST(Csv, QuotesHoldDelimitersNewlinesAndDoubledQuotes) {
  EXPECT_EQ(rows_of("\"a,b\",\"c\nd\",\"say \"\"so\"\"\"\ne,f,g\n"),
            (Rows{row(1, {"a,b", "c\nd", "say \"so\""}), row(3, {"e", "f", "g"})}));
  EXPECT_EQ(rows_of("\"\",\"\"\r\n\"\"\"\",x"), (Rows{row(1, {"", ""}), row(2, {"\"", "x"})}));
  EXPECT_EQ(rows_of("\"a\"\"b\",\"c\"\"d\",\"e\"\"f\"\n"), (Rows{row(1, {"a\"b", "c\"d", "e\"f"})}));
}

TEST(Csv, AQuoteInsideACellIsALetter) {
  EXPECT_EQ(rows_of("5\" nail,b\n"), (Rows{row(1, {"5\" nail", "b"})}));
}

TEST(Csv, ADamagedRowCostsOneLine) {
  EXPECT_EQ(rows_of("a,b\n\"never closed,b\nc,d\ne,f\n"),
            (Rows{row(1, {"a", "b"}), faulty(2, CsvFault::kUnclosedQuote), row(3, {"c", "d"}),
                  row(4, {"e", "f"})}));
  EXPECT_EQ(rows_of("\"x\"y,b\nc,d\n"), (Rows{faulty(1, CsvFault::kTextAfterQuote), row(2, {"c", "d"})}));
  // The stray quote of line 1 meets the first quote of line 2.
  EXPECT_EQ(rows_of("\"stray,b\nc,\"d\"\ne,f\n"),
            (Rows{faulty(1, CsvFault::kTextAfterQuote), row(2, {"c", "d"}), row(3, {"e", "f"})}));
  EXPECT_EQ(rows_of(std::string_view("a\0b,c\nd,e\n", 10)),
            (Rows{faulty(1, CsvFault::kNulByte), row(2, {"d", "e"})}));
}

TEST(Csv, TooManyAndTooFewCellsAreFaults) {
  EXPECT_EQ(rows_of("a,b\nc\nd,e,f\ng,h\n", 2), (Rows{row(1, {"a", "b"}), faulty(2, CsvFault::kCellCount),
                                                      faulty(3, CsvFault::kCellCount), row(4, {"g", "h"})}));
}

TEST(Csv, TheFaultyCellIsNamed) {
  CsvCursor cursor("a,b,\"c\"d,e\n", ',');
  ASSERT_TRUE(cursor.next());
  EXPECT_EQ(cursor.fault_column(), 3u);
}

TEST(Csv, RowsLongerThanAWindowAndAcrossWindows) {
  const std::string length_of_windows(100'000, 'x');
  EXPECT_EQ(rows_of(length_of_windows + ",b\nc,d\n"),
            (Rows{row(1, {length_of_windows, "b"}), row(2, {"c", "d"})}));
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += std::to_string(i) + ",x\n";
  const Rows rows = rows_of(many, 2);
  ASSERT_EQ(rows.size(), 20'000u);
  for (std::size_t i = 0; i < rows.size(); ++i) ASSERT_EQ(rows[i], row(i + 1, {std::to_string(i), "x"}));
}

TEST(Csv, TheDelimiterIsTheMostFrequentOfTheFirstLineOutsideQuotes) {
  EXPECT_EQ(sniff_delimiter("a,b;c,d\n;;;;;;"), ',');
  EXPECT_EQ(sniff_delimiter("a;b;c\n1,2;3,4;5,6"), ';');
  EXPECT_EQ(sniff_delimiter("\"a,b,c\"\td\n"), '\t');
  EXPECT_EQ(sniff_delimiter("alone\n"), ',');
}

TEST(Csv, MarksAreThoseOfTheScalarTwinAtEveryLengthAndOffset) {
  Random random(7);
  std::string text;
  constexpr std::string_view kSigns = ",\n\"\0ab\r;";
  for (int i = 0; i < 400; ++i) text += kSigns[random.below(8)];
  std::vector<std::uint16_t> fast(text.size()), plain(text.size());
  for (std::size_t from = 0; from < 70; ++from) {
    for (std::size_t length = 0; length <= 200; ++length) {
      const std::string_view part = std::string_view(text).substr(from, length);
      const std::size_t count = find_csv_marks(part, ',', fast.data());
      ASSERT_EQ(count, find_csv_marks_scalar(part, ',', plain.data()));
      ASSERT_TRUE(std::equal(fast.begin(), fast.begin() + static_cast<std::ptrdiff_t>(count), plain.begin()));
    }
  }
}

// Any table that is written with quotes where they are needed reads back as it was.
TEST(Csv, RandomTablesReadBack) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const std::size_t width = 2 + random.below(6);
    Rows wanted;
    std::string text;
    std::uint64_t line = 1;
    for (std::uint32_t r = 0; r < 1 + random.below(60); ++r) {
      Row made{line, CsvFault::kNone, {}};
      for (std::size_t c = 0; c < width; ++c) {
        std::string cell;
        for (std::uint32_t k = random.below(12); k != 0; --k) cell += "ab,\n\"; 7"[random.below(8)];
        line += static_cast<std::uint64_t>(std::count(cell.begin(), cell.end(), '\n'));
        const bool quoted = random.below(4) == 0 || cell.find_first_of(",\n\"") != std::string::npos;
        std::string written;
        for (char sign : cell) written += sign == '"' ? "\"\"" : std::string(1, sign);
        text += (c == 0 ? "" : ",") + (quoted ? "\"" + written + "\"" : written);
        made.cells.push_back(std::move(cell));
      }
      text += random.below(2) == 0 ? "\n" : "\r\n";
      ++line;
      wanted.push_back(std::move(made));
    }
    ASSERT_EQ(rows_of(text, width), wanted);
  }
}

// Whatever the bytes are: every line is part of exactly one row or empty, and rows come in order.
TEST(Csv, AnyBytesEndAndKeepTheirLines) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Random random(seed);
    std::string text;
    for (std::uint32_t k = random.below(300); k != 0; --k) text += ",\n\"\0a\r"[random.below(6)];
    const auto lines = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    std::uint64_t before = 0;
    for (const Row& one : rows_of(text)) {
      ASSERT_GT(one.line, before) << seed;
      ASSERT_LE(one.line, lines) << seed;
      before = one.line;
    }
  }
}

}  // namespace
}  // namespace meso
