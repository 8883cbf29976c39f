// Before and after: what a network is, and what it would be if its practices stood otherwise.
//
// A Profile is everything that is known of one group of practices on the Grouping's day. `compare` makes two
// of each group that a change touches. Nothing is valued: which of two footprints is better is for those who
// work in them.
//
// Shares and means count only those for whom something is known; `of` says for how many that was. Percentages
// are never averaged: indicators are sums of numerators over sums of denominators.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "network/footprint/area.h"
#include "network/footprint/grouping.h"
#include "network/model.h"
#include "network/voice/voice.h"

namespace meso::network::footprint {

struct Mean {
  double value = 0;
  std::uint64_t of = 0;  // patients; 0: not known
};

// Kilometres over the ground: great-circle times `factor`.
struct Travel {
  double factor = 1;
  Mean own;              // from where patients live to their own practice
  Mean nearest;          // to the nearest practice of the network
  double widest_km = 0;  // between the two practices furthest apart
  std::uint32_t practices_not_placed = 0;
};

struct Deprivation {
  Mean score;          // IMD 2025, patient-weighted
  Mean most_deprived;  // share of patients in the most deprived fifth of areas
  Mean rural;          // share of patients in areas that are classed rural
};

struct Indicator {
  MeasureId measure = 0;
  PeriodId period = 0;
  SourceId source = 0;
  bool computed = false;
  double numerator = 0, denominator = 0;
  std::uint32_t practices = 0;  // how many have a figure
};

struct Profile {
  std::uint32_t group = kNoGroup;
  std::uint64_t patients = 0;  // list sizes on the day
  std::uint32_t practices_without_list = 0;
  Footprint footprint;
  Travel travel;
  Deprivation deprivation;
  std::vector<Indicator> indicators;        // of each measure and source the newest period
  std::vector<Result<voice::Power>> voice;  // one for each rule
};

struct Question {
  AreaPolicy policy;
  double travel_factor = 1;
  std::vector<voice::Rule> rules;
};

Profile profile(const Model& model, const AreaMap& map, const ResidentTable& table, const Grouping& grouping,
                std::uint32_t group, const Question& question);

// What somebody has signed, or is paid or partnered by, that a change reaches.
struct Touched {
  std::uint32_t group = kNoGroup;
  std::string what;  // "A99901 is the payee", "schedule 1: the members"
  SourceId source = 0;
  bool from_source = false;  // else it follows from the change of members itself
};

struct Neighbourhood {
  Drawn drawn;
  std::uint64_t patients = 0;                                       // registered with anybody in the table
  std::vector<std::pair<OrganisationId, std::uint64_t>> practices;  // most patients first
  std::vector<std::pair<std::uint32_t, std::uint64_t>> groups;      // after the change; kNoGroup: in none
  std::vector<Part> parts;
  std::uint64_t areas_on_no_map = 0;
  Deprivation deprivation;
};

struct Comparison {
  std::vector<Profile> before;  // of the groups that change, by place; nothing for a supposed one
  std::vector<Profile> after;   // the same groups and the supposed ones; nothing for one that was emptied
  std::vector<Moved> moves;
  std::vector<Touched> touched;
  std::vector<Neighbourhood> neighbourhoods;
};

// REQUIRES: `table` is one of the model's.
Comparison compare(const Model& model, const ResidentTable& table, const Grouping& before,
                   const Supposed& supposed, const Question& question);

// The whole of a what-if: the changes supposed, their homes found, both sides compared.
struct WhatIf {
  Supposed supposed;
  Comparison both;
  Date residents;  // the day of the patients' homes that it rests on; kUnknownDate when none are known
};
// Errors as suppose().
Result<WhatIf> what_if(const Model& model, const Grouping& before, std::span<const std::string> changes,
                       const Question& question);

}  // namespace meso::network::footprint
