#include "network/formation/standing_together.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "network/codes.h"
#include "network/footprint/distance.h"
#include "network/portrait.h"

namespace meso::network::formation {
namespace {

std::string_view kind_of(const Matter& matter) {
  using enum Matter::Kind;
  return matter.kind == kDecision ? "decision" : matter.kind == kDuty ? "duty" : "ask";
}

// A code of a practice that is no member any more.
bool gone(const std::string& holder, const std::vector<std::string>& known,
          std::span<const std::string> members) {
  return std::ranges::find(known, holder) != known.end() &&
         std::ranges::find(members, holder) == members.end();
}

// Codes that the record speaks of as practices.
std::vector<std::string> practices_named(const Record& record) {
  std::vector<std::string> out = record.practices;
  for (const Leaver& one : record.leavers) out.push_back(one.practice);
  for (const Motive& one : record.motives) out.push_back(one.practice);
  for (const Holder& one : record.holders) {
    if (!one.practice.empty()) out.push_back(one.practice);
  }
  return out;
}

void matters_of(const Record& record, std::span<const std::string> members, Date day,
                std::vector<OpenMatter>& out) {
  using enum Matter::Kind;
  const std::vector<std::string> known = practices_named(record);
  for (const Matter& one : record.matters) {
    if (one.noted > day || (one.settled != kUnknownDate && one.settled <= day)) continue;
    OpenMatter open{std::string(kind_of(one)), one.title, one.holder, one.about, one.noted, one.due, false};
    if (one.kind == kDecision) open.overdue = one.due != kUnknownDate && one.due < day;
    if (one.kind == kDuty) {
      const bool held = !one.holder.empty() && day <= one.held_until;
      if (held && !gone(one.holder, known, members)) continue;
      open.title += one.holder.empty() ? ": nobody holds it"
                    : held             ? fmt::format(": {}, who holds it, is no member", one.holder)
                                       : fmt::format(": held until {}", format_date(one.held_until));
      if (!held && !one.holder.empty()) open.since = std::max(open.since, one.held_until);
      open.overdue = true;
    }
    out.push_back(std::move(open));
  }
  for (const std::string_view key : {"clinical-director", "payee"}) {
    const Holder* holder = record.holder(key, day);
    if (holder == nullptr || holder->practice.empty() || !gone(holder->practice, known, members)) continue;
    out.push_back({"duty", fmt::format("{}: {} is no member", key, holder->practice),
                   holder->name.empty() ? holder->practice : holder->name, "", holder->from, kUnknownDate,
                   true});
  }
}

}  // namespace

std::vector<PulseRound> pulse_trend(const Record& record, Date day) {
  std::vector<std::string> questions;
  for (const Pulse& one : record.pulses) {
    if (std::ranges::find(questions, one.question) == questions.end()) questions.push_back(one.question);
  }
  std::vector<PulseRound> out;
  for (const std::string& question : questions) {
    std::vector<const Pulse*> rounds;
    for (const Pulse& one : record.pulses) {
      if (one.question == question && one.on <= day) rounds.push_back(&one);
    }
    std::ranges::stable_sort(rounds, {}, [](const Pulse* one) { return one->on; });
    const Pulse* before = nullptr;
    for (const Pulse* one : rounds) {
      const bool shown = one->answered() >= kFewestAnswers;
      out.push_back({one, shown, before});
      if (shown) before = one;
    }
  }
  return out;
}

std::vector<OpenMatter> open_matters(const Record& record, const Contract& contract,
                                     std::span<const std::string> members, Date day,
                                     const std::string& practice) {
  std::vector<OpenMatter> all;
  matters_of(record, members, day, all);
  for (const Schedule& one : record.schedules) {
    const bool completed = std::ranges::any_of(record.schedules, [&](const Schedule& other) {
      return other.complete && other.number == one.number && other.on <= day;
    });
    if (!one.complete && !completed)
      all.push_back(
          {"schedule", fmt::format("schedule {}: {}", one.number, one.missing), "", "", {}, {}, false});
  }
  for (const std::string& question : open_questions(record))
    all.push_back({"prior work", question, "", "", {}, {}, false});
  for (const Leaver& leaver : record.leavers) {
    for (const DueTask& task : leaver_tasks(contract, leaver, day)) {
      if (task.overdue) {
        all.push_back({"leaver task", fmt::format("{}: {}", leaver.practice, task.task->title), "",
                       leaver.practice, task.due, task.due, true});
      }
    }
  }
  for (const MotiveState& state : motives_of(record, members, day)) {
    if (!state.look_again || state.on == kUnknownDate) continue;
    const CivilDate said = civil_from_date(state.on);
    const int last = days_in_month(said.year + 1, said.month);
    const Date again = *date_from_civil(said.year + 1, said.month, std::min(said.day, last));
    all.push_back(
        {"motive",
         fmt::format("{} said on {} why it is in; ask again", state.practice, format_date(state.on)), "",
         state.practice, again, again, true});
  }
  std::vector<OpenMatter> out;
  for (OpenMatter& one : all) {
    const bool theirs = one.about == practice;
    if (!one.about.empty() && !theirs && (!practice.empty() || add_days(one.since, kOwnDays) > day)) continue;
    out.push_back(std::move(one));
  }
  std::ranges::stable_sort(out, {}, [](const OpenMatter& one) { return std::tie(one.since, one.title); });
  return out;
}

ServiceGrid service_grid(const Model& model, const Record& record, std::span<const OrganisationId> practices,
                         Date day) {
  using enum ServiceGrid::Given;
  ServiceGrid grid;
  grid.practices.assign(practices.begin(), practices.end());
  for (const ServiceAt& one : record.services) {
    if (std::ranges::find(grid.rows, one.title, &ServiceGrid::Row::title) != grid.rows.end()) continue;
    grid.rows.push_back({one.title, {}, 0, 0, {}});
  }
  for (ServiceGrid::Row& row : grid.rows) {
    for (const OrganisationId practice : practices) {
      const ServiceAt* newest = nullptr;
      for (const ServiceAt& one : record.services) {
        if (one.title != row.title || one.practice != model.organisations[practice].code || one.from > day)
          continue;
        if (newest == nullptr || newest->from <= one.from) newest = &one;
      }
      row.given.push_back(newest == nullptr ? kNotKnown : newest->given && day <= newest->until ? kYes : kNo);
    }
    for (std::size_t i = 0; i < practices.size(); ++i) {
      const auto list = model.list_size(practices[i], day);
      const std::uint64_t patients = list ? list->patients : 0;
      if (row.given[i] == kNotKnown) row.patients_not_known += patients;
      if (row.given[i] != kNo) continue;
      row.patients_without += patients;
      ServiceGrid::Row::Gap gap{practices[i], kNobody, -1};
      const Point here = footprint::place_of(model.organisations[practices[i]]);
      for (std::size_t j = 0; j < practices.size(); ++j) {
        if (row.given[j] != kYes) continue;
        const Point there = footprint::place_of(model.organisations[practices[j]]);
        const bool placed = footprint::is_placed(here) && footprint::is_placed(there);
        const double km = placed ? footprint::kilometres_between(here, there) : -1;
        if (gap.giver != kNobody && (km < 0 || (gap.km >= 0 && gap.km <= km))) continue;
        gap.giver = practices[j];
        gap.km = km;
      }
      row.gaps.push_back(gap);
    }
  }
  return grid;
}

std::vector<Seam> seams_between(const Model& model, const footprint::Grouping& before,
                                const footprint::Grouping& after, std::span<const std::uint32_t> changed) {
  std::vector<Seam> out;
  for (const std::uint32_t group : changed) {
    Seam seam;
    seam.group = group;
    const std::vector<OrganisationId>& practices = after.groups[group].practices;
    for (std::size_t i = 0; i < practices.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const std::uint32_t one = before.group_of[practices[i]], other = before.group_of[practices[j]];
        if (one == other && one != footprint::kNoGroup) continue;
        ++seam.pairs;
        const std::int32_t days = days_together(model, practices[i], practices[j], before.on);
        seam.worked_together += days > 0 ? 1 : 0;
        seam.longest = std::max(seam.longest, days);
      }
    }
    if (seam.pairs > 0) out.push_back(seam);
  }
  return out;
}

std::vector<ClauseWork> work_by_clause(const Contract& contract, const Record& record, Date day) {
  std::vector<ClauseWork> out;
  for (const ContractService& one : contract.services) {
    if (one.provenance.holds_on(day)) out.push_back({&one, {}});
  }
  out.push_back({nullptr, {}});
  for (const PriorWork& work : record.works) {
    const std::string asked = plain(work.clause);
    std::size_t at = 0;
    while (at + 1 < out.size()) {
      const ContractService& one = *out[at].service;
      if (asked == plain(one.provenance.clause) || asked == plain(one.title) || asked == plain(one.id)) break;
      ++at;
    }
    out[at].works.push_back(&work);
  }
  return out;
}

}  // namespace meso::network::formation
