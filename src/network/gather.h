// From files to one Model: opens each, recognises it by its content, reads it, and tells what became of it.
//
// Pure: nothing is stored. Files are read in the order of their names, those that need what others bring
// (names, editions of areas) last, so the same set of files gives the same Model.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/rejects.h"
#include "base/result.h"
#include "network/gathering.h"
#include "network/model.h"

namespace meso::network {

struct SourceFile {
  std::string path;
  std::string name;        // how reports call it, and where a day or a year may stand
  std::string digest;      // of its bytes as they lie
  std::optional<Date> on;  // the day that who imports it gave, for files that say none
};

struct FileOutcome {
  std::string name;
  std::string digest;
  std::string layout;  // empty: not recognised, and `reason` says what is missing
  std::string reason;  // why nothing of it was taken; empty when it was
  Date from, to;
  std::uint64_t rows = 0;
  std::uint64_t rejected = 0;
};

struct Gathered {
  Model model;
  std::vector<FileOutcome> files;  // in the order given
  std::vector<Finding> findings;
  RejectReport rejects;
};

using Progress = std::function<void(std::string_view step, double done)>;
// An error only when a file cannot be read from disk.
Result<Gathered> gather(FileSystem& files, const std::vector<SourceFile>& sources,
                        const Progress& progress = {});

}  // namespace meso::network
