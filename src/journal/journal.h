// The journal: what the network does, one entry an act, each chained to the one before by its hash.
//
// It is the network's memory and its audit trail at once. Entries are only ever added. Tables that rooms read
// are *projections*: made from the entries by the room's own apply(), in the same transaction as the entry,
// and made again from nothing whenever that is asked for (replay), byte for byte the same.
//
// WRITE AN ACT
//
//     Journal& journal = ...;                        // the door opened it with every room's projections
//     Act act;
//     act.author = who;                              // an account, never free text
//     act.place = "U12345";                          // the practice or network that it is for
//     act.subject = "practice/A81001";               // what it is about: the word of a room, a slash, an id
//     act.kind = "network.joined";                   // "room.verb": one of the kinds of a projection
//     act.reason = "joins from April, board of 3 March";
//     act.body = R"({"network":"U12345","from":"2026-04-01"})";
//     act.seen = *journal.newest(act.subject);       // what the author was shown
//     auto receipt = journal.append(act);            // on disk and in the tables when it returns ok
//
// `seen` is the sequence of the newest entry on that subject that the author had before them (0: none). When
// another has been written since, the act is refused (kRefused) and the message shows the newer act. A fact
// that stands beside others and can contradict none (an import) says kBesideOthers instead.
//
// Several acts given together are one transaction: all or none. That is also the quick way: a million facts
// are a hundred batches. Acts of different threads that arrive at the same time share one write to disk
// (group commit).
//
// RULES BELONG IN THE TRANSACTION. append(acts, rule) runs `rule` on the tables as they are at that instant,
// before anything is written; its error refuses the acts, so name the rule in the message and the next step
// in the hint.
//
// TABLES. A room gives one Projection: the schema of its tables, the kinds of entries that it takes, apply().
//
//     Projection networks() {
//       Projection p;
//       p.name = "network";                           // its tables are named network_...
//       p.version = 1;                                // raise it when the schema or apply() changes: tables
//       are
//                                                     // then made again from the entries when the journal
//                                                     opens
//       p.schema = "CREATE TABLE network_members (practice TEXT NOT NULL, network TEXT NOT NULL,"
//                  " joined TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (practice, entry))"
//                  " STRICT, WITHOUT ROWID;";
//       p.kinds = {{"network.joined"}, {"network.left"}};
//       p.apply = [](const Entry& entry, sqlite::Db& tables) -> Status {
//         if (!entry.body) return {};                 // erased: only the frame is left
//         ...
//         return tables.run("INSERT INTO network_members VALUES (?, ?, ?, ?)", ...);
//       };
//       return p;
//     }
//
// apply() must depend on nothing but the entry and the room's own tables: no clock, no file, no random
// number, no table of another room. What it cannot take it refuses with an error, and the act is then not
// written. A body that an older program wrote comes lifted to the newest version of its kind (Kind::lifts),
// so apply() knows one version. An entry whose body has been erased comes with no body; one that has been
// undone does not come at all on replay.
//
//     journal.read([&](sqlite::Db& tables) -> Status { ... SELECT ... });     // one consistent state, read
//     only
//
// UNDO is a further entry: undo(). The undone entry stays on the chain, its effect leaves the tables:
// projections that take its kind are made again without it. An undo can itself be undone.
//
// BODIES AND PEOPLE. What identifies nobody has purpose kBusiness (the default). Whatever is about a person
// carries another purpose, in a word ("interview", "appraisal"), and is read through body() with a look,
// which is written first. Each subject and purpose has a key of its own; erase() destroys bodies and keys,
// and the chain still verifies because hashes cover the digest of the *sealed* body. Author, place, subject,
// kind and reason stay on the chain for good: never a name, an NHS number or free words about a person there.
//
// On disk: NETWORK/journal/journal.db, an encrypted SQLite file (base/sqlite); NETWORK/journal/id names its
// key in the file of keys. docs/journal.md has every column and the exact bytes under the hash.
//
// Threads: every function is safe from several threads at once, and several programs may have the journal
// open. A Journal outlives its callers. No function may be called from inside apply(), a rule or read().

#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/moment.h"
#include "base/result.h"
#include "base/sqlite/sqlite.h"

namespace meso::journal {

using Hash = std::array<std::byte, 32>;
std::string hex(const Hash& hash);

// What the network does, and who looked at people: two chains in one file, each numbered from 1 without gaps.
enum class Chain : std::uint8_t { kActs, kLooks };

inline constexpr std::string_view kBusiness = "business";
inline constexpr std::uint64_t kBesideOthers = std::numeric_limits<std::uint64_t>::max();

struct Act {
  std::string author;
  std::string place;    // ODS code of a practice or network; "" for the network that the journal is of
  std::string subject;  // "word/id"
  std::string kind;     // "room.verb"
  std::string reason;   // why, in the author's words; never empty
  std::string purpose{kBusiness};
  std::string body;  // in the newest version of its kind; UTF-8, usually one JSON object
  std::uint64_t seen = 0;
};

struct Receipt {
  std::uint64_t sequence = 0;  // of the last act given
  Hash hash{};
};

struct Entry {
  Chain chain = Chain::kActs;
  std::uint64_t sequence = 0;
  Moment at;
  std::string author, place, subject, kind, reason, purpose;
  std::int32_t version = 1;   // of the body as it was written
  Hash digest{};              // of the sealed body
  std::vector<Hash> parents;  // the entry before; then the one before on this subject, and what this one
                              // undoes, where these are others
  Hash hash{};
  std::uint64_t undoes = 0;         // the entry that this one undoes, or 0
  std::optional<std::string> body;  // lifted to the newest version; only where a function says so
  bool erased = false;              // the sealed body is gone; journal.erased entries say who and why
};

// A kind of entry and how its older bodies become new ones: lifts[0] makes version 2 of version 1, and so on.
// The newest version, which append() writes, is therefore lifts.size() + 1.
using Lift = std::function<Result<std::string>(std::string_view body)>;
struct Kind {
  std::string name;
  std::vector<Lift> lifts{};
  std::int32_t version() const { return static_cast<std::int32_t>(lifts.size()) + 1; }
};

struct Projection {
  std::string name;  // lower-case word; every table and index that it makes begins with it and an underscore
  std::int32_t version = 1;
  std::string schema;       // CREATE TABLE and CREATE INDEX, each ending in a semicolon; tables are STRICT
  std::vector<Kind> kinds;  // a kind belongs to one projection
  std::function<Status(const Entry&, sqlite::Db&)> apply;
};

// Someone looks at something about people. `people` counts them; who they are is not written.
struct Look {
  std::string author;
  std::string place;
  std::string what;  // the command or page
  std::uint64_t people = 0;
};
// The ticket of a look that has been written: bodies about people open with it.
class Looked {
 public:
  std::uint64_t sequence() const { return sequence_; }

 private:
  friend class Journal;
  explicit Looked(std::uint64_t sequence) : sequence_(sequence) {}
  std::uint64_t sequence_;
};

struct Filter {
  std::string subject, kind, author, place;  // "" for any
  std::optional<Moment> since, before;       // since <= at < before
  std::uint64_t after = 0;                   // only higher sequences
  std::uint64_t last = 0;                    // only so many, the newest ones; 0 for all
};

// Which bodies go. All that is given must hold; subject or purpose must be given.
struct Erasure {
  std::string author;
  std::string reason;  // "consent withdrawn", "kept for 24 months": stays on the chain
  std::string subject;
  std::string purpose;
  std::optional<Moment> before;  // only bodies written earlier
};
struct Erased {
  std::uint64_t bodies = 0;
  std::uint64_t sequence = 0;        // of the entry that says so; 0 when there was nothing to erase
  std::vector<std::string> backups;  // made while the bodies were there: they still hold them
};

struct Finding {
  std::string where;  // "page 17", "act 812", "look 3", "table network_members"
  std::string what;
};
struct Verified {
  std::uint64_t acts = 0, looks = 0, bodies = 0, erased = 0, pages = 0;
  Hash acts_head{}, looks_head{};
  std::vector<Finding> findings;  // empty: everything is as it was written
};

struct ReplayedTable {
  std::string table;
  std::uint64_t rows = 0;
  std::string digest;  // of every value of every row
  bool same = false;   // as it was before the replay
};
struct Replayed {
  std::uint64_t entries = 0;
  std::vector<ReplayedTable> tables;
};

using Progress = std::function<void(double done)>;

class Journal {
 public:
  enum class Mode : std::uint8_t {
    kMake,
    kExisting
  };  // kExisting: kNotFound when the network has no journal

  // Opens the journal of the network's directory; the key comes from the file of keys. Tables that an earlier
  // version of a projection made, or that entries passed by, are brought up first. kRefused when the key is
  // not there, kNewer when a newer program wrote it, kUsage when projections contradict each other.
  static Result<std::unique_ptr<Journal>> open(FileSystem& files, const std::string& network,
                                               const std::string& keys_path,
                                               std::vector<Projection> projections, Mode mode = Mode::kMake);
  // Every act must have returned.
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  using Rule = std::function<Status(sqlite::Db& tables)>;
  Result<Receipt> append(std::span<const Act> acts, const Rule& rule = {});
  Result<Receipt> append(const Act& act, const Rule& rule = {}) { return append(std::span(&act, 1), rule); }
  // kNotFound; kRefused when it is undone already, is the journal's own, or its subject has moved since
  // `seen`.
  Result<Receipt> undo(std::uint64_t sequence, const std::string& author, const std::string& reason,
                       std::uint64_t seen);
  // Written, on disk, before it returns.
  Result<Looked> look(const Look& look);
  Result<Erased> erase(const Erasure& erasure);

  // 0 when nothing has been written about it.
  Result<std::uint64_t> newest(std::string_view subject);
  Result<Entry> entry(Chain chain, std::uint64_t sequence);  // without body
  // In order of sequence, without bodies. `each` returns an error to stop, which is then the result.
  Status entries(Chain chain, const Filter& filter, const std::function<Status(const Entry&)>& each);
  // The body, lifted. kNotFound when it was erased; kRefused when it is about people and no look is given.
  Result<std::string> body(const Entry& entry, const std::optional<Looked>& looked = std::nullopt);
  Status read(const std::function<Status(sqlite::Db& tables)>& question);

  // Reads every page, entry and body, and changes none. Works where open() does not, because something is
  // damaged. An error only when it cannot even begin.
  static Result<Verified> verify(FileSystem& files, const std::string& network, const std::string& keys_path,
                                 const Progress& progress = {});
  // Makes every table again from the entries, in one transaction, and says whether they came out the same.
  Result<Replayed> replay(const Progress& progress = {});
  // Writes a copy of this instant to a new file under the same key, while others read and write, and an entry
  // that says where. The entry comes first, so the copy knows of itself.
  Result<Receipt> backup(const std::string& author, const std::string& path, const std::string& reason);

  // Says that this journal was restored from a backup: what was written after the backup is not in it.
  Result<Receipt> restored(const std::string& author, const std::string& path, const std::string& reason);

  const std::string& id() const;        // 32 hex digits, made once; part of every hash
  const std::string& key_name() const;  // in the file of keys

 private:
  struct State;
  explicit Journal(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Where the journal of a network lies, and the name of the key of the journal with that id.
std::string journal_directory(const std::string& network);
std::string journal_key_name(std::string_view id);
bool has_journal(FileSystem& files, const std::string& network);

}  // namespace meso::journal
