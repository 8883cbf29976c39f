#include "access/export_tables.h"

#include <algorithm>

namespace meso::access {
namespace {

using fixed_tables::Cell;
using Kind = ShownCount::Kind;

// REQUIRES: of a row under a fixed grant, so neither exact nor noised.
Cell cell_of(const ShownCount& count) {
  switch (count.kind) {
    case Kind::kRounded:
      return {Cell::Is::kNumber, count.value};
    case Kind::kSmall:
      return {Cell::Is::kTooFew, 0};
    case Kind::kHeldBack:
      return {Cell::Is::kHeldBack, 0};
    default:
      return {Cell::Is::kNotAvailable, 0};
  }
}

fixed_tables::Row row_of(const std::string& practice, const ShownIndicator& shown) {
  return {practice, cell_of(shown.reg), cell_of(shown.denominator), cell_of(shown.numerator)};
}

}  // namespace

Result<fixed_tables::Tables> export_tables(const Lens& lens, const rules::Model& model,
                                           const Question& question, const std::string& recipient,
                                           const std::string& network, Moment at) {
  MESO_ASSIGN_OR_RETURN(const ShownFigures shown, lens.shown(model, question));
  const auto is_fixed = [](const ShownPractice& practice) { return practice.grant == Grant::kFixed; };
  if (shown.practices.empty() || !std::ranges::all_of(shown.practices, is_fixed)) {
    return Error{ErrorKind::kRefused,
                 "a file of fixed tables is made of what somebody sees who gets nothing else",
                 {},
                 "act as a commissioner to whom the practices agreed"};
  }
  fixed_tables::Tables out;
  out.recipient = recipient;
  out.network = network;
  out.as_at = question.dates.achievement;
  out.rules = model.year;
  out.made = at;
  for (const ShownPractice& practice : shown.practices) out.practices.push_back(practice.practice);
  for (std::size_t i = 0; i < model.indicators.size(); ++i) {
    const rules::Indicator& indicator = model.indicators[i];
    fixed_tables::Indicator& into = out.indicators.emplace_back();
    into.name = indicator.name;
    into.title = indicator.title;
    into.standing = rules::standing_name(indicator.provenance.standing);
    for (const ShownPractice& practice : shown.practices)
      into.rows.push_back(row_of(practice.practice, practice.indicators[i]));
    into.total = row_of("", shown.network.indicators[i]);
  }
  MESO_RETURN_IF_ERROR(lens.record_export("fixed tables for " + recipient, question));
  return out;
}

}  // namespace meso::access
