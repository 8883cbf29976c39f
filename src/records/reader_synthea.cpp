// Synthea CSV, the original and its English variant: a file per kind of record, everybody together.
//
// Tables are told by their names. The two variants differ in columns (ZIP or POSTCODE, MIDDLE
// names), not in meaning. The English one writes some rows with cells shifted; such a row fails at
// the first cell that does not read.

#include <algorithm>

#include "records/intake_population.h"
#include "records/readers.h"

namespace meso::records {
namespace {

// How a table of entries is read.
struct Entries {
  std::string_view table;
  std::string_view date;                // its column, as a plain word
  std::optional<terms::System> system;  // nothing: by the look of each code
};

constexpr Entries kEntries[] = {
    {"conditions", "start", terms::System::kSnomed},  {"observations", "date", std::nullopt},
    {"medications", "start", terms::System::kRxNorm}, {"procedures", "start", terms::System::kSnomed},
    {"immunizations", "date", terms::System::kCvx},
};

terms::System system_by_look(std::string_view code) {
  if (looks_like_loinc(code)) return terms::System::kLoinc;
  return is_sctid(code) ? terms::System::kSnomed : terms::System::kLocal;
}

class SyntheaReader {
 public:
  SyntheaReader(const Reading& reading, const Folder& folder)
      : reading_(reading), folder_(folder), ledger_(reading.ledger) {}

  Result<std::vector<PracticeExtract>> read() {
    MESO_ASSIGN_OR_RETURN(const std::string code, practice_without_registrations(reading_, folder_));
    population_.practice(code);
    ledger_.kind("patients");
    for (const Entries& entries : kEntries) ledger_.kind(entries.table);
    MESO_RETURN_IF_ERROR(each("patients", [&](Table& table) { return read_patients(table); }));
    if (population_.patients() == 0) {
      return Error{ErrorKind::kBadInput, "there are no patients", Place{folder_.name},
                   "it needs a table patients"};
    }
    for (const Entries& entries : kEntries) {
      MESO_RETURN_IF_ERROR(each(entries.table, [&](Table& table) { return read_entries(table, entries); }));
    }
    for (const SourceFile& file : folder_.files) {
      if (is_named_as_synthea_table(file)) continue;
      MESO_RETURN_IF_ERROR(set_aside_table(reading_, file, table_name(file)));
      reading_.file_done();
    }
    ledger_.sort_kinds_after(1 + std::size(kEntries));
    SourceFacts facts;
    facts.source = "synthea csv";
    facts.name = folder_.name;
    facts.assume_registered = true;
    return cut_into_practices(std::move(population_), facts, reading_.options.hashing, ledger_);
  }

 private:
  template <class ReadTable>
  Status each(std::string_view wanted, ReadTable&& read_table) {
    for (const SourceFile& file : folder_.files) {
      if (table_name(file) != wanted) continue;
      MESO_ASSIGN_OR_RETURN(const auto table, Table::open(reading_.files, file));
      MESO_RETURN_IF_ERROR(read_table(*table));
      reading_.file_done();
    }
    return {};
  }

  Status read_patients(Table& table) {
    MESO_ASSIGN_OR_RETURN(const Column id, table.need({"id"}));
    MESO_ASSIGN_OR_RETURN(const Column birth, table.need({"birthdate"}));
    MESO_ASSIGN_OR_RETURN(const Column death, table.need({"deathdate"}));
    MESO_ASSIGN_OR_RETURN(const Column gender, table.find({"gender"}));
    MESO_ASSIGN_OR_RETURN(const Column race, table.find({"race"}));
    MESO_ASSIGN_OR_RETURN(const Column first, table.find({"first"}));
    MESO_ASSIGN_OR_RETURN(const Column middle, table.find({"middle"}));
    MESO_ASSIGN_OR_RETURN(const Column last, table.find({"last"}));
    MESO_ASSIGN_OR_RETURN(const Column address, table.find({"address"}));
    MESO_ASSIGN_OR_RETURN(const Column city, table.find({"city"}));
    MESO_ASSIGN_OR_RETURN(const Column postcode, table.find({"postcode", "zip"}));
    const auto keep = [&](Column column) { return keep_text(table.cell(column), table.name(), ledger_); };
    const auto both = [&](Column one, const char* between, Column other) {
      const std::string a = keep(one), b = keep(other);
      return a + (a.empty() || b.empty() ? "" : between) + b;
    };
    KindCount& kind = ledger_.kind("patients");
    while (table.next(kind, ledger_)) {
      NewPatient patient;
      PatientRecord& record = patient.record;
      if (const auto fault = fault_of_own_number(table.cell(id)); !fault.empty()) {
        table.reject(kind, ledger_, id, fault);
        continue;
      }
      const auto born = parse_iso_date(table.cell(birth));
      const auto died = parse_iso_date(table.cell(death));
      if (!born) {
        table.reject(kind, ledger_, birth, "the birth date does not read");
        continue;
      }
      if (!table.cell(death).empty() && (!died || *died < *born)) {
        table.reject(kind, ledger_, death, "the date of death does not read or is before birth");
        continue;
      }
      record.own_number = table.cell(id);
      record.birth = *born;
      record.death = died.value_or(kUnknownDate);
      record.sex = read_sex(table.cell(gender));
      record.ethnicity = keep(race);
      patient.given_name = both(first, " ", middle);
      patient.family_name = keep(last);
      patient.address = both(address, ", ", city);
      patient.postcode = keep(postcode);
      switch (population_.add_patient(std::move(patient))) {
        case Population::Added::kNew:
          ++kind.stored;
          break;
        case Population::Added::kSame:
          ++kind.duplicates;
          break;
        case Population::Added::kDifferent:
          table.reject(kind, ledger_, id, "the patient id was seen before with other particulars");
      }
    }
    return {};
  }

  Status read_entries(Table& table, const Entries& entries) {
    MESO_ASSIGN_OR_RETURN(const Column date, table.need({entries.date}));
    MESO_ASSIGN_OR_RETURN(const Column patient, table.need({"patient"}));
    MESO_ASSIGN_OR_RETURN(const Column encounter, table.find({"encounter"}));
    MESO_ASSIGN_OR_RETURN(const Column code, table.need({"code"}));
    const bool observed = !entries.system;
    MESO_ASSIGN_OR_RETURN(const Column value, observed ? table.need({"value"}) : Result<Column>(kNowhere));
    MESO_ASSIGN_OR_RETURN(const Column units, observed ? table.need({"units"}) : Result<Column>(kNowhere));
    MESO_ASSIGN_OR_RETURN(const Column type, observed ? table.need({"type"}) : Result<Column>(kNowhere));

    KindCount& kind = ledger_.kind(entries.table);
    UnitCells unit_cells;
    std::uint64_t unknown_units = 0, words = 0;
    while (table.next(kind, ledger_)) {
      EventRecord event;
      const auto day = parse_iso_date(table.cell(date));
      if (!day) {
        table.reject(kind, ledger_, date, "the date does not read");
        continue;
      }
      const auto who = population_.find_patient(table.cell(patient));
      if (!who) {
        table.reject(kind, ledger_, patient, "no patient of the source has this id");
        continue;
      }
      const std::string_view code_cell = table.cell(code);
      const terms::System system = entries.system.value_or(system_by_look(code_cell));
      if (const auto fault = fault_of_code(system, code_cell); !fault.empty()) {
        table.reject(kind, ledger_, code, fault);
        continue;
      }
      event.patient = *who;
      event.date = *day;
      event.code = population_.code(system, code_cell);
      event.consultation = population_.consultation(table.cell(encounter));
      event.value = kNoValue;
      if (const std::string_view cell = table.cell(value); !cell.empty()) {
        const auto number = table.cell(type) == "numeric" ? read_number(cell) : std::nullopt;
        if (number) {
          event.value = *number;
          event.unit = unit_cells.read(table.cell(units));
          unknown_units += event.unit == terms::kUnknownUnit;
        } else if (table.cell(type) == "numeric") {
          table.report(ledger_, value, "the value is not a number; the entry was kept without it");
        } else {
          ++words;
        }
      }
      population_.events().push_back(event);
      ++kind.stored;
    }
    ledger_.count(words, "observation has words for a value; it was kept without them",
                  "observations have words for a value; they were kept without them");
    ledger_.count(unknown_units, "value has a unit that Meso does not know",
                  "values have a unit that Meso does not know");
    return {};
  }

  const Reading& reading_;
  const Folder& folder_;
  Ledger& ledger_;
  Population population_;
};

}  // namespace

bool is_named_as_synthea_table(const SourceFile& file) {
  const std::string table = table_name(file);
  return table == "patients" || std::any_of(std::begin(kEntries), std::end(kEntries),
                                            [&](const Entries& e) { return e.table == table; });
}

Result<std::vector<PracticeExtract>> read_synthea(const Reading& reading, const Folder& folder) {
  return SyntheaReader(reading, folder).read();
}

}  // namespace meso::records
