// Makes every checksum of a practice file's bytes right again, as a forger or a broken program would, so that
// tests and fuzzing reach what lies behind the checksums.

#pragma once

#include <cstring>

#include "base/byte_stream.h"
#include "records/practice_file_format.h"

namespace meso::records::tests {

inline void put_number(Bytes& bytes, std::size_t at, std::uint64_t number) {
  std::memcpy(bytes.data() + at, &number, sizeof number);
}

// Bytes that are no practice file, or whose directory is out of bounds, come back with what could be mended.
inline Bytes with_right_checksums(Bytes bytes) {
  using namespace format;
  if (bytes.size() < kHeaderSize + kFooterSize) return bytes;
  const std::size_t footer = bytes.size() - kFooterSize;
  ByteReader in{std::span(bytes).subspan(footer)};
  const auto offset = in.number<std::uint64_t>();
  const auto size = in.number<std::uint64_t>();
  if (offset <= footer && size <= footer - offset) {
    const auto sections = decode_directory(std::span(bytes).subspan(offset, size));
    for (std::size_t i = 0; sections && i < sections->size(); ++i) {
      const Section& section = (*sections)[i];
      if (section.offset > footer || section.size > footer - section.offset) continue;
      const auto sum = checksum(std::span(bytes).subspan(section.offset, section.size));
      put_number(bytes, offset + 8 + 32 * i + 24, sum);
    }
    put_number(bytes, footer + 16, checksum(std::span(bytes).subspan(offset, size)));
  }
  put_number(bytes, footer + 24, bytes.size());
  put_number(bytes, footer + 48, checksum(std::span(bytes).subspan(footer, 48)));
  put_number(bytes, kHeaderSize - 8, checksum(std::span(bytes).first(kHeaderSize - 8)));
  return bytes;
}

}  // namespace meso::records::tests
