// Meso's own extract: one folder of one practice (docs/extract.md).

#include <algorithm>
#include <optional>

#include "records/intake_population.h"
#include "records/readers.h"

namespace meso::records {
namespace {

constexpr std::string_view kPatient[] = {"patient", "patientid", "patientnumber", "ownnumber",
                                         "practicepatientnumber"};

std::string_view kind_of(const SourceFile& file) {
  const std::string word = first_word(file.path);
  if (word == "patients" || word == "patient") return "patients";
  if (word == "registrations" || word == "registration") return "registrations";
  if (word == "events" || word == "event") return "events";
  if (word == "medications" || word == "medication") return "medications";
  if (word == "extract") return "extract";
  return "";
}

class ExtractReader {
 public:
  // The form of the dates of entries takes a pass over the largest files to settle. Unless
  // `careful`, columns that begin with ISO dates are presumed to hold them; `presumed_wrongly`
  // tells when that has to be taken back.
  ExtractReader(const Reading& reading, const Folder& folder, bool careful)
      : reading_(reading), folder_(folder), ledger_(reading.ledger), careful_(careful) {}
  bool presumed_wrongly() const { return presumed_wrongly_; }

  Result<std::vector<PracticeExtract>> read() {
    for (std::string_view kind : {"patients", "registrations", "events", "medications"}) ledger_.kind(kind);
    facts_.source = "meso extract";
    facts_.name = folder_.name;
    MESO_RETURN_IF_ERROR(each("extract", [&](Table& table) { return read_facts(table); }));
    MESO_RETURN_IF_ERROR(settle_practice());
    MESO_RETURN_IF_ERROR(each("patients", [&](Table& table) { return read_patients(table); }));
    if (population_.patients() == 0) {
      return Error{ErrorKind::kBadInput, "the folder holds no patients", Place{folder_.name},
                   "it needs a file patients.csv; docs/extract.md says what is in it"};
    }
    if (std::none_of(folder_.files.begin(), folder_.files.end(),
                     [](const SourceFile& file) { return kind_of(file) == "events"; })) {
      return Error{ErrorKind::kBadInput, "the folder holds no events", Place{folder_.name},
                   "it needs a file events.csv; docs/extract.md says what is in it"};
    }
    MESO_RETURN_IF_ERROR(each("registrations", [&](Table& table) { return read_registrations(table); }));
    if (!registrations_seen_) {
      MESO_RETURN_IF_ERROR(need_assumed_registrations(reading_, folder_));
      facts_.assume_registered = true;
    }
    MESO_RETURN_IF_ERROR(
        each("events", [&](Table& table) { return read_entries(table, "events", terms::System::kSnomed); }));
    MESO_RETURN_IF_ERROR(each("medications", [&](Table& table) {
      return read_entries(table, "medications", terms::System::kDmd);
    }));
    for (const SourceFile& file : folder_.files) {
      if (!kind_of(file).empty()) continue;
      ledger_.note("Not read, since its name is none of an extract's: " + file.name);
      reading_.file_done();
    }
    note_unregistered();
    return cut_into_practices(std::move(population_), facts_, reading_.options.hashing, ledger_);
  }

 private:
  template <class ReadTable>
  Status each(std::string_view kind, ReadTable&& read_table) {
    for (const SourceFile& file : folder_.files) {
      if (kind_of(file) != kind) continue;
      MESO_ASSIGN_OR_RETURN(const auto table, Table::open(reading_.files, file));
      MESO_RETURN_IF_ERROR(read_table(*table));
      std::string unread;
      for (const std::string& name : table->unasked()) unread += (unread.empty() ? "" : ", ") + name;
      if (!unread.empty()) ledger_.note("Columns of " + std::string(kind) + " that are not read: " + unread);
      reading_.file_done();
    }
    return {};
  }

  Result<Column> need_patient(Table& table) {
    return table.need({kPatient[0], kPatient[1], kPatient[2], kPatient[3], kPatient[4]});
  }

  // extract.csv is ours to be strict about: what it says steers everything else.
  Status read_facts(Table& table) {
    MESO_ASSIGN_OR_RETURN(const Column practice,
                          table.find({"practice", "practicecode", "odscode", "organisation", "orgcode"}));
    MESO_ASSIGN_OR_RETURN(const Column as_at,
                          table.find({"asat", "asatdate", "extractdate", "extractiondate", "date"}));
    MESO_ASSIGN_OR_RETURN(const Column leavers,
                          table.find({"leavers", "leaversincluded", "includesleavers"}));
    MESO_ASSIGN_OR_RETURN(const Column synthetic, table.find({"synthetic", "issynthetic"}));
    const auto wrong = [&](Column column, const char* what) {
      return Error{ErrorKind::kBadInput, what,
                   Place{table.name(), static_cast<std::uint32_t>(table.line()), column + 1},
                   "docs/extract.md says what extract.csv holds"};
    };
    const DateForm form = table.settle_dates(as_at, ledger_);
    KindCount rows;
    while (table.next(rows, ledger_)) {
      if (rows.read > 1) return wrong(0, "there is more than one row");
      if (const std::string_view cell = table.cell(practice); !cell.empty()) {
        practice_ = read_practice_code(cell);
        if (!practice_) return wrong(practice, "the practice's code must be 1 to 20 letters and digits");
      }
      if (const std::string_view cell = table.cell(as_at); !cell.empty()) {
        facts_.as_at = read_date(cell, form);
        if (!facts_.as_at) return wrong(as_at, "the as-at date does not read");
      }
      if (const std::string_view cell = table.cell(leavers); !cell.empty()) {
        facts_.leavers = read_yes_no(cell);
        if (!facts_.leavers) return wrong(leavers, "leavers must be yes or no");
      }
      if (const std::string_view cell = table.cell(synthetic); !cell.empty()) {
        const auto yes = read_yes_no(cell);
        if (!yes) return wrong(synthetic, "synthetic must be yes or no");
        facts_.synthetic = *yes;
      }
    }
    if (rows.rejected != 0) return wrong(0, "the row has not as many cells as the header");
    return {};
  }

  Status settle_practice() {
    if (!practice_) {
      MESO_ASSIGN_OR_RETURN(practice_, practice_from_options(reading_, folder_));
    } else if (reading_.options.practice && read_practice_code(*reading_.options.practice) != practice_) {
      return Error{ErrorKind::kUsage, "the extract states another practice than --practice",
                   Place{folder_.name}, "leave --practice out, or give it for the folders that state none"};
    }
    population_.practice(*practice_);
    return {};
  }

  // A date that may be empty; false when it is written and does not read.
  bool read_optional_date(Table& table, const DateCells& cells, Date& date) {
    const std::string_view cell = table.cell(cells.column);
    if (cell.empty()) return true;
    const auto read = read_date(cell, cells.form);
    if (read) date = *read;
    return read.has_value();
  }

  Result<DateCells> dates(Table& table, Result<Column> column) {
    if (!column) return column.error();
    return DateCells{*column, table.settle_dates(*column, ledger_)};
  }

  Status read_patients(Table& table) {
    MESO_ASSIGN_OR_RETURN(const Column number, need_patient(table));
    MESO_ASSIGN_OR_RETURN(const Column nhs, table.find({"nhsnumber", "nhsno", "nhs"}));
    MESO_ASSIGN_OR_RETURN(const Column given,
                          table.find({"givenname", "firstname", "forename", "forenames"}));
    MESO_ASSIGN_OR_RETURN(const Column family, table.find({"familyname", "lastname", "surname"}));
    MESO_ASSIGN_OR_RETURN(const DateCells birth,
                          dates(table, table.find({"birthdate", "dateofbirth", "dob", "birth"})));
    MESO_ASSIGN_OR_RETURN(const DateCells death,
                          dates(table, table.find({"deathdate", "dateofdeath", "dod", "death"})));
    MESO_ASSIGN_OR_RETURN(const Column sex, table.find({"sex", "gender"}));
    MESO_ASSIGN_OR_RETURN(const Column ethnicity,
                          table.find({"ethnicity", "ethniccategory", "ethnicgroup", "ethnicitycode"}));
    MESO_ASSIGN_OR_RETURN(const Column area, table.find({"area", "lsoa", "lsoacode"}));
    MESO_ASSIGN_OR_RETURN(const Column address, table.find({"address", "addressline"}));
    MESO_ASSIGN_OR_RETURN(const Column postcode, table.find({"postcode"}));
    MESO_ASSIGN_OR_RETURN(const Column telephone, table.find({"telephone", "phone", "mobile"}));
    MESO_ASSIGN_OR_RETURN(const Column type1, table.find({"optouttype1", "type1optout"}));
    MESO_ASSIGN_OR_RETURN(const Column national,
                          table.find({"optoutnational", "nationaldataoptout", "nationaloptout"}));
    MESO_ASSIGN_OR_RETURN(const Column dissent, table.find({"dissenttoshare", "sharingdissent"}));
    if (birth.column == kNowhere) ledger_.note("Patients come without birth dates: nobody has an age");
    if (sex == kNowhere) ledger_.note("Patients come without a sex");

    const auto keep = [&](Column column) { return keep_text(table.cell(column), table.name(), ledger_); };
    // What does not read must not be taken as consent.
    const auto flag = [&](Column column, std::uint16_t bit) -> std::uint16_t {
      const std::string_view cell = table.cell(column);
      if (cell.empty()) return 0;
      const auto yes = read_yes_no(cell);
      if (!yes) table.report(ledger_, column, "an opt-out is neither yes nor no; it was taken as yes");
      return yes.value_or(true) ? bit : std::uint16_t{0};
    };
    KindCount& kind = ledger_.kind("patients");
    while (table.next(kind, ledger_)) {
      NewPatient patient;
      PatientRecord& record = patient.record;
      if (const auto fault = fault_of_own_number(table.cell(number)); !fault.empty()) {
        table.reject(kind, ledger_, number, fault);
        continue;
      }
      record.own_number = table.cell(number);
      if (!read_optional_date(table, birth, record.birth)) {
        table.reject(kind, ledger_, birth.column, "the birth date does not read");
        continue;
      }
      if (!read_optional_date(table, death, record.death)) {
        table.reject(kind, ledger_, death.column, "the date of death does not read");
        continue;
      }
      if (record.death != kUnknownDate && record.death < record.birth) {
        table.reject(kind, ledger_, death.column, "the patient died before being born");
        continue;
      }
      record.sex = read_sex(table.cell(sex));
      record.ethnicity = keep(ethnicity);
      record.area = keep(area);
      record.flags = static_cast<std::uint16_t>(flag(type1, kOptOutType1) | flag(national, kOptOutNational) |
                                                flag(dissent, kDissentToShare));
      patient.nhs_number = table.cell(nhs);
      patient.given_name = keep(given);
      patient.family_name = keep(family);
      patient.address = keep(address);
      patient.postcode = keep(postcode);
      patient.telephone = keep(telephone);
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
    MESO_ASSIGN_OR_RETURN(const Column number, need_patient(table));
    MESO_ASSIGN_OR_RETURN(
        const DateCells start,
        dates(table, table.need({"start", "startdate", "registered", "registrationdate", "regdate"})));
    MESO_ASSIGN_OR_RETURN(
        const DateCells end,
        dates(table, table.find({"end", "enddate", "left", "deregistrationdate", "deregdate"})));
    KindCount& kind = ledger_.kind("registrations");
    while (table.next(kind, ledger_)) {
      const auto patient = population_.find_patient(table.cell(number));
      const auto first = read_date(table.cell(start.column), start.form);
      Date last;
      if (!patient) {
        table.reject(kind, ledger_, number, "no patient of the extract has this number");
      } else if (!first) {
        table.reject(kind, ledger_, start.column, "the start of the registration does not read");
      } else if (!read_optional_date(table, end, last)) {
        table.reject(kind, ledger_, end.column, "the end of the registration does not read");
      } else if (last != kUnknownDate && last < *first) {
        table.reject(kind, ledger_, end.column, "the registration ends before it starts");
      } else {
        population_.add_spell(*patient, 0, *first, last);
        ++kind.stored;
      }
    }
    return {};
  }

  // The system that a cell names; cells mostly repeat the one before.
  std::optional<terms::System> read_system(std::string_view cell, terms::System otherwise) {
    if (cell.empty()) return otherwise;
    if (cell == last_system_text_) return last_system_;
    auto system = terms::system_from_text(cell);
    if (!system) {
      system = terms::System::kLocal;
      ledger_.note("A code system is named that Meso does not know; its codes are kept as local codes");
    }
    if (system == terms::System::kMeso) return std::nullopt;
    last_system_text_ = cell;
    last_system_ = *system;
    return system;
  }

  Status read_entries(Table& table, std::string_view kind_name, terms::System usual) {
    MESO_ASSIGN_OR_RETURN(const Column number, need_patient(table));
    DateCells date;
    MESO_ASSIGN_OR_RETURN(
        date.column, table.need({"date", "eventdate", "effectivedate", "start", "startdate", "issuedate"}));
    const bool presumed = !careful_ && table.begins_with_iso_dates(date.column);
    if (!presumed) date.form = table.settle_dates(date.column, ledger_);
    MESO_ASSIGN_OR_RETURN(const Column code,
                          table.need({"code", "snomedcode", "snomedctcode", "conceptid", "dmdcode"}));
    MESO_ASSIGN_OR_RETURN(const Column system,
                          table.find({"system", "codesystem", "codingsystem", "terminology"}));
    MESO_ASSIGN_OR_RETURN(const Column value, table.find({"value", "numericvalue", "result"}));
    MESO_ASSIGN_OR_RETURN(const Column unit, table.find({"unit", "units", "valueunit"}));
    MESO_ASSIGN_OR_RETURN(const Column episode, table.find({"episode", "episodetype", "episodicity"}));
    MESO_ASSIGN_OR_RETURN(const Column consultation,
                          table.find({"consultation", "consultationid", "encounter", "encounterid"}));
    MESO_ASSIGN_OR_RETURN(const Column sequence, table.find({"sequence", "seq", "order"}));

    KindCount& kind = ledger_.kind(kind_name);
    std::vector<EventRecord>& events = population_.events();
    std::uint64_t dated = 0, undated = 0, misdated = 0, unknown_units = 0;
    UnitCells units;
    while (table.next(kind, ledger_)) {
      EventRecord event;
      const auto patient = population_.find_patient(table.cell(number));
      if (!patient) {
        table.reject(kind, ledger_, number, "no patient of the extract has this number");
        continue;
      }
      event.patient = *patient;
      if (const std::string_view cell = table.cell(date.column); cell.empty()) {
        ++undated;
      } else if (const auto day = read_date(cell, date.form)) {
        event.date = *day;
        ++dated;
      } else {
        ++misdated;
        table.reject(kind, ledger_, date.column, "the date does not read");
        continue;
      }
      const auto of_system = read_system(table.cell(system), usual);
      if (!of_system) {
        table.reject(kind, ledger_, system, "the code system is reserved");
        continue;
      }
      const std::string_view code_cell = table.cell(code);
      if (const auto fault = fault_of_code(*of_system, code_cell); !fault.empty()) {
        table.reject(kind, ledger_, code, fault);
        continue;
      }
      event.code = population_.code(*of_system, code_cell);
      event.value = kNoValue;
      if (const std::string_view cell = table.cell(value); !cell.empty()) {
        if (const auto read = read_value(cell)) {
          event.value = read->number;
          event.comparator = read->comparator;
          event.unit = units.read(table.cell(unit));
          unknown_units += event.unit == terms::kUnknownUnit;
        } else {
          table.report(ledger_, value, "the value is not a number; the entry was kept without it");
        }
      }
      if (const auto read = read_episode(table.cell(episode))) {
        event.episode = *read;
      } else {
        table.report(ledger_, episode, "the episode is not known; the entry was kept without it");
      }
      event.consultation = population_.consultation(table.cell(consultation));
      if (const std::string_view cell = table.cell(sequence); !cell.empty()) {
        if (const auto read = read_whole(cell)) {
          event.sequence = *read;
        } else {
          table.report(ledger_, sequence,
                       "the sequence is not a whole number; the entry was kept without it");
        }
      }
      events.push_back(event);
      ++kind.stored;
    }
    presumed_wrongly_ |= presumed && misdated > dated;
    ledger_.count(undated, "record has no date; it is in no window of any rule",
                  "records have no date; they are in no window of any rule");
    ledger_.count(unknown_units, "value has a unit that Meso does not know",
                  "values have a unit that Meso does not know");
    return {};
  }

  void note_unregistered() {
    if (facts_.assume_registered) return;
    std::uint64_t unregistered = 0;
    for (std::uint32_t i = 0; i < population_.patients(); ++i) unregistered += !population_.has_spell(i);
    ledger_.count(unregistered, "patient has no registration, and so is in no register",
                  "patients have no registration, and so are in no register");
  }

  const Reading& reading_;
  const Folder& folder_;
  Ledger& ledger_;
  Population population_;
  SourceFacts facts_;
  std::optional<std::string> practice_;
  bool registrations_seen_ = false;
  bool careful_;
  bool presumed_wrongly_ = false;
  std::string last_system_text_;
  terms::System last_system_ = terms::System::kLocal;
};

}  // namespace

bool is_named_as_extract_table(const SourceFile& file) {
  return !kind_of(file).empty();
}

Result<std::vector<PracticeExtract>> read_meso_extract(const Reading& reading, const Folder& folder) {
  for (const bool careful : {false, true}) {
    Ledger ledger;
    const Reading once{reading.files, reading.options, ledger, reading.file_done};
    ExtractReader reader(once, folder, careful);
    auto practices = reader.read();
    if (reader.presumed_wrongly() && !careful) continue;
    reading.ledger.join(ledger);
    return practices;
  }
  return std::vector<PracticeExtract>();
}

}  // namespace meso::records
