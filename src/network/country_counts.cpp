#include "network/country_counts.h"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

namespace meso::network {
namespace {

struct Group {
  const char* code;
  const char* list;
  std::uint32_t per_ten_thousand;  // of the list, on the register
  std::uint32_t of_list;           // per cent of the list that the register speaks of
};
constexpr std::array<Group, 6> kGroups = {{{"HYP", "TOTAL", 1480, 100},
                                           {"DM", "17OV", 780, 80},
                                           {"AST", "06OV", 650, 94},
                                           {"COPD", "TOTAL", 190, 100},
                                           {"AF", "TOTAL", 220, 100},
                                           {"DEM", "TOTAL", 80, 100}}};
constexpr std::size_t kYearEnd = 2;  // of country_days(): the day after the year that the counts are of

// "31/03/2026".
std::string british_day(Date date) {
  const CivilDate civil = civil_from_date(date);
  return fmt::format("{:02}/{:02}/{}", civil.day, civil.month, civil.year);
}

}  // namespace

std::vector<std::string> country_groups() {
  std::vector<std::string> out;
  for (const Group& group : kGroups) out.emplace_back(group.code);
  return out;
}

CountryFile registers(const Country& country, const CountryOptions& options, Random random) {
  std::string text = "PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PRACTICE_LIST_SIZE\n";
  for (const CountryPractice& practice : country.practices) {
    const auto recorded = options.lists.find(practice.code);
    for (const Group& group : kGroups) {
      const bool known = recorded != options.lists.end();
      const std::uint32_t list =
          (known ? recorded->second[kYearEnd].patients() : practice.list) * group.of_list / 100;
      const std::uint32_t drawn = random.below(41);
      auto sick = static_cast<std::uint32_t>(static_cast<std::uint64_t>(list) * group.per_ten_thousand *
                                             (80 + drawn) / 1'000'000);
      if (known) {
        const auto& sizes = recorded->second[kYearEnd].registers;
        const auto size = sizes.find(group.code);
        if (size == sizes.end()) continue;
        // What was published was extracted on another day, now and then: a few people fewer.
        sick = size->second - (drawn < 10 ? std::min(size->second, 1 + size->second * drawn / 300) : 0);
      }
      text += fmt::format("{},{},{},{},{}\n", practice.code, group.code, sick, group.list, list);
    }
  }
  return {"PREVALENCE_2526.csv", std::move(text)};
}

// A row for each figure, as the core contract's counts are published: the first quarter, month by month.
CountryFile contract_counts(const Country& country, Random random) {
  std::string text =
      "QUALITY_SERVICE,PRACTICE_CODE,PRACTICE_NAME,ACH_DATE,IND_CODE,MEASURE,MEASURE_TYPE,VALUE\n";
  for (const CountryPractice& practice : country.practices) {
    for (const auto& [code, per_thousand] : {std::pair{"DXMI001", 24u}, {"DXMI002", 61u}}) {
      const std::uint32_t whole = practice.list * per_thousand / 1000 + 1;
      std::uint32_t done = 0;
      for (int month = 1; month <= 3; ++month) {
        const Date day = add_days(*date_from_civil(2026, month + 1, 1), -1);
        done = std::min(whole, done + whole * random.below(30) / 100);
        const std::uint32_t adjusted = whole / 20;
        for (const auto& [measure, kind, value] : {std::tuple{"Denominator", "Denominator", whole},
                                                   {"Numerator", "Numerator", done},
                                                   {"Patient chose not to receive", "PCA", adjusted}}) {
          text += fmt::format("Fictional Core Contract 2025-26,{},{},{},{},{},{},{}\n", practice.code,
                              practice.name, british_day(day), code, measure, kind, value);
        }
      }
    }
  }
  return {"core_gp_contract_2025-26_Q4.csv", std::move(text)};
}

// Incentive indicators of networks and practices, once for the year; one baseline beside its figure.
CountryFile incentive_counts(const Country& country, Random random) {
  std::string text =
      "ORGANISATION_TYPE,ORGANISATION_CODE,ORGANISATION_NAME,QUALITY_SERVICE,ACH_DATE,IND_CODE,MEASURE,"
      "VALUE\n";
  const std::string day = british_day(*date_from_civil(2026, 3, 31));
  const auto line = [&](const char* type, const std::string& code, const std::string& name,
                        const char* indicator, const std::string& measure, std::uint32_t value) {
    text += fmt::format("{},{},{},DXD2526,{},{},{},{}\n", type, code, name, day, indicator, measure, value);
  };
  struct Sum {
    std::uint32_t whole = 0, done = 0;
  };
  std::vector<Sum> sums(country.networks.size());
  for (const CountryPractice& practice : country.practices) {
    const std::uint32_t whole = practice.list * 6 / 1000 + 2;
    const std::uint32_t done = whole * (55 + random.below(40)) / 100;
    line("PRACTICE", practice.code, practice.name, "DXDMI201", "DHI-01 denominator", whole);
    line("PRACTICE", practice.code, practice.name, "DXDMI201", "DHI-01 numerator", done);
    if (practice.network == kNobody) continue;
    sums[practice.network].whole += whole;
    sums[practice.network].done += done;
  }
  for (std::size_t n = 0; n < country.networks.size(); ++n) {
    const CountryNetwork& network = country.networks[n];
    line("PCN", network.code, network.name, "DXDMI201", "DHI-01 denominator", sums[n].whole);
    line("PCN", network.code, network.name, "DXDMI201", "DHI-01 numerator", sums[n].done);
    const std::uint32_t before = 150 + random.below(400);
    line("PCN", network.code, network.name, "DXDMI202", "DAC-02 baseline numerator", before);
    line("PCN", network.code, network.name, "DXDMI202", "DAC-02 numerator",
         before * (90 + random.below(30)) / 100);
  }
  return {"IIF_indicators_annual_pub_2025_26.csv", std::move(text)};
}

// One indicator in the layout of the nation's profiles: a share with its counts, of practices and networks.
CountryFile profile_counts(const Country& country, Random random) {
  std::string text =
      "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category "
      "Type,Category,Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI "
      "99.8 "
      "limit,Count,Denominator,Value note,Recent Trend,Compared to England value or percentiles,Compared to "
      "percentiles,Time period Sortable,New data,Compared to goal,Time period range\n";
  const auto line = [&](const std::string& code, const std::string& name, const char* type,
                        std::uint64_t count, std::uint64_t whole) {
    if (whole == 0) return;
    text += fmt::format(
        "990001,People who know their network's name (fictional),,,{},{},{},Persons,All "
        "ages,,,2025/26,{:.6f},,,,,{},{},,,Not compared,Not compared,20250000,,,1y\n",
        code, name, type, 100.0 * static_cast<double>(count) / static_cast<double>(whole), count, whole);
  };
  std::vector<std::pair<std::uint64_t, std::uint64_t>> sums(country.networks.size());
  for (const CountryPractice& practice : country.practices) {
    const std::uint32_t count = practice.list * (5 + random.below(30)) / 100;
    line(practice.code, practice.name, "GPs", count, practice.list);
    if (practice.network == kNobody) continue;
    sums[practice.network].first += count;
    sums[practice.network].second += practice.list;
  }
  for (std::size_t n = 0; n < country.networks.size(); ++n)
    line(country.networks[n].code, country.networks[n].name, "PCNs (v. fictional)", sums[n].first,
         sums[n].second);
  return {"fingertips_network_name_known.csv", std::move(text)};
}

CountryFile staff(const Country& country, Random random) {
  struct Role {
    const char* group;
    const char* role;
  };
  constexpr std::array<Role, 7> kRoles = {
      {{"Other Direct Patient Care staff", "Pharmacists"},
       {"Other Direct Patient Care staff", "Social Prescribing Link Workers"},
       {"Other Direct Patient Care staff", "Care Coordinators"},
       {"Other Direct Patient Care staff", "First Contact Physiotherapists"},
       {"Nurses", "Nursing Associates"},
       {"Other Admin/Non-clinical staff", "Managers"},
       {"GPs", "Clinical Directors"}}};
  std::string text =
      "Data_source,CENSUS_YEAR,CENSUS_MONTH,PCN_CODE,PCN_NAME,STAFF_GROUP,STAFF_ROLE,DETAILED_STAFF_ROLE,FTE,"
      "UNIQUE_IDENTIFIER\n";
  std::uint32_t person = 0;
  for (const CountryNetwork& network : country.networks) {
    const std::uint32_t people = 8 + random.below(30);
    for (std::uint32_t i = 0; i < people; ++i) {
      const Role& role = kRoles[i < kRoles.size() ? i : random.below(4)];
      text += fmt::format("NWRS Staff,2026,6,{},{},{},{},{},{:.2f},{}\n", network.code, network.name,
                          role.group, role.role, role.role, 0.2 + random.below(81) / 100.0, ++person);
    }
  }
  return {"PCN_workforce_individual_2026-06.csv", std::move(text)};
}

}  // namespace meso::network
