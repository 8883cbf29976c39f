// Readers of how many people are registered where: by practice and area, by network and area, by sex and age.

#include <map>

#include "network/codes.h"
#include "network/layouts.h"

namespace meso::network {
namespace {

Error no_day(const Reading& reading) {
  return Error{ErrorKind::kBadInput,
               "it says no day",
               {reading.file()},
               "name the day in the file's name, as 2026-07-01, or with --on"};
}

// "0_4" is 0, "95+" is 19; nothing for "ALL" and other words.
std::optional<std::uint8_t> age_band(std::string_view text) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  const auto first = whole_number(text.substr(0, digits));
  if (!first || *first % 5 != 0 || *first > 95 || digits == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint8_t>(*first / 5);
}

}  // namespace

Status read_residents(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  const Column practice = sheet.find({"practicecode", "gppracticecode"});
  const Column area = sheet.find(
      {"lsoacode", "lsoa21code", "lsoa11code", "lsoa21cd", "lsoa11cd", "lsoa2021code", "lsoa2011code"});
  const Column patients = sheet.find({"numberofpatients", "patients", "registeredpatients"});
  const Column day_column = sheet.find({"extractdate"});
  const Column sex = sheet.find({"sex"});
  std::optional<Date> day = reading.day;
  if (!day && day_column == kNoColumn) return no_day(reading);

  ResidentTable table;
  table.source = reading.source;
  std::string last_practice;
  OrganisationId id = kNobody;
  bool no_2011 = false;
  while (reading.next()) {
    // A row for all sexes stands beside those of each.
    if (sex != kNoColumn) {
      const std::string_view which = sheet.cell(sex);
      if (which != "ALL" && which != "All" && !which.empty()) continue;
    }
    const std::string_view code = sheet.cell(practice);
    if (code != last_practice || id == kNobody) {
      const auto sound = reading.code(practice);
      if (!sound) continue;
      last_practice = code;
      id = out.organisation(OrganisationKind::kPractice, code);
    }
    const auto count = whole_number(sheet.cell(patients));
    if (!count) {
      reading.reject(patients, "no number of patients");
      continue;
    }
    const std::string_view where = sheet.cell(area);
    if (where.empty() || where.size() > 12) {
      reading.reject(area, "no area");
      continue;
    }
    if (day_column != kNoColumn) {
      if (const auto stated = public_day(sheet.cell(day_column))) day = stated;
    }
    no_2011 = no_2011 || where == "NO2011";
    table.rows.push_back({id, out.area(where), *count});
  }
  if (!day) return no_day(reading);
  if (table.rows.empty())
    return Error{ErrorKind::kBadInput, "no row of it can be read", {reading.file()}, ""};
  table.on = *day;
  // The header may say the edition; else a word that only one edition knows, else the year in which
  // publishing changed.
  const std::string& header = sheet.header()[area];
  const bool says_2011 = header.find("11") != std::string::npos;
  const bool says_2021 = header.find("21") != std::string::npos;
  constexpr int kFirstYearOf2021Areas = 2024;
  table.edition = says_2011 || no_2011                                               ? AreaEdition::k2011
                  : says_2021 || civil_from_date(*day).year >= kFirstYearOf2021Areas ? AreaEdition::k2021
                                                                                     : AreaEdition::k2011;
  reading.about().from = reading.about().to = *day;

  std::map<OrganisationId, std::uint32_t> sizes;
  for (const Residents& row : table.rows) sizes[row.practice] += row.patients;
  for (const auto& [organisation, count] : sizes) {
    out.model().list_sizes.push_back({organisation, *day, count, reading.source});
  }
  out.model().residents.push_back(std::move(table));
  return {};
}

Status read_network_residents(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  if (!reading.day) return no_day(reading);
  const Column name = sheet.find({"pcnname"});
  const Column total = sheet.find({"pcntotal"});
  const Column patients = sheet.find({"pcnpatients"});
  struct Sum {
    std::uint32_t stated = 0;
    std::uint64_t summed = 0;
  };
  std::map<std::string, Sum> sums;
  while (reading.next()) {
    const auto stated = whole_number(sheet.cell(total)), here = whole_number(sheet.cell(patients));
    if (!stated || !here || sheet.cell(name).empty()) {
      reading.reject(stated ? patients : total, "no number of patients");
      continue;
    }
    Sum& sum = sums[std::string(sheet.cell(name))];
    sum.stated = *stated;
    sum.summed += *here;
  }
  const MeasureId measure = out.measure(
      "patients with a place", "Registered patients, without closed and empty addresses", "patients");
  const PeriodId period = out.period({*reading.day, *reading.day});
  reading.about().from = reading.about().to = *reading.day;
  for (const auto& [network, sum] : sums) {
    if (sum.stated != sum.summed) {
      out.findings().add("networks whose areas do not add up to the stated total in " + reading.file(),
                         network);
    }
    const auto found = out.networks_named(network);
    if (found.size() != 1) {
      out.findings().add(found.empty()
                             ? "networks that are named without a code and are not known: not taken"
                             : "networks that share their name and are named without a code: not taken",
                         network);
      continue;
    }
    Fact fact;
    fact.organisation = found.front();
    fact.measure = measure;
    fact.period = period;
    fact.source = reading.source;
    fact.value = sum.stated;
    out.model().facts.push_back(fact);
  }
  return {};
}

Status read_ages(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  const Column type = sheet.find({"orgtype"});
  const Column code = sheet.find({"orgcode"});
  const Column alias = sheet.find({"onscode"});
  const Column sex_column = sheet.find({"sex"});
  const Column age = sheet.find({"agegroup5", "agegroup"});
  const Column patients = sheet.find({"numberofpatients"});
  const Column day_column = sheet.find({"extractdate"});
  struct Sum {
    std::optional<std::uint32_t> stated;
    std::uint64_t summed = 0;
    Date on;
  };
  std::map<OrganisationId, Sum> sums;
  std::string last_type, last_code;
  OrganisationId id = kNobody;
  Sum* sum = nullptr;
  while (reading.next()) {
    std::optional<Date> day = public_day(sheet.cell(day_column));
    if (!day) day = reading.day;
    if (!day) {
      reading.reject(day_column, "no day that can be read");
      continue;
    }
    if (sheet.cell(code) != last_code || sheet.cell(type) != last_type || id == kNobody) {
      const std::string word = plain(sheet.cell(type));
      std::optional<OrganisationKind> kind;
      if (word == "gp" || word == "practice" || word == "gppractice") kind = OrganisationKind::kPractice;
      if (word == "pcn") kind = OrganisationKind::kNetwork;
      if (word.starts_with("subicb")) kind = OrganisationKind::kSubIcb;
      if (word == "icb") kind = OrganisationKind::kIcb;
      if (word.starts_with("commregion") || word == "region") kind = OrganisationKind::kRegion;
      if (!kind) {
        reading.reject(type, "a kind of organisation that Meso does not know");
        continue;
      }
      if (*kind == OrganisationKind::kNetwork && is_unallocated(sheet.cell(code))) continue;  // nobody's sum
      const auto sound = reading.code(code);
      if (!sound) continue;
      last_type = sheet.cell(type);
      last_code = *sound;
      id = out.organisation(*kind, *sound);
      if (!sheet.cell(alias).empty()) out.alias(sheet.cell(alias), id);
      sum = &sums[id];
      sum->on = *day;
    }
    const auto count = whole_number(sheet.cell(patients));
    if (!count) {
      reading.reject(patients, "no number of patients");
      continue;
    }
    const std::string sex = plain(sheet.cell(sex_column));
    const auto band = age_band(sheet.cell(age));
    if (!band) {
      // Rows for all ages; a row for all sexes stands beside those of each.
      if (sex == "all") sum->stated = *count;
      continue;
    }
    if (sex == "all") continue;
    const Sex which = sex == "female" || sex == "f" ? Sex::kFemale
                      : sex == "male" || sex == "m" ? Sex::kMale
                                                    : Sex::kOther;
    out.model().ages.push_back({id, *day, which, *band, *count});
    sum->summed += *count;
    reading.about().from = reading.about().to = *day;
  }
  if (sums.empty()) return Error{ErrorKind::kBadInput, "no row of it can be read", {reading.file()}, ""};
  for (const auto& [organisation, of_organisation] : sums) {
    const std::uint64_t size =
        of_organisation.stated.value_or(static_cast<std::uint32_t>(of_organisation.summed));
    if (of_organisation.stated && of_organisation.summed != 0 &&
        *of_organisation.stated != of_organisation.summed) {
      out.findings().add("organisations whose ages do not add up to their total", out.at(organisation).code);
    }
    out.model().list_sizes.push_back(
        {organisation, of_organisation.on, static_cast<std::uint32_t>(size), reading.source});
  }
  return {};
}

}  // namespace meso::network
