// From a practice's events to the columns of its blocks, as they will lie on disk.
//
// Construction looks at every event once: it checks them, orders the dictionary and groups events by
// block with a counting sort of 4-byte indexes. encode() then makes one block: a counting sort by code,
// and inside a run a sort by (patient, date, sequence) only where the source was not already in that
// order. A block being made costs 32 bytes per event of that block, so the whole costs about 4 bytes per
// event beyond the events themselves.
//
// encode() is const and touches one block's patients: several threads may encode different blocks.

#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/result.h"
#include "records/practice_file.h"
#include "records/practice_file_format.h"

namespace meso::records {

class BlockEncoder {
 public:
  // kBadInput when the contents break what PracticeContents promises.
  // REQUIRES: `contents` outlives the encoder.
  static Result<BlockEncoder> make(PracticeContents contents, const Key& hashing,
                                   std::span<const std::vector<terms::Code>> code_groups);

  const PracticeContents& contents() const { return contents_; }
  std::uint32_t block_count() const;
  const std::vector<terms::Code>& codes() const { return codes_; }
  const std::vector<std::string>& areas() const { return areas_; }
  const std::vector<std::string>& ethnicities() const { return ethnicities_; }
  std::uint64_t postings() const { return postings_; }

  using Column = std::pair<format::Kind, Bytes>;
  // The columns of a block, ascending by kind; those that may be absent and say nothing are left out.
  std::vector<Column> encode(std::uint32_t block) const;

 private:
  explicit BlockEncoder(PracticeContents contents) : contents_(std::move(contents)) {}

  // One posting to be: sorting these decides a block's layout.
  struct Item {
    std::uint64_t key;  // code id << 32 | patient-in-block << 16 | date
    std::uint32_t sequence;
    std::uint32_t event;  // index into contents.events; kSpell for a spell
  };
  static constexpr std::uint32_t kSpell = 0xFFFFFFFFu;
  struct SpellDay {
    std::uint32_t patient;
    std::uint32_t code;
    std::uint32_t date;
    std::uint32_t number;
  };

  Status check_patients(const Key& hashing);
  Status check_events();
  Status order_dictionary(std::span<const std::vector<terms::Code>> code_groups);
  Status number_spells();
  void group_by_block();
  std::vector<Item> sorted_items(std::uint32_t block) const;
  void encode_patients(std::uint32_t block, std::vector<Column>& columns) const;
  void encode_runs(std::uint32_t block, std::vector<Column>& columns) const;

  PracticeContents contents_;
  std::vector<std::uint64_t> ids_;
  std::vector<std::uint16_t> area_of_;
  std::vector<std::uint16_t> ethnicity_of_;
  std::vector<std::string> areas_;
  std::vector<std::string> ethnicities_;
  std::vector<terms::Code> codes_;
  std::vector<std::uint32_t> id_of_code_;  // by position in contents.codes
  std::vector<SpellDay> spell_days_;       // by patient
  std::vector<std::uint32_t> by_block_;    // indexes of events, block after block
  std::vector<std::uint32_t> block_ends_;  // into by_block_
  std::uint64_t postings_ = 0;
};

}  // namespace meso::records
