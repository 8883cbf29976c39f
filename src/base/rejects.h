// The report of rows that were not taken: one place for every reader.
//
// A reject is file, line, column and a reason, a sentence that never quotes the content. Millions may come of
// one shifted column, so each costs 16 bytes and the summary has one sentence per (file, reason). At most
// 65,535 files and as many reasons are told apart; those beyond share one name.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace meso {

class RejectReport {
 public:
  // line and column count from 1; 0: not known. `file` is a base name or a path that the user gave.
  void add(std::string_view file, std::uint64_t line, std::uint32_t column, std::string_view reason);

  std::uint64_t size() const { return rejects_.size(); }
  struct Line {
    std::string file;
    std::string reason;
    std::uint64_t count = 0;
    std::uint64_t first_line = 0;
  };
  std::vector<Line> summary() const;  // by file, then first line, then reason
  // CSV with the header file,line,column,reason; a line or column that is not known is left empty.
  Status write_csv(FileSystem& files, const std::string& path) const;
  // The same with a further column of that heading, whose cell `cell_of` gives for each file.
  Status write_csv(FileSystem& files, const std::string& path, std::string_view heading,
                   const std::function<std::string(const std::string& file)>& cell_of) const;

 private:
  struct Reject {
    std::uint64_t line;
    std::uint32_t column;
    std::uint16_t file;
    std::uint16_t reason;
  };
  struct Names {
    std::vector<std::string> by_number;
    std::map<std::string, std::uint16_t, std::less<>> numbers;
    std::uint16_t number_of(std::string_view name);
  };
  Names files_;
  Names reasons_;
  std::vector<Reject> rejects_;
};

}  // namespace meso
