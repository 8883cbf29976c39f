// Practices made up for tests, and what a practice file says read back into the same shape, so that "what was
// written is what is read" is one comparison.

#pragma once

#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "base/random.h"
#include "records/practice_file.h"

namespace meso::records::tests {

inline Key made_key(std::uint64_t seed) {
  Random random(seed);
  Key key;
  for (std::byte& each : key.bytes) each = static_cast<std::byte>(random.below(256));
  return key;
}

inline FileKeys made_keys() {
  return FileKeys{made_key(1), made_key(2)};
}

struct MadeShape {
  std::uint32_t patients = 20;
  std::uint32_t events = 300;
  std::uint32_t codes = 12;
  bool plain = false;  // nothing but patient, code and date
};

inline PracticeContents made_practice(const std::string& practice, std::uint64_t seed, MadeShape shape) {
  Random random(seed);
  PracticeContents contents;
  contents.practice = practice;
  contents.as_at = Date{46000 + random.between(0, 100)};
  contents.synthetic = true;
  contents.leavers_missing = random.below(2) == 1;
  contents.source = "made for a test";
  for (std::uint32_t i = 0; i < shape.patients; ++i) {
    PatientRecord patient;
    patient.own_number = "P" + std::to_string(i);
    patient.birth = Date{random.between(0, 45000)};
    patient.death = random.below(10) == 0 ? Date{random.between(45001, 46000)} : kUnknownDate;
    patient.sex = static_cast<Sex>(random.below(4));
    patient.area = random.below(3) == 0 ? "" : "E0100000" + std::to_string(random.below(10));
    patient.ethnicity = random.below(3) == 0 ? "" : std::to_string(random.below(6));
    patient.flags = static_cast<std::uint16_t>(random.below(32));
    contents.patients.push_back(patient);
    std::int32_t day = 30000;
    for (std::uint32_t spell = random.below(3); spell > 0; --spell) {
      day += random.between(1, 5000);
      const bool open = spell == 1 && random.below(2) == 0;
      contents.spells.push_back(Spell{i, Date{day}, open ? kUnknownDate : Date{day + 3000}});
      day += 3000;
    }
  }
  for (std::uint32_t i = 0; i < shape.codes; ++i) {
    // Text and system run against the order of the list, so that the dictionary has something to sort.
    contents.codes.push_back(terms::Code{i % 3 == 0 ? terms::System::kLoinc : terms::System::kSnomed,
                                         std::to_string(990000 - i * 7)});
  }
  for (std::uint32_t i = 0; i < shape.events && shape.patients > 0; ++i) {
    EventRecord event;
    event.patient = random.below(shape.patients);
    event.code = random.below(shape.codes);
    event.date = random.below(20) == 0 ? kUnknownDate : Date{random.between(45000, 45030)};
    event.value = std::numeric_limits<float>::quiet_NaN();
    if (!shape.plain) {
      if (event.code % 2 == 0 && random.below(4) != 0)
        event.value = static_cast<float>(random.between(-50, 200)) / 4;
      event.unit = static_cast<terms::UnitId>(random.below(4));
      event.comparator = static_cast<Comparator>(random.below(6));
      event.episode = static_cast<Episode>(random.below(6));
      event.consultation = random.below(50);
      event.sequence = random.below(5);
    }
    contents.events.push_back(event);
  }
  return contents;
}

// One posting in words: patient's own number, code, date, sequence, has a value, value, unit,
// comparator, episode, consultation.
using Fact = std::tuple<std::string, terms::Code, std::int32_t, std::uint32_t, bool, float, int, int, int,
                        std::uint32_t>;
using PatientFact =
    std::tuple<std::string, std::uint64_t, std::int32_t, std::int32_t, int, std::string, std::string, int>;

struct Facts {
  std::string practice;
  std::int32_t as_at = 0;
  bool synthetic = false;
  bool leavers_missing = false;
  bool registrations_assumed = false;
  std::string source;
  std::uint64_t events = 0;
  std::vector<PatientFact> patients;  // in order
  std::multiset<Fact> postings;
  bool operator==(const Facts&) const = default;
};

// What a file written from `contents` must say.
inline Facts expected_facts(const PracticeContents& contents, const Key& hashing) {
  Facts facts{contents.practice,
              contents.as_at.days,
              contents.synthetic,
              contents.leavers_missing,
              contents.registrations_assumed,
              contents.source,
              contents.events.size(),
              {},
              {}};
  for (const PatientRecord& each : contents.patients) {
    facts.patients.emplace_back(each.own_number, patient_id(hashing, contents.practice, each.own_number),
                                each.birth.days, each.death.days, static_cast<int>(each.sex), each.area,
                                each.ethnicity, each.flags);
  }
  // Units and signs are kept beside values, so only where some record of the code in the block has a value.
  std::set<std::pair<std::uint32_t, std::uint32_t>> numeric;
  for (const EventRecord& each : contents.events) {
    if (!std::isnan(each.value)) numeric.emplace(each.patient / kPatientsPerBlock, each.code);
  }
  for (const EventRecord& each : contents.events) {
    const bool kept = numeric.contains({each.patient / kPatientsPerBlock, each.code});
    const bool has_value = !std::isnan(each.value);
    facts.postings.emplace(contents.patients[each.patient].own_number, contents.codes[each.code],
                           each.date.days, each.sequence, has_value, has_value ? each.value : 0,
                           kept ? each.unit : 0, kept ? static_cast<int>(each.comparator) : 0,
                           static_cast<int>(each.episode), each.consultation);
  }
  std::map<std::uint32_t, std::vector<std::pair<std::int64_t, std::int64_t>>> spells;
  for (const Spell& each : contents.spells) {
    spells[each.patient].emplace_back(each.start.days, each.end == kUnknownDate ? 1 << 20 : each.end.days);
  }
  for (auto& [patient, days] : spells) {
    std::sort(days.begin(), days.end());
    for (std::uint32_t number = 0; number < days.size(); ++number) {
      const auto& own = contents.patients[patient].own_number;
      facts.postings.emplace(own, registered_code(), days[number].first, number, false, 0, 0, 0, 0, 0);
      if (days[number].second < 1 << 20) {
        facts.postings.emplace(own, left_code(), days[number].second, number, false, 0, 0, 0, 0, 0);
      }
    }
  }
  return facts;
}

// What a file says, by the promises of block.h.
inline Result<Facts> read_facts(const PracticeFile& file) {
  Facts facts{file.practice(),
              file.as_at().days,
              file.synthetic(),
              file.leavers_missing(),
              file.registrations_assumed(),
              file.source(),
              file.events(),
              {},
              {}};
  MESO_ASSIGN_OR_RETURN(const auto* codes, file.codes());
  MESO_ASSIGN_OR_RETURN(const auto* areas, file.areas());
  MESO_ASSIGN_OR_RETURN(const auto* ethnicities, file.ethnicities());
  for (std::uint32_t index = 0; index < file.block_count(); ++index) {
    MESO_ASSIGN_OR_RETURN(const Block* block, file.block(index));
    MESO_ASSIGN_OR_RETURN(const auto own, file.own_numbers(index));
    for (std::uint32_t p = 0; p < block->patients; ++p) {
      facts.patients.emplace_back(own[p], block->ids[p], block->birth[p], block->death[p], block->sex[p],
                                  (*areas)[block->area[p]], (*ethnicities)[block->ethnicity[p]],
                                  block->flags[p]);
    }
    for (std::size_t run = 0; run < block->run_codes.size(); ++run) {
      for (std::uint32_t i = block->run_starts[run]; i < block->run_starts[run + 1]; ++i) {
        const std::uint32_t posting = block->postings[i];
        float value = std::numeric_limits<float>::quiet_NaN();
        int unit = 0;
        int comparator = 0;
        if (block->run_values[run] != kNoValues) {
          const std::size_t at = block->run_values[run] + (i - block->run_starts[run]);
          value = block->values[at];
          if (!block->units.empty()) unit = block->units[at];
          if (!block->comparators.empty()) comparator = block->comparators[at];
        }
        const bool has_value = !std::isnan(value);
        facts.postings.emplace(own[posting_patient(posting)], (*codes)[block->run_codes[run]],
                               posting_date(posting).days, block->sequences.empty() ? 0 : block->sequences[i],
                               has_value, has_value ? value : 0, unit, comparator,
                               block->episodes.empty() ? 0 : block->episodes[i],
                               block->consultations.empty() ? 0 : block->consultations[i]);
      }
    }
  }
  return facts;
}

}  // namespace meso::records::tests
