// Acts that change what a network holds: loading extracts, making a synthetic network.

#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "access/rulebooks.h"
#include "base/date.h"
#include "base/files.h"
#include "base/rejects.h"
#include "base/result.h"

namespace meso::access {

struct LoadOptions {
  std::optional<std::string> practice;
  bool assume_registered = false;
  bool seal = false;
  int threads = 2;
  std::function<void(std::string_view step, double done)> progress;
  // Whether this practice may be loaded by whoever brings it; empty: any. Asked of every practice that the
  // extract holds before anything is written, and an error refuses the whole load.
  std::function<Status(const std::string& practice)> may;
};

struct LoadedKind {
  std::string kind;
  std::uint64_t read = 0, stored = 0, duplicates = 0, set_aside = 0, rejected = 0;
};
struct LoadedPractice {
  std::string practice;
  Date as_at;
  std::uint64_t patients = 0;
  std::uint64_t events = 0;
};
struct LoadReport {
  std::string format;
  std::vector<LoadedPractice> practices;
  std::vector<LoadedKind> kinds;
  std::vector<std::string> notes;
  std::vector<RejectReport::Line> rejects;
  std::string rejects_file;  // "" when there were none
};

// Reads the sources and replaces the practices that they hold, in one commit.
Result<LoadReport> load(FileSystem& files, const std::string& network, const std::string& keys_path,
                        std::span<const std::string> sources, const Rulebook& rulebook,
                        const LoadOptions& options);

struct SynthOptions {
  std::uint32_t patients = 20000;
  std::uint32_t practices = 8;
  std::uint32_t years = 10;
  std::uint64_t seed = 1;
  std::string csv_directory;  // write extracts there instead of blocks
  bool seal = false;
  int threads = 2;
  std::function<void(std::string_view step, double done)> progress;
};

// Makes a synthetic network. kRefused when `network` holds practices that are not among those made.
Result<LoadReport> synthesise(FileSystem& files, const std::string& network, const std::string& keys_path,
                              const Rulebook& rulebook, const SynthOptions& options);

}  // namespace meso::access
