#include "network/layouts.h"

#include <algorithm>

#include "network/codes.h"

namespace meso::network {
namespace {

using Names = std::vector<std::string_view>;

const Names kPractice = {"practicecode", "gppracticecode", "gpcode", "orgcode", "practiceodscode"};
const Names kNetwork = {"pcncode", "pcnodscode", "primarycarenetworkcode"};
const Names kPatients = {"numberofpatients", "patients", "registeredpatients"};
const Names kArea = {"lsoacode", "lsoa21code",   "lsoa11code",  "lsoa21cd",
                     "lsoa11cd", "lsoa2021code", "lsoa2011code"};
const Names kSubIcb = {"subicblocationcode", "subicbodscode", "subicblocodscode", "ccgodscode", "ccgcode"};

const std::vector<Layout>& all_layouts() {
  static const std::vector<Layout> kLayouts = {
      // Registrations.
      {"patients by network and area, with shares",
       {{"lsoacode"}, {"pcnname"}, {"pcnpatients"}, {"pcntotal"}},
       read_network_residents,
       true},
      {"patients by practice and area", {kPractice, kArea, kPatients}, read_residents},
      {"patients by organisation, sex and age",
       {{"orgtype"}, kPractice, {"sex"}, {"agegroup5", "agegroup"}, kPatients},
       read_ages},
      // Organisations.
      {"memberships of networks with their days",
       {{"partnerorganisationcode"}, kNetwork, {"practicetopcnrelationshipstartdate"}},
       read_membership_register},
      {"networks with their days",
       {kNetwork, {"opendate"}, {"currentsubicbloccode", "currentsubicblocationcode"}},
       read_network_register},
      {"points of the quality framework by practice",
       {kPractice, {"listsize"}, {"achievementscore635max", "achievementscore"}},
       read_points},
      {"one value by practice", {kPractice, {"percachievement"}}, read_practice_values},
      {"practices with networks and commissioners", {kPractice, kNetwork, kSubIcb}, read_practice_map},
      {"places of practices",
       {kPractice, {"lat", "latitude"}, {"lon", "longitude"}},
       read_practice_places,
       true},
      {"practices that closed or merged", {kPractice, {"outcome"}}, read_practice_ends},
      {"codes of practices and those that they followed",
       {{"codeapril2020"}, {"previouspracticecodes"}},
       read_practice_followers,
       true},
      {"organisations beside the practices",
       {{"organisationkind", "kind"}, {"organisationcode"}, {"name"}},
       read_partners},
      // Areas.
      {"deprivation by area, 2025",
       {{"lsoa21code", "lsoacode2021"}, {"imddecile"}, {"imdrank"}},
       read_deprivation},
      {"deprivation by area, 2019",
       {{"lsoa11code", "lsoacode2011"}, {"imddecile"}, {"imdrank"}},
       read_deprivation},
      {"deprivation by commissioner",
       {{"icb24code"}, {"imdaveragescore"}},
       read_commissioner_deprivation,
       true},
      {"deprivation by practice", {kPractice, {"imdscore"}}, read_practice_values},
      {"deprivation by network", {kNetwork, {"imdscore"}}, read_practice_values},
      {"borders of areas", {{"lsoaa"}, {"lsoab"}}, read_borders, true},
      {"places of areas", {{"lsoa21code", "lsoa11code"}, {"centroidlon"}, {"centroidlat"}}, read_area_places},
      {"rural and urban classes", {{"lsoa21code"}, {"ruc21code"}}, read_rural_classes},
      {"areas with commissioners and authorities",
       {{"lsoa21code", "lsoa11code"}, {"ltla22code", "icb24code", "icb22code"}},
       read_area_lookup},
      // Counts.
      {"registers of the quality framework",
       {kPractice, {"groupcode"}, {"register"}, {"practicelistsize"}},
       read_registers},
      {"most points that a practice can reach", {kPractice, {"revisedmaximumpoints"}}, read_maximum_points},
      {"practices whose figures failed a check", {kPractice, {"validationrule"}}, read_validation},
      {"titles of indicators", {{"indicatorcode"}, {"indicatorpointvalue"}, {"groupcode"}}, read_titles},
      {"titles of adjustments and exclusions", {{"indicatorcode"}, {"pcaexclname"}}, read_titles},
      {"titles of outputs", {{"rulesetid"}, {"outputid"}, {"outputdescription"}}, read_titles},
      {"titles of network indicators",
       {{"indicatorid"}, {"indicatordescription"}, {"measuredescription"}},
       read_titles},
      {"names of network indicator fields", {{"indcode"}, {"fieldname"}, {"shortname"}}, read_titles},
      {"numerators and denominators of network indicators",
       {{"organisationtype"}, {"organisationcode"}, {"indcode"}, {"measure"}, {"value"}},
       read_counts},
      {"numerators and denominators by practice",
       {kPractice, {"achdate"}, {"indcode"}, {"measure"}, {"value"}},
       read_counts},
      {"fields that practices submitted",
       {kPractice, {"achdate"}, {"indcode"}, {"fieldname"}, {"value"}},
       read_counts},
      {"indicator with confidence limits",
       {{"indicatorid"}, {"areacode"}, {"timeperiod"}, {"value"}},
       read_fingertips,
       true},
      {"achievement and prevalence side by side",
       {kPractice, {"achievementaf"}, {"prevalenceaf"}},
       read_wide_values},
      {"staff of networks, a row for each role",
       {kNetwork, {"staffgroup"}, {"staffrole"}, {"fte"}},
       read_staff},
      {"staff of networks by group", {kNetwork, {"year"}, {"staffgroup"}, {"fte"}}, read_staff_groups},
      {"payments to practices", {kPractice, {"pcnparticipation"}, {"globalsum"}}, read_payments},
      {"counts of one's own",
       {{"practicecode", "practice", "organisation"}, {"indicator", "measure"}, {"numerator"}},
       read_own_counts},
      {"what columns mean",
       {{"nameoffield", "field", "fieldname", "column", "columnname", "columnheading", "variable"},
        {"description", "definition", "fielddescription", "descriptor"}},
       read_column_definitions},
  };
  return kLayouts;
}

const Layout kBareRegister = {"memberships of networks with their days", {}, read_membership_register_bare};
const Layout kBarePrescribers = {"all prescribing organisations", {}, read_prescribers_bare};

bool has(const std::vector<std::string>& header, const Names& names) {
  return std::ranges::any_of(
      names, [&](std::string_view name) { return std::ranges::find(header, name) != header.end(); });
}

// Files without a header, told by their width and the form of their first row.
const Layout* bare_layout(const Sheet& sheet) {
  if (sheet.leading_cells().empty()) return nullptr;
  const auto& row = sheet.leading_cells().front();
  if (row.size() < 9 || !code_fault(row[0]).empty() || row[0].size() < 3) return nullptr;
  if (row.size() == 27 && public_day(row[10])) return &kBarePrescribers;
  if (row.size() == 11 && code_fault(row[4]).empty() && public_day(row[8])) return &kBareRegister;
  return nullptr;
}

}  // namespace

std::span<const Layout> layouts() {
  return all_layouts();
}

std::optional<Recognised> recognise(const Sheet& sheet) {
  for (std::size_t row = 0; row < sheet.leading().size(); ++row) {
    const auto& header = sheet.leading()[row];
    for (const Layout& layout : all_layouts()) {
      if (std::ranges::all_of(layout.needed, [&](const Names& names) { return has(header, names); })) {
        return Recognised{&layout, row};
      }
    }
  }
  if (const Layout* bare = bare_layout(sheet)) return Recognised{bare, std::nullopt};
  return std::nullopt;
}

std::string nearest_miss(const Sheet& sheet) {
  const Layout* nearest = nullptr;
  std::size_t least_missing = 2;  // more than one missing column is another file altogether
  std::string missing;
  for (const auto& header : sheet.leading()) {
    for (const Layout& layout : all_layouts()) {
      if (layout.needed.size() < 3) continue;
      std::size_t count = 0;
      std::string_view first;
      for (const Names& names : layout.needed) {
        if (has(header, names)) continue;
        ++count;
        first = names.front();
      }
      if (count < least_missing) {
        least_missing = count;
        nearest = &layout;
        missing = first;
      }
    }
  }
  if (nearest == nullptr) return "its columns are those of no file that Meso reads";
  return "it looks like '" + std::string(nearest->name) + "' but has no column " + missing;
}

void Reading::reject(Column column, std::string_view reason) const {
  out.rejects().add(file(), sheet.line(), column == kNoColumn ? 0 : column + 1, reason);
}

std::optional<std::string_view> Reading::code(Column column) const {
  const std::string_view cell = sheet.cell(column);
  const std::string_view fault = code_fault(cell);
  if (fault.empty()) return cell;
  reject(column, fault);
  return std::nullopt;
}

bool Reading::next() const {
  while (sheet.next()) {
    const std::string_view fault = sheet.fault();
    if (fault.empty()) return true;
    reject(kNoColumn, fault);
  }
  return false;
}

}  // namespace meso::network
