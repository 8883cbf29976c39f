// FHIR R4: bundles, bulk NDJSON and single resources.
//
// Resources refer to each other in any order, so entries are held with the key of their patient and settled
// when every file was read. A resource counts as stored when it gave at least one entry.

#include <algorithm>

#include "records/fhir_json.h"
#include "records/intake_population.h"
#include "records/readers.h"

namespace meso::records {
namespace {

using fhir::Json;
using fhir::text_of;

constexpr std::uint32_t kNone = 0xFFFFFFFFu;
constexpr std::string_view kKinds[] = {"Patient",           "Condition", "Observation",
                                       "MedicationRequest", "Procedure", "Immunization"};
constexpr std::string_view kUnreadable = "(unreadable)";
// Kinds are counted by name; a file that names more is making them up.
constexpr std::size_t kMostKinds = 200;

// One resource whose entries wait for its patient.
struct Waiting {
  std::uint64_t line = 0;
  std::uint32_t file = 0;
  std::uint32_t kind = 0;          // in kKinds
  std::uint32_t patient = 0;       // key in patient_keys_
  std::uint32_t medicine = kNone;  // key in medicine_keys_, where a Medication holds the code
  std::uint32_t first_entry = 0;
  std::uint32_t entries = 0;
};

bool ends_with_word(std::string_view url, std::string_view word) {
  return url.ends_with(word);
}

class FhirReader {
 public:
  FhirReader(const Reading& reading, const Folder& folder)
      : reading_(reading), folder_(folder), ledger_(reading.ledger) {}

  Result<std::vector<PracticeExtract>> read() {
    MESO_ASSIGN_OR_RETURN(const std::string code, practice_without_registrations(reading_, folder_));
    population_.practice(code);
    for (std::string_view kind : kKinds) kinds_.push_back(&ledger_.kind(kind));
    for (file_ = 0; file_ < folder_.files.size(); ++file_) {
      const SourceFile& file = folder_.files[file_];
      MESO_ASSIGN_OR_RETURN(const InputText input, InputText::open(reading_.files, file.path, file.name));
      MESO_RETURN_IF_ERROR(fhir::each_resource(input.text(), file.name, holds_lines(file, input.text()),
                                               [&](const fhir::Resource& resource) { take(resource); }));
      reading_.file_done();
    }
    if (population_.patients() == 0) {
      return Error{ErrorKind::kBadInput, "there are no patients", Place{folder_.name},
                   "load the Patient resources together with the others"};
    }
    settle_waiting();
    tell();
    ledger_.sort_kinds_after(std::size(kKinds));
    SourceFacts facts;
    facts.source = "fhir r4";
    facts.name = folder_.name;
    facts.assume_registered = true;
    return cut_into_practices(std::move(population_), facts, reading_.options.hashing, ledger_);
  }

 private:
  // NDJSON by its name, or by a first line that is a whole object with another behind it.
  static bool holds_lines(const SourceFile& file, std::string_view text) {
    if (file.path.find(".ndjson") != std::string::npos) return true;
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || !trimmed(text.substr(0, end)).ends_with('}')) return false;
    const std::size_t next = text.find_first_not_of(" \t\r\n", end);
    return next != std::string_view::npos && text[next] == '{';
  }

  const std::string& file_name() const { return folder_.files[file_].name; }

  void take(const fhir::Resource& resource) {
    const auto kept = std::find(std::begin(kKinds), std::end(kKinds), resource.type);
    if (kept == std::end(kKinds)) {
      set_aside(resource);
      return;
    }
    kind_ = static_cast<std::uint32_t>(kept - std::begin(kKinds));
    line_ = resource.line;
    ++kinds_[kind_]->read;
    std::string_view id = text_of(resource.json["id"]);
    if (id.empty()) id = fhir::referenced_id(resource.full_url, resource.type);
    if (!id.empty()) {
      const std::size_t before = ids_.size();
      ids_.add(std::string(resource.type) + "/" + std::string(id));
      if (ids_.size() == before) {
        ++kinds_[kind_]->duplicates;
        return;
      }
    }
    if (resource.type == "Patient") {
      take_patient(resource, id);
    } else if (is_void(resource.json)) {
      ++kinds_[kind_]->set_aside;
    } else {
      take_entries(resource);
    }
  }

  void set_aside(const fhir::Resource& resource) {
    const bool named = !resource.type.empty() && resource.type.size() <= 64 &&
                       std::all_of(resource.type.begin(), resource.type.end(),
                                   [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); });
    if (!named) {
      KindCount& kind = ledger_.kind(kUnreadable);
      ++kind.read;
      ++kind.rejected;
      ledger_.reject(file_name(), resource.line, 0, "the text is not a FHIR resource");
      return;
    }
    if (resource.type == "Medication") take_medication(resource);
    other_kinds_.add(resource.type);
    KindCount& kind = ledger_.kind(other_kinds_.size() < kMostKinds ? resource.type : "(other)");
    ++kind.read;
    ++kind.set_aside;
  }

  void reject(std::string_view reason) {
    ++kinds_[kind_]->rejected;
    ledger_.reject(file_name(), line_, 0, reason);
  }

  // ---- Patients

  void take_patient(const fhir::Resource& resource, std::string_view id) {
    const Json json = resource.json;
    if (const auto fault = fault_of_own_number(id); !fault.empty()) return reject(fault);
    NewPatient patient;
    PatientRecord& record = patient.record;
    record.own_number = id;
    const fhir::Day birth = fhir::day_of(text_of(json["birthDate"]));
    const fhir::Day death = fhir::day_of(text_of(json["deceasedDateTime"]));
    if (birth.unreadable) return reject("the birth date does not read");
    if (death.unreadable) return reject("the date of death does not read");
    bool deceased = false;
    if (json["deceasedBoolean"].get_bool().get(deceased) != simdjson::SUCCESS) deceased = false;
    if (death.partial || (deceased && death.date == kUnknownDate)) {
      // Taken for alive, they would be called; a day of death is not made up.
      ++dead_without_day_;
      ++kinds_[kind_]->set_aside;
      learn_keys(resource, id, kNone);
      return;
    }
    partial_births_ += birth.partial;
    record.birth = birth.date;
    record.death = death.date;
    if (record.death != kUnknownDate && record.death < record.birth) {
      return reject("the patient died before being born");
    }
    record.sex = read_sex(text_of(json["gender"]));
    record.ethnicity = ethnicity_of(json);
    read_identity(json, patient);
    learn_keys(resource, id, static_cast<std::uint32_t>(population_.patients()));
    population_.add_patient(std::move(patient));
    ++kinds_[kind_]->stored;
  }

  // References may use the id or the address of the bundle entry.
  void learn_keys(const fhir::Resource& resource, std::string_view id, std::uint32_t patient) {
    for (std::string_view key : {id, fhir::referenced_id(resource.full_url, "Patient")}) {
      if (key.empty()) continue;
      const std::uint32_t number = patient_keys_.add(key);
      if (number >= patient_of_key_.size()) patient_of_key_.resize(number + 1, kNotSeen);
      if (patient_of_key_[number] == kNotSeen) patient_of_key_[number] = patient;
    }
  }

  static std::string ethnicity_of(Json json) {
    simdjson::dom::array extensions, inner;
    if (json["extension"].get_array().get(extensions) != simdjson::SUCCESS) return "";
    for (Json extension : extensions) {
      const std::string_view url = text_of(extension["url"]);
      if (ends_with_word(url, "Extension-UKCore-EthnicCategory")) {
        return std::string(text_of(extension["valueCodeableConcept"]["coding"].at(0)["code"]));
      }
      if (!ends_with_word(url, "us-core-race")) continue;
      if (extension["extension"].get_array().get(inner) != simdjson::SUCCESS) continue;
      for (Json part : inner) {
        if (text_of(part["url"]) == "text") return std::string(text_of(part["valueString"]));
      }
    }
    return "";
  }

  static std::string joined(simdjson::simdjson_result<Json> list, std::string_view between) {
    simdjson::dom::array texts;
    std::string out;
    if (list.get_array().get(texts) != simdjson::SUCCESS) return out;
    for (Json text : texts) {
      const std::string_view one = text_of(Json(text));
      if (one.empty()) continue;
      if (!out.empty()) out += between;
      out += one;
    }
    return out;
  }

  static void read_identity(Json json, NewPatient& patient) {
    simdjson::dom::array list;
    if (json["identifier"].get_array().get(list) == simdjson::SUCCESS) {
      for (Json identifier : list) {
        if (text_of(identifier["system"]) == "https://fhir.nhs.uk/Id/nhs-number") {
          patient.nhs_number = text_of(identifier["value"]);
        }
      }
    }
    Json name;
    if (json["name"].get_array().get(list) == simdjson::SUCCESS &&
        list.at(0).get(name) == simdjson::SUCCESS) {
      for (Json one : list) {
        if (text_of(one["use"]) == "official" || text_of(one["use"]) == "usual") {
          name = one;
          break;
        }
      }
      patient.given_name = joined(name["given"], " ");
      patient.family_name = text_of(name["family"]);
    }
    const auto address = json["address"].at(0);
    patient.address = joined(address["line"], ", ");
    if (patient.address.empty()) patient.address = text_of(address["text"]);
    if (const std::string_view city = text_of(address["city"]); !city.empty()) {
      patient.address += (patient.address.empty() ? "" : ", ") + std::string(city);
    }
    patient.postcode = text_of(address["postalCode"]);
    if (json["telecom"].get_array().get(list) == simdjson::SUCCESS) {
      for (Json contact : list) {
        if (text_of(contact["system"]) != "phone") continue;
        patient.telephone = text_of(contact["value"]);
        break;
      }
    }
  }

  // ---- Entries

  // Whether a resource says of itself that it does not hold.
  static bool is_void(Json json) {
    const std::string_view status = text_of(json["status"]);
    for (std::string_view gone : {"entered-in-error", "not-done", "cancelled", "draft", "preparation"}) {
      if (status == gone) return true;
    }
    const std::string_view verified = text_of(json["verificationStatus"]["coding"].at(0)["code"]);
    bool forbidden = false;
    if (json["doNotPerform"].get_bool().get(forbidden) != simdjson::SUCCESS) forbidden = false;
    return verified == "refuted" || verified == "entered-in-error" || forbidden;
  }

  static std::string_view day_text(Json json, std::string_view kind) {
    const auto first_of = [&](std::initializer_list<std::string_view> names) {
      for (std::string_view name : names) {
        if (const std::string_view text = text_of(json[name]); !text.empty()) return text;
        if (const std::string_view text = text_of(json[name]["start"]); !text.empty()) return text;
      }
      return std::string_view();
    };
    if (kind == "Condition") return first_of({"onsetDateTime", "onsetPeriod", "recordedDate"});
    if (kind == "Observation") {
      return first_of({"effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued"});
    }
    if (kind == "MedicationRequest") return first_of({"authoredOn"});
    if (kind == "Procedure") return first_of({"performedDateTime", "performedPeriod"});
    return first_of({"occurrenceDateTime", "recorded"});
  }

  void take_entries(const fhir::Resource& resource) {
    const Json json = resource.json;
    const std::string_view kind = resource.type;
    const auto subject = json[kind == "Immunization" ? "patient" : "subject"];
    const std::string_view patient = fhir::referenced_id(text_of(subject["reference"]), "Patient");
    if (patient.empty()) return reject("the resource names no patient");
    const fhir::Day day = fhir::day_of(day_text(json, kind));
    if (day.unreadable) return reject("the date does not read");

    Waiting waiting;
    waiting.line = line_;
    waiting.file = static_cast<std::uint32_t>(file_);
    waiting.kind = kind_;
    waiting.patient = patient_keys_.add(patient);
    waiting.first_entry = static_cast<std::uint32_t>(entries_.size());

    EventRecord entry;
    entry.date = day.date;
    entry.value = kNoValue;
    entry.consultation =
        population_.consultation(fhir::referenced_id(text_of(json["encounter"]["reference"]), "Encounter"));
    fault_ = "";
    if (kind == "Observation") {
      add_entry(entry, json, json["code"], waiting);
      simdjson::dom::array components;
      if (json["component"].get_array().get(components) == simdjson::SUCCESS) {
        for (Json component : components) add_entry(entry, component, component["code"], waiting);
      }
    } else if (kind == "MedicationRequest") {
      add_medicine(entry, json, waiting);
    } else {
      if (kind == "Condition") entry.episode = episode_of(json);
      add_entry(entry, json, json[kind == "Immunization" ? "vaccineCode" : "code"], waiting);
    }
    if (waiting.entries == 0) return reject(fault_.empty() ? "there is no code" : fault_);
    undated_ += day.date == kUnknownDate ? waiting.entries : 0;
    waiting_.push_back(waiting);
  }

  void add_entry(EventRecord entry, Json measured_in, fhir::MaybeJson concept_json, Waiting& waiting) {
    const auto coding = fhir::best_coding(concept_json);
    if (!coding) return;
    if (const auto fault = fault_of_code(coding->system, coding->code); !fault.empty()) {
      fault_ = fault;
      return;
    }
    entry.code = population_.code(coding->system, coding->code);
    if (kinds_[kind_]->kind == "Observation") {
      const fhir::Measured measured = fhir::measured(measured_in);
      entry.value = measured.value;
      entry.comparator = measured.comparator;
      entry.unit = measured.unit;
      unknown_units_ += measured.unit == terms::kUnknownUnit;
      if (measured.unreadable) {
        ledger_.reject(file_name(), line_, 0,
                       "the value is beyond a 32-bit float; the entry was kept without it");
      }
    }
    entries_.push_back(entry);
    ++waiting.entries;
  }

  void add_medicine(const EventRecord& entry, Json json, Waiting& waiting) {
    if (fhir::best_coding(json["medicationCodeableConcept"])) {
      return add_entry(entry, json, json["medicationCodeableConcept"], waiting);
    }
    const std::string_view reference = text_of(json["medicationReference"]["reference"]);
    if (reference.starts_with('#')) {
      simdjson::dom::array contained;
      if (json["contained"].get_array().get(contained) != simdjson::SUCCESS) return;
      for (Json inner : contained) {
        if (text_of(inner["id"]) == reference.substr(1))
          return add_entry(entry, json, inner["code"], waiting);
      }
      return;
    }
    const std::string_view key = fhir::referenced_id(reference, "Medication");
    if (key.empty()) return;
    waiting.medicine = medicine_keys_.add(key);
    entries_.push_back(entry);
    ++waiting.entries;
  }

  void take_medication(const fhir::Resource& resource) {
    const auto coding = fhir::best_coding(resource.json["code"]);
    if (!coding || !fault_of_code(coding->system, coding->code).empty()) return;
    for (std::string_view key :
         {text_of(resource.json["id"]), fhir::referenced_id(resource.full_url, "Medication")}) {
      if (key.empty()) continue;
      const std::uint32_t number = medicine_keys_.add(key);
      if (number >= medicine_codes_.size()) medicine_codes_.resize(number + 1);
      medicine_codes_[number] = terms::Code{coding->system, std::string(coding->code)};
    }
  }

  static Episode episode_of(Json json) {
    simdjson::dom::array extensions;
    if (json["extension"].get_array().get(extensions) != simdjson::SUCCESS) return Episode::kUnstated;
    for (Json extension : extensions) {
      if (!ends_with_word(text_of(extension["url"]), "Extension-UKCore-ConditionEpisode")) continue;
      std::string_view word = text_of(extension["valueCodeableConcept"]["coding"].at(0)["code"]);
      if (word.empty()) word = text_of(extension["valueCode"]);
      return read_episode(word).value_or(Episode::kOther);
    }
    return Episode::kUnstated;
  }

  // ---- When all is read

  void settle_waiting() {
    for (const Waiting& waiting : waiting_) {
      kind_ = waiting.kind;
      line_ = waiting.line;
      file_ = waiting.file;
      const std::uint32_t patient =
          waiting.patient < patient_of_key_.size() ? patient_of_key_[waiting.patient] : kNotSeen;
      if (patient == kNotSeen) {
        reject("the source holds no patient that the resource could belong to");
        continue;
      }
      if (patient == kNone) {
        ++kinds_[kind_]->set_aside;
        continue;
      }
      std::uint32_t medicine = kNone;
      if (waiting.medicine != kNone) {
        if (waiting.medicine >= medicine_codes_.size() || medicine_codes_[waiting.medicine].text.empty()) {
          reject("the source holds no Medication with a code that the resource could mean");
          continue;
        }
        const terms::Code& code = medicine_codes_[waiting.medicine];
        medicine = population_.code(code.system, code.text);
      }
      for (std::uint32_t i = 0; i < waiting.entries; ++i) {
        EventRecord entry = entries_[waiting.first_entry + i];
        entry.patient = patient;
        if (medicine != kNone) entry.code = medicine;
        population_.events().push_back(entry);
      }
      ++kinds_[kind_]->stored;
    }
  }

  void tell() {
    ledger_.count(undated_, "record has no date, or a year or month only; it is in no window of any rule",
                  "records have no date, or a year or month only; they are in no window of any rule");
    ledger_.count(partial_births_, "patient has a year or month of birth only; it was taken as not known",
                  "patients have a year or month of birth only; it was taken as not known");
    ledger_.count(dead_without_day_, "patient is dead without a day of death; set aside with all entries",
                  "patients are dead without a day of death; set aside with all entries");
    ledger_.count(unknown_units_, "value has a unit that Meso does not know",
                  "values have a unit that Meso does not know");
  }

  static constexpr std::uint32_t kNotSeen = 0xFFFFFFFEu;

  const Reading& reading_;
  const Folder& folder_;
  Ledger& ledger_;
  Population population_;
  std::vector<KindCount*> kinds_;  // of kKinds

  // Of the resource in hand.
  std::size_t file_ = 0;
  std::uint32_t kind_ = 0;
  std::uint64_t line_ = 0;
  std::string_view fault_;

  TextIndex ids_;  // type/id
  TextIndex other_kinds_;
  TextIndex patient_keys_;
  std::vector<std::uint32_t> patient_of_key_;  // kNotSeen: none; kNone: set aside
  TextIndex medicine_keys_;
  std::vector<terms::Code> medicine_codes_;
  std::vector<EventRecord> entries_;
  std::vector<Waiting> waiting_;

  std::uint64_t undated_ = 0, partial_births_ = 0, dead_without_day_ = 0, unknown_units_ = 0;
};

}  // namespace

Result<std::vector<PracticeExtract>> read_fhir(const Reading& reading, const Folder& folder) {
  return FhirReader(reading, folder).read();
}

}  // namespace meso::records
