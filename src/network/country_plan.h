// The fictional country before it is written as files: its land, its people, its organisations and their
// history.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/date.h"
#include "network/country.h"
#include "network/model.h"

namespace meso::network {

struct CountryArea {
  std::string code, name;
  Ring ring;
  Point centre;
  std::uint32_t people = 0;
  double score = 0;  // deprivation
  std::uint32_t rank = 0;
  std::uint32_t decile = 0;
  bool rural = false;
  std::uint32_t location = 0;  // which commissioner
};

struct CountryStay {
  std::uint32_t practice = 0, network = 0;
  Date since, until;
};

struct CountryPractice {
  std::string code, name, postcode;
  Point place;
  std::uint32_t area = 0;
  std::uint32_t network = 0;             // now; kNobody when it is in none
  std::uint32_t location = 0;            // its commissioner
  std::vector<std::uint32_t> residents;  // [area], October 2025
  std::uint32_t list = 0;                // their sum and those without a place
  std::uint32_t without_place = 0;
};

struct CountryNetwork {
  std::string code, name;
  Point place;
  std::uint32_t location = 0;
};

struct Country {
  std::vector<CountryArea> areas;
  std::vector<CountryNetwork> networks;
  std::vector<CountryPractice> practices;
  std::vector<CountryStay> stays;
  // Practices that are gone: their code and name, and who took their patients over.
  struct Gone {
    std::string code, name;
    std::uint32_t into = 0;
    Date on;
  };
  std::vector<Gone> gone;
};

inline constexpr std::array<const char*, 3> kCountryLocations = {"ZZ1", "ZZ2", "ZZ3"};
inline constexpr std::array<const char*, 3> kCountryBoardsBefore = {"ZZP", "ZZP", "ZZQ"};
inline constexpr const char* kCountryBoard = "ZZB01";  // from April 2026

Country plan_country(const CountryOptions& options);

}  // namespace meso::network
