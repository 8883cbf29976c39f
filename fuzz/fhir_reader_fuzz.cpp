// Any text is FHIR whose resources are all accounted for, or one error. The first byte chooses the file's
// name and so whether its lines are resources.

#include <cstddef>
#include <cstdint>
#include <string>

#include "intake_promises.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  meso::records::IntakeOptions options;
  options.practice = "X99999";
  options.assume_registered = true;
  meso::tests::MemoryFiles files;
  files.put(bytes[0] & 1 ? "source/all.ndjson" : "source/bundle.json",
            std::string(reinterpret_cast<const char*>(bytes + 1), size - 1));
  meso::fuzz::check_reading(files, options);
  return 0;
}
