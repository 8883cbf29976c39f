// Sources in memory for the tests of readers: write the files, read them, ask what became of them.

#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "memory_files.h"
#include "records/intake.h"

namespace meso::records::made {

struct Outcome {
  Extracts extracts;
  std::string error;  // "" when it was read
  ErrorKind error_kind = ErrorKind::kUsage;
  std::vector<std::string> rejects;  // "FILE: COUNT REASON, first on line N"
};

inline Outcome read(tests::MemoryFiles files, const IntakeOptions& options = {},
                    std::vector<std::string> sources = {"source"}) {
  Outcome outcome;
  RejectReport report;
  auto extracts = read_extracts(files, sources, options, report);
  if (!extracts.ok()) {
    outcome.error = extracts.error().text();
    outcome.error_kind = extracts.error().kind;
    return outcome;
  }
  outcome.extracts = std::move(*extracts);
  for (const KindCount& kind : outcome.extracts.kinds) {
    EXPECT_EQ(kind.read, kind.stored + kind.duplicates + kind.set_aside + kind.rejected) << kind.kind;
  }
  for (const auto& line : report.summary()) {
    outcome.rejects.push_back(line.file + ": " + std::to_string(line.count) + " " + line.reason +
                              ", first on line " + std::to_string(line.first_line));
  }
  return outcome;
}

inline IntakeOptions assumed() {
  IntakeOptions options;
  options.practice = "X99999";
  options.assume_registered = true;
  return options;
}

inline KindCount kind(const Outcome& outcome, std::string_view name) {
  for (const KindCount& k : outcome.extracts.kinds) {
    if (k.kind == name) return k;
  }
  ADD_FAILURE() << "no kind " << name;
  return {};
}

// Each event in words: "7 2020-02-01 snomed 1234567 = 5.5 mmHg", in order of reading.
inline std::vector<std::string> events(const PracticeContents& contents) {
  static constexpr const char* kSigns[] = {"=", "<", "<=", ">=", ">", "~"};
  std::vector<std::string> out;
  for (const EventRecord& event : contents.events) {
    const terms::Code& code = contents.codes[event.code];
    std::string text = contents.patients[event.patient].own_number + " " + format_date(event.date) + " " +
                       std::string(terms::system_name(code.system)) + " " + code.text;
    if (event.value == event.value) {
      std::string number = std::to_string(event.value);
      number.erase(number.find_last_not_of('0') + 1);
      if (number.ends_with('.')) number.pop_back();
      text += std::string(" ") + kSigns[static_cast<int>(event.comparator)] + " " + number;
      if (event.unit != terms::kNoUnit) text += " " + std::string(terms::unit_name(event.unit));
    }
    out.push_back(std::move(text));
  }
  return out;
}

// Each spell in words: "7 2020-02-01 to unknown".
inline std::vector<std::string> spells(const PracticeContents& contents) {
  std::vector<std::string> out;
  for (const Spell& spell : contents.spells) {
    out.push_back(contents.patients[spell.patient].own_number + " " + format_date(spell.start) + " to " +
                  format_date(spell.end));
  }
  return out;
}

}  // namespace meso::records::made
