// The text of a file that somebody else wrote: mapped, or unpacked when it is gzip, told by its first bytes.
//
// A gzip stream that is cut short or damaged is an error and never a shorter text: half an extract would
// replace a whole one. A byte order mark is dropped; UTF-16 is refused by name. What is inside may be
// anything else: `to_utf8` makes a cell fit to keep.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"

namespace meso {

class InputText {
 public:
  // The whole text. `name` is how errors call the file.
  static Result<InputText> open(FileSystem& files, const std::string& path, const std::string& name);
  // The beginning only, at most `most` bytes of text: enough to recognise a format, whatever follows it.
  static Result<InputText> open_beginning(FileSystem& files, const std::string& path, const std::string& name,
                                          std::size_t most);

  // Valid while this lives.
  std::string_view text() const { return text_; }

 private:
  std::unique_ptr<FileBytes> mapped_;
  std::unique_ptr<char[]> unpacked_;
  std::string_view text_;
};

bool is_utf8(std::string_view text);
// The text itself when it is UTF-8, else its bytes read as Windows-1252, where `transcoded` is set.
std::string to_utf8(std::string_view text, bool& transcoded);

}  // namespace meso
