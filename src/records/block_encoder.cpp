#include "records/block_encoder.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <tuple>

#include "base/byte_stream.h"
#include "records/code_order.h"

namespace meso::records {
namespace {

using format::Kind;

Error bad_contents(const PracticeContents& contents, const std::string& what) {
  return Error{ErrorKind::kBadInput, "practice " + contents.practice + " cannot be stored: " + what, Place{},
               ""};
}

bool fits(Date date) {
  return date == kUnknownDate || date.is_recorded();
}

// Numbers the distinct texts in byte order, "" first.
Status number_texts(const PracticeContents& contents, std::string PatientRecord::* text,
                    const std::string& what, std::vector<std::string>& texts,
                    std::vector<std::uint16_t>& number_of) {
  std::map<std::string_view, std::uint32_t> numbers{{"", 0}};
  for (const PatientRecord& patient : contents.patients) numbers.try_emplace(patient.*text, 0);
  if (numbers.size() > 65536) return bad_contents(contents, "it has more than 65,535 different " + what);
  for (auto& [name, number] : numbers) {
    number = static_cast<std::uint32_t>(texts.size());
    texts.emplace_back(name);
  }
  number_of.reserve(contents.patients.size());
  for (const PatientRecord& patient : contents.patients) {
    number_of.push_back(static_cast<std::uint16_t>(numbers.find(patient.*text)->second));
  }
  return {};
}

template <class T>
Bytes bytes_of(const std::vector<T>& column) {
  const auto bytes = std::as_bytes(std::span(column));
  return Bytes(bytes.begin(), bytes.end());
}

}  // namespace

Result<BlockEncoder> BlockEncoder::make(PracticeContents contents, const Key& hashing,
                                        std::span<const std::vector<terms::Code>> code_groups) {
  BlockEncoder encoder(std::move(contents));
  MESO_RETURN_IF_ERROR(encoder.check_patients(hashing));
  MESO_RETURN_IF_ERROR(encoder.check_events());
  MESO_RETURN_IF_ERROR(encoder.order_dictionary(code_groups));
  MESO_RETURN_IF_ERROR(encoder.number_spells());
  encoder.group_by_block();
  return encoder;
}

std::uint32_t BlockEncoder::block_count() const {
  return static_cast<std::uint32_t>((contents_.patients.size() + kPatientsPerBlock - 1) / kPatientsPerBlock);
}

Status BlockEncoder::check_patients(const Key& hashing) {
  const auto& patients = contents_.patients;
  if (patients.size() > std::numeric_limits<std::uint32_t>::max())
    return bad_contents(contents_, "too many patients");
  ids_.reserve(patients.size());
  for (const PatientRecord& patient : patients) {
    if (!fits(patient.birth) || !fits(patient.death)) {
      return bad_contents(contents_, "a patient's birth or death is not a day that a record can hold");
    }
    ids_.push_back(patient_id(hashing, contents_.practice, patient.own_number));
  }
  std::vector<std::uint64_t> sorted = ids_;
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end()) {
    return bad_contents(contents_, "two patients have the same number of the practice");
  }
  MESO_RETURN_IF_ERROR(number_texts(contents_, &PatientRecord::area, "areas", areas_, area_of_));
  return number_texts(contents_, &PatientRecord::ethnicity, "ethnicities", ethnicities_, ethnicity_of_);
}

Status BlockEncoder::check_events() {
  const auto& events = contents_.events;
  if (events.size() + 2 * contents_.spells.size() >= kSpell) {
    return bad_contents(contents_, "it has more than 4,294,967,294 events");
  }
  bool known = true;
  bool dated = true;
  bool finite = true;
  for (const EventRecord& event : events) {
    known &= event.patient < contents_.patients.size() && event.code < contents_.codes.size();
    dated &= fits(event.date);
    finite &= !std::isinf(event.value);
  }
  if (!known) return bad_contents(contents_, "an event is of no listed patient or code");
  if (!dated) return bad_contents(contents_, "an event's date is not a day that a record can hold");
  if (!finite) return bad_contents(contents_, "an event's value is infinite");
  for (const Spell& spell : contents_.spells) {
    if (spell.patient >= contents_.patients.size())
      return bad_contents(contents_, "a spell is of no listed patient");
    if (!fits(spell.start) || !fits(spell.end)) {
      return bad_contents(contents_, "a spell's start or end is not a day that a record can hold");
    }
  }
  return {};
}

Status BlockEncoder::order_dictionary(std::span<const std::vector<terms::Code>> code_groups) {
  const auto& codes = contents_.codes;
  std::vector<bool> used(codes.size());
  for (const EventRecord& event : contents_.events) used[event.code] = true;
  auto order = order_codes(codes, used, code_groups);
  if (!order.ok()) return bad_contents(contents_, order.error().message);
  if (!contents_.spells.empty()) codes_.push_back(registered_code());
  if (std::ranges::any_of(contents_.spells, [](const Spell& spell) { return spell.end != kUnknownDate; })) {
    codes_.push_back(left_code());
  }
  id_of_code_.assign(codes.size(), 0);
  for (const std::uint32_t position : *order) {
    id_of_code_[position] = static_cast<std::uint32_t>(codes_.size());
    codes_.push_back(codes[position]);
  }
  return {};
}

Status BlockEncoder::number_spells() {
  std::vector<Spell> spells = contents_.spells;
  const auto end_of = [](const Spell& spell) {
    return spell.end == kUnknownDate ? std::numeric_limits<std::int32_t>::max() : spell.end.days;
  };
  std::ranges::sort(spells, [&](const Spell& a, const Spell& b) {
    return std::make_tuple(a.patient, a.start, end_of(a)) < std::make_tuple(b.patient, b.start, end_of(b));
  });
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < spells.size(); ++i) {
    const Spell& spell = spells[i];
    number = i > 0 && spells[i - 1].patient == spell.patient ? number + 1 : 0;
    spell_days_.push_back(SpellDay{spell.patient, 0, static_cast<std::uint32_t>(spell.start.days), number});
    if (spell.end != kUnknownDate) {
      spell_days_.push_back(SpellDay{spell.patient, 1, static_cast<std::uint32_t>(spell.end.days), number});
    }
  }
  return {};
}

void BlockEncoder::group_by_block() {
  const auto& events = contents_.events;
  std::vector<std::uint32_t> next(block_count() + 1, 0);
  for (const EventRecord& event : events) ++next[event.patient / kPatientsPerBlock + 1];
  for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
  by_block_.resize(events.size());
  for (std::uint32_t i = 0; i < events.size(); ++i)
    by_block_[next[events[i].patient / kPatientsPerBlock]++] = i;
  next.pop_back();
  block_ends_ = std::move(next);
  postings_ = events.size() + spell_days_.size();
}

std::vector<BlockEncoder::Item> BlockEncoder::sorted_items(std::uint32_t block) const {
  const auto first_patient = block * kPatientsPerBlock;
  const auto item = [&](std::uint32_t code, std::uint32_t patient, std::uint32_t date, std::uint32_t sequence,
                        std::uint32_t event) {
    return Item{std::uint64_t{code} << 32 | (patient - first_patient) << 16 | date, sequence, event};
  };
  std::vector<Item> unsorted;
  const std::uint32_t first_event = block == 0 ? 0 : block_ends_[block - 1];
  unsorted.reserve(block_ends_[block] - first_event + 2 * kPatientsPerBlock);
  const auto spells = std::ranges::equal_range(
      spell_days_, block, {}, [](const SpellDay& day) { return day.patient / kPatientsPerBlock; });
  for (const SpellDay& day : spells)
    unsorted.push_back(item(day.code, day.patient, day.date, day.number, kSpell));
  for (std::uint32_t i = first_event; i < block_ends_[block]; ++i) {
    const EventRecord& event = contents_.events[by_block_[i]];
    unsorted.push_back(item(id_of_code_[event.code], event.patient,
                            static_cast<std::uint32_t>(event.date.days), event.sequence, by_block_[i]));
  }

  std::vector<std::uint32_t> next(codes_.size() + 1, 0);
  for (const Item& each : unsorted) ++next[(each.key >> 32) + 1];
  for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
  std::vector<Item> items(unsorted.size());
  for (const Item& each : unsorted) items[next[each.key >> 32]++] = each;
  // Records equal in all else keep the order of the source.
  const auto before = [](const Item& a, const Item& b) {
    return std::tie(a.key, a.sequence, a.event) < std::tie(b.key, b.sequence, b.event);
  };
  std::uint32_t start = 0;
  for (std::size_t code = 0; code < codes_.size(); ++code) {
    const auto run = std::span(items).subspan(start, next[code] - start);
    if (!std::ranges::is_sorted(run, before)) std::ranges::sort(run, before);
    start = next[code];
  }
  return items;
}

std::vector<BlockEncoder::Column> BlockEncoder::encode(std::uint32_t block) const {
  std::vector<Column> columns;
  encode_patients(block, columns);
  encode_runs(block, columns);
  return columns;
}

void BlockEncoder::encode_patients(std::uint32_t block, std::vector<Column>& columns) const {
  const std::size_t first = std::size_t{block} * kPatientsPerBlock;
  const std::size_t end = std::min<std::size_t>(first + kPatientsPerBlock, contents_.patients.size());
  ByteWriter ids, birth, death, sex, area, ethnicity, flags, own_numbers;
  std::uint32_t own_bytes = 0;
  for (std::size_t i = first; i < end; ++i) {
    const PatientRecord& patient = contents_.patients[i];
    ids.number(ids_[i]);
    birth.number(static_cast<std::uint16_t>(patient.birth.days));
    death.number(static_cast<std::uint16_t>(patient.death.days));
    sex.number(static_cast<std::uint8_t>(patient.sex));
    area.number(area_of_[i]);
    ethnicity.number(ethnicity_of_[i]);
    flags.number(patient.flags);
    own_numbers.number(own_bytes);
    own_bytes += static_cast<std::uint32_t>(patient.own_number.size());
  }
  own_numbers.number(own_bytes);
  for (std::size_t i = first; i < end; ++i) own_numbers.raw(contents_.patients[i].own_number);
  columns.emplace_back(Kind::kIds, ids.take());
  columns.emplace_back(Kind::kBirth, birth.take());
  columns.emplace_back(Kind::kDeath, death.take());
  columns.emplace_back(Kind::kSex, sex.take());
  columns.emplace_back(Kind::kArea, area.take());
  columns.emplace_back(Kind::kEthnicity, ethnicity.take());
  columns.emplace_back(Kind::kFlags, flags.take());
  columns.emplace_back(Kind::kOwnNumbers, own_numbers.take());
}

void BlockEncoder::encode_runs(std::uint32_t block, std::vector<Column>& columns) const {
  const std::vector<Item> items = sorted_items(block);
  const auto event_of = [&](const Item& item) -> const EventRecord* {
    return item.event == kSpell ? nullptr : &contents_.events[item.event];
  };
  std::vector<std::uint32_t> run_codes, run_starts, run_values, postings;
  std::vector<float> values;
  std::vector<std::uint8_t> units, comparators, episodes;
  std::vector<std::uint32_t> consultations, sequences;
  postings.reserve(items.size());
  episodes.reserve(items.size());
  consultations.reserve(items.size());
  sequences.reserve(items.size());

  // Events lie in the order of their source, which is rarely that of codes: each is fetched some way ahead.
  constexpr std::size_t kAhead = 24;
  for (std::size_t start = 0; start < items.size();) {
    const auto code = static_cast<std::uint32_t>(items[start].key >> 32);
    const std::size_t first_value = values.size();
    bool numeric = false;
    std::size_t i = start;
    for (; i < items.size() && items[i].key >> 32 == code; ++i) {
      if (i + kAhead < items.size() && items[i + kAhead].event != kSpell) {
        __builtin_prefetch(&contents_.events[items[i + kAhead].event]);
      }
      const EventRecord* event = event_of(items[i]);
      // (patient, date) in the low half of the key; a posting has the date in front.
      postings.push_back(std::rotl(static_cast<std::uint32_t>(items[i].key), 16));
      sequences.push_back(items[i].sequence);
      episodes.push_back(event == nullptr ? std::uint8_t{0} : static_cast<std::uint8_t>(event->episode));
      consultations.push_back(event == nullptr ? 0 : event->consultation);
      const bool has_value = event != nullptr && !std::isnan(event->value);
      numeric |= has_value;
      // Every missing value is the same NaN and zero has one sign, so that equal contents are equal bytes.
      values.push_back(has_value ? event->value + 0.0f : std::numeric_limits<float>::quiet_NaN());
      units.push_back(event == nullptr ? terms::kNoUnit : event->unit);
      comparators.push_back(event == nullptr ? std::uint8_t{0}
                                             : static_cast<std::uint8_t>(event->comparator));
    }
    if (!numeric) {
      values.resize(first_value);
      units.resize(first_value);
      comparators.resize(first_value);
    }
    run_codes.push_back(code);
    run_starts.push_back(static_cast<std::uint32_t>(start));
    run_values.push_back(numeric ? static_cast<std::uint32_t>(first_value) : kNoValues);
    start = i;
  }
  run_starts.push_back(static_cast<std::uint32_t>(items.size()));

  columns.emplace_back(Kind::kRunCodes, bytes_of(run_codes));
  columns.emplace_back(Kind::kRunStarts, bytes_of(run_starts));
  columns.emplace_back(Kind::kRunValues, bytes_of(run_values));
  columns.emplace_back(Kind::kPostings, bytes_of(postings));
  if (!values.empty()) columns.emplace_back(Kind::kValues, bytes_of(values));
  const auto add_unless_zero = [&](Kind kind, const auto& column) {
    if (std::ranges::any_of(column, [](auto each) { return each != 0; }))
      columns.emplace_back(kind, bytes_of(column));
  };
  add_unless_zero(Kind::kUnits, units);
  add_unless_zero(Kind::kComparators, comparators);
  add_unless_zero(Kind::kEpisodes, episodes);
  add_unless_zero(Kind::kConsultations, consultations);
  add_unless_zero(Kind::kSequences, sequences);
}

}  // namespace meso::records
