// The population in memory: blocks of one practice's patients, as a practice file lays them out.
//
// A block holds at most kPatientsPerBlock patients of one practice and is self-contained.
// Everything here is a view: spans over mapped or unsealed bytes that the PracticeFile owns,
// immutable, safe to read from several threads.
//
//   runs      one per code that occurs in the block, in dictionary order: code id, and where its postings
//   begin postings  u32 = date << 16 | patient-in-block; inside a run ordered by (patient, date, sequence)
//   values    f32 beside the postings of a run that has any value; NaN where a record has none
//
// Registration spells are events too (terms::System::kMeso): "registered" on the day a spell starts, "left"
// on the day it ends (the first day on which the patient is no longer registered).

#pragma once

#include <cstdint>
#include <span>

#include "base/date.h"

namespace meso::records {

inline constexpr std::uint32_t kPatientsPerBlock = 2048;
inline constexpr std::uint32_t kNoValues = 0xFFFFFFFFu;

enum class Sex : std::uint8_t { kUnknown = 0, kMale = 1, kFemale = 2, kOther = 3 };

enum class Episode : std::uint8_t { kUnstated = 0, kFirst = 1, kNew = 2, kReview = 3, kEnd = 4, kOther = 5 };

// How a value was written: "<5" is kBelow 5. Rules compare the number as written; explanations show the sign.
enum class Comparator : std::uint8_t {
  kEqual = 0,
  kBelow = 1,
  kAtMost = 2,
  kAtLeast = 3,
  kAbove = 4,
  kAbout = 5
};

// Bits of Block::flags.
enum PatientFlag : std::uint16_t {
  kOptOutType1 = 1,         // dissents to use beyond direct care
  kOptOutNational = 2,      // national data opt-out
  kDissentToShare = 4,      // dissents to sharing outside the practice
  kSpellOnly = 8,           // lives, with all events, in another practice's file
  kAssumedRegistered = 16,  // no spell was in the extract; one was assumed from birth to death or as-at date
};

constexpr std::uint32_t posting(Date date, std::uint32_t patient) {
  return static_cast<std::uint32_t>(date.days) << 16 | patient;
}
constexpr Date posting_date(std::uint32_t posting) {
  return Date{static_cast<std::int32_t>(posting >> 16)};
}
constexpr std::uint32_t posting_patient(std::uint32_t posting) {
  return posting & 0xFFFFu;
}

struct Block {
  std::uint32_t patients = 0;

  // One slot per patient.
  std::span<const std::uint64_t> ids;        // keyed hash of (practice, the practice's own number)
  std::span<const std::uint16_t> birth;      // Date::days; 0 not known
  std::span<const std::uint16_t> death;      // Date::days; 0 alive or not known
  std::span<const std::uint8_t> sex;         // Sex
  std::span<const std::uint16_t> area;       // index into PracticeFile::areas(); 0 is ""
  std::span<const std::uint16_t> ethnicity;  // index into PracticeFile::ethnicities(); 0 is ""
  std::span<const std::uint16_t> flags;      // PatientFlag

  // One entry per run, ascending by code id. run_starts has one more, the end.
  std::span<const std::uint32_t> run_codes;   // ids of PracticeFile::codes()
  std::span<const std::uint32_t> run_starts;  // into postings
  std::span<const std::uint32_t>
      run_values;  // into values, units and comparators; kNoValues: the run has none

  std::span<const std::uint32_t> postings;
  // Beside the postings of numeric runs: the value of posting run_starts[r] + i is values[run_values[r] + i].
  std::span<const float> values;
  std::span<const std::uint8_t> units;        // terms::UnitId; empty when no record of the block wrote a unit
  std::span<const std::uint8_t> comparators;  // Comparator; empty when all are kEqual
  // Beside all postings; each empty when no record of the block has one.
  std::span<const std::uint8_t> episodes;
  std::span<const std::uint32_t> consultations;
  std::span<const std::uint32_t> sequences;
};

}  // namespace meso::records
