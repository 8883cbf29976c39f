#include <fmt/format.h>

#include "cli/commands.h"

namespace meso::cli {

int fail(const Error& error) {
  fmt::print(stderr, "meso: {}\n", error.text());
  switch (error.kind) {
    case ErrorKind::kUsage:
    case ErrorKind::kRefused:
      return kUsage;
    case ErrorKind::kBadInput:
    case ErrorKind::kNotFound:
      return kBadInput;
    case ErrorKind::kLocked:
    case ErrorKind::kCorrupt:
    case ErrorKind::kNewer:
    case ErrorKind::kIo:
      return kCouldNot;
  }
  return kCouldNot;
}

}  // namespace meso::cli
