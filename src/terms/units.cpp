// Units of measurement: one number per unit, many spellings.
//
// A spelling is compared after small changes that lose no meaning in practice: lower case, without blanks,
// underscores and UCUM's brackets, with plain letters for the micro sign and raised digits
// ("mL/min/{1.73_m2}" and "ml/min/1.73m²" are one). Two units share a number only when the same figure means
// the same amount (10*3/uL and 10*9/L), so a value never needs converting. The position in kUnits is stored
// in practice files: add at the end, never move.

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <vector>

#include "terms/terms.h"

namespace meso::terms {
namespace {

struct Unit {
  std::string_view name;       // as printed
  std::string_view spellings;  // further ones, separated by blanks, as `plain` leaves them
};

constexpr Unit kUnits[] = {
    {"", ""},  // kNoUnit
    {"mmHg", "millimetresofmercury"},
    {"mmol/mol", "mmol/molhb"},
    {"mmol/L", ""},
    {"kg/m2", "kg/m^2 kg/m**2 kgm2 kg/sqm"},
    {"%", "percent pct"},
    {"mL/min/1.73m2", "ml/min/1.73m^2 ml/min/1.73sqm ml/min/1.73"},
    {"mL/min", ""},
    {"kg", "kilogram kilograms kgs"},
    {"cm", "centimetre centimetres"},
    {"m", "metre metres"},
    {"umol/L", "micromol/l mcmol/l"},
    {"g/L", ""},
    {"g/dL", ""},
    {"mg/dL", ""},
    {"mg/L", ""},
    {"mg/mmol", "mg/mmolcreat mg/mmolcreatinine"},
    {"mg/g", ""},
    {"ratio", "1"},
    {"score", ""},
    {"10*9/L", "10^9/l 10e9/l x10*9/l x10^9/l x10e9/l 10*3/ul 10^3/ul x10^3/ul k/ul"},
    {"10*12/L", "10^12/l 10e12/l x10*12/l x10^12/l x10e12/l 10*6/ul 10^6/ul x10^6/ul m/ul"},
    {"fL", ""},
    {"pg", ""},
    {"U/L", "iu/l units/l u/l37c iu/l37c"},
    {"kU/L", "kiu/l"},
    {"mU/L", "miu/l uiu/ml uu/ml"},
    {"ug/L", "mcg/l ng/ml"},
    {"ng/L", "pg/ml"},
    {"ug/g", "mcg/g"},
    {"nmol/L", ""},
    {"pmol/L", ""},
    {"mm", "millimetre millimetres"},
    {"mm/h", "mm/hr mm/hour mm/1h"},
    {"/min", "beats/min beats/minute beatsperminute bpm breaths/min breathsperminute perminute"},
    {"L/min", "litres/min"},
    {"L", "litre litres"},
    {"mL", "millilitre millilitres"},
    {"Cel", "c degc degreesc degreescelsius celsius °c"},
    {"units/week", "unit/week u/week unitsperweek units/wk"},
    {"cigarettes/day", "cigarettes/d cigarette/day cigs/day cigarettesperday"},
    {"count", "#"},
    {"years", "a year yr yrs"},
    {"months", "mo month"},
    {"weeks", "wk week"},
    {"days", "d day"},
    {"hours", "h hr hrs hour"},
    {"minutes", "min mins minute"},
    {"seconds", "s sec second"},
    {"/year", "/a peryear"},
    {"T-score", "tscore"},
    {"kPa", ""},
    {"mg", "milligram milligrams"},
    {"ug", "mcg microgram micrograms"},
    {"g", "gram grams"},
    {"lb", "lbs lbav pound pounds"},
    {"in", "ini inch inches"},
    {"stone", "st"},
    {"mosm/kg", "mosmol/kg"},
    {"minutes/week", "min/wk min/week mins/week"},
};

// Replaces each occurrence of a sign of more than one byte.
void replace_sign(std::string& text, std::string_view sign, char with) {
  for (std::size_t at; (at = text.find(sign)) != std::string::npos;) text.replace(at, sign.size(), 1, with);
}

std::string plain(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == ' ' || c == '_' || c == '[' || c == ']' || c == '{' || c == '}') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  replace_sign(out, "\xC2\xB5", 'u');  // micro sign
  replace_sign(out, "\xCE\xBC", 'u');  // Greek mu
  replace_sign(out, "\xC2\xB2", '2');
  replace_sign(out, "\xC2\xB3", '3');
  return out;
}

// Every spelling with its unit, in order, made once.
const std::vector<std::pair<std::string, UnitId>>& spellings() {
  static const auto kSorted = [] {
    std::vector<std::pair<std::string, UnitId>> all;
    for (std::size_t id = 1; id < std::size(kUnits); ++id) {
      all.emplace_back(plain(kUnits[id].name), static_cast<UnitId>(id));
      std::string_view rest = kUnits[id].spellings;
      while (!rest.empty()) {
        const std::size_t blank = std::min(rest.find(' '), rest.size());
        all.emplace_back(std::string(rest.substr(0, blank)), static_cast<UnitId>(id));
        rest.remove_prefix(std::min(blank + 1, rest.size()));
      }
    }
    std::sort(all.begin(), all.end());
    return all;
  }();
  return kSorted;
}

constexpr auto kPrintedNames = [] {
  std::array<std::string_view, std::size(kUnits) - 1> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kUnits[i + 1].name;
  return names;
}();

}  // namespace

UnitId unit_from_text(std::string_view spelling) {
  const std::string wanted = plain(spelling);
  if (wanted.empty()) return kNoUnit;
  const auto& all = spellings();
  const auto found =
      std::lower_bound(all.begin(), all.end(), wanted,
                       [](const auto& entry, const std::string& text) { return entry.first < text; });
  return found != all.end() && found->first == wanted ? found->second : kUnknownUnit;
}

std::string_view unit_name(UnitId unit) {
  return unit < std::size(kUnits) ? kUnits[unit].name : "unknown unit";
}

std::span<const std::string_view> unit_names() {
  return kPrintedNames;
}

}  // namespace meso::terms
