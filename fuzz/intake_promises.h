// What every reading of every source must keep to, whatever the bytes are.

#pragma once

#include <cmath>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "../tests/memory_files.h"
#include "records/intake.h"

namespace meso::fuzz {

inline void require(bool promise) {
  if (!promise) std::abort();
}

inline void check_contents(const records::PracticeContents& contents) {
  require(!contents.practice.empty() && contents.as_at.is_recorded());
  std::set<std::string> own_numbers;
  for (const records::PatientRecord& patient : contents.patients) {
    require(!patient.own_number.empty() && own_numbers.insert(patient.own_number).second);
    require(patient.birth == kUnknownDate || patient.birth.is_recorded());
    require(patient.death == kUnknownDate || (patient.death.is_recorded() && patient.death >= patient.birth));
  }
  require(std::set<terms::Code>(contents.codes.begin(), contents.codes.end()).size() ==
          contents.codes.size());
  for (const terms::Code& code : contents.codes)
    require(code.system != terms::System::kMeso && !code.text.empty());
  for (const records::Spell& spell : contents.spells) {
    require(spell.patient < contents.patients.size() && spell.start.is_recorded());
    require(spell.end == kUnknownDate || spell.end >= spell.start);
  }
  for (const records::EventRecord& event : contents.events) {
    require(event.patient < contents.patients.size() && event.code < contents.codes.size());
    require((contents.patients[event.patient].flags & records::kSpellOnly) == 0);
    require(event.date == kUnknownDate || event.date.is_recorded());
    require(std::isnan(event.value) ||
            (std::isfinite(event.value) && !(event.value == 0 && std::signbit(event.value))));
  }
}

inline void check_reading(tests::MemoryFiles& files, const records::IntakeOptions& options) {
  RejectReport rejects;
  const std::vector<std::string> sources = {"source"};
  const auto extracts = records::read_extracts(files, sources, options, rejects);
  if (!extracts.ok()) {
    require(!extracts.error().message.empty());
    return;
  }
  std::uint64_t rejected = 0;
  for (const records::KindCount& kind : extracts->kinds) {
    require(kind.read == kind.stored + kind.duplicates + kind.set_aside + kind.rejected);
    rejected += kind.rejected;
  }
  require(rejects.size() >= rejected);  // a cell that was left out of a stored record is told too
  std::set<std::string> practices;
  for (const records::PracticeExtract& practice : extracts->practices) {
    require(practices.insert(practice.contents.practice).second);
    check_contents(practice.contents);
    require(practice.identities.size() <= practice.contents.patients.size());
  }
}

}  // namespace meso::fuzz
