#include "bench/bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <span>

#include "base/files.h"
#include "bench/extract.h"
#include "bench/machine.h"
#include "bench/own_rows.h"
#include "bench/peer.h"
#include "bench/peer_rows.h"
#include "bench/run_w.h"
#include "bench/scale_rows.h"
#include "bench/w.h"

namespace meso::bench {
namespace {

// The three averages, without the counts of processes that follow them.
std::string load_averages() {
  const std::string load = this_machine().load;
  std::size_t end = 0;
  for (int words = 0; words < 3 && end != std::string::npos; ++words) end = load.find(' ', end + 1);
  return load.substr(0, end);
}

class Session {
 public:
  explicit Session(Options options) : options_(std::move(options)) {
    // The small W has files and tables of its own.
    if (options_.small) options_.work = join_path(options_.work, "small");
  }

  Result<Report> run() {
    report_.rounds = options_.rounds;
    report_.small = options_.small;
    report_.processor = this_machine().processor;
    report_.processors = processor_count();
    report_.system = system_name();
    report_.compiler = compiler_name();
    report_.load_before = load_averages();

    // Made in a child, so that what making W holds is not held by what is measured.
    tell("making W");
    const auto made = in_child([&]() -> Status {
      MESO_RETURN_IF_ERROR(open_workload(options_.work, options_.small, {}));
      return {};
    });
    MESO_RETURN_IF_ERROR(made);
    if (wanted("memory")) {
      tell("memory");
      MESO_ASSIGN_OR_RETURN(Row row, memory_row(options_, options_.work));
      keep(std::move(row));
    }
    start_peers();
    MESO_ASSIGN_OR_RETURN(const Workload workload, open_workload(options_.work, options_.small, {}));
    describe(workload);
    if (wanted("load") || duckdb_ || sqlite_ || cql_) {
      tell("making W's extract");
      MESO_RETURN_IF_ERROR(in_child([&] { return make_extract(extract(), options_.small); }));
    }
    if (wanted("load")) {
      tell("load");
      MESO_ASSIGN_OR_RETURN(LoadRows rows, load_rows(options_, workload, extract(), duckdb_.get()));
      keep(std::move(rows.ours));
      if (duckdb_) keep(std::move(rows.theirs));
    }
    if (wanted("w") || duckdb_ || sqlite_ || cql_) MESO_RETURN_IF_ERROR(time_w(workload));
    if (wanted("clusters")) {
      tell("counting the ten largest clusters");
      MESO_ASSIGN_OR_RETURN(Row row, clusters_row(options_, workload));
      keep(std::move(row));
    }
    if (wanted("dates")) {
      tell("month-ends");
      for (const auto& [dates, limit] : {std::pair(24, 1.5), std::pair(36, 2.2)}) {
        MESO_ASSIGN_OR_RETURN(Row row, dates_row(options_, workload, dates, 1, limit));
        keep(std::move(row));
      }
    }
    if (wanted("scale")) {
      MESO_ASSIGN_OR_RETURN(std::vector<Row> rows, scale_rows(options_));
      for (Row& row : rows) keep(std::move(row));
    }
    report_.load_after = load_averages();
    return std::move(report_);
  }

 private:
  bool wanted(std::string_view group) const {
    return options_.only.empty() || std::ranges::find(options_.only, group) != options_.only.end();
  }
  void tell(std::string_view what) const {
    if (options_.progress) options_.progress(what);
  }
  void keep(Row row) { report_.rows.push_back(std::move(row)); }
  std::string extract() const { return join_path(options_.work, "extract"); }

  void describe(const Workload& workload) {
    report_.patients = workload.patients;
    report_.records = workload.records;
    report_.clusters = workload.model.clusters.size();
    report_.memberships = workload.memberships;
    report_.postings = workload.postings;
    report_.rule_lists = workload.model.registers.size() + 2 * workload.model.indicators.size();
  }

  // A peer that is not there is told once; its rows are then not in the report. One that was started and gave
  // no answer has one row that says so.
  std::unique_ptr<Peer> start_peer(const std::string& program) {
    if (options_.peers.empty()) return nullptr;
    auto peer = Peer::start(join_path(options_.peers, program));
    if (!peer.ok()) {
      no_peer(program, program, peer.error());
      return nullptr;
    }
    const auto& queries = (*peer)->queries();
    report_.queries.insert(report_.queries.end(), queries.begin(), queries.end());
    return std::move(peer).value();
  }

  void no_peer(const std::string& id, const std::string& engine, const Error& error) {
    if (error.kind != ErrorKind::kIo) {
      report_.notes.push_back(fmt::format("{} is not measured: {}", engine, error.message));
      return;
    }
    Row row;
    row.id = id;
    row.engine = engine;
    row.what = "what this peer is asked";
    could_not(row, error);
    keep(std::move(row));
  }

  void start_peers() {
    if (options_.peers.empty()) {
      report_.notes.push_back(
          "the peers are not measured: ./run bench fetches them, or name their folder with --peers");
      return;
    }
    if (wanted("duckdb") || wanted("load") || wanted("once")) duckdb_ = start_peer("duckdb");
    if (wanted("once")) sqlite_ = start_peer("sqlite");
    if (wanted("cql")) cql_ = start_peer("cql-execution");
  }

  // Readies a peer and answers what it said; one that cannot be readied is let go.
  std::optional<std::vector<std::string>> ready(const std::string& program, std::unique_ptr<Peer>& peer,
                                                const std::string& more = "") {
    if (!peer) return std::nullopt;
    tell("preparing " + peer->name());
    auto prepared = peer->ask("prepare\t" + extract() + "\t" + options_.work + more);
    if (prepared.ok()) return std::move(prepared).value();
    no_peer(program, peer->name(), prepared.error());
    peer.reset();
    return std::nullopt;
  }

  Status time_w(const Workload& workload) {
    tell("comparing W with the reference interpreter");
    MESO_ASSIGN_OR_RETURN(const rules::Plan plan, compile_workload(workload, 1));
    MESO_ASSIGN_OR_RETURN(report_.compared, compare_with_reference(plan, workload, options_.small ? 7 : 199));
    Expected expected;
    std::vector<PeerRounds> shapes;
    if (duckdb_ || sqlite_) {
      MESO_ASSIGN_OR_RETURN(expected.slots, slot_sums(workload));
      MESO_ASSIGN_OR_RETURN(expected.rules, rule_sums(workload, plan));
    }
    if (wanted("duckdb") && ready("duckdb", duckdb_)) {
      const std::string rules = join_path(options_.work, "rules.sql");
      MESO_ASSIGN_OR_RETURN(const std::string sql, rules_in_sql(workload.model));
      MESO_RETURN_IF_ERROR(replace_file(real_files(), rules, std::as_bytes(std::span(sql))));
      report_.queries.push_back(rules);
      Row by_code, joined;
      by_code.id = "duckdb.by_code";
      by_code.what = "W's slots, one thread, from a table in order of (code, patient, date)";
      joined.id = "duckdb.joined";
      joined.what = "W's slots, one thread, from a table by cluster, in order of (cluster, patient, date)";
      shapes.emplace_back(*duckdb_, "by_code", by_code, 28);
      shapes.emplace_back(*duckdb_, "joined", joined, 22);
      tell("comparing " + duckdb_->name());
      for (PeerRounds& shape : shapes) shape.compare(expected, rules);
    }
    tell("W");
    OwnRounds own(workload, plan);
    for (int round = 0; round < options_.rounds; ++round) {
      MESO_RETURN_IF_ERROR(own.round());
      for (PeerRounds& shape : shapes) shape.round(expected);
    }
    report_.numerators = own.numerators();
    report_.others = own.others();
    if (wanted("w")) {
      for (Row& row : own.rows(options_.small)) keep(std::move(row));
    }
    for (const PeerRounds& shape : shapes) keep(shape.row(own, options_.small));
    if (wanted("once")) {
      for (std::unique_ptr<Peer>* peer : {&duckdb_, &sqlite_}) {
        if (!ready(peer == &duckdb_ ? "duckdb" : "sqlite", *peer)) continue;
        tell((*peer)->name() + ", one query a variable");
        Row row;
        row.id = peer == &duckdb_ ? "once.duckdb" : "once.sqlite";
        row.what = "W's slots as 600 queries, one a variable, one thread, run once";
        keep(once_row(**peer, row, "one_variable", expected.slots, own));
      }
    }
    if (wanted("cql")) return time_cql(workload, own);
    return {};
  }

  // Milliseconds a patient and question: a few patients are asked about, and scaled by their records.
  Status time_cql(const Workload& workload, const OwnRounds& ours) {
    constexpr std::uint32_t kPatientsOfEach = 2;
    const auto said = ready("cql-execution", cql_, fmt::format("\t{}", kPatientsOfEach));
    if (!said) return {};
    std::uint64_t records = 0;
    for (const std::string& line : *said) {
      if (line.starts_with("records ")) records = std::strtoull(line.c_str() + 8, nullptr, 10);
    }
    if (records == 0) {
      report_.notes.push_back(cql_->name() + " is not measured: it did not say how many records it holds");
      return {};
    }
    MESO_ASSIGN_OR_RETURN(const std::vector<SlotSums> expected, slot_sums(workload, kPatientsOfEach));
    tell(cql_->name());
    Row row;
    row.id = "cql";
    row.what = fmt::format(
        "W's slots as 600 definitions; run once for {} patients with {} records and scaled to all",
        kPatientsOfEach * kPractices, records);
    keep(once_row(*cql_, row, "all", expected, ours,
                  static_cast<double>(workload.records) / static_cast<double>(records)));
    return {};
  }

  Options options_;
  Report report_;
  std::unique_ptr<Peer> duckdb_, sqlite_, cql_;
};

}  // namespace

Result<Report> run(const Options& options) {
  return Session(options).run();
}

}  // namespace meso::bench
