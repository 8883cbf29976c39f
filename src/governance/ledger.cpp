#include "governance/ledger.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "governance/decision_text.h"

namespace meso::governance {
namespace {

constexpr double kLeastAlpha = 0.667;

int rank_of(const std::string& discretion) {
  const auto found = std::ranges::find(kDiscretions, discretion);
  return found == kDiscretions.end() ? -1 : static_cast<int>(found - kDiscretions.begin());
}

// Not a number when either is none.
double lower_of(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? std::nan("") : std::min(a, b);
}

void add_second(LedgerRow& row, const Written& coded) {
  row.second_paper = coded.text("on_paper");
  row.second_fact = coded.text("in_fact");
}

}  // namespace

Result<std::vector<LedgerRow>> ledger(journal::Journal& journal) {
  std::vector<LedgerRow> out;
  MESO_ASSIGN_OR_RETURN(const auto all, decisions(journal));
  for (const Decision& one : all) {
    const bool counts = one.closed && one.outcome.kind == OutcomeKind::kCarried;
    out.push_back({fmt::format("decision/{}", one.number), one.opened.question,
                   one.closed_on.value_or(one.opened.on), one.opened.authorship, counts, "", ""});
  }
  MESO_ASSIGN_OR_RETURN(const auto notes, permission_notes(journal));
  for (const PermissionNote& one : notes) {
    out.push_back({fmt::format("permission/{}", one.number), one.what, one.on, one.authorship, true, "", ""});
  }
  MESO_ASSIGN_OR_RETURN(const auto obligations, written_of(journal, "obligation"));
  for (const Written& one : obligations) {
    if (one.kind != "governance.obligation_noted") continue;
    LedgerRow row{one.subject, one.text("what"), one.day("on").value_or(kUnknownDate), {}, true, "", ""};
    if (const auto found = one.body.find("authorship"); found != one.body.end()) {
      row.authorship = authorship_of(*found);
    }
    out.push_back(std::move(row));
  }
  for (const char* word : {"decision", "permission", "obligation"}) {
    MESO_ASSIGN_OR_RETURN(const auto written, written_of(journal, word));
    for (const Written& one : written) {
      if (one.kind != "governance.row_coded") continue;
      const auto row = std::ranges::find(out, one.whole, &LedgerRow::subject);
      if (row == out.end()) continue;
      if (one.part_id() == "first") {
        row->authorship = authorship_of(one.body);
      } else {
        add_second(*row, one);
      }
    }
  }
  return out;
}

Result<std::uint64_t> note_obligation(const Hand& hand, const Obligation& obligation) {
  if (obligation.what.empty() || obligation.source.empty()) {
    return Error{
        ErrorKind::kUsage, "an obligation says what it is and where it is written", {}, "add --source"};
  }
  Note note{"governance.obligation_noted"};
  note.body = {{"what", obligation.what},
               {"source", obligation.source},
               {"on", format_date(obligation.on)},
               {"authorship", to_json(obligation.authorship)}};
  return write_next(hand, "obligation", note);
}

Status code_row(const Hand& hand, const std::string& subject, const Authorship& authorship,
                const std::string& coder) {
  MESO_ASSIGN_OR_RETURN(const auto rows, ledger(hand.journal));
  if (std::ranges::find(rows, subject, &LedgerRow::subject) == rows.end()) {
    return Error{
        ErrorKind::kNotFound, "no row of the ledger is " + subject, {}, "meso ledger show --rows tells them"};
  }
  if (!coder.empty() && (authorship.on_paper.empty() || authorship.in_fact.empty())) {
    return Error{ErrorKind::kUsage, "a second coder says both: choice on paper, and in fact", {}, ""};
  }
  Note note{"governance.row_coded", subject, coder.empty() ? "coded-first" : "coded-second"};
  note.body = to_json(authorship);
  if (!coder.empty()) note.body["coder"] = coder;
  MESO_RETURN_IF_ERROR(write(hand, {note}));
  return {};
}

Reading read_ledger(std::span<const LedgerRow> rows, const std::string& function) {
  Reading out;
  std::vector<std::pair<int, int>> paper, fact;
  for (const LedgerRow& row : rows) {
    const Authorship& said = row.authorship;
    if (!row.counts || (!function.empty() && said.function != function)) continue;
    ++out.rows;
    if (said.decided_by.empty()) {
      ++out.without_level;
    } else {
      LevelShare& share = out.by_level[said.decided_by];
      ++share.rows;
      share.hours += said.hours.value_or(0);
      share.pence += said.pence.value_or(0);
      YearShare& year = out.by_year[civil_from_date(row.on).year];
      ++year.n;
      year.local += said.decided_by == "network" || said.decided_by == "practice" ? 1u : 0u;
    }
    out.without_hours += said.hours ? 0u : 1u;
    out.without_money += said.pence ? 0u : 1u;
    const int on_paper = rank_of(said.on_paper), in_fact = rank_of(said.in_fact);
    if (on_paper < 0 || in_fact < 0) {
      ++out.without_choice;
      continue;
    }
    ++out.map[said.function.empty() ? "(not said)" : said.function][{said.on_paper, said.in_fact}];
    (in_fact < on_paper ? out.unused : in_fact > on_paper ? out.taken : out.as_written) += 1;
    if (!row.second_paper.empty()) {
      ++out.coded_twice;
      paper.emplace_back(on_paper, rank_of(row.second_paper));
      fact.emplace_back(in_fact, rank_of(row.second_fact));
    }
  }
  out.alpha = lower_of(ordinal_alpha(paper, 3), ordinal_alpha(fact, 3));
  const std::uint64_t coded = out.rows - out.without_choice;
  if (coded == 0) {
    out.no_trend_why = "no row says how much choice there was";
  } else if (out.coded_twice * 5 < coded) {
    out.no_trend_why =
        fmt::format("{} of {} rows are coded by a second person; a fifth is needed", out.coded_twice, coded);
  } else if (!(out.alpha >= kLeastAlpha)) {
    out.no_trend_why =
        std::isnan(out.alpha)
            ? "the coders never had to tell two levels apart, so their agreement is not known"
            : fmt::format("the two coders agree too little: alpha {:.2f}, needed {}", out.alpha, kLeastAlpha);
  }
  return out;
}

double ordinal_alpha(std::span<const std::pair<int, int>> pairs, int levels) {
  const auto size = static_cast<std::size_t>(levels);
  std::vector<double> together(size * size), of(size);
  for (const auto& [a, b] : pairs) {
    if (a < 0 || b < 0 || a >= levels || b >= levels) continue;
    const auto i = static_cast<std::size_t>(a), j = static_cast<std::size_t>(b);
    together[i * size + j] += 1;
    together[j * size + i] += 1;
    of[i] += 1;
    of[j] += 1;
  }
  double n = 0;
  for (const double count : of) n += count;
  double observed = 0, expected = 0;
  for (std::size_t i = 0; i < size; ++i) {
    double between = of[i] / 2;
    for (std::size_t j = i + 1; j < size; ++j) {
      // Squared distance: how many values lie from the one to the other, the ends by half.
      const double distance = between + of[j] / 2;
      observed += together[i * size + j] * distance * distance;
      expected += of[i] * of[j] * distance * distance;
      between += of[j];
    }
  }
  return expected == 0 ? std::nan("") : 1 - (n - 1) * observed / expected;
}

}  // namespace meso::governance
