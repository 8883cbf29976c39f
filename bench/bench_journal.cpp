// The journal against bare SQLite: appending entries and making the tables again from them.
//
//   bench_journal [--entries N] [--small]
//
// Both write the same texts with the same statements for the room's table, in transactions of 10,000, each of
// them synced to disk, on the same machine in the same run. Bare SQLite has one table with a column each and
// no chain: once with pages encrypted as the journal's are, once plain. What the journal does beyond: a key
// lookup, a sealed body, a digest, a hash, an index by subject, and the question whether the subject has
// moved.
//
// Replay is compared with reading the bare table in order and doing the same to the room's table. The
// journal's replay also opens every body and compares every table before and after.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/sqlite/sqlite.h"
#include "journal/journal.h"

namespace meso::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSubjects = 50'000;
constexpr std::uint64_t kTogether = 10'000;

std::string subject(std::uint64_t i) {
  return fmt::format("practice/P{:05}", i * 7919 % kSubjects);
}
std::string body(std::uint64_t i) {
  return fmt::format(
      R"({{"measure":"QOF HYP008","period":"2025-26","numerator":{},"denominator":{},"source":"file {}"}})",
      i % 900, 900 + i % 77, i / 1000);
}

constexpr const char* kRoomTable =
    "CREATE TABLE counts_now (subject TEXT PRIMARY KEY, times INTEGER NOT NULL, said TEXT NOT NULL) STRICT;";

Status project(sqlite::Db& tables, std::string_view about, std::string_view said) {
  return tables.run(
      "INSERT INTO counts_now VALUES (?, 1, ?) ON CONFLICT (subject) DO UPDATE SET times = times + 1, "
      "said = excluded.said",
      about, said);
}

// The seconds that `work` took; the program ends where it failed.
double seconds_of(const char* what, const std::function<Status()>& work) {
  const auto start = std::chrono::steady_clock::now();
  if (const Status done = work(); !done.ok()) {
    fmt::print(stderr, "bench_journal: {}: {}\n", what, done.error().text());
    std::exit(4);
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Times {
  double append = 0, replay = 0;
};

Times bare(const std::string& path, const Key* key, std::uint64_t entries) {
  Times out;
  auto opened = sqlite::Db::open(path, key, sqlite::Db::Mode::kCreate);
  if (!opened.ok()) std::exit(4);
  sqlite::Db& db = *opened;
  out.append = seconds_of("bare append", [&]() -> Status {
    MESO_RETURN_IF_ERROR(
        db.script(std::string(kRoomTable) +
                  "CREATE TABLE entries (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, author TEXT "
                  "NOT NULL, place TEXT NOT NULL, subject TEXT NOT NULL, kind TEXT NOT NULL, reason "
                  "TEXT NOT NULL, body TEXT NOT NULL) STRICT;"));
    for (std::uint64_t i = 0; i < entries;) {
      MESO_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::begin(db));
      for (std::uint64_t end = std::min(entries, i + kTogether); i < end; ++i) {
        const std::string about = subject(i);
        const std::string said = body(i);
        MESO_RETURN_IF_ERROR(db.run("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)", i + 1,
                                    now().microseconds, "import", "DEMO1", about, "counts.given",
                                    "monthly figures", said));
        MESO_RETURN_IF_ERROR(project(db, about, said));
      }
      MESO_RETURN_IF_ERROR(transaction.commit());
    }
    return {};
  });
  out.replay = seconds_of("bare replay", [&]() -> Status {
    MESO_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::begin(db));
    MESO_RETURN_IF_ERROR(db.script(std::string("DROP TABLE counts_now;") + kRoomTable));
    {
      MESO_ASSIGN_OR_RETURN(auto rows, db.prepare("SELECT subject, body FROM entries ORDER BY sequence"));
      while (true) {
        MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
        if (!row) break;
        MESO_RETURN_IF_ERROR(project(db, rows.text(0), rows.text(1)));
      }
    }
    return transaction.commit();
  });
  return out;
}

Times journalled(const std::string& network, const std::string& keys, std::uint64_t entries) {
  Times out;
  journal::Projection counts;
  counts.name = "counts";
  counts.schema = kRoomTable;
  counts.kinds = {{"counts.given"}};
  counts.apply = [](const journal::Entry& entry, sqlite::Db& tables) {
    return project(tables, entry.subject, entry.body.value_or(""));
  };
  auto opened = journal::Journal::open(real_files(), network, keys, {counts});
  if (!opened.ok()) std::exit(4);
  journal::Journal& journal = **opened;
  out.append = seconds_of("append", [&]() -> Status {
    std::vector<journal::Act> acts(kTogether);
    for (std::uint64_t i = 0; i < entries;) {
      acts.resize(std::min(kTogether, entries - i));
      for (journal::Act& act : acts) {
        act.author = "import";
        act.place = "DEMO1";
        act.subject = subject(i);
        act.kind = "counts.given";
        act.reason = "monthly figures";
        act.body = body(i);
        act.seen = journal::kBesideOthers;
        ++i;
      }
      MESO_RETURN_IF_ERROR(journal.append(acts));
    }
    return {};
  });
  out.replay = seconds_of("replay", [&]() -> Status {
    MESO_ASSIGN_OR_RETURN(const auto replayed, journal.replay());
    const bool same = replayed.entries == entries && replayed.tables.size() == 1 && replayed.tables[0].same;
    return same ? Status() : Status(Error{ErrorKind::kCorrupt, "the tables are not the same", {}, ""});
  });
  return out;
}

int run(std::uint64_t entries) {
  std::string folder = (fs::temp_directory_path() / "meso-bench-journal-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 4;
  Key key;
  random_bytes(key.bytes);
  fmt::print("{} entries on {} subjects, {} to a transaction\n\n", entries, kSubjects, kTogether);
  const Times journal = journalled(folder + "/network", folder + "/keys", entries);
  const Times encrypted = bare(folder + "/encrypted.db", &key, entries);
  const Times plain = bare(folder + "/plain.db", nullptr, entries);
  const auto line = [&](const char* name, const Times& times) {
    fmt::print("{:<24}  append {:7.2f} s  {:9.0f} a second   replay {:7.2f} s  {:9.0f} a second\n", name,
               times.append, static_cast<double>(entries) / times.append, times.replay,
               static_cast<double>(entries) / times.replay);
  };
  line("journal", journal);
  line("bare SQLite, encrypted", encrypted);
  line("bare SQLite, plain", plain);
  fmt::print("\nappend: {:.2f} times bare encrypted, {:.2f} times bare plain\n",
             journal.append / encrypted.append, journal.append / plain.append);
  fmt::print("replay: {:.2f} times bare encrypted, {:.2f} times bare plain\n",
             journal.replay / encrypted.replay, journal.replay / plain.replay);
  fs::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace meso::bench

int main(int argc, char** argv) {
  std::uint64_t entries = 1'000'000;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--entries") == 0 && i + 1 < argc) {
      entries = std::strtoull(argv[++i], nullptr, 10);
    } else if (std::strcmp(argv[i], "--small") == 0) {
      entries = 10'000;
    } else {
      fmt::print(stderr, "use: bench_journal [--entries N] [--small]\n");
      return 2;
    }
  }
  return entries == 0 ? 2 : meso::bench::run(entries);
}
