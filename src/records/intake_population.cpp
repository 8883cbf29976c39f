#include "records/intake_population.h"

#include <algorithm>
#include <tuple>

#include "locale/england/nhs_number.h"
#include "records/intake_cells.h"

namespace meso::records {
namespace {

bool same_particulars(const NewPatient& a, const NewPatient& b) {
  const auto all = [](const NewPatient& p) {
    return std::tie(p.record.birth, p.record.death, p.record.sex, p.record.area, p.record.ethnicity,
                    p.record.flags, p.nhs_number, p.given_name, p.family_name, p.address, p.postcode,
                    p.telephone);
  };
  return all(a) == all(b);
}

// A number that no rule of own numbers forbids, but that most of a file's own numbers must not be.
bool is_nhs_number(std::string_view own_number) {
  return own_number.size() >= 10 && own_number.size() <= 12 &&
         england::parse_nhs_number(own_number).has_value();
}

// The number that a code is, where the number tells the code: up to 18 digits that do not begin with 0.
std::optional<std::uint64_t> whole_of(std::string_view code) {
  if (code.empty() || code.size() > 18 || code[0] == '0') return std::nullopt;
  std::uint64_t whole = 0;
  for (char c : code) {
    if (c < '0' || c > '9') return std::nullopt;
    whole = whole * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return whole;
}

}  // namespace

std::optional<std::string> read_practice_code(std::string_view text) {
  text = trimmed(text);
  if (text.empty() || text.size() > 20) return std::nullopt;
  std::string code;
  for (char c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')) return std::nullopt;
    code += c;
  }
  return code;
}

Population::Added Population::add_patient(NewPatient patient) {
  const std::uint32_t number = own_numbers_.add(patient.record.own_number);
  if (number < patients_.size()) {
    return same_particulars(patients_[number], patient) ? Added::kSame : Added::kDifferent;
  }
  patients_.push_back(std::move(patient));
  return Added::kNew;
}

std::optional<std::uint32_t> Population::find_patient(std::string_view own_number) {
  // Extracts mostly come patient by patient.
  if (last_found_ < patients_.size() && own_numbers_.text(last_found_) == own_number) return last_found_;
  const auto found = own_numbers_.find(own_number);
  if (found) last_found_ = *found;
  return found;
}

std::uint32_t Population::practice(std::string_view code) {
  return practices_.add(code);
}

std::uint32_t Population::code(terms::System system, std::string_view text) {
  SystemCodes& of = systems_[static_cast<std::size_t>(system)];
  const auto place = static_cast<std::uint32_t>(codes_.size());
  if (const auto whole = whole_of(text)) {
    std::uint32_t& known = of.wholes[*whole];
    if (known == 0) {
      codes_.push_back(terms::Code{system, std::string(text)});
      known = place + 1;
    }
    return known - 1;
  }
  const std::uint32_t number = of.texts.add(text);
  if (number == of.places.size()) {
    of.places.push_back(place);
    codes_.push_back(terms::Code{system, std::string(text)});
  }
  return of.places[number];
}

std::uint32_t Population::consultation(std::string_view text) {
  if (text.empty()) return 0;
  if (const auto whole = read_whole(text)) return *whole;
  return 0xFFFFFFFFu - consultations_.add(text);
}

void Population::add_spell(std::uint32_t patient, std::uint32_t practice, Date start, Date end) {
  if (registered_.size() < patients_.size()) registered_.resize(patients_.size());
  registered_[patient] = true;
  spells_.push_back(PracticeSpell{patient, practice, start, end});
}

Date latest_plausible(const std::vector<std::uint64_t>& per_day, std::uint64_t& skipped) {
  std::uint64_t total = 0;
  for (std::uint64_t n : per_day) total += n;
  skipped = 0;
  Date latest = kUnknownDate;  // of the group in hand
  std::uint64_t after = 0;     // records from the group in hand on
  std::int32_t previous = 0;
  for (auto day = static_cast<std::int32_t>(per_day.size()) - 1; day > 0; --day) {
    if (per_day[static_cast<std::size_t>(day)] == 0) continue;
    if (previous == 0) {
      latest = Date{day};
    } else if (previous - day > 31 && after * 10000 < total) {
      skipped = after;
      latest = Date{day};
    }
    after += per_day[static_cast<std::size_t>(day)];
    if (after * 10000 >= total) break;
    previous = day;
  }
  return latest;
}

// The steps of cut_into_practices, on one population.
struct Cutter {
  Population& of;
  const SourceFacts& facts;
  const Key& hashing;
  Ledger& ledger;

  Status refuse_nhs_numbers() const {
    const auto is_one = [](const NewPatient& p) { return is_nhs_number(p.record.own_number); };
    const auto numbers = std::count_if(of.patients_.begin(), of.patients_.end(), is_one);
    if (static_cast<std::size_t>(numbers) * 2 <= of.patients_.size()) return {};
    return Error{
        ErrorKind::kBadInput,
        "most of the practice's own patient numbers are NHS numbers, which are kept sealed and apart",
        Place{facts.name}, "give the number that the practice's system has for a patient"};
  }

  Date as_at() const {
    std::vector<std::uint64_t> per_day(65536);
    const auto see = [&](Date date) { per_day[static_cast<std::size_t>(date.days)] += date.is_recorded(); };
    for (const EventRecord& event : of.events_) see(event.date);
    for (const auto& spell : of.spells_) see(spell.start);
    for (const NewPatient& patient : of.patients_) see(patient.record.death);
    std::uint64_t after = 0;
    if (!facts.as_at) {
      const Date latest = latest_plausible(per_day, after);
      if (after != 0) {
        ledger.note("The as-at date of " + facts.name + " is its latest date, " + format_date(latest) +
                    ", without the few dates long after it (" + with_thousands(after) + ")");
      }
      return latest;
    }
    for (auto day = static_cast<std::size_t>(facts.as_at->days) + 1; day < per_day.size(); ++day)
      after += per_day[day];
    ledger.count(after, "record is dated after the as-at date; it is kept as written",
                 "records are dated after the as-at date; they are kept as written");
    return *facts.as_at;
  }

  void assume_registrations() const {
    for (std::uint32_t i = 0; i < of.patients_.size(); ++i) {
      PatientRecord& record = of.patients_[i].record;
      record.flags |= kAssumedRegistered;
      of.add_spell(i, 0, record.birth == kUnknownDate ? kFirstDate : record.birth, record.death);
    }
  }

  // An NHS number that is not valid is not one; the patient stays.
  void settle_nhs_numbers() const {
    std::uint64_t bad = 0;
    for (NewPatient& patient : of.patients_) {
      if (patient.nhs_number.empty()) continue;
      auto number = england::parse_nhs_number(patient.nhs_number);
      bad += !number;
      patient.nhs_number = number.value_or("");
    }
    ledger.count(bad, "patient has an NHS number that is not valid; the patient is kept without it",
                 "patients have an NHS number that is not valid; they are kept without it");
  }

  void doubt_codes() const {
    std::uint64_t doubtful = 0;
    for (const terms::Code& code : of.codes_) {
      doubtful += (code.system == terms::System::kSnomed || code.system == terms::System::kDmd) &&
                  !is_sctid(code.text);
    }
    ledger.count(doubtful, "SNOMED CT or dm+d code has a wrong check digit; its records are kept as written",
                 "SNOMED CT or dm+d codes have a wrong check digit; their records are kept as written");
  }

  // Where each patient's events live: the spell open on `on` that started
  // last, else the spell that ended last.
  std::vector<std::uint32_t> homes(Date on) const {
    struct Best {
      bool open = false;
      Date date = kUnknownDate;
      std::uint32_t practice = 0;
    };
    std::vector<Best> best(of.patients_.size());
    for (const auto& spell : of.spells_) {
      const bool open = spell.start <= on && (spell.end == kUnknownDate || spell.end > on);
      const Date end = spell.end == kUnknownDate ? kLastDate : spell.end;
      const Best candidate{open, open ? spell.start : end, spell.practice};
      Best& held = best[spell.patient];
      if (std::tie(held.open, held.date) <= std::tie(candidate.open, candidate.date)) held = candidate;
    }
    std::vector<std::uint32_t> out(best.size());
    for (std::size_t i = 0; i < best.size(); ++i) out[i] = best[i].practice;
    return out;
  }

  void identify(PracticeExtract& practice, const NewPatient& who) const {
    if (who.nhs_number.empty() && who.given_name.empty() && who.family_name.empty() && who.address.empty() &&
        who.postcode.empty() && who.telephone.empty()) {
      return;
    }
    identities::Identity identity;
    identity.patient = patient_id(hashing, practice.contents.practice, who.record.own_number);
    if (!who.nhs_number.empty()) identity.person = identities::person_id(hashing, who.nhs_number);
    identity.nhs_number = who.nhs_number;
    identity.given_name = who.given_name;
    identity.family_name = who.family_name;
    identity.birth = who.record.birth;
    identity.address = who.address;
    identity.postcode = who.postcode;
    identity.telephone = who.telephone;
    practice.identities.push_back(std::move(identity));
  }

  Result<std::vector<PracticeExtract>> run() const {
    MESO_RETURN_IF_ERROR(refuse_nhs_numbers());
    const Date on = as_at();
    if (on == kUnknownDate) {
      return Error{ErrorKind::kBadInput, "no date in the source says what day it speaks of",
                   Place{facts.name},
                   "it needs a dated record, or an extract.csv that states the as-at date"};
    }
    if (facts.assume_registered) assume_registrations();
    settle_nhs_numbers();
    doubt_codes();
    const bool any_end = std::any_of(of.spells_.begin(), of.spells_.end(),
                                     [](const auto& spell) { return spell.end != kUnknownDate; });
    const bool leavers = facts.leavers.value_or(any_end || facts.assume_registered);

    std::vector<PracticeExtract> out(of.practices_.size());
    for (std::uint32_t i = 0; i < out.size(); ++i) {
      PracticeContents& contents = out[i].contents;
      contents.practice = of.practices_.text(i);
      contents.as_at = on;
      contents.synthetic = facts.synthetic;
      contents.leavers_missing = !leavers;
      contents.registrations_assumed = facts.assume_registered;
      contents.source = facts.source;
    }
    facts.registered_only ? fill_several(out, homes(on)) : fill_one(out[0]);
    for (PracticeExtract& practice : out) {
      std::sort(practice.identities.begin(), practice.identities.end(),
                [](const auto& a, const auto& b) { return a.patient < b.patient; });
    }
    return out;
  }

  void fill_one(PracticeExtract& practice) const {
    PracticeContents& contents = practice.contents;
    for (NewPatient& who : of.patients_) {
      identify(practice, who);
      contents.patients.push_back(std::move(who.record));
    }
    for (const auto& spell : of.spells_)
      contents.spells.push_back(Spell{spell.patient, spell.start, spell.end});
    contents.codes = std::move(of.codes_);
    contents.events = std::move(of.events_);
  }

  void fill_several(std::vector<PracticeExtract>& practices, const std::vector<std::uint32_t>& home) const {
    constexpr std::uint32_t kNotHere = 0xFFFFFFFFu;
    // Patients in source order within each practice: spells sorted by patient
    // name each (practice, patient) in turn.
    std::vector<Population::PracticeSpell> spells = of.spells_;
    std::sort(spells.begin(), spells.end(), [](const auto& a, const auto& b) {
      return std::tie(a.patient, a.practice, a.start, a.end) <
             std::tie(b.patient, b.practice, b.start, b.end);
    });
    std::vector<std::uint32_t> at_home(of.patients_.size(), kNotHere);  // number in the home practice
    for (const auto& spell : spells) {
      PracticeExtract& practice = practices[spell.practice];
      auto& patients = practice.contents.patients;
      const NewPatient& who = of.patients_[spell.patient];
      if (patients.empty() || patients.back().own_number != who.record.own_number) {
        patients.push_back(who.record);
        if (home[spell.patient] == spell.practice) {
          at_home[spell.patient] = static_cast<std::uint32_t>(patients.size() - 1);
        } else {
          patients.back().flags |= kSpellOnly;
        }
        identify(practice, who);
      }
      practice.contents.spells.push_back(
          Spell{static_cast<std::uint32_t>(patients.size() - 1), spell.start, spell.end});
    }
    std::vector<std::vector<std::uint32_t>> codes(practices.size());
    for (EventRecord event : of.events_) {
      const std::uint32_t where = home[event.patient];
      if (at_home[event.patient] == kNotHere) continue;  // no spell anywhere
      event.patient = at_home[event.patient];
      PracticeContents& contents = practices[where].contents;
      codes[where].resize(of.codes_.size(), kNotHere);
      std::uint32_t& code = codes[where][event.code];
      if (code == kNotHere) {
        code = static_cast<std::uint32_t>(contents.codes.size());
        contents.codes.push_back(of.codes_[event.code]);
      }
      event.code = code;
      contents.events.push_back(event);
    }
  }
};

Result<std::vector<PracticeExtract>> cut_into_practices(Population&& population, const SourceFacts& facts,
                                                        const Key& hashing, Ledger& ledger) {
  return Cutter{population, facts, hashing, ledger}.run();
}

}  // namespace meso::records
