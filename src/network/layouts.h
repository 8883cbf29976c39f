// The layouts of public files that Meso reads, each recognised by its columns and never by the file's name.
//
// A layout is the columns that it cannot do without, in all the spellings that publishers have used, and a
// function that reads the rows. The first layout of the list whose columns are all there is taken, so the
// more demanding ones stand first. What the content does not say (a day, a financial year) is taken from the
// file's name; a file that needs one and says none is refused with that reason.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "network/gathering.h"
#include "network/sheet.h"

namespace meso::network {

// What a reader works with.
struct Reading {
  Sheet& sheet;
  Gathering& out;
  SourceId source = 0;
  std::optional<Date> day;     // stated by the file's name or by who imports it
  std::optional<Period> year;  // likewise

  const std::string& file() const { return sheet.name(); }
  Source& about() const { return out.source_at(source); }
  // Counts a row as not taken. `column` counts from 0; kNoColumn: the whole row.
  void reject(Column column, std::string_view reason) const;
  // The organisation's code in that cell, or nothing after a reject.
  std::optional<std::string_view> code(Column column) const;
  // Moves to the next row that is whole; damaged rows are rejected.
  bool next() const;
};

struct Layout {
  std::string_view name;                              // "patients by practice and area"
  std::vector<std::vector<std::string_view>> needed;  // each column in its spellings, as plain words
  Status (*read)(const Reading&);
  bool late = false;  // read after the others, because it needs the names or editions that they bring
};

std::span<const Layout> layouts();

struct Recognised {
  const Layout* layout = nullptr;
  std::optional<std::size_t> header_row;
};
std::optional<Recognised> recognise(const Sheet& sheet);
// The layout that comes nearest, for "it lacks PRACTICE_CODE": its name and the spelling of what is missing.
std::string nearest_miss(const Sheet& sheet);

// Readers, by what they tell of. Each returns an error only when nothing of the file can be taken.
Status read_practice_map(const Reading&);
Status read_membership_register(const Reading&);
Status read_membership_register_bare(const Reading&);
Status read_network_register(const Reading&);
Status read_prescribers_bare(const Reading&);
Status read_practice_places(const Reading&);
Status read_practice_ends(const Reading&);
Status read_practice_followers(const Reading&);
Status read_partners(const Reading&);

Status read_residents(const Reading&);
Status read_network_residents(const Reading&);
Status read_ages(const Reading&);

Status read_deprivation(const Reading&);
Status read_area_lookup(const Reading&);
Status read_area_places(const Reading&);
Status read_rural_classes(const Reading&);
Status read_borders(const Reading&);
Status read_commissioner_deprivation(const Reading&);

Status read_registers(const Reading&);
Status read_points(const Reading&);
Status read_maximum_points(const Reading&);
Status read_validation(const Reading&);
Status read_titles(const Reading&);
Status read_counts(const Reading&);
Status read_practice_values(const Reading&);
Status read_wide_values(const Reading&);
Status read_fingertips(const Reading&);
Status read_staff(const Reading&);
Status read_staff_groups(const Reading&);
Status read_own_counts(const Reading&);
Status read_payments(const Reading&);
Status read_column_definitions(const Reading&);

// Polygons (GeoJSON), which are no table.
Status read_shapes(std::string_view text, Gathering& out, SourceId source);

}  // namespace meso::network
