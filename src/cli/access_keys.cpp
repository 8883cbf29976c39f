// meso access: practices' keys, what direct care waits for, and files of fixed tables.

#include <algorithm>

#include <fmt/format.h>

#include "access/accounts.h"
#include "access/agreements.h"
#include "access/export_tables.h"
#include "access/practice_keys.h"
#include "base/keys.h"
#include "cli/access.h"
#include "cli/commands.h"
#include "cli/question.h"
#include "cli/table.h"
#include "locale/england/financial_year.h"

namespace meso::cli {
namespace {

const std::string kAuthor(access::kTerminal);
constexpr rules::FinancialYear kEnglishYear{england::kYearEndMonth, england::kYearEndDay};

std::string keys_of(const AccessArguments& arguments) {
  return arguments.keys.empty() ? default_keys_path() : arguments.keys;
}

// The id of somebody by id or sign-in name.
Result<std::string> id_of(journal::Journal& journal, const std::string& wanted) {
  std::string out;
  MESO_RETURN_IF_ERROR(journal.read([&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(
        auto rows,
        tables.query("SELECT person FROM access_people WHERE person = ? OR sign_in = ?", wanted, wanted));
    MESO_ASSIGN_OR_RETURN(const bool found, rows.step());
    if (found) out = rows.text(0);
    return {};
  }));
  if (!out.empty()) return out;
  return Error{
      ErrorKind::kNotFound, "nobody signs in as " + wanted, {}, "meso access people tells who there is"};
}

const char* words_of(access::PracticeKeyState::Is is) {
  using Is = access::PracticeKeyState::Is;
  switch (is) {
    case Is::kSealed:
      return "sealed";
    case Is::kChanging:
      return "being changed: call keys change again";
    case Is::kWithdrawn:
      return "withdrawn";
    default:
      return "not sealed; names are";
  }
}

}  // namespace

Result<int> access_keys(const AccessArguments& arguments) {
  const access::KeyPlaces places{real_files(), arguments.network, keys_of(arguments)};
  MESO_ASSIGN_OR_RETURN(const auto journal, access_journal(arguments));
  if (!arguments.state.empty()) {
    if (arguments.practice.empty() || arguments.reason.empty()) {
      return Error{ErrorKind::kUsage, "a practice and --reason are missing", {}, "meso access keys --help"};
    }
    const auto act = arguments.state == "change"     ? access::change_practice_key
                     : arguments.state == "withdraw" ? access::withdraw_practice_key
                                                     : access::allow_new_practice_key;
    MESO_RETURN_IF_ERROR(act(*journal, places, kAuthor, arguments.practice, arguments.reason));
  }
  MESO_ASSIGN_OR_RETURN(const auto keys, access::practice_keys(places));
  Table table;
  table.column("Practice", Table::Align::kLeft).column("On disk", Table::Align::kLeft);
  for (const auto& each : keys) table.row({each.practice, words_of(each.is)});
  fmt::print("{}", table.text());
  return kDone;
}

Result<int> access_condition(const AccessArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const auto journal, access_journal(arguments));
  if (arguments.state == "safety-officer") {
    MESO_ASSIGN_OR_RETURN(const std::string id, id_of(*journal, arguments.name));
    MESO_RETURN_IF_ERROR(
        access::record_condition(*journal, kAuthor, access::CareCondition::kSafetyOfficer, id));
  } else {
    MESO_ASSIGN_OR_RETURN(const std::string named, access::named_with_digest(real_files(), arguments.name));
    MESO_RETURN_IF_ERROR(
        access::record_condition(*journal, kAuthor, access::CareCondition::kSafetyFile, named));
    fmt::print("Recorded: {}\n", named);
  }
  fmt::print("The hazards are accepted by the named officer, signed in, after both.\n");
  return kDone;
}

Result<int> access_tables(const AccessArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const auto journal, access_journal(arguments));
  MESO_ASSIGN_OR_RETURN(const std::string person, id_of(*journal, arguments.person));
  QuestionArguments asked;
  asked.network = arguments.network;
  asked.keys = arguments.keys;
  MESO_ASSIGN_OR_RETURN(Opened opened, open_question(asked));
  Date on = opened.lens.fixed_day();
  if (!arguments.to.empty()) {
    const auto given = parse_iso_date(arguments.to);
    if (!given) return Error{ErrorKind::kUsage, "--on is not a day", {}, "write it as 2026-03-31"};
    on = *given;
  }
  opened.question.dates = rules::reference_dates(on, kEnglishYear);
  opened.year = england::financial_year(on);
  MESO_ASSIGN_OR_RETURN(const rules::Model model, compile_opened(opened));
  access::Gate gate(*journal, opened.rulebook, kEnglishYear);
  MESO_ASSIGN_OR_RETURN(const access::Lens lens,
                        access::Lens::for_person(opened.lens, gate,
                                                 {person, access::Role::kCommissioner, arguments.organisation,
                                                  access::Purpose::kCommissioning}));
  MESO_ASSIGN_OR_RETURN(const auto tables,
                        access::export_tables(lens, model, opened.question, arguments.organisation,
                                              std::string(base_name(arguments.network))));
  const std::string text = fixed_tables::to_text(tables);
  MESO_RETURN_IF_ERROR(replace_file(real_files(), arguments.from, std::as_bytes(std::span(text))));
  fmt::print("{} indicators of {} practices, as at {}, for {}: {}\n", tables.indicators.size(),
             tables.practices.size(), format_date(tables.as_at), tables.recipient, arguments.from);
  return kDone;
}

}  // namespace meso::cli
