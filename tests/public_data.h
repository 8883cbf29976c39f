// Where tests find the public data: $MESO_TEST_DATA, else the sibling ../shared/data of the source tree.

#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace meso::tests {

// The path of `name` below the public data, or "" when it is not on this machine.
inline std::string public_data(const std::string& name) {
  const char* given = std::getenv("MESO_TEST_DATA");
  const std::filesystem::path root = given != nullptr
                                         ? std::filesystem::path(given)
                                         : std::filesystem::path(MESO_SOURCE_DIR) / "../shared/data";
  const auto path = root / name;
  std::error_code error;
  return std::filesystem::exists(path, error) ? path.lexically_normal().string() : "";
}

}  // namespace meso::tests

// Skips, and so counts, a test whose public data is not on this machine.
#define MESO_NEEDS_PUBLIC_DATA(variable, name)                 \
  const std::string variable = meso::tests::public_data(name); \
  if (variable.empty()) GTEST_SKIP() << "public data not on this machine: " << name
