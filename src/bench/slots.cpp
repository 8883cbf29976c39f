#include "bench/slots.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "bench/extract.h"
#include "bench/w.h"

namespace meso::bench {
namespace {

using records::kPatientsPerBlock;

struct SlotColumns {
  std::vector<std::uint32_t> earliest = std::vector<std::uint32_t>(kPatientsPerBlock);
  std::vector<std::uint32_t> latest = std::vector<std::uint32_t>(kPatientsPerBlock);
  std::vector<std::uint32_t> value = std::vector<std::uint32_t>(kPatientsPerBlock);
};

// W's values are whole and not negative, and each of its records has a day.
void take(SlotColumns& slot, std::uint32_t patient, std::uint32_t day, std::uint32_t value) {
  if (slot.earliest[patient] == 0 || day < slot.earliest[patient]) slot.earliest[patient] = day;
  if (day > slot.latest[patient]) {
    slot.latest[patient] = day;
    slot.value[patient] = value;
  } else if (day == slot.latest[patient]) {
    slot.value[patient] = std::max(slot.value[patient], value);
  }
}

void add(SlotSums& sums, const SlotColumns& slot, std::uint32_t patient, std::uint64_t number) {
  const std::uint64_t earliest = slot.earliest[patient], latest = slot.latest[patient];
  const std::uint64_t value = slot.value[patient];
  if (earliest == 0) return;
  ++sums.patients;
  sums.earliest += earliest;
  sums.latest += latest;
  sums.value += value;
  sums.mix += number * (earliest + 3 * latest + 7 * value);
}

std::uint32_t outcome_of(std::uint8_t rule, bool selected) {
  return rule == 0 ? 0 : rule * 2u + (selected ? 1u : 0u);
}

}  // namespace

Result<std::vector<SlotSums>> slot_sums(const Workload& workload, std::uint32_t patients) {
  std::vector<SlotSums> sums(workload.model.clusters.size());
  for (std::uint32_t f = 0; f < workload.views.size(); ++f) {
    const records::PracticeFile& file = *workload.views[f];
    for (std::uint32_t b = 0; b < file.block_count(); ++b) {
      MESO_ASSIGN_OR_RETURN(const records::Block* block, file.block(b));
      for (std::size_t c = 0; c < sums.size(); ++c) {
        SlotColumns slot;
        for (const records::CodeRange& range : file.ranges(workload.model.clusters[c].codes)) {
          for (std::size_t run = 0; run < block->run_codes.size(); ++run) {
            if (block->run_codes[run] < range.first || block->run_codes[run] >= range.last) continue;
            for (std::uint32_t i = block->run_starts[run]; i < block->run_starts[run + 1]; ++i) {
              float value = 0;
              if (c < kValueClusters && block->run_values[run] != records::kNoValues) {
                value = block->values[block->run_values[run] + (i - block->run_starts[run])];
              }
              const std::uint32_t posting = block->postings[i];
              take(slot, records::posting_patient(posting), posting >> 16,
                   std::isnan(value) ? 0 : static_cast<std::uint32_t>(value));
            }
          }
        }
        for (std::uint32_t p = 0; p < block->patients; ++p) {
          const std::uint32_t in_practice = b * kPatientsPerBlock + p;
          if (patients == 0 || in_practice < patients) add(sums[c], slot, p, patient_number(f, in_practice));
        }
      }
    }
  }
  return sums;
}

Result<std::vector<SlotSums>> slot_sums(const std::vector<std::string>& lines) {
  std::vector<SlotSums> sums(kClusters);
  for (const std::string& line : lines) {
    std::istringstream in(line);
    std::string word;
    std::size_t cluster = 0;
    SlotSums each;
    if (!(in >> word >> cluster >> each.patients >> each.earliest >> each.latest >> each.value >> each.mix) ||
        word != "slot" || cluster >= sums.size()) {
      return Error{ErrorKind::kBadInput, "the peer's slots do not read", {}, ""};
    }
    sums[cluster] = each;
  }
  return sums;
}

Result<SumsOfCodes> event_sums(const Workload& workload) {
  SumsOfCodes sums;
  for (std::uint32_t f = 0; f < workload.views.size(); ++f) {
    const records::PracticeFile& file = *workload.views[f];
    MESO_ASSIGN_OR_RETURN(const auto* codes, file.codes());
    for (std::uint32_t b = 0; b < file.block_count(); ++b) {
      MESO_ASSIGN_OR_RETURN(const records::Block* block, file.block(b));
      for (std::size_t run = 0; run < block->run_codes.size(); ++run) {
        const terms::Code& code = (*codes)[block->run_codes[run]];
        if (code.system == terms::System::kMeso) continue;
        EventSums& of_code = sums[std::string(code.text)];
        for (std::uint32_t i = block->run_starts[run]; i < block->run_starts[run + 1]; ++i) {
          const float value = block->run_values[run] == records::kNoValues
                                  ? NAN
                                  : block->values[block->run_values[run] + (i - block->run_starts[run])];
          const std::uint64_t whole = std::isnan(value) ? 0 : static_cast<std::uint64_t>(value);
          const std::uint64_t date = block->postings[i] >> 16;
          const std::uint32_t patient = b * kPatientsPerBlock + records::posting_patient(block->postings[i]);
          ++of_code.records;
          of_code.dates += date;
          of_code.values += whole;
          of_code.mix += patient_number(f, patient) * (date + 7 * whole);
        }
      }
    }
  }
  return sums;
}

Result<SumsOfCodes> event_sums(const std::vector<std::string>& lines) {
  SumsOfCodes sums;
  for (const std::string& line : lines) {
    std::istringstream in(line);
    std::string word, code;
    EventSums each;
    if (!(in >> word >> code >> each.records >> each.dates >> each.values >> each.mix) || word != "event") {
      return Error{ErrorKind::kBadInput, "the peer's events do not read", {}, ""};
    }
    sums[code] = each;
  }
  return sums;
}

Result<RuleSums> rule_sums(const Workload& workload, const rules::Plan& plan) {
  RuleSums sums;
  const auto add_one = [&](char kind, std::size_t list, std::uint32_t outcome, std::uint64_t number) {
    auto& [patients, total] = sums[{kind + std::to_string(list), outcome}];
    ++patients;
    total += number;
  };
  rules::RunOptions options;
  options.each_block = [&](const rules::BlockAnswers& answers) {
    for (std::uint32_t p = 0; p < answers.records->patients; ++p) {
      const std::uint64_t number = patient_number(answers.file, answers.block * kPatientsPerBlock + p);
      for (std::size_t i = 0; i < answers.registers.size(); ++i) {
        const rules::RegisterAnswer& answer = answers.registers[i][p];
        add_one('r', i, outcome_of(answer.rule, answer.standing == rules::PatientStanding::kIn), number);
      }
      for (std::size_t i = 0; i < answers.indicators.size(); ++i) {
        const rules::IndicatorAnswer& answer = answers.indicators[i][p];
        const bool met = answer.standing == rules::PatientStanding::kMet;
        add_one('d', i, outcome_of(answer.rule, met || answer.standing == rules::PatientStanding::kNotMet),
                number);
        add_one('n', i, outcome_of(answer.numerator_rule, met), number);
      }
    }
  };
  MESO_RETURN_IF_ERROR(rules::run_plan(plan, workload.views, options));
  return sums;
}

Result<RuleSums> rule_sums(const std::vector<std::string>& lines) {
  RuleSums sums;
  for (const std::string& line : lines) {
    std::istringstream in(line);
    std::string word, list;
    std::uint32_t outcome = 0;
    std::pair<std::uint64_t, std::uint64_t> each;
    if (!(in >> word >> list >> outcome >> each.first >> each.second) || word != "answer") {
      return Error{ErrorKind::kBadInput, "the peer's answers to the rules do not read", {}, ""};
    }
    sums[{list, outcome}] = each;
  }
  return sums;
}

}  // namespace meso::bench
