#include "journal/journal.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "journal/entry_row.h"
#include "journal/location.h"
#include "journal/state.h"
#include "journal/threads.h"
#include "journal/wal.h"

namespace meso::journal {
namespace {

// A listing is read this many entries at a time, so that whoever is called back may ask further questions.
constexpr std::size_t kAtATime = 1000;

Status settle_form(sqlite::Db& db, const std::string& id) {
  MESO_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::begin(db));
  MESO_ASSIGN_OR_RETURN(const auto made,
                        db.number("SELECT count(*) FROM sqlite_schema WHERE name = 'journal_form'"));
  if (made.value_or(0) == 0) {
    MESO_RETURN_IF_ERROR(db.script(own_tables()));
    MESO_RETURN_IF_ERROR(db.run("INSERT INTO journal_form VALUES (?, ?)", kForm, id));
  }
  std::int64_t form = 0;
  {
    MESO_ASSIGN_OR_RETURN(auto row, db.query("SELECT version, id FROM journal_form"));
    MESO_ASSIGN_OR_RETURN(const bool found, row.step());
    if (found) form = row.number(0);
    if (form > kForm) {
      return Error{ErrorKind::kNewer, "was written by a newer program than this one", Place{db.path(), 0, 0},
                   "update Meso"};
    }
    if (!found || row.text(1) != id) {
      return Error{ErrorKind::kCorrupt, "is the journal of another network", Place{db.path(), 0, 0},
                   "restore it from a backup: meso journal restore --help"};
    }
  }
  if (form < kForm) {
    MESO_RETURN_IF_ERROR(lift_to_threads(db));
    MESO_RETURN_IF_ERROR(db.run("UPDATE journal_form SET version = ?", kForm));
  }
  return transaction.commit();
}

// All that a filter asks for but the subject, whose thread is followed instead.
std::string where(const Filter& filter) {
  std::string out = "WHERE sequence > ?";
  if (!filter.kind.empty()) out += " AND kind = ?";
  if (!filter.author.empty()) out += " AND author = ?";
  if (!filter.place.empty()) out += " AND place = ?";
  if (filter.since) out += " AND at >= ?";
  if (filter.before) out += " AND at < ?";
  return out;
}

void bind_filter(sqlite::Stmt& statement, const Filter& filter, std::uint64_t after, int parameter = 0) {
  statement.bind(++parameter, after);
  for (const std::string* text : {&filter.kind, &filter.author, &filter.place}) {
    if (!text->empty()) statement.bind(++parameter, *text);
  }
  if (filter.since) statement.bind(++parameter, filter.since->microseconds);
  if (filter.before) statement.bind(++parameter, filter.before->microseconds);
}

// The sequences on a subject's thread that the filter asks for, in order.
Result<std::vector<std::uint64_t>> on_thread(sqlite::Db& db, Chain chain, const Filter& filter) {
  std::string sql =
      with_thread(chain) +
      fmt::format("SELECT sequence FROM thread JOIN {} USING (sequence) {}", table_of(chain), where(filter));
  if (filter.last != 0) sql += fmt::format(" ORDER BY sequence DESC LIMIT {}", filter.last);
  MESO_ASSIGN_OR_RETURN(auto rows, db.prepare(sql));
  rows.bind(1, filter.subject);
  bind_filter(rows, filter, filter.after, 1);
  std::vector<std::uint64_t> out;
  while (true) {
    MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) break;
    out.push_back(static_cast<std::uint64_t>(rows.number(0)));
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace

Journal::Journal(std::unique_ptr<State> state) : state_(std::move(state)) {}
Journal::~Journal() = default;
const std::string& Journal::id() const {
  return state_->id;
}
const std::string& Journal::key_name() const {
  return state_->key_name;
}

Result<std::unique_ptr<Journal>> Journal::open(FileSystem& files, const std::string& network,
                                               const std::string& keys_path,
                                               std::vector<Projection> projections, Mode mode) {
  auto tables = ProjectedTables::of(std::move(projections));
  if (!tables.ok()) return tables.error();
  auto location = mode == Mode::kMake ? find_or_begin_journal(files, network, keys_path)
                                      : find_journal(files, network, keys_path);
  if (!location.ok()) return location.error();
  auto state = std::make_unique<State>(location->keys);
  state->tables = std::move(*tables);
  state->id = location->id;
  state->key_name = location->key_name;
  MESO_RETURN_IF_ERROR(inspect_wal(files, location->path + "-wal"));
  MESO_ASSIGN_OR_RETURN(state->writes,
                        sqlite::Db::open(location->path, &state->keys.pages, sqlite::Db::Mode::kCreate));
  MESO_RETURN_IF_ERROR(settle_form(*state->writes, state->id));
  if (location->is_new) {
    MESO_RETURN_IF_ERROR(files.sync_directory(journal_directory(network)));
    MESO_RETURN_IF_ERROR(files.sync_directory(network));
    location->making.reset();
  }
  MESO_ASSIGN_OR_RETURN(state->reads,
                        sqlite::Db::open(location->path, &state->keys.pages, sqlite::Db::Mode::kReading));
  MESO_RETURN_IF_ERROR(state->bring_up_for_readers());
  return std::unique_ptr<Journal>(new Journal(std::move(state)));
}

Result<Receipt> Journal::append(std::span<const Act> acts, const Rule& rule) {
  if (acts.empty()) return Error{ErrorKind::kUsage, "no act was given", {}, ""};
  return state_->write([&](Writer& writer) -> Result<Receipt> {
    if (rule) MESO_RETURN_IF_ERROR(rule(writer.db()));
    Receipt receipt;
    for (const Act& act : acts) {
      if (act.kind.starts_with("journal.")) {
        return Error{ErrorKind::kUsage, fmt::format("{} is the journal's own kind", act.kind), {}, ""};
      }
      MESO_ASSIGN_OR_RETURN(receipt, writer.add(Chain::kActs, act));
    }
    return receipt;
  });
}

Result<Receipt> Journal::undo(std::uint64_t sequence, const std::string& author, const std::string& reason,
                              std::uint64_t seen) {
  return state_->write([&](Writer& writer) -> Result<Receipt> {
    const auto find = [&](std::uint64_t wanted) -> Result<Entry> {
      MESO_ASSIGN_OR_RETURN(auto row,
                            writer.db().query(select_entries(Chain::kActs, "WHERE sequence = ?"), wanted));
      MESO_ASSIGN_OR_RETURN(const bool found, row.step());
      if (!found) return Error{ErrorKind::kNotFound, fmt::format("there is no act {}", wanted), {}, ""};
      return read_entry(Chain::kActs, row);
    };
    MESO_ASSIGN_OR_RETURN(const Entry undone, find(sequence));
    if (undone.kind.starts_with("journal.") && undone.kind != kUndone) {
      return Error{
          ErrorKind::kRefused, fmt::format("act {} ({}) cannot be undone", sequence, undone.kind), {}, ""};
    }
    MESO_ASSIGN_OR_RETURN(const auto out_of_force, undone_acts(writer.db()));
    if (out_of_force.contains(sequence)) {
      return Error{ErrorKind::kRefused,
                   fmt::format("act {} has been undone already", sequence),
                   {},
                   "to bring it back, undo the act that undid it"};
    }
    Act act;
    act.author = author;
    act.place = undone.place;
    act.subject = undone.subject;
    act.kind = kUndone;
    act.reason = reason;
    act.body = "{}";
    act.seen = seen;
    MESO_ASSIGN_OR_RETURN(const Receipt receipt, writer.add(Chain::kActs, act, &undone));
    // An undone undo brings back what the first one took away: follow it to the act that it is about.
    Entry turned = undone;
    while (turned.undoes != 0) {
      MESO_ASSIGN_OR_RETURN(turned, find(turned.undoes));
    }
    const std::unordered_set<std::string> kinds = {turned.kind};
    MESO_RETURN_IF_ERROR(writer.tables().make_again(writer.db(), writer.keys(), writer.acts(), &kinds));
    return receipt;
  });
}

Result<Looked> Journal::look(const Look& look) {
  MESO_ASSIGN_OR_RETURN(const Receipt receipt, state_->write([&](Writer& writer) {
    Act act;
    act.author = look.author;
    act.place = look.place;
    act.subject = "people/looked-at";
    act.kind = "look";
    act.reason = look.what;
    act.body = nlohmann::json{{"people", look.people}}.dump();
    return writer.add(Chain::kLooks, act);
  }));
  return Looked(receipt.sequence);
}

Result<std::uint64_t> Journal::newest(std::string_view subject) {
  const std::scoped_lock lock(state_->reading);
  MESO_ASSIGN_OR_RETURN(const auto newest, newest_on(*state_->reads, Chain::kActs, subject));
  return newest ? newest->sequence : 0;
}

Result<Entry> Journal::entry(Chain chain, std::uint64_t sequence) {
  const std::scoped_lock lock(state_->reading);
  MESO_ASSIGN_OR_RETURN(auto row,
                        state_->reads->query(select_entries(chain, "WHERE sequence = ?"), sequence));
  MESO_ASSIGN_OR_RETURN(const bool found, row.step());
  if (!found) return Error{ErrorKind::kNotFound, "there is no " + name_of(chain, sequence), {}, ""};
  return read_entry(chain, row);
}

Status Journal::entries(Chain chain, const Filter& filter, const std::function<Status(const Entry&)>& each) {
  if (!filter.subject.empty()) {
    std::vector<std::uint64_t> sequences;
    {
      const std::scoped_lock lock(state_->reading);
      MESO_ASSIGN_OR_RETURN(sequences, on_thread(*state_->reads, chain, filter));
    }
    for (const std::uint64_t sequence : sequences) {
      MESO_ASSIGN_OR_RETURN(const Entry found, entry(chain, sequence));
      MESO_RETURN_IF_ERROR(each(found));
    }
    return {};
  }
  std::uint64_t after = filter.after;
  if (filter.last != 0) {
    const std::scoped_lock lock(state_->reading);
    MESO_ASSIGN_OR_RETURN(
        auto row, state_->reads->prepare(fmt::format("SELECT sequence FROM {} {} ORDER BY sequence DESC "
                                                     "LIMIT 1 OFFSET {}",
                                                     table_of(chain), where(filter), filter.last - 1)));
    bind_filter(row, filter, after);
    MESO_ASSIGN_OR_RETURN(const bool found, row.step());
    if (found) after = static_cast<std::uint64_t>(row.number(0)) - 1;
  }
  const std::string sql =
      select_entries(chain, fmt::format("{} ORDER BY sequence LIMIT {}", where(filter), kAtATime));
  while (true) {
    std::vector<Entry> some;
    {
      const std::scoped_lock lock(state_->reading);
      MESO_ASSIGN_OR_RETURN(auto rows, state_->reads->prepare(sql));
      bind_filter(rows, filter, after);
      while (true) {
        MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
        if (!row) break;
        MESO_ASSIGN_OR_RETURN(some.emplace_back(), read_entry(chain, rows));
      }
    }
    for (const Entry& entry : some) MESO_RETURN_IF_ERROR(each(entry));
    if (some.size() < kAtATime) return {};
    after = some.back().sequence;
  }
}

Result<std::string> Journal::body(const Entry& entry, const std::optional<Looked>& looked) {
  const std::scoped_lock lock(state_->reading);
  MESO_ASSIGN_OR_RETURN(
      auto row, state_->reads->query(select_entries(entry.chain, "WHERE sequence = ?"), entry.sequence));
  MESO_ASSIGN_OR_RETURN(const bool found, row.step());
  const std::string name = name_of(entry.chain, entry.sequence);
  if (!found) return Error{ErrorKind::kNotFound, "there is no " + name, {}, ""};
  // The stored frame decides, not the caller's copy of it.
  MESO_ASSIGN_OR_RETURN(const Entry stored, read_entry(entry.chain, row));
  if (stored.purpose != kBusiness && !looked) {
    return Error{ErrorKind::kRefused,
                 fmt::format("the body of {} is about people ({})", name, stored.purpose),
                 {},
                 "it opens only with a look, which is written down"};
  }
  if (stored.erased) {
    return Error{ErrorKind::kNotFound,
                 fmt::format("the body of {} has been erased", name),
                 {},
                 "meso journal show --kind journal.erased says who did it and why"};
  }
  // Asked once and not remembered: the next reader may come after an erasure.
  BodyKeys keys(state_->keys.bodies);
  MESO_ASSIGN_OR_RETURN(std::string body,
                        keys.open(*state_->reads, stored.subject, stored.purpose, row.blob(kSealedColumn)));
  return state_->tables.lifted(stored, std::move(body));
}

Status Journal::read(const std::function<Status(sqlite::Db&)>& question) {
  MESO_RETURN_IF_ERROR(state_->bring_up_for_readers());
  const std::scoped_lock lock(state_->reading);
  MESO_RETURN_IF_ERROR(state_->reads->run("BEGIN"));
  Status answer;
  try {
    answer = question(*state_->reads);
  } catch (const std::exception& thrown) {
    answer = Error{ErrorKind::kUsage, std::string("the tables could not be read: ") + thrown.what(), {}, ""};
  }
  MESO_RETURN_IF_ERROR(state_->reads->run("ROLLBACK"));
  return answer;
}

Result<Replayed> Journal::replay(const Progress& progress) {
  const std::scoped_lock lock(state_->writing);
  MESO_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::begin(*state_->writes));
  Writer writer(*state_->writes, state_->id, state_->body_keys, state_->tables);
  MESO_RETURN_IF_ERROR(writer.begin());
  MESO_ASSIGN_OR_RETURN(const auto before, state_->tables.digests(*state_->writes));
  Replayed out;
  MESO_ASSIGN_OR_RETURN(out.entries, state_->tables.make_again(*state_->writes, writer.keys(), writer.acts(),
                                                               nullptr, progress));
  MESO_ASSIGN_OR_RETURN(out.tables, state_->tables.digests(*state_->writes));
  for (ReplayedTable& table : out.tables) {
    table.same = std::ranges::any_of(before, [&](const ReplayedTable& other) {
      return other.table == table.table && other.digest == table.digest && other.rows == table.rows;
    });
  }
  MESO_RETURN_IF_ERROR(transaction.commit());
  return out;
}

namespace {

// A backup or a restore: an entry about the journal itself, with the folder as its body.
Act about_itself(const std::string& id, std::string_view kind, const std::string& author,
                 const std::string& path, const std::string& reason) {
  Act act;
  act.author = author;
  act.subject = "journal/" + id;
  act.kind = kind;
  act.reason = reason;
  act.body = nlohmann::json{{"path", path}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  act.seen = kBesideOthers;
  return act;
}

}  // namespace

Result<Receipt> Journal::backup(const std::string& author, const std::string& path,
                                const std::string& reason) {
  MESO_ASSIGN_OR_RETURN(const Receipt receipt, state_->write([&](Writer& writer) {
    return writer.add(Chain::kActs, about_itself(state_->id, kBackedUp, author, path, reason));
  }));
  const std::scoped_lock lock(state_->reading);
  MESO_RETURN_IF_ERROR(state_->reads->copy_to(path, &state_->keys.pages));
  return receipt;
}

Result<Receipt> Journal::restored(const std::string& author, const std::string& path,
                                  const std::string& reason) {
  return state_->write([&](Writer& writer) {
    return writer.add(Chain::kActs, about_itself(state_->id, kRestored, author, path, reason));
  });
}

}  // namespace meso::journal
