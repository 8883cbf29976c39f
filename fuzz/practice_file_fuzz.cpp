// Opens any bytes as a practice file and touches all of it, as the engine would: an
// error or an answer, never a crash.
//
// The first byte says how: 1, every checksum is made right first, so that fuzzing reaches what lies behind
// them; 2, the key with which the corpus was sealed is at hand. The rest is the file.

#include <cstdlib>

#include "../tests/base/failing_files.h"
#include "../tests/records/forged_practice_file.h"
#include "../tests/records/made_practices.h"
#include "records/practice_file.h"

namespace {

using namespace meso;
using namespace meso::records;

// Uses every number as an index where the engine does. A block that was handed out must bear it.
std::uint64_t walk(const Block& block, std::size_t codes, std::size_t areas, std::size_t ethnicities) {
  std::vector<std::uint64_t> of_patient(block.patients);
  std::vector<std::uint64_t> of_code(codes);
  std::vector<std::uint64_t> of_area(areas);
  std::vector<std::uint64_t> of_ethnicity(ethnicities);
  for (std::uint32_t p = 0; p < block.patients; ++p) {
    of_patient[p] += block.ids[p] + block.birth[p] + block.death[p] + block.sex[p] + block.flags[p];
    of_area[block.area[p]] += 1;
    of_ethnicity[block.ethnicity[p]] += 1;
  }
  std::uint64_t sum = 0;
  for (std::size_t run = 0; run < block.run_codes.size(); ++run) {
    const std::uint32_t start = block.run_starts[run];
    of_code[block.run_codes[run]] += block.run_starts[run + 1] - start;
    for (std::uint32_t i = start; i < block.run_starts[run + 1]; ++i) {
      of_patient[posting_patient(block.postings[i])] += 1;
      if (!block.episodes.empty()) sum += block.episodes[i];
      if (!block.consultations.empty()) sum += block.consultations[i];
      if (!block.sequences.empty()) sum += block.sequences[i];
      if (block.run_values[run] == kNoValues) continue;
      const std::size_t value = block.run_values[run] + (i - start);
      sum += block.values[value] > 0;
      if (!block.units.empty()) sum += block.units[value];
      if (!block.comparators.empty()) sum += block.comparators[value];
    }
  }
  for (const auto& counts : {of_patient, of_code, of_area, of_ethnicity}) {
    for (const std::uint64_t count : counts) sum += count;
  }
  return sum;
}

void touch(const PracticeFile& file) {
  const auto codes = file.codes();
  const auto areas = file.areas();
  const auto ethnicities = file.ethnicities();
  if (!codes.ok() || !areas.ok() || !ethnicities.ok()) return;
  const auto ranges = file.ranges(**codes);
  if ((*codes)->empty() ? !ranges.empty() : ranges.size() != 1) std::abort();
  std::uint64_t sum = 0;
  for (std::uint32_t index = 0; index < file.block_count(); ++index) {
    const auto own = file.own_numbers(index);
    const auto block = file.block(index);
    if (!block.ok()) continue;
    if (own.ok() && own->size() != (*block)->patients) std::abort();
    sum += walk(**block, (*codes)->size(), (*areas)->size(), (*ethnicities)->size());
  }
  volatile std::uint64_t kept = sum;
  (void)kept;
  (void)file.check_all();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size) {
  if (size == 0) return 0;
  const std::uint8_t how = input[0];
  const auto rest = std::as_bytes(std::span(input + 1, size - 1));
  Bytes bytes(rest.begin(), rest.end());
  if ((how & 1) != 0) bytes = records::tests::with_right_checksums(std::move(bytes));
  meso::tests::FailingFiles files;
  files.put("/p.meso", std::move(bytes));
  const auto key = (how & 2) != 0 ? std::optional(records::tests::made_keys().sealing) : std::nullopt;
  const auto file = PracticeFile::open(files, "/p.meso", key);
  if (file.ok()) touch(**file);
  return 0;
}
