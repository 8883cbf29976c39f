// Checking, rebuilding, taking back, erasing, keeping and bringing back.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "access/backup.h"
#include "access/memory.h"
#include "base/progress.h"
#include "cli/commands.h"
#include "cli/journal.h"
#include "cli/question.h"
#include "cli/table.h"
#include "network/store.h"

namespace meso::cli {
namespace {

using journal::Chain;
using journal::Journal;
using nlohmann::ordered_json;
using Paths = std::vector<std::string>;

Result<access::Memory> open_memory(const JournalArguments& arguments) {
  return access::Memory::local_operator(real_files(), arguments.network, keys_of(arguments),
                                        every_projection());
}

// Whether the hash is that of an entry of either chain.
Result<std::string> entry_of_hash(const JournalArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto memory, open_memory(arguments));
  std::string found;
  for (const Chain chain : {Chain::kActs, Chain::kLooks}) {
    MESO_RETURN_IF_ERROR(memory.journal().entries(chain, {}, [&](const journal::Entry& entry) -> Status {
      if (journal::hex(entry.hash) == arguments.expect) {
        found = fmt::format("{} {} of {}", chain == Chain::kActs ? "act" : "look", entry.sequence,
                            format_moment(entry.at));
      }
      return {};
    }));
  }
  return found;
}

}  // namespace

Result<int> journal_verify(const JournalArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto verified, showing_progress("Verifying the journal", [&] {
                          return Journal::verify(real_files(), arguments.network, keys_of(arguments));
                        }));
  std::string expected;
  if (!arguments.expect.empty()) {
    if (verified.findings.empty()) {
      MESO_ASSIGN_OR_RETURN(expected, entry_of_hash(arguments));
    }
    if (expected.empty()) {
      verified.findings.push_back({arguments.expect.substr(0, 64),
                                   "is the hash of no entry: the chain was cut off, "
                                   "or this is another journal"});
    }
  }
  const bool whole = verified.findings.empty();
  if (arguments.format == "json") {
    ordered_json json = {{"version", 1},
                         {"whole", whole},
                         {"acts", verified.acts},
                         {"looks", verified.looks},
                         {"bodies", verified.bodies},
                         {"erased", verified.erased},
                         {"pages", verified.pages},
                         {"acts_head", verified.acts == 0 ? "" : journal::hex(verified.acts_head)},
                         {"looks_head", verified.looks == 0 ? "" : journal::hex(verified.looks_head)},
                         {"findings", ordered_json::array()}};
    for (const auto& finding : verified.findings) {
      json["findings"].push_back({{"where", finding.where}, {"what", finding.what}});
    }
    print_json(json);
    return static_cast<int>(whole ? kDone : kFinding);
  }
  fmt::print("{} acts, {} looks, {} bodies ({} erased), {} pages\n", grouped(verified.acts),
             grouped(verified.looks), grouped(verified.bodies), grouped(verified.erased),
             grouped(verified.pages));
  if (verified.acts != 0) fmt::print("head of the acts   {}\n", journal::hex(verified.acts_head));
  if (verified.looks != 0) fmt::print("head of the looks  {}\n", journal::hex(verified.looks_head));
  if (!expected.empty()) fmt::print("The hash that was asked for is that of {}.\n", expected);
  if (whole) {
    fmt::print("Everything is as it was written.\n");
    return static_cast<int>(kDone);
  }
  fmt::print("\n{} findings\n", grouped(verified.findings.size()));
  for (const auto& finding : verified.findings) fmt::print("{}: {}\n", finding.where, finding.what);
  return static_cast<int>(kFinding);
}

Result<int> journal_replay(const JournalArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto memory, open_memory(arguments));
  MESO_ASSIGN_OR_RETURN(const auto replayed, showing_progress("Making the tables again",
                                                              [&] { return memory.journal().replay(); }));
  bool same = true;
  for (const auto& table : replayed.tables) same = same && table.same;
  if (arguments.format == "json") {
    ordered_json json = {
        {"version", 1}, {"same", same}, {"entries", replayed.entries}, {"tables", ordered_json::array()}};
    for (const auto& table : replayed.tables) {
      json["tables"].push_back(
          {{"table", table.table}, {"rows", table.rows}, {"same", table.same}, {"digest", table.digest}});
    }
    print_json(json);
    return static_cast<int>(same ? kDone : kFinding);
  }
  Table table;
  table.column("table", Table::Align::kLeft).column("rows", Table::Align::kRight);
  table.column("as before", Table::Align::kLeft).column("digest", Table::Align::kLeft);
  for (const auto& one : replayed.tables) {
    table.row({one.table, grouped(one.rows), one.same ? "yes" : "NO", one.digest.substr(0, 16)});
  }
  fmt::print("{} entries applied\n\n{}", grouped(replayed.entries), table.text());
  if (!same) fmt::print("\nA table was not what the entries make of it; it is now.\n");
  return static_cast<int>(same ? kDone : kFinding);
}

Result<int> journal_undo(const JournalArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto memory, open_memory(arguments));
  const std::uint64_t seen = arguments.seen == 0 ? arguments.sequence : arguments.seen;
  MESO_ASSIGN_OR_RETURN(const auto receipt,
                        memory.journal().undo(arguments.sequence, memory.author(), arguments.reason, seen));
  fmt::print("Act {} undoes act {}.\n", receipt.sequence, arguments.sequence);
  return static_cast<int>(kDone);
}

Result<int> journal_erase(const JournalArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto memory, open_memory(arguments));
  journal::Erasure erasure{memory.author(), arguments.reason, arguments.subject, arguments.purpose, {}};
  MESO_ASSIGN_OR_RETURN(erasure.before, moment_of(arguments.before, "--before"));
  MESO_ASSIGN_OR_RETURN(const auto erased, memory.journal().erase(erasure));
  if (erased.bodies == 0) {
    fmt::print("There was nothing to erase.\n");
    return static_cast<int>(kDone);
  }
  fmt::print("{} {} erased; act {} says so.\n", grouped(erased.bodies),
             erased.bodies == 1 ? "body" : "bodies", erased.sequence);
  if (!erased.backups.empty()) fmt::print("These backups may still hold them:\n");
  for (const std::string& backup : erased.backups) fmt::print("  {}\n", backup);
  return static_cast<int>(kDone);
}

Result<int> journal_backup(const JournalArguments& arguments) {
  const std::string reason = arguments.reason.empty() ? "backup" : arguments.reason;
  MESO_ASSIGN_OR_RETURN(const auto report, showing_progress("Backing up", [&] {
                          return access::make_backup(
                              real_files(), arguments.network, keys_of(arguments), arguments.folder,
                              arguments.keys_elsewhere, reason, [&]() -> Result<std::vector<std::string>> {
                                if (arguments.without_public_files) return Paths{};
                                return network::stored_files(real_files(), arguments.network);
                              });
                        }));
  fmt::print("{} acts, {} looks, identities of {} practices in {}, verified.\n", grouped(report.acts),
             grouped(report.looks), grouped(report.identities), report.folder);
  if (report.others != 0) {
    fmt::print("{} public files, {:.1f} MB.\n", grouped(report.others),
               static_cast<double>(report.others_bytes) / 1e6);
  }
  fmt::print("{} keys in {}: keep it apart from the backup.\n", grouped(report.keys), report.keys_file);
  fmt::print("head of the acts   {}\n", journal::hex(report.acts_head));
  return static_cast<int>(kDone);
}

Result<int> journal_restore(const JournalArguments& arguments) {
  const std::string reason = arguments.reason.empty() ? "restore" : arguments.reason;
  MESO_ASSIGN_OR_RETURN(const auto report, showing_progress("Restoring", [&] {
                          return access::restore_backup(real_files(), arguments.folder,
                                                        arguments.keys_elsewhere, arguments.network,
                                                        keys_of(arguments), every_projection(), reason);
                        }));
  fmt::print("{} acts, {} looks, identities of {} practices; {} keys in {}.\n", grouped(report.acts),
             grouped(report.looks), grouped(report.identities), grouped(report.keys), report.keys_file);
  if (report.others != 0) fmt::print("{} public files.\n", grouped(report.others));
  fmt::print("Records are made again from the practices' extracts: meso load {} ...\n", arguments.network);
  return static_cast<int>(kDone);
}

}  // namespace meso::cli
