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

}  // namespace meso::records
