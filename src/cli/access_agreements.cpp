// meso access: agreements, the four ways, who looked.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "access/accounts.h"
#include "access/agreements.h"
#include "access/who_looked.h"
#include "cli/access.h"
#include "cli/commands.h"
#include "cli/journal.h"
#include "cli/table.h"

namespace meso::cli {
namespace {

using access::Agreement;
using access::Way;
using Json = nlohmann::ordered_json;

const std::string kAuthor(access::kTerminal);

std::string joined_purposes(const Agreement& agreement) {
  std::string out;
  for (const access::Purpose purpose : agreement.purposes)
    out += (out.empty() ? "" : ", ") + std::string(access::purpose_name(purpose));
  return out;
}

std::string state_of(const Agreement& agreement) {
  const Date today = access::day_of(now());
  if (!agreement.on) return "off";
  if (agreement.in_force(today)) return "in force";
  return today < agreement.starts ? "not yet" : "over";
}

Result<Date> read_day(const std::string& text, const char* option) {
  if (const auto day = parse_iso_date(text)) return *day;
  return Error{ErrorKind::kUsage, std::string(option) + " is not a day", {}, "write it as 2026-03-31"};
}

}  // namespace

Result<int> access_agreements(const AccessArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const auto journal, access_journal(arguments));
  MESO_ASSIGN_OR_RETURN(const auto all, access::agreements(*journal));
  Json rows = Json::array();
  Table table;
  for (const char* heading :
       {"Agreement", "Practice", "To", "Shares", "For", "From", "Until", "State", "Without"})
    table.column(heading, Table::Align::kLeft);
  for (const Agreement& each : all) {
    const std::string until = each.ends ? format_date(*each.ends) : "";
    table.row({each.id, each.practice, fmt::format("{}", fmt::join(each.recipients, ", ")),
               std::string(access::shared_name(each.shared)), joined_purposes(each), format_date(each.starts),
               until, state_of(each), fmt::format("{}", fmt::join(each.hidden, ", "))});
    Json purposes = Json::array();
    for (const auto purpose : each.purposes) purposes.push_back(access::purpose_name(purpose));
    rows.push_back({{"id", each.id},
                    {"practice", each.practice},
                    {"recipients", each.recipients},
                    {"shared", access::shared_name(each.shared)},
                    {"purposes", purposes},
                    {"hidden", each.hidden},
                    {"legal_basis", each.legal_basis},
                    {"starts", format_date(each.starts)},
                    {"ends", until},
                    {"state", state_of(each)}});
  }
  if (arguments.format == "json") {
    fmt::print("{}\n", Json{{"version", 1}, {"agreements", rows}}.dump(2));
  } else {
    fmt::print("{}", table.text());
    if (all.empty()) fmt::print("No practice has agreed to share anything yet: meso access agree\n");
  }
  return kDone;
}

Result<int> access_agree(const AccessArguments& arguments) {
  Agreement agreement;
  agreement.practice = arguments.practice;
  agreement.recipients = arguments.recipients;
  for (const std::string& name : arguments.purposes) {
    const auto purpose = access::purpose_from_name(name);
    if (!purpose)
      return Error{
          ErrorKind::kUsage, "there is no purpose " + name, {}, "meso access agree --help lists them"};
    agreement.purposes.push_back(*purpose);
  }
  agreement.shared = *access::shared_from_name(arguments.shared);
  agreement.hidden = arguments.hidden;
  agreement.legal_basis = arguments.basis;
  agreement.starts = access::day_of(now());
  if (!arguments.from.empty()) {
    MESO_ASSIGN_OR_RETURN(agreement.starts, read_day(arguments.from, "--from"));
  }
  if (!arguments.to.empty()) {
    MESO_ASSIGN_OR_RETURN(agreement.ends, read_day(arguments.to, "--until"));
  }
  MESO_ASSIGN_OR_RETURN(const auto journal, access_journal(arguments));
  MESO_ASSIGN_OR_RETURN(const std::string id, access::agree(*journal, kAuthor, agreement, arguments.reason));
  fmt::print("Agreement {} of {} holds from {}.\n", id, agreement.practice, format_date(agreement.starts));
  return kDone;
}

Result<int> access_switch(const AccessArguments& arguments) {
  const bool on = arguments.state == "on";
  MESO_ASSIGN_OR_RETURN(const auto journal, access_journal(arguments));
  MESO_RETURN_IF_ERROR(
      access::switch_agreement(*journal, kAuthor, arguments.agreement, on, arguments.reason));
  fmt::print("Agreement {} is {}, with the next question that anybody asks.\n", arguments.agreement,
             arguments.state);
  return kDone;
}

Result<int> access_ways(const AccessArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const auto journal, access_journal(arguments));
  if (!arguments.way.empty()) {
    const auto way = access::way_from_name(arguments.way);
    if (!way)
      return Error{
          ErrorKind::kUsage, "there is no way " + arguments.way, {}, "they are counts, records, direct-care"};
    if (arguments.state.empty() || arguments.reason.empty())
      return Error{
          ErrorKind::kUsage, "a way is opened or shut with a reason", {}, "add open or shut, and --reason"};
    MESO_RETURN_IF_ERROR(
        access::set_way(*journal, kAuthor, *way, arguments.state == "open", arguments.reason));
  }
  MESO_ASSIGN_OR_RETURN(const access::Ways ways, access::ways(*journal));
  for (const Way way : access::kEachWay) {
    fmt::print("{:<12} {}\n", access::way_words(way), ways.is_open(way) ? "open" : "shut");
  }
  for (const auto missing : ways.missing())
    fmt::print("{:<12} waits for: {}\n", access::way_words(Way::kDirectCare),
               access::condition_words(missing));
  return kDone;
}

Result<int> access_looks(const AccessArguments& arguments) {
  access::LooksAsked asked;
  asked.practice = arguments.practice;
  asked.last = arguments.last;
  MESO_ASSIGN_OR_RETURN(asked.since, moment_of(arguments.since, "--since"));
  MESO_ASSIGN_OR_RETURN(asked.before, moment_of(arguments.before, "--before"));
  MESO_ASSIGN_OR_RETURN(const auto journal, access_journal(arguments));
  if (!arguments.person.empty()) {
    // The looks name people by id.
    asked.person = arguments.person;
    const auto question = [&](sqlite::Db& tables) -> Status {
      MESO_ASSIGN_OR_RETURN(
          auto rows, tables.query("SELECT person FROM access_people WHERE sign_in = ?", arguments.person));
      MESO_ASSIGN_OR_RETURN(const bool found, rows.step());
      if (found) asked.person = rows.text(0);
      return {};
    };
    MESO_RETURN_IF_ERROR(journal->read(question));
  }
  MESO_ASSIGN_OR_RETURN(const auto report, access::who_looked_at_terminal(*journal, asked));
  fmt::print("{}", report.text());
  return kDone;
}

}  // namespace meso::cli
