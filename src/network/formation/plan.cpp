#include "network/formation/plan.h"

#include <algorithm>
#include <tuple>

namespace meso::network::formation {

Plan plan(const Contract& contract, Date starts, Date live, Path path) {
  Plan out;
  out.live = live;
  out.starts = starts;
  for (const Step& step : contract.steps) {
    if (!step.provenance.holds_on(live) || (step.path != Path::kBoth && step.path != path)) continue;
    PlannedStep planned;
    planned.step = &step;
    planned.ends = add_days(live, -step.ends_before);
    planned.begins = add_days(planned.ends, -step.takes);
    planned.too_late = planned.begins < starts;
    if (planned.too_late) out.short_by = std::max(out.short_by, starts.days - planned.begins.days);
    out.steps.push_back(planned);
  }
  std::ranges::stable_sort(out.steps, {},
                           [](const PlannedStep& one) { return std::tuple(one.begins, one.ends); });
  return out;
}

std::vector<DueTask> leaver_tasks(const Contract& contract, const Leaver& leaver, Date today) {
  std::vector<DueTask> out;
  for (const LeaverTask& task : contract.tasks) {
    if (!task.provenance.holds_on(leaver.on)) continue;
    DueTask due;
    due.task = &task;
    due.due = add_days(leaver.on, task.due);
    for (const auto& [id, on] : leaver.done) {
      if (id == task.id && on <= today) due.done = on;
    }
    due.overdue = due.done == kUnknownDate && due.due < today;
    out.push_back(due);
  }
  std::ranges::stable_sort(out, {}, [](const DueTask& one) { return one.due; });
  return out;
}

}  // namespace meso::network::formation
