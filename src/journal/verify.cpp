// Verifying: every page of the file is read and its tag checked; then every entry of both chains, in order:
// its number follows the one before, its parents are the hashes of those that they should be, its hash is
// that of its bytes, its body has the digest that the hash covers. A body that is gone must be named by an
// erasure.
//
// What does not read is named and passed over, so that one damaged page does not hide what stands behind it.
// The cipher leaves a connection that has met a damaged page unusable, so each time a new one is opened.

#include <algorithm>
#include <set>
#include <unordered_map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "journal/entry_row.h"
#include "journal/location.h"
#include "journal/pages.h"
#include "journal/projected_tables.h"
#include "journal/threads.h"
#include "journal/wal.h"

namespace meso::journal {
namespace {

// Beyond this many a person wants a backup, not a longer list.
constexpr std::size_t kMostFindings = 1000;

class Verifier {
 public:
  Verifier(const Location& location, Verified so_far, const Progress& progress)
      : path_(location.path),
        id_(location.id),
        keys_(location.keys),
        progress_(progress),
        out_(std::move(so_far)) {}

  Status read_all() {
    MESO_RETURN_IF_ERROR(open());
    MESO_ASSIGN_OR_RETURN(const auto chains,
                          db_->number("SELECT count(*) FROM sqlite_schema WHERE name = 'journal_form'"));
    if (chains.value_or(0) == 0) {
      find(std::string(base_name(path_)), "holds no chain");
      return {};
    }
    MESO_ASSIGN_OR_RETURN(const auto form, db_->number("SELECT version FROM journal_form"));
    if (form.value_or(0) > kForm) {
      return Error{ErrorKind::kNewer, "was written by a newer program than this one", Place{path_, 0, 0},
                   "update Meso"};
    }
    has_threads_ = form.value_or(0) == kForm;
    MESO_RETURN_IF_ERROR(read_chain(Chain::kActs));
    MESO_RETURN_IF_ERROR(read_chain(Chain::kLooks));
    return check_bodies();
  }
  Verified take() { return std::move(out_); }

 private:
  // A connection of its own has nothing in its cache: what it reads is what the disk has.
  Status open() {
    db_.reset();
    MESO_ASSIGN_OR_RETURN(db_, sqlite::Db::open(path_, &keys_.pages, sqlite::Db::Mode::kReading));
    return {};
  }

  Status read_chain(Chain chain);
  // After both chains: bodies that are gone and nobody says why, bodies whose key is gone.
  Status check_bodies();
  void find(std::string where, std::string what) {
    out_.findings.push_back({std::move(where), std::move(what)});
  }
  bool is_enough() const { return out_.findings.size() >= kMostFindings; }
  Status check(const Entry& entry, std::span<const std::byte> sealed);
  bool parents_are_right(const Entry& entry, const std::vector<Hash>& expected) const;
  // That the thread of each subject is what its entries make of it.
  void check_thread(const Entry& entry, std::uint64_t earlier);
  Status check_newest(Chain chain);
  void read_erasure(const Entry& entry, std::span<const std::byte> sealed);

  const std::string& path_;
  std::optional<sqlite::Db> db_;
  const std::string& id_;
  const JournalKeys& keys_;
  const Progress& progress_;
  Verified out_;

  // Of the chain that is being read.
  std::optional<Hash> before_;
  std::unordered_map<std::string, Newest> of_subject_;
  bool has_threads_ = false;  // form 1 had none
  bool has_gap_ = false;      // entries were passed over: some parents cannot be known

  std::set<std::uint64_t> gone_;  // acts without a body
  std::vector<std::pair<std::uint64_t, std::uint64_t>> erasures_;
};

Status Verifier::read_chain(Chain chain) {
  before_.reset();
  of_subject_.clear();
  has_gap_ = false;
  std::uint64_t highest = 0;
  MESO_RETURN_IF_ERROR(open());
  {
    const auto found = db_->number(fmt::format("SELECT max(sequence) FROM {}", table_of(chain)));
    if (found.ok()) {
      highest = static_cast<std::uint64_t>(found->value_or(0));
    } else {
      find(chain == Chain::kActs ? "acts" : "looks",
           "where they end does not read: " + found.error().message);
    }
  }
  std::uint64_t last = 0;
  const auto pass_over = [&](std::uint64_t through, std::string_view what) {
    find(last + 1 == through ? name_of(chain, through)
                             : fmt::format("{} to {}", name_of(chain, last + 1), through),
         std::string(what));
    last = through;
    before_.reset();
    has_gap_ = true;
  };
  const std::string sql =
      select_entries(chain, "WHERE sequence > ? ORDER BY sequence", has_threads_ ? "earlier" : "0");
  MESO_ASSIGN_OR_RETURN(std::optional<sqlite::Stmt> rows, db_->query(sql, last));
  while (!is_enough()) {
    const auto row = rows->step();
    if (!row.ok()) {
      // On a page that does not read: go round it, one entry at a time.
      if (last >= highest) break;
      pass_over(last + 1, "does not read: it lies on a damaged page");
      rows.reset();
      MESO_RETURN_IF_ERROR(open());
      MESO_ASSIGN_OR_RETURN(rows, db_->query(sql, last));
      continue;
    }
    if (!*row) break;
    const auto sequence = static_cast<std::uint64_t>(rows->number(0));
    if (sequence != last + 1) pass_over(sequence - 1, "is missing");
    const auto entry = read_entry(chain, *rows);
    if (!entry.ok()) {
      pass_over(sequence, entry.error().message);
      continue;
    }
    last = sequence;
    ++(chain == Chain::kActs ? out_.acts : out_.looks);
    if (has_threads_) check_thread(*entry, static_cast<std::uint64_t>(rows->number(kSealedColumn + 1)));
    MESO_RETURN_IF_ERROR(check(*entry, rows->blob(kSealedColumn)));
    if (progress_ && sequence % 4096 == 0) {
      progress_(static_cast<double>(sequence) / static_cast<double>(std::max(highest, sequence)));
    }
  }
  if (last < highest && !is_enough()) pass_over(highest, "is missing");
  rows.reset();
  if (has_threads_ && !has_gap_) MESO_RETURN_IF_ERROR(check_newest(chain));
  (chain == Chain::kActs ? out_.acts_head : out_.looks_head) = before_.value_or(Hash{});
  return {};
}

void Verifier::check_thread(const Entry& entry, std::uint64_t earlier) {
  const auto same = of_subject_.find(entry.subject);
  if (earlier == (same == of_subject_.end() ? 0 : same->second.sequence) || has_gap_) return;
  find(name_of(entry.chain, entry.sequence), "it does not name the entry before it on its subject");
}

Status Verifier::check_newest(Chain chain) {
  MESO_ASSIGN_OR_RETURN(
      auto rows, db_->prepare(fmt::format("SELECT subject, sequence, hash FROM {}_newest", table_of(chain))));
  std::size_t right = 0;
  while (!is_enough()) {
    const auto row = rows.step();
    if (!row.ok()) {
      find("the newest entries by subject", "do not all read");
      return {};
    }
    if (!*row) break;
    const auto known = of_subject_.find(std::string(rows.text(0)));
    const auto sequence = static_cast<std::uint64_t>(rows.number(1));
    if (known != of_subject_.end() && known->second.sequence == sequence &&
        std::ranges::equal(rows.blob(2), std::span<const std::byte>(known->second.hash))) {
      ++right;
    } else {
      find(name_of(chain, sequence), "is named as the newest on a subject, and is not");
    }
  }
  if (right != of_subject_.size() && !is_enough()) {
    find("the newest entries by subject", fmt::format("{} of {} are right", right, of_subject_.size()));
  }
  return {};
}

Status Verifier::check(const Entry& entry, std::span<const std::byte> sealed) {
  const std::string name = name_of(entry.chain, entry.sequence);
  if (entry_hash(id_, entry) != entry.hash) find(name, "its hash is not that of its bytes");
  std::vector<Hash> expected;
  const auto expect = [&](const Hash& hash) {
    if (std::ranges::find(expected, hash) == expected.end()) expected.push_back(hash);
  };
  if (before_) expect(*before_);
  if (const auto same = of_subject_.find(entry.subject); same != of_subject_.end()) expect(same->second.hash);
  if (entry.undoes != 0) {
    auto row = db_->query(select_entries(entry.chain, "WHERE sequence = ?"), entry.undoes);
    if (row.ok() && row->step().ok() && row->number(0) != 0) {
      const auto undone = read_entry(entry.chain, *row);
      if (undone.ok()) expect(undone->hash);
    }
  }
  if (!parents_are_right(entry, expected)) find(name, "its parents are not the entries that came before it");
  if (entry.erased) {
    ++out_.erased;
    if (entry.chain == Chain::kActs) {
      gone_.insert(entry.sequence);
    } else {
      find(name, "its body is gone, and looks are never erased");
    }
  } else {
    ++out_.bodies;
    if (digest_of(sealed) != entry.digest) {
      find(name, "its body is not the one that was written");
    } else if (entry.kind == kErased) {
      read_erasure(entry, sealed);
    }
  }
  before_ = entry.hash;
  of_subject_[entry.subject] = {entry.sequence, entry.hash};
  return {};
}

bool Verifier::parents_are_right(const Entry& entry, const std::vector<Hash>& expected) const {
  if (!has_gap_) return entry.parents == expected;
  return std::ranges::all_of(expected, [&](const Hash& hash) {
    return std::ranges::find(entry.parents, hash) != entry.parents.end();
  });
}

void Verifier::read_erasure(const Entry& entry, std::span<const std::byte> sealed) {
  BodyKeys keys(keys_.bodies);
  const auto body = keys.open(*db_, entry.subject, entry.purpose, sealed);
  const auto json = body.ok() ? nlohmann::json::parse(*body, nullptr, false) : nlohmann::json();
  const auto ranges = json.is_object() ? json.find("bodies") : json.end();
  if (!json.is_object() || ranges == json.end() || !ranges->is_array()) {
    find(name_of(entry.chain, entry.sequence), "what it erased does not read");
    return;
  }
  for (const auto& range : *ranges) {
    if (range.is_array() && range.size() == 2 && range[0].is_number_unsigned() &&
        range[1].is_number_unsigned()) {
      erasures_.emplace_back(range[0].get<std::uint64_t>(), range[1].get<std::uint64_t>());
    }
  }
}

Status Verifier::check_bodies() {
  for (const auto& [from, to] : erasures_) {
    gone_.erase(gone_.lower_bound(from), gone_.upper_bound(to));
  }
  for (const std::uint64_t sequence : gone_) {
    find(name_of(Chain::kActs, sequence), "its body is gone, and no entry says who erased it");
  }
  for (const Chain chain : {Chain::kActs, Chain::kLooks}) {
    MESO_RETURN_IF_ERROR(open());
    MESO_ASSIGN_OR_RETURN(
        auto rows, db_->prepare(fmt::format(
                       "SELECT sequence FROM {} AS e WHERE sealed IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
                       "journal_body_keys k WHERE k.subject = e.subject AND k.purpose = e.purpose) "
                       "ORDER BY 1",
                       table_of(chain))));
    while (!is_enough()) {
      const auto row = rows.step();
      if (!row.ok()) {
        find("the keys of bodies", "do not all read");
        break;
      }
      if (!*row) break;
      find(name_of(chain, static_cast<std::uint64_t>(rows.number(0))), "the key of its body is gone");
    }
  }
  return {};
}

}  // namespace

Result<Verified> Journal::verify(FileSystem& files, const std::string& network, const std::string& keys_path,
                                 const Progress& progress) {
  MESO_ASSIGN_OR_RETURN(const Location found, find_journal(files, network, keys_path));
  Verified out;
  const auto log = inspect_wal(files, found.path + "-wal");
  if (log.ok()) {
    out.findings = *log;
  } else if (log.error().kind == ErrorKind::kCorrupt) {
    out.findings.push_back({std::string(base_name(log.error().place.file)), log.error().message});
  } else {
    return log.error();
  }
  MESO_ASSIGN_OR_RETURN(const PagesRead pages, read_pages(files, found.path, found.keys.pages));
  out.pages = pages.pages;
  for (const std::uint64_t page : pages.damaged) {
    if (out.findings.size() >= kMostFindings) return out;
    out.findings.push_back({fmt::format("page {}", page), "its bytes have changed since they were written"});
  }
  Verifier verifier(found, std::move(out), progress);
  const Status read = verifier.read_all();
  out = verifier.take();
  // Damage that keeps SQLite from reading on has been named above; anything else is not about the journal.
  const bool is_damage =
      !read.ok() && (read.error().kind == ErrorKind::kRefused || read.error().kind == ErrorKind::kCorrupt);
  if (!read.ok() && !is_damage) return read.error();
  if (!read.ok()) {
    out.findings.push_back(
        {"the list of tables", "does not read, so the entries cannot be checked one by one"});
  }
  return out;
}

}  // namespace meso::journal
