// Erasing bodies: the sealed bytes go, the key goes when nothing is left for it, and an entry says who did
// it, why, and which bodies they were. The frames stay, so the chain verifies as before. The tables that took
// those entries are made again without the bodies. SQLite overwrites what it deletes (secure_delete) and the
// log is emptied.

#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "journal/entry_row.h"
#include "journal/state.h"
#include "journal/threads.h"

namespace meso::journal {
namespace {

// The condition on journal_acts that an erasure is, and its parameters in order.
std::string condition(const Erasure& erasure) {
  std::string out = "sealed IS NOT NULL AND substr(kind, 1, 8) <> 'journal.'";
  if (!erasure.subject.empty()) {
    out += " AND sequence IN (" + with_thread(Chain::kActs) + "SELECT sequence FROM thread)";
  }
  if (!erasure.purpose.empty()) out += " AND purpose = ?";
  if (erasure.before) out += " AND at < ?";
  return out;
}

Result<sqlite::Stmt> chosen(sqlite::Db& db, const std::string& sql, const Erasure& erasure) {
  MESO_ASSIGN_OR_RETURN(auto statement, db.prepare(sql));
  int parameter = 0;
  if (!erasure.subject.empty()) statement.bind(++parameter, erasure.subject);
  if (!erasure.purpose.empty()) statement.bind(++parameter, erasure.purpose);
  if (erasure.before) statement.bind(++parameter, erasure.before->microseconds);
  return statement;
}

struct Going {
  std::uint64_t bodies = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;  // of sequences, both ends included
  std::unordered_set<std::string> kinds;
  std::set<std::pair<std::string, std::string>> keys;  // subject and purpose
};

Result<Going> what_goes(sqlite::Db& db, const Erasure& erasure) {
  MESO_ASSIGN_OR_RETURN(auto rows, chosen(db,
                                          "SELECT sequence, kind, subject, purpose FROM journal_acts WHERE " +
                                              condition(erasure) + " ORDER BY sequence",
                                          erasure));
  Going out;
  while (true) {
    MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return out;
    const auto sequence = static_cast<std::uint64_t>(rows.number(0));
    if (!out.ranges.empty() && out.ranges.back().second + 1 == sequence) {
      out.ranges.back().second = sequence;
    } else {
      out.ranges.emplace_back(sequence, sequence);
    }
    out.kinds.emplace(rows.text(1));
    out.keys.emplace(rows.text(2), rows.text(3));
    ++out.bodies;
  }
}

// A key goes when no body is left that it seals.
Status forget_unused_keys(sqlite::Db& db, const std::set<std::pair<std::string, std::string>>& keys) {
  for (const auto& [subject, purpose] : keys) {
    std::int64_t left = 0;
    for (const Chain chain : {Chain::kActs, Chain::kLooks}) {
      MESO_ASSIGN_OR_RETURN(
          const auto here,
          db.number(with_thread(chain) + fmt::format("SELECT count(*) FROM thread JOIN {} USING (sequence) "
                                                     "WHERE purpose = ? AND sealed IS NOT NULL",
                                                     table_of(chain)),
                    subject, purpose));
      left += here.value_or(0);
    }
    if (left != 0) continue;
    MESO_RETURN_IF_ERROR(
        db.run("DELETE FROM journal_body_keys WHERE subject = ? AND purpose = ?", subject, purpose));
  }
  return {};
}

// Where the bodies went in backups that were made since the first of them was written.
Result<std::vector<std::string>> backups_since(Writer& writer, std::uint64_t first) {
  std::vector<std::string> out;
  MESO_ASSIGN_OR_RETURN(auto rows, writer.db().query(select_entries(Chain::kActs,
                                                                    "WHERE kind = ? AND sequence > ? "
                                                                    "ORDER BY sequence"),
                                                     kBackedUp, first));
  while (true) {
    MESO_ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return out;
    MESO_ASSIGN_OR_RETURN(const Entry entry, read_entry(Chain::kActs, rows));
    if (entry.erased) continue;
    MESO_ASSIGN_OR_RETURN(
        const std::string body,
        writer.keys().open(writer.db(), entry.subject, entry.purpose, rows.blob(kSealedColumn)));
    const auto json = nlohmann::json::parse(body, nullptr, false);
    if (json.is_object() && json.contains("path") && json["path"].is_string()) {
      out.push_back(fmt::format("{} ({})", json["path"].get<std::string>(), format_moment(entry.at)));
    }
  }
}

}  // namespace

Result<Erased> Journal::erase(const Erasure& erasure) {
  if (erasure.subject.empty() && erasure.purpose.empty()) {
    return Error{
        ErrorKind::kUsage, "an erasure of neither a subject nor a purpose", {}, "say whose bodies are to go"};
  }
  Erased out;
  const auto receipt = state_->write([&](Writer& writer) -> Result<Receipt> {
    out = {};
    MESO_ASSIGN_OR_RETURN(const Going going, what_goes(writer.db(), erasure));
    if (going.bodies == 0) return Receipt{};
    out.bodies = going.bodies;
    MESO_ASSIGN_OR_RETURN(out.backups, backups_since(writer, going.ranges.front().first));
    nlohmann::json body = {{"bodies", going.ranges}};
    if (!erasure.subject.empty()) body["subject"] = erasure.subject;
    if (!erasure.purpose.empty()) body["purpose"] = erasure.purpose;
    if (erasure.before) body["before"] = format_moment(*erasure.before);
    Act act;
    act.author = erasure.author;
    act.subject = erasure.subject.empty() ? "journal/" + state_->id : erasure.subject;
    act.kind = kErased;
    act.reason = erasure.reason;
    act.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    act.seen = kBesideOthers;
    {
      MESO_ASSIGN_OR_RETURN(
          auto update,
          chosen(writer.db(), "UPDATE journal_acts SET sealed = NULL WHERE " + condition(erasure), erasure));
      MESO_RETURN_IF_ERROR(update.run());
    }
    MESO_RETURN_IF_ERROR(forget_unused_keys(writer.db(), going.keys));
    writer.keys().forget();
    MESO_ASSIGN_OR_RETURN(const Receipt said, writer.add(Chain::kActs, act));
    out.sequence = said.sequence;
    MESO_RETURN_IF_ERROR(writer.tables().make_again(writer.db(), writer.keys(), writer.acts(), &going.kinds));
    return said;
  });
  if (!receipt.ok()) return receipt.error();
  if (out.bodies != 0) {
    const std::scoped_lock lock(state_->writing);
    // A reader that is busy keeps the log; it is emptied when the last program closes the journal.
    if (const Status emptied = state_->writes->empty_wal();
        !emptied.ok() && emptied.error().kind != ErrorKind::kLocked) {
      return emptied.error();
    }
  }
  return out;
}

}  // namespace meso::journal
