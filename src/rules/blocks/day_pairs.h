// The hot loops: the earliest and the latest day of every patient, from postings.
//
// A pass keeps both in one word of 32 bits a patient, the latest below and the earliest above, and folds each
// posting in with one load, one maximum over both halves and one store. The words of a block are 8 KiB and
// stay in the first cache from the first posting to the last; columns are written once, when all is seen.
//
// A bound that is the same for all patients costs nothing, because days are turned before they are compared.
// With 16-bit arithmetic that wraps round,
//
//   turned latest   = day + (65535 - upto):  days up to the bound land at the top, in order; later ones at
//                                            the bottom
//   turned earliest = after - day:           days past the bound land at the top, the first one highest
//
// and in both the greatest wins, a day on the wrong side of the bound loses against any on the right one, and
// 0, where words start, is never a day on the right side. When all postings are seen, what is below the
// threshold (or is the undated day 0) becomes 0, "missing". Halves are kept with their highest bit turned
// over: the maximum that every x86-64 has is that of signed numbers.
//
// Where patients have several postings in a run, most of these do nothing, and each waits for the store
// before it. A run is ordered by patient and day, so of each patient only the first and the last posting
// matter: `fold_run` finds them without a branch. It loses where patients mostly have one.
//
// Masking the patient keeps a damaged posting inside the words.
//
// Each loop is written twice: with the SSE2 that every x86-64 has, and plainly, for other processors. On
// x86-64 the tests run both (`VectorDayPairs`, `PlainDayPairs`), so that neither rots.

#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "records/block.h"

namespace meso::rules::blocks {

inline constexpr std::uint32_t kPatientMask = records::kPatientsPerBlock - 1;

// kVectors has no meaning where there is no SSE2.
template <bool kVectors>
class DayPairsBy {
 public:
  DayPairsBy() { empty(); }
  // `read` leaves the words of the patients that it read empty; this is for all others.
  void empty() { words_.fill(kEmpty); }

  // after < earliest, latest <= upto.
  void start(std::uint16_t upto, std::uint16_t after) {
    upto_ = upto;
    after_ = after;
  }

  void fold(std::span<const std::uint32_t> postings) {
#ifdef __SSE2__
    if constexpr (kVectors) {
      if (postings.size() >= 4) return fold_by_four(postings);
    }
#endif
    fold_singly(postings);
  }

  // The same for the postings of one code. REQUIRES: ordered by patient and day.
  void fold_run(std::span<const std::uint32_t> postings) {
    constexpr std::size_t kPart = 1024;  // a patient of two parts is seen twice, which is harmless
    std::uint16_t ends[kPart];
    for (; !postings.empty(); postings = postings.subspan(std::min(kPart, postings.size()))) {
      const std::span<const std::uint32_t> part = postings.first(std::min(kPart, postings.size()));
      std::size_t patients = 0;
      for (std::size_t i = 1; i < part.size(); ++i) {
        ends[patients] = static_cast<std::uint16_t>(i);
        patients += static_cast<std::size_t>(((part[i - 1] ^ part[i]) & 0xFFFFu) != 0);
      }
      ends[patients++] = static_cast<std::uint16_t>(part.size());
      std::size_t begin = 0;
      for (std::size_t k = 0; k < patients; ++k) {
        const std::size_t end = ends[k];
        const std::uint32_t first = part[begin] >> 16, last = part[end - 1] >> 16;
        // Where the first or last is outside its bound, another may be the first or last inside.
        if (last > upto_ || first <= after_) {
          fold_singly(part.subspan(begin, end - begin));
        } else {
          fold_one(part[begin], turned(last, first));
        }
        begin = end;
      }
    }
  }

  // Turned days back to days, 0 for missing, and the words empty again. REQUIRES: padded is a multiple of 8.
  template <bool kLatest, bool kEarliest>
  void read(std::uint16_t* latest, std::uint16_t* earliest, std::uint32_t padded) {
#ifdef __SSE2__
    if constexpr (kVectors) return read_by_eight<kLatest, kEarliest>(latest, earliest, padded);
#endif
    const auto below = static_cast<std::uint16_t>(65535 - upto_);
    for (std::uint32_t p = 0; p < padded; ++p) {
      const std::uint32_t word = words_[p] ^ kEmpty;
      words_[p] = kEmpty;
      const auto low = static_cast<std::uint16_t>(word), high = static_cast<std::uint16_t>(word >> 16);
      if constexpr (kLatest)
        latest[p] = low < below ? std::uint16_t{0} : static_cast<std::uint16_t>(low - below);
      if constexpr (kEarliest) {
        earliest[p] = high <= after_ ? std::uint16_t{0} : static_cast<std::uint16_t>(after_ - high);
      }
    }
  }

 private:
  static constexpr std::uint32_t kEmpty = 0x80008000u;

  std::uint32_t turn_latest() const { return (65535u - upto_ + 0x8000u) & 0xFFFFu; }
  std::uint32_t turn_earliest() const { return (after_ + 0x8000u) & 0xFFFFu; }
  std::uint32_t turned(std::uint32_t latest, std::uint32_t earliest) const {
    return ((turn_latest() + latest) & 0xFFFFu) | (turn_earliest() - earliest) << 16;
  }

  void fold_singly(std::span<const std::uint32_t> postings) {
    for (const std::uint32_t posting : postings) {
      fold_one(posting, turned(posting >> 16, posting >> 16));
    }
  }

  void fold_one(std::uint32_t posting, std::uint32_t days) {
#ifdef __SSE2__
    if constexpr (kVectors) return keep(posting, _mm_cvtsi32_si128(static_cast<int>(days)));
#endif
    std::uint32_t& word = words_[posting & kPatientMask];
    const auto greater = [](std::uint32_t a, std::uint32_t b) {
      return std::max(static_cast<std::int16_t>(a), static_cast<std::int16_t>(b));
    };
    word = static_cast<std::uint16_t>(greater(word, days)) |
           static_cast<std::uint32_t>(static_cast<std::uint16_t>(greater(word >> 16, days >> 16))) << 16;
  }

#ifdef __SSE2__
  void keep(std::uint32_t posting, __m128i days) {
    std::uint32_t& word = words_[posting & kPatientMask];
    const __m128i greater = _mm_max_epi16(_mm_cvtsi32_si128(static_cast<int>(word)), days);
    word = static_cast<std::uint32_t>(_mm_cvtsi128_si32(greater));
  }

  // Four days are turned at once. Where less than four are left, some are seen a second time: harmless.
  // REQUIRES: four postings or more.
  void fold_by_four(std::span<const std::uint32_t> postings) {
    const std::uint32_t* at = postings.data();
    const std::uint32_t* last = at + postings.size() - 4;
    const __m128i turn = _mm_set1_epi32(static_cast<int>(turn_latest() | (turn_earliest() + 1u) << 16));
    const __m128i negated = _mm_set1_epi32(static_cast<int>(0xFFFF0000u));
    const auto four = [&](const std::uint32_t* from) {
      __m128i days = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
      days = _mm_shufflehi_epi16(_mm_shufflelo_epi16(days, 0xF5), 0xF5);
      days = _mm_add_epi16(_mm_xor_si128(days, negated), turn);
      keep(from[0], days);
      keep(from[1], _mm_shuffle_epi32(days, 1));
      keep(from[2], _mm_shuffle_epi32(days, 2));
      keep(from[3], _mm_shuffle_epi32(days, 3));
    };
    for (; at < last; at += 4) four(at);
    four(last);
  }

  template <bool kLatest, bool kEarliest>
  void read_by_eight(std::uint16_t* latest, std::uint16_t* earliest, std::uint32_t padded) {
    const auto below = static_cast<std::uint16_t>(65535 - upto_);
    const auto each = [](std::uint16_t x) { return _mm_set1_epi16(static_cast<short>(x)); };
    const __m128i high_bit = each(0x8000), threshold = each(below), after = each(after_);
    const __m128i empty = _mm_set1_epi32(static_cast<int>(kEmpty)), zero = _mm_setzero_si128();
    for (std::uint32_t p = 0; p < padded; p += 8) {
      const auto words = reinterpret_cast<__m128i*>(words_.data() + p);
      const __m128i a = _mm_load_si128(words), b = _mm_load_si128(words + 1);
      _mm_store_si128(words, empty);
      _mm_store_si128(words + 1, empty);
      if constexpr (kLatest) {
        const __m128i days = _mm_packs_epi32(_mm_srai_epi32(_mm_slli_epi32(a, 16), 16),
                                             _mm_srai_epi32(_mm_slli_epi32(b, 16), 16));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(latest + p),
                         _mm_subs_epu16(_mm_xor_si128(days, high_bit), threshold));
      }
      if constexpr (kEarliest) {
        const __m128i days =
            _mm_xor_si128(_mm_packs_epi32(_mm_srai_epi32(a, 16), _mm_srai_epi32(b, 16)), high_bit);
        const __m128i missing = _mm_cmpeq_epi16(_mm_subs_epu16(days, after), zero);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(earliest + p),
                         _mm_andnot_si128(missing, _mm_sub_epi16(after, days)));
      }
    }
  }
#endif

  std::uint16_t upto_ = 65535, after_ = 0;
  alignas(64) std::array<std::uint32_t, records::kPatientsPerBlock> words_;
};

using VectorDayPairs = DayPairsBy<true>;
using PlainDayPairs = DayPairsBy<false>;
using DayPairs = VectorDayPairs;

}  // namespace meso::rules::blocks
