#include "journal/writer.h"

#include <algorithm>

#include <fmt/format.h>

#include "journal/entry_row.h"

namespace meso::journal {
namespace {

constexpr std::size_t kLongestText = 4096;
constexpr std::size_t kLongestBody = 64u << 20;

Error not_an_act(std::string message, std::string hint = "") {
  return Error{ErrorKind::kUsage, std::move(message), {}, std::move(hint)};
}

Status check(const Act& act) {
  if (act.author.empty()) return not_an_act("an act without an author");
  if (act.kind.empty()) return not_an_act("an act without a kind");
  if (act.reason.empty()) return not_an_act(fmt::format("{} without a reason", act.kind), "say why");
  if (act.purpose.empty()) return not_an_act(fmt::format("{} without a purpose", act.kind));
  const std::size_t slash = act.subject.find('/');
  if (slash == 0 || slash == std::string::npos || slash + 1 == act.subject.size()) {
    return not_an_act(fmt::format("{}: its subject is not of the form word/id", act.kind));
  }
  for (const std::string* text :
       {&act.author, &act.place, &act.subject, &act.kind, &act.reason, &act.purpose}) {
    if (text->size() > kLongestText) {
      return not_an_act(
          fmt::format("{}: a text of its frame is longer than {} bytes", act.kind, kLongestText),
          "put long text into the body");
    }
    if (text->find('\0') != std::string::npos) {
      return not_an_act(fmt::format("{}: a text of its frame holds a zero byte", act.kind));
    }
  }
  if (act.body.size() > kLongestBody) {
    return not_an_act(fmt::format("{}: its body is longer than {} bytes", act.kind, kLongestBody));
  }
  return {};
}

}  // namespace

Status Writer::begin() {
  MESO_RETURN_IF_ERROR(keys_.begin(db_));
  MESO_RETURN_IF_ERROR(read_heads());
  return tables_.bring_up(db_, keys_, heads_[0].sequence);
}

Status Writer::begin_again() {
  keys_.forget();
  return read_heads();
}

Status Writer::read_heads() {
  for (const Chain chain : {Chain::kActs, Chain::kLooks}) {
    Head& head = heads_[static_cast<std::size_t>(chain)];
    head = {};
    MESO_ASSIGN_OR_RETURN(auto row, db_.query(select_entries(chain, "ORDER BY sequence DESC LIMIT 1")));
    MESO_ASSIGN_OR_RETURN(const bool found, row.step());
    if (!found) continue;
    MESO_ASSIGN_OR_RETURN(const Entry entry, read_entry(chain, row));
    head = {entry.sequence, entry.at, entry.hash};
  }
  return {};
}

Result<std::uint64_t> Writer::newest_before(const Act& act, const std::optional<Newest>& newest) {
  if (!newest) return std::uint64_t{0};
  if (newest->sequence <= before_) return newest->sequence;
  // It was written about in this very set: what the caller had seen lies further back on its thread.
  if (const auto known = behind_.find(act.subject); known != behind_.end()) return known->second;
  MESO_ASSIGN_OR_RETURN(const auto found, newest_through(db_, Chain::kActs, act.subject, before_));
  behind_.emplace(act.subject, found);
  return found;
}

Status Writer::refuse_if_moved(const Act& act, const std::optional<Newest>& newest) {
  if (act.seen == kBesideOthers) return {};
  MESO_ASSIGN_OR_RETURN(const std::uint64_t moved, newest_before(act, newest));
  if (moved == act.seen) return {};
  if (moved == 0) {
    return Error{
        ErrorKind::kRefused,
        fmt::format("act {} is not about {}: nothing has been written about it", act.seen, act.subject),
        {},
        "look at it again"};
  }
  MESO_ASSIGN_OR_RETURN(auto row, db_.query(select_entries(Chain::kActs, "WHERE sequence = ?"), moved));
  MESO_ASSIGN_OR_RETURN(const bool found, row.step());
  if (!found) {
    return Error{ErrorKind::kCorrupt, fmt::format("{} is not there", name_of(Chain::kActs, moved)),
                 Place{db_.path(), 0, 0}, "meso journal verify names everything that has changed"};
  }
  MESO_ASSIGN_OR_RETURN(const Entry newer, read_entry(Chain::kActs, row));
  return Error{ErrorKind::kRefused,
               fmt::format("{} has moved: act {} ({}) by {} at {}, because: {}", newer.subject,
                           newer.sequence, newer.kind, newer.author, format_moment(newer.at), newer.reason),
               {},
               "look at it again, then decide"};
}

Result<Receipt> Writer::add(Chain chain, const Act& act, const Entry* undone) {
  MESO_RETURN_IF_ERROR(check(act));
  Head& head = heads_[static_cast<std::size_t>(chain)];
  Entry entry;
  entry.chain = chain;
  MESO_ASSIGN_OR_RETURN(const std::optional<Newest> before, newest_on(db_, chain, act.subject));
  if (chain == Chain::kActs) {
    MESO_ASSIGN_OR_RETURN(entry.version, tables_.version_of(act.kind));
    MESO_RETURN_IF_ERROR(refuse_if_moved(act, before));
  }
  entry.sequence = head.sequence + 1;
  // A clock that was set back does not turn the chain's order around.
  entry.at = std::max(now(), head.at);
  entry.author = act.author;
  entry.place = act.place;
  entry.subject = act.subject;
  entry.kind = act.kind;
  entry.reason = act.reason;
  entry.purpose = act.purpose;
  const auto add_parent = [&](const Hash& hash) {
    if (std::ranges::find(entry.parents, hash) == entry.parents.end()) entry.parents.push_back(hash);
  };
  if (head.sequence != 0) add_parent(head.hash);
  if (before) add_parent(before->hash);
  if (undone != nullptr) {
    entry.undoes = undone->sequence;
    add_parent(undone->hash);
  }
  MESO_ASSIGN_OR_RETURN(const Bytes sealed, keys_.seal(db_, act.subject, act.purpose, act.body));
  entry.digest = digest_of(sealed);
  entry.hash = entry_hash(id_, entry);
  MESO_RETURN_IF_ERROR(write_entry(db_, entry, sealed, before ? before->sequence : 0));
  MESO_RETURN_IF_ERROR(follow(db_, entry, before));
  if (chain == Chain::kActs) {
    entry.body = act.body;
    MESO_RETURN_IF_ERROR(tables_.apply(db_, entry));
  }
  head = {entry.sequence, entry.at, entry.hash};
  return Receipt{entry.sequence, entry.hash};
}

}  // namespace meso::journal
