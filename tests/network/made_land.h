// A land small enough to draw: areas in a grid, practices, three networks.
//
//   area Cxy stands in column x and row y; its centre is x/100 degrees east and 52 + y/100 north. Areas
//   beside and above each other share an edge; corners do not. The column "8" is an island: no edges.
//
//        0 1 2 3 4 5   8
//     0  a a b b c c   a
//     1  a a b b c c          a: P1, P2 in U1;  b: P3 in U2;  c: P4 in U3;  P5 in no network
//     2  b a a b c c
//
// Each area has 100 patients with its letter's first practice and 10 with the next network's.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "network/model.h"

namespace meso::network {

inline Date made_day() {
  return *date_from_civil(2026, 7, 1);
}

inline Model made_land() {
  Model model;
  using enum OrganisationKind;
  for (int i = 1; i <= 5; ++i) {
    Organisation practice{
        .kind = kPractice, .code = fmt::format("P{}", i), .name = fmt::format("Practice {}", i)};
    const double east[] = {0, 0.01, 0.02, 0.04, 0.05};
    practice.longitude = east[i - 1];
    practice.latitude = 52.01;
    model.organisations.push_back(practice);
  }
  for (int i = 1; i <= 3; ++i) {
    model.organisations.push_back(
        {.kind = kNetwork, .code = fmt::format("U{}", i), .name = fmt::format("Net {}", i)});
  }
  const OrganisationId u1 = 5, u2 = 6, u3 = 7;
  const Date since = *date_from_civil(2019, 7, 1);
  for (const auto& [member, whole] : {std::pair{0u, u1}, {1u, u1}, {2u, u2}, {3u, u3}}) {
    model.relations.push_back(
        {.member = member, .whole = whole, .kind = RelationKind::kMember, .since = since});
  }
  model.relations.push_back({.member = 0, .whole = u1, .kind = RelationKind::kPayee, .since = since});
  for (const auto& [practice, patients] :
       {std::pair{0u, 30'000u}, {1u, 4'000u}, {2u, 21'000u}, {3u, 33'000u}}) {
    model.list_sizes.push_back({practice, made_day(), patients, 0});
  }
  const std::vector<std::string> rows = {"aabbcc  a", "aabbcc", "baabcc"};
  for (std::size_t x = 0; x < 9; ++x) {
    for (std::size_t y = 0; y < rows.size(); ++y) {
      if (x >= rows[y].size() || rows[y][x] == ' ') continue;
      Area area{.code = fmt::format("C{}{}", x, y), .kind = AreaKind::kEngland, .in_2021 = true};
      area.longitude = static_cast<double>(x) / 100;
      area.latitude = 52 + static_cast<double>(y) / 100;
      area.imd_2025 = rows[y][x] == 'a' ? 40 : 10;
      area.imd_2025_decile = rows[y][x] == 'a' ? 1 : 8;
      area.rural = x > 3 ? "RLN1" : "UN1";
      model.areas.push_back(area);
    }
  }
  model.areas.push_back({.code = "EMPTY", .kind = AreaKind::kPseudo});
  ResidentTable table;
  table.on = made_day();
  for (AreaId id = 0; id < model.areas.size(); ++id) {
    const std::string& code = model.areas[id].code;
    if (code == "EMPTY") {
      table.rows.push_back({0, id, 7});
      continue;
    }
    const char letter =
        rows[static_cast<std::size_t>(code[2] - '0')][static_cast<std::size_t>(code[1] - '0')];
    const OrganisationId holder = letter == 'a' ? 0 : letter == 'b' ? 2 : 3;
    const OrganisationId guest = letter == 'a' ? 2 : letter == 'b' ? 3 : 1;
    table.rows.push_back({holder, id, 100});
    table.rows.push_back({guest, id, 10});
    for (const char* beside : {"10", "01"}) {
      const std::string other =
          fmt::format("C{}{}", code[1] - '0' + beside[0] - '0', code[2] - '0' + beside[1] - '0');
      const AreaId found = model.find_area(other);
      if (found != kNobody && code[1] != '8') model.borders.push_back({id, found, AreaEdition::k2021, 100});
    }
  }
  model.residents.push_back(table);
  model.shapes.push_back({.area = model.find_area("C80")});  // somebody drew the island
  model.sort();
  return model;
}

}  // namespace meso::network
