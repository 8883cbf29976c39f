// Reader of what practices were paid: the network's lines of the yearly file of payments to general practice.
//
// Money that goes to a network stands in the row of the practice that is its payee, so a practice's line says
// what it received, for itself or for all.

#include <fmt/format.h>

#include "network/codes.h"
#include "network/layouts.h"

namespace meso::network {

Status read_payments(const Reading& reading) {
  struct Line {
    const char* column;
    const char* title;
  };
  static constexpr Line kLines[] = {
      {"pcnparticipation", "PCN participation"},
      {"pcnleadership", "PCN leadership"},
      {"pcnsupport", "PCN support"},
      {"pcnextendedhoursaccess", "PCN extended hours access"},
      {"pcnworkforce", "PCN workforce"},
      {"pcninvestmentandimpactfund", "PCN investment and impact fund"},
      {"pcncarehomepremium", "PCN care home premium"},
      {"pcnenhancedaccess", "PCN enhanced access"},
  };
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  if (!reading.year) {
    return Error{ErrorKind::kBadInput,
                 "it says no year",
                 {reading.file()},
                 "name the financial year in the file's name, as 2022-23"};
  }
  reading.about().from = reading.year->from;
  reading.about().to = reading.year->to;
  const Column practice = sheet.find({"practicecode"});
  std::vector<std::pair<Column, MeasureId>> columns;
  for (const Line& line : kLines) {
    const Column column = sheet.find({line.column});
    if (column != kNoColumn)
      columns.emplace_back(column, out.measure(fmt::format("payments {}", line.title),
                                               "Paid to the practice, for itself or as payee", "pounds"));
  }
  const PeriodId period = out.period(*reading.year);
  while (reading.next()) {
    const auto code = reading.code(practice);
    if (!code) continue;
    const OrganisationId id = out.organisation(OrganisationKind::kPractice, *code);
    for (const auto& [column, measure] : columns) {
      const auto pounds = number(sheet.cell(column));
      if (!pounds) {
        reading.reject(column, "no amount");
        continue;
      }
      Fact fact;
      fact.organisation = id;
      fact.measure = measure;
      fact.period = period;
      fact.source = reading.source;
      fact.value = *pounds;
      out.model().facts.push_back(fact);
    }
  }
  return {};
}

}  // namespace meso::network
