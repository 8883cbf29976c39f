#include "case_answers.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "base/files.h"
#include "rules/blocks/history.h"

namespace meso::rules::tests {

Answers by_reference(const Model& model, const std::vector<reference::Patient>& patients,
                     const ReferenceDates& dates) {
  Answers answers;
  answers.registers.resize(model.registers.size());
  answers.indicators.resize(model.indicators.size());
  for (const reference::Patient& patient : patients) {
    reference::Evaluation evaluation(model, patient, dates);
    for (std::size_t r = 0; r < model.registers.size(); ++r) {
      answers.registers[r].push_back(evaluation.on_register(static_cast<RegisterId>(r)));
    }
    for (std::size_t i = 0; i < model.indicators.size(); ++i) {
      answers.indicators[i].push_back(evaluation.indicator(static_cast<IndicatorId>(i)));
    }
  }
  return answers;
}

namespace {

records::PracticeContents practice_of(const Case& c) {
  records::PracticeContents contents;
  contents.practice = "CASE";
  contents.as_at = c.on;
  contents.source = "text case";
  for (std::uint32_t p = 0; p < c.patients.size(); ++p) {
    const reference::Patient& history = c.patients[p].history;
    records::PatientRecord patient;
    patient.own_number = c.patients[p].name;
    patient.birth = history.birth;
    patient.death = history.death;
    patient.sex = static_cast<records::Sex>(history.sex);
    patient.ethnicity = history.ethnicity;
    contents.patients.push_back(patient);
    for (const reference::Spell& spell : history.spells)
      contents.spells.push_back({p, spell.start, spell.end});
    for (const reference::Event& event : history.events) {
      auto code = std::find(contents.codes.begin(), contents.codes.end(), event.code);
      if (code == contents.codes.end()) code = contents.codes.insert(code, event.code);
      records::EventRecord record;
      record.patient = p;
      record.code = static_cast<std::uint32_t>(code - contents.codes.begin());
      record.date = event.date;
      record.value = event.value.value_or(NAN);
      record.unit = event.unit;
      record.comparator = static_cast<records::Comparator>(event.comparator);
      record.episode = static_cast<records::Episode>(event.episode);
      record.sequence = event.sequence;
      contents.events.push_back(record);
    }
  }
  return contents;
}

}  // namespace

CaseFile::CaseFile(const Case& c, const Model& model, bool grouped)
    : path_(testing::TempDir() + "/meso-case-" + std::to_string(::getpid()) +
            (grouped ? "-grouped" : "-plain")) {
  records::WriteOptions options;
  options.threads = 1;
  if (grouped) {
    for (const terms::Cluster& cluster : model.clusters) options.code_groups.push_back(cluster.codes);
  }
  const Status written =
      write_practice_file(real_files(), path_, practice_of(c), records::FileKeys{}, options);
  if (!written.ok()) {
    ADD_FAILURE() << written.error().text();
    return;
  }
  auto opened = records::PracticeFile::open(real_files(), path_, std::nullopt);
  if (opened.ok()) {
    file_ = std::move(opened).value();
  } else {
    ADD_FAILURE() << opened.error().text();
  }
}

CaseFile::~CaseFile() {
  file_.reset();
  EXPECT_TRUE(real_files().remove(path_).ok());
}

std::vector<reference::Patient> histories(const records::PracticeFile& file) {
  std::vector<reference::Patient> patients;
  for (std::uint32_t b = 0; b < file.block_count(); ++b) {
    const auto block = file.block(b);
    if (!block.ok()) {
      ADD_FAILURE() << block.error().text();
      return patients;
    }
    for (std::uint32_t p = 0; p < (*block)->patients; ++p) {
      auto history = patient_history(file, b, p);
      if (!history.ok()) {
        ADD_FAILURE() << history.error().text();
        return patients;
      }
      patients.push_back(std::move(history).value());
    }
  }
  return patients;
}

}  // namespace meso::rules::tests
