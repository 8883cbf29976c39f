#include "bench/extract.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <span>

#include "base/files.h"
#include "bench/w.h"

namespace meso::bench {
namespace {

using Text = fmt::memory_buffer;

template <class... Parts>
void add(Text& text, fmt::format_string<Parts...> format, Parts&&... parts) {
  fmt::format_to(std::back_inserter(text), format, std::forward<Parts>(parts)...);
}

Status write(const std::string& path, const Text& text) {
  MESO_ASSIGN_OR_RETURN(const auto file, real_files().create(path));
  MESO_RETURN_IF_ERROR(file->append(std::as_bytes(std::span(text.data(), text.size()))));
  return file->close();
}

std::string day_or_nothing(Date date) {
  return date.is_recorded() ? format_date(date) : std::string();
}

Status write_practice(const std::string& folder, std::uint32_t index, bool small) {
  const auto contents = practice(index, small ? kPatientsOfPractice / 100 : kPatientsOfPractice);
  MESO_RETURN_IF_ERROR(real_files().make_directories(folder));

  Text text;
  add(text, "practice,as_at,leavers,synthetic\n{},{},yes,yes\n", contents.practice,
      format_date(contents.as_at));
  MESO_RETURN_IF_ERROR(write(join_path(folder, "extract.csv"), text));

  text.clear();
  add(text, "patient,birth_date,sex\n");
  for (std::uint32_t p = 0; p < contents.patients.size(); ++p) {
    const records::PatientRecord& patient = contents.patients[p];
    add(text, "{},{},{}\n", patient_number(index, p), format_date(patient.birth),
        patient.sex == records::Sex::kMale ? "M" : "F");
  }
  MESO_RETURN_IF_ERROR(write(join_path(folder, "patients.csv"), text));

  text.clear();
  add(text, "patient,start,end\n");
  for (const records::Spell& spell : contents.spells) {
    add(text, "{},{},{}\n", patient_number(index, spell.patient), format_date(spell.start),
        day_or_nothing(spell.end));
  }
  MESO_RETURN_IF_ERROR(write(join_path(folder, "registrations.csv"), text));

  // Each day is written some six hundred times a patient: its text is made once.
  std::vector<std::string> days(kLastDate.days + std::size_t{1});
  text.clear();
  add(text, "patient,date,code,value\n");
  for (const records::EventRecord& event : contents.events) {
    std::string& day = days[static_cast<std::size_t>(event.date.days)];
    if (day.empty()) day = format_date(event.date);
    add(text, "{},{},{},", patient_number(index, event.patient), day, contents.codes[event.code].text);
    if (!std::isnan(event.value)) add(text, "{}", static_cast<std::int32_t>(event.value));
    text.push_back('\n');
  }
  return write(join_path(folder, "events.csv"), text);
}

Status write_clusters(const std::string& folder) {
  Text text;
  add(text, "cluster,code\n");
  const auto clusters = cluster_members();
  for (std::size_t c = 0; c < clusters.size(); ++c) {
    for (const std::uint32_t position : clusters[c]) add(text, "{},{}\n", c, code(position).text);
  }
  return write(join_path(folder, "clusters.csv"), text);
}

}  // namespace

std::uint32_t patient_number(std::uint32_t practice, std::uint32_t patient_in_practice) {
  return practice * kPatientsOfPractice + patient_in_practice + 1;
}

std::vector<std::string> extract_folders(const std::string& folder) {
  std::vector<std::string> folders;
  for (std::uint32_t i = 0; i < kPractices; ++i)
    folders.push_back(join_path(folder, fmt::format("W{}", i + 1)));
  return folders;
}

Status make_extract(const std::string& folder, bool small) {
  FileSystem& files = real_files();
  if (files.exists(folder)) return {};
  const std::string unfinished = folder + ".new";
  const auto practices = extract_folders(unfinished);
  for (std::uint32_t i = 0; i < kPractices; ++i) MESO_RETURN_IF_ERROR(write_practice(practices[i], i, small));
  MESO_RETURN_IF_ERROR(write_clusters(unfinished));
  return files.rename(unfinished, folder);
}

}  // namespace meso::bench
