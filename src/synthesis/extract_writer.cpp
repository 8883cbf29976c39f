// Writes a synthetic practice as the extract that docs/extract.md describes: four tables in a folder, and two
// beside them of the places.
//
// Codes of dm+d go to medications.csv, all others to events.csv. A value is written with the fewest digits
// that read back as the same float, a unit that nobody knows as a spelling that no unit has.

#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include "synthesis/synthesis.h"

namespace meso::synthesis {
namespace {

using records::Comparator;
using records::Episode;

// Appends cells and lines, and hands them to the file in large pieces.
class Table {
 public:
  static Result<Table> create(FileSystem& files, const std::string& path, std::string_view header) {
    MESO_ASSIGN_OR_RETURN(std::unique_ptr<WritableFile> file, files.create(path));
    Table table(std::move(file));
    table.text_ += header;
    table.text_ += '\n';
    return table;
  }

  // A cell of text. What would be read as a quote or a separator is quoted.
  void text(std::string_view cell) {
    separate();
    if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
      text_ += cell;
      return;
    }
    text_ += '"';
    for (char c : cell) {
      if (c == '"') text_ += '"';
      text_ += c;
    }
    text_ += '"';
  }
  void date(Date date) { text(date.is_recorded() ? format_date(date) : std::string()); }
  void number(std::uint32_t number) {
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, number);
    text(std::string_view(digits, static_cast<std::size_t>(end.ptr - digits)));
  }
  void value(std::string_view sign, float value) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed);
    separate();
    text_ += sign;
    text_.append(digits, end.ptr);
  }
  Status end_line() {
    text_ += '\n';
    first_ = true;
    return text_.size() < kPiece ? Status() : flush();
  }
  Status close() {
    MESO_RETURN_IF_ERROR(flush());
    MESO_RETURN_IF_ERROR(file_->sync());
    return file_->close();
  }

 private:
  static constexpr std::size_t kPiece = 1 << 20;
  explicit Table(std::unique_ptr<WritableFile> file) : file_(std::move(file)) {}
  void separate() {
    if (!first_) text_ += ',';
    first_ = false;
  }
  Status flush() {
    const Status status = file_->append(std::as_bytes(std::span(text_)));
    text_.clear();
    return status;
  }

  std::unique_ptr<WritableFile> file_;
  std::string text_;
  bool first_ = true;
};

std::string_view sign_of(Comparator comparator) {
  switch (comparator) {
    case Comparator::kBelow:
      return "<";
    case Comparator::kAtMost:
      return "<=";
    case Comparator::kAtLeast:
      return ">=";
    case Comparator::kAbove:
      return ">";
    case Comparator::kAbout:
      return "~";
    case Comparator::kEqual:
      break;
  }
  return "";
}

std::string_view name_of(Episode episode) {
  switch (episode) {
    case Episode::kFirst:
      return "first";
    case Episode::kNew:
      return "new";
    case Episode::kReview:
      return "review";
    case Episode::kEnd:
      return "end";
    case Episode::kOther:
      return "other";
    case Episode::kUnstated:
      break;
  }
  return "";
}

std::string_view name_of(records::Sex sex) {
  switch (sex) {
    case records::Sex::kMale:
      return "male";
    case records::Sex::kFemale:
      return "female";
    case records::Sex::kOther:
      return "other";
    case records::Sex::kUnknown:
      break;
  }
  return "";
}

std::string_view spelling(terms::UnitId unit) {
  return unit == terms::kUnknownUnit ? std::string_view("scale divisions") : terms::unit_name(unit);
}

std::string_view yes_or_no(bool yes) {
  return yes ? "yes" : "no";
}

Status write_heading(FileSystem& files, const std::string& folder,
                     const records::PracticeContents& contents) {
  MESO_ASSIGN_OR_RETURN(Table table, Table::create(files, join_path(folder, "extract.csv"),
                                                   "practice,as_at,leavers,synthetic"));
  table.text(contents.practice);
  table.date(contents.as_at);
  table.text(yes_or_no(!contents.leavers_missing));
  table.text(yes_or_no(contents.synthetic));
  MESO_RETURN_IF_ERROR(table.end_line());
  return table.close();
}

Status write_patients(FileSystem& files, const std::string& folder, const SyntheticPractice& practice) {
  MESO_ASSIGN_OR_RETURN(
      Table table,
      Table::create(files, join_path(folder, "patients.csv"),
                    "patient,nhs_number,given_name,family_name,birth_date,death_date,sex,ethnicity,"
                    "area,address,postcode,telephone,opt_out_type1,opt_out_national,dissent_to_share"));
  const auto& patients = practice.contents.patients;
  for (std::size_t i = 0; i < patients.size(); ++i) {
    const records::PatientRecord& patient = patients[i];
    const identities::Identity& identity = practice.identities[i];
    table.text(patient.own_number);
    table.text(identity.nhs_number);
    table.text(identity.given_name);
    table.text(identity.family_name);
    table.date(patient.birth);
    table.date(patient.death);
    table.text(name_of(patient.sex));
    table.text(patient.ethnicity);
    table.text(patient.area);
    table.text(identity.address);
    table.text(identity.postcode);
    table.text(identity.telephone);
    table.text(yes_or_no((patient.flags & records::kOptOutType1) != 0));
    table.text(yes_or_no((patient.flags & records::kOptOutNational) != 0));
    table.text(yes_or_no((patient.flags & records::kDissentToShare) != 0));
    MESO_RETURN_IF_ERROR(table.end_line());
  }
  return table.close();
}

Status write_registrations(FileSystem& files, const std::string& folder,
                           const records::PracticeContents& contents) {
  MESO_ASSIGN_OR_RETURN(Table table,
                        Table::create(files, join_path(folder, "registrations.csv"), "patient,start,end"));
  for (const records::Spell& spell : contents.spells) {
    table.text(contents.patients[spell.patient].own_number);
    table.date(spell.start);
    table.date(spell.end);
    MESO_RETURN_IF_ERROR(table.end_line());
  }
  return table.close();
}

// What the areas are, and how many beds the homes have: for charts beside the records.
Status write_places(FileSystem& files, const std::string& folder, const SyntheticPractice& practice) {
  MESO_ASSIGN_OR_RETURN(Table areas,
                        Table::create(files, join_path(folder, "areas.csv"), "area,decile,rurality"));
  for (const SyntheticArea& area : practice.areas) {
    areas.text(area.code);
    areas.number(area.decile);
    areas.text(area.rurality);
    MESO_RETURN_IF_ERROR(areas.end_line());
  }
  MESO_RETURN_IF_ERROR(areas.close());
  MESO_ASSIGN_OR_RETURN(Table homes,
                        Table::create(files, join_path(folder, "homes.csv"), "home,beds,residents"));
  for (const CareHome& home : practice.homes) {
    homes.text(home.name);
    homes.number(home.beds);
    homes.number(home.residents);
    MESO_RETURN_IF_ERROR(homes.end_line());
  }
  return homes.close();
}

// Entries whose codes are of dm+d, or all the others.
Status write_entries(FileSystem& files, const std::string& path, const records::PracticeContents& contents,
                     bool medicines) {
  MESO_ASSIGN_OR_RETURN(
      Table table,
      Table::create(files, path, "patient,date,code,system,value,unit,episode,consultation,sequence"));
  for (const records::EventRecord& event : contents.events) {
    const terms::Code& code = contents.codes[event.code];
    if ((code.system == terms::System::kDmd) != medicines) continue;
    table.text(contents.patients[event.patient].own_number);
    table.date(event.date);
    table.text(code.text);
    table.text(terms::system_name(code.system));
    if (std::isnan(event.value)) {
      table.text("");
    } else {
      table.value(sign_of(event.comparator), event.value);
    }
    table.text(spelling(event.unit));
    table.text(name_of(event.episode));
    event.consultation == 0 ? table.text("") : table.number(event.consultation);
    event.sequence == 0 ? table.text("") : table.number(event.sequence);
    MESO_RETURN_IF_ERROR(table.end_line());
  }
  return table.close();
}

}  // namespace

Status write_extract(FileSystem& files, const std::string& directory, const SyntheticPractice& practice) {
  const std::string folder = join_path(directory, practice.contents.practice);
  MESO_RETURN_IF_ERROR(files.make_directories(folder));
  MESO_RETURN_IF_ERROR(write_heading(files, folder, practice.contents));
  MESO_RETURN_IF_ERROR(write_patients(files, folder, practice));
  MESO_RETURN_IF_ERROR(write_registrations(files, folder, practice.contents));
  MESO_RETURN_IF_ERROR(write_places(files, folder, practice));
  MESO_RETURN_IF_ERROR(write_entries(files, join_path(folder, "events.csv"), practice.contents, false));
  return write_entries(files, join_path(folder, "medications.csv"), practice.contents, true);
}

}  // namespace meso::synthesis
