// A block made in memory from patients as the reference reads them, so that a
// test of the evaluator needs no file.
//
// The dictionary's order is shuffled on purpose: no answer may depend on it.

#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "base/random.h"
#include "records/block.h"
#include "records/practice_file.h"
#include "rules/blocks/binding.h"
#include "rules/reference.h"

namespace meso::rules::tests {

class MadeBlock {
 public:
  // REQUIRES: at most kPatientsPerBlock patients. The block refers to this object.
  MadeBlock(const std::vector<const reference::Patient*>& patients, Random random) {
    struct Entry {
      std::uint32_t patient;
      reference::Event event;
    };
    std::map<terms::Code, std::vector<Entry>> by_code;
    // Codes that nobody has keep a place in the dictionary of a file, but no run in a block.
    by_code[terms::Code{terms::System::kLocal, "unused"}] = {};
    for (std::uint32_t p = 0; p < patients.size(); ++p) {
      const reference::Patient& patient = *patients[p];
      birth_.push_back(static_cast<std::uint16_t>(patient.birth.days));
      death_.push_back(static_cast<std::uint16_t>(patient.death.days));
      sex_.push_back(patient.sex);
      const auto found = std::ranges::find(ethnicities_, patient.ethnicity);
      ethnicity_.push_back(static_cast<std::uint16_t>(found - ethnicities_.begin()));
      if (found == ethnicities_.end()) ethnicities_.push_back(patient.ethnicity);
      for (const reference::Event& event : patient.events) by_code[event.code].push_back({p, event});
      for (const reference::Spell& spell : patient.spells) {
        const auto add = [&](const terms::Code& code, Date date) {
          by_code[code].push_back({p, {.code = code, .date = date, .value = {}}});
        };
        add(records::registered_code(), spell.start);
        if (spell.end != kUnknownDate) add(records::left_code(), spell.end);
      }
    }
    for (const auto& [code, entries] : by_code) dictionary_.push_back(code);
    for (std::size_t i = dictionary_.size(); i > 1; --i) {
      std::swap(dictionary_[i - 1], dictionary_[random.below(static_cast<std::uint32_t>(i))]);
    }
    bool units = false, comparators = false, episodes = false, sequences = false;
    for (std::uint32_t id = 0; id < dictionary_.size(); ++id) {
      std::vector<Entry>& entries = by_code[dictionary_[id]];
      ids_[dictionary_[id]] = id;
      if (entries.empty()) continue;
      std::ranges::stable_sort(entries, {}, [](const Entry& e) {
        return std::tuple(e.patient, e.event.date.days, e.event.sequence);
      });
      const bool any_value =
          std::ranges::any_of(entries, [](const Entry& e) { return e.event.value.has_value(); });
      run_codes_.push_back(id);
      run_starts_.push_back(static_cast<std::uint32_t>(postings_.size()));
      run_values_.push_back(any_value ? static_cast<std::uint32_t>(values_.size()) : records::kNoValues);
      for (const Entry& entry : entries) {
        postings_.push_back(records::posting(entry.event.date, entry.patient));
        episodes_.push_back(entry.event.episode);
        sequences_.push_back(entry.event.sequence);
        episodes = episodes || entry.event.episode != 0;
        sequences = sequences || entry.event.sequence != 0;
        if (!any_value) continue;
        values_.push_back(entry.event.value.value_or(NAN));
        units_.push_back(entry.event.unit);
        units = units || entry.event.unit != terms::kNoUnit;
        comparators_.push_back(entry.event.comparator);
        comparators = comparators || entry.event.comparator != 0;
      }
    }
    run_starts_.push_back(static_cast<std::uint32_t>(postings_.size()));
    ids_of_patients_.resize(patients.size());
    area_.resize(patients.size());
    flags_.resize(patients.size());
    block_ = {
        .patients = static_cast<std::uint32_t>(patients.size()),
        .ids = ids_of_patients_,
        .birth = birth_,
        .death = death_,
        .sex = sex_,
        .area = area_,
        .ethnicity = ethnicity_,
        .flags = flags_,
        .run_codes = run_codes_,
        .run_starts = run_starts_,
        .run_values = run_values_,
        .postings = postings_,
        .values = values_,
        .units = units ? std::span<const std::uint8_t>(units_) : std::span<const std::uint8_t>(),
        .comparators =
            comparators ? std::span<const std::uint8_t>(comparators_) : std::span<const std::uint8_t>(),
        .episodes = episodes ? std::span<const std::uint8_t>(episodes_) : std::span<const std::uint8_t>(),
        .consultations = {},
        .sequences =
            sequences ? std::span<const std::uint32_t>(sequences_) : std::span<const std::uint32_t>()};
  }
  MadeBlock(const MadeBlock&) = delete;
  MadeBlock& operator=(const MadeBlock&) = delete;

  const records::Block& block() const { return block_; }
  blocks::Binding bind(const blocks::Program& program) const {
    return blocks::bind_codes(
        program, static_cast<std::uint32_t>(dictionary_.size()),
        [this](const terms::Code& code) {
          const auto found = ids_.find(code);
          return found == ids_.end() ? std::nullopt : std::optional(found->second);
        },
        ethnicities_);
  }

 private:
  std::vector<terms::Code> dictionary_;
  std::map<terms::Code, std::uint32_t> ids_;
  std::vector<std::string> ethnicities_ = {""};
  std::vector<std::uint64_t> ids_of_patients_;
  std::vector<std::uint16_t> birth_, death_, area_, ethnicity_, flags_;
  std::vector<std::uint8_t> sex_, units_, comparators_, episodes_;
  std::vector<std::uint32_t> run_codes_, run_starts_, run_values_, postings_, sequences_;
  std::vector<float> values_;
  records::Block block_;
};

}  // namespace meso::rules::tests
