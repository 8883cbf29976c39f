#include "network/country.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/random.h"
#include "network/country_counts.h"
#include "network/country_plan.h"

namespace meso::network {
namespace {

std::string_view location_name(std::uint32_t location) {
  constexpr std::array<std::string_view, 3> kNames = {"Westerling sub-ICB", "Midmarch sub-ICB",
                                                      "Northholm sub-ICB"};
  return kNames[location];
}

std::string network_code(const Country& country, const CountryPractice& practice) {
  return practice.network == kNobody ? "U" : country.networks[practice.network].code;
}
std::string network_name(const Country& country, const CountryPractice& practice) {
  return practice.network == kNobody ? "Unallocated" : country.networks[practice.network].name;
}

// "01Oct2025".
std::string publishers_day(Date date) {
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const CivilDate civil = civil_from_date(date);
  return fmt::format("{:02}{}{}", civil.day, kMonths[static_cast<std::size_t>(civil.month - 1)], civil.year);
}
std::string compact(Date date) {
  if (date == kUnknownDate) return "";
  const CivilDate civil = civil_from_date(date);
  return fmt::format("{:04}{:02}{:02}", civil.year, civil.month, civil.day);
}

CountryFile practice_map(const Country& country, Date on, const char* name) {
  std::string text =
      "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE,PCN_NAME,"
      "ONS_SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_NAME,ONS_ICB_CODE,ICB_CODE,ICB_NAME,"
      "ONS_COMM_REGION_CODE,COMM_REGION_CODE,COMM_REGION_NAME,SUPPLIER_NAME\n";
  const bool merged = on >= *date_from_civil(2026, 4, 1);
  for (std::size_t p = 0; p < country.practices.size(); ++p) {
    const CountryPractice& practice = country.practices[p];
    const char* board = merged ? kCountryBoard : kCountryBoardsBefore[practice.location];
    const char* board_name = merged                   ? "Westerling and Northholm ICB"
                             : practice.location == 2 ? "Northholm ICB"
                                                      : "Westerling ICB";
    text += fmt::format(
        "GP_PRAC_PAT_LIST,{},{},{},{},{},{},Z3800000{},{},{},Z5400{},{},{},Z40000001,ZZR,Fictional,{}\n",
        publishers_day(on), practice.code, practice.name, practice.postcode, network_code(country, practice),
        network_name(country, practice), practice.location + 1, kCountryLocations[practice.location],
        location_name(practice.location),
        merged                   ? "0009"
        : practice.location == 2 ? "0002"
                                 : "0001",
        board, board_name, p % 7 == 3 ? "TPP" : "EMIS");
  }
  return {name, std::move(text)};
}

CountryFile memberships(const Country& country) {
  std::string text =
      "Partner Organisation Code,Partner Name,Practice Parent Sub ICB Location Code,Practice Parent Sub ICB "
      "Location "
      "Name,PCN Code,PCN Name,PCN Parent Sub ICB Location Code,PCN Parent Sub ICB Location Name,Practice to "
      "PCN "
      "Relationship Start Date,Practice to PCN Relationship End Date,Practice Sub ICB and PCN Sub ICB "
      "Match?\n";
  for (const CountryStay& stay : country.stays) {
    const CountryPractice& practice = country.practices[stay.practice];
    const CountryNetwork& network = country.networks[stay.network];
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\n", practice.code, practice.name,
                        kCountryLocations[practice.location], location_name(practice.location), network.code,
                        network.name, kCountryLocations[network.location], location_name(network.location),
                        compact(stay.since), compact(stay.until),
                        practice.location == network.location ? "True" : "False");
  }
  return {"epcncorepartnerdetails_2026.csv", std::move(text)};
}

CountryFile residents(const Country& country) {
  std::string text =
      "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,LSOA_CODE,SEX,NUMBER_OF_PATIENTS\n";
  for (const CountryPractice& practice : country.practices) {
    for (std::size_t a = 0; a < country.areas.size(); ++a) {
      if (practice.residents[a] == 0) continue;
      text += fmt::format("GP_PRAC_PAT_LIST,01Oct2025,{},{},{},ALL,{}\n", practice.code, practice.name,
                          country.areas[a].code, practice.residents[a]);
    }
    if (practice.without_place > 0) {
      text += fmt::format("GP_PRAC_PAT_LIST,01Oct2025,{},{},CLOSED,ALL,{}\n", practice.code, practice.name,
                          practice.without_place);
    }
  }
  return {"gp-reg-pat-prac-lsoa-all_2025-10.csv", std::move(text)};
}

// People per thousand in each five-year band, of a population that is neither young nor old.
constexpr std::array<std::uint32_t, kAgeBands> kAges = {50, 55, 58, 57, 58, 65, 69, 68, 65, 60,
                                                        65, 67, 64, 53, 46, 43, 28, 17, 8,  4};

// Lists of one quarter: some practices grow and some shrink, each at its own pace.
CountryFile ages(const Country& country, const CountryOptions& options, std::size_t at, const char* name,
                 Random random) {
  const Date on = country_days()[at];
  const auto quarters = static_cast<int>(at);
  std::string text =
      "PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\n";
  const auto band_name = [](std::size_t band) {
    return band == kAgeBands - 1 ? std::string("95+") : fmt::format("{}_{}", 5 * band, 5 * band + 4);
  };
  using Counts = decltype(CountryList::people);
  const auto write = [&](const char* type, const std::string& code, const std::string& postcode,
                         const Counts& counts) {
    std::uint32_t all = 0;
    for (const auto& sex : counts) {
      for (const std::uint32_t count : sex) all += count;
    }
    const std::string begin =
        fmt::format("GP_PRAC_PAT_LIST,{},{},{},,{}", format_date(on), type, code, postcode);
    text += fmt::format("{},ALL,ALL,{}\n", begin, all);
    for (std::size_t sex = 0; sex < counts.size(); ++sex) {
      const char* word = sex == 0 ? "FEMALE" : sex == 1 ? "MALE" : "INDETERMINATE";
      std::uint32_t sum = 0;
      if (sex == 2 && std::ranges::all_of(counts[sex], [](std::uint32_t count) { return count == 0; }))
        continue;
      for (std::size_t band = 0; band < kAgeBands; ++band) {
        text += fmt::format("{},{},{},{}\n", begin, word, band_name(band), counts[sex][band]);
        sum += counts[sex][band];
      }
      text += fmt::format("{},{},ALL,{}\n", begin, word, sum);
    }
  };
  std::vector<Counts> of_network(country.networks.size());
  for (std::size_t p = 0; p < country.practices.size(); ++p) {
    const CountryPractice& practice = country.practices[p];
    Random own = random.fork(p);
    const int pace = own.between(-6, 9);     // per thousand and quarter
    const int older = own.between(-12, 12);  // per cent more in the upper half of the bands
    const auto list =
        static_cast<std::uint64_t>(practice.list) * static_cast<std::uint64_t>(1000 + pace * quarters) / 1000;
    Counts counts{};
    const auto recorded = options.lists.find(practice.code);
    for (std::size_t band = 0; band < kAgeBands; ++band) {
      const std::uint64_t tilt = static_cast<std::uint64_t>(100 + (band > 12 ? older : 0));
      for (std::size_t sex = 0; sex < 2; ++sex) {
        const std::uint64_t share = band > 15 ? (sex == 0 ? 58 : 42) : 50;
        counts[sex][band] =
            static_cast<std::uint32_t>(list * kAges[band] * tilt * share / (1000 * 100 * 100));
      }
    }
    if (recorded != options.lists.end()) counts = recorded->second[at].people;
    for (std::size_t sex = 0; sex < counts.size() && practice.network != kNobody; ++sex) {
      for (std::size_t band = 0; band < kAgeBands; ++band)
        of_network[practice.network][sex][band] += counts[sex][band];
    }
    write("GP", practice.code, practice.postcode, counts);
  }
  for (std::size_t n = 0; n < country.networks.size(); ++n)
    write("PCN", country.networks[n].code, "", of_network[n]);
  return {name, std::move(text)};
}

void area_files(const Country& country, std::vector<CountryFile>& files) {
  std::string deprivation = "lsoa21_code,IMD_decile,IMD_rank,IMD_score\n";
  std::string lookup =
      "lsoa21_name,lsoa21_code,sicbl24_name,sicbl24_code,sicbl24_code_nhs,icb24_name,icb24_code,icb24_code_"
      "nhs\n";
  std::string rural = "lsoa21_code,ruc21_code,classification,ruc\n";
  std::string places = "lsoa21_code,centroid_lon,centroid_lat,surface_lon,surface_lat\n";
  std::string polygons = "{\n\"type\": \"FeatureCollection\",\n\"name\": \"lsoa21\",\n\"features\": [\n";
  for (std::size_t a = 0; a < country.areas.size(); ++a) {
    const CountryArea& area = country.areas[a];
    deprivation += fmt::format("{},{},{},{:.3f}\n", area.code, area.decile, area.rank, area.score);
    const bool north = area.location == 2;
    lookup += fmt::format("{},{},{},Z3800000{},{},{},{},{}\n", area.name, area.code,
                          location_name(area.location), area.location + 1, kCountryLocations[area.location],
                          north ? "Northholm ICB" : "Westerling ICB", north ? "Z54000002" : "Z54000001",
                          kCountryBoardsBefore[area.location]);
    rural += area.rural
                 ? fmt::format("{},RSF1,Smaller rural: Further from a major town or city,Rural\n", area.code)
                 : fmt::format("{},UN1,Urban: Nearer to a major town or city,Urban\n", area.code);
    places += fmt::format("{0},{1:.6f},{2:.6f},{1:.6f},{2:.6f}\n", area.code, area.centre.longitude,
                          area.centre.latitude);
    polygons += fmt::format(
        "{}{{ \"type\": \"Feature\", \"properties\": {{ \"lsoa21_name\": \"{}\", \"lsoa21_code\": \"{}\" }}, "
        "\"geometry\": "
        "{{ \"type\": \"Polygon\", \"coordinates\": [ [",
        a == 0 ? "" : ",\n", area.name, area.code);
    for (std::size_t i = 0; i < area.ring.size(); ++i) {
      polygons += fmt::format("{} [ {:.6f}, {:.6f} ]", i == 0 ? "" : ",", area.ring[i].longitude,
                              area.ring[i].latitude);
    }
    polygons += " ] ] } }";
  }
  polygons += "\n]\n}\n";
  files.push_back({"imd2025_lsoa21.csv", std::move(deprivation)});
  files.push_back({"lookup_lsoa21_icb24.csv", std::move(lookup)});
  files.push_back({"ruc21_lsoa21.csv", std::move(rural)});
  files.push_back({"lsoa21_centroids.csv", std::move(places)});
  files.push_back({"lsoa21.geojson", std::move(polygons)});
}

CountryFile practice_places(const Country& country) {
  std::string text = "PRACTICE_CODE,PRACTICE_NAME,postcode,lat,lon\n";
  for (const CountryPractice& practice : country.practices) {
    text += fmt::format("{},{},{},{:.6f},{:.6f}\n", practice.code, practice.name, practice.postcode,
                        practice.place.latitude, practice.place.longitude);
  }
  return {"practice_coordinates.csv", std::move(text)};
}

// What a publisher would make of the same figures, in its own order of adding.
CountryFile practice_deprivation(const Country& country) {
  std::string text = "PRACTICE_CODE,PRACTICE_NAME,IMD_YEAR,IMD_SCORE\n";
  for (const CountryPractice& practice : country.practices) {
    double weighted = 0;
    std::uint64_t people = 0;
    for (std::size_t a = country.areas.size(); a-- > 0;) {
      // The publisher knows the score to three decimals.
      const double score =
          static_cast<double>(static_cast<std::int64_t>(country.areas[a].score * 1000 + 0.5)) / 1000;
      weighted += score * practice.residents[a];
      people += practice.residents[a];
    }
    text += fmt::format("{},{},2025,{:.3f}\n", practice.code, practice.name,
                        people ? weighted / static_cast<double>(people) : 0);
  }
  return {"practice_imd2025.csv", std::move(text)};
}

CountryFile followers(const Country& country) {
  std::string text =
      "code_April_2020,previous_practice_codes,fm_1000_code_2020,lm_1000_code_2020,fm_1000_previous_codes,"
      "lm_1000_previous_codes\n";
  for (const Country::Gone& gone : country.gone) {
    const CivilDate last = civil_from_date(gone.on);
    text += fmt::format("{},{},01/04/2013,01/04/2022,01/04/2013,{:02}/{:02}/{}\n",
                        country.practices[gone.into].code, gone.code, last.day, last.month, last.year);
  }
  return {"practice_code_history.csv", std::move(text)};
}

// What stands beside the practices, and how they worked together before there were networks.
CountryFile organisations(const Country& country) {
  std::string text =
      "organisation_kind,organisation_code,name,relation,whole_kind,whole_code,since,until,lat,lon\n";
  const auto line = [&](std::string_view kind, const std::string& code, const std::string& name,
                        std::string_view relation, std::string_view whole_kind, const std::string& whole,
                        std::string_view since, std::string_view until) {
    text += fmt::format("{},{},{},{},{},{},{},{},,\n", kind, code, name, relation, whole_kind, whole, since,
                        until);
  };
  const auto practice = [&](std::size_t p, std::string_view whole_kind, const std::string& whole,
                            std::string_view since, std::string_view until) {
    line("practice", country.practices[p].code, country.practices[p].name, "member", whole_kind, whole, since,
         until);
  };
  line("federation", "DFED1", "Westerling Practices Together", "", "", "", "", "");
  line("super-partnership", "DSUP1", "Three Headlands Partnership", "", "", "", "", "");
  line("fundholding", "DFUN1", "Westerling Multifund", "", "", "", "", "");
  line("primary-care-group", "DPCG1", "Westerling Primary Care Group", "", "", "", "", "");
  line("practice-based-commissioning", "DPBC1", "Westerling Commissioning Cluster", "", "", "", "", "");
  for (std::size_t p = 0; p < country.practices.size(); ++p) {
    if (country.practices[p].location == 0) practice(p, "federation", "DFED1", "2014-04-01", "");
    if (p < 5) practice(p, "fundholding", "DFUN1", "1994-04-01", "1999-03-31");
    if (p < 12) practice(p, "primary-care-group", "DPCG1", "1999-04-01", "2002-03-31");
    if (p >= 2 && p < 9) practice(p, "practice-based-commissioning", "DPBC1", "2006-04-01", "2013-03-31");
    if (p % 14 == 6) practice(p, "super-partnership", "DSUP1", "2016-10-01", "");
  }
  for (std::size_t n = 0; n < country.networks.size(); ++n) {
    const std::string& code = country.networks[n].code;
    const std::string place = country.networks[n].name.substr(0, country.networks[n].name.find(' '));
    line("pharmacy", fmt::format("DPH{:02}", n + 1), place + " Pharmacy", "partner", "network", code,
         "2020-10-01", "");
    line("voluntary-organisation", fmt::format("DVO{:02}", n + 1), place + " Good Neighbours", "partner",
         "network", code, "2021-04-01", "");
    line("community-provider", "DCP01", "Island Community Health", "partner", "network", code, "2020-10-01",
         "");
    line("mental-health-provider", "DMH01", "Island Mental Health", "partner", "network", code, "2021-04-01",
         "");
    const auto lead =
        std::ranges::find(country.practices, static_cast<std::uint32_t>(n), &CountryPractice::network);
    if (lead != country.practices.end()) {
      line("practice", lead->code, lead->name, "payee", "network", code, "2019-07-01", "");
    }
    line("network", code, country.networks[n].name, "part-of", "neighbourhood",
         fmt::format("DNB{:02}", n / 4 + 1), "2025-04-01", "");
  }
  for (std::size_t n = 0; n * 4 < country.networks.size(); ++n) {
    line("neighbourhood", fmt::format("DNB{:02}", n + 1), fmt::format("Neighbourhood {}", n + 1), "", "", "",
         "", "");
  }
  line("dentist", "DDE01", "Harbour Dental", "partner", "network", "DN001", "2022-04-01", "");
  line("optometrist", "DOP01", "Lighthouse Opticians", "partner", "network", "DN001", "2022-04-01", "");
  line("local-authority", "DLA01", "Island Council", "partner", "network", "DN001", "2021-04-01", "");
  return {"organisations_beside.csv", std::move(text)};
}

}  // namespace

std::uint32_t CountryList::patients() const {
  std::uint32_t all = 0;
  for (const auto& of_sex : people) {
    for (const std::uint32_t count : of_sex) all += count;
  }
  return all;
}

std::array<Date, 4> country_days() {
  return {*date_from_civil(2025, 10, 1), *date_from_civil(2026, 1, 1), *date_from_civil(2026, 4, 1),
          *date_from_civil(2026, 7, 1)};
}

std::vector<CountryFile> make_country(const CountryOptions& options) {
  const Country country = plan_country(options);
  const Random random = Random(options.seed).fork(50);
  const auto day = [](int year, int month) { return *date_from_civil(year, month, 1); };
  std::vector<CountryFile> files = {
      practice_map(country, day(2025, 10), "gp-reg-pat-prac-map_2025-10.csv"),
      practice_map(country, day(2026, 7), "gp-reg-pat-prac-map_2026-07.csv"),
      memberships(country),
      residents(country),
      ages(country, options, 1, "gp-reg-pat-prac-quin-age_2026-01.csv", random.fork(1)),
      ages(country, options, 2, "gp-reg-pat-prac-quin-age_2026-04.csv", random.fork(1)),
      ages(country, options, 3, "gp-reg-pat-prac-quin-age_2026-07.csv", random.fork(1)),
      practice_places(country),
      practice_deprivation(country),
      registers(country, options, random.fork(2)),
      contract_counts(country, random.fork(4)),
      incentive_counts(country, random.fork(5)),
      profile_counts(country, random.fork(6)),
      staff(country, random.fork(3)),
      followers(country),
      organisations(country),
  };
  area_files(country, files);
  return files;
}

Result<std::size_t> write_country(FileSystem& files, const std::string& folder,
                                  const CountryOptions& options) {
  MESO_RETURN_IF_ERROR(files.make_directories(folder));
  const std::vector<CountryFile> all = make_country(options);
  for (const CountryFile& file : all) {
    MESO_RETURN_IF_ERROR(
        replace_file(files, join_path(folder, file.name), std::as_bytes(std::span(file.text))));
  }
  return all.size();
}

}  // namespace meso::network
