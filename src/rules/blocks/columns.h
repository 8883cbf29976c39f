// The columns of one block while a plan runs over it: one arena, one entry per patient and column.
//
// Every loop over a column runs to `padded()`, the number of patients rounded up to 64, so that
// bitsets come in whole words and no loop has a ragged end. Entries past the last patient are
// "missing" in every column that postings fill; whatever they turn into further on is masked by the
// base population, in which nobody stands there.

#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include "rules/blocks/program.h"

namespace meso::rules::blocks {

inline constexpr float kMissingNumber = std::numeric_limits<float>::quiet_NaN();

class Columns {
 public:
  Columns(const Program& program, std::byte* arena, std::uint32_t patients)
      : program_(program), arena_(arena), patients_(patients), padded_((patients + 63) / 64 * 64) {}

  std::uint16_t* days(Column column) const { return at<std::uint16_t>(column); }
  std::int32_t* wide_days(Column column) const { return at<std::int32_t>(column); }
  float* numbers(Column column) const { return at<float>(column); }
  std::uint64_t* bits(Column column) const { return at<std::uint64_t>(column); }
  std::uint8_t* decided(Column column) const { return at<std::uint8_t>(column); }
  Lane lane(Column column) const { return program_.lanes[static_cast<std::size_t>(column)]; }

  std::uint32_t patients() const { return patients_; }
  std::uint32_t padded() const { return padded_; }
  std::uint32_t words() const { return padded_ / 64; }

 private:
  template <class T>
  T* at(Column column) const {
    return reinterpret_cast<T*>(arena_ + program_.places[static_cast<std::size_t>(column)]);
  }

  const Program& program_;
  std::byte* arena_;
  std::uint32_t patients_;
  std::uint32_t padded_;
};

}  // namespace meso::rules::blocks
