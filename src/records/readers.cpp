#include "records/readers.h"

#include <algorithm>

#include "records/intake_population.h"

namespace meso::records {

std::string first_word(std::string_view path) {
  std::string word;
  for (char c : base_name(path)) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c < 'a' || c > 'z') break;
    word += c;
  }
  return word;
}

std::string table_name(const SourceFile& file) {
  const std::string_view name = base_name(file.path);
  return std::string(name.substr(0, name.find('.')));
}

Status set_aside_table(const Reading& reading, const SourceFile& file, std::string_view kind) {
  MESO_ASSIGN_OR_RETURN(const auto table, Table::open(reading.files, file));
  KindCount& count = reading.ledger.kind(kind);
  while (table->next_as_is()) {
    ++count.read;
    ++count.set_aside;
  }
  return {};
}

std::string keep_text(std::string_view cell, const std::string& file, Ledger& ledger) {
  bool transcoded = false;
  std::string text = to_utf8(cell, transcoded);
  if (transcoded) ledger.note("Some text of " + file + " is not UTF-8; it was read as Windows-1252");
  return text;
}

std::string_view fault_of_own_number(std::string_view text) {
  if (text.empty()) return "there is no patient number";
  if (text.size() > 64) return "the patient number is longer than 64 bytes";
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < '\x7F'; });
  return plain ? "" : "the patient number holds signs that are not ASCII";
}

Result<std::string> practice_from_options(const Reading& reading, const Folder& folder) {
  if (!reading.options.practice) {
    return Error{ErrorKind::kBadInput, "the source does not say which practice it is of", Place{folder.name},
                 "give --practice CODE"};
  }
  const auto code = read_practice_code(*reading.options.practice);
  if (code) return *code;
  return Error{ErrorKind::kUsage, "--practice must be 1 to 20 letters and digits", Place{}, ""};
}

Status need_assumed_registrations(const Reading& reading, const Folder& folder) {
  if (reading.options.assume_registered) {
    reading.ledger.note(folder.name +
                        " holds no registrations: every patient is taken as registered from birth to death");
    return {};
  }
  return Error{ErrorKind::kBadInput, "the source does not say when patients were registered",
               Place{folder.name}, "give --assume-registered to take them as registered from birth to death"};
}

Result<std::string> practice_without_registrations(const Reading& reading, const Folder& folder) {
  if (!reading.options.practice && !reading.options.assume_registered) {
    return Error{
        ErrorKind::kBadInput,
        "the source says neither which practice it is of nor when patients were registered",
        Place{folder.name},
        "give --practice CODE, and --assume-registered to take them as registered from birth to death"};
  }
  MESO_ASSIGN_OR_RETURN(std::string code, practice_from_options(reading, folder));
  MESO_RETURN_IF_ERROR(need_assumed_registrations(reading, folder));
  return code;
}

terms::UnitId UnitCells::read(std::string_view cell) {
  if (cell.empty()) return terms::kNoUnit;
  if (last_ < known_.size() && known_[last_].first == cell) return known_[last_].second;
  for (last_ = 0; last_ < known_.size(); ++last_) {
    if (known_[last_].first == cell) return known_[last_].second;
  }
  const terms::UnitId unit = terms::unit_from_text(cell);
  if (known_.size() < 256) known_.emplace_back(cell, unit);
  return unit;
}

}  // namespace meso::records
