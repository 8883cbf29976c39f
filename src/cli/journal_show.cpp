// Entries for a person (a table), for a spreadsheet (CSV) and for a program (JSON, and lines of JSON).

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "access/memory.h"
#include "cli/commands.h"
#include "cli/journal.h"
#include "cli/question.h"
#include "cli/table.h"

namespace meso::cli {
namespace {

using journal::Chain;
using journal::Entry;
using nlohmann::ordered_json;

constexpr auto kReplace = nlohmann::json::error_handler_t::replace;

Result<access::Memory> open_memory(const JournalArguments& arguments) {
  return access::Memory::local_operator(real_files(), arguments.network, keys_of(arguments),
                                        every_projection());
}

access::Bodies bodies_of(const JournalArguments& arguments) {
  if (arguments.people) return access::Bodies::kWithPeople;
  return arguments.bodies ? access::Bodies::kBusiness : access::Bodies::kNone;
}

// What stands where a body would: the body on one line, or why there is none.
std::string body_cell(const Entry& entry) {
  if (entry.erased) return "(erased)";
  if (!entry.body) return entry.purpose == journal::kBusiness ? "" : "(" + entry.purpose + ")";
  return *entry.body;
}

ordered_json entry_json(const Entry& entry) {
  ordered_json out = {
      {"sequence", entry.sequence}, {"at", format_moment(entry.at)}, {"author", entry.author},
      {"place", entry.place},       {"subject", entry.subject},      {"kind", entry.kind},
      {"version", entry.version},   {"reason", entry.reason},        {"purpose", entry.purpose}};
  if (entry.undoes != 0) out["undoes"] = entry.undoes;
  out["digest"] = journal::hex(entry.digest);
  out["parents"] = ordered_json::array();
  for (const journal::Hash& parent : entry.parents) out["parents"].push_back(journal::hex(parent));
  out["hash"] = journal::hex(entry.hash);
  if (entry.erased) out["erased"] = true;
  if (entry.body) {
    const auto parsed = ordered_json::parse(*entry.body, nullptr, false);
    out["body"] = parsed.is_discarded() ? ordered_json(*entry.body) : parsed;
  }
  return out;
}

}  // namespace

Result<int> journal_show(const JournalArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto memory, open_memory(arguments));
  MESO_ASSIGN_OR_RETURN(const auto filter, filter_of(arguments));
  const Chain chain = arguments.looks ? Chain::kLooks : Chain::kActs;
  const access::Bodies bodies = bodies_of(arguments);
  // A look is nothing without the number of people, which is about nobody.
  const access::Bodies opened = arguments.looks ? std::max(bodies, access::Bodies::kBusiness) : bodies;
  const bool with_bodies = opened != access::Bodies::kNone;
  Table table;
  table.column(arguments.looks ? "look" : "act", Table::Align::kRight)
      .column("at (UTC)", Table::Align::kLeft);
  for (const char* heading : {"author", "place", "subject", "kind", "reason"})
    table.column(heading, Table::Align::kLeft);
  if (with_bodies) table.column("body", Table::Align::kLeft);
  ordered_json json = {{"version", 1}, {"seen_by", memory.heading()}, {"entries", ordered_json::array()}};
  std::string csv = "sequence,at,author,place,subject,kind,reason,hash";
  csv += with_bodies ? ",body\n" : "\n";
  std::uint64_t shown = 0;
  MESO_RETURN_IF_ERROR(memory.show(chain, filter, opened, "journal show", [&](const Entry& entry) -> Status {
    ++shown;
    if (arguments.format == "json") {
      json["entries"].push_back(entry_json(entry));
    } else if (arguments.format == "csv") {
      csv += fmt::format("{},{}", entry.sequence, format_moment(entry.at));
      for (const std::string& cell : {entry.author, entry.place, entry.subject, entry.kind, entry.reason}) {
        csv += "," + csv_cell(cell);
      }
      csv += "," + journal::hex(entry.hash) + (with_bodies ? "," + csv_cell(body_cell(entry)) : "") + "\n";
    } else {
      std::vector<std::string> cells = {grouped(entry.sequence),
                                        format_moment(entry.at).substr(0, 19),
                                        entry.author,
                                        entry.place,
                                        entry.subject,
                                        entry.kind,
                                        entry.reason};
      if (with_bodies) cells.push_back(body_cell(entry));
      table.row(std::move(cells));
    }
    return {};
  }));
  if (arguments.format == "json") {
    fmt::print("{}\n", json.dump(2, ' ', false, kReplace));
  } else if (arguments.format == "csv") {
    fmt::print("{}", csv);
  } else {
    fmt::print("{}\n", memory.heading());
    fmt::print("{}", shown == 0 ? "\nNothing of the kind has been written.\n" : "\n" + table.text());
  }
  return static_cast<int>(kDone);
}

Result<int> journal_export(const JournalArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto memory, open_memory(arguments));
  MESO_ASSIGN_OR_RETURN(const auto filter, filter_of(arguments));
  const Chain chain = arguments.looks ? Chain::kLooks : Chain::kActs;
  std::unique_ptr<WritableFile> file;
  if (!arguments.output.empty()) {
    if (real_files().exists(arguments.output)) {
      return Error{ErrorKind::kRefused, "is there already", Place{arguments.output, 0, 0}, "name a new file"};
    }
    MESO_ASSIGN_OR_RETURN(file, real_files().create(arguments.output));
  }
  const auto line = [&](const ordered_json& json) -> Status {
    const std::string text = json.dump(-1, ' ', false, kReplace) + "\n";
    if (file != nullptr) return file->append(std::as_bytes(std::span(text)));
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size()) return {};
    return Error{ErrorKind::kIo, "standard output does not take any more", {}, ""};
  };
  MESO_RETURN_IF_ERROR(line({{"meso_journal", 1},
                             {"id", memory.journal().id()},
                             {"chain", arguments.looks ? "looks" : "acts"},
                             {"seen_by", memory.heading()}}));
  const access::Bodies bodies = arguments.people ? access::Bodies::kWithPeople : access::Bodies::kBusiness;
  MESO_RETURN_IF_ERROR(memory.show(chain, filter, bodies, "journal export",
                                   [&](const Entry& entry) { return line(entry_json(entry)); }));
  if (file != nullptr) {
    MESO_RETURN_IF_ERROR(file->sync());
    MESO_RETURN_IF_ERROR(file->close());
  }
  return static_cast<int>(kDone);
}

}  // namespace meso::cli
