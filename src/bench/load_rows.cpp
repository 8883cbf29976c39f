// Loading: 40 million events from CSV to blocks, beside a database that reads and sorts the same files.

#include <algorithm>
#include <filesystem>

#include "access/loading.h"
#include "base/keys.h"
#include "bench/extract.h"
#include "bench/machine.h"
#include "bench/peer_rows.h"
#include "records/store.h"

namespace meso::bench {
namespace {

Status load_ours(const Workload& workload, const std::string& network, const std::string& keys,
                 const std::vector<std::string>& sources) {
  access::Rulebook rulebook;
  for (const terms::Cluster& cluster : workload.model.clusters) rulebook.clusters.put(cluster);
  access::LoadOptions options;
  options.threads = processor_count();
  MESO_RETURN_IF_ERROR(access::load(real_files(), network, keys, sources, rulebook, options));
  return {};
}

// Every count of W from the network that was loaded is the same as from W's own files.
Result<bool> loaded_is_w(const Workload& workload, const std::string& network, const std::string& keys) {
  MESO_ASSIGN_OR_RETURN(const KeyRing ring, KeyRing::open(real_files(), keys));
  MESO_ASSIGN_OR_RETURN(const auto snapshot, records::Snapshot::open(real_files(), network, ring));
  std::vector<const records::PracticeFile*> loaded;
  for (const auto& file : snapshot->practices()) loaded.push_back(file.get());
  if (loaded.size() != workload.views.size()) return false;
  MESO_ASSIGN_OR_RETURN(const rules::Plan plan, compile_workload(workload, 1));
  MESO_ASSIGN_OR_RETURN(const auto ours, rules::run_plan(plan, workload.views, {}));
  MESO_ASSIGN_OR_RETURN(const auto theirs, rules::run_plan(plan, loaded, {}));
  for (std::size_t f = 0; f < ours.size(); ++f) {
    if (every_number(ours[f]) != every_number(theirs[f])) return false;
  }
  return true;
}

}  // namespace

Result<LoadRows> load_rows(const Options& options, const Workload& workload, const std::string& extract,
                           Peer* duckdb) {
  const std::string network = join_path(options.work, "loaded"), keys = join_path(options.work, "keys");
  const auto sources = extract_folders(extract);
  LoadRows rows;
  rows.ours.id = "load";
  rows.ours.what = "W's extract from CSV to practice files on disk";
  rows.theirs.id = "load.duckdb";
  rows.theirs.what = "the events of the same files to a table in order of (code, patient, date), two threads";
  if (duckdb != nullptr) rows.theirs.engine = duckdb->name();
  bool comparable = duckdb != nullptr;
  std::uint64_t memory = 0;
  for (int round = 0; round < options.rounds; ++round) {
    std::error_code ignored;
    std::filesystem::remove_all(network, ignored);
    std::optional<Result<ChildCost>> held;
    const Cost cost =
        cost_of([&] { held.emplace(in_child([&] { return load_ours(workload, network, keys, sources); })); });
    if (!held->ok()) return held->error();
    memory = std::max(memory, (*held)->memory);
    rows.ours.processor.push_back((*held)->processor);
    rows.ours.seconds.push_back(cost.elapsed);
    if (round == 0) {
      MESO_ASSIGN_OR_RETURN(const bool same, loaded_is_w(workload, network, keys));
      if (!same)
        return Error{ErrorKind::kCorrupt, "the counts of the loaded extract are not those of W", {}, ""};
    }
    if (!comparable) continue;
    const auto theirs = duckdb->time("load\t" + extract + "\t" + options.work);
    if (!theirs.ok()) {
      could_not(rows.theirs, theirs.error());
      comparable = false;
      continue;
    }
    if (round == 0) {
      MESO_ASSIGN_OR_RETURN(const SumsOfCodes events, event_sums(workload));
      comparable = same_events(*duckdb, events, rows.theirs);
      if (!comparable) continue;
    }
    rows.theirs.seconds.push_back(theirs->elapsed);
    rows.theirs.processor.push_back(theirs->processor);
  }
  rows.ours.sort();
  const Figure held{static_cast<double>(memory) / (1 << 20), "MiB held at most", {}};
  if (!comparable) {
    rows.ours.figures = {held};
  } else {
    rows.theirs.sort();
    rows.theirs.note = "its events are W's, code by code";
    rows.ours.figures = {
        {rows.ours.least() / rows.theirs.least(), "of DuckDB's time", 1.0},
        {rows.ours.processor.front() / rows.theirs.processor.front(), "of its processor time", {}},
        held};
  }
  rows.ours.note = "patients and registrations too; checked, written and synced; its counts are W's";
  judge(rows.ours, options.small);
  return rows;
}

}  // namespace meso::bench
