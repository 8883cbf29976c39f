// Readers of counts that a network already holds: registers, points, numerators and denominators, staff,
// indicators.
//
// A count is a fact: who, what, when, from which source. Nothing is computed here and nothing is averaged.
// Measures are named after the publisher's own codes, so that the same thing from two files stands side by
// side.

#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "locale/england/financial_year.h"
#include "network/codes.h"
#include "network/layouts.h"

namespace meso::network {
namespace {

using Kind = OrganisationKind;

Error no_year(const Reading& reading) {
  return Error{ErrorKind::kBadInput,
               "it says no year",
               {reading.file()},
               "name the financial year in the file's name, as 2024-25"};
}

void spread(Source& source, Period period) {
  if (period.from == kUnknownDate) return;
  if (source.from == kUnknownDate || period.from < source.from) source.from = period.from;
  if (period.to > source.to) source.to = period.to;
}

// Facts of one file, one after the other.
class FactWriter {
 public:
  explicit FactWriter(const Reading& reading) : reading_(reading) {}

  Fact& add(OrganisationId organisation, MeasureId measure, PeriodId period) {
    Fact& fact = reading_.out.model().facts.emplace_back();
    fact.organisation = organisation;
    fact.measure = measure;
    fact.period = period;
    fact.source = reading_.source;
    ++count_;
    return fact;
  }
  PeriodId period(Period period) {
    spread(reading_.about(), period);
    return reading_.out.period(period);
  }
  Status done() const {
    if (count_ > 0) return {};
    return Error{ErrorKind::kBadInput, "no row of it can be read", {reading_.file()}, ""};
  }

 private:
  const Reading& reading_;
  std::size_t count_ = 0;
};

// What a two-part name of a measure says: "ACC-08 Numerator" ends in numerator.
bool ends_with_word(std::string_view text, std::string_view word) {
  const std::string folded = plain(text);
  return folded.size() >= word.size() && folded.ends_with(word);
}

}  // namespace

Status read_registers(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  if (!reading.year) return no_year(reading);
  const Column practice = sheet.find({"practicecode"});
  const Column group = sheet.find({"groupcode"});
  const Column on_register = sheet.find({"register"});
  const Column list_type = sheet.find({"patientlisttype"});
  const Column list_size = sheet.find({"practicelistsize"});
  FactWriter facts(reading);
  const PeriodId period = facts.period(*reading.year);
  while (reading.next()) {
    const auto code = reading.code(practice);
    if (!code) continue;
    const auto people = whole_number(sheet.cell(on_register)), list = whole_number(sheet.cell(list_size));
    if (!people || !list) {
      reading.reject(people ? list_size : on_register, "no whole number of patients");
      continue;
    }
    if (*people > *list) out.findings().add("registers that are larger than the list", *code);
    const auto type = sheet.cell(list_type);
    Fact& fact = facts.add(
        out.organisation(Kind::kPractice, *code),
        out.measure(fmt::format("QOF {} register", sheet.cell(group)),
                    fmt::format("On the register, of the list{}{}",
                                type == "TOTAL" || type.empty() ? "" : " aged ", type == "TOTAL" ? "" : type),
                    "patients"),
        period);
    fact.numerator = *people;
    fact.denominator = *list;
  }
  return facts.done();
}

Status read_points(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  if (!reading.year) return no_year(reading);
  const Column practice = sheet.find({"practicecode"});
  const Column name = sheet.find({"practicename"});
  const Column list_size = sheet.find({"listsize"});
  const Column points = sheet.find({"achievementscore635max", "achievementscore"});
  const Column most = sheet.find({"totalpointsforindicatorswhereregisterexistsmaxqofpointsavailable"});
  const MeasureId measure = out.measure("QOF points", "Points achieved, of those available", "points");
  const MeasureId list_measure =
      out.measure("QOF list size", "List size as the quality framework has it", "patients");
  FactWriter facts(reading);
  const PeriodId period = facts.period(*reading.year);
  while (reading.next()) {
    const auto code = reading.code(practice);
    if (!code) continue;
    const auto score = number(sheet.cell(points));
    if (!score) {
      reading.reject(points, "no number of points");
      continue;
    }
    const OrganisationId id = out.organisation(Kind::kPractice, *code);
    out.name(id, sheet.cell(name), kUnknownDate);
    Fact& fact = facts.add(id, measure, period);
    fact.numerator = *score;
    fact.denominator = number(sheet.cell(most)).value_or(kNotGiven);
    if (const auto size = whole_number(sheet.cell(list_size)))
      facts.add(id, list_measure, period).value = *size;
  }
  return facts.done();
}

Status read_maximum_points(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  if (!reading.year) return no_year(reading);
  const Column practice = sheet.find({"practicecode"});
  const Column points = sheet.find({"revisedmaximumpoints"});
  const MeasureId measure =
      reading.out.measure("QOF maximum points", "Points that the practice could reach", "points");
  FactWriter facts(reading);
  const PeriodId period = facts.period(*reading.year);
  while (reading.next()) {
    const auto code = reading.code(practice);
    if (!code) continue;
    const auto most = number(sheet.cell(points));
    if (!most) {
      reading.reject(points, "no number of points");
      continue;
    }
    facts.add(reading.out.organisation(Kind::kPractice, *code), measure, period).value = *most;
  }
  return facts.done();
}

Status read_validation(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  if (!reading.year) return no_year(reading);
  const Column practice = sheet.find({"practicecode"});
  const Column rule = sheet.find({"validationrule"});
  const Column words = sheet.find({"ruledescription"});
  FactWriter facts(reading);
  const PeriodId period = facts.period(*reading.year);
  while (reading.next()) {
    const auto code = reading.code(practice);
    if (!code) continue;
    facts
        .add(reading.out.organisation(Kind::kPractice, *code),
             reading.out.measure(fmt::format("QOF check {} failed", sheet.cell(rule)), sheet.cell(words), ""),
             period)
        .value = 1;
  }
  return facts.done();
}

// Dictionaries: what a code means.
Status read_titles(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  const Column code = sheet.find({"outputid", "pcaexclname", "indicatorid", "fieldname", "indicatorcode"});
  const Column title = sheet.find(
      {"outputdescription", "pcaexcldescription", "indicatordescription", "shortname", "groupdescription"});
  const Column points = sheet.find({"indicatorpointvalue"});
  const Column prefix_column = sheet.find({"indicatorcode", "indcode", "indicatorid"});
  while (reading.next()) {
    const std::string_view word = sheet.cell(code);
    if (word.empty()) {
      reading.reject(code, "no code of an indicator");
      continue;
    }
    reading.out.title(fmt::format("contract {}", word), sheet.cell(title));
    if (prefix_column != kNoColumn && prefix_column != code) {
      reading.out.title(fmt::format("contract {} {}", sheet.cell(prefix_column), word), sheet.cell(title));
    }
    if (points != kNoColumn) {
      reading.out.title(fmt::format("QOF {}", word),
                        fmt::format("{}, {} points", sheet.cell(title), sheet.cell(points)));
    }
  }
  if (reading.year) spread(reading.about(), *reading.year);
  return {};
}

// A row for each figure: numerators and denominators meet in one fact, all else is a value of its own.
Status read_counts(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  const Column type = sheet.find({"organisationtype"});
  const Column who = sheet.find({"practicecode", "organisationcode", "orgcode"});
  const Column name = sheet.find({"practicename", "organisationname"});
  const Column day_column = sheet.find({"achdate"});
  const Column indicator = sheet.find({"indcode"});
  const Column measure_column = sheet.find({"measure", "fieldname"});
  const Column value_column = sheet.find({"value"});
  FactWriter facts(reading);

  // Most rows repeat the practice, the day and the indicator of the row before.
  std::string last_who, last_type, last_day, last_indicator, last_measure;
  OrganisationId id = kNobody;
  std::optional<PeriodId> period;
  enum class Part { kNumerator, kDenominator, kOther } part = Part::kOther;
  MeasureId measure = 0;
  std::map<std::pair<std::string, std::string>, std::pair<MeasureId, Part>, std::less<>> known;
  while (reading.next()) {
    if (sheet.cell(who) != last_who || id == kNobody || sheet.cell(type) != last_type) {
      const auto code = reading.code(who);
      if (!code) continue;
      last_who = *code;
      last_type = sheet.cell(type);
      const bool is_network = plain(last_type) == "pcn";
      id = out.organisation(is_network ? Kind::kNetwork : Kind::kPractice, *code);
      out.name(id, sheet.cell(name), kUnknownDate);
    }
    if (sheet.cell(day_column) != last_day || !period) {
      const auto day = public_day(sheet.cell(day_column));
      if (!day) {
        reading.reject(day_column, "no day that can be read");
        continue;
      }
      last_day = sheet.cell(day_column);
      period = facts.period({*day, *day});
    }
    const auto value = number(sheet.cell(value_column));
    if (!value) {
      reading.reject(value_column,
                     sheet.cell(value_column) == "*" ? "a figure that the publisher hid" : "no number");
      continue;
    }
    if (sheet.cell(indicator) != last_indicator || sheet.cell(measure_column) != last_measure) {
      last_indicator = sheet.cell(indicator);
      last_measure = sheet.cell(measure_column);
      const auto [found, is_new] = known.try_emplace({last_indicator, last_measure});
      if (is_new) {
        // "ACC-10 baseline numerator" is numerator of "ACC-10 baseline"; "Numerator" alone is of the
        // indicator.
        std::string rest = last_measure;
        Part which = Part::kOther;
        for (const auto& [word, as] :
             {std::pair{"denominator", Part::kDenominator}, {"numerator", Part::kNumerator}}) {
          if (!ends_with_word(rest, word)) continue;
          rest = std::string(
              trimmed(std::string_view(rest).substr(0, rest.size() - std::string_view(word).size())));
          which = as;
          break;
        }
        const std::string full = rest.empty() ? fmt::format("contract {}", last_indicator)
                                              : fmt::format("contract {} {}", last_indicator, rest);
        found->second = {out.measure(full, "", "patients"), which};
      }
      measure = found->second.first;
      part = found->second.second;
    }
    Fact& fact = facts.add(id, measure, *period);
    (part == Part::kNumerator     ? fact.numerator
     : part == Part::kDenominator ? fact.denominator
                                  : fact.value) = *value;
  }
  return facts.done();
}

// One figure for each practice or network, made by somebody else: kept beside what Meso computes.
Status read_practice_values(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  const bool is_network = sheet.find({"practicecode"}) == kNoColumn;
  const Column who = is_network ? sheet.find({"pcncode"}) : sheet.find({"practicecode"});
  const Column name = sheet.find({"practicename", "pcnname"});
  const Column score = sheet.find({"imdscore"});
  const Column share = sheet.find({"percachievement"});
  const Column year_column = sheet.find({"imdyear"});
  const Column value_column = score != kNoColumn ? score : share;
  FactWriter facts(reading);
  std::optional<Period> fixed;
  if (year_column == kNoColumn) {
    if (score != kNoColumn && !reading.year && !reading.day) {
      // A file that speaks of a deprivation index by its year alone: "imd_2019".
      for (const int year : {2019, 2025}) {
        if (reading.file().find(std::to_string(year)) != std::string::npos)
          fixed = period_of(std::to_string(year));
      }
    }
    if (!fixed && reading.year) fixed = reading.year;
    if (!fixed && reading.day) fixed = Period{*reading.day, *reading.day};
    if (!fixed) return no_year(reading);
  }
  while (reading.next()) {
    if (is_unallocated(sheet.cell(who))) continue;
    const auto code = reading.code(who);
    if (!code) continue;
    const auto value = number(sheet.cell(value_column));
    const auto period = fixed ? fixed : period_of(sheet.cell(year_column));
    if (!value || !period) {
      reading.reject(value ? year_column : value_column, value ? "no year" : "no number");
      continue;
    }
    const OrganisationId id = out.organisation(is_network ? Kind::kNetwork : Kind::kPractice, *code);
    out.name(id, sheet.cell(name), kUnknownDate);
    const MeasureId measure =
        score != kNoColumn
            ? out.measure(fmt::format("IMD {} score", civil_from_date(period->from).year),
                          "Index of Multiple Deprivation, mean over registered patients", "score")
            : out.measure("QOF vaccination achievement", "Vaccination indicators achieved", "percent");
    facts.add(id, measure, facts.period(*period)).value = *value;
  }
  return facts.done();
}

// A column for each condition: Achievement_AF, Prevalence_AF, List.Size_AF.
Status read_wide_values(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  if (!reading.year) return no_year(reading);
  const Column practice = sheet.find({"practicecode"});
  struct Wide {
    Column column;
    MeasureId measure;
  };
  std::vector<Wide> columns;
  for (std::size_t i = 0; i < sheet.header().size(); ++i) {
    const std::string& word = sheet.header()[i];
    for (const auto& [prefix, kind, unit] : {std::tuple{"achievement", "achievement", "percent"},
                                             {"prevalence", "prevalence", "percent"},
                                             {"listsize", "list", "patients"}}) {
      if (!word.starts_with(prefix)) continue;
      std::string group = word.substr(std::string_view(prefix).size());
      for (char& c : group) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
      columns.push_back(
          {static_cast<Column>(i), out.measure(fmt::format("QOF {} {}", group, kind), "", unit)});
    }
  }
  FactWriter facts(reading);
  const PeriodId period = facts.period(*reading.year);
  while (reading.next()) {
    const auto code = reading.code(practice);
    if (!code) continue;
    const OrganisationId id = out.organisation(Kind::kPractice, *code);
    for (const Wide& wide : columns) {
      // "NA" says that there is no such figure.
      if (const auto value = number(sheet.cell(wide.column)))
        facts.add(id, wide.measure, period).value = *value;
    }
  }
  return facts.done();
}

Status read_fingertips(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  const Column indicator = sheet.find({"indicatorid"});
  const Column title = sheet.find({"indicatorname"});
  const Column area = sheet.find({"areacode"});
  const Column area_name = sheet.find({"areaname"});
  const Column type = sheet.find({"areatype"});
  const Column sex = sheet.find({"sex"});
  const Column category = sheet.find({"category"});
  const Column time = sheet.find({"timeperiod"});
  const Column value_column = sheet.find({"value"});
  const Column count = sheet.find({"count"});
  const Column denominator = sheet.find({"denominator"});
  FactWriter facts(reading);
  std::set<std::tuple<OrganisationId, MeasureId, PeriodId>> nation;
  while (reading.next()) {
    const auto code = reading.code(area);
    if (!code) continue;
    const std::string word = plain(sheet.cell(type));
    Kind kind = Kind::kRegion;
    if (word.starts_with("gp"))
      kind = Kind::kPractice;
    else if (word.starts_with("pcn"))
      kind = Kind::kNetwork;
    else if (word.starts_with("icbsub") || word.starts_with("subicb"))
      kind = Kind::kSubIcb;
    else if (word.starts_with("icb"))
      kind = Kind::kIcb;
    const auto period = period_of(sheet.cell(time));
    if (!period) {
      reading.reject(time, "no year");
      continue;
    }
    const auto value = number(sheet.cell(value_column)), part = number(sheet.cell(count)),
               whole = number(sheet.cell(denominator));
    if (!value && !part) {
      reading.reject(value_column, "no figure was published");
      continue;
    }
    OrganisationId id = kind == Kind::kIcb || kind == Kind::kSubIcb ? out.by_alias(*code) : kNobody;
    if (id == kNobody) id = out.organisation(kind, *code);
    out.name(id, sheet.cell(area_name), kUnknownDate);
    std::string name = fmt::format("Fingertips {}", sheet.cell(indicator));
    if (!sheet.cell(sex).empty() && sheet.cell(sex) != "Persons") name += fmt::format(" {}", sheet.cell(sex));
    if (!sheet.cell(category).empty()) name += fmt::format(" {}", sheet.cell(category));
    const MeasureId measure = out.measure(name, sheet.cell(title), "");
    const PeriodId when = facts.period(*period);
    // The nation stands in the file once alone and once as its own parent.
    if (kind == Kind::kRegion && !nation.emplace(id, measure, when).second) continue;
    Fact& fact = facts.add(id, measure, when);
    fact.value = value.value_or(kNotGiven);
    fact.numerator = part.value_or(kNotGiven);
    fact.denominator = whole.value_or(kNotGiven);
  }
  return facts.done();
}

// A row for each person's role: only the sums of a network's roles are kept, never the person.
Status read_staff(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  const Column network = sheet.find({"pcncode"});
  const Column name = sheet.find({"pcnname"});
  const Column year = sheet.find({"censusyear", "year"});
  const Column month = sheet.find({"censusmonth", "month"});
  const Column group = sheet.find({"staffgroup"});
  const Column role = sheet.find({"staffrole"});
  const Column fte = sheet.find({"fte"});
  const Column person = sheet.find({"uniqueidentifier"});
  struct Sum {
    double fte = 0;
    std::set<std::string> people;
    bool contracted = false;
  };
  std::map<std::tuple<OrganisationId, std::string, PeriodId>, Sum> sums;
  FactWriter facts(reading);
  while (reading.next()) {
    const auto code = reading.code(network);
    if (!code) continue;
    const auto of_year = whole_number(sheet.cell(year)), of_month = whole_number(sheet.cell(month));
    std::optional<Date> day;
    if (of_year && of_month && *of_year < 2080 && *of_month >= 1 && *of_month <= 12) {
      day = date_from_civil(static_cast<int>(*of_year), static_cast<int>(*of_month),
                            days_in_month(static_cast<int>(*of_year), static_cast<int>(*of_month)));
    }
    const auto hours = number(sheet.cell(fte));
    if (!day || !hours) {
      reading.reject(day ? fte : month, day ? "no full-time equivalent" : "no month of the census");
      continue;
    }
    const OrganisationId id = out.organisation(Kind::kNetwork, *code);
    out.name(id, sheet.cell(name), *day);
    const PeriodId period = facts.period({*day, *day});
    for (const std::string& measure : {std::string("staff"), fmt::format("staff {}", sheet.cell(group)),
                                       fmt::format("staff {}: {}", sheet.cell(group), sheet.cell(role))}) {
      Sum& sum = sums[{id, measure, period}];
      sum.fte += *hours;
      if (const auto who = sheet.cell(person); !who.empty() && who != "NA") sum.people.emplace(who);
    }
  }
  for (const auto& [key, sum] : sums) {
    const auto& [id, measure, period] = key;
    Fact& fact = facts.add(
        id, out.measure(measure, "Full-time equivalents; the numerator counts people", "FTE"), period);
    fact.value = sum.fte;
    fact.numerator = static_cast<double>(sum.people.size());
  }
  return facts.done();
}

Status read_staff_groups(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  const Column network = sheet.find({"pcncode"});
  const Column year = sheet.find({"year"});
  const Column group = sheet.find({"staffgroup"});
  const Column fte = sheet.find({"fte"});
  FactWriter facts(reading);
  while (reading.next()) {
    const auto code = reading.code(network);
    if (!code) continue;
    const auto period = period_of(sheet.cell(year));
    const auto hours = number(sheet.cell(fte));
    if (!period || !hours) {
      reading.reject(period ? fte : year, period ? "no full-time equivalent" : "no year");
      continue;
    }
    facts
        .add(out.organisation(Kind::kNetwork, *code),
             out.measure(fmt::format("staff {} over the year", sheet.cell(group)), "Full-time equivalents",
                         "FTE"),
             facts.period(*period))
        .value = *hours;
  }
  return facts.done();
}

// A network's own spreadsheet: who, what, when, how many of how many.
Status read_own_counts(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  const Column who = sheet.find({"practicecode", "practice", "organisation"});
  const Column indicator = sheet.find({"indicator", "measure"});
  const Column when = sheet.find({"period", "month", "date", "year", "asat"});
  const Column numerator = sheet.find({"numerator"});
  const Column denominator = sheet.find({"denominator"});
  FactWriter facts(reading);
  while (reading.next()) {
    const auto code = reading.code(who);
    if (!code) continue;
    const auto part = number(sheet.cell(numerator)), whole = number(sheet.cell(denominator));
    if (!part) {
      reading.reject(numerator, "no number");
      continue;
    }
    std::optional<Period> period = period_of(sheet.cell(when));
    if (!period) {
      if (const auto day = public_day(sheet.cell(when))) period = Period{*day, *day};
    }
    if (!period) period = reading.year;
    if (!period && reading.day) period = Period{*reading.day, *reading.day};
    if (!period || sheet.cell(indicator).empty()) {
      reading.reject(period ? indicator : when, period ? "no indicator" : "no period");
      continue;
    }
    if (whole && *part > *whole)
      out.findings().add("numerators that are larger than their denominator", *code);
    Fact& fact = facts.add(out.organisation(Kind::kPractice, *code),
                           out.measure(sheet.cell(indicator), "", "patients"), facts.period(*period));
    fact.numerator = *part;
    fact.denominator = whole.value_or(kNotGiven);
  }
  return facts.done();
}

// A page that explains another file's columns: recognised, and nothing to keep.
Status read_column_definitions(const Reading& reading) {
  while (reading.next()) {
  }
  return {};
}

}  // namespace meso::network
