// Readers of small areas: how deprived, in which authority and commissioner, where, how rural, beside which.

#include <algorithm>

#include "network/codes.h"
#include "network/layouts.h"

namespace meso::network {
namespace {

// An area's cell; marks the edition that the column's header names.
struct AreaColumn {
  Column column = kNoColumn;
  bool is_2011 = false;
};

AreaColumn area_column(const Sheet& sheet) {
  const Column of_2021 = sheet.find({"lsoa21code", "lsoa21cd", "lsoacode2021"});
  if (of_2021 != kNoColumn) return {of_2021, false};
  return {sheet.find({"lsoa11code", "lsoa11cd", "lsoacode2011"}), true};
}

void mark(Area& area, bool is_2011) {
  (is_2011 ? area.in_2011 : area.in_2021) = true;
}

std::optional<AreaId> area_of(const Reading& reading, Column column) {
  const std::string_view code = reading.sheet.cell(column);
  if (area_kind(code) == AreaKind::kPseudo) {
    reading.reject(column, "no code of an area");
    return std::nullopt;
  }
  return reading.out.area(code);
}

}  // namespace

Status read_deprivation(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  const AreaColumn where = area_column(sheet);
  const Column score = sheet.find({"imdscore"});
  const Column rank = sheet.find({"imdrank"});
  const Column decile = sheet.find({"imddecile"});
  while (reading.next()) {
    const auto id = area_of(reading, where.column);
    if (!id) continue;
    const auto place = whole_number(sheet.cell(rank)), tenth = whole_number(sheet.cell(decile));
    if (!place || !tenth || *tenth < 1 || *tenth > 10) {
      reading.reject(place ? decile : rank, "no rank and decile");
      continue;
    }
    Area& area = reading.out.area_at(*id);
    mark(area, where.is_2011);
    if (where.is_2011) {
      area.imd_2019_rank = *place;
      area.imd_2019_decile = static_cast<std::uint8_t>(*tenth);
    } else {
      area.imd_2025 = number(sheet.cell(score)).value_or(kNotGiven);
      area.imd_2025_rank = *place;
      area.imd_2025_decile = static_cast<std::uint8_t>(*tenth);
    }
  }
  const int year = where.is_2011 ? 2019 : 2025;
  reading.about().from = *date_from_civil(year, 1, 1);
  reading.about().to = *date_from_civil(year, 12, 31);
  return {};
}

Status read_area_lookup(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  const Column of_2011 = sheet.find({"lsoa11code"});
  const Column of_2021 = sheet.find({"lsoa21code"});
  const Column name_2011 = sheet.find({"lsoa11name"});
  const Column name_2021 = sheet.find({"lsoa21name"});
  const Column authority = sheet.find({"ltla22code", "lad22code", "lad24code"});
  const Column authority_name = sheet.find({"ltla22name", "lad22name", "lad24name"});
  const Column commissioner = sheet.find({"sicbl24codenhs", "sicbl22codeh"});
  const Column commissioner_alias = sheet.find({"sicbl24code", "sicbl22code"});
  const Column commissioner_name = sheet.find({"sicbl24name", "sicbl22name"});
  const Column board = sheet.find({"icb24codenhs", "icb22codeh"});
  const Column board_alias = sheet.find({"icb24code", "icb22code"});
  const Column board_name = sheet.find({"icb24name", "icb22name"});
  while (reading.next()) {
    OrganisationId authority_id = kNobody, commissioner_id = kNobody;
    if (const auto code = sheet.cell(authority); !code.empty()) {
      authority_id = out.organisation(OrganisationKind::kLocalAuthority, code);
      out.name(authority_id, sheet.cell(authority_name), kUnknownDate);
    }
    if (const auto code = sheet.cell(commissioner); !code.empty() && code_fault(code).empty()) {
      commissioner_id = out.organisation(OrganisationKind::kSubIcb, code);
      out.name(commissioner_id, sheet.cell(commissioner_name), kUnknownDate);
      out.alias(sheet.cell(commissioner_alias), commissioner_id);
    } else if (!code.empty()) {
      reading.reject(commissioner, code_fault(code));
    }
    if (const auto code = sheet.cell(board); !code.empty() && code_fault(code).empty()) {
      const OrganisationId id = out.organisation(OrganisationKind::kIcb, code);
      out.name(id, sheet.cell(board_name), kUnknownDate);
      out.alias(sheet.cell(board_alias), id);
    }
    const auto note = [&](Column column, Column name, bool is_2011) {
      if (column == kNoColumn) return kNobody;
      const auto id = area_of(reading, column);
      if (!id) return kNobody;
      Area& area = out.area_at(*id);
      mark(area, is_2011);
      if (area.name.empty()) area.name = sheet.cell(name);
      if (authority_id != kNobody) area.authority = authority_id;
      if (commissioner_id != kNobody && (!is_2011 || area.commissioner == kNobody))
        area.commissioner = commissioner_id;
      return *id;
    };
    const AreaId now = note(of_2021, name_2021, false);
    const AreaId before = note(of_2011, name_2011, true);
    if (now != kNobody && before != kNobody) out.changed({before, now});
  }
  return {};
}

Status read_area_places(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  const AreaColumn where = area_column(sheet);
  // A point that is surely inside stands for the area better than its centre of gravity.
  const Column longitude = sheet.find({"surfacelon", "centroidlon"});
  const Column latitude = sheet.find({"surfacelat", "centroidlat"});
  while (reading.next()) {
    const auto id = area_of(reading, where.column);
    if (!id) continue;
    const auto east = number(sheet.cell(longitude)), north = number(sheet.cell(latitude));
    if (!east || !north) {
      reading.reject(east ? latitude : longitude, "no place on the map");
      continue;
    }
    Area& area = reading.out.area_at(*id);
    mark(area, where.is_2011);
    area.longitude = *east;
    area.latitude = *north;
  }
  return {};
}

Status read_rural_classes(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  const AreaColumn where = area_column(sheet);
  const Column code = sheet.find({"ruc21code"});
  const Column words = sheet.find({"classification"});
  while (reading.next()) {
    const auto id = area_of(reading, where.column);
    if (!id) continue;
    const std::string_view rural = sheet.cell(code);
    if (rural.size() < 3 || rural.size() > 4 || (rural[0] != 'U' && rural[0] != 'R')) {
      reading.reject(code, "no class that begins with U or R");
      continue;
    }
    mark(reading.out.area_at(*id), where.is_2011);
    reading.out.area_at(*id).rural = rural;
    reading.out.title("rural " + std::string(rural), sheet.cell(words));
  }
  return {};
}

Status read_borders(const Reading& reading) {
  // A list that counts everything within a metre as touching gives a corner contact up to three metres.
  constexpr double kCornerMetres = 5;
  Sheet& sheet = reading.sheet;
  const Column a = sheet.find({"lsoaa"}), b = sheet.find({"lsoab"});
  const Column metres = sheet.find({"sharedbordermapprox", "sharedborderm", "metres"});
  std::uint64_t corners = 0;
  std::vector<Border> borders;
  while (reading.next()) {
    const auto first = area_of(reading, a);
    const auto second = first ? area_of(reading, b) : std::nullopt;
    if (!second) continue;
    if (*first == *second) {
      reading.reject(b, "an area has no border with itself");
      continue;
    }
    const double length = number(sheet.cell(metres)).value_or(kNotGiven);
    if (length < kCornerMetres) {
      ++corners;
      continue;
    }
    borders.push_back({*first, *second, AreaEdition::k2021, static_cast<float>(length)});
  }
  if (borders.empty())
    return Error{ErrorKind::kBadInput, "no border in it can be read", {reading.file()}, ""};
  // The two editions' lists look alike: areas that only one edition has tell them apart.
  std::size_t only_2011 = 0, only_2021 = 0;
  for (const Border& border : borders) {
    const Area& area = reading.out.area_at(border.a);
    only_2011 += area.in_2011 && !area.in_2021 ? 1 : 0;
    only_2021 += area.in_2021 && !area.in_2011 ? 1 : 0;
  }
  for (Border& border : borders) {
    border.edition = only_2011 > only_2021 ? AreaEdition::k2011 : AreaEdition::k2021;
  }
  auto& all = reading.out.model().borders;
  all.insert(all.end(), borders.begin(), borders.end());
  if (corners > 0) {
    reading.out.findings().add("pairs of areas that touch in a corner alone: no border", reading.file(),
                               corners);
  }
  return {};
}

Status read_commissioner_deprivation(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  const Column code = sheet.find({"icb24code"});
  const Column name = sheet.find({"icb24name"});
  const Column score = sheet.find({"imdaveragescore"});
  const Column share = sheet.find({"imdproportionoflsoasinmostdeprived10percentnationally"});
  const MeasureId mean =
      out.measure("IMD 2025 average score", "Index of Multiple Deprivation 2025, average score", "score");
  const MeasureId tenth =
      out.measure("IMD 2025 most deprived tenth",
                  "Share of areas in the most deprived tenth of the nation, 2025", "share");
  const PeriodId period = out.period({*date_from_civil(2025, 1, 1), *date_from_civil(2025, 12, 31)});
  while (reading.next()) {
    OrganisationId id = out.by_alias(sheet.cell(code));
    if (id == kNobody) {
      const auto sound = reading.code(code);
      if (!sound) continue;
      id = out.organisation(OrganisationKind::kIcb, *sound);
      out.name(id, sheet.cell(name), kUnknownDate);
    }
    const auto put = [&](MeasureId measure, Column column) {
      const auto value = number(sheet.cell(column));
      if (!value) return;
      Fact fact;
      fact.organisation = id;
      fact.measure = measure;
      fact.period = period;
      fact.source = reading.source;
      fact.value = *value;
      out.model().facts.push_back(fact);
    };
    put(mean, score);
    put(tenth, share);
  }
  return {};
}

}  // namespace meso::network
