// The OpenSAFELY/ehrQL tables: one file per table, patients of many practices together.
//
// Tables are told by their names, which the format fixes. Registrations are read before entries, because a
// patient without one belongs to no practice and is set aside with all entries.

#include <algorithm>

#include "records/intake_population.h"
#include "records/readers.h"

namespace meso::records {
namespace {

constexpr std::string_view kTables[] = {"patients", "practice_registrations", "clinical_events",
                                        "medications", "ons_deaths"};

class EhrqlReader {
 public:
  EhrqlReader(const Reading& reading, const Folder& folder)
      : reading_(reading), folder_(folder), ledger_(reading.ledger) {}

  Result<std::vector<PracticeExtract>> read() {
    for (std::string_view kind : kTables) ledger_.kind(kind);
    facts_.source = "ehrql tables";
    facts_.name = folder_.name;
    facts_.registered_only = true;
    MESO_RETURN_IF_ERROR(each("patients", [&](Table& table) { return read_patients(table); }));
    if (population_.patients() == 0) {
      return Error{ErrorKind::kBadInput, "there are no patients", Place{folder_.name},
                   "it needs a table patients"};
    }
    MESO_RETURN_IF_ERROR(
        each("practice_registrations", [&](Table& table) { return read_registrations(table); }));
    MESO_RETURN_IF_ERROR(settle_practice());
    MESO_RETURN_IF_ERROR(each("clinical_events", [&](Table& table) { return read_events(table); }));
    MESO_RETURN_IF_ERROR(each("medications", [&](Table& table) { return read_medications(table); }));
    MESO_RETURN_IF_ERROR(each("ons_deaths", [&](Table& table) { return read_deaths(table); }));
    for (const SourceFile& file : folder_.files) {
      const std::string table = table_name(file);
      if (is_named_as_ehrql_table(file)) continue;
      MESO_RETURN_IF_ERROR(set_aside_table(reading_, file, table));
      reading_.file_done();
    }
    ledger_.sort_kinds_after(std::size(kTables));
    set_unregistered_aside();
    return cut_into_practices(std::move(population_), facts_, reading_.options.hashing, ledger_);
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

  Result<DateCells> dates(Table& table, Result<Column> column) {
    if (!column) return column.error();
    return DateCells{*column, table.settle_dates(*column, ledger_)};
  }

  Status read_patients(Table& table) {
    MESO_ASSIGN_OR_RETURN(const Column number, table.need({"patientid"}));
    MESO_ASSIGN_OR_RETURN(const DateCells birth, dates(table, table.need({"dateofbirth"})));
    MESO_ASSIGN_OR_RETURN(const DateCells death, dates(table, table.find({"dateofdeath"})));
    MESO_ASSIGN_OR_RETURN(const Column sex, table.find({"sex"}));
    KindCount& kind = ledger_.kind("patients");
    while (table.next(kind, ledger_)) {
      NewPatient patient;
      PatientRecord& record = patient.record;
      const std::string_view born = table.cell(birth.column), died = table.cell(death.column);
      const auto birth_date = read_date(born, birth.form);
      const auto death_date = read_date(died, death.form);
      if (const auto fault = fault_of_own_number(table.cell(number)); !fault.empty()) {
        table.reject(kind, ledger_, number, fault);
        continue;
      }
      if (!born.empty() && !birth_date) {
        table.reject(kind, ledger_, birth.column, "the birth date does not read");
        continue;
      }
      if (!died.empty() && !death_date) {
        table.reject(kind, ledger_, death.column, "the date of death does not read");
        continue;
      }
      if (birth_date && death_date && *death_date < *birth_date) {
        table.reject(kind, ledger_, death.column, "the patient died before being born");
        continue;
      }
      record.own_number = table.cell(number);
      record.birth = birth_date.value_or(kUnknownDate);
      record.death = death_date.value_or(kUnknownDate);
      record.sex = read_sex(table.cell(sex));
      switch (population_.add_patient(std::move(patient))) {
        case Population::Added::kNew:
          ++kind.stored;
          break;
        case Population::Added::kSame:
          ++kind.duplicates;
          break;
        case Population::Added::kDifferent:
          table.reject(kind, ledger_, number, "the patient number was seen before with other particulars");
      }
    }
    return {};
  }

  Status read_registrations(Table& table) {
    registrations_seen_ = true;
    MESO_ASSIGN_OR_RETURN(const Column number, table.need({"patientid"}));
    MESO_ASSIGN_OR_RETURN(const Column practice, table.need({"practicepseudoid"}));
    MESO_ASSIGN_OR_RETURN(const DateCells start, dates(table, table.need({"startdate"})));
    MESO_ASSIGN_OR_RETURN(const DateCells end, dates(table, table.find({"enddate"})));
    KindCount& kind = ledger_.kind("practice_registrations");
    while (table.next(kind, ledger_)) {
      const auto patient = population_.find_patient(table.cell(number));
      const auto first = read_date(table.cell(start.column), start.form);
      const auto last = read_date(table.cell(end.column), end.form);
      const auto code = read_practice_code("P" + std::string(table.cell(practice)));
      if (!patient) {
        table.reject(kind, ledger_, number, kNoPatient);
      } else if (table.cell(practice).empty() || !code) {
        table.reject(kind, ledger_, practice,
                     "the practice's pseudonym is missing or not letters and digits");
      } else if (!first) {
        table.reject(kind, ledger_, start.column, "the start of the registration does not read");
      } else if (!table.cell(end.column).empty() && !last) {
        table.reject(kind, ledger_, end.column, "the end of the registration does not read");
      } else if (last && *last < *first) {
        table.reject(kind, ledger_, end.column, "the registration ends before it starts");
      } else {
        population_.add_spell(*patient, population_.practice(*code), *first, last.value_or(kUnknownDate));
        ++kind.stored;
      }
    }
    return {};
  }

  Status settle_practice() {
    if (!registrations_seen_) {
      MESO_ASSIGN_OR_RETURN(const std::string code, practice_without_registrations(reading_, folder_));
      population_.practice(code);
      facts_.assume_registered = true;
      facts_.registered_only = false;
      return {};
    }
    if (reading_.options.practice) {
      return Error{ErrorKind::kUsage, "the source names its practices itself", Place{folder_.name},
                   "leave --practice out"};
    }
    return {};
  }

  // The patient and day of an entry; false when the row was rejected or set aside.
  bool begin_entry(Table& table, KindCount& kind, Column number, const DateCells& date, EventRecord& event) {
    const auto patient = population_.find_patient(table.cell(number));
    if (!patient) {
      table.reject(kind, ledger_, number, kNoPatient);
      return false;
    }
    event.patient = *patient;
    event.value = kNoValue;
    const std::string_view cell = table.cell(date.column);
    if (const auto day = read_date(cell, date.form)) {
      event.date = *day;
    } else if (!cell.empty()) {
      table.reject(kind, ledger_, date.column, "the date does not read");
      return false;
    }
    if (!facts_.assume_registered && !population_.has_spell(*patient)) {
      ++kind.set_aside;
      return false;
    }
    return true;
  }

  void store(KindCount& kind, const EventRecord& event) {
    ledger_.count(event.date == kUnknownDate, "record has no date; it is in no window of any rule",
                  "records have no date; they are in no window of any rule");
    population_.events().push_back(event);
    ++kind.stored;
  }

  Status read_events(Table& table) {
    MESO_ASSIGN_OR_RETURN(const Column number, table.need({"patientid"}));
    MESO_ASSIGN_OR_RETURN(const DateCells date, dates(table, table.need({"date"})));
    MESO_ASSIGN_OR_RETURN(const Column snomed, table.need({"snomedctcode"}));
    MESO_ASSIGN_OR_RETURN(const Column ctv3, table.find({"ctv3code"}));
    MESO_ASSIGN_OR_RETURN(const Column value, table.find({"numericvalue"}));
    KindCount& kind = ledger_.kind("clinical_events");
    std::uint64_t both = 0;
    while (table.next(kind, ledger_)) {
      EventRecord event;
      if (!begin_entry(table, kind, number, date, event)) continue;
      const bool has_snomed = !table.cell(snomed).empty();
      both += has_snomed && !table.cell(ctv3).empty();
      const auto system = has_snomed || ctv3 == kNowhere ? terms::System::kSnomed : terms::System::kCtv3;
      const Column column = system == terms::System::kSnomed ? snomed : ctv3;
      if (const auto fault = fault_of_code(system, table.cell(column)); !fault.empty()) {
        table.reject(kind, ledger_, column, fault);
        continue;
      }
      event.code = population_.code(system, table.cell(column));
      if (const std::string_view cell = table.cell(value); !cell.empty()) {
        if (const auto number_read = read_number(cell)) {
          event.value = *number_read;
        } else {
          table.report(ledger_, value, "the value is not a number; the entry was kept without it");
        }
      }
      store(kind, event);
    }
    ledger_.count(
        both, "clinical event has a CTV3 code beside its SNOMED CT code; the SNOMED CT code was kept",
        "clinical events have a CTV3 code beside their SNOMED CT code; the SNOMED CT codes were kept");
    return {};
  }

  Status read_medications(Table& table) {
    MESO_ASSIGN_OR_RETURN(const Column number, table.need({"patientid"}));
    MESO_ASSIGN_OR_RETURN(const DateCells date, dates(table, table.need({"date"})));
    MESO_ASSIGN_OR_RETURN(const Column code, table.need({"dmdcode"}));
    KindCount& kind = ledger_.kind("medications");
    while (table.next(kind, ledger_)) {
      EventRecord event;
      if (!begin_entry(table, kind, number, date, event)) continue;
      if (table.cell(code).empty()) {  // a Multilex code alone
        ++kind.set_aside;
        continue;
      }
      if (const auto fault = fault_of_code(terms::System::kDmd, table.cell(code)); !fault.empty()) {
        table.reject(kind, ledger_, code, fault);
        continue;
      }
      event.code = population_.code(terms::System::kDmd, table.cell(code));
      store(kind, event);
    }
    return {};
  }

  // A registered death counts where the practice's record has none.
  Status read_deaths(Table& table) {
    MESO_ASSIGN_OR_RETURN(const Column number, table.need({"patientid"}));
    MESO_ASSIGN_OR_RETURN(const DateCells date, dates(table, table.need({"date"})));
    KindCount& kind = ledger_.kind("ons_deaths");
    while (table.next(kind, ledger_)) {
      const auto patient = population_.find_patient(table.cell(number));
      const auto day = read_date(table.cell(date.column), date.form);
      if (!patient) {
        table.reject(kind, ledger_, number, kNoPatient);
      } else if (!day) {
        table.reject(kind, ledger_, date.column, "the date of death does not read");
      } else if (PatientRecord& record = population_.patient(*patient).record; record.death != kUnknownDate) {
        ++kind.set_aside;
      } else if (*day < record.birth) {
        table.reject(kind, ledger_, date.column, "the patient died before being born");
      } else {
        record.death = *day;
        ++kind.stored;
      }
    }
    return {};
  }

  void set_unregistered_aside() {
    if (facts_.assume_registered) return;
    KindCount& kind = ledger_.kind("patients");
    std::uint64_t unregistered = 0;
    for (std::uint32_t i = 0; i < population_.patients(); ++i) unregistered += !population_.has_spell(i);
    kind.stored -= unregistered;
    kind.set_aside += unregistered;
    ledger_.count(unregistered,
                  "patient has no registration and belongs to no practice; set aside with all entries",
                  "patients have no registration and belong to no practice; set aside with all entries");
  }

  static constexpr std::string_view kNoPatient = "no patient of the source has this number";

  const Reading& reading_;
  const Folder& folder_;
  Ledger& ledger_;
  Population population_;
  SourceFacts facts_;
  bool registrations_seen_ = false;
};

}  // namespace

bool is_named_as_ehrql_table(const SourceFile& file) {
  return std::find(std::begin(kTables), std::end(kTables), table_name(file)) != std::end(kTables);
}

Result<std::vector<PracticeExtract>> read_ehrql(const Reading& reading, const Folder& folder) {
  return EhrqlReader(reading, folder).read();
}

}  // namespace meso::records
