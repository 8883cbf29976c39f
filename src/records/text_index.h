// Texts to dense numbers, in the order of first sight: patients' own numbers, codes, consultations.
//
// Open addressing over 8-byte slots (half of the hash, number + 1), at most half full, so a look-up is one
// cache line of slots and one text. Texts never move out: a number is good for as long as the index lives.

#pragma once

#include <xxhash.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meso::records {

class TextIndex {
 public:
  TextIndex() : slots_(64) {}

  std::optional<std::uint32_t> find(std::string_view text) const {
    const Slot& slot = slots_[place_of(text, XXH3_64bits(text.data(), text.size()))];
    if (slot.number == 0) return std::nullopt;
    return slot.number - 1;
  }

  // The number of `text`, a new one when it was not seen before.
  std::uint32_t add(std::string_view text) {
    if (2 * texts_.size() >= slots_.size()) grow();
    const std::uint64_t hash = XXH3_64bits(text.data(), text.size());
    Slot& slot = slots_[place_of(text, hash)];
    if (slot.number == 0) {
      texts_.emplace_back(text);
      slot = Slot{static_cast<std::uint32_t>(hash >> 32), static_cast<std::uint32_t>(texts_.size())};
    }
    return slot.number - 1;
  }

  std::size_t size() const { return texts_.size(); }
  const std::string& text(std::uint32_t number) const { return texts_[number]; }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = 0;  // + 1; 0: free
  };

  std::size_t place_of(std::string_view text, std::uint64_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    while (slots_[at].number != 0 && (slots_[at].hash != static_cast<std::uint32_t>(hash >> 32) ||
                                      texts_[slots_[at].number - 1] != text)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  void grow() {
    slots_.assign(2 * slots_.size(), Slot{});
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      const std::uint64_t hash = XXH3_64bits(texts_[i].data(), texts_[i].size());
      slots_[place_of(texts_[i], hash)] =
          Slot{static_cast<std::uint32_t>(hash >> 32), static_cast<std::uint32_t>(i + 1)};
    }
  }

  std::vector<Slot> slots_;
  std::vector<std::string> texts_;
};

// The same for whole numbers; what it gives back is the caller's.
class WholeIndex {
 public:
  WholeIndex() : slots_(64) {}

  // The value kept under `whole`, 0 when there is none, to be set by the caller (to a value above 0) at once.
  // REQUIRES: whole is not 0. Good until the next call.
  std::uint32_t& operator[](std::uint64_t whole) {
    if (2 * used_ >= slots_.size()) grow();
    Slot& slot = slots_[place_of(whole)];
    used_ += slot.whole == 0;
    slot.whole = whole;
    return slot.value;
  }

 private:
  struct Slot {
    std::uint64_t whole = 0;  // 0: free
    std::uint32_t value = 0;
  };

  std::size_t place_of(std::uint64_t whole) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = (whole * 0x9E3779B97F4A7C15ull) >> 32 & mask;
    while (slots_[at].whole != 0 && slots_[at].whole != whole) at = (at + 1) & mask;
    return at;
  }

  void grow() {
    std::vector<Slot> old(2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.whole != 0) slots_[place_of(slot.whole)] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace meso::records
