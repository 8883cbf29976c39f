// The patients of one source, collected by a reader and then cut into practices.
//
// A reader adds patients first, then what refers to them; `cut_into_practices` settles the as-at date,
// assumed registrations, and where each patient lives (intake.h), and makes the contents of each practice.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/intake.h"
#include "records/intake_ledger.h"
#include "records/text_index.h"

namespace meso::records {

// A row that says who somebody is. Text is UTF-8 already.
struct NewPatient {
  PatientRecord record;
  std::string nhs_number;  // as written; checked when it is added
  std::string given_name, family_name, address, postcode, telephone;
};

class Population {
 public:
  enum class Added : std::uint8_t { kNew, kSame, kDifferent };
  // kSame and kDifferent: a patient with that own number is there, with the
  // same or other particulars, and stays.
  Added add_patient(NewPatient patient);
  std::optional<std::uint32_t> find_patient(std::string_view own_number);
  NewPatient& patient(std::uint32_t number) { return patients_[number]; }
  std::size_t patients() const { return patients_.size(); }

  std::uint32_t practice(std::string_view code);
  std::uint32_t code(terms::System system, std::string_view text);
  // A number for a consultation: its own where it is a whole number, else one from the top of the range.
  std::uint32_t consultation(std::string_view text);

  void add_spell(std::uint32_t patient, std::uint32_t practice, Date start, Date end);
  bool has_spell(std::uint32_t patient) const { return patient < registered_.size() && registered_[patient]; }
  std::vector<EventRecord>& events() { return events_; }

 private:
  friend struct Cutter;
  struct PracticeSpell {
    std::uint32_t patient;
    std::uint32_t practice;
    Date start, end;
  };
  struct SystemCodes {
    WholeIndex wholes;  // codes that are whole numbers without a leading zero: place in codes_ + 1
    TextIndex texts;    // all others
    std::vector<std::uint32_t> places;  // of texts, in codes_
  };

  TextIndex own_numbers_;
  std::vector<NewPatient> patients_;
  std::uint32_t last_found_ = 0;
  TextIndex practices_;
  std::array<SystemCodes, terms::kSystems> systems_;
  std::vector<terms::Code> codes_;
  TextIndex consultations_;
  std::vector<PracticeSpell> spells_;
  std::vector<bool> registered_;
  std::vector<EventRecord> events_;
};

// What the source says of itself as a whole.
struct SourceFacts {
  std::string source;  // "meso extract", ...
  std::string name;    // how errors call it
  std::optional<Date> as_at;
  std::optional<bool> leavers;  // nothing: judged by whether any spell ends
  bool synthetic = false;
  bool assume_registered = false;  // every patient, with the first practice
  bool registered_only = false;    // leave out patients without a spell: they belong to no practice
};

// REQUIRES: at least one practice; exactly one unless `registered_only`. Practices come in the order in which
// they were first named. Patients and events that `registered_only` leaves out, the reader has accounted for.
Result<std::vector<PracticeExtract>> cut_into_practices(Population&& population, const SourceFacts& facts,
                                                        const Key& hashing, Ledger& ledger);

// The latest plausible day among `per_day` counts (index: Date::days): see docs/extract.md. kUnknownDate when
// there is none. `skipped`: records on later days.
Date latest_plausible(const std::vector<std::uint64_t>& per_day, std::uint64_t& skipped);

// A practice code: 1 to 20 letters and digits, in upper case. Nothing when it is none.
std::optional<std::string> read_practice_code(std::string_view text);

}  // namespace meso::records
