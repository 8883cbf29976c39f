// A table of a document, as its cells: the line that begins with `first`, and the rows below it.

#pragma once

#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace meso::tests {

inline std::vector<std::vector<std::string>> printed_table(const std::string& document,
                                                           const std::string& first) {
  std::ifstream in(std::string(MESO_SOURCE_DIR) + "/" + document);
  EXPECT_TRUE(in.good()) << document;
  std::vector<std::vector<std::string>> out;
  std::string line;
  while (std::getline(in, line)) {
    if (out.empty() && line.rfind(first, 0) != 0) continue;
    if (line.empty() || line[0] != '|') break;
    if (line.rfind("|---", 0) == 0) continue;
    std::vector<std::string> cells;
    for (std::size_t at = 1; at < line.size();) {
      const std::size_t end = line.find('|', at);
      std::string cell = line.substr(at, end - at);
      cell.erase(0, cell.find_first_not_of(' '));
      cell.erase(cell.find_last_not_of(' ') + 1);
      if (cell.size() > 1 && cell.front() == '`' && cell.back() == '`')
        cell = cell.substr(1, cell.size() - 2);
      cells.push_back(std::move(cell));
      at = end + 1;
    }
    out.push_back(std::move(cells));
  }
  return out;
}

}  // namespace meso::tests
